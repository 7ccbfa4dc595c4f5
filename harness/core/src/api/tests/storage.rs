//! What the log does, seen from a client: sessions, deletions, formats, sizes.

use bytes::Bytes;
use kerbside_kafka_wire::k00_produce::*;
use kerbside_kafka_wire::k01_fetch::*;
use kerbside_kafka_wire::k02_list_offsets::*;
use kerbside_kafka_wire::k21_delete_records::*;
use kerbside_kafka_wire::k23_offset_for_leader_epoch::*;
use kerbside_kafka_wire::k35_describe_log_dirs::*;
use kerbside_kafka_wire::records::{
    Batch, BatchBuilder, Compression, Record, TimestampType, message_set, messages,
};
use kerbside_kafka_wire::{ApiKey, ErrorCode, Versions};

use crate::api;
use crate::cluster::{NewTopic, TopicConfigs};
use crate::dialect::{Dialect, OldProduce};
use crate::now::{Monotonic, Now};
use crate::storage::Trigger;
use crate::testing::{Client, Plan, START, World, batch, values};

const START_MS: i64 = START.seconds() * 1_000;

fn world() -> World {
    let world = World::new();
    world.topic("t", 1);
    world
}

fn configure(world: &World, pairs: &[(&str, &str)]) {
    let configs: TopicConfigs =
        pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    assert!(world.node.cluster.set_topic_configs("t", configs));
}

fn append_in(version: i16, client: &mut Client, records: Bytes) -> PartitionProduceResponse {
    let partition = PartitionProduceData { records: Some(records), ..Default::default() };
    let topic = TopicProduceData {
        name: "t".into(),
        partition_data: vec![partition],
        ..Default::default()
    };
    let request = ProduceRequest { acks: -1, topic_data: vec![topic], ..Default::default() };
    let mut response: ProduceResponse = client.call(version, &request);
    response.responses.remove(0).partition_responses.remove(0)
}

fn append(client: &mut Client, records: Bytes) -> PartitionProduceResponse {
    append_in(12, client, records)
}

fn keyed(key: &str, value: Option<&str>) -> Bytes {
    let octets = |text: &str| Bytes::copy_from_slice(text.as_bytes());
    let (key, value) = (Some(octets(key)), value.map(octets));
    let record = Record { timestamp: START_MS, key, value, ..Record::default() };
    BatchBuilder::default().record(record).build()
}

fn wanted(fetch_offset: i64) -> FetchTopic {
    let partition =
        FetchPartition { fetch_offset, partition_max_bytes: 1 << 20, ..Default::default() };
    FetchTopic { topic: "t".into(), partitions: vec![partition], ..FetchTopic::default() }
}

fn fetch(client: &mut Client, version: i16, topics: Vec<FetchTopic>) -> FetchResponse {
    let request = FetchRequest { topics, max_bytes: 1 << 20, ..FetchRequest::default() };
    client.call(version, &request)
}

fn read(client: &mut Client, version: i16, offset: i64) -> PartitionData {
    fetch(client, version, vec![wanted(offset)]).responses.remove(0).partitions.remove(0)
}

fn delete(client: &mut Client, offset: i64) -> DeleteRecordsPartitionResult {
    let partition = DeleteRecordsPartition { offset, ..DeleteRecordsPartition::default() };
    let topic = DeleteRecordsTopic {
        name: "t".into(),
        partitions: vec![partition],
        ..DeleteRecordsTopic::default()
    };
    let request = DeleteRecordsRequest { topics: vec![topic], ..Default::default() };
    let mut answer: DeleteRecordsResponse = client.call(2, &request);
    answer.topics.remove(0).partitions.remove(0)
}

#[test]
fn a_session_is_begun_goes_on_and_ends() {
    let world = world();
    let mut client = world.plain_client();
    append(&mut client, batch(&["x"]));
    let mut go = |session_id, session_epoch, topics| -> FetchResponse {
        let max_bytes = 1 << 20;
        let request =
            FetchRequest { session_id, session_epoch, topics, max_bytes, ..Default::default() };
        client.call(12, &request)
    };
    let begun = go(0, 0, vec![wanted(0)]);
    let id = begun.session_id;
    assert!(id > 0);
    assert_eq!(values(begun.responses[0].partitions[0].records.as_ref().expect("records")), ["x"]);
    // The offset moves on, and then nothing changes.
    assert_eq!(go(id, 1, vec![wanted(1)]).responses, []);
    let unchanged = go(id, 2, vec![]);
    assert_eq!((unchanged.error_code, unchanged.session_id), (ErrorCode::NONE, id));
    assert_eq!(unchanged.responses, []);
    assert_eq!(go(id, 2, vec![]).error_code, ErrorCode::INVALID_FETCH_SESSION_EPOCH);
    assert_eq!(go(id + 1, 1, vec![]).error_code, ErrorCode::FETCH_SESSION_ID_NOT_FOUND);
    let last = go(id, -1, vec![wanted(0)]);
    assert_eq!((last.session_id, last.responses.len()), (0, 1));
    assert_eq!(go(id, 3, vec![]).error_code, ErrorCode::FETCH_SESSION_ID_NOT_FOUND);
}

