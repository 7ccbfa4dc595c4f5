//! What Metadata tells: the brokers by their advertised names, and who leads which partition.

use std::collections::BTreeMap;

use kerbside_kafka_wire::k03_metadata::{
    MetadataRequest, MetadataRequestTopic, MetadataResponse, MetadataResponseTopic,
};
use kerbside_kafka_wire::{ApiKey, ErrorCode};

use super::error::KafkaError;
use super::host_port::HostPort;
use super::options::AutoCreate;

/// A cluster as its brokers describe it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Topology {
    /// The cluster's id.
    pub cluster_id: Option<String>,
    /// The controller's node id; -1 when there is none.
    pub controller: i32,
    /// The advertised addresses, by node id.
    pub brokers: BTreeMap<i32, HostPort>,
    /// The topics that were asked about and exist.
    pub topics: BTreeMap<String, BTreeMap<i32, Result<i32, ErrorCode>>>,
}

/// The leaders of a topic's partitions, by partition.
pub(super) type Partitions = BTreeMap<i32, Result<i32, ErrorCode>>;

impl Topology {
    /// Asks about `topics`, or about all there are.
    pub(super) fn request(topics: Option<&[&str]>, create: AutoCreate) -> MetadataRequest {
        let named =
            |name: &&str| MetadataRequestTopic { name: Some((*name).into()), ..Default::default() };
        MetadataRequest {
            topics: topics.map(|topics| topics.iter().map(named).collect()),
            allow_auto_topic_creation: create == AutoCreate::Allowed,
            ..Default::default()
        }
    }

    /// Reads an answer; what is wrong with single topics stands beside it.
    pub(super) fn read(response: MetadataResponse) -> (Self, Vec<(String, ErrorCode)>) {
        let mut topology = Self {
            cluster_id: response.cluster_id.map(String::from),
            controller: response.controller_id,
            ..Self::default()
        };
        for broker in response.brokers {
            // A port that is none cannot be connected to; the error then names port 0.
            let port = u16::try_from(broker.port).unwrap_or(0);
            let address = HostPort::new(broker.host.as_str(), port);
            topology.brokers.insert(broker.node_id, address);
        }
        let mut refused = Vec::new();
        for topic in response.topics {
            let name = topic.name.as_deref().unwrap_or_default().to_owned();
            match topic.error_code.is_none() {
                true => drop(topology.topics.insert(name, partitions(&topic))),
                false => refused.push((name, topic.error_code)),
            }
        }
        (topology, refused)
    }

    /// The partitions of `topic`.
    pub(super) fn partitions(&self, topic: &str) -> Result<&Partitions, KafkaError> {
        let known = self.topics.get(topic).filter(|partitions| !partitions.is_empty());
        known.ok_or_else(|| {
            KafkaError::api(ApiKey::METADATA, ErrorCode::UNKNOWN_TOPIC_OR_PARTITION, topic)
        })
    }

    /// The node that leads a partition.
    pub(super) fn leader(&self, topic: &str, partition: i32) -> Result<i32, KafkaError> {
        let unknown = Err(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION);
        let leader = self.partitions(topic)?.get(&partition).copied().unwrap_or(unknown);
        leader
            .map_err(|code| KafkaError::api(ApiKey::METADATA, code, format!("{topic}-{partition}")))
    }
}

fn partitions(topic: &MetadataResponseTopic) -> Partitions {
    let leader = |partition: &kerbside_kafka_wire::k03_metadata::MetadataResponsePartition| {
        // Another replica that is away is no obstacle (KIP-112 keeps that error from new clients).
        match partition.error_code {
            ErrorCode::NONE | ErrorCode::REPLICA_NOT_AVAILABLE => Ok(partition.leader_id),
            code => Err(code),
        }
    };
    topic.partitions.iter().map(|one| (one.partition_index, leader(one))).collect()
}
