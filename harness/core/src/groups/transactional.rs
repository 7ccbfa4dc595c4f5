//! Offsets of transactions that have not ended: TxnOffsetCommit (API key 28).
//!
//! They become committed offsets with the marker of their transaction, or are forgotten. Until then
//! whoever asks for stable offsets has to wait (KIP-447).

use std::collections::BTreeMap;
use std::sync::Arc;

use kerbside_kafka_wire::ErrorCode;

use super::consumer::TopicPartition;
use super::group::GroupState;
use super::offsets::{Offsets, StoredOffset};
use super::{CommitAs, Coordinator, OffsetToCommit};
use crate::storage::Outcome;

/// The offsets of a group that await the end of a transaction.
#[derive(Debug, Default)]
pub(super) struct PendingOffsets {
    /// By producer id.
    by_producer: BTreeMap<i64, BTreeMap<(Arc<str>, i32), Pending>>,
}

#[derive(Debug)]
struct Pending {
    offset: StoredOffset,
    /// The group committed another offset since, which stands.
    superseded: bool,
}

impl PendingOffsets {
    /// A commit outside of transactions wins over those that are pending.
    pub(super) fn supersede(&mut self, topic: &str, partition: i32) {
        let all = self.by_producer.values_mut().flatten();
        let same = all.filter(|((name, index), _)| &**name == topic && *index == partition);
        same.for_each(|(_, pending)| pending.superseded = true);
    }

    pub(super) fn forget_topic(&mut self, topic: &str) {
        for offsets in self.by_producer.values_mut() {
            offsets.retain(|(name, _), _| &**name != topic);
        }
    }

    pub(super) fn forget(&mut self, topic: &str, partition: i32) {
        for offsets in self.by_producer.values_mut() {
            offsets.retain(|(name, index), _| &**name != topic || *index != partition);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.by_producer.values().all(BTreeMap::is_empty)
    }

    pub(super) fn count(&self) -> usize {
        self.by_producer.values().map(BTreeMap::len).sum()
    }

    pub(super) fn holds(&self, topic: &str, partition: i32) -> bool {
        let mut keys = self.by_producer.values().flat_map(BTreeMap::keys);
        keys.any(|(name, index)| &**name == topic && *index == partition)
    }
}

impl Offsets {
    fn end_transaction(&mut self, producer_id: i64, outcome: Outcome) {
        let ended = self.pending.by_producer.remove(&producer_id).unwrap_or_default();
        for ((topic, partition), pending) in ended {
            if outcome == Outcome::Commit && !pending.superseded {
                self.put(topic, partition, pending.offset);
            }
        }
    }
}

impl Coordinator {
    /// Whether `who` may commit offsets of the group in a transaction. Who says nothing about the
    /// group may: producers before KIP-447 do.
    pub fn may_commit_in_transaction(
        &self,
        group_id: &str,
        who: CommitAs<'_>,
        partitions: &[TopicPartition],
    ) -> Result<(), ErrorCode> {
        let Some(group) = self.groups.get(group_id) else {
            return if who.generation < 0 { Ok(()) } else { Err(ErrorCode::GROUP_ID_NOT_FOUND) };
        };
        let says_nothing =
            who.generation < 0 && who.member_id.is_empty() && who.instance_id.is_none();
        if says_nothing {
            return Ok(());
        }
        if let Some(consumer) = &group.consumer {
            return consumer.check_commit(who, partitions);
        }
        if who.generation < 0 && group.state == GroupState::Empty {
            return Ok(());
        }
        group.check_member(who.member_id, who.instance_id)?;
        match who.generation == group.generation {
            true => Ok(()),
            false => Err(ErrorCode::ILLEGAL_GENERATION),
        }
    }

    /// Keeps an offset until the producer's transaction ends.
    pub fn commit_in_transaction(
        &mut self,
        group_id: &str,
        producer_id: i64,
        commit: OffsetToCommit,
    ) -> Result<(), ErrorCode> {
        let OffsetToCommit { topic, partition, committed, time } = commit;
        if committed.metadata.len() > self.settings.offset_metadata_max_bytes {
            return Err(ErrorCode::OFFSET_METADATA_TOO_LARGE);
        }
        self.check_room_for_offset(group_id)?;
        let pending = &mut self.group_or_new(group_id).offsets.pending;
        let own = pending.by_producer.entry(producer_id).or_default();
        let offset = StoredOffset { committed, time };
        own.insert((topic, partition), Pending { offset, superseded: false });
        Ok(())
    }

    /// Ends a producer's transaction in the groups that `concerns` picks: those of one partition of
    /// `__consumer_offsets`.
    pub fn end_transaction(
        &mut self,
        producer_id: i64,
        outcome: Outcome,
        concerns: impl Fn(&str) -> bool,
    ) {
        self.groups.change_all(|group| {
            if concerns(&group.id) {
                group.offsets.end_transaction(producer_id, outcome);
            }
        });
    }

    /// Whether a transaction may still change the committed offset of a partition.
    pub fn is_unstable(&self, group_id: &str, topic: &str, partition: i32) -> bool {
        let group = self.groups.get(group_id);
        group.is_some_and(|group| group.offsets.pending.holds(topic, partition))
    }
}
