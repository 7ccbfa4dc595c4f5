//! Topics, partitions, offsets and configurations.

use bytes::Bytes;
use kerbside_kafka_wire::k00_produce::*;
use kerbside_kafka_wire::k01_fetch::*;
use kerbside_kafka_wire::k02_list_offsets::*;
use kerbside_kafka_wire::k03_metadata::*;
use kerbside_kafka_wire::k10_find_coordinator::*;
use kerbside_kafka_wire::k19_create_topics::*;
use kerbside_kafka_wire::k20_delete_topics::*;
use kerbside_kafka_wire::k22_init_producer_id::*;
use kerbside_kafka_wire::k23_offset_for_leader_epoch::*;
use kerbside_kafka_wire::k32_describe_configs::*;
use kerbside_kafka_wire::k37_create_partitions::*;
use kerbside_kafka_wire::k60_describe_cluster::*;
use kerbside_kafka_wire::k75_describe_topic_partitions::*;
use kerbside_kafka_wire::{ErrorCode, StrBytes, Uuid};

use crate::testing::{Client, Plan, START, World, batch};

fn named(name: &str) -> MetadataRequest {
    let topic = MetadataRequestTopic { name: Some(name.into()), ..Default::default() };
    MetadataRequest { topics: Some(vec![topic]), ..MetadataRequest::default() }
}

fn append(client: &mut Client, topic: &str, records: Bytes) -> PartitionProduceResponse {
    let partition = PartitionProduceData { records: Some(records), ..Default::default() };
    let topic = TopicProduceData {
        name: topic.into(),
        partition_data: vec![partition],
        ..Default::default()
    };
    let request = ProduceRequest { acks: -1, topic_data: vec![topic], ..Default::default() };
    let mut response: ProduceResponse = client.call(10, &request);
    response.responses.remove(0).partition_responses.remove(0)
}

#[test]
fn metadata_makes_topics_where_both_sides_want_it() {
    for (server, client_wants, made) in
        [(true, true, true), (true, false, false), (false, true, false)]
    {
        let mut plan = Plan::default();
        plan.cluster.auto_create_topics = server;
        let world = World::with(plan);
        let mut client = world.plain_client();
        let request = MetadataRequest { allow_auto_topic_creation: client_wants, ..named("new") };
        let answer: MetadataResponse = client.call(9, &request);
        let topic = &answer.topics[0];
        assert_eq!(world.node.cluster.topic("new").is_some(), made);
        match made {
            true => assert_eq!((topic.error_code, topic.partitions.len()), (ErrorCode::NONE, 1)),
            false => assert_eq!(topic.error_code, ErrorCode::UNKNOWN_TOPIC_OR_PARTITION),
        }
    }
    let world = World::new();
    let answer: MetadataResponse = world.plain_client().call(9, &named("no good"));
    assert_eq!(answer.topics[0].error_code, ErrorCode::INVALID_TOPIC_EXCEPTION);
}

#[test]
fn who_asks_for_a_coordinator_makes_its_topic() {
    for (key_type, name) in [(0, "__consumer_offsets"), (1, "__transaction_state")] {
        let world = World::new();
        let mut client = world.plain_client();
        let all = MetadataRequest { topics: None, ..MetadataRequest::default() };
        let before: MetadataResponse = client.call(9, &all);
        assert!(before.topics.iter().all(|it| !it.is_internal));
        let request = FindCoordinatorRequest { key: "k".into(), key_type, ..Default::default() };
        let found: FindCoordinatorResponse = client.call(3, &request);
        let after: MetadataResponse = client.call(9, &all);
        let topic = after.topics.iter().find(|it| it.is_internal).expect("made");
        assert_eq!((topic.name.as_deref(), topic.partitions.len()), (Some(name), 50));
        // Java's hash of a single character is the character.
        let at = usize::from(b'k') % 50;
        assert_eq!(topic.partitions[at].leader_id, found.node_id);
        let refused = append(&mut client, name, batch(&["x"]));
        assert_eq!(refused.error_code, ErrorCode::INVALID_TOPIC_EXCEPTION);
    }
}

