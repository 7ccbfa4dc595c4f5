//! Offsets of consumer groups: which member may commit and fetch them.

use kerbside_kafka_wire::ErrorCode;

use super::{ConsumerGroup, TopicPartition};
use crate::groups::{CommitAs, EpochSupport};

impl ConsumerGroup {
    /// Whether `who` may commit offsets in these partitions. A member that is behind may, where it
    /// has held the partition since.
    pub(in crate::groups) fn check_commit(
        &self,
        who: CommitAs<'_>,
        partitions: &[TopicPartition],
    ) -> Result<(), ErrorCode> {
        if who.generation < 0 && self.members.is_empty() {
            return Ok(());
        }
        let member = self.members.get(who.member_id).ok_or(ErrorCode::UNKNOWN_MEMBER_ID)?;
        if who.epochs == EpochSupport::Unknown {
            return Err(ErrorCode::UNSUPPORTED_VERSION);
        }
        if who.generation == member.epoch {
            return Ok(());
        }
        let held_since = |partition: &TopicPartition| {
            let own = member.assigned.get(partition).or_else(|| member.revoking.get(partition));
            own.is_some_and(|epoch| who.generation >= *epoch)
        };
        match who.generation < member.epoch && partitions.iter().all(held_since) {
            true => Ok(()),
            false => Err(ErrorCode::STALE_MEMBER_EPOCH),
        }
    }

    /// Whether a member may fetch offsets; who names no member may.
    pub(in crate::groups) fn check_fetch(
        &self,
        member_id: Option<&str>,
        epoch: i32,
    ) -> Result<(), ErrorCode> {
        let Some(member_id) = member_id.filter(|id| epoch >= 0 || !id.is_empty()) else {
            return Ok(());
        };
        match self.members.get(member_id) {
            None => Err(ErrorCode::UNKNOWN_MEMBER_ID),
            Some(member) if member.epoch == epoch => Ok(()),
            Some(_) => Err(ErrorCode::STALE_MEMBER_EPOCH),
        }
    }
}
