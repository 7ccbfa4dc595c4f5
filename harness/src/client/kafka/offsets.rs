//! Offsets by position or time (ListOffsets).

use std::time::Duration;

use kerbside_kafka_wire::k02_list_offsets::{
    ListOffsetsPartition, ListOffsetsRequest, ListOffsetsTopic,
};
use kerbside_kafka_wire::{ApiKey, ErrorCode};

use super::error::{KafkaError, check};
use super::kafka_client::KafkaClient;

/// Whether records of open transactions are seen (KIP-98).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Isolation {
    /// All records.
    #[default]
    ReadUncommitted,
    /// Only what is committed.
    ReadCommitted,
}

impl Isolation {
    pub(super) fn level(self) -> i8 {
        match self {
            Self::ReadUncommitted => 0,
            Self::ReadCommitted => 1,
        }
    }
}

/// Which offset is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OffsetAt {
    /// The first that is still there.
    Earliest,
    /// That of the next record to be written.
    Latest,
    /// The first at or after a time, in milliseconds since 1970.
    Time(i64),
}

impl OffsetAt {
    fn timestamp(self) -> i64 {
        match self {
            Self::Latest => -1,
            Self::Earliest => -2,
            Self::Time(millis) => millis,
        }
    }
}

impl KafkaClient {
    /// The offset `at` of a partition; -1 when no record is so late.
    ///
    /// # Errors
    /// What the broker said, or that it said nothing.
    pub async fn offset(
        &self,
        topic: &str,
        partition: i32,
        at: OffsetAt,
    ) -> Result<i64, KafkaError> {
        let request = ListOffsetsRequest {
            replica_id: -1,
            isolation_level: Isolation::default().level(),
            topics: vec![ListOffsetsTopic {
                name: topic.into(),
                partitions: vec![ListOffsetsPartition {
                    partition_index: partition,
                    timestamp: at.timestamp(),
                    ..Default::default()
                }],
                ..Default::default()
            }],
            ..Default::default()
        };
        let patience = self.patience();
        loop {
            let done = self.offset_once(topic, partition, &request).await;
            if done.is_err() {
                self.forget(topic);
            }
            if !patience.wants_another(&done).await {
                return done;
            }
        }
    }

    async fn offset_once(
        &self,
        topic: &str,
        partition: i32,
        request: &ListOffsetsRequest,
    ) -> Result<i64, KafkaError> {
        let leader = self.leader(topic, partition).await?;
        let response = self.call_node(leader, request, Duration::ZERO).await?;
        let mut answers = response.topics.into_iter().flat_map(|topic| topic.partitions);
        let answer = answers.find(|answer| answer.partition_index == partition);
        // A broker that says nothing about a partition does not have it.
        let code = answer.as_ref().map(|answer| answer.error_code);
        let code = code.unwrap_or(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION);
        check(ApiKey::LIST_OFFSETS, code, || format!("{topic}-{partition}"))?;
        Ok(answer.map_or(-1, |answer| answer.offset))
    }
}
