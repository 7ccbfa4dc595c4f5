//! OffsetFetch (API key 9), versions 0 to 10.
//!
//! One group, several from version 8 (KIP-709); some topics or all; topics by id in version 10
//! (KIP-848). A partition without a committed offset is answered with -1.
//!
//! Who requires stable offsets is told UNSTABLE_OFFSET_COMMIT where a transaction may still change
//! one (KIP-447).
//!
//! A member of a consumer group shows its epoch (KIP-848). Departures: none known.

use std::sync::Arc;

use kerbside_kafka_wire::k09_offset_fetch::{
    OffsetFetchRequest, OffsetFetchRequestGroup, OffsetFetchRequestTopics, OffsetFetchResponse,
    OffsetFetchResponseGroup, OffsetFetchResponsePartition, OffsetFetchResponsePartitions,
    OffsetFetchResponseTopic, OffsetFetchResponseTopics,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes, Uuid};

use super::{Answer, Api, Call};
use crate::authorizer::{Operation, ResourceType};
use crate::groups::{CommittedOffset, Coordinator};

/// The version whose offsets came from ZooKeeper: none there is an error.
const FROM_ZOOKEEPER: i16 = 0;
/// The first version that asks for several groups.
const SEVERAL_GROUPS: i16 = 8;
/// The first version with an error of the group.
const GROUP_ERROR: i16 = 2;
/// The first version with topic ids instead of names.
const BY_ID: i16 = 10;

/// Offsets that are looked up while the groups are locked.
const AT_A_TIME: usize = 1_000;

pub(super) struct OffsetFetch;

impl Api for OffsetFetch {
    type Request = OffsetFetchRequest;
    type Response = OffsetFetchResponse;

    fn answer(request: OffsetFetchRequest, call: &mut Call<'_>) -> Answer<OffsetFetchResponse> {
        if call.version >= SEVERAL_GROUPS {
            let wants = Wants::of(&request);
            let groups = call.each(&request.groups, |it, call| group(it, wants, call));
            return Answer::Now(OffsetFetchResponse { groups, ..OffsetFetchResponse::default() });
        }
        let wants = Wants::of(&request);
        Answer::Now(flatten(group(&lift(&request), wants, call), call.version))
    }

    fn refuse(request: &OffsetFetchRequest, error: ErrorCode, _: i16) -> OffsetFetchResponse {
        let group = |it: &OffsetFetchRequestGroup| refused_group(it, error, SEVERAL_GROUPS);
        OffsetFetchResponse {
            groups: request.groups.iter().map(group).collect(),
            error_code: error,
            ..OffsetFetchResponse::default()
        }
    }
}

/// Which offsets the client wants (KIP-447).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wants {
    /// Those that no transaction may change any more.
    Stable,
    /// Those that are committed now.
    Committed,
}

impl Wants {
    fn of(request: &OffsetFetchRequest) -> Self {
        if request.require_stable { Wants::Stable } else { Wants::Committed }
    }
}

/// The request for one group in the form of the later versions.
fn lift(request: &OffsetFetchRequest) -> OffsetFetchRequestGroup {
    let topics = request.topics.as_ref().map(|topics| {
        let topic = |it: &kerbside_kafka_wire::k09_offset_fetch::OffsetFetchRequestTopic| {
            OffsetFetchRequestTopics {
                name: it.name.clone(),
                partition_indexes: it.partition_indexes.clone(),
                ..OffsetFetchRequestTopics::default()
            }
        };
        topics.iter().map(topic).collect()
    });
    let group_id = request.group_id.clone();
    OffsetFetchRequestGroup { group_id, topics, ..OffsetFetchRequestGroup::default() }
}

