//! What clients use: a rate over windows, as Kafka's `Rate` measures it, and a bucket of tokens, as
//! its `TokenBucket` fills.

use std::collections::VecDeque;
use std::time::Duration;

use super::{SAMPLES, WINDOW};
use crate::now::Monotonic;

/// Uses of the last [`SAMPLES`] windows.
#[derive(Debug, Default)]
pub(super) struct Rate {
    /// When each window began, and what was used in it.
    samples: VecDeque<(Monotonic, f64)>,
}

impl Rate {
    pub(super) fn record(&mut self, amount: f64, now: Monotonic) {
        self.purge(now);
        match self.samples.back_mut() {
            Some((began, used)) if now.since(*began) < WINDOW => *used += amount,
            _ => self.samples.push_back((now, amount)),
        }
    }

    fn purge(&mut self, now: Monotonic) {
        let long_ago = WINDOW * SAMPLES;
        while self.samples.front().is_some_and(|(began, _)| now.since(*began) >= long_ago) {
            self.samples.pop_front();
        }
    }

    /// Over how long it is measured: never over less than all windows but the present one.
    fn span(&self, now: Monotonic) -> Duration {
        let elapsed = self.samples.front().map_or(Duration::ZERO, |(began, _)| now.since(*began));
        let full = u32::try_from(elapsed.as_nanos() / WINDOW.as_nanos()).unwrap_or(u32::MAX);
        elapsed + WINDOW * (SAMPLES - 1).saturating_sub(full)
    }

    /// How long the client has to be quiet for its rate to be within `limit` again.
    pub(super) fn throttle(&mut self, limit: f64, now: Monotonic) -> Duration {
        self.purge(now);
        let span = self.span(now).as_secs_f64();
        let used: f64 = self.samples.iter().map(|(_, used)| used).sum();
        let over = (used / span - limit) / limit * span;
        match over > 0.0 {
            true => Duration::from_millis((over * 1_000.0).round() as u64),
            false => Duration::ZERO,
        }
    }

    pub(super) fn is_idle(&mut self, now: Monotonic) -> bool {
        self.purge(now);
        self.samples.is_empty()
    }
}

/// Tokens that come at a rate, up to what comes in all windows.
#[derive(Debug)]
pub(super) struct Bucket {
    tokens: f64,
    rate: f64,
    filled: Monotonic,
}

impl Bucket {
    pub(super) fn full(rate: f64, now: Monotonic) -> Self {
        Bucket { tokens: rate * Self::burst(), rate, filled: now }
    }

    fn burst() -> f64 {
        (WINDOW * SAMPLES).as_secs_f64()
    }

    fn refill(&mut self, now: Monotonic) {
        let more = now.since(self.filled).as_secs_f64() * self.rate;
        self.tokens = (self.tokens + more).min(self.rate * Self::burst());
        self.filled = self.filled.max(now);
    }

    pub(super) fn take(&mut self, tokens: f64, now: Monotonic) {
        self.refill(now);
        self.tokens -= tokens;
    }

    pub(super) fn is_overdrawn(&mut self, now: Monotonic) -> bool {
        self.refill(now);
        self.tokens < 0.0
    }

    pub(super) fn is_full(&mut self, now: Monotonic) -> bool {
        self.refill(now);
        self.tokens >= self.rate * Self::burst()
    }

    /// How long it takes until it is not overdrawn.
    pub(super) fn wait(&mut self, now: Monotonic) -> Duration {
        self.refill(now);
        match self.tokens < 0.0 {
            true => Duration::from_millis((-self.tokens / self.rate * 1_000.0).ceil() as u64),
            false => Duration::ZERO,
        }
    }
}
