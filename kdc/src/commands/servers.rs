//! Finding a realm's servers in krb5.conf, and one exchange of messages with them.
//!
//! In MIT's manner: a request up to `udp_preference_limit` octets goes by UDP first, every server
//! gets one second, then TCP is tried, then UDP again with more patience. A server that refuses a
//! transport is not asked by it again. Leaves out DNS records and KDC proxies (`https://`).

use std::fmt;
use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, ToSocketAddrs, UdpSocket};
use std::time::{Duration, Instant};

use kerbside_krb5::client::Transport;
use kerbside_krb5::formats::krb5_conf::Krb5Conf;
use kerbside_krb5::wire::Realm;

use super::environment::Environment;
use super::trace::trace;

/// How long each round waits for an answer by UDP. MIT doubles its patience likewise.
const UDP_PATIENCE: [Duration; 3] =
    [Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(4)];

/// How long a connection may take in all.
const TCP_PATIENCE: Duration = Duration::from_secs(10);

/// The longest answer by TCP that is read.
const LONGEST_ANSWER: usize = 1 << 20;

/// RFC 4120 §7.2.3.2.
const KDC_PORT: u16 = 88;

/// Why no server answered. The first words are MIT's.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unreachable {
    /// krb5.conf names none.
    #[error("Cannot find KDC for realm \"{0}\"")]
    Unknown(Realm),
    /// None answered.
    #[error("Cannot contact any KDC for realm '{realm}'")]
    Silent {
        realm: Realm,
        /// What was tried, and what became of it.
        attempts: Vec<String>,
    },
}

/// Which KDCs of a realm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// Any of `kdc`.
    Any,
    /// Those of `primary_kdc`, where changes arrive first.
    Primary,
}

/// An answer, and who gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) octets: Vec<u8>,
    pub(super) from: Which,
}

/// A transport.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Udp,
    Tcp,
}

/// As MIT's traces have an address: `dgram 127.0.0.1:88`.
struct Peer(Way, SocketAddr);

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.0 == Way::Udp { "dgram" } else { "stream" };
        write!(f, "{kind} {}", self.1)
    }
}

/// Sends `message` to a KDC of `realm` and gives its answer.
pub(super) fn ask(
    environment: &Environment,
    conf: &Krb5Conf,
    realm: &Realm,
    message: &[u8],
    transport: Transport,
    which: Which,
) -> Result<Answer, Unreachable> {
    let mark = if which == Which::Primary { " (primary)" } else { "" };
    trace!(environment, "Sending request ({} bytes) to {realm}{mark}", message.len());
    let known = conf.realm(&realm.to_text());
    let entries = known.map(|realm| match which {
        Which::Any => realm.kdc.as_slice(),
        Which::Primary => realm.primary_kdc.as_slice(),
    });
    let entries = entries.unwrap_or_default();
    if entries.is_empty() {
        return Err(Unreachable::Unknown(realm.clone()));
    }
    let limit = usize::try_from(conf.libdefaults.udp_preference_limit).unwrap_or(0);
    let order: &[Way] = match transport {
        Transport::TcpOnly => &[Way::Tcp],
        Transport::Any if message.len() > limit => &[Way::Tcp, Way::Udp],
        Transport::Any => &[Way::Udp, Way::Tcp],
    };
    let mut same = |_: IpAddr| Ok(message.to_vec());
    let answered = deliver(environment, entries, KDC_PORT, order, &mut same);
    let (octets, server) = answered.map_err(|attempts| {
        let realm = realm.clone();
        Unreachable::Silent { realm, attempts }
    })?;
    let primary = known.is_some_and(|realm| names(&realm.primary_kdc, server));
    if which == Which::Any {
        let not = if primary { "" } else { " not" };
        trace!(environment, "Response was{not} from primary KDC");
    }
    let from = if primary { Which::Primary } else { Which::Any };
    Ok(Answer { octets, from })
}

