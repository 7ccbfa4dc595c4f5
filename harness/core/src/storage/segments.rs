//! The segments of a log: the units that are deleted and compacted.
//!
//! In memory they are boundaries and sums, no files. They roll as Kafka's do: when the next batch
//! does not fit (`segment.bytes`), or is later than the first one by more than `segment.ms` (and
//! `max.compaction.lag.ms`, where the log is compacted).

use std::collections::VecDeque;

use super::Stored;
use crate::cluster::TopicSettings;

#[derive(Clone, Copy, Debug)]
pub(super) struct Segment {
    pub(super) base_offset: i64,
    pub(super) size: usize,
    /// Of its first batch; what its age counts from.
    pub(super) first_timestamp: i64,
    pub(super) largest_timestamp: i64,
}

#[derive(Debug)]
pub(super) struct Segments {
    /// The last one is the active one.
    all: VecDeque<Segment>,
    most_bytes: usize,
    most_ms: i64,
    /// Stands in for the timestamp of a batch that has none, as a file's time does in Kafka.
    now_ms: i64,
}

impl Default for Segments {
    fn default() -> Self {
        Segments { all: VecDeque::new(), most_bytes: usize::MAX, most_ms: i64::MAX, now_ms: 0 }
    }
}

impl Segments {
    pub(super) fn configure(&mut self, settings: &TopicSettings, now_ms: i64) {
        self.most_bytes = settings.segment_bytes;
        self.most_ms = match settings.cleanup.compact {
            true => settings.segment_ms.min(settings.max_compaction_lag_ms),
            false => settings.segment_ms,
        };
        self.now_ms = now_ms;
    }

    /// A batch is appended, or was kept by a compaction.
    pub(super) fn note(&mut self, batch: &Stored) {
        let timestamp = match batch.max_timestamp {
            -1 => self.now_ms,
            timestamp => timestamp,
        };
        let active = self.all.back_mut().filter(|active| {
            active.size.saturating_add(batch.length) <= self.most_bytes
                && timestamp.saturating_sub(active.first_timestamp) <= self.most_ms
                || active.size == 0
        });
        match active {
            Some(active) => {
                if active.size == 0 {
                    (active.first_timestamp, active.largest_timestamp) = (timestamp, timestamp);
                }
                active.size += batch.length;
                active.largest_timestamp = active.largest_timestamp.max(timestamp);
            }
            None => self.all.push_back(Segment {
                base_offset: batch.base_offset,
                size: batch.length,
                first_timestamp: timestamp,
                largest_timestamp: timestamp,
            }),
        }
    }

    /// A batch at the front is gone.
    pub(super) fn forget(&mut self, batch: &Stored) {
        while self.all.get(1).is_some_and(|next| next.base_offset <= batch.base_offset) {
            self.all.pop_front();
        }
        if let Some(first) = self.all.front_mut() {
            first.size = first.size.saturating_sub(batch.length);
            if first.size == 0 {
                self.all.pop_front();
            }
        }
    }

    /// What is appended next begins a segment.
    pub(super) fn roll(&mut self, end: i64) {
        if self.all.back().is_some_and(|active| active.size > 0) {
            let (size, timestamp) = (0, self.now_ms);
            let (first_timestamp, largest_timestamp) = (timestamp, timestamp);
            let segment = Segment { base_offset: end, size, first_timestamp, largest_timestamp };
            self.all.push_back(segment);
        }
    }

    /// Takes all out, so that what is kept can be noted again.
    pub(super) fn take(&mut self) -> VecDeque<Segment> {
        std::mem::take(&mut self.all)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Segment> {
        self.all.iter()
    }

    /// Each segment with the offset after it.
    pub(super) fn with_ends(&self, end: i64) -> impl Iterator<Item = (&Segment, i64)> {
        let nexts = self.all.iter().skip(1).map(|next| next.base_offset);
        self.all.iter().zip(nexts.chain([end]))
    }

    /// The first offset of the active segment; `None` when there is none.
    pub(super) fn active_base(&self) -> Option<i64> {
        self.all.back().map(|active| active.base_offset)
    }
}
