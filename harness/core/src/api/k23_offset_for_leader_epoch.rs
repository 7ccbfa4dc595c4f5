//! OffsetForLeaderEpoch (API key 23), versions 0 to 4: where a leader epoch ends in our log
//! (KIP-101, KIP-320).
//!
//! Who may act for the cluster may ask about every topic, others about those that they may
//! describe. Departures: none known.

use kerbside_kafka_wire::ErrorCode;
use kerbside_kafka_wire::k23_offset_for_leader_epoch::{
    EpochEndOffset, OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse,
    OffsetForLeaderPartition, OffsetForLeaderTopic, OffsetForLeaderTopicResult,
};

use super::k01_fetch::check_leader;
use super::{Answer, Api, Call};
use crate::authorizer::{Operation, ResourceType};
use crate::cluster::Topic;
use crate::storage::EpochEnd;

pub(super) struct OffsetForLeaderEpoch;

impl Api for OffsetForLeaderEpoch {
    type Request = OffsetForLeaderEpochRequest;
    type Response = OffsetForLeaderEpochResponse;

    fn answer(
        request: OffsetForLeaderEpochRequest,
        call: &mut Call<'_>,
    ) -> Answer<OffsetForLeaderEpochResponse> {
        let all = call.allows_on_cluster(Operation::CLUSTER_ACTION);
        let mut topics = Vec::with_capacity(request.topics.len());
        for wanted in request.topics {
            let may = all || call.allows(Operation::DESCRIBE, ResourceType::TOPIC, &wanted.topic);
            let topic = match may {
                false => Err(ErrorCode::TOPIC_AUTHORIZATION_FAILED),
                true => {
                    let topic = call.cluster().topic(&wanted.topic);
                    topic.ok_or(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION)
                }
            };
            let answer = |it: &OffsetForLeaderPartition| {
                let end = match &topic {
                    Ok(topic) => find(topic, it, call),
                    Err(error) => Err(*error),
                };
                result(it.partition, end)
            };
            let partitions = wanted.partitions.iter().map(answer).collect();
            let topic = wanted.topic;
            topics.push(OffsetForLeaderTopicResult { topic, partitions, ..Default::default() });
        }
        Answer::Now(OffsetForLeaderEpochResponse { topics, ..Default::default() })
    }

    fn refuse(
        request: &OffsetForLeaderEpochRequest,
        error: ErrorCode,
        _: i16,
    ) -> OffsetForLeaderEpochResponse {
        let partition = |it: &OffsetForLeaderPartition| result(it.partition, Err(error));
        let topic = |it: &OffsetForLeaderTopic| OffsetForLeaderTopicResult {
            topic: it.topic.clone(),
            partitions: it.partitions.iter().map(partition).collect(),
            ..OffsetForLeaderTopicResult::default()
        };
        let topics = request.topics.iter().map(topic).collect();
        OffsetForLeaderEpochResponse { topics, ..OffsetForLeaderEpochResponse::default() }
    }
}

fn find(
    topic: &Topic,
    wanted: &OffsetForLeaderPartition,
    call: &Call<'_>,
) -> Result<EpochEnd, ErrorCode> {
    let partition = topic.partition(wanted.partition);
    let partition = partition.ok_or(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION)?;
    let state = partition.state();
    check_leader(&state.leadership, wanted.current_leader_epoch, call)?;
    let end = state.log.epoch_end(wanted.leader_epoch, state.leadership.epoch);
    Ok(end.unwrap_or(EpochEnd { epoch: -1, end_offset: -1 }))
}

fn result(partition: i32, end: Result<EpochEnd, ErrorCode>) -> EpochEndOffset {
    match end {
        Ok(EpochEnd { epoch, end_offset }) => EpochEndOffset {
            partition,
            leader_epoch: epoch,
            end_offset,
            ..EpochEndOffset::default()
        },
        Err(error_code) => EpochEndOffset { partition, error_code, ..EpochEndOffset::default() },
    }
}
