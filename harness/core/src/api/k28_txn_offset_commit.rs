//! TxnOffsetCommit (API key 28), versions 0 to 6: offsets of a group that a transaction commits.
//!
//! They count when the transaction is committed. From version 3 on the member and its generation
//! are checked (KIP-447); from 5 on the group becomes part of the transaction by this
//! (KIP-890), before it had to be added. Topics by id in version 6.

use std::sync::Arc;

use kerbside_kafka_wire::ErrorCode;
use kerbside_kafka_wire::k28_txn_offset_commit::{
    TxnOffsetCommitRequest, TxnOffsetCommitRequestPartition, TxnOffsetCommitRequestTopic,
    TxnOffsetCommitResponse, TxnOffsetCommitResponsePartition, TxnOffsetCommitResponseTopic,
};

use super::k25_add_offsets_to_txn::offsets_partition;
use super::{Answer, Api, Call};
use crate::authorizer::{Operation, ResourceType};
use crate::cluster::Topic;
use crate::groups::{CommitAs, CommitTime, CommittedOffset, EpochSupport, OffsetToCommit};
use crate::storage::TransactionVersion;
use crate::transactions::{FencedAs, ProducerIdentity, TransactionCoordinator, TransactionRefusal};

/// The first version that knows TRANSACTION_ABORTABLE.
const KNOWS_ABORTABLE: i16 = 4;
/// The first version that adds the group to the transaction.
const ADDS_GROUP: i16 = 5;

/// The first version that knows GROUP_ID_NOT_FOUND.
const KNOWS_NO_GROUP: i16 = 6;

pub(super) struct TxnOffsetCommit;

impl Api for TxnOffsetCommit {
    type Request = TxnOffsetCommitRequest;
    type Response = TxnOffsetCommitResponse;

    fn answer(
        request: TxnOffsetCommitRequest,
        call: &mut Call<'_>,
    ) -> Answer<TxnOffsetCommitResponse> {
        if let Err(error) = check_group(&request, call) {
            return Answer::Now(TxnOffsetCommit::refuse(&request, error, call.version));
        }
        let topics: Vec<_> = request.topics.iter().map(|wanted| find(wanted, call)).collect();
        let checked = request.topics.iter().zip(&topics);
        let has_any = checked.clone().any(|(wanted, topic)| {
            wanted.partitions.iter().any(|it| check_partition(topic, it).is_ok())
        });
        // Under one lock, so that the transaction does not end between the check and the commit.
        let topics = call.with_transactions(|transactions| {
            let allowed = match has_any {
                true => check_transaction(&request, &topics, transactions, call),
                false => Ok(()),
            };
            let commit = |(wanted, topic)| {
                response_topic(wanted, |partition| {
                    let result = commit(&request, topic, partition, allowed, call);
                    result.err().unwrap_or_default()
                })
            };
            checked.map(commit).collect()
        });
        Answer::Now(TxnOffsetCommitResponse { topics, ..TxnOffsetCommitResponse::default() })
    }

    fn refuse(
        request: &TxnOffsetCommitRequest,
        error: ErrorCode,
        _: i16,
    ) -> TxnOffsetCommitResponse {
        let topics = request.topics.iter().map(|it| response_topic(it, |_| error)).collect();
        TxnOffsetCommitResponse { topics, ..TxnOffsetCommitResponse::default() }
    }
}

fn check_group(request: &TxnOffsetCommitRequest, call: &mut Call<'_>) -> Result<(), ErrorCode> {
    call.check_transactional_id(Operation::WRITE, &request.transactional_id)?;
    if !call.allows(Operation::READ, ResourceType::GROUP, &request.group_id) {
        return Err(ErrorCode::GROUP_AUTHORIZATION_FAILED);
    }
    if request.group_id.is_empty() {
        return Err(ErrorCode::INVALID_GROUP_ID);
    }
    call.check_coordinator(&request.group_id)
}

fn find(
    wanted: &TxnOffsetCommitRequestTopic,
    call: &mut Call<'_>,
) -> Result<Arc<Topic>, ErrorCode> {
    if !wanted.topic_id.is_zero() {
        let topic = call.cluster().topic_by_id(wanted.topic_id);
        let topic = topic.ok_or(ErrorCode::UNKNOWN_TOPIC_ID)?;
        return match call.allows(Operation::READ, ResourceType::TOPIC, &topic.name) {
            true => Ok(topic),
            false => Err(ErrorCode::TOPIC_AUTHORIZATION_FAILED),
        };
    }
    if !call.allows(Operation::READ, ResourceType::TOPIC, &wanted.name) {
        return Err(ErrorCode::TOPIC_AUTHORIZATION_FAILED);
    }
    call.cluster().topic(&wanted.name).ok_or(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION)
}

