//! A batch's header, read where it lies.

use bytes::Bytes;

use super::BatchError;

/// The offsets of the fields that all formats share, and of those of format 2.
pub(super) mod at {
    pub(crate) const BASE_OFFSET: usize = 0;
    pub(crate) const LENGTH: usize = 8;
    /// Where the octets begin that the length counts.
    pub(crate) const COUNTED: usize = 12;
    pub(crate) const LEADER_EPOCH: usize = 12;
    pub(crate) const MAGIC: usize = 16;
    pub(crate) const CRC: usize = 17;
    pub(crate) const ATTRIBUTES: usize = 21;
    pub(crate) const LAST_OFFSET_DELTA: usize = 23;
    pub(crate) const BASE_TIMESTAMP: usize = 27;
    pub(crate) const MAX_TIMESTAMP: usize = 35;
    pub(crate) const PRODUCER_ID: usize = 43;
    pub(crate) const PRODUCER_EPOCH: usize = 51;
    pub(crate) const BASE_SEQUENCE: usize = 53;
    pub(crate) const COUNT: usize = 57;
    pub(crate) const RECORDS: usize = 61;
    /// Formats 0 and 1.
    pub(crate) const OLD_CRC: usize = 12;
    pub(crate) const OLD_ATTRIBUTES: usize = 17;
    /// Format 1.
    pub(crate) const OLD_TIMESTAMP: usize = 18;
}

pub(super) const TIMESTAMP_TYPE: i16 = 0x08;
const TRANSACTIONAL: i16 = 0x10;
const CONTROL: i16 = 0x20;
pub(super) const DELETE_HORIZON: i16 = 0x40;

/// A complete batch of a known format. Of formats 0 and 1, one message is a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    bytes: Bytes,
}

/// How the records of a batch are compressed. Numbers without a name are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compression(pub u8);

impl Compression {
    /// Not at all.
    pub const NONE: Compression = Compression(0);
    /// gzip (RFC 1952).
    pub const GZIP: Compression = Compression(1);
    /// Snappy in Java's framing.
    pub const SNAPPY: Compression = Compression(2);
    /// LZ4 frames.
    pub const LZ4: Compression = Compression(3);
    /// Zstandard (RFC 8878; KIP-110).
    pub const ZSTD: Compression = Compression(4);
}

/// Who set the timestamps of a batch (KIP-32).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimestampType {
    /// The producer, for each record.
    CreateTime,
    /// The broker, once for the batch.
    LogAppendTime,
}

/// Splits a `records` field into its batches.
///
/// The first error ends the iteration. Brokers may cut a fetched set off in the middle of its
/// last batch, which shows here as [`BatchError::Truncated`].
pub fn batches(records: Bytes) -> Batches {
    Batches { rest: records }
}

/// The iterator of [`batches`].
#[derive(Clone, Debug)]
pub struct Batches {
    rest: Bytes,
}

impl Iterator for Batches {
    type Item = Result<Batch, BatchError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let result = size(&self.rest).map(|size| Batch { bytes: self.rest.split_to(size) });
        if result.is_err() {
            self.rest = Bytes::new();
        }
        Some(result)
    }
}

/// The size of the batch at the front of the bytes, which has a known format and is complete.
pub(super) fn size(bytes: &[u8]) -> Result<usize, BatchError> {
    let left = bytes.len();
    if left <= at::MAGIC {
        return Err(BatchError::Truncated { needed: at::MAGIC + 1, left });
    }
    let length = i32::from_be_bytes(octets(bytes, at::LENGTH));
    let [magic] = octets::<1>(bytes, at::MAGIC);
    let least = match magic {
        // Offset and length, then CRC, format, attributes, and the lengths of key and value;
        // a timestamp in format 1.
        0 => 26,
        1 => 34,
        2 => at::RECORDS,
        other => return Err(BatchError::UnknownFormat(other as i8)),
    };
    let size = usize::try_from(length).map_or(0, |length| length + at::COUNTED);
    if size < least {
        return Err(BatchError::TooShort(length));
    }
    if size > left {
        return Err(BatchError::Truncated { needed: size, left });
    }
    Ok(size)
}

/// The octets at an offset that the header is known to have; zeros beyond it.
pub(super) fn octets<const N: usize>(bytes: &[u8], offset: usize) -> [u8; N] {
    let rest = bytes.get(offset..).unwrap_or_default();
    rest.first_chunk().copied().unwrap_or([0; N])
}

/// The checksum that the batch ought to carry: CRC-32C from the attributes on in format 2,
/// CRC-32 from the format on in the older ones.
pub(super) fn checksum(bytes: &[u8]) -> u32 {
    match octets::<1>(bytes, at::MAGIC) {
        [2] => crc32c::crc32c(bytes.get(at::ATTRIBUTES..).unwrap_or_default()),
        _ => crc32fast::hash(bytes.get(at::MAGIC..).unwrap_or_default()),
    }
}

impl Batch {
    /// The batch that takes up all of the bytes.
    pub fn new(bytes: Bytes) -> Result<Batch, BatchError> {
        match size(&bytes)? {
            size if size == bytes.len() => Ok(Batch { bytes }),
            size => Err(BatchError::Truncated { needed: size, left: bytes.len() }),
        }
    }

    /// All of the batch.
    pub fn as_bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// The format: 0, 1 or 2.
    pub fn magic(&self) -> i8 {
        i8::from_be_bytes(self.at(at::MAGIC))
    }

