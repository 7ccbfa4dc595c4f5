//! Vectors written by `MemoryRecordsBuilder` of kafka-clients 4.4.0, and what we make of them.
//!
//! All start at offset 5. Format 2 has producer 77, epoch 3, sequence 9, is transactional, and
//! comes from leader epoch 4. "Patched" is the same after `setLastOffset(105)`,
//! `setMaxTimestamp(LOG_APPEND_TIME, 2000000)` (not in format 0) and, in format 2,
//! `setPartitionLeaderEpoch(12)`. The marker is `withEndTransactionMarker(5, 1000, 4, 77, 3,
//! COMMIT)` of coordinator epoch 8.

use bytes::Bytes;
use proptest::prelude::*;

use super::*;

const FORMAT_0: &str = "\
    00000000000000050000001257e7496e0000000000026b31000000027631000000000000000600000010d596\
    0a780000ffffffff000000027632\
";
const FORMAT_0_PATCHED: &str = "\
    00000000000000690000001257e7496e0000000000026b31000000027631000000000000006900000010d596\
    0a780000ffffffff000000027632\
";
const FORMAT_1: &str = "\
    00000000000000050000001ab1a6ec76010000000000000003e8000000026b31000000027631000000000000\
    000600000018ef17230e010000000000000003e9ffffffff000000027632\
";
const FORMAT_1_PATCHED: &str = "\
    00000000000000690000001a8f0b2e2b010800000000001e8480000000026b31000000027631000000000000\
    0069000000189791ba33010800000000001e8480ffffffff000000027632\
";
const FORMAT_1_GZIP: &str = "\
    0000000000000006000000515a2b9eaa010100000000000003e9ffffffff0000003b1f8b08000000000000ff\
    63608003a98dcbde94314239cc2f800453b621882c33840a822425de8b2bf3c155bdfc0f0460354600d084e0\
    744a000000\
";
const FORMAT_2: &str = "\
    00000000000000050000005800000004029cd7fd7200100000000200000000000003e8000000000012d68700\
    0000000000004d0003000000090000000322000000046b310476310402680278026e011600beca9601020104\
    76320010000104046b330100\
";
const FORMAT_2_PATCHED: &str = "\
    0000000000000067000000580000000c02e261b0b700180000000200000000000003e800000000001e848000\
    0000000000004d0003000000090000000322000000046b310476310402680278026e011600beca9601020104\
    76320010000104046b330100\
";
const FORMAT_2_GZIP: &str = "\
    00000000000000050000006c0000000402d764c55a00110000000200000000000003e8000000000012d68700\
    0000000000004d000300000009000000031f8b08000000000000ff5362606060c9366429336461ca60aa60ca\
    631463d8776a1a2313234b9911830003230b4bb6312303004fce4c3d27000000\
";
const MARKER: &str = "\
    000000000000000500000042000000040240aeef3300300000000000000000000003e800000000000003e800\
    0000000000004d0003ffffffff000000012000000008000000010c00000000000800\
";

fn hex(text: &str) -> Vec<u8> {
    let octet = |at| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
    (0..text.len()).step_by(2).map(octet).collect()
}

fn all(text: &str) -> Vec<Batch> {
    batches(hex(text).into()).collect::<Result<_, _>>().unwrap()
}

fn only(text: &str) -> Batch {
    Batch::new(hex(text).into()).unwrap()
}

fn written_records() -> Vec<Record> {
    let some = |text: &'static str| Some(Bytes::from(text));
    let headers = vec![
        RecordHeader { key: "h".into(), value: some("x") },
        RecordHeader { key: "n".into(), value: None },
    ];
    vec![
        Record { offset: 5, timestamp: 1000, key: some("k1"), value: some("v1"), headers },
        Record { offset: 6, timestamp: 1_234_567, value: some("v2"), ..Record::default() },
        Record { offset: 7, timestamp: 999, key: some("k3"), ..Record::default() },
    ]
}

#[test]
fn checksums_of_all_formats_fit() {
    for text in [FORMAT_0, FORMAT_1, FORMAT_1_GZIP, FORMAT_2, FORMAT_2_GZIP, MARKER] {
        assert!(all(text).iter().all(Batch::is_intact));
        let mut damaged = hex(text);
        *damaged.last_mut().unwrap() ^= 1;
        assert!(!batches(damaged.into()).all(|batch| batch.unwrap().is_intact()));
    }
}

#[test]
fn a_header_of_format_2_is_read() {
    let batch = only(FORMAT_2);
    assert_eq!((batch.magic(), batch.base_offset(), batch.last_offset()), (2, 5, 7));
    assert_eq!((batch.leader_epoch(), batch.count()), (4, 3));
    assert_eq!((batch.base_timestamp(), batch.max_timestamp()), (1000, 1_234_567));
    assert_eq!((batch.producer_id(), batch.producer_epoch()), (77, 3));
    assert_eq!((batch.base_sequence(), batch.last_sequence()), (9, 11));
    assert_eq!(batch.timestamp_type(), Some(TimestampType::CreateTime));
    assert_eq!(batch.compression(), Compression::NONE);
    assert!(batch.is_transactional() && !batch.is_control() && !batch.has_delete_horizon());
    assert_eq!(only(FORMAT_2_GZIP).compression(), Compression::GZIP);
    assert!(only(MARKER).is_control());
}

