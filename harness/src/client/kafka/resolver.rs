//! Host names to addresses: the bed's made-up names first, then `localhost`, then the system's
//! resolver.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use super::host_port::HostPort;

/// A map of names, which no other program needs to know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resolver {
    names: HashMap<String, Vec<IpAddr>>,
}

impl Resolver {
    /// A resolver without made-up names.
    pub fn new() -> Self {
        Self::default()
    }

    /// Lets `name` stand for `address`, besides those that it already stands for.
    #[must_use]
    pub fn with(mut self, name: &str, address: IpAddr) -> Self {
        self.names.entry(name.to_ascii_lowercase()).or_default().push(address);
        self
    }

    /// The addresses of `broker`, in the order in which they are tried.
    pub(super) async fn resolve(&self, broker: &HostPort) -> io::Result<Vec<SocketAddr>> {
        let name = broker.host.to_ascii_lowercase();
        let known = |addresses: &[IpAddr]| {
            addresses.iter().map(|address| SocketAddr::new(*address, broker.port)).collect()
        };
        if let Some(addresses) = self.names.get(&name) {
            return Ok(known(addresses));
        }
        if let Ok(address) = name.parse::<IpAddr>() {
            return Ok(known(&[address]));
        }
        if name == "localhost" {
            return Ok(known(&[Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]));
        }
        let found = tokio::net::lookup_host((broker.host.as_str(), broker.port)).await?;
        Ok(found.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn addresses(resolver: &Resolver, text: &str) -> Vec<String> {
        let found = resolver.resolve(&text.parse().unwrap()).await.unwrap();
        found.iter().map(SocketAddr::to_string).collect()
    }

    #[tokio::test]
    async fn made_up_names_come_first_and_addresses_are_their_own() {
        let resolver = Resolver::new().with("Node1.local", [127, 0, 0, 2].into());
        assert_eq!(addresses(&resolver, "node1.LOCAL:9092").await, ["127.0.0.2:9092"]);
        assert_eq!(addresses(&resolver, "10.0.0.1:1").await, ["10.0.0.1:1"]);
        assert_eq!(addresses(&resolver, "localhost:1").await, ["127.0.0.1:1", "[::1]:1"]);
        let resolver = resolver.with("localhost", [127, 0, 0, 3].into());
        assert_eq!(addresses(&resolver, "localhost:1").await, ["127.0.0.3:1"]);
    }
}
