//! Committed offsets: OffsetCommit (API key 8), OffsetFetch (API key 9), OffsetDelete (API key 47).

use std::collections::BTreeMap;
use std::sync::Arc;

use kerbside_kafka_wire::ErrorCode;

use super::Coordinator;
use super::consumer::TopicPartition;
use super::group::GroupState;
use super::transactional::PendingOffsets;
use crate::now::Monotonic;

/// The offsets of a group, by topic and partition.
#[derive(Debug, Default)]
pub(super) struct Offsets {
    pub(super) by_topic: BTreeMap<Arc<str>, BTreeMap<i32, StoredOffset>>,
    /// How many there are in `by_topic`.
    pub(super) stored: usize,
    /// Those of transactions that have not ended.
    pub(super) pending: PendingOffsets,
}

/// Where a group stands in a partition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommittedOffset {
    /// The next offset to read.
    pub offset: i64,
    /// The leader epoch of the record before it, or -1.
    pub leader_epoch: i32,
    /// What the client noted with it.
    pub metadata: Arc<str>,
}

/// When an offset was committed, in milliseconds on the wall clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CommitTime {
    /// When it was committed.
    pub at_ms: i64,
    /// When it expires, where the client said so (OffsetCommit 2 to 4).
    pub expires_ms: Option<i64>,
}

/// An offset and when it was committed.
#[derive(Clone, Debug)]
pub(super) struct StoredOffset {
    pub(super) committed: CommittedOffset,
    pub(super) time: CommitTime,
}

/// One offset of a commit.
#[derive(Clone, Debug)]
pub struct OffsetToCommit {
    /// The topic.
    pub topic: Arc<str>,
    /// The partition.
    pub partition: i32,
    /// The offset.
    pub committed: CommittedOffset,
    /// When that is.
    pub time: CommitTime,
}

/// Whether the version of a request knows member epochs (KIP-848, OffsetCommit 9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EpochSupport {
    /// It does.
    Known,
    /// It is older.
    Unknown,
}

/// Who commits.
#[derive(Clone, Copy, Debug)]
pub struct CommitAs<'a> {
    /// The generation or member epoch, or -1 outside a group's protocol.
    pub generation: i32,
    /// The member, or empty.
    pub member_id: &'a str,
    /// Set by static members.
    pub instance_id: Option<&'a str>,
    /// What the request can say.
    pub epochs: EpochSupport,
}

impl Offsets {
    /// How many there are, those of open transactions included.
    pub(super) fn count(&self) -> usize {
        self.stored + self.pending.count()
    }

    pub(super) fn put(&mut self, topic: Arc<str>, partition: i32, offset: StoredOffset) {
        let former = self.by_topic.entry(topic).or_default().insert(partition, offset);
        self.stored += usize::from(former.is_none());
    }

    fn forget_topic(&mut self, topic: &str) {
        self.stored -= self.by_topic.remove(topic).map_or(0, |partitions| partitions.len());
        self.pending.forget_topic(topic);
    }
}

impl Coordinator {
    /// Whether another offset of the group can be kept.
    ///
    /// # Errors
    /// INVALID_COMMIT_OFFSET_SIZE, Kafka's for offsets that its log does not take.
    pub(super) fn check_room_for_offset(&mut self, group_id: &str) -> Result<(), ErrorCode> {
        let has_room = self.groups.size().offsets < self.settings.max_offsets;
        match has_room && self.has_room_for(group_id) {
            true => Ok(()),
            false => Err(ErrorCode::INVALID_COMMIT_OFFSET_SIZE),
        }
    }

    /// Whether `who` may commit offsets of the group in these partitions now; counts as a heartbeat
    /// of a classic member.
    pub fn may_commit(
        &mut self,
        group_id: &str,
        who: CommitAs<'_>,
        partitions: &[TopicPartition],
        now: Monotonic,
    ) -> Result<(), ErrorCode> {
        let Some(group) = self.groups.get_mut(group_id) else {
            // A group that only stores offsets is made by its first commit.
            return match (who.generation < 0, who.epochs) {
                (true, _) => Ok(()),
                (false, EpochSupport::Known) => Err(ErrorCode::GROUP_ID_NOT_FOUND),
                (false, EpochSupport::Unknown) => Err(ErrorCode::ILLEGAL_GENERATION),
            };
        };
        if let Some(consumer) = &group.consumer {
            return consumer.check_commit(who, partitions);
        }
        if who.generation < 0 && group.members.is_empty() {
            return Ok(());
        }
        group.check_member(who.member_id, who.instance_id)?;
        if who.generation != group.generation {
            return Err(ErrorCode::ILLEGAL_GENERATION);
        }
        match group.state {
            GroupState::Empty | GroupState::Dead => return Err(ErrorCode::UNKNOWN_MEMBER_ID),
            GroupState::CompletingRebalance => return Err(ErrorCode::REBALANCE_IN_PROGRESS),
            GroupState::PreparingRebalance | GroupState::Stable => {}
        }
        if let Some(member) = group.member_mut(who.member_id)
            && member.session_ends.is_some()
        {
            member.touch(now);
        }
        Ok(())
    }

    /// Stores an offset that [`Coordinator::may_commit`] allowed.
    pub fn commit(&mut self, group_id: &str, commit: OffsetToCommit) -> Result<(), ErrorCode> {
        if commit.committed.metadata.len() > self.settings.offset_metadata_max_bytes {
            return Err(ErrorCode::OFFSET_METADATA_TOO_LARGE);
        }
        self.check_room_for_offset(group_id)?;
        let offsets = &mut self.group_or_new(group_id).offsets;
        offsets.pending.supersede(&commit.topic, commit.partition);
        let OffsetToCommit { topic, partition, committed, time } = commit;
        offsets.put(topic, partition, StoredOffset { committed, time });
        Ok(())
    }

    /// Whether a member may fetch offsets of the group (OffsetFetch 9 and later).
    pub fn may_fetch(
        &self,
        group_id: &str,
        member_id: Option<&str>,
        epoch: i32,
    ) -> Result<(), ErrorCode> {
        let consumer = self.groups.get(group_id).and_then(|group| group.consumer.as_ref());
        consumer.map_or(Ok(()), |group| group.check_fetch(member_id, epoch))
    }

    /// The committed offset of one partition.
    pub fn committed(
        &self,
        group_id: &str,
        topic: &str,
        partition: i32,
    ) -> Option<CommittedOffset> {
        let stored = self.groups.get(group_id)?.offsets.by_topic.get(topic)?.get(&partition)?;
        Some(stored.committed.clone())
    }

    /// All committed offsets of a group, by topic and partition.
    pub fn all_committed(&self, group_id: &str) -> Vec<(Arc<str>, i32, CommittedOffset)> {
        let topics = self.groups.get(group_id).into_iter().flat_map(|it| &it.offsets.by_topic);
        let offsets = topics.flat_map(|(topic, partitions)| {
            let offset = |(partition, offset): (&i32, &StoredOffset)| {
                (Arc::clone(topic), *partition, offset.committed.clone())
            };
            partitions.iter().map(offset)
        });
        offsets.collect()
    }

    /// Forgets the offsets of a topic that was deleted.
    pub fn forget_topic(&mut self, topic: &str) {
        self.groups.change_all(|group| group.offsets.forget_topic(topic));
    }
}
