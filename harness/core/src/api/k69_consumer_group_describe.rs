//! ConsumerGroupDescribe (API key 69), versions 0 and 1 (KIP-848).
//!
//! Needs Describe on the group, and on each topic that is assigned in it. Departures: none known.

use std::collections::BTreeSet;

use kerbside_kafka_wire::k69_consumer_group_describe::{
    Assignment, ConsumerGroupDescribeRequest, ConsumerGroupDescribeResponse, DescribedGroup,
    Member, TopicPartitions,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use super::{Answer, Api, Call};
use crate::authorizer::{Operation, ResourceType};
use crate::cluster::Cluster;
use crate::groups::consumer::{DescribedConsumer, TopicPartition};

/// A member that speaks KIP-848's protocol; 0 is a classic one.
const CONSUMER_MEMBER: i8 = 1;

pub(super) struct ConsumerGroupDescribe;

impl Api for ConsumerGroupDescribe {
    type Request = ConsumerGroupDescribeRequest;
    type Response = ConsumerGroupDescribeResponse;

    fn answer(
        request: ConsumerGroupDescribeRequest,
        call: &mut Call<'_>,
    ) -> Answer<ConsumerGroupDescribeResponse> {
        if !call.cluster().has_consumer_groups(&call.node.dialect) {
            let error = ErrorCode::UNSUPPORTED_VERSION;
            return Answer::Now(ConsumerGroupDescribe::refuse(&request, error, call.version));
        }
        let groups = call.each(&request.group_ids, |id, call| {
            let mut group = describe(id, call);
            if request.include_authorized_operations && group.error_code == ErrorCode::NONE {
                group.authorized_operations = call.operations(ResourceType::GROUP, id);
            }
            group
        });
        Answer::Now(ConsumerGroupDescribeResponse {
            groups,
            ..ConsumerGroupDescribeResponse::default()
        })
    }

    fn refuse(
        request: &ConsumerGroupDescribeRequest,
        error: ErrorCode,
        _: i16,
    ) -> ConsumerGroupDescribeResponse {
        let groups = request.group_ids.iter().map(|id| refused(id, error)).collect();
        ConsumerGroupDescribeResponse { groups, ..ConsumerGroupDescribeResponse::default() }
    }
}

fn describe(id: &StrBytes, call: &mut Call<'_>) -> DescribedGroup {
    if !call.allows(Operation::DESCRIBE, ResourceType::GROUP, id) {
        return refused(id, ErrorCode::GROUP_AUTHORIZATION_FAILED);
    }
    if id.is_empty() {
        return refused(id, ErrorCode::INVALID_GROUP_ID);
    }
    if let Err(error) = call.check_coordinator(id) {
        return refused(id, error);
    }
    let described = call.cluster().groups().describe_consumer_group(id);
    let group = match described {
        Ok(group) => group,
        Err(refusal) => {
            let error_message = Some(StrBytes::from(refusal.to_string()));
            return DescribedGroup { error_message, ..refused(id, refusal.code()) };
        }
    };
    // One large group can be named often.
    let octets = group.members.iter().map(octets).sum();
    if !call.affords::<Member>(group.members.len()) || !call.memory.grow(octets) {
        return refused(id, ErrorCode::UNKNOWN_SERVER_ERROR);
    }
    let cluster = call.cluster();
    let members: Vec<Member> = group.members.into_iter().map(|it| member(it, cluster)).collect();
    let assigned = members.iter().flat_map(|it| [&it.assignment, &it.target_assignment]);
    let topics: BTreeSet<StrBytes> = assigned
        .flat_map(|it| it.topic_partitions.iter().map(|topic| topic.topic_name.clone()))
        .collect();
    for topic in &topics {
        if !call.allows(Operation::DESCRIBE, ResourceType::TOPIC, topic) {
            let text = "The group has described topic(s) that the client is not authorized to \
                        describe.";
            return DescribedGroup {
                error_message: Some(StrBytes::from_static(text)),
                ..refused(id, ErrorCode::TOPIC_AUTHORIZATION_FAILED)
            };
        }
    }
    DescribedGroup {
        group_id: id.clone(),
        group_state: StrBytes::from_static(group.state.name()),
        group_epoch: group.epoch,
        assignment_epoch: group.assignment_epoch,
        assignor_name: StrBytes::from_static(group.assignor.name()),
        members,
        ..DescribedGroup::default()
    }
}

/// What the lists of a member take.
fn octets(member: &DescribedConsumer) -> usize {
    const TOPIC: usize = size_of::<TopicPartitions>();
    let partitions = member.assigned.len() + member.target.len();
    member.topics.len() * size_of::<StrBytes>() + partitions * TOPIC
}

fn member(member: DescribedConsumer, cluster: &Cluster) -> Member {
    let text = |text: &str| StrBytes::from(text);
    Member {
        member_id: text(&member.member_id),
        instance_id: member.instance_id.as_deref().map(text),
        rack_id: member.rack_id.as_deref().map(text),
        member_epoch: member.epoch,
        client_id: text(&member.client_id),
        client_host: text(&member.client_host),
        subscribed_topic_names: member.topics.iter().map(|it| text(it)).collect(),
        subscribed_topic_regex: member.regex.as_deref().map(text),
        assignment: assignment(&member.assigned, cluster),
        target_assignment: assignment(&member.target, cluster),
        member_type: CONSUMER_MEMBER,
        ..Member::default()
    }
}

/// By topic; topics that were deleted are left out.
fn assignment(partitions: &BTreeSet<TopicPartition>, cluster: &Cluster) -> Assignment {
    let mut topics: Vec<TopicPartitions> = Vec::new();
    for (topic_id, partition) in partitions {
        if let Some(last) = topics.last_mut().filter(|last| last.topic_id == *topic_id) {
            last.partitions.push(*partition);
        } else if let Some(topic) = cluster.topic_by_id(*topic_id) {
            topics.push(TopicPartitions {
                topic_id: *topic_id,
                topic_name: StrBytes::from(&*topic.name),
                partitions: vec![*partition],
                ..TopicPartitions::default()
            });
        }
    }
    Assignment { topic_partitions: topics, ..Assignment::default() }
}

fn refused(id: &StrBytes, error_code: ErrorCode) -> DescribedGroup {
    DescribedGroup { group_id: id.clone(), error_code, ..DescribedGroup::default() }
}
