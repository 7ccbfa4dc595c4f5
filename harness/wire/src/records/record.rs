//! The records of an uncompressed batch of format 2 (KIP-98).

use bytes::{Buf as _, Bytes};

use super::{Batch, BatchError, Compression};

/// A record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Its offset.
    pub offset: i64,
    /// Its timestamp in milliseconds since 1970.
    pub timestamp: i64,
    /// Its key.
    pub key: Option<Bytes>,
    /// Its value.
    pub value: Option<Bytes>,
    /// Its headers (KIP-82).
    pub headers: Vec<RecordHeader>,
}

/// A header of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordHeader {
    /// Its name; Kafka wants UTF-8.
    pub key: Bytes,
    /// Its value.
    pub value: Option<Bytes>,
}

impl Batch {
    /// The records, if they are in format 2 and not compressed.
    pub fn records(&self) -> Result<Records, BatchError> {
        if self.magic() != 2 || self.compression() != Compression::NONE {
            return Err(BatchError::Unreadable);
        }
        Ok(Records {
            base_offset: self.base_offset(),
            base_timestamp: self.base_timestamp(),
            index: 0,
            count: self.count(),
            rest: self.contents(),
        })
    }
}

/// The iterator of [`Batch::records`]; the first error ends it.
#[derive(Clone, Debug)]
pub struct Records {
    base_offset: i64,
    base_timestamp: i64,
    index: i32,
    count: i32,
    rest: Bytes,
}

impl Iterator for Records {
    type Item = Result<Record, BatchError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.index >= self.count {
            return None;
        }
        let record = self.record().ok_or(BatchError::MalformedRecord(self.index));
        self.index = if record.is_ok() { self.index + 1 } else { self.count };
        Some(record)
    }
}

impl Records {
    fn record(&mut self) -> Option<Record> {
        let mut body = sized(&mut self.rest)??;
        body.try_get_u8().ok()?; // attributes, unused so far
        let timestamp = self.base_timestamp.checked_add(varlong(&mut body)?)?;
        let offset = self.base_offset.checked_add(varlong(&mut body)?)?;
        let key = sized(&mut body)?;
        let value = sized(&mut body)?;
        let count = varlong(&mut body)?;
        // A header takes two octets at least, which bounds the loop.
        if count < 0 || count > i64::try_from(body.len() / 2).ok()? {
            return None;
        }
        let mut headers = Vec::new();
        for _ in 0..count {
            headers.push(RecordHeader { key: sized(&mut body)??, value: sized(&mut body)? });
        }
        body.is_empty().then_some(Record { offset, timestamp, key, value, headers })
    }
}

/// Octets after their length; -1 is null. The outer `None` is an error.
fn sized(bytes: &mut Bytes) -> Option<Option<Bytes>> {
    match varlong(bytes)? {
        -1 => Some(None),
        length => {
            let length = usize::try_from(length).ok().filter(|length| *length <= bytes.len())?;
            Some(Some(bytes.split_to(length)))
        }
    }
}

/// A zigzag number of ten octets at most.
fn varlong(bytes: &mut Bytes) -> Option<i64> {
    let mut value = 0u64;
    for shift in (0..64).step_by(7) {
        let octet = bytes.try_get_u8().ok()?;
        if shift == 63 && octet > 1 {
            return None;
        }
        value |= u64::from(octet & 0x7f) << shift;
        if octet & 0x80 == 0 {
            return Some((value >> 1) as i64 ^ -((value & 1) as i64));
        }
    }
    None
}
