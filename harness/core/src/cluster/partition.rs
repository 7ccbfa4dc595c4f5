//! One partition: its log, its leader, and who waits for records.

use std::sync::{Arc, Mutex, MutexGuard, Weak};

use super::leadership::Leadership;
use super::lock;
use crate::promise::Doorbell;
use crate::storage::{LogMemory, PartitionLog};

/// A partition. All replicas share one log.
pub struct Partition {
    /// The topic's name.
    pub topic: Arc<str>,
    /// Its number.
    pub index: i32,
    state: Mutex<PartitionState>,
}

/// What changes in a partition.
pub struct PartitionState {
    /// Who leads it.
    pub leadership: Leadership,
    /// The records.
    pub log: PartitionLog,
    waiting: Vec<Weak<dyn Doorbell>>,
}

impl Partition {
    pub(super) fn new(
        topic: Arc<str>,
        index: i32,
        leadership: Leadership,
        memory: &Arc<LogMemory>,
    ) -> Self {
        let log = PartitionLog::within(Arc::clone(memory));
        let state = PartitionState { leadership, log, waiting: Vec::new() };
        Partition { topic, index, state: Mutex::new(state) }
    }

    /// The state, locked.
    pub fn state(&self) -> MutexGuard<'_, PartitionState> {
        lock(&self.state)
    }
}

impl PartitionState {
    /// Rings this bell once, at the next change.
    pub fn wake_at_change(&mut self, bell: &Arc<dyn Doorbell>) {
        // A bell that waits already, and those of connections that are gone, are taken out.
        self.waiting.retain(|it| it.strong_count() > 0 && !is(it, bell));
        self.waiting.push(Arc::downgrade(bell));
    }

    /// Rings the bells of all who wait for a change.
    pub fn changed(&mut self) {
        for bell in self.waiting.drain(..) {
            if let Some(bell) = bell.upgrade() {
                bell.ring();
            }
        }
    }
}

fn is(weak: &Weak<dyn Doorbell>, bell: &Arc<dyn Doorbell>) -> bool {
    std::ptr::addr_eq(weak.as_ptr(), Arc::as_ptr(bell))
}
