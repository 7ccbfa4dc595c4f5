//! The log against what was appended to it.

use bytes::{Bytes, BytesMut};
use kerbside_kafka_wire::ErrorCode;
use kerbside_kafka_wire::records::{Batch, BatchBuilder, Compression, Record, batches};
use proptest::prelude::*;

use super::*;
use crate::cluster::TopicConfigs;

fn settings(pairs: &[(&str, &str)]) -> TopicSettings {
    let configs = pairs.iter().map(|(name, value)| (Arc::from(*name), Arc::from(*value)));
    TopicSettings::resolve(&configs.collect(), &TopicConfigs::new())
}

fn check_under(
    bytes: &[u8],
    version: i16,
    settings: &TopicSettings,
) -> Result<Checked, AppendRefusal> {
    let limits =
        Limits { topic: "t", partition: 3, settings, now_ms: 1_000_000, inflated_max: 10_000 };
    check_records(Some(&Bytes::copy_from_slice(bytes)), version, limits)
}

fn builder(timestamps: &[i64]) -> BatchBuilder {
    let record = |timestamp: &i64| Record {
        timestamp: *timestamp,
        value: Some(Bytes::from(vec![b'x'; 20])),
        ..Record::default()
    };
    timestamps.iter().map(record).fold(BatchBuilder::default(), BatchBuilder::record)
}

fn batch(timestamps: &[i64]) -> Batch {
    Batch::new(builder(timestamps).build()).expect("a batch")
}

fn idempotent(epoch: i16, sequence: i32, count: usize) -> Batch {
    let mut builder = builder(&vec![1; count]);
    (builder.producer_id, builder.producer_epoch) = (9, epoch);
    builder.base_sequence = sequence;
    Batch::new(builder.build()).expect("a batch")
}

fn everything() -> ReadLimit {
    ReadLimit { max_bytes: usize::MAX, first_batch: FirstBatch::Whole, before: i64::MAX }
}

fn check(bytes: &[u8], version: i16) -> Result<Checked, AppendRefusal> {
    check_under(bytes, version, &TopicSettings::default())
}

#[test]
fn a_stored_batch_differs_in_offset_and_epoch_alone() {
    let mut log = PartitionLog::default();
    log.append(&batch(&[1, 2, 3]), 5).expect("appended");
    let appended = log.append(&batch(&[4]), 5).expect("appended");
    assert_eq!(appended.base_offset, 3);
    let read = log.read(3, everything()).expect("in range");
    let original = batch(&[4]);
    assert_eq!(read.len(), original.as_bytes().len());
    assert_eq!(read[16..], original.as_bytes()[16..]);
    let stored = Batch::new(read).expect("a batch");
    assert_eq!((stored.base_offset(), stored.leader_epoch()), (3, 5));
    assert!(stored.is_intact());
}

#[test]
fn a_read_begins_with_the_batch_that_holds_the_offset() {
    let mut log = PartitionLog::default();
    log.append(&batch(&[1, 2, 3]), 0).expect("appended");
    log.append(&batch(&[4, 5]), 0).expect("appended");
    let bases = |bytes| batches(bytes).map(|it| it.expect("whole").base_offset());
    assert!(bases(log.read(2, everything()).expect("in range")).eq([0, 3]));
    assert!(bases(log.read(3, everything()).expect("in range")).eq([3]));
    assert_eq!(log.read(5, everything()), Ok(Bytes::new()));
    assert_eq!(log.read(6, everything()), Err(OutOfRange));
    assert_eq!(log.read(-1, everything()), Err(OutOfRange));
}

#[test]
fn a_limit_cuts_between_batches_and_spares_the_first() {
    let mut log = PartitionLog::default();
    for _ in 0..3 {
        log.append(&batch(&[1]), 0).expect("appended");
    }
    let size = batch(&[1]).as_bytes().len();
    let read = |log: &mut PartitionLog, max_bytes, first_batch| {
        let limit = ReadLimit { max_bytes, first_batch, before: i64::MAX };
        log.read(0, limit).expect("in range").len()
    };
    assert_eq!(read(&mut log, size * 2 + 1, FirstBatch::Whole), size * 2);
    assert_eq!(read(&mut log, 1, FirstBatch::Whole), size);
    assert_eq!(read(&mut log, 1, FirstBatch::WithinLimit), 0);
    let before = ReadLimit { before: 2, ..everything() };
    assert_eq!(log.read(0, before).expect("in range").len(), size * 2);
    assert_eq!(log.available(1, 3, usize::MAX), size * 2);
}

