//! The instant of an input, on the two lines of time that a broker has.
//!
//! Wall time is what tickets, SASL lifetimes, timestamps and retention read; a test moves it at
//! will. Timers (long poll, group sessions, delayed close) run on a monotonic line, so that a
//! frozen wall clock never hangs a client.

use std::time::Duration;

use kerbside_krb5::time::Timestamp;

/// An instant on the monotonic line: the time since an origin that its shell chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Monotonic(pub Duration);

impl Monotonic {
    /// The origin.
    pub const ZERO: Monotonic = Monotonic(Duration::ZERO);

    /// This instant and `milliseconds` more; a negative number counts as none.
    pub fn plus_millis(self, milliseconds: i64) -> Monotonic {
        self.plus(Duration::from_millis(u64::try_from(milliseconds).unwrap_or(0)))
    }

    /// This instant and `duration` more.
    pub fn plus(self, duration: Duration) -> Monotonic {
        Monotonic(self.0.saturating_add(duration))
    }

    /// How long it is from `earlier` to this instant; zero when `earlier` is later.
    pub fn since(self, earlier: Monotonic) -> Duration {
        self.0.saturating_sub(earlier.0)
    }
}

/// When an input arrived: read once by the shell and passed down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Now {
    /// The node's wall clock.
    pub wall: Timestamp,
    /// The line on which timers run.
    pub monotonic: Monotonic,
}

impl Now {
    /// The wall clock in milliseconds since the epoch, Kafka's unit.
    pub fn wall_millis(self) -> i64 {
        self.wall.as_micros().div_euclid(1_000)
    }
}

/// The earlier of two deadlines, either of which may be missing.
pub(crate) fn earlier(a: Option<Monotonic>, b: Option<Monotonic>) -> Option<Monotonic> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
