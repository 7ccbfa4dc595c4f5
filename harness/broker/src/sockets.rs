//! Listening sockets: one port number on every address of a listener.
//!
//! `localhost` is 127.0.0.1 to one client and ::1 to another, so both carry the number that is
//! advertised. A machine without ::1 (some containers) is served on 127.0.0.1 alone.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};

use socket2::{Domain, Protocol, Socket, Type};

/// 127.0.0.1 and ::1.
pub const LOOPBACK: [IpAddr; 2] =
    [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];

/// Why a listener has no socket.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// The system refused an address.
    #[error("listener {listener} of node {node} cannot listen on {address}: {source}; {remedy}")]
    Refused {
        /// The node's id.
        node: i32,
        /// The listener's name.
        listener: String,
        /// The address and port.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
        /// What to do about it.
        remedy: &'static str,
    },
    /// None of the addresses exists on this machine.
    #[error("listener {listener} of node {node} has no address to listen on: give it one")]
    NoAddress {
        /// The node's id.
        node: i32,
        /// The listener's name.
        listener: String,
    },
}

/// A refusal of the system, before it is known for whom the socket was.
pub(crate) enum Failure {
    /// An address was refused.
    At(SocketAddr, io::Error),
    /// There was none to try.
    NoAddress,
}

impl Failure {
    /// Says for whom the socket was.
    pub(crate) fn of(self, node: i32, listener: &str) -> BindError {
        let listener = listener.to_owned();
        match self {
            Failure::At(address, source) => {
                let remedy = remedy(&source);
                BindError::Refused { node, listener, address, source, remedy }
            }
            Failure::NoAddress => BindError::NoAddress { node, listener },
        }
    }
}

/// Listens on each of `addresses`, all on one port number (0: any that is free on all of them).
pub(crate) fn bind(addresses: &[IpAddr], port: u16) -> Result<Vec<TcpListener>, Failure> {
    const ATTEMPTS: usize = 32;
    let mut attempt = 1;
    loop {
        match bind_once(addresses, port) {
            // The number was free on one address and taken on another: take another number.
            Err(Failure::At(_, error))
                if port == 0 && attempt < ATTEMPTS && error.kind() == io::ErrorKind::AddrInUse =>
            {
                attempt += 1;
            }
            outcome => return outcome,
        }
    }
}

fn bind_once(addresses: &[IpAddr], mut port: u16) -> Result<Vec<TcpListener>, Failure> {
    let mut sockets = Vec::with_capacity(addresses.len());
    for ip in addresses {
        let wanted = SocketAddr::new(*ip, port);
        let refused = |error| Failure::At(wanted, error);
        let socket = match listen(wanted) {
            Err(error) if dispensable(*ip, addresses) && absent(&error) => continue,
            outcome => outcome.map_err(refused)?,
        };
        port = socket.local_addr().map_err(refused)?.port();
        sockets.push(socket);
    }
    if sockets.is_empty() { Err(Failure::NoAddress) } else { Ok(sockets) }
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    const BACKLOG: i32 = 1024;
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    if address.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    if address.port() != 0 {
        // A broker that is started again gets its port although old connections linger.
        socket.set_reuse_address(true)?;
    }
    socket.bind(&address.into())?;
    if address.port() == 0 {
        // The same for a node that is started again on the port that it was given: what it accepts
        // inherits this.
        socket.set_reuse_address(true)?;
    }
    socket.listen(BACKLOG)?;
    socket.set_nonblocking(true)?;
    Ok(socket.into())
}

/// ::1 beside another address: what it is there for works without it.
fn dispensable(ip: IpAddr, addresses: &[IpAddr]) -> bool {
    ip == IpAddr::V6(Ipv6Addr::LOCALHOST) && addresses.len() > 1
}

fn absent(error: &io::Error) -> bool {
    const EAFNOSUPPORT: i32 = 97;
    matches!(error.kind(), io::ErrorKind::AddrNotAvailable | io::ErrorKind::Unsupported)
        || error.raw_os_error() == Some(EAFNOSUPPORT)
}

fn remedy(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::AddrInUse => "another program has the port: choose another, or 0 for any",
        io::ErrorKind::PermissionDenied => "ports below 1024 need root: choose a higher one",
        io::ErrorKind::AddrNotAvailable => "this machine does not have the address",
        _ => "check the address and the port",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_addresses_carry_one_number() {
        let sockets = bind(&LOOPBACK, 0).ok().unwrap();
        let ports: Vec<u16> = sockets.iter().map(|it| it.local_addr().unwrap().port()).collect();
        assert_ne!(ports[0], 0);
        assert!(ports.iter().all(|port| *port == ports[0]), "{ports:?}");
    }

    #[test]
    fn a_taken_port_is_named_with_its_remedy() {
        let taken = bind(&LOOPBACK[..1], 0).ok().unwrap();
        let address = taken[0].local_addr().unwrap();
        let failure = bind(&LOOPBACK[..1], address.port()).err().unwrap();
        let text = failure.of(1, "CLIENT").to_string();
        assert!(text.contains(&address.to_string()), "{text}");
        assert!(text.contains("another program has the port"), "{text}");
    }

    #[test]
    fn an_address_of_another_machine_is_named() {
        // 192.0.2.0/24 belongs to documentation (RFC 5737).
        let failure = bind(&[IpAddr::from([192, 0, 2, 1])], 0).err().unwrap();
        let text = failure.of(1, "CLIENT").to_string();
        assert!(text.contains("192.0.2.1"), "{text}");
        assert!(text.contains("does not have the address"), "{text}");
    }
}