/// The answer for one group in the form of the earlier versions.
fn flatten(group: OffsetFetchResponseGroup, version: i16) -> OffsetFetchResponse {
    let partition = |it: OffsetFetchResponsePartitions| OffsetFetchResponsePartition {
        partition_index: it.partition_index,
        committed_offset: it.committed_offset,
        committed_leader_epoch: it.committed_leader_epoch,
        metadata: it.metadata,
        // The oldest version has no other place for the group's error.
        error_code: match version {
            ..GROUP_ERROR if group.error_code != ErrorCode::NONE => group.error_code,
            _ => it.error_code,
        },
        ..OffsetFetchResponsePartition::default()
    };
    let topics = group.topics.into_iter().map(|it| OffsetFetchResponseTopic {
        name: it.name,
        partitions: it.partitions.into_iter().map(partition).collect(),
        ..OffsetFetchResponseTopic::default()
    });
    OffsetFetchResponse {
        topics: topics.collect(),
        error_code: group.error_code,
        ..OffsetFetchResponse::default()
    }
}

fn group(
    wanted: &OffsetFetchRequestGroup,
    wants: Wants,
    call: &mut Call<'_>,
) -> OffsetFetchResponseGroup {
    if !call.allows(Operation::DESCRIBE, ResourceType::GROUP, &wanted.group_id) {
        return refused_group(wanted, ErrorCode::GROUP_AUTHORIZATION_FAILED, call.version);
    }
    if let Err(error) = call.check_coordinator(&wanted.group_id) {
        return refused_group(wanted, error, call.version);
    }
    let member = wanted.member_id.as_deref();
    let may = call.cluster().groups().may_fetch(&wanted.group_id, member, wanted.member_epoch);
    if let Err(error) = may {
        return refused_group(wanted, error, call.version);
    }
    let topics = match &wanted.topics {
        Some(topics) => topics.iter().map(|it| topic(&wanted.group_id, it, wants, call)).collect(),
        None => all(&wanted.group_id, wants, call),
    };
    let group_id = wanted.group_id.clone();
    OffsetFetchResponseGroup { group_id, topics, ..OffsetFetchResponseGroup::default() }
}

/// Topics are named where they carry the group's error, as in `OffsetFetchResponse.groupError`.
fn refused_group(
    wanted: &OffsetFetchRequestGroup,
    error: ErrorCode,
    version: i16,
) -> OffsetFetchResponseGroup {
    let topic = |it: &OffsetFetchRequestTopics| OffsetFetchResponseTopics {
        name: it.name.clone(),
        topic_id: it.topic_id,
        partitions: it.partition_indexes.iter().map(|at| nothing(*at, error)).collect(),
        ..OffsetFetchResponseTopics::default()
    };
    OffsetFetchResponseGroup {
        group_id: wanted.group_id.clone(),
        topics: match version {
            ..GROUP_ERROR => wanted.topics.iter().flatten().map(topic).collect(),
            _ => Vec::new(),
        },
        error_code: error,
        ..OffsetFetchResponseGroup::default()
    }
}

fn topic(
    group: &str,
    wanted: &OffsetFetchRequestTopics,
    wants: Wants,
    call: &mut Call<'_>,
) -> OffsetFetchResponseTopics {
    let (name, error) = match name_of(wanted, call) {
        Ok(name) => (name, None),
        Err(error) => (wanted.name.clone(), Some(error)),
    };
    let offset = |groups: &Coordinator, at: i32| match error {
        Some(error) => nothing(at, error),
        None if wants == Wants::Stable && groups.is_unstable(group, &name, at) => {
            nothing(at, ErrorCode::UNSTABLE_OFFSET_COMMIT)
        }
        None => match groups.committed(group, &name, at) {
            Some(committed) => found(at, &committed),
            None if call.version == FROM_ZOOKEEPER => {
                nothing(at, ErrorCode::UNKNOWN_TOPIC_OR_PARTITION)
            }
            None => nothing(at, ErrorCode::NONE),
        },
    };
    let mut partitions = Vec::with_capacity(wanted.partition_indexes.len());
    // Others get at the groups in between.
    for some in wanted.partition_indexes.chunks(AT_A_TIME) {
        let groups = call.cluster().groups();
        partitions.extend(some.iter().map(|at| offset(&groups, *at)));
        let metadata: fn(&OffsetFetchResponsePartitions) -> usize =
            |it| it.metadata.as_ref().map_or(0, |text| text.len());
        let from = partitions.len() - some.len();
        let octets = partitions.iter().skip(from).map(metadata).sum();
        if !call.memory.grow(octets) {
            break;
        }
    }
    OffsetFetchResponseTopics {
        partitions,
        name: wanted.name.clone(),
        topic_id: wanted.topic_id,
        ..OffsetFetchResponseTopics::default()
    }
}

