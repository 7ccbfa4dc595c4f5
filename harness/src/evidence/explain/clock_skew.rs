//! The family of clocks that differ: at the AS, at the TGS and at a broker (RFC 4120 §3.1.3,
//! §3.2.3, §3.3.3).
//!
//! A refusal shows two clocks that differ. Which of them is off follows, in this order, from a
//! clock that was moved while the journal looked; from a third clock that agrees with one of the
//! two; else both are named. A client that follows the KDC's clock (MIT's `kdc_timesync`, the
//! default) writes the KDC's time into its messages: what it says is the KDC's word, not its own.

mod wording;

use std::time::Duration;

use kerbside_broker_core::event::EventKind;
use kerbside_broker_core::refusal::Refusal as BrokerRefusal;
use kerbside_kdc_core::database::ETexts;
use kerbside_kdc_core::exchange::{Reason, TicketTimes};
use kerbside_krb5::gss::{Presented, Refusal, TicketId};
use kerbside_krb5::principal::Principal;
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::ErrorCode;

use super::case::{Case, Finding, Success};
use super::clocks::{self, Issue, Jump, MOVED, NEAR};
use super::{Certainty, ClockError, Code};
use crate::evidence::{Answered, Fact, Party, Record};
use wording::Why;

/// Clocks within this many microseconds of each other do not refuse each other (RFC 4120 §8.2).
const PASSES: u64 = 300_000_000;

/// What the records show of clocks.
pub(super) fn findings(case: &Case<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for record in &case.records {
        match &record.fact {
            Fact::Answered(answered) => at_kdc(case, record, answered, &mut findings),
            Fact::Connection { event: EventKind::Refused { refusal, presented, .. }, .. } => {
                at_broker(case, record, refusal, presented.as_deref(), &mut findings);
            }
            _ => {}
        }
    }
    findings
}

/// One of two clocks that differ.
#[derive(Clone, Debug)]
struct Hand {
    party: Party,
    level: i64,
    /// The client whose message showed it, where that may only follow the KDC's clock.
    follower: Option<Party>,
}

impl Hand {
    fn new(party: Party, level: i64) -> Self {
        Self { party, level, follower: None }
    }
}

/// A failure, as far as all members of the family have it.
struct Failure<'a> {
    record: &'a Record,
    code: Code,
    client: Option<&'a Principal>,
    /// Further records that show it.
    also: Vec<u64>,
}

fn at_kdc(case: &Case<'_>, record: &Record, answered: &Answered, findings: &mut Vec<Finding>) {
    let facts = &answered.summary.facts;
    let (now, client) = (facts.arrival.now, facts.client.as_ref());
    if let Some(altered) = altered(answered, record) {
        findings.push(altered);
        return;
    }
    let Some(reason) = answered.summary.reason else {
        return;
    };
    let failure = |code| Failure { record, code, client, also: Vec::new() };
    let header = facts.header_ticket.as_ref();
    let issue = case.clocks.issue(header.map(|header| header.id));
    let claim = facts.client_time.map(|time| time.at);
    match reason {
        Reason::PreauthSkew => {
            findings.extend(client_and_kdc(case, failure(Code::AsTimestampSkew), claim, now));
        }
        Reason::AuthenticatorSkew => {
            findings.extend(client_and_kdc(case, failure(Code::TgsAuthenticatorSkew), claim, now));
        }
        Reason::TicketNotYetValid => {
            let failure = failure(Code::TgsTicketNotYetValid);
            let start = header.and_then(|header| header.times).map(|times| times.start);
            findings.extend(kdc_went_back(case, failure, issue, claim, start, now));
        }
        Reason::TicketExpired => {
            let failure = failure(Code::TgsTicketExpired);
            let times = header.and_then(|header| header.times);
            findings.extend(kdc_expired(case, failure, issue, claim, times, now));
        }
        _ => {}
    }
}