fn check_partition<'a>(
    topic: &'a Result<Arc<Topic>, ErrorCode>,
    wanted: &TxnOffsetCommitRequestPartition,
) -> Result<&'a Arc<Topic>, ErrorCode> {
    let topic = topic.as_ref().map_err(|error| *error)?;
    match topic.partition(wanted.partition_index) {
        Some(_) => Ok(topic),
        None => Err(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION),
    }
}

/// Whether the group belongs to the transaction, and the member to the group.
fn check_transaction(
    request: &TxnOffsetCommitRequest,
    topics: &[Result<Arc<Topic>, ErrorCode>],
    transactions: &mut TransactionCoordinator,
    call: &Call<'_>,
) -> Result<(), ErrorCode> {
    let id = &request.transactional_id;
    let producer = ProducerIdentity { id: request.producer_id, epoch: request.producer_epoch };
    let partition = offsets_partition(&request.group_id);
    let verified = match call.version {
        ADDS_GROUP.. => {
            let version = TransactionVersion::V2;
            transactions.add_partitions(id, producer, vec![partition], version, call.now)
        }
        _ => transactions.verify(id, producer, &partition),
    };
    verified.map_err(|refusal| match refusal {
        TransactionRefusal::NotAdded if call.version < KNOWS_ABORTABLE => {
            ErrorCode::INVALID_TXN_STATE
        }
        other => other.code(FencedAs::InvalidEpoch),
    })?;
    let who = CommitAs {
        generation: request.generation_id_or_member_epoch,
        member_id: &request.member_id,
        instance_id: request.group_instance_id.as_deref(),
        epochs: EpochSupport::Known,
    };
    let named = request.topics.iter().zip(topics).filter_map(|(wanted, topic)| {
        let id = topic.as_ref().ok()?.id;
        Some(wanted.partitions.iter().map(move |it| (id, it.partition_index)))
    });
    let partitions: Vec<_> = named.flatten().collect();
    let may = call.with_groups(|groups| {
        groups.may_commit_in_transaction(&request.group_id, who, &partitions)
    });
    may.map_err(|error| match error {
        ErrorCode::GROUP_ID_NOT_FOUND if call.version < KNOWS_NO_GROUP => {
            ErrorCode::ILLEGAL_GENERATION
        }
        other => other,
    })
}

fn commit(
    request: &TxnOffsetCommitRequest,
    topic: &Result<Arc<Topic>, ErrorCode>,
    wanted: &TxnOffsetCommitRequestPartition,
    allowed: Result<(), ErrorCode>,
    call: &Call<'_>,
) -> Result<(), ErrorCode> {
    let topic = Arc::clone(&check_partition(topic, wanted)?.name);
    allowed?;
    let committed = CommittedOffset {
        offset: wanted.committed_offset,
        leader_epoch: wanted.committed_leader_epoch,
        metadata: Arc::from(wanted.committed_metadata.as_deref().unwrap_or_default()),
    };
    let time = CommitTime { at_ms: call.now.wall_millis(), expires_ms: None };
    let commit = OffsetToCommit { topic, partition: wanted.partition_index, committed, time };
    call.with_groups(|groups| {
        groups.commit_in_transaction(&request.group_id, request.producer_id, commit)
    })
}

fn response_topic(
    wanted: &TxnOffsetCommitRequestTopic,
    code: impl Fn(&TxnOffsetCommitRequestPartition) -> ErrorCode,
) -> TxnOffsetCommitResponseTopic {
    let partition = |it: &TxnOffsetCommitRequestPartition| TxnOffsetCommitResponsePartition {
        partition_index: it.partition_index,
        error_code: code(it),
        ..TxnOffsetCommitResponsePartition::default()
    };
    TxnOffsetCommitResponseTopic {
        name: wanted.name.clone(),
        topic_id: wanted.topic_id,
        partitions: wanted.partitions.iter().map(partition).collect(),
        ..TxnOffsetCommitResponseTopic::default()
    }
}
