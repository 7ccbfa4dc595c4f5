//! Leaders, reassignments, features, the quorum and nodes that go and come, with the codes and
//! texts that Apache Kafka 4.4.0 answered to the same requests.

use kerbside_kafka_wire::k00_produce::*;
use kerbside_kafka_wire::k03_metadata::*;
use kerbside_kafka_wire::k18_api_versions::*;
use kerbside_kafka_wire::k34_alter_replica_log_dirs::*;
use kerbside_kafka_wire::k43_elect_leaders as k43;
use kerbside_kafka_wire::k45_alter_partition_reassignments as k45;
use kerbside_kafka_wire::k46_list_partition_reassignments as k46;
use kerbside_kafka_wire::k55_describe_quorum as k55;
use kerbside_kafka_wire::k57_update_features as k57;
use kerbside_kafka_wire::k60_describe_cluster::*;
use kerbside_kafka_wire::k64_unregister_broker::*;
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use crate::cluster::{NewTopic, Placement, Reassignments};
use crate::settings::ClusterSettings;
use crate::testing::{Client, Plan, World, batch};

/// A world with `t`, whose one partition is on node 1, and `r`, whose two are on both nodes.
fn world() -> World {
    world_with(Reassignments::AtOnce)
}

fn world_with(reassignments: Reassignments) -> World {
    let cluster = ClusterSettings { reassignments, ..ClusterSettings::default() };
    let world = World::with(Plan { cluster, ..Plan::default() });
    world.node.note_static_configs();
    for (name, nodes) in [("t", vec![vec![1]]), ("r", vec![vec![1, 2], vec![2, 1]])] {
        let placement = Placement::Given((0..).zip(nodes).collect());
        let new = NewTopic { placement, ..NewTopic::named(name, -1) };
        world.node.cluster.create_topic(&new).expect("made");
    }
    world
}

/// A partition as `leader epoch replicas isr offline`.
fn shown(client: &mut Client, topic: &str, partition: usize) -> String {
    let topic = MetadataRequestTopic { name: Some(topic.into()), ..Default::default() };
    let request = MetadataRequest { topics: Some(vec![topic]), ..MetadataRequest::default() };
    let answer: MetadataResponse = client.call(12, &request);
    let it = &answer.topics[0].partitions[partition];
    let (replicas, isr, offline) = (&it.replica_nodes, &it.isr_nodes, &it.offline_replicas);
    format!("{} {} {replicas:?} {isr:?} {offline:?}", it.leader_id, it.leader_epoch)
}

fn text(message: &Option<StrBytes>) -> &str {
    message.as_deref().unwrap_or_default()
}

fn elect(client: &mut Client, kind: i8, topic: &str, partition: i32) -> (i16, String) {
    let request = k43::ElectLeadersRequest {
        election_type: kind,
        topic_partitions: Some(vec![k43::TopicPartitions {
            topic: topic.into(),
            partitions: vec![partition],
            ..Default::default()
        }]),
        ..Default::default()
    };
    let answer: k43::ElectLeadersResponse = client.call(2, &request);
    let result = &answer.replica_election_results[0].partition_result[0];
    (result.error_code.0, text(&result.error_message).to_owned())
}

#[test]
fn elections_are_answered_in_kafkas_words() {
    let world = world();
    let mut client = world.plain_client();
    let needless = "Leader election not needed for topic partition.";
    for (kind, topic, partition, code, words) in [
        (0, "t", 0, 84, needless),
        (1, "t", 0, 84, needless),
        (1, "t", 9, 3, "No such partition as t-9"),
        (0, "absent", 0, 3, "No such topic as absent"),
        (7, "t", 0, 42, "Unknown election type 7"),
    ] {
        assert_eq!(elect(&mut client, kind, topic, partition), (code, words.to_owned()));
    }
    world.node.cluster.move_leader("r", 0, 2);
    assert_eq!(shown(&mut client, "r", 0), "2 1 [1, 2] [1, 2] []");
    assert_eq!(elect(&mut client, 0, "r", 0), (0, String::new()));
    assert_eq!(shown(&mut client, "r", 0), "1 2 [1, 2] [1, 2] []");
    let all = k43::ElectLeadersRequest { topic_partitions: None, ..Default::default() };
    let answer: k43::ElectLeadersResponse = client.call(2, &all);
    let names = answer.replica_election_results.iter();
    let names: Vec<_> = names.map(|it| (&*it.topic, it.partition_result.len())).collect();
    assert_eq!(names, [("r", 0), ("t", 0)]);
}

