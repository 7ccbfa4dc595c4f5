//! What is written: results to standard output, remarks and errors to standard error.
//!
//! Plain text without colour, so that a terminal, a file and a test see the same. A reader that
//! goes away early is no failure.

use std::io::{self, Write};

use serde::Serialize;

use crate::failure::Failure;

/// The two streams of the command.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output(());

impl Output {
    pub(crate) fn new() -> Self {
        Self(())
    }

    /// Writes `text` as it is.
    pub(crate) fn text(&self, text: &str) -> Result<(), Failure> {
        io::stdout().write_all(text.as_bytes()).map_err(Failure::Output)
    }

    /// Writes `text` and a line end.
    pub(crate) fn line(&self, text: impl std::fmt::Display) -> Result<(), Failure> {
        writeln!(io::stdout(), "{text}").map_err(Failure::Output)
    }

    /// Writes `value` as JSON: indented, and a line end.
    pub(crate) fn json(&self, value: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(value)
            .map_err(|error| Failure::Output(io::Error::other(error)))?;
        self.line(text)
    }

    /// Writes what is held back.
    pub(crate) fn flush(&self) -> Result<(), Failure> {
        io::stdout().flush().map_err(Failure::Output)
    }

    /// Tells the person, beside the result.
    pub(crate) fn remark(&self, text: impl std::fmt::Display) {
        // There is nobody left to tell that standard error is closed.
        let _unheard = writeln!(io::stderr(), "kerbside: {text}");
    }

    /// Tells the person something that is in order, beside the result.
    pub(crate) fn aside(&self, text: impl std::fmt::Display) {
        // There is nobody left to tell that standard error is closed.
        let _unheard = writeln!(io::stderr(), "{text}");
    }

    /// Tells the person what failed.
    pub(crate) fn complain(&self, failure: &Failure) {
        if !failure.is_told() {
            self.remark(failure);
        }
    }
}

/// Whether a write failed because the reader has gone.
pub(crate) fn nobody_reads(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
}
