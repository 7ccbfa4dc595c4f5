//! `--listener NAME=PROTOCOL`.

use std::str::FromStr;

use kerbside::SecurityProtocol;

/// A listener to open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listener {
    /// Its name.
    pub(crate) name: String,
    /// What is spoken there.
    pub(crate) protocol: SecurityProtocol,
}

impl FromStr for Listener {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let remedy = "write it as INTERNAL=SASL_SSL";
        let Some((name, protocol)) = text.split_once('=') else {
            return Err(format!("the security protocol is missing: {remedy}"));
        };
        let plain = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
        if name.is_empty() || !name.chars().all(plain) {
            return Err(format!("{name:?} is no name of letters, digits and _ - . : {remedy}"));
        }
        let protocol = protocol.parse().map_err(|error| format!("{error}: {remedy}"))?;
        Ok(Self { name: name.to_owned(), protocol })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listener_is_a_name_and_a_protocol_in_any_case() {
        let listener: Listener = "INTERNAL=sasl_ssl".parse().expect("a listener");
        assert_eq!((listener.name.as_str(), listener.protocol.name()), ("INTERNAL", "SASL_SSL"));
    }

    #[test]
    fn anything_else_is_refused_with_the_form() {
        for text in ["", "INTERNAL", "=SSL", "A/B=SSL", "A=TLS"] {
            let refused = text.parse::<Listener>().unwrap_err();
            assert!(refused.contains("INTERNAL=SASL_SSL"), "{refused}");
        }
    }
}
