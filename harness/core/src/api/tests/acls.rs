//! The APIs about ACLs, with Kafka's authorizer and without any.

use std::sync::Arc;

use kerbside_kafka_wire::k29_describe_acls::{DescribeAclsRequest, DescribeAclsResponse};
use kerbside_kafka_wire::k30_create_acls::{AclCreation, CreateAclsRequest, CreateAclsResponse};
use kerbside_kafka_wire::k31_delete_acls::{
    DeleteAclsFilter, DeleteAclsRequest, DeleteAclsResponse,
};
use kerbside_kafka_wire::{ApiKey, ErrorCode as E};

use crate::acl::{Acl, AclFilter, StandardAuthorizer};
use crate::api;
use crate::authorizer::{Operation, ResourceType};
use crate::connection::Flow;
use crate::testing::{Client, Plan, World};

/// A world in which the anonymous client may alter and describe the cluster.
fn world() -> World {
    let on_cluster =
        |operation| Acl::allow("User:ANONYMOUS", operation, ResourceType::CLUSTER, "kafka-cluster");
    let authorizer = StandardAuthorizer::new().with(on_cluster(Operation::ALTER));
    World::with(Plan { authorizer: Arc::new(authorizer.expect("valid")), ..Plan::default() })
}

fn creation(name: &str) -> AclCreation {
    AclCreation {
        resource_type: ResourceType::TOPIC.0,
        resource_name: name.into(),
        resource_pattern_type: 3,
        principal: "User:alice".into(),
        host: "*".into(),
        operation: Operation::READ.0,
        permission_type: 3,
        ..AclCreation::default()
    }
}

fn create(client: &mut Client, version: i16, creations: Vec<AclCreation>) -> CreateAclsResponse {
    client.call(version, &CreateAclsRequest { creations, ..CreateAclsRequest::default() })
}

fn any() -> DescribeAclsRequest {
    DescribeAclsRequest {
        resource_type_filter: 1,
        resource_name_filter: None,
        pattern_type_filter: 1,
        principal_filter: None,
        host_filter: None,
        operation: 1,
        permission_type: 1,
        ..DescribeAclsRequest::default()
    }
}

fn any_filter() -> DeleteAclsFilter {
    DeleteAclsFilter {
        resource_type_filter: 1,
        resource_name_filter: None,
        pattern_type_filter: 1,
        principal_filter: None,
        host_filter: None,
        operation: 1,
        permission_type: 1,
        ..DeleteAclsFilter::default()
    }
}

#[test]
fn acls_are_made_shown_and_removed_in_every_version() {
    // Version 0 has no prefixes.
    for version in api::find(ApiKey::CREATE_ACLS).expect("an API").supported.iter().skip(1) {
        let world = world();
        let mut client = world.plain_client();
        let prefixed = AclCreation { resource_pattern_type: 4, ..creation("or") };
        let other = AclCreation { operation: Operation::WRITE.0, ..creation("orders") };
        // What is there already is no error.
        let wanted = vec![creation("orders"), other, prefixed, creation("orders")];
        let created = create(&mut client, version, wanted);
        let codes: Vec<_> = created.results.iter().map(|it| it.error_code).collect();
        assert_eq!(codes, [E::NONE; 4]);
        let filter = DescribeAclsRequest { resource_type_filter: 2, ..any() };
        let shown: DescribeAclsResponse = client.call(version, &filter);
        assert_eq!(shown.error_code, E::NONE);
        let patterns: Vec<_> = shown
            .resources
            .iter()
            .map(|it| (it.resource_name.as_str(), it.pattern_type, it.acls.len()))
            .collect();
        assert_eq!(patterns, [("orders", 3, 2), ("or", 4, 1)]);
        assert_eq!(shown.resources[0].acls[0].principal.as_str(), "User:alice");
        let matching = DeleteAclsFilter {
            pattern_type_filter: 2,
            resource_name_filter: Some("orders".into()),
            operation: Operation::READ.0,
            ..any_filter()
        };
        let none = DeleteAclsFilter { host_filter: Some("10.0.0.1".into()), ..any_filter() };
        let filters = vec![matching, none];
        let request = DeleteAclsRequest { filters, ..DeleteAclsRequest::default() };
        let deleted: DeleteAclsResponse = client.call(version, &request);
        let removed = deleted.filter_results.iter().map(|it| it.matching_acls.len());
        assert_eq!(removed.collect::<Vec<_>>(), [2, 0]);
        assert_eq!(world.node.authorizer.acls().expect("ACLs").len(), 2);
    }
}

#[test]
fn what_was_made_is_in_force_at_once() {
    use kerbside_kafka_wire::k03_metadata::*;
    let world = world();
    world.topic("t", 1);
    let mut client = world.plain_client();
    let ask = |client: &mut Client| {
        let topics = Some(vec![MetadataRequestTopic {
            name: Some("t".into()),
            ..MetadataRequestTopic::default()
        }]);
        let request = MetadataRequest { topics, ..MetadataRequest::default() };
        let response: MetadataResponse = client.call(13, &request);
        response.topics[0].error_code
    };
    assert_eq!(ask(&mut client), E::TOPIC_AUTHORIZATION_FAILED);
    let wanted = AclCreation { principal: "User:*".into(), ..creation("t") };
    create(&mut client, 3, vec![wanted]);
    assert_eq!(ask(&mut client), E::NONE);
}

