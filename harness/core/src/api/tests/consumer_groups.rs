//! Consumer groups of KIP-848 through the wire, and what administrators do to groups.

use std::time::Duration;

use kerbside_kafka_wire::k08_offset_commit::*;
use kerbside_kafka_wire::k11_join_group::*;
use kerbside_kafka_wire::k15_describe_groups::{DescribeGroupsRequest, DescribeGroupsResponse};
use kerbside_kafka_wire::k16_list_groups::*;
use kerbside_kafka_wire::k42_delete_groups::*;
use kerbside_kafka_wire::k44_incremental_alter_configs::*;
use kerbside_kafka_wire::k47_offset_delete::*;
use kerbside_kafka_wire::k68_consumer_group_heartbeat::*;
use kerbside_kafka_wire::k69_consumer_group_describe::*;
use kerbside_kafka_wire::{ApiKey, ErrorCode as E, StrBytes};

use super::denied::denied;
use super::groups::{group_of, join, stable};
use crate::acl::{Acl, StandardAuthorizer};
use crate::authorizer::{Operation as O, ResourceType as R};
use crate::groups::CommittedOffset;
use crate::testing::{Client, Plan, World};

/// The APIs whose refusal is tested here.
pub(super) const REFUSES: &[ApiKey] = &[ApiKey(42), ApiKey(47), ApiKey(68), ApiKey(69)];

fn joining(group_id: &StrBytes) -> ConsumerGroupHeartbeatRequest {
    ConsumerGroupHeartbeatRequest {
        group_id: group_id.clone(),
        member_id: "member".into(),
        rebalance_timeout_ms: 60_000,
        subscribed_topic_names: Some(vec!["t".into()]),
        topic_partitions: Some(Vec::new()),
        ..ConsumerGroupHeartbeatRequest::default()
    }
}

fn heartbeat(
    client: &mut Client,
    request: &ConsumerGroupHeartbeatRequest,
) -> ConsumerGroupHeartbeatResponse {
    client.call(1, request)
}

fn leave(client: &mut Client, group_id: &StrBytes) {
    let request = ConsumerGroupHeartbeatRequest {
        group_id: group_id.clone(),
        member_id: "member".into(),
        member_epoch: -1,
        ..ConsumerGroupHeartbeatRequest::default()
    };
    let left = heartbeat(client, &request);
    assert_eq!((left.error_code, left.member_epoch), (E::NONE, -1));
}

fn commit(client: &mut Client, group_id: &StrBytes, member: &str, epoch: i32) -> E {
    let request = OffsetCommitRequest {
        group_id: group_id.clone(),
        generation_id_or_member_epoch: epoch,
        member_id: member.into(),
        topics: vec![OffsetCommitRequestTopic {
            name: "t".into(),
            partitions: vec![OffsetCommitRequestPartition {
                committed_offset: 5,
                ..OffsetCommitRequestPartition::default()
            }],
            ..OffsetCommitRequestTopic::default()
        }],
        ..OffsetCommitRequest::default()
    };
    let answer: OffsetCommitResponse = client.call(9, &request);
    answer.topics[0].partitions[0].error_code
}

fn describe(client: &mut Client, group_id: &StrBytes) -> DescribedGroup {
    let request = ConsumerGroupDescribeRequest {
        group_ids: vec![group_id.clone()],
        ..ConsumerGroupDescribeRequest::default()
    };
    let mut answer: ConsumerGroupDescribeResponse = client.call(1, &request);
    answer.groups.remove(0)
}

fn list(client: &mut Client, request: &ListGroupsRequest) -> Vec<(String, String, String)> {
    let answer: ListGroupsResponse = client.call(5, request);
    let shown = |it: ListedGroup| {
        (it.protocol_type.to_string(), it.group_state.to_string(), it.group_type.to_string())
    };
    answer.groups.into_iter().map(shown).collect()
}

