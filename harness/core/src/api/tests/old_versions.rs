//! What the oldest versions say otherwise than later ones, by the dialects that serve them; that
//! of Kafka 0.9 in octets written by hand.

use std::sync::Arc;

use kerbside_kafka_wire::k08_offset_commit::*;
use kerbside_kafka_wire::k09_offset_fetch::*;
use kerbside_kafka_wire::k30_create_acls::*;
use kerbside_kafka_wire::k32_describe_configs::*;
use kerbside_kafka_wire::{ApiKey, ErrorCode};

use crate::acl::{Acl, StandardAuthorizer};
use crate::authorizer::{Authorizer, Operation, ResourceType};
use crate::connection::Flow;
use crate::dialect::{AclNetworks, Dialect};
use crate::testing::{Client, Plan, World};

fn world(dialect: Dialect) -> World {
    let world = World::with(Plan { dialect, ..Plan::default() });
    world.topic("t", 1);
    world
}

#[test]
fn offsets_of_version_0_know_no_member_and_miss_with_an_error() {
    let world = world(Dialect::kafka_0_9());
    let mut client = world.plain_client();
    let mut names = (0..).map(|it| format!("g{it}"));
    let own = |name: &String| world.node.cluster.coordinator_of(name) == Some(1);
    let group = names.find(own).expect("half of all names");
    let fetched = || -> OffsetFetchResponsePartition {
        let topic = OffsetFetchRequestTopic {
            name: "t".into(),
            partition_indexes: vec![0],
            ..OffsetFetchRequestTopic::default()
        };
        let request = OffsetFetchRequest {
            group_id: group.as_str().into(),
            topics: Some(vec![topic]),
            ..OffsetFetchRequest::default()
        };
        let mut response: OffsetFetchResponse = world.plain_client().call(0, &request);
        response.topics.remove(0).partitions.remove(0)
    };
    let none = fetched();
    assert_eq!(none.error_code, ErrorCode::UNKNOWN_TOPIC_OR_PARTITION);
    assert_eq!(none.committed_offset, -1);
    let partition = OffsetCommitRequestPartition {
        committed_offset: 42,
        committed_metadata: Some("noted".into()),
        ..OffsetCommitRequestPartition::default()
    };
    let request = OffsetCommitRequest {
        group_id: group.as_str().into(),
        topics: vec![OffsetCommitRequestTopic {
            name: "t".into(),
            partitions: vec![partition],
            ..OffsetCommitRequestTopic::default()
        }],
        ..OffsetCommitRequest::default()
    };
    let committed: OffsetCommitResponse = client.call(0, &request);
    assert_eq!(committed.topics[0].partitions[0].error_code, ErrorCode::NONE);
    let found = fetched();
    assert_eq!((found.error_code, found.committed_offset), (ErrorCode::NONE, 42));
}

#[test]
fn the_oldest_description_of_configs_says_what_is_the_default() {
    let world = world(Dialect::kafka_1_1());
    let resource = DescribeConfigsResource {
        resource_type: 2,
        resource_name: "t".into(),
        configuration_keys: Some(vec!["cleanup.policy".into()]),
        ..DescribeConfigsResource::default()
    };
    let request = DescribeConfigsRequest { resources: vec![resource], ..Default::default() };
    for (version, is_default, source) in [(0, true, -1), (1, false, 5)] {
        let response: DescribeConfigsResponse = world.plain_client().call(version, &request);
        let config = &response.results[0].configs[0];
        assert_eq!((config.is_default, config.config_source), (is_default, source), "{version}");
    }
}

