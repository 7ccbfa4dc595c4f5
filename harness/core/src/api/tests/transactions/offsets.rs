//! Offsets of groups in transactions.

use kerbside_kafka_wire::k09_offset_fetch::*;
use kerbside_kafka_wire::k25_add_offsets_to_txn::*;
use kerbside_kafka_wire::k28_txn_offset_commit::*;
use kerbside_kafka_wire::k65_describe_transactions::*;

use super::*;
use crate::groups::{CommittedOffset, OffsetToCommit};

impl Producer {
    fn add_offsets(&mut self, group_id: &StrBytes, version: i16) -> E {
        let request = AddOffsetsToTxnRequest {
            transactional_id: self.transactional_id.clone(),
            producer_id: self.id,
            producer_epoch: self.epoch,
            group_id: group_id.clone(),
            ..AddOffsetsToTxnRequest::default()
        };
        self.client.call::<_, AddOffsetsToTxnResponse>(version, &request).error_code
    }

    fn commit_offset(&mut self, world: &World, group_id: &StrBytes, version: i16) -> E {
        self.commit_as(world, group_id, version, -1, "")
    }

    fn commit_as(
        &mut self,
        world: &World,
        group_id: &StrBytes,
        version: i16,
        generation: i32,
        member_id: &'static str,
    ) -> E {
        let partition = TxnOffsetCommitRequestPartition {
            committed_offset: 42,
            committed_metadata: Some("m".into()),
            ..TxnOffsetCommitRequestPartition::default()
        };
        let mut topic = TxnOffsetCommitRequestTopic {
            name: "t".into(),
            partitions: vec![partition],
            ..TxnOffsetCommitRequestTopic::default()
        };
        if version >= 6 {
            topic.topic_id = world.node.cluster.topic("t").expect("the topic").id;
        }
        let request = TxnOffsetCommitRequest {
            transactional_id: self.transactional_id.clone(),
            group_id: group_id.clone(),
            producer_id: self.id,
            producer_epoch: self.epoch,
            generation_id_or_member_epoch: generation,
            member_id: member_id.into(),
            topics: vec![topic],
            ..TxnOffsetCommitRequest::default()
        };
        let answer: TxnOffsetCommitResponse = self.client.call(version, &request);
        answer.topics[0].partitions[0].error_code
    }
}

/// The offset that the group has, or an error.
fn offset_of(world: &World, group_id: &StrBytes, require_stable: bool) -> (i64, E) {
    let topic = OffsetFetchRequestTopics {
        name: "t".into(),
        partition_indexes: vec![0],
        ..OffsetFetchRequestTopics::default()
    };
    let group = OffsetFetchRequestGroup {
        group_id: group_id.clone(),
        topics: Some(vec![topic]),
        ..OffsetFetchRequestGroup::default()
    };
    let request =
        OffsetFetchRequest { groups: vec![group], require_stable, ..OffsetFetchRequest::default() };
    let answer: OffsetFetchResponse = world.plain_client().call(8, &request);
    let partition = &answer.groups[0].topics[0].partitions[0];
    (partition.committed_offset, partition.error_code)
}

#[test]
fn offsets_count_when_the_transaction_is_committed() {
    let world = world();
    let group = key_of(&world, "g");
    let mut producer = Producer::new(&world);
    assert_eq!(producer.add_offsets(&group, 3), E::NONE);
    assert_eq!(producer.commit_offset(&world, &group, 3), E::NONE);
    assert_eq!(offset_of(&world, &group, false), (-1, E::NONE));
    assert_eq!(offset_of(&world, &group, true), (-1, E::UNSTABLE_OFFSET_COMMIT));
    assert_eq!(producer.end(true, 3), E::NONE);
    assert_eq!(offset_of(&world, &group, true), (42, E::NONE));
}

#[test]
fn offsets_of_an_aborted_transaction_are_forgotten() {
    let world = world();
    let group = key_of(&world, "g");
    let mut producer = Producer::new(&world);
    for version in [5, 6] {
        assert_eq!(producer.commit_offset(&world, &group, version), E::NONE);
        assert_eq!(producer.end(false, 5), E::NONE);
        assert_eq!(offset_of(&world, &group, true), (-1, E::NONE), "{version}");
    }
}

#[test]
fn a_commit_outside_of_the_transaction_wins() {
    let world = world();
    let group = key_of(&world, "g");
    let mut producer = Producer::new(&world);
    producer.commit_offset(&world, &group, 5);
    let committed = CommittedOffset { offset: 50, leader_epoch: -1, metadata: "".into() };
    let commit =
        OffsetToCommit { topic: "t".into(), partition: 0, committed, time: Default::default() };
    world.node.cluster.groups().commit(&group, commit).expect("stored");
    assert_eq!(offset_of(&world, &group, true), (-1, E::UNSTABLE_OFFSET_COMMIT));
    producer.end(true, 5);
    assert_eq!(offset_of(&world, &group, true), (50, E::NONE));
}

#[test]
fn a_group_that_was_not_added_is_refused_before_version_5() {
    let world = world();
    let group = key_of(&world, "g");
    let mut producer = Producer::new(&world);
    assert_eq!(producer.commit_offset(&world, &group, 3), E::INVALID_TXN_STATE);
    assert_eq!(producer.commit_offset(&world, &group, 4), E::TRANSACTION_ABORTABLE);
    assert_eq!(producer.commit_offset(&world, &group, 5), E::NONE);
    let (id, epoch) = (producer.id, producer.epoch);
    producer.end(true, 5);
    (producer.id, producer.epoch) = (id, epoch);
    assert_eq!(producer.commit_offset(&world, &group, 5), E::INVALID_PRODUCER_EPOCH);
    producer.id = 99;
    assert_eq!(producer.commit_offset(&world, &group, 5), E::INVALID_PRODUCER_ID_MAPPING);
}

#[test]
fn a_member_of_another_generation_does_not_commit() {
    let world = world();
    let group = key_of(&world, "g");
    let mut producer = Producer::new(&world);
    let refused = producer.commit_as(&world, &group, 5, 3, "somebody");
    assert_eq!(refused, E::ILLEGAL_GENERATION, "there is no such group");
    let refused = producer.commit_as(&world, &group, 6, 3, "somebody");
    assert_eq!(refused, E::GROUP_ID_NOT_FOUND);
    producer.commit_offset(&world, &group, 5);
    let refused = producer.commit_as(&world, &group, 5, 0, "somebody");
    assert_eq!(refused, E::UNKNOWN_MEMBER_ID);
    let refused = producer.commit_as(&world, &StrBytes::default(), 5, -1, "");
    assert_eq!(refused, E::INVALID_GROUP_ID);
}

#[test]
fn the_group_shows_as_a_partition_of_the_transaction() {
    let world = world();
    let group = key_of(&world, "g");
    let mut producer = Producer::new(&world);
    producer.commit_offset(&world, &group, 5);
    producer.send(&world, "a", 13);
    let request = DescribeTransactionsRequest {
        transactional_ids: vec![producer.transactional_id.clone()],
        ..DescribeTransactionsRequest::default()
    };
    let answer: DescribeTransactionsResponse = producer.client.call(0, &request);
    let topics = &answer.transaction_states[0].topics;
    assert_eq!((&*topics[0].topic, topics[0].partitions.len()), ("__consumer_offsets", 1));
    assert_eq!((&*topics[1].topic, &topics[1].partitions[..]), ("t", &[0][..]));
}
