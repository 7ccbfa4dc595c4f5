//! With an authorizer that denies everything each API refuses with its own code, in the field
//! where Kafka's clients look for it.

use std::sync::Arc;

use kerbside_kafka_wire::*;
use kerbside_kafka_wire::{ErrorCode as E, Message, StrBytes};

use crate::api;
use crate::authorizer::DenyAll;
use crate::event::EventKind;
use crate::testing::{Plan, World, batch, transactional_batch};

fn world() -> World {
    let world = World::with(Plan { authorizer: Arc::new(DenyAll), ..Plan::default() });
    world.topic("t", 1);
    world
}

/// Sends the request in every version, and looks for the code.
pub(super) fn denied<Q: Message, R: Message>(
    request: impl Fn(i16, &World) -> Q,
    codes: impl Fn(&R, i16) -> Vec<E>,
    expected: E,
) {
    let key = Q::API_KEY.expect("a request");
    let supported = api::find(key).expect("a known API").supported;
    for version in supported.iter() {
        let world = world();
        // Versions of before Kafka 4 are offered by other dialects.
        if !world.node.offers(key, version) {
            continue;
        }
        let mut client = world.plain_client();
        let response: R = client.call(version, &request(version, &world));
        let found = codes(&response, version);
        assert!(!found.is_empty(), "{key} {version} says nothing: {response:?}");
        assert!(found.iter().all(|code| *code == expected), "{key} {version}: {response:?}");
        let asked = client.events().into_iter().filter(|event| match &event.kind {
            EventKind::Authorization { authorization, .. } => !authorization.allowed,
            _ => false,
        });
        assert!(asked.count() > 0, "{key} {version} reports no decision");
    }
}

fn topic_id(version: i16, since: i16, world: &World) -> Uuid {
    let id = world.node.cluster.topic("t").expect("the topic").id;
    if version >= since { id } else { Uuid::ZERO }
}

#[test]
fn produce() {
    use k00_produce::*;
    denied(
        |version, world| {
            let records = Some(batch(&["x"]));
            let partition = PartitionProduceData { records, ..Default::default() };
            ProduceRequest {
                acks: -1,
                topic_data: vec![TopicProduceData {
                    name: "t".into(),
                    topic_id: topic_id(version, 13, world),
                    partition_data: vec![partition],
                    ..Default::default()
                }],
                ..Default::default()
            }
        },
        |response: &ProduceResponse, _| {
            vec![response.responses[0].partition_responses[0].error_code]
        },
        E::TOPIC_AUTHORIZATION_FAILED,
    );
    denied(
        |_, _| ProduceRequest {
            acks: -1,
            transactional_id: Some("tx".into()),
            topic_data: vec![TopicProduceData {
                name: "t".into(),
                partition_data: vec![PartitionProduceData {
                    records: Some(transactional_batch()),
                    ..Default::default()
                }],
                ..Default::default()
            }],
            ..Default::default()
        },
        |response: &ProduceResponse, _| {
            vec![response.responses[0].partition_responses[0].error_code]
        },
        E::TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
    );
}

#[test]
fn fetch() {
    use k01_fetch::*;
    denied(
        |version, world| FetchRequest {
            topics: vec![FetchTopic {
                topic: "t".into(),
                topic_id: topic_id(version, 13, world),
                partitions: vec![FetchPartition::default()],
                ..Default::default()
            }],
            ..Default::default()
        },
        |response: &FetchResponse, _| vec![response.responses[0].partitions[0].error_code],
        E::TOPIC_AUTHORIZATION_FAILED,
    );
}

#[test]
fn list_offsets() {
    use k02_list_offsets::*;
    denied(
        |_, _| ListOffsetsRequest {
            topics: vec![ListOffsetsTopic {
                name: "t".into(),
                partitions: vec![ListOffsetsPartition::default()],
                ..Default::default()
            }],
            ..Default::default()
        },
        |response: &ListOffsetsResponse, _| vec![response.topics[0].partitions[0].error_code],
        E::TOPIC_AUTHORIZATION_FAILED,
    );
}