#[test]
fn metadata_names_the_listener_of_the_client() {
    let world = World::new();
    let answer: MetadataResponse = world.plain_client().call(12, &named("t"));
    let ports: Vec<_> = answer.brokers.iter().map(|broker| (broker.node_id, broker.port)).collect();
    assert_eq!(ports, [(1, 9092), (2, 9092)]);
    assert_eq!(answer.controller_id, 1);
    assert_eq!(answer.cluster_id.as_deref(), Some(&**world.node.cluster.id()));
    // All operations, as nobody refuses any.
    let request = MetadataRequest { include_topic_authorized_operations: true, ..named("t") };
    let answer: MetadataResponse = world.plain_client().call(12, &request);
    assert_eq!(answer.topics[0].topic_authorized_operations, 0b1101_1111_1000);
}

fn create(name: &str, partitions: i32, copies: i16) -> CreatableTopic {
    CreatableTopic {
        name: name.into(),
        num_partitions: partitions,
        replication_factor: copies,
        ..CreatableTopic::default()
    }
}

fn config(name: &str, value: Option<&str>) -> CreatableTopicConfig {
    let value = value.map(StrBytes::from);
    CreatableTopicConfig { name: name.into(), value, ..CreatableTopicConfig::default() }
}

#[test]
fn topics_that_cannot_be_made_are_refused_in_kafkas_words() {
    let world = World::new();
    world.topic("a.b", 1);
    let mut client = world.plain_client();
    let with = |config| CreatableTopic { configs: vec![config], ..create("new", 1, 1) };
    let placed = |brokers: &[i32], partitions| CreatableTopic {
        assignments: vec![CreatableReplicaAssignment {
            broker_ids: brokers.to_vec(),
            ..CreatableReplicaAssignment::default()
        }],
        ..create("new", partitions, -1)
    };
    for (topic, code, text) in [
        (create("a.b", 1, 1), ErrorCode::TOPIC_ALREADY_EXISTS, "Topic 'a.b' already exists."),
        (
            create("a_b", 1, 1),
            ErrorCode::INVALID_TOPIC_EXCEPTION,
            "Topic 'a_b' collides with existing topic: a.b",
        ),
        (
            create("..", 1, 1),
            ErrorCode::INVALID_TOPIC_EXCEPTION,
            "Topic name is invalid: '..' is not allowed",
        ),
        (
            create("new", 0, 1),
            ErrorCode::INVALID_PARTITIONS,
            "Number of partitions was set to an invalid non-positive value.",
        ),
        (
            create("new", 1, 0),
            ErrorCode::INVALID_REPLICATION_FACTOR,
            "Replication factor was set to an invalid non-positive value.",
        ),
        (
            create("new", 1, 3),
            ErrorCode::INVALID_REPLICATION_FACTOR,
            "Unable to replicate the partition 3 time(s): The target replication factor of 3 \
             cannot be reached because only 2 broker(s) are registered or some brokers have all \
             their log directories cordoned.",
        ),
        (
            with(config("speed", Some("9"))),
            ErrorCode::INVALID_CONFIG,
            "Unknown topic config name: speed",
        ),
        (
            with(config("retention.ms", Some("long"))),
            ErrorCode::INVALID_CONFIG,
            "Invalid value long for configuration retention.ms: Not a number of type LONG",
        ),
        (
            with(config("retention.ms", None)),
            ErrorCode::INVALID_CONFIG,
            "Null value not supported for topic configs: retention.ms",
        ),
        (
            placed(&[1], 1),
            ErrorCode::INVALID_REQUEST,
            "A manual partition assignment was specified, but numPartitions was not set to -1.",
        ),
        (
            placed(&[7], -1),
            ErrorCode::INVALID_REPLICA_ASSIGNMENT,
            "The manual partition assignment includes broker 7, but no such broker is registered.",
        ),
        (
            placed(&[1, 1], -1),
            ErrorCode::INVALID_REPLICA_ASSIGNMENT,
            "The manual partition assignment includes the same broker more than once.",
        ),
    ] {
        let request = CreateTopicsRequest { topics: vec![topic], ..Default::default() };
        let answer: CreateTopicsResponse = client.call(7, &request);
        let result = &answer.topics[0];
        assert_eq!((result.error_code, result.error_message.as_deref()), (code, Some(text)));
    }
    assert!(world.node.cluster.topic("new").is_none());
}