#[test]
fn each_message_of_an_old_format_is_a_batch() {
    let old = all(FORMAT_1);
    assert_eq!(old.iter().map(Batch::base_offset).collect::<Vec<_>>(), [5, 6]);
    assert_eq!(old.iter().map(Batch::max_timestamp).collect::<Vec<_>>(), [1000, 1001]);
    assert_eq!((old[0].producer_id(), old[0].leader_epoch(), old[0].count()), (-1, -1, 1));
    assert_eq!(old[0].contents(), hex("000000026b31000000027631"));
    let oldest = all(FORMAT_0);
    assert_eq!((oldest.len(), oldest[1].max_timestamp()), (2, -1));
    assert_eq!(oldest[0].contents(), old[0].contents());
    assert_eq!(oldest[0].timestamp_type(), None);
    assert_eq!(only(FORMAT_1_GZIP).compression(), Compression::GZIP);
    assert_eq!(old[0].records().map(|_| ()), Err(BatchError::Unreadable));
}

#[test]
fn patches_are_those_of_kafka() {
    let pairs =
        [(FORMAT_0, FORMAT_0_PATCHED), (FORMAT_1, FORMAT_1_PATCHED), (FORMAT_2, FORMAT_2_PATCHED)];
    for (before, after) in pairs {
        let mut bytes = hex(before);
        let mut rest = &mut bytes[..];
        while !rest.is_empty() {
            let (mut batch, next) = BatchMut::split(rest).unwrap();
            batch.set_base_offset(if before == FORMAT_2 { 103 } else { 105 });
            batch.set_log_append_time(2_000_000);
            batch.set_leader_epoch(12);
            rest = next;
        }
        assert_eq!(bytes, hex(after));
    }
}

#[test]
fn records_of_format_2_are_read() {
    let records: Vec<_> = only(FORMAT_2).records().unwrap().map(Result::unwrap).collect();
    assert_eq!(records, written_records());
    assert!(only(FORMAT_2_GZIP).records().is_err());
}

#[test]
fn batches_are_built_as_kafka_builds_them() {
    let builder = BatchBuilder {
        base_offset: 5,
        leader_epoch: 4,
        attributes: 0x10,
        producer_id: 77,
        producer_epoch: 3,
        base_sequence: 9,
        ..BatchBuilder::default()
    };
    let builder = written_records().into_iter().fold(builder, BatchBuilder::record);
    assert_eq!(builder.build(), hex(FORMAT_2));
}

#[test]
fn a_transaction_marker_is_built_as_kafka_builds_it() {
    let builder = BatchBuilder {
        base_offset: 5,
        leader_epoch: 4,
        attributes: BatchBuilder::TRANSACTION_MARKER,
        producer_id: 77,
        producer_epoch: 3,
        ..BatchBuilder::default()
    };
    let commit = Record {
        timestamp: 1000,
        key: Some(Bytes::from_static(&[0, 0, 0, 1])),
        value: Some(Bytes::from_static(&[0, 0, 0, 0, 0, 8])),
        ..Record::default()
    };
    assert_eq!(builder.record(commit).build(), hex(MARKER));
}

#[test]
fn a_cut_off_batch_ends_the_iteration() {
    let whole = hex(FORMAT_2);
    for end in 1..whole.len() {
        let found: Vec<_> = batches(Bytes::copy_from_slice(&whole[..end])).collect();
        assert!(matches!(found[..], [Err(BatchError::Truncated { left, .. })] if left == end));
    }
    let two = [whole.clone(), whole[..20].to_vec()].concat();
    let found: Vec<_> = batches(two.into()).map(|batch| batch.is_ok()).collect();
    assert_eq!(found, [true, false]);
}

#[test]
fn lengths_and_formats_that_cannot_be_are_refused() {
    let with = |at: usize, octets: &[u8]| {
        let mut bytes = hex(FORMAT_2);
        bytes[at..at + octets.len()].copy_from_slice(octets);
        Batch::new(bytes.into()).map(|_| ())
    };
    assert_eq!(with(8, &[0xff; 4]), Err(BatchError::TooShort(-1)));
    assert_eq!(with(8, &[0, 0, 0, 48]), Err(BatchError::TooShort(48)));
    assert_eq!(with(16, &[3]), Err(BatchError::UnknownFormat(3)));
    let needed = i32::MAX as usize + 12;
    let left = hex(FORMAT_2).len();
    assert_eq!(with(8, &[0x7f, 0xff, 0xff, 0xff]), Err(BatchError::Truncated { needed, left }));
}

proptest! {
    #[test]
    fn damaged_batches_never_panic(position: prop::sample::Index, octet: u8, count: i32) {
        let mut bytes = hex(FORMAT_2);
        bytes[57..61].copy_from_slice(&count.to_be_bytes());
        let position = position.index(bytes.len());
        bytes[position] = octet;
        if let Ok((mut batch, _)) = BatchMut::split(&mut bytes) {
            batch.set_log_append_time(1);
        }
        for batch in batches(bytes.into()).flatten() {
            prop_assert!(batch.last_sequence() >= -1);
            prop_assert!(batch.records().map_or(0, Iterator::count) <= batch.as_bytes().len());
        }
    }

    #[test]
    fn records_survive_a_batch(
        values in proptest::collection::vec((any::<i64>(), any::<Option<Vec<u8>>>()), 1..5),
    ) {
        let mut written = Vec::new();
        let mut builder = BatchBuilder::default();
        for (offset, (timestamp, value)) in (0..).zip(values) {
            // Deltas wider than 64 bits do not exist in practice, and a batch cannot say them.
            let timestamp = timestamp >> 2;
            let value = value.map(Bytes::from);
            written.push(Record { offset, timestamp, value, ..Record::default() });
            builder = builder.record(written[written.len() - 1].clone());
        }
        let batch = Batch::new(builder.build()).unwrap();
        prop_assert!(batch.is_intact());
        let read: Vec<_> = batch.records().unwrap().map(Result::unwrap).collect();
        prop_assert_eq!(read, written);
    }
}
