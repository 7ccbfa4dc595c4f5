//! What transactions write, and what readers see of it.

use std::time::Duration;

use kerbside_kafka_wire::k02_list_offsets::*;

use super::*;
use crate::now::{Monotonic, Now};

#[test]
fn before_version_2_partitions_are_added_and_the_epoch_stays() {
    let world = world();
    let mut producer = Producer::new(&world);
    for (value, commits) in [("a", true), ("b", false), ("c", true)] {
        assert_eq!(producer.add(3), E::NONE);
        assert_eq!(producer.send(&world, value, 9), E::NONE);
        assert_eq!(producer.end(commits, 3), E::NONE);
    }
    assert_eq!((producer.id, producer.epoch), (0, 0));
    assert_eq!(committed(&world), ["a", "c"]);
}

#[test]
fn under_version_2_writing_adds_and_each_transaction_has_an_epoch() {
    let world = world();
    let mut producer = Producer::new(&world);
    for (value, commits) in [("a", true), ("b", false), ("c", true)] {
        assert_eq!(producer.send(&world, value, 13), E::NONE);
        assert_eq!(producer.end(commits, 5), E::NONE);
    }
    assert_eq!((producer.id, producer.epoch), (0, 3));
    assert_eq!(committed(&world), ["a", "c"]);
}

#[test]
fn readers_of_committed_records_wait_for_the_end() {
    let world = world();
    let mut producer = Producer::new(&world);
    producer.send(&world, "a", 13);
    assert_eq!(committed(&world), Vec::<String>::new());
    let open = fetch(&world, 0);
    assert_eq!((open.high_watermark, open.last_stable_offset), (1, 0));
    assert_eq!(values(&open.records.unwrap_or_default()), ["a"]);
    assert_eq!(open.aborted_transactions, None);
    assert_eq!(latest(&world, 1), 0);
    assert_eq!(latest(&world, 0), 1);
    producer.end(true, 5);
    assert_eq!(latest(&world, 1), 2);
    assert_eq!(committed(&world), ["a"]);
}

fn latest(world: &World, isolation_level: i8) -> i64 {
    let partition = ListOffsetsPartition { timestamp: -1, ..ListOffsetsPartition::default() };
    let topic = ListOffsetsTopic {
        name: "t".into(),
        partitions: vec![partition],
        ..ListOffsetsTopic::default()
    };
    let request = ListOffsetsRequest { isolation_level, topics: vec![topic], ..Default::default() };
    let answer: ListOffsetsResponse = world.plain_client().call(7, &request);
    answer.topics[0].partitions[0].offset
}

#[test]
fn the_end_wakes_a_reader_that_waits() {
    let world = world();
    let mut producer = Producer::new(&world);
    producer.send(&world, "a", 13);
    let mut reader = world.plain_client();
    let partition = FetchPartition { partition_max_bytes: 1 << 20, ..FetchPartition::default() };
    let topic =
        FetchTopic { topic: "t".into(), partitions: vec![partition], ..FetchTopic::default() };
    let request = FetchRequest {
        max_bytes: 1 << 20,
        min_bytes: 1,
        max_wait_ms: 500,
        isolation_level: 1,
        topics: vec![topic],
        ..FetchRequest::default()
    };
    assert_eq!(reader.send_request(11, &request), crate::connection::Flow::Wait);
    producer.end(true, 5);
    reader.look();
    let answer: FetchResponse = reader.response(11);
    assert!(answer.responses[0].partitions[0].records.as_ref().is_some_and(|it| !it.is_empty()));
}

#[test]
fn an_older_producer_is_fenced_in_the_words_of_its_version() {
    let world = world();
    let mut old = Producer::new(&world);
    old.add(3);
    old.send(&world, "lost", 9);
    let mut new = Producer { client: world.plain_client(), id: -1, epoch: -1, ..old };
    assert_eq!(new.init(5), E::CONCURRENT_TRANSACTIONS);
    assert_eq!(new.init(5), E::NONE);
    assert_eq!((new.id, new.epoch), (0, 2));
    let mut old = Producer::stale(&world, &new);
    for (version, error) in [(1, E::INVALID_PRODUCER_EPOCH), (2, E::PRODUCER_FENCED)] {
        assert_eq!(old.add(version), error);
        assert_eq!(old.end(true, version), error);
    }
    assert_eq!(old.init(3), E::INVALID_PRODUCER_EPOCH);
    assert_eq!(old.init(4), E::PRODUCER_FENCED);
    assert_eq!(old.send(&world, "late", 9), E::INVALID_PRODUCER_EPOCH);
    assert_eq!(old.send(&world, "late", 13), E::INVALID_PRODUCER_EPOCH);
    assert_eq!(new.send(&world, "x", 13), E::NONE);
    assert_eq!(new.end(true, 5), E::NONE);
    assert_eq!(committed(&world), ["x"]);
}

impl Producer {
    /// The first producer of the same transactional id.
    fn stale(world: &World, other: &Producer) -> Producer {
        let transactional_id = other.transactional_id.clone();
        let client = world.plain_client();
        Producer { client, transactional_id, id: other.id, epoch: 0, sequence: 1 }
    }
}

