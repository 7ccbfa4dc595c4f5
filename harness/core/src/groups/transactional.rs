//! Offsets of transactions that have not ended: TxnOffsetCommit (API key 28).
//!
//! They become committed offsets with the marker of their transaction, or are forgotten. Until then
//! whoever asks for stable offsets has to wait (KIP-447).

use std::collections::{BTreeMap, BTreeSet};
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
    by_producer: BTreeMap<i64, BTreeMap<(Arc<str>, i32), Pending>>,
    /// Whose transactions may change an offset, by topic and partition.
    producers: BTreeMap<Arc<str>, BTreeMap<i32, BTreeSet<i64>>>,
    count: usize,
}

#[derive(Debug)]
struct Pending {
    offset: StoredOffset,
    /// The group committed another offset since, which stands.
    superseded: bool,
}

impl PendingOffsets {
    fn insert(&mut self, producer_id: i64, topic: Arc<str>, partition: i32, offset: StoredOffset) {
        let partitions = self.producers.entry(Arc::clone(&topic)).or_default();
        partitions.entry(partition).or_default().insert(producer_id);
        let own = self.by_producer.entry(producer_id).or_default();
        let former = own.insert((topic, partition), Pending { offset, superseded: false });
        self.count += usize::from(former.is_none());
    }

    /// Takes out what a producer's transaction brought.
    fn take(&mut self, producer_id: i64) -> BTreeMap<(Arc<str>, i32), Pending> {
        let taken = self.by_producer.remove(&producer_id).unwrap_or_default();
        self.count -= taken.len();
        for (topic, partition) in taken.keys() {
            let Some(partitions) = self.producers.get_mut(topic) else {
                continue;
            };
            if let Some(producers) = partitions.get_mut(partition) {
                producers.remove(&producer_id);
                if producers.is_empty() {
                    partitions.remove(partition);
                }
            }
            if partitions.is_empty() {
                self.producers.remove(topic);
            }
        }
        taken
    }

    /// A commit outside of transactions wins over those that are pending.
    pub(super) fn supersede(&mut self, topic: &Arc<str>, partition: i32) {
        let producers = self.producers.get(topic).and_then(|it| it.get(&partition));
        for producer in producers.into_iter().flatten() {
            let own = self.by_producer.get_mut(producer);
            if let Some(it) = own.and_then(|own| own.get_mut(&(Arc::clone(topic), partition))) {
                it.superseded = true;
            }
        }
    }

    pub(super) fn forget_topic(&mut self, topic: &str) {
        let Some((topic, partitions)) = self.producers.remove_entry(topic) else {
            return;
        };
        for (partition, producers) in partitions {
            self.forget_of(&topic, partition, &producers);
        }
    }

    pub(super) fn forget(&mut self, topic: &str, partition: i32) {
        let Some((topic, mut partitions)) = self.producers.remove_entry(topic) else {
            return;
        };
        if let Some(producers) = partitions.remove(&partition) {
            self.forget_of(&topic, partition, &producers);
        }
        if !partitions.is_empty() {
            self.producers.insert(topic, partitions);
        }
    }

    fn forget_of(&mut self, topic: &Arc<str>, partition: i32, producers: &BTreeSet<i64>) {
        for producer in producers {
            if let Some(own) = self.by_producer.get_mut(producer) {
                let removed = own.remove(&(Arc::clone(topic), partition));
                self.count -= usize::from(removed.is_some());
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub(super) fn count(&self) -> usize {
        self.count
    }

    pub(super) fn holds(&self, topic: &str, partition: i32) -> bool {
        self.producers.get(topic).is_some_and(|it| it.contains_key(&partition))
    }
}

impl Offsets {
    fn end_transaction(&mut self, producer_id: i64, outcome: Outcome) {
        let ended = self.pending.take(producer_id);
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
        pending.insert(producer_id, topic, partition, StoredOffset { committed, time });
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
