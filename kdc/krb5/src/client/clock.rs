//! The client's clock against the KDC's: the skew that passes, and its correction.
//!
//! The correction is that of MIT's `kdc_timesync`: the KDC's time is taken from its first answer
//! and every later time is sent as if it were ours.

use crate::time::Timestamp;

/// Whether the client follows the KDC's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Timesync {
    /// It does not: a difference beyond the limit is a failure. The JDK, and MIT's
    /// `kdc_timesync = 0`.
    #[default]
    Off,
    /// It does: MIT's default.
    On,
}

/// Microseconds to add to our clock to have the KDC's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct ClockOffset(pub i64);

impl ClockOffset {
    /// The offset by which `now` would be `theirs`.
    pub fn between(now: Timestamp, theirs: Timestamp) -> Self {
        Self(theirs.micros_since(now))
    }

    /// The KDC's time when ours is `now`.
    pub fn apply(self, now: Timestamp) -> Timestamp {
        now.plus_micros(self.0)
    }
}

/// Whether two clocks differ by more than `limit` seconds, in whole seconds as MIT compares them.
pub(super) fn beyond(one: Timestamp, other: Timestamp, limit: i64) -> bool {
    one.seconds().abs_diff(other.seconds()) > limit.max(0).unsigned_abs()
}
