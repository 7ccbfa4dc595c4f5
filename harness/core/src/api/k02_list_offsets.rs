//! ListOffsets (API key 2), versions 1 to 11.
//!
//! Earliest (-2), latest (-1), by timestamp, the largest timestamp (-3, KIP-734), earliest local
//! (-4), and nothing in tiered storage (-5, -6).
//!
//! Departures: within a compressed batch the records are not looked at; the answer is then its
//! first offset, which a consumer skips forward from.

use kerbside_kafka_wire::ErrorCode;
use kerbside_kafka_wire::k02_list_offsets::{
    ListOffsetsPartition, ListOffsetsPartitionResponse, ListOffsetsRequest, ListOffsetsResponse,
    ListOffsetsTopic, ListOffsetsTopicResponse,
};

use super::k01_fetch::check_leader;
use super::{Answer, Api, Call};
use crate::authorizer::{Operation, ResourceType};
use crate::cluster::Topic;
use crate::storage::{FoundOffset, OffsetQuery};

const READ_COMMITTED: i8 = 1;
/// The first version with leader epochs.
const HAS_EPOCHS: i16 = 4;

pub(super) struct ListOffsets;

impl Api for ListOffsets {
    type Request = ListOffsetsRequest;
    type Response = ListOffsetsResponse;

    fn answer(request: ListOffsetsRequest, call: &mut Call<'_>) -> Answer<ListOffsetsResponse> {
        let committed = request.isolation_level == READ_COMMITTED;
        let mut response = ListOffsetsResponse::default();
        for wanted in request.topics {
            let topic = match call.allows(Operation::DESCRIBE, ResourceType::TOPIC, &wanted.name) {
                false => Err(ErrorCode::TOPIC_AUTHORIZATION_FAILED),
                true => {
                    let topic = call.cluster().topic(&wanted.name);
                    topic.ok_or(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION)
                }
            };
            let answer = |it: &ListOffsetsPartition| {
                let found = match &topic {
                    Ok(topic) => find(topic, it, committed, call),
                    Err(error) => Err(*error),
                };
                partition_response(it.partition_index, found, call.version)
            };
            let partitions = wanted.partitions.iter().map(answer).collect();
            let name = wanted.name;
            let answered = ListOffsetsTopicResponse { name, partitions, ..Default::default() };
            response.topics.push(answered);
        }
        Answer::Now(response)
    }

    fn refuse(request: &ListOffsetsRequest, error: ErrorCode, _: i16) -> ListOffsetsResponse {
        let partition =
            |it: &ListOffsetsPartition| partition_response(it.partition_index, Err(error), 1);
        let topic = |it: &ListOffsetsTopic| ListOffsetsTopicResponse {
            name: it.name.clone(),
            partitions: it.partitions.iter().map(partition).collect(),
            ..ListOffsetsTopicResponse::default()
        };
        let topics = request.topics.iter().map(topic).collect();
        ListOffsetsResponse { topics, ..ListOffsetsResponse::default() }
    }
}

fn find(
    topic: &Topic,
    wanted: &ListOffsetsPartition,
    committed: bool,
    call: &Call<'_>,
) -> Result<FoundOffset, ErrorCode> {
    let partition = topic.partition(wanted.partition_index);
    let partition = partition.ok_or(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION)?;
    let mut state = partition.state();
    check_leader(&state.leadership, wanted.current_leader_epoch, call)?;
    let end = match committed {
        true => state.log.last_stable_offset(),
        false => state.log.end_offset(),
    };
    let epoch = state.leadership.epoch;
    Ok(state.log.find(OffsetQuery(wanted.timestamp), end, epoch))
}

fn partition_response(
    partition_index: i32,
    found: Result<FoundOffset, ErrorCode>,
    version: i16,
) -> ListOffsetsPartitionResponse {
    let mut response =
        ListOffsetsPartitionResponse { partition_index, ..ListOffsetsPartitionResponse::default() };
    match found {
        Err(error) => response.error_code = error,
        Ok(found) => {
            response.offset = found.offset;
            response.timestamp = found.timestamp;
            if version >= HAS_EPOCHS {
                response.leader_epoch = found.leader_epoch;
            }
        }
    }
    response
}
