//! AddPartitionsToTxn (API key 24), versions 0 to 5: partitions that a transaction writes to.
//!
//! Versions 0 to 3 come from producers. From 4 on several transactions come at once, from brokers,
//! which may want to know only whether the partitions were added (KIP-890). One partition that
//! fails fails all of a transaction.

use kerbside_kafka_wire::k24_add_partitions_to_txn::{
    AddPartitionsToTxnPartitionResult, AddPartitionsToTxnRequest, AddPartitionsToTxnResponse,
    AddPartitionsToTxnResult, AddPartitionsToTxnTopic, AddPartitionsToTxnTopicResult,
    AddPartitionsToTxnTransaction,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use super::{Answer, Api, Call};
use crate::authorizer::{Operation, ResourceType};
use crate::storage::TransactionVersion;
use crate::transactions::{FencedAs, ProducerIdentity, TopicPartition};

/// The first version that knows PRODUCER_FENCED.
const KNOWS_FENCED: i16 = 2;
/// The first version for brokers.
const FROM_BROKERS: i16 = 4;
/// The first version under transactions of version 2.
const VERSION_2: i16 = 5;

pub(super) struct AddPartitionsToTxn;

impl Api for AddPartitionsToTxn {
    type Request = AddPartitionsToTxnRequest;
    type Response = AddPartitionsToTxnResponse;

    fn answer(
        request: AddPartitionsToTxnRequest,
        call: &mut Call<'_>,
    ) -> Answer<AddPartitionsToTxnResponse> {
        if call.version < FROM_BROKERS {
            let one = lift(request);
            return Answer::Now(AddPartitionsToTxnResponse {
                results_by_topic_v3_and_below: transaction(&one, call),
                ..AddPartitionsToTxnResponse::default()
            });
        }
        if !call.allows_on_cluster(Operation::CLUSTER_ACTION) {
            let error = ErrorCode::CLUSTER_AUTHORIZATION_FAILED;
            return Answer::Now(AddPartitionsToTxn::refuse(&request, error, call.version));
        }
        let result = |it: &AddPartitionsToTxnTransaction| AddPartitionsToTxnResult {
            transactional_id: it.transactional_id.clone(),
            topic_results: transaction(it, call),
            ..AddPartitionsToTxnResult::default()
        };
        Answer::Now(AddPartitionsToTxnResponse {
            results_by_transaction: request.transactions.iter().map(result).collect(),
            ..AddPartitionsToTxnResponse::default()
        })
    }

    fn refuse(
        request: &AddPartitionsToTxnRequest,
        error_code: ErrorCode,
        version: i16,
    ) -> AddPartitionsToTxnResponse {
        if version >= FROM_BROKERS {
            return AddPartitionsToTxnResponse { error_code, ..Default::default() };
        }
        AddPartitionsToTxnResponse {
            results_by_topic_v3_and_below: results(&request.v3_and_below_topics, |_, _| error_code),
            ..AddPartitionsToTxnResponse::default()
        }
    }
}

/// A producer's request in the form of the later versions.
fn lift(request: AddPartitionsToTxnRequest) -> AddPartitionsToTxnTransaction {
    AddPartitionsToTxnTransaction {
        transactional_id: request.v3_and_below_transactional_id,
        producer_id: request.v3_and_below_producer_id,
        producer_epoch: request.v3_and_below_producer_epoch,
        topics: request.v3_and_below_topics,
        ..AddPartitionsToTxnTransaction::default()
    }
}

fn transaction(
    wanted: &AddPartitionsToTxnTransaction,
    call: &mut Call<'_>,
) -> Vec<AddPartitionsToTxnTopicResult> {
    let id = &wanted.transactional_id;
    let from_client = call.version < FROM_BROKERS;
    if from_client && let Err(error) = call.check_transactional_id(Operation::WRITE, id) {
        return results(&wanted.topics, |_, _| error);
    }
    let mut failed = false;
    let mut checked = results(&wanted.topics, |topic, partition| {
        let error = check_partition(topic, partition, call).err();
        failed |= error.is_some();
        error.unwrap_or(ErrorCode::OPERATION_NOT_ATTEMPTED)
    });
    if failed {
        return checked;
    }
    if wanted.verify_only {
        checked = verify(wanted, call);
    } else {
        let error = add(wanted, call).err().unwrap_or_default();
        checked = results(&wanted.topics, |_, _| error);
    }
    checked
}

fn check_partition(topic: &StrBytes, partition: i32, call: &mut Call<'_>) -> Result<(), ErrorCode> {
    let found = call.cluster().topic(topic);
    if call.version < FROM_BROKERS {
        let internal = found.as_ref().is_some_and(|it| it.is_internal());
        if internal || !call.allows(Operation::WRITE, ResourceType::TOPIC, topic) {
            return Err(ErrorCode::TOPIC_AUTHORIZATION_FAILED);
        }
    }
    match found.as_ref().and_then(|it| it.partition(partition)) {
        Some(_) => Ok(()),
        None => Err(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION),
    }
}

fn add(wanted: &AddPartitionsToTxnTransaction, call: &Call<'_>) -> Result<(), ErrorCode> {
    call.check_coordinator(&wanted.transactional_id)?;
    let version = match call.version {
        VERSION_2.. => TransactionVersion::V2,
        _ => TransactionVersion::V0,
    };
    let (id, now) = (&wanted.transactional_id, call.now);
    let partitions = wanted.topics.iter().flat_map(partitions_of).collect();
    let result = call.with_transactions(|transactions| {
        transactions.add_partitions(id, identity(wanted), partitions, version, now)
    });
    result.map_err(|refusal| refusal.code(FencedAs::since(KNOWS_FENCED, call.version)))
}

fn verify(
    wanted: &AddPartitionsToTxnTransaction,
    call: &Call<'_>,
) -> Vec<AddPartitionsToTxnTopicResult> {
    results(&wanted.topics, |topic, partition| {
        let at = TopicPartition { topic: (&**topic).into(), partition };
        let id = &wanted.transactional_id;
        let verified = call.check_coordinator(id).and_then(|()| {
            let result = call
                .with_transactions(|transactions| transactions.verify(id, identity(wanted), &at));
            result.map_err(|refusal| refusal.code(FencedAs::Fenced))
        });
        verified.err().unwrap_or_default()
    })
}

fn identity(wanted: &AddPartitionsToTxnTransaction) -> ProducerIdentity {
    ProducerIdentity { id: wanted.producer_id, epoch: wanted.producer_epoch }
}

fn partitions_of(topic: &AddPartitionsToTxnTopic) -> impl Iterator<Item = TopicPartition> + '_ {
    let name: std::sync::Arc<str> = (&*topic.name).into();
    let at = move |partition: &i32| TopicPartition { topic: name.clone(), partition: *partition };
    topic.partitions.iter().map(at)
}

fn results(
    topics: &[AddPartitionsToTxnTopic],
    mut code: impl FnMut(&StrBytes, i32) -> ErrorCode,
) -> Vec<AddPartitionsToTxnTopicResult> {
    let topic = |topic: &AddPartitionsToTxnTopic| {
        let result = |partition: &i32| AddPartitionsToTxnPartitionResult {
            partition_index: *partition,
            partition_error_code: code(&topic.name, *partition).0,
            ..AddPartitionsToTxnPartitionResult::default()
        };
        AddPartitionsToTxnTopicResult {
            name: topic.name.clone(),
            results_by_partition: topic.partitions.iter().map(result).collect(),
            ..AddPartitionsToTxnTopicResult::default()
        }
    };
    topics.iter().map(topic).collect()
}
