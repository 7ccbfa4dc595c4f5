//! InitProducerId (API key 22), versions 0 to 5, for idempotent producers.
//!
//! A producer that shows the id it has (KIP-360) gets a new one with epoch 0, which is what
//! Kafka does for producers without transactions.
//!
//! Departures: transactional ids are refused with INVALID_REQUEST.

use kerbside_kafka_wire::ErrorCode;
use kerbside_kafka_wire::k22_init_producer_id::{InitProducerIdRequest, InitProducerIdResponse};

use super::{Answer, Api, Call};
use crate::authorizer::{Operation, ResourceType};

pub(super) struct InitProducerId;

impl Api for InitProducerId {
    type Request = InitProducerIdRequest;
    type Response = InitProducerIdResponse;

    fn answer(
        request: InitProducerIdRequest,
        call: &mut Call<'_>,
    ) -> Answer<InitProducerIdResponse> {
        if let Err(error) = check(&request, call) {
            return Answer::Now(InitProducerId::refuse(&request, error, call.version));
        }
        let producer_id = call.cluster().next_producer_id();
        Answer::Now(InitProducerIdResponse { producer_id, ..InitProducerIdResponse::default() })
    }

    fn refuse(_: &InitProducerIdRequest, error_code: ErrorCode, _: i16) -> InitProducerIdResponse {
        InitProducerIdResponse { error_code, producer_epoch: -1, ..Default::default() }
    }
}

fn check(request: &InitProducerIdRequest, call: &mut Call<'_>) -> Result<(), ErrorCode> {
    let Some(id) = &request.transactional_id else {
        // Who may write to any topic may do so with sequence numbers (KIP-679).
        let may = call.allows_on_cluster(Operation::IDEMPOTENT_WRITE)
            || call.allows_any(Operation::WRITE, ResourceType::TOPIC);
        return if may { Ok(()) } else { Err(ErrorCode::CLUSTER_AUTHORIZATION_FAILED) };
    };
    match call.allows(Operation::WRITE, ResourceType::TRANSACTIONAL_ID, id) {
        true => Err(ErrorCode::INVALID_REQUEST),
        false => Err(ErrorCode::TRANSACTIONAL_ID_AUTHORIZATION_FAILED),
    }
}
