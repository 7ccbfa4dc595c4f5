//! Heartbeat (API key 12), versions 0 to 4. Departures: none known.

use kerbside_kafka_wire::ErrorCode;
use kerbside_kafka_wire::k12_heartbeat::{HeartbeatRequest, HeartbeatResponse};

use super::{Answer, Api, Call};
use crate::authorizer::{Operation, ResourceType};

pub(super) struct Heartbeat;

impl Api for Heartbeat {
    type Request = HeartbeatRequest;
    type Response = HeartbeatResponse;

    fn answer(request: HeartbeatRequest, call: &mut Call<'_>) -> Answer<HeartbeatResponse> {
        let error_code = beat(&request, call).err().unwrap_or(ErrorCode::NONE);
        Answer::Now(HeartbeatResponse { error_code, ..HeartbeatResponse::default() })
    }

    fn refuse(_: &HeartbeatRequest, error_code: ErrorCode, _: i16) -> HeartbeatResponse {
        HeartbeatResponse { error_code, ..HeartbeatResponse::default() }
    }
}

fn beat(request: &HeartbeatRequest, call: &mut Call<'_>) -> Result<(), ErrorCode> {
    let group = &request.group_id;
    if !call.allows(Operation::READ, ResourceType::GROUP, group) {
        return Err(ErrorCode::GROUP_AUTHORIZATION_FAILED);
    }
    call.check_coordinator(group)?;
    let instance = request.group_instance_id.as_deref();
    let now = call.now.monotonic;
    let error = call.with_groups(|groups| {
        groups.heartbeat(group, request.generation_id, &request.member_id, instance, now)
    });
    if error == ErrorCode::NONE { Ok(()) } else { Err(error) }
}
