//! EndTxn (API key 26), versions 0 to 5: commits or aborts a transaction.
//!
//! From version 5 on (KIP-890) the next transaction has another epoch, or another producer id when
//! the epochs are exhausted, which the answer tells.

use kerbside_kafka_wire::ErrorCode;
use kerbside_kafka_wire::k26_end_txn::{EndTxnRequest, EndTxnResponse};

use super::{Answer, Api, Call};
use crate::authorizer::Operation;
use crate::storage::{Outcome, TransactionVersion};
use crate::transactions::{EndTransaction, FencedAs, ProducerIdentity};

/// The first version that knows PRODUCER_FENCED.
const KNOWS_FENCED: i16 = 2;
/// The first version under transactions of version 2.
const VERSION_2: i16 = 5;

pub(super) struct EndTxn;

impl Api for EndTxn {
    type Request = EndTxnRequest;
    type Response = EndTxnResponse;

    fn answer(request: EndTxnRequest, call: &mut Call<'_>) -> Answer<EndTxnResponse> {
        Answer::Now(match end(&request, call) {
            Err(error) => EndTxn::refuse(&request, error, call.version),
            Ok(next) if call.version >= VERSION_2 => EndTxnResponse {
                producer_id: next.id,
                producer_epoch: next.epoch,
                ..EndTxnResponse::default()
            },
            Ok(_) => EndTxnResponse::default(),
        })
    }

    fn refuse(_: &EndTxnRequest, error_code: ErrorCode, _: i16) -> EndTxnResponse {
        EndTxnResponse { error_code, ..EndTxnResponse::default() }
    }
}

fn end(request: &EndTxnRequest, call: &mut Call<'_>) -> Result<ProducerIdentity, ErrorCode> {
    let id = &request.transactional_id;
    call.check_transactional_id(Operation::WRITE, id)?;
    call.check_coordinator(id)?;
    let end = EndTransaction {
        id,
        producer: ProducerIdentity { id: request.producer_id, epoch: request.producer_epoch },
        outcome: if request.committed { Outcome::Commit } else { Outcome::Abort },
        version: match call.version {
            VERSION_2.. => TransactionVersion::V2,
            _ => TransactionVersion::V0,
        },
    };
    let now = call.now;
    let result = call.with_transactions(|transactions| transactions.end(end, now));
    result.map_err(|refusal| refusal.code(FencedAs::since(KNOWS_FENCED, call.version)))
}