#[test]
fn a_consumer_group_lives_from_join_to_leave() {
    let world = World::new();
    world.topic("t", 2);
    let id = world.node.cluster.topic("t").expect("made").id;
    let mut client = world.plain_client();
    let group_id = group_of(&world, 1);
    let joined = heartbeat(&mut client, &joining(&group_id));
    assert_eq!((joined.error_code, joined.member_epoch), (E::NONE, 1));
    assert_eq!((joined.member_id.as_deref(), joined.heartbeat_interval_ms), (Some("member"), 5000));
    let assignment = joined.assignment.expect("it joined").topic_partitions;
    assert_eq!((assignment[0].topic_id, &assignment[0].partitions[..]), (id, &[0, 1][..]));

    let group = describe(&mut client, &group_id);
    assert_eq!((&*group.group_state, &*group.assignor_name), ("Stable", "uniform"));
    assert_eq!((group.group_epoch, group.assignment_epoch), (1, 1));
    let member = &group.members[0];
    assert_eq!((&*member.client_id, &*member.client_host), ("tester", "/127.0.0.1"));
    assert_eq!(member.assignment.topic_partitions[0].topic_name, "t");
    assert_eq!(
        (member.target_assignment.clone(), member.member_type),
        (member.assignment.clone(), 1)
    );

    assert_eq!(commit(&mut client, &group_id, "member", 1), E::NONE);
    assert_eq!(commit(&mut client, &group_id, "member", 2), E::STALE_MEMBER_EPOCH);
    assert_eq!(commit(&mut client, &group_id, "stranger", 1), E::UNKNOWN_MEMBER_ID);
    let shown = ("consumer".to_owned(), "Stable".to_owned(), "consumer".to_owned());
    for (states, types, expected) in [
        (vec![], vec![], vec![shown.clone()]),
        (vec!["stable".into()], vec!["Consumer".into()], vec![shown]),
        (vec![], vec!["classic".into()], vec![]),
        (vec!["Empty".into()], vec![], vec![]),
    ] {
        let request = ListGroupsRequest {
            states_filter: states,
            types_filter: types,
            ..ListGroupsRequest::default()
        };
        assert_eq!(list(&mut client, &request), expected);
    }
    leave(&mut client, &group_id);
    assert_eq!(describe(&mut client, &group_id).group_state, "Empty");
}

#[test]
fn an_old_client_is_given_a_member_id() {
    let world = World::new();
    let mut client = world.plain_client();
    let request =
        ConsumerGroupHeartbeatRequest { member_id: "".into(), ..joining(&group_of(&world, 1)) };
    let answer: ConsumerGroupHeartbeatResponse = client.call(0, &request);
    assert_eq!(answer.error_code, E::NONE);
    assert!(answer.member_id.is_some_and(|id| !id.is_empty()));
    let answer: ConsumerGroupHeartbeatResponse = client.call(1, &request);
    assert_eq!(
        (answer.error_code, answer.error_message.as_deref()),
        (E::INVALID_REQUEST, Some("MemberId can't be empty."))
    );
}

#[test]
fn paces_are_set_for_single_groups() {
    let world = World::new();
    let mut client = world.plain_client();
    let group_id = group_of(&world, 1);
    let set = |name: &str, value: &str| AlterableConfig {
        name: name.into(),
        value: Some(value.into()),
        ..AlterableConfig::default()
    };
    let resource = AlterConfigsResource {
        resource_type: 32,
        resource_name: group_id.clone(),
        configs: vec![
            set("consumer.heartbeat.interval.ms", "7000"),
            set("consumer.session.timeout.ms", "50000"),
        ],
        ..AlterConfigsResource::default()
    };
    let request = IncrementalAlterConfigsRequest {
        resources: vec![resource],
        ..IncrementalAlterConfigsRequest::default()
    };
    let answer: IncrementalAlterConfigsResponse = client.call(1, &request);
    assert_eq!(answer.responses[0].error_code, E::NONE, "{answer:?}");
    assert_eq!(heartbeat(&mut client, &joining(&group_id)).heartbeat_interval_ms, 7000);
    for (seconds, state) in [(49, "Stable"), (1, "Empty")] {
        client.now.monotonic = client.now.monotonic.plus(Duration::from_secs(seconds));
        world.node.cluster.expire(client.now);
        assert_eq!(describe(&mut client, &group_id).group_state, state);
    }
}

