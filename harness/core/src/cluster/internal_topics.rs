//! The topics in which Kafka's coordinators keep what they know: `__consumer_offsets` and
//! `__transaction_state`. They are made when a coordinator is first asked for, as Kafka's
//! `DefaultAutoTopicCreationManager` makes them.
//!
//! Departures: they are there at once, where Kafka first answers COORDINATOR_NOT_AVAILABLE, and
//! they stay empty: coordinators here keep what they know in memory. A cluster of fewer nodes than
//! `offsets.topic.replication.factor` has as many copies as nodes; Kafka then makes no topic.

use std::sync::{Arc, PoisonError};

use super::Cluster;
use super::nodes::COORDINATOR_PARTITIONS;
use super::topic::{NewTopic, Placement};

/// `offsets.topic.replication.factor`, `transaction.state.log.replication.factor`
const COPIES: usize = 3;

/// A topic of Kafka's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InternalTopic {
    /// The group coordinators'.
    ConsumerOffsets,
    /// The transaction coordinators'.
    TransactionState,
}

impl InternalTopic {
    fn name(self) -> &'static str {
        match self {
            InternalTopic::ConsumerOffsets => "__consumer_offsets",
            InternalTopic::TransactionState => "__transaction_state",
        }
    }

    /// As `GroupCoordinatorConfig` and `TransactionCoordinator` set them.
    fn configs(self) -> &'static [(&'static str, &'static str)] {
        match self {
            InternalTopic::ConsumerOffsets => &[
                ("cleanup.policy", "compact"),
                ("segment.bytes", "104857600"),
                ("compression.type", "producer"),
            ],
            InternalTopic::TransactionState => &[
                ("cleanup.policy", "compact"),
                ("segment.bytes", "104857600"),
                ("compression.type", "uncompressed"),
                ("min.insync.replicas", "2"),
                ("unclean.leader.election.enable", "false"),
            ],
        }
    }
}

impl Cluster {
    /// Makes a topic of Kafka's own, unless it is there or there is no room for it.
    pub(crate) fn ensure_internal_topic(&self, topic: InternalTopic) {
        if self.topic(topic.name()).is_some() {
            return;
        }
        let copies = self.node_ids().len().min(COPIES);
        let new = NewTopic {
            name: Arc::from(topic.name()),
            placement: Placement::Spread {
                partitions: COORDINATOR_PARTITIONS,
                replication_factor: i16::try_from(copies).unwrap_or(1),
            },
            configs: topic
                .configs()
                .iter()
                .map(|(name, value)| (Arc::from(*name), Some(Arc::from(*value))))
                .collect(),
        };
        let id = self.random_id();
        let mut topics = self.topics.write().unwrap_or_else(PoisonError::into_inner);
        // Refused when another connection was faster, and when the cluster is full: coordinators do
        // without. It does not count among the topics made: which comes first, it or a client's,
        // is a matter of chance, and shall not move the leaders of the client's.
        if let Ok(planned) = self.plan(&topics, &new, id, 0) {
            self.metadata_changed();
            topics.put(Arc::new(planned));
        }
    }
}