#[test]
fn metadata() {
    use k03_metadata::*;
    let ask = |name: Option<&str>, id: Uuid| MetadataRequest {
        topics: Some(vec![MetadataRequestTopic {
            name: name.map(StrBytes::from),
            topic_id: id,
            ..Default::default()
        }]),
        ..Default::default()
    };
    denied(
        |version, world| match version {
            12.. => ask(None, topic_id(version, 12, world)),
            _ => ask(Some("t"), Uuid::ZERO),
        },
        |response: &MetadataResponse, _| vec![response.topics[0].error_code],
        E::TOPIC_AUTHORIZATION_FAILED,
    );
}

#[test]
fn what_a_client_may_not_see_is_left_out_of_lists() {
    let world = world();
    let mut client = world.plain_client();
    use k03_metadata::*;
    let all = MetadataRequest { topics: None, ..MetadataRequest::default() };
    let answer: MetadataResponse = client.call(12, &all);
    assert!(answer.topics.is_empty());
    use k75_describe_topic_partitions::*;
    let request = DescribeTopicPartitionsRequest::default();
    let answer: DescribeTopicPartitionsResponse = client.call(0, &request);
    assert!(answer.topics.is_empty());
    world.node.cluster.groups().commit("g", commit()).expect("stored");
    use k16_list_groups::*;
    let answer: ListGroupsResponse = client.call(5, &ListGroupsRequest::default());
    assert!(answer.groups.is_empty());
    use k60_describe_cluster::*;
    let request = DescribeClusterRequest {
        include_cluster_authorized_operations: true,
        ..DescribeClusterRequest::default()
    };
    let answer: DescribeClusterResponse = client.call(1, &request);
    assert_eq!((answer.brokers.len(), answer.cluster_authorized_operations), (2, 0));
}

fn commit() -> crate::groups::OffsetToCommit {
    let committed =
        crate::groups::CommittedOffset { offset: 1, leader_epoch: -1, metadata: "".into() };
    crate::groups::OffsetToCommit {
        topic: "t".into(),
        partition: 0,
        committed,
        time: Default::default(),
    }
}

#[test]
fn offset_commit() {
    use k08_offset_commit::*;
    denied(
        |version, world| OffsetCommitRequest {
            group_id: "g".into(),
            topics: vec![OffsetCommitRequestTopic {
                name: "t".into(),
                topic_id: topic_id(version, 10, world),
                partitions: vec![OffsetCommitRequestPartition::default()],
                ..Default::default()
            }],
            ..Default::default()
        },
        |response: &OffsetCommitResponse, _| vec![response.topics[0].partitions[0].error_code],
        E::GROUP_AUTHORIZATION_FAILED,
    );
}

#[test]
fn offset_fetch() {
    use k09_offset_fetch::*;
    denied(
        |version, _| match version {
            8.. => OffsetFetchRequest {
                groups: vec![OffsetFetchRequestGroup {
                    group_id: "g".into(),
                    ..Default::default()
                }],
                ..Default::default()
            },
            _ => OffsetFetchRequest {
                group_id: "g".into(),
                topics: Some(vec![OffsetFetchRequestTopic {
                    name: "t".into(),
                    partition_indexes: vec![0],
                    ..Default::default()
                }]),
                ..Default::default()
            },
        },
        |response: &OffsetFetchResponse, version| match version {
            8.. => vec![response.groups[0].error_code],
            2.. => vec![response.error_code],
            _ => vec![response.topics[0].partitions[0].error_code],
        },
        E::GROUP_AUTHORIZATION_FAILED,
    );
}