#[test]
fn a_node_that_stops_leads_no_more_and_leads_again_when_it_is_back() {
    let world = world();
    let mut client = world.plain_client();
    assert!(world.node.cluster.fence_node(2));
    assert!(!world.node.cluster.fence_node(2));
    assert_eq!(shown(&mut client, "r", 1), "1 1 [2, 1] [1] [2]");
    assert_eq!(elect(&mut client, 0, "r", 1).0, ErrorCode::PREFERRED_LEADER_NOT_AVAILABLE.0);
    let mut brokers = |include_fenced_brokers| {
        let request = DescribeClusterRequest { include_fenced_brokers, ..Default::default() };
        let answer: DescribeClusterResponse = client.call(2, &request);
        let broker = |it: &DescribeClusterBroker| (it.broker_id, it.is_fenced);
        answer.brokers.iter().map(broker).collect::<Vec<_>>()
    };
    assert_eq!(brokers(false), [(1, false)]);
    assert_eq!(brokers(true), [(1, false), (2, true)]);
    assert!(world.node.cluster.revive_node(2));
    assert_eq!(shown(&mut client, "r", 1), "2 2 [2, 1] [1, 2] []");
}

#[test]
fn a_partition_whose_nodes_are_all_gone_has_no_leader() {
    let world = world();
    world.node.cluster.move_leader("t", 0, 2);
    world.node.cluster.fence_node(2);
    let mut client = world.plain_client();
    assert_eq!(shown(&mut client, "t", 0), "-1 2 [2] [] [2]");
    let by_name = MetadataRequestTopic { name: Some("t".into()), ..Default::default() };
    let request = MetadataRequest { topics: Some(vec![by_name]), ..Default::default() };
    let answer: MetadataResponse = client.call(12, &request);
    assert_eq!(answer.topics[0].partitions[0].error_code, ErrorCode::LEADER_NOT_AVAILABLE);
}

#[test]
fn with_too_few_replicas_in_sync_all_of_them_cannot_acknowledge() {
    let world = world();
    let configs = [("min.insync.replicas".into(), "2".into())].into();
    assert!(world.node.cluster.set_topic_configs("r", configs));
    let mut client = world.plain_client();
    let mut produce = |acks| {
        let data = PartitionProduceData { records: Some(batch(&["x"])), ..Default::default() };
        let topic = TopicProduceData {
            name: "r".into(),
            partition_data: vec![data],
            ..TopicProduceData::default()
        };
        let request = ProduceRequest { acks, topic_data: vec![topic], ..Default::default() };
        let answer: ProduceResponse = client.call(9, &request);
        answer.responses[0].partition_responses[0].error_code
    };
    assert_eq!(produce(-1), ErrorCode::NONE);
    world.node.cluster.fence_node(2);
    assert_eq!(produce(-1), ErrorCode::NOT_ENOUGH_REPLICAS);
    assert_eq!(produce(1), ErrorCode::NONE);
    world.node.cluster.revive_node(2);
    assert_eq!(produce(-1), ErrorCode::NONE);
}

fn reassign(client: &mut Client, topic: &str, partition: i32, to: Option<&[i32]>) -> (i16, String) {
    reassign_as(client, topic, partition, to, true)
}

