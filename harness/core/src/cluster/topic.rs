//! A topic, and what it takes to make one. Refusals carry the texts of Kafka's controller.

use std::sync::Arc;

use kerbside_kafka_wire::{ErrorCode, Uuid};

use super::Cluster;
use super::partition::Partition;
use super::topic_config::TopicConfigs;
use super::topic_config_check::check_topic_configs;
use super::topic_name::check_topic_name;
use super::topic_settings::TopicSettings;
use crate::settings::ClusterSettings;

/// A topic. Its partitions are added by replacing it.
pub struct Topic {
    /// Its name.
    pub name: Arc<str>,
    /// Its id (KIP-516).
    pub id: Uuid,
    /// By number.
    pub partitions: Vec<Arc<Partition>>,
    /// The configurations that were set on it.
    pub configs: TopicConfigs,
    /// What these and the cluster's defaults come to.
    pub settings: TopicSettings,
}

impl Topic {
    /// The partition of a number.
    pub fn partition(&self, index: i32) -> Option<&Arc<Partition>> {
        self.partitions.get(usize::try_from(index).ok()?)
    }

    /// A topic that clients are not meant to write.
    pub fn is_internal(&self) -> bool {
        matches!(&*self.name, "__consumer_offsets" | "__transaction_state" | "__share_group_state")
    }

    pub(super) fn new(
        name: Arc<str>,
        id: Uuid,
        partitions: Vec<Arc<Partition>>,
        configs: TopicConfigs,
        defaults: &TopicConfigs,
    ) -> Self {
        let settings = TopicSettings::resolve(&configs, defaults);
        Topic { name, id, partitions, configs, settings }
    }

    /// The same topic with other configurations.
    pub(super) fn with_configs(&self, configs: TopicConfigs, defaults: &TopicConfigs) -> Self {
        let (name, partitions) = (Arc::clone(&self.name), self.partitions.clone());
        Topic::new(name, self.id, partitions, configs, defaults)
    }
}

/// What a new topic shall be.
#[derive(Clone, Debug)]
pub struct NewTopic {
    /// Its name.
    pub name: Arc<str>,
    /// How many partitions, and where.
    pub placement: Placement,
    /// Configurations; `None` is a null on the wire, which Kafka refuses.
    pub configs: Vec<(Arc<str>, Option<Arc<str>>)>,
}

/// Where the partitions of a topic go.
#[derive(Clone, Debug)]
pub enum Placement {
    /// Spread over the nodes.
    Spread {
        /// The number of partitions; -1 is the cluster's default.
        partitions: i32,
        /// The copies of each; -1 is the cluster's default.
        replication_factor: i16,
    },
    /// As given: partition and its nodes.
    Given(Vec<(i32, Vec<i32>)>),
}

impl Placement {
    /// How many partitions it is for; a number that makes no sense is none.
    pub(crate) fn partitions(&self, settings: &ClusterSettings) -> usize {
        let count = match self {
            Placement::Given(given) => return given.len(),
            Placement::Spread { partitions: -1, .. } => settings.num_partitions,
            Placement::Spread { partitions, .. } => *partitions,
        };
        usize::try_from(count).unwrap_or(0)
    }
}

/// Why a topic is not made or changed: the code and Kafka's text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct TopicRefusal {
    /// The code on the wire.
    pub code: ErrorCode,
    /// The text.
    pub text: String,
}

impl TopicRefusal {
    pub(crate) fn new(code: ErrorCode, text: impl Into<String>) -> Self {
        TopicRefusal { code, text: text.into() }
    }
}

impl NewTopic {
    /// A topic with the cluster's defaults but for the number of partitions.
    pub fn named(name: &str, partitions: i32) -> Self {
        let placement = Placement::Spread { partitions, replication_factor: -1 };
        NewTopic { name: Arc::from(name), placement, configs: Vec::new() }
    }

    pub(super) fn check_name(&self) -> Result<(), TopicRefusal> {
        check_topic_name(&self.name).map_err(|error| {
            TopicRefusal::new(ErrorCode::INVALID_TOPIC_EXCEPTION, error.to_string())
        })
    }

