//! The markers of a transaction that is prepared: which are to be written, and which were.

use std::sync::Arc;

use super::{TopicPartition, TransactionCoordinator, TransactionState};
use crate::now::Now;
use crate::storage::{EndMarker, Outcome};

/// All nodes share the coordinator's state, so that there is never another one.
const COORDINATOR_EPOCH: i32 = 0;

/// What has to be written for one transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingMarkers {
    /// Whose transaction.
    pub id: Arc<str>,
    /// The marker.
    pub marker: EndMarker,
    /// Where it is missing.
    pub partitions: Vec<TopicPartition>,
}

impl TransactionCoordinator {
    /// The markers that are to be written.
    pub fn pending_markers(&self) -> Vec<PendingMarkers> {
        let pending = |id: &Arc<str>| {
            let transaction = self.by_id.get(id)?;
            let outcome = match transaction.state {
                TransactionState::PrepareCommit => Outcome::Commit,
                TransactionState::PrepareAbort => Outcome::Abort,
                _ => return None,
            };
            Some(PendingMarkers {
                id: Arc::clone(id),
                marker: EndMarker {
                    producer_id: transaction.producer.id,
                    producer_epoch: transaction.producer.epoch,
                    coordinator_epoch: COORDINATOR_EPOCH,
                    outcome,
                    version: transaction.version,
                },
                partitions: transaction.partitions.iter().cloned().collect(),
            })
        };
        self.prepared.iter().filter_map(pending).collect()
    }

    /// Whether there are any.
    pub fn has_pending_markers(&self) -> bool {
        !self.prepared.is_empty()
    }

    /// Notes where markers are written now; with the last one the transaction is complete.
    pub fn marked(&mut self, id: &str, written: &[TopicPartition], now: Now) {
        let Some(transaction) = self.by_id.get_mut(id).filter(|it| it.state.is_prepared()) else {
            return;
        };
        for partition in written {
            transaction.partitions.remove(partition);
        }
        if transaction.partitions.is_empty() {
            transaction.complete(now);
        }
        self.reschedule(id, now);
    }
}
