//! DeleteRecords (API key 21), versions 0 to 2 (KIP-107): the log begins later.
//!
//! -1 is the high watermark. A log whose policy lacks `delete` is left alone (POLICY_VIOLATION).
//! Replicas share one log, so nothing is waited for.

use kerbside_kafka_wire::ErrorCode;
use kerbside_kafka_wire::k21_delete_records::{
    DeleteRecordsPartition, DeleteRecordsPartitionResult, DeleteRecordsRequest,
    DeleteRecordsResponse, DeleteRecordsTopic, DeleteRecordsTopicResult,
};

use super::{Answer, Api, Call};
use crate::authorizer::{Operation, ResourceType};
use crate::cluster::Topic;

/// `DeleteRecordsRequest.HIGH_WATERMARK`
const HIGH_WATERMARK: i64 = -1;
/// `DeleteRecordsResponse.INVALID_LOW_WATERMARK`
const NO_LOW_WATERMARK: i64 = -1;

pub(super) struct DeleteRecords;

impl Api for DeleteRecords {
    type Request = DeleteRecordsRequest;
    type Response = DeleteRecordsResponse;

    fn answer(request: DeleteRecordsRequest, call: &mut Call<'_>) -> Answer<DeleteRecordsResponse> {
        let mut topics = Vec::with_capacity(request.topics.len());
        for wanted in request.topics {
            let topic = match call.allows(Operation::DELETE, ResourceType::TOPIC, &wanted.name) {
                false => Err(ErrorCode::TOPIC_AUTHORIZATION_FAILED),
                true => {
                    let topic = call.cluster().topic(&wanted.name);
                    topic.ok_or(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION)
                }
            };
            let answer = |it: &DeleteRecordsPartition| {
                let low = match &topic {
                    Ok(topic) => delete(topic, it, call),
                    Err(error) => Err(*error),
                };
                result(it.partition_index, low)
            };
            let partitions = wanted.partitions.iter().map(answer).collect();
            let name = wanted.name;
            topics.push(DeleteRecordsTopicResult { name, partitions, ..Default::default() });
        }
        Answer::Now(DeleteRecordsResponse { topics, ..DeleteRecordsResponse::default() })
    }

    fn refuse(request: &DeleteRecordsRequest, error: ErrorCode, _: i16) -> DeleteRecordsResponse {
        let partition = |it: &DeleteRecordsPartition| result(it.partition_index, Err(error));
        let topic = |it: &DeleteRecordsTopic| DeleteRecordsTopicResult {
            name: it.name.clone(),
            partitions: it.partitions.iter().map(partition).collect(),
            ..DeleteRecordsTopicResult::default()
        };
        let topics = request.topics.iter().map(topic).collect();
        DeleteRecordsResponse { topics, ..DeleteRecordsResponse::default() }
    }
}

/// The checks of `ReplicaManager.deleteRecordsOnLocalLog` and `Partition.deleteRecordsOnLeader`,
/// in their order; the result is where the log begins.
fn delete(
    topic: &Topic,
    wanted: &DeleteRecordsPartition,
    call: &Call<'_>,
) -> Result<i64, ErrorCode> {
    let partition = topic.partition(wanted.partition_index);
    let partition = partition.ok_or(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION)?;
    if topic.is_internal() {
        return Err(ErrorCode::INVALID_TOPIC_EXCEPTION);
    }
    let mut state = partition.state();
    if state.leadership.leader != call.node.id {
        return Err(ErrorCode::NOT_LEADER_OR_FOLLOWER);
    }
    if !topic.settings.cleanup.delete {
        return Err(ErrorCode::POLICY_VIOLATION);
    }
    let offset = match wanted.offset {
        HIGH_WATERMARK => state.log.end_offset(),
        offset if offset < 0 => return Err(ErrorCode::OFFSET_OUT_OF_RANGE),
        offset => offset,
    };
    state.log.advance_start(offset).map_err(|_| ErrorCode::OFFSET_OUT_OF_RANGE)?;
    state.changed();
    Ok(state.log.start_offset())
}

fn result(partition_index: i32, low: Result<i64, ErrorCode>) -> DeleteRecordsPartitionResult {
    DeleteRecordsPartitionResult {
        partition_index,
        low_watermark: low.unwrap_or(NO_LOW_WATERMARK),
        error_code: low.err().unwrap_or(ErrorCode::NONE),
        ..DeleteRecordsPartitionResult::default()
    }
}
