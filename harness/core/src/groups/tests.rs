//! The coordinator on a clock that the test steps.

mod bounds;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use kerbside_crypto::SeededEntropy;
use kerbside_kafka_wire::ErrorCode;

use super::*;
use crate::promise::{Awaited, SilentBell, promise};

/// A coordinator, its time and its entropy.
struct World {
    coordinator: Coordinator,
    now: Monotonic,
    entropy: SeededEntropy,
}

impl World {
    fn new() -> World {
        World::with(GroupSettings::default())
    }

    fn with(settings: GroupSettings) -> World {
        let coordinator = Coordinator::new(settings);
        World { coordinator, now: Monotonic::ZERO, entropy: SeededEntropy::new(1) }
    }

    fn join(&mut self, join: Join) -> Awaited<JoinAnswer> {
        let (promise, awaited) = promise(Arc::new(SilentBell));
        self.coordinator.join(join, promise, self.now, &mut self.entropy);
        awaited
    }

    /// Joins twice, as KIP-394 wants it, and returns the id.
    fn join_new(&mut self, name: &str) -> (Arc<str>, Awaited<JoinAnswer>) {
        let first = self.join(consumer(name, "")).take().expect("an id at once");
        assert_eq!(first.error, ErrorCode::MEMBER_ID_REQUIRED);
        let awaited = self.join(consumer(name, &first.member_id));
        (first.member_id, awaited)
    }

    fn sync(
        &mut self,
        member: &str,
        generation: i32,
        gives: &[(&str, &str)],
    ) -> Awaited<SyncAnswer> {
        let (promise, awaited) = promise(Arc::new(SilentBell));
        let assignments = gives.iter();
        let assignments = assignments
            .map(|(id, what)| (Arc::from(*id), Bytes::copy_from_slice(what.as_bytes())))
            .collect();
        let sync = Sync {
            group_id: "g".into(),
            generation,
            member_id: member.into(),
            instance_id: None,
            protocol_type: Some("consumer".into()),
            protocol_name: Some("range".into()),
            assignments,
        };
        self.coordinator.sync(sync, promise, self.now);
        awaited
    }

    fn heartbeat(&mut self, member: &str, generation: i32) -> ErrorCode {
        self.coordinator.heartbeat("g", generation, member, None, self.now)
    }

    fn advance(&mut self, seconds: u64) {
        self.now = self.now.plus(Duration::from_secs(seconds));
        self.coordinator.expire(self.now);
    }

    fn state(&self) -> GroupState {
        self.coordinator.describe("g").expect("the group").state
    }

    /// A stable group of one.
    fn stable(&mut self, name: &str) -> Arc<str> {
        let (id, mut joined) = self.join_new(name);
        let answer = joined.take().expect("alone, the join ends at once");
        let mut synced = self.sync(&id, answer.generation, &[(&id, "all")]);
        assert_eq!(synced.take().expect("the leader's sync ends").assignment, "all");
        id
    }
}

fn consumer(name: &str, member_id: &str) -> Join {
    Join {
        group_id: "g".into(),
        member_id: member_id.into(),
        instance_id: None,
        client_id: name.into(),
        client_host: "/127.0.0.1".into(),
        session_timeout: Duration::from_secs(10),
        rebalance_timeout: Duration::from_secs(60),
        protocol_type: "consumer".into(),
        protocols: vec![Protocol {
            name: "range".into(),
            metadata: Bytes::copy_from_slice(name.as_bytes()),
        }],
        rule: MemberIdRule::JoinAgain,
        understands_skip_assignment: true,
    }
}

fn fixed(name: &str, instance: &str) -> Join {
    Join { instance_id: Some(instance.into()), ..consumer(name, "") }
}

#[test]
fn a_lone_member_leads_at_once() {
    let mut world = World::new();
    let (id, mut joined) = world.join_new("a");
    let answer = joined.take().expect("no delay by default");
    assert_eq!((answer.error, answer.generation), (ErrorCode::NONE, 1));
    assert_eq!(answer.leader, id);
    assert_eq!(answer.members.len(), 1);
    assert_eq!(answer.protocol_name.as_deref(), Some("range"));
    assert!(id.starts_with("a-"), "{id}");
}

