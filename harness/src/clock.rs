//! The clock of one party: wall time that a test moves while the party runs (DESIGN §3).
//!
//! Tickets, authenticators, lifetimes and retention read it. Timers (long polls, delays, idle
//! connections) do not: a frozen clock never hangs anybody.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use kerbside_krb5::time::Timestamp;

/// A wall clock that can be offset, advanced, frozen and set. Clones are the same clock.
#[derive(Clone, Debug, Default)]
pub struct WallClock {
    state: Arc<State>,
}

#[derive(Debug)]
struct State {
    /// Microseconds added to the machine's clock while it runs.
    offset: AtomicI64,
    /// The instant at which it stands, [`RUNNING`] while it runs.
    frozen: AtomicI64,
    /// How often it was moved.
    moves: AtomicU64,
}

const RUNNING: i64 = i64::MIN;

impl Default for State {
    fn default() -> Self {
        Self {
            offset: AtomicI64::new(0),
            frozen: AtomicI64::new(RUNNING),
            moves: AtomicU64::new(0),
        }
    }
}

/// How far a clock is moved: forward or, with [`Shift::back`], backward.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    micros: i64,
}

impl Shift {
    /// Ahead of the machine's clock.
    pub fn ahead(by: Duration) -> Self {
        Self { micros: i64::try_from(by.as_micros()).unwrap_or(i64::MAX) }
    }

    /// Behind the machine's clock.
    pub fn back(by: Duration) -> Self {
        Self { micros: -Self::ahead(by).micros }
    }

    /// Whole seconds, negative for backward.
    pub fn seconds(seconds: i64) -> Self {
        Self { micros: seconds.saturating_mul(1_000_000) }
    }
}

impl WallClock {
    /// A clock that shows the machine's time.
    pub fn new() -> Self {
        Self::default()
    }

    /// What it shows.
    pub fn now(&self) -> Timestamp {
        match self.state.frozen.load(Ordering::Acquire) {
            RUNNING => machine().plus_micros(self.state.offset.load(Ordering::Acquire)),
            frozen => Timestamp::from_micros(frozen),
        }
    }

    /// Runs, `shift` away from the machine's clock.
    pub fn offset(&self, shift: Shift) {
        self.state.offset.store(shift.micros, Ordering::Release);
        self.state.frozen.store(RUNNING, Ordering::Release);
        self.moved();
    }

    /// Moves it forward from where it is, running or frozen.
    pub fn advance(&self, by: Duration) {
        self.shift(Shift::ahead(by));
    }

    /// Moves it by `shift` from where it is, running or frozen.
    pub fn shift(&self, shift: Shift) {
        let add = |micros: i64| Some(micros.saturating_add(shift.micros));
        let frozen = self.state.frozen.fetch_update(Ordering::AcqRel, Ordering::Acquire, |at| {
            if at == RUNNING { None } else { add(at) }
        });
        if frozen.is_err() {
            // `add` never declines, so the update always happens.
            let _before = self.state.offset.fetch_update(Ordering::AcqRel, Ordering::Acquire, add);
        }
        self.moved();
    }

    /// Stops it where it is.
    pub fn freeze(&self) {
        let now = self.now();
        self.state.frozen.store(now.as_micros(), Ordering::Release);
        self.moved();
    }

    /// Lets it run on from where it stands.
    pub fn resume(&self) {
        self.set(self.now());
    }

    /// Sets it to `instant`, from where it runs on.
    pub fn set(&self, instant: Timestamp) {
        self.offset(Shift { micros: instant.micros_since(machine()) });
    }

    /// How often it was moved; replies that were remembered before the last move are stale.
    pub fn moves(&self) -> u64 {
        self.state.moves.load(Ordering::Acquire)
    }

    fn moved(&self) {
        self.state.moves.fetch_add(1, Ordering::AcqRel);
    }
}

/// The machine's clock.
fn machine() -> Timestamp {
    let micros = match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_micros()).unwrap_or(i64::MAX),
        Err(before) => {
            i64::try_from(before.duration().as_micros()).map_or(i64::MIN, |micros| -micros)
        }
    };
    Timestamp::from_micros(micros)
}

impl kerbside_kdc::Clock for WallClock {
    fn now(&self) -> Timestamp {
        WallClock::now(self)
    }

    fn moves(&self) -> u64 {
        WallClock::moves(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SLACK: i64 = 5_000_000;

    fn ahead_of_machine(clock: &WallClock) -> i64 {
        clock.now().micros_since(machine())
    }

    #[test]
    fn an_untouched_clock_shows_the_machines_time() {
        assert!(ahead_of_machine(&WallClock::new()).abs() < SLACK);
    }

    #[test]
    fn shifts_add_up_and_offsets_replace() {
        let clock = WallClock::new();
        clock.advance(Duration::from_secs(100));
        clock.shift(Shift::back(Duration::from_secs(400)));
        assert!((ahead_of_machine(&clock) + 300_000_000).abs() < SLACK);
        clock.offset(Shift::seconds(360));
        assert!((ahead_of_machine(&clock) - 360_000_000).abs() < SLACK);
    }

    #[test]
    fn a_frozen_clock_stands_and_still_advances_when_told() {
        let clock = WallClock::new();
        clock.freeze();
        let stood = clock.now();
        assert_eq!(clock.now(), stood);
        clock.advance(Duration::from_secs(1));
        assert_eq!(clock.now(), stood.plus_seconds(1));
        clock.resume();
        assert!(clock.now() >= stood.plus_seconds(1));
    }

    #[test]
    fn clones_are_one_clock_and_count_its_moves() {
        let clock = WallClock::new();
        let same = clock.clone();
        clock.set(Timestamp::from_seconds(86_400));
        assert_eq!(same.now().seconds(), 86_400);
        assert_eq!(same.moves(), 1);
    }
}
