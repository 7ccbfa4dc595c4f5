//! Consumer groups on a clock that the test steps.

mod assignors;
mod epochs;
mod large;
mod property;
mod sharing;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use kerbside_kafka_wire::Uuid;

use super::*;
use crate::groups::GroupSettings;

/// The topics there are.
#[derive(Default)]
struct Topics {
    by_name: BTreeMap<Arc<str>, TopicShape>,
    changes: u64,
}

impl TopicDirectory for Topics {
    fn find(&self, name: &str) -> Option<TopicShape> {
        self.by_name.get(name).copied()
    }

    fn changes(&self) -> u64 {
        self.changes
    }
}

/// A coordinator, its topics and its time.
struct World {
    coordinator: Coordinator,
    topics: Topics,
    now: Monotonic,
    pace: Pace,
}

impl World {
    fn new() -> World {
        World::with(ConsumerGroupSettings::default())
    }

    fn with(consumers: ConsumerGroupSettings) -> World {
        let pace = Pace::from(&consumers);
        let settings = GroupSettings { consumers, ..GroupSettings::default() };
        let coordinator = Coordinator::new(settings);
        World { coordinator, topics: Topics::default(), now: Monotonic::ZERO, pace }
    }

    /// Makes or grows a topic.
    fn topic(&mut self, name: &str, partitions: i32) -> Uuid {
        let id = topic_id(name);
        self.topics.by_name.insert(name.into(), TopicShape { id, partitions });
        self.topics.changes += 1;
        id
    }

    fn delete_topic(&mut self, name: &str) {
        self.topics.by_name.remove(name);
        self.topics.changes += 1;
    }

    fn beat(&mut self, beat: ConsumerHeartbeat) -> Result<ConsumerAnswer, ConsumerRefusal> {
        self.coordinator.consumer_heartbeat(&beat, self.pace, &self.topics, self.now)
    }

    fn advance(&mut self, seconds: u64) {
        self.now = self.now.plus(Duration::from_secs(seconds));
        self.coordinator.expire(self.now);
    }

    fn describe(&self) -> DescribedConsumerGroup {
        self.coordinator.describe_consumer_group("g").expect("the group")
    }

    fn state(&self) -> ConsumerGroupState {
        self.describe().state
    }

    /// Joins and takes what it gets.
    fn join(&mut self, id: &str) -> Member {
        let mut member = Member { id: id.into(), epoch: 0, owned: BTreeSet::new() };
        let answer = self.beat(joining(id)).expect("room");
        member.take(answer);
        member
    }

    /// A heartbeat of a member that tells what it owns, and takes what it is given.
    fn tick(&mut self, member: &mut Member) {
        let answer = self.beat(member.beat()).expect("a member in good standing");
        member.take(answer);
    }

    /// Ticks everybody until nothing moves.
    fn settle(&mut self, members: &mut [Member]) {
        for _ in 0..8 {
            members.iter_mut().for_each(|member| self.tick(member));
        }
    }
}

/// A client that applies what it is told at once.
struct Member {
    id: Arc<str>,
    epoch: i32,
    owned: BTreeSet<TopicPartition>,
}

impl Member {
    fn beat(&self) -> ConsumerHeartbeat {
        staying(&self.id, self.epoch, Some(self.owned.clone()))
    }

    fn take(&mut self, answer: ConsumerAnswer) {
        self.epoch = answer.member_epoch;
        if let Some(assignment) = answer.assignment {
            self.owned = assignment;
        }
    }
}

fn topic_id(name: &str) -> Uuid {
    let mut octets = [7; 16];
    octets.iter_mut().zip(name.bytes()).for_each(|(to, from)| *to = from);
    Uuid(octets)
}

fn staying(id: &str, epoch: i32, owned: Option<BTreeSet<TopicPartition>>) -> ConsumerHeartbeat {
    ConsumerHeartbeat {
        group_id: "g".into(),
        member_id: id.into(),
        member_epoch: epoch,
        instance_id: None,
        rack_id: None,
        rebalance_timeout: None,
        topics: None,
        regex: None,
        assignor: None,
        owned,
        client_id: "tester".into(),
        client_host: "/127.0.0.1".into(),
        resolved: Vec::new(),
    }
}

fn joining(id: &str) -> ConsumerHeartbeat {
    ConsumerHeartbeat {
        rebalance_timeout: Some(Duration::from_secs(60)),
        topics: Some([Arc::from("t")].into()),
        ..staying(id, 0, Some(BTreeSet::new()))
    }
}

fn as_instance(beat: ConsumerHeartbeat, instance: &str) -> ConsumerHeartbeat {
    ConsumerHeartbeat { instance_id: Some(instance.into()), ..beat }
}
