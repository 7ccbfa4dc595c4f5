//! Who may not, and who asks the wrong node.

use std::sync::Arc;

use kerbside_kafka_wire::k25_add_offsets_to_txn::*;
use kerbside_kafka_wire::k27_write_txn_markers::*;
use kerbside_kafka_wire::k28_txn_offset_commit::*;
use kerbside_kafka_wire::k61_describe_producers::*;
use kerbside_kafka_wire::k65_describe_transactions::*;
use kerbside_kafka_wire::k66_list_transactions::*;

use super::super::denied::denied;
use super::*;
use crate::authorizer::DenyAll;
use crate::testing::Plan;
use crate::transactions::InitProducer;

fn topics() -> Vec<AddPartitionsToTxnTopic> {
    vec![AddPartitionsToTxnTopic { name: "t".into(), partitions: vec![0], ..Default::default() }]
}

#[test]
fn each_api_refuses_with_its_own_code() {
    let expected = E::TRANSACTIONAL_ID_AUTHORIZATION_FAILED;
    denied(
        |_, _| AddOffsetsToTxnRequest::default(),
        |response: &AddOffsetsToTxnResponse, _| vec![response.error_code],
        expected,
    );
    denied(
        |_, _| EndTxnRequest::default(),
        |response: &EndTxnResponse, _| vec![response.error_code],
        expected,
    );
    denied(
        |_, _| DescribeTransactionsRequest {
            transactional_ids: vec!["tx".into()],
            ..Default::default()
        },
        |response: &DescribeTransactionsResponse, _| {
            vec![response.transaction_states[0].error_code]
        },
        expected,
    );
}

#[test]
fn producers_and_brokers_need_different_permissions_to_add_partitions() {
    let world = World::with(Plan { authorizer: Arc::new(DenyAll), ..Plan::default() });
    let mut client = world.plain_client();
    for version in 0..=5 {
        let mut request = AddPartitionsToTxnRequest::default();
        if version < 4 {
            request.v3_and_below_topics = topics();
            let answer: AddPartitionsToTxnResponse = client.call(version, &request);
            let topic = &answer.results_by_topic_v3_and_below[0];
            let code = E(topic.results_by_partition[0].partition_error_code);
            assert_eq!(code, E::TRANSACTIONAL_ID_AUTHORIZATION_FAILED);
        } else {
            let answer: AddPartitionsToTxnResponse = client.call(version, &request);
            assert_eq!(answer.error_code, E::CLUSTER_AUTHORIZATION_FAILED);
        }
    }
}

#[test]
fn partitions_carry_the_refusal() {
    denied(
        |version, world| {
            let topic = world.node.cluster.topic("t").expect("the topic");
            TxnOffsetCommitRequest {
                topics: vec![TxnOffsetCommitRequestTopic {
                    name: "t".into(),
                    topic_id: if version < 6 { Default::default() } else { topic.id },
                    partitions: vec![TxnOffsetCommitRequestPartition::default()],
                    ..Default::default()
                }],
                ..Default::default()
            }
        },
        |response: &TxnOffsetCommitResponse, _| vec![response.topics[0].partitions[0].error_code],
        E::TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
    );
    denied(
        |_, _| {
            let topic = WritableTxnMarkerTopic {
                name: "t".into(),
                partition_indexes: vec![0],
                ..Default::default()
            };
            let marker = WritableTxnMarker { topics: vec![topic], ..Default::default() };
            WriteTxnMarkersRequest { markers: vec![marker], ..Default::default() }
        },
        |response: &WriteTxnMarkersResponse, _| {
            vec![response.markers[0].topics[0].partitions[0].error_code]
        },
        E::CLUSTER_AUTHORIZATION_FAILED,
    );
    denied(
        |_, _| DescribeProducersRequest {
            topics: vec![TopicRequest {
                name: "t".into(),
                partition_indexes: vec![0],
                ..Default::default()
            }],
            ..Default::default()
        },
        |response: &DescribeProducersResponse, _| vec![response.topics[0].partitions[0].error_code],
        E::TOPIC_AUTHORIZATION_FAILED,
    );
}

#[test]
fn a_batch_of_a_transaction_needs_write_on_its_transactional_id() {
    let mut allowed = world();
    let producer = Producer::new(&allowed);
    let batch = producer.batch("a", BATCH_OF_TRANSACTION);
    let mut client = allowed.plain_client();
    let error = produce(&mut client, &allowed, None, vec![batch.clone()], 12);
    assert_eq!(error, E::TRANSACTIONAL_ID_AUTHORIZATION_FAILED, "it names none");
    allowed = World::with(Plan { authorizer: Arc::new(DenyAll), ..Plan::default() });
    allowed.topic("t", 1);
    let mut client = allowed.plain_client();
    let error = produce(&mut client, &allowed, Some("tx".into()), vec![batch], 12);
    assert_eq!(error, E::TRANSACTIONAL_ID_AUTHORIZATION_FAILED);
    let plain = producer.batch("a", 0);
    let error = produce(&mut client, &allowed, Some("tx".into()), vec![plain], 12);
    assert_eq!(error, E::TOPIC_AUTHORIZATION_FAILED, "nobody asks about an id without need");
}