#[test]
fn a_request_for_more_than_may_be_sent_is_answered_with_what_may() {
    let world = world();
    let mut client = world.plain_client();
    append(&mut client, batch(&["x"]));
    let request = FetchRequest {
        topics: vec![wanted(0)],
        min_bytes: i32::MAX,
        max_bytes: 1,
        max_wait_ms: 60_000,
        ..FetchRequest::default()
    };
    let answer: FetchResponse = client.call(12, &request);
    let records = answer.responses[0].partitions[0].records.as_ref().expect("records");
    assert_eq!(values(records), ["x"]);
}

#[test]
fn a_reader_with_another_history_is_told_where_it_parts() {
    let world = world();
    let mut client = world.plain_client();
    append(&mut client, batch(&["x"]));
    assert!(world.node.cluster.move_leader("t", 0, 1));
    append(&mut client, batch(&["y"]));
    let topic = world.node.cluster.topic("t").expect("made");
    let epoch = topic.partitions[0].state().leadership.epoch;
    let mut topic = wanted(2);
    topic.partitions[0].last_fetched_epoch = epoch - 1;
    let answer = fetch(&mut client, 12, vec![topic]).responses.remove(0).partitions.remove(0);
    let diverging = answer.diverging_epoch;
    assert_eq!((diverging.epoch, diverging.end_offset), (epoch - 1, 1));
    assert_eq!(answer.records, Some(Bytes::new()));
    // Epochs outlive the leaders.
    let partition = OffsetForLeaderPartition { leader_epoch: epoch - 1, ..Default::default() };
    let topic = OffsetForLeaderTopic {
        topic: "t".into(),
        partitions: vec![partition],
        ..OffsetForLeaderTopic::default()
    };
    let request = OffsetForLeaderEpochRequest { topics: vec![topic], ..Default::default() };
    let answer: OffsetForLeaderEpochResponse = client.call(4, &request);
    assert_eq!(answer.topics[0].partitions[0].end_offset, 1);
}

#[test]
fn records_are_deleted_up_to_an_offset() {
    let world = world();
    let mut client = world.plain_client();
    append(&mut client, batch(&["a", "b", "c"]));
    let code = |result: DeleteRecordsPartitionResult| (result.error_code, result.low_watermark);
    assert_eq!(code(delete(&mut client, 4)), (ErrorCode::OFFSET_OUT_OF_RANGE, -1));
    assert_eq!(code(delete(&mut client, -2)), (ErrorCode::OFFSET_OUT_OF_RANGE, -1));
    assert_eq!(code(delete(&mut client, 2)), (ErrorCode::NONE, 2));
    assert_eq!(code(delete(&mut client, 1)), (ErrorCode::NONE, 2));
    assert_eq!(read(&mut client, 12, 1).error_code, ErrorCode::OFFSET_OUT_OF_RANGE);
    assert_eq!(read(&mut client, 12, 2).log_start_offset, 2);
    assert_eq!(code(delete(&mut client, -1)), (ErrorCode::NONE, 3));
    configure(&world, &[("cleanup.policy", "compact")]);
    assert_eq!(code(delete(&mut client, -1)), (ErrorCode::POLICY_VIOLATION, -1));
    world.node.cluster.move_leader("t", 0, 2);
    assert_eq!(code(delete(&mut client, -1)), (ErrorCode::NOT_LEADER_OR_FOLLOWER, -1));
}

