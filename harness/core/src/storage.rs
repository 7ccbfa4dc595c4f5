//! The log of a partition, in memory.
//!
//! Batches are kept as they came, but for base offset and leader epoch in the header (both lie
//! outside the checksum). One copy is made when a batch is stored; a read hands out slices.
//! Offsets are found at the granularity of batches, as Kafka's own index does; the records of an
//! uncompressed batch are read only to answer a look-up by timestamp.
//!
//! Segments are boundaries within the log: the units of retention and compaction.

mod append;
mod chunks;
mod compaction;
mod epochs;
mod find;
mod producers;
mod retention;
mod room;
mod segments;
#[cfg(test)]
mod tests;
mod transactions;
mod validate;

use std::collections::VecDeque;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};

pub use append::{AppendRefusal, Appended, RecordError, RecordErrors};
use chunks::Chunks;
pub use compaction::{Compacted, CompactionError, Trigger};
pub use epochs::EpochEnd;
use epochs::Epochs;
pub use find::{FoundOffset, OffsetQuery};
pub use producers::ActiveProducer;
use producers::Producers;
pub use retention::Deleted;
pub use room::LogMemory;
use room::Room;
use segments::Segments;
use transactions::Transactions;
pub use transactions::{AbortedTransaction, EndMarker, Outcome, TransactionVersion};
pub use validate::{Checked, Limits, check_records};

use crate::cluster::TopicSettings;

/// Below this size a read joins pieces by copying rather than hand out a small one.
const WORTH_A_SLICE: usize = 64 * 1024;

/// A batch in the log.
#[derive(Clone, Copy, Debug)]
struct Stored {
    base_offset: i64,
    last_offset: i64,
    max_timestamp: i64,
    /// The number of the piece that holds it.
    piece: u64,
    /// Where it begins in the piece.
    start: usize,
    length: usize,
}

/// How much a read may return.
#[derive(Clone, Copy, Debug)]
pub struct ReadLimit {
    /// The most octets.
    pub max_bytes: usize,
    /// What is done with a first batch that is larger.
    pub first_batch: FirstBatch,
    /// The offset at which the read ends: the high watermark or the last stable offset.
    pub before: i64,
}

/// Whether a single batch may exceed the limit, so that a consumer always makes progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstBatch {
    /// It is returned whatever its size.
    Whole,
    /// Nothing is returned.
    WithinLimit,
}

/// An offset that the log does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfRange;

/// The log of one partition.
#[derive(Debug, Default)]
pub struct PartitionLog {
    start: i64,
    end: i64,
    batches: VecDeque<Stored>,
    chunks: Chunks,
    epochs: Epochs,
    producers: Producers,
    transactions: Transactions,
    segments: Segments,
    room: Room,
    /// What lies before was compacted.
    cleaned_until: i64,
}

impl PartitionLog {
    /// An empty log that shares its memory with others.
    pub fn within(memory: Arc<LogMemory>) -> Self {
        PartitionLog { room: Room::within(memory), ..PartitionLog::default() }
    }

    /// What decides when a segment is full. Told before each append: a topic's settings change.
    pub fn configure(&mut self, settings: &TopicSettings, now_ms: i64) {
        self.segments.configure(settings, now_ms);
    }

    /// The first offset that can be read.
    pub fn start_offset(&self) -> i64 {
        self.start
    }

    /// The offset of the next record. Replicas share the log, so this is the high watermark too.
    pub fn end_offset(&self) -> i64 {
        self.end
    }

    /// How many octets the batches have.
    pub fn size(&self) -> usize {
        self.room.taken()
    }

    /// Reads whole batches from the one that holds `offset`.
    pub fn read(&mut self, offset: i64, limit: ReadLimit) -> Result<Bytes, OutOfRange> {
        if offset < self.start || offset > self.end {
            return Err(OutOfRange);
        }
        let from = self.batches.partition_point(|batch| batch.last_offset < offset);
        let mut taken = 0usize;
        let mut within_piece = 0usize;
        let mut count = 0usize;
        let Some(first) = self.batches.get(from).copied() else {
            return Ok(Bytes::new());
        };
        for batch in self.batches.range(from..) {
            let total = taken.saturating_add(batch.length);
            let fits =
                total <= limit.max_bytes || (count == 0 && limit.first_batch == FirstBatch::Whole);
            // Beyond the first piece only what makes a small answer larger is worth a copy.
            let enough = batch.piece != first.piece && taken >= WORTH_A_SLICE;
            if !fits || enough || batch.base_offset >= limit.before {
                break;
            }
            taken = total;
            count += 1;
            if batch.piece == first.piece {
                within_piece = total;
            }
        }
        if taken == within_piece {
            return Ok(self.chunks.slice(first.piece, first.start, taken));
        }
        let mut joined = BytesMut::with_capacity(taken);
        for batch in self.batches.range(from..from + count) {
            joined.extend_from_slice(&self.chunks.slice(batch.piece, batch.start, batch.length));
        }
        Ok(joined.freeze())
    }

    /// How many octets a reader at `offset` would find before `before`, up to `enough`.
    pub fn available(&self, offset: i64, before: i64, enough: usize) -> usize {
        let from = self.batches.partition_point(|batch| batch.last_offset < offset);
        let mut found = 0usize;
        for batch in self.batches.range(from..) {
            if found >= enough || batch.base_offset >= before {
                break;
            }
            found = found.saturating_add(batch.length);
        }
        found
    }

    /// Forgets what lies before `offset`; batches go as a whole.
    pub fn advance_start(&mut self, offset: i64) -> Result<(), OutOfRange> {
        if offset > self.end {
            return Err(OutOfRange);
        }
        self.forget_before(offset);
        Ok(())
    }

    fn forget_before(&mut self, offset: i64) {
        self.start = self.start.max(offset.min(self.end));
        while self.batches.front().is_some_and(|batch| batch.last_offset < self.start) {
            if let Some(gone) = self.batches.pop_front() {
                self.segments.forget(&gone);
                self.room.give_back(gone.length);
            }
        }
        let first = self.batches.front().map(|batch| batch.piece);
        self.chunks.forget_before(first);
        self.transactions.forget_before(self.start);
    }

    /// Where the batches of an epoch end, for a reader that checks whether its history is ours
    /// (KIP-101, KIP-320).
    pub fn epoch_end(&self, epoch: i32, current: i32) -> Option<EpochEnd> {
        self.epochs.end_of(epoch, current, self.end)
    }
}
