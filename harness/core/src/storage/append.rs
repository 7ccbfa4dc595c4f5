//! Appending: what a batch must satisfy, and what the log makes of it.

use bytes::Bytes;
use kerbside_kafka_wire::ErrorCode;
use kerbside_kafka_wire::records::{Batch, BatchError, BatchMut, Compression, batches};

use super::producers::Sequence;
use super::{PartitionLog, Stored};

/// Why records are not appended, in the order of the checks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AppendRefusal {
    /// No batch, or more than one (since Produce 3).
    #[error("a produce request must have exactly one record batch per partition, not {0}")]
    BatchCount(usize),
    /// The bytes are no batch.
    #[error("{0}")]
    Malformed(#[from] BatchError),
    /// Message format 0 or 1.
    #[error("a produce request may only contain record batches of magic 2, not {0}")]
    OldFormat(i8),
    /// A compression that does not exist.
    #[error("there is no compression type {}", .0.0)]
    UnknownCompression(Compression),
    /// Zstandard before Produce 7 (KIP-110).
    #[error("Produce requests with version {0} are not allowed to use ZStandard compression")]
    ZstdTooEarly(i16),
    /// More octets than `max.message.bytes`.
    #[error("the record batch size is {size} bytes, the maximum configured is {limit}")]
    TooLarge {
        /// The size of the batch.
        size: usize,
        /// The setting.
        limit: usize,
    },
    /// The checksum does not fit.
    #[error("record batch is corrupt: its checksum is not that of its contents")]
    Corrupt,
    /// Counts, offsets and attributes that contradict each other, or that a client may not use.
    #[error("{0}")]
    Invalid(&'static str),
    /// A timestamp too far ahead of the broker's clock (`message.timestamp.after.max.ms`).
    #[error("timestamp {found} is later than the broker's clock by more than {limit} ms")]
    TimestampTooLate {
        /// The largest timestamp of the batch.
        found: i64,
        /// The setting.
        limit: i64,
    },
    /// A producer id without epoch and sequence number.
    #[error("the batch has a producer id and no epoch or sequence number")]
    MissingSequence,
    /// An epoch that has been succeeded.
    #[error("the producer's epoch is older than {current}")]
    StaleProducerEpoch {
        /// The epoch that wrote last.
        current: i16,
    },
    /// A record outside of the transaction that its producer has open.
    #[error("Expected transactional write from producer {producer}")]
    NotTransactional {
        /// The producer.
        producer: i64,
    },
    /// A marker of a coordinator that has been succeeded.
    #[error("the coordinator's epoch is older than {current}")]
    StaleCoordinatorEpoch {
        /// The epoch of the last marker.
        current: i32,
    },
    /// A gap in the sequence numbers.
    #[error("out of order sequence number {found}, {expected} is next")]
    OutOfOrderSequence {
        /// What comes next.
        expected: i32,
        /// What came.
        found: i32,
    },
}

impl AppendRefusal {
    /// The code on the wire.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::BatchCount(_) | Self::OldFormat(_) | Self::Invalid(_) => {
                ErrorCode::INVALID_RECORD
            }
            Self::Malformed(_) | Self::Corrupt => ErrorCode::CORRUPT_MESSAGE,
            Self::UnknownCompression(_) | Self::ZstdTooEarly(_) => {
                ErrorCode::UNSUPPORTED_COMPRESSION_TYPE
            }
            Self::TooLarge { .. } => ErrorCode::MESSAGE_TOO_LARGE,
            Self::TimestampTooLate { .. } => ErrorCode::INVALID_TIMESTAMP,
            Self::MissingSequence => ErrorCode::INVALID_RECORD,
            Self::StaleProducerEpoch { .. } => ErrorCode::INVALID_PRODUCER_EPOCH,
            Self::NotTransactional { .. } => ErrorCode::INVALID_TXN_STATE,
            Self::StaleCoordinatorEpoch { .. } => ErrorCode::TRANSACTION_COORDINATOR_FENCED,
            Self::OutOfOrderSequence { .. } => ErrorCode::OUT_OF_ORDER_SEQUENCE_NUMBER,
        }
    }
}