fn reassign_as(
    client: &mut Client,
    topic: &str,
    partition_index: i32,
    to: Option<&[i32]>,
    allow_replication_factor_change: bool,
) -> (i16, String) {
    let partition = k45::ReassignablePartition {
        partition_index,
        replicas: to.map(<[i32]>::to_vec),
        ..Default::default()
    };
    let request = k45::AlterPartitionReassignmentsRequest {
        topics: vec![k45::ReassignableTopic {
            name: topic.into(),
            partitions: vec![partition],
            ..Default::default()
        }],
        allow_replication_factor_change,
        ..Default::default()
    };
    let answer: k45::AlterPartitionReassignmentsResponse = client.call(1, &request);
    assert_eq!(answer.error_code, ErrorCode::NONE);
    let result = &answer.responses[0].partitions[0];
    (result.error_code.0, text(&result.error_message).to_owned())
}

fn in_progress(client: &mut Client) -> Vec<String> {
    let request = k46::ListPartitionReassignmentsRequest { topics: None, ..Default::default() };
    let answer: k46::ListPartitionReassignmentsResponse = client.call(0, &request);
    let mut found = Vec::new();
    for topic in &answer.topics {
        for it in &topic.partitions {
            let (adding, removing) = (&it.adding_replicas, &it.removing_replicas);
            let name = topic.name.as_str();
            found.push(format!("{name} {:?} +{adding:?} -{removing:?}", it.replicas));
        }
    }
    found
}

#[test]
fn reassignments_are_refused_in_kafkas_words_and_complete_at_once() {
    let world = world();
    let mut client = world.plain_client();
    let unknown = "The manual partition assignment includes broker 7, but no such broker is \
                   registered.";
    for (topic, partition, to, code, words) in [
        ("t", 0, None, 85, ""),
        (
            "t",
            0,
            Some(&[][..]),
            39,
            "The manual partition assignment includes an empty replica list.",
        ),
        (
            "t",
            0,
            Some(&[1, 1]),
            39,
            "The manual partition assignment includes the broker 1 more than once.",
        ),
        ("t", 0, Some(&[7]), 39, unknown),
        ("t", 9, Some(&[1]), 3, "Unable to find partition t:9."),
        ("absent", 0, Some(&[1]), 3, "Unable to find a topic named absent."),
    ] {
        assert_eq!(reassign(&mut client, topic, partition, to), (code, words.to_owned()));
    }
    let changed = (38, "The replication factor is changed from 1 to 2".to_owned());
    assert_eq!(reassign_as(&mut client, "t", 0, Some(&[1, 2]), false), changed);
    assert_eq!(reassign(&mut client, "t", 0, Some(&[2])), (0, String::new()));
    assert_eq!(shown(&mut client, "t", 0), "2 1 [2] [2] []");
    assert_eq!(in_progress(&mut client), Vec::<String>::new());
}

#[test]
fn a_reassignment_is_in_progress_until_it_is_told_or_taken_back() {
    let world = world_with(Reassignments::WhenTold);
    let mut client = world.plain_client();
    assert_eq!(reassign(&mut client, "t", 0, Some(&[2])), (0, String::new()));
    assert_eq!(in_progress(&mut client), ["t [2, 1] +[2] -[1]"]);
    assert_eq!(shown(&mut client, "t", 0), "1 0 [2, 1] [1] []");
    assert_eq!(reassign(&mut client, "t", 0, None), (0, String::new()));
    assert_eq!(shown(&mut client, "t", 0), "1 0 [1] [1] []");
    assert_eq!(reassign(&mut client, "t", 0, Some(&[2])), (0, String::new()));
    world.node.cluster.complete_reassignments();
    assert_eq!(in_progress(&mut client), Vec::<String>::new());
    assert_eq!(shown(&mut client, "t", 0), "2 1 [2] [2] []");
}