#[test]
fn a_network_as_host_of_an_acl_is_a_text_before_4_4() {
    let on_cluster =
        Acl::allow("User:ANONYMOUS", Operation::ALTER, ResourceType::CLUSTER, "kafka-cluster");
    let at_home = |operation| {
        let acl = Acl::allow("User:ANONYMOUS", operation, ResourceType::TOPIC, "t");
        acl.from_host("127.0.0.0/8")
    };
    let authorizer = StandardAuthorizer::new().with(on_cluster).expect("valid");
    let authorizer = Arc::new(authorizer.with(at_home(Operation::READ)).expect("valid"));
    let acls = authorizer.acls().expect("ACLs");
    let dialect = Dialect::kafka_1_1();
    let plan = Plan { authorizer: authorizer.clone(), dialect, ..Plan::default() };
    let world = World::with(plan);
    world.topic("t", 1);
    let mut client = world.plain_client();
    let shown = |client: &mut Client| {
        // Metadata 0 with the topic t: its error follows 1 broker, host and port.
        let flow = client.send_raw(ApiKey::METADATA, 0, b"\0\0\0\x01\0\x01t");
        assert_eq!(flow, Flow::Read);
        let frame = client.frames().remove(0);
        let topic = frame.len() - frame.iter().rev().position(|it| *it == b't').expect("named");
        i16::from_be_bytes([frame[topic - 5], frame[topic - 4]])
    };
    assert_eq!(shown(&mut client), 0);
    acls.set_networks(AclNetworks::Texts);
    assert_eq!(shown(&mut client), ErrorCode::TOPIC_AUTHORIZATION_FAILED.0);
    // What is no network is no error either.
    let creation = AclCreation {
        resource_type: 2,
        resource_name: "t".into(),
        principal: "User:alice".into(),
        host: "10.0.0.0/99".into(),
        operation: 3,
        permission_type: 3,
        ..AclCreation::default()
    };
    let request = CreateAclsRequest { creations: vec![creation], ..Default::default() };
    let created: CreateAclsResponse = client.call(0, &request);
    assert_eq!(created.results[0].error_code, ErrorCode::NONE);
}

/// Sends `body` with a header of version 1 and gives the answer without length and correlation id.
fn exchange(client: &mut Client, key: i16, version: i16, body: &[u8]) -> Vec<u8> {
    let mut frame = [key.to_be_bytes(), version.to_be_bytes()].concat();
    frame.extend(b"\0\0\0\x07\0\x02me");
    frame.extend(body);
    let mut flow = client.send_frame(&frame);
    if flow == Flow::Wait {
        flow = client.advance(std::time::Duration::from_secs(1));
    }
    assert_eq!(flow, Flow::Read, "{key} {version}");
    let answer = client.frames().remove(0);
    assert_eq!(answer[..4], [0, 0, 0, 7]);
    answer[4..].to_vec()
}

