//! Why it failed: causes and remedies, concluded from the records alone.
//!
//! Each family of failures is a file that turns refusals into findings; here findings about the
//! same cause become one. A failure that no family knows has no cause here, and a journal without
//! failures has none at all.

mod case;
mod cause;
mod clock_skew;
mod clocks;
mod scene;
mod unknown_server;

use std::collections::HashMap;

pub use cause::{Cause, Certainty, ClockError, Code, Evidence, Explanation, Family};

use super::Record;
use case::{Case, Finding};

/// How many records a cause shows; [`Cause::count`] counts the failures all the same.
const SHOWN: usize = 12;

/// What went wrong in `records`, by the first failure that shows it.
pub fn explain(records: &[Record]) -> Explanation {
    let case = Case::new(records);
    let mut findings = clock_skew::findings(&case);
    findings.extend(unknown_server::findings(&case));
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
    Explanation { causes }
}

impl Finding {
    fn into_cause(mut self, records: &HashMap<u64, &Record>) -> Cause {
        self.evidence.sort_unstable();
        self.evidence.dedup();
        let shown = self.evidence.iter().take(SHOWN).filter_map(|number| {
            let record = records.get(number)?;
            Some(Evidence { record: *number, line: record.to_string() })
        });
        Cause {
            evidence: shown.collect(),
            family: self.code.family(),
            code: self.code,
            certainty: self.certainty,
            statement: self.statement,
            who: self.who,
            symptoms: self.symptoms,
            count: self.count,
            resolved: self.resolved,
            remedy: self.remedy,
        }
    }
}
