//! From the places that kdc.conf names to socket addresses.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};

use kerbside_krb5::formats::kdc_conf::ListenOn;

/// A place that cannot be listened at.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ListenFailure {
    /// The host has no address.
    #[error("the host {host} of {key} has no address: {reason}")]
    Unresolved { host: String, key: &'static str, reason: String },
}

/// The addresses of `places`, which stand at `key`. A place without a host is every address of the
/// machine, of both families.
pub(crate) fn addresses(
    places: &[ListenOn],
    key: &'static str,
) -> Result<Vec<SocketAddr>, ListenFailure> {
    let mut all = Vec::new();
    for place in places {
        let found = match &place.host {
            None => everywhere(place.port),
            Some(host) => resolve(host, place.port)
                .map_err(|reason| ListenFailure::Unresolved { host: host.clone(), key, reason })?,
        };
        for address in found {
            if !all.contains(&address) {
                all.push(address);
            }
        }
    }
    Ok(all)
}

fn everywhere(port: u16) -> Vec<SocketAddr> {
    let mut both = vec![SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), port)];
    let six = SocketAddr::new(IpAddr::V6(Ipv6Addr::UNSPECIFIED), port);
    // A machine without IPv6 has no such address.
    if std::net::UdpSocket::bind(SocketAddr::new(IpAddr::V6(Ipv6Addr::UNSPECIFIED), 0)).is_ok() {
        both.push(six);
    }
    both
}

fn resolve(host: &str, port: u16) -> Result<Vec<SocketAddr>, String> {
    let found: Vec<SocketAddr> =
        (host, port).to_socket_addrs().map_err(|error| error.to_string())?.collect();
    match found.is_empty() {
        true => Err("the resolver knows none".to_owned()),
        false => Ok(found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_itself_and_nowhere_is_everywhere() {
        let place = |host: Option<&str>| ListenOn { host: host.map(str::to_owned), port: 7 };
        let found = addresses(&[place(Some("127.0.0.1")), place(Some("127.0.0.1"))], "k").unwrap();
        assert_eq!(found, ["127.0.0.1:7".parse().unwrap()]);
        let found = addresses(&[place(None)], "k").unwrap();
        assert_eq!(found[0], "0.0.0.0:7".parse().unwrap());
    }

    #[test]
    fn a_host_without_address_is_named_with_its_key() {
        let place = ListenOn { host: Some("no.such.host.invalid".to_owned()), port: 7 };
        let failure = addresses(&[place], "kdc_listen").unwrap_err().to_string();
        assert!(failure.contains("no.such.host.invalid") && failure.contains("kdc_listen"));
    }
}
