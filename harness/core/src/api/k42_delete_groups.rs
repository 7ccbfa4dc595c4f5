//! DeleteGroups (API key 42), versions 0 to 3. Departures: none known; Kafka 4.4 gives no error
//! messages either.

use kerbside_kafka_wire::k42_delete_groups::{
    DeletableGroupResult, DeleteGroupsRequest, DeleteGroupsResponse,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use super::{Answer, Api, Call};
use crate::authorizer::{Operation, ResourceType};

pub(super) struct DeleteGroups;

impl Api for DeleteGroups {
    type Request = DeleteGroupsRequest;
    type Response = DeleteGroupsResponse;

    fn answer(request: DeleteGroupsRequest, call: &mut Call<'_>) -> Answer<DeleteGroupsResponse> {
        let mut results = Vec::with_capacity(request.groups_names.len());
        for id in &request.groups_names {
            // One that is named twice is answered once, as in Kafka's collection of results.
            if !results.iter().any(|it: &DeletableGroupResult| it.group_id == *id) {
                results.push(result(id, delete(id, call).err().unwrap_or_default()));
            }
        }
        Answer::Now(DeleteGroupsResponse { results, ..DeleteGroupsResponse::default() })
    }

    fn refuse(request: &DeleteGroupsRequest, error: ErrorCode, _: i16) -> DeleteGroupsResponse {
        let results = request.groups_names.iter().map(|id| result(id, error)).collect();
        DeleteGroupsResponse { results, ..DeleteGroupsResponse::default() }
    }
}

fn delete(id: &str, call: &mut Call<'_>) -> Result<(), ErrorCode> {
    if !call.allows(Operation::DELETE, ResourceType::GROUP, id) {
        return Err(ErrorCode::GROUP_AUTHORIZATION_FAILED);
    }
    call.check_coordinator(id)?;
    call.with_groups(|groups| groups.delete_group(id))
}

fn result(id: &StrBytes, error_code: ErrorCode) -> DeletableGroupResult {
    DeletableGroupResult { group_id: id.clone(), error_code, ..DeletableGroupResult::default() }
}
