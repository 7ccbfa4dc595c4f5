//! WriteTxnMarkers (API key 27), versions 0 to 2: ends transactions in partitions of this node.
//!
//! Brokers do not need it here; administrators end a transaction with it that hangs (KIP-664).
//! Asked of the cluster: Alter, or ClusterAction. From version 2 on the marker of a transaction of
//! version 2 must have a later epoch than its records (KIP-1228).

use kerbside_kafka_wire::ErrorCode;
use kerbside_kafka_wire::k27_write_txn_markers::{
    WritableTxnMarker, WritableTxnMarkerPartitionResult, WritableTxnMarkerResult,
    WritableTxnMarkerTopic, WritableTxnMarkerTopicResult, WriteTxnMarkersRequest,
    WriteTxnMarkersResponse,
};

use super::{Answer, Api, Call};
use crate::authorizer::Operation;
use crate::storage::{EndMarker, Outcome, TransactionVersion};

pub(super) struct WriteTxnMarkers;

impl Api for WriteTxnMarkers {
    type Request = WriteTxnMarkersRequest;
    type Response = WriteTxnMarkersResponse;

    fn answer(
        request: WriteTxnMarkersRequest,
        call: &mut Call<'_>,
    ) -> Answer<WriteTxnMarkersResponse> {
        let may = call.allows_on_cluster(Operation::ALTER)
            || call.allows_on_cluster(Operation::CLUSTER_ACTION);
        if !may {
            let error = ErrorCode::CLUSTER_AUTHORIZATION_FAILED;
            return Answer::Now(WriteTxnMarkers::refuse(&request, error, call.version));
        }
        let write = |wanted: &WritableTxnMarker| {
            let marker = marker(wanted);
            result(wanted, |topic, partition| {
                write(topic, partition, &marker, call).err().unwrap_or_default()
            })
        };
        let markers = request.markers.iter().map(write).collect();
        Answer::Now(WriteTxnMarkersResponse { markers, ..WriteTxnMarkersResponse::default() })
    }

    fn refuse(
        request: &WriteTxnMarkersRequest,
        error: ErrorCode,
        _: i16,
    ) -> WriteTxnMarkersResponse {
        let markers = request.markers.iter().map(|it| result(it, |_, _| error)).collect();
        WriteTxnMarkersResponse { markers, ..WriteTxnMarkersResponse::default() }
    }
}

fn marker(wanted: &WritableTxnMarker) -> EndMarker {
    EndMarker {
        producer_id: wanted.producer_id,
        producer_epoch: wanted.producer_epoch,
        coordinator_epoch: wanted.coordinator_epoch,
        outcome: if wanted.transaction_result { Outcome::Commit } else { Outcome::Abort },
        version: TransactionVersion(i16::from(wanted.transaction_version)),
    }
}

fn write(
    topic: &str,
    partition: i32,
    marker: &EndMarker,
    call: &Call<'_>,
) -> Result<(), ErrorCode> {
    let found = call.cluster().topic(topic);
    let leader = found.as_ref().and_then(|it| it.partition(partition));
    match leader.map(|it| it.state().leadership.leader) {
        Some(leader) if leader != call.node.id => Err(ErrorCode::NOT_LEADER_OR_FOLLOWER),
        _ => call.cluster().write_marker(topic, partition, marker, call.now),
    }
}

fn result(
    marker: &WritableTxnMarker,
    mut code: impl FnMut(&str, i32) -> ErrorCode,
) -> WritableTxnMarkerResult {
    let topic = |topic: &WritableTxnMarkerTopic| {
        let partition = |index: &i32| WritableTxnMarkerPartitionResult {
            partition_index: *index,
            error_code: code(&topic.name, *index),
            ..WritableTxnMarkerPartitionResult::default()
        };
        WritableTxnMarkerTopicResult {
            name: topic.name.clone(),
            partitions: topic.partition_indexes.iter().map(partition).collect(),
            ..WritableTxnMarkerTopicResult::default()
        }
    };
    WritableTxnMarkerResult {
        producer_id: marker.producer_id,
        topics: marker.topics.iter().map(topic).collect(),
        ..WritableTxnMarkerResult::default()
    }
}
