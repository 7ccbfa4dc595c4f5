//! DeleteAcls (API key 31), versions 0 to 3, with every filter of KIP-140 and KIP-290.
//!
//! Asked of the cluster: Alter. Each filter is answered with the ACLs that it meant; they are
//! removed together, so that two filters may mean the same one. A filter with a number that Kafka
//! does not know closes the connection, as there.
//!
//! Departures: any node answers, as Kafka's brokers forward to the controller. The text of
//! CLUSTER_AUTHORIZATION_FAILED names the API alone.

use std::sync::Arc;

use kerbside_kafka_wire::k31_delete_acls::{
    DeleteAclsFilter, DeleteAclsFilterResult, DeleteAclsMatchingAcl, DeleteAclsRequest,
    DeleteAclsResponse,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use super::{Answer, Api, Call};
use crate::acl::{Acl, AclFilter, PatternType, PermissionType};
use crate::authorizer::{Operation, ResourceType};
use crate::refusal::Refusal;

pub(super) struct DeleteAcls;

impl Api for DeleteAcls {
    type Request = DeleteAclsRequest;
    type Response = DeleteAclsResponse;

    fn answer(request: DeleteAclsRequest, call: &mut Call<'_>) -> Answer<DeleteAclsResponse> {
        let filters: Vec<AclFilter> = request.filters.iter().map(filter).collect();
        if !filters.iter().all(AclFilter::is_known) {
            let text = "Filters contain UNKNOWN elements";
            let (key, version) = (call.key, call.version);
            return Answer::Close(Refusal::UnknownElements { key, version, text });
        }
        if let Err(text) = call.check_on_cluster(Operation::ALTER) {
            let error = ErrorCode::CLUSTER_AUTHORIZATION_FAILED;
            return Answer::Now(refused(&request, error, Some(&text)));
        }
        let Some(acls) = call.node.authorizer.acls() else {
            let text = "No Authorizer is configured.";
            return Answer::Now(refused(&request, ErrorCode::SECURITY_DISABLED, Some(text)));
        };
        // Each filter looks at each ACL, while nobody else can: that is counted like memory.
        if !call.memory.grow(filters.len().saturating_mul(acls.len())) {
            return Answer::Close(Refusal::MemorySpent);
        }
        Answer::Now(match acls.remove(&filters) {
            Ok(removed) => DeleteAclsResponse {
                filter_results: removed.iter().map(|acls| result(acls)).collect(),
                ..DeleteAclsResponse::default()
            },
            Err(refusal) => refused(&request, refusal.code, Some(&refusal.text)),
        })
    }

    fn refuse(request: &DeleteAclsRequest, error: ErrorCode, _: i16) -> DeleteAclsResponse {
        refused(request, error, None)
    }
}

fn filter(wanted: &DeleteAclsFilter) -> AclFilter {
    let text = |text: &Option<StrBytes>| text.as_deref().map(Arc::from);
    AclFilter {
        resource: ResourceType(wanted.resource_type_filter),
        name: text(&wanted.resource_name_filter),
        pattern: PatternType(wanted.pattern_type_filter),
        principal: text(&wanted.principal_filter),
        host: text(&wanted.host_filter),
        operation: Operation(wanted.operation),
        permission: PermissionType(wanted.permission_type),
    }
}

fn result(removed: &[Arc<Acl>]) -> DeleteAclsFilterResult {
    let matching = |acl: &Arc<Acl>| DeleteAclsMatchingAcl {
        resource_type: acl.resource.0,
        resource_name: StrBytes::from(&*acl.name),
        pattern_type: acl.pattern.0,
        principal: StrBytes::from(&*acl.principal),
        host: StrBytes::from(&*acl.host),
        operation: acl.operation.0,
        permission_type: acl.permission.0,
        error_message: None,
        ..DeleteAclsMatchingAcl::default()
    };
    DeleteAclsFilterResult {
        matching_acls: removed.iter().map(matching).collect(),
        error_message: None,
        ..DeleteAclsFilterResult::default()
    }
}

fn refused(
    request: &DeleteAclsRequest,
    error_code: ErrorCode,
    text: Option<&str>,
) -> DeleteAclsResponse {
    let result = |_: &DeleteAclsFilter| DeleteAclsFilterResult {
        error_code,
        error_message: text.map(StrBytes::from),
        ..DeleteAclsFilterResult::default()
    };
    let filter_results = request.filters.iter().map(result).collect();
    DeleteAclsResponse { filter_results, ..DeleteAclsResponse::default() }
}
