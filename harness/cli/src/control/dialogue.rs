//! A program that runs in the bed with the streams of a peer.
//!
//! The bed says what is written where, and when a line is wanted; the peer sends a line only then.

use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

/// What the bed says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Said {
    /// This goes to standard output.
    Out(String),
    /// This goes to standard error.
    Err(String),
    /// The next line of standard input is wanted.
    Read,
    /// A line that a person may edit is wanted.
    Edit {
        /// What stands before it.
        prompt: String,
        /// What its first word may be.
        completions: Vec<String>,
    },
    /// What is typed shall be seen from now on.
    EchoOn,
    /// What is typed shall not be seen from now on.
    EchoOff,
    /// The program has ended with this status.
    Ended(u8),
}

impl Said {
    /// Whether the peer has to send a line now.
    pub(super) fn wants_a_line(&self) -> bool {
        matches!(self, Self::Read | Self::Edit { .. })
    }
}

/// What the peer sends when a line is wanted.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Typed {
    /// A line with its end, if it had one.
    Line(String),
    /// There is none.
    End,
}

/// The program's end of the streams.
#[derive(Debug)]
pub(crate) struct Streams {
    /// What it says.
    pub(crate) said: mpsc::Sender<Said>,
    /// The lines that it asked for.
    pub(crate) typed: mpsc::Receiver<Typed>,
}

/// The peer's end of the streams.
#[derive(Debug)]
pub(super) struct Far {
    pub(super) said: mpsc::Receiver<Said>,
    pub(super) typed: mpsc::Sender<Typed>,
}

/// How much is said before the peer has to take it.
const WAITING: usize = 64;

/// A pair of ends.
pub(super) fn dialogue() -> (Streams, Far) {
    let (said, heard) = mpsc::channel(WAITING);
    let (typed, lines) = mpsc::channel(1);
    (Streams { said, typed: lines }, Far { said: heard, typed })
}

/// It may be a password.
impl std::fmt::Debug for Typed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Line(_) => f.write_str("Line(secret)"),
            Self::End => f.write_str("End"),
        }
    }
}
