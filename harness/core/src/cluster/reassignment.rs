//! Moving the replicas of partitions to other nodes (KIP-455).
//!
//! All copies are one log, so there is nothing to copy: a reassignment is complete as soon as its
//! nodes are alive, or, if the cluster is set so, when a test says so
//! ([`Cluster::complete_reassignments`]).

use kerbside_kafka_wire::ErrorCode;

use super::leadership::{Leadership, Moving};
use super::{Cluster, Partition, TopicRefusal};

/// When reassignments are complete.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reassignments {
    /// At once, as far as the nodes are alive.
    #[default]
    AtOnce,
    /// When the test says so.
    WhenTold,
}

/// Whether a reassignment may change how many copies there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplicationFactor {
    /// It may.
    MayChange,
    /// It may not (KIP-860).
    Stays,
}

impl Cluster {
    /// Moves a partition to `target`, the preferred leader first.
    ///
    /// # Errors
    /// [`TopicRefusal`] with Kafka's text.
    pub fn reassign(
        &self,
        partition: &Partition,
        target: &[i32],
        factor: ReplicationFactor,
    ) -> Result<(), TopicRefusal> {
        self.check_target(target)?;
        let alive = self.node_ids();
        let mut state = partition.state();
        let leadership = &mut state.leadership;
        leadership.revert();
        let (before, after) = (leadership.replicas.len(), target.len());
        if factor == ReplicationFactor::Stays && before != after {
            let text = format!("The replication factor is changed from {before} to {after}");
            return Err(TopicRefusal::new(ErrorCode::INVALID_REPLICATION_FACTOR, text));
        }
        leadership.begin(target);
        if self.settings.reassignments == Reassignments::AtOnce {
            leadership.complete(&alive);
        }
        state.changed();
        Ok(())
    }

    /// Takes a reassignment back.
    ///
    /// # Errors
    /// When there is none.
    pub fn cancel_reassignment(&self, partition: &Partition) -> Result<(), ErrorCode> {
        let mut state = partition.state();
        if state.leadership.moving.is_none() {
            return Err(ErrorCode::NO_REASSIGNMENT_IN_PROGRESS);
        }
        state.leadership.revert();
        state.changed();
        Ok(())
    }

    /// Completes all reassignments that are in progress and whose nodes are alive.
    pub fn complete_reassignments(&self) {
        let alive = self.node_ids();
        self.each_partition(|_, partition| {
            let mut state = partition.state();
            if state.leadership.complete(&alive) {
                state.changed();
            }
        });
    }

    /// Completes what had to wait for a node.
    pub(super) fn go_on_with_reassignments(&self) {
        if self.settings.reassignments == Reassignments::AtOnce {
            self.complete_reassignments();
        }
    }

    fn check_target(&self, target: &[i32]) -> Result<(), TopicRefusal> {
        let refuse =
            |text: String| Err(TopicRefusal::new(ErrorCode::INVALID_REPLICA_ASSIGNMENT, text));
        if target.is_empty() {
            return refuse(
                "The manual partition assignment includes an empty replica list.".into(),
            );
        }
        let mut sorted = target.to_vec();
        sorted.sort_unstable();
        let known = self.registered_ids();
        let mut before = None;
        for id in sorted {
            if !known.contains(&id) {
                return refuse(format!(
                    "The manual partition assignment includes broker {id}, but no such broker is \
                     registered."
                ));
            }
            if before.replace(id) == Some(id) {
                return refuse(format!(
                    "The manual partition assignment includes the broker {id} more than once."
                ));
            }
        }
        Ok(())
    }
}

impl Leadership {
    fn begin(&mut self, target: &[i32]) {
        let gone = |id: &i32| !target.contains(id);
        let removing: Vec<i32> = self.replicas.iter().copied().filter(gone).collect();
        let new = |id: &i32| !self.replicas.contains(id);
        let adding = target.iter().copied().filter(new).collect();
        self.replicas = target.iter().chain(&removing).copied().collect();
        self.partition_epoch = self.partition_epoch.saturating_add(1);
        self.moving = Some(Moving { adding, removing, target: target.to_vec() });
    }

    /// Puts the nodes back where they were.
    fn revert(&mut self) {
        if let Some(moving) = self.moving.take() {
            self.replicas.retain(|id| !moving.adding.contains(id));
            self.partition_epoch = self.partition_epoch.saturating_add(1);
        }
    }

    /// Ends a reassignment if all of its nodes are alive. Whether it ended.
    fn complete(&mut self, alive: &[i32]) -> bool {
        let all = |moving: &mut Moving| moving.target.iter().all(|id| alive.contains(id));
        let Some(Moving { target, .. }) = self.moving.take_if(all) else {
            return false;
        };
        let stays = target.contains(&self.leader);
        self.isr = target.clone();
        self.eligible.clear();
        self.replicas = target;
        match self.replicas.first() {
            Some(first) if !stays => self.lead(*first),
            _ => self.partition_epoch = self.partition_epoch.saturating_add(1),
        }
        true
    }
}
