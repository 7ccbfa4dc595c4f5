//! How a command ends when it does not succeed: the line that it prints, and its exit code.

use std::fmt::Display;

use super::streams::{Streams, err};

/// An early end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// `PROGRAM: WHAT WHILE`.
    Error(String),
    /// The command line is wrong: a line that says why, when there is one, then the usage.
    Usage(Option<String>),
}

pub(super) type Outcome<T> = Result<T, Failure>;

impl Failure {
    /// `what` went wrong, e.g. `while getting initial credentials`.
    pub(super) fn new(what: impl Display, doing: &str) -> Self {
        Self::Error(format!("{what} {doing}"))
    }

    /// The command line is wrong in the way that `line` tells.
    pub(super) fn usage(line: impl Into<String>) -> Self {
        Self::Usage(Some(line.into()))
    }
}

/// Errors that say what the command was doing.
pub(super) trait Doing<T> {
    /// The value, or the error with what was being done.
    fn doing(self, doing: &str) -> Outcome<T>;
}

impl<T, E: Display> Doing<T> for Result<T, E> {
    fn doing(self, doing: &str) -> Outcome<T> {
        self.map_err(|error| Failure::new(error, doing))
    }
}

/// A program by its name, its usage text and the exit code of a wrong command line.
pub(super) struct Program<'a> {
    pub(super) name: &'a str,
    pub(super) usage: &'a str,
    pub(super) usage_code: u8,
}

impl Program<'_> {
    /// The exit code of `outcome`, after its failure was printed.
    pub(super) fn end(&self, outcome: Outcome<u8>, streams: &mut Streams<'_>) -> u8 {
        match outcome {
            Ok(0) if streams.broken() => {
                err!(streams, "{}: standard output cannot be written\n", self.name);
                1
            }
            Ok(code) => code,
            Err(Failure::Error(line)) => {
                err!(streams, "{}: {line}\n", self.name);
                1
            }
            Err(Failure::Usage(line)) => {
                if let Some(line) = line {
                    err!(streams, "{line}\n");
                }
                err!(streams, "{}", self.usage);
                self.usage_code
            }
        }
    }
}
