//! With an authorizer that denies everything the administrative APIs refuse with their own codes,
//! in every version.

use kerbside_kafka_wire::ApiKey;
use kerbside_kafka_wire::ErrorCode as E;
use kerbside_kafka_wire::*;

use super::denied::denied;

/// The APIs that are tested here.
pub(super) const REFUSES: &[ApiKey] = &[
    ApiKey(33),
    ApiKey(34),
    ApiKey(43),
    ApiKey(44),
    ApiKey(45),
    ApiKey(46),
    ApiKey(48),
    ApiKey(49),
    ApiKey(55),
    ApiKey(57),
    ApiKey(64),
    ApiKey(74),
];

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

#[test]
fn alter_replica_log_dirs() {
    use k34_alter_replica_log_dirs::*;
    denied(
        |_, _| AlterReplicaLogDirsRequest {
            dirs: vec![AlterReplicaLogDir {
                topics: vec![AlterReplicaLogDirTopic {
                    name: "t".into(),
                    partitions: vec![0],
                    ..Default::default()
                }],
                ..Default::default()
            }],
            ..Default::default()
        },
        |response: &AlterReplicaLogDirsResponse, _| {
            vec![response.results[0].partitions[0].error_code]
        },
        E::CLUSTER_AUTHORIZATION_FAILED,
    );
}

#[test]
fn elect_leaders() {
    use k43_elect_leaders::*;
    denied(
        |_, _| ElectLeadersRequest {
            topic_partitions: Some(vec![TopicPartitions {
                topic: "t".into(),
                partitions: vec![0],
                ..Default::default()
            }]),
            ..Default::default()
        },
        |response: &ElectLeadersResponse, version| {
            let one = response.replica_election_results[0].partition_result[0].error_code;
            if version >= 1 { vec![response.error_code, one] } else { vec![one] }
        },
        E::CLUSTER_AUTHORIZATION_FAILED,
    );
}

#[test]
fn alter_partition_reassignments() {
    use k45_alter_partition_reassignments::*;
    denied(
        |_, _| AlterPartitionReassignmentsRequest {
            topics: vec![ReassignableTopic {
                name: "t".into(),
                partitions: vec![ReassignablePartition::default()],
                ..Default::default()
            }],
            ..Default::default()
        },
        |response: &AlterPartitionReassignmentsResponse, _| {
            vec![response.error_code, response.responses[0].partitions[0].error_code]
        },
        E::CLUSTER_AUTHORIZATION_FAILED,
    );
}

#[test]
fn list_partition_reassignments() {
    use k46_list_partition_reassignments::*;
    denied(
        |_, _| ListPartitionReassignmentsRequest::default(),
        |response: &ListPartitionReassignmentsResponse, _| vec![response.error_code],
        E::CLUSTER_AUTHORIZATION_FAILED,
    );
}

#[test]
fn describe_quorum() {
    use k55_describe_quorum::*;
    denied(
        |_, _| DescribeQuorumRequest::default(),
        |response: &DescribeQuorumResponse, _| vec![response.error_code],
        E::CLUSTER_AUTHORIZATION_FAILED,
    );
}

#[test]
fn update_features() {
    use k57_update_features::*;
    denied(
        |_, _| UpdateFeaturesRequest::default(),
        |response: &UpdateFeaturesResponse, _| vec![response.error_code],
        E::CLUSTER_AUTHORIZATION_FAILED,
    );
}

#[test]
fn unregister_broker() {
    use k64_unregister_broker::*;
    denied(
        |_, _| UnregisterBrokerRequest::default(),
        |response: &UnregisterBrokerResponse, _| vec![response.error_code],
        E::CLUSTER_AUTHORIZATION_FAILED,
    );
}

#[test]
fn describe_client_quotas() {
    use k48_describe_client_quotas::*;
    denied(
        |_, _| DescribeClientQuotasRequest::default(),
        |response: &DescribeClientQuotasResponse, _| vec![response.error_code],
        E::CLUSTER_AUTHORIZATION_FAILED,
    );
}

#[test]
fn alter_client_quotas() {
    use k49_alter_client_quotas::*;
    denied(
        |_, _| AlterClientQuotasRequest {
            entries: vec![RequestEntryData::default()],
            ..Default::default()
        },
        |response: &AlterClientQuotasResponse, _| vec![response.entries[0].error_code],
        E::CLUSTER_AUTHORIZATION_FAILED,
    );
}
