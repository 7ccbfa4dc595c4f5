//! ElectLeaders (API key 43), versions 0 to 2: preferred and unclean elections (KIP-183, KIP-460).
//!
//! Departures: any node answers, as Kafka's brokers forward to the controller.

use kerbside_kafka_wire::k43_elect_leaders::{
    ElectLeadersRequest, ElectLeadersResponse, PartitionResult, ReplicaElectionResult,
    TopicPartitions,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use super::{Answer, Api, Call, error_text};
use crate::authorizer::Operation;
use crate::cluster::{Election, Topic};

/// The first version with a code for the whole, and with a choice of elections.
const TELLS_ALL: i16 = 1;

pub(super) struct ElectLeaders;

impl Api for ElectLeaders {
    type Request = ElectLeadersRequest;
    type Response = ElectLeadersResponse;

    fn answer(request: ElectLeadersRequest, call: &mut Call<'_>) -> Answer<ElectLeadersResponse> {
        if let Err(text) = call.check_on_cluster(Operation::ALTER) {
            let (error, text) = (ErrorCode::CLUSTER_AUTHORIZATION_FAILED, Some(text.into()));
            return Answer::Now(refused(&request, error, text, call.version));
        }
        let election = match request.election_type {
            0 => Election::Preferred,
            1 => Election::Unclean,
            other => {
                let text = Some(StrBytes::from(format!("Unknown election type {other}")));
                let error = ErrorCode::INVALID_REQUEST;
                return Answer::Now(refused(&request, error, text, call.version));
            }
        };
        let replica_election_results = match &request.topic_partitions {
            Some(topics) => topics.iter().map(|it| elect_given(it, election, call)).collect(),
            None => {
                let topics = call.cluster().topics();
                topics.iter().map(|it| elect_needed(it, election, call)).collect()
            }
        };
        Answer::Now(ElectLeadersResponse {
            replica_election_results,
            ..ElectLeadersResponse::default()
        })
    }

    fn refuse(
        request: &ElectLeadersRequest,
        error: ErrorCode,
        version: i16,
    ) -> ElectLeadersResponse {
        refused(request, error, error_text::general(error), version)
    }
}

/// The partitions of a topic that a client named.
fn elect_given(
    wanted: &TopicPartitions,
    election: Election,
    call: &Call<'_>,
) -> ReplicaElectionResult {
    let topic = call.cluster().topic(&wanted.topic);
    let elect = |index: &i32| {
        let unknown = ErrorCode::UNKNOWN_TOPIC_OR_PARTITION;
        let absent = |text: String| result(*index, unknown, Some(StrBytes::from(text)));
        let Some(topic) = &topic else {
            return absent(format!("No such topic as {}", wanted.topic.as_str()));
        };
        let Some(partition) = topic.partition(*index) else {
            return absent(format!("No such partition as {}-{index}", wanted.topic.as_str()));
        };
        match call.cluster().elect_leader(partition, election) {
            Ok(()) => result(*index, ErrorCode::NONE, None),
            Err(error) => result(*index, error, error_text::general(error)),
        }
    };
    ReplicaElectionResult {
        topic: wanted.topic.clone(),
        partition_result: wanted.partitions.iter().map(elect).collect(),
        ..ReplicaElectionResult::default()
    }
}

/// All partitions of a topic; those that need no election are passed over in silence.
fn elect_needed(topic: &Topic, election: Election, call: &Call<'_>) -> ReplicaElectionResult {
    let mut partition_result = Vec::new();
    for partition in &topic.partitions {
        match call.cluster().elect_leader(partition, election) {
            Err(ErrorCode::ELECTION_NOT_NEEDED) => {}
            Ok(()) => partition_result.push(result(partition.index, ErrorCode::NONE, None)),
            Err(error) => {
                partition_result.push(result(partition.index, error, error_text::general(error)));
            }
        }
    }
    ReplicaElectionResult {
        topic: StrBytes::from(&*topic.name),
        partition_result,
        ..ReplicaElectionResult::default()
    }
}

fn refused(
    request: &ElectLeadersRequest,
    error: ErrorCode,
    text: Option<StrBytes>,
    version: i16,
) -> ElectLeadersResponse {
    let topic = |it: &TopicPartitions| ReplicaElectionResult {
        topic: it.topic.clone(),
        partition_result: it.partitions.iter().map(|id| result(*id, error, text.clone())).collect(),
        ..ReplicaElectionResult::default()
    };
    ElectLeadersResponse {
        error_code: if version >= TELLS_ALL { error } else { ErrorCode::NONE },
        replica_election_results: request.topic_partitions.iter().flatten().map(topic).collect(),
        ..ElectLeadersResponse::default()
    }
}

fn result(
    partition_id: i32,
    error_code: ErrorCode,
    error_message: Option<StrBytes>,
) -> PartitionResult {
    PartitionResult { partition_id, error_code, error_message, ..PartitionResult::default() }
}