#[test]
fn a_regular_expression_stands_for_what_the_member_may_describe() {
    let allow = |operation, resource, name| Acl::allow("User:*", operation, resource, name);
    let authorizer = [allow(O::READ, R::GROUP, "*"), allow(O::DESCRIBE, R::TOPIC, "logs-1")];
    let authorizer = authorizer
        .into_iter()
        .fold(StandardAuthorizer::new(), |all, acl| all.with(acl).expect("a valid ACL"));
    let plan = Plan { authorizer: std::sync::Arc::new(authorizer), ..Plan::default() };
    let world = World::with(plan);
    for topic in ["logs-1", "logs-2", "other"] {
        world.topic(topic, 1);
    }
    let mut client = world.plain_client();
    let by_regex = |regex: &str| ConsumerGroupHeartbeatRequest {
        subscribed_topic_names: None,
        subscribed_topic_regex: Some(regex.into()),
        ..joining(&group_of(&world, 1))
    };
    let joined = heartbeat(&mut client, &by_regex("logs-.*"));
    let assignment = joined.assignment.expect("it joined").topic_partitions;
    let ids: Vec<_> = assignment.iter().map(|it| it.topic_id).collect();
    assert_eq!(ids, [world.node.cluster.topic("logs-1").expect("made").id]);
    let refused = heartbeat(&mut client, &by_regex("logs-("));
    assert_eq!(refused.error_code, E::INVALID_REGULAR_EXPRESSION);
}

#[test]
fn a_group_without_members_changes_its_protocol_and_keeps_its_offsets() {
    let world = World::new();
    world.topic("t", 1);
    let mut client = world.plain_client();
    let group_id = group_of(&world, 1);
    assert_eq!(commit(&mut client, &group_id, "", -1), E::NONE);
    assert_eq!(heartbeat(&mut client, &joining(&group_id)).error_code, E::NONE);
    let refused: JoinGroupResponse = client.call(9, &join(&group_id, &StrBytes::default()));
    assert_eq!(refused.error_code, E::INCONSISTENT_GROUP_PROTOCOL);
    let request = DescribeGroupsRequest {
        groups: vec![group_id.clone()],
        ..DescribeGroupsRequest::default()
    };
    let answer: DescribeGroupsResponse = client.call(6, &request);
    let text = format!("Group {group_id} is not a classic group.");
    assert_eq!(answer.groups[0].error_code, E::GROUP_ID_NOT_FOUND);
    assert_eq!(answer.groups[0].error_message.as_deref(), Some(&*text));

    leave(&mut client, &group_id);
    let (classic, _) = stable(&world, &mut client);
    assert_eq!(classic, group_id);
    let refused = heartbeat(&mut client, &joining(&group_id));
    let text = format!("Group {group_id} is not a consumer group.");
    assert_eq!(
        (refused.error_code, refused.error_message.as_deref()),
        (E::GROUP_ID_NOT_FOUND, Some(&*text))
    );
    let group = describe(&mut client, &group_id);
    assert_eq!(
        (group.error_code, group.error_message.as_deref()),
        (E::GROUP_ID_NOT_FOUND, Some(&*text))
    );
    let committed = world.node.cluster.groups().committed(&group_id, "t", 0);
    assert_eq!(committed.map(|it| it.offset), Some(5));
}

fn delete(client: &mut Client, group_id: &StrBytes) -> E {
    let request = DeleteGroupsRequest {
        groups_names: vec![group_id.clone()],
        ..DeleteGroupsRequest::default()
    };
    let answer: DeleteGroupsResponse = client.call(3, &request);
    answer.results[0].error_code
}

fn delete_offset(client: &mut Client, group_id: &StrBytes, topic: &str) -> (E, Option<E>) {
    let request = OffsetDeleteRequest {
        group_id: group_id.clone(),
        topics: vec![OffsetDeleteRequestTopic {
            name: topic.into(),
            partitions: vec![OffsetDeleteRequestPartition::default()],
        }],
    };
    let answer: OffsetDeleteResponse = client.call(0, &request);
    (answer.error_code, answer.topics.first().map(|it| it.partitions[0].error_code))
}

