//! What requests and answers may take: small requests that ask for much, answers that nobody
//! reads, requests that wait.

use bytes::Buf;
use kerbside_kafka_wire::k01_fetch::{FetchPartition, FetchRequest, FetchTopic};
use kerbside_kafka_wire::k03_metadata::{MetadataRequest, MetadataRequestTopic, MetadataResponse};
use kerbside_kafka_wire::k18_api_versions::ApiVersionsRequest;
use kerbside_kafka_wire::k20_delete_topics::{DeleteTopicsRequest, DeleteTopicsResponse};
use kerbside_kafka_wire::k32_describe_configs::{DescribeConfigsRequest, DescribeConfigsResource};
use kerbside_kafka_wire::{ApiKey, ErrorCode};

use crate::api::run;
use crate::connection::Flow;
use crate::event::Audit;
use crate::refusal::Refusal;
use crate::settings::ClusterSettings;
use crate::testing::{Plan, World};

/// A compact list of `count` empty strings, and what follows it.
fn empty_names(count: u32, rest: &[u8]) -> Vec<u8> {
    let mut octets = Vec::new();
    let mut length = count + 1;
    while length >= 0x80 {
        octets.push((length & 0x7f) as u8 | 0x80);
        length >>= 7;
    }
    octets.push(length as u8);
    octets.resize(octets.len() + count as usize, 1);
    octets.extend_from_slice(rest);
    octets
}

/// Requests that are little more than a list of names: key, version, before and after the list.
const LISTS: [(ApiKey, i16, &[u8], &[u8]); 6] = [
    (ApiKey::DESCRIBE_GROUPS, 5, &[], &[0, 0]),
    (ApiKey::CONSUMER_GROUP_DESCRIBE, 0, &[], &[0, 0]),
    (ApiKey::DELETE_TOPICS, 5, &[], &[0, 0, 0, 9, 0]),
    (ApiKey::FIND_COORDINATOR, 4, &[0], &[0]),
    (ApiKey::DESCRIBE_TRANSACTIONS, 0, &[], &[0]),
    (ApiKey::DELETE_GROUPS, 2, &[], &[0]),
];

#[test]
fn lists_of_empty_names_are_refused_before_they_grow() {
    let world = World::new();
    let all = world.node.cluster.request_memory().left();
    for (key, version, before, after) in LISTS {
        let mut client = world.plain_client();
        let body = [before, &empty_names(4_000_000, after)].concat();
        assert_eq!(client.send_raw(key, version, &body), Flow::Close, "{key}");
        assert!(matches!(client.refusal(), Some(Refusal::BadBody { .. })), "{key}");
        assert!(client.written().is_empty(), "{key}");
        assert_eq!(world.node.cluster.request_memory().left(), all, "{key}");
    }
}

#[test]
fn lists_of_names_within_the_bound_are_answered_within_it() {
    const NAMES: u32 = 50_000;
    let world = World::with(Plan { audit: Audit::Silent, ..Plan::default() });
    for (key, version, before, after) in LISTS {
        let mut client = world.plain_client();
        let body = [before, &empty_names(NAMES, after)].concat();
        assert_ne!(client.send_raw(key, version, &body), Flow::Close, "{key}");
        let answered = client.connection.outbox().remaining();
        assert!(answered <= NAMES as usize * run::ANSWER_PER_ELEMENT, "{key}");
        client.written();
        assert_eq!(client.look(), Flow::Read);
    }
}

#[test]
fn tagged_fields_of_a_header_are_bounded() {
    let world = World::new();
    let mut client = world.plain_client();
    // ApiVersions 3, correlation id, no client id, 100,000 empty tagged fields.
    let mut frame = vec![0, 18, 0, 3, 0, 0, 0, 1, 0xff, 0xff, 0xa0, 0x8d, 0x06];
    frame.extend([1, 0].repeat(100_000));
    assert_eq!(client.send_frame(&frame), Flow::Close);
    assert!(matches!(client.refusal(), Some(Refusal::BadHeader { .. })));
}

