//! Writing records: uncompressed batches of format 2, acknowledged by all replicas.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use kerbside_kafka_wire::k00_produce::{
    PartitionProduceData, PartitionProduceResponse, ProduceRequest, TopicProduceData,
};
use kerbside_kafka_wire::records::{BatchBuilder, Record, RecordHeader};
use kerbside_kafka_wire::{ApiKey, ErrorCode};

use super::error::KafkaError;
use super::kafka_client::KafkaClient;
use super::partitioner;
use super::topology::Partitions;

/// How much goes into a batch; brokers take 1,048,588 octets by default.
const BATCH_OCTETS: usize = 500_000;
/// What a record's own fields may take, at most.
const RECORD_OVERHEAD: usize = 40;

/// A record to be written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProduceRecord {
    /// Its partition; by default its key decides, or its turn.
    pub partition: Option<i32>,
    /// Its timestamp in milliseconds since 1970; by default the client's clock.
    pub timestamp: Option<i64>,
    /// Its key.
    pub key: Option<Bytes>,
    /// Its value.
    pub value: Option<Bytes>,
    /// Its headers.
    pub headers: Vec<RecordHeader>,
}

impl ProduceRecord {
    /// A record with `value` and no key.
    pub fn new(value: impl Into<Vec<u8>>) -> Self {
        Self { value: Some(Bytes::from(value.into())), ..Self::default() }
    }

    /// With `key`.
    #[must_use]
    pub fn key(mut self, key: impl Into<Vec<u8>>) -> Self {
        self.key = Some(Bytes::from(key.into()));
        self
    }

    /// In `partition`.
    #[must_use]
    pub fn partition(mut self, partition: i32) -> Self {
        self.partition = Some(partition);
        self
    }

    fn size(&self) -> usize {
        let length = |octets: &Option<Bytes>| octets.as_ref().map_or(0, Bytes::len);
        let header = |header: &RecordHeader| header.key.len() + length(&header.value) + 20;
        let headers: usize = self.headers.iter().map(header).sum();
        length(&self.key) + length(&self.value) + headers + RECORD_OVERHEAD
    }
}

impl From<&str> for ProduceRecord {
    fn from(value: &str) -> Self {
        Self::new(value)
    }
}

impl From<String> for ProduceRecord {
    fn from(value: String) -> Self {
        Self::new(value)
    }
}

impl From<Vec<u8>> for ProduceRecord {
    fn from(value: Vec<u8>) -> Self {
        Self::new(value)
    }
}

/// A key and a value.
impl From<(&str, &str)> for ProduceRecord {
    fn from((key, value): (&str, &str)) -> Self {
        Self::new(value).key(key)
    }
}

/// Where a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Produced {
    /// The partition.
    pub partition: i32,
    /// The offset.
    pub offset: i64,
}

impl KafkaClient {
    /// Writes `records` to `topic` and returns where each is, in their order. After an error some
    /// may have been written.
    ///
    /// # Errors
    /// What the broker said, or that it said nothing.
    pub async fn produce<R: Into<ProduceRecord>>(
        &self,
        topic: &str,
        records: impl IntoIterator<Item = R>,
    ) -> Result<Vec<Produced>, KafkaError> {
        let records: Vec<ProduceRecord> = records.into_iter().map(Into::into).collect();
        let topology = self.known_topic(topic).await?;
        let mut places = vec![Produced { partition: -1, offset: -1 }; records.len()];
        for (partition, members) in self.sort(&records, topology.partitions(topic)?) {
            for batch in batches(members) {
                let first = self.produce_batch(topic, partition, &batch).await?;
                for (offset, (at, _)) in (first..).zip(batch) {
                    if let Some(place) = places.get_mut(at) {
                        *place = Produced { partition, offset };
                    }
                }
            }
        }
        Ok(places)
    }