/// Sends a message to one server after the other until one answers; else what became of each.
/// `make` makes the message for a socket of that address: once for each server and transport.
pub(super) fn deliver(
    environment: &Environment,
    entries: &[String],
    port: u16,
    order: &[Way],
    make: &mut dyn FnMut(IpAddr) -> io::Result<Vec<u8>>,
) -> Result<(Vec<u8>, SocketAddr), Vec<String>> {
    let mut post = Post { environment, make, attempts: Vec::new(), waiting: Vec::new() };
    let mut servers = Vec::new();
    let (first, later) = order.split_first().unwrap_or((&Way::Tcp, &[]));
    for entry in entries {
        let found = post.resolve(entry, port);
        for server in found.iter().filter(|server| server.takes(*first)) {
            if let Some(answer) = post.send(*first, server.address) {
                return Ok((answer, server.address));
            }
        }
        servers.extend(found);
    }
    for way in later {
        for server in servers.iter().filter(|server| server.takes(*way)) {
            if let Some(answer) = post.send(*way, server.address) {
                return Ok((answer, server.address));
            }
        }
    }
    match post.wait() {
        Some(answered) => Ok(answered),
        None => Err(post.attempts),
    }
}

/// A server by its address, and the only transport by which it may be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Server {
    address: SocketAddr,
    only: Option<Way>,
}

impl Server {
    fn takes(&self, way: Way) -> bool {
        self.only.is_none_or(|only| only == way)
    }
}

/// A delivery under way.
struct Post<'a> {
    environment: &'a Environment,
    make: &'a mut dyn FnMut(IpAddr) -> io::Result<Vec<u8>>,
    attempts: Vec<String>,
    /// Datagrams that may still be answered.
    waiting: Vec<(UdpSocket, SocketAddr, Vec<u8>)>,
}

impl Post<'_> {
    /// The addresses of `host`, `host:port`, `[v6]:port`, each with `udp/` or `tcp/` before it.
    /// One that has no address is passed over.
    fn resolve(&mut self, entry: &str, port: u16) -> Vec<Server> {
        let (only, host) = split(entry);
        let (host, port) = host_and_port(host, port);
        trace!(self.environment, "Resolving hostname {host}");
        match (host, port).to_socket_addrs() {
            Ok(addresses) => addresses.map(|address| Server { address, only }).collect(),
            Err(error) => {
                self.attempts.push(format!("{entry}: {error}"));
                Vec::new()
            }
        }
    }

    fn send(&mut self, way: Way, address: SocketAddr) -> Option<Vec<u8>> {
        let answer = match way {
            Way::Udp => self.over_udp(address),
            Way::Tcp => self.over_tcp(address),
        };
        self.noted(way, address, answer)
    }

    /// What is left of UDP's rounds: the same datagrams again, with more patience.
    fn wait(&mut self) -> Option<(Vec<u8>, SocketAddr)> {
        for patience in UDP_PATIENCE.into_iter().skip(1) {
            for (socket, address, message) in std::mem::take(&mut self.waiting) {
                trace!(
                    self.environment,
                    "Sending retry UDP request to {}",
                    Peer(Way::Udp, address)
                );
                let answer = self.exchange(socket, address, message, patience);
                if let Some(answer) = self.noted(Way::Udp, address, answer) {
                    return Some((answer, address));
                }
            }
        }
        None
    }

    fn noted(
        &mut self,
        way: Way,
        address: SocketAddr,
        answer: io::Result<Vec<u8>>,
    ) -> Option<Vec<u8>> {
        match answer {
            Ok(answer) => Some(answer),
            Err(error) => {
                self.attempts.push(format!("{way:?} {address}: {error}"));
                None
            }
        }
    }

    fn over_udp(&mut self, address: SocketAddr) -> io::Result<Vec<u8>> {
        let local: SocketAddr = match address {
            SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
            SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
        };
        // A connected socket takes answers from this address alone, and hears that nobody listens.
        let socket = UdpSocket::bind(local)?;
        socket.connect(address)?;
        let message = (self.make)(socket.local_addr()?.ip())?;
        trace!(self.environment, "Sending initial UDP request to {}", Peer(Way::Udp, address));
        let [patience, ..] = UDP_PATIENCE;
        self.exchange(socket, address, message, patience)
    }

    fn exchange(
        &mut self,
        socket: UdpSocket,
        address: SocketAddr,
        message: Vec<u8>,
        patience: Duration,
    ) -> io::Result<Vec<u8>> {
        socket.set_read_timeout(Some(patience))?;
        socket.send(&message)?;
        let mut answer = vec![0; 65_536];
        match socket.recv(&mut answer) {
            Ok(length) => {
                answer.truncate(length);
                self.received(&answer, Way::Udp, address);
                Ok(answer)
            }
            Err(error) => {
                if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) {
                    self.waiting.push((socket, address, message));
                }
                Err(error)
            }
        }
    }

    fn received(&self, answer: &[u8], way: Way, from: SocketAddr) {
        trace!(
            self.environment,
            "Received answer ({} bytes) from {}",
            answer.len(),
            Peer(way, from)
        );
    }

    fn over_tcp(&mut self, address: SocketAddr) -> io::Result<Vec<u8>> {
        let peer = Peer(Way::Tcp, address);
        trace!(self.environment, "Initiating TCP connection to {peer}");
        let answer = self.converse(address);
        trace!(self.environment, "Terminating TCP connection to {peer}");
        answer
    }

    /// One message each way, with its length before it (RFC 4120 §7.2.2).
    fn converse(&mut self, address: SocketAddr) -> io::Result<Vec<u8>> {
        let deadline = Instant::now() + TCP_PATIENCE;
        let mut stream = TcpStream::connect_timeout(&address, TCP_PATIENCE)?;
        let message = (self.make)(stream.local_addr()?.ip())?;
        trace!(self.environment, "Sending TCP request to {}", Peer(Way::Tcp, address));
        stream.set_write_timeout(Some(TCP_PATIENCE))?;
        let length = u32::try_from(message.len()).map_err(io::Error::other)?;
        stream.write_all(&[&length.to_be_bytes(), message.as_slice()].concat())?;
        let mut prefix = [0; 4];
        read_until(&mut stream, &mut prefix, deadline)?;
        let length = u32::from_be_bytes(prefix) as usize;
        if length > LONGEST_ANSWER {
            let text = format!("an answer of {length} octets");
            return Err(io::Error::new(io::ErrorKind::InvalidData, text));
        }
        let mut answer = vec![0; length];
        read_until(&mut stream, &mut answer, deadline)?;
        self.received(&answer, Way::Tcp, address);
        Ok(answer)
    }
}