#[test]
fn log_dirs_are_those_of_the_node() {
    let world = world();
    let mut client = world.plain_client();
    let mut alter = |path: &str, topic: &str, partition: i32| {
        let topic = AlterReplicaLogDirTopic {
            name: topic.into(),
            partitions: vec![partition],
            ..Default::default()
        };
        let dir =
            AlterReplicaLogDir { path: path.into(), topics: vec![topic], ..Default::default() };
        let request = AlterReplicaLogDirsRequest { dirs: vec![dir], ..Default::default() };
        let answer: AlterReplicaLogDirsResponse = client.call(2, &request);
        answer.results[0].partitions[0].error_code
    };
    let own = world.node.cluster.broker_config(1, "log.dirs").expect("set");
    world.node.cluster.move_leader("t", 0, 2);
    assert_eq!(alter("/nope", "r", 0), ErrorCode::LOG_DIR_NOT_FOUND);
    assert_eq!(alter(&own, "r", 0), ErrorCode::NONE);
    assert_eq!(alter(&own, "r", 9), ErrorCode::UNKNOWN_TOPIC_OR_PARTITION);
    assert_eq!(alter(&own, "t", 0), ErrorCode::REPLICA_NOT_AVAILABLE);
}

fn update(client: &mut Client, name: &str, level: i16, kind: i8, only_check: bool) -> String {
    let update = k57::FeatureUpdateKey {
        feature: name.into(),
        max_version_level: level,
        upgrade_type: kind,
        ..Default::default()
    };
    let request = k57::UpdateFeaturesRequest {
        feature_updates: vec![update],
        validate_only: only_check,
        ..Default::default()
    };
    let answer: k57::UpdateFeaturesResponse = client.call(2, &request);
    let words = text(&answer.error_message);
    assert_eq!(answer.error_code.0, if words.is_empty() { 0 } else { 95 });
    words.to_owned()
}

#[test]
fn features_are_updated_with_kafkas_checks() {
    let world = world();
    let mut client = world.plain_client();
    let name = "transaction.version";
    let of_update = |level: i16, name: &str, why: &str| {
        format!("Invalid update version {level} for feature {name}. {why}")
    };
    let metadata = "Unsupported metadata.version downgrade from 33 to 30. ";
    for (name, level, kind, why) in [
        (
            "nonsense",
            1,
            1,
            of_update(1, "nonsense", "Local controller 1 does not support this feature."),
        ),
        ("nonsense", 0, 2, of_update(0, "nonsense", "Feature nonsense not found.")),
        (name, 9, 1, of_update(9, name, "Local controller 1 only supports versions 0-2")),
        (
            name,
            0,
            1,
            of_update(
                0,
                name,
                "Can't downgrade the version of this feature without setting the upgrade type to \
             either safe or unsafe downgrade.",
            ),
        ),
        (name, -1, 1, of_update(-1, name, "A feature version cannot be less than 0.")),
        (name, 1, 0, of_update(1, name, "The controller does not support the given upgrade type.")),
        (
            "kraft.version",
            0,
            2,
            of_update(0, "kraft.version", "Can't downgrade the version of this feature."),
        ),
        (
            "metadata.version",
            30,
            2,
            format!(
                "{metadata}Refusing to perform the requested downgrade because it might delete \
             metadata information."
            ),
        ),
        (
            "metadata.version",
            30,
            3,
            format!("{metadata}Unsafe metadata downgrade is not supported in this version."),
        ),
    ] {
        let prefix =
            "The update failed for all features since the following feature had an error: ";
        assert_eq!(update(&mut client, name, level, kind, true), format!("{prefix}{why}"));
    }
    let finalized = |client: &mut Client| {
        let request = ApiVersionsRequest {
            client_software_name: "x".into(),
            client_software_version: "1".into(),
            ..Default::default()
        };
        let answer: ApiVersionsResponse = client.call(4, &request);
        let found = answer.finalized_features.iter().find(|it| it.name == "transaction.version");
        (found.map(|it| it.max_version_level), answer.finalized_features_epoch)
    };
    let before = finalized(&mut client);
    assert_eq!(before.0, Some(2));
    assert_eq!(update(&mut client, name, 1, 2, true), "");
    assert_eq!(finalized(&mut client), before);
    assert_eq!(update(&mut client, name, 1, 2, false), "");
    assert_eq!(finalized(&mut client), (Some(1), before.1 + 1));
    assert_eq!(update(&mut client, name, 0, 2, false), "");
    assert_eq!(finalized(&mut client).0, None);
}

