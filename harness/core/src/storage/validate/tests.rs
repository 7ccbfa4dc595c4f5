//! Against what `LogValidator` of kafka-storage 4.3.1 makes of the same records: at 1000000 ms, in
//! partition 3 of topic t, with offset 100 and leader epoch 5.

use std::sync::Arc;

use kerbside_kafka_wire::ErrorCode;
use kerbside_kafka_wire::records::message_set;

use super::*;
use crate::cluster::TopicConfigs;

const NOW: i64 = 1_000_000;

fn hex(text: &str) -> Bytes {
    let octet = |at| u8::from_str_radix(&text[at..at + 2], 16).expect("hexadecimal");
    (0..text.len()).step_by(2).map(octet).collect()
}

fn record(key: Option<&'static str>, timestamp: i64) -> Record {
    let key = key.map(Bytes::from);
    Record { timestamp, key, value: Some("v".into()), ..Record::default() }
}

fn batch(records: &[Record]) -> Batch {
    let records = records.iter().cloned();
    let bytes = records.fold(BatchBuilder::default(), BatchBuilder::record).build();
    Batch::new(bytes).expect("a batch")
}

fn check(
    records: &Bytes,
    version: i16,
    configs: &[(&str, &str)],
) -> Result<Checked, AppendRefusal> {
    let configs = configs.iter().map(|(name, value)| (Arc::from(*name), Arc::from(*value)));
    let settings = TopicSettings::resolve(&configs.collect(), &TopicConfigs::new());
    let (topic, partition, inflated_max) = ("t", 3, 100_000);
    let limits = Limits { topic, partition, settings: &settings, now_ms: NOW, inflated_max };
    check_records(Some(records), version, limits)
}

/// The batch as it is stored.
fn stored(checked: Checked) -> Bytes {
    let mut bytes = BytesMut::from(&checked.batch.as_bytes()[..]);
    let (mut batch, _) = BatchMut::split(&mut bytes).expect("a batch");
    batch.set_base_offset(100);
    batch.set_leader_epoch(5);
    bytes.freeze()
}

const NARROW: [(&str, &str); 2] =
    [("message.timestamp.before.max.ms", "10"), ("message.timestamp.after.max.ms", "10")];

#[test]
fn a_topic_stamps_records_with_the_time_of_their_arrival() {
    let records = batch(&[record(Some("k"), NOW), record(Some("k"), 1)]);
    let stamps = [("message.timestamp.type", "LogAppendTime")];
    let checked = check(records.as_bytes(), 3, &[&NARROW[..], &stamps].concat()).expect("passes");
    assert_eq!(checked.log_append_time_ms, Some(NOW));
    let expected = "0000000000000064000000450000000502b03bf36400080000000100000000000f4240000000\
                    00000f4240ffffffffffffffffffffffffffff0000000210000000026b0276001400fd887a02\
                    026b027600";
    assert_eq!(stored(checked), hex(expected));
}

#[test]
fn records_are_inflated_where_the_topic_is_uncompressed() {
    let records = batch(&[record(Some("k"), NOW), record(Some("k"), 1)]);
    let packed = records.compressed(Compression::GZIP, -1).expect("compressed");
    let plain = [("compression.type", "uncompressed")];
    let checked = check(packed.as_bytes(), 3, &plain).expect("passes");
    let expected = "000000000000006400000045000000050217dbe83500000000000100000000000f4240000000\
                    00000f4240ffffffffffffffffffffffffffff0000000210000000026b0276001400fd887a02\
                    026b027600";
    assert_eq!(stored(checked), hex(expected));
    assert_eq!(check(packed.as_bytes(), 3, &[]).expect("passes").batch, packed);
}

#[test]
fn records_are_compressed_as_the_topic_wants() {
    let records = batch(&[record(Some("k"), NOW), record(Some("k"), NOW)]);
    for (name, compression) in [
        ("gzip", Compression::GZIP),
        ("snappy", Compression::SNAPPY),
        ("lz4", Compression::LZ4),
        ("zstd", Compression::ZSTD),
    ] {
        let checked = check(records.as_bytes(), 3, &[("compression.type", name)]).expect("passes");
        assert_eq!(checked.batch.compression(), compression);
        assert!(checked.batch.is_intact());
        assert_eq!(checked.batch.inflated(100).expect("inflated"), records);
    }
}

#[test]
fn messages_of_old_formats_become_a_batch() {
    let old = |offset, key, timestamp| Record { offset, ..record(key, timestamp) };
    let set = message_set(&[old(0, Some("k"), NOW), old(1, None, NOW)], 1);
    let expected = "00000000000000640000004200000005028e28c75200000000000100000000000f4240000000\
                    00000f4240ffffffffffffffffffffffffffff0000000210000000026b0276000e0000020102\
                    7600";
    assert_eq!(stored(check(&set, 2, &NARROW).expect("passes")), hex(expected));
    let set = message_set(&[old(0, Some("k"), -1), old(1, Some("k"), -1)], 0);
    // Timestamps, producer and sequence number are all -1.
    let expected = format!(
        "0000000000000064000000430000000502{}000000000001{}00000002{}",
        "2320f850",
        "f".repeat(60),
        "10000000026b02760010000002026b027600"
    );
    assert_eq!(stored(check(&set, 1, &NARROW).expect("passes")), hex(&expected));
    assert_eq!(check(&set, 3, &[]), Err(AppendRefusal::OldFormat(0)));
    let mut damaged = set.to_vec();
    damaged[20] ^= 1;
    assert_eq!(check(&damaged.into(), 1, &[]), Err(AppendRefusal::Corrupt));
}

