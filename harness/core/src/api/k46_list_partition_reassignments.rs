//! ListPartitionReassignments (API key 46), version 0 (KIP-455): what is in progress.
//!
//! Departures: none known.

use std::sync::Arc;

use kerbside_kafka_wire::k46_list_partition_reassignments::{
    ListPartitionReassignmentsRequest, ListPartitionReassignmentsResponse,
    OngoingPartitionReassignment, OngoingTopicReassignment,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use super::{Answer, Api, Call, error_text};
use crate::authorizer::Operation;
use crate::cluster::{Partition, Topic};

pub(super) struct ListPartitionReassignments;

impl Api for ListPartitionReassignments {
    type Request = ListPartitionReassignmentsRequest;
    type Response = ListPartitionReassignmentsResponse;

    fn answer(
        request: ListPartitionReassignmentsRequest,
        call: &mut Call<'_>,
    ) -> Answer<ListPartitionReassignmentsResponse> {
        if let Err(text) = call.check_on_cluster(Operation::DESCRIBE) {
            return Answer::Now(ListPartitionReassignmentsResponse {
                error_code: ErrorCode::CLUSTER_AUTHORIZATION_FAILED,
                error_message: Some(text.into()),
                ..ListPartitionReassignmentsResponse::default()
            });
        }
        let asked: Vec<(Arc<Topic>, Option<Vec<i32>>)> = match request.topics {
            None => call.cluster().topics().into_iter().map(|topic| (topic, None)).collect(),
            Some(topics) => {
                let found = topics.into_iter().filter_map(|it| {
                    Some((call.cluster().topic(&it.name)?, Some(it.partition_indexes)))
                });
                found.collect()
            }
        };
        let mut response =
            ListPartitionReassignmentsResponse { error_message: None, ..Default::default() };
        for (topic, indexes) in asked {
            let wanted = |it: &&Arc<Partition>| match &indexes {
                Some(indexes) => indexes.contains(&it.index),
                None => true,
            };
            let partitions: Vec<_> =
                topic.partitions.iter().filter(wanted).filter_map(|it| ongoing(it)).collect();
            if !partitions.is_empty() {
                let name = StrBytes::from(&*topic.name);
                let topic = OngoingTopicReassignment { name, partitions, ..Default::default() };
                response.topics.push(topic);
            }
        }
        Answer::Now(response)
    }

    fn refuse(
        _: &ListPartitionReassignmentsRequest,
        error_code: ErrorCode,
        _: i16,
    ) -> ListPartitionReassignmentsResponse {
        ListPartitionReassignmentsResponse {
            error_code,
            error_message: error_text::general(error_code),
            ..ListPartitionReassignmentsResponse::default()
        }
    }
}

fn ongoing(partition: &Partition) -> Option<OngoingPartitionReassignment> {
    let leadership = partition.state().leadership.clone();
    let moving = leadership.moving?;
    Some(OngoingPartitionReassignment {
        partition_index: partition.index,
        replicas: leadership.replicas,
        adding_replicas: moving.adding,
        removing_replicas: moving.removing,
        ..OngoingPartitionReassignment::default()
    })
}
