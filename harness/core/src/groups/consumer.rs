//! Consumer groups of KIP-848: the coordinator assigns, members follow by heartbeats.
//!
//! A group has an epoch, which every change of members, subscriptions or topics raises; a target
//! assignment, computed for an epoch; and what each member has acknowledged. Members converge on
//! the target one by one (`reconcile`): what one has to give up is given to another only when the
//! first said that it no longer owns it.
//!
//! A classic group without members becomes a consumer group when a consumer joins, and the other
//! way round. Left out: groups with members of both protocols, that is, migrations under way; they
//! are refused as with `group.consumer.migration.policy=disabled`. Regular expressions are resolved
//! with the heartbeat that brings them, where Kafka resolves them after it.

mod assignor;
mod commit;
mod describe;
mod heartbeat;
mod leave;
mod member;
mod members;
mod reconcile;
mod refusal;
mod subscription;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

pub use assignor::ServerAssignor;
pub use describe::{DescribedConsumer, DescribedConsumerGroup};
pub use heartbeat::{ConsumerAnswer, ConsumerHeartbeat, Pace};
use kerbside_kafka_wire::Uuid;
use member::ConsumerMember;
use members::Members;
pub use refusal::ConsumerRefusal;
pub use subscription::{TopicDirectory, TopicShape, check_regex, matches_whole};

use super::Coordinator;
use super::group::Group;
use crate::now::Monotonic;

/// The topics that a regular expression stands for.
pub type ResolvedRegex = (Arc<str>, BTreeSet<Arc<str>>);

/// A partition of a topic, by the topic's id.
pub type TopicPartition = (Uuid, i32);

/// Kafka's settings of consumer groups. The paces can be set for single groups too.
#[derive(Clone, Debug)]
pub struct ConsumerGroupSettings {
    /// `group.consumer.session.timeout.ms`
    pub session_timeout: Duration,
    /// `group.consumer.heartbeat.interval.ms`; rebalances proceed by heartbeats.
    pub heartbeat_interval: Duration,
    /// `group.consumer.assignment.interval.ms`: how often a target assignment may be computed.
    /// Kafka's own default is 1 s, which costs a test time.
    pub assignment_interval: Duration,
    /// `group.consumer.max.size`
    pub max_size: usize,
}

impl Default for ConsumerGroupSettings {
    fn default() -> Self {
        ConsumerGroupSettings {
            session_timeout: Duration::from_millis(45_000),
            heartbeat_interval: Duration::from_millis(5_000),
            assignment_interval: Duration::ZERO,
            max_size: i32::MAX as usize,
        }
    }
}

/// Where a consumer group stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsumerGroupState {
    /// No members; committed offsets may remain.
    Empty,
    /// The target assignment is older than the group.
    Assigning,
    /// Members are on their way to the target assignment.
    Reconciling,
    /// Every member has what the target gives it.
    Stable,
}

impl ConsumerGroupState {
    /// The name in ListGroups and ConsumerGroupDescribe.
    pub fn name(self) -> &'static str {
        match self {
            ConsumerGroupState::Empty => "Empty",
            ConsumerGroupState::Assigning => "Assigning",
            ConsumerGroupState::Reconciling => "Reconciling",
            ConsumerGroupState::Stable => "Stable",
        }
    }
}

/// What makes a group one of KIP-848.
#[derive(Debug, Default)]
pub(super) struct ConsumerGroup {
    /// Raised by every change that asks for another assignment.
    epoch: i32,
    /// The epoch for which `target` was computed.
    assignment_epoch: i32,
    /// When it was computed.
    assigned_at: Option<Monotonic>,
    members: Members,
    target: BTreeMap<Arc<str>, BTreeSet<TopicPartition>>,
    /// The subscribed topics as they were when the epoch was last raised.
    topics: BTreeMap<Arc<str>, TopicShape>,
    /// The topics that the regular expressions of members stand for.
    regexes: BTreeMap<Arc<str>, BTreeSet<Arc<str>>>,
    /// The state of the cluster's topics that `topics` and `regexes` were taken from.
    seen: Option<u64>,
}

impl ConsumerGroup {
    pub(super) fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    pub(super) fn state(&self) -> ConsumerGroupState {
        if self.members.is_empty() {
            ConsumerGroupState::Empty
        } else if self.epoch > self.assignment_epoch {
            ConsumerGroupState::Assigning
        } else if self.members.values().all(|it| it.is_reconciled_to(self.assignment_epoch)) {
            ConsumerGroupState::Stable
        } else {
            ConsumerGroupState::Reconciling
        }
    }

    /// The static member with the instance id.
    fn instance(&self, instance_id: &str) -> Option<&ConsumerMember> {
        self.members.instance(instance_id)
    }

    /// Takes a member out; the others get its partitions with their next heartbeats.
    fn fence(&mut self, member_id: &str) {
        if self.members.remove(member_id).is_some() {
            self.target.remove(member_id);
            self.raise_epoch();
            self.forget_unused_regexes();
        }
    }

    fn raise_epoch(&mut self) {
        self.epoch = self.epoch.saturating_add(1);
    }

    /// What members say of themselves.
    pub(super) fn octets(&self) -> usize {
        self.members.octets()
    }

    fn next_deadline(&self) -> Option<Monotonic> {
        self.members.next_deadline()
    }

    fn expire(&mut self, now: Monotonic) {
        self.members.late(now).iter().for_each(|id| self.fence(id));
    }
}

impl Group {
    pub(super) fn consumer_deadline(&self) -> Option<Monotonic> {
        self.consumer.as_ref().and_then(ConsumerGroup::next_deadline)
    }

    pub(super) fn expire_consumers(&mut self, now: Monotonic) {
        if let Some(consumer) = &mut self.consumer {
            consumer.expire(now);
        }
    }

    /// A classic group again, as new, if nobody is in it.
    pub(super) fn leave_consumer_protocol(&mut self) {
        if self.consumer.as_ref().is_some_and(ConsumerGroup::is_empty) {
            let id = Arc::clone(&self.id);
            let offsets = std::mem::take(&mut self.offsets);
            *self = Group { offsets, ..Group::new(id) };
        }
    }
}

impl Coordinator {
    fn consumer_group(&self, group_id: &str) -> Result<&ConsumerGroup, ConsumerRefusal> {
        let missing = || ConsumerRefusal::NoGroup { group: group_id.into() };
        let group = self.groups.get(group_id).ok_or_else(missing)?;
        let classic = || ConsumerRefusal::NotConsumer { group: group_id.into() };
        group.consumer.as_ref().ok_or_else(classic)
    }

    fn consumer_group_mut(
        &mut self,
        group_id: &str,
    ) -> Result<&mut ConsumerGroup, ConsumerRefusal> {
        let missing = || ConsumerRefusal::NoGroup { group: group_id.into() };
        let group = self.groups.get_mut(group_id).ok_or_else(missing)?;
        let classic = || ConsumerRefusal::NotConsumer { group: group_id.into() };
        group.consumer.as_mut().ok_or_else(classic)
    }
}
