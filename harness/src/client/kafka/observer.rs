//! What a client does, as typed events for whoever watches.

use std::net::SocketAddr;

use kerbside_krb5::principal::Principal;
use kerbside_krb5::time::Timestamp;

use super::error::KafkaError;
use super::host_port::HostPort;

/// Where a broker's address came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The client was told: `bootstrap.servers`.
    Bootstrap,
    /// A broker told it: `advertised.listeners`.
    Advertised,
}

/// Something that a client did.
#[derive(Debug)]
pub enum ClientEvent<'a> {
    /// It connects.
    Connecting {
        /// The broker, by the name that the service's principal is made from.
        broker: &'a HostPort,
        /// Who named it.
        origin: Origin,
        /// The address behind the name.
        address: SocketAddr,
    },
    /// It needs a ticket for a service, held already or not.
    TicketWanted {
        /// The broker.
        broker: &'a HostPort,
        /// The service.
        service: &'a Principal,
    },
    /// It is authenticated, as far as it knows.
    Authenticated {
        /// The broker.
        broker: &'a HostPort,
        /// The service.
        service: &'a Principal,
    },
    /// It gives a connection up.
    Failed {
        /// The broker.
        broker: &'a HostPort,
        /// Why.
        error: &'a KafkaError,
    },
}

/// Whoever watches a client. It is called on the client's task, so it should only take note.
pub trait ClientObserver: Send + Sync + 'static {
    /// Takes note of an event, which happened at `at` by the client's clock.
    fn observe(&self, at: Timestamp, event: ClientEvent<'_>);
}