/// Whether one of `entries` is the server at `address`.
fn names(entries: &[String], address: SocketAddr) -> bool {
    entries.iter().any(|entry| {
        let (_, host) = split(entry);
        let found = host_and_port(host, KDC_PORT).to_socket_addrs();
        found.is_ok_and(|mut addresses| addresses.any(|found| found == address))
    })
}

fn split(entry: &str) -> (Option<Way>, &str) {
    match entry.split_once('/') {
        Some(("udp", host)) => (Some(Way::Udp), host),
        Some(("tcp", host)) => (Some(Way::Tcp), host),
        _ => (None, entry),
    }
}

/// Splits `host:port`.
fn host_and_port(text: &str, default: u16) -> (&str, u16) {
    if let Some((host, rest)) = text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        let port = rest.strip_prefix(':').and_then(|port| port.parse().ok());
        return (host, port.unwrap_or(default));
    }
    match text.rsplit_once(':') {
        // More than one colon without brackets is an address of version 6.
        Some((host, port)) if !host.contains(':') => match port.parse() {
            Ok(port) => (host, port),
            Err(_) => (text, default),
        },
        _ => (text, default),
    }
}

/// The host of an entry with another port, as `admin_server` is asked for passwords.
pub(super) fn with_port(entry: &str, port: u16) -> String {
    let (_, host) = split(entry);
    let (host, _) = host_and_port(host, port);
    if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
}

fn read_until(stream: &mut TcpStream, into: &mut [u8], deadline: Instant) -> io::Result<()> {
    let mut filled = 0;
    while let Some(rest) = into.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        stream.set_read_timeout(Some(left))?;
        match stream.read(rest)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => filled += read,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_have_their_ports() {
        for (text, expected) in [
            ("kdc.test", ("kdc.test", 88)),
            ("kdc.test:8888", ("kdc.test", 8888)),
            ("127.0.0.1:1", ("127.0.0.1", 1)),
            ("[::1]:750", ("::1", 750)),
            ("[::1]", ("::1", 88)),
            ("::1", ("::1", 88)),
        ] {
            assert_eq!(host_and_port(text, 88), expected, "{text}");
        }
        assert_eq!(with_port("tcp/kdc.test:749", 464), "kdc.test:464");
        assert_eq!(with_port("[::1]:749", 464), "[::1]:464");
    }
}
