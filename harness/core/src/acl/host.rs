//! The host of an ACL: anybody, one address, or a network in CIDR notation, as
//! of Kafka 4.4 (before that a network was a text that no address is equal to).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::WILDCARD;

/// Whom the host of an ACL means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostPattern {
    /// `*`
    Any,
    /// One address, in the form in which Java prints it.
    Is(IpAddr),
    /// A network of IPv4: its address and the mask.
    Net4(u32, u32),
    /// A network of IPv6: its address and the mask.
    Net6(u128, u128),
    /// A text that no client's address is equal to, such as a host's name.
    Nobody,
}

impl HostPattern {
    /// What the host of an ACL means.
    ///
    /// # Errors
    /// What is wrong with a network, in the words of Kafka (and of the library that it uses).
    pub fn parse(text: &str) -> Result<Self, String> {
        match text {
            "" => Err("Host pattern cannot be null or empty".to_owned()),
            WILDCARD => Ok(HostPattern::Any),
            _ if text.contains('/') => {
                network(text).map_err(|reason| format!("Invalid CIDR notation '{text}': {reason}"))
            }
            _ => Ok(address(text)),
        }
    }

    /// Whether it means a client at this address.
    pub fn means(self, client: IpAddr) -> bool {
        let client = client.to_canonical();
        match (self, client) {
            (HostPattern::Any, _) => true,
            (HostPattern::Is(address), _) => address == client,
            // Kafka's library never finds 0.0.0.0 in a network.
            (HostPattern::Net4(network, mask), IpAddr::V4(client)) => {
                !client.is_unspecified() && client.to_bits() & mask == network
            }
            (HostPattern::Net6(network, mask), IpAddr::V6(client)) => {
                client.to_bits() & mask == network
            }
            (HostPattern::Net4(..) | HostPattern::Net6(..) | HostPattern::Nobody, _) => false,
        }
    }
}

/// Kafka compares texts, and Java prints an address of IPv6 with eight groups and no `::`.
fn address(text: &str) -> HostPattern {
    match text.parse() {
        Ok(IpAddr::V4(address)) => HostPattern::Is(address.into()),
        Ok(IpAddr::V6(address)) if java_text(address) == text => HostPattern::Is(address.into()),
        Ok(IpAddr::V6(_)) | Err(_) => HostPattern::Nobody,
    }
}

fn java_text(address: Ipv6Addr) -> String {
    address.segments().map(|group| format!("{group:x}")).join(":")
}

fn network(text: &str) -> Result<HostPattern, String> {
    match text.contains(':') {
        true => network6(text),
        false => network4(text),
    }
}

fn network4(text: &str) -> Result<HostPattern, String> {
    let unreadable = || format!("Could not parse [{text}]");
    let (address, length) = text.split_once('/').ok_or_else(unreadable)?;
    let mut octets = Vec::with_capacity(4);
    for part in address.split('.') {
        octets.push(digits(part, 3).ok_or_else(unreadable)?);
    }
    let length = digits(length, 2).ok_or_else(unreadable)?;
    let [a, b, c, d] = octets.as_slice() else {
        return Err(unreadable());
    };
    let address = Ipv4Addr::new(octet(*a)?, octet(*b)?, octet(*c)?, octet(*d)?);
    in_range(length, 32)?;
    let mask = u32::MAX.checked_shl(32 - length).unwrap_or(0);
    Ok(HostPattern::Net4(address.to_bits() & mask, mask))
}

/// A number of one digit to `most`.
fn digits(text: &str, most: usize) -> Option<u32> {
    let plain = (1..=most).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

fn octet(value: u32) -> Result<u8, String> {
    in_range(value, 255)?;
    u8::try_from(value).map_err(|error| error.to_string())
}

fn in_range(value: u32, last: u32) -> Result<(), String> {
    match value <= last {
        true => Ok(()),
        false => Err(format!("Value [{value}] not in range [0,{last}]")),
    }
}

fn network6(text: &str) -> Result<HostPattern, String> {
    let unreadable = |what: &str| format!("Could not parse [{text}] - {what}");
    let (address, length) =
        text.split_once('/').ok_or_else(|| unreadable("missing prefix length"))?;
    let length: i32 = length.parse().map_err(|_| unreadable("invalid prefix length"))?;
    let length = u32::try_from(length).ok().filter(|length| *length <= 128);
    let length = length.ok_or_else(|| unreadable("prefix length must be between 0 and 128"))?;
    let address: Ipv6Addr = address.parse().map_err(|_| format!("Could not parse [{address}]"))?;
    if address.to_ipv4_mapped().is_some() {
        return Err(format!("Could not parse [{address}] - not an IPv6 address"));
    }
    let mask = u128::MAX.checked_shl(128 - length).unwrap_or(0);
    Ok(HostPattern::Net6(address.to_bits() & mask, mask))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_mean_whom_kafka_takes_them_for() {
        for (host, client, means) in [
            ("*", "10.0.0.1", true),
            ("*", "::1", true),
            ("127.0.0.1", "127.0.0.1", true),
            ("127.0.0.1", "::ffff:127.0.0.1", true),
            ("127.0.0.1", "127.0.0.2", false),
            ("localhost", "127.0.0.1", false),
            ("0:0:0:0:0:0:0:1", "::1", true),
            ("::1", "::1", false),
            ("10.1.0.0/16", "10.1.255.255", true),
            ("10.1.2.3/16", "10.1.0.0", true),
            ("10.1.0.0/16", "10.2.0.0", false),
            ("0.0.0.0/0", "8.8.8.8", true),
            ("10.0.0.1/32", "10.0.0.1", true),
            ("10.1.0.0/16", "::1", false),
            ("2001:db8::/32", "2001:db8:1::2", true),
            ("2001:db8::/32", "2001:db9::", false),
            ("::/0", "2001:db9::", true),
            ("2001:db8::/32", "10.0.0.1", false),
        ] {
            let pattern = HostPattern::parse(host).expect(host);
            assert_eq!(pattern.means(client.parse().expect(client)), means, "{host} {client}");
        }
    }

    #[test]
    fn networks_that_are_none_have_kafkas_texts() {
        for (host, text) in [
            ("", "Host pattern cannot be null or empty"),
            ("10.0.0.0/33", "Invalid CIDR notation '10.0.0.0/33': Value [33] not in range [0,32]"),
            (
                "300.0.0.0/8",
                "Invalid CIDR notation '300.0.0.0/8': Value [300] not in range [0,255]",
            ),
            ("10.0.0/8", "Invalid CIDR notation '10.0.0/8': Could not parse [10.0.0/8]"),
            ("10.0.0.0/", "Invalid CIDR notation '10.0.0.0/': Could not parse [10.0.0.0/]"),
            (
                "::1/129",
                "Invalid CIDR notation '::1/129': Could not parse [::1/129] - prefix length must \
                 be between 0 and 128",
            ),
            (
                "::1/x",
                "Invalid CIDR notation '::1/x': Could not parse [::1/x] - invalid prefix length",
            ),
        ] {
            assert_eq!(HostPattern::parse(host), Err(text.to_owned()));
        }
    }
}
