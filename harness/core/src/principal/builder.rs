//! How a proved identity becomes a principal: `principal.builder.class`, and Kafka's
//! DefaultKafkaPrincipalBuilder.

use std::net::SocketAddr;

use super::{Credential, KafkaPrincipal, NameRefusal, PrincipalRules};
use crate::sasl::ProvedName;
use crate::ssl_principal::SslPrincipalRules;

/// Makes principals of identities. One builder serves a listener.
pub trait PrincipalBuilder: Send + Sync {
    /// The principal of a client, or why it has none: then its first request closes the
    /// connection.
    fn build(&self, client: &ProvedClient<'_>) -> Result<KafkaPrincipal, NameRefusal>;
}

/// A client that has proved who it is, or needed not.
#[derive(Clone, Copy, Debug)]
pub struct ProvedClient<'a> {
    /// The listener's name.
    pub listener: &'a str,
    /// Where it comes from.
    pub peer: SocketAddr,
    /// What it proved.
    pub identity: Identity<'a>,
}

/// What a client proved.
#[derive(Clone, Copy, Debug)]
pub enum Identity<'a> {
    /// Nothing: the listener is `PLAINTEXT`.
    Nothing,
    /// What its certificate says: the listener is `SSL`.
    Tls {
        /// The subject in the form of RFC 2253; `None` when it showed no certificate.
        subject: Option<&'a str>,
    },
    /// What a mechanism proved, with TLS below or without.
    Sasl {
        /// The mechanism.
        mechanism: &'a str,
        /// The name.
        name: &'a ProvedName,
    },
}

/// Kafka's own builder.
#[derive(Clone, Debug)]
pub struct DefaultPrincipalBuilder {
    /// `sasl.kerberos.principal.to.local.rules`
    pub kerberos: PrincipalRules,
    /// `ssl.principal.mapping.rules`
    pub ssl: SslPrincipalRules,
}

impl PrincipalBuilder for DefaultPrincipalBuilder {
    fn build(&self, client: &ProvedClient<'_>) -> Result<KafkaPrincipal, NameRefusal> {
        match client.identity {
            Identity::Nothing | Identity::Tls { subject: None } => Ok(KafkaPrincipal::anonymous()),
            Identity::Tls { subject: Some(subject) } => self.ssl.apply(subject),
            Identity::Sasl { name: ProvedName::Kerberos(name), .. } => self.kerberos.apply(name),
            Identity::Sasl { name: ProvedName::Plain(name), .. } => Ok(KafkaPrincipal::user(name)),
            Identity::Sasl { name: ProvedName::TokenOwner(name), .. } => {
                Ok(KafkaPrincipal::user(name).authenticated_with(Credential::DelegationToken))
            }
        }
    }
}