/// An answer about clocks that was not what the KDC had decided.
fn altered(answered: &Answered, record: &Record) -> Option<Finding> {
    const ABOUT_CLOCKS: [ErrorCode; 3] = [
        ErrorCode::KRB_AP_ERR_SKEW,
        ErrorCode::KRB_AP_ERR_TKT_NYV,
        ErrorCode::KRB_AP_ERR_TKT_EXPIRED,
    ];
    let code = answered.summary.error_code?;
    let decided = answered.summary.reason.map(|reason| reason.answer(&ETexts::MIT).code);
    (ABOUT_CLOCKS.contains(&code) && decided != Some(code))
        .then(|| wording::altered(record, answered, code))
}

/// The client's timestamp against the KDC's clock.
fn client_and_kdc(
    case: &Case<'_>,
    failure: Failure<'_>,
    claim: Option<Timestamp>,
    now: Timestamp,
) -> Vec<Finding> {
    let (Some(client), Some(claim)) = (failure.client, claim) else {
        return Vec::new();
    };
    let elapsed = failure.record.elapsed;
    let one = Hand::new(Party::client(client), clocks::level(claim, elapsed));
    let two = Hand::new(Party::Kdc, clocks::level(now, elapsed));
    blame(case, failure, one, two)
}

/// A KDC that is behind the beginning of its own ticket.
fn kdc_went_back(
    case: &Case<'_>,
    mut failure: Failure<'_>,
    issue: Option<Issue>,
    claim: Option<Timestamp>,
    start: Option<Timestamp>,
    now: Timestamp,
) -> Vec<Finding> {
    let present = clocks::level(now, failure.record.elapsed);
    if let Some(issue) = issue {
        failure.also.push(issue.record);
        let moved = present.saturating_sub(issue.level);
        // A KDC that was not moved has issued a ticket for later: nothing is wrong with its clock.
        return match moved.unsigned_abs() > MOVED {
            true => vec![kdc_moved(case, failure, issue, moved)],
            false => Vec::new(),
        };
    }
    let Some(start) = start else {
        return Vec::new();
    };
    let differs = claim.is_some_and(|claim| claim.micros_since(now).unsigned_abs() > PASSES);
    if differs {
        return client_and_kdc(case, failure, claim, now);
    }
    let behind = now.micros_since(start);
    vec![wording::at_least_behind(case, &failure, behind)]
}

/// A ticket that has ended by the KDC's clock: by the others' too?
fn kdc_expired(
    case: &Case<'_>,
    mut failure: Failure<'_>,
    issue: Option<Issue>,
    claim: Option<Timestamp>,
    times: Option<TicketTimes>,
    now: Timestamp,
) -> Vec<Finding> {
    let differs = claim.is_some_and(|claim| claim.micros_since(now).unsigned_abs() > PASSES);
    let end = times.map(|times| times.end);
    if let Some(issue) = issue {
        failure.also.push(issue.record);
        let moved = clocks::level(now, failure.record.elapsed).saturating_sub(issue.level);
        let alone = differs || claim.is_none();
        if alone && moved.unsigned_abs() > MOVED && !lived(&issue, failure.record.elapsed) {
            return vec![kdc_moved(case, failure, issue, moved)];
        }
    } else if differs {
        return client_and_kdc(case, failure, claim, now);
    }
    vec![wording::ran_out(case, &failure, end, now, &Party::Kdc)]
}

/// Whether a ticket is as old as it may get, on the journal's own line.
fn lived(issue: &Issue, elapsed: Duration) -> bool {
    let Some(times) = issue.times else {
        return false;
    };
    let life = times.end.micros_since(times.start);
    let age = elapsed.saturating_sub(issue.elapsed).as_micros();
    i64::try_from(age).is_ok_and(|age| age >= life)
}

/// The KDC's clock was moved between the issue of a ticket and the failure.
fn kdc_moved(case: &Case<'_>, failure: Failure<'_>, issue: Issue, by: i64) -> Finding {
    let jump = Jump { by, before: issue.record, after: failure.record.number };
    let error = ClockError { party: Party::Kdc, offset_micros: by };
    wording::moved(case, &failure, error, jump, None)
}

