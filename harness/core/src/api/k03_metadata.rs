//! Metadata (API key 3), versions 0 to 13.
//!
//! All topics, topics by name or, from version 12, by id (KIP-516); topics are made on the way
//! where `auto.create.topics.enable` and the client allow it.
//!
//! Departures: a topic made on the way is shown at once with its leaders; Kafka first answers
//! with UNKNOWN_TOPIC_OR_PARTITION or LEADER_NOT_AVAILABLE and lets the client ask again.

use std::collections::HashSet;
use std::sync::Arc;

use kerbside_kafka_wire::k03_metadata::{
    MetadataRequest, MetadataRequestTopic, MetadataResponse, MetadataResponseBroker,
    MetadataResponsePartition, MetadataResponseTopic,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes, Uuid};

use super::{Answer, Api, Call};
use crate::authorizer::{CLUSTER_NAME, Operation, ResourceType};
use crate::cluster::{NewTopic, Partition, Topic, check_topic_name};

/// The first version that tells which replicas are not alive.
const TELLS_OFFLINE: i16 = 5;

pub(super) struct Metadata;

impl Api for Metadata {
    type Request = MetadataRequest;
    type Response = MetadataResponse;

    fn answer(request: MetadataRequest, call: &mut Call<'_>) -> Answer<MetadataResponse> {
        let mut response = MetadataResponse {
            brokers: brokers(call),
            cluster_id: Some(StrBytes::from(&**call.cluster().id())),
            controller_id: call.cluster().controller(),
            ..MetadataResponse::default()
        };
        response.topics = match &request.topics {
            None => all_topics(call),
            Some(none) if none.is_empty() && call.version == 0 => all_topics(call),
            Some(topics) => {
                once_each(topics).into_iter().map(|topic| one(topic, &request, call)).collect()
            }
        };
        if request.include_topic_authorized_operations {
            for topic in &mut response.topics {
                if topic.error_code == ErrorCode::NONE {
                    let name = topic.name.as_deref().unwrap_or_default();
                    topic.topic_authorized_operations = call.operations(ResourceType::TOPIC, name);
                }
            }
        }
        if request.include_cluster_authorized_operations {
            let may = call.allows_on_cluster(Operation::DESCRIBE);
            response.cluster_authorized_operations = match may {
                true => call.operations(ResourceType::CLUSTER, CLUSTER_NAME),
                false => 0,
            };
        }
        Answer::Now(response)
    }

    fn refuse(request: &MetadataRequest, error: ErrorCode, _: i16) -> MetadataResponse {
        let topic = |it: &MetadataRequestTopic| MetadataResponseTopic {
            name: Some(it.name.clone().unwrap_or_default()),
            topic_id: it.topic_id,
            error_code: error,
            ..MetadataResponseTopic::default()
        };
        let topics = request.topics.iter().flatten().map(topic).collect();
        MetadataResponse { topics, error_code: error, ..MetadataResponse::default() }
    }
}

/// A topic that is named twice is described once.
fn once_each(topics: &[MetadataRequestTopic]) -> Vec<&MetadataRequestTopic> {
    let mut seen = HashSet::with_capacity(topics.len());
    topics.iter().filter(|it| seen.insert((it.topic_id, it.name.as_deref()))).collect()
}

fn brokers(call: &Call<'_>) -> Vec<MetadataResponseBroker> {
    let mut brokers = Vec::new();
    for node in call.cluster().nodes() {
        // A node without the client's listener cannot be reached by it.
        let Some(endpoint) = call.endpoint(&node) else {
            continue;
        };
        brokers.push(MetadataResponseBroker {
            node_id: node.id,
            host: StrBytes::from(&*endpoint.host),
            port: i32::from(endpoint.port),
            rack: node.rack.as_deref().map(StrBytes::from),
            ..MetadataResponseBroker::default()
        });
    }
    brokers
}

/// Every topic that the client may see.
fn all_topics(call: &mut Call<'_>) -> Vec<MetadataResponseTopic> {
    let mut topics = call.cluster().topics();
    topics.retain(|topic| call.allows(Operation::DESCRIBE, ResourceType::TOPIC, &topic.name));
    topics.iter().map(|topic| described(topic, call)).collect()
}

