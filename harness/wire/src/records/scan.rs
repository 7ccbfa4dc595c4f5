//! The records of a batch of format 2 where they lie, without a copy: what a broker looks at when
//! it checks or compacts a batch.

use super::{Batch, BatchError, Compression};

/// A record in a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordView<'a> {
    /// All of it, its length included.
    pub raw: &'a [u8],
    /// Its timestamp less the batch's base timestamp.
    pub timestamp_delta: i64,
    /// Its offset less the batch's base offset.
    pub offset_delta: i64,
    /// Its key.
    pub key: Option<&'a [u8]>,
    /// Its value; a record without one is a tombstone where a log is compacted.
    pub value: Option<&'a [u8]>,
    /// What follows the offset: key, value and headers as they are encoded.
    tail: &'a [u8],
}

impl<'a> RecordView<'a> {
    /// Key, value and headers as they are encoded.
    pub(super) fn after_offset(&self) -> &'a [u8] {
        self.tail
    }
}

/// Reads `count` records that take up all of `contents`; the first error ends the iteration.
pub fn scan(contents: &[u8], count: i32) -> Scan<'_> {
    Scan { rest: contents, index: 0, count }
}

/// The iterator of [`scan`].
#[derive(Clone, Debug)]
pub struct Scan<'a> {
    rest: &'a [u8],
    index: i32,
    count: i32,
}

impl<'a> Iterator for Scan<'a> {
    type Item = Result<RecordView<'a>, BatchError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.index >= self.count {
            let left = !std::mem::take(&mut self.rest).is_empty();
            return left.then_some(Err(BatchError::MalformedRecord(self.count)));
        }
        let record = record(&mut self.rest);
        if record.is_none() {
            let failed = std::mem::replace(&mut self.index, self.count);
            self.rest = &[];
            return Some(Err(BatchError::MalformedRecord(failed)));
        }
        self.index += 1;
        record.map(Ok)
    }
}

fn record<'a>(rest: &mut &'a [u8]) -> Option<RecordView<'a>> {
    let all = *rest;
    let mut body = sized(rest)??;
    let raw = all.get(..all.len() - rest.len())?;
    let (_attributes, after) = body.split_first()?;
    body = after;
    let timestamp_delta = varlong(&mut body)?;
    let offset_delta = varlong(&mut body)?;
    let tail = body;
    let key = sized(&mut body)?;
    let value = sized(&mut body)?;
    let headers = varlong(&mut body)?;
    // A header takes two octets at least, which bounds the loop.
    if headers < 0 || headers > i64::try_from(body.len() / 2).ok()? {
        return None;
    }
    for _ in 0..headers {
        sized(&mut body)??;
        sized(&mut body)?;
    }
    let view = RecordView { raw, timestamp_delta, offset_delta, key, value, tail };
    body.is_empty().then_some(view)
}

/// Octets after their length; -1 is null. The outer `None` is an error.
#[inline]
fn sized<'a>(bytes: &mut &'a [u8]) -> Option<Option<&'a [u8]>> {
    let length = varlong(bytes)?;
    if length == -1 {
        return Some(None);
    }
    let (octets, rest) = bytes.split_at_checked(usize::try_from(length).ok()?)?;
    *bytes = rest;
    Some(Some(octets))
}

/// A zigzag number; almost all of them have one octet.
#[inline]
fn varlong(bytes: &mut &[u8]) -> Option<i64> {
    let (first, rest) = bytes.split_first()?;
    if *first < 0x80 {
        *bytes = rest;
        return Some(unzigzag(u64::from(*first)));
    }
    long_varlong(bytes)
}

/// A zigzag number of ten octets at most.
fn long_varlong(bytes: &mut &[u8]) -> Option<i64> {
    let mut value = 0u64;
    for (shift, octet) in (0..64).step_by(7).zip(bytes.iter()) {
        if shift == 63 && *octet > 1 {
            return None;
        }
        value |= u64::from(*octet & 0x7f) << shift;
        if *octet & 0x80 == 0 {
            *bytes = bytes.get(shift / 7 + 1..)?;
            return Some(unzigzag(value));
        }
    }
    None
}

fn unzigzag(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}

impl Batch {
    /// The records of a batch of format 2 that is not compressed, where they lie.
    pub fn views(&self) -> Result<Scan<'_>, BatchError> {
        if self.magic() != 2 || self.compression() != Compression::NONE {
            return Err(BatchError::Unreadable);
        }
        Ok(scan(self.contents_slice(), self.count()))
    }
}
