//! Transactions of several producers in one log.

use kerbside_kafka_wire::ErrorCode;

use super::*;
use crate::storage::{FirstBatch, ReadLimit};

fn batch(producer: i64, epoch: i16, sequence: i32, attributes: i16) -> Batch {
    let record = || Record { value: Some(Bytes::from_static(b"x")), ..Record::default() };
    let builder = BatchBuilder {
        attributes,
        producer_id: producer,
        producer_epoch: epoch,
        base_sequence: sequence,
        records: vec![record(), record()],
        ..BatchBuilder::default()
    };
    Batch::new(builder.build()).expect("a batch")
}

const TRANSACTIONAL: i16 = 0x10;

/// Writes two records in a transaction.
fn write(log: &mut PartitionLog, producer: i64, sequence: i32) -> i64 {
    let batch = batch(producer, 0, sequence, TRANSACTIONAL);
    log.append(&batch, 0).expect("in order").base_offset
}

fn marker(producer_id: i64, producer_epoch: i16, outcome: Outcome) -> EndMarker {
    let version = TransactionVersion::V0;
    EndMarker { producer_id, producer_epoch, coordinator_epoch: 3, outcome, version }
}

fn end(log: &mut PartitionLog, producer: i64, outcome: Outcome) {
    log.append_marker(&marker(producer, 0, outcome), 0, 7_000).expect("of the epoch that wrote");
}

fn code(result: Result<Appended, AppendRefusal>) -> Result<i64, ErrorCode> {
    result.map(|it| it.base_offset).map_err(|it| it.code())
}

#[test]
fn the_first_open_transaction_holds_back_readers_of_committed_records() {
    let mut log = PartitionLog::default();
    log.append(&batch(-1, -1, -1, 0), 0).expect("appended");
    assert_eq!(log.last_stable_offset(), 2);
    assert_eq!(write(&mut log, 1, 0), 2);
    assert_eq!(write(&mut log, 2, 0), 4);
    assert_eq!(write(&mut log, 1, 2), 6);
    assert_eq!(log.last_stable_offset(), 2);
    end(&mut log, 1, Outcome::Commit);
    assert_eq!(log.last_stable_offset(), 4);
    end(&mut log, 2, Outcome::Abort);
    assert_eq!((log.last_stable_offset(), log.end_offset()), (10, 10));
}

#[test]
fn a_reader_is_told_of_the_aborted_transactions_that_it_meets() {
    let mut log = PartitionLog::default();
    for producer in [1, 2, 3] {
        write(&mut log, producer, 0);
    }
    end(&mut log, 2, Outcome::Abort);
    end(&mut log, 1, Outcome::Commit);
    end(&mut log, 3, Outcome::Abort);
    let mut told = |from, max_bytes| {
        let before = log.last_stable_offset();
        let limit = ReadLimit { max_bytes, first_batch: FirstBatch::Whole, before };
        let read = log.read(from, limit).expect("in range");
        let told = log.aborted(from, &read);
        told.iter().map(|it| (it.producer_id, it.first_offset, it.last_offset)).collect::<Vec<_>>()
    };
    assert_eq!(told(0, usize::MAX), [(2, 2, 6), (3, 4, 8)]);
    assert_eq!(told(0, 1), [], "of the first batch alone");
    assert_eq!(told(2, 1), [(2, 2, 6)]);
    assert_eq!(told(7, usize::MAX), [(3, 4, 8)], "its marker is still to come");
}

#[test]
fn what_was_deleted_is_not_told() {
    let mut log = PartitionLog::default();
    write(&mut log, 1, 0);
    end(&mut log, 1, Outcome::Abort);
    write(&mut log, 1, 2);
    log.advance_start(4).expect("in range");
    assert_eq!(log.last_stable_offset(), 4, "the open transaction begins where the log begins");
    assert!(log.transactions.aborted.is_empty());
}

