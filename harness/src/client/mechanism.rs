//! SASL mechanisms as client programs name them.

use std::fmt;
use std::str::FromStr;

/// A SASL mechanism of Kafka.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SaslMechanism {
    /// Kerberos.
    #[default]
    Gssapi,
    /// User and password, as they are.
    Plain,
    /// Salted challenge and response with SHA-256.
    ScramSha256,
    /// Salted challenge and response with SHA-512.
    ScramSha512,
    /// A bearer token; here an unsecured one that the client makes itself.
    OAuthBearer,
}

/// A name that is no mechanism.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no SASL mechanism: GSSAPI, PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 and OAUTHBEARER are"
)]
pub struct UnknownMechanism(pub String);

impl SaslMechanism {
    /// All of them.
    pub const ALL: [SaslMechanism; 5] = [
        SaslMechanism::Gssapi,
        SaslMechanism::Plain,
        SaslMechanism::ScramSha256,
        SaslMechanism::ScramSha512,
        SaslMechanism::OAuthBearer,
    ];

    /// Its registered name.
    pub fn name(self) -> &'static str {
        match self {
            SaslMechanism::Gssapi => "GSSAPI",
            SaslMechanism::Plain => "PLAIN",
            SaslMechanism::ScramSha256 => "SCRAM-SHA-256",
            SaslMechanism::ScramSha512 => "SCRAM-SHA-512",
            SaslMechanism::OAuthBearer => "OAUTHBEARER",
        }
    }

    /// Whether a client shows a password.
    pub fn takes_password(self) -> bool {
        matches!(
            self,
            SaslMechanism::Plain | SaslMechanism::ScramSha256 | SaslMechanism::ScramSha512
        )
    }
}

impl fmt::Display for SaslMechanism {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for SaslMechanism {
    type Err = UnknownMechanism;

    fn from_str(text: &str) -> Result<Self, UnknownMechanism> {
        let named = |it: &SaslMechanism| it.name().eq_ignore_ascii_case(text);
        let found = SaslMechanism::ALL.into_iter().find(named);
        found.ok_or_else(|| UnknownMechanism(text.to_owned()))
    }
}
