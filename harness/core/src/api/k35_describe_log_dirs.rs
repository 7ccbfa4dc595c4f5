//! DescribeLogDirs (API key 35), versions 0 to 5 (KIP-113): how much each log takes up.
//!
//! A node shows one directory, `/kerbside/node-N`, which is not on any disk. Its total is what the
//! logs of the cluster may hold (`log_memory_max_bytes`), usable is what is left of that
//! (KIP-827). The size of a log is that of its batches.
//!
//! Departures: replicas share one log, so each shows its whole size and no lag; no directory is
//! offline, cordoned (KIP-1066) or about to be moved to.

use std::collections::HashSet;

use kerbside_kafka_wire::k35_describe_log_dirs::{
    DescribableLogDirTopic, DescribeLogDirsPartition, DescribeLogDirsRequest,
    DescribeLogDirsResponse, DescribeLogDirsResult, DescribeLogDirsTopic,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use super::{Answer, Api, Call};
use crate::authorizer::Operation;
use crate::cluster::{Partition, Topic};

pub(super) struct DescribeLogDirs;

impl Api for DescribeLogDirs {
    type Request = DescribeLogDirsRequest;
    type Response = DescribeLogDirsResponse;

    fn answer(
        request: DescribeLogDirsRequest,
        call: &mut Call<'_>,
    ) -> Answer<DescribeLogDirsResponse> {
        Answer::Now(match call.allows_on_cluster(Operation::DESCRIBE) {
            true => describe(&request, call),
            false => failure(ErrorCode::CLUSTER_AUTHORIZATION_FAILED),
        })
    }

    fn refuse(
        _: &DescribeLogDirsRequest,
        error_code: ErrorCode,
        _: i16,
    ) -> DescribeLogDirsResponse {
        failure(error_code)
    }
}

fn failure(error_code: ErrorCode) -> DescribeLogDirsResponse {
    DescribeLogDirsResponse { error_code, ..DescribeLogDirsResponse::default() }
}

fn describe(request: &DescribeLogDirsRequest, call: &Call<'_>) -> DescribeLogDirsResponse {
    let mut topics = Vec::new();
    match &request.topics {
        None => {
            let all = call.cluster().topics();
            topics.extend(all.iter().filter_map(|topic| described(topic, |_| true, call)));
        }
        Some(wanted) => {
            let found = |wanted: &DescribableLogDirTopic| {
                let topic = call.cluster().topic(&wanted.topic)?;
                let partitions: HashSet<i32> = wanted.partitions.iter().copied().collect();
                described(&topic, |index| partitions.contains(&index), call)
            };
            topics.extend(wanted.iter().filter_map(found));
        }
    }
    let memory = call.cluster().log_memory();
    let bytes = |size: usize| i64::try_from(size).unwrap_or(i64::MAX);
    let dir = DescribeLogDirsResult {
        log_dir: StrBytes::from(format!("/kerbside/node-{}", call.node.id)),
        topics,
        total_bytes: bytes(memory.limit()),
        usable_bytes: bytes(memory.limit().saturating_sub(memory.used())),
        ..DescribeLogDirsResult::default()
    };
    DescribeLogDirsResponse { results: vec![dir], ..DescribeLogDirsResponse::default() }
}

/// The logs of a topic that this node holds; `None` when it holds none of those wanted.
fn described(
    topic: &Topic,
    wanted: impl Fn(i32) -> bool,
    call: &Call<'_>,
) -> Option<DescribeLogDirsTopic> {
    let log = |partition: &std::sync::Arc<Partition>| {
        let state = partition.state();
        let here = state.leadership.replicas.contains(&call.node.id);
        (here && wanted(partition.index)).then(|| DescribeLogDirsPartition {
            partition_index: partition.index,
            partition_size: i64::try_from(state.log.size()).unwrap_or(i64::MAX),
            ..DescribeLogDirsPartition::default()
        })
    };
    let partitions: Vec<_> = topic.partitions.iter().filter_map(log).collect();
    let name = StrBytes::from(&*topic.name);
    let described = DescribeLogDirsTopic { name, partitions, ..DescribeLogDirsTopic::default() };
    (!described.partitions.is_empty()).then_some(described)
}
