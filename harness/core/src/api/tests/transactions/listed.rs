//! What administrators see of transactions, and how they end one that hangs (KIP-664).

use std::time::Duration;

use kerbside_kafka_wire::k27_write_txn_markers::*;
use kerbside_kafka_wire::k61_describe_producers::*;
use kerbside_kafka_wire::k65_describe_transactions::*;
use kerbside_kafka_wire::k66_list_transactions::*;

use super::*;

fn describe(client: &mut Client, id: &StrBytes) -> (E, String, i64) {
    let request = DescribeTransactionsRequest {
        transactional_ids: vec![id.clone()],
        ..DescribeTransactionsRequest::default()
    };
    let answer: DescribeTransactionsResponse = client.call(0, &request);
    let state = &answer.transaction_states[0];
    let text = state.transaction_state.to_string();
    (state.error_code, text, state.transaction_start_time_ms)
}

#[test]
fn a_transactional_id_is_described_with_its_state() {
    let world = world();
    let mut producer = Producer::new(&world);
    let id = producer.transactional_id.clone();
    let seen = |client: &mut Client| describe(client, &id).1;
    assert_eq!(seen(&mut producer.client), "Empty");
    producer.send(&world, "a", 13);
    assert_eq!(seen(&mut producer.client), "Ongoing");
    producer.end(true, 5);
    assert_eq!(seen(&mut producer.client), "CompleteCommit");
    let start_ms = START.as_micros() / 1_000;
    assert_eq!(describe(&mut producer.client, &id), (E::NONE, "CompleteCommit".into(), start_ms));
    let unknown = key_of(&world, "unknown");
    assert_eq!(describe(&mut producer.client, &unknown).0, E::TRANSACTIONAL_ID_NOT_FOUND);
    assert_eq!(describe(&mut producer.client, &StrBytes::default()).0, E::INVALID_REQUEST);
}

#[test]
fn lists_are_filtered() {
    let world = world();
    let mut producer = Producer::new(&world);
    producer.send(&world, "a", 13);
    producer.client.advance(Duration::from_secs(10));
    let id = producer.transactional_id.clone();
    let mut list = |request: ListTransactionsRequest| {
        let answer: ListTransactionsResponse = producer.client.call(2, &request);
        let ids = answer.transaction_states.iter().map(|it| it.transactional_id.clone());
        (answer.error_code, ids.collect::<Vec<_>>(), answer.unknown_state_filters)
    };
    let found = (E::NONE, vec![id.clone()], vec![]);
    let nothing = (E::NONE, vec![], vec![]);
    let states = |names: &[&'static str]| ListTransactionsRequest {
        state_filters: names.iter().map(|it| StrBytes::from_static(it)).collect(),
        ..ListTransactionsRequest::default()
    };
    assert_eq!(list(states(&[])), found);
    assert_eq!(list(states(&["Ongoing", "Empty"])), found);
    assert_eq!(list(states(&["CompleteCommit"])), nothing);
    assert_eq!(list(states(&["Odd"])), (E::NONE, vec![], vec!["Odd".into()]));
    let producers = |id| ListTransactionsRequest {
        producer_id_filters: vec![id],
        ..ListTransactionsRequest::default()
    };
    assert_eq!(list(producers(0)), found);
    assert_eq!(list(producers(1)), nothing);
    let longer_than = |duration_filter| ListTransactionsRequest {
        duration_filter,
        ..ListTransactionsRequest::default()
    };
    assert_eq!(list(longer_than(9_999)), found);
    assert_eq!(list(longer_than(10_000)), nothing);
    let pattern = |text: &'static str| ListTransactionsRequest {
        transactional_id_pattern: Some(text.into()),
        ..ListTransactionsRequest::default()
    };
    assert_eq!(list(pattern("tx[0-9]+")), found);
    assert_eq!(list(pattern("x")), nothing, "all of the id has to match");
    assert_eq!(list(pattern("(")), (E::INVALID_REGULAR_EXPRESSION, vec![], vec![]));
    assert_eq!(list(pattern("")), found);
}

fn producers_of(client: &mut Client, topic: &'static str, partition: i32) -> PartitionResponse {
    let topic = TopicRequest {
        name: topic.into(),
        partition_indexes: vec![partition],
        ..TopicRequest::default()
    };
    let request = DescribeProducersRequest { topics: vec![topic], ..Default::default() };
    let mut answer: DescribeProducersResponse = client.call(0, &request);
    answer.topics.remove(0).partitions.remove(0)
}

#[test]
fn a_hanging_transaction_is_found_and_ended() {
    let world = world();
    let mut producer = Producer::new(&world);
    producer.send(&world, "a", 13);
    let mut admin = world.plain_client();
    let found = producers_of(&mut admin, "t", 0).active_producers.remove(0);
    assert_eq!((found.producer_id, found.producer_epoch, found.last_sequence), (0, 0, 0));
    assert_eq!((found.coordinator_epoch, found.current_txn_start_offset), (-1, 0));
    let topic = WritableTxnMarkerTopic {
        name: "t".into(),
        partition_indexes: vec![0, 7],
        ..WritableTxnMarkerTopic::default()
    };
    let marker = WritableTxnMarker {
        producer_id: found.producer_id,
        producer_epoch: 0,
        coordinator_epoch: found.coordinator_epoch,
        topics: vec![topic],
        ..WritableTxnMarker::default()
    };
    let request = WriteTxnMarkersRequest { markers: vec![marker], ..Default::default() };
    let mut mark = |version| {
        let answer: WriteTxnMarkersResponse = admin.call(version, &request);
        let partitions = &answer.markers[0].topics[0].partitions;
        partitions.iter().map(|it| it.error_code).collect::<Vec<_>>()
    };
    assert_eq!(mark(1), [E::NONE, E::UNKNOWN_TOPIC_OR_PARTITION]);
    let found = producers_of(&mut world.plain_client(), "t", 0).active_producers.remove(0);
    assert_eq!(found.current_txn_start_offset, -1);
    world.node.cluster.move_leader("t", 0, 2);
    assert_eq!(mark(2)[0], E::NOT_LEADER_OR_FOLLOWER);
}

#[test]
fn producers_are_described_by_who_holds_the_partition() {
    let world = world();
    let mut admin = world.plain_client();
    let mut code = |topic, partition| producers_of(&mut admin, topic, partition).error_code;
    assert_eq!(code("absent", 0), E::UNKNOWN_TOPIC_OR_PARTITION);
    assert_eq!(code("t", 9), E::UNKNOWN_TOPIC_OR_PARTITION);
    assert_eq!(code("a b", 0), E::INVALID_TOPIC_EXCEPTION);
    world.node.cluster.move_leader("t", 1, 2);
    assert_eq!([code("t", 0), code("t", 1)], [E::NONE, E::NOT_LEADER_OR_FOLLOWER]);
}
