//! Nodes that are stopped and started while their cluster runs, as clients see it, and settings
//! that clients change.

use std::net::{Ipv4Addr, SocketAddr, TcpStream};

use kerbside_broker::core::cluster::{NewTopic, Placement};
use kerbside_broker::{Cluster, ListenerSettings, NodeError};
use kerbside_kafka_wire::ErrorCode;
use kerbside_kafka_wire::k00_produce::ProduceResponse;
use kerbside_kafka_wire::k01_fetch::{FetchPartition, FetchRequest, FetchResponse, FetchTopic};
use kerbside_kafka_wire::k03_metadata::{MetadataRequest, MetadataResponse};
use kerbside_kafka_wire::k44_incremental_alter_configs::*;

use crate::client::{Client, produce_request};

/// Three nodes; `orders` is on all of them, and node 1 leads it.
fn start() -> Cluster {
    let cluster = Cluster::builder()
        .nodes(3)
        .listener(ListenerSettings::plaintext("CLIENT"))
        .start_blocking()
        .expect("starts");
    let placement = Placement::Given(vec![(0, vec![1, 2, 3])]);
    let topic = NewTopic { placement, ..NewTopic::named("orders", -1) };
    cluster.state().create_topic(&topic).expect("made");
    cluster
}

fn address(cluster: &Cluster, node: i32) -> SocketAddr {
    cluster.node(node).expect("there").addresses("CLIENT").expect("listens")[0]
}

/// The brokers and the leader of `orders`.
fn seen(client: &mut Client) -> (Vec<i32>, i32, Vec<i32>) {
    let request = MetadataRequest { topics: None, ..MetadataRequest::default() };
    let answer: MetadataResponse = client.call(&request, 12);
    let partition = &answer.topics[0].partitions[0];
    let brokers = answer.brokers.iter().map(|it| it.node_id).collect();
    (brokers, partition.leader_id, partition.isr_nodes.clone())
}

#[test]
fn a_stopped_node_is_cut_off_and_leads_no_more_until_it_is_started() {
    let cluster = start();
    let mut own = Client::connect(address(&cluster, 1));
    let mut other = Client::connect(address(&cluster, 2));
    own.produce("orders", b"first");
    cluster.stop_node_blocking(1).expect("stops");
    assert!(own.is_cut_off());
    assert!(TcpStream::connect(address(&cluster, 1)).is_err());
    assert_eq!(seen(&mut other), (vec![2, 3], 2, vec![2, 3]));
    // What the old leader had is there.
    assert_eq!(other.produce("orders", b"second"), 1);
    cluster.start_node(1).expect("starts again");
    assert_eq!(seen(&mut other), (vec![1, 2, 3], 1, vec![2, 3, 1]));
    let mut again = Client::connect(address(&cluster, 1));
    assert_eq!(again.produce("orders", b"third"), 2);
}

#[tokio::test]
async fn a_node_is_stopped_from_within_a_runtime() {
    let runtime = tokio::runtime::Handle::current();
    let listener = ListenerSettings::plaintext("CLIENT");
    let builder = Cluster::builder().nodes(2).listener(listener).runtime(runtime);
    let cluster = builder.start().await.expect("starts");
    for _ in 0..3 {
        cluster.stop_node(2).await.expect("stops");
        assert!(TcpStream::connect(address(&cluster, 2)).is_err());
        cluster.start_node(2).expect("starts");
        TcpStream::connect(address(&cluster, 2)).expect("listens");
    }
    cluster.stop().await;
}

#[test]
fn what_cannot_be_stopped_or_started_is_told() {
    let cluster = start();
    assert!(matches!(cluster.start_node(1), Err(NodeError::Running(1))));
    cluster.stop_node_blocking(1).expect("stops");
    assert!(matches!(cluster.stop_node_blocking(1), Err(NodeError::Stopped(1))));
    let error = cluster.start_node(9).expect_err("there is none");
    assert_eq!(error.to_string(), "there is no node 9; the cluster has [1, 2, 3]");
}

#[test]
fn a_moved_leader_wakes_who_waits_and_is_named_to_them() {
    let cluster = start();
    let mut consumer = Client::connect(address(&cluster, 1));
    let partition = FetchPartition { partition_max_bytes: 1_000, ..FetchPartition::default() };
    let topic_id = cluster.state().topic("orders").expect("there").id;
    let topic = FetchTopic { topic_id, partitions: vec![partition], ..Default::default() };
    let request = FetchRequest {
        max_wait_ms: 600_000,
        min_bytes: 1,
        max_bytes: 1_000,
        topics: vec![topic],
        ..FetchRequest::default()
    };
    // Kafka names the leader from version 16 on.
    consumer.send(&request, 16);
    // Answered only once the fetch waits: requests of a connection come one after the other.
    let mut other = Client::connect(address(&cluster, 2));
    other.api_versions();
    assert!(cluster.state().move_leader("orders", 0, 3));
    let answer: FetchResponse = consumer.receive(16);
    let told = &answer.responses[0].partitions[0];
    assert!(matches!(
        told.error_code,
        ErrorCode::NOT_LEADER_OR_FOLLOWER | ErrorCode::FENCED_LEADER_EPOCH
    ));
    assert_eq!((told.current_leader.leader_id, told.current_leader.leader_epoch), (3, 1));
    let answer: ProduceResponse = consumer.call(&produce_request("orders", b"x"), 10);
    let told = &answer.responses[0].partition_responses[0];
    assert_eq!(told.error_code, ErrorCode::NOT_LEADER_OR_FOLLOWER);
    assert_eq!((told.current_leader.leader_id, told.current_leader.leader_epoch), (3, 1));
    let port = i32::from(address(&cluster, 3).port());
    assert_eq!(answer.node_endpoints[0].port, port);
}

fn set(client: &mut Client, node: &str, name: &str, value: Option<&str>) -> String {
    let config = AlterableConfig {
        name: name.into(),
        config_operation: i8::from(value.is_none()),
        value: value.map(Into::into),
        ..AlterableConfig::default()
    };
    let resource = AlterConfigsResource {
        resource_type: 4,
        resource_name: node.into(),
        configs: vec![config],
        ..AlterConfigsResource::default()
    };
    let request =
        IncrementalAlterConfigsRequest { resources: vec![resource], ..Default::default() };
    let answer: IncrementalAlterConfigsResponse = client.call(&request, 1);
    answer.responses[0].error_message.as_deref().unwrap_or_default().to_owned()
}

#[test]
fn places_for_connections_become_more_and_fewer_while_a_node_runs() {
    // Of one address: each waits for its next client with a place in hand.
    let listener = ListenerSettings::plaintext("CLIENT").addresses([Ipv4Addr::LOCALHOST.into()]);
    let builder = Cluster::builder().listener(listener);
    let cluster = builder.max_connections(1).start_blocking().expect("starts");
    let mut first = Client::connect(address(&cluster, 1));
    first.api_versions();
    let mut second = Client::connect(address(&cluster, 1));
    assert_eq!(set(&mut first, "1", "max.connections", Some("2")), "");
    second.api_versions();
    assert_eq!(set(&mut first, "1", "max.connections", Some("1")), "");
    drop(second);
    // The place of the one that went is not given to another, until there are two again.
    let mut third = Client::connect(address(&cluster, 1));
    assert_eq!(set(&mut first, "1", "max.connections", None), "");
    drop(first);
    third.api_versions();
}
