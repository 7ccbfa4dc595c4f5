//! OffsetCommit (API key 8), versions 0 to 10.
//!
//! As a member of a generation, or without one for a group that has no members. Topics by id in
//! version 10 (KIP-848). Member epochs from version 9.
//!
//! Departures: offsets of version 0, which Kafka kept in ZooKeeper, are kept with the others.

use std::sync::Arc;

use kerbside_kafka_wire::ErrorCode;
use kerbside_kafka_wire::k08_offset_commit::{
    OffsetCommitRequest, OffsetCommitRequestPartition, OffsetCommitRequestTopic,
    OffsetCommitResponse, OffsetCommitResponsePartition, OffsetCommitResponseTopic,
};

use super::{Answer, Api, Call};
use crate::authorizer::{Operation, ResourceType};
use crate::cluster::Topic;
use crate::groups::{CommitAs, CommitTime, CommittedOffset, EpochSupport, OffsetToCommit};

/// The first version that knows member epochs.
const MEMBER_EPOCHS: i16 = 9;

/// The version whose offsets went to ZooKeeper: no member and no generation is asked for.
const TO_ZOOKEEPER: i16 = 0;

pub(super) struct OffsetCommit;

impl Api for OffsetCommit {
    type Request = OffsetCommitRequest;
    type Response = OffsetCommitResponse;

    fn answer(request: OffsetCommitRequest, call: &mut Call<'_>) -> Answer<OffsetCommitResponse> {
        if !call.allows(Operation::READ, ResourceType::GROUP, &request.group_id) {
            let error = ErrorCode::GROUP_AUTHORIZATION_FAILED;
            return Answer::Now(OffsetCommit::refuse(&request, error, call.version));
        }
        let topics: Vec<_> = request.topics.iter().map(|wanted| find(wanted, call)).collect();
        // The coordinator is asked where something is left to commit.
        let group = match topics.iter().any(Result::is_ok) {
            true => check_group(&request, &topics, call),
            false => Ok(()),
        };
        let mut response = OffsetCommitResponse::default();
        for (wanted, topic) in request.topics.iter().zip(&topics) {
            let commit = |it: &OffsetCommitRequestPartition| OffsetCommitResponsePartition {
                partition_index: it.partition_index,
                error_code: store(&request, group, topic, it, call).err().unwrap_or_default(),
                ..OffsetCommitResponsePartition::default()
            };
            response.topics.push(OffsetCommitResponseTopic {
                name: wanted.name.clone(),
                topic_id: wanted.topic_id,
                partitions: wanted.partitions.iter().map(commit).collect(),
                ..OffsetCommitResponseTopic::default()
            });
        }
        Answer::Now(response)
    }

    fn refuse(
        request: &OffsetCommitRequest,
        error_code: ErrorCode,
        _: i16,
    ) -> OffsetCommitResponse {
        let partition = |it: &OffsetCommitRequestPartition| OffsetCommitResponsePartition {
            partition_index: it.partition_index,
            error_code,
            ..OffsetCommitResponsePartition::default()
        };
        let topic = |it: &OffsetCommitRequestTopic| OffsetCommitResponseTopic {
            name: it.name.clone(),
            topic_id: it.topic_id,
            partitions: it.partitions.iter().map(partition).collect(),
            ..OffsetCommitResponseTopic::default()
        };
        let topics = request.topics.iter().map(topic).collect();
        OffsetCommitResponse { topics, ..OffsetCommitResponse::default() }
    }
}

fn check_group(
    request: &OffsetCommitRequest,
    topics: &[Result<Arc<Topic>, ErrorCode>],
    call: &mut Call<'_>,
) -> Result<(), ErrorCode> {
    if call.version == TO_ZOOKEEPER {
        return Ok(());
    }
    call.check_coordinator(&request.group_id)?;
    let who = CommitAs {
        generation: request.generation_id_or_member_epoch,
        member_id: &request.member_id,
        instance_id: request.group_instance_id.as_deref(),
        epochs: match call.version {
            MEMBER_EPOCHS.. => EpochSupport::Known,
            _ => EpochSupport::Unknown,
        },
    };
    let named = request.topics.iter().zip(topics).filter_map(|(wanted, topic)| {
        let id = topic.as_ref().ok()?.id;
        Some(wanted.partitions.iter().map(move |it| (id, it.partition_index)))
    });
    let partitions: Vec<_> = named.flatten().collect();
    let now = call.now.monotonic;
    call.with_groups(|groups| groups.may_commit(&request.group_id, who, &partitions, now))
}

fn find(wanted: &OffsetCommitRequestTopic, call: &mut Call<'_>) -> Result<Arc<Topic>, ErrorCode> {
    let by_id = !wanted.topic_id.is_zero();
    let topic = match by_id {
        true => call.cluster().topic_by_id(wanted.topic_id).ok_or(ErrorCode::UNKNOWN_TOPIC_ID),
        false => {
            let topic = call.cluster().topic(&wanted.name);
            topic.ok_or(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION)
        }
    };
    let name = match (&topic, by_id) {
        (Ok(topic), _) => &*topic.name,
        (Err(_), false) => wanted.name.as_str(),
        (Err(error), true) => return Err(*error),
    };
    match call.allows(Operation::READ, ResourceType::TOPIC, name) {
        true => topic,
        false => Err(ErrorCode::TOPIC_AUTHORIZATION_FAILED),
    }
}

fn store(
    request: &OffsetCommitRequest,
    may: Result<(), ErrorCode>,
    topic: &Result<Arc<Topic>, ErrorCode>,
    wanted: &OffsetCommitRequestPartition,
    call: &Call<'_>,
) -> Result<(), ErrorCode> {
    let topic = topic.as_ref().map_err(|error| *error)?;
    if topic.partition(wanted.partition_index).is_none() {
        return Err(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION);
    }
    may?;
    let committed = CommittedOffset {
        offset: wanted.committed_offset,
        leader_epoch: wanted.committed_leader_epoch,
        metadata: Arc::from(wanted.committed_metadata.as_deref().unwrap_or_default()),
    };
    let (topic, partition) = (Arc::clone(&topic.name), wanted.partition_index);
    let at_ms = call.now.wall_millis();
    let expires_ms = match request.retention_time_ms {
        ..0 => None,
        retention => Some(at_ms.saturating_add(retention)),
    };
    let time = CommitTime { at_ms, expires_ms };
    let commit = OffsetToCommit { topic, partition, committed, time };
    call.with_groups(|groups| groups.commit(&request.group_id, commit))
}