#[test]
fn every_node_votes_for_the_metadata() {
    let world = world();
    let mut client = world.plain_client();
    let ask = |client: &mut Client, topic: &str, partition_index: i32, version: i16| {
        let partition = k55::RequestPartitionData { partition_index, ..Default::default() };
        let topic = k55::RequestTopicData {
            topic_name: topic.into(),
            partitions: vec![partition],
            ..Default::default()
        };
        let request = k55::DescribeQuorumRequest { topics: vec![topic], ..Default::default() };
        client.call::<_, k55::DescribeQuorumResponse>(version, &request)
    };
    let answer = ask(&mut client, "__cluster_metadata", 0, 2);
    let quorum = &answer.topics[0].partitions[0];
    let voters: Vec<_> = quorum.current_voters.iter().map(|it| it.replica_id).collect();
    assert_eq!((quorum.leader_id, &voters[..]), (1, &[1, 2][..]));
    let at = &answer.nodes[0].listeners[0];
    assert_eq!((at.name.as_str(), at.port), ("CONTROLLER", 9092));
    let directory = quorum.current_voters[0].replica_directory_id;
    let end = quorum.high_watermark;
    let again = ask(&mut client, "__cluster_metadata", 0, 2);
    assert_eq!(again.topics[0].partitions[0].current_voters[0].replica_directory_id, directory);
    world.node.cluster.create_topic(&NewTopic::named("more", 1)).expect("made");
    let later = ask(&mut client, "__cluster_metadata", 0, 1);
    assert_eq!(later.topics[0].partitions[0].high_watermark, end + 1);
    for (topic, partition) in [("t", 0), ("__cluster_metadata", 1)] {
        let answer = ask(&mut client, topic, partition, 2);
        let refused = &answer.topics[0].partitions[0];
        assert_eq!(refused.error_code, ErrorCode::UNKNOWN_TOPIC_OR_PARTITION);
        assert!(answer.nodes.is_empty());
    }
}

#[test]
fn a_broker_that_is_unregistered_is_forgotten() {
    let world = world();
    let mut client = world.plain_client();
    let mut unregister = |broker_id| {
        let request = UnregisterBrokerRequest { broker_id, ..Default::default() };
        let answer: UnregisterBrokerResponse = client.call(0, &request);
        (answer.error_code.0, text(&answer.error_message).to_owned())
    };
    assert_eq!(unregister(9), (102, "Broker ID 9 is not currently registered".to_owned()));
    assert_eq!(unregister(2), (0, String::new()));
    assert_eq!(unregister(2).0, 102);
    assert_eq!(world.node.cluster.registered_ids(), [1]);
    assert_eq!(shown(&mut client, "r", 1), "1 1 [2, 1] [1] [2]");
}

#[test]
fn a_cluster_holds_no_more_partitions_than_it_is_set_to() {
    let cluster = ClusterSettings { max_partitions: 3, ..ClusterSettings::default() };
    let world = World::with(Plan { cluster, ..Plan::default() });
    let make = |name: &str, partitions| {
        let made = world.node.cluster.create_topic(&NewTopic::named(name, partitions));
        made.map(|_| ()).map_err(|refusal| (refusal.code, refusal.text))
    };
    assert_eq!(make("a", 2), Ok(()));
    let over = "The cluster has 2 partition(s), and 2 more would be over its limit of 3 \
                (ClusterSettings::max_partitions).";
    assert_eq!(make("b", 2), Err((ErrorCode::POLICY_VIOLATION, over.to_owned())));
    assert_eq!(make("b", 1), Ok(()));
    world.node.cluster.delete_topic("a");
    assert_eq!(make("c", 2), Ok(()));
}
