//! Heartbeat (API key 12): a member is alive, and learns of a rebalance.

use kerbside_kafka_wire::ErrorCode;

use super::Coordinator;
use super::group::GroupState;
use crate::now::Monotonic;

impl Coordinator {
    /// Notes that a member is alive.
    pub fn heartbeat(
        &mut self,
        group_id: &str,
        generation: i32,
        member_id: &str,
        instance_id: Option<&str>,
        now: Monotonic,
    ) -> ErrorCode {
        if group_id.is_empty() {
            return ErrorCode::INVALID_GROUP_ID;
        }
        let Some(group) = self.groups.get_mut(group_id) else {
            return ErrorCode::UNKNOWN_MEMBER_ID;
        };
        if let Err(error) = group.check_member(member_id, instance_id) {
            return error;
        }
        if generation != group.generation {
            return ErrorCode::ILLEGAL_GENERATION;
        }
        let state = group.state;
        let Some(member) = group.member_mut(member_id) else {
            return ErrorCode::UNKNOWN_MEMBER_ID;
        };
        if member.session_ends.is_some() {
            member.touch(now);
        }
        match state {
            GroupState::Empty | GroupState::Dead => ErrorCode::UNKNOWN_MEMBER_ID,
            // A member that waits for the leader's assignment is told nothing yet.
            GroupState::CompletingRebalance | GroupState::Stable => ErrorCode::NONE,
            GroupState::PreparingRebalance => ErrorCode::REBALANCE_IN_PROGRESS,
        }
    }
}