#[test]
fn lists_leave_out_what_the_client_may_not_see() {
    let world = World::with(Plan { authorizer: Arc::new(DenyAll), ..Plan::default() });
    let id = key_of(&world, "tx");
    let now = world.now;
    world.node.cluster.with_transactions(now, |transactions| {
        let request = crate::transactions::InitProducer { id: &id, timeout_ms: 1, expected: None };
        transactions.init(request, now).expect("the first")
    });
    let request = ListTransactionsRequest::default();
    let answer: ListTransactionsResponse = world.plain_client().call(2, &request);
    assert_eq!((answer.error_code, answer.transaction_states), (E::NONE, vec![]));
}

#[test]
fn another_node_coordinates() {
    let world = world();
    let other = |name: &String| world.node.cluster.coordinator_of(name) == Some(2);
    let name = (0..).map(|number| format!("tx{number}")).find(other).expect("half of all names");
    let transactional_id = StrBytes::from(name);
    let client = world.plain_client();
    let mut producer = Producer { client, transactional_id, id: -1, epoch: -1, sequence: 0 };
    assert_eq!(producer.init(5), E::NOT_COORDINATOR);
    assert_eq!(producer.add(3), E::NOT_COORDINATOR);
    assert_eq!(producer.end(true, 5), E::NOT_COORDINATOR);
}

#[test]
fn a_coordinator_that_moves_keeps_the_transaction() {
    let world = world();
    let cluster = &world.node.cluster;
    let other = |name: &String| cluster.coordinator_of(name) == Some(2);
    let name = (0..).map(|number| format!("tx{number}")).find(other).expect("half of all names");
    let (client, now) = (world.plain_client(), world.now);
    // What node 2 did before it stopped.
    let request = InitProducer { id: &name, timeout_ms: 60_000, expected: None };
    let made = cluster.with_transactions(now, |transactions| transactions.init(request, now));
    let made = made.expect("the first");
    let transactional_id = StrBytes::from(name);
    let mut producer =
        Producer { client, transactional_id, id: made.id, epoch: made.epoch, sequence: 0 };
    assert_eq!(producer.send(&world, "a", 13), E::NONE, "the partition's leader asks it");
    assert_eq!(producer.end(true, 5), E::NOT_COORDINATOR);
    cluster.remove_node(2);
    assert_eq!(producer.end(true, 5), E::NONE);
    assert_eq!(committed(&world), ["a"]);
}

#[test]
fn one_partition_that_fails_fails_them_all() {
    let world = world();
    let producer = Producer::new(&world);
    let mut client = world.plain_client();
    let topic = AddPartitionsToTxnTopic {
        name: "t".into(),
        partitions: vec![0, 9],
        ..AddPartitionsToTxnTopic::default()
    };
    let request = AddPartitionsToTxnRequest {
        v3_and_below_transactional_id: producer.transactional_id.clone(),
        v3_and_below_producer_id: producer.id,
        v3_and_below_producer_epoch: producer.epoch,
        v3_and_below_topics: vec![topic],
        ..AddPartitionsToTxnRequest::default()
    };
    let answer: AddPartitionsToTxnResponse = client.call(3, &request);
    let results = &answer.results_by_topic_v3_and_below[0].results_by_partition;
    let codes: Vec<_> = results.iter().map(|it| E(it.partition_error_code)).collect();
    assert_eq!(codes, [E::OPERATION_NOT_ATTEMPTED, E::UNKNOWN_TOPIC_OR_PARTITION]);
}

#[test]
fn brokers_ask_for_several_transactions_at_once() {
    let world = world();
    let mut producer = Producer::new(&world);
    let transaction = |verify_only| AddPartitionsToTxnTransaction {
        transactional_id: producer.transactional_id.clone(),
        producer_id: producer.id,
        producer_epoch: producer.epoch,
        verify_only,
        topics: topics(),
        ..AddPartitionsToTxnTransaction::default()
    };
    let transactions = [transaction(true), transaction(false), transaction(true)];
    let codes = transactions.map(|transaction| {
        let transactions = vec![transaction];
        let request = AddPartitionsToTxnRequest { transactions, ..Default::default() };
        let answer: AddPartitionsToTxnResponse = producer.client.call(5, &request);
        let topic = &answer.results_by_transaction[0].topic_results[0];
        E(topic.results_by_partition[0].partition_error_code)
    });
    assert_eq!(codes, [E::TRANSACTION_ABORTABLE, E::NONE, E::NONE]);
}

#[test]
fn a_producer_id_and_its_epoch_come_together() {
    let world = world();
    let request = InitProducerIdRequest { producer_id: 5, ..InitProducerIdRequest::default() };
    let request = InitProducerIdRequest { producer_epoch: -1, ..request };
    let answer: InitProducerIdResponse = world.plain_client().call(5, &request);
    assert_eq!(answer.error_code, E::INVALID_REQUEST);
}