#[test]
fn a_topic_is_made_checked_only_grown_and_deleted() {
    let world = World::new();
    let mut client = world.plain_client();
    let topic =
        CreatableTopic { configs: vec![config("retention.ms", Some("5"))], ..create("new", 3, 2) };
    let request = CreateTopicsRequest {
        topics: vec![topic],
        validate_only: true,
        ..CreateTopicsRequest::default()
    };
    let answer: CreateTopicsResponse = client.call(7, &request);
    assert_eq!(
        (answer.topics[0].error_code, answer.topics[0].num_partitions),
        (ErrorCode::NONE, 3)
    );
    assert!(world.node.cluster.topic("new").is_none());

    let request = CreateTopicsRequest { validate_only: false, ..request };
    let answer: CreateTopicsResponse = client.call(7, &request);
    let made = &answer.topics[0];
    let configs = made.configs.as_ref().expect("configurations");
    let retention = configs.iter().find(|it| it.name == "retention.ms").expect("shown");
    assert_eq!((retention.value.as_deref(), retention.config_source), (Some("5"), 1));
    assert_eq!(made.replication_factor, 2);

    let grow = |count| CreatePartitionsRequest {
        topics: vec![CreatePartitionsTopic {
            name: "new".into(),
            count,
            assignments: None,
            ..CreatePartitionsTopic::default()
        }],
        ..CreatePartitionsRequest::default()
    };
    let answer: CreatePartitionsResponse = client.call(3, &grow(3));
    assert_eq!(
        answer.results[0].error_message.as_deref(),
        Some("Topic already has 3 partition(s).")
    );
    let answer: CreatePartitionsResponse = client.call(3, &grow(2));
    let text = "The topic new currently has 3 partition(s); 2 would not be an increase.";
    assert_eq!(answer.results[0].error_message.as_deref(), Some(text));
    let answer: CreatePartitionsResponse = client.call(3, &grow(5));
    assert_eq!(answer.results[0].error_code, ErrorCode::NONE);
    let topic = world.node.cluster.topic("new").expect("made");
    assert_eq!((topic.partitions.len(), topic.id), (5, made.topic_id));

    let by_id = DeleteTopicState { topic_id: topic.id, ..DeleteTopicState::default() };
    let request = DeleteTopicsRequest { topics: vec![by_id], ..DeleteTopicsRequest::default() };
    let answer: DeleteTopicsResponse = client.call(6, &request);
    assert_eq!(answer.responses[0].name.as_deref(), Some("new"));
    let answer: DeleteTopicsResponse = client.call(6, &request);
    assert_eq!(answer.responses[0].error_code, ErrorCode::UNKNOWN_TOPIC_ID);
}

#[test]
fn leaders_are_spread_and_another_leader_is_named() {
    let world = World::new();
    let request = CreateTopicsRequest { topics: vec![create("t", 4, 1)], ..Default::default() };
    let mut client = world.plain_client();
    let _: CreateTopicsResponse = client.call(7, &request);
    let topic = world.node.cluster.topic("t").expect("made");
    let leaders: Vec<_> = topic.partitions.iter().map(|it| it.state().leadership.leader).collect();
    assert_eq!(leaders, [1, 2, 1, 2]);

    world.node.cluster.move_leader("t", 0, 2);
    let answer = append(&mut client, "t", batch(&["x"]));
    assert_eq!(answer.error_code, ErrorCode::NOT_LEADER_OR_FOLLOWER);
    assert_eq!((answer.current_leader.leader_id, answer.current_leader.leader_epoch), (2, 1));

    let partition = FetchPartition { current_leader_epoch: 0, ..FetchPartition::default() };
    let wanted =
        FetchTopic { topic: "t".into(), partitions: vec![partition], ..Default::default() };
    let request = FetchRequest { topics: vec![wanted], ..FetchRequest::default() };
    let answer: FetchResponse = client.call(12, &request);
    let partition = &answer.responses[0].partitions[0];
    assert_eq!(partition.error_code, ErrorCode::FENCED_LEADER_EPOCH);
}

