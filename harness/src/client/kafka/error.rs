//! What a client fails with, as precise as the client can know, in words that Kafka's users know.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use kerbside_kafka_wire::message::Versions;
use kerbside_kafka_wire::records::BatchError;
use kerbside_kafka_wire::{ApiKey, DecodeError, EncodeError, ErrorCode};
use kerbside_krb5::gss::sasl::ClientError;

use super::host_port::{HostPort, NotAHostPort};
use crate::client::kerberos::KerberosError;

/// What a client was doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// It looked a name up.
    Resolving,
    /// It opened the TCP connection.
    Connecting,
    /// It named its mechanism.
    Handshake,
    /// It had sent this many tokens of the mechanism.
    Authenticating {
        /// The tokens.
        tokens: usize,
    },
    /// It had sent a request.
    Request(ApiKey),
    /// It moved frames without knowing what is in them.
    Frame,
}

impl Doing {
    /// Whether the connection was not yet authenticated.
    pub fn is_authentication(self) -> bool {
        matches!(self, Self::Handshake | Self::Authenticating { .. })
    }
}

impl fmt::Display for Doing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Resolving => f.write_str("looking up its name"),
            Self::Connecting => f.write_str("connecting"),
            Self::Handshake => f.write_str("SASL handshake"),
            Self::Authenticating { tokens } => write!(f, "authentication, after token {tokens}"),
            Self::Request(key) => write!(f, "{key}"),
            Self::Frame => f.write_str("a bare frame"),
        }
    }
}

/// Why bytes of a broker are not what is due.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// They are no such message.
    #[error(transparent)]
    Message(#[from] DecodeError),
    /// A frame is longer than is accepted, or its length is negative.
    #[error("a frame of {announced} octets is announced, {limit} are the most")]
    FrameLength {
        /// What was announced.
        announced: i32,
        /// What is accepted.
        limit: usize,
    },
    /// They answer another request.
    #[error("the answer has correlation id {got}, not {wanted}")]
    Correlation {
        /// What was sent.
        wanted: i32,
        /// What came back.
        got: i32,
    },
    /// The exchange of tokens does not end.
    #[error("the exchange of tokens does not end")]
    EndlessTokens,
}

