//! Retention: which segments have become too old or too many (`retention.ms`, `retention.bytes`).
//!
//! Segments go whole and from the front, the active one too when its time has come. Only where the
//! policy has `delete`; a log that is compacted alone keeps its length.

use super::PartitionLog;
use crate::cluster::TopicSettings;

/// What a retention run took away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Deleted {
    /// How many segments.
    pub segments: usize,
    /// How many octets.
    pub bytes: usize,
}

impl PartitionLog {
    /// Deletes what the settings do not keep at this time of the wall clock.
    pub fn retain(&mut self, settings: &TopicSettings, now_ms: i64) -> Deleted {
        if !settings.cleanup.delete {
            return Deleted::default();
        }
        let before = self.size();
        let by_size = self.beyond_size(settings.retention_bytes);
        let by_time = self.beyond_time(settings.retention_ms, now_ms);
        let segments = by_size.max(by_time);
        let cut = self.segments.with_ends(self.end).take(segments).last().map(|(_, end)| end);
        if let Some(cut) = cut {
            self.forget_before(cut);
        }
        Deleted { segments, bytes: before - self.size() }
    }

    /// How many segments can go so that at least `most` octets are left.
    fn beyond_size(&self, most: Option<u64>) -> usize {
        let Some(most) = most else { return 0 };
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let mut excess = self.size().saturating_sub(most);
        let fits = |size: usize| {
            let fits = size > 0 && size <= excess;
            excess = excess.saturating_sub(size);
            fits
        };
        self.segments.iter().map(|segment| segment.size).map(fits).take_while(|it| *it).count()
    }

    fn beyond_time(&self, most: Option<i64>, now_ms: i64) -> usize {
        let Some(most) = most else { return 0 };
        let is_old = |largest: i64| now_ms.saturating_sub(largest) > most;
        let old = self.segments.iter().take_while(|it| it.size > 0 && is_old(it.largest_timestamp));
        old.count()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use bytes::Bytes;
    use kerbside_kafka_wire::records::{Batch, BatchBuilder, Record};

    use super::super::{AppendRefusal, LogMemory};
    use super::*;
    use crate::cluster::TopicConfigs;

    fn settings(pairs: &[(&str, &str)]) -> TopicSettings {
        let configs = pairs.iter().map(|(name, value)| (Arc::from(*name), Arc::from(*value)));
        TopicSettings::resolve(&configs.collect(), &TopicConfigs::new())
    }

    fn batch(timestamp: i64) -> Batch {
        let value = Some(Bytes::from(vec![b'x'; 30]));
        let record = Record { timestamp, value, ..Record::default() };
        Batch::new(BatchBuilder::default().record(record).build()).expect("a batch")
    }

    fn append(log: &mut PartitionLog, settings: &TopicSettings, timestamp: i64) {
        log.configure(settings, timestamp);
        log.append(&batch(timestamp), 0).expect("stored");
    }

    #[test]
    fn old_segments_go_and_the_active_one_too_when_its_time_has_come() {
        let settings = settings(&[("internal.segment.bytes", "250"), ("retention.ms", "100")]);
        let mut log = PartitionLog::default();
        for timestamp in [10, 20, 30, 40, 50] {
            append(&mut log, &settings, timestamp);
        }
        let one = batch(0).as_bytes().len();
        // Two batches a segment: [10, 20], [30, 40], [50].
        assert_eq!(log.retain(&settings, 120), Deleted::default());
        assert_eq!(log.retain(&settings, 121), Deleted { segments: 1, bytes: one * 2 });
        assert_eq!(log.start_offset(), 2);
        assert_eq!(log.retain(&settings, 1_000), Deleted { segments: 2, bytes: one * 3 });
        assert_eq!((log.start_offset(), log.end_offset(), log.size()), (5, 5, 0));
        append(&mut log, &settings, 1_000);
        assert_eq!(log.retain(&settings, 1_100), Deleted::default());
    }

    #[test]
    fn what_exceeds_the_size_goes_by_segments() {
        let one = batch(0).as_bytes().len();
        let most = (one * 3).to_string();
        let settings = settings(&[
            ("internal.segment.bytes", "250"),
            ("retention.bytes", &most),
            ("retention.ms", "-1"),
        ]);
        let mut log = PartitionLog::default();
        for _ in 0..4 {
            append(&mut log, &settings, 10);
        }
        // One batch too many, and a segment holds two.
        assert_eq!(log.retain(&settings, i64::MAX), Deleted::default());
        append(&mut log, &settings, 10);
        assert_eq!(log.retain(&settings, i64::MAX), Deleted { segments: 1, bytes: one * 2 });
        assert_eq!(log.start_offset(), 2);
    }

    #[test]
    fn segments_roll_by_time() {
        let settings = settings(&[("segment.ms", "100"), ("retention.ms", "500")]);
        let mut log = PartitionLog::default();
        for timestamp in [0, 100, 101] {
            append(&mut log, &settings, timestamp);
        }
        assert_eq!(log.retain(&settings, 601).segments, 1);
        assert_eq!(log.start_offset(), 2);
    }

    #[test]
    fn a_policy_without_delete_keeps_everything() {
        let settings = settings(&[("cleanup.policy", "compact"), ("retention.ms", "1")]);
        let mut log = PartitionLog::default();
        append(&mut log, &settings, 0);
        assert_eq!(log.retain(&settings, i64::MAX), Deleted::default());
    }

    #[test]
    fn the_logs_of_a_cluster_share_a_bounded_memory() {
        let one = batch(0).as_bytes().len();
        let memory = Arc::new(LogMemory::new(one * 2));
        let mut a = PartitionLog::within(Arc::clone(&memory));
        let mut b = PartitionLog::within(Arc::clone(&memory));
        a.append(&batch(0), 0).expect("room");
        b.append(&batch(0), 0).expect("room");
        let full = Err(AppendRefusal::MemoryFull { limit: one * 2 });
        assert_eq!(a.append(&batch(0), 0), full);
        assert_eq!((a.end_offset(), memory.used()), (1, one * 2));
        b.advance_start(1).expect("in range");
        assert_eq!(memory.used(), one);
        a.append(&batch(0), 0).expect("room again");
        drop((a, b));
        assert_eq!(memory.used(), 0);
    }
}
