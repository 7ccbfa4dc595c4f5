//! Kafka's security protocols: the values of `security.protocol`, and of a listener in
//! `listener.security.protocol.map`. Names are read in any case, as Kafka reads them.

use std::fmt;
use std::str::FromStr;

/// A security protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SecurityProtocol {
    /// TCP, no authentication.
    Plaintext,
    /// TLS; a client's certificate names it.
    Ssl,
    /// TCP and SASL.
    SaslPlaintext,
    /// TLS and SASL.
    SaslSsl,
}

/// A name that is no security protocol.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no security protocol: PLAINTEXT, SSL, SASL_PLAINTEXT and SASL_SSL are")]
pub struct UnknownProtocol(pub String);

impl SecurityProtocol {
    /// All of them, in the order of Kafka's ids.
    pub const ALL: [SecurityProtocol; 4] = [
        SecurityProtocol::Plaintext,
        SecurityProtocol::Ssl,
        SecurityProtocol::SaslPlaintext,
        SecurityProtocol::SaslSsl,
    ];

    /// Its name in settings.
    pub fn name(self) -> &'static str {
        match self {
            SecurityProtocol::Plaintext => "PLAINTEXT",
            SecurityProtocol::Ssl => "SSL",
            SecurityProtocol::SaslPlaintext => "SASL_PLAINTEXT",
            SecurityProtocol::SaslSsl => "SASL_SSL",
        }
    }

    /// Whether TLS carries it.
    pub fn has_tls(self) -> bool {
        matches!(self, SecurityProtocol::Ssl | SecurityProtocol::SaslSsl)
    }

    /// Whether clients authenticate by SASL.
    pub fn has_sasl(self) -> bool {
        matches!(self, SecurityProtocol::SaslPlaintext | SecurityProtocol::SaslSsl)
    }
}

impl fmt::Display for SecurityProtocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for SecurityProtocol {
    type Err = UnknownProtocol;

    fn from_str(text: &str) -> Result<Self, UnknownProtocol> {
        let named = |it: &SecurityProtocol| it.name().eq_ignore_ascii_case(text);
        let found = SecurityProtocol::ALL.into_iter().find(named);
        found.ok_or_else(|| UnknownProtocol(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_any_case() {
        for protocol in SecurityProtocol::ALL {
            assert_eq!(protocol.name().parse(), Ok(protocol));
            assert_eq!(protocol.name().to_lowercase().parse(), Ok(protocol));
        }
    }

    #[test]
    fn another_name_is_refused_with_those_that_there_are() {
        let refused = "TLS".parse::<SecurityProtocol>().unwrap_err().to_string();
        assert!(refused.contains("\"TLS\""), "{refused}");
        assert!(refused.contains("SASL_PLAINTEXT"), "{refused}");
    }
}
