//! DeleteTopics (API key 20), versions 0 to 6, by name or, from version 6, by id (KIP-516).
//!
//! Departures: none known. `delete.topic.enable` is always true.

use std::collections::BTreeSet;

use kerbside_kafka_wire::k20_delete_topics::{
    DeletableTopicResult, DeleteTopicState, DeleteTopicsRequest, DeleteTopicsResponse,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes, Uuid};

use super::{Answer, Api, Call, config_changes, error_text};
use crate::authorizer::{Operation, ResourceType};

/// The first version that is refused when its client's quota is used up.
const KNOWS_QUOTAS: i16 = 5;

pub(super) struct DeleteTopics;

impl Api for DeleteTopics {
    type Request = DeleteTopicsRequest;
    type Response = DeleteTopicsResponse;

    fn answer(request: DeleteTopicsRequest, call: &mut Call<'_>) -> Answer<DeleteTopicsResponse> {
        let reach = match call.allows_on_cluster(Operation::DELETE) {
            true => Reach::AllTopics,
            false => Reach::EachAsked,
        };
        let twice = Twice::of(&request);
        let once = wanted(&request).filter(|it| !twice.has(it));
        let mut responses = call.each(once, |it, call| delete(&it, reach, call));
        responses.extend(twice.refused());
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

/// What is named several times, which is refused once.
struct Twice {
    names: BTreeSet<StrBytes>,
    ids: BTreeSet<Uuid>,
}

impl Twice {
    fn of(request: &DeleteTopicsRequest) -> Self {
        let named = request.topics.iter().filter(|it| it.topic_id.is_zero());
        let names = request.topic_names.iter().chain(named.filter_map(|it| it.name.as_ref()));
        let ids = request.topics.iter().filter(|it| it.name.is_none() && !it.topic_id.is_zero());
        Twice {
            names: config_changes::repeated(names.cloned()),
            ids: config_changes::repeated(ids.map(|it| it.topic_id)),
        }
    }

    fn has(&self, wanted: &DeleteTopicState) -> bool {
        match &wanted.name {
            Some(name) => wanted.topic_id.is_zero() && self.names.contains(name),
            None => self.ids.contains(&wanted.topic_id),
        }
    }

    fn refused(&self) -> impl Iterator<Item = DeletableTopicResult> {
        let refused = |name, id, text| DeletableTopicResult {
            error_message: Some(StrBytes::from_static(text)),
            ..result(name, id, ErrorCode::INVALID_REQUEST)
        };
        let name =
            move |it: &StrBytes| refused(Some(it.clone()), Uuid::ZERO, "Duplicate topic name.");
        let id = move |it: &Uuid| refused(None, *it, "Duplicate topic id.");
        self.names.iter().map(name).chain(self.ids.iter().map(id))
    }
}

/// What the client may delete.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Delete on the cluster answers for all.
    AllTopics,
    /// The authorizer is asked about each.
    EachAsked,
}

fn delete(wanted: &DeleteTopicState, reach: Reach, call: &mut Call<'_>) -> DeletableTopicResult {
    let refused = |error| result(wanted.name.clone(), wanted.topic_id, error);
    let by_id = !wanted.topic_id.is_zero();
    let found = match (&wanted.name, by_id) {
        (Some(_), true) | (None, false) => return refused(ErrorCode::INVALID_REQUEST),
        (Some(name), false) => call.cluster().topic(name),
        (None, true) => call.cluster().topic_by_id(wanted.topic_id),
    };
    let name = match (&found, &wanted.name) {
        (Some(topic), _) => StrBytes::from(&*topic.name),
        (None, Some(name)) => name.clone(),
        (None, None) => return refused(ErrorCode::UNKNOWN_TOPIC_ID),
    };
    let all = reach == Reach::AllTopics;
    let mut may = |operation| all || call.allows(operation, ResourceType::TOPIC, &name);
    let (seen, deleted) = (may(Operation::DESCRIBE), may(Operation::DELETE));
    // Who may not see a topic is not told whether it exists. An id is not secret, a name is: it is
    // shown to those who may see the topic.
    if !seen {
        return refused(ErrorCode::TOPIC_AUTHORIZATION_FAILED);
    }
    let Some(topic) = found else {
        return refused(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION);
    };
    if !deleted {
        return result(Some(name), wanted.topic_id, ErrorCode::TOPIC_AUTHORIZATION_FAILED);
    }
    if let Err(error) = call.charge_mutations(topic.partitions.len(), KNOWS_QUOTAS) {
        return result(Some(name), wanted.topic_id, error);
    }
    match call.cluster().delete_topic(&topic.name) {
        Some(_) => result(Some(name), topic.id, ErrorCode::NONE),
        None => refused(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION),
    }
}

fn result(name: Option<StrBytes>, topic_id: Uuid, error_code: ErrorCode) -> DeletableTopicResult {
    let error_message = error_text::general(error_code);
    DeletableTopicResult {
        name,
        topic_id,
        error_code,
        error_message,
        ..DeletableTopicResult::default()
    }
}
