//! The journal and its explanations under test: real decisions of KDC and acceptor at moved
//! instants, on a stage that has a clock for each party and a line of its own.

mod clock_skew;
mod journal;
mod refusals;
mod stage;
mod unknown_server;

use super::{Cause, Certainty, Code, Explanation, Party};
use stage::{Actor, Stage};

/// The one cause of an explanation.
fn only(explanation: &Explanation) -> &Cause {
    match explanation.causes.as_slice() {
        [cause] => cause,
        _ => panic!("one cause is due:\n{explanation}"),
    }
}

/// The codes of the causes, in order.
fn codes(explanation: &Explanation) -> Vec<Code> {
    explanation.causes.iter().map(|cause| cause.code).collect()
}
