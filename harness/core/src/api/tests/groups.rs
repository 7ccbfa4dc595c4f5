//! Groups and their offsets through the wire.

use kerbside_kafka_wire::k08_offset_commit::*;
use kerbside_kafka_wire::k09_offset_fetch::*;
use kerbside_kafka_wire::k10_find_coordinator::*;
use kerbside_kafka_wire::k11_join_group::*;
use kerbside_kafka_wire::k12_heartbeat::*;
use kerbside_kafka_wire::k13_leave_group::*;
use kerbside_kafka_wire::k14_sync_group::*;
use kerbside_kafka_wire::k15_describe_groups::*;
use kerbside_kafka_wire::k16_list_groups::*;
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use crate::connection::Flow;
use crate::testing::{Client, World};

/// The first name of its kind that the node coordinates.
pub(super) fn group_of(world: &World, node: i32) -> StrBytes {
    let own = |name: &String| world.node.cluster.coordinator_of(name) == Some(node);
    let name = (0..).map(|number| format!("g{number}")).find(own);
    StrBytes::from(name.expect("half of all names"))
}

pub(super) fn join(group_id: &StrBytes, member_id: &StrBytes) -> JoinGroupRequest {
    JoinGroupRequest {
        group_id: group_id.clone(),
        member_id: member_id.clone(),
        session_timeout_ms: 10_000,
        rebalance_timeout_ms: 60_000,
        protocol_type: "consumer".into(),
        protocols: vec![JoinGroupRequestProtocol {
            name: "range".into(),
            metadata: "topics".into(),
            ..JoinGroupRequestProtocol::default()
        }],
        ..JoinGroupRequest::default()
    }
}

/// A group of one, stable; its id and the member's.
pub(super) fn stable(world: &World, client: &mut Client) -> (StrBytes, StrBytes) {
    let group_id = group_of(world, 1);
    let first: JoinGroupResponse = client.call(9, &join(&group_id, &StrBytes::default()));
    assert_eq!(first.error_code, ErrorCode::MEMBER_ID_REQUIRED);
    let member_id = first.member_id;
    let joined: JoinGroupResponse = client.call(9, &join(&group_id, &member_id));
    assert_eq!((joined.error_code, &joined.leader), (ErrorCode::NONE, &member_id));
    assert_eq!(joined.members[0].metadata, "topics");
    let request = SyncGroupRequest {
        group_id: group_id.clone(),
        generation_id: joined.generation_id,
        member_id: member_id.clone(),
        protocol_type: Some("consumer".into()),
        protocol_name: Some("range".into()),
        assignments: vec![SyncGroupRequestAssignment {
            member_id: member_id.clone(),
            assignment: "everything".into(),
            ..SyncGroupRequestAssignment::default()
        }],
        ..SyncGroupRequest::default()
    };
    let synced: SyncGroupResponse = client.call(5, &request);
    assert_eq!((synced.error_code, &synced.assignment[..]), (ErrorCode::NONE, &b"everything"[..]));
    (group_id, member_id)
}