#[test]
fn records_without_key_are_refused_in_kafkas_words() {
    let (with, without) = (record(Some("k"), NOW), record(None, NOW));
    let records = batch(&[with, without.clone(), without.clone(), without.clone(), without]);
    let refusal = check(records.as_bytes(), 3, &[("cleanup.policy", "compact")]);
    let refusal = refusal.expect_err("refused");
    assert_eq!(refusal.code(), ErrorCode::INVALID_RECORD);
    let one = |index| {
        format!(
            "RecordError(batchIndex={index}, message='Compacted topic cannot accept message \
             without key in topic partition t-3')"
        )
    };
    let text = "One or more records have been rejected due to 4 record errors in total, and only \
                showing the first three errors at most: ";
    assert_eq!(refusal.to_string(), format!("{text}[{}, {}, {}]", one(1), one(2), one(3)));
    assert!(check(records.as_bytes(), 3, &[]).is_ok());
}

#[test]
fn timestamps_out_of_range_are_refused_in_kafkas_words() {
    let records = batch(&[record(Some("k"), NOW), record(Some("k"), 1), record(Some("k"), -1)]);
    let refusal = check(records.as_bytes(), 3, &NARROW).expect_err("refused");
    assert_eq!(refusal.code(), ErrorCode::INVALID_TIMESTAMP);
    let text = "One or more records have been rejected due to invalid timestamp";
    assert_eq!(refusal.to_string(), text);
    let AppendRefusal::Records(errors) = refusal else { panic!("{refusal}") };
    let [(1, error)] = errors.first() else { panic!("{errors:?}") };
    let text = "Timestamp 1 of message with offset 1 is out of range. The timestamp should be \
                within [999990, 1000010]";
    assert_eq!(error.to_string(), text);
    let packed = records.compressed(Compression::LZ4, -1).expect("compressed");
    assert!(check(packed.as_bytes(), 3, &NARROW).is_err());
}

#[test]
fn of_many_errors_the_first_are_kept_and_all_are_counted() {
    let records = batch(&vec![record(None, NOW); 3_000]);
    let refusal = check(records.as_bytes(), 3, &[("cleanup.policy", "compact")]);
    let Err(AppendRefusal::Records(errors)) = refusal else { panic!("{refusal:?}") };
    assert_eq!(errors.first().len(), 1_000);
    assert!(errors.to_string().contains("due to 3000 record errors"), "{errors}");
}

#[test]
fn only_the_broker_stamps_records() {
    let builder = BatchBuilder { attributes: 0x08, ..BatchBuilder::default() };
    let records = builder.record(record(Some("k"), NOW)).build();
    let refusal = check(&records, 3, &[]).expect_err("refused");
    assert_eq!(refusal.code(), ErrorCode::INVALID_TIMESTAMP);
}

#[test]
fn a_largest_timestamp_that_is_wrong_is_put_right() {
    let original = batch(&[record(Some("k"), NOW), record(Some("k"), 5)]);
    let lie = patched(&original, |batch| batch.set_max_timestamp(77)).expect("patched");
    assert_eq!(check(lie.as_bytes(), 3, &[]).expect("passes").batch, original);
}

#[test]
fn a_bomb_is_refused() {
    let record = Record { value: Some(vec![0; 1_000_000].into()), ..record(None, NOW) };
    for number in 1..=4 {
        let packed = batch(std::slice::from_ref(&record)).compressed(Compression(number), -1);
        let packed = packed.expect("compressed");
        let refusal = check(packed.as_bytes(), 7, &[]).expect_err("refused");
        assert_eq!(refusal.code(), ErrorCode::INVALID_RECORD, "{refusal}");
        assert!(refusal.to_string().contains("more than 100000 bytes"), "{refusal}");
    }
}

#[test]
fn a_batch_that_grows_beyond_the_limit_is_refused() {
    let record = Record { value: Some(vec![0; 5_000].into()), ..record(None, NOW) };
    let packed = batch(&[record]).compressed(Compression::GZIP, -1).expect("compressed");
    let configs = [("compression.type", "uncompressed"), ("max.message.bytes", "1000")];
    let refusal = check(packed.as_bytes(), 3, &configs).expect_err("refused");
    assert_eq!(refusal.code(), ErrorCode::MESSAGE_TOO_LARGE);
    assert!(check(packed.as_bytes(), 3, &configs[1..]).is_ok());
}

#[test]
fn records_that_do_not_fill_their_batch_are_refused() {
    let original = batch(&[record(None, NOW), record(None, NOW)]);
    for cut in 1..8 {
        let mut bytes = original.as_bytes()[..original.as_bytes().len() - cut].to_vec();
        let length = u32::try_from(bytes.len() - 12).expect("small").to_be_bytes();
        bytes[8..12].copy_from_slice(&length);
        let (mut batch, _) = BatchMut::split(&mut bytes).expect("a batch");
        batch.refresh_checksum();
        let refusal = check(&bytes.into(), 3, &[]).expect_err("refused");
        assert_eq!(refusal.code(), ErrorCode::INVALID_RECORD, "{refusal}");
    }
}
