//! What a bed can be asked.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::AclRequest;
use crate::arguments::Party;

/// A request to a bed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verb", rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Request {
    /// Where everything is.
    Status,
    /// The environment of a user's programs.
    Env {
        /// The user; the only one when absent.
        user: Option<String>,
        /// The listener; `SASL_PLAINTEXT` when absent.
        #[serde(default)]
        listener: Option<String>,
        /// The mechanism; the first that the listener offers when absent.
        #[serde(default)]
        mechanism: Option<String>,
    },
    /// Runs `kadmin`; a dialogue follows in place of an answer.
    Kadmin {
        /// Its arguments.
        arguments: Vec<String>,
        /// Where it was typed.
        surroundings: Surroundings,
    },
    /// Reads clocks, and moves them first.
    Clock {
        /// Whose; everybody's when absent.
        party: Option<Party>,
        /// How; not at all when absent.
        movement: Option<Movement>,
    },
    /// Shows, adds, removes ACLs, or explains a decision.
    Acls {
        /// What of it.
        action: AclRequest,
    },
    /// Stops or starts a broker node, or makes it a leader.
    Node {
        /// Which of it.
        action: NodeAction,
    },
    /// What went wrong and why.
    Explain,
    /// Ends the bed.
    Down,
}

/// Where a program was typed that runs elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Surroundings {
    /// The folder to which its file names are relative.
    pub(crate) folder: PathBuf,
    /// `KRB5_CONFIG`.
    pub(crate) krb5_config: Vec<String>,
    /// `KRB5CCNAME`.
    pub(crate) ccache: Option<String>,
    /// `KRB5_KTNAME`.
    pub(crate) keytab: Option<String>,
    /// Who is at the other end of standard input.
    pub(crate) input: Input,
}

/// Who is at the other end of standard input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Input {
    /// A person at a terminal.
    Typed,
    /// A program, or nobody.
    Piped,
}

/// What becomes of a node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum NodeAction {
    /// It stops.
    Stop {
        /// Its number.
        node: i32,
    },
    /// It starts again.
    Start {
        /// Its number.
        node: i32,
    },
    /// It leads a partition.
    Lead {
        /// Its number.
        node: i32,
        /// The topic.
        topic: String,
        /// The partition.
        partition: i32,
    },
}

/// How a clock is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Movement {
    /// It runs, so many microseconds away from the machine's.
    Offset(i64),
    /// It is moved by so many microseconds from where it is.
    Advance(i64),
    /// It is set to so many microseconds since the epoch.
    Set(i64),
    /// It stands.
    Freeze,
    /// It runs on.
    Resume,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_read_as_they_are_documented() {
        let cases = [
            (r#"{"verb":"status"}"#, Request::Status),
            (
                r#"{"verb":"env","user":"alice"}"#,
                Request::Env { user: Some("alice".into()), listener: None, mechanism: None },
            ),
            (
                r#"{"verb":"clock","party":{"broker":2},"movement":{"advance":-5}}"#,
                Request::Clock {
                    party: Some(Party::Broker(2)),
                    movement: Some(Movement::Advance(-5)),
                },
            ),
        ];
        for (text, request) in cases {
            assert_eq!(serde_json::from_str::<Request>(text).expect(text), request);
        }
    }
}
