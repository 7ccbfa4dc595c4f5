//! The KDC's wall clock (DESIGN: one request, one instant).
//!
//! The shell reads it once for each request and hands the value down. Timers (idle connections)
//! run on the runtime's monotonic clock and never ask this one.

use std::time::{SystemTime, UNIX_EPOCH};

use kerbside_krb5::time::Timestamp;

/// What time the KDC believes it is.
pub trait Clock: Send + Sync + 'static {
    /// The present instant.
    fn now(&self) -> Timestamp;

    /// How often somebody moved it: a reply that was remembered before the last move is stale.
    fn moves(&self) -> u64 {
        0
    }
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let now = SystemTime::now();
        let micros = match now.duration_since(UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_micros()).unwrap_or(i64::MAX),
            Err(before) => {
                i64::try_from(before.duration().as_micros()).map_or(i64::MIN, |micros| -micros)
            }
        };
        Timestamp::from_micros(micros)
    }
}
