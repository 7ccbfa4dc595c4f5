//! InitProducerId (API key 22), versions 0 to 5: who writes with sequence numbers (KIP-98).
//!
//! With a transactional id the next epoch, after a transaction that is open was aborted
//! (CONCURRENT_TRANSACTIONS until then). A producer that shows who it was goes on with it
//! (KIP-360); without a transactional id it gets a new id.

use kerbside_kafka_wire::ErrorCode;
use kerbside_kafka_wire::k22_init_producer_id::{InitProducerIdRequest, InitProducerIdResponse};

use super::{Answer, Api, Call};
use crate::authorizer::{Operation, ResourceType};
use crate::transactions::{FencedAs, InitProducer, ProducerIdentity};

/// The first version that knows PRODUCER_FENCED.
const KNOWS_FENCED: i16 = 4;

pub(super) struct InitProducerId;

impl Api for InitProducerId {
    type Request = InitProducerIdRequest;
    type Response = InitProducerIdResponse;

    fn answer(
        request: InitProducerIdRequest,
        call: &mut Call<'_>,
    ) -> Answer<InitProducerIdResponse> {
        Answer::Now(match init(&request, call) {
            Err(error) => InitProducerId::refuse(&request, error, call.version),
            Ok(producer) => InitProducerIdResponse {
                producer_id: producer.id,
                producer_epoch: producer.epoch,
                ..InitProducerIdResponse::default()
            },
        })
    }

    fn refuse(_: &InitProducerIdRequest, error_code: ErrorCode, _: i16) -> InitProducerIdResponse {
        InitProducerIdResponse { error_code, producer_epoch: -1, ..Default::default() }
    }
}

fn init(
    request: &InitProducerIdRequest,
    call: &mut Call<'_>,
) -> Result<ProducerIdentity, ErrorCode> {
    check(request, call)?;
    let shown = ProducerIdentity { id: request.producer_id, epoch: request.producer_epoch };
    let expected = match shown {
        ProducerIdentity::NONE => None,
        ProducerIdentity { id: -1, .. } | ProducerIdentity { epoch: -1, .. } => {
            return Err(ErrorCode::INVALID_REQUEST);
        }
        shown => Some(shown),
    };
    let Some(id) = &request.transactional_id else {
        return Ok(ProducerIdentity { id: call.cluster().next_producer_id(), epoch: 0 });
    };
    call.check_coordinator(id)?;
    let init = InitProducer { id, timeout_ms: request.transaction_timeout_ms, expected };
    let now = call.now;
    let result = call.with_transactions(|transactions| transactions.init(init, now));
    result.map_err(|refusal| refusal.code(FencedAs::since(KNOWS_FENCED, call.version)))
}

fn check(request: &InitProducerIdRequest, call: &mut Call<'_>) -> Result<(), ErrorCode> {
    let Some(id) = &request.transactional_id else {
        // Who may write to any topic may do so with sequence numbers (KIP-679).
        let may = call.allows_on_cluster(Operation::IDEMPOTENT_WRITE)
            || call.allows_any(Operation::WRITE, ResourceType::TOPIC);
        return if may { Ok(()) } else { Err(ErrorCode::CLUSTER_AUTHORIZATION_FAILED) };
    };
    call.check_transactional_id(Operation::WRITE, id)
}
