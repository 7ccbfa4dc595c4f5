//! Writing an uncompressed batch of format 2 (KIP-98).

use bytes::{BufMut as _, Bytes, BytesMut};

use super::batch::{at, checksum};
use super::{Record, RecordView};

/// What a batch is built from. The records' offsets follow from their order and `base_offset`.
#[derive(Clone, Debug)]
pub struct BatchBuilder {
    /// The offset of the first record.
    pub base_offset: i64,
    /// The epoch of the leader; -1 when a producer writes.
    pub leader_epoch: i32,
    /// The attributes; a compression that they name is the caller's lie.
    pub attributes: i16,
    /// The producer's id, or -1.
    pub producer_id: i64,
    /// The producer's epoch, or -1.
    pub producer_epoch: i16,
    /// The sequence number of the first record, or -1.
    pub base_sequence: i32,
    /// The records, in order.
    pub records: Vec<Record>,
}

impl Default for BatchBuilder {
    fn default() -> BatchBuilder {
        BatchBuilder {
            base_offset: 0,
            leader_epoch: -1,
            attributes: 0,
            producer_id: -1,
            producer_epoch: -1,
            base_sequence: -1,
            records: Vec::new(),
        }
    }
}

impl BatchBuilder {
    /// The attributes of a control batch that ends a transaction.
    pub const TRANSACTION_MARKER: i16 = 0x30;

    /// Appends a record; its offset does not matter.
    #[must_use]
    pub fn record(mut self, record: Record) -> BatchBuilder {
        self.records.push(record);
        self
    }

    /// The batch's bytes. Records beyond 2^31 - 1 octets in all do not fit in a batch, and its
    /// length field is then wrong.
    pub fn build(&self) -> Bytes {
        let timestamps = || self.records.iter().map(|record| record.timestamp);
        let base_timestamp = timestamps().next().unwrap_or(-1);
        let count = i32::try_from(self.records.len()).unwrap_or(i32::MAX);
        let mut out = BytesMut::new();
        out.put_i64(self.base_offset);
        out.put_i32(0); // length, see below
        out.put_i32(self.leader_epoch);
        out.put_i8(2);
        out.put_u32(0); // checksum, see below
        out.put_i16(self.attributes);
        out.put_i32((count - 1).max(0));
        out.put_i64(base_timestamp);
        out.put_i64(timestamps().max().unwrap_or(-1));
        out.put_i64(self.producer_id);
        out.put_i16(self.producer_epoch);
        out.put_i32(self.base_sequence);
        out.put_i32(count);
        let mut body = BytesMut::new();
        for (delta, record) in (0..).zip(&self.records) {
            body.clear();
            body.put_i8(0);
            varlong(&mut body, record.timestamp.wrapping_sub(base_timestamp));
            varlong(&mut body, delta);
            contents(&mut body, record);
            sized(&mut out, Some(&body));
        }
        let length = i32::try_from(out.len() - at::COUNTED).unwrap_or(i32::MAX);
        put(&mut out, at::LENGTH, length.to_be_bytes());
        let crc = checksum(&out);
        put(&mut out, at::CRC, crc.to_be_bytes());
        out.freeze()
    }
}

/// A record with another distance from the base timestamp.
pub(super) fn restamped(out: &mut BytesMut, record: &RecordView<'_>, timestamp_delta: i64) {
    let mut body = BytesMut::with_capacity(record.raw.len() + 9);
    body.put_i8(0);
    varlong(&mut body, timestamp_delta);
    varlong(&mut body, record.offset_delta);
    body.put_slice(record.after_offset());
    sized(out, Some(&body));
}

fn contents(body: &mut BytesMut, record: &Record) {
    sized(body, record.key.as_deref());
    sized(body, record.value.as_deref());
    varlong(body, i64::try_from(record.headers.len()).unwrap_or(i64::MAX));
    for header in &record.headers {
        sized(body, Some(&header.key));
        sized(body, header.value.as_deref());
    }
}

fn put(out: &mut BytesMut, offset: usize, octets: [u8; 4]) {
    if let Some(place) = out.get_mut(offset..offset + 4) {
        place.copy_from_slice(&octets);
    }
}

fn sized(out: &mut BytesMut, octets: Option<&[u8]>) {
    let length = octets.map(<[u8]>::len);
    varlong(out, length.map_or(-1, |length| i64::try_from(length).unwrap_or(i64::MAX)));
    out.put_slice(octets.unwrap_or_default());
}

fn varlong(out: &mut BytesMut, value: i64) {
    let mut zigzag = ((value << 1) ^ (value >> 63)) as u64;
    while zigzag > 0x7f {
        out.put_u8(zigzag as u8 | 0x80);
        zigzag >>= 7;
    }
    out.put_u8(zigzag as u8);
}
