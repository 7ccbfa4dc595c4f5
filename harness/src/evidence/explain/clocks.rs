//! The parties' clocks, read from timestamps.
//!
//! A reading is what a party's clock said at a moment of the journal's own line, which nobody
//! moves. Their difference, the *level* of the clock, is constant while the clock runs: two parties
//! differ by the difference of their levels, whenever each was read, and a level that changes is a
//! clock that was moved. Levels come out a little low, by the time it took to note the record.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use kerbside_broker_core::event::EventKind;
use kerbside_kdc_core::exchange::TicketTimes;
use kerbside_krb5::gss::{Presented, TicketId};
use kerbside_krb5::time::Timestamp;

use crate::evidence::{Fact, Party, Record};

/// Levels this near are the same, in microseconds: a busy machine notes late.
pub(super) const NEAR: u64 = 3_000_000;

/// A clock whose level changed by more than this was moved.
pub(super) const MOVED: u64 = 5_000_000;

/// One look at a clock.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    elapsed: i64,
    /// Microseconds since the epoch at which the journal began, by this clock.
    pub(super) level: i64,
    /// The number of the record.
    pub(super) record: u64,
    source: Source,
}

/// Where a reading comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    /// The party's own note.
    Noted,
    /// A message of the party, which may carry the KDC's time instead of its own.
    Claimed,
}

/// A ticket's issue.
#[derive(Clone, Copy, Debug)]
pub(super) struct Issue {
    /// The KDC's level then.
    pub(super) level: i64,
    /// When, on the journal's line.
    pub(super) elapsed: Duration,
    pub(super) times: Option<TicketTimes>,
    pub(super) record: u64,
}

/// A clock that was moved.
#[derive(Clone, Copy, Debug)]
pub(super) struct Jump {
    /// By how many microseconds.
    pub(super) by: i64,
    /// The last record before it.
    pub(super) before: u64,
    /// The first record after it.
    pub(super) after: u64,
}

/// All readings of all clocks.
#[derive(Debug, Default)]
pub(super) struct Clocks {
    readings: BTreeMap<Party, Vec<Reading>>,
    issues: HashMap<TicketId, Issue>,
}

/// The level of a clock that says `at`.
pub(super) fn level(at: Timestamp, elapsed: Duration) -> i64 {
    at.as_micros().saturating_sub(micros(elapsed))
}

fn micros(elapsed: Duration) -> i64 {
    i64::try_from(elapsed.as_micros()).unwrap_or(i64::MAX)
}

impl Clocks {
    pub(super) fn new(records: &[&Record]) -> Self {
        let mut clocks = Self::default();
        for record in records {
            if let Some(at) = record.at {
                clocks.read(record.party.clone(), at, record, Source::Noted);
            }
            match &record.fact {
                Fact::Answered(answered) => {
                    let facts = &answered.summary.facts;
                    if let (Some(client), Some(time)) = (&facts.client, facts.client_time) {
                        clocks.read(Party::client(client), time.at, record, Source::Claimed);
                    }
                    if let (Some(issued), Some(at)) = (&answered.issued, record.at) {
                        let issue = Issue {
                            level: level(at, record.elapsed),
                            elapsed: record.elapsed,
                            times: answered.summary.times,
                            record: record.number,
                        };
                        clocks.issues.insert(issued.ticket_id, issue);
                    }
                }
                Fact::Connection { event: EventKind::Authenticated(done), .. } => {
                    clocks.read_presented(done.presented.as_deref(), record);
                }
                Fact::Connection { event: EventKind::Refused { presented, .. }, .. } => {
                    clocks.read_presented(presented.as_deref(), record);
                }
                _ => {}
            }
        }
        for readings in clocks.readings.values_mut() {
            readings.sort_by_key(|reading| reading.elapsed);
        }
        clocks
    }

    fn read_presented(&mut self, presented: Option<&Presented>, record: &Record) {
        let Some(presented) = presented else { return };
        if let (Some(client), Some(at)) = (&presented.client, presented.client_time) {
            self.read(Party::client(client), at, record, Source::Claimed);
        }
    }

    fn read(&mut self, party: Party, at: Timestamp, record: &Record, source: Source) {
        let reading = Reading {
            elapsed: micros(record.elapsed),
            level: level(at, record.elapsed),
            record: record.number,
            source,
        };
        self.readings.entry(party).or_default().push(reading);
    }

    /// When the KDC issued `ticket`, if the journal saw that.
    pub(super) fn issue(&self, ticket: Option<TicketId>) -> Option<Issue> {
        self.issues.get(&ticket?).copied()
    }

    /// What the clock of `party` said last, at `elapsed`; if nothing yet, what it said next.
    pub(super) fn reading(&self, party: &Party, elapsed: Duration) -> Option<Reading> {
        let (readings, until) = self.until(party, elapsed)?;
        readings.get(until.saturating_sub(1)).copied()
    }

    /// By how much the clock of `party`, now at `level`, was moved since the journal saw it first.
    pub(super) fn jump(&self, party: &Party, level: i64, elapsed: Duration) -> Option<Jump> {
        let (readings, until) = self.until(party, elapsed)?;
        let first = readings.first()?;
        // Notes are late, never early: the highest of the first levels is the truest.
        let resting = readings.iter().take_while(|it| it.level.abs_diff(first.level) <= NEAR);
        let base = resting.map(|it| it.level).max()?;
        let by = level.saturating_sub(base);
        if by.unsigned_abs() <= MOVED {
            return None;
        }
        let seen = readings.get(..until)?;
        let place = seen.iter().rposition(|it| it.level.abs_diff(base) <= MOVED)?;
        let (before, after) = (seen.get(place)?, seen.get(place + 1).or(seen.get(place))?);
        Some(Jump { by, before: before.record, after: after.record })
    }

    /// Whether the KDC's clock has been at `level` by `elapsed`: a client that says so may only
    /// follow it.
    pub(super) fn kdc_was_at(&self, level: i64, elapsed: Duration) -> bool {
        self.until(&Party::Kdc, elapsed).is_some_and(|(readings, until)| {
            readings.iter().take(until).rev().any(|it| it.level.abs_diff(level) <= NEAR)
        })
    }

    /// The parties other than `except` whose clocks are known by themselves, with their readings.
    pub(super) fn witnesses(
        &self,
        except: [&Party; 2],
        elapsed: Duration,
    ) -> Vec<(&Party, Reading)> {
        let others = self.readings.keys().filter(|party| !except.contains(party));
        others
            .filter_map(|party| Some((party, self.own_reading(party, elapsed)?)))
            .filter(|(party, reading)| self.stands_alone(party, reading, elapsed))
            .collect()
    }

    /// What the party noted itself where it did, since its messages may say something else.
    fn own_reading(&self, party: &Party, elapsed: Duration) -> Option<Reading> {
        let (readings, until) = self.until(party, elapsed)?;
        let noted = readings.iter().take(until).rev().find(|it| it.source == Source::Noted);
        noted.copied().or_else(|| self.reading(party, elapsed))
    }

    fn stands_alone(&self, party: &Party, reading: &Reading, elapsed: Duration) -> bool {
        !matches!(party, Party::Client(_))
            || reading.source == Source::Noted
            || !self.kdc_was_at(reading.level, elapsed)
    }

    /// The readings of `party`, and how many of them are not later than `elapsed`.
    fn until(&self, party: &Party, elapsed: Duration) -> Option<(&[Reading], usize)> {
        let readings = self.readings.get(party)?;
        let elapsed = micros(elapsed);
        Some((readings, readings.partition_point(|reading| reading.elapsed <= elapsed)))
    }
}
