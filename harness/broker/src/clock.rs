//! The two lines of time of a node: its wall clock, and the runtime's monotonic clock.
//!
//! The shell reads both once for each input and hands the value down. Timers (long polls, delays,
//! idle connections, group sessions) run on the monotonic line alone: a wall clock that a test
//! froze never hangs a client.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use kerbside_broker_core::now::{Monotonic, Now};
use kerbside_krb5::time::Timestamp;
use tokio::time::Instant;

/// What time a node believes it is.
pub trait Clock: Send + Sync + 'static {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let micros = match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_micros()).unwrap_or(i64::MAX),
            Err(before) => {
                i64::try_from(before.duration().as_micros()).map_or(i64::MIN, |micros| -micros)
            }
        };
        Timestamp::from_micros(micros)
    }
}

/// A node's clock beside the monotonic line that all nodes of a cluster share.
#[derive(Clone)]
pub(crate) struct Timeline {
    clock: Arc<dyn Clock>,
    origin: Instant,
}

impl Timeline {
    /// The line that begins at `origin`, with `clock` beside it.
    pub(crate) fn new(clock: Arc<dyn Clock>, origin: Instant) -> Self {
        Timeline { clock, origin }
    }

    /// The present, on both lines.
    pub(crate) fn now(&self) -> Now {
        Now { wall: self.clock.now(), monotonic: Monotonic(self.origin.elapsed()) }
    }

    /// When the runtime's clock shows `at`; a time too far away is as good as never.
    pub(crate) fn instant(&self, at: Monotonic) -> Instant {
        const NEVER: std::time::Duration = std::time::Duration::from_secs(365 * 86_400);
        self.origin + at.0.min(NEVER)
    }
}
