//! The request of each row, and the field of its response where a client looks for the code.

use kerbside_kafka_wire::*;
use kerbside_kafka_wire::{ErrorCode as E, StrBytes};

use super::{Asked, GROUP};
use crate::authorizer::{Operation as O, ResourceType as R};
use crate::testing::batch;

pub(super) fn produce(asked: Asked<'_>) -> E {
    use k00_produce::*;
    let records = Some(batch(&["x"]));
    let partition = PartitionProduceData { records, ..Default::default() };
    let data = TopicProduceData {
        name: asked.name,
        partition_data: vec![partition],
        ..Default::default()
    };
    let request = ProduceRequest { acks: -1, topic_data: vec![data], ..Default::default() };
    let answer: ProduceResponse = asked.client.call(12, &request);
    answer.responses[0].partition_responses[0].error_code
}

pub(super) fn fetch(asked: Asked<'_>) -> E {
    fetch_as(asked, -1)
}

pub(super) fn fetch_as_replica(asked: Asked<'_>) -> E {
    fetch_as(asked, 2)
}

pub(super) fn fetch_as(asked: Asked<'_>, replica_id: i32) -> E {
    use k01_fetch::*;
    let topic = FetchTopic {
        topic: asked.name,
        partitions: vec![FetchPartition::default()],
        ..Default::default()
    };
    let request = FetchRequest { replica_id, topics: vec![topic], ..Default::default() };
    let answer: FetchResponse = asked.client.call(12, &request);
    answer.responses[0].partitions[0].error_code
}

pub(super) fn list_offsets(asked: Asked<'_>) -> E {
    use k02_list_offsets::*;
    let partition = ListOffsetsPartition { timestamp: -1, ..Default::default() };
    let topic =
        ListOffsetsTopic { name: asked.name, partitions: vec![partition], ..Default::default() };
    let request = ListOffsetsRequest { topics: vec![topic], ..Default::default() };
    let answer: ListOffsetsResponse = asked.client.call(11, &request);
    answer.topics[0].partitions[0].error_code
}

pub(super) fn metadata(asked: Asked<'_>) -> E {
    metadata_with(asked, false)
}

pub(super) fn metadata_that_makes(asked: Asked<'_>) -> E {
    metadata_with(asked, true)
}

pub(super) fn metadata_with(asked: Asked<'_>, allow_auto_topic_creation: bool) -> E {
    use k03_metadata::*;
    let topic = MetadataRequestTopic { name: Some(asked.name), ..Default::default() };
    let topics = Some(vec![topic]);
    let request = MetadataRequest { topics, allow_auto_topic_creation, ..Default::default() };
    let answer: MetadataResponse = asked.client.call(13, &request);
    answer.topics[0].error_code
}

pub(super) fn offset_commit(asked: Asked<'_>) -> E {
    use k08_offset_commit::*;
    // The group is there whatever becomes of the topic.
    let group_id = asked.world.node.cluster.groups().list()[0].id.to_string().into();
    let topic = OffsetCommitRequestTopic {
        name: asked.name,
        partitions: vec![OffsetCommitRequestPartition::default()],
        ..Default::default()
    };
    let request = OffsetCommitRequest {
        group_id,
        generation_id_or_member_epoch: -1,
        topics: vec![topic],
        ..Default::default()
    };
    let answer: OffsetCommitResponse = asked.client.call(9, &request);
    answer.topics[0].partitions[0].error_code
}

pub(super) fn offset_fetch(asked: Asked<'_>) -> E {
    let answer = fetch_offsets(asked);
    assert!(answer.error_code == E::NONE || answer.topics.is_empty());
    answer.error_code
}

pub(super) fn offset_fetch_of_topic(asked: Asked<'_>) -> E {
    fetch_offsets(asked).topics[0].partitions[0].error_code
}

pub(super) fn fetch_offsets(asked: Asked<'_>) -> k09_offset_fetch::OffsetFetchResponseGroup {
    use k09_offset_fetch::*;
    let topic = OffsetFetchRequestTopics {
        name: asked.name.clone(),
        partition_indexes: vec![0],
        ..Default::default()
    };
    let topics = Some(vec![topic]);
    let group = OffsetFetchRequestGroup { group_id: asked.name, topics, ..Default::default() };
    let request = OffsetFetchRequest { groups: vec![group], ..Default::default() };
    let answer: OffsetFetchResponse = asked.client.call(9, &request);
    answer.groups[0].clone()
}