#[test]
fn a_repeated_batch_is_answered_with_its_first_offset() {
    let mut log = PartitionLog::default();
    for sequence in [0, 2, 4, 6, 8, 10] {
        log.append(&idempotent(0, sequence, 2), 0).expect("in order");
    }
    let again = |log: &mut PartitionLog, sequence| log.append(&idempotent(0, sequence, 2), 0);
    assert_eq!(again(&mut log, 10).map(|it| it.base_offset), Ok(10));
    assert_eq!(again(&mut log, 2).map(|it| it.base_offset), Ok(2));
    // The sixth last is forgotten.
    assert_eq!(
        again(&mut log, 0).map_err(|it| it.code()),
        Err(ErrorCode::OUT_OF_ORDER_SEQUENCE_NUMBER)
    );
    assert_eq!(log.end_offset(), 12);
}

#[test]
fn sequence_numbers_have_no_gaps_and_epochs_no_way_back() {
    let mut log = PartitionLog::default();
    log.append(&idempotent(1, 7, 1), 0).expect("an unknown producer starts anywhere");
    let mut code = |epoch, sequence| {
        log.append(&idempotent(epoch, sequence, 1), 0).map(drop).map_err(|it| it.code())
    };
    assert_eq!(code(1, 9), Err(ErrorCode::OUT_OF_ORDER_SEQUENCE_NUMBER));
    assert_eq!(code(0, 8), Err(ErrorCode::INVALID_PRODUCER_EPOCH));
    assert_eq!(code(2, 8), Err(ErrorCode::OUT_OF_ORDER_SEQUENCE_NUMBER));
    assert_eq!(code(2, 0), Ok(()));
    assert_eq!(code(1, 8), Err(ErrorCode::INVALID_PRODUCER_EPOCH));
}

#[test]
fn sequence_numbers_wrap_to_zero() {
    let mut log = PartitionLog::default();
    log.append(&idempotent(0, i32::MAX - 1, 2), 0).expect("the last two");
    assert!(log.append(&idempotent(0, 0, 1), 0).is_ok());
}

#[test]
fn records_that_a_client_may_not_send_are_refused() {
    let good = builder(&[1]).build();
    assert!(check(&good, 3).is_ok());
    let mut flipped = good.to_vec();
    flipped[70] ^= 1;
    assert_eq!(check(&flipped, 3), Err(AppendRefusal::Corrupt));
    assert_eq!(check(&[], 3), Err(AppendRefusal::BatchCount(0)));
    assert_eq!(check(&[good.clone(), good.clone()].concat(), 3), Err(AppendRefusal::BatchCount(2)));
    assert_eq!(check(&good[..40], 3).map_err(|it| it.code()), Err(ErrorCode::CORRUPT_MESSAGE));
    let mut control = builder(&[1]);
    control.attributes = 0x20;
    assert_eq!(check(&control.build(), 3).map_err(|it| it.code()), Err(ErrorCode::INVALID_RECORD));
    let zstd = batch(&[1]).compressed(Compression::ZSTD, -1).expect("compressed");
    assert_eq!(check(zstd.as_bytes(), 6), Err(AppendRefusal::ZstdTooEarly(6)));
    assert!(check(zstd.as_bytes(), 7).is_ok());
    let mut lie = builder(&[1]);
    lie.attributes = 4;
    assert_eq!(check(&lie.build(), 7).map_err(|it| it.code()), Err(ErrorCode::INVALID_RECORD));
    let late = builder(&[1_000_000 + 3_600_001]).build();
    assert_eq!(check(&late, 3).map_err(|it| it.code()), Err(ErrorCode::INVALID_TIMESTAMP));
    let large = check_under(&good, 3, &settings(&[("max.message.bytes", "60")]));
    assert_eq!(large.map_err(|it| it.code()), Err(ErrorCode::MESSAGE_TOO_LARGE));
}

#[test]
fn offsets_are_found_by_timestamp() {
    let mut log = PartitionLog::default();
    assert_eq!(log.find(OffsetQuery(0), 0, 0, 10_000), FoundOffset::NONE);
    let first = batch(&[10, 30, 20]).compressed(Compression::SNAPPY, -1).expect("compressed");
    log.append(&first, 0).expect("appended");
    log.append(&batch(&[40, 50]), 1).expect("appended");
    let mut find = |query| {
        let found = log.find(OffsetQuery(query), 5, 1, 10_000);
        (found.offset, found.timestamp, found.leader_epoch)
    };
    assert_eq!(find(-2), (0, -1, 0));
    assert_eq!(find(-1), (5, -1, 1));
    assert_eq!(find(-3), (4, 50, 1));
    assert_eq!(find(0), (0, 10, 0));
    assert_eq!(find(15), (1, 30, 0));
    assert_eq!(find(31), (3, 40, 1));
    assert_eq!(find(51), (-1, -1, -1));
    assert_eq!(find(-5), (-1, -1, -1));
}