#[test]
fn a_second_member_makes_the_first_join_again() {
    let mut world = World::new();
    let a = world.stable("a");
    let (b, mut b_joined) = world.join_new("b");
    assert_eq!(b_joined.take(), None);
    assert_eq!(world.heartbeat(&a, 1), ErrorCode::REBALANCE_IN_PROGRESS);
    let a_answer = world.join(consumer("a", &a)).take().expect("everybody has joined");
    let b_answer = b_joined.take().expect("everybody has joined");
    assert_eq!((a_answer.generation, b_answer.generation), (2, 2));
    assert_eq!((&a_answer.leader, &b_answer.leader), (&a, &a));
    assert_eq!((a_answer.members.len(), b_answer.members.len()), (2, 0));

    let mut b_synced = world.sync(&b, 2, &[]);
    assert_eq!(b_synced.take(), None);
    world.sync(&a, 2, &[(&a, "0"), (&b, "1")]);
    assert_eq!(b_synced.take().expect("the leader synced").assignment, "1");
    assert_eq!(world.state(), GroupState::Stable);
}

#[test]
fn a_silent_member_is_expelled_and_the_others_rebalance() {
    let mut world = World::new();
    let a = world.stable("a");
    world.advance(9);
    assert_eq!(world.heartbeat(&a, 1), ErrorCode::NONE);
    world.advance(9);
    assert_eq!(world.state(), GroupState::Stable);
    world.advance(2);
    assert_eq!(world.state(), GroupState::Empty);
    assert_eq!(world.heartbeat(&a, 1), ErrorCode::UNKNOWN_MEMBER_ID);
    assert_eq!(world.coordinator.next_deadline(), None);
}

#[test]
fn who_misses_the_rebalance_is_left_out() {
    let mut world = World::new();
    let a = world.stable("a");
    let (b, mut b_joined) = world.join_new("b");
    for _ in 0..7 {
        world.heartbeat(&a, 1);
        world.advance(9);
    }
    let answer = b_joined.take().expect("the rebalance timeout has passed");
    assert_eq!(answer.leader, b);
    assert_eq!(answer.members.len(), 1);
    assert_eq!(world.heartbeat(&a, 1), ErrorCode::UNKNOWN_MEMBER_ID);
}

#[test]
fn a_member_that_never_syncs_is_expelled() {
    let mut world = World::new();
    let (a, _joined) = world.join_new("a");
    for _ in 0..6 {
        world.advance(9);
        assert_eq!(world.heartbeat(&a, 1), ErrorCode::NONE);
    }
    world.advance(6);
    assert_eq!(world.state(), GroupState::Empty);
}

#[test]
fn an_id_that_was_handed_out_and_never_used_does_not_block_a_rebalance_for_ever() {
    let mut world = World::new();
    let a = world.stable("a");
    let refused = world.join(consumer("ghost", "")).take().expect("an id");
    assert_eq!(refused.error, ErrorCode::MEMBER_ID_REQUIRED);
    let mut again = world.join(consumer("a", &a));
    assert_eq!(again.take(), None, "the ghost may still come");
    world.advance(10);
    assert_eq!(again.take().expect("it did not").generation, 2);
}

#[test]
fn the_initial_delay_gathers_members() {
    let delay = Duration::from_secs(3);
    let settings = GroupSettings { initial_rebalance_delay: delay, ..GroupSettings::default() };
    let mut world = World::with(settings);
    let (_, mut a) = world.join_new("a");
    world.advance(2);
    let (_, mut b) = world.join_new("b");
    world.advance(2);
    assert!(a.take().is_none() && b.take().is_none(), "extended, because b came");
    world.advance(2);
    assert_eq!(
        (a.take().map(|it| it.generation), b.take().map(|it| it.generation)),
        (Some(1), Some(1))
    );
}

#[test]
fn a_static_member_that_returns_keeps_its_assignment() {
    let mut world = World::new();
    let answer = world.join(fixed("a", "i1")).take().expect("static members join at once");
    let old = answer.member_id;
    world.sync(&old, 1, &[(&old, "all")]);
    let back = world.join(fixed("a", "i1")).take().expect("no rebalance");
    assert_eq!((back.error, back.generation), (ErrorCode::NONE, 1));
    assert!(back.skip_assignment, "it led");
    assert_ne!(back.member_id, old);
    let assignment = world.sync(&back.member_id, 1, &[]).take().expect("stable").assignment;
    assert_eq!(assignment, "all");
    let fenced = world.coordinator.heartbeat("g", 1, &old, Some("i1"), world.now);
    assert_eq!(fenced, ErrorCode::FENCED_INSTANCE_ID);
}

