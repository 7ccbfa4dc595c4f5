//! Nodes that go and come, and what becomes of the partitions that they led.

use std::sync::PoisonError;

use kerbside_kafka_wire::ErrorCode;

use super::leadership::Election;
use super::{Cluster, Partition, Topic};

impl Cluster {
    /// A node stops: it is shown no more, others lead what it led and coordinate its groups. What
    /// is known of it stays, for [`Cluster::revive_node`]. `false` when it is not alive.
    pub fn fence_node(&self, id: i32) -> bool {
        {
            let mut nodes = self.nodes.write().unwrap_or_else(PoisonError::into_inner);
            let before = nodes.controller();
            let Some(entry) = nodes.by_id.remove(&id) else {
                return false;
            };
            nodes.fenced.insert(id, entry);
            // A broker that stops forgets them.
            super::lock(&self.fetch_sessions).remove(&id);
            nodes.count_controller(before);
        }
        let alive = self.node_ids();
        self.each_partition(|topic, partition| {
            let mut state = partition.state();
            let min_insync = min_insync(topic, state.leadership.replicas.len());
            if state.leadership.lose(id, &alive, min_insync) {
                state.changed();
            }
        });
        self.metadata_changed();
        true
    }

    /// A node that was stopped is back: its copies are in sync, and it leads what it is preferred
    /// for. `false` when it was not stopped.
    pub fn revive_node(&self, id: i32) -> bool {
        {
            let mut nodes = self.nodes.write().unwrap_or_else(PoisonError::into_inner);
            let Some(entry) = nodes.fenced.remove(&id) else {
                return false;
            };
            let before = nodes.controller();
            nodes.by_id.insert(id, entry);
            nodes.count_controller(before);
        }
        self.each_partition(|_, partition| {
            let mut state = partition.state();
            if state.leadership.regain(id) {
                state.changed();
            }
        });
        self.go_on_with_reassignments();
        self.metadata_changed();
        true
    }

    /// Forgets a node that is gone for good (`UnregisterBroker`); `false` when it is not known.
    pub fn unregister_node(&self, id: i32) -> bool {
        self.fence_node(id);
        let mut nodes = self.nodes.write().unwrap_or_else(PoisonError::into_inner);
        nodes.fenced.remove(&id).is_some()
    }

    /// Makes another node the leader of a partition, with its epoch one higher; who waits for
    /// records of the old leader is woken. `false` when there is no such partition.
    pub fn move_leader(&self, topic: &str, partition: i32, node: i32) -> bool {
        let Some(topic) = self.topic(topic) else {
            return false;
        };
        let Some(partition) = topic.partition(partition) else {
            return false;
        };
        let mut state = partition.state();
        state.leadership.lead(node);
        state.changed();
        true
    }

    /// Elects the leader of a partition.
    ///
    /// # Errors
    /// Why there is none, or why none is needed.
    pub fn elect_leader(&self, partition: &Partition, election: Election) -> Result<(), ErrorCode> {
        let alive = self.node_ids();
        let mut state = partition.state();
        state.leadership.elect(election, &alive)?;
        state.changed();
        Ok(())
    }

    pub(super) fn each_partition(&self, mut work: impl FnMut(&Topic, &Partition)) {
        for topic in self.topics() {
            for partition in &topic.partitions {
                work(&topic, partition);
            }
        }
    }
}

/// `min.insync.replicas`, but no more than there are replicas.
pub(crate) fn min_insync(topic: &Topic, replicas: usize) -> usize {
    usize::try_from(topic.settings.min_insync_replicas).unwrap_or(1).min(replicas)
}
