//! DescribeAcls (API key 29), versions 0 to 3, with every filter of KIP-140 and KIP-290.
//!
//! Asked of the cluster: Describe. Without an authorizer that has ACLs: SECURITY_DISABLED. A filter
//! with a number that Kafka does not know closes the connection, as there.
//!
//! Departures: the text of CLUSTER_AUTHORIZATION_FAILED names the API alone.

use std::sync::Arc;

use kerbside_kafka_wire::k29_describe_acls::{
    AclDescription, DescribeAclsRequest, DescribeAclsResource, DescribeAclsResponse,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use super::{Answer, Api, Call};
use crate::acl::{Acl, AclFilter, PatternType, PermissionType};
use crate::authorizer::{Operation, ResourceType};
use crate::refusal::Refusal;

pub(super) struct DescribeAcls;

impl Api for DescribeAcls {
    type Request = DescribeAclsRequest;
    type Response = DescribeAclsResponse;

    fn answer(request: DescribeAclsRequest, call: &mut Call<'_>) -> Answer<DescribeAclsResponse> {
        let filter = filter(&request);
        if !filter.is_known() {
            let text = "DescribeAclsRequest contains UNKNOWN elements";
            let (key, version) = (call.key, call.version);
            return Answer::Close(Refusal::UnknownElements { key, version, text });
        }
        if let Err(text) = call.check_on_cluster(Operation::DESCRIBE) {
            return Answer::Now(refused(ErrorCode::CLUSTER_AUTHORIZATION_FAILED, &text));
        }
        Answer::Now(match call.node.authorizer.acls() {
            Some(acls) => described(&acls.list(&filter)),
            None => {
                let text = "No Authorizer is configured on the broker";
                refused(ErrorCode::SECURITY_DISABLED, text)
            }
        })
    }

    fn refuse(_: &DescribeAclsRequest, error_code: ErrorCode, _: i16) -> DescribeAclsResponse {
        DescribeAclsResponse { error_code, ..DescribeAclsResponse::default() }
    }
}

fn filter(request: &DescribeAclsRequest) -> AclFilter {
    let text = |text: &Option<StrBytes>| text.as_deref().map(Arc::from);
    AclFilter {
        resource: ResourceType(request.resource_type_filter),
        name: text(&request.resource_name_filter),
        pattern: PatternType(request.pattern_type_filter),
        principal: text(&request.principal_filter),
        host: text(&request.host_filter),
        operation: Operation(request.operation),
        permission: PermissionType(request.permission_type),
    }
}

/// ACLs by the pattern that they are about; those of one pattern follow each other.
fn described(acls: &[Arc<Acl>]) -> DescribeAclsResponse {
    let same = |a: &Arc<Acl>, b: &Arc<Acl>| {
        (a.resource, a.pattern, &a.name) == (b.resource, b.pattern, &b.name)
    };
    let description = |acl: &Arc<Acl>| AclDescription {
        principal: StrBytes::from(&*acl.principal),
        host: StrBytes::from(&*acl.host),
        operation: acl.operation.0,
        permission_type: acl.permission.0,
        ..AclDescription::default()
    };
    let resource = |acls: &[Arc<Acl>]| {
        let first = acls.first()?;
        Some(DescribeAclsResource {
            resource_type: first.resource.0,
            resource_name: StrBytes::from(&*first.name),
            pattern_type: first.pattern.0,
            acls: acls.iter().map(description).collect(),
            ..DescribeAclsResource::default()
        })
    };
    let resources = acls.chunk_by(same).filter_map(resource).collect();
    DescribeAclsResponse { resources, ..DescribeAclsResponse::default() }
}

fn refused(error_code: ErrorCode, text: &str) -> DescribeAclsResponse {
    let error_message = Some(StrBytes::from(text));
    DescribeAclsResponse { error_code, error_message, ..DescribeAclsResponse::default() }
}
