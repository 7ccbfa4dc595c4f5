//! `uniform`: every member gets as many partitions as another, or one more, as far as subscriptions
//! allow it; who had a partition keeps it if that does not stand in the way.

use std::collections::{BTreeMap, BTreeSet};

use kerbside_kafka_wire::Uuid;

use super::{Share, Subscriber};
use crate::groups::consumer::TopicPartition;

pub(super) fn assign(members: &[Subscriber], topics: &BTreeMap<Uuid, i32>) -> Vec<Share> {
    let mut plan = Plan::sticky(members, topics);
    for (topic, partitions) in topics {
        for partition in 0..*partitions {
            plan.give((*topic, partition));
        }
    }
    plan.balance();
    plan.shares
}

struct Plan {
    shares: Vec<Share>,
    taken: BTreeSet<TopicPartition>,
    /// Every member by the number of its partitions.
    loads: BTreeSet<(usize, usize)>,
    /// Who may have partitions of a topic: those with the fewest first.
    subscribers: BTreeMap<Uuid, BTreeSet<(usize, usize)>>,
    /// The topics of each member.
    topics: Vec<Vec<Uuid>>,
}

impl Plan {
    /// What members had, as far as it is there and they still want it.
    fn sticky(members: &[Subscriber], topics: &BTreeMap<Uuid, i32>) -> Self {
        let mut plan = Plan {
            shares: members.iter().map(|_| Share::new()).collect(),
            taken: BTreeSet::new(),
            loads: (0..members.len()).map(|at| (0, at)).collect(),
            subscribers: BTreeMap::new(),
            topics: members.iter().map(|it| it.topics.iter().copied().collect()).collect(),
        };
        for (at, member) in members.iter().enumerate() {
            for topic in &member.topics {
                plan.subscribers.entry(*topic).or_default().insert((0, at));
            }
            for (topic, partition) in &member.before {
                let exists = topics.get(topic).is_some_and(|count| partition < count);
                if exists && member.topics.contains(topic) {
                    plan.add((*topic, *partition), at);
                }
            }
        }
        plan
    }

    /// Gives a partition that nobody has to who has the fewest.
    fn give(&mut self, partition: TopicPartition) {
        if !self.taken.contains(&partition)
            && let Some((_, at)) = self.least_loaded(partition.0)
        {
            self.add(partition, at);
        }
    }

    /// Moves partitions from who has more to who has at least two fewer. Every move lowers the sum
    /// of the squares of the loads, so that it ends.
    fn balance(&mut self) {
        while let Some((partition, from, to)) = self.next_move() {
            self.change_load(from, |share| {
                share.remove(&partition);
            });
            self.change_load(to, |share| {
                share.insert(partition);
            });
        }
    }

    fn next_move(&self) -> Option<(TopicPartition, usize, usize)> {
        let fewest = self.loads.first().map_or(0, |(load, _)| *load);
        let loaded = self.loads.iter().rev().take_while(|(load, _)| *load >= fewest + 2);
        for (load, from) in loaded.copied() {
            let share = self.shares.get(from)?;
            let mut last_topic = None;
            for partition in share.iter().rev() {
                if last_topic.replace(partition.0) == Some(partition.0) {
                    continue;
                }
                if let Some((least, to)) = self.least_loaded(partition.0)
                    && least + 2 <= load
                {
                    return Some((*partition, from, to));
                }
            }
        }
        None
    }

    fn least_loaded(&self, topic: Uuid) -> Option<(usize, usize)> {
        self.subscribers.get(&topic)?.first().copied()
    }

    fn add(&mut self, partition: TopicPartition, to: usize) {
        if self.taken.insert(partition) {
            self.change_load(to, |share| {
                share.insert(partition);
            });
        }
    }

    fn change_load(&mut self, at: usize, change: impl FnOnce(&mut Share)) {
        let (Some(share), Some(topics)) = (self.shares.get_mut(at), self.topics.get(at)) else {
            return;
        };
        let before = share.len();
        change(share);
        let after = share.len();
        self.loads.remove(&(before, at));
        self.loads.insert((after, at));
        for topic in topics {
            if let Some(subscribers) = self.subscribers.get_mut(topic) {
                subscribers.remove(&(before, at));
                subscribers.insert((after, at));
            }
        }
    }
}