#[test]
fn retention_runs_at_its_interval_on_the_wall_clock() {
    let world = world();
    configure(&world, &[("retention.ms", "1000")]);
    let mut client = world.plain_client();
    append(&mut client, batch(&["x"]));
    let cluster = &world.node.cluster;
    let start = || cluster.topic("t").expect("made").partitions[0].state().log.start_offset();
    let interval = cluster.settings().log_retention_check_interval;
    let at = |monotonic, seconds| Now { monotonic, wall: START.plus_seconds(seconds) };
    let due = Monotonic::ZERO.plus(interval);
    assert!(cluster.next_deadline().is_some_and(|next| next <= due));
    cluster.expire(at(due, 1));
    assert_eq!(start(), 0, "not old enough");
    cluster.expire(at(due, 2));
    assert_eq!(start(), 0, "not looked at again so soon");
    cluster.expire(at(due.plus(interval), 2));
    assert_eq!(start(), 1);
    append(&mut client, batch(&["y"]));
    assert_eq!(cluster.retain_logs(START_MS + 1_001).segments, 1);
}

#[test]
fn a_compacted_topic_keeps_the_last_value_of_each_key() {
    let world = world();
    configure(&world, &[("cleanup.policy", "compact")]);
    let mut client = world.plain_client();
    for (key, value) in [("a", "1"), ("b", "2"), ("a", "3")] {
        append(&mut client, keyed(key, Some(value)));
    }
    let (won, failures) = world.node.cluster.compact_logs(START_MS, Trigger::Now);
    assert_eq!((won.records, failures), (1, vec![]));
    assert_eq!(values(&read(&mut client, 12, 0).records.expect("records")), ["2", "3"]);
    let refused = append(&mut client, batch(&["no key"]));
    assert_eq!(refused.error_code, ErrorCode::INVALID_RECORD);
    assert_eq!(refused.record_errors.len(), 1);
    assert_eq!(
        refused.record_errors[0].batch_index_error_message.as_deref(),
        Some("Compacted topic cannot accept message without key in topic partition t-0")
    );
}

#[test]
fn a_topic_that_stamps_and_compresses_says_when_and_stores_it() {
    let world = world();
    configure(&world, &[("message.timestamp.type", "LogAppendTime"), ("compression.type", "zstd")]);
    let mut client = world.plain_client();
    let answer = append(&mut client, keyed("k", Some("v")));
    assert_eq!((answer.error_code, answer.log_append_time_ms), (ErrorCode::NONE, START_MS));
    let stored = Batch::new(read(&mut client, 12, 0).records.expect("records")).expect("a batch");
    assert_eq!(stored.compression(), Compression::ZSTD);
    assert_eq!(stored.timestamp_type(), Some(TimestampType::LogAppendTime));
    assert_eq!(stored.max_timestamp(), START_MS);
    // It is found by the time it was given, inside the compressed batch.
    let partition = ListOffsetsPartition { timestamp: -3, ..Default::default() };
    let topic = ListOffsetsTopic {
        name: "t".into(),
        partitions: vec![partition],
        ..ListOffsetsTopic::default()
    };
    let request = ListOffsetsRequest { topics: vec![topic], ..ListOffsetsRequest::default() };
    let answer: ListOffsetsResponse = client.call(7, &request);
    let found = &answer.topics[0].partitions[0];
    assert_eq!((found.offset, found.timestamp), (0, START_MS));
}

#[test]
fn what_does_not_fit_in_memory_is_refused_with_a_text() {
    let mut plan = Plan::default();
    plan.cluster.log_memory_max_bytes = 100;
    let world = World::with(plan);
    world.topic("t", 1);
    let mut client = world.plain_client();
    assert_eq!(append(&mut client, batch(&["x"])).error_code, ErrorCode::NONE);
    let refused = append(&mut client, batch(&["x"]));
    assert_eq!(refused.error_code, ErrorCode::KAFKA_STORAGE_ERROR);
    assert!(refused.error_message.expect("a text").contains("log_memory_max_bytes"));
}

