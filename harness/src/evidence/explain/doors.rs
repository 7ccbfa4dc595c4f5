//! Where clients came from and to which listener, by their connections; and what is spoken there.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use kerbside_broker_core::event::{ConnectionId, EventKind};

use crate::evidence::{Fact, Listening, Party, Record};

/// What is known of connections and listeners.
#[derive(Debug, Default)]
pub(super) struct Doors {
    connections: HashMap<ConnectionId, Door>,
    listenings: Vec<(i32, Listening)>,
}

/// How a client came in.
#[derive(Clone, Debug)]
pub(super) struct Door {
    /// The record that told it.
    pub(super) record: u64,
    /// From where.
    pub(super) peer: SocketAddr,
    /// By which listener.
    pub(super) listener: Arc<str>,
}

impl Doors {
    pub(super) fn new(records: &[&Record]) -> Self {
        let mut doors = Self::default();
        for record in records {
            match (&record.fact, &record.party) {
                (
                    Fact::Connection {
                        connection,
                        event:
                            EventKind::Opened { peer, listener, .. }
                            | EventKind::HandshakeFailed { peer, listener, .. },
                    },
                    _,
                ) => {
                    let (record, listener) = (record.number, Arc::clone(listener));
                    doors.connections.insert(*connection, Door { record, peer: *peer, listener });
                }
                (Fact::Listening(listening), Party::Broker(node)) => {
                    doors.listenings.push((*node, listening.clone()));
                }
                _ => {}
            }
        }
        doors
    }

    /// How the client of this connection came in; `None` when the journal knows no more.
    pub(super) fn of(&self, connection: ConnectionId) -> Option<&Door> {
        self.connections.get(&connection)
    }

    /// The host that the client of this connection came from.
    pub(super) fn host(&self, connection: ConnectionId) -> Option<IpAddr> {
        self.of(connection).map(|door| door.peer.ip().to_canonical())
    }

    /// The listener of this connection, as the broker set it up.
    pub(super) fn listening(&self, party: &Party, connection: ConnectionId) -> Option<&Listening> {
        let (Party::Broker(node), Some(door)) = (party, self.of(connection)) else {
            return None;
        };
        let same = |(on, it): &&(i32, Listening)| on == node && it.listener == door.listener;
        // What was told last holds.
        self.listenings.iter().rev().find(same).map(|(_, listening)| listening)
    }

    /// Every listener that was told of.
    pub(super) fn listenings(&self) -> impl Iterator<Item = &Listening> {
        self.listenings.iter().map(|(_, listening)| listening)
    }

    /// `from 127.0.0.1 at the listener SASL_PLAINTEXT of broker 1`
    pub(super) fn place(&self, party: &Party, connection: ConnectionId) -> String {
        match self.of(connection) {
            None => format!("at {party}"),
            Some(door) => {
                let (host, listener) = (door.peer.ip().to_canonical(), &door.listener);
                format!("from {host} at the listener {listener} of {party}")
            }
        }
    }
}