#[test]
fn each_acl_that_is_refused_says_why_in_kafkas_words() {
    let cluster = AclCreation { resource_type: 4, ..creation("my-cluster") };
    let named = AclCreation { principal: "alice".into(), ..creation("t") };
    let network = AclCreation { host: "10.0.0.0/40".into(), ..creation("t") };
    let mut client = world().plain_client();
    let wanted = vec![cluster, creation(""), named, network, creation("good")];
    let results = create(&mut client, 3, wanted).results;
    let texts: Vec<_> = results.iter().map(|it| it.error_message.as_deref()).collect();
    assert_eq!(
        texts,
        [
            Some("The only valid name for the CLUSTER resource is kafka-cluster"),
            Some("Invalid empty resource name"),
            Some(
                "Could not parse principal from `alice` (no colon is present separating the \
                 principal type from the principal name)"
            ),
            Some("Invalid CIDR notation '10.0.0.0/40': Value [40] not in range [0,32]"),
            Some(""),
        ]
    );
    let codes: Vec<_> = results.iter().map(|it| it.error_code).collect();
    let invalid = E::INVALID_REQUEST;
    assert_eq!(codes, [invalid, invalid, invalid, invalid, E::NONE]);
}

#[test]
fn an_acl_that_means_any_fails_its_request() {
    for wrong in [
        AclCreation { resource_type: 1, ..creation("t") },
        AclCreation { resource_pattern_type: 2, ..creation("t") },
        AclCreation { operation: 1, ..creation("t") },
        AclCreation { permission_type: 1, ..creation("t") },
    ] {
        let world = world();
        let results = create(&mut world.plain_client(), 3, vec![creation("t"), wrong]).results;
        let codes: Vec<_> = results.iter().map(|it| it.error_code).collect();
        assert_eq!(codes, [E::UNKNOWN_SERVER_ERROR; 2]);
        assert_eq!(world.node.authorizer.acls().expect("ACLs").len(), 1);
    }
}

#[test]
fn numbers_that_kafka_does_not_know_close_the_connection() {
    let world = world();
    let describe = DescribeAclsRequest { operation: 99, ..any() };
    assert_eq!(world.plain_client().send_request(3, &describe), Flow::Close);
    let creations = vec![AclCreation { permission_type: 0, ..creation("t") }];
    let create = CreateAclsRequest { creations, ..CreateAclsRequest::default() };
    assert_eq!(world.plain_client().send_request(3, &create), Flow::Close);
    let filters = vec![DeleteAclsFilter { resource_type_filter: 77, ..any_filter() }];
    let delete = DeleteAclsRequest { filters, ..DeleteAclsRequest::default() };
    assert_eq!(world.plain_client().send_request(3, &delete), Flow::Close);
}

#[test]
fn without_an_authorizer_security_is_disabled() {
    let mut client = World::new().plain_client();
    let shown: DescribeAclsResponse = client.call(3, &any());
    assert_eq!(shown.error_code, E::SECURITY_DISABLED);
    let text = Some("No Authorizer is configured on the broker");
    assert_eq!(shown.error_message.as_deref(), text);
    let created = create(&mut client, 3, vec![creation("t")]);
    assert_eq!(created.results[0].error_code, E::SECURITY_DISABLED);
    let text = Some("No Authorizer is configured.");
    assert_eq!(created.results[0].error_message.as_deref(), text);
    let request = DeleteAclsRequest { filters: vec![any_filter()], ..Default::default() };
    let deleted: DeleteAclsResponse = client.call(3, &request);
    assert_eq!(deleted.filter_results[0].error_code, E::SECURITY_DISABLED);
    assert_eq!(deleted.filter_results[0].error_message.as_deref(), text);
}

#[test]
fn no_more_than_ten_thousand_are_removed_at_once() {
    let world = world();
    let acls = world.node.authorizer.acls().expect("ACLs");
    for number in 0..10_000 {
        let name = number.to_string();
        acls.add(Acl::allow("User:a", Operation::READ, ResourceType::TOPIC, &name)).expect("room");
    }
    let request = DeleteAclsRequest { filters: vec![any_filter(); 2], ..Default::default() };
    let deleted: DeleteAclsResponse = world.plain_client().call(3, &request);
    assert_eq!(deleted.filter_results.len(), 2);
    for result in deleted.filter_results {
        assert_eq!(result.error_code, E::INVALID_REQUEST);
        let text = "Cannot remove more than 10000 acls in a single delete operation.";
        assert_eq!(result.error_message.as_deref(), Some(text));
    }
    assert_eq!(acls.list(&AclFilter::default()).len(), 10_001);
}
