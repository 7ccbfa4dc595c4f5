//! DeleteGroups (API key 42) and OffsetDelete (API key 47).

use std::collections::BTreeSet;
use std::sync::Arc;

use kerbside_kafka_wire::consumer_protocol::ConsumerProtocolSubscription;
use kerbside_kafka_wire::{ErrorCode, decode_versioned};

use super::Coordinator;
use super::group::{Group, GroupState};

/// The protocol type of consumers, who say what they subscribe to.
const CONSUMER: &str = "consumer";

impl Coordinator {
    /// Deletes a group that has no members, with its offsets.
    pub fn delete_group(&mut self, group_id: &str) -> Result<(), ErrorCode> {
        let group = self.groups.get(group_id).ok_or(ErrorCode::GROUP_ID_NOT_FOUND)?;
        if !group.is_empty() {
            return Err(ErrorCode::NON_EMPTY_GROUP);
        }
        self.groups.remove(group_id);
        Ok(())
    }

    /// Whether offsets of a group may be deleted: of one whose members consume other topics.
    pub fn may_delete_offsets(&self, group_id: &str) -> Result<(), ErrorCode> {
        let group = self.groups.get(group_id).ok_or(ErrorCode::GROUP_ID_NOT_FOUND)?;
        let consumes = group.consumer.is_some() || group.is_of_consumers();
        match group.is_empty() || consumes {
            true => Ok(()),
            false => Err(ErrorCode::NON_EMPTY_GROUP),
        }
    }

    /// Deletes an offset that [`Coordinator::may_delete_offsets`] allowed.
    pub fn delete_offset(
        &mut self,
        group_id: &str,
        topic: &str,
        partition: i32,
    ) -> Result<(), ErrorCode> {
        let group = self.groups.get_mut(group_id).ok_or(ErrorCode::GROUP_ID_NOT_FOUND)?;
        if group.is_subscribed(topic) {
            return Err(ErrorCode::GROUP_SUBSCRIBED_TO_TOPIC);
        }
        group.offsets.remove(topic, partition);
        Ok(())
    }
}

impl Group {
    pub(super) fn is_of_consumers(&self) -> bool {
        self.protocol_type.as_deref() == Some(CONSUMER)
    }

    /// Whether a member consumes the topic, as far as the group can tell.
    pub(super) fn is_subscribed(&self, topic: &str) -> bool {
        if let Some(consumer) = &self.consumer {
            return consumer.is_subscribed(topic);
        }
        match self.subscribed_topics() {
            Some(topics) => topics.contains(topic),
            None => self.is_of_consumers(),
        }
    }

    /// What the classic members told their leader; `None` if that cannot be read.
    pub(super) fn subscribed_topics(&self) -> Option<BTreeSet<Arc<str>>> {
        if !self.is_of_consumers() {
            return None;
        }
        if self.members.is_empty() || self.state == GroupState::Empty {
            return Some(BTreeSet::new());
        }
        let protocol = self.protocol_name.as_deref()?;
        let mut topics = BTreeSet::new();
        for member in &self.members {
            let metadata = member.metadata(protocol);
            let (said, _): (ConsumerProtocolSubscription, _) = decode_versioned(metadata).ok()?;
            topics.extend(said.topics.iter().map(|topic| Arc::from(topic.as_str())));
        }
        Some(topics)
    }
}
