//! Requests on a connection that may make them: order, waiting, versions, idleness.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use kerbside_kafka_wire::k00_produce::{
    PartitionProduceData, ProduceRequest, ProduceResponse, TopicProduceData,
};
use kerbside_kafka_wire::k01_fetch::{FetchPartition, FetchRequest, FetchResponse, FetchTopic};
use kerbside_kafka_wire::k03_metadata::{MetadataRequest, MetadataResponse};
use kerbside_kafka_wire::k11_join_group::{
    JoinGroupRequest, JoinGroupRequestProtocol, JoinGroupResponse,
};
use kerbside_kafka_wire::k18_api_versions::{ApiVersionsRequest, ApiVersionsResponse};
use kerbside_kafka_wire::{ApiKey, ErrorCode};

use crate::connection::Flow;
use crate::event::{ClosedBy, EventKind};
use crate::now::Now;
use crate::refusal::Refusal;
use crate::testing::{Client, Plan, World, batch, decode, values};

fn produce(topic: &str, acks: i16, records: Bytes) -> ProduceRequest {
    let partition = PartitionProduceData { index: 0, records: Some(records), ..Default::default() };
    let topic = TopicProduceData {
        name: topic.into(),
        partition_data: vec![partition],
        ..TopicProduceData::default()
    };
    ProduceRequest { acks, timeout_ms: 1_000, topic_data: vec![topic], ..Default::default() }
}

fn fetch(topic: &str, offset: i64, min_bytes: i32, max_wait_ms: i32) -> FetchRequest {
    let partition = FetchPartition {
        fetch_offset: offset,
        partition_max_bytes: 1 << 20,
        ..FetchPartition::default()
    };
    let topic =
        FetchTopic { topic: topic.into(), partitions: vec![partition], ..FetchTopic::default() };
    FetchRequest { min_bytes, max_wait_ms, topics: vec![topic], ..FetchRequest::default() }
}

fn fetched(response: &FetchResponse) -> Vec<String> {
    let partition = &response.responses[0].partitions[0];
    assert_eq!(partition.error_code, ErrorCode::NONE);
    values(partition.records.as_ref().expect("records, though perhaps none"))
}

fn join(group: &str) -> JoinGroupRequest {
    let protocol =
        JoinGroupRequestProtocol { name: "range".into(), ..JoinGroupRequestProtocol::default() };
    JoinGroupRequest {
        group_id: group.into(),
        session_timeout_ms: 10_000,
        rebalance_timeout_ms: 20_000,
        protocol_type: "consumer".into(),
        protocols: vec![protocol],
        ..JoinGroupRequest::default()
    }
}

/// A group that this node coordinates.
fn own_group(world: &World) -> String {
    let own = |name: &String| world.node.cluster.coordinator_of(name) == Some(1);
    (0..).map(|number| format!("g{number}")).find(own).expect("half of all names")
}

#[test]
fn what_is_produced_is_fetched_octet_for_octet() {
    let world = World::new();
    world.topic("t", 1);
    let mut client = world.plain_client();
    let records = batch(&["a", "b", "c"]);
    for version in [3, 7, 8, 9, 12] {
        let produced: ProduceResponse = client.call(version, &produce("t", -1, records.clone()));
        let partition = &produced.responses[0].partition_responses[0];
        assert_eq!(partition.error_code, ErrorCode::NONE);
        let offset = partition.base_offset;
        let fetched: FetchResponse = client.call(4, &fetch("t", offset, 1, 0));
        let got = fetched.responses[0].partitions[0].records.clone().expect("records");
        assert_eq!(got[16..], records[16..], "version {version}");
        assert_eq!(got[..8], offset.to_be_bytes());
    }
}

#[test]
fn a_long_poll_ends_when_records_come() {
    let world = World::new();
    world.topic("t", 1);
    let mut consumer = world.plain_client();
    assert_eq!(consumer.send_request(11, &fetch("t", 0, 1, 500)), Flow::Wait);
    assert!(consumer.frames().is_empty());

    let mut producer = world.plain_client();
    let _: ProduceResponse = producer.call(9, &produce("t", 1, batch(&["x"])));
    assert_eq!(consumer.bell.rings(), 1);
    assert_eq!(consumer.look(), Flow::Read);
    assert_eq!(fetched(&consumer.response(11)), ["x"]);
}

#[test]
fn a_long_poll_ends_empty_at_its_deadline() {
    let world = World::new();
    world.topic("t", 1);
    let mut consumer = world.plain_client();
    consumer.send_request(11, &fetch("t", 0, 1, 500));
    let deadline = consumer.now.monotonic.plus_millis(500);
    assert_eq!(consumer.connection.next_deadline(), Some(deadline));
    assert_eq!(consumer.advance(Duration::from_millis(499)), Flow::Wait);
    assert_eq!(consumer.advance(Duration::from_millis(1)), Flow::Read);
    assert!(fetched(&consumer.response(11)).is_empty());
}

