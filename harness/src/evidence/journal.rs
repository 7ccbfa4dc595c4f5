//! The journal: a bounded, cheap list of what the parties told.
//!
//! Records are kept in three lanes with a bound each, so that a busy producer cannot push out the
//! refusal that explains why its neighbour has no ticket. The oldest of a lane go first: when there
//! are too many, and when the names in them, as long as peers please, take too much memory.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use kerbside_broker_core::event::{Event as BrokerEvent, EventKind};
use kerbside_kdc::kadmind::KadmindEvent;
use kerbside_kdc::{Event as KdcEvent, Observer as KdcObserver};
use kerbside_krb5::principal::Principal;
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::Realm;

use super::{Answered, Explanation, Fact, Listening, Party, Record, Story, explain, joined, json};

/// Which records push out which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lane {
    /// How the bed is set up, and what administrators changed.
    Setup,
    /// Exchanges with the KDC, authentications and refusals.
    Authentication,
    /// Connections, requests and authorizations.
    Traffic,
}

const LANES: usize = 3;

/// What the parties of a bed told, in order. All methods may be called from any thread.
#[derive(Debug)]
pub struct Journal {
    began: Instant,
    capacity: usize,
    shelf: Mutex<Shelf>,
}

#[derive(Debug, Default)]
struct Shelf {
    last: u64,
    lanes: [Records; LANES],
    dropped: u64,
}

/// The records of a lane.
#[derive(Debug, Default)]
struct Records {
    kept: VecDeque<Record>,
    /// The octets of all names in them.
    weight: usize,
}

impl Journal {
    /// How many records a lane holds by default.
    pub const DEFAULT_CAPACITY: usize = 16_384;

    /// How many octets of names and lists the records of a lane may hold: far more than those of
    /// clients that mean well.
    pub const WEIGHT: usize = 32 << 20;

    /// An empty journal that begins now.
    pub fn new() -> Arc<Self> {
        Self::with_capacity(Self::DEFAULT_CAPACITY)
    }

    /// An empty journal with room for so many records in each lane.
    pub fn with_capacity(capacity: usize) -> Arc<Self> {
        Arc::new(Self { began: Instant::now(), capacity, shelf: Mutex::default() })
    }

    /// The observer to give to a KDC.
    pub fn kdc_observer(self: &Arc<Self>) -> Arc<dyn KdcObserver> {
        Arc::clone(self) as _
    }

    /// The observer to give to a cluster of brokers.
    pub fn broker_observer(self: &Arc<Self>) -> Arc<dyn kerbside_broker::Observer> {
        Arc::clone(self) as _
    }

    /// Notes that the KDC serves `realm`.
    pub fn realm_served(&self, realm: impl Into<Realm>) {
        self.note(Party::Bed, None, Fact::RealmServed { realm: realm.into() });
    }

    /// Notes an address at which clients are told to start.
    pub fn bootstrap(&self, host: &str, port: u16) {
        self.note(Party::Bed, None, Fact::Bootstrap { host: host.into(), port });
    }

    /// Notes where broker `node`, whose clock says `at` if it can be read, listens; again when it
    /// advertises something else.
    pub fn broker_listens(&self, node: i32, at: Option<Timestamp>, listening: Listening) {
        self.note(Party::Broker(node), at, Fact::Listening(listening));
    }

    /// Notes the principals in the keytab of broker `node`, again when it is replaced.
    pub fn broker_keytab<'a>(
        &self,
        node: i32,
        principals: impl IntoIterator<Item = &'a Principal>,
    ) {
        let mut distinct: Vec<Principal> = Vec::new();
        for principal in principals {
            if !distinct.iter().any(|known| known.same(principal)) {
                distinct.push(principal.clone());
            }
        }
        self.note(Party::Broker(node), None, Fact::Keytab { principals: distinct.into() });
    }

    /// Notes that a client of ours, whose clock says `at`, asks for a ticket for `server` because
    /// it was told the address `address`.
    pub fn client_asks(
        &self,
        client: &Principal,
        at: Timestamp,
        server: &Principal,
        address: &str,
    ) {
        let fact = Fact::ClientAsks { server: server.clone(), address: address.into() };
        self.note(Party::client(client), Some(at), fact);
    }

    /// Notes the text with which a client of ours, whose clock says `at`, gave up.
    pub fn client_failed(&self, client: &Principal, at: Timestamp, text: &str) {
        self.note(Party::client(client), Some(at), Fact::ClientFailed { text: text.into() });
    }

    /// Notes what happened at a broker.
    pub fn broker_event(&self, event: &BrokerEvent) {
        let (at, kind) = (Some(event.at), event.kind.clone());
        let fact = Fact::Connection { connection: event.connection, event: kind };
        self.note(Party::Broker(event.node), at, fact);
    }

    /// The records, in order.
    pub fn records(&self) -> Vec<Record> {
        let mut all: Vec<Record> = {
            let shelf = self.shelf();
            shelf.lanes.iter().flat_map(|lane| &lane.kept).cloned().collect()
        };
        all.sort_by_key(|record| record.number);
        all
    }

    /// How many records were pushed out by later ones.
    pub fn dropped(&self) -> u64 {
        self.shelf().dropped
    }

    /// What went wrong and why.
    pub fn explain(&self) -> Explanation {
        explain(&self.records())
    }

    /// Each ticket's story.
    pub fn joined(&self) -> Vec<Story> {
        joined(&self.records())
    }

    /// The records as JSON, one object per line.
    pub fn to_jsonl(&self) -> String {
        self.records().iter().map(json::line).collect()
    }

    fn note(&self, party: Party, at: Option<Timestamp>, fact: Fact) {
        // The instant is read under the lock: numbers and times are in the same order.
        let mut shelf = self.shelf();
        let elapsed = self.began.elapsed();
        shelf.append(Record { number: 0, elapsed, party, at, fact }, self.capacity);
    }

    /// Notes a record of another time than now.
    #[cfg(test)]
    pub(super) fn note_at(
        &self,
        elapsed: std::time::Duration,
        party: Party,
        at: Option<Timestamp>,
        fact: Fact,
    ) {
        self.shelf().append(Record { number: 0, elapsed, party, at, fact }, self.capacity);
    }

    fn shelf(&self) -> std::sync::MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shelf {
    fn append(&mut self, mut record: Record, capacity: usize) {
        self.last += 1;
        record.number = self.last;
        let [setup, authentication, traffic] = &mut self.lanes;
        let lane = match record.fact.lane() {
            Lane::Setup => setup,
            Lane::Authentication => authentication,
            Lane::Traffic => traffic,
        };
        self.dropped += lane.append(record, capacity);
    }
}

