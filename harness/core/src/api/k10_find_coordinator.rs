//! FindCoordinator (API key 10), versions 0 to 6.
//!
//! The node that coordinates a group, or a transactional id; several keys from version 4
//! (KIP-699). Who asks for the first one makes the coordinators' topic.
//!
//! Departures: share coordinators (key type 2) do not exist and are answered INVALID_REQUEST.

use kerbside_kafka_wire::k10_find_coordinator::{
    Coordinator, FindCoordinatorRequest, FindCoordinatorResponse,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use super::{Answer, Api, Call};
use crate::authorizer::{Operation, ResourceType};
use crate::cluster::InternalTopic;

const GROUP: i8 = 0;
const TRANSACTION: i8 = 1;
/// The first version with several keys.
const SEVERAL_KEYS: i16 = 4;

pub(super) struct FindCoordinator;

impl Api for FindCoordinator {
    type Request = FindCoordinatorRequest;
    type Response = FindCoordinatorResponse;

    fn answer(
        request: FindCoordinatorRequest,
        call: &mut Call<'_>,
    ) -> Answer<FindCoordinatorResponse> {
        if call.version >= SEVERAL_KEYS {
            let keys = request.coordinator_keys.iter();
            let coordinators = keys.map(|key| find(key, request.key_type, call)).collect();
            return Answer::Now(FindCoordinatorResponse { coordinators, ..Default::default() });
        }
        let found = find(&request.key, request.key_type, call);
        Answer::Now(FindCoordinatorResponse {
            error_code: found.error_code,
            error_message: Some(StrBytes::from_static(message(found.error_code))),
            node_id: found.node_id,
            host: found.host,
            port: found.port,
            ..FindCoordinatorResponse::default()
        })
    }

    fn refuse(
        request: &FindCoordinatorRequest,
        error: ErrorCode,
        version: i16,
    ) -> FindCoordinatorResponse {
        if version >= SEVERAL_KEYS {
            let keys = request.coordinator_keys.iter();
            let coordinators = keys.map(|key| refused(key, error)).collect();
            return FindCoordinatorResponse { coordinators, ..Default::default() };
        }
        FindCoordinatorResponse {
            error_code: error,
            error_message: Some(StrBytes::from_static(message(error))),
            node_id: -1,
            port: -1,
            ..FindCoordinatorResponse::default()
        }
    }
}

fn find(key: &StrBytes, key_type: i8, call: &mut Call<'_>) -> Coordinator {
    let (resource, denied, topic) = match key_type {
        GROUP => (
            ResourceType::GROUP,
            ErrorCode::GROUP_AUTHORIZATION_FAILED,
            InternalTopic::ConsumerOffsets,
        ),
        TRANSACTION => (
            ResourceType::TRANSACTIONAL_ID,
            ErrorCode::TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
            InternalTopic::TransactionState,
        ),
        _ => return refused(key, ErrorCode::INVALID_REQUEST),
    };
    if !call.allows(Operation::DESCRIBE, resource, key) {
        return refused(key, denied);
    }
    call.cluster().ensure_internal_topic(topic);
    let node = call.cluster().coordinator_of(key).and_then(|id| call.cluster().node(id));
    let Some(node) = node else {
        return refused(key, ErrorCode::COORDINATOR_NOT_AVAILABLE);
    };
    let Some(endpoint) = call.endpoint(&node) else {
        return refused(key, ErrorCode::COORDINATOR_NOT_AVAILABLE);
    };
    Coordinator {
        key: key.clone(),
        node_id: node.id,
        host: StrBytes::from(&*endpoint.host),
        port: i32::from(endpoint.port),
        error_message: Some(StrBytes::default()),
        ..Coordinator::default()
    }
}

/// Kafka's text of an error, which the earlier versions carry, even where there is none.
fn message(error: ErrorCode) -> &'static str {
    match error {
        ErrorCode::NONE => "NONE",
        ErrorCode::GROUP_AUTHORIZATION_FAILED => "Group authorization failed.",
        ErrorCode::TRANSACTIONAL_ID_AUTHORIZATION_FAILED => {
            "Transactional Id authorization failed."
        }
        ErrorCode::COORDINATOR_NOT_AVAILABLE => "The coordinator is not available.",
        ErrorCode::INVALID_REQUEST => {
            "This most likely occurs because of a request being malformed by the client library or \
             the message was sent to an incompatible broker. See the broker logs for more details."
        }
        _ => "",
    }
}

fn refused(key: &StrBytes, error_code: ErrorCode) -> Coordinator {
    Coordinator {
        key: key.clone(),
        node_id: -1,
        port: -1,
        error_code,
        error_message: Some(StrBytes::default()),
        ..Coordinator::default()
    }
}
