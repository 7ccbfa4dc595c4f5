//! Leaving a consumer group: for good (-1), or for now as a static member (-2).

use std::sync::Arc;

use super::heartbeat::{ConsumerAnswer, ConsumerHeartbeat};
use super::member::{ConsumerMember, Progress};
use super::{ConsumerGroup, ConsumerRefusal};
use crate::groups::Coordinator;

impl Coordinator {
    pub(super) fn consumer_leave(
        &mut self,
        beat: &ConsumerHeartbeat,
    ) -> Result<ConsumerAnswer, ConsumerRefusal> {
        let group = self.consumer_group_mut(&beat.group_id)?;
        match &beat.instance_id {
            None => group.leave(beat)?,
            Some(instance) => group.leave_as_instance(beat, instance)?,
        }
        Ok(ConsumerAnswer {
            member_id: Arc::clone(&beat.member_id),
            member_epoch: beat.member_epoch,
            heartbeat_interval: std::time::Duration::ZERO,
            assignment: None,
        })
    }
}

impl ConsumerGroup {
    fn leave(&mut self, beat: &ConsumerHeartbeat) -> Result<(), ConsumerRefusal> {
        if !self.members.contains(&beat.member_id) {
            let (member, group) = (Arc::clone(&beat.member_id), Arc::clone(&beat.group_id));
            return Err(ConsumerRefusal::UnknownMember { member, group });
        }
        self.fence(&beat.member_id);
        Ok(())
    }

    fn leave_as_instance(
        &mut self,
        beat: &ConsumerHeartbeat,
        instance: &Arc<str>,
    ) -> Result<(), ConsumerRefusal> {
        let unknown = || ConsumerRefusal::UnknownInstance(Arc::clone(instance));
        let owner = Arc::clone(&self.instance(instance).ok_or_else(unknown)?.id);
        if owner != beat.member_id {
            let (member, instance) = (Arc::clone(&beat.member_id), Arc::clone(instance));
            return Err(ConsumerRefusal::FencedInstance { member, instance, owner });
        }
        if beat.member_epoch != ConsumerMember::LEFT_FOR_NOW {
            self.fence(&owner);
        } else {
            // It keeps its place until its session ends; it owns nothing that it had to give up.
            self.members.change(&owner, |member| {
                member.move_to(ConsumerMember::LEFT_FOR_NOW);
                member.revoking.clear();
                member.rebalance_ends = None;
                if member.progress == Progress::Unrevoked {
                    member.progress = Progress::Stable;
                }
            });
        }
        Ok(())
    }

    /// An administrator removes a static member by its instance id alone (LeaveGroup).
    pub(in crate::groups) fn expel_instance(&mut self, instance: &str) -> Option<Arc<str>> {
        let id = Arc::clone(&self.instance(instance)?.id);
        self.fence(&id);
        Some(id)
    }
}
