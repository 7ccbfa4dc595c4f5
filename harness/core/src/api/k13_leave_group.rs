//! LeaveGroup (API key 13), versions 0 to 5: one member, several from version 3 (KIP-345).
//!
//! Departures: the reason (KIP-800) is not kept.

use std::sync::Arc;

use kerbside_kafka_wire::k13_leave_group::{
    LeaveGroupRequest, LeaveGroupResponse, MemberIdentity, MemberResponse,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use super::{Answer, Api, Call};
use crate::authorizer::{Operation, ResourceType};
use crate::groups::{Leaver, Left};

/// The first version in which several members may leave.
const SEVERAL: i16 = 3;

pub(super) struct LeaveGroup;

impl Api for LeaveGroup {
    type Request = LeaveGroupRequest;
    type Response = LeaveGroupResponse;

    fn answer(request: LeaveGroupRequest, call: &mut Call<'_>) -> Answer<LeaveGroupResponse> {
        let left = match leave(&request, call) {
            Ok(left) => left,
            Err(error) => return Answer::Now(LeaveGroup::refuse(&request, error, call.version)),
        };
        if call.version < SEVERAL {
            let error = left.first().map_or(ErrorCode::UNKNOWN_MEMBER_ID, |it| it.error);
            return Answer::Now(LeaveGroup::refuse(&request, error, call.version));
        }
        let member = |it: Left| MemberResponse {
            member_id: StrBytes::from(&*it.leaver.member_id),
            group_instance_id: it.leaver.instance_id.as_deref().map(StrBytes::from),
            error_code: it.error,
            ..MemberResponse::default()
        };
        let members = left.into_iter().map(member).collect();
        Answer::Now(LeaveGroupResponse { members, ..LeaveGroupResponse::default() })
    }

    fn refuse(_: &LeaveGroupRequest, error_code: ErrorCode, _: i16) -> LeaveGroupResponse {
        LeaveGroupResponse { error_code, ..LeaveGroupResponse::default() }
    }
}

fn leave(request: &LeaveGroupRequest, call: &mut Call<'_>) -> Result<Vec<Left>, ErrorCode> {
    if !call.allows(Operation::READ, ResourceType::GROUP, &request.group_id) {
        return Err(ErrorCode::GROUP_AUTHORIZATION_FAILED);
    }
    call.check_coordinator(&request.group_id)?;
    let leaver = |it: &MemberIdentity| Leaver {
        member_id: Arc::from(it.member_id.as_str()),
        instance_id: it.group_instance_id.as_deref().map(Arc::from),
    };
    let leavers = match call.version >= SEVERAL {
        true => request.members.iter().map(leaver).collect(),
        false => {
            let member_id = Arc::from(request.member_id.as_str());
            vec![Leaver { member_id, instance_id: None }]
        }
    };
    let now = call.now.monotonic;
    call.with_groups(|groups| groups.leave(&request.group_id, leavers, now))
}
