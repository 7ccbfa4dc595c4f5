//! DescribeProducers (API key 61), version 0: who writes to a partition (KIP-664).
//!
//! Any node that holds a copy answers, as in Kafka.

use kerbside_kafka_wire::k61_describe_producers::{
    DescribeProducersRequest, DescribeProducersResponse, PartitionResponse, ProducerState,
    TopicRequest, TopicResponse,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use super::{Answer, Api, Call};
use crate::authorizer::{Operation, ResourceType};
use crate::cluster::check_topic_name;
use crate::storage::ActiveProducer;

pub(super) struct DescribeProducers;

impl Api for DescribeProducers {
    type Request = DescribeProducersRequest;
    type Response = DescribeProducersResponse;

    fn answer(
        request: DescribeProducersRequest,
        call: &mut Call<'_>,
    ) -> Answer<DescribeProducersResponse> {
        let topics =
            call.each(&request.topics, |wanted, call| match check_topic(&wanted.name, call) {
                Err(error) => response(wanted, |index| failed(index, error)),
                Ok(()) => response(wanted, |index| describe(&wanted.name, index, call)),
            });
        Answer::Now(DescribeProducersResponse { topics, ..Default::default() })
    }

    fn refuse(
        request: &DescribeProducersRequest,
        error: ErrorCode,
        _: i16,
    ) -> DescribeProducersResponse {
        let topic = |it: &TopicRequest| response(it, |index| failed(index, error));
        let topics = request.topics.iter().map(topic).collect();
        DescribeProducersResponse { topics, ..DescribeProducersResponse::default() }
    }
}

fn check_topic(name: &str, call: &mut Call<'_>) -> Result<(), ErrorCode> {
    check_topic_name(name).map_err(|_| ErrorCode::INVALID_TOPIC_EXCEPTION)?;
    match call.allows(Operation::READ, ResourceType::TOPIC, name) {
        true => Ok(()),
        false => Err(ErrorCode::TOPIC_AUTHORIZATION_FAILED),
    }
}

fn describe(topic: &str, index: i32, call: &Call<'_>) -> PartitionResponse {
    let found = call.cluster().topic(topic);
    let Some(partition) = found.as_ref().and_then(|it| it.partition(index)) else {
        return failed(index, ErrorCode::UNKNOWN_TOPIC_OR_PARTITION);
    };
    let state = partition.state();
    if !state.leadership.replicas.contains(&call.node.id) {
        return failed(index, ErrorCode::NOT_LEADER_OR_FOLLOWER);
    }
    // One partition can be named often.
    let active = state.log.active_producers();
    if !call.affords::<ProducerState>(active.len()) {
        return failed(index, ErrorCode::UNKNOWN_SERVER_ERROR);
    }
    PartitionResponse {
        partition_index: index,
        active_producers: active.iter().map(producer).collect(),
        ..PartitionResponse::default()
    }
}

fn producer(it: &ActiveProducer) -> ProducerState {
    ProducerState {
        producer_id: it.id,
        producer_epoch: i32::from(it.epoch),
        last_sequence: it.last_sequence,
        last_timestamp: it.last_timestamp,
        coordinator_epoch: it.coordinator_epoch,
        current_txn_start_offset: it.transaction_start.unwrap_or(-1),
        ..ProducerState::default()
    }
}

fn failed(partition_index: i32, error_code: ErrorCode) -> PartitionResponse {
    let error_message = Some(StrBytes::from_static(text(error_code)));
    PartitionResponse { partition_index, error_code, error_message, ..Default::default() }
}

/// The texts of Kafka's `Errors`.
fn text(error: ErrorCode) -> &'static str {
    match error {
        ErrorCode::INVALID_TOPIC_EXCEPTION => {
            "The request attempted to perform an operation on an invalid topic."
        }
        ErrorCode::TOPIC_AUTHORIZATION_FAILED => "Topic authorization failed.",
        ErrorCode::UNKNOWN_TOPIC_OR_PARTITION => "This server does not host this topic-partition.",
        ErrorCode::NOT_LEADER_OR_FOLLOWER => {
            "For requests intended only for the leader, this error indicates that the broker is \
             not the current leader. For requests intended for any replica, this error indicates \
             that the broker is not a replica of the topic partition."
        }
        _ => "",
    }
}

fn response(wanted: &TopicRequest, partition: impl Fn(i32) -> PartitionResponse) -> TopicResponse {
    TopicResponse {
        name: wanted.name.clone(),
        partitions: wanted.partition_indexes.iter().map(|index| partition(*index)).collect(),
        ..TopicResponse::default()
    }
}
