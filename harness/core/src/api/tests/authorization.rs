//! Each question that an API asks the authorizer: what is answered to whom may not, to whom an ACL
//! allows it, about what does not exist, and to a super user.
//!
//! Expected codes are those of Apache Kafka 4.4's KafkaApis and ControllerApis.

mod requests;

use std::sync::Arc;

use kerbside_kafka_wire::*;
use kerbside_kafka_wire::{ErrorCode as E, StrBytes};

use crate::acl::{Acl, StandardAuthorizer, SuperUsers};
use crate::authorizer::{Because, CLUSTER_NAME, Operation as O, ResourceType as R};
use crate::event::{Audit, EventKind};
use crate::testing::{Client, Plan, World, batch, transactional_batch};
use requests::*;

/// What is asked for.
struct Asked<'a> {
    client: &'a mut Client,
    world: &'a World,
    /// The topic, group or id, which exists or does not.
    name: StrBytes,
}

/// A question of an API.
struct Row {
    title: &'static str,
    /// What has to be allowed, to `name` or, where that is the cluster, to it.
    needs: (O, R),
    /// What has to be allowed besides.
    besides: &'static [(O, R)],
    /// Sends the request; the code in the field where a client looks for it.
    ask: fn(Asked<'_>) -> E,
    /// The codes of who may not; of who may; of who may, about what does not exist.
    codes: [E; 3],
}

const TOPIC: E = E::TOPIC_AUTHORIZATION_FAILED;
const GROUP: E = E::GROUP_AUTHORIZATION_FAILED;
const CLUSTER: E = E::CLUSTER_AUTHORIZATION_FAILED;
const TRANSACTION: E = E::TRANSACTIONAL_ID_AUTHORIZATION_FAILED;
const UNKNOWN: E = E::UNKNOWN_TOPIC_OR_PARTITION;

#[rustfmt::skip]
fn rows() -> Vec<Row> {
    let row = |title, operation, resource, ask, codes| {
        Row { title, needs: (operation, resource), besides: &[], ask, codes }
    };
    let with = |row: Row, besides| Row { besides, ..row };
    vec![
        row("Produce", O::WRITE, R::TOPIC, produce, [TOPIC, E::NONE, UNKNOWN]),
        row("Fetch", O::READ, R::TOPIC, fetch, [TOPIC, E::NONE, UNKNOWN]),
        row("Fetch by a replica", O::CLUSTER_ACTION, R::CLUSTER, fetch_as_replica,
            [TOPIC, E::NONE, UNKNOWN]),
        row("ListOffsets", O::DESCRIBE, R::TOPIC, list_offsets, [TOPIC, E::NONE, UNKNOWN]),
        row("Metadata", O::DESCRIBE, R::TOPIC, metadata, [TOPIC, E::NONE, UNKNOWN]),
        with(row("Metadata that makes a topic", O::CREATE, R::TOPIC, metadata_that_makes,
            [TOPIC, E::NONE, E::NONE]), &[(O::DESCRIBE, R::TOPIC)]),
        with(row("Metadata that makes any topic", O::CREATE, R::CLUSTER, metadata_that_makes,
            [TOPIC, E::NONE, E::NONE]), &[(O::DESCRIBE, R::TOPIC)]),
        with(row("OffsetCommit", O::READ, R::GROUP, offset_commit, [GROUP, E::NONE, UNKNOWN]),
            &[(O::READ, R::TOPIC)]),
        with(row("OffsetCommit of a topic", O::READ, R::TOPIC, offset_commit,
            [TOPIC, E::NONE, UNKNOWN]), &[(O::READ, R::GROUP)]),
        row("OffsetFetch", O::DESCRIBE, R::GROUP, offset_fetch, [GROUP, E::NONE, E::NONE]),
        with(row("OffsetFetch of a topic", O::DESCRIBE, R::TOPIC, offset_fetch_of_topic,
            [TOPIC, E::NONE, E::NONE]), &[(O::DESCRIBE, R::GROUP)]),
        row("FindCoordinator", O::DESCRIBE, R::GROUP, |it| find_coordinator(it, 0),
            [GROUP, E::NONE, E::NONE]),
        row("FindCoordinator of a transaction", O::DESCRIBE, R::TRANSACTIONAL_ID,
            |it| find_coordinator(it, 1), [TRANSACTION, E::NONE, E::NONE]),
        row("JoinGroup", O::READ, R::GROUP, join_group,
            [GROUP, E::INVALID_SESSION_TIMEOUT, E::INVALID_SESSION_TIMEOUT]),
        row("Heartbeat", O::READ, R::GROUP, heartbeat,
            [GROUP, E::UNKNOWN_MEMBER_ID, E::UNKNOWN_MEMBER_ID]),
        row("LeaveGroup", O::READ, R::GROUP, leave_group, [GROUP, E::NONE, E::UNKNOWN_MEMBER_ID]),
        row("SyncGroup", O::READ, R::GROUP, sync_group,
            [GROUP, E::UNKNOWN_MEMBER_ID, E::UNKNOWN_MEMBER_ID]),
        row("DescribeGroups", O::DESCRIBE, R::GROUP, describe_groups,
            [GROUP, E::NONE, E::GROUP_ID_NOT_FOUND]),
        row("DeleteGroups", O::DELETE, R::GROUP, delete_groups,
            [GROUP, E::NONE, E::GROUP_ID_NOT_FOUND]),
        with(row("OffsetDelete", O::DELETE, R::GROUP, offset_delete,
            [GROUP, E::NONE, E::GROUP_ID_NOT_FOUND]), &[(O::READ, R::TOPIC)]),
        with(row("OffsetDelete of a topic", O::READ, R::TOPIC, offset_delete_of_topic,
            [TOPIC, E::NONE, UNKNOWN]), &[(O::DELETE, R::GROUP)]),
        with(row("ConsumerGroupHeartbeat", O::READ, R::GROUP, consumer_group_heartbeat,
            [GROUP, E::NONE, E::NONE]), &[(O::DESCRIBE, R::TOPIC)]),
        with(row("ConsumerGroupHeartbeat of a topic", O::DESCRIBE, R::TOPIC,
            consumer_group_heartbeat, [TOPIC, E::NONE, E::NONE]), &[(O::READ, R::GROUP)]),
        row("ConsumerGroupDescribe", O::DESCRIBE, R::GROUP, consumer_group_describe,
            [GROUP, E::GROUP_ID_NOT_FOUND, E::GROUP_ID_NOT_FOUND]),
        row("CreateTopics", O::CREATE, R::TOPIC, create_topics,
            [TOPIC, E::TOPIC_ALREADY_EXISTS, E::NONE]),
        row("CreateTopics anywhere", O::CREATE, R::CLUSTER, create_topics,
            [TOPIC, E::TOPIC_ALREADY_EXISTS, E::NONE]),
        row("DeleteTopics", O::DELETE, R::TOPIC, delete_topics, [TOPIC, E::NONE, UNKNOWN]),
        row("InitProducerId", O::IDEMPOTENT_WRITE, R::CLUSTER, init_producer_id,
            [CLUSTER, E::NONE, E::NONE]),
        row("InitProducerId by any topic", O::WRITE, R::TOPIC, init_producer_id,
            [CLUSTER, E::NONE, E::NONE]),
        row("OffsetForLeaderEpoch", O::DESCRIBE, R::TOPIC, offset_for_leader_epoch,
            [TOPIC, E::NONE, UNKNOWN]),
        row("OffsetForLeaderEpoch by a replica", O::CLUSTER_ACTION, R::CLUSTER,
            offset_for_leader_epoch, [TOPIC, E::NONE, UNKNOWN]),
        row("DescribeAcls", O::DESCRIBE, R::CLUSTER, describe_acls, [CLUSTER, E::NONE, E::NONE]),
        row("CreateAcls", O::ALTER, R::CLUSTER, create_acls, [CLUSTER, E::NONE, E::NONE]),
        row("DeleteAcls", O::ALTER, R::CLUSTER, delete_acls, [CLUSTER, E::NONE, E::NONE]),
        row("DescribeConfigs", O::DESCRIBE_CONFIGS, R::TOPIC, describe_configs,
            [TOPIC, E::NONE, UNKNOWN]),
        row("DescribeConfigs of a broker", O::DESCRIBE_CONFIGS, R::CLUSTER,
            describe_broker_configs, [CLUSTER, E::NONE, E::NONE]),
        row("CreatePartitions", O::ALTER, R::TOPIC, create_partitions, [TOPIC, E::NONE, UNKNOWN]),
        row("DescribeTopicPartitions", O::DESCRIBE, R::TOPIC, describe_topic_partitions,
            [TOPIC, E::NONE, UNKNOWN]),
    ]
}

/// Who there is, and what is there.
fn world(authorizer: StandardAuthorizer) -> (World, [StrBytes; 2]) {
    let world = World::with(Plan { authorizer: Arc::new(authorizer), ..Plan::default() });
    // Names of groups that node 1 coordinates, so that it may be asked about them.
    let own = |base: &str| {
        let mut names = (0..100).map(|at| format!("{base}{at}"));
        let name = names.find(|name| world.node.cluster.coordinator_of(name) == Some(1));
        StrBytes::from(name.expect("one of a hundred"))
    };
    let names = [own("there"), own("absent")];
    let there = names[0].as_str();
    world.topic(there, 1);
    let committed =
        crate::groups::CommittedOffset { offset: 1, leader_epoch: -1, metadata: "".into() };
    let offset = crate::groups::OffsetToCommit {
        topic: there.into(),
        partition: 0,
        committed,
        time: Default::default(),
    };
    world.node.cluster.groups().commit(there, offset).expect("stored");
    (world, names)
}

/// Allows the anonymous client these, on any name.
fn allowing(needs: &[(O, R)]) -> StandardAuthorizer {
    needs.iter().fold(StandardAuthorizer::new(), |authorizer, (operation, resource)| {
        let name = if *resource == R::CLUSTER { CLUSTER_NAME } else { "*" };
        let acl = Acl::allow("User:ANONYMOUS", *operation, *resource, name);
        authorizer.with(acl).expect("a valid ACL")
    })
}

/// Asks; the code, and what decided about each question that the API asked.
fn ask(row: &Row, authorizer: StandardAuthorizer, at: usize) -> (E, Vec<Because>) {
    let (world, names) = world(authorizer);
    let mut client = world.plain_client();
    let name = names[at].clone();
    let code = (row.ask)(Asked { client: &mut client, world: &world, name });
    let decided = |kind: EventKind| match kind {
        EventKind::Authorization { authorization, .. } => Some(authorization.because),
        _ => None,
    };
    (code, client.events().into_iter().filter_map(|event| decided(event.kind)).collect())
}

const THERE: usize = 0;
const ABSENT: usize = 1;

#[test]
fn who_may_not_is_refused_whether_it_exists_or_not() {
    for row in rows() {
        for at in [THERE, ABSENT] {
            let (code, because) = ask(&row, allowing(row.besides), at);
            // What is there needs not be made.
            let makes = row.title.starts_with("Metadata that makes") && at == THERE;
            let expected = if makes { E::NONE } else { row.codes[0] };
            assert_eq!(code, expected, "{}, {at}", row.title);
            assert!(makes || because.contains(&Because::DefaultDeny), "{}: {because:?}", row.title);
        }
    }
}

#[test]
fn whom_an_acl_allows_it_is_answered_and_the_acl_is_named() {
    for row in rows() {
        for at in [THERE, ABSENT] {
            let needs = [&[row.needs], row.besides].concat();
            let (code, because) = ask(&row, allowing(&needs), at);
            assert_eq!(code, row.codes[1 + at], "{}, {at}", row.title);
            let named = |because: &Because| match because {
                Because::MatchingAcl(acl) => (acl.operation, acl.resource) == row.needs,
                _ => false,
            };
            let makes = row.title.starts_with("Metadata that makes") && at == THERE;
            assert!(makes || because.iter().any(named), "{}: {because:?}", row.title);
        }
    }
}

#[test]
fn an_acl_that_denies_wins_over_those_that_allow() {
    for row in rows().into_iter().filter(|row| !row.title.starts_with("Metadata that makes")) {
        let needs = [&[row.needs], row.besides].concat();
        let (operation, resource) = row.needs;
        let name = if resource == R::CLUSTER { CLUSTER_NAME } else { "*" };
        let denial = Acl::deny("User:*", operation, resource, name);
        let authorizer = allowing(&needs).with(denial.clone()).expect("valid");
        let (code, because) = ask(&row, authorizer, THERE);
        assert_eq!(code, row.codes[0], "{}", row.title);
        assert!(because.contains(&Because::MatchingAcl(denial.into())), "{}", row.title);
    }
}

#[test]
fn super_users_are_answered_without_acls() {
    for row in rows() {
        for at in [THERE, ABSENT] {
            let users: SuperUsers = "User:ANONYMOUS".parse().expect("a list");
            let authorizer = StandardAuthorizer::new().super_users(users);
            let (code, because) = ask(&row, authorizer, at);
            assert_eq!(code, row.codes[1 + at], "{}, {at}", row.title);
            assert!(because.iter().all(|it| *it == Because::SuperUser), "{}", row.title);
        }
    }
}

/// Kafka asks about the transactional id where the records are a transaction's, and only then.
#[test]
fn a_transactional_id_is_asked_about_for_records_of_a_transaction() {
    use k00_produce::*;
    for (records, allowed, code) in
        [(batch(&["x"]), false, E::NONE), (transactional_batch(), false, TRANSACTION)]
    {
        let needs = [(O::WRITE, R::TOPIC), (O::WRITE, R::TRANSACTIONAL_ID)];
        let (world, names) = world(allowing(if allowed { &needs } else { &needs[..1] }));
        let partition = PartitionProduceData { records: Some(records), ..Default::default() };
        let request = ProduceRequest {
            acks: -1,
            transactional_id: Some("tx".into()),
            topic_data: vec![TopicProduceData {
                name: names[THERE].clone(),
                partition_data: vec![partition],
                ..Default::default()
            }],
            ..Default::default()
        };
        let answer: ProduceResponse = world.plain_client().call(12, &request);
        assert_eq!(answer.responses[0].partition_responses[0].error_code, code);
    }
}

#[test]
fn a_topic_by_id_keeps_its_name_from_who_may_not_describe_it() {
    use k20_delete_topics::*;
    for (needs, code, shown) in [
        (&[][..], TOPIC, false),
        (&[(O::DESCRIBE, R::TOPIC)], TOPIC, true),
        (&[(O::DELETE, R::TOPIC)], E::NONE, true),
    ] {
        let (world, names) = world(allowing(needs));
        let topic_id = world.node.cluster.topic(&names[THERE]).expect("there").id;
        let topics = vec![DeleteTopicState { name: None, topic_id, ..DeleteTopicState::default() }];
        let request = DeleteTopicsRequest { topics, ..DeleteTopicsRequest::default() };
        let answer: DeleteTopicsResponse = world.plain_client().call(6, &request);
        let result = &answer.responses[0];
        assert_eq!((result.error_code, result.name.is_some()), (code, shown));
        assert_eq!(result.topic_id, topic_id);
    }
}

#[test]
fn groups_are_listed_to_who_may_describe_them() {
    use k16_list_groups::*;
    for (needs, count) in [
        (&[][..], 0),
        (&[(O::DESCRIBE, R::GROUP)], 1),
        (&[(O::READ, R::GROUP)], 1),
        (&[(O::DESCRIBE, R::CLUSTER)], 1),
    ] {
        let (world, _) = world(allowing(needs));
        let answer: ListGroupsResponse =
            world.plain_client().call(5, &ListGroupsRequest::default());
        assert_eq!((answer.error_code, answer.groups.len()), (E::NONE, count), "{needs:?}");
    }
}

/// KIP-430: the bits are those of the operations, whether an ACL names them or implies them.
#[test]
fn authorized_operations_are_those_that_acls_allow() {
    use k60_describe_cluster::*;
    for (needs, bits) in [
        (&[][..], 0),
        (&[(O::DESCRIBE, R::CLUSTER)], 1 << O::DESCRIBE.0),
        (&[(O::ALTER, R::CLUSTER)], 1 << O::ALTER.0 | 1 << O::DESCRIBE.0),
        (
            &[(O::DESCRIBE, R::CLUSTER), (O::ALTER_CONFIGS, R::CLUSTER)],
            1 << O::DESCRIBE.0 | 1 << O::ALTER_CONFIGS.0 | 1 << O::DESCRIBE_CONFIGS.0,
        ),
    ] {
        let (world, _) = world(allowing(needs));
        let request = DescribeClusterRequest {
            include_cluster_authorized_operations: true,
            endpoint_type: 1,
            ..DescribeClusterRequest::default()
        };
        let answer: DescribeClusterResponse = world.plain_client().call(1, &request);
        assert_eq!(answer.cluster_authorized_operations, bits, "{needs:?}");
    }
}

#[test]
fn decisions_that_nobody_reads_are_made_and_not_told() {
    for (audit, told) in [(Audit::Reported, true), (Audit::Silent, false)] {
        let authorizer = Arc::new(StandardAuthorizer::new());
        let world = World::with(Plan { authorizer, audit, ..Plan::default() });
        let mut client = world.plain_client();
        let asked = Asked { client: &mut client, world: &world, name: "t".into() };
        assert_eq!(metadata(asked), TOPIC);
        let decisions = client
            .events()
            .into_iter()
            .filter(|it| matches!(it.kind, EventKind::Authorization { .. }));
        assert_eq!(decisions.count() > 0, told, "{audit:?}");
    }
}

#[test]
fn apis_without_an_operation_ask_nobody() {
    let (world, _) = world(StandardAuthorizer::new());
    for (key, version) in [(ApiKey::SASL_HANDSHAKE, 1), (ApiKey::API_VERSIONS, 4)] {
        let mut client = world.plain_client();
        let mut body = bytes::BytesMut::new();
        let request = RequestKind::default_of(key).expect("a known API");
        request.encode(&mut body, version).expect("a request");
        client.send_raw(key, version, &body);
        let asked =
            |event: crate::event::Event| matches!(event.kind, EventKind::Authorization { .. });
        assert!(!client.events().into_iter().any(asked), "{key}");
    }
}