#[test]
fn a_group_lives_from_join_to_leave() {
    let world = World::new();
    let mut client = world.plain_client();
    let (group_id, member_id) = stable(&world, &mut client);
    let beat = HeartbeatRequest {
        group_id: group_id.clone(),
        generation_id: 1,
        member_id: member_id.clone(),
        ..HeartbeatRequest::default()
    };
    let answer: HeartbeatResponse = client.call(4, &beat);
    assert_eq!(answer.error_code, ErrorCode::NONE);

    let request = DescribeGroupsRequest {
        groups: vec![group_id.clone(), "absent".into()],
        include_authorized_operations: true,
        ..DescribeGroupsRequest::default()
    };
    let answer: DescribeGroupsResponse = client.call(5, &request);
    let group = &answer.groups[0];
    assert_eq!((&*group.group_state, &*group.protocol_data), ("Stable", "range"));
    assert_eq!(group.members[0].client_host, "/127.0.0.1");
    assert_eq!(group.members[0].client_id, "tester");
    assert_eq!(group.authorized_operations, 1 << 3 | 1 << 6 | 1 << 8 | 1 << 10 | 1 << 11);

    let request = LeaveGroupRequest {
        group_id: group_id.clone(),
        members: vec![MemberIdentity { member_id, ..MemberIdentity::default() }],
        ..LeaveGroupRequest::default()
    };
    let answer: LeaveGroupResponse = client.call(5, &request);
    assert_eq!(
        (answer.error_code, answer.members[0].error_code),
        (ErrorCode::NONE, ErrorCode::NONE)
    );
    let answer: HeartbeatResponse = client.call(4, &beat);
    assert_eq!(answer.error_code, ErrorCode::UNKNOWN_MEMBER_ID);
    let answer: ListGroupsResponse = client.call(5, &ListGroupsRequest::default());
    let listed = &answer.groups[0];
    assert_eq!((&listed.group_id, &*listed.group_state), (&group_id, "Empty"));
    let filtered = ListGroupsRequest { states_filter: vec!["Stable".into()], ..Default::default() };
    let answer: ListGroupsResponse = client.call(5, &filtered);
    assert!(answer.groups.is_empty());
}

#[test]
fn a_group_that_is_missing_is_dead_or_not_found_by_version() {
    let world = World::new();
    let mut client = world.plain_client();
    let name = group_of(&world, 1);
    let request = DescribeGroupsRequest { groups: vec![name.clone()], ..Default::default() };
    let answer: DescribeGroupsResponse = client.call(5, &request);
    assert_eq!(
        (answer.groups[0].error_code, &*answer.groups[0].group_state),
        (ErrorCode::NONE, "Dead")
    );
    let answer: DescribeGroupsResponse = client.call(6, &request);
    assert_eq!(answer.groups[0].error_code, ErrorCode::GROUP_ID_NOT_FOUND);
    let text = format!("Group {name} not found.");
    assert_eq!(answer.groups[0].error_message.as_deref(), Some(&*text));
}

#[test]
fn offsets_are_committed_and_fetched_in_all_forms() {
    let world = World::new();
    world.topic("t", 2);
    let mut client = world.plain_client();
    let id = world.node.cluster.topic("t").expect("made").id;
    let group_id = group_of(&world, 1);
    let commit = |version: i16, offset| OffsetCommitRequest {
        group_id: group_id.clone(),
        topics: vec![OffsetCommitRequestTopic {
            name: if version < 10 { "t".into() } else { StrBytes::default() },
            topic_id: if version < 10 { Default::default() } else { id },
            partitions: vec![
                OffsetCommitRequestPartition {
                    committed_offset: offset,
                    committed_metadata: Some("note".into()),
                    ..OffsetCommitRequestPartition::default()
                },
                OffsetCommitRequestPartition { partition_index: 9, ..Default::default() },
            ],
            ..OffsetCommitRequestTopic::default()
        }],
        ..OffsetCommitRequest::default()
    };
    for (offset, version) in (5..).zip([2, 6, 8, 9, 10]) {
        let answer: OffsetCommitResponse = client.call(version, &commit(version, offset));
        let codes: Vec<_> = answer.topics[0].partitions.iter().map(|it| it.error_code).collect();
        assert_eq!(codes, [ErrorCode::NONE, ErrorCode::UNKNOWN_TOPIC_OR_PARTITION], "{version}");

        let old = OffsetFetchRequest {
            group_id: group_id.clone(),
            topics: Some(vec![OffsetFetchRequestTopic {
                name: "t".into(),
                partition_indexes: vec![0, 1],
                ..OffsetFetchRequestTopic::default()
            }]),
            ..OffsetFetchRequest::default()
        };
        let answer: OffsetFetchResponse = client.call(5, &old);
        let offsets: Vec<_> =
            answer.topics[0].partitions.iter().map(|it| it.committed_offset).collect();
        assert_eq!(offsets, [offset, -1]);

        let group = OffsetFetchRequestGroup {
            group_id: group_id.clone(),
            topics: None,
            ..OffsetFetchRequestGroup::default()
        };
        let all = OffsetFetchRequest { groups: vec![group], ..OffsetFetchRequest::default() };
        for fetch_version in [8, 9, 10] {
            let answer: OffsetFetchResponse = client.call(fetch_version, &all);
            let topic = &answer.groups[0].topics[0];
            assert_eq!(topic.partitions[0].committed_offset, offset);
            assert_eq!(topic.partitions[0].metadata.as_deref(), Some("note"));
            assert_eq!(topic.topic_id == id, fetch_version == 10);
        }
    }
    // Offsets go with their topic.
    world.node.cluster.delete_topic("t");
    assert!(world.node.cluster.groups().all_committed(&group_id).is_empty());
}

