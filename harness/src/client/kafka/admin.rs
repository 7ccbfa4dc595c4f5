//! Topics and the cluster.

use std::time::Duration;

use kerbside_kafka_wire::k19_create_topics::{
    CreatableTopic, CreatableTopicConfig, CreateTopicsRequest,
};
use kerbside_kafka_wire::k20_delete_topics::DeleteTopicsRequest;
use kerbside_kafka_wire::k60_describe_cluster::DescribeClusterRequest;
use kerbside_kafka_wire::{ApiKey, ErrorCode, StrBytes};

use super::error::{KafkaError, check};
use super::host_port::HostPort;
use super::kafka_client::KafkaClient;

/// What a topic that cannot be created or deleted may keep the controller waiting.
const CONTROLLER_TIMEOUT_MS: i32 = 10_000;

/// Administers a cluster as the client's user.
#[derive(Clone, Copy, Debug)]
pub struct Admin<'a> {
    client: &'a KafkaClient,
}

/// A cluster as DescribeCluster tells it (KIP-700).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClusterDescription {
    /// The cluster's id.
    pub cluster_id: String,
    /// The controller's node id; -1 when there is none.
    pub controller: i32,
    /// The brokers: node id and advertised address.
    pub brokers: Vec<(i32, HostPort)>,
}

impl<'a> Admin<'a> {
    pub(super) fn new(client: &'a KafkaClient) -> Self {
        Self { client }
    }

    /// Creates `topic` with `partitions` and the broker's other defaults.
    ///
    /// # Errors
    /// What the broker said, or that it said nothing.
    pub async fn create_topic(&self, topic: &str, partitions: i32) -> Result<(), KafkaError> {
        self.create_topic_with(topic, partitions, 1, &[]).await
    }

    /// Creates `topic` with `partitions`, `replicas` of each, and `configs`.
    ///
    /// # Errors
    /// What the broker said, or that it said nothing.
    pub async fn create_topic_with(
        &self,
        topic: &str,
        partitions: i32,
        replicas: i16,
        configs: &[(&str, &str)],
    ) -> Result<(), KafkaError> {
        let config = |(name, value): &(&str, &str)| CreatableTopicConfig {
            name: (*name).into(),
            value: Some((*value).into()),
            ..Default::default()
        };
        let request = CreateTopicsRequest {
            topics: vec![CreatableTopic {
                name: topic.into(),
                num_partitions: partitions,
                replication_factor: replicas,
                configs: configs.iter().map(config).collect(),
                ..Default::default()
            }],
            timeout_ms: CONTROLLER_TIMEOUT_MS,
            ..Default::default()
        };
        let patience = self.client.patience();
        loop {
            let done = self.create_once(topic, &request).await;
            if !patience.wants_another(&done).await {
                return done;
            }
        }
    }

    async fn create_once(
        &self,
        topic: &str,
        request: &CreateTopicsRequest,
    ) -> Result<(), KafkaError> {
        let controller = self.controller().await?;
        let response = self.client.call_node(controller, request, Duration::ZERO).await?;
        let answer = response.topics.into_iter().find(|answer| answer.name == *topic);
        let (code, message) = answer.map_or((ErrorCode::UNKNOWN_SERVER_ERROR, None), |answer| {
            (answer.error_code, answer.error_message)
        });
        outcome(ApiKey::CREATE_TOPICS, topic, code, message)
    }

    /// Deletes `topic`.
    ///
    /// # Errors
    /// What the broker said, or that it said nothing.
    pub async fn delete_topic(&self, topic: &str) -> Result<(), KafkaError> {
        let request = DeleteTopicsRequest {
            topic_names: vec![topic.into()],
            timeout_ms: CONTROLLER_TIMEOUT_MS,
            ..Default::default()
        };
        let controller = self.controller().await?;
        let response = self.client.call_node(controller, &request, Duration::ZERO).await?;
        let named = |name: &Option<StrBytes>| name.as_ref().is_some_and(|name| *name == *topic);
        let answer = response.responses.into_iter().find(|answer| named(&answer.name));
        let (code, message) = answer.map_or((ErrorCode::UNKNOWN_SERVER_ERROR, None), |answer| {
            (answer.error_code, answer.error_message)
        });
        outcome(ApiKey::DELETE_TOPICS, topic, code, message)
    }

    /// The names of the topics that the user may see.
    ///
    /// # Errors
    /// What the broker said, or that it said nothing.
    pub async fn topics(&self) -> Result<Vec<String>, KafkaError> {
        let topology = self.client.refresh(None).await?;
        Ok(topology.topics.keys().cloned().collect())
    }

    /// The number of partitions of `topic`.
    ///
    /// # Errors
    /// What the broker said, or that it said nothing.
    pub async fn partitions(&self, topic: &str) -> Result<usize, KafkaError> {
        let topology = self.client.refresh(Some(&[topic])).await?;
        Ok(topology.partitions(topic)?.len())
    }

    /// The cluster and its brokers.
    ///
    /// # Errors
    /// What the broker said, or that it said nothing.
    pub async fn describe_cluster(&self) -> Result<ClusterDescription, KafkaError> {
        let response = self.client.call_any(&DescribeClusterRequest::default()).await?;
        check(ApiKey::DESCRIBE_CLUSTER, response.error_code, || "the cluster".to_owned())?;
        let brokers = response.brokers.iter().map(|broker| {
            let port = u16::try_from(broker.port).unwrap_or(0);
            (broker.broker_id, HostPort::new(broker.host.as_str(), port))
        });
        Ok(ClusterDescription {
            cluster_id: response.cluster_id.to_string(),
            controller: response.controller_id,
            brokers: brokers.collect(),
        })
    }

    async fn controller(&self) -> Result<i32, KafkaError> {
        let topology = self.client.refresh(Some(&[])).await?;
        let about = || "the cluster has no controller".to_owned();
        let found = topology.brokers.contains_key(&topology.controller);
        let code = if found { ErrorCode::NONE } else { ErrorCode::NOT_CONTROLLER };
        check(ApiKey::METADATA, code, about)?;
        Ok(topology.controller)
    }
}

fn outcome(
    api: ApiKey,
    topic: &str,
    code: ErrorCode,
    message: Option<StrBytes>,
) -> Result<(), KafkaError> {
    match code.is_none() {
        true => Ok(()),
        false => {
            let (about, message) = (topic.to_owned(), message.map(String::from));
            Err(KafkaError::Api { api, code, about, message })
        }
    }
}
