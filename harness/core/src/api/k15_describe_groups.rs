//! DescribeGroups (API key 15), versions 0 to 6.
//!
//! A group that does not exist, or is one of KIP-848, is `Dead` up to version 5, GROUP_ID_NOT_FOUND
//! from 6 (KIP-1043).
//! Departures: none known.

use kerbside_kafka_wire::k15_describe_groups::{
    DescribeGroupsRequest, DescribeGroupsResponse, DescribedGroup, DescribedGroupMember,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use super::{Answer, Api, Call};
use crate::authorizer::{Operation, ResourceType};
use crate::groups::{DescribedMember, GroupState};

/// The first version that tells a group that is missing from one that is dead.
const TELLS_MISSING: i16 = 6;

pub(super) struct DescribeGroups;

impl Api for DescribeGroups {
    type Request = DescribeGroupsRequest;
    type Response = DescribeGroupsResponse;

    fn answer(
        request: DescribeGroupsRequest,
        call: &mut Call<'_>,
    ) -> Answer<DescribeGroupsResponse> {
        let groups = call.each(&request.groups, |id, call| {
            let mut group = describe(id, call);
            if request.include_authorized_operations && group.error_code == ErrorCode::NONE {
                group.authorized_operations = call.operations(ResourceType::GROUP, id);
            }
            group
        });
        Answer::Now(DescribeGroupsResponse { groups, ..DescribeGroupsResponse::default() })
    }

    fn refuse(request: &DescribeGroupsRequest, error: ErrorCode, _: i16) -> DescribeGroupsResponse {
        let groups = request.groups.iter().map(|id| refused(id, error)).collect();
        DescribeGroupsResponse { groups, ..DescribeGroupsResponse::default() }
    }
}

fn describe(id: &StrBytes, call: &mut Call<'_>) -> DescribedGroup {
    if !call.allows(Operation::DESCRIBE, ResourceType::GROUP, id) {
        return refused(id, ErrorCode::GROUP_AUTHORIZATION_FAILED);
    }
    if let Err(error) = call.check_coordinator(id) {
        return refused(id, error);
    }
    let (described, exists) = {
        let groups = call.cluster().groups();
        (groups.describe(id), groups.exists(id))
    };
    let Some(group) = described else {
        let missing = call.version >= TELLS_MISSING;
        let text = || match exists {
            true => StrBytes::from(format!("Group {id} is not a classic group.")),
            false => StrBytes::from(format!("Group {id} not found.")),
        };
        return DescribedGroup {
            error_code: if missing { ErrorCode::GROUP_ID_NOT_FOUND } else { ErrorCode::NONE },
            error_message: missing.then(text),
            group_state: StrBytes::from_static("Dead"),
            ..refused(id, ErrorCode::NONE)
        };
    };
    // One large group can be named often.
    let octets = group.members.iter().map(octets).sum();
    if !call.affords::<DescribedGroupMember>(group.members.len()) || !call.memory.grow(octets) {
        return refused(id, ErrorCode::UNKNOWN_SERVER_ERROR);
    }
    DescribedGroup {
        group_id: id.clone(),
        group_state: StrBytes::from_static(GroupState::name(group.state)),
        protocol_type: StrBytes::from(&*group.protocol_type),
        protocol_data: StrBytes::from(&*group.protocol_name),
        members: group.members.into_iter().map(member).collect(),
        ..DescribedGroup::default()
    }
}

/// What is written of a member.
fn octets(member: &DescribedMember) -> usize {
    let texts = member.member_id.len() + member.client_id.len() + member.client_host.len();
    texts + member.metadata.len() + member.assignment.len()
}

fn member(member: DescribedMember) -> DescribedGroupMember {
    DescribedGroupMember {
        member_id: StrBytes::from(&*member.member_id),
        group_instance_id: member.instance_id.as_deref().map(StrBytes::from),
        client_id: StrBytes::from(&*member.client_id),
        client_host: StrBytes::from(&*member.client_host),
        member_metadata: member.metadata,
        member_assignment: member.assignment,
        ..DescribedGroupMember::default()
    }
}

fn refused(id: &StrBytes, error_code: ErrorCode) -> DescribedGroup {
    DescribedGroup { group_id: id.clone(), error_code, ..DescribedGroup::default() }
}
