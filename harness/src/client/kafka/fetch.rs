//! Reading records: from an offset, or the first ones of a topic.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use kerbside_kafka_wire::ApiKey;
use kerbside_kafka_wire::k01_fetch::{FetchPartition, FetchRequest, FetchTopic, PartitionData};
use kerbside_kafka_wire::records::{Batch, BatchError, Record, batches};
use tokio::time::Instant;

use super::error::{KafkaError, check};
use super::kafka_client::KafkaClient;
use super::offsets::{Isolation, OffsetAt};

/// How much a broker shall send at once.
const FETCH_OCTETS: i32 = 50 << 20;
/// How much of one partition; a batch that is longer comes whole (KIP-74).
const PARTITION_OCTETS: i32 = 1 << 20;
/// The longest poll while several brokers are asked in turn.
const SHORT_POLL: Duration = Duration::from_millis(50);
/// The longest poll of one broker, while a number of records is waited for.
pub(super) const LONG_POLL: Duration = Duration::from_millis(500);

/// A record that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsumedRecord {
    /// The topic.
    pub topic: String,
    /// The partition.
    pub partition: i32,
    /// The record, with its offset.
    pub record: Record,
}

impl ConsumedRecord {
    /// Its value; empty when it has none.
    pub fn value(&self) -> &[u8] {
        self.record.value.as_deref().unwrap_or_default()
    }

    /// Its key.
    pub fn key(&self) -> Option<&[u8]> {
        self.record.key.as_deref()
    }
}

/// What one partition had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// The partition.
    pub partition: i32,
    /// The records.
    pub records: Vec<ConsumedRecord>,
    /// Where to go on.
    pub next_offset: i64,
    /// The high watermark.
    pub high_watermark: i64,
    /// The first offset that is still there.
    pub log_start_offset: i64,
}

/// The offsets to read from, by topic and partition.
pub(super) type Positions = BTreeMap<(String, i32), i64>;

impl KafkaClient {
    /// Reads a partition from `offset` on; waits for `wait` while there is nothing.
    ///
    /// # Errors
    /// What the broker said, or that it said nothing.
    pub async fn fetch(
        &self,
        topic: &str,
        partition: i32,
        offset: i64,
        wait: Duration,
    ) -> Result<Fetched, KafkaError> {
        let position = Positions::from([((topic.to_owned(), partition), offset)]);
        let fetched = self.fetch_from(&position, wait).await?.into_iter().next();
        // A broker that says nothing about a partition has nothing to say.
        Ok(fetched.unwrap_or(Fetched {
            partition,
            records: Vec::new(),
            next_offset: offset,
            high_watermark: -1,
            log_start_offset: -1,
        }))
    }

