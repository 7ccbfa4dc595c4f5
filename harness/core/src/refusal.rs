//! Why a connection or a request is refused, and what the client gets to see of it.
//!
//! One enum of reasons, and one `match` from reason to [`Verdict`]. Texts are Kafka 4.4's, as its
//! log has them; a client is told less. Refusals of a single partition, group or topic are error
//! codes in the API's response and have no reason here.

use std::sync::Arc;

use kerbside_kafka_wire::{ApiKey, DecodeError, ErrorCode};
use kerbside_krb5::gss::sasl::ServerRefusal;
use kerbside_krb5::wire;

use crate::control::ChangeError;
use crate::dialect::{FailureAnswer, MisplacedRequest, SaslHabits};
use crate::principal::{KafkaPrincipal, NameRefusal};

/// A reason to refuse.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Refusal {
    /// A frame that is larger than allowed, or of negative size.
    #[error("Invalid receive (size = {size} larger than {limit})")]
    FrameSize {
        /// The size announced.
        size: i32,
        /// `sasl.server.max.receive.size` or `socket.request.max.bytes`.
        limit: usize,
    },
    /// The request's header cannot be read, or names no API.
    #[error("Error parsing request header. Our best guess of the apiKeyId is: {key}")]
    BadHeader {
        /// The first two octets.
        key: ApiKey,
    },
    /// The request's body cannot be read.
    #[error("Error getting request for apiKey: {key}, apiVersion: {version}: {error}")]
    BadBody {
        /// The API.
        key: ApiKey,
        /// Its version.
        version: i16,
        /// What is wrong.
        error: DecodeError,
    },
    /// A number in the request's body is one that Kafka does not know where it has to.
    #[error("Error getting request for apiKey: {key}, apiVersion: {version}: {text}")]
    UnknownElements {
        /// The API.
        key: ApiKey,
        /// Its version.
        version: i16,
        /// Where.
        text: &'static str,
    },
    /// A version of a known API that is not offered.
    #[error("Received request for api with key {} and unsupported version {version}", key.0)]
    UnsupportedVersion {
        /// The API.
        key: ApiKey,
        /// Its version.
        version: i16,
    },
    /// An API that is not offered.
    #[error("Received request for disabled api with key {}", key.0)]
    UnsupportedApi {
        /// The API.
        key: ApiKey,
    },
    /// Something else than ApiVersions or SaslHandshake before the handshake.
    #[error("Unexpected Kafka request of type {} during SASL handshake.", constant(*key))]
    UnexpectedInHandshake {
        /// The API.
        key: ApiKey,
    },
    /// A bare token as first packet on a listener without GSSAPI, from a dialect that takes them.
    #[error("Exception handling first SASL packet from client, GSSAPI is not supported by server")]
    BareTokenWithoutGssapi,
    /// A second ApiVersions before the handshake.
    #[error("Unexpected ApiVersions request received during SASL authentication state {state}")]
    RepeatedApiVersions {
        /// The state in Kafka's words.
        state: &'static str,
    },
    /// The mechanism is not enabled.
    #[error("Unsupported SASL mechanism {mechanism}")]
    UnsupportedMechanism {
        /// What the client asked for.
        mechanism: Arc<str>,
    },
    /// Something else than SaslAuthenticate after the handshake.
    #[error("Unexpected Kafka request of type {} during SASL authentication.", constant(*key))]
    UnexpectedInAuthentication {
        /// The API.
        key: ApiKey,
    },
    /// The mechanism refused the client.
    #[error("{0}")]
    Mechanism(MechanismRefusal),
    /// Re-authentication with another mechanism (KIP-368).
    #[error(
        "SASL mechanism '{wanted}' requested by client is not supported for re-authentication of \
         mechanism '{used}'"
    )]
    MechanismChanged {
        /// The mechanism of the session.
        used: Arc<str>,
        /// What the client wants now.
        wanted: Arc<str>,
    },
    /// Re-authentication as somebody else (KIP-368).
    #[error(
        "Cannot change principals during re-authentication from {}.{}: {}.{}",
        from.kind(), from.name(), to.kind(), to.name()
    )]
    PrincipalChanged {
        /// Who it was.
        from: KafkaPrincipal,
        /// Who it would be.
        to: KafkaPrincipal,
    },
    /// The client authenticated, and no rule makes a principal of its name.
    #[error("{}{why}", failed_to_set_name(name, why))]
    NoPrincipal {
        /// The authenticated name.
        name: Arc<str>,
        /// Which rule failed how.
        why: NameRefusal,
    },
    /// The session's lifetime is over and the client did not re-authenticate (KIP-368).
    #[error("Disconnecting expired channel")]
    SessionExpired,
    /// A Produce request without acknowledgement failed; closing is the only way to say so.
    #[error("produce request with acks=0 failed: {0}")]
    UnacknowledgedFailure(ErrorCode),
    /// A message does not exist in its version; a test's rule can make one.
    #[error("a message cannot be written: {0}")]
    Unwritable(ChangeError),
    /// A request and its answer need more memory than one may take, or than there is for all.
    #[error("the request and its answer take more memory than is allowed")]
    MemorySpent,
}

