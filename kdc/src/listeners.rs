//! Sockets: UDP and TCP on one port number, on every address asked for.
//!
//! The default is an ephemeral number on 127.0.0.1 and, where the machine has it, ::1. Clients try
//! either transport on the number that krb5.conf names, so both must carry it (RFC 4120 §7.2).

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, UdpSocket};

use socket2::{Domain, Protocol, Socket, Type};

/// Sockets, each with its address and the port that was chosen.
#[derive(Debug, Default)]
pub struct Bound {
    /// The datagram sockets.
    pub udp: Vec<(SocketAddr, UdpSocket)>,
    /// The stream sockets, listening.
    pub tcp: Vec<(SocketAddr, TcpListener)>,
}

impl Bound {
    /// Every address, each once.
    pub fn addresses(&self) -> Vec<SocketAddr> {
        let datagrams = self.udp.iter().map(|(address, _)| *address);
        let mut all = Vec::new();
        for address in datagrams.chain(self.tcp.iter().map(|(address, _)| *address)) {
            if !all.contains(&address) {
                all.push(address);
            }
        }
        all
    }

    /// With every datagram socket as often as there are workers to read it.
    pub(crate) fn for_workers(mut self, workers: usize) -> io::Result<Self> {
        let mut more = Vec::new();
        for (address, socket) in &self.udp {
            for _ in 1..workers {
                more.push((*address, socket.try_clone()?));
            }
        }
        self.udp.extend(more);
        Ok(self)
    }
}

/// Why no socket could be had.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// The address and port asked for cannot be had.
    #[error("cannot listen on {address} ({transport}): {source}; {remedy}")]
    Refused {
        /// The address.
        address: SocketAddr,
        /// `UDP` or `TCP`.
        transport: &'static str,
        /// What the system said.
        source: io::Error,
        /// What to do about it.
        remedy: &'static str,
    },
    /// Nothing to listen on.
    #[error("no address to listen on: none of those given exists on this machine")]
    NoAddress,
}

/// Binds UDP and TCP on each of `addresses`, all on one port number (`port` 0: any that is free).
///
/// An address of the default pair that the machine lacks (::1 in some containers) is left out.
pub fn bind(addresses: &[IpAddr], port: u16) -> Result<Bound, BindError> {
    const ATTEMPTS: usize = 32;
    let mut last = BindError::NoAddress;
    for _ in 0..if port == 0 { ATTEMPTS } else { 1 } {
        match bind_once(addresses, port) {
            Ok(bound) if bound.tcp.is_empty() => return Err(BindError::NoAddress),
            Ok(bound) => return Ok(bound),
            // The number was free for one socket and taken for another: take another number.
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// 127.0.0.1 and ::1.
pub const LOOPBACK: [IpAddr; 2] =
    [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];

/// Binds UDP on each of `udp` and TCP on each of `tcp`, as a configuration names them.
///
/// # Errors
/// The first address that cannot be had.
pub fn bind_each(udp: &[SocketAddr], tcp: &[SocketAddr]) -> Result<Bound, BindError> {
    let mut bound = Bound::default();
    for wanted in udp {
        let failed = |error| refused(*wanted, "UDP", error);
        let socket = datagram(*wanted).map_err(failed)?;
        bound.udp.push((socket.local_addr().map_err(failed)?, socket));
    }
    for wanted in tcp {
        let failed = |error| refused(*wanted, "TCP", error);
        let socket = stream(*wanted).map_err(failed)?;
        bound.tcp.push((socket.local_addr().map_err(failed)?, socket));
    }
    match bound.udp.is_empty() && bound.tcp.is_empty() {
        true => Err(BindError::NoAddress),
        false => Ok(bound),
    }
}

fn bind_once(addresses: &[IpAddr], mut port: u16) -> Result<Bound, BindError> {
    let mut all = Bound::default();
    for ip in addresses {
        let wanted = SocketAddr::new(*ip, port);
        let tcp = match stream(wanted) {
            Ok(tcp) => tcp,
            Err(error) if absent(&error) && addresses.len() > 1 => continue,
            Err(error) => return Err(refused(wanted, "TCP", error)),
        };
        let address = tcp.local_addr().map_err(|error| refused(wanted, "TCP", error))?;
        port = address.port();
        let udp = datagram(address).map_err(|error| refused(address, "UDP", error))?;
        all.tcp.push((address, tcp));
        all.udp.push((address, udp));
    }
    Ok(all)
}

fn stream(address: SocketAddr) -> io::Result<TcpListener> {
    const BACKLOG: i32 = 1024;
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    if address.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    if address.port() != 0 {
        // A daemon that is restarted gets its port although old connections linger.
        socket.set_reuse_address(true)?;
    }
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    socket.set_nonblocking(true)?;
    Ok(socket.into())
}

fn datagram(address: SocketAddr) -> io::Result<UdpSocket> {
    const RECEIVE_BUFFER: usize = 4 << 20;
    let socket = Socket::new(Domain::for_address(address), Type::DGRAM, Some(Protocol::UDP))?;
    if address.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    // A burst of clients at the start of a test run must not be dropped; the system may give less.
    let _less_is_fine = socket.set_recv_buffer_size(RECEIVE_BUFFER);
    socket.bind(&address.into())?;
    socket.set_nonblocking(true)?;
    Ok(socket.into())
}

fn absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::AddrNotAvailable | io::ErrorKind::Unsupported)
        || error.raw_os_error() == Some(97)
}

fn refused(address: SocketAddr, transport: &'static str, source: io::Error) -> BindError {
    let remedy = match source.kind() {
        io::ErrorKind::AddrInUse => "another program has the port: choose another, or 0 for any",
        io::ErrorKind::PermissionDenied => {
            "ports below 1024 need root or CAP_NET_BIND_SERVICE: choose a higher one"
        }
        io::ErrorKind::AddrNotAvailable => "this machine does not have the address",
        _ => "check the address and the port",
    };
    BindError::Refused { address, transport, source, remedy }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_socket_has_the_same_number() {
        let bound = bind(&LOOPBACK, 0).unwrap();
        let port = bound.udp[0].0.port();
        assert_ne!(port, 0);
        for ((datagrams, udp), (streams, tcp)) in bound.udp.iter().zip(&bound.tcp) {
            assert_eq!(udp.local_addr().unwrap(), *datagrams);
            assert_eq!(tcp.local_addr().unwrap(), *streams);
            assert_eq!((datagrams, datagrams.port()), (streams, port));
        }
        assert_eq!(bound.addresses().len(), bound.udp.len());
    }

    #[test]
    fn a_taken_port_is_named() {
        let first = bind(&LOOPBACK[..1], 0).unwrap();
        let port = first.udp[0].0.port();
        let error = bind(&LOOPBACK[..1], port).unwrap_err().to_string();
        assert!(error.contains(&format!("127.0.0.1:{port}")), "{error}");
        assert!(error.contains("another program has the port"), "{error}");
    }
}
