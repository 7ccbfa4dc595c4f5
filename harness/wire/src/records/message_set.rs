//! The messages of formats 0 and 1 (before KIP-98), compressed ones opened: a message set becomes
//! records, and records a message set, which is never compressed.
//!
//! A compressed message holds a message set; in format 1 the offsets inside count from 0 and the
//! message has that of the last one (KIP-31), in format 0 they are absolute. Format 0 has no
//! timestamps. LZ4 in format 0 has a header checksum of its own making (KAFKA-3160), which is
//! mended before the frame is read.

use bytes::{Buf as _, BufMut as _, Bytes, BytesMut};

use super::batch::at;
use super::{Batch, BatchError, Compression, Record, TimestampType, batches};

const NO_TIMESTAMP: i64 = -1;

/// The records of a message set, from what at most `limit` octets come out.
pub fn messages(set: Bytes, limit: usize) -> Result<Vec<Record>, BatchError> {
    let mut out = Vec::new();
    let mut left = limit;
    for message in batches(set) {
        let message = message?;
        match message.compression() {
            Compression::NONE => out.push(plain(&message)?),
            packed => inner(&message, packed, &mut left, &mut out)?,
        }
    }
    Ok(out)
}

fn plain(message: &Batch) -> Result<Record, BatchError> {
    if message.magic() > 1 {
        return Err(BatchError::Unreadable);
    }
    let (key, value) = key_and_value(message).ok_or(BatchError::MalformedRecord(0))?;
    let (offset, timestamp) = (message.base_offset(), message.max_timestamp());
    Ok(Record { offset, timestamp, key, value, headers: Vec::new() })
}

fn key_and_value(message: &Batch) -> Option<(Option<Bytes>, Option<Bytes>)> {
    let mut contents = message.contents();
    let mut sized = || match contents.try_get_i32().ok()? {
        -1 => Some(None),
        length => {
            let length = usize::try_from(length).ok().filter(|it| *it <= contents.len())?;
            Some(Some(contents.split_to(length)))
        }
    };
    let both = (sized()?, sized()?);
    contents.is_empty().then_some(both)
}

fn inner(
    message: &Batch,
    packed: Compression,
    left: &mut usize,
    out: &mut Vec<Record>,
) -> Result<(), BatchError> {
    let value = plain(message)?.value.unwrap_or_default();
    let value = match (message.magic(), packed) {
        (0, Compression::LZ4) => mended(&value),
        _ => value,
    };
    let set = packed.decompress(&value, *left)?;
    *left -= set.len();
    let first = out.len();
    for message in batches(set) {
        let message = message?;
        if message.compression() != Compression::NONE {
            return Err(BatchError::Unreadable);
        }
        out.push(plain(&message)?);
    }
    let added = out.get_mut(first..).unwrap_or_default();
    let last = added.last().map_or(0, |it| it.offset);
    for record in added {
        if message.magic() == 1 {
            record.offset = record.offset.wrapping_add(message.base_offset().wrapping_sub(last));
        }
        if message.timestamp_type() == Some(TimestampType::LogAppendTime) {
            record.timestamp = message.max_timestamp();
        }
    }
    Ok(())
}

/// The checksum of the frame's descriptor leaves the magic number out, Kafka's first clients did
/// not.
fn mended(frame: &Bytes) -> Bytes {
    const MAGIC: usize = 4;
    const HAS_CONTENT_SIZE: u8 = 0x08;
    let mut frame = BytesMut::from(&frame[..]);
    let size = match frame.get(MAGIC) {
        Some(flags) if flags & HAS_CONTENT_SIZE != 0 => 10,
        _ => 2,
    };
    if let Some(descriptor) = frame.get(MAGIC..MAGIC + size) {
        let sum = twox_hash::XxHash32::oneshot(0, descriptor);
        if let Some(place) = frame.get_mut(MAGIC + size) {
            *place = (sum >> 8) as u8;
        }
    }
    frame.freeze()
}

/// An uncompressed message set of format 0 or 1. Headers have no place in it.
pub fn message_set(records: &[Record], magic: u8) -> Bytes {
    let mut out = BytesMut::new();
    for record in records {
        let start = out.len();
        out.put_i64(record.offset);
        out.put_i32(0); // length, see below
        out.put_u32(0); // checksum, see below
        out.put_u8(magic);
        out.put_u8(0);
        if magic == 1 {
            out.put_i64(record.timestamp.max(NO_TIMESTAMP));
        }
        for octets in [&record.key, &record.value] {
            let length = octets.as_ref().map(|it| i32::try_from(it.len()).unwrap_or(i32::MAX));
            out.put_i32(length.unwrap_or(-1));
            out.put_slice(octets.as_deref().unwrap_or_default());
        }
        let Some(message) = out.get_mut(start..) else { continue };
        let length = i32::try_from(message.len() - at::COUNTED).unwrap_or(i32::MAX);
        let crc = super::batch::checksum(message);
        for (place, number) in
            [(at::LENGTH, length.to_be_bytes()), (at::OLD_CRC, crc.to_be_bytes())]
        {
            if let Some(place) = message.get_mut(place..place + 4) {
                place.copy_from_slice(&number);
            }
        }
    }
    out.freeze()
}