    /// The records of each partition, with their places in the list.
    fn sort<'r>(
        &self,
        records: &'r [ProduceRecord],
        partitions: &Partitions,
    ) -> BTreeMap<i32, Vec<(usize, &'r ProduceRecord)>> {
        let partitions: Vec<i32> = partitions.keys().copied().collect();
        let mut sorted: BTreeMap<i32, Vec<_>> = BTreeMap::new();
        for (at, record) in records.iter().enumerate() {
            let chosen = record.partition.unwrap_or_else(|| {
                let turn = &self.shared.turn;
                let chosen = partitioner::choose(record.key.as_deref(), partitions.len(), turn);
                partitions.get(chosen).copied().unwrap_or(0)
            });
            sorted.entry(chosen).or_default().push((at, record));
        }
        sorted
    }

    /// Writes one batch; the result is the offset of its first record.
    async fn produce_batch(
        &self,
        topic: &str,
        partition: i32,
        members: &[(usize, &ProduceRecord)],
    ) -> Result<i64, KafkaError> {
        let now = self.shared.options.clock.now().as_micros().div_euclid(1000);
        let record = |(_, record): &(usize, &ProduceRecord)| Record {
            offset: 0,
            timestamp: record.timestamp.unwrap_or(now),
            key: record.key.clone(),
            value: record.value.clone(),
            headers: record.headers.clone(),
        };
        let records = members.iter().map(record).collect();
        let batch = BatchBuilder { records, ..BatchBuilder::default() }.build();
        let timeout = self.shared.options.request_timeout.as_millis();
        let request = ProduceRequest {
            acks: -1,
            timeout_ms: i32::try_from(timeout).unwrap_or(i32::MAX),
            topic_data: vec![TopicProduceData {
                name: topic.into(),
                partition_data: vec![PartitionProduceData {
                    index: partition,
                    records: Some(batch),
                    ..Default::default()
                }],
                ..Default::default()
            }],
            ..Default::default()
        };
        let patience = self.patience();
        loop {
            let done = self.produce_once(topic, partition, &request).await;
            if done.is_err() {
                self.forget(topic);
            }
            if !patience.wants_another(&done).await {
                return done;
            }
        }
    }

    async fn produce_once(
        &self,
        topic: &str,
        partition: i32,
        request: &ProduceRequest,
    ) -> Result<i64, KafkaError> {
        let leader = self.leader(topic, partition).await?;
        let response = self.call_node(leader, request, Duration::ZERO).await?;
        let mut answers = response.responses.into_iter().flat_map(|r| r.partition_responses);
        written(answers.find(|answer| answer.index == partition), topic, partition)
    }
}

/// The offset of the first record of a batch.
fn written(
    answer: Option<PartitionProduceResponse>,
    topic: &str,
    partition: i32,
) -> Result<i64, KafkaError> {
    // A broker that says nothing about the partition has not written anything.
    let (code, message) = match answer {
        Some(answer) if answer.error_code.is_none() => return Ok(answer.base_offset),
        Some(answer) => (answer.error_code, answer.error_message.map(String::from)),
        None => (ErrorCode::UNKNOWN_SERVER_ERROR, None),
    };
    let about = format!("{topic}-{partition}");
    Err(KafkaError::Api { api: ApiKey::PRODUCE, code, about, message })
}

/// Splits the records of a partition so that a broker takes each part.
fn batches(members: Vec<(usize, &ProduceRecord)>) -> Vec<Vec<(usize, &ProduceRecord)>> {
    let mut batches: Vec<Vec<_>> = Vec::new();
    let mut room = 0;
    for member in members {
        let size = member.1.size();
        match batches.last_mut() {
            Some(batch) if size <= room => batch.push(member),
            _ => {
                batches.push(vec![member]);
                room = BATCH_OCTETS;
            }
        }
        room = room.saturating_sub(size);
    }
    batches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_split_into_batches_that_a_broker_takes() {
        let small = ProduceRecord::new("x");
        let large = ProduceRecord::new(vec![0; 400_000]);
        let members = [&small, &large, &large, &small].into_iter().enumerate().collect();
        let sizes: Vec<usize> = batches(members).iter().map(Vec::len).collect();
        assert_eq!(sizes, [2, 2]);
    }
}
