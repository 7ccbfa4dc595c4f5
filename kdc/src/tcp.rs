//! Stream connections (RFC 4120 §7.2.2): each message behind four octets of length.
//!
//! A connection stays open for as many requests as the client likes, pipelined or not, and is
//! closed when it is idle for [`IDLE`], when a message does not arrive within that time, or after
//! the answer to a length that no request has: KRB_ERR_FIELD_TOOLONG when the high bit is set
//! (RFC 4120 §7.2.2, reserved for RFC 5021) or when it exceeds [`LONGEST`]. Connections are bounded
//! in number: for one more, that gives way from which nothing came for longest.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::time::timeout;

use crate::answerer::{Answerer, Route};
use crate::places::{Place, Places};
use crate::service::Transport;

/// How long a client may take for a message, and how long it may think before the next.
pub const IDLE: Duration = Duration::from_secs(30);

/// The longest request that is read.
pub const LONGEST: usize = 1 << 20;

/// What is read at once: a request and more.
const BUFFER: usize = 4 << 10;

/// Connections open at once.
const CONNECTIONS: usize = 4096;

/// Accepts connections on `listener` until the task is dropped.
pub(crate) async fn serve<A: Answerer>(listener: TcpListener, service: Arc<A>) {
    let places = Places::new(CONNECTIONS);
    let mut connections = tokio::task::JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        match listener.accept().await {
            Ok((stream, from)) => {
                let service = Arc::clone(&service);
                let notice = Arc::new(Notify::new());
                let place = places.take(Arc::clone(&notice));
                connections.spawn(async move {
                    tokio::select! {
                        () = notice.notified() => {}
                        // The peer sees the end of its connection; there is nobody else to tell.
                        _ended = converse(stream, from, &*service, place) => {}
                    }
                });
            }
            // Out of descriptors, or the client has gone already: let others finish first.
            Err(_) => {
                places.make_room();
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
    }
}

async fn converse<A: Answerer>(
    stream: TcpStream,
    from: SocketAddr,
    service: &A,
    place: Place,
) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let route = Route { from, to: stream.local_addr()?, transport: Transport::Tcp };
    let mut desk = service.desk();
    let ended = answer_all(stream, route, service, &mut desk, place).await;
    service.leave(desk);
    ended
}

async fn answer_all<A: Answerer>(
    mut stream: TcpStream,
    route: Route,
    service: &A,
    desk: &mut A::Desk,
    mut place: Place,
) -> std::io::Result<()> {
    let (reader, mut writer) = stream.split();
    let mut reader = BufReader::with_capacity(BUFFER, reader);
    let mut request = Vec::new();
    let mut out = Vec::new();
    loop {
        let Ok(length) = timeout(IDLE, reader.read_u32()).await else {
            return Ok(());
        };
        let length = length? as usize;
        if length > LONGEST {
            if let Some(refusal) = service.too_long(route, length, desk) {
                frame(refusal, &mut out);
                writer.write_all(&out).await?;
            }
            return writer.shutdown().await;
        }
        request.clear();
        // The buffer grows with what arrives, not with what the length promises.
        let mut body = (&mut reader).take(length as u64);
        let Ok(read) = timeout(IDLE, body.read_to_end(&mut request)).await else {
            return Ok(());
        };
        if read? < length {
            return Ok(());
        }
        place.renew();
        match service.answer(&request, route, desk) {
            Some(reply) => frame(reply, &mut out),
            None => return writer.shutdown().await,
        }
        let Ok(written) = timeout(IDLE, writer.write_all(&out)).await else {
            return Ok(());
        };
        written?;
    }
}

fn frame(reply: &[u8], out: &mut Vec<u8>) {
    out.clear();
    let length = u32::try_from(reply.len()).unwrap_or(u32::MAX);
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(reply);
}
