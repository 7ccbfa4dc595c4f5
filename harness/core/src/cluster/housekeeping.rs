//! What a cluster does with its logs from time to time: retention, of producer ids too, and
//! compaction; and with the offsets of its groups.
//!
//! Ages are counted on the wall clock, the rounds on the monotonic line; a test that moves the wall
//! clock and wants to see the effect at once calls [`Cluster::retain_logs`],
//! [`Cluster::retain_offsets`] or [`Cluster::compact_logs`].

use super::{Cluster, lock};
use crate::now::{Monotonic, Now};
use crate::settings::ClusterSettings;
use crate::storage::{Compacted, CompactionError, Deleted, Trigger};

/// When the next rounds are.
pub(super) struct Housekeeping {
    retention: Monotonic,
    compaction: Monotonic,
    offsets: Monotonic,
    failures: Vec<CompactionError>,
}

impl Housekeeping {
    pub(super) fn new(settings: &ClusterSettings) -> Self {
        Housekeeping {
            retention: Monotonic::ZERO.plus(settings.log_retention_check_interval),
            compaction: Monotonic::ZERO.plus(settings.log_cleaner_backoff),
            offsets: Monotonic::ZERO.plus(settings.groups.offsets_retention_check_interval),
            failures: Vec::new(),
        }
    }
}

impl Cluster {
    pub(super) fn next_housekeeping(&self) -> Monotonic {
        let housekeeping = lock(&self.housekeeping);
        housekeeping.retention.min(housekeeping.compaction).min(housekeeping.offsets)
    }

    /// The rounds that are due.
    pub(super) fn keep_house(&self, now: Now) {
        let due = {
            let mut next = lock(&self.housekeeping);
            let is_due = |at: Monotonic| at <= now.monotonic;
            let due = (is_due(next.retention), is_due(next.compaction), is_due(next.offsets));
            if due.0 {
                next.retention = now.monotonic.plus(self.settings.log_retention_check_interval);
            }
            if due.1 {
                next.compaction = now.monotonic.plus(self.settings.log_cleaner_backoff);
            }
            if due.2 {
                let interval = self.settings.groups.offsets_retention_check_interval;
                next.offsets = now.monotonic.plus(interval);
            }
            due
        };
        if due.0 {
            self.retain_logs(now.wall_millis());
        }
        if due.1 {
            let failures = self.compact_logs(now.wall_millis(), Trigger::WhenDirty).1;
            lock(&self.housekeeping).failures = failures;
        }
        if due.2 {
            self.retain_offsets(now.wall_millis());
        }
    }

    /// Deletes what retention no longer keeps, in all logs, and forgets silent producers.
    pub fn retain_logs(&self, wall_ms: i64) -> Deleted {
        let mut all = Deleted::default();
        let producers = self.settings.transactions.producer_id_expiration.as_millis();
        let producers_ms = i64::try_from(producers).unwrap_or(i64::MAX);
        for topic in self.topics() {
            for partition in &topic.partitions {
                let mut state = partition.state();
                state.log.expire_producers(wall_ms, producers_ms);
                let deleted = state.log.retain(&topic.settings, wall_ms);
                all.segments += deleted.segments;
                all.bytes += deleted.bytes;
                if deleted.segments > 0 {
                    state.changed();
                }
            }
        }
        all
    }

    /// Forgets committed offsets that have expired, and groups that are left with nothing; says how
    /// many offsets those were.
    pub fn retain_offsets(&self, wall_ms: i64) -> usize {
        self.groups().retain_offsets(wall_ms)
    }

    /// Compacts the logs whose policy wants it and for which the trigger holds; says what was won
    /// and where it failed.
    pub fn compact_logs(
        &self,
        wall_ms: i64,
        trigger: Trigger,
    ) -> (Compacted, Vec<CompactionError>) {
        let mut all = Compacted::default();
        let mut failures = Vec::new();
        let inflated_max = self.settings.inflated_max_bytes;
        let topics = self.topics().into_iter().filter(|topic| topic.settings.cleanup.compact);
        for topic in topics {
            for partition in &topic.partitions {
                let mut state = partition.state();
                match state.log.compact(&topic.settings, wall_ms, inflated_max, trigger) {
                    Ok(compacted) => {
                        all.records += compacted.records;
                        all.bytes += compacted.bytes;
                    }
                    Err(error) => {
                        let (topic, partition) = (topic.name.clone(), partition.index);
                        failures.push(CompactionError { topic, partition, error });
                    }
                }
            }
        }
        (all, failures)
    }

    /// The logs that the last round could not compact.
    pub fn compaction_failures(&self) -> Vec<CompactionError> {
        lock(&self.housekeeping).failures.clone()
    }
}
