//! What a broker does, as typed events for whoever watches. Nothing is formatted here.

use std::net::SocketAddr;
use std::sync::Arc;

use kerbside_kafka_wire::ApiKey;
use kerbside_krb5::gss::Presented;
use kerbside_krb5::time::Timestamp;

use crate::authorizer::{Authorization, Operation, ResourceType};
use crate::connection::TlsFacts;
use crate::principal::KafkaPrincipal;
use crate::refusal::Refusal;

/// Names a connection among all of a cluster.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnectionId(pub u64);

/// Something that happened on a connection.
#[derive(Clone, Debug)]
pub struct Event {
    /// When, by the node's wall clock.
    pub at: Timestamp,
    /// On which node.
    pub node: i32,
    /// On which connection.
    pub connection: ConnectionId,
    /// What.
    pub kind: EventKind,
}

/// Whether the decisions of the authorizer become events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Audit {
    /// Each of them does.
    #[default]
    Reported,
    /// None does: nobody reads them, and each request is spared their making.
    Silent,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum EventKind {
    /// A client connected.
    Opened {
        /// From where.
        peer: SocketAddr,
        /// To which listener.
        listener: Arc<str>,
        /// What its TLS handshake proved; `None` without TLS.
        tls: Option<TlsFacts>,
    },
    /// A client connected and the TLS handshake broke; nothing else happens on the connection.
    HandshakeFailed {
        /// From where.
        peer: SocketAddr,
        /// To which listener.
        listener: Arc<str>,
        /// Why.
        reason: Arc<str>,
    },
    /// A request that was answered, or will be.
    Request {
        /// The API.
        key: ApiKey,
        /// Its version.
        version: i16,
        /// As whom; `None` before authentication.
        principal: Option<KafkaPrincipal>,
        /// The client id of the header.
        client_id: Arc<str>,
    },
    /// A client authenticated.
    Authenticated(Box<Authenticated>),
    /// The connection or a request on it was refused.
    Refused {
        /// Why.
        refusal: Box<Refusal>,
        /// How and as whom the client was about to authenticate, where it was.
        claim: Option<Box<Claim>>,
        /// The facts of the ticket that was shown, as far as they were known.
        presented: Option<Box<Presented>>,
    },
    /// Somebody asked to do something.
    Authorization {
        /// Who.
        principal: KafkaPrincipal,
        /// For which API.
        key: ApiKey,
        /// What.
        operation: Operation,
        /// To what kind of thing.
        resource: ResourceType,
        /// To which.
        name: Arc<str>,
        /// The decision.
        authorization: Authorization,
    },
    /// A test's rule was applied to a request (see [`control`](crate::control)).
    Controlled {
        /// The API.
        key: ApiKey,
        /// The rule.
        rule: crate::control::RuleId,
        /// What it does: [`Action::name`](crate::control::Action::name).
        action: &'static str,
    },
    /// A delegation token was made, or its life changed.
    DelegationToken {
        /// How.
        act: TokenAct,
        /// Its id.
        id: Arc<str>,
        /// Whom it stands for.
        owner: KafkaPrincipal,
        /// By whom.
        by: KafkaPrincipal,
        /// When it ends, in milliseconds since the epoch.
        expires_ms: i64,
    },
    /// The connection ended.
    Closed {
        /// Who ended it.
        by: ClosedBy,
    },
}

/// What a client that has not authenticated says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The mechanism that it chose.
    pub mechanism: Arc<str>,
    /// The name that it gave, which nothing has proved; `None` when it gave none that can be read.
    /// With a delegation token it is the token's id.
    pub name: Option<Arc<str>>,
}

/// A success of SASL.
#[derive(Clone, Debug)]
pub struct Authenticated {
    /// The mechanism.
    pub mechanism: Arc<str>,
    /// The name that the mechanism proved, such as `alice@EXAMPLE.TEST`.
    pub name: Arc<str>,
    /// Its principal; `None` when no rule makes one, and then the next request is refused.
    pub principal: Option<KafkaPrincipal>,
    /// The SASL lifetime that the client was told, in milliseconds; 0 is without end.
    pub session_lifetime_ms: i64,
    /// Whether this was a re-authentication.
    pub attempt: crate::refusal::Attempt,
    /// The facts of the ticket, of GSSAPI: its id, times, key version, the client's clock.
    pub presented: Option<Box<Presented>>,
}

/// What happened to a delegation token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenAct {
    /// It was made.
    Created,
    /// It lives on.
    Renewed,
    /// It ends at another time.
    Moved,
    /// It is gone.
    Removed,
}

impl TokenAct {
    /// A word for people.
    pub fn name(self) -> &'static str {
        match self {
            TokenAct::Created => "created",
            TokenAct::Renewed => "renewed",
            TokenAct::Moved => "moved",
            TokenAct::Removed => "removed",
        }
    }
}

/// Who ended a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClosedBy {
    /// The client, or the network.
    Client,
    /// The broker, after a refusal.
    Refusal,
    /// The broker, because nothing came for `connections.max.idle.ms`.
    Idleness,
    /// The broker stopped.
    Shutdown,
    /// A test, by a rule (see [`control`](crate::control)).
    Control,
}
