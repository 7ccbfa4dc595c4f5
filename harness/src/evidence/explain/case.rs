//! What the families look at, and what they find.

use std::collections::HashMap;

use kerbside_broker_core::event::EventKind;
use kerbside_kdc_core::exchange::Exchange;
use kerbside_krb5::principal::Principal;

use super::clocks::Clocks;
use super::doors::Doors;
use super::{Certainty, ClockError, Code, Command};
use crate::evidence::{Fact, Record};

/// Two values for the same clock are the same cause when they are this near, in microseconds.
const SAME_OFFSET: u64 = 5_000_000;

/// So many failures that are alike are shown.
const ALIKE: u64 = 2;

/// The records in order, with what is looked up in them again and again.
pub(super) struct Case<'a> {
    pub(super) records: Vec<&'a Record>,
    pub(super) clocks: Clocks,
    pub(super) doors: Doors,
    successes: HashMap<String, Vec<(u64, Success)>>,
}

/// What a client succeeded in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Success {
    /// It got a ticket from the AS.
    As,
    /// It got a ticket for this server from the TGS.
    Tgs(String),
    /// It authenticated at this broker.
    Broker(i32),
}

impl<'a> Case<'a> {
    pub(super) fn new(records: &'a [Record]) -> Self {
        let mut records: Vec<&Record> = records.iter().collect();
        records.sort_by_key(|record| record.number);
        let mut successes: HashMap<String, Vec<_>> = HashMap::new();
        for record in &records {
            if let Some((client, success)) = success(record) {
                successes.entry(client).or_default().push((record.number, success));
            }
        }
        let (clocks, doors) = (Clocks::new(&records), Doors::new(&records));
        Self { records, clocks, doors, successes }
    }

    /// Whether `client` had a success of a kind after the record `failure`.
    pub(super) fn later(
        &self,
        client: Option<&Principal>,
        failure: u64,
        of_kind: impl Fn(&Success) -> bool,
    ) -> bool {
        client.is_some_and(|client| self.succeeds(&client.to_string(), failure, of_kind))
    }

    /// The same of a client by the name that it authenticates with.
    pub(super) fn succeeds(
        &self,
        name: &str,
        failure: u64,
        of_kind: impl Fn(&Success) -> bool,
    ) -> bool {
        let Some(known) = self.successes.get(name) else {
            return false;
        };
        known.iter().rev().take_while(|(number, _)| *number > failure).any(|(_, it)| of_kind(it))
    }
}

fn success(record: &Record) -> Option<(String, Success)> {
    match &record.fact {
        Fact::Answered(answered) => {
            let issued = answered.issued.as_ref()?;
            let success = match issued.exchange {
                Exchange::As => Success::As,
                Exchange::Tgs | Exchange::Unknown => Success::Tgs(issued.server.to_string()),
            };
            Some((issued.client.to_string(), success))
        }
        Fact::Connection { event: EventKind::Authenticated(done), .. } => {
            let crate::evidence::Party::Broker(node) = record.party else {
                return None;
            };
            Some((done.name.to_string(), Success::Broker(node)))
        }
        _ => None,
    }
}

/// What one failure tells about its cause.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    pub(super) code: Code,
    pub(super) certainty: Certainty,
    pub(super) who: Vec<ClockError>,
    /// What it is about beside clocks: the server asked for, the user and the listener.
    pub(super) subject: String,
    pub(super) statement: String,
    pub(super) remedy: String,
    pub(super) commands: Vec<Command>,
    /// The number of the record of the failure.
    pub(super) failure: u64,
    pub(super) evidence: Vec<u64>,
    /// The numbers of the records of all failures that it explains.
    pub(super) explains: Vec<u64>,
    pub(super) symptoms: Vec<Code>,
    pub(super) count: u64,
    pub(super) resolved: bool,
}

impl Finding {
    pub(super) fn new(code: Code, certainty: Certainty, failure: u64) -> Self {
        Self {
            code,
            certainty,
            who: Vec::new(),
            subject: String::new(),
            statement: String::new(),
            remedy: String::new(),
            commands: Vec::new(),
            failure,
            evidence: vec![failure],
            explains: vec![failure],
            symptoms: vec![code],
            count: 1,
            resolved: false,
        }
    }

    /// Whether this cause explains the failure of `other` too.
    pub(super) fn covers(&self, other: &Self) -> bool {
        if self.code.family() != other.code.family() || self.subject != other.subject {
            return false;
        }
        if self.who.is_empty() && other.who.is_empty() {
            return self.code == other.code;
        }
        let same = |one: &ClockError, two: &ClockError| {
            one.party == two.party && one.offset_micros.abs_diff(two.offset_micros) <= SAME_OFFSET
        };
        let shares = |mine: &ClockError| other.who.iter().any(|theirs| same(mine, theirs));
        // A clock that is certainly off is also the one among the candidates.
        !self.who.is_empty() && self.who.iter().all(shares)
    }

    pub(super) fn absorb(&mut self, other: Self) {
        if other.failure < self.failure {
            self.failure = other.failure;
            self.code = other.code;
        }
        let known = self.symptoms.len();
        for symptom in other.symptoms {
            if !self.symptoms.contains(&symptom) {
                self.symptoms.push(symptom);
            }
        }
        // The same once more shows nothing new; another symptom does.
        if self.count < ALIKE || self.symptoms.len() > known {
            self.evidence.extend(other.evidence);
        }
        self.count += other.count;
        self.resolved &= other.resolved;
    }
}
