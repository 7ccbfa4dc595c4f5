//! Finding a realm's KDC in krb5.conf, and one exchange of messages with it.
//!
//! In MIT's manner: a request up to `udp_preference_limit` octets goes by UDP first, every server
//! gets one second, then TCP is tried, then UDP again with more patience. A server that refuses a
//! transport is not asked by it again. Leaves out DNS records and KDC proxies (`https://`).

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, ToSocketAddrs, UdpSocket};
use std::time::{Duration, Instant};

use kerbside_krb5::client::Transport;
use kerbside_krb5::formats::krb5_conf::Krb5Conf;
use kerbside_krb5::wire::Realm;

/// How long each round waits for an answer by UDP. MIT doubles its patience likewise.
const UDP_PATIENCE: [Duration; 3] =
    [Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(4)];

/// How long a connection may take in all.
const TCP_PATIENCE: Duration = Duration::from_secs(10);

/// The longest answer by TCP that is read.
const LONGEST_ANSWER: usize = 1 << 20;

/// Why a KDC did not answer. The first words are MIT's.
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

/// The KDCs of a realm.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Server {
    address: SocketAddr,
    only: Option<Way>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Udp,
    Tcp,
}

/// Sends `message` to a KDC of `realm` and gives its answer.
pub(super) fn ask(
    conf: &Krb5Conf,
    realm: &Realm,
    message: &[u8],
    transport: Transport,
) -> Result<Vec<u8>, Unreachable> {
    let entries = conf.realm(&realm.to_text()).map(|realm| realm.kdc.as_slice());
    let entries = entries.unwrap_or_default();
    if entries.is_empty() {
        return Err(Unreachable::Unknown(realm.clone()));
    }
    let mut attempts = Vec::new();
    let servers = resolve(entries, &mut attempts);
    let limit = usize::try_from(conf.libdefaults.udp_preference_limit).unwrap_or(0);
    let order: &[Way] = match transport {
        Transport::TcpOnly => &[Way::Tcp],
        Transport::Any if message.len() > limit => &[Way::Tcp, Way::Udp],
        Transport::Any => &[Way::Udp, Way::Tcp],
    };
    let mut candidates: Vec<(Way, SocketAddr)> = order
        .iter()
        .flat_map(|way| servers.iter().map(|server| (*way, server)))
        .filter(|(way, server)| server.only.is_none_or(|only| only == *way))
        .map(|(way, server)| (way, server.address))
        .collect();
    for patience in UDP_PATIENCE {
        let mut again = Vec::new();
        for (way, address) in candidates {
            let answer = match way {
                Way::Udp => over_udp(address, message, patience),
                Way::Tcp => over_tcp(address, message),
            };
            match answer {
                Ok(answer) => return Ok(answer),
                Err(error) => {
                    attempts.push(format!("{way:?} {address}: {error}"));
                    if way == Way::Udp && waited(&error) {
                        again.push((way, address));
                    }
                }
            }
        }
        candidates = again;
    }
    let realm = realm.clone();
    Err(Unreachable::Silent { realm, attempts })
}

fn waited(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
}

/// The addresses of `kdc` relations: `host`, `host:port`, `[v6]:port`, each with `udp/` or `tcp/`
/// before it. One that has no address is passed over.
fn resolve(entries: &[String], attempts: &mut Vec<String>) -> Vec<Server> {
    let mut servers = Vec::new();
    for entry in entries {
        let (only, host) = match entry.split_once('/') {
            Some(("udp", host)) => (Some(Way::Udp), host),
            Some(("tcp", host)) => (Some(Way::Tcp), host),
            _ => (None, entry.as_str()),
        };
        let (host, port) = host_and_port(host);
        match (host, port).to_socket_addrs() {
            Ok(addresses) => {
                servers.extend(addresses.map(|address| Server { address, only }));
            }
            Err(error) => attempts.push(format!("kdc = {entry}: {error}")),
        }
    }
    servers
}

/// Splits `host:port`; without a port it is 88 (RFC 4120 §7.2.3.2).
fn host_and_port(text: &str) -> (&str, u16) {
    let default = 88;
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

fn over_udp(address: SocketAddr, message: &[u8], patience: Duration) -> io::Result<Vec<u8>> {
    let local: SocketAddr = match address {
        SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
        SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
    };
    // A connected socket takes answers from this address alone, and hears that nobody listens.
    let socket = UdpSocket::bind(local)?;
    socket.connect(address)?;
    socket.set_read_timeout(Some(patience))?;
    socket.send(message)?;
    let mut answer = vec![0; 65_536];
    let length = socket.recv(&mut answer)?;
    answer.truncate(length);
    Ok(answer)
}

/// One message each way, with its length before it (RFC 4120 §7.2.2).
fn over_tcp(address: SocketAddr, message: &[u8]) -> io::Result<Vec<u8>> {
    let deadline = Instant::now() + TCP_PATIENCE;
    let mut stream = TcpStream::connect_timeout(&address, TCP_PATIENCE)?;
    stream.set_write_timeout(Some(TCP_PATIENCE))?;
    let length = u32::try_from(message.len()).map_err(io::Error::other)?;
    stream.write_all(&[&length.to_be_bytes(), message].concat())?;
    let mut prefix = [0; 4];
    read_until(&mut stream, &mut prefix, deadline)?;
    let length = u32::from_be_bytes(prefix) as usize;
    if length > LONGEST_ANSWER {
        let text = format!("an answer of {length} octets");
        return Err(io::Error::new(io::ErrorKind::InvalidData, text));
    }
    let mut answer = vec![0; length];
    read_until(&mut stream, &mut answer, deadline)?;
    Ok(answer)
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
            assert_eq!(host_and_port(text), expected, "{text}");
        }
    }
}