impl Records {
    /// Appends a record, and says how many it pushed out. The newest stays, whatever its size.
    fn append(&mut self, record: Record, capacity: usize) -> u64 {
        self.weight += record.fact.weight();
        self.kept.push_back(record);
        let mut dropped = 0;
        while self.kept.len() > capacity || (self.weight > Journal::WEIGHT && self.kept.len() > 1) {
            let Some(oldest) = self.kept.pop_front() else {
                break;
            };
            self.weight -= oldest.fact.weight();
            dropped += 1;
        }
        dropped
    }
}

impl Fact {
    /// The lane in which the journal keeps it.
    pub fn lane(&self) -> Lane {
        match self {
            Self::RealmServed { .. }
            | Self::Bootstrap { .. }
            | Self::Listening(_)
            | Self::Keytab { .. }
            | Self::Administered { .. } => Lane::Setup,
            Self::Answered(_)
            | Self::Repeated { .. }
            | Self::TooLong { .. }
            | Self::DatabaseFailed { .. }
            | Self::PasswordRequest { .. }
            | Self::AdminCall { .. }
            | Self::ClientAsks { .. }
            | Self::ClientFailed { .. }
            | Self::Connection {
                event: EventKind::Authenticated(_) | EventKind::Refused { .. },
                ..
            } => Lane::Authentication,
            Self::Connection { .. } => Lane::Traffic,
        }
    }
}

impl Fact {
    /// What a KDC told, and when by its clock.
    pub(super) fn of_kdc(event: KdcEvent<'_>) -> (Timestamp, Self) {
        match event {
            KdcEvent::Answered { summary, issued, octets } => {
                let at = summary.facts.arrival.now;
                let answered = Answered { summary, issued, octets };
                (at, Fact::Answered(Box::new(answered)))
            }
            KdcEvent::Repeated { arrival, octets } => {
                (arrival.now, Fact::Repeated { arrival, octets })
            }
            KdcEvent::TooLong { arrival, announced } => {
                (arrival.now, Fact::TooLong { arrival, announced })
            }
            // The error borrows from the store: its text is all that can be kept.
            KdcEvent::DatabaseFailed { arrival, error } => {
                (arrival.now, Fact::DatabaseFailed { arrival, error: error.to_string().into() })
            }
            KdcEvent::PasswordRequest { arrival, wish, outcome, error } => {
                let names = wish.map(|wish| (wish.client.clone(), wish.target.clone()));
                let (code, error) = (outcome.code, error.map(Into::into));
                (arrival.now, Fact::PasswordRequest { arrival, names, code, error })
            }
            KdcEvent::Kadmind(event) => Fact::of_kadmind(&event),
            KdcEvent::Administered { at, caller, operation, target } => {
                let caller = caller.clone();
                (at, Fact::Administered { caller, operation, target: target.into() })
            }
        }
    }
}

impl Fact {
    fn of_kadmind(event: &KadmindEvent<'_>) -> (Timestamp, Self) {
        match event {
            KadmindEvent::Called(called) => {
                let fact = Self::AdminCall {
                    from: called.from,
                    client: Some(called.client.clone()),
                    operation: called.operation,
                    target: called.target.into(),
                    outcome: called.outcome.to_string().into(),
                };
                (called.at, fact)
            }
            KadmindEvent::Unauthenticated { at, from, why } => {
                let fact = Self::AdminCall {
                    from: *from,
                    client: None,
                    operation: "authentication",
                    target: Arc::default(),
                    outcome: why.to_string().into(),
                };
                (*at, fact)
            }
        }
    }
}

impl KdcObserver for Journal {
    fn observe(&self, event: KdcEvent<'_>) {
        let (at, fact) = Fact::of_kdc(event);
        self.note(Party::Kdc, Some(at), fact);
    }
}

impl kerbside_broker::Observer for Journal {
    fn observe(&self, event: BrokerEvent) {
        let fact = Fact::Connection { connection: event.connection, event: event.kind };
        self.note(Party::Broker(event.node), Some(event.at), fact);
    }
}
