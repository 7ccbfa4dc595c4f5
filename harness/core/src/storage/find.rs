//! ListOffsets: offsets by name or by timestamp (KIP-79, KIP-734).

use kerbside_kafka_wire::records::Batch;

use super::{PartitionLog, Stored};

/// What a client asks for; the negative numbers have names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OffsetQuery(pub i64);

impl OffsetQuery {
    /// The end of the log.
    pub const LATEST: OffsetQuery = OffsetQuery(-1);
    /// Its beginning.
    pub const EARLIEST: OffsetQuery = OffsetQuery(-2);
    /// The record with the largest timestamp (KIP-734).
    pub const MAX_TIMESTAMP: OffsetQuery = OffsetQuery(-3);
    /// The first offset on the broker's own disk (KIP-405).
    pub const EARLIEST_LOCAL: OffsetQuery = OffsetQuery(-4);
    /// The last offset in tiered storage (KIP-1005).
    pub const LATEST_TIERED: OffsetQuery = OffsetQuery(-5);
    /// The first offset that is not in tiered storage yet (KIP-1023).
    pub const EARLIEST_PENDING_UPLOAD: OffsetQuery = OffsetQuery(-6);
}

/// An offset and what goes with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FoundOffset {
    /// The offset, or -1.
    pub offset: i64,
    /// Its timestamp, or -1.
    pub timestamp: i64,
    /// The epoch of the leader that appended it, or -1.
    pub leader_epoch: i32,
}

impl FoundOffset {
    /// There is no such offset.
    pub const NONE: FoundOffset = FoundOffset { offset: -1, timestamp: -1, leader_epoch: -1 };
}

impl PartitionLog {
    /// Finds an offset before `end` (the high watermark, or the last stable offset).
    ///
    /// Of a compressed batch at most `inflated_max` octets are looked at.
    pub fn find(
        &mut self,
        query: OffsetQuery,
        end: i64,
        current_epoch: i32,
        inflated_max: usize,
    ) -> FoundOffset {
        let named = |offset, leader_epoch| FoundOffset { offset, timestamp: -1, leader_epoch };
        match query {
            OffsetQuery::LATEST => named(end, current_epoch),
            OffsetQuery::EARLIEST | OffsetQuery::EARLIEST_LOCAL => {
                named(self.start, self.epochs.at(self.start).unwrap_or(-1))
            }
            OffsetQuery::MAX_TIMESTAMP => self.latest_record(end, inflated_max),
            OffsetQuery(timestamp) if timestamp >= 0 => {
                self.first_since(timestamp, end, inflated_max)
            }
            // Nothing is tiered here.
            _ => FoundOffset::NONE,
        }
    }

    fn first_since(&mut self, timestamp: i64, end: i64, limit: usize) -> FoundOffset {
        let start = self.start;
        let holds = |it: &&Stored| it.max_timestamp >= timestamp && it.last_offset >= start;
        let candidates: Vec<_> = self.batches.iter().filter(holds).copied().collect();
        // Almost always the first one: but its latest record may lie before the start of the log.
        let fits = |offset, found| found >= timestamp && offset >= start;
        let found = candidates.into_iter().find_map(|it| self.in_batch(it, limit, fits));
        found.unwrap_or(FoundOffset::NONE).filter(end)
    }

    fn latest_record(&mut self, end: i64, limit: usize) -> FoundOffset {
        // Of equal timestamps the first counts, as in Kafka.
        let later = |best: Stored, it: &Stored| match it.max_timestamp > best.max_timestamp {
            true => *it,
            false => best,
        };
        let mut batches = self.batches.iter();
        let Some(first) = batches.next().copied() else {
            return FoundOffset::NONE;
        };
        let stored = batches.fold(first, later);
        let most = stored.max_timestamp;
        let found = self.in_batch(stored, limit, |_, timestamp| timestamp == most);
        found.unwrap_or(FoundOffset::NONE).filter(end)
    }

    /// The first record of a batch with the wanted offset and timestamp. A batch that cannot be
    /// read has been refused when it came.
    fn in_batch(
        &mut self,
        stored: Stored,
        inflated_max: usize,
        wanted: impl Fn(i64, i64) -> bool,
    ) -> Option<FoundOffset> {
        let leader_epoch = self.epochs.at(stored.base_offset).unwrap_or(-1);
        let bytes = self.chunks.slice(stored.piece, stored.start, stored.length);
        let batch = Batch::new(bytes).ok()?;
        let plain = batch.inflated(inflated_max).ok()?;
        let records = plain.views().ok()?.map_while(Result::ok);
        let mut places = records.map(|record| {
            let offset = stored.base_offset.saturating_add(record.offset_delta);
            (offset, plain.timestamp_of(&record))
        });
        let (offset, timestamp) = places.find(|(offset, timestamp)| wanted(*offset, *timestamp))?;
        Some(FoundOffset { offset, timestamp, leader_epoch })
    }

    /// What ListOffsets 0 answers: where segments begin, the latest first, up to the last one that
    /// is not later than a timestamp.
    pub fn offsets_before(&self, query: OffsetQuery, most: usize) -> Vec<i64> {
        let segments = self.segments.iter().map(|it| (it.base_offset.max(self.start), it));
        let begin = segments.map(|(base, segment)| (base, segment.largest_timestamp));
        let mut all: Vec<(i64, i64)> = begin.collect();
        if all.last().is_none_or(|(base, _)| *base < self.end) {
            all.push((self.end, i64::MAX));
        }
        let until = match query {
            OffsetQuery::LATEST => all.len(),
            OffsetQuery::EARLIEST => 1,
            OffsetQuery(timestamp) => all.partition_point(|(_, time)| *time <= timestamp),
        };
        let found = all.iter().take(until).rev().map(|(offset, _)| *offset);
        found.take(most).collect()
    }
}

impl FoundOffset {
    fn filter(self, end: i64) -> FoundOffset {
        if self.offset < end { self } else { FoundOffset::NONE }
    }
}
