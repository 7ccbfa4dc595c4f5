//! LeaveGroup (API key 13), one member or several (KIP-345).

use std::sync::Arc;

use kerbside_kafka_wire::ErrorCode;

use super::group::Group;
use super::{Coordinator, GroupSettings};
use crate::now::Monotonic;

/// A member that leaves.
#[derive(Clone, Debug)]
pub struct Leaver {
    /// Its id; empty when an administrator removes it by instance id.
    pub member_id: Arc<str>,
    /// Set for static members.
    pub instance_id: Option<Arc<str>>,
}

/// What became of one that wanted to leave.
#[derive(Clone, Debug)]
pub struct Left {
    /// Who it was.
    pub leaver: Leaver,
    /// Success, or why not.
    pub error: ErrorCode,
}

impl Coordinator {
    /// Takes members out of a group. The error is that of the request as a whole.
    pub fn leave(
        &mut self,
        group_id: &str,
        leavers: Vec<Leaver>,
        now: Monotonic,
    ) -> Result<Vec<Left>, ErrorCode> {
        if group_id.is_empty() {
            return Err(ErrorCode::INVALID_GROUP_ID);
        }
        let settings = self.settings.clone();
        let group = self.groups.get_mut(group_id).ok_or(ErrorCode::UNKNOWN_MEMBER_ID)?;
        let leave = |leaver: Leaver| {
            let error = group.leave(&leaver, now, &settings).err().unwrap_or(ErrorCode::NONE);
            Left { leaver, error }
        };
        Ok(leavers.into_iter().map(leave).collect())
    }
}

impl Group {
    fn leave(
        &mut self,
        leaver: &Leaver,
        now: Monotonic,
        settings: &GroupSettings,
    ) -> Result<(), ErrorCode> {
        if let Some(consumer) = &mut self.consumer {
            let instance = leaver.instance_id.as_deref().filter(|_| leaver.member_id.is_empty());
            let expelled = instance.and_then(|instance| consumer.expel_instance(instance));
            return expelled.map(|_| ()).ok_or(ErrorCode::UNKNOWN_MEMBER_ID);
        }
        if self.pending.remove(&leaver.member_id) {
            self.complete_rebalance_if_possible(now, settings);
            return Ok(());
        }
        let by_instance = leaver.member_id.is_empty();
        let id = match leaver.instance_id.as_deref().filter(|_| by_instance) {
            Some(instance) => {
                let holder = self.instance(instance).ok_or(ErrorCode::UNKNOWN_MEMBER_ID)?;
                Arc::clone(&holder.id)
            }
            None => {
                self.check_member(&leaver.member_id, leaver.instance_id.as_deref())?;
                Arc::clone(&leaver.member_id)
            }
        };
        self.remove(&id, now, settings);
        Ok(())
    }
}
