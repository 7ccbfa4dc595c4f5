//! The datagram loop (RFC 4120 §7.2.1): one request in, one reply out.
//!
//! Requests that are waiting are answered in one go before the loop asks the system again; after
//! [`BURST`] of them the other tasks of the runtime get their turn.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::UdpSocket;

use crate::answerer::{Answerer, Route};
use crate::service::Transport;

/// Datagrams answered before others get a turn.
const BURST: usize = 64;

/// No Kerberos request over UDP is larger: IP's limit.
const LARGEST: usize = 65_535;

/// Answers datagrams on `socket` until the task is dropped.
pub(crate) async fn serve<A: Answerer>(socket: UdpSocket, service: Arc<A>) {
    let mut request = vec![0; LARGEST];
    let mut desk = A::Desk::default();
    let Ok(to) = socket.local_addr() else {
        return;
    };
    loop {
        if socket.readable().await.is_err() {
            tokio::task::yield_now().await;
            continue;
        }
        for _ in 0..BURST {
            // An error is the report of an earlier reply that found no receiver, or that nothing
            // is left: either way the socket itself is sound.
            let Ok((length, from)) = socket.try_recv_from(&mut request) else {
                break;
            };
            let Some(request) = request.get(..length) else {
                continue;
            };
            let route = Route { from, to, transport: Transport::Udp };
            if let Some(reply) = service.answer(request, route, &mut desk) {
                send(&socket, reply, from).await;
            }
        }
        tokio::task::yield_now().await;
    }
}

async fn send(socket: &UdpSocket, reply: &[u8], to: SocketAddr) {
    if let Err(error) = socket.try_send_to(reply, to)
        && error.kind() == std::io::ErrorKind::WouldBlock
    {
        // A client whose reply cannot be sent repeats its request: the reply is in the lookaside.
        let _lost = socket.send_to(reply, to).await;
    }
}