#[test]
fn kafka_0_9_in_octets() {
    let world = world(Dialect::kafka_0_9());
    let client = &mut world.plain_client();
    // Metadata 0: brokers 1 and 2 at localhost:9092; t with partition 0, led by 1, on 1.
    let metadata = exchange(client, 3, 0, b"\0\0\0\x01\0\x01t");
    let broker = |id| [&[0, 0, 0, id][..], b"\0\x09localhost\0\0\x23\x84"].concat();
    let mut expected = [&[0, 0, 0, 2][..], &broker(1), &broker(2)].concat();
    expected.extend(b"\0\0\0\x01\0\0\0\x01t\0\0\0\x01\0\0\0\0\0\0\0\0\0\x01");
    expected.extend(b"\0\0\0\x01\0\0\0\x01\0\0\0\x01\0\0\0\x01");
    assert_eq!(metadata, expected);
    // Produce 1 of one message of format 0: CRC-32 of magic, attributes, key "k", value "v".
    let message = b"\0\0\0\0\0\x01k\0\0\0\x01v";
    let mut crc = 0xffff_ffff_u32;
    for octet in message {
        crc ^= u32::from(*octet);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xedb8_8320 & 0u32.wrapping_sub(crc & 1));
        }
    }
    let message = [&(!crc).to_be_bytes()[..], message].concat();
    let size = u32::try_from(message.len()).expect("small").to_be_bytes();
    let set = [&[0; 8][..], &size, &message].concat();
    let length = u32::try_from(set.len()).expect("small").to_be_bytes();
    let mut produce = b"\xff\xff\0\0\x03\xe8\0\0\0\x01\0\x01t\0\0\0\x01\0\0\0\0".to_vec();
    produce.extend(length);
    produce.extend(&set);
    let produced = exchange(client, 0, 1, &produce);
    let mut expected = b"\0\0\0\x01\0\x01t\0\0\0\x01\0\0\0\0\0\0".to_vec();
    expected.extend([0; 12]);
    assert_eq!(produced, expected, "offset 0, throttle time 0");
    // Fetch 1 gives the very message back: throttle time, t, partition 0, no error, end 1.
    let mut fetch = b"\xff\xff\xff\xff\0\0\0\x0a\0\0\0\x01\0\0\0\x01\0\x01t".to_vec();
    fetch.extend(b"\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0");
    let fetched = exchange(client, 1, 1, &fetch);
    let mut expected = b"\0\0\0\0\0\0\0\x01\0\x01t\0\0\0\x01\0\0\0\0\0\0".to_vec();
    expected.extend(1u64.to_be_bytes());
    expected.extend(length);
    expected.extend(&set);
    assert_eq!(fetched, expected);
    // ListOffsets 0 of the end (-1), one offset at most.
    let mut list = b"\xff\xff\xff\xff\0\0\0\x01\0\x01t\0\0\0\x01\0\0\0\0".to_vec();
    list.extend((-1i64).to_be_bytes());
    list.extend(1u32.to_be_bytes());
    let listed = exchange(client, 2, 0, &list);
    let mut expected = b"\0\0\0\x01\0\x01t\0\0\0\x01\0\0\0\0\0\0\0\0\0\x01".to_vec();
    expected.extend(1u64.to_be_bytes());
    assert_eq!(listed, expected);
}

#[test]
fn a_group_of_kafka_0_9_in_octets() {
    let world = world(Dialect::kafka_0_9());
    let client = &mut world.plain_client();
    let own = |name: &String| world.node.cluster.coordinator_of(name) == Some(1);
    let group = (0..10).map(|it| format!("g{it}")).find(own).expect("half of all names");
    let text = |text: &str| {
        let length = u16::try_from(text.len()).expect("short").to_be_bytes();
        [&length[..], text.as_bytes()].concat()
    };
    // GroupCoordinator 0: no error, node 1 at localhost:9092.
    let coordinator = exchange(client, 10, 0, &text(&group));
    assert_eq!(coordinator, b"\0\0\0\0\0\x01\0\x09localhost\0\0\x23\x84");
    // JoinGroup 0: ten seconds, no member yet, a consumer with one protocol and its metadata.
    let join = [&text(&group)[..], &10_000u32.to_be_bytes(), &text(""), &text("consumer")];
    let protocol = [&1u32.to_be_bytes()[..], &text("range"), b"\0\0\0\x02me"].concat();
    let join = [&join.concat()[..], &protocol].concat();
    let joined = exchange(client, 11, 0, &join);
    // No error, generation 1, the protocol, then leader and member, which are one.
    assert_eq!(joined[..13], *b"\0\0\0\0\0\x01\0\x05range");
    let length = usize::from(u16::from_be_bytes([joined[13], joined[14]]));
    let member = joined[15..15 + length].to_vec();
    let named = [&joined[13..15], &member].concat();
    let members = [&1u32.to_be_bytes()[..], &named, b"\0\0\0\x02me"].concat();
    assert_eq!(joined[13..], [&named[..], &named, &members].concat());
    // SyncGroup 0 with the assignment of the one member, which it gets back.
    let who = [&text(&group)[..], &1u32.to_be_bytes(), &named].concat();
    let sync = [&who[..], &1u32.to_be_bytes(), &named, b"\0\0\0\x03all"].concat();
    assert_eq!(exchange(client, 14, 0, &sync), b"\0\0\0\0\0\x03all");
    assert_eq!(exchange(client, 12, 0, &who), b"\0\0");
    assert_eq!(exchange(client, 13, 0, &[&text(&group)[..], &named].concat()), b"\0\0");
}