/// Why a client failed.
#[derive(Debug, thiserror::Error)]
pub enum KafkaError {
    /// `bootstrap.servers` is not a list of `host:port`.
    #[error(transparent)]
    Address(#[from] NotAHostPort),
    /// `bootstrap.servers` is empty.
    #[error("No resolvable bootstrap urls given in bootstrap.servers")]
    NoBootstrap,
    /// A host name has no address.
    #[error(
        "Couldn't resolve server {broker}: DNS resolution failed for {}: {source}", .broker.host
    )]
    Resolve {
        /// The broker.
        broker: HostPort,
        /// What the system said.
        source: io::Error,
    },
    /// The TCP connection did not come about.
    #[error("Connection to {broker} ({address}) could not be established: {source}")]
    Connect {
        /// The broker.
        broker: HostPort,
        /// The last address tried.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// The TLS handshake broke.
    #[error("SSL handshake failed with {broker}: {source}")]
    Tls {
        /// The broker.
        broker: HostPort,
        /// Why.
        source: io::Error,
    },
    /// The broker did not prove itself, or not in the way of the mechanism.
    #[error("The broker {broker} is not to be trusted: {reason}")]
    BadProof {
        /// The broker.
        broker: HostPort,
        /// Why.
        reason: String,
    },
    /// There is no ticket for the broker.
    #[error("{source}")]
    Kerberos {
        /// The broker.
        broker: HostPort,
        /// What the KDC said, or why it said nothing.
        source: Box<KerberosError>,
    },
    /// The broker's tokens are not acceptable.
    #[error("GSSAPI exchange with {broker} failed: {source}")]
    Gssapi {
        /// The broker.
        broker: HostPort,
        /// Why.
        source: Box<ClientError>,
    },
    /// The broker refused the mechanism (SaslHandshake).
    #[error(
        "{code} ({}): Client SASL mechanism '{mechanism}' not enabled in the server, \
         enabled mechanisms are [{}]", .code.0, .enabled.join(", ")
    )]
    MechanismRefused {
        /// The broker.
        broker: HostPort,
        /// What was asked for.
        mechanism: String,
        /// The broker's error code.
        code: ErrorCode,
        /// The mechanisms that it has.
        enabled: Vec<String>,
    },
    /// The broker refused the client (SaslAuthenticate).
    #[error("{code} ({}): {}", .code.0, .message.as_deref().unwrap_or("no message"))]
    AuthenticationFailed {
        /// The broker.
        broker: HostPort,
        /// The broker's error code.
        code: ErrorCode,
        /// The broker's message.
        message: Option<String>,
    },
    /// The broker closed the connection.
    #[error("{}", Closing(.broker, *.doing))]
    Closed {
        /// The broker.
        broker: HostPort,
        /// What was under way.
        doing: Doing,
    },
    /// Nothing came in time.
    #[error("{broker}: timed out after {} ms: {doing}", .after.as_millis())]
    Timeout {
        /// The broker.
        broker: HostPort,
        /// What was under way.
        doing: Doing,
        /// How long it was waited for.
        after: Duration,
    },
    /// The connection broke.
    #[error("{broker}: {doing}: {source}")]
    Io {
        /// The broker.
        broker: HostPort,
        /// What was under way.
        doing: Doing,
        /// What the system said.
        source: io::Error,
    },
    /// The broker's bytes are not what is due.
    #[error("{broker}: {doing}: {source}")]
    Malformed {
        /// The broker.
        broker: HostPort,
        /// What was under way.
        doing: Doing,
        /// What is wrong with them.
        source: Malformed,
    },
    /// The broker has no version of an API that is known here.
    #[error(
        "UNSUPPORTED_VERSION (35): {broker} {}, this client {} to {} of {api}",
        Supported(*.theirs), .ours.min, .ours.max
    )]
    Unsupported {
        /// The broker.
        broker: HostPort,
        /// The API.
        api: ApiKey,
        /// The versions of this client.
        ours: Versions,
        /// Those of the broker.
        theirs: Option<Versions>,
    },
    /// A request cannot be written.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// The broker answered with an error code.
    #[error(
        "{code} ({}) at {api}: {about}{}", .code.0,
        .message.as_ref().map(|text| format!(": {text}")).unwrap_or_default()
    )]
    Api {
        /// The API.
        api: ApiKey,
        /// The code.
        code: ErrorCode,
        /// What it is about: a topic, a partition, a group.
        about: String,
        /// The broker's words, where the API has a field for them.
        message: Option<String>,
    },
    /// Records came that cannot be read.
    #[error("the records of {about} cannot be read: {source}")]
    Records {
        /// The partition.
        about: String,
        /// Why.
        source: BatchError,
    },
    /// Fewer records came than were waited for.
    #[error("{got} of {wanted} records of {topic} after {} ms", .after.as_millis())]
    TooFew {
        /// The topic.
        topic: String,
        /// How many were wanted.
        wanted: usize,
        /// How many came.
        got: usize,
        /// How long it was waited.
        after: Duration,
    },
}

impl KafkaError {
    /// The broker's error code, where it sent one.
    pub fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::MechanismRefused { code, .. }
            | Self::AuthenticationFailed { code, .. }
            | Self::Api { code, .. } => Some(*code),
            _ => None,
        }
    }

    /// What the KDC said, or why there is no ticket, where that is the cause.
    pub fn kerberos(&self) -> Option<&KerberosError> {
        match self {
            Self::Kerberos { source, .. } => Some(source),
            _ => None,
        }
    }

    /// Whether the same may go well a moment later.
    pub fn is_retriable(&self) -> bool {
        matches!(self, Self::Api { code, .. } if code.is_retriable())
    }

    pub(super) fn api(api: ApiKey, code: ErrorCode, about: impl Into<String>) -> Self {
        Self::Api { api, code, about: about.into(), message: None }
    }
}

/// `Ok` unless `code` is an error.
pub(super) fn check(
    api: ApiKey,
    code: ErrorCode,
    about: impl FnOnce() -> String,
) -> Result<(), KafkaError> {
    match code.is_none() {
        true => Ok(()),
        false => Err(KafkaError::api(api, code, about())),
    }
}

/// A closed connection, in words.
struct Closing<'a>(&'a HostPort, Doing);

impl fmt::Display for Closing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(broker, doing) = self;
        match doing.is_authentication() {
            true => write!(
                f,
                "Connection to {broker} terminated during authentication: \
                 the broker closed it without an answer ({doing})"
            ),
            false => write!(f, "{broker} closed the connection ({doing})"),
        }
    }
}

/// The versions of a broker, in words.
struct Supported(Option<Versions>);

impl fmt::Display for Supported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(Versions { min, max }) => write!(f, "has the versions {min} to {max}"),
            None => f.write_str("does not have the API"),
        }
    }
}