#[test]
fn a_long_poll_waits_for_min_bytes() {
    let world = World::new();
    world.topic("t", 1);
    let one = batch(&["x"]);
    let both = i32::try_from(2 * one.len()).expect("small");
    let mut consumer = world.plain_client();
    consumer.send_request(11, &fetch("t", 0, both, 500));
    let mut producer = world.plain_client();
    let _: ProduceResponse = producer.call(9, &produce("t", 1, one.clone()));
    assert_eq!(consumer.look(), Flow::Wait);
    let _: ProduceResponse = producer.call(9, &produce("t", 1, one));
    assert_eq!(consumer.bell.rings(), 2);
    assert_eq!(consumer.look(), Flow::Read);
    assert_eq!(fetched(&consumer.response(11)), ["x", "x"]);
}

#[test]
fn later_requests_wait_behind_a_long_poll_and_are_answered_in_order() {
    let world = World::new();
    world.topic("t", 1);
    let mut client = world.plain_client();
    client.send_request(11, &fetch("t", 0, 1, 500));
    assert_eq!(client.send_request(9, &MetadataRequest::default()), Flow::Wait);
    assert!(client.frames().is_empty());
    assert_eq!(client.advance(Duration::from_millis(500)), Flow::Read);
    let mut frames = client.frames().into_iter();
    let first = decode::<FetchResponse>(frames.next().expect("the fetch"), 11);
    let second = decode::<MetadataResponse>(frames.next().expect("the metadata"), 9);
    assert_eq!((first.0, second.0), (1, 2));
}

#[test]
fn a_join_waits_for_the_others_and_the_cluster_keeps_its_time() {
    let world = World::new();
    let group = own_group(&world);
    let (mut a, mut b) = (world.plain_client(), world.plain_client());
    // Before version 4 a join without an id is a join.
    let first: JoinGroupResponse = a.call(3, &join(&group));
    assert_eq!((first.error_code, first.generation_id), (ErrorCode::NONE, 1));
    assert_eq!(b.send_request(3, &join(&group)), Flow::Wait);
    // The first member never joins again: its session is over first.
    let deadline = world.node.cluster.groups().next_deadline().expect("a session");
    world.node.cluster.expire(Now { monotonic: deadline, ..world.now });
    assert_eq!(b.bell.rings(), 1);
    assert_eq!(b.look(), Flow::Read);
    let second: JoinGroupResponse = b.response(3);
    assert_eq!((second.generation_id, second.members.len()), (2, 1));
}

#[test]
fn produce_without_acknowledgement_is_silent_and_fails_by_closing() {
    let world = World::new();
    world.topic("t", 1);
    let mut client = world.plain_client();
    assert_eq!(client.send_request(9, &produce("t", 0, batch(&["x"]))), Flow::Read);
    assert!(client.frames().is_empty());
    assert_eq!(client.send_request(9, &produce("absent", 0, batch(&["x"]))), Flow::Close);
    assert!(client.frames().is_empty());
    let refusal = client.refusal();
    let code = ErrorCode::UNKNOWN_TOPIC_OR_PARTITION;
    assert!(matches!(refusal, Some(Refusal::UnacknowledgedFailure(it)) if it == code));
}

#[test]
fn an_unknown_version_of_api_versions_is_answered_in_the_oldest_form() {
    for mut client in [World::new().plain_client(), World::new().sasl_client()] {
        // Two names and two tagged fields sections, as a newer client sends.
        assert_eq!(client.send_raw(ApiKey::API_VERSIONS, 99, b"\x02a\x02b\0"), Flow::Read);
        let answer: ApiVersionsResponse = client.response(0);
        assert_eq!(answer.error_code, ErrorCode::UNSUPPORTED_VERSION);
        let [own] = &answer.api_keys[..] else { panic!("{answer:?}") };
        assert_eq!((own.api_key, own.min_version, own.max_version), (ApiKey::API_VERSIONS, 0, 5));
        // The client asks again, and is answered.
        let answer: ApiVersionsResponse = client.call(0, &ApiVersionsRequest::default());
        assert_eq!(answer.error_code, ErrorCode::NONE);
        assert_eq!(answer.api_keys.len(), crate::supported().count());
    }
}