/// Why a mechanism refused a client.
#[derive(Clone, Debug, thiserror::Error)]
pub enum MechanismRefusal {
    /// GSSAPI, with the acceptor's reason and the facts of the ticket.
    #[error("GSSAPI: {0}")]
    Gssapi(ServerRefusal),
    /// Any mechanism, with a text that the client may see (Kafka's SaslAuthenticationException).
    #[error("{0}")]
    Told(Arc<str>),
    /// Any mechanism, with a text that the client may see, and why for the log.
    #[error("{told}: {reason}")]
    ToldLess {
        /// What the client sees.
        told: Arc<str>,
        /// Why.
        reason: Arc<str>,
    },
    /// Any mechanism, with a text for the log alone.
    #[error("{0}")]
    Untold(Arc<str>),
    /// Any mechanism, with an exception that Kafka's does not catch: the connection is closed at
    /// once.
    #[error("{0}")]
    Unexpected(Arc<str>),
}

/// What becomes of the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The connection is closed at once, without an answer.
    Close,
    /// Closed without an answer, after `connection.failed.authentication.delay.ms`.
    CloseLater,
    /// The request is answered with this error in its own response, after the delay, then closed.
    AnswerLater(ErrorCode, Option<String>),
}

/// How the broker's JVM is set up where that shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum JgssExport {
    /// A plain `java`: Kafka cannot read the Kerberos code, every refusal is answered.
    #[default]
    Hidden,
    /// Started with `--add-exports java.security.jgss/sun.security.krb5=ALL-UNNAMED`: a refusal
    /// that Kafka holds for temporary closes the connection without a word.
    Exported,
}

/// What a verdict depends on beside the reason.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'a> {
    /// The mechanism in use.
    pub mechanism: &'a str,
    /// Whether the client was authenticated already.
    pub attempt: Attempt,
    /// A switch of the JVM.
    pub jgss: JgssExport,
    /// What the dialect does before a client has authenticated.
    pub habits: SaslHabits,
}

/// Which authentication of a connection it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// The first.
    Authentication,
    /// A later one (KIP-368).
    ReAuthentication,
}

impl Refusal {
    /// What the client gets to see.
    pub fn verdict(&self, circumstances: Circumstances<'_>) -> Verdict {
        let first = circumstances.attempt == Attempt::Authentication;
        match self {
            Refusal::FrameSize { .. }
            | Refusal::BadHeader { .. }
            | Refusal::BadBody { .. }
            | Refusal::UnknownElements { .. }
            | Refusal::UnsupportedVersion { .. }
            | Refusal::UnsupportedApi { .. }
            | Refusal::RepeatedApiVersions { .. }
            | Refusal::NoPrincipal { .. }
            | Refusal::SessionExpired
            | Refusal::UnacknowledgedFailure(_)
            | Refusal::Unwritable(_)
            | Refusal::MemorySpent => Verdict::Close,
            Refusal::UnexpectedInHandshake { .. } => match circumstances.habits.misplaced {
                MisplacedRequest::ClosedAtOnce => Verdict::Close,
                MisplacedRequest::ClosedLater => Verdict::CloseLater,
            },
            Refusal::BareTokenWithoutGssapi => Verdict::CloseLater,
            // A handshake on a live connection is processed where no answer can be delayed.
            Refusal::UnsupportedMechanism { .. } if !first => Verdict::Close,
            Refusal::UnsupportedMechanism { .. } => {
                Verdict::AnswerLater(ErrorCode::UNSUPPORTED_SASL_MECHANISM, None)
            }
            Refusal::UnexpectedInAuthentication { .. } if circumstances.is_redpanda() => {
                Verdict::Close
            }
            Refusal::UnexpectedInAuthentication { .. } => {
                Verdict::AnswerLater(ErrorCode::ILLEGAL_SASL_STATE, Some(self.to_string()))
            }
            Refusal::MechanismChanged { .. } => Verdict::CloseLater,
            Refusal::PrincipalChanged { .. } => failed(self.to_string()),
            Refusal::Mechanism(MechanismRefusal::Unexpected(_)) => Verdict::Close,
            Refusal::Mechanism(_) if circumstances.is_redpanda() => {
                failed(circumstances.generic_text())
            }
            Refusal::Mechanism(MechanismRefusal::Told(text)) => failed(text.to_string()),
            Refusal::Mechanism(MechanismRefusal::ToldLess { told, .. }) => failed(told.to_string()),
            Refusal::Mechanism(why) if why.is_temporary() && circumstances.exported() => {
                Verdict::Close
            }
            Refusal::Mechanism(_) => failed(circumstances.generic_text()),
        }
    }

