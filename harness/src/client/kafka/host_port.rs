//! `host:port`, as `bootstrap.servers` lists it.

use std::fmt;
use std::str::FromStr;

/// A host, by name or address, and a port.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HostPort {
    /// The host as it was written, an IPv6 address without its brackets.
    pub host: String,
    /// The port.
    pub port: u16,
}

impl HostPort {
    /// `host` and `port`.
    pub fn new(host: impl Into<String>, port: u16) -> Self {
        Self { host: host.into(), port }
    }

    /// Parses a list with commas; empty entries are skipped.
    pub(super) fn parse_list(text: &str) -> Result<Vec<Self>, NotAHostPort> {
        let entries = text.split(',').map(str::trim).filter(|entry| !entry.is_empty());
        entries.map(str::parse).collect()
    }
}

/// A text is not `host:port`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Invalid url in bootstrap.servers: {text:?} is not host:port")]
pub struct NotAHostPort {
    /// The text.
    pub text: String,
}

impl FromStr for HostPort {
    type Err = NotAHostPort;

    fn from_str(text: &str) -> Result<Self, NotAHostPort> {
        let bad = || NotAHostPort { text: text.to_owned() };
        let (host, port) = text.rsplit_once(':').ok_or_else(bad)?;
        let port = port.parse().map_err(|_| bad())?;
        let bracketed = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        let plain = Some(host).filter(|host| !host.contains([':', '[', ']', '/', ' ']));
        let host = bracketed.or(plain).filter(|host| !host.is_empty()).ok_or_else(bad)?;
        Ok(Self::new(host, port))
    }
}

impl fmt::Display for HostPort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.host.contains(':') {
            true => write!(f, "[{}]:{}", self.host, self.port),
            false => write!(f, "{}:{}", self.host, self.port),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_print_as_they_parse() {
        for text in ["localhost:9092", "node1.local:1", "127.0.0.1:65535", "[::1]:9092"] {
            assert_eq!(text.parse::<HostPort>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_address_is_refused_by_name() {
        for text in ["localhost", "localhost:", ":9092", "localhost:99999", "::1:9092", "a b:1"] {
            let error = text.parse::<HostPort>().unwrap_err();
            assert!(error.to_string().contains(&format!("{text:?}")), "{error}");
        }
    }

    #[test]
    fn a_list_is_split_at_commas() {
        let list = HostPort::parse_list("a:1, b:2,").unwrap();
        assert_eq!(list, [HostPort::new("a", 1), HostPort::new("b", 2)]);
    }
}