#[test]
fn find_coordinator() {
    use k10_find_coordinator::*;
    for (key_type, expected) in
        [(0, E::GROUP_AUTHORIZATION_FAILED), (1, E::TRANSACTIONAL_ID_AUTHORIZATION_FAILED)]
    {
        denied(
            |version, _| FindCoordinatorRequest {
                // Version 0 knows groups alone.
                key_type: if version == 0 { 0 } else { key_type },
                key: if version < 4 { "k".into() } else { StrBytes::default() },
                coordinator_keys: if version < 4 { vec![] } else { vec!["k".into()] },
                ..Default::default()
            },
            |response: &FindCoordinatorResponse, version| match version {
                4.. => vec![response.coordinators[0].error_code],
                0 => vec![expected],
                _ => vec![response.error_code],
            },
            expected,
        );
    }
}

#[test]
fn groups() {
    use k11_join_group::*;
    use k12_heartbeat::*;
    use k13_leave_group::*;
    use k14_sync_group::*;
    use k15_describe_groups::*;
    let expected = E::GROUP_AUTHORIZATION_FAILED;
    let group_id = || StrBytes::from("g");
    denied(
        |_, _| JoinGroupRequest { group_id: group_id(), ..Default::default() },
        |response: &JoinGroupResponse, _| vec![response.error_code],
        expected,
    );
    denied(
        |_, _| HeartbeatRequest { group_id: group_id(), ..Default::default() },
        |response: &HeartbeatResponse, _| vec![response.error_code],
        expected,
    );
    denied(
        |_, _| LeaveGroupRequest { group_id: group_id(), ..Default::default() },
        |response: &LeaveGroupResponse, _| vec![response.error_code],
        expected,
    );
    denied(
        |_, _| SyncGroupRequest { group_id: group_id(), ..Default::default() },
        |response: &SyncGroupResponse, _| vec![response.error_code],
        expected,
    );
    denied(
        |_, _| DescribeGroupsRequest { groups: vec![group_id()], ..Default::default() },
        |response: &DescribeGroupsResponse, _| vec![response.groups[0].error_code],
        expected,
    );
}

#[test]
fn topics() {
    use k19_create_topics::*;
    use k20_delete_topics::*;
    use k37_create_partitions::*;
    use k75_describe_topic_partitions::*;
    let expected = E::TOPIC_AUTHORIZATION_FAILED;
    denied(
        |_, _| CreateTopicsRequest {
            topics: vec![CreatableTopic { name: "new".into(), ..Default::default() }],
            ..Default::default()
        },
        |response: &CreateTopicsResponse, _| vec![response.topics[0].error_code],
        expected,
    );
    denied(
        |version, world| match version {
            6.. => DeleteTopicsRequest {
                topics: vec![
                    DeleteTopicState { name: Some("t".into()), ..Default::default() },
                    DeleteTopicState { topic_id: topic_id(6, 6, world), ..Default::default() },
                ],
                ..Default::default()
            },
            _ => DeleteTopicsRequest {
                topic_names: vec!["t".into(), "absent".into()],
                ..Default::default()
            },
        },
        |response: &DeleteTopicsResponse, _| {
            response.responses.iter().map(|it| it.error_code).collect()
        },
        expected,
    );
    denied(
        |_, _| CreatePartitionsRequest {
            topics: vec![CreatePartitionsTopic {
                name: "t".into(),
                count: 5,
                ..Default::default()
            }],
            ..Default::default()
        },
        |response: &CreatePartitionsResponse, _| vec![response.results[0].error_code],
        expected,
    );
    denied(
        |_, _| DescribeTopicPartitionsRequest {
            topics: vec![TopicRequest { name: "t".into(), ..Default::default() }],
            ..Default::default()
        },
        |response: &DescribeTopicPartitionsResponse, _| vec![response.topics[0].error_code],
        expected,
    );
}