fn one(
    wanted: &MetadataRequestTopic,
    request: &MetadataRequest,
    call: &mut Call<'_>,
) -> MetadataResponseTopic {
    if !wanted.topic_id.is_zero() {
        return by_id(wanted.topic_id, call);
    }
    let name = wanted.name.as_deref().unwrap_or_default();
    let found = match call.allows(Operation::DESCRIBE, ResourceType::TOPIC, name) {
        false => Err(ErrorCode::TOPIC_AUTHORIZATION_FAILED),
        true => find_or_make(name, request.allow_auto_topic_creation, call),
    };
    match found {
        Ok(topic) => described(&topic, call),
        Err(error_code) => MetadataResponseTopic {
            error_code,
            name: Some(StrBytes::from(name)),
            ..MetadataResponseTopic::default()
        },
    }
}

fn by_id(id: Uuid, call: &mut Call<'_>) -> MetadataResponseTopic {
    // Versions 10 and 11 have no way to say that a name is missing.
    let no_name = (call.version < 12).then(StrBytes::default);
    let failed = |error_code| MetadataResponseTopic {
        error_code,
        topic_id: id,
        name: no_name.clone(),
        ..MetadataResponseTopic::default()
    };
    let Some(topic) = call.cluster().topic_by_id(id) else {
        return failed(ErrorCode::UNKNOWN_TOPIC_ID);
    };
    match call.allows(Operation::DESCRIBE, ResourceType::TOPIC, &topic.name) {
        true => described(&topic, call),
        false => failed(ErrorCode::TOPIC_AUTHORIZATION_FAILED),
    }
}

fn find_or_make(
    name: &str,
    client_allows: bool,
    call: &mut Call<'_>,
) -> Result<Arc<Topic>, ErrorCode> {
    if let Some(topic) = call.cluster().topic(name) {
        return Ok(topic);
    }
    let makes = client_allows && call.cluster().settings().auto_create_topics;
    if !makes {
        return Err(match check_topic_name(name) {
            Ok(()) => ErrorCode::UNKNOWN_TOPIC_OR_PARTITION,
            Err(_) => ErrorCode::INVALID_TOPIC_EXCEPTION,
        });
    }
    let may = call.allows_on_cluster(Operation::CREATE)
        || call.allows(Operation::CREATE, ResourceType::TOPIC, name);
    if !may {
        return Err(ErrorCode::TOPIC_AUTHORIZATION_FAILED);
    }
    match call.cluster().create_topic(&NewTopic::named(name, -1)) {
        Ok(topic) => Ok(topic),
        // Another connection was faster.
        Err(refusal) if refusal.code == ErrorCode::TOPIC_ALREADY_EXISTS => {
            call.cluster().topic(name).ok_or(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION)
        }
        Err(refusal) => Err(refusal.code),
    }
}

fn described(topic: &Topic, call: &Call<'_>) -> MetadataResponseTopic {
    let (alive, version) = (&call.cluster().node_ids(), call.version);
    MetadataResponseTopic {
        name: Some(StrBytes::from(&*topic.name)),
        topic_id: topic.id,
        is_internal: topic.is_internal(),
        partitions: topic.partitions.iter().map(|it| partition(it, alive, version)).collect(),
        ..MetadataResponseTopic::default()
    }
}

fn partition(partition: &Partition, alive: &[i32], version: i16) -> MetadataResponsePartition {
    let leadership = partition.state().leadership.clone();
    let error_code = match leadership.leader {
        0.. => ErrorCode::NONE,
        _ => ErrorCode::LEADER_NOT_AVAILABLE,
    };
    MetadataResponsePartition {
        error_code,
        partition_index: partition.index,
        leader_id: leadership.leader,
        leader_epoch: leadership.epoch,
        offline_replicas: match version {
            TELLS_OFFLINE.. => leadership.offline(alive),
            _ => Vec::new(),
        },
        isr_nodes: leadership.isr,
        replica_nodes: leadership.replicas,
        ..MetadataResponsePartition::default()
    }
}