    /// The acceptor's refusal, where it was that.
    pub fn gssapi(&self) -> Option<&ServerRefusal> {
        match self {
            Refusal::Mechanism(MechanismRefusal::Gssapi(refusal)) => Some(refusal),
            _ => None,
        }
    }
}

fn failed(text: String) -> Verdict {
    Verdict::AnswerLater(ErrorCode::SASL_AUTHENTICATION_FAILED, Some(text))
}

impl MechanismRefusal {
    /// Whether the client may see the text.
    pub(crate) fn is_told(&self) -> bool {
        matches!(self, MechanismRefusal::Told(_) | MechanismRefusal::ToldLess { .. })
    }

    /// The codes that Kafka's KerberosError calls retriable.
    fn is_temporary(&self) -> bool {
        const RETRIABLE: [wire::ErrorCode; 3] = [
            wire::ErrorCode::KDC_ERR_CLIENT_NOTYET,
            wire::ErrorCode::KRB_AP_ERR_TKT_NYV,
            wire::ErrorCode::KRB_AP_ERR_REPEAT,
        ];
        match self {
            MechanismRefusal::Gssapi(refusal) => {
                refusal.refusal().is_some_and(|reason| RETRIABLE.contains(&reason.code()))
            }
            MechanismRefusal::Told(_)
            | MechanismRefusal::ToldLess { .. }
            | MechanismRefusal::Untold(_)
            | MechanismRefusal::Unexpected(_) => false,
        }
    }
}

impl Circumstances<'_> {
    /// Whether the broker is one that keeps silent about what may pass.
    fn exported(&self) -> bool {
        self.jgss == JgssExport::Exported && self.habits.failure == FailureAnswer::Delayed
    }

    fn is_redpanda(&self) -> bool {
        self.habits.failure == FailureAnswer::Redpanda
    }

    /// What every client is told that fails to authenticate.
    fn generic_text(&self) -> String {
        let attempt = match (self.habits.failure, self.attempt) {
            (FailureAnswer::Redpanda, _) => {
                return "SASL authentication failed: security: Invalid credentials".to_owned();
            }
            (FailureAnswer::AtOnce, _) => {
                let mechanism = self.mechanism;
                return format!(
                    "Authentication failed due to invalid credentials with SASL mechanism \
                     {mechanism}"
                );
            }
            (FailureAnswer::Delayed, Attempt::Authentication) => "authentication",
            (FailureAnswer::Delayed, Attempt::ReAuthentication) => "re-authentication",
        };
        format!(
            "Authentication failed during {attempt} due to invalid credentials with SASL \
             mechanism {}",
            self.mechanism
        )
    }
}

/// What Kafka says before the reason, except of a name that is no Kerberos name at all.
fn failed_to_set_name(name: &str, why: &NameRefusal) -> String {
    match why {
        NameRefusal::Malformed(_) => String::new(),
        _ => format!("Failed to set name for '{name}' based on Kerberos authentication rules. "),
    }
}

/// An API in the form of Kafka's own constants: `FIND_COORDINATOR`.
fn constant(key: ApiKey) -> String {
    let Some(name) = key.name() else {
        return key.0.to_string();
    };
    let mut out = String::with_capacity(name.len() + 4);
    for (at, letter) in name.chars().enumerate() {
        if letter.is_uppercase() && at > 0 {
            out.push('_');
        }
        out.push(letter.to_ascii_uppercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_kafkas() {
        let unexpected = Refusal::UnexpectedInHandshake { key: ApiKey::METADATA };
        assert_eq!(
            unexpected.to_string(),
            "Unexpected Kafka request of type METADATA during SASL handshake."
        );
        let unexpected = Refusal::UnexpectedInHandshake { key: ApiKey::INIT_PRODUCER_ID };
        assert_eq!(
            unexpected.to_string(),
            "Unexpected Kafka request of type INIT_PRODUCER_ID during SASL handshake."
        );
        let from = KafkaPrincipal::user("alice");
        let changed = Refusal::PrincipalChanged { from, to: KafkaPrincipal::user("bob") };
        assert_eq!(
            changed.to_string(),
            "Cannot change principals during re-authentication from User.alice: User.bob"
        );
    }
}