#[test]
fn a_commit_of_a_group_with_members_needs_a_member() {
    let world = World::new();
    world.topic("t", 1);
    let mut client = world.plain_client();
    let (group_id, member_id) = stable(&world, &mut client);
    for (member, generation, expected) in [
        (member_id.clone(), 1, ErrorCode::NONE),
        (member_id, 3, ErrorCode::ILLEGAL_GENERATION),
        (StrBytes::default(), -1, ErrorCode::UNKNOWN_MEMBER_ID),
    ] {
        let request = OffsetCommitRequest {
            group_id: group_id.clone(),
            generation_id_or_member_epoch: generation,
            member_id: member,
            topics: vec![OffsetCommitRequestTopic {
                name: "t".into(),
                partitions: vec![OffsetCommitRequestPartition::default()],
                ..OffsetCommitRequestTopic::default()
            }],
            ..OffsetCommitRequest::default()
        };
        let answer: OffsetCommitResponse = client.call(8, &request);
        assert_eq!(answer.topics[0].partitions[0].error_code, expected);
    }
}

#[test]
fn coordinators_are_found_and_others_say_that_they_are_not() {
    let world = World::new();
    let mut client = world.plain_client();
    let (own, other) = (group_of(&world, 1), group_of(&world, 2));
    let request = FindCoordinatorRequest {
        coordinator_keys: vec![own.clone(), other.clone()],
        ..FindCoordinatorRequest::default()
    };
    let answer: FindCoordinatorResponse = client.call(6, &request);
    let found: Vec<_> =
        answer.coordinators.iter().map(|it| (it.node_id, &*it.host, it.port)).collect();
    assert_eq!(found, [(1, "localhost", 9092), (2, "localhost", 9092)]);
    let request = FindCoordinatorRequest { key: other.clone(), ..Default::default() };
    let answer: FindCoordinatorResponse = client.call(2, &request);
    assert_eq!(answer.node_id, 2);
    let answer: JoinGroupResponse = client.call(5, &join(&other, &StrBytes::default()));
    assert_eq!(answer.error_code, ErrorCode::NOT_COORDINATOR);
}

#[test]
fn a_member_that_waits_is_answered_on_its_own_connection() {
    let world = World::new();
    let (mut a, mut b) = (world.plain_client(), world.plain_client());
    let (group_id, first) = stable(&world, &mut a);
    let asked: JoinGroupResponse = b.call(9, &join(&group_id, &StrBytes::default()));
    assert_eq!(b.send_request(9, &join(&group_id, &asked.member_id)), Flow::Wait);
    let before = b.bell.rings();
    let again: JoinGroupResponse = a.call(9, &join(&group_id, &first));
    assert_eq!((again.generation_id, again.members.len()), (2, 2));
    assert_eq!(b.bell.rings(), before + 1);
    assert_eq!(b.look(), Flow::Read);
    let joined: JoinGroupResponse = b.response(9);
    assert_eq!((joined.generation_id, joined.members.len()), (2, 0));
}