/// Where a batch went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appended {
    /// The offset of its first record.
    pub base_offset: i64,
    /// The first offset of the log.
    pub log_start_offset: i64,
}

/// What a partition allows.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// `max.message.bytes`
    pub max_message_bytes: usize,
    /// `message.timestamp.after.max.ms`
    pub timestamp_after_max_ms: i64,
    /// The broker's clock.
    pub now_ms: i64,
}

/// Checks the `records` field of a Produce request; needs no lock, and the checksum is the dear
/// part.
pub fn check_records(
    records: Option<&Bytes>,
    version: i16,
    limits: Limits,
) -> Result<Batch, AppendRefusal> {
    let mut found = batches(records.cloned().unwrap_or_default());
    let batch = found.next().ok_or(AppendRefusal::BatchCount(0))??;
    if found.next().is_some() {
        return Err(AppendRefusal::BatchCount(2 + found.count()));
    }
    if batch.magic() != 2 {
        return Err(AppendRefusal::OldFormat(batch.magic()));
    }
    match batch.compression() {
        Compression::ZSTD if version < 7 => return Err(AppendRefusal::ZstdTooEarly(version)),
        known if known.0 <= Compression::ZSTD.0 => {}
        unknown => return Err(AppendRefusal::UnknownCompression(unknown)),
    }
    let (size, limit) = (batch.as_bytes().len(), limits.max_message_bytes);
    if size > limit {
        return Err(AppendRefusal::TooLarge { size, limit });
    }
    if !batch.is_intact() {
        return Err(AppendRefusal::Corrupt);
    }
    check_header(&batch)?;
    let (found, limit) = (batch.max_timestamp(), limits.timestamp_after_max_ms);
    if found.saturating_sub(limits.now_ms) > limit {
        return Err(AppendRefusal::TimestampTooLate { found, limit });
    }
    Ok(batch)
}

/// What LogValidator of Kafka checks of a client's batch.
fn check_header(batch: &Batch) -> Result<(), AppendRefusal> {
    if batch.count() < 1 {
        return Err(AppendRefusal::Invalid("the record batch has no records"));
    }
    if batch.last_offset_delta().checked_add(1) != Some(batch.count()) {
        return Err(AppendRefusal::Invalid("record count and last offset delta disagree"));
    }
    if batch.is_control() {
        return Err(AppendRefusal::Invalid("clients are not allowed to write control records"));
    }
    if batch.is_transactional() && batch.producer_id() < 0 {
        return Err(AppendRefusal::Invalid("a transactional batch has no producer id"));
    }
    Ok(())
}

impl PartitionLog {
    /// Appends a checked batch under the leader's epoch.
    pub fn append(&mut self, batch: &Batch, leader_epoch: i32) -> Result<Appended, AppendRefusal> {
        let log_start_offset = self.start;
        match self.producers.check(batch)? {
            Sequence::New => {}
            Sequence::Duplicate(written) => {
                return Ok(Appended { base_offset: written.first_offset, log_start_offset });
            }
        }
        let base_offset = self.store(batch, leader_epoch)?;
        if let Some(first_offset) = self.producers.note(batch, base_offset) {
            self.transactions.begin(batch.producer_id(), first_offset);
        }
        Ok(Appended { base_offset, log_start_offset })
    }

    /// Copies a batch to the end of the log; answers with its offset.
    pub(super) fn store(&mut self, batch: &Batch, leader_epoch: i32) -> Result<i64, AppendRefusal> {
        let base_offset = self.end;
        let length = batch.as_bytes().len();
        let (piece, start, copy) = self.chunks.append(batch.as_bytes());
        let (mut header, _) = BatchMut::split(copy)?;
        header.set_base_offset(base_offset);
        header.set_leader_epoch(leader_epoch);
        let last_offset = base_offset.saturating_add(i64::from(batch.last_offset_delta()));
        let max_timestamp = batch.max_timestamp();
        self.batches.push_back(Stored {
            base_offset,
            last_offset,
            max_timestamp,
            piece,
            start,
            length,
        });
        self.end = last_offset.saturating_add(1);
        self.epochs.note(leader_epoch, base_offset);
        Ok(base_offset)
    }
}
