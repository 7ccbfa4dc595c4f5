//! ListOffsets: offsets by name or by timestamp (KIP-79, KIP-734).

use kerbside_kafka_wire::records::{Batch, Record};

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
    pub fn find(&mut self, query: OffsetQuery, end: i64, current_epoch: i32) -> FoundOffset {
        let named = |offset, leader_epoch| FoundOffset { offset, timestamp: -1, leader_epoch };
        match query {
            OffsetQuery::LATEST => named(end, current_epoch),
            OffsetQuery::EARLIEST | OffsetQuery::EARLIEST_LOCAL => {
                named(self.start, self.epochs.at(self.start).unwrap_or(-1))
            }
            OffsetQuery::MAX_TIMESTAMP => self.latest_record(end),
            OffsetQuery(timestamp) if timestamp >= 0 => self.first_since(timestamp, end),
            // Nothing is tiered here.
            _ => FoundOffset::NONE,
        }
    }

    fn first_since(&mut self, timestamp: i64, end: i64) -> FoundOffset {
        let start = self.start;
        let holds = |it: &&Stored| it.max_timestamp >= timestamp && it.last_offset >= start;
        let Some(stored) = self.batches.iter().find(holds).copied() else {
            return FoundOffset::NONE;
        };
        let fits = |it: &Record| it.timestamp >= timestamp && it.offset >= start;
        self.in_batch(stored, fits).filter(end)
    }

    fn latest_record(&mut self, end: i64) -> FoundOffset {
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
        self.in_batch(stored, |it| it.timestamp == most).filter(end)
    }

    /// The first record that is wanted; of a compressed batch, which is not looked into, the first
    /// offset with the largest timestamp.
    fn in_batch(&mut self, stored: Stored, wanted: impl Fn(&Record) -> bool) -> FoundOffset {
        let leader_epoch = self.epochs.at(stored.base_offset).unwrap_or(-1);
        let whole = FoundOffset {
            offset: stored.base_offset.max(self.start),
            timestamp: stored.max_timestamp,
            leader_epoch,
        };
        let bytes = self.chunks.slice(stored.piece, stored.start, stored.length);
        let records = Batch::new(bytes).and_then(|batch| batch.records());
        let chosen = records.ok().and_then(|it| it.map_while(Result::ok).find(wanted));
        let found =
            |it: Record| FoundOffset { offset: it.offset, timestamp: it.timestamp, leader_epoch };
        chosen.map_or(whole, found)
    }
}

impl FoundOffset {
    fn filter(self, end: i64) -> FoundOffset {
        if self.offset < end { self } else { FoundOffset::NONE }
    }
}
