//! Produce in a transaction: whether the partition is part of it (KIP-890).
//!
//! Up to version 11 it must have been added before, from version 12 on the write adds it. The
//! coordinator is locked until the batch is appended, so that no marker comes between: what Kafka
//! has verification guards for.
//!
//! Departures: a broker of Kafka waits up to 100 ms while the end of the last transaction is being
//! written before it answers CONCURRENT_TRANSACTIONS; here the client asks again.

use std::sync::Arc;

use bytes::Bytes;
use kerbside_kafka_wire::k00_produce::{
    PartitionProduceData, PartitionProduceResponse, ProduceRequest,
};
use kerbside_kafka_wire::records::{Batch, batches};
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use super::{Call, failed};
use crate::authorizer::Operation;
use crate::cluster::Topic;
use crate::storage::TransactionVersion;
use crate::transactions::{
    FencedAs, ProducerIdentity, TopicPartition, TransactionCoordinator, TransactionRefusal,
};

/// The first version that knows TRANSACTION_ABORTABLE.
const KNOWS_ABORTABLE: i16 = 11;
/// The first version under transactions of version 2.
const VERSION_2: i16 = 12;

/// A code, and a text where Kafka has one.
type Refused = (ErrorCode, Option<&'static str>);

/// Whether the client may write in the transactions of the request: all of one producer.
///
/// Kafka asks about the transactional id for records of transactions alone
/// (`RequestUtils.hasTransactionalRecords`).
pub(super) fn check(request: &ProduceRequest, call: &mut Call<'_>) -> Result<(), ErrorCode> {
    let partitions = request.topic_data.iter().flat_map(|topic| &topic.partition_data);
    let batches = partitions.filter_map(|it| transactional_batch(it.records.as_ref()));
    let mut producers = batches.map(|batch| identity(&batch));
    let Some(first) = producers.next() else {
        return Ok(());
    };
    match &request.transactional_id {
        Some(id) => call.check_transactional_id(Operation::WRITE, id)?,
        None => return Err(ErrorCode::TRANSACTIONAL_ID_AUTHORIZATION_FAILED),
    }
    match producers.all(|it| it == first) {
        true => Ok(()),
        false => Err(ErrorCode::INVALID_PRODUCER_ID_MAPPING),
    }
}

/// Appends as part of a transaction, if the batch is; otherwise just so.
pub(super) fn append(
    id: Option<&StrBytes>,
    topic: &Topic,
    data: &PartitionProduceData,
    call: &Call<'_>,
    append: impl FnOnce() -> PartitionProduceResponse,
) -> PartitionProduceResponse {
    let batch = transactional_batch(data.records.as_ref());
    let (Some(id), Some(batch)) = (id, batch) else {
        return append();
    };
    call.with_transactions(|transactions| {
        match verify(id, topic, data.index, &batch, transactions, call) {
            Ok(()) => append(),
            Err((code, text)) => PartitionProduceResponse {
                error_message: text.map(StrBytes::from_static),
                ..failed(data.index, code)
            },
        }
    })
}

fn verify(
    id: &str,
    topic: &Topic,
    index: i32,
    batch: &Batch,
    transactions: &mut TransactionCoordinator,
    call: &Call<'_>,
) -> Result<(), Refused> {
    let Some(partition) = topic.partition(index) else {
        return Ok(()); // The append says so.
    };
    let producer = identity(batch);
    {
        let state = partition.state();
        if state.leadership.leader != call.node.id {
            return Ok(()); // The append says so.
        }
        let checked = state.log.check_producer_epoch(producer.id, producer.epoch);
        checked.map_err(|refusal| (refusal.code(), None))?;
    }
    let at = TopicPartition { topic: Arc::clone(&topic.name), partition: index };
    let version = match call.version {
        VERSION_2.. => TransactionVersion::V2,
        _ => TransactionVersion::V0,
    };
    let verified = match version >= TransactionVersion::V2 {
        true => transactions.add_partitions(id, producer, vec![at], version, call.now),
        false => transactions.verify(id, producer, &at),
    };
    verified.map_err(|refusal| answer(refusal, call.version))?;
    let checked = partition.state().log.check_transactional(batch, version);
    checked.map_err(|refusal| (refusal.code(), None))
}

/// The coordinator's refusals in the words of Produce, which older clients understand.
fn answer(refusal: TransactionRefusal, version: i16) -> Refused {
    match refusal {
        TransactionRefusal::NotAdded if version < KNOWS_ABORTABLE => {
            let text = "Partition was not added to the transaction";
            (ErrorCode::INVALID_TXN_STATE, Some(text))
        }
        TransactionRefusal::Busy if version < VERSION_2 => {
            let text = "Unable to verify the partition has been added to the transaction. \
                        Underlying error: CONCURRENT_TRANSACTIONS";
            (ErrorCode::NOT_ENOUGH_REPLICAS, Some(text))
        }
        other => (other.code(FencedAs::InvalidEpoch), None),
    }
}

/// The batch, if it belongs to a transaction; its header alone is looked at.
fn transactional_batch(records: Option<&Bytes>) -> Option<Batch> {
    let batch = batches(records.cloned()?).next()?.ok()?;
    batch.is_transactional().then_some(batch)
}

fn identity(batch: &Batch) -> ProducerIdentity {
    ProducerIdentity { id: batch.producer_id(), epoch: batch.producer_epoch() }
}
