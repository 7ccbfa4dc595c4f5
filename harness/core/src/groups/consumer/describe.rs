//! ConsumerGroupDescribe (API key 69): what there is to see of a consumer group.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::member::ConsumerMember;
use super::{ConsumerGroup, ConsumerGroupState, ConsumerRefusal, ServerAssignor, TopicPartition};
use crate::groups::Coordinator;

/// A consumer group with its members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DescribedConsumerGroup {
    /// Where it stands.
    pub state: ConsumerGroupState,
    /// Its epoch.
    pub epoch: i32,
    /// The epoch of its target assignment.
    pub assignment_epoch: i32,
    /// The assignor that most members prefer.
    pub assignor: ServerAssignor,
    /// The members, by id.
    pub members: Vec<DescribedConsumer>,
}

/// A member of a described consumer group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DescribedConsumer {
    /// The member.
    pub member_id: Arc<str>,
    /// Set for static members.
    pub instance_id: Option<Arc<str>>,
    /// Where it said it is.
    pub rack_id: Option<Arc<str>>,
    /// The epoch that it reached.
    pub epoch: i32,
    /// Its client id.
    pub client_id: Arc<str>,
    /// Where it is: `/127.0.0.1`.
    pub client_host: Arc<str>,
    /// The topics that it named.
    pub topics: Vec<Arc<str>>,
    /// Its regular expression.
    pub regex: Option<Arc<str>>,
    /// What it may own.
    pub assigned: BTreeSet<TopicPartition>,
    /// What it shall own.
    pub target: BTreeSet<TopicPartition>,
}

impl Coordinator {
    /// One consumer group.
    pub fn describe_consumer_group(
        &self,
        id: &str,
    ) -> Result<DescribedConsumerGroup, ConsumerRefusal> {
        let group = self.consumer_group(id)?;
        Ok(DescribedConsumerGroup {
            state: group.state(),
            epoch: group.epoch,
            assignment_epoch: group.assignment_epoch,
            assignor: group.preferred_assignor(),
            members: group.members.values().map(|member| group.describe(member)).collect(),
        })
    }
}

impl ConsumerGroup {
    fn describe(&self, member: &ConsumerMember) -> DescribedConsumer {
        DescribedConsumer {
            member_id: Arc::clone(&member.id),
            instance_id: member.instance_id.clone(),
            rack_id: member.rack_id.clone(),
            epoch: member.epoch,
            client_id: Arc::clone(&member.client_id),
            client_host: Arc::clone(&member.client_host),
            topics: member.topics.iter().cloned().collect(),
            regex: member.pattern().cloned(),
            assigned: member.assigned.keys().copied().collect(),
            target: self.target.get(&member.id).cloned().unwrap_or_default(),
        }
    }
}
