//! CreateAcls (API key 30), versions 0 to 3 (KIP-140, KIP-290).
//!
//! Asked of the cluster: Alter. Each ACL has its own result; what is there already is no error.
//! A number that Kafka does not know closes the connection; one that means any, where an ACL has
//! to say which, fails the request with UNKNOWN_SERVER_ERROR, as there.
//!
//! Departures: any node answers, as Kafka's brokers forward to the controller. There is a limit to
//! the number of ACLs (POLICY_VIOLATION). The text of CLUSTER_AUTHORIZATION_FAILED names the API
//! alone.

use std::sync::Arc;

use kerbside_kafka_wire::k30_create_acls::{
    AclCreation, AclCreationResult, CreateAclsRequest, CreateAclsResponse,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use super::{Answer, Api, Call};
use crate::acl::{Acl, AclFilter, AclRefusal, Acls, PatternType, PermissionType};
use crate::authorizer::{CLUSTER_NAME, Operation, ResourceType};
use crate::refusal::Refusal;

pub(super) struct CreateAcls;

impl Api for CreateAcls {
    type Request = CreateAclsRequest;
    type Response = CreateAclsResponse;

    fn answer(request: CreateAclsRequest, call: &mut Call<'_>) -> Answer<CreateAclsResponse> {
        let wanted: Vec<Acl> = request.creations.iter().map(acl).collect();
        if !wanted.iter().all(|acl| AclFilter::from(acl).is_known()) {
            let text = "CreatableAcls contain unknown elements";
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
        if wanted.iter().any(means_any) {
            return Answer::Now(refused(&request, ErrorCode::UNKNOWN_SERVER_ERROR, None));
        }
        let results = wanted.into_iter().map(|acl| result(add(acl, acls))).collect();
        Answer::Now(CreateAclsResponse { results, ..CreateAclsResponse::default() })
    }

    fn refuse(request: &CreateAclsRequest, error: ErrorCode, _: i16) -> CreateAclsResponse {
        refused(request, error, None)
    }
}

fn acl(wanted: &AclCreation) -> Acl {
    let text = |text: &StrBytes| Arc::from(text.as_str());
    Acl {
        resource: ResourceType(wanted.resource_type),
        name: text(&wanted.resource_name),
        pattern: PatternType(wanted.resource_pattern_type),
        principal: text(&wanted.principal),
        host: text(&wanted.host),
        operation: Operation(wanted.operation),
        permission: PermissionType(wanted.permission_type),
    }
}

/// What the constructors of Kafka's ResourcePattern and AccessControlEntry refuse.
fn means_any(acl: &Acl) -> bool {
    acl.resource == ResourceType::ANY
        || [PatternType::ANY, PatternType::MATCH].contains(&acl.pattern)
        || acl.operation == Operation::ANY
        || acl.permission == PermissionType::ANY
}

fn add(acl: Acl, acls: &Acls) -> Result<(), AclRefusal> {
    let invalid = |text: &str| AclRefusal { code: ErrorCode::INVALID_REQUEST, text: text.into() };
    if acl.resource == ResourceType::CLUSTER && *acl.name != *CLUSTER_NAME {
        return Err(invalid("The only valid name for the CLUSTER resource is kafka-cluster"));
    }
    if acl.name.is_empty() {
        return Err(invalid("Invalid empty resource name"));
    }
    acls.add(acl)
}

fn result(added: Result<(), AclRefusal>) -> AclCreationResult {
    match added {
        // Without an error the text is empty, not null, as in Kafka.
        Ok(()) => AclCreationResult::default(),
        Err(AclRefusal { code, text }) => failed(code, Some(&text)),
    }
}

fn failed(error_code: ErrorCode, text: Option<&str>) -> AclCreationResult {
    let error_message = text.map(StrBytes::from);
    AclCreationResult { error_code, error_message, ..AclCreationResult::default() }
}

fn refused(
    request: &CreateAclsRequest,
    error: ErrorCode,
    text: Option<&str>,
) -> CreateAclsResponse {
    let results = request.creations.iter().map(|_| failed(error, text)).collect();
    CreateAclsResponse { results, ..CreateAclsResponse::default() }
}
