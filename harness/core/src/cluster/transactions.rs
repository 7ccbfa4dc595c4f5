//! The ends of transactions, from the coordinator to the partitions: markers in their logs, and
//! offsets in their groups.
//!
//! A partition without a leader gets its marker when it has one again; one that was deleted needs
//! none.

use std::sync::MutexGuard;

use kerbside_kafka_wire::ErrorCode;

use super::nodes::coordinator_partition;
use super::{Cluster, lock};
use crate::now::{Monotonic, Now};
use crate::storage::EndMarker;
use crate::transactions::{OFFSETS_TOPIC, PendingMarkers, TopicPartition, TransactionCoordinator};

impl Cluster {
    /// Works with the coordinator of transactions, writes the markers that follow and sets the
    /// timer. The work may lock partitions and groups.
    pub fn with_transactions<T>(
        &self,
        now: Now,
        work: impl FnOnce(&mut TransactionCoordinator) -> T,
    ) -> T {
        let mut coordinator = self.transactions();
        let result = work(&mut coordinator);
        if coordinator.has_pending_markers() {
            for pending in coordinator.pending_markers() {
                let written = self.write_pending(&pending, now);
                coordinator.marked(&pending.id, &written, now);
            }
        }
        self.rearm_for(coordinator.next_deadline());
        result
    }

    pub(super) fn next_transaction_deadline(&self) -> Option<Monotonic> {
        self.transactions().next_deadline()
    }

    fn transactions(&self) -> MutexGuard<'_, TransactionCoordinator> {
        lock(&self.transactions)
    }

    /// Where nothing is left to write. A log that refuses a marker has seen a later one.
    fn write_pending(&self, pending: &PendingMarkers, now: Now) -> Vec<TopicPartition> {
        let is_done = |it: &&TopicPartition| {
            let result = self.write_marker(&it.topic, it.partition, &pending.marker, now);
            result != Err(ErrorCode::LEADER_NOT_AVAILABLE)
        };
        pending.partitions.iter().filter(is_done).cloned().collect()
    }

    /// Ends a transaction in one partition.
    pub(crate) fn write_marker(
        &self,
        topic: &str,
        partition: i32,
        marker: &EndMarker,
        now: Now,
    ) -> Result<(), ErrorCode> {
        if topic == OFFSETS_TOPIC {
            let concerns = |group: &str| coordinator_partition(group) == partition;
            self.groups().end_transaction(marker.producer_id, marker.outcome, concerns);
            return Ok(());
        }
        let topic = self.topic(topic).ok_or(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION)?;
        let partition = topic.partition(partition);
        let mut state = partition.ok_or(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION)?.state();
        if state.leadership.leader < 0 {
            return Err(ErrorCode::LEADER_NOT_AVAILABLE);
        }
        let epoch = state.leadership.epoch;
        let result = state.log.append_marker(marker, epoch, now.wall_millis());
        state.changed();
        result.map(|_| ()).map_err(|refusal| refusal.code())
    }
}
