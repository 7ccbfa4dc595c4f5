//! Compaction against the model of it: the last value of each key.

use std::collections::BTreeMap;

use kerbside_kafka_wire::records::{BatchBuilder, Record, batches};
use proptest::prelude::*;

use super::super::transactions::{EndMarker, Outcome, TransactionVersion};
use super::super::{FirstBatch, ReadLimit};
use super::*;
use crate::cluster::TopicConfigs;

const NEVER: i64 = i64::MAX;

fn settings(pairs: &[(&str, &str)]) -> TopicSettings {
    let pairs = [&[("cleanup.policy", "compact")], pairs].concat();
    let configs = pairs.iter().map(|(name, value)| (Arc::from(*name), Arc::from(*value)));
    TopicSettings::resolve(&configs.collect(), &TopicConfigs::new())
}

fn record(key: &str, value: Option<&str>, timestamp: i64) -> Record {
    let octets = |text: &str| Bytes::copy_from_slice(text.as_bytes());
    let (key, value) = (Some(octets(key)), value.map(octets));
    Record { timestamp, key, value, ..Record::default() }
}

fn batch(records: &[(&str, Option<&str>)]) -> Batch {
    let records = records.iter().map(|(key, value)| record(key, *value, 1_000));
    Batch::new(records.fold(BatchBuilder::default(), BatchBuilder::record).build())
        .expect("a batch")
}

fn transactional(producer_id: i64, base_sequence: i32, key: &str) -> Batch {
    let builder = BatchBuilder {
        attributes: 0x10,
        producer_id,
        producer_epoch: 0,
        base_sequence,
        ..BatchBuilder::default()
    };
    Batch::new(builder.record(record(key, Some("x"), 1_000)).build()).expect("a batch")
}

fn all(log: &mut PartitionLog) -> Vec<Batch> {
    let limit =
        ReadLimit { max_bytes: usize::MAX, first_batch: FirstBatch::Whole, before: i64::MAX };
    let mut found = Vec::new();
    let mut from = log.start_offset();
    loop {
        let bytes = log.read(from, limit).expect("in range");
        let read: Vec<_> = batches(bytes).map(|it| it.expect("whole")).collect();
        let Some(last) = read.last() else { return found };
        from = last.last_offset() + 1;
        found.extend(read);
    }
}

/// Offset, key and value of every record.
fn contents(log: &mut PartitionLog) -> Vec<(i64, String, Option<String>)> {
    let text = |octets: Bytes| String::from_utf8(octets.to_vec()).expect("text");
    let mut out = Vec::new();
    for batch in all(log).iter().filter(|it| !it.is_control()) {
        assert!(batch.is_intact());
        let plain = batch.inflated(1 << 20).expect("inflated");
        for record in plain.records().expect("readable") {
            let record = record.expect("a record");
            out.push((record.offset, text(record.key.expect("a key")), record.value.map(text)));
        }
    }
    out
}

fn compact(log: &mut PartitionLog, settings: &TopicSettings, now_ms: i64) -> Compacted {
    log.compact(settings, now_ms, 1 << 20, Trigger::Now).expect("compacted")
}

#[test]
fn the_last_record_of_each_key_stays_at_its_offset() {
    let mut log = PartitionLog::default();
    log.append(&batch(&[("a", Some("1")), ("b", Some("2")), ("a", Some("3"))]), 4).expect("stored");
    log.append(&batch(&[("b", Some("4"))]), 4).expect("stored");
    let won = compact(&mut log, &settings(&[]), 2_000);
    assert_eq!(won.records, 2);
    assert!(won.bytes > 0);
    let kept = |offset, key: &str, value: &str| (offset, key.to_owned(), Some(value.to_owned()));
    assert_eq!(contents(&mut log), [kept(2, "a", "3"), kept(3, "b", "4")]);
    let first = &all(&mut log)[0];
    assert_eq!((first.base_offset(), first.last_offset(), first.leader_epoch()), (0, 2, 4));
    assert_eq!((log.start_offset(), log.end_offset()), (0, 4));
    // What comes later counts from here.
    log.append(&batch(&[("a", Some("5"))]), 4).expect("stored");
    compact(&mut log, &settings(&[]), 2_000);
    assert_eq!(contents(&mut log), [kept(3, "b", "4"), kept(4, "a", "5")]);
}

