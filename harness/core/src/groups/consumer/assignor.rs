//! Server-side assignors: `uniform` and `range` (KIP-848).
//!
//! Departures: which partition goes to which of several equal members is not Kafka's choice; how
//! many each gets is, where all members subscribe to the same topics.

mod range;
mod uniform;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use kerbside_kafka_wire::Uuid;

use super::heartbeat::Pace;
use super::{ConsumerGroup, TopicPartition};
use crate::now::Monotonic;

/// How partitions are spread over members.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ServerAssignor {
    /// Evenly, moving as little as possible. The default.
    Uniform,
    /// Ranges of each topic.
    Range,
}

impl ServerAssignor {
    /// The assignor of a name.
    pub fn named(name: &str) -> Option<Self> {
        [ServerAssignor::Uniform, ServerAssignor::Range].into_iter().find(|it| it.name() == name)
    }

    /// Its name in heartbeats and descriptions.
    pub fn name(self) -> &'static str {
        match self {
            ServerAssignor::Uniform => "uniform",
            ServerAssignor::Range => "range",
        }
    }

    fn assign(self, members: &[Subscriber], topics: &BTreeMap<Uuid, i32>) -> Vec<Share> {
        match self {
            ServerAssignor::Uniform => uniform::assign(members, topics),
            ServerAssignor::Range => range::assign(members, topics),
        }
    }
}

/// Groups of up to so many members are assigned anew with every change.
const AT_ONCE: u32 = 200;

/// How often larger ones are, at most: in a tenth of a second where there are 1,000 members, and
/// with 10,000 in the second that is Kafka's `group.consumer.assignment.interval.ms`.
const PER_MEMBER: Duration = Duration::from_micros(100);

/// What a member gets.
type Share = BTreeSet<TopicPartition>;

/// A member as an assignor sees it.
struct Subscriber {
    id: Arc<str>,
    instance_id: Option<Arc<str>>,
    topics: BTreeSet<Uuid>,
    /// What the last target gave it.
    before: Share,
}

impl ConsumerGroup {
    /// The assignor that most members prefer.
    pub(super) fn preferred_assignor(&self) -> ServerAssignor {
        let votes = |assignor| self.members.votes(assignor);
        match votes(ServerAssignor::Range) > votes(ServerAssignor::Uniform) {
            true => ServerAssignor::Range,
            false => ServerAssignor::Uniform,
        }
    }

    /// A target costs time by the number of members; where these are many, those who come within
    /// a while are assigned together.
    fn least_interval(&self) -> Duration {
        match u32::try_from(self.members.len()) {
            Ok(few) if few <= AT_ONCE => Duration::ZERO,
            Ok(many) => PER_MEMBER.saturating_mul(many),
            Err(_) => Duration::MAX,
        }
    }

    /// Computes the target of the group's epoch, unless the last one is too recent.
    pub(super) fn assign_if_due(&mut self, pace: Pace, now: Monotonic) {
        let interval = pace.assignment_interval.max(self.least_interval());
        let recent = self.assigned_at.is_some_and(|at| now.since(at) < interval);
        if self.epoch <= self.assignment_epoch || recent {
            return;
        }
        let subscriber = |member: &super::ConsumerMember| Subscriber {
            id: Arc::clone(&member.id),
            instance_id: member.instance_id.clone(),
            topics: self.subscribed_ids(member),
            before: self.target.get(&member.id).cloned().unwrap_or_default(),
        };
        let members: Vec<_> = self.members.values().map(subscriber).collect();
        let topics = self.topics.values().map(|topic| (topic.id, topic.partitions)).collect();
        let shares = self.preferred_assignor().assign(&members, &topics);
        self.target = members.into_iter().map(|member| member.id).zip(shares).collect();
        self.assignment_epoch = self.epoch;
        self.assigned_at = Some(now);
    }
}
