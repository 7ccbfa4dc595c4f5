//! With an authorizer that denies everything the administrative APIs refuse with their own codes, in
//! every version.

use kerbside_kafka_wire::ApiKey;
use kerbside_kafka_wire::ErrorCode as E;
use kerbside_kafka_wire::*;

use super::denied::denied;

/// The APIs that are tested here.
pub(super) const REFUSES: &[ApiKey] = &[ApiKey(33), ApiKey(44), ApiKey(74)];

/// Kinds of resources, and what is said of those that one may not change.
const KINDS: [(i8, E); 5] = [
    (2, E::TOPIC_AUTHORIZATION_FAILED),
    (4, E::CLUSTER_AUTHORIZATION_FAILED),
    (8, E::CLUSTER_AUTHORIZATION_FAILED),
    (16, E::CLUSTER_AUTHORIZATION_FAILED),
    (32, E::GROUP_AUTHORIZATION_FAILED),
];

#[test]
fn describe_configs_of_every_kind() {
    use k32_describe_configs::*;
    for (resource_type, error) in KINDS {
        denied(
            |_, _| DescribeConfigsRequest {
                resources: vec![DescribeConfigsResource {
                    resource_type,
                    resource_name: "1".into(),
                    ..Default::default()
                }],
                ..Default::default()
            },
            |response: &DescribeConfigsResponse, _| vec![response.results[0].error_code],
            error,
        );
    }
}

#[test]
fn alter_configs_of_every_kind() {
    use k33_alter_configs::*;
    for (resource_type, error) in KINDS.into_iter().filter(|(kind, _)| *kind != 8) {
        denied(
            |_, _| AlterConfigsRequest {
                resources: vec![AlterConfigsResource {
                    resource_type,
                    resource_name: "1".into(),
                    ..Default::default()
                }],
                ..Default::default()
            },
            |response: &AlterConfigsResponse, _| vec![response.responses[0].error_code],
            error,
        );
    }
}

#[test]
fn incremental_alter_configs_of_every_kind() {
    use k44_incremental_alter_configs::*;
    for (resource_type, error) in KINDS {
        denied(
            |_, _| IncrementalAlterConfigsRequest {
                resources: vec![AlterConfigsResource {
                    resource_type,
                    resource_name: "1".into(),
                    ..Default::default()
                }],
                ..Default::default()
            },
            |response: &IncrementalAlterConfigsResponse, _| vec![response.responses[0].error_code],
            error,
        );
    }
}

#[test]
fn list_config_resources() {
    use k74_list_config_resources::*;
    denied(
        |_, _| ListConfigResourcesRequest::default(),
        |response: &ListConfigResourcesResponse, _| vec![response.error_code],
        E::CLUSTER_AUTHORIZATION_FAILED,
    );
}
