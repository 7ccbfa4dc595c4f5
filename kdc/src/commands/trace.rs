//! `KRB5_TRACE`: what the library of MIT krb5 would tell of its steps, in its format.
//!
//! A line is `[PID] SECONDS.MICROSECONDS: TEXT`, added to a file. Keys are told by the first octets
//! of their hashes. Told are the steps of getting tickets, of sending and receiving, of caches and
//! of password changes; not those of FAST, of plug-ins and of DNS.

use std::fmt::Arguments;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use kerbside_krb5::time::Timestamp;

/// Where a trace goes; by default nowhere. Clones write to one file.
#[derive(Clone, Default)]
pub struct Trace(Option<Arc<Mutex<File>>>);

impl Trace {
    /// A trace at the end of the file at `path`, which is made when there is none.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn to_file(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        let file = options.append(true).create(true).mode(0o600).open(path)?;
        Ok(Self(Some(Arc::new(Mutex::new(file)))))
    }

    /// Whether it goes anywhere.
    pub(super) fn is_on(&self) -> bool {
        self.0.is_some()
    }

    pub(super) fn tell(&self, now: Timestamp, text: Arguments<'_>) {
        if let Some(file) = &self.0 {
            let (seconds, micros) = (now.seconds(), now.subsec_micros());
            let line = format!("[{}] {seconds}.{micros:06}: {text}\n", std::process::id());
            let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
            // A trace that cannot be written must not fail what it tells about.
            let _untold = file.write_all(line.as_bytes());
        }
    }
}

/// Tells a step to the trace of an [`Environment`](super::Environment).
macro_rules! trace {
    ($environment:expr, $($text:tt)*) => {
        if $environment.trace.is_on() {
            $environment.trace.tell($environment.clock.now(), format_args!($($text)*));
        }
    };
}
pub(super) use trace;

/// `krb5` errors of MIT's library that have no code of the protocol.
pub(super) const NOT_FOUND: i64 = -1_765_328_243;
