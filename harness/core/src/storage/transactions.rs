//! Transactions in the log (KIP-98): the markers that end them, which are open, which aborted.
//!
//! A reader of committed records reads up to the last stable offset, before which every transaction
//! has ended, and is told which transactions of what it got were aborted.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashSet, VecDeque};

use bytes::{BufMut, Bytes, BytesMut};
use kerbside_kafka_wire::records::{Batch, BatchBuilder, Record};

use super::append::AppendRefusal;
use super::producers::ActiveProducer;
use super::{Appended, PartitionLog};

/// `transaction.version`, the protocol that a producer follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct TransactionVersion(pub i16);

impl TransactionVersion {
    /// Partitions are added before they are written.
    pub const V0: TransactionVersion = TransactionVersion(0);
    /// Each transaction has an epoch of its own, and partitions are added by writing (KIP-890).
    pub const V2: TransactionVersion = TransactionVersion(2);
}

/// How a transaction ends. The numbers are those of `ControlRecordType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i16)]
pub enum Outcome {
    /// Its records are not for readers of committed records.
    Abort = 0,
    /// They are.
    Commit = 1,
}

/// The end of a transaction in one partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndMarker {
    /// Whose transaction.
    pub producer_id: i64,
    /// The epoch of the producer; under version 2 the one after that of the records.
    pub producer_epoch: i16,
    /// The epoch of the coordinator that decided.
    pub coordinator_epoch: i32,
    /// What it decided.
    pub outcome: Outcome,
    /// The protocol of the transaction.
    pub version: TransactionVersion,
}

/// A transaction that was aborted, as Fetch tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AbortedTransaction {
    /// Whose it was.
    pub producer_id: i64,
    /// The offset of its first record.
    pub first_offset: i64,
    /// The offset of its marker.
    pub last_offset: i64,
}

#[derive(Debug, Default)]
pub(super) struct Transactions {
    /// By first offset.
    open: BTreeMap<i64, i64>,
    /// In the order of the markers.
    aborted: VecDeque<AbortedTransaction>,
}

impl Transactions {
    pub(super) fn begin(&mut self, producer_id: i64, first_offset: i64) {
        self.open.insert(first_offset, producer_id);
    }

    pub(super) fn first_unstable(&self) -> Option<i64> {
        self.open.keys().next().copied()
    }

    /// Forgets what no reader can meet any more.
    pub(super) fn forget_before(&mut self, start: i64) {
        while self.aborted.front().is_some_and(|it| it.last_offset < start) {
            self.aborted.pop_front();
        }
    }
}

impl EndMarker {
    /// The control batch.
    fn batch(&self, timestamp: i64) -> Result<Batch, AppendRefusal> {
        let mut key = BytesMut::new();
        key.put_i16(0); // version
        key.put_i16(self.outcome as i16);
        let mut value = BytesMut::new();
        value.put_i16(0); // version
        value.put_i32(self.coordinator_epoch);
        let record = Record {
            timestamp,
            key: Some(key.freeze()),
            value: Some(value.freeze()),
            ..Record::default()
        };
        let builder = BatchBuilder {
            attributes: BatchBuilder::TRANSACTION_MARKER,
            producer_id: self.producer_id,
            producer_epoch: self.producer_epoch,
            ..BatchBuilder::default()
        };
        Ok(Batch::new(builder.record(record).build())?)
    }
}

impl PartitionLog {
    /// The offset before which every transaction has ended.
    pub fn last_stable_offset(&self) -> i64 {
        let unstable = self.transactions.first_unstable();
        unstable.map_or(self.end, |offset| offset.max(self.start))
    }

    /// Checks what only a transaction of this version has to satisfy, before its batch is appended.
    pub fn check_transactional(
        &self,
        batch: &Batch,
        version: TransactionVersion,
    ) -> Result<(), AppendRefusal> {
        match version >= TransactionVersion::V2 {
            true => self.producers.check_first(batch),
            false => Ok(()),
        }
    }

    /// Whether this epoch of a producer may still write here.
    pub fn check_producer_epoch(&self, id: i64, epoch: i16) -> Result<(), AppendRefusal> {
        self.producers.check_epoch(id, epoch)
    }

    /// Ends a producer's transaction. A marker without a transaction is written too, as in Kafka.
    pub fn append_marker(
        &mut self,
        marker: &EndMarker,
        leader_epoch: i32,
        now_ms: i64,
    ) -> Result<Appended, AppendRefusal> {
        self.producers.check_marker(marker)?;
        let offset = self.store(&marker.batch(now_ms)?, leader_epoch)?;
        if let Some(first_offset) = self.producers.note_marker(marker, now_ms) {
            self.transactions.open.remove(&first_offset);
            if marker.outcome == Outcome::Abort {
                self.transactions.aborted.push_back(AbortedTransaction {
                    producer_id: marker.producer_id,
                    first_offset,
                    last_offset: offset,
                });
            }
        }
        Ok(Appended { base_offset: offset, log_start_offset: self.start })
    }

    /// The aborted transactions with records in what [`PartitionLog::read`] gave from this offset.
    pub fn aborted(&self, from: i64, read: &Bytes) -> Vec<AbortedTransaction> {
        let until = self.end_of_read(from, read.len());
        // Markers are in order: those of earlier transactions need not be looked at.
        let first = self.transactions.aborted.partition_point(|it| it.last_offset < from);
        let rest = self.transactions.aborted.range(first..);
        rest.filter(|it| it.first_offset < until).copied().collect()
    }

    /// The offset after the last record of `size` octets from the batch that holds `from`.
    fn end_of_read(&self, from: i64, size: usize) -> i64 {
        let at = self.batches.partition_point(|batch| batch.last_offset < from);
        let mut left = size;
        let mut until = from;
        for batch in self.batches.range(at..) {
            if left < batch.length {
                break;
            }
            left -= batch.length;
            until = batch.last_offset.saturating_add(1);
        }
        until
    }

    /// The aborted transactions whose markers lie before an offset.
    pub(super) fn aborted_until(&self, offset: i64) -> Vec<AbortedTransaction> {
        let aborted = self.transactions.aborted.iter();
        aborted.take_while(|it| it.last_offset < offset).copied().collect()
    }

    /// Forgets aborted transactions by the offsets of their markers: nothing is left of them.
    pub(super) fn forget_aborted(&mut self, markers: &HashSet<i64>) {
        self.transactions.aborted.retain(|it| !markers.contains(&it.last_offset));
    }

    /// Who wrote here with sequence numbers, by id (DescribeProducers).
    pub fn active_producers(&self) -> Vec<ActiveProducer> {
        self.producers.active()
    }

    /// Forgets producers that have been silent for `producer.id.expiration.ms`.
    pub fn expire_producers(&mut self, now_ms: i64, expiration_ms: i64) {
        self.producers.expire(now_ms, expiration_ms);
    }
}