#[test]
fn tombstones_stay_for_delete_retention_after_they_were_found() {
    let settings = settings(&[("delete.retention.ms", "100")]);
    let mut log = PartitionLog::default();
    log.append(&batch(&[("a", Some("1"))]), 0).expect("stored");
    log.append(&batch(&[("a", None)]), 0).expect("stored");
    compact(&mut log, &settings, 5_000);
    assert_eq!(contents(&mut log), [(1, "a".to_owned(), None)]);
    let marked = &all(&mut log)[0];
    assert!(marked.has_delete_horizon());
    assert_eq!((marked.base_timestamp(), marked.max_timestamp()), (5_100, 1_000));
    compact(&mut log, &settings, 5_099);
    assert_eq!(contents(&mut log).len(), 1);
    compact(&mut log, &settings, 5_100);
    assert_eq!(contents(&mut log), []);
    assert_eq!(log.end_offset(), 2);
}

#[test]
fn the_active_segment_is_left_alone() {
    let settings = settings(&[("internal.segment.bytes", "150")]);
    let mut log = PartitionLog::default();
    log.configure(&settings, 1_000);
    for value in ["1", "2", "3", "4"] {
        log.append(&batch(&[("a", Some(value))]), 0).expect("stored");
    }
    // Two batches a segment.
    log.compact(&settings, 2_000, 1_000, Trigger::WhenDirty).expect("compacted");
    let offsets: Vec<_> = contents(&mut log).into_iter().map(|it| it.0).collect();
    assert_eq!(offsets, [1, 2, 3]);
    // Half of the log is clean by now, which is no longer dirty enough.
    let again = log.compact(&settings, 2_000, 1_000, Trigger::WhenDirty).expect("nothing to do");
    assert_eq!(again, Compacted::default());
}

#[test]
fn young_segments_and_clean_enough_logs_wait() {
    let mut log = PartitionLog::default();
    let cautious = settings(&[
        ("internal.segment.bytes", "1"),
        ("min.compaction.lag.ms", "500"),
        ("min.cleanable.dirty.ratio", "0.9"),
    ]);
    log.configure(&cautious, 1_000);
    for value in ["1", "2", "3"] {
        log.append(&batch(&[("a", Some(value))]), 0).expect("stored");
    }
    let mut run = |now_ms| {
        log.compact(&cautious, now_ms, 1_000, Trigger::WhenDirty).expect("looked at").records
    };
    assert_eq!(run(1_499), 0);
    assert_eq!(run(1_500), 1);
    log.append(&batch(&[("a", Some("4"))]), 0).expect("stored");
    // Half of what can be compacted is new.
    let mut run = |settings: &TopicSettings, now_ms| {
        log.compact(settings, now_ms, 1_000, Trigger::WhenDirty).expect("looked at").records
    };
    assert_eq!(run(&cautious, 9_000), 0);
    let impatient = settings(&[
        ("internal.segment.bytes", "1"),
        ("max.compaction.lag.ms", "500"),
        ("min.cleanable.dirty.ratio", "0.9"),
    ]);
    assert_eq!(run(&impatient, 1_500), 0);
    assert_eq!(run(&impatient, 1_501), 1);
}

