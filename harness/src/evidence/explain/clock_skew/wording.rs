//! What is said about clocks: causes in words, with their remedies.

use std::fmt;

use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::ErrorCode;

use super::{Case, Certainty, ClockError, Code, Failure, Finding, Jump, SEEN};
use crate::evidence::{Answered, Party, Record, words};

/// Why a clock is held to be off.
pub(super) enum Why<'a> {
    /// It changed against the journal's line.
    Moved(Jump),
    /// Others agree with the clock that it differs from.
    Outvoted {
        /// Whose clock it differs from.
        by: &'a Party,
        /// Who agrees with that one, and the record that shows it.
        witnesses: &'a [(Party, u64)],
    },
}

/// The finding that a clock was moved.
pub(super) fn moved(
    case: &Case<'_>,
    failure: &Failure<'_>,
    error: ClockError,
    jump: Jump,
    follower: Option<&Party>,
) -> Finding {
    off(failure, error, Why::Moved(jump), follower).settled_in(case, failure)
}

/// The finding that a clock is off.
pub(super) fn off(
    failure: &Failure<'_>,
    error: ClockError,
    why: Why<'_>,
    follower: Option<&Party>,
) -> Finding {
    let mut finding = begin(failure, failure.code, SEEN);
    let by = Span(error.offset_micros);
    let mut text = format!("The clock of {} is {by} {}", error.party, direction(&error));
    match why {
        Why::Moved(jump) => {
            finding.evidence.extend([jump.before, jump.after]);
            let way = if jump.by > 0 { "forward" } else { "back" };
            let (by, before, after) = (Span(jump.by), jump.before, jump.after);
            text += &format!(": it was moved {way} by {by} between #{before} and #{after}.");
        }
        Why::Outvoted { by, witnesses } => {
            finding.evidence.extend(witnesses.iter().map(|(_, record)| *record));
            let others = witnesses.iter().map(|(party, _)| party.to_string());
            let others: Vec<String> = others.collect();
            text += &format!(" of {by}, with which {} agrees.", others.join(" and "));
        }
    }
    text += &following(follower);
    finding.statement = text;
    finding.remedy = remedy(&error);
    finding.who = vec![error];
    finding
}

/// The finding that two clocks differ, and nobody knows which is right.
pub(super) fn undecided(
    failure: &Failure<'_>,
    one: ClockError,
    two: ClockError,
    follower: Option<&Party>,
) -> Finding {
    let mut finding = begin(failure, failure.code, Certainty::Likely);
    let by = Span(one.offset_micros);
    finding.statement = format!(
        "The clock of {} is {by} {} of that of {}; no third clock tells which of them is off.{}",
        one.party,
        direction(&one),
        two.party,
        following(follower)
    );
    finding.remedy = format!(
        "Compare the clocks of {} and {} with a third one and correct the one that is off, by \
         {by}; keep all of them in step (NTP).",
        one.party, two.party
    );
    finding.who = vec![one, two];
    finding
}

/// The finding that the KDC is behind the beginning of a ticket whose issue nobody saw.
pub(super) fn at_least_behind(case: &Case<'_>, failure: &Failure<'_>, behind: i64) -> Finding {
    let mut finding = begin(failure, failure.code, Certainty::Likely);
    let error = ClockError { party: Party::Kdc, offset_micros: behind };
    finding.statement = format!(
        "The clock of the KDC is at least {} behind the one by which the ticket was issued: the \
         ticket begins later than the KDC's present time.",
        Span(behind)
    );
    finding.remedy = remedy(&error);
    finding.who = vec![error];
    finding.settled_in(case, failure)
}

/// The finding that a ticket has ended by every clock.
pub(super) fn ran_out(
    case: &Case<'_>,
    failure: &Failure<'_>,
    end: Option<Timestamp>,
    now: Timestamp,
    by: &Party,
) -> Finding {
    let client = failure.client.map(ToString::to_string).unwrap_or_else(|| "a client".to_owned());
    let mut finding = begin(failure, Code::TicketRanOut, Certainty::Certain);
    finding.subject.clone_from(&client);
    let ended = match end {
        Some(end) => format!("ended at {end}, {} before it was shown", Span(now.micros_since(end))),
        None => "has ended".to_owned(),
    };
    finding.statement =
        format!("The ticket of {client} {ended} to {by}. The clocks agree on that.");
    finding.remedy =
        "Get a new ticket (kinit), or renew it before it ends (kinit -R); a client that \
                      runs for long wants a keytab from which it logs in again."
            .to_owned();
    finding.settled_in(case, failure)
}

/// The finding that an answer was not the decided one.
pub(super) fn altered(record: &Record, answered: &Answered, code: ErrorCode) -> Finding {
    let mut finding = Finding::new(Code::AnswerAltered, Certainty::Certain, record.number);
    let decided = match answered.summary.reason {
        Some(reason) => format!("refused for another reason ({})", words::of_reason(reason)),
        None => "granted the request".to_owned(),
    };
    finding.subject = code.to_string();
    finding.statement =
        format!("The KDC had {decided}, but the answer that left says {code}: it was changed.");
    finding.remedy = "Remove the fault that changes the KDC's answers.".to_owned();
    finding
}

fn begin(failure: &Failure<'_>, code: Code, certainty: Certainty) -> Finding {
    let mut finding = Finding::new(code, certainty, failure.record.number);
    finding.evidence.extend(&failure.also);
    finding
}

fn direction(error: &ClockError) -> &'static str {
    if error.offset_micros > 0 { "ahead" } else { "behind" }
}

fn following(follower: Option<&Party>) -> String {
    match follower {
        Some(client) => format!(
            " The messages of {client} carry the KDC's time, as those of clients do that follow \
             it (kdc_timesync of MIT's library)."
        ),
        None => String::new(),
    }
}

fn remedy(error: &ClockError) -> String {
    let (party, by) = (&error.party, Span(error.offset_micros));
    let way = if error.offset_micros > 0 { "back" } else { "forward" };
    let mut text = format!(
        "Set the clock of {party} {way} by {by}, and keep it in step with the others (NTP)."
    );
    if *party == Party::Kdc {
        text += " Tickets issued in the meantime carry the wrong time: get new ones (kinit).";
    }
    text
}

/// A length of time without its sign: `360 s (6 min)`.
struct Span(i64);

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.unsigned_abs().saturating_add(500_000) / 1_000_000;
        write!(f, "{seconds} s")?;
        if seconds < 60 {
            return Ok(());
        }
        let parts = [(seconds / 3_600, "h"), (seconds / 60 % 60, "min"), (seconds % 60, "s")];
        let texts: Vec<String> = parts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, unit)| format!("{count} {unit}"))
            .collect();
        write!(f, " ({})", texts.join(" "))
    }
}