fn name_of(wanted: &OffsetFetchRequestTopics, call: &mut Call<'_>) -> Result<StrBytes, ErrorCode> {
    let name = match call.version >= BY_ID {
        false => wanted.name.clone(),
        true => {
            let topic = call.cluster().topic_by_id(wanted.topic_id);
            StrBytes::from(&*topic.ok_or(ErrorCode::UNKNOWN_TOPIC_ID)?.name)
        }
    };
    match call.allows(Operation::DESCRIBE, ResourceType::TOPIC, &name) {
        true => Ok(name),
        false => Err(ErrorCode::TOPIC_AUTHORIZATION_FAILED),
    }
}

/// Every offset of the group in topics that the client may see.
fn all(group: &str, wants: Wants, call: &mut Call<'_>) -> Vec<OffsetFetchResponseTopics> {
    let offsets = stable_or_not(group, wants, call);
    // One group can be named often.
    if !call.affords::<OffsetFetchResponsePartitions>(offsets.len()) {
        return Vec::new();
    }
    let mut topics: Vec<OffsetFetchResponseTopics> = Vec::new();
    let mut hidden = None;
    for (topic, offset) in offsets {
        if hidden.as_ref() == Some(&topic) {
            continue;
        }
        let last = topics.last_mut().filter(|last| last.name == *topic);
        let last = match last {
            Some(last) => last,
            None => {
                if !call.allows(Operation::DESCRIBE, ResourceType::TOPIC, &topic) {
                    hidden = Some(topic);
                    continue;
                }
                let id = call.cluster().topic(&topic).map_or(Uuid::ZERO, |topic| topic.id);
                topics.push(OffsetFetchResponseTopics {
                    name: StrBytes::from(&*topic),
                    topic_id: id,
                    ..OffsetFetchResponseTopics::default()
                });
                let Some(last) = topics.last_mut() else {
                    continue;
                };
                last
            }
        };
        last.partitions.push(offset);
    }
    topics
}

/// Every offset of the group, by topic.
fn stable_or_not(
    group: &str,
    wants: Wants,
    call: &Call<'_>,
) -> Vec<(Arc<str>, OffsetFetchResponsePartitions)> {
    let groups = call.cluster().groups();
    let offset = |(topic, at, committed): (Arc<str>, i32, CommittedOffset)| {
        let offset = match wants == Wants::Stable && groups.is_unstable(group, &topic, at) {
            true => nothing(at, ErrorCode::UNSTABLE_OFFSET_COMMIT),
            false => found(at, &committed),
        };
        (topic, offset)
    };
    groups.all_committed(group).into_iter().map(offset).collect()
}

fn found(partition_index: i32, committed: &CommittedOffset) -> OffsetFetchResponsePartitions {
    OffsetFetchResponsePartitions {
        partition_index,
        committed_offset: committed.offset,
        committed_leader_epoch: committed.leader_epoch,
        metadata: Some(StrBytes::from(&*committed.metadata)),
        ..OffsetFetchResponsePartitions::default()
    }
}

fn nothing(partition_index: i32, error_code: ErrorCode) -> OffsetFetchResponsePartitions {
    OffsetFetchResponsePartitions {
        partition_index,
        committed_offset: -1,
        committed_leader_epoch: -1,
        metadata: Some(StrBytes::default()),
        error_code,
        ..OffsetFetchResponsePartitions::default()
    }
}
