//! An alarm that is set often and rings seldom: most deadlines move on before they come.

use std::pin::Pin;

use tokio::time::{Instant, Sleep, sleep_until};

/// Rings at the earliest of the instants it was set for, or a little too often, never too late.
#[derive(Debug, Default)]
pub(crate) struct Alarm {
    sleep: Option<Pin<Box<Sleep>>>,
    armed: Option<Instant>,
}

impl Alarm {
    /// Makes it ring at `at`, if not before.
    pub(crate) fn set(&mut self, at: Instant) {
        if self.armed.is_some_and(|armed| armed <= at) {
            return;
        }
        self.armed = Some(at);
        match &mut self.sleep {
            Some(sleep) => sleep.as_mut().reset(at),
            None => self.sleep = Some(Box::pin(sleep_until(at))),
        }
    }

    /// Waits until it rings, for ever when it is not set.
    pub(crate) async fn rung(&mut self) {
        match (&mut self.sleep, self.armed) {
            (Some(sleep), Some(_)) => sleep.as_mut().await,
            _ => std::future::pending().await,
        }
        self.armed = None;
    }
}
