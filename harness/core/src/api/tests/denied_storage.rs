//! With an authorizer that denies everything the APIs of the logs refuse with their own codes, in
//! every version.

use kerbside_kafka_wire::ApiKey;
use kerbside_kafka_wire::ErrorCode as E;

use super::denied::denied;

/// The APIs that are tested here.
pub(super) const REFUSES: &[ApiKey] = &[ApiKey(21), ApiKey(35)];

#[test]
fn delete_records() {
    use kerbside_kafka_wire::k21_delete_records::*;
    denied(
        |_, _| DeleteRecordsRequest {
            topics: vec![DeleteRecordsTopic {
                name: "t".into(),
                partitions: vec![DeleteRecordsPartition::default()],
                ..Default::default()
            }],
            ..Default::default()
        },
        |response: &DeleteRecordsResponse, _| vec![response.topics[0].partitions[0].error_code],
        E::TOPIC_AUTHORIZATION_FAILED,
    );
}

#[test]
fn describe_log_dirs() {
    use kerbside_kafka_wire::k35_describe_log_dirs::*;
    denied(
        |_, _| DescribeLogDirsRequest::default(),
        |response: &DescribeLogDirsResponse, version| match version {
            // Before version 3 nothing is shown, and nothing is said.
            0..=2 => response.results.iter().map(|_| E::NONE).chain([DENIED]).collect(),
            _ => vec![response.error_code],
        },
        DENIED,
    );
}

const DENIED: E = E::CLUSTER_AUTHORIZATION_FAILED;
