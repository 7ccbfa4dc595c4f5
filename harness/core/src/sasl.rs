//! SASL mechanisms: the trait behind which each lives, and what a finished exchange proves.

mod gssapi;
pub mod oauthbearer;
pub mod plain;
pub mod scram;

use std::fmt;
use std::sync::Arc;

use kerbside_crypto::Entropy;
use kerbside_krb5::gss::Presented;
use kerbside_krb5::time::Timestamp;

pub use gssapi::{Gssapi, GssapiSettings};
pub use oauthbearer::OAuthBearer;
pub use plain::Plain;
pub use scram::Scram;

use crate::refusal::MechanismRefusal;

/// A mechanism of a listener.
pub trait Mechanism: Send + Sync + fmt::Debug {
    /// Its registered name, such as `GSSAPI`.
    fn name(&self) -> &str;

    /// Starts an exchange with one client.
    fn start(&self) -> Box<dyn Exchange>;
}

/// One exchange, from the client's first token to proof or refusal.
pub trait Exchange: Send {
    /// Takes the client's next token.
    fn step(
        &mut self,
        token: &[u8],
        now: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<Step, MechanismRefusal>;

    /// The name that the client gave so far and has not proved, for events about a refusal.
    fn claimed(&self) -> Option<Arc<str>> {
        None
    }
}

/// What comes next in an exchange.
#[derive(Debug)]
pub enum Step {
    /// Send this token and wait for the next one.
    Continue(Vec<u8>),
    /// The client has proved who it is.
    Done {
        /// The last token, if the mechanism has one. Clients of SaslHandshake 0 get no frame
        /// without one.
        token: Option<Vec<u8>>,
        /// What was proved.
        proof: Proof,
    },
}

/// What a client has proved.
#[derive(Debug)]
pub struct Proof {
    /// Its name, as the mechanism knows it.
    pub name: ProvedName,
    /// When its credential ends, where Kafka's session is bound to it (KIP-368).
    pub expires: Option<Timestamp>,
    /// The facts of the ticket.
    pub presented: Option<Box<Presented>>,
}

impl ProvedName {
    /// The name, as an event tells it.
    pub fn as_text(&self) -> &Arc<str> {
        match self {
            ProvedName::Kerberos(name) | ProvedName::Plain(name) | ProvedName::TokenOwner(name) => {
                name
            }
        }
    }
}

/// A proved name, by the way it becomes a principal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProvedName {
    /// A Kerberos name, subject to the listener's rules.
    Kerberos(Arc<str>),
    /// A name that is the principal's.
    Plain(Arc<str>),
    /// The owner's name of the delegation token that was shown.
    TokenOwner(Arc<str>),
}
