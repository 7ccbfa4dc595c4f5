//! Record marking: messages on a stream (RFC 5531 §11).
//!
//! A record is one fragment or several; each has four octets before it with its length and, in the
//! top bit, whether it is the last. Records and the number of their fragments are bounded, and no
//! room is made for octets that have not come.

use std::ops::ControlFlow;

/// The bit of the last fragment.
const LAST: u32 = 0x8000_0000;

/// The longest record that is read: a list of 100,000 names and more.
pub const LONGEST: usize = 32 << 20;

/// The longest record that a server takes: requests are short.
pub const LONGEST_REQUEST: usize = 1 << 20;

/// The most fragments of a record. MIT's library sends fragments of 4,000 octets.
const FRAGMENTS: usize = 16_384;

/// A record that is refused: the stream cannot be followed any further.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// It is longer than the limit.
    #[error("a record of more than {limit} octets")]
    TooLong {
        /// The limit, in octets.
        limit: usize,
    },
    /// It has too many fragments.
    #[error("a record of more than {FRAGMENTS} fragments")]
    TooManyFragments,
}

/// Puts the octets of a stream together to records.
pub struct RecordReader {
    limit: usize,
    /// Octets that came and were not taken apart yet.
    pending: Vec<u8>,
    record: Vec<u8>,
    fragments: usize,
}

/// Messages that are only signed have passwords in them: their lengths are shown.
impl std::fmt::Debug for RecordReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RecordReader")
            .field("limit", &self.limit)
            .field("pending", &format_args!("{} octets", self.pending.len()))
            .field("record", &format_args!("{} octets", self.record.len()))
            .field("fragments", &self.fragments)
            .finish()
    }
}

impl RecordReader {
    /// A reader of records of at most `limit` octets.
    pub fn new(limit: usize) -> Self {
        Self { limit, pending: Vec::new(), record: Vec::new(), fragments: 0 }
    }

    /// Takes octets of the stream.
    pub fn push(&mut self, octets: &[u8]) {
        self.pending.extend_from_slice(octets);
    }

    /// Whether a record has begun and not ended.
    pub fn is_within(&self) -> bool {
        !self.pending.is_empty() || self.fragments > 0
    }

    /// The next record, when all of it has come.
    ///
    /// # Errors
    /// When it is longer than the limit, as soon as its length is announced.
    pub fn next_record(&mut self) -> Result<Option<Vec<u8>>, RecordError> {
        let mut used = 0;
        let record = loop {
            match self.fragment(&mut used)? {
                ControlFlow::Continue(()) => {}
                ControlFlow::Break(record) => break record,
            }
        };
        self.pending.drain(..used);
        Ok(record)
    }

    /// Takes the fragment at `used`; breaks with the record at its end, or with nothing when more
    /// octets are needed.
    fn fragment(&mut self, used: &mut usize) -> Result<ControlFlow<Option<Vec<u8>>>, RecordError> {
        let rest = self.pending.get(*used..).unwrap_or_default();
        let Some((mark, rest)) = rest.split_first_chunk::<4>() else {
            return Ok(ControlFlow::Break(None));
        };
        let mark = u32::from_be_bytes(*mark);
        let length = (mark & !LAST) as usize;
        if self.record.len().saturating_add(length) > self.limit {
            return Err(RecordError::TooLong { limit: self.limit });
        }
        if self.fragments >= FRAGMENTS {
            return Err(RecordError::TooManyFragments);
        }
        let Some(fragment) = rest.get(..length) else {
            return Ok(ControlFlow::Break(None));
        };
        self.record.extend_from_slice(fragment);
        self.fragments += 1;
        *used += 4 + length;
        if mark & LAST == 0 {
            return Ok(ControlFlow::Continue(()));
        }
        self.fragments = 0;
        Ok(ControlFlow::Break(Some(std::mem::take(&mut self.record))))
    }
}

/// `message` as a record of one fragment.
pub fn mark(message: &[u8]) -> Vec<u8> {
    let length = u32::try_from(message.len()).unwrap_or(u32::MAX) | LAST;
    [&length.to_be_bytes(), message].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_may_come_octet_by_octet_and_in_fragments() {
        let stream = [
            &[0, 0, 0, 2, b'a', b'b', 0, 0, 0, 0, 0x80, 0, 0, 1, b'c'][..],
            &mark(b"second"),
            &mark(b""),
        ]
        .concat();
        for step in [1, 2, 7, stream.len()] {
            let mut reader = RecordReader::new(100);
            let mut records = Vec::new();
            for octets in stream.chunks(step) {
                reader.push(octets);
                while let Some(record) = reader.next_record().unwrap() {
                    records.push(record);
                }
            }
            assert_eq!(records, [b"abc".to_vec(), b"second".to_vec(), Vec::new()]);
            assert!(!reader.is_within());
        }
    }

    #[test]
    fn an_oversized_record_is_refused_by_its_announcement() {
        let mut reader = RecordReader::new(100);
        reader.push(&[0xff, 0xff, 0xff, 0xff]);
        assert_eq!(reader.next_record(), Err(RecordError::TooLong { limit: 100 }));
        let mut reader = RecordReader::new(100);
        reader.push(&[&[0, 0, 0, 99][..], &[0; 99], &[0x80, 0, 0, 2]].concat());
        assert_eq!(reader.next_record(), Err(RecordError::TooLong { limit: 100 }));
    }

    #[test]
    fn empty_fragments_without_end_are_refused() {
        let mut reader = RecordReader::new(100);
        let refused = (0..=FRAGMENTS).find_map(|_| {
            reader.push(&[0, 0, 0, 0]);
            reader.next_record().err()
        });
        assert_eq!(refused, Some(RecordError::TooManyFragments));
    }
}
