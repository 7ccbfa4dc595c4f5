//! The bell of a task: rung by whoever keeps a promise, on whatever thread.

use std::sync::Arc;

use kerbside_broker_core::promise::Doorbell;
use tokio::sync::Notify;

/// Wakes one task. Rings that come before it listens are heard as one.
#[derive(Debug, Default)]
pub(crate) struct TaskBell {
    notify: Notify,
}

impl TaskBell {
    /// A bell that has not rung.
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(TaskBell::default())
    }

    /// Waits until it has rung since the last time.
    pub(crate) async fn rung(&self) {
        self.notify.notified().await;
    }
}

impl Doorbell for TaskBell {
    fn ring(&self) {
        self.notify.notify_one();
    }
}
