//! Produce (API key 0), versions 0 to 13.
//!
//! All acknowledgements, among them none: then a failure closes the connection. One batch per
//! partition, every record of it checked, stored as it came or as the topic wants it
//! ([`check_records`]); idempotent producers and transactions (KIP-98, KIP-890). Topics by name, by
//! id from version 13 (KIP-516). A leader elsewhere is named from version 10 (KIP-951). Versions 0
//! to 2 carry message sets of the old formats; Kafka 4 advertises them and refuses them, which the
//! dialect decides.

mod transactional;

use kerbside_kafka_wire::k00_produce::{
    BatchIndexAndErrorMessage, LeaderIdAndEpoch, NodeEndpoint, PartitionProduceData,
    PartitionProduceResponse, ProduceRequest, ProduceResponse, TopicProduceData,
    TopicProduceResponse,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use super::{Answer, Api, Call};
use crate::authorizer::{Operation, ResourceType};
use crate::cluster::{Leadership, Topic, min_insync};
use crate::refusal::Refusal;
use crate::storage::{AppendRefusal, Appended, Limits, RecordError, check_records};

/// `acks` of a producer that waits for all replicas that are in sync.
const ALL: i16 = -1;
/// The client id whose producer may write to the topics of Kafka's own.
const ADMIN_CLIENT: &str = "__admin_client";
/// The first version that says who leads instead.
const NAMES_LEADER: i16 = 10;

pub(super) struct Produce;

impl Api for Produce {
    type Request = ProduceRequest;
    type Response = ProduceResponse;

    fn answer(request: ProduceRequest, call: &mut Call<'_>) -> Answer<ProduceResponse> {
        let acks = request.acks;
        let response = match check_request(&request, call) {
            Ok(()) => append_all(request, call),
            Err(error) => Produce::refuse(&request, error, call.version),
        };
        if acks != 0 {
            return Answer::Now(response);
        }
        match first_error(&response) {
            None => Answer::Never,
            Some(error) => Answer::Close(Refusal::UnacknowledgedFailure(error)),
        }
    }

    fn refuse(request: &ProduceRequest, error_code: ErrorCode, _: i16) -> ProduceResponse {
        let partition = |it: &PartitionProduceData| failed(it.index, error_code);
        let topic = |it: &TopicProduceData| TopicProduceResponse {
            name: it.name.clone(),
            topic_id: it.topic_id,
            partition_responses: it.partition_data.iter().map(partition).collect(),
            ..TopicProduceResponse::default()
        };
        let responses = request.topic_data.iter().map(topic).collect();
        ProduceResponse { responses, ..ProduceResponse::default() }
    }
}

fn check_request(request: &ProduceRequest, call: &mut Call<'_>) -> Result<(), ErrorCode> {
    transactional::check(request, call)?;
    match request.acks {
        -1..=1 => Ok(()),
        _ => Err(ErrorCode::INVALID_REQUIRED_ACKS),
    }
}

fn append_all(request: ProduceRequest, call: &mut Call<'_>) -> ProduceResponse {
    let mut response = ProduceResponse::default();
    response.responses.reserve(request.topic_data.len());
    let mut moved = Vec::new();
    let (id, acks) = (request.transactional_id, request.acks);
    for data in request.topic_data {
        let topic = match data.topic_id.is_zero() {
            true => call.cluster().topic(&data.name).ok_or(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION),
            false => call.cluster().topic_by_id(data.topic_id).ok_or(ErrorCode::UNKNOWN_TOPIC_ID),
        };
        let name = topic.as_ref().map_or(data.name.as_str(), |topic| &*topic.name);
        // An id that names no topic has nothing to ask about.
        let known = topic.is_ok() || data.topic_id.is_zero();
        let allowed = !known || call.allows(Operation::WRITE, ResourceType::TOPIC, name);
        let topic = match allowed {
            true => topic,
            false => Err(ErrorCode::TOPIC_AUTHORIZATION_FAILED),
        };
        let mut partition_responses = Vec::with_capacity(data.partition_data.len());
        for partition in data.partition_data {
            partition_responses.push(match &topic {
                Err(error) => failed(partition.index, *error),
                Ok(topic) => transactional::append(id.as_ref(), topic, &partition, call, || {
                    append(topic, &partition, acks, call, &mut moved)
                }),
            });
        }
        let (name, topic_id) = (data.name, data.topic_id);
        let answered =
            TopicProduceResponse { name, topic_id, partition_responses, ..Default::default() };
        response.responses.push(answered);
    }
    if call.version >= NAMES_LEADER {
        response.node_endpoints = endpoints(&moved, call);
    }
    response
}

fn append(
    topic: &Topic,
    data: &PartitionProduceData,
    acks: i16,
    call: &Call<'_>,
    moved: &mut Vec<i32>,
) -> PartitionProduceResponse {
    if topic.is_internal() && **call.client_id != *ADMIN_CLIENT {
        return failed(data.index, ErrorCode::INVALID_TOPIC_EXCEPTION);
    }
    let Some(partition) = topic.partition(data.index) else {
        return failed(data.index, ErrorCode::UNKNOWN_TOPIC_OR_PARTITION);
    };
    let now_ms = call.now.wall_millis();
    let limits = Limits {
        topic: &topic.name,
        partition: data.index,
        settings: &topic.settings,
        now_ms,
        inflated_max: call.cluster().settings().inflated_max_bytes,
    };
    // What is dear is done before the partition is locked.
    let checked = check_records(data.records.as_ref(), call.version, limits);
    let mut state = partition.state();
    if state.leadership.leader != call.node.id {
        moved.push(state.leadership.leader);
        return not_leader(data.index, &state.leadership, call.version);
    }
    let needed = min_insync(topic, state.leadership.replicas.len());
    if acks == ALL && state.leadership.isr.len() < needed {
        return failed(data.index, ErrorCode::NOT_ENOUGH_REPLICAS);
    }
    let epoch = state.leadership.epoch;
    state.log.configure(&topic.settings, now_ms);
    let appended = checked.and_then(|checked| {
        let appended = state.log.append(&checked.batch, epoch)?;
        Ok((appended, checked.log_append_time_ms))
    });
    match appended {
        Ok((Appended { base_offset, log_start_offset }, log_append_time_ms)) => {
            state.changed();
            PartitionProduceResponse {
                index: data.index,
                base_offset,
                log_append_time_ms: log_append_time_ms.unwrap_or(-1),
                log_start_offset,
                ..PartitionProduceResponse::default()
            }
        }
        Err(refusal) => refused(data.index, &refusal),
    }
}

/// Kafka gives a text with the errors of records alone; so do we, and with what
/// Kafka does not have.
fn refused(index: i32, refusal: &AppendRefusal) -> PartitionProduceResponse {
    let mut response = failed(index, refusal.code());
    if let AppendRefusal::Records(errors) = refusal {
        response.record_errors = errors.first().iter().map(record_error).collect();
    }
    response.error_message = refusal.has_text().then(|| StrBytes::from(refusal.to_string()));
    response
}

fn record_error((index, error): &(i32, RecordError)) -> BatchIndexAndErrorMessage {
    BatchIndexAndErrorMessage {
        batch_index: *index,
        batch_index_error_message: Some(StrBytes::from(error.to_string())),
        ..BatchIndexAndErrorMessage::default()
    }
}

fn failed(index: i32, error_code: ErrorCode) -> PartitionProduceResponse {
    PartitionProduceResponse { index, error_code, base_offset: -1, ..Default::default() }
}

fn not_leader(index: i32, leadership: &Leadership, version: i16) -> PartitionProduceResponse {
    let mut response = failed(index, ErrorCode::NOT_LEADER_OR_FOLLOWER);
    if version >= NAMES_LEADER {
        let (leader_id, leader_epoch) = (leadership.leader, leadership.epoch);
        response.current_leader =
            LeaderIdAndEpoch { leader_id, leader_epoch, ..Default::default() };
    }
    response
}

/// Where the other leaders are.
fn endpoints(ids: &[i32], call: &Call<'_>) -> Vec<NodeEndpoint> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let endpoint = |id: &i32| {
        let node = call.cluster().node(*id)?;
        let endpoint = call.endpoint(&node)?;
        Some(NodeEndpoint {
            node_id: *id,
            host: StrBytes::from(&*endpoint.host),
            port: i32::from(endpoint.port),
            rack: node.rack.as_deref().map(StrBytes::from),
            ..NodeEndpoint::default()
        })
    };
    ids.iter().filter_map(endpoint).collect()
}

fn first_error(response: &ProduceResponse) -> Option<ErrorCode> {
    let partitions = response.responses.iter().flat_map(|topic| &topic.partition_responses);
    partitions.map(|it| it.error_code).find(|error| *error != ErrorCode::NONE)
}
