//! One record at a time: how long a producer waits that has one request in flight.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use bytes::Bytes;
use kerbside_kafka_wire::ErrorCode;
use kerbside_kafka_wire::k00_produce::{
    PartitionProduceData, ProduceRequest, ProduceResponse, TopicProduceData,
};
use kerbside_kafka_wire::k03_metadata::{MetadataRequest, MetadataRequestTopic, MetadataResponse};
use kerbside_kafka_wire::records::{BatchBuilder, Record};

use super::handshake::{Client, Connection};
use crate::kdc_load::exchange::now;
use crate::kdc_load::{Target, service_ticket};

/// Versions that Kafka 3.x and 4.x both speak.
const PRODUCE: i16 = 9;
const METADATA: i16 = 12;

/// Octets of the record's value.
const SIZE: usize = 100;

/// A new topic has a leader within this.
const PATIENCE: Duration = Duration::from_secs(20);

/// Produces `count` records with acks all, each after the answer to the one before; how long each
/// took, sorted, in nanoseconds.
pub(crate) fn run(target: &Target, bootstrap: &str, topic: &str, count: usize) -> Result<Vec<u32>> {
    let broker = super::address(bootstrap)?;
    let credential = Arc::new(service_ticket::obtain(target)?);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut connection = Client::new(broker, credential).connect().await?;
        await_leader(&mut connection, topic).await?;
        let mut latencies = Vec::with_capacity(count);
        for _ in 0..count {
            let request = produce(topic);
            let started = Instant::now();
            let error = send(&mut connection, &request).await?;
            latencies.push(u32::try_from(started.elapsed().as_nanos()).unwrap_or(u32::MAX));
            ensure!(error == ErrorCode::NONE, "{error:?}");
        }
        latencies.sort_unstable();
        Ok(latencies)
    })
}

/// Asks for the topic, which makes it, until its first partition has a leader.
async fn await_leader(connection: &mut Connection, name: &str) -> Result<()> {
    let topic = MetadataRequestTopic { name: Some(name.into()), ..Default::default() };
    let request = MetadataRequest {
        topics: Some(vec![topic]),
        allow_auto_topic_creation: true,
        ..MetadataRequest::default()
    };
    let started = Instant::now();
    while started.elapsed() < PATIENCE {
        let answer: MetadataResponse = connection.ask(&request, METADATA).await?;
        let topic = answer.topics.first().context("an answer without the topic")?;
        let led = topic.partitions.first().is_some_and(|it| it.error_code == ErrorCode::NONE);
        // A leader may be named before it knows of it.
        if led && send(connection, &produce(name)).await? == ErrorCode::NONE {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    bail!("the topic has no leader after {PATIENCE:?}")
}

/// Sends a record, and says how it went.
async fn send(connection: &mut Connection, request: &ProduceRequest) -> Result<ErrorCode> {
    let answer: ProduceResponse = connection.ask(request, PRODUCE).await?;
    let partitions = answer.responses.first().map(|topic| &topic.partition_responses);
    let partition = partitions.and_then(|it| it.first()).context("an empty answer")?;
    Ok(partition.error_code)
}

fn produce(topic: &str) -> ProduceRequest {
    let value = Some(Bytes::from_static(&[b'x'; SIZE]));
    let timestamp = now().as_micros().div_euclid(1_000);
    let record = Record { timestamp, value, ..Record::default() };
    let records = Some(BatchBuilder::default().record(record).build());
    let partition = PartitionProduceData { index: 0, records, ..Default::default() };
    let topic = TopicProduceData {
        name: topic.into(),
        partition_data: vec![partition],
        ..TopicProduceData::default()
    };
    let (acks, timeout_ms) = (-1, 10_000);
    ProduceRequest { acks, timeout_ms, topic_data: vec![topic], ..ProduceRequest::default() }
}
