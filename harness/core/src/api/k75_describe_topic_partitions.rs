//! DescribeTopicPartitions (API key 75), version 0 (KIP-966): topics in the order of their names,
//! in pages of at most `response_partition_limit` partitions.
//!
//! Departures: the last known eligible leader replicas are always empty.

use std::sync::Arc;

use kerbside_kafka_wire::k75_describe_topic_partitions::{
    DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse,
    DescribeTopicPartitionsResponsePartition, DescribeTopicPartitionsResponseTopic, ResponseCursor,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use super::{Answer, Api, Call};
use crate::authorizer::{Operation, ResourceType};
use crate::cluster::{Partition, Topic, check_topic_name};

/// `max.request.partition.size.limit`
const LARGEST_PAGE: usize = 2_000;

pub(super) struct DescribeTopicPartitions;

impl Api for DescribeTopicPartitions {
    type Request = DescribeTopicPartitionsRequest;
    type Response = DescribeTopicPartitionsResponse;

    fn answer(
        request: DescribeTopicPartitionsRequest,
        call: &mut Call<'_>,
    ) -> Answer<DescribeTopicPartitionsResponse> {
        let cursor = request.cursor.as_ref();
        let start = cursor.map_or("", |cursor| cursor.topic_name.as_str()).to_owned();
        let mut names: Vec<Arc<str>> = match request.topics.is_empty() {
            true => call.cluster().topics().iter().map(|it| Arc::clone(&it.name)).collect(),
            false => request.topics.iter().map(|it| Arc::from(it.name.as_str())).collect(),
        };
        names.sort();
        names.dedup();
        names.retain(|name| **name >= *start);
        let asks_for_all = request.topics.is_empty();
        let mut page = Page {
            left: usize::try_from(request.response_partition_limit)
                .unwrap_or(0)
                .clamp(1, LARGEST_PAGE),
            response: DescribeTopicPartitionsResponse::default(),
        };
        for name in names {
            let may = call.allows(Operation::DESCRIBE, ResourceType::TOPIC, &name);
            if !may && asks_for_all {
                continue;
            }
            let first = match cursor {
                Some(cursor) if *name == *start => cursor.partition_index,
                _ => 0,
            };
            let topic = match may {
                true => find(&name, call),
                false => Err(ErrorCode::TOPIC_AUTHORIZATION_FAILED),
            };
            if !page.add(&name, topic, usize::try_from(first).unwrap_or(0), call) {
                break;
            }
        }
        Answer::Now(page.response)
    }

    fn refuse(
        request: &DescribeTopicPartitionsRequest,
        error: ErrorCode,
        _: i16,
    ) -> DescribeTopicPartitionsResponse {
        let topics = request.topics.iter().map(|it| failed(&it.name, error)).collect();
        DescribeTopicPartitionsResponse { topics, ..DescribeTopicPartitionsResponse::default() }
    }
}

fn find(name: &str, call: &Call<'_>) -> Result<Arc<Topic>, ErrorCode> {
    check_topic_name(name).map_err(|_| ErrorCode::INVALID_TOPIC_EXCEPTION)?;
    call.cluster().topic(name).ok_or(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION)
}

/// The answer while it fills.
struct Page {
    left: usize,
    response: DescribeTopicPartitionsResponse,
}

impl Page {
    /// Adds a topic; `false` when the page is full.
    fn add(
        &mut self,
        name: &str,
        topic: Result<Arc<Topic>, ErrorCode>,
        first: usize,
        call: &Call<'_>,
    ) -> bool {
        let at = |partition_index: usize| ResponseCursor {
            topic_name: StrBytes::from(name),
            partition_index: i32::try_from(partition_index).unwrap_or(i32::MAX),
            ..ResponseCursor::default()
        };
        if self.left == 0 {
            self.response.next_cursor = Some(at(first));
            return false;
        }
        let topic = match topic {
            Ok(topic) => topic,
            Err(error) => {
                self.response.topics.push(failed(name, error));
                return true;
            }
        };
        let alive = call.cluster().node_ids();
        let shown = topic.partitions.iter().skip(first).take(self.left);
        let partitions: Vec<_> = shown.map(|it| partition(it, &alive)).collect();
        self.left -= partitions.len();
        let end = first + partitions.len();
        self.response.topics.push(DescribeTopicPartitionsResponseTopic {
            name: Some(StrBytes::from(name)),
            topic_id: topic.id,
            is_internal: topic.is_internal(),
            partitions,
            topic_authorized_operations: call.operations(ResourceType::TOPIC, name),
            ..DescribeTopicPartitionsResponseTopic::default()
        });
        let whole = end >= topic.partitions.len();
        if !whole {
            self.response.next_cursor = Some(at(end));
        }
        whole
    }
}

fn partition(partition: &Partition, alive: &[i32]) -> DescribeTopicPartitionsResponsePartition {
    let leadership = partition.state().leadership.clone();
    DescribeTopicPartitionsResponsePartition {
        partition_index: partition.index,
        leader_id: leadership.leader,
        leader_epoch: leadership.epoch,
        offline_replicas: leadership.offline(alive),
        isr_nodes: leadership.isr,
        replica_nodes: leadership.replicas,
        eligible_leader_replicas: Some(leadership.eligible),
        last_known_elr: Some(Vec::new()),
        ..DescribeTopicPartitionsResponsePartition::default()
    }
}

fn failed(name: &str, error_code: ErrorCode) -> DescribeTopicPartitionsResponseTopic {
    DescribeTopicPartitionsResponseTopic {
        error_code,
        name: Some(StrBytes::from(name)),
        ..DescribeTopicPartitionsResponseTopic::default()
    }
}
