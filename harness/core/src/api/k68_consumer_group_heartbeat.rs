//! ConsumerGroupHeartbeat (API key 68), versions 0 and 1 (KIP-848).
//!
//! Topics by name need Describe, each; those that a regular expression stands for are those that
//! the member may describe. In version 0 the coordinator names a member that has no id.
//!
//! Departures: those of [`crate::groups::consumer`].

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use kerbside_kafka_wire::k68_consumer_group_heartbeat::{
    Assignment, ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse,
    ResponseTopicPartitions,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use super::{Answer, Api, Call};
use crate::authorizer::{Operation, ResourceType};
use crate::groups::consumer::{
    ConsumerAnswer, ConsumerHeartbeat, ConsumerRefusal, Pace, ResolvedRegex, TopicDirectory,
    TopicPartition, check_regex, matches_whole,
};

/// The first version in which the client makes the member id.
const OWN_MEMBER_ID: i16 = 1;

pub(super) struct ConsumerGroupHeartbeat;

impl Api for ConsumerGroupHeartbeat {
    type Request = ConsumerGroupHeartbeatRequest;
    type Response = ConsumerGroupHeartbeatResponse;

    fn answer(
        request: ConsumerGroupHeartbeatRequest,
        call: &mut Call<'_>,
    ) -> Answer<ConsumerGroupHeartbeatResponse> {
        if !call.cluster().has_consumer_groups(&call.node.dialect) {
            let error = ErrorCode::UNSUPPORTED_VERSION;
            return Answer::Now(ConsumerGroupHeartbeat::refuse(&request, error, call.version));
        }
        Answer::Now(match hear(&request, call) {
            Ok(answer) => response(answer),
            Err(Refused::Code(error)) => ConsumerGroupHeartbeat::refuse(&request, error, 1),
            Err(Refused::Told(refusal)) => ConsumerGroupHeartbeatResponse {
                error_code: refusal.code(),
                error_message: Some(StrBytes::from(refusal.to_string())),
                ..ConsumerGroupHeartbeatResponse::default()
            },
        })
    }

    fn refuse(
        _: &ConsumerGroupHeartbeatRequest,
        error_code: ErrorCode,
        _: i16,
    ) -> ConsumerGroupHeartbeatResponse {
        ConsumerGroupHeartbeatResponse { error_code, ..ConsumerGroupHeartbeatResponse::default() }
    }
}

/// Why a heartbeat is refused, with or without words.
enum Refused {
    Code(ErrorCode),
    Told(ConsumerRefusal),
}

impl From<ErrorCode> for Refused {
    fn from(code: ErrorCode) -> Self {
        Refused::Code(code)
    }
}

impl From<ConsumerRefusal> for Refused {
    fn from(refusal: ConsumerRefusal) -> Self {
        Refused::Told(refusal)
    }
}

fn hear(
    request: &ConsumerGroupHeartbeatRequest,
    call: &mut Call<'_>,
) -> Result<ConsumerAnswer, Refused> {
    let group = request.group_id.as_str();
    if !call.allows(Operation::READ, ResourceType::GROUP, group) {
        return Err(ErrorCode::GROUP_AUTHORIZATION_FAILED.into());
    }
    let names: BTreeSet<&str> =
        request.subscribed_topic_names.iter().flatten().map(|name| name.as_str()).collect();
    for name in names {
        if !call.allows(Operation::DESCRIBE, ResourceType::TOPIC, name) {
            return Err(ErrorCode::TOPIC_AUTHORIZATION_FAILED.into());
        }
    }
    let mut beat = heartbeat(request, call);
    if !group.is_empty() {
        call.check_coordinator(group)?;
        beat.resolved = resolve(&beat, call)?;
    }
    let pace = pace(group, call);
    let (cluster, now) = (call.cluster(), call.now.monotonic);
    Ok(call.with_groups(|groups| groups.consumer_heartbeat(&beat, pace, cluster, now))?)
}

fn heartbeat(request: &ConsumerGroupHeartbeatRequest, call: &Call<'_>) -> ConsumerHeartbeat {
    let text = |text: &Option<StrBytes>| text.as_deref().map(Arc::from);
    let names = |names: &Vec<StrBytes>| names.iter().map(|it| Arc::from(it.as_str())).collect();
    let owned = request.topic_partitions.as_ref().map(|topics| {
        let topic = topics.iter().map(|it| it.partitions.iter().map(|at| (it.topic_id, *at)));
        topic.flatten().collect()
    });
    let nameless =
        request.member_id.is_empty() && request.member_epoch == 0 && call.version < OWN_MEMBER_ID;
    ConsumerHeartbeat {
        group_id: Arc::from(request.group_id.as_str()),
        member_id: match nameless {
            true => Arc::from(call.cluster().random_id().to_string()),
            false => Arc::from(request.member_id.as_str()),
        },
        member_epoch: request.member_epoch,
        instance_id: text(&request.instance_id),
        rack_id: text(&request.rack_id),
        rebalance_timeout: match request.rebalance_timeout_ms {
            -1 => None,
            ms => Some(Duration::from_millis(u64::try_from(ms).unwrap_or(0))),
        },
        topics: request.subscribed_topic_names.as_ref().map(names),
        regex: text(&request.subscribed_topic_regex),
        assignor: text(&request.server_assignor),
        owned,
        client_id: Arc::clone(call.client_id),
        client_host: call.client_host(),
        resolved: Vec::new(),
    }
}

/// What the regular expressions stand for that the coordinator wants to know.
fn resolve(
    beat: &ConsumerHeartbeat,
    call: &mut Call<'_>,
) -> Result<Vec<ResolvedRegex>, ConsumerRefusal> {
    let changes = call.cluster().changes();
    let groups = call.cluster().groups();
    let wanted = groups.regexes_to_resolve(&beat.group_id, beat.regex.as_ref(), changes);
    drop(groups);
    let mut resolved = Vec::with_capacity(wanted.len());
    for pattern in wanted {
        let regex = check_regex(&pattern)?;
        let mut names = BTreeSet::new();
        for topic in call.cluster().topics() {
            if matches_whole(&regex, &topic.name)
                && call.allows(Operation::DESCRIBE, ResourceType::TOPIC, &topic.name)
            {
                names.insert(Arc::clone(&topic.name));
            }
        }
        resolved.push((pattern, names));
    }
    Ok(resolved)
}

/// The times of the group: those set on it, or those of the broker.
fn pace(group: &str, call: &Call<'_>) -> Pace {
    let configs = call.cluster().configs();
    let set = |name: &str, otherwise: Duration| {
        let value = configs.group_value(call.node.id, group, name);
        let ms = value.and_then(|value| value.trim().parse().ok());
        ms.map_or(otherwise, Duration::from_millis)
    };
    let settings = Pace::from(&call.cluster().settings().groups.consumers);
    Pace {
        session_timeout: set("consumer.session.timeout.ms", settings.session_timeout),
        heartbeat_interval: set("consumer.heartbeat.interval.ms", settings.heartbeat_interval),
        assignment_interval: set("consumer.assignment.interval.ms", settings.assignment_interval),
    }
}

fn response(answer: ConsumerAnswer) -> ConsumerGroupHeartbeatResponse {
    let interval = i32::try_from(answer.heartbeat_interval.as_millis()).unwrap_or(i32::MAX);
    ConsumerGroupHeartbeatResponse {
        member_id: Some(StrBytes::from(&*answer.member_id)),
        member_epoch: answer.member_epoch,
        heartbeat_interval_ms: interval,
        assignment: answer.assignment.map(assignment),
        ..ConsumerGroupHeartbeatResponse::default()
    }
}

fn assignment(partitions: BTreeSet<TopicPartition>) -> Assignment {
    let mut topics: Vec<ResponseTopicPartitions> = Vec::new();
    for (topic_id, partition) in partitions {
        match topics.last_mut().filter(|last| last.topic_id == topic_id) {
            Some(last) => last.partitions.push(partition),
            None => topics.push(ResponseTopicPartitions {
                topic_id,
                partitions: vec![partition],
                ..ResponseTopicPartitions::default()
            }),
        }
    }
    Assignment { topic_partitions: topics, ..Assignment::default() }
}
