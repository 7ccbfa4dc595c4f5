//! Appending a checked batch, and every reason not to.

use std::fmt;

use kerbside_kafka_wire::ErrorCode;
use kerbside_kafka_wire::records::{Batch, BatchError, BatchMut, Compression};

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
    /// Records that a client may not send, by their place in the batch.
    #[error("{0}")]
    Records(RecordErrors),
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
    /// The logs of the cluster take all the memory that they may take.
    #[error(
        "the logs of this cluster hold all of the {limit} bytes that they may hold in memory \
         (log_memory_max_bytes): delete records or topics, or raise the limit"
    )]
    MemoryFull {
        /// The setting.
        limit: usize,
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
    /// Whether a client is told more than the code.
    pub fn has_text(&self) -> bool {
        matches!(
            self,
            Self::Records(_)
                | Self::MemoryFull { .. }
                | Self::Malformed(BatchError::Compression(_) | BatchError::MalformedRecord(_))
        )
    }

    /// The code on the wire.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::BatchCount(_) | Self::OldFormat(_) | Self::Invalid(_) => {
                ErrorCode::INVALID_RECORD
            }
            // Records that cannot be read under a checksum that fits: to send them again is vain.
            Self::Malformed(BatchError::Compression(_) | BatchError::MalformedRecord(_)) => {
                ErrorCode::INVALID_RECORD
            }
            Self::Malformed(_) | Self::Corrupt => ErrorCode::CORRUPT_MESSAGE,
            Self::UnknownCompression(_) | Self::ZstdTooEarly(_) => {
                ErrorCode::UNSUPPORTED_COMPRESSION_TYPE
            }
            Self::TooLarge { .. } => ErrorCode::MESSAGE_TOO_LARGE,
            Self::Records(errors) => match errors.is_of_time() {
                true => ErrorCode::INVALID_TIMESTAMP,
                false => ErrorCode::INVALID_RECORD,
            },
            Self::MemoryFull { .. } => ErrorCode::KAFKA_STORAGE_ERROR,
            Self::MissingSequence => ErrorCode::INVALID_RECORD,
            Self::StaleProducerEpoch { .. } => ErrorCode::INVALID_PRODUCER_EPOCH,
            Self::NotTransactional { .. } => ErrorCode::INVALID_TXN_STATE,
            Self::StaleCoordinatorEpoch { .. } => ErrorCode::TRANSACTION_COORDINATOR_FENCED,
            Self::OutOfOrderSequence { .. } => ErrorCode::OUT_OF_ORDER_SEQUENCE_NUMBER,
        }
    }
}

/// Why a record is refused, in Kafka's words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// A compacted topic lives by keys.
    #[error(
        "Compacted topic cannot accept message without key in topic partition {topic}-{partition}"
    )]
    MissingKey {
        /// The topic.
        topic: String,
        /// The partition.
        partition: i32,
    },
    /// A timestamp too far from the broker's clock (`message.timestamp.before.max.ms`,
    /// `message.timestamp.after.max.ms`).
    #[error(
        "Timestamp {timestamp} of message with offset {offset} is out of range. The timestamp \
         should be within [{earliest}, {latest}]"
    )]
    Timestamp {
        /// The record's.
        timestamp: i64,
        /// The record's, in the batch.
        offset: i64,
        /// The first that passes.
        earliest: i64,
        /// The last that passes.
        latest: i64,
    },
    /// Only a broker stamps records.
    #[error(
        "Invalid timestamp type in message DefaultRecord(offset={offset}, timestamp={timestamp}, \
         key={key} bytes, value={value} bytes). Producer should not set timestamp type to \
         LogAppendTime."
    )]
    StampedByProducer {
        /// The record's, in the batch.
        offset: i64,
        /// What it carries.
        timestamp: i64,
        /// The size of its key.
        key: usize,
        /// The size of its value.
        value: usize,
    },
}

impl RecordError {
    fn is_of_time(&self) -> bool {
        !matches!(self, RecordError::MissingKey { .. })
    }
}

/// The records of a batch that are refused, by their place in it.
///
/// Kafka tells of every one; a batch can have millions, so no more than a thousand are kept here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordErrors {
    first: Vec<(i32, RecordError)>,
    total: usize,
}

impl RecordErrors {
    const KEPT: usize = 1_000;

    pub(super) fn note(&mut self, index: i32, error: RecordError) {
        self.total += 1;
        // One of time decides on the code.
        if self.first.len() < Self::KEPT || (error.is_of_time() && !self.is_of_time()) {
            self.first.push((index, error));
        }
    }

    /// The first of them.
    pub fn first(&self) -> &[(i32, RecordError)] {
        &self.first
    }

    pub(super) fn is_empty(&self) -> bool {
        self.total == 0
    }

    fn is_of_time(&self) -> bool {
        self.first.iter().any(|(_, error)| error.is_of_time())
    }
}

/// The text for the batch as a whole, as `LogValidator` makes it.
impl fmt::Display for RecordErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_of_time() {
            return f.write_str("One or more records have been rejected due to invalid timestamp");
        }
        let shown = |(index, error): &(i32, RecordError)| {
            format!("RecordError(batchIndex={index}, message='{error}')")
        };
        let first: Vec<_> = self.first.iter().take(3).map(shown).collect();
        write!(
            f,
            "One or more records have been rejected due to {} record errors in total, and only \
             showing the first three errors at most: [{}]",
            self.total,
            first.join(", ")
        )
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
        self.room.take(length)?;
        let (piece, start, copy) = self.chunks.append(batch.as_bytes());
        let (mut header, _) = BatchMut::split(copy)?;
        header.set_base_offset(base_offset);
        header.set_leader_epoch(leader_epoch);
        let last_offset = base_offset.saturating_add(i64::from(batch.last_offset_delta()));
        let max_timestamp = batch.max_timestamp();
        let stored = Stored { base_offset, last_offset, max_timestamp, piece, start, length };
        self.batches.push_back(stored);
        self.segments.note(&stored);
        self.end = last_offset.saturating_add(1);
        self.epochs.note(leader_epoch, base_offset);
        Ok(base_offset)
    }
}