pub(super) fn find_coordinator(asked: Asked<'_>, key_type: i8) -> E {
    use k10_find_coordinator::*;
    let coordinator_keys = vec![asked.name.clone()];
    let request = FindCoordinatorRequest { key_type, coordinator_keys, ..Default::default() };
    let several: FindCoordinatorResponse = asked.client.call(6, &request);
    let request = FindCoordinatorRequest { key: asked.name, key_type, ..Default::default() };
    let one: FindCoordinatorResponse = asked.client.call(3, &request);
    assert_eq!(one.error_code, several.coordinators[0].error_code);
    let text = match one.error_code {
        E::NONE => "NONE",
        GROUP => "Group authorization failed.",
        _ => "Transactional Id authorization failed.",
    };
    assert_eq!(one.error_message.as_deref(), Some(text));
    one.error_code
}

pub(super) fn join_group(asked: Asked<'_>) -> E {
    use k11_join_group::*;
    let request = JoinGroupRequest { group_id: asked.name, ..Default::default() };
    let answer: JoinGroupResponse = asked.client.call(9, &request);
    answer.error_code
}

pub(super) fn heartbeat(asked: Asked<'_>) -> E {
    use k12_heartbeat::*;
    let (group_id, member_id) = (asked.name, "nobody".into());
    let request = HeartbeatRequest { group_id, member_id, ..Default::default() };
    let answer: HeartbeatResponse = asked.client.call(4, &request);
    answer.error_code
}

pub(super) fn leave_group(asked: Asked<'_>) -> E {
    use k13_leave_group::*;
    let request = LeaveGroupRequest { group_id: asked.name, ..Default::default() };
    let answer: LeaveGroupResponse = asked.client.call(5, &request);
    answer.error_code
}

pub(super) fn sync_group(asked: Asked<'_>) -> E {
    use k14_sync_group::*;
    let (group_id, member_id) = (asked.name, "nobody".into());
    let request = SyncGroupRequest { group_id, member_id, ..Default::default() };
    let answer: SyncGroupResponse = asked.client.call(3, &request);
    answer.error_code
}

pub(super) fn describe_groups(asked: Asked<'_>) -> E {
    use k15_describe_groups::*;
    let request = DescribeGroupsRequest { groups: vec![asked.name], ..Default::default() };
    let answer: DescribeGroupsResponse = asked.client.call(6, &request);
    answer.groups[0].error_code
}

pub(super) fn delete_groups(asked: Asked<'_>) -> E {
    use k42_delete_groups::*;
    let request = DeleteGroupsRequest { groups_names: vec![asked.name], ..Default::default() };
    let answer: DeleteGroupsResponse = asked.client.call(3, &request);
    answer.results[0].error_code
}

fn delete_offset(asked: Asked<'_>, group_id: StrBytes) -> k47_offset_delete::OffsetDeleteResponse {
    use k47_offset_delete::*;
    let partitions = vec![OffsetDeleteRequestPartition::default()];
    let topic = OffsetDeleteRequestTopic { name: asked.name, partitions };
    let request = OffsetDeleteRequest { group_id, topics: vec![topic] };
    asked.client.call(0, &request)
}

pub(super) fn offset_delete(asked: Asked<'_>) -> E {
    let group_id = asked.name.clone();
    delete_offset(asked, group_id).error_code
}

pub(super) fn offset_delete_of_topic(asked: Asked<'_>) -> E {
    // The group is there whatever becomes of the topic.
    let group_id = asked.world.node.cluster.groups().list()[0].id.to_string().into();
    let answer = delete_offset(asked, group_id);
    assert_eq!(answer.error_code, E::NONE);
    answer.topics[0].partitions[0].error_code
}

pub(super) fn consumer_group_heartbeat(asked: Asked<'_>) -> E {
    use k68_consumer_group_heartbeat::*;
    let request = ConsumerGroupHeartbeatRequest {
        group_id: asked.name.clone(),
        member_id: "member".into(),
        rebalance_timeout_ms: 60_000,
        subscribed_topic_names: Some(vec![asked.name]),
        topic_partitions: Some(Vec::new()),
        ..Default::default()
    };
    let answer: ConsumerGroupHeartbeatResponse = asked.client.call(1, &request);
    answer.error_code
}

pub(super) fn consumer_group_describe(asked: Asked<'_>) -> E {
    use k69_consumer_group_describe::*;
    let request =
        ConsumerGroupDescribeRequest { group_ids: vec![asked.name], ..Default::default() };
    let answer: ConsumerGroupDescribeResponse = asked.client.call(1, &request);
    answer.groups[0].error_code
}

