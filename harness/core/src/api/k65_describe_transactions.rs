//! DescribeTransactions (API key 65), version 0: where transactional ids stand (KIP-664).
//!
//! Topics that the client may not describe are left out.

use kerbside_kafka_wire::k65_describe_transactions::{
    DescribeTransactionsRequest, DescribeTransactionsResponse, TopicData, TransactionState,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use super::{Answer, Api, Call};
use crate::authorizer::{Operation, ResourceType};
use crate::transactions::{DescribedTransaction, TopicPartition};

pub(super) struct DescribeTransactions;

impl Api for DescribeTransactions {
    type Request = DescribeTransactionsRequest;
    type Response = DescribeTransactionsResponse;

    fn answer(
        request: DescribeTransactionsRequest,
        call: &mut Call<'_>,
    ) -> Answer<DescribeTransactionsResponse> {
        let ids = &request.transactional_ids;
        let transaction_states = call.each(ids, |id, call| match find(id, call) {
            Ok(found) => described(id, found, call),
            Err(error) => failed(id, error),
        });
        Answer::Now(DescribeTransactionsResponse { transaction_states, ..Default::default() })
    }

    fn refuse(
        request: &DescribeTransactionsRequest,
        error: ErrorCode,
        _: i16,
    ) -> DescribeTransactionsResponse {
        let states = request.transactional_ids.iter().map(|id| failed(id, error));
        let transaction_states = states.collect();
        DescribeTransactionsResponse { transaction_states, ..Default::default() }
    }
}

fn find(id: &str, call: &mut Call<'_>) -> Result<DescribedTransaction, ErrorCode> {
    call.check_transactional_id(Operation::DESCRIBE, id)?;
    if id.is_empty() {
        return Err(ErrorCode::INVALID_REQUEST);
    }
    call.check_coordinator(id)?;
    let found = call.with_transactions(|transactions| transactions.describe(id));
    found.ok_or(ErrorCode::TRANSACTIONAL_ID_NOT_FOUND)
}

fn described(id: &StrBytes, found: DescribedTransaction, call: &mut Call<'_>) -> TransactionState {
    TransactionState {
        transactional_id: id.clone(),
        transaction_state: StrBytes::from_static(found.state.name()),
        transaction_timeout_ms: found.timeout_ms,
        transaction_start_time_ms: found.started_ms,
        producer_id: found.producer.id,
        producer_epoch: found.producer.epoch,
        topics: topics(&found.partitions, call),
        ..TransactionState::default()
    }
}

/// The partitions, which are in order, by topic.
fn topics(partitions: &[TopicPartition], call: &mut Call<'_>) -> Vec<TopicData> {
    // One transaction can be named often.
    if !call.affords::<TopicData>(partitions.len()) {
        return Vec::new();
    }
    let same = |a: &TopicPartition, b: &TopicPartition| a.topic == b.topic;
    let mut topics = Vec::new();
    for partitions in partitions.chunk_by(same) {
        let Some(first) = partitions.first() else {
            continue;
        };
        if call.allows(Operation::DESCRIBE, ResourceType::TOPIC, &first.topic) {
            topics.push(TopicData {
                topic: StrBytes::from(&*first.topic),
                partitions: partitions.iter().map(|it| it.partition).collect(),
                ..TopicData::default()
            });
        }
    }
    topics
}

fn failed(id: &StrBytes, error_code: ErrorCode) -> TransactionState {
    TransactionState { transactional_id: id.clone(), error_code, ..TransactionState::default() }
}
