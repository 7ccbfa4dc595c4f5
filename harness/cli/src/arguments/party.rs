//! Whose clock: `kdc`, `broker` (all of them), `broker:2`, `client`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A party with a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Party {
    /// The KDC.
    Kdc,
    /// Every broker.
    Brokers,
    /// The broker of this number, from 1.
    Broker(i32),
    /// The bed's own client.
    Client,
}

impl FromStr for Party {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let unknown = || {
            format!("{text:?} has no clock here: write kdc, broker, broker:N (from 1) or client")
        };
        match text.split_once(':') {
            None if text == "kdc" => Ok(Self::Kdc),
            None if text == "broker" => Ok(Self::Brokers),
            None if text == "client" => Ok(Self::Client),
            Some(("broker", number)) => {
                let number = number.parse().ok().filter(|number| *number > 0);
                number.map(Self::Broker).ok_or_else(unknown)
            }
            _ => Err(unknown()),
        }
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kdc => f.write_str("kdc"),
            Self::Brokers => f.write_str("broker"),
            Self::Broker(number) => write!(f, "broker:{number}"),
            Self::Client => f.write_str("client"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parties_are_written_as_they_are_read() {
        for text in ["kdc", "broker", "broker:2", "client"] {
            assert_eq!(text.parse::<Party>().map(|party| party.to_string()), Ok(text.to_owned()));
        }
        for text in ["", "broker:", "broker:0", "broker:x", "zookeeper", "kdc:1"] {
            assert!(text.parse::<Party>().is_err(), "{text:?}");
        }
    }
}