    pub(super) fn check_configs(&self) -> Result<TopicConfigs, TopicRefusal> {
        let invalid = |text: String| TopicRefusal::new(ErrorCode::INVALID_CONFIG, text);
        let mut configs = TopicConfigs::new();
        for (name, value) in &self.configs {
            let value = value.as_ref().ok_or_else(|| {
                invalid(format!("Null value not supported for topic configs: {name}"))
            })?;
            configs.insert(Arc::clone(name), Arc::clone(value));
        }
        check_topic_configs(&configs).map_err(invalid)?;
        Ok(configs)
    }
}

impl Cluster {
    /// The replicas of each partition from `first` on.
    pub(super) fn place(
        &self,
        placement: &Placement,
        first: i32,
        shift: usize,
    ) -> Result<Vec<Vec<i32>>, TopicRefusal> {
        let nodes = self.node_ids();
        match placement {
            Placement::Given(given) => check_given(given, first, &nodes),
            Placement::Spread { partitions, replication_factor } => {
                let count = match *partitions {
                    -1 => self.settings.num_partitions,
                    count => count,
                };
                let copies = match *replication_factor {
                    -1 => self.settings.default_replication_factor,
                    copies => copies,
                };
                spread(first, count, copies, shift, &nodes)
            }
        }
    }
}

fn check_given(
    given: &[(i32, Vec<i32>)],
    first: i32,
    nodes: &[i32],
) -> Result<Vec<Vec<i32>>, TopicRefusal> {
    let refuse = |text: String| TopicRefusal::new(ErrorCode::INVALID_REPLICA_ASSIGNMENT, text);
    let mut sorted: Vec<_> = given.to_vec();
    sorted.sort_by_key(|(index, _)| *index);
    let copies = sorted.first().map_or(0, |(_, replicas)| replicas.len());
    for (expected, (index, replicas)) in (first..).zip(&sorted) {
        if *index != expected {
            let text = "partitions should be a consecutive 0-based integer sequence";
            return Err(refuse(text.to_owned()));
        }
        if replicas.is_empty() {
            return Err(refuse(
                "The manual partition assignment includes an empty replica list.".to_owned(),
            ));
        }
        if replicas.len() != copies {
            return Err(refuse(format!(
                "The manual partition assignment includes a partition with {} replica(s), but this \
                 is not consistent with previous partitions, which have {copies} replica(s).",
                replicas.len()
            )));
        }
        if let Some(unknown) = replicas.iter().find(|id| !nodes.contains(id)) {
            return Err(refuse(format!(
                "The manual partition assignment includes broker {unknown}, but no such broker is \
                 registered."
            )));
        }
        let mut distinct = replicas.clone();
        distinct.sort_unstable();
        distinct.dedup();
        if distinct.len() != replicas.len() {
            return Err(refuse(
                "The manual partition assignment includes the same broker more than once."
                    .to_owned(),
            ));
        }
    }
    Ok(sorted.into_iter().map(|(_, replicas)| replicas).collect())
}

fn spread(
    first: i32,
    count: i32,
    copies: i16,
    shift: usize,
    nodes: &[i32],
) -> Result<Vec<Vec<i32>>, TopicRefusal> {
    if count <= 0 {
        let text = "Number of partitions was set to an invalid non-positive value.";
        return Err(TopicRefusal::new(ErrorCode::INVALID_PARTITIONS, text));
    }
    let replicas = match usize::try_from(copies) {
        Ok(replicas) if replicas > 0 => replicas,
        _ => {
            let text = "Replication factor was set to an invalid non-positive value.";
            return Err(TopicRefusal::new(ErrorCode::INVALID_REPLICATION_FACTOR, text));
        }
    };
    if replicas > nodes.len() {
        let text = format!(
            "Unable to replicate the partition {replicas} time(s): The target replication factor \
             of {replicas} cannot be reached because only {} broker(s) are registered or some \
             brokers have all their log directories cordoned.",
            nodes.len()
        );
        return Err(TopicRefusal::new(ErrorCode::INVALID_REPLICATION_FACTOR, text));
    }
    let first = usize::try_from(first).unwrap_or(0);
    let at = |partition: usize| {
        let ring = nodes.iter().cycle().skip((first + partition + shift) % nodes.len());
        ring.take(replicas).copied().collect()
    };
    Ok((0..usize::try_from(count).unwrap_or(0)).map(at).collect())
}