    /// Reads the first `count` records of `topic`, of each partition in order.
    ///
    /// # Errors
    /// [`KafkaError::TooFew`] when they do not come in time; what the broker said.
    pub async fn consume(
        &self,
        topic: &str,
        count: usize,
    ) -> Result<Vec<ConsumedRecord>, KafkaError> {
        let after = self.shared.options.consume_timeout;
        let deadline = Instant::now() + after;
        let topology = self.known_topic(topic).await?;
        let mut positions = Positions::new();
        for partition in topology.partitions(topic)?.keys() {
            let earliest = self.offset(topic, *partition, OffsetAt::Earliest).await?;
            positions.insert((topic.to_owned(), *partition), earliest);
        }
        let mut records = Vec::new();
        while records.len() < count {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                let (topic, got) = (topic.to_owned(), records.len());
                return Err(KafkaError::TooFew { topic, wanted: count, got, after });
            }
            for fetched in self.fetch_from(&positions, left.min(LONG_POLL)).await? {
                positions.insert((topic.to_owned(), fetched.partition), fetched.next_offset);
                records.extend(fetched.records);
            }
        }
        records.truncate(count);
        Ok(records)
    }

    /// Asks each leader once for what follows `positions`; waits for at most `wait`.
    pub(super) async fn fetch_from(
        &self,
        positions: &Positions,
        wait: Duration,
    ) -> Result<Vec<Fetched>, KafkaError> {
        let patience = self.patience();
        loop {
            let done = self.fetch_once(positions, wait).await;
            if done.is_err() {
                positions.keys().for_each(|(topic, _)| self.forget(topic));
            }
            if !patience.wants_another(&done).await {
                return done;
            }
        }
    }

    async fn fetch_once(
        &self,
        positions: &Positions,
        wait: Duration,
    ) -> Result<Vec<Fetched>, KafkaError> {
        let mut by_leader: BTreeMap<i32, BTreeMap<&str, Vec<FetchPartition>>> = BTreeMap::new();
        for ((topic, partition), offset) in positions {
            let leader = self.leader(topic, *partition).await?;
            let wanted = by_leader.entry(leader).or_default().entry(topic).or_default();
            wanted.push(FetchPartition {
                partition: *partition,
                fetch_offset: *offset,
                partition_max_bytes: PARTITION_OCTETS,
                ..Default::default()
            });
        }
        // While one broker has nothing, another may have.
        let wait = if by_leader.len() > 1 { wait.min(SHORT_POLL) } else { wait };
        let mut all = Vec::new();
        for (leader, topics) in by_leader {
            let response = self.call_node(leader, &fetch_request(topics, wait), wait).await?;
            check(ApiKey::FETCH, response.error_code, || format!("node {leader}"))?;
            for topic in response.responses {
                for data in topic.partitions {
                    let at = (topic.topic.to_string(), data.partition_index);
                    let from = positions.get(&at).copied().unwrap_or(0);
                    all.push(read(&at.0, data, from)?);
                }
            }
        }
        Ok(all)
    }
}

fn fetch_request(topics: BTreeMap<&str, Vec<FetchPartition>>, wait: Duration) -> FetchRequest {
    let topic = |(topic, partitions): (&str, Vec<FetchPartition>)| FetchTopic {
        topic: topic.into(),
        partitions,
        ..Default::default()
    };
    FetchRequest {
        max_wait_ms: i32::try_from(wait.as_millis()).unwrap_or(i32::MAX),
        min_bytes: 1,
        max_bytes: FETCH_OCTETS,
        isolation_level: Isolation::default().level(),
        topics: topics.into_iter().map(topic).collect(),
        ..Default::default()
    }
}

/// The records of a partition from `from` on.
fn read(topic: &str, data: PartitionData, from: i64) -> Result<Fetched, KafkaError> {
    let partition = data.partition_index;
    let about = || format!("{topic}-{partition}");
    check(ApiKey::FETCH, data.error_code, about)?;
    let mut fetched = Fetched {
        partition,
        records: Vec::new(),
        next_offset: from,
        high_watermark: data.high_watermark,
        log_start_offset: data.log_start_offset,
    };
    let unreadable = |source| KafkaError::Records { about: about(), source };
    for batch in whole_batches(data.records.unwrap_or_default()).map_err(unreadable)? {
        fetched.next_offset = fetched.next_offset.max(batch.last_offset() + 1);
        if batch.is_control() {
            continue;
        }
        for record in batch.records().map_err(unreadable)? {
            let record = record.map_err(unreadable)?;
            // A batch comes whole, also the records before the offset asked for.
            if record.offset >= from {
                let topic = topic.to_owned();
                fetched.records.push(ConsumedRecord { topic, partition, record });
            }
        }
    }
    Ok(fetched)
}

/// The batches; the last one may have been cut off by the broker, and comes again.
fn whole_batches(records: Bytes) -> Result<Vec<Batch>, BatchError> {
    let mut whole = Vec::new();
    for batch in batches(records) {
        match batch {
            Ok(batch) => whole.push(batch),
            Err(BatchError::Truncated { .. }) => break,
            Err(error) => return Err(error),
        }
    }
    Ok(whole)
}
