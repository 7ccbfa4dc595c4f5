//! A record of the journal: who noted what, and when by which clock.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use kerbside_broker::SecurityProtocol;
use kerbside_broker_core::event::{ConnectionId, EventKind};
use kerbside_kdc_core::exchange::{Arrival, Issued, Summary};
use kerbside_krb5::kpasswd::ResultCode;
use kerbside_krb5::principal::Principal;
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::Realm;

/// One thing that a party noted.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its number, from 1, in the order in which the journal heard of it.
    pub number: u64,
    /// How long after the journal's beginning, on a clock that nobody can move.
    pub elapsed: Duration,
    /// Who noted it.
    pub party: Party,
    /// When, by the wall clock of that party; absent where it does not depend on the time.
    pub at: Option<Timestamp>,
    /// What.
    pub fact: Fact,
}

/// Who has a clock and an opinion.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// The bed itself: how it is set up. It has no clock.
    Bed,
    /// The KDC.
    Kdc,
    /// A broker, by its number.
    Broker(i32),
    /// A client, by its principal.
    Client(Arc<str>),
}

impl Party {
    /// The client `principal`.
    pub fn client(principal: &Principal) -> Self {
        Self::Client(principal.to_string().into())
    }

    /// `bed`, `kdc`, `broker` or `client`.
    pub fn role(&self) -> &'static str {
        match self {
            Self::Bed => "bed",
            Self::Kdc => "kdc",
            Self::Broker(_) => "broker",
            Self::Client(_) => "client",
        }
    }
}

/// As a sentence names it: `the KDC`, `broker 1`, `the client alice@EXAMPLE.TEST`.
impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bed => f.write_str("the bed"),
            Self::Kdc => f.write_str("the KDC"),
            Self::Broker(node) => write!(f, "broker {node}"),
            Self::Client(name) => write!(f, "the client {name}"),
        }
    }
}

/// What was noted.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Fact {
    /// The bed: the KDC serves a realm.
    RealmServed {
        /// Which.
        realm: Realm,
    },
    /// The bed: clients are told to start at this address.
    Bootstrap {
        /// The host, as clients are told it.
        host: Arc<str>,
        /// The port.
        port: u16,
    },
    /// A broker listens, or has changed what it advertises.
    Listening(Listening),
    /// A broker holds keys for these principals, and for no others.
    Keytab {
        /// The principals.
        principals: Arc<[Principal]>,
    },
    /// The KDC answered a request, or decided to be silent.
    Answered(Box<Answered>),
    /// The KDC got a request again and sent the same reply.
    Repeated {
        /// How and when it came.
        arrival: Arrival,
        /// The length of the reply in octets.
        octets: usize,
    },
    /// A TCP client announced a message that is too long.
    TooLong {
        /// How and when it came.
        arrival: Arrival,
        /// The length announced, in octets.
        announced: usize,
    },
    /// The KDC's database failed under a request.
    DatabaseFailed {
        /// How and when the request came.
        arrival: Arrival,
        /// What failed.
        error: Arc<str>,
    },
    /// Somebody asked the password server for a change.
    PasswordRequest {
        /// How and when it came.
        arrival: Arrival,
        /// Who asked, and whose password it is, where that could be read.
        names: Option<(Principal, Principal)>,
        /// What the client was told.
        code: ResultCode,
        /// What failed.
        error: Option<Arc<str>>,
    },
    /// A client called kadmind.
    AdminCall {
        /// From where.
        from: SocketAddr,
        /// Who, where it could prove it.
        client: Option<Principal>,
        /// The operation's name, as kadmind logs it.
        operation: &'static str,
        /// Whom or what it concerns.
        target: Arc<str>,
        /// What became of it.
        outcome: Arc<str>,
    },
    /// An administrator changed the KDC's database.
    Administered {
        /// Who.
        caller: Principal,
        /// The operation's name, as kadmin logs it.
        operation: &'static str,
        /// The principal concerned.
        target: Arc<str>,
    },
    /// Something happened on a broker's connection.
    Connection {
        /// On which.
        connection: ConnectionId,
        /// What.
        event: EventKind,
    },
    /// A client of ours is about to ask for a ticket to a broker.
    ClientAsks {
        /// For which service.
        server: Principal,
        /// The broker's address as it was told to the client: `localhost:9092`.
        address: Arc<str>,
    },
    /// A client of ours gave up.
    ClientFailed {
        /// The text that its user sees.
        text: Arc<str>,
    },
}

/// Where a broker listens and what it tells clients about that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listening {
    /// The listener's name.
    pub listener: Arc<str>,
    /// The sockets' addresses.
    pub addresses: Vec<SocketAddr>,
    /// The host that Metadata gives to clients.
    pub advertised_host: Arc<str>,
    /// The port that Metadata gives to clients.
    pub advertised_port: u16,
    /// What is spoken there.
    pub protocol: SecurityProtocol,
    /// The SASL mechanisms that are offered there; none without SASL.
    pub mechanisms: Vec<Arc<str>>,
}

/// An answer of the KDC.
#[derive(Clone, Debug)]
pub struct Answered {
    /// What was asked and how it was decided.
    pub summary: Summary,
    /// The ticket that left, when one did.
    pub issued: Option<Box<Issued>>,
    /// The length of the reply in octets.
    pub octets: usize,
}