    /// The offset of the first record. In a compressed message of formats 0 and 1 this is the
    /// offset of the last one.
    pub fn base_offset(&self) -> i64 {
        i64::from_be_bytes(self.at(at::BASE_OFFSET))
    }

    /// The length field: the size of the batch without its first twelve octets.
    pub fn length(&self) -> i32 {
        i32::from_be_bytes(self.at(at::LENGTH))
    }

    /// The epoch of the leader that appended the batch; -1 in formats 0 and 1.
    pub fn leader_epoch(&self) -> i32 {
        self.field(at::LEADER_EPOCH, i32::from_be_bytes, -1)
    }

    /// The checksum that the batch carries.
    pub fn crc(&self) -> u32 {
        u32::from_be_bytes(self.at(if self.magic() == 2 { at::CRC } else { at::OLD_CRC }))
    }

    /// Whether the checksum fits the contents.
    pub fn is_intact(&self) -> bool {
        self.crc() == checksum(&self.bytes)
    }

    /// The attributes; of formats 0 and 1 the lower eight bits.
    pub fn attributes(&self) -> i16 {
        match self.magic() {
            2 => i16::from_be_bytes(self.at(at::ATTRIBUTES)),
            _ => i16::from(u8::from_be_bytes(self.at(at::OLD_ATTRIBUTES))),
        }
    }

    /// How the records are compressed.
    pub fn compression(&self) -> Compression {
        Compression((self.attributes() & 7) as u8)
    }

    /// Who set the timestamps; nobody in format 0.
    pub fn timestamp_type(&self) -> Option<TimestampType> {
        match self.magic() {
            0 => None,
            _ if self.attributes() & TIMESTAMP_TYPE != 0 => Some(TimestampType::LogAppendTime),
            _ => Some(TimestampType::CreateTime),
        }
    }

    /// Whether the batch belongs to a transaction.
    pub fn is_transactional(&self) -> bool {
        self.magic() == 2 && self.attributes() & TRANSACTIONAL != 0
    }

    /// Whether the batch is a control batch, such as a transaction's end.
    pub fn is_control(&self) -> bool {
        self.magic() == 2 && self.attributes() & CONTROL != 0
    }

    /// Whether the base timestamp is a delete horizon (KIP-534).
    pub fn has_delete_horizon(&self) -> bool {
        self.magic() == 2 && self.attributes() & DELETE_HORIZON != 0
    }

    /// The last record's distance from the first; 0 in formats 0 and 1.
    pub fn last_offset_delta(&self) -> i32 {
        self.field(at::LAST_OFFSET_DELTA, i32::from_be_bytes, 0)
    }

    /// The offset of the last record.
    pub fn last_offset(&self) -> i64 {
        self.base_offset().saturating_add(i64::from(self.last_offset_delta()))
    }

    /// The timestamp that those of the records count from, in milliseconds; -1 in format 0.
    pub fn base_timestamp(&self) -> i64 {
        self.timestamp(at::BASE_TIMESTAMP)
    }

    /// The largest timestamp of the records, in milliseconds; -1 in format 0.
    pub fn max_timestamp(&self) -> i64 {
        self.timestamp(at::MAX_TIMESTAMP)
    }

    /// The producer's id; -1 without one.
    pub fn producer_id(&self) -> i64 {
        self.field(at::PRODUCER_ID, i64::from_be_bytes, -1)
    }

    /// The producer's epoch; -1 without one.
    pub fn producer_epoch(&self) -> i16 {
        self.field(at::PRODUCER_EPOCH, i16::from_be_bytes, -1)
    }

    /// The sequence number of the first record; -1 without one.
    pub fn base_sequence(&self) -> i32 {
        self.field(at::BASE_SEQUENCE, i32::from_be_bytes, -1)
    }

    /// The sequence number of the last record, which follows 2^31 - 1 with 0; -1 without one.
    pub fn last_sequence(&self) -> i32 {
        match self.base_sequence() {
            -1 => -1,
            base => base.wrapping_add(self.last_offset_delta()) & i32::MAX,
        }
    }

    /// The number of records as the header says it, unchecked; 1 in formats 0 and 1.
    pub fn count(&self) -> i32 {
        self.field(at::COUNT, i32::from_be_bytes, 1)
    }

    /// What follows the header: the records of format 2, perhaps compressed; key and value of
    /// formats 0 and 1.
    pub fn contents(&self) -> Bytes {
        self.bytes.slice(self.header_size()..)
    }

    /// The same, as octets.
    pub(super) fn contents_slice(&self) -> &[u8] {
        self.bytes.get(self.header_size()..).unwrap_or_default()
    }

    fn header_size(&self) -> usize {
        match self.magic() {
            2 => at::RECORDS,
            1 => at::OLD_TIMESTAMP + 8,
            _ => at::OLD_TIMESTAMP,
        }
    }

    fn timestamp(&self, offset: usize) -> i64 {
        match self.magic() {
            0 => -1,
            1 => i64::from_be_bytes(self.at(at::OLD_TIMESTAMP)),
            _ => i64::from_be_bytes(self.at(offset)),
        }
    }

    fn field<T, const N: usize>(&self, offset: usize, read: fn([u8; N]) -> T, old: T) -> T {
        if self.magic() == 2 { read(self.at(offset)) } else { old }
    }

    fn at<const N: usize>(&self, offset: usize) -> [u8; N] {
        octets(&self.bytes, offset)
    }
}
