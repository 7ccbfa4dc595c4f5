//! For how long a client tries again what failed with an error that may pass.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::error::KafkaError;

/// The pause before something is tried again.
const PAUSE: Duration = Duration::from_millis(25);

/// The time that is left for one undertaking.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    deadline: Instant,
}

impl Patience {
    pub(super) fn new(time: Duration) -> Self {
        Self { deadline: Instant::now() + time }
    }

    /// Whether `done` calls for another attempt, and there is time; returns when to make it.
    pub(super) async fn wants_another<T>(&self, done: &Result<T, KafkaError>) -> bool {
        let again = done.as_ref().is_err_and(KafkaError::is_retriable)
            && Instant::now() + PAUSE < self.deadline;
        if again {
            sleep(PAUSE).await;
        }
        again
    }
}
