//! AlterReplicaLogDirs (API key 34), versions 0 to 2 (KIP-113).
//!
//! Departures: records are in memory, so a move that is accepted moves nothing.

use std::collections::BTreeMap;

use kerbside_kafka_wire::k34_alter_replica_log_dirs::{
    AlterReplicaLogDirPartitionResult, AlterReplicaLogDirTopicResult, AlterReplicaLogDirsRequest,
    AlterReplicaLogDirsResponse,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use super::{Answer, Api, Call};
use crate::authorizer::Operation;
use crate::config::rule::words;

pub(super) struct AlterReplicaLogDirs;

impl Api for AlterReplicaLogDirs {
    type Request = AlterReplicaLogDirsRequest;
    type Response = AlterReplicaLogDirsResponse;

    fn answer(
        request: AlterReplicaLogDirsRequest,
        call: &mut Call<'_>,
    ) -> Answer<AlterReplicaLogDirsResponse> {
        let allowed = call.allows_on_cluster(Operation::ALTER);
        Answer::Now(respond(&request, |path, topic, partition| match allowed {
            true => check(path, topic, partition, call),
            false => ErrorCode::CLUSTER_AUTHORIZATION_FAILED,
        }))
    }

    fn refuse(
        request: &AlterReplicaLogDirsRequest,
        error: ErrorCode,
        _: i16,
    ) -> AlterReplicaLogDirsResponse {
        respond(request, |_, _, _| error)
    }
}

/// The answer with a code for each partition of each folder.
fn respond(
    request: &AlterReplicaLogDirsRequest,
    mut code: impl FnMut(&str, &str, i32) -> ErrorCode,
) -> AlterReplicaLogDirsResponse {
    let mut topics: BTreeMap<StrBytes, Vec<AlterReplicaLogDirPartitionResult>> = BTreeMap::new();
    for dir in &request.dirs {
        for topic in &dir.topics {
            let results = topics.entry(topic.name.clone()).or_default();
            results.extend(topic.partitions.iter().map(|partition| {
                AlterReplicaLogDirPartitionResult {
                    partition_index: *partition,
                    error_code: code(&dir.path, &topic.name, *partition),
                    ..AlterReplicaLogDirPartitionResult::default()
                }
            }));
        }
    }
    let result = |(topic_name, partitions)| AlterReplicaLogDirTopicResult {
        topic_name,
        partitions,
        ..AlterReplicaLogDirTopicResult::default()
    };
    let results = topics.into_iter().map(result).collect();
    AlterReplicaLogDirsResponse { results, ..AlterReplicaLogDirsResponse::default() }
}

fn check(path: &str, topic: &str, partition: i32, call: &Call<'_>) -> ErrorCode {
    let dirs = call.cluster().broker_config(call.node.id, "log.dirs").unwrap_or_default();
    if !words(&dirs).any(|dir| dir == path) {
        return ErrorCode::LOG_DIR_NOT_FOUND;
    }
    let topic = call.cluster().topic(topic);
    let Some(partition) = topic.as_ref().and_then(|topic| topic.partition(partition)) else {
        return ErrorCode::UNKNOWN_TOPIC_OR_PARTITION;
    };
    match partition.state().leadership.replicas.contains(&call.node.id) {
        true => ErrorCode::NONE,
        false => ErrorCode::REPLICA_NOT_AVAILABLE,
    }
}
