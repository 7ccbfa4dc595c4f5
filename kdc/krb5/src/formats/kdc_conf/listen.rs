//! Where a daemon listens: `88`, `127.0.0.1`, `127.0.0.1:88`, `[::1]:88`, in a list with blanks,
//! commas or semicolons between (`kdc_listen` and its like).

use std::net::{IpAddr, Ipv6Addr};

/// One entry of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListenOn {
    /// The address or host name; every address of the machine when absent.
    pub host: Option<String>,
    /// The port.
    pub port: u16,
}

/// An entry that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{entry:?} is no place to listen: write PORT, ADDRESS, ADDRESS:PORT or [IPV6]:PORT")]
pub struct ListenError {
    /// The entry.
    pub entry: String,
}

/// Reads `list`; entries without a port get `default_port`.
///
/// # Errors
/// The first entry that cannot be read.
pub fn parse_listen(list: &str, default_port: u16) -> Result<Vec<ListenOn>, ListenError> {
    let entries = list.split([' ', '\t', ',', ';']).filter(|entry| !entry.is_empty());
    entries.map(|entry| parse_entry(entry, default_port)).collect()
}

fn parse_entry(entry: &str, default_port: u16) -> Result<ListenOn, ListenError> {
    let wrong = || ListenError { entry: entry.to_owned() };
    if entry.bytes().all(|octet| octet.is_ascii_digit()) {
        let port = entry.parse().map_err(|_| wrong())?;
        return Ok(ListenOn { host: None, port });
    }
    let (host, port) = split(entry).ok_or_else(wrong)?;
    let port = match port {
        Some(port) => port.parse().map_err(|_| wrong())?,
        None => default_port,
    };
    if host.is_empty() {
        return Err(wrong());
    }
    Ok(ListenOn { host: Some(host.to_owned()), port })
}

fn split(entry: &str) -> Option<(&str, Option<&str>)> {
    if let Some(rest) = entry.strip_prefix('[') {
        let (host, after) = rest.split_once(']')?;
        host.parse::<Ipv6Addr>().ok()?;
        return match after {
            "" => Some((host, None)),
            after => Some((host, Some(after.strip_prefix(':')?))),
        };
    }
    // An IPv6 address without brackets has no port behind it.
    if entry.parse::<IpAddr>().is_ok() {
        return Some((entry, None));
    }
    match entry.split_once(':') {
        Some((_, port)) if port.contains(':') => None,
        Some((host, port)) => Some((host, Some(port))),
        None => Some((entry, None)),
    }
}