#[test]
fn aborted_records_go_and_markers_follow_when_nothing_is_left_of_their_transaction() {
    let settings = settings(&[("delete.retention.ms", "100")]);
    let mut log = PartitionLog::default();
    let end = |outcome| EndMarker {
        producer_id: 7,
        producer_epoch: 0,
        coordinator_epoch: 0,
        outcome,
        version: TransactionVersion::V0,
    };
    log.append(&transactional(7, 0, "a"), 0).expect("stored");
    log.append_marker(&end(Outcome::Commit), 0, 1_000).expect("ended");
    log.append(&transactional(7, 1, "a"), 0).expect("stored");
    log.append_marker(&end(Outcome::Abort), 0, 1_000).expect("ended");
    log.append(&transactional(7, 2, "a"), 0).expect("stored");
    compact(&mut log, &settings, 2_000);
    let bases = |log: &mut PartitionLog| {
        all(log).iter().map(|it| (it.base_offset(), it.is_control())).collect::<Vec<_>>()
    };
    // The last transaction is open: what it holds does not count yet.
    assert_eq!(bases(&mut log), [(0, false), (1, true), (3, true), (4, false)]);
    let whole = log.read(0, limit_of_everything()).expect("in range");
    assert_eq!(log.aborted(0, &whole).len(), 1);
    log.append_marker(&end(Outcome::Commit), 0, 1_000).expect("ended");
    compact(&mut log, &settings, 2_000);
    assert_eq!(bases(&mut log), [(1, true), (3, true), (4, false), (5, true)]);
    let whole = log.read(0, limit_of_everything()).expect("in range");
    assert_eq!(log.aborted(0, &whole), []);
    compact(&mut log, &settings, 2_100);
    assert_eq!(bases(&mut log), [(4, false), (5, true)]);
}

fn limit_of_everything() -> ReadLimit {
    ReadLimit { max_bytes: usize::MAX, first_batch: FirstBatch::Whole, before: i64::MAX }
}

#[test]
fn a_log_that_is_not_compacted_is_left_alone() {
    let mut log = PartitionLog::default();
    log.append(&batch(&[("a", Some("1")), ("a", Some("2"))]), 0).expect("stored");
    let deletes = TopicSettings::default();
    assert_eq!(compact(&mut log, &deletes, NEVER), Compacted::default());
    assert_eq!(contents(&mut log).len(), 2);
}

type Step = (Vec<(u8, Option<u8>)>, u8, bool);

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let records = proptest::collection::vec((0u8..6, proptest::option::of(any::<u8>())), 1..6);
    proptest::collection::vec((records, 0u8..=4, any::<bool>()), 1..30)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// However appends and compactions interleave, a reader that starts at the beginning ends up
    /// with the last value of each key, and no record changes its offset.
    #[test]
    fn the_last_value_of_each_key_survives(steps in steps()) {
        let settings =
            settings(&[("internal.segment.bytes", "300"), ("min.cleanable.dirty.ratio", "0")]);
        let mut log = PartitionLog::default();
        let mut appended = BTreeMap::new();
        let mut model = BTreeMap::new();
        for (records, compression, compacts) in steps {
            log.configure(&settings, 1_000);
            let mut builder = BatchBuilder::default();
            for (key, value) in records {
                let (key, value) = (format!("k{key}"), value.map(|it| format!("v{it}")));
                let offset = log.end_offset() + builder.records.len() as i64;
                builder = builder.record(record(&key, value.as_deref(), 1_000));
                appended.insert(offset, (key.clone(), value.clone()));
                model.insert(key, value);
            }
            let mut batch = Batch::new(builder.build()).expect("a batch");
            if compression > 0 {
                batch = batch.compressed(Compression(compression), -1).expect("compressed");
            }
            log.append(&batch, 0).expect("stored");
            if compacts {
                log.compact(&settings, 2_000, 1 << 20, Trigger::WhenDirty).expect("compacted");
            }
        }
        compact(&mut log, &settings, 2_000);
        let found = contents(&mut log);
        let mut read = BTreeMap::new();
        for (offset, key, value) in &found {
            prop_assert_eq!(appended.get(offset), Some(&(key.clone(), value.clone())));
            read.insert(key.clone(), value.clone());
        }
        prop_assert_eq!(&read, &model);
        prop_assert_eq!(found.len(), model.len(), "one record a key");
        prop_assert!(found.windows(2).all(|pair| pair[0].0 < pair[1].0));
        let octets: usize = all(&mut log).iter().map(|it| it.as_bytes().len()).sum();
        prop_assert_eq!(log.size(), octets);
        // Long after, the tombstones are gone too.
        compact(&mut log, &settings, NEVER);
        model.retain(|_, value| value.is_some());
        let read: BTreeMap<_, _> =
            contents(&mut log).into_iter().map(|(_, key, value)| (key, value)).collect();
        prop_assert_eq!(read, model);
    }
}
