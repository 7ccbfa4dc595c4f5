//! UnregisterBroker (API key 64), version 0 (KIP-500): the cluster forgets a node, and others lead
//! what it led.
//!
//! Departures: a node that is forgotten while it runs goes on to answer those who know it.

use kerbside_kafka_wire::k64_unregister_broker::{
    UnregisterBrokerRequest, UnregisterBrokerResponse,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use super::{Answer, Api, Call, error_text};
use crate::authorizer::Operation;

pub(super) struct UnregisterBroker;

impl Api for UnregisterBroker {
    type Request = UnregisterBrokerRequest;
    type Response = UnregisterBrokerResponse;

    fn answer(
        request: UnregisterBrokerRequest,
        call: &mut Call<'_>,
    ) -> Answer<UnregisterBrokerResponse> {
        if !call.allows_on_cluster(Operation::ALTER) {
            let error = ErrorCode::CLUSTER_AUTHORIZATION_FAILED;
            return Answer::Now(UnregisterBroker::refuse(&request, error, call.version));
        }
        let id = request.broker_id;
        Answer::Now(match call.cluster().unregister_node(id) {
            true => UnregisterBrokerResponse::default(),
            false => {
                let text = format!("Broker ID {id} is not currently registered");
                UnregisterBrokerResponse {
                    error_code: ErrorCode::BROKER_ID_NOT_REGISTERED,
                    error_message: Some(StrBytes::from(text)),
                    ..UnregisterBrokerResponse::default()
                }
            }
        })
    }

    fn refuse(
        _: &UnregisterBrokerRequest,
        error_code: ErrorCode,
        _: i16,
    ) -> UnregisterBrokerResponse {
        UnregisterBrokerResponse {
            error_code,
            error_message: error_text::general(error_code),
            ..UnregisterBrokerResponse::default()
        }
    }
}
