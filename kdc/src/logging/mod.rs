//! The log of a daemon, as MIT's library writes it (`[logging]` of kdc.conf).
//!
//! [`Log`] gives each line its head and sends it to every target: files (which SIGHUP has opened
//! anew, [`Log::reopen`]), standard error, devices, and the system's log by its socket.
//! [`KdcLog`] and [`KadmindLog`] are the observers that write a daemon's lines.
//!
//! Leaves out facilities and severities of the system's log that syslog.h does not have: those fall
//! back to AUTH and INFO, as in MIT.

mod kadmind_lines;
mod kdc_lines;
mod sink;
#[cfg(test)]
mod tests;

use std::fmt::Arguments;
use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use kerbside_krb5::formats::kdc_conf::LogTarget;

use crate::commands::{Environment, stamp};
pub use kadmind_lines::KadmindLog;
#[cfg(test)]
pub(crate) use kadmind_lines::lines as kadmind_lines;
pub use kdc_lines::KdcLog;
use sink::Sink;

/// How grave a line is, by the words of MIT's lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Severity {
    /// `Error`.
    Error,
    /// `Notice`.
    Notice,
    /// `info`.
    Info,
}

impl Severity {
    fn word(self) -> &'static str {
        match self {
            Self::Error => "Error",
            Self::Notice => "Notice",
            Self::Info => "info",
        }
    }

    /// The number of syslog.h.
    fn number(self) -> u8 {
        match self {
            Self::Error => 3,
            Self::Notice => 5,
            Self::Info => 6,
        }
    }
}

/// A log, open.
pub struct Log {
    program: &'static str,
    environment: Environment,
    sinks: Mutex<Vec<Sink>>,
}

/// A target that cannot be opened.
#[derive(Debug, thiserror::Error)]
#[error("Couldn't open log file {path}: {source}; check [logging] of kdc.conf")]
pub struct LogError {
    /// The file.
    pub path: PathBuf,
    /// What the system said.
    #[source]
    pub source: io::Error,
}

impl Log {
    /// Opens `targets` for `program`; without any, the system's log.
    ///
    /// # Errors
    /// The first file that cannot be opened.
    pub fn open(
        program: &'static str,
        targets: &[LogTarget],
        environment: &Environment,
    ) -> Result<Self, LogError> {
        let system = [LogTarget::Syslog { severity: None, facility: None }];
        let targets = if targets.is_empty() { &system[..] } else { targets };
        let sinks = targets.iter().map(|target| Sink::open(target, environment));
        let sinks = Mutex::new(sinks.collect::<Result<_, _>>()?);
        Ok(Self { program, environment: environment.clone(), sinks })
    }

    /// Writes a line. A target that does not take it loses it: a daemon does not stop for its log.
    pub fn write(&self, severity: Severity, text: Arguments<'_>) {
        let now = stamp(self.environment.clock.now(), &self.environment.zone);
        let (host, program, process) = (&self.environment.host, self.program, std::process::id());
        let line = format!("{now} {host} {program}[{process}]({}): {text}\n", severity.word());
        for sink in self.sinks().iter_mut() {
            sink.write(severity, &line, program, &text);
        }
    }

    /// Opens the files anew, after they have been moved away.
    ///
    /// # Errors
    /// The first file that cannot be opened; it goes on as it was.
    pub fn reopen(&self) -> Result<(), LogError> {
        self.sinks().iter_mut().try_for_each(Sink::reopen)
    }

    fn sinks(&self) -> MutexGuard<'_, Vec<Sink>> {
        self.sinks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