#[test]
fn records_are_found_by_topic_id_and_unknown_ids_are_told() {
    let world = World::new();
    world.topic("t", 1);
    let mut client = world.plain_client();
    append(&mut client, "t", batch(&["x"]));
    let id = world.node.cluster.topic("t").expect("made").id;
    let fetch = |topic_id| FetchRequest {
        topics: vec![FetchTopic {
            topic_id,
            partitions: vec![FetchPartition { partition_max_bytes: 100, ..Default::default() }],
            ..FetchTopic::default()
        }],
        max_bytes: 100,
        ..FetchRequest::default()
    };
    let answer: FetchResponse = client.call(17, &fetch(id));
    let found = &answer.responses[0];
    assert_eq!(found.topic_id, id);
    assert!(!found.partitions[0].records.as_ref().expect("records").is_empty());
    let answer: FetchResponse = client.call(17, &fetch(Uuid([9; 16])));
    assert_eq!(answer.responses[0].partitions[0].error_code, ErrorCode::UNKNOWN_TOPIC_ID);
}

#[test]
fn an_offset_out_of_range_is_told_at_once() {
    let world = World::new();
    world.topic("t", 1);
    let mut client = world.plain_client();
    let partition = FetchPartition { fetch_offset: 1, ..FetchPartition::default() };
    let wanted =
        FetchTopic { topic: "t".into(), partitions: vec![partition], ..Default::default() };
    let request = FetchRequest {
        topics: vec![wanted],
        min_bytes: 1,
        max_wait_ms: 10_000,
        ..FetchRequest::default()
    };
    let answer: FetchResponse = client.call(11, &request);
    assert_eq!(answer.responses[0].partitions[0].error_code, ErrorCode::OFFSET_OUT_OF_RANGE);
    assert_eq!(answer.session_id, 0);
    let of_a_session = FetchRequest { session_id: 7, session_epoch: 2, ..FetchRequest::default() };
    let answer: FetchResponse = client.call(11, &of_a_session);
    assert_eq!(answer.error_code, ErrorCode::FETCH_SESSION_ID_NOT_FOUND);
}

#[test]
fn offsets_are_listed_and_epochs_end_where_the_log_does() {
    let world = World::new();
    world.topic("t", 1);
    let mut client = world.plain_client();
    append(&mut client, "t", batch(&["a", "b"]));
    for (timestamp, offset) in [(-1, 2), (-2, 0), (-3, 0), (START.seconds() * 1_000 + 1, -1)] {
        let partition = ListOffsetsPartition { timestamp, ..Default::default() };
        let topic = ListOffsetsTopic {
            name: "t".into(),
            partitions: vec![partition],
            ..ListOffsetsTopic::default()
        };
        let request = ListOffsetsRequest { topics: vec![topic], ..ListOffsetsRequest::default() };
        for version in [1, 7, 11] {
            if timestamp == -3 && version < 7 {
                let answer: ListOffsetsResponse = client.call(version, &request);
                let error = answer.topics[0].partitions[0].error_code;
                assert_eq!(error, ErrorCode::UNSUPPORTED_VERSION);
                continue;
            }
            let answer: ListOffsetsResponse = client.call(version, &request);
            assert_eq!(answer.topics[0].partitions[0].offset, offset, "{timestamp}");
        }
    }
    let epoch = world.node.cluster.topic("t").expect("made").partitions[0].state().leadership.epoch;
    let partition = OffsetForLeaderPartition { leader_epoch: epoch, ..Default::default() };
    let topic = OffsetForLeaderTopic {
        topic: "t".into(),
        partitions: vec![partition],
        ..OffsetForLeaderTopic::default()
    };
    let request = OffsetForLeaderEpochRequest { topics: vec![topic], ..Default::default() };
    let answer: OffsetForLeaderEpochResponse = client.call(4, &request);
    let end = &answer.topics[0].partitions[0];
    assert_eq!((end.leader_epoch, end.end_offset), (epoch, 2));
}

#[test]
fn a_refused_batch_is_told_by_its_code() {
    let world = World::new();
    world.topic("t", 1);
    let mut client = world.plain_client();
    let mut records = batch(&["x"]).to_vec();
    records[65] ^= 1;
    let answer = append(&mut client, "t", records.into());
    assert_eq!(answer.error_code, ErrorCode::CORRUPT_MESSAGE);
    // Kafka sends no text with this one.
    assert_eq!(answer.error_message, None);
    assert_eq!(answer.base_offset, -1);
}

