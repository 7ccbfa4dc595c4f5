//! What the first versions of Fetch carry: message sets of formats 0 and 1 (before KIP-98).
//!
//! Records are written anew, never compressed; headers and control records have no place there.

use bytes::Bytes;
use kerbside_kafka_wire::ErrorCode;
use kerbside_kafka_wire::records::{
    BatchError, CompressionError, Record, TimestampType, batches, message_set,
};

use crate::storage::{PartitionLog, ReadLimit};

/// The format of the messages in a version; `None` where batches go as they are.
pub(super) fn of(version: i16) -> Option<u8> {
    match version {
        0 | 1 => Some(0),
        2 | 3 => Some(1),
        _ => None,
    }
}

/// Reads from an offset, past what has no records for such a reader.
pub(super) fn read(
    log: &mut PartitionLog,
    mut from: i64,
    limit: ReadLimit,
    magic: u8,
    inflated_max: usize,
) -> Result<Bytes, ErrorCode> {
    loop {
        let read = log.read(from, limit).map_err(|_| ErrorCode::OFFSET_OUT_OF_RANGE)?;
        let (records, next) = open(read, from, inflated_max).map_err(code)?;
        if !records.is_empty() || next <= from {
            return Ok(message_set(&records, magic));
        }
        from = next;
    }
}

/// The records from an offset on, and the offset after them.
fn open(bytes: Bytes, from: i64, inflated_max: usize) -> Result<(Vec<Record>, i64), BatchError> {
    let (mut all, mut next) = (Vec::new(), from);
    for batch in batches(bytes) {
        let batch = batch?;
        next = batch.last_offset().saturating_add(1);
        if batch.is_control() {
            continue;
        }
        for record in batch.inflated(inflated_max)?.records()? {
            let mut record = record?;
            if batch.timestamp_type() == Some(TimestampType::LogAppendTime) {
                record.timestamp = batch.max_timestamp();
            }
            if record.offset >= from {
                all.push(record);
            }
        }
    }
    Ok((all, next))
}

fn code(error: BatchError) -> ErrorCode {
    match error {
        BatchError::Compression(CompressionError::TooLarge { .. }) => ErrorCode::MESSAGE_TOO_LARGE,
        _ => ErrorCode::CORRUPT_MESSAGE,
    }
}