#[test]
fn logs_are_described_with_their_sizes() {
    let world = world();
    world.node.cluster.create_topic(&NewTopic::named("other", 2)).expect("made");
    let mut client = world.plain_client();
    let records = batch(&["x"]);
    let size = i64::try_from(records.len()).expect("small");
    append(&mut client, records);
    let mut describe = |topics: Option<Vec<DescribableLogDirTopic>>| {
        let request = DescribeLogDirsRequest { topics, ..Default::default() };
        let answer: DescribeLogDirsResponse = client.call(4, &request);
        assert_eq!(answer.error_code, ErrorCode::NONE);
        let [dir] = &answer.results[..] else { panic!("{answer:?}") };
        assert_eq!(dir.total_bytes - dir.usable_bytes, size);
        let topics = dir.topics.iter();
        let log = |topic: &DescribeLogDirsTopic| {
            let sizes = topic.partitions.iter().map(|it| (it.partition_index, it.partition_size));
            (topic.name.to_string(), sizes.collect::<Vec<_>>())
        };
        topics.map(log).collect::<Vec<_>>()
    };
    // Of the other topic one partition is on the other node.
    let t = ("t".to_owned(), vec![(0, size)]);
    let all = describe(None);
    assert!(all.contains(&t), "{all:?}");
    assert_eq!(all.iter().map(|(_, partitions)| partitions.len()).sum::<usize>(), 2, "{all:?}");
    let only = |partitions| DescribableLogDirTopic {
        topic: "t".into(),
        partitions,
        ..DescribableLogDirTopic::default()
    };
    assert_eq!(describe(Some(vec![only(vec![0, 9])])), [t]);
    assert_eq!(describe(Some(vec![only(vec![9])])), []);
}

fn old_world() -> World {
    let everything = Dialect::default().with_old_produce(OldProduce::Served);
    let dialect =
        api::supported().fold(everything, |it, (key, all)| it.with_versions(key, Some(all)));
    let world = World::with(Plan { dialect, ..Plan::default() });
    world.topic("t", 1);
    world
}

#[test]
fn old_clients_write_and_read_old_formats() {
    let world = old_world();
    let mut client = world.plain_client();
    let record = |offset, timestamp, value: &'static str| Record {
        offset,
        timestamp,
        key: Some("k".into()),
        value: Some(value.into()),
        ..Record::default()
    };
    let sent = [record(0, START_MS, "a"), record(1, START_MS + 1, "b")];
    let answer = append_in(2, &mut client, message_set(&sent, 1));
    assert_eq!((answer.error_code, answer.base_offset), (ErrorCode::NONE, 0));
    // What a newer client compresses is opened for the older one.
    let packed = Batch::new(keyed("k", Some("c"))).expect("a batch");
    let packed = packed.compressed(Compression::LZ4, -1).expect("compressed");
    append(&mut client, packed.as_bytes().clone());
    let third = record(2, START_MS, "c");
    for version in 0..=3 {
        let timed = |record: &Record| match version {
            0 | 1 => Record { timestamp: -1, ..record.clone() },
            _ => record.clone(),
        };
        let all = [&sent[..], std::slice::from_ref(&third)].concat();
        let answer = read(&mut client, version, 0);
        let read = messages(answer.records.expect("records"), 0).expect("an uncompressed set");
        assert_eq!(read, all.iter().map(timed).collect::<Vec<_>>(), "{version}");
    }
    let from_the_middle = read(&mut client, 3, 1).records.expect("records");
    assert_eq!(messages(from_the_middle, 0).expect("records").len(), 2);
}

#[test]
fn old_readers_are_led_past_what_they_cannot_see() {
    use crate::storage::{EndMarker, Outcome, TransactionVersion};
    let world = old_world();
    let mut client = world.plain_client();
    {
        let topic = world.node.cluster.topic("t").expect("made");
        let mut state = topic.partitions[0].state();
        let marker = EndMarker {
            producer_id: 1,
            producer_epoch: 0,
            coordinator_epoch: 0,
            outcome: Outcome::Commit,
            version: TransactionVersion::V0,
        };
        state.log.append_marker(&marker, 0, START_MS).expect("written");
    }
    append(&mut client, keyed("k", Some("v")));
    let request = FetchRequest {
        topics: vec![FetchTopic {
            partitions: vec![FetchPartition { partition_max_bytes: 1, ..Default::default() }],
            ..wanted(0)
        }],
        max_bytes: 1,
        ..FetchRequest::default()
    };
    let answer: FetchResponse = client.call(3, &request);
    let records = answer.responses[0].partitions[0].records.clone().expect("records");
    let read = messages(records, 0).expect("records");
    assert_eq!(read.iter().map(|it| it.offset).collect::<Vec<_>>(), [1]);
}

#[test]
fn old_versions_of_produce_are_for_dialects_that_serve_them() {
    let world = world();
    assert!(!world.node.offers(ApiKey::PRODUCE, 2));
    assert!(!world.node.offers(ApiKey::FETCH, 3));
    let all = Some(Versions::new(0, 13));
    let shown = Dialect::default().with_versions(ApiKey::PRODUCE, all);
    assert!(!shown.serves(ApiKey::PRODUCE, 2));
    assert!(shown.with_old_produce(OldProduce::Served).serves(ApiKey::PRODUCE, 2));
}