fn at_broker(
    case: &Case<'_>,
    record: &Record,
    refusal: &BrokerRefusal,
    presented: Option<&Presented>,
    findings: &mut Vec<Finding>,
) {
    let Some(reason) = refusal.gssapi().and_then(|refusal| refusal.refusal()) else {
        return;
    };
    let client = presented.and_then(|presented| presented.client.as_ref());
    let ticket = presented.and_then(|presented| presented.ticket);
    let failure = |code| Failure { record, code, client, also: Vec::new() };
    match reason {
        Refusal::Skew { client_time, now, .. } => {
            let failure = failure(Code::BrokerAuthenticatorSkew);
            findings.extend(client_and_broker(case, failure, *client_time, *now));
        }
        Refusal::NotYetValid { starttime, now } => {
            let failure = failure(Code::BrokerTicketNotYetValid);
            let hand = issuer(case, &failure, ticket, *starttime);
            findings.extend(kdc_and_broker(case, failure, ticket, hand, *now));
        }
        Refusal::Expired { endtime, now } => {
            let failure = failure(Code::BrokerTicketExpired);
            findings.extend(broker_expired(case, failure, ticket, *endtime, *now));
        }
        _ => {}
    }
}

/// The authenticator of an AP-REQ against the broker's clock.
fn client_and_broker(
    case: &Case<'_>,
    failure: Failure<'_>,
    claim: Timestamp,
    now: Timestamp,
) -> Vec<Finding> {
    let elapsed = failure.record.elapsed;
    let claimed = clocks::level(claim, elapsed);
    let client = failure.client.map(Party::client).unwrap_or(Party::Client("unknown".into()));
    let one = match case.clocks.kdc_was_at(claimed, elapsed) {
        true => Hand { party: Party::Kdc, level: claimed, follower: Some(client) },
        false => Hand::new(client, claimed),
    };
    let two = Hand::new(failure.record.party.clone(), clocks::level(now, elapsed));
    blame(case, failure, one, two)
}

/// The KDC's clock when it issued the ticket; if nobody saw that, no earlier than its beginning.
fn issuer(
    case: &Case<'_>,
    failure: &Failure<'_>,
    ticket: Option<TicketId>,
    start: Timestamp,
) -> Hand {
    let level = match case.clocks.issue(ticket) {
        Some(issue) => issue.level,
        None => clocks::level(start, failure.record.elapsed),
    };
    Hand::new(Party::Kdc, level)
}

fn kdc_and_broker(
    case: &Case<'_>,
    mut failure: Failure<'_>,
    ticket: Option<TicketId>,
    kdc: Hand,
    now: Timestamp,
) -> Vec<Finding> {
    failure.also.extend(case.clocks.issue(ticket).map(|issue| issue.record));
    let level = clocks::level(now, failure.record.elapsed);
    let broker = Hand::new(failure.record.party.clone(), level);
    blame(case, failure, kdc, broker)
}

/// A ticket that has ended by the broker's clock, and by the client's, which was compared first.
fn broker_expired(
    case: &Case<'_>,
    failure: Failure<'_>,
    ticket: Option<TicketId>,
    end: Timestamp,
    now: Timestamp,
) -> Vec<Finding> {
    let elapsed = failure.record.elapsed;
    let level = clocks::level(now, elapsed);
    let kdc = case.clocks.reading(&Party::Kdc, elapsed).map(|reading| reading.level);
    let agree = kdc.is_none_or(|kdc| kdc.abs_diff(level) <= PASSES);
    match case.clocks.issue(ticket) {
        // The issue tells the KDC's time best; the KDC may not have been heard of since.
        Some(issue) if !lived(&issue, elapsed) && issue.level.abs_diff(level) > NEAR => {
            let moved_along = kdc.is_some_and(|kdc| {
                kdc.abs_diff(issue.level) > MOVED && kdc.abs_diff(level) <= PASSES
            });
            if !moved_along {
                let hand = Hand::new(Party::Kdc, issue.level);
                return kdc_and_broker(case, failure, ticket, hand, now);
            }
        }
        None if !agree => {
            let hand = Hand::new(Party::Kdc, kdc.unwrap_or(level));
            return kdc_and_broker(case, failure, ticket, hand, now);
        }
        _ => {}
    }
    let broker = failure.record.party.clone();
    vec![wording::ran_out(case, &failure, Some(end), now, &broker)]
}