#[test]
fn api_versions_refuses_what_kafka_refuses() {
    let world = World::new();
    let mut client = world.plain_client();
    let named = |name: &str| ApiVersionsRequest {
        client_software_name: name.into(),
        client_software_version: "1.0".into(),
        ..ApiVersionsRequest::default()
    };
    for (name, error) in [
        ("kcat", ErrorCode::NONE),
        ("apache-kafka-java", ErrorCode::NONE),
        ("", ErrorCode::INVALID_REQUEST),
        ("-x", ErrorCode::INVALID_REQUEST),
        ("a b", ErrorCode::INVALID_REQUEST),
    ] {
        let answer: ApiVersionsResponse = client.call(3, &named(name));
        assert_eq!(answer.error_code, error, "{name}");
    }
    let id = world.node.cluster.id();
    for (cluster, node, error) in [
        (None, -1, ErrorCode::NONE),
        (Some(&**id), 1, ErrorCode::NONE),
        (Some("another"), 1, ErrorCode::REBOOTSTRAP_REQUIRED),
        (Some(&**id), 2, ErrorCode::REBOOTSTRAP_REQUIRED),
    ] {
        let cluster_id = cluster.map(Into::into);
        let request = ApiVersionsRequest { cluster_id, node_id: node, ..named("kcat") };
        let answer: ApiVersionsResponse = client.call(5, &request);
        assert_eq!(answer.error_code, error, "{cluster:?} {node}");
    }
}

#[test]
fn unsupported_versions_and_apis_close_the_connection() {
    for (key, version) in [
        (ApiKey::PRODUCE, 2), // advertised, and yet not served
        (ApiKey::PRODUCE, 14),
        (ApiKey::METADATA, -1),
        (ApiKey::LEADER_AND_ISR, 0),
        (ApiKey::CONTROLLED_SHUTDOWN, 0),
        (ApiKey(999), 0),
    ] {
        let mut client = World::new().plain_client();
        assert_eq!(client.send_raw(key, version, &[0; 64]), Flow::Close, "{key} {version}");
        assert!(client.frames().is_empty());
        assert!(client.refusal().is_some());
    }
}

#[test]
fn an_idle_connection_is_closed_and_a_waiting_one_is_not() {
    let world = World::new();
    world.topic("t", 1);
    let mut idle = world.plain_client();
    assert_eq!(idle.advance(Duration::from_secs(599)), Flow::Read);
    assert_eq!(idle.advance(Duration::from_secs(1)), Flow::Close);
    let closed = |kind: &EventKind| matches!(kind, EventKind::Closed { by: ClosedBy::Idleness });
    assert!(idle.events().iter().any(|event| closed(&event.kind)));

    let mut waiting = world.plain_client();
    waiting.send_request(11, &fetch("t", 0, 1, 600_000));
    assert_eq!(waiting.advance(Duration::from_secs(600)), Flow::Read);
    assert!(fetched(&waiting.response(11)).is_empty());
}

#[test]
fn a_client_that_does_not_read_is_not_served_on() {
    let mut plan = Plan::default();
    plan.connections.answers_waiting = 1_000;
    let world = World::with(plan);
    let mut client: Client = world.plain_client();
    let mut flow = Flow::Read;
    for _ in 0..50 {
        flow = client.send_request(9, &MetadataRequest::default());
    }
    assert_eq!(flow, Flow::Wait);
    let first = client.frames().len();
    assert!(first < 50, "{first}");
    let mut answered = first;
    while client.look() == Flow::Wait {
        answered += client.frames().len();
    }
    assert_eq!(answered + client.frames().len(), 50);
}

#[test]
fn a_client_that_stops_reading_what_it_fetches_holds_one_answer_beyond_the_bound() {
    let mut plan = Plan::default();
    plan.connections.answers_waiting = 100_000;
    let world = World::with(plan);
    world.topic("t", 1);
    let mut client = world.plain_client();
    let large = "x".repeat(60_000);
    for _ in 0..20 {
        let _: ProduceResponse = client.call(9, &produce("t", -1, batch(&[&large])));
    }
    for _ in 0..50 {
        client.send_request(11, &fetch("t", 0, 1, 0));
    }
    let waiting = bytes::Buf::remaining(client.connection.outbox());
    assert!((100_000..100_000 + (1 << 20) + 1_000).contains(&waiting), "{waiting}");
}

#[test]
fn frames_are_put_together_from_any_pieces() {
    let world = World::new();
    let mut whole = world.plain_client();
    whole.send_request(9, &MetadataRequest::default());
    let expected = whole.written();
    let mut request = BytesMut::new();
    let body = kerbside_kafka_wire::Message::to_bytes(&MetadataRequest::default(), 9);
    let frame = crate::testing::frame(ApiKey::METADATA, 9, 1, &body.expect("a request"));
    request.extend_from_slice(&u32::try_from(frame.len()).expect("small").to_be_bytes());
    request.extend_from_slice(&frame);
    let mut pieces = world.plain_client();
    for octet in &request {
        assert_eq!(pieces.send(&[*octet]), Flow::Read);
    }
    assert_eq!(pieces.written(), expected);
}