#[test]
fn a_static_member_is_removed_by_its_instance() {
    let mut world = World::new();
    world.join(fixed("a", "i1"));
    let leaver =
        |instance: &str| Leaver { member_id: "".into(), instance_id: Some(instance.into()) };
    let left = world.coordinator.leave("g", vec![leaver("i2"), leaver("i1")], world.now);
    let errors: Vec<_> = left.expect("the group exists").iter().map(|it| it.error).collect();
    assert_eq!(errors, [ErrorCode::UNKNOWN_MEMBER_ID, ErrorCode::NONE]);
    assert_eq!(world.state(), GroupState::Empty);
}

#[test]
fn requests_of_another_generation_or_member_are_refused() {
    let mut world = World::new();
    let a = world.stable("a");
    assert_eq!(world.heartbeat(&a, 0), ErrorCode::ILLEGAL_GENERATION);
    assert_eq!(world.heartbeat("nobody", 1), ErrorCode::UNKNOWN_MEMBER_ID);
    let mut sync = world.sync(&a, 7, &[]);
    assert_eq!(sync.take().map(|it| it.error), Some(ErrorCode::ILLEGAL_GENERATION));
    let commit = |generation, member_id| CommitAs {
        generation,
        member_id,
        instance_id: None,
        epochs: EpochSupport::Known,
    };
    let mut may = |generation, member| {
        world.coordinator.may_commit("g", commit(generation, member), &[], world.now)
    };
    assert_eq!(may(1, &a), Ok(()));
    assert_eq!(may(2, &a), Err(ErrorCode::ILLEGAL_GENERATION));
    assert_eq!(may(-1, ""), Err(ErrorCode::UNKNOWN_MEMBER_ID));
}

#[test]
fn joins_that_cannot_fit_are_refused() {
    let mut world = World::new();
    world.stable("a");
    let mut refusal = |join| world.join(join).take().map(|answer| answer.error);
    let other = Protocol { name: "sticky".into(), metadata: Bytes::new() };
    let protocols = vec![other];
    assert_eq!(
        refusal(Join { protocols, ..consumer("b", "") }),
        Some(ErrorCode::INCONSISTENT_GROUP_PROTOCOL)
    );
    let session_timeout = Duration::from_secs(5);
    assert_eq!(
        refusal(Join { session_timeout, ..consumer("b", "") }),
        Some(ErrorCode::INVALID_SESSION_TIMEOUT)
    );
    assert_eq!(refusal(consumer("b", "made-up")), Some(ErrorCode::UNKNOWN_MEMBER_ID));
    let group_id = Arc::from("");
    assert_eq!(refusal(Join { group_id, ..consumer("b", "") }), Some(ErrorCode::INVALID_GROUP_ID));
}

#[test]
fn a_leave_during_the_rebalance_lets_it_end() {
    let mut world = World::new();
    let a = world.stable("a");
    let (_, mut b) = world.join_new("b");
    let leaver = Leaver { member_id: a, instance_id: None };
    world.coordinator.leave("g", vec![leaver], world.now).expect("the group exists");
    assert_eq!(b.take().map(|it| it.members.len()), Some(1));
}

#[test]
fn offsets_survive_the_members() {
    let mut world = World::new();
    let committed = CommittedOffset { offset: 7, leader_epoch: -1, metadata: "m".into() };
    let commit = OffsetToCommit {
        topic: "t".into(),
        partition: 0,
        committed: committed.clone(),
        time: Default::default(),
    };
    world.coordinator.commit("g", commit).expect("stored");
    assert_eq!(world.coordinator.committed("g", "t", 0), Some(committed));
    assert_eq!(world.coordinator.committed("g", "t", 1), None);
    assert_eq!(world.state(), GroupState::Empty);
    world.coordinator.forget_topic("t");
    assert!(world.coordinator.all_committed("g").is_empty());
}