/// Says whose clock is off, of two that differ.
fn blame(case: &Case<'_>, failure: Failure<'_>, one: Hand, two: Hand) -> Vec<Finding> {
    let apart = one.level.saturating_sub(two.level);
    let jumps = [
        relevant_jump(case, &failure, &one, apart),
        relevant_jump(case, &failure, &two, apart.saturating_neg()),
    ];
    let follower = one.follower.as_ref();
    let off = |party: &Party, by: i64| ClockError { party: party.clone(), offset_micros: by };
    let (ahead, behind) = (off(&one.party, apart), off(&two.party, apart.saturating_neg()));
    match jumps {
        [Some(jump), None] => vec![wording::moved(case, &failure, ahead, jump, follower)],
        [None, Some(jump)] => vec![wording::moved(case, &failure, behind, jump, None)],
        [Some(first), Some(second)] => vec![
            wording::moved(case, &failure, off(&one.party, first.by), first, follower),
            wording::moved(case, &failure, off(&two.party, second.by), second, None),
        ],
        [None, None] => vec![by_vote(case, &failure, &one, &two, ahead, behind)],
    }
}

/// A jump of a hand's clock that accounts for a good part of the difference.
fn relevant_jump(case: &Case<'_>, failure: &Failure<'_>, hand: &Hand, apart: i64) -> Option<Jump> {
    let elapsed = failure.record.elapsed;
    // What a client says that is or was the KDC's time does not show that its own clock moved.
    let follows =
        matches!(hand.party, Party::Client(_)) && case.clocks.kdc_was_at(hand.level, elapsed);
    let jump = case.clocks.jump(&hand.party, hand.level, elapsed).filter(|_| !follows)?;
    let same_way = (jump.by > 0) == (apart > 0);
    (same_way && jump.by.unsigned_abs() >= apart.unsigned_abs() / 4).then_some(jump)
}

/// Nobody's clock was moved: who agrees with whom?
fn by_vote(
    case: &Case<'_>,
    failure: &Failure<'_>,
    one: &Hand,
    two: &Hand,
    ahead: ClockError,
    behind: ClockError,
) -> Finding {
    let witnesses = case.clocks.witnesses([&one.party, &two.party], failure.record.elapsed);
    let agree = |hand: &Hand| -> Vec<(Party, u64)> {
        let near = witnesses.iter().filter(|(_, it)| it.level.abs_diff(hand.level) <= NEAR);
        near.map(|(party, reading)| ((*party).clone(), reading.record)).collect()
    };
    let (with_one, with_two) = (agree(one), agree(two));
    match with_one.len().cmp(&with_two.len()) {
        std::cmp::Ordering::Greater => {
            let why = Why::Outvoted { by: &one.party, witnesses: &with_one };
            wording::off(failure, behind, why, None)
        }
        std::cmp::Ordering::Less => {
            let why = Why::Outvoted { by: &two.party, witnesses: &with_two };
            wording::off(failure, ahead, why, one.follower.as_ref())
        }
        std::cmp::Ordering::Equal => {
            wording::undecided(failure, ahead, behind, one.follower.as_ref())
        }
    }
    .settled_in(case, failure)
}

impl Finding {
    /// With the answer whether the client succeeded in the same later.
    fn settled_in(mut self, case: &Case<'_>, failure: &Failure<'_>) -> Self {
        let kind = |success: &Success| match (failure.code, success) {
            (Code::AsTimestampSkew, Success::As) => true,
            (
                Code::TgsAuthenticatorSkew | Code::TgsTicketNotYetValid | Code::TgsTicketExpired,
                Success::Tgs(_),
            ) => true,
            (
                Code::BrokerAuthenticatorSkew
                | Code::BrokerTicketNotYetValid
                | Code::BrokerTicketExpired,
                Success::Broker(node),
            ) => failure.record.party == Party::Broker(*node),
            _ => false,
        };
        self.resolved = case.later(failure.client, failure.record.number, kind);
        self
    }
}

/// The certainty of a clock that was seen to move, or that others outvote.
const SEEN: Certainty = Certainty::Certain;