#[test]
fn producer_ids_are_handed_out_once() {
    let world = World::new();
    let mut client = world.plain_client();
    let mut next = || {
        let request = InitProducerIdRequest { transactional_id: None, ..Default::default() };
        let answer: InitProducerIdResponse = client.call(4, &request);
        (answer.error_code, answer.producer_id, answer.producer_epoch)
    };
    assert_eq!(next(), (ErrorCode::NONE, 0, 0));
    assert_eq!(next(), (ErrorCode::NONE, 1, 0));
}

#[test]
fn configurations_are_described_with_their_sources() {
    let world = World::new();
    let mut client = world.plain_client();
    let topic = CreatableTopic {
        configs: vec![config("max.message.bytes", Some("200000"))],
        ..create("t", 1, 1)
    };
    let request = CreateTopicsRequest { topics: vec![topic], ..Default::default() };
    let _: CreateTopicsResponse = client.call(7, &request);
    let resource = |resource_type, name: &str, keys: Option<&[&str]>| DescribeConfigsResource {
        resource_type,
        resource_name: name.into(),
        configuration_keys: keys.map(|keys| keys.iter().map(|key| StrBytes::from(*key)).collect()),
        ..DescribeConfigsResource::default()
    };
    let request = DescribeConfigsRequest {
        resources: vec![
            resource(2, "t", Some(&["max.message.bytes"])),
            resource(2, "t", None),
            resource(4, "1", None),
            resource(4, "9", None),
            resource(2, "absent", None),
        ],
        include_synonyms: true,
        ..DescribeConfigsRequest::default()
    };
    let answer: DescribeConfigsResponse = client.call(4, &request);
    let [own] = &answer.results[0].configs[..] else { panic!("{answer:?}") };
    assert_eq!((own.value.as_deref(), own.config_source), (Some("200000"), 1));
    let synonyms: Vec<_> = own.synonyms.iter().map(|it| (&*it.name, it.source)).collect();
    // As Apache Kafka 4.4.0 shows them.
    assert_eq!(synonyms, [("max.message.bytes", 1), ("message.max.bytes", 5)]);
    assert_eq!(answer.results[1].configs.len(), crate::cluster::TOPIC_CONFIGS.len());
    assert_eq!(answer.results[2].configs.len(), crate::config::BROKER_CONFIGS.len());
    assert_eq!(answer.results[3].error_code, ErrorCode::INVALID_REQUEST);
    assert_eq!(answer.results[4].error_code, ErrorCode::UNKNOWN_TOPIC_OR_PARTITION);
}

#[test]
fn partitions_are_described_in_pages() {
    let world = World::new();
    world.topic("a", 3);
    world.topic("b", 2);
    let mut client = world.plain_client();
    let mut cursor = None;
    let mut seen = Vec::new();
    for page in 0..3 {
        let request = DescribeTopicPartitionsRequest {
            response_partition_limit: 2,
            cursor: cursor.take(),
            ..DescribeTopicPartitionsRequest::default()
        };
        let answer: DescribeTopicPartitionsResponse = client.call(0, &request);
        for topic in &answer.topics {
            for partition in &topic.partitions {
                seen.push(format!(
                    "{}{}",
                    topic.name.as_deref().unwrap(),
                    partition.partition_index
                ));
            }
        }
        cursor = answer.next_cursor.map(|next| RequestCursor {
            topic_name: next.topic_name,
            partition_index: next.partition_index,
            ..RequestCursor::default()
        });
        assert_eq!(cursor.is_some(), page < 2, "{seen:?}");
    }
    assert_eq!(seen, ["a0", "a1", "a2", "b0", "b1"]);
}

#[test]
fn the_cluster_describes_itself() {
    let world = World::new();
    let mut client = world.plain_client();
    let answer: DescribeClusterResponse = client.call(2, &DescribeClusterRequest::default());
    let brokers: Vec<_> = answer.brokers.iter().map(|it| (it.broker_id, &*it.host)).collect();
    assert_eq!(brokers, [(1, "localhost"), (2, "localhost")]);
    let controllers = DescribeClusterRequest { endpoint_type: 2, ..Default::default() };
    let answer: DescribeClusterResponse = client.call(2, &controllers);
    assert_eq!(answer.error_code, ErrorCode::MISMATCHED_ENDPOINT_TYPE);
}
