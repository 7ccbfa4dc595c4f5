//! AlterPartitionReassignments (API key 45), versions 0 and 1 (KIP-455, KIP-860).
//!
//! Departures: any node answers, as Kafka's brokers forward to the controller. A reassignment is
//! complete at once unless the cluster is set otherwise.

use kerbside_kafka_wire::k45_alter_partition_reassignments::{
    AlterPartitionReassignmentsRequest, AlterPartitionReassignmentsResponse, ReassignablePartition,
    ReassignablePartitionResponse, ReassignableTopic, ReassignableTopicResponse,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use super::{Answer, Api, Call, error_text};
use crate::authorizer::Operation;
use crate::cluster::{ReplicationFactor, TopicRefusal};

/// The first version that may keep the number of copies as it is.
const KEEPS_FACTOR: i16 = 1;

pub(super) struct AlterPartitionReassignments;

impl Api for AlterPartitionReassignments {
    type Request = AlterPartitionReassignmentsRequest;
    type Response = AlterPartitionReassignmentsResponse;

    fn answer(
        request: AlterPartitionReassignmentsRequest,
        call: &mut Call<'_>,
    ) -> Answer<AlterPartitionReassignmentsResponse> {
        if let Err(text) = call.check_on_cluster(Operation::ALTER) {
            let error = ErrorCode::CLUSTER_AUTHORIZATION_FAILED;
            return Answer::Now(refused(&request, error, Some(text.into())));
        }
        let factor = match request.allow_replication_factor_change {
            true => ReplicationFactor::MayChange,
            false => ReplicationFactor::Stays,
        };
        let topic = |it: &ReassignableTopic| ReassignableTopicResponse {
            name: it.name.clone(),
            partitions: it.partitions.iter().map(|to| alter(&it.name, to, factor, call)).collect(),
            ..ReassignableTopicResponse::default()
        };
        let responses = request.topics.iter().map(topic).collect();
        let mut response = AlterPartitionReassignmentsResponse {
            error_message: None,
            responses,
            ..Default::default()
        };
        if call.version >= KEEPS_FACTOR {
            response.allow_replication_factor_change = request.allow_replication_factor_change;
        }
        Answer::Now(response)
    }

    fn refuse(
        request: &AlterPartitionReassignmentsRequest,
        error: ErrorCode,
        _: i16,
    ) -> AlterPartitionReassignmentsResponse {
        refused(request, error, error_text::general(error))
    }
}

fn refused(
    request: &AlterPartitionReassignmentsRequest,
    error: ErrorCode,
    text: Option<StrBytes>,
) -> AlterPartitionReassignmentsResponse {
    let partition = |it: &ReassignablePartition| result(it, error, text.clone());
    let topic = |it: &ReassignableTopic| ReassignableTopicResponse {
        name: it.name.clone(),
        partitions: it.partitions.iter().map(partition).collect(),
        ..ReassignableTopicResponse::default()
    };
    AlterPartitionReassignmentsResponse {
        error_code: error,
        error_message: text.clone(),
        responses: request.topics.iter().map(topic).collect(),
        ..AlterPartitionReassignmentsResponse::default()
    }
}

fn alter(
    name: &str,
    wanted: &ReassignablePartition,
    factor: ReplicationFactor,
    call: &Call<'_>,
) -> ReassignablePartitionResponse {
    let index = wanted.partition_index;
    let absent = |text: String| {
        result(wanted, ErrorCode::UNKNOWN_TOPIC_OR_PARTITION, Some(StrBytes::from(text)))
    };
    let Some(topic) = call.cluster().topic(name) else {
        return absent(format!("Unable to find a topic named {name}."));
    };
    let Some(partition) = topic.partition(index) else {
        return absent(format!("Unable to find partition {name}:{index}."));
    };
    let altered = match &wanted.replicas {
        Some(target) => call.cluster().reassign(partition, target, factor),
        None => {
            let refused = |code| TopicRefusal { code, text: String::new() };
            call.cluster().cancel_reassignment(partition).map_err(refused)
        }
    };
    match altered {
        Ok(()) => result(wanted, ErrorCode::NONE, None),
        Err(TopicRefusal { code, text }) => {
            let text = (!text.is_empty()).then(|| StrBytes::from(text));
            result(wanted, code, text)
        }
    }
}

fn result(
    wanted: &ReassignablePartition,
    error_code: ErrorCode,
    error_message: Option<StrBytes>,
) -> ReassignablePartitionResponse {
    ReassignablePartitionResponse {
        partition_index: wanted.partition_index,
        error_code,
        error_message,
        ..ReassignablePartitionResponse::default()
    }
}
