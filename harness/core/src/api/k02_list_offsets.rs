//! ListOffsets (API key 2), versions 0 to 11.
//!
//! Earliest (-2), latest (-1), by timestamp, the largest timestamp (-3, KIP-734), earliest local
//! (-4), and nothing in tiered storage (-5, -6); each from the version that knows it, as in Kafka.
//! Version 0 lists where segments begin.

use std::collections::HashSet;

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
/// The first version with a single offset.
const ONE_OFFSET: i16 = 1;

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
            let named = wanted.partitions.iter().map(|it| it.partition_index);
            let twice = twice(named);
            let answer = |it: &ListOffsetsPartition| {
                let index = it.partition_index;
                match &topic {
                    Err(error) => partition_response(index, Err(*error), call.version),
                    Ok(_) if twice.contains(&index) => {
                        partition_response(index, Err(ErrorCode::INVALID_REQUEST), call.version)
                    }
                    Ok(topic) if call.version < ONE_OFFSET => old_style(topic, it, call),
                    Ok(topic) => {
                        let found = find(topic, it, committed, call);
                        partition_response(index, found, call.version)
                    }
                }
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

/// The partitions that are named more than once.
fn twice(named: impl Iterator<Item = i32>) -> HashSet<i32> {
    let mut seen = HashSet::new();
    named.filter(|index| !seen.insert(*index)).collect()
}

/// Whether a version knows a special timestamp (`ReplicaManager.timestampMinSupportedVersion`).
fn is_known(query: OffsetQuery, version: i16) -> bool {
    match query {
        OffsetQuery(timestamp) if timestamp >= 0 => true,
        OffsetQuery::LATEST | OffsetQuery::EARLIEST => true,
        OffsetQuery::MAX_TIMESTAMP => version >= 7,
        OffsetQuery::EARLIEST_LOCAL => version >= 8,
        OffsetQuery::LATEST_TIERED => version >= 9,
        OffsetQuery::EARLIEST_PENDING_UPLOAD => version >= 11,
        _ => false,
    }
}

fn old_style(
    topic: &Topic,
    wanted: &ListOffsetsPartition,
    call: &Call<'_>,
) -> ListOffsetsPartitionResponse {
    let Some(partition) = topic.partition(wanted.partition_index) else {
        let error = ErrorCode::UNKNOWN_TOPIC_OR_PARTITION;
        return partition_response(wanted.partition_index, Err(error), call.version);
    };
    let state = partition.state();
    if let Err(error) = check_leader(&state.leadership, -1, call) {
        return partition_response(wanted.partition_index, Err(error), call.version);
    }
    let most = usize::try_from(wanted.max_num_offsets).unwrap_or(0);
    ListOffsetsPartitionResponse {
        partition_index: wanted.partition_index,
        old_style_offsets: state.log.offsets_before(OffsetQuery(wanted.timestamp), most),
        ..ListOffsetsPartitionResponse::default()
    }
}

fn find(
    topic: &Topic,
    wanted: &ListOffsetsPartition,
    committed: bool,
    call: &Call<'_>,
) -> Result<FoundOffset, ErrorCode> {
    if !is_known(OffsetQuery(wanted.timestamp), call.version) {
        return Err(ErrorCode::UNSUPPORTED_VERSION);
    }
    let partition = topic.partition(wanted.partition_index);
    let partition = partition.ok_or(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION)?;
    let mut state = partition.state();
    check_leader(&state.leadership, wanted.current_leader_epoch, call)?;
    let end = match committed {
        true => state.log.last_stable_offset(),
        false => state.log.end_offset(),
    };
    let epoch = state.leadership.epoch;
    let inflated_max = call.cluster().settings().inflated_max_bytes;
    Ok(state.log.find(OffsetQuery(wanted.timestamp), end, epoch, inflated_max))
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
        // Version 0 has a list instead, which is empty.
        Ok(_) if version < ONE_OFFSET => {}
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