pub(super) fn create_topics(asked: Asked<'_>) -> E {
    use k19_create_topics::*;
    let topic = CreatableTopic {
        name: asked.name,
        num_partitions: 1,
        replication_factor: 1,
        ..Default::default()
    };
    let request = CreateTopicsRequest { topics: vec![topic], ..Default::default() };
    let answer: CreateTopicsResponse = asked.client.call(7, &request);
    answer.topics[0].error_code
}

pub(super) fn delete_topics(asked: Asked<'_>) -> E {
    use k20_delete_topics::*;
    let topic = DeleteTopicState { name: Some(asked.name), ..Default::default() };
    let request = DeleteTopicsRequest { topics: vec![topic], ..Default::default() };
    let answer: DeleteTopicsResponse = asked.client.call(6, &request);
    answer.responses[0].error_code
}

pub(super) fn init_producer_id(asked: Asked<'_>) -> E {
    use k22_init_producer_id::*;
    let request = InitProducerIdRequest { transactional_id: None, ..Default::default() };
    let answer: InitProducerIdResponse = asked.client.call(5, &request);
    answer.error_code
}

pub(super) fn offset_for_leader_epoch(asked: Asked<'_>) -> E {
    use k23_offset_for_leader_epoch::*;
    let topic = OffsetForLeaderTopic {
        topic: asked.name,
        partitions: vec![OffsetForLeaderPartition {
            current_leader_epoch: -1,
            ..Default::default()
        }],
        ..Default::default()
    };
    let request = OffsetForLeaderEpochRequest { topics: vec![topic], ..Default::default() };
    let answer: OffsetForLeaderEpochResponse = asked.client.call(4, &request);
    answer.topics[0].partitions[0].error_code
}

pub(super) fn describe_acls(asked: Asked<'_>) -> E {
    use k29_describe_acls::*;
    let request = DescribeAclsRequest {
        resource_type_filter: 1,
        pattern_type_filter: 1,
        operation: 1,
        permission_type: 1,
        ..Default::default()
    };
    let answer: DescribeAclsResponse = asked.client.call(3, &request);
    answer.error_code
}

pub(super) fn create_acls(asked: Asked<'_>) -> E {
    use k30_create_acls::*;
    let creation = AclCreation {
        resource_type: R::TOPIC.0,
        resource_name: asked.name,
        resource_pattern_type: 3,
        principal: "User:alice".into(),
        host: "*".into(),
        operation: O::READ.0,
        permission_type: 3,
        ..Default::default()
    };
    let request = CreateAclsRequest { creations: vec![creation], ..Default::default() };
    let answer: CreateAclsResponse = asked.client.call(3, &request);
    answer.results[0].error_code
}

pub(super) fn delete_acls(asked: Asked<'_>) -> E {
    use k31_delete_acls::*;
    let filter = DeleteAclsFilter {
        resource_type_filter: R::TOPIC.0,
        resource_name_filter: Some(asked.name),
        pattern_type_filter: 1,
        operation: 1,
        permission_type: 1,
        ..Default::default()
    };
    let request = DeleteAclsRequest { filters: vec![filter], ..Default::default() };
    let answer: DeleteAclsResponse = asked.client.call(3, &request);
    answer.filter_results[0].error_code
}

pub(super) fn describe_configs(asked: Asked<'_>) -> E {
    let name = asked.name.clone();
    configs_of(asked, 2, name)
}

pub(super) fn describe_broker_configs(asked: Asked<'_>) -> E {
    configs_of(asked, 4, "1".into())
}

pub(super) fn configs_of(asked: Asked<'_>, resource_type: i8, resource_name: StrBytes) -> E {
    use k32_describe_configs::*;
    let resource = DescribeConfigsResource { resource_type, resource_name, ..Default::default() };
    let request = DescribeConfigsRequest { resources: vec![resource], ..Default::default() };
    let answer: DescribeConfigsResponse = asked.client.call(4, &request);
    answer.results[0].error_code
}

pub(super) fn create_partitions(asked: Asked<'_>) -> E {
    use k37_create_partitions::*;
    let topic = CreatePartitionsTopic {
        name: asked.name,
        count: 5,
        assignments: None,
        ..Default::default()
    };
    let request = CreatePartitionsRequest { topics: vec![topic], ..Default::default() };
    let answer: CreatePartitionsResponse = asked.client.call(3, &request);
    answer.results[0].error_code
}

pub(super) fn describe_topic_partitions(asked: Asked<'_>) -> E {
    use k75_describe_topic_partitions::*;
    let topic = TopicRequest { name: asked.name, ..Default::default() };
    let request = DescribeTopicPartitionsRequest { topics: vec![topic], ..Default::default() };
    let answer: DescribeTopicPartitionsResponse = asked.client.call(0, &request);
    answer.topics[0].error_code
}
