//! DescribeQuorum (API key 55), versions 0 to 2 (KIP-595, KIP-836, KIP-853): every node is broker
//! and controller in one, so all that are alive vote and have caught up.
//!
//! Departures: there is no log of metadata. Its end is the number of changes that there were.

use std::sync::Arc;

use kerbside_kafka_wire::k55_describe_quorum::{
    DescribeQuorumRequest, DescribeQuorumResponse, Listener, Node, ReplicaState,
    RequestPartitionData, ResponsePartitionData, ResponseTopicData,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use super::{Answer, Api, Call, error_text};
use crate::authorizer::Operation;

/// The topic that stands for the metadata; it has one partition.
const METADATA: &str = "__cluster_metadata";
/// The first version that says when replicas asked last.
const TELLS_TIMES: i16 = 1;
/// The first version with texts, directories and where the controllers are.
const TELLS_NODES: i16 = 2;

pub(super) struct DescribeQuorum;

impl Api for DescribeQuorum {
    type Request = DescribeQuorumRequest;
    type Response = DescribeQuorumResponse;

    fn answer(
        request: DescribeQuorumRequest,
        call: &mut Call<'_>,
    ) -> Answer<DescribeQuorumResponse> {
        if !call.allows_on_cluster(Operation::DESCRIBE) {
            let error = ErrorCode::CLUSTER_AUTHORIZATION_FAILED;
            return Answer::Now(DescribeQuorum::refuse(&request, error, call.version));
        }
        let mut response = DescribeQuorumResponse::default();
        if call.version >= TELLS_NODES {
            response.error_message = Some(StrBytes::default());
        }
        let mut known = false;
        for topic in &request.topics {
            let metadata = topic.topic_name.as_str() == METADATA;
            let describe = |it: &RequestPartitionData| match metadata && it.partition_index == 0 {
                true => described(call),
                false => unknown(it.partition_index, call.version),
            };
            known |= metadata && topic.partitions.iter().any(|it| it.partition_index == 0);
            response.topics.push(ResponseTopicData {
                topic_name: topic.topic_name.clone(),
                partitions: topic.partitions.iter().map(describe).collect(),
                ..ResponseTopicData::default()
            });
        }
        if known && call.version >= TELLS_NODES {
            response.nodes = nodes(call);
        }
        Answer::Now(response)
    }

    fn refuse(
        _: &DescribeQuorumRequest,
        error_code: ErrorCode,
        version: i16,
    ) -> DescribeQuorumResponse {
        let mut response = DescribeQuorumResponse { error_code, ..Default::default() };
        if version >= TELLS_NODES {
            response.error_message = error_text::general(error_code);
        }
        response
    }
}

fn unknown(partition_index: i32, version: i16) -> ResponsePartitionData {
    let error_code = ErrorCode::UNKNOWN_TOPIC_OR_PARTITION;
    let mut data =
        ResponsePartitionData { partition_index, error_code, ..ResponsePartitionData::default() };
    if version >= TELLS_NODES {
        data.error_message = error_text::general(error_code);
    }
    data
}

fn described(call: &Call<'_>) -> ResponsePartitionData {
    let end = call.cluster().metadata_offset();
    let voter = |replica_id: i32| {
        let mut state = ReplicaState { replica_id, log_end_offset: end, ..ReplicaState::default() };
        if call.version >= TELLS_TIMES {
            state.last_fetch_timestamp = call.now.wall_millis();
            state.last_caught_up_timestamp = call.now.wall_millis();
        }
        if call.version >= TELLS_NODES {
            state.replica_directory_id = call.cluster().metadata_directory(replica_id);
        }
        state
    };
    let mut data = ResponsePartitionData {
        leader_id: call.cluster().controller(),
        leader_epoch: call.cluster().controller_epoch(),
        high_watermark: end,
        current_voters: call.cluster().node_ids().into_iter().map(voter).collect(),
        ..ResponsePartitionData::default()
    };
    if call.version >= TELLS_NODES {
        data.error_message = Some(StrBytes::default());
    }
    data
}

/// Where the controllers are: on a listener of theirs if there is one, else where brokers are.
fn nodes(call: &Call<'_>) -> Vec<Node> {
    let nodes = call.cluster().nodes().into_iter().map(|node| {
        let names = call.cluster().broker_config(node.id, "controller.listener.names");
        let names = names.unwrap_or_else(|| Arc::from("CONTROLLER"));
        let name = names.split(',').next().unwrap_or_default().trim();
        let endpoint = node.endpoints.get(name).or_else(|| call.endpoint(&node));
        let listener = endpoint.map(|endpoint| Listener {
            name: StrBytes::from(name),
            host: StrBytes::from(&*endpoint.host),
            port: endpoint.port,
            ..Listener::default()
        });
        let listeners = listener.into_iter().collect();
        Node { node_id: node.id, listeners, ..Node::default() }
    });
    nodes.collect()
}
