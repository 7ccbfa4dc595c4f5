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
        if let Err(text) = call.check_on_cluster(Operation::ALTER) {
            return Answer::Now(UnregisterBrokerResponse {
                error_code: ErrorCode::CLUSTER_AUTHORIZATION_FAILED,
                error_message: Some(text.into()),
                ..UnregisterBrokerResponse::default()
            });
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
