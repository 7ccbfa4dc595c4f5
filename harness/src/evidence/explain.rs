//! Why it failed: causes and remedies, concluded from the records alone.
//!
//! Each family of failures is a file that turns refusals into findings; here findings about the
//! same cause become one. A refusal that no family knows has no cause here and is listed; a journal
//! without failures has none at all.

mod authorization;
mod case;
mod cause;
mod clock_skew;
mod clocks;
mod command;
mod credentials;
mod doors;
mod mechanism;
mod protocol;
mod scene;
mod token;
mod unexplained;
mod unknown_server;

use std::collections::{HashMap, HashSet};

pub use cause::{Cause, Certainty, ClockError, Code, Evidence, Explanation, Family};
pub use command::{Command, shell_word};

use super::Record;
use case::{Case, Finding};

/// How many records a cause shows; [`Cause::count`] counts the failures all the same.
const SHOWN: usize = 12;

/// What went wrong in `records`, by the first failure that shows it.
pub fn explain(records: &[Record]) -> Explanation {
    let case = Case::new(records);
    let families = [
        clock_skew::findings,
        unknown_server::findings,
        credentials::findings,
        token::findings,
        mechanism::findings,
        protocol::findings,
        authorization::findings,
    ];
    let mut findings: Vec<Finding> = families.into_iter().flat_map(|it| it(&case)).collect();
    let explained: HashSet<u64> = findings.iter().flat_map(|it| it.explains.clone()).collect();
    findings.sort_by_key(|finding| finding.failure);
    let mut merged: Vec<Finding> = Vec::new();
    // What is certain first, so that what is only likely can be counted among it.
    let (certain, likely): (Vec<_>, Vec<_>) =
        findings.into_iter().partition(|finding| finding.certainty == Certainty::Certain);
    for finding in certain.into_iter().chain(likely) {
        match merged.iter_mut().find(|known| known.covers(&finding)) {
            Some(known) => known.absorb(finding),
            None => merged.push(finding),
        }
    }
    merged.sort_by_key(|finding| finding.failure);
    let by_number: HashMap<u64, &Record> =
        case.records.iter().map(|record| (record.number, *record)).collect();
    let causes = merged.into_iter().map(|finding| finding.into_cause(&by_number)).collect();
    let refusals: Vec<u64> = unexplained::refusals(&case, &explained).collect();
    Explanation {
        causes,
        unexplained: shown(&refusals, &by_number),
        unexplained_count: u64::try_from(refusals.len()).unwrap_or(u64::MAX),
    }
}

/// The first records of these numbers, as they are read.
fn shown(numbers: &[u64], records: &HashMap<u64, &Record>) -> Vec<Evidence> {
    let line = |number: &u64| {
        let record = records.get(number)?;
        Some(Evidence { record: *number, line: record.to_string() })
    };
    numbers.iter().take(SHOWN).filter_map(line).collect()
}

impl Finding {
    fn into_cause(mut self, records: &HashMap<u64, &Record>) -> Cause {
        self.evidence.sort_unstable();
        self.evidence.dedup();
        Cause {
            evidence: shown(&self.evidence, records),
            family: self.code.family(),
            code: self.code,
            certainty: self.certainty,
            statement: self.statement,
            who: self.who,
            symptoms: self.symptoms,
            count: self.count,
            resolved: self.resolved,
            remedy: self.remedy,
            commands: self.commands,
        }
    }
}
