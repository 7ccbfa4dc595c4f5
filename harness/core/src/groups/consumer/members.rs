//! The members of a consumer group, and what they come to together: kept as they come and go, so
//! that no heartbeat looks at all of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::member::ConsumerMember;
use super::{ServerAssignor, TopicPartition};
use crate::now::Monotonic;

/// Members by id.
#[derive(Debug, Default)]
pub(super) struct Members {
    by_id: BTreeMap<Arc<str>, ConsumerMember>,
    deadlines: BTreeSet<(Monotonic, Arc<str>)>,
    /// Who has an instance id.
    instances: BTreeMap<Arc<str>, Arc<str>>,
    topics: Tally<Arc<str>>,
    patterns: Tally<Arc<str>>,
    assignors: Tally<ServerAssignor>,
    held: Tally<TopicPartition>,
    octets: usize,
}

impl Members {
    pub(super) fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.by_id.len()
    }

    pub(super) fn contains(&self, id: &str) -> bool {
        self.by_id.contains_key(id)
    }

    pub(super) fn get(&self, id: &str) -> Option<&ConsumerMember> {
        self.by_id.get(id)
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &ConsumerMember> {
        self.by_id.values()
    }

    /// The static member with the instance id.
    pub(super) fn instance(&self, instance_id: &str) -> Option<&ConsumerMember> {
        self.get(self.instances.get(instance_id)?)
    }

    /// Puts a member in, in the place of the one with its id.
    pub(super) fn insert(&mut self, member: ConsumerMember) {
        self.remove(&member.id);
        self.octets += member.octets();
        self.deadlines.insert((member.next_deadline(), Arc::clone(&member.id)));
        if let Some(instance) = &member.instance_id {
            self.instances.insert(Arc::clone(instance), Arc::clone(&member.id));
        }
        member.topics.iter().for_each(|it| self.topics.add(Arc::clone(it)));
        member.pattern().into_iter().for_each(|it| self.patterns.add(Arc::clone(it)));
        member.assignor.into_iter().for_each(|it| self.assignors.add(it));
        member.holds().for_each(|it| self.held.add(it));
        self.by_id.insert(Arc::clone(&member.id), member);
    }

    pub(super) fn remove(&mut self, id: &str) -> Option<ConsumerMember> {
        let member = self.by_id.remove(id)?;
        self.octets -= member.octets();
        self.deadlines.remove(&(member.next_deadline(), Arc::clone(&member.id)));
        if let Some(instance) = &member.instance_id {
            self.instances.remove(instance);
        }
        member.topics.iter().for_each(|it| self.topics.remove(it));
        member.pattern().into_iter().for_each(|it| self.patterns.remove(it));
        member.assignor.iter().for_each(|it| self.assignors.remove(it));
        member.holds().for_each(|it| self.held.remove(&it));
        Some(member)
    }

    /// Changes a member, if it is there.
    pub(super) fn change(&mut self, id: &str, change: impl FnOnce(&mut ConsumerMember)) {
        if let Some(mut member) = self.remove(id) {
            change(&mut member);
            self.insert(member);
        }
    }

    /// The topics that members name.
    pub(super) fn topics(&self) -> &BTreeMap<Arc<str>, usize> {
        &self.topics.counts
    }

    /// The regular expressions of members.
    pub(super) fn patterns(&self) -> &BTreeMap<Arc<str>, usize> {
        &self.patterns.counts
    }

    /// How many prefer the assignor.
    pub(super) fn votes(&self, assignor: ServerAssignor) -> usize {
        self.assignors.counts.get(&assignor).copied().unwrap_or(0)
    }

    /// Whether any of them may own the partition.
    pub(super) fn hold(&self, partition: &TopicPartition) -> bool {
        self.held.counts.contains_key(partition)
    }

    pub(super) fn octets(&self) -> usize {
        self.octets
    }

    pub(super) fn next_deadline(&self) -> Option<Monotonic> {
        self.deadlines.first().map(|(at, _)| *at)
    }

    /// Those whose deadline has come.
    pub(super) fn late(&self, now: Monotonic) -> Vec<Arc<str>> {
        let late = self.deadlines.iter().take_while(|(at, _)| *at <= now);
        late.map(|(_, id)| Arc::clone(id)).collect()
    }
}

/// How often each is there.
#[derive(Debug)]
struct Tally<K> {
    counts: BTreeMap<K, usize>,
}

impl<K> Default for Tally<K> {
    fn default() -> Self {
        Tally { counts: BTreeMap::new() }
    }
}

impl<K: Ord> Tally<K> {
    fn add(&mut self, key: K) {
        *self.counts.entry(key).or_default() += 1;
    }

    fn remove(&mut self, key: &K) {
        if let Some(count) = self.counts.get_mut(key) {
            *count -= 1;
            if *count == 0 {
                self.counts.remove(key);
            }
        }
    }
}