#[test]
fn groups_are_deleted_when_nobody_is_in_them() {
    let world = World::new();
    let mut client = world.plain_client();
    let group_id = group_of(&world, 1);
    assert_eq!(delete(&mut client, &group_id), E::GROUP_ID_NOT_FOUND);
    heartbeat(&mut client, &joining(&group_id));
    assert_eq!(delete(&mut client, &group_id), E::NON_EMPTY_GROUP);
    leave(&mut client, &group_id);
    assert_eq!(delete(&mut client, &group_id), E::NONE);
    assert!(list(&mut client, &ListGroupsRequest::default()).is_empty());
    stable(&world, &mut client);
    assert_eq!(delete(&mut client, &group_id), E::NON_EMPTY_GROUP);
    assert_eq!(delete(&mut client, &group_of(&world, 2)), E::NOT_COORDINATOR);
}

#[test]
fn offsets_are_deleted_where_nobody_consumes() {
    let world = World::new();
    world.topic("t", 1);
    world.topic("u", 1);
    let mut client = world.plain_client();
    let group_id = group_of(&world, 1);
    assert_eq!(delete_offset(&mut client, &group_id, "t"), (E::GROUP_ID_NOT_FOUND, None));
    assert_eq!(commit(&mut client, &group_id, "", -1), E::NONE);
    heartbeat(&mut client, &joining(&group_id));
    let of_t = (E::NONE, Some(E::GROUP_SUBSCRIBED_TO_TOPIC));
    assert_eq!(delete_offset(&mut client, &group_id, "t"), of_t);
    assert_eq!(delete_offset(&mut client, &group_id, "u"), (E::NONE, Some(E::NONE)));
    let unknown = (E::NONE, Some(E::UNKNOWN_TOPIC_OR_PARTITION));
    assert_eq!(delete_offset(&mut client, &group_id, "absent"), unknown);
    leave(&mut client, &group_id);
    assert_eq!(delete_offset(&mut client, &group_id, "t"), (E::NONE, Some(E::NONE)));
    assert!(world.node.cluster.groups().all_committed(&group_id).is_empty());
    // What classic members said cannot be read here: they might consume anything.
    stable(&world, &mut client);
    assert_eq!(delete_offset(&mut client, &group_id, "t"), of_t);
}

#[test]
fn offsets_expire_by_the_wall_clock_once_their_group_is_empty() {
    const WEEK_MS: i64 = 7 * 86_400_000;
    let world = World::new();
    world.topic("t", 1);
    let mut client = world.plain_client();
    let group_id = group_of(&world, 1);
    assert_eq!(commit(&mut client, &group_id, "", -1), E::NONE);
    let cluster = &world.node.cluster;
    let offset = |at_ms: i64| -> Option<CommittedOffset> {
        cluster.retain_offsets(at_ms);
        cluster.groups().committed(&group_id, "t", 0)
    };
    let start = client.now.wall_millis();
    assert!(offset(start + WEEK_MS - 1).is_some(), "committed less than a week ago");
    heartbeat(&mut client, &joining(&group_id));
    assert!(offset(start + 10 * WEEK_MS).is_some(), "somebody consumes it");
    leave(&mut client, &group_id);
    assert!(offset(start + WEEK_MS).is_none());
    assert!(!cluster.groups().exists(&group_id), "nothing is left of the group");
}

#[test]
fn who_may_not_is_refused() {
    denied(
        |_, _| DeleteGroupsRequest { groups_names: vec!["g".into()], ..Default::default() },
        |answer: &DeleteGroupsResponse, _| vec![answer.results[0].error_code],
        E::GROUP_AUTHORIZATION_FAILED,
    );
    denied(
        |_, _| OffsetDeleteRequest { group_id: "g".into(), topics: Vec::new() },
        |answer: &OffsetDeleteResponse, _| vec![answer.error_code],
        E::GROUP_AUTHORIZATION_FAILED,
    );
    denied(
        |_, _| joining(&"g".into()),
        |answer: &ConsumerGroupHeartbeatResponse, _| vec![answer.error_code],
        E::GROUP_AUTHORIZATION_FAILED,
    );
    denied(
        |_, _| ConsumerGroupDescribeRequest { group_ids: vec!["g".into()], ..Default::default() },
        |answer: &ConsumerGroupDescribeResponse, _| vec![answer.groups[0].error_code],
        E::GROUP_AUTHORIZATION_FAILED,
    );
}
