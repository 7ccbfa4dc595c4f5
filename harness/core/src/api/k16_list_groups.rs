//! ListGroups (API key 16), versions 0 to 5, with filters by state (KIP-518) and type (KIP-848).
//!
//! Who may describe the cluster sees every group, others those that they may describe: a client
//! without rights gets an empty list. Each node lists the groups that it coordinates. Departures:
//! none known.

use kerbside_kafka_wire::k16_list_groups::{ListGroupsRequest, ListGroupsResponse, ListedGroup};
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use super::{Answer, Api, Call};
use crate::authorizer::{Operation, ResourceType};

pub(super) struct ListGroups;

impl Api for ListGroups {
    type Request = ListGroupsRequest;
    type Response = ListGroupsResponse;

    fn answer(request: ListGroupsRequest, call: &mut Call<'_>) -> Answer<ListGroupsResponse> {
        let all = call.allows_on_cluster(Operation::DESCRIBE);
        let passes = |filter: &[StrBytes], word: &str| {
            filter.is_empty() || filter.iter().any(|it| it.eq_ignore_ascii_case(word))
        };
        let mut listed = call.cluster().groups().list();
        listed.retain(|group| call.check_coordinator(&group.id).is_ok());
        let mut groups = Vec::new();
        for group in listed {
            let shown = passes(&request.states_filter, group.state)
                && passes(&request.types_filter, group.kind.name());
            let may = |call: &mut Call<'_>| {
                call.allows(Operation::DESCRIBE, ResourceType::GROUP, &group.id)
            };
            if shown && (all || may(call)) {
                groups.push(ListedGroup {
                    group_id: StrBytes::from(&*group.id),
                    protocol_type: StrBytes::from(&*group.protocol_type),
                    group_state: StrBytes::from_static(group.state),
                    group_type: StrBytes::from_static(group.kind.name()),
                    ..ListedGroup::default()
                });
            }
        }
        Answer::Now(ListGroupsResponse { groups, ..ListGroupsResponse::default() })
    }

    fn refuse(_: &ListGroupsRequest, error_code: ErrorCode, _: i16) -> ListGroupsResponse {
        ListGroupsResponse { error_code, ..ListGroupsResponse::default() }
    }
}
