//! DeleteTopics (API key 20), versions 1 to 6, by name or, from version 6, by id (KIP-516).
//!
//! Departures: none known. `delete.topic.enable` is always true.

use kerbside_kafka_wire::k20_delete_topics::{
    DeletableTopicResult, DeleteTopicState, DeleteTopicsRequest, DeleteTopicsResponse,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes, Uuid};

use super::{Answer, Api, Call};
use crate::authorizer::{Operation, ResourceType};

pub(super) struct DeleteTopics;

impl Api for DeleteTopics {
    type Request = DeleteTopicsRequest;
    type Response = DeleteTopicsResponse;

    fn answer(request: DeleteTopicsRequest, call: &mut Call<'_>) -> Answer<DeleteTopicsResponse> {
        let responses = wanted(&request).map(|it| delete(&it, call)).collect();
        Answer::Now(DeleteTopicsResponse { responses, ..DeleteTopicsResponse::default() })
    }

    fn refuse(request: &DeleteTopicsRequest, error: ErrorCode, _: i16) -> DeleteTopicsResponse {
        let responses = wanted(request).map(|it| result(it.name, it.topic_id, error)).collect();
        DeleteTopicsResponse { responses, ..DeleteTopicsResponse::default() }
    }
}

/// What is to be deleted, in the form of the latest version.
fn wanted(request: &DeleteTopicsRequest) -> impl Iterator<Item = DeleteTopicState> {
    let named = request
        .topic_names
        .iter()
        .map(|name| DeleteTopicState { name: Some(name.clone()), ..DeleteTopicState::default() });
    named.chain(request.topics.iter().cloned())
}

fn delete(wanted: &DeleteTopicState, call: &mut Call<'_>) -> DeletableTopicResult {
    let refused = |error| result(wanted.name.clone(), wanted.topic_id, error);
    let by_id = !wanted.topic_id.is_zero();
    let found = match (&wanted.name, by_id) {
        (Some(_), true) | (None, false) => return refused(ErrorCode::INVALID_REQUEST),
        (Some(name), false) => call.cluster().topic(name),
        (None, true) => call.cluster().topic_by_id(wanted.topic_id),
    };
    let Some(topic) = found else {
        let name = wanted.name.as_deref().unwrap_or_default();
        // Who may not see a topic is not told whether it exists.
        let may = by_id || call.allows(Operation::DESCRIBE, ResourceType::TOPIC, name);
        return refused(match (may, by_id) {
            (false, _) => ErrorCode::TOPIC_AUTHORIZATION_FAILED,
            (true, true) => ErrorCode::UNKNOWN_TOPIC_ID,
            (true, false) => ErrorCode::UNKNOWN_TOPIC_OR_PARTITION,
        });
    };
    // An id is not secret, a name is: it is shown to those who may see the topic.
    if !call.allows(Operation::DESCRIBE, ResourceType::TOPIC, &topic.name) {
        return refused(ErrorCode::TOPIC_AUTHORIZATION_FAILED);
    }
    let name = Some(StrBytes::from(&*topic.name));
    if !call.allows(Operation::DELETE, ResourceType::TOPIC, &topic.name) {
        return result(name, wanted.topic_id, ErrorCode::TOPIC_AUTHORIZATION_FAILED);
    }
    match call.cluster().delete_topic(&topic.name) {
        Some(_) => result(name, topic.id, ErrorCode::NONE),
        None => refused(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION),
    }
}

fn result(name: Option<StrBytes>, topic_id: Uuid, error_code: ErrorCode) -> DeletableTopicResult {
    DeletableTopicResult { name, topic_id, error_code, ..DeletableTopicResult::default() }
}