#[test]
fn a_marker_is_a_control_batch_of_kafka() {
    let mut log = PartitionLog::default();
    write(&mut log, 1, 0);
    end(&mut log, 1, Outcome::Commit);
    let limit =
        ReadLimit { max_bytes: usize::MAX, first_batch: FirstBatch::Whole, before: i64::MAX };
    let control = Batch::new(log.read(2, limit).expect("in range")).expect("one batch");
    assert!(control.is_control() && control.is_transactional() && control.is_intact());
    assert_eq!((control.producer_id(), control.base_sequence()), (1, -1));
    let record = control.records().expect("not compressed").next().expect("one").expect("whole");
    // Version 0, type 1; version 0, coordinator epoch 3 (EndTransactionMarker of kafka-clients).
    assert_eq!(record.key.as_deref(), Some(&[0, 0, 0, 1][..]));
    assert_eq!(record.value.as_deref(), Some(&[0, 0, 0, 0, 0, 3][..]));
    assert_eq!(record.timestamp, 7_000);
}

#[test]
fn markers_of_stale_producers_and_coordinators_are_refused() {
    let mut log = PartitionLog::default();
    write(&mut log, 1, 0);
    let mut mark = |it: EndMarker| code(log.append_marker(&it, 0, 0));
    assert_eq!(mark(marker(1, 4, Outcome::Abort)), Ok(2));
    assert_eq!(mark(marker(1, 3, Outcome::Abort)), Err(ErrorCode::INVALID_PRODUCER_EPOCH));
    let older = EndMarker { coordinator_epoch: 2, ..marker(1, 4, Outcome::Abort) };
    assert_eq!(mark(older), Err(ErrorCode::TRANSACTION_COORDINATOR_FENCED));
    assert_eq!(mark(marker(99, 0, Outcome::Commit)), Ok(3), "an unknown producer");
}

#[test]
fn version_2_ends_a_transaction_under_the_next_epoch() {
    let mut log = PartitionLog::default();
    write(&mut log, 1, 0);
    let version = TransactionVersion::V2;
    let mut mark = |epoch| {
        let marker = EndMarker { version, ..marker(1, epoch, Outcome::Commit) };
        code(log.append_marker(&marker, 0, 0))
    };
    assert_eq!(mark(0), Err(ErrorCode::INVALID_PRODUCER_EPOCH));
    assert_eq!(mark(1), Ok(2));
    assert_eq!(mark(1), Ok(3), "sent again, it is written again");
    let late = batch(1, 0, 2, TRANSACTIONAL);
    assert_eq!(code(log.append(&late, 0)), Err(ErrorCode::INVALID_PRODUCER_EPOCH));
    let next = batch(1, 1, 2, TRANSACTIONAL);
    let refused = log.check_transactional(&next, version).map_err(|it| it.code());
    assert_eq!(refused, Err(ErrorCode::OUT_OF_ORDER_SEQUENCE_NUMBER));
    let next = batch(1, 1, 0, TRANSACTIONAL);
    assert_eq!(log.check_transactional(&next, version), Ok(()));
    assert_eq!(code(log.append(&next, 0)), Ok(4));
}

#[test]
fn a_producer_with_an_open_transaction_writes_in_it() {
    let mut log = PartitionLog::default();
    write(&mut log, 1, 0);
    let outside = batch(1, 0, 2, 0);
    assert_eq!(code(log.append(&outside, 0)), Err(ErrorCode::INVALID_TXN_STATE));
    end(&mut log, 1, Outcome::Commit);
    assert_eq!(code(log.append(&outside, 0)), Ok(3));
}

#[test]
fn producers_are_shown_with_their_transactions_and_forgotten_without() {
    let mut log = PartitionLog::default();
    write(&mut log, 1, 0);
    write(&mut log, 2, 0);
    end(&mut log, 2, Outcome::Abort);
    let shown = log.active_producers();
    let open = ActiveProducer {
        id: 1,
        epoch: 0,
        last_sequence: 1,
        last_timestamp: 0,
        coordinator_epoch: -1,
        transaction_start: Some(0),
    };
    assert_eq!(shown[0], open);
    assert_eq!((shown[1].coordinator_epoch, shown[1].transaction_start), (3, None));
    let day = 86_400_000;
    log.expire_producers(day + 6_999, day);
    assert_eq!(log.active_producers().len(), 2);
    log.expire_producers(day + 7_000, day);
    assert_eq!(log.active_producers(), [open]);
}
