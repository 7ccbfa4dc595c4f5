//! Counts outcomes through a window and reads processor times at its ends.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::Result;

use super::Measured;
use crate::process::total_time;

/// A window under way.
pub(crate) struct Meter {
    pid: Option<u32>,
    started: Instant,
    kdc_before: Option<Duration>,
    own_before: Duration,
    seen: u64,
    replies: u64,
    errors: BTreeMap<String, u64>,
    latencies: Vec<u32>,
}

impl Meter {
    /// Starts a window in which `pid` is watched.
    pub(crate) fn start(pid: Option<u32>) -> Result<Self> {
        Ok(Self {
            pid,
            kdc_before: pid.map(total_time).transpose()?,
            own_before: total_time(std::process::id())?,
            started: Instant::now(),
            seen: 0,
            replies: 0,
            errors: BTreeMap::new(),
            latencies: Vec::with_capacity(1 << 20),
        })
    }

    /// Outcomes so far.
    pub(crate) fn seen(&self) -> u64 {
        self.seen
    }

    /// Counts an outcome that took `latency`.
    pub(crate) fn count(&mut self, outcome: Result<(), String>, latency: Duration) {
        self.seen += 1;
        match outcome {
            Ok(()) => {
                self.replies += 1;
                self.latencies.push(u32::try_from(latency.as_nanos()).unwrap_or(u32::MAX));
            }
            Err(error) => *self.errors.entry(error).or_default() += 1,
        }
    }

    /// Ends the window.
    pub(crate) fn finish(mut self) -> Result<Measured> {
        let window = self.started.elapsed();
        let kdc_after = self.pid.map(total_time).transpose()?;
        let own_time = total_time(std::process::id())?.saturating_sub(self.own_before);
        self.latencies.sort_unstable();
        Ok(Measured {
            replies: self.replies,
            errors: self.errors,
            window,
            kdc_time: kdc_after.zip(self.kdc_before).map(|(after, before)| after - before),
            own_time,
            latencies: self.latencies,
        })
    }
}
