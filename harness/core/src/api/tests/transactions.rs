//! Transactions through the wire: producers of both protocols, readers, groups.

mod listed;
mod offsets;
mod refused;
mod written;

use std::collections::BTreeSet;

use bytes::Bytes;
use kerbside_kafka_wire::k00_produce::*;
use kerbside_kafka_wire::k01_fetch::*;
use kerbside_kafka_wire::k22_init_producer_id::*;
use kerbside_kafka_wire::k24_add_partitions_to_txn::*;
use kerbside_kafka_wire::k26_end_txn::*;
use kerbside_kafka_wire::records::{BatchBuilder, Record};
use kerbside_kafka_wire::{ApiKey, ErrorCode as E, StrBytes};

use crate::testing::{Client, START, World, values};

/// A producer of one transactional id, with a connection of its own.
struct Producer {
    client: Client,
    transactional_id: StrBytes,
    id: i64,
    epoch: i16,
    sequence: i32,
}

impl Producer {
    fn new(world: &World) -> Producer {
        let mut producer = Producer {
            client: world.plain_client(),
            transactional_id: key_of(world, "tx"),
            id: -1,
            epoch: -1,
            sequence: 0,
        };
        assert_eq!(producer.init(5), E::NONE);
        producer
    }

    fn init(&mut self, version: i16) -> E {
        let request = InitProducerIdRequest {
            transactional_id: Some(self.transactional_id.clone()),
            transaction_timeout_ms: 60_000,
            producer_id: if version < 3 { -1 } else { self.id },
            producer_epoch: if version < 3 { -1 } else { self.epoch },
            ..InitProducerIdRequest::default()
        };
        let answer: InitProducerIdResponse = self.client.call(version, &request);
        if answer.error_code == E::NONE {
            (self.id, self.epoch, self.sequence) = (answer.producer_id, answer.producer_epoch, 0);
        }
        answer.error_code
    }

    fn add(&mut self, version: i16) -> E {
        let topic = AddPartitionsToTxnTopic {
            name: "t".into(),
            partitions: vec![0],
            ..AddPartitionsToTxnTopic::default()
        };
        let request = AddPartitionsToTxnRequest {
            v3_and_below_transactional_id: self.transactional_id.clone(),
            v3_and_below_producer_id: self.id,
            v3_and_below_producer_epoch: self.epoch,
            v3_and_below_topics: vec![topic],
            ..AddPartitionsToTxnRequest::default()
        };
        let answer: AddPartitionsToTxnResponse = self.client.call(version, &request);
        E(answer.results_by_topic_v3_and_below[0].results_by_partition[0].partition_error_code)
    }

    /// Writes a record to the topic.
    fn send(&mut self, world: &World, value: &'static str, version: i16) -> E {
        let records = self.batch(value, BATCH_OF_TRANSACTION);
        let id = Some(self.transactional_id.clone());
        let error = produce(&mut self.client, world, id, vec![records], version);
        if error == E::NONE {
            self.sequence += 1;
        }
        error
    }

    fn batch(&self, value: &'static str, attributes: i16) -> Bytes {
        let builder = BatchBuilder {
            attributes,
            producer_id: self.id,
            producer_epoch: self.epoch,
            base_sequence: self.sequence,
            ..BatchBuilder::default()
        };
        let value = Some(Bytes::from_static(value.as_bytes()));
        let timestamp = START.as_micros() / 1_000;
        builder.record(Record { timestamp, value, ..Record::default() }).build()
    }

    fn end(&mut self, committed: bool, version: i16) -> E {
        let request = EndTxnRequest {
            transactional_id: self.transactional_id.clone(),
            producer_id: self.id,
            producer_epoch: self.epoch,
            committed,
            ..EndTxnRequest::default()
        };
        let answer: EndTxnResponse = self.client.call(version, &request);
        if answer.error_code == E::NONE && version >= 5 {
            (self.id, self.epoch, self.sequence) = (answer.producer_id, answer.producer_epoch, 0);
        }
        answer.error_code
    }
}