#[test]
fn a_partition_that_was_not_added_is_refused_before_version_12() {
    let world = world();
    let mut producer = Producer::new(&world);
    assert_eq!(producer.send(&world, "a", 9), E::INVALID_TXN_STATE);
    assert_eq!(producer.send(&world, "a", 10), E::INVALID_TXN_STATE);
    assert_eq!(producer.send(&world, "a", 11), E::TRANSACTION_ABORTABLE);
    assert_eq!(producer.send(&world, "a", 12), E::NONE);
}

#[test]
fn a_late_write_does_not_open_a_transaction_that_nobody_ends() {
    let world = world();
    let mut producer = Producer::new(&world);
    producer.add(3);
    producer.send(&world, "a", 9);
    producer.end(false, 3);
    assert_eq!(producer.send(&world, "late", 9), E::INVALID_TXN_STATE);
    let (id, epoch) = (producer.id, producer.epoch);
    producer.send(&world, "b", 13);
    producer.end(false, 5);
    (producer.id, producer.epoch, producer.sequence) = (id, epoch, 2);
    assert_eq!(producer.send(&world, "late", 13), E::INVALID_PRODUCER_EPOCH);
    let data = fetch(&world, 1);
    assert_eq!(data.last_stable_offset, data.high_watermark);
}

#[test]
fn a_transaction_that_takes_too_long_is_aborted_by_the_timer() {
    let world = world();
    let mut producer = Producer::new(&world);
    producer.send(&world, "a", 13);
    let cluster = &world.node.cluster;
    let after = |seconds| Monotonic(Duration::from_secs(seconds));
    cluster.expire(Now { monotonic: after(59), ..world.now });
    assert_eq!(fetch(&world, 1).high_watermark, 1);
    assert!(cluster.next_deadline() <= Some(after(60)));
    cluster.expire(Now { monotonic: after(60), ..world.now });
    assert_eq!(committed(&world), Vec::<String>::new());
    let data = fetch(&world, 1);
    assert_eq!((data.high_watermark, data.last_stable_offset), (2, 2));
    assert_eq!(producer.send(&world, "b", 13), E::INVALID_PRODUCER_EPOCH);
    // KIP-360: it may go on under the epoch that the abort made.
    assert_eq!(producer.init(5), E::NONE);
    assert_eq!(producer.send(&world, "b", 13), E::NONE);
    assert_eq!(producer.end(true, 5), E::NONE);
    assert_eq!(committed(&world), ["b"]);
}

#[test]
fn a_partition_without_a_leader_gets_its_marker_later() {
    let world = world();
    let cluster = &world.node.cluster;
    let mut producer = Producer::new(&world);
    producer.send(&world, "a", 13);
    cluster.move_leader("t", 0, -1);
    assert_eq!(producer.end(true, 5), E::NONE);
    assert_eq!(producer.end(true, 5), E::PRODUCER_FENCED, "of the next transaction, too early");
    cluster.move_leader("t", 0, 1);
    assert_eq!(producer.send(&world, "b", 13), E::CONCURRENT_TRANSACTIONS);
    // The coordinator was at work, and so the marker is written.
    assert_eq!(producer.send(&world, "b", 13), E::NONE);
    assert_eq!(committed(&world), ["a"]);
}

#[test]
fn a_deleted_topic_does_not_hold_up_the_end() {
    let world = world();
    let mut producer = Producer::new(&world);
    producer.send(&world, "a", 13);
    world.node.cluster.delete_topic("t").expect("it exists");
    assert_eq!(producer.end(true, 5), E::NONE);
    world.topic("t", 1);
    assert_eq!(producer.send(&world, "b", 13), E::NONE);
}

#[test]
fn leaders_that_move_keep_transactions() {
    let world = world();
    let mut producer = Producer::new(&world);
    producer.send(&world, "a", 13);
    world.node.cluster.move_leader("t", 0, 2);
    assert_eq!(producer.send(&world, "b", 13), E::NOT_LEADER_OR_FOLLOWER);
    world.node.cluster.move_leader("t", 0, 1);
    assert_eq!(producer.send(&world, "b", 13), E::NONE);
    producer.end(true, 5);
    assert_eq!(committed(&world), ["a", "b"]);
}

#[test]
fn batches_of_two_producers_do_not_go_together() {
    let world = world();
    let mut producer = Producer::new(&world);
    let first = producer.batch("a", BATCH_OF_TRANSACTION);
    producer.epoch += 1;
    let second = producer.batch("b", BATCH_OF_TRANSACTION);
    let id = Some(producer.transactional_id.clone());
    let error = produce(&mut producer.client, &world, id, vec![first, second], 12);
    assert_eq!(error, E::INVALID_PRODUCER_ID_MAPPING);
}

#[test]
fn a_batch_outside_of_the_open_transaction_is_refused() {
    let world = world();
    let mut producer = Producer::new(&world);
    producer.send(&world, "a", 13);
    let plain = producer.batch("b", 0);
    let id = Some(producer.transactional_id.clone());
    let error = produce(&mut producer.client, &world, id, vec![plain], 13);
    assert_eq!(error, E::INVALID_TXN_STATE);
}