#[test]
fn a_record_before_the_start_is_not_found_by_its_timestamp() {
    let mut log = PartitionLog::default();
    log.append(&batch(&[30, 10]), 0).expect("appended");
    log.append(&batch(&[40]), 0).expect("appended");
    log.advance_start(1).expect("in range");
    assert_eq!(log.find(OffsetQuery(20), 3, 0, 10_000).offset, 2);
    assert_eq!(log.find(OffsetQuery(5), 3, 0, 10_000).offset, 1);
}

#[test]
fn the_oldest_version_lists_where_segments_begin() {
    let mut log = PartitionLog::default();
    assert_eq!(log.offsets_before(OffsetQuery::LATEST, 9), [0]);
    log.configure(&settings(&[("internal.segment.bytes", "200")]), 0);
    for timestamp in [10, 20, 30] {
        log.append(&batch(&[timestamp, timestamp]), 0).expect("appended");
    }
    assert_eq!(log.offsets_before(OffsetQuery::LATEST, 9), [6, 4, 2, 0]);
    assert_eq!(log.offsets_before(OffsetQuery::LATEST, 1), [6]);
    assert_eq!(log.offsets_before(OffsetQuery::EARLIEST, 9), [0]);
    assert_eq!(log.offsets_before(OffsetQuery(20), 9), [2, 0]);
    assert_eq!(log.offsets_before(OffsetQuery(5), 9), [0i64; 0]);
}

#[test]
fn the_start_moves_within_a_batch_and_frees_the_ones_before() {
    let mut log = PartitionLog::default();
    for _ in 0..3 {
        log.append(&batch(&[1, 2]), 0).expect("appended");
        log.read(0, everything()).expect("in range");
    }
    log.advance_start(3).expect("in range");
    assert_eq!(log.start_offset(), 3);
    assert_eq!(log.read(2, everything()), Err(OutOfRange));
    let first = batches(log.read(3, everything()).expect("in range")).next();
    assert_eq!(first.expect("one").expect("whole").base_offset(), 2);
    assert_eq!(log.advance_start(7), Err(OutOfRange));
    log.advance_start(6).expect("all of it");
    assert_eq!(log.size(), 0);
    log.append(&batch(&[9]), 0).expect("appended");
    let bytes = log.read(6, everything()).expect("in range");
    assert_eq!(Batch::new(bytes).expect("a batch").base_offset(), 6);
}

#[test]
fn epochs_end_where_the_next_begins() {
    let mut log = PartitionLog::default();
    log.append(&batch(&[1, 2]), 0).expect("appended");
    log.append(&batch(&[3]), 3).expect("appended");
    let end = |epoch, end_offset| Some(EpochEnd { epoch, end_offset });
    assert_eq!(log.epoch_end(0, 3), end(0, 2));
    assert_eq!(log.epoch_end(2, 3), end(0, 2));
    assert_eq!(log.epoch_end(3, 3), end(3, 3));
    assert_eq!(log.epoch_end(4, 3), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// However reads and appends interleave, a reader gets every octet once and in order.
    #[test]
    fn a_reader_sees_what_was_appended(
        steps in proptest::collection::vec((1usize..4, any::<bool>(), 1usize..40_000), 1..60),
    ) {
        let mut log = PartitionLog::default();
        let mut appended = BytesMut::new();
        let mut read = BytesMut::new();
        let mut position = 0;
        for (count, reads, size) in steps {
            let mut builder = BatchBuilder::default();
            for _ in 0..count {
                let value = Some(Bytes::from(vec![7; size]));
                builder = builder.record(Record { value, ..Record::default() });
            }
            builder.base_offset = log.end_offset();
            builder.leader_epoch = 0;
            let bytes = builder.build();
            appended.extend_from_slice(&bytes);
            log.append(&Batch::new(bytes).expect("a batch"), 0).expect("appended");
            while reads && position < log.end_offset() {
                let limit = ReadLimit { max_bytes: 100_000, ..everything() };
                let bytes = log.read(position, limit).expect("in range");
                let last = batches(bytes.clone()).last().expect("one").expect("whole");
                position = last.last_offset() + 1;
                read.extend_from_slice(&bytes);
            }
        }
        prop_assert_eq!(&appended[..read.len()], &read[..]);
        while position < log.end_offset() {
            let bytes = log.read(position, everything()).expect("in range");
            let last = batches(bytes.clone()).last().expect("one").expect("whole");
            position = last.last_offset() + 1;
            read.extend_from_slice(&bytes);
        }
        prop_assert_eq!(appended, read);
    }
}