#[cfg(test)]
mod tests {
    use super::super::CompressionError;
    use super::*;

    /// `MemoryRecords.withRecords` of kafka-clients 4.3.1: offset 5, (k, v) and (null, v); format
    /// 1 at 1000000 ms. gzip, Snappy, LZ4.
    const FORMAT_0: [&str; 3] = [
        "000000000000000600000039dc0b869b0001ffffffff0000002b1f8b08000000000000ff63600003562016907f\
         739d0bcc63cc061165102906366c7200afe1114b38000000",
        "000000000000000600000047287310540002ffffffff0000003982534e41505059000000000100000001000000\
         2538000009012405000000101fecd70a00010118016b0000000176010b1000000006004a1c00",
        "000000000000000600000043ac2507000003ffffffff0000003504224d1860401a260000001200010091050000\
         00101fecd70a0f0071016b00000001760c003b0000061c0050000000017600000000",
    ];
    const FORMAT_1: [&str; 3] = [
        "00000000000000060000004e6d479fe5010100000000000f4240ffffffff000000381f8b08000000000000ff63\
         60800309e5d721d28c1036bf93039064cc06116550799094f8b5ecfa8b0835ff8100ac040069cde740470000\
         00",
        "0000000000000006000000637bbebc13010200000000000f4240ffffffff0000004d82534e4150505900000000\
         0100000001000000394700001901141823eb541b0109101c0f4240000000016b0105007609130000011b1017d6\
         6b7fd10109380000000f4240ffffffff0000000176",
        "00000000000000060000005a89e8c414010300000000000f4240ffffffff0000004404224d1860408235000000\
         16000100621823eb541b011000800f4240000000016b05001276130010001b005017d66b7fd1090002240090ff\
         ffffff000000017600000000",
    ];

    fn hex(text: &str) -> Bytes {
        let octet = |at| u8::from_str_radix(&text[at..at + 2], 16).expect("hexadecimal");
        (0..text.len()).step_by(2).map(octet).collect()
    }

    fn expected(timestamp: i64) -> [Record; 2] {
        let v = Some(Bytes::from_static(b"v"));
        let k = Some(Bytes::from_static(b"k"));
        let record =
            |offset, key| Record { offset, timestamp, key, value: v.clone(), headers: Vec::new() };
        [record(5, k), record(6, None)]
    }

    #[test]
    fn compressed_messages_of_old_formats_are_opened() {
        for (set, timestamp) in
            FORMAT_0.map(|it| (it, -1)).into_iter().chain(FORMAT_1.map(|it| (it, 1_000_000)))
        {
            let mut records = messages(hex(set), 1_000).expect("records");
            if timestamp == -1 {
                // Both of those records were given a key.
                assert_eq!(records[1].key.take(), records[0].key);
            }
            assert_eq!(records, expected(timestamp));
        }
    }

    #[test]
    fn what_a_message_set_inflates_to_is_bounded() {
        let compression = Compression::GZIP;
        let too_large = CompressionError::TooLarge { compression, limit: 40 };
        assert_eq!(messages(hex(FORMAT_0[0]), 40), Err(too_large.into()));
    }

    #[test]
    fn message_sets_are_read_as_they_were_written() {
        for (magic, timestamp) in [(0, -1), (1, 1_000_000)] {
            let set = message_set(&expected(timestamp), magic);
            assert!(batches(set.clone()).all(|it| it.expect("a message").is_intact()));
            assert_eq!(messages(set, 0), Ok(expected(timestamp).to_vec()));
        }
    }

    /// The octets are those of `FORMAT_1` in `tests.rs`, written by kafka-clients 4.4.0.
    #[test]
    fn a_message_set_is_written_as_kafka_writes_it() {
        let some = |text: &'static str| Some(Bytes::from(text));
        let record = |offset, timestamp, key, value| Record {
            offset,
            timestamp,
            key,
            value,
            headers: Vec::new(),
        };
        let records =
            [record(5, 1_000, some("k1"), some("v1")), record(6, 1_001, None, some("v2"))];
        let expected = "00000000000000050000001ab1a6ec76010000000000000003e8000000026b310000000276\
                        31000000000000000600000018ef17230e010000000000000003e9ffffffff000000027632";
        assert_eq!(message_set(&records, 1), hex(expected));
    }

    #[test]
    fn damage_never_panics() {
        for set in FORMAT_0.into_iter().chain(FORMAT_1) {
            let whole = hex(set);
            for position in 0..whole.len() {
                for octet in [0, 1, 0x7f, 0xff] {
                    let mut damaged = whole.to_vec();
                    damaged[position] = octet;
                    let read = messages(damaged.into(), 1_000);
                    assert!(read.map_or(0, |it| it.len()) < 100);
                }
            }
        }
    }
}
