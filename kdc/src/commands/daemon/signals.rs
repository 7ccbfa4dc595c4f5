//! The signals that a daemon heeds: SIGTERM and its like end it, SIGHUP has its files opened anew.

use std::io;

use tokio::signal::unix::{Signal as Stream, SignalKind, signal};

use crate::logging::{Log, Severity};

/// What a signal asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Signal {
    /// An end: SIGTERM, SIGINT, SIGQUIT.
    End,
    /// Logs and lists anew: SIGHUP.
    Again,
}

/// The signals of this process, from the time this is made.
pub(crate) struct Signals {
    terminate: Stream,
    interrupt: Stream,
    quit: Stream,
    hang_up: Stream,
}

impl Signals {
    /// Takes the signals over; in a runtime.
    pub(crate) fn take() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            quit: signal(SignalKind::quit())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    /// The next one.
    async fn next(&mut self) -> Signal {
        tokio::select! {
            _ = self.terminate.recv() => Signal::End,
            _ = self.interrupt.recv() => Signal::End,
            _ = self.quit.recv() => Signal::End,
            _ = self.hang_up.recv() => Signal::Again,
        }
    }
}

/// Waits for the end. SIGHUP has the log opened anew and `again` done.
pub(crate) async fn until_ended(mut signals: Signals, log: &Log, again: impl Fn()) {
    loop {
        match signals.next().await {
            Signal::End => return,
            Signal::Again => {
                if let Err(error) = log.reopen() {
                    log.write(Severity::Error, format_args!("{error}"));
                }
                again();
            }
        }
    }
}
