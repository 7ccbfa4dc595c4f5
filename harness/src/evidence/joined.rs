//! The join of the evidence: a ticket from its issue by the KDC to the brokers that saw it and to
//! what its owner was allowed to do.
//!
//! A ticket's id says for certain that two records are about the same ticket. Where the KDC issued
//! no ticket, the connection that waited for one is found by address and time, and is only likely.

use std::collections::HashMap;
use std::time::Duration;

use kerbside_broker_core::event::{ConnectionId, EventKind};
use kerbside_kdc_core::exchange::Exchange;
use kerbside_krb5::gss::{Presented, TicketId};
use kerbside_krb5::principal::Principal;

use super::{Answered, Fact, Party, Record, words};

/// How long a client may take from connecting to a broker to asking the KDC for a ticket.
const HESITATION: Duration = Duration::from_secs(5);

/// What became of one ticket, or of a request that got none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// The ticket; absent when the KDC refused to issue one.
    pub ticket: Option<TicketId>,
    /// Whose.
    pub client: Option<Principal>,
    /// For which service.
    pub server: Option<Principal>,
    /// The ticket with which it was asked for.
    pub by_ticket: Option<TicketId>,
    /// The number of the KDC's record; absent when this KDC did not issue it while the journal
    /// looked.
    pub answered: Option<u64>,
    /// The reason of the KDC's refusal.
    pub refused: Option<String>,
    /// Where it was shown.
    pub presented: Vec<Presentation>,
    /// Without a ticket: the record of the connection that likely waited for it.
    pub likely_connection: Option<u64>,
}

/// A ticket shown to a broker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presentation {
    /// The number of the record.
    pub record: u64,
    /// To whom.
    pub broker: Party,
    /// On which connection.
    pub connection: ConnectionId,
    /// What the broker said.
    pub outcome: Outcome,
    /// The numbers of the records of what its owner asked to do on this connection.
    pub authorizations: Vec<u64>,
}

/// What a broker said to a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Its owner is this Kafka principal; `None` when no rule makes one of the name.
    Accepted(Option<String>),
    /// It was refused, for this reason.
    Refused(String),
}

/// The stories, in the order in which they begin.
pub fn joined(records: &[Record]) -> Vec<Story> {
    let mut ordered: Vec<&Record> = records.iter().collect();
    ordered.sort_by_key(|record| record.number);
    follow(&ordered)
}

/// The stories of records that are in order.
pub(super) fn follow(ordered: &[&Record]) -> Vec<Story> {
    let mut join = Join::default();
    for record in ordered {
        join.take(record);
    }
    join.stories
}

#[derive(Default)]
struct Join {
    stories: Vec<Story>,
    by_ticket: HashMap<TicketId, usize>,
    /// Which presentation of which story a connection belongs to.
    by_connection: HashMap<ConnectionId, (usize, usize)>,
    /// Connections that nobody has authenticated on.
    waiting: Vec<Waiting>,
}

struct Waiting {
    record: u64,
    since: Duration,
    connection: ConnectionId,
    from: std::net::IpAddr,
}

impl Join {
    fn take(&mut self, record: &Record) {
        match &record.fact {
            Fact::Answered(answered) => self.answered(record, answered),
            Fact::Connection { connection, event } => self.connection(record, *connection, event),
            _ => {}
        }
    }

    fn answered(&mut self, record: &Record, answered: &Answered) {
        let facts = &answered.summary.facts;
        let by_ticket = facts.header_ticket.as_ref().map(|header| header.id);
        if let Some(issued) = &answered.issued {
            let at = self.story_of(issued.ticket_id);
            if let Some(story) = self.stories.get_mut(at) {
                story.client = Some(issued.client.clone());
                story.server = Some(issued.server.clone());
                story.answered = Some(record.number);
                story.by_ticket = by_ticket;
            }
        } else if let Some(reason) = answered.summary.reason {
            let likely_connection = match facts.exchange {
                Exchange::Tgs => self.waiting_at(record, facts.arrival.from.ip()),
                Exchange::As | Exchange::Unknown => None,
            };
            self.stories.push(Story {
                client: facts.client.clone(),
                server: facts.server.clone(),
                by_ticket,
                answered: Some(record.number),
                refused: Some(words::of_reason(reason)),
                likely_connection,
                ..Story::empty()
            });
        }
    }

    fn connection(&mut self, record: &Record, connection: ConnectionId, event: &EventKind) {
        match event {
            EventKind::Opened { peer, .. } => self.waiting.push(Waiting {
                record: record.number,
                since: record.elapsed,
                connection,
                from: peer.ip().to_canonical(),
            }),
            EventKind::Authenticated(done) => {
                let principal = done.principal.as_ref().map(ToString::to_string);
                let outcome = Outcome::Accepted(principal);
                self.shown(record, connection, done.presented.as_deref(), outcome);
            }
            EventKind::Refused { refusal, presented, .. } => {
                let outcome = Outcome::Refused(words::of_refusal(refusal));
                self.shown(record, connection, presented.as_deref(), outcome);
            }
            EventKind::Authorization { .. } => {
                let at = self.by_connection.get(&connection).copied();
                let story = at.and_then(|(story, place)| {
                    self.stories.get_mut(story)?.presented.get_mut(place)
                });
                if let Some(presentation) = story {
                    presentation.authorizations.push(record.number);
                }
            }
            EventKind::Closed { .. } => {
                self.waiting.retain(|waiting| waiting.connection != connection);
                self.by_connection.remove(&connection);
            }
            EventKind::Request { .. }
            | EventKind::Controlled { .. }
            | EventKind::DelegationToken { .. }
            | EventKind::HandshakeFailed { .. } => {}
        }
    }

    fn shown(
        &mut self,
        record: &Record,
        connection: ConnectionId,
        presented: Option<&Presented>,
        outcome: Outcome,
    ) {
        self.waiting.retain(|waiting| waiting.connection != connection);
        let Some((presented, ticket)) =
            presented.and_then(|presented| Some((presented, presented.ticket?)))
        else {
            return;
        };
        let at = self.story_of(ticket);
        let Some(story) = self.stories.get_mut(at) else {
            return;
        };
        story.client = story.client.take().or_else(|| presented.client.clone());
        story.server = story.server.take().or_else(|| presented.server.clone());
        if matches!(outcome, Outcome::Accepted(_)) {
            self.by_connection.insert(connection, (at, story.presented.len()));
        }
        story.presented.push(Presentation {
            record: record.number,
            broker: record.party.clone(),
            connection,
            outcome,
            authorizations: Vec::new(),
        });
    }

    /// The story of a ticket, begun when there is none.
    fn story_of(&mut self, ticket: TicketId) -> usize {
        *self.by_ticket.entry(ticket).or_insert_with(|| {
            self.stories.push(Story { ticket: Some(ticket), ..Story::empty() });
            self.stories.len() - 1
        })
    }

    /// The latest connection from the same host that is not authenticated yet.
    fn waiting_at(&self, record: &Record, from: std::net::IpAddr) -> Option<u64> {
        let recent = |waiting: &&Waiting| {
            record.elapsed.saturating_sub(waiting.since) <= HESITATION
                && waiting.from == from.to_canonical()
        };
        self.waiting.iter().rev().find(recent).map(|waiting| waiting.record)
    }
}

impl Story {
    fn empty() -> Self {
        Self {
            ticket: None,
            client: None,
            server: None,
            by_ticket: None,
            answered: None,
            refused: None,
            presented: Vec::new(),
            likely_connection: None,
        }
    }
}