#[test]
fn a_resource_that_is_described_too_often_ends_the_connection() {
    let world = World::new();
    world.topic("orders", 1);
    let all = world.node.cluster.request_memory().left();
    let resource = DescribeConfigsResource {
        resource_type: 2,
        resource_name: "orders".into(),
        configuration_keys: None,
        ..DescribeConfigsResource::default()
    };
    let request = |times| DescribeConfigsRequest {
        resources: vec![resource.clone(); times],
        ..DescribeConfigsRequest::default()
    };
    let mut client = world.plain_client();
    assert_eq!(client.send_request(4, &request(20_000)), Flow::Close);
    assert!(matches!(client.refusal(), Some(Refusal::MemorySpent)));
    assert!(client.written().is_empty());
    let mut client = world.plain_client();
    assert_eq!(client.send_request(4, &request(100)), Flow::Read);
    assert!(client.written().len() < 100 * 4_000);
    assert_eq!(world.node.cluster.request_memory().left(), all);
}

#[test]
fn answers_that_nobody_reads_count() {
    let cluster =
        ClusterSettings { request_memory_max_bytes: 200_000, ..ClusterSettings::default() };
    let world = World::with(Plan { cluster, ..Plan::default() });
    let mut client = world.plain_client();
    let mut sent = 0;
    while client.send_request(0, &ApiVersionsRequest::default()) == Flow::Read {
        sent += 1;
        assert!(sent < 2_000, "it was never too much");
    }
    assert!(matches!(client.refusal(), Some(Refusal::MemorySpent)));
    let written = client.written().len();
    assert!(written > 200_000 && written < 220_000, "{written}");
    assert_eq!(world.node.cluster.request_memory().left(), 200_000);
    let mut other = world.plain_client();
    assert_eq!(other.send_request(0, &ApiVersionsRequest::default()), Flow::Read);
}

#[test]
fn a_request_that_waits_counts_until_it_is_answered() {
    let world = World::new();
    world.topic("orders", 1);
    let all = world.node.cluster.request_memory().left();
    let partition = FetchPartition { partition_max_bytes: 1, ..FetchPartition::default() };
    let request = FetchRequest {
        max_wait_ms: 10_000,
        min_bytes: 1,
        max_bytes: 1,
        topics: vec![FetchTopic {
            topic: "orders".into(),
            partitions: vec![partition],
            ..FetchTopic::default()
        }],
        ..FetchRequest::default()
    };
    let mut client = world.plain_client();
    assert_eq!(client.send_request(11, &request), Flow::Wait);
    assert!(world.node.cluster.request_memory().left() < all);
    assert_eq!(client.advance(std::time::Duration::from_secs(10)), Flow::Read);
    assert!(!client.written().is_empty());
    assert_eq!(world.node.cluster.request_memory().left(), all);
}

#[test]
fn a_topic_that_is_named_twice_is_described_once() {
    let world = World::new();
    world.topic("orders", 3);
    let topic = |name: &str| MetadataRequestTopic { name: Some(name.into()), ..Default::default() };
    let request = MetadataRequest {
        topics: Some(vec![topic("orders"), topic("other"), topic("orders")]),
        allow_auto_topic_creation: false,
        ..MetadataRequest::default()
    };
    let response: MetadataResponse = world.plain_client().call(9, &request);
    let names: Vec<_> = response.topics.iter().filter_map(|it| it.name.clone()).collect();
    assert_eq!(names, ["orders", "other"]);
}

#[test]
fn a_topic_that_is_to_be_deleted_twice_is_refused_once() {
    let world = World::new();
    world.topic("orders", 1);
    let request = DeleteTopicsRequest {
        topic_names: vec!["orders".into(), "orders".into(), "other".into()],
        ..DeleteTopicsRequest::default()
    };
    let response: DeleteTopicsResponse = world.plain_client().call(5, &request);
    let results: Vec<_> = response
        .responses
        .iter()
        .map(|it| (it.name.as_deref(), it.error_code, it.error_message.as_deref()))
        .collect();
    let unknown = "This server does not host this topic-partition.";
    assert_eq!(
        results,
        [
            (Some("other"), ErrorCode::UNKNOWN_TOPIC_OR_PARTITION, Some(unknown)),
            (Some("orders"), ErrorCode::INVALID_REQUEST, Some("Duplicate topic name.")),
        ]
    );
}