/// The APIs whose refusals are tested here.
pub(super) const REFUSES: &[ApiKey] = &[
    ApiKey::ADD_PARTITIONS_TO_TXN,
    ApiKey::ADD_OFFSETS_TO_TXN,
    ApiKey::END_TXN,
    ApiKey::WRITE_TXN_MARKERS,
    ApiKey::TXN_OFFSET_COMMIT,
    ApiKey::DESCRIBE_PRODUCERS,
    ApiKey::DESCRIBE_TRANSACTIONS,
    ApiKey::LIST_TRANSACTIONS,
];

const BATCH_OF_TRANSACTION: i16 = 0x10;

/// A topic `t` with two partitions that node 1 leads.
fn world() -> World {
    let world = World::new();
    world.topic("t", 2);
    world
}

/// The first name of its kind that node 1 coordinates.
fn key_of(world: &World, prefix: &str) -> StrBytes {
    let own = |name: &String| world.node.cluster.coordinator_of(name) == Some(1);
    let name = (0..).map(|number| format!("{prefix}{number}")).find(own);
    StrBytes::from(name.expect("half of all names"))
}

/// Produces a batch to each of the topic's partitions; the first error.
fn produce(
    client: &mut Client,
    world: &World,
    transactional_id: Option<StrBytes>,
    batches: Vec<Bytes>,
    version: i16,
) -> E {
    let topic = world.node.cluster.topic("t").expect("the topic");
    let partition = |(index, records)| PartitionProduceData {
        index,
        records: Some(records),
        ..PartitionProduceData::default()
    };
    let mut data = TopicProduceData {
        name: "t".into(),
        partition_data: (0..).zip(batches).map(partition).collect(),
        ..TopicProduceData::default()
    };
    if version >= 13 {
        data.topic_id = topic.id;
    }
    let topic_data = vec![data];
    let request = ProduceRequest { transactional_id, acks: -1, topic_data, ..Default::default() };
    let answer: ProduceResponse = client.call(version, &request);
    let mut errors = answer.responses[0].partition_responses.iter().map(|it| it.error_code);
    errors.find(|error| *error != E::NONE).unwrap_or(E::NONE)
}

/// What a reader of the topic gets from the beginning.
fn fetch(world: &World, isolation_level: i8) -> PartitionData {
    let partition = FetchPartition { partition_max_bytes: 1 << 20, ..FetchPartition::default() };
    let topic =
        FetchTopic { topic: "t".into(), partitions: vec![partition], ..FetchTopic::default() };
    let request = FetchRequest {
        max_bytes: 1 << 20,
        isolation_level,
        topics: vec![topic],
        ..FetchRequest::default()
    };
    let mut answer: FetchResponse = world.plain_client().call(11, &request);
    answer.responses.remove(0).partitions.remove(0)
}

/// The values that a consumer of committed records would see: it drops control batches, and those
/// of aborted transactions.
fn committed(world: &World) -> Vec<String> {
    let data = fetch(world, 1);
    let mut aborted = data.aborted_transactions.expect("a list for readers of committed records");
    aborted.sort_by_key(|it| std::cmp::Reverse(it.first_offset));
    let (mut hidden, mut seen) = (BTreeSet::new(), Vec::new());
    for batch in kerbside_kafka_wire::records::batches(data.records.unwrap_or_default()) {
        let batch = batch.expect("whole");
        while let Some(next) = aborted.pop_if(|it| it.first_offset <= batch.last_offset()) {
            hidden.insert(next.producer_id);
        }
        if batch.is_control() {
            hidden.remove(&batch.producer_id());
        } else if !batch.is_transactional() || !hidden.contains(&batch.producer_id()) {
            seen.extend(values(batch.as_bytes()));
        }
    }
    seen
}