#[test]
fn the_rest() {
    use k22_init_producer_id::*;
    use k23_offset_for_leader_epoch::*;
    use k32_describe_configs::*;
    denied(
        |_, _| InitProducerIdRequest { transactional_id: None, ..Default::default() },
        |response: &InitProducerIdResponse, _| vec![response.error_code],
        E::CLUSTER_AUTHORIZATION_FAILED,
    );
    denied(
        |_, _| InitProducerIdRequest { transactional_id: Some("tx".into()), ..Default::default() },
        |response: &InitProducerIdResponse, _| vec![response.error_code],
        E::TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
    );
    denied(
        |_, _| OffsetForLeaderEpochRequest {
            topics: vec![OffsetForLeaderTopic {
                topic: "t".into(),
                partitions: vec![OffsetForLeaderPartition::default()],
                ..Default::default()
            }],
            ..Default::default()
        },
        |response: &OffsetForLeaderEpochResponse, _| {
            vec![response.topics[0].partitions[0].error_code]
        },
        E::TOPIC_AUTHORIZATION_FAILED,
    );
    for (resource_type, name, expected) in
        [(2, "t", E::TOPIC_AUTHORIZATION_FAILED), (4, "1", E::CLUSTER_AUTHORIZATION_FAILED)]
    {
        denied(
            |_, _| DescribeConfigsRequest {
                resources: vec![DescribeConfigsResource {
                    resource_type,
                    resource_name: name.into(),
                    ..Default::default()
                }],
                ..Default::default()
            },
            |response: &DescribeConfigsResponse, _| vec![response.results[0].error_code],
            expected,
        );
    }
}

#[test]
fn acls() {
    use k29_describe_acls::*;
    use k30_create_acls::*;
    use k31_delete_acls::*;
    denied(
        |_, _| DescribeAclsRequest {
            resource_type_filter: 1,
            pattern_type_filter: 1,
            operation: 1,
            permission_type: 1,
            ..Default::default()
        },
        |response: &DescribeAclsResponse, _| vec![response.error_code],
        E::CLUSTER_AUTHORIZATION_FAILED,
    );
    denied(
        |_, _| CreateAclsRequest {
            creations: vec![AclCreation {
                resource_type: 2,
                resource_name: "t".into(),
                resource_pattern_type: 3,
                principal: "User:alice".into(),
                host: "*".into(),
                operation: 3,
                permission_type: 3,
                ..Default::default()
            }],
            ..Default::default()
        },
        |response: &CreateAclsResponse, _| vec![response.results[0].error_code],
        E::CLUSTER_AUTHORIZATION_FAILED,
    );
    denied(
        |_, _| DeleteAclsRequest {
            filters: vec![DeleteAclsFilter {
                resource_type_filter: 1,
                pattern_type_filter: 1,
                operation: 1,
                permission_type: 1,
                ..Default::default()
            }],
            ..Default::default()
        },
        |response: &DeleteAclsResponse, _| vec![response.filter_results[0].error_code],
        E::CLUSTER_AUTHORIZATION_FAILED,
    );
}

#[test]
fn every_api_is_in_this_file() {
    let asks_nobody = [ApiKey::SASL_HANDSHAKE, ApiKey::API_VERSIONS, ApiKey::SASL_AUTHENTICATE];
    let shows_less = [ApiKey::LIST_GROUPS, ApiKey::DESCRIBE_CLUSTER];
    let refuses =
        [0, 1, 2, 3, 8, 9, 10, 11, 12, 13, 14, 15, 19, 20, 22, 23, 29, 30, 31, 32, 37, 75]
            .map(ApiKey);
    let in_files_of_their_own = [38, 39, 40, 41, 50, 51].map(ApiKey);
    let admin = super::denied_admin::REFUSES;
    let transactions = super::transactions::REFUSES;
    let storage = super::denied_storage::REFUSES;
    let groups = super::consumer_groups::REFUSES;
    let in_files = [&in_files_of_their_own[..], admin, transactions, storage, groups].concat();
    let mut all = [&asks_nobody[..], &shows_less, &refuses, &in_files].concat();
    all.sort_unstable();
    let known: Vec<_> = api::supported().map(|(key, _)| key).collect();
    assert_eq!(all, known);
}
