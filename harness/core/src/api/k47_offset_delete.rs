//! OffsetDelete (API key 47), version 0: forgets committed offsets of a group (KIP-496).
//!
//! Offsets in topics that a member consumes stay. An offset that is not there is deleted with
//! success. Departures: none known.

use kerbside_kafka_wire::ErrorCode;
use kerbside_kafka_wire::k47_offset_delete::{
    OffsetDeleteRequest, OffsetDeleteRequestTopic, OffsetDeleteResponse,
    OffsetDeleteResponsePartition, OffsetDeleteResponseTopic,
};

use super::{Answer, Api, Call};
use crate::authorizer::{Operation, ResourceType};

pub(super) struct OffsetDelete;

impl Api for OffsetDelete {
    type Request = OffsetDeleteRequest;
    type Response = OffsetDeleteResponse;

    fn answer(request: OffsetDeleteRequest, call: &mut Call<'_>) -> Answer<OffsetDeleteResponse> {
        if !call.allows(Operation::DELETE, ResourceType::GROUP, &request.group_id) {
            let error = ErrorCode::GROUP_AUTHORIZATION_FAILED;
            return Answer::Now(OffsetDelete::refuse(&request, error, call.version));
        }
        let allowed: Vec<_> =
            request.topics.iter().map(|topic| may_read(&topic.name, call)).collect();
        // The coordinator is asked where something is left to delete.
        if allowed.iter().any(Result::is_ok)
            && let Err(error) = check_group(&request.group_id, call)
        {
            return Answer::Now(OffsetDelete::refuse(&request, error, call.version));
        }
        let topics = request.topics.iter().zip(allowed);
        let topics = topics.map(|(topic, may)| delete(&request.group_id, topic, may, call));
        let topics = topics.collect();
        Answer::Now(OffsetDeleteResponse { topics, ..OffsetDeleteResponse::default() })
    }

    fn refuse(_: &OffsetDeleteRequest, error_code: ErrorCode, _: i16) -> OffsetDeleteResponse {
        OffsetDeleteResponse { error_code, ..OffsetDeleteResponse::default() }
    }
}

fn may_read(topic: &str, call: &mut Call<'_>) -> Result<(), ErrorCode> {
    match call.allows(Operation::READ, ResourceType::TOPIC, topic) {
        true => Ok(()),
        false => Err(ErrorCode::TOPIC_AUTHORIZATION_FAILED),
    }
}

fn check_group(group_id: &str, call: &Call<'_>) -> Result<(), ErrorCode> {
    if group_id.is_empty() {
        return Err(ErrorCode::INVALID_GROUP_ID);
    }
    call.check_coordinator(group_id)?;
    call.cluster().groups().may_delete_offsets(group_id)
}

fn delete(
    group_id: &str,
    topic: &OffsetDeleteRequestTopic,
    may: Result<(), ErrorCode>,
    call: &Call<'_>,
) -> OffsetDeleteResponseTopic {
    let known = call.cluster().topic(&topic.name);
    let one = |index: i32| {
        may?;
        let partition = known.as_ref().and_then(|it| it.partition(index));
        partition.ok_or(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION)?;
        call.with_groups(|groups| groups.delete_offset(group_id, &topic.name, index))
    };
    let partition = |index| OffsetDeleteResponsePartition {
        partition_index: index,
        error_code: one(index).err().unwrap_or_default(),
    };
    OffsetDeleteResponseTopic {
        name: topic.name.clone(),
        partitions: topic.partitions.iter().map(|it| partition(it.partition_index)).collect(),
    }
}
