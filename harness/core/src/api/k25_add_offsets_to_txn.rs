//! AddOffsetsToTxn (API key 25), versions 0 to 4: a group whose offsets a transaction commits.
//!
//! The group's partition of `__consumer_offsets` becomes a partition of the transaction, as in
//! Kafka; the topic itself stays empty here.

use std::sync::Arc;

use kerbside_kafka_wire::ErrorCode;
use kerbside_kafka_wire::k25_add_offsets_to_txn::{
    AddOffsetsToTxnRequest, AddOffsetsToTxnResponse,
};

use super::{Answer, Api, Call};
use crate::authorizer::{Operation, ResourceType};
use crate::cluster::coordinator_partition;
use crate::storage::TransactionVersion;
use crate::transactions::{FencedAs, OFFSETS_TOPIC, ProducerIdentity, TopicPartition};

/// The first version that knows PRODUCER_FENCED.
const KNOWS_FENCED: i16 = 2;

pub(super) struct AddOffsetsToTxn;

impl Api for AddOffsetsToTxn {
    type Request = AddOffsetsToTxnRequest;
    type Response = AddOffsetsToTxnResponse;

    fn answer(
        request: AddOffsetsToTxnRequest,
        call: &mut Call<'_>,
    ) -> Answer<AddOffsetsToTxnResponse> {
        let error_code = add(&request, call).err().unwrap_or_default();
        Answer::Now(AddOffsetsToTxnResponse { error_code, ..Default::default() })
    }

    fn refuse(
        _: &AddOffsetsToTxnRequest,
        error_code: ErrorCode,
        _: i16,
    ) -> AddOffsetsToTxnResponse {
        AddOffsetsToTxnResponse { error_code, ..AddOffsetsToTxnResponse::default() }
    }
}

fn add(request: &AddOffsetsToTxnRequest, call: &mut Call<'_>) -> Result<(), ErrorCode> {
    let id = &request.transactional_id;
    call.check_transactional_id(Operation::WRITE, id)?;
    if !call.allows(Operation::READ, ResourceType::GROUP, &request.group_id) {
        return Err(ErrorCode::GROUP_AUTHORIZATION_FAILED);
    }
    call.check_coordinator(id)?;
    let producer = ProducerIdentity { id: request.producer_id, epoch: request.producer_epoch };
    let (partitions, now) = (vec![offsets_partition(&request.group_id)], call.now);
    // Producers under version 2 do not send this.
    let version = TransactionVersion::V0;
    let result = call.with_transactions(|transactions| {
        transactions.add_partitions(id, producer, partitions, version, now)
    });
    result.map_err(|refusal| refusal.code(FencedAs::since(KNOWS_FENCED, call.version)))
}

/// The partition that stands for the offsets of a group.
pub(super) fn offsets_partition(group: &str) -> TopicPartition {
    let partition = coordinator_partition(group);
    TopicPartition { topic: Arc::from(OFFSETS_TOPIC), partition }
}
