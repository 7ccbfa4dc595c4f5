//! Who is fenced, refused or believed, and in which words.

use kerbside_kafka_wire::ErrorCode;

use super::*;
use crate::groups::{CommitAs, EpochSupport};

#[test]
fn members_of_another_epoch_are_fenced() {
    let mut world = World::new();
    world.topic("t", 2);
    let a = world.join("a");
    assert_eq!((a.epoch, a.owned.len()), (1, 2));
    let fenced = world.beat(staying("a", 7, None)).expect_err("from the future");
    assert_eq!(
        (fenced.code(), fenced.to_string().as_str()),
        (
            ErrorCode::FENCED_MEMBER_EPOCH,
            "The consumer group member has a greater member epoch (7) than the one known by the \
             group coordinator (1). The member must abandon all its partitions and rejoin."
        )
    );
    let unknown = world.beat(staying("nobody", 1, None)).expect_err("never joined");
    assert_eq!(
        (unknown.code(), unknown.to_string().as_str()),
        (ErrorCode::UNKNOWN_MEMBER_ID, "Member nobody is not a member of group g.")
    );
    let rejoined = world.beat(joining("a")).expect("a fenced member starts again");
    assert_eq!((rejoined.member_epoch, rejoined.assignment), (1, Some(a.owned)));
}

#[test]
fn an_answer_that_was_lost_is_given_again_to_who_owns_no_more_than_it() {
    let mut world = World::new();
    world.topic("t", 2);
    let mut a = world.join("a");
    let b = world.join("b");
    assert!(b.owned.is_empty(), "a has not given anything up");
    world.tick(&mut a);
    let answer = world.beat(a.beat()).expect("revoked");
    assert_eq!((answer.member_epoch, a.epoch), (2, 1));
    let again = world.beat(a.beat()).expect("the answer was lost");
    assert_eq!(again.member_epoch, 2);
    let too_much = staying("a", 1, Some([(topic_id("t"), 9)].into()));
    let fenced = world.beat(too_much).expect_err("owns what it never got");
    assert_eq!(fenced.code(), ErrorCode::FENCED_MEMBER_EPOCH);
}

#[test]
fn a_group_that_is_not_there_has_to_be_joined() {
    let mut world = World::new();
    for (epoch, text) in [(1, "Consumer group g not found."), (-1, "Group g not found.")] {
        let refusal = world.beat(staying("a", epoch, None)).expect_err("no group");
        assert_eq!((refusal.code(), &*refusal.to_string()), (ErrorCode::GROUP_ID_NOT_FOUND, text));
    }
}

#[test]
fn heartbeats_that_contradict_themselves_are_refused() {
    let mut world = World::new();
    let full = joining("a");
    for (beat, text) in [
        (joining(""), "MemberId can't be empty."),
        (ConsumerHeartbeat { group_id: "".into(), ..full.clone() }, "GroupId can't be empty."),
        (as_instance(full.clone(), ""), "InstanceId can't be empty."),
        (ConsumerHeartbeat { rack_id: Some("".into()), ..full.clone() }, "RackId can't be empty."),
        (
            ConsumerHeartbeat { rebalance_timeout: None, ..full.clone() },
            "RebalanceTimeoutMs must be provided in first request.",
        ),
        (
            ConsumerHeartbeat { owned: None, ..full.clone() },
            "TopicPartitions must be empty when (re-)joining.",
        ),
        (
            ConsumerHeartbeat { topics: None, ..full },
            "Either SubscribedTopicNames or SubscribedTopicRegex must be non-null when \
             (re-)joining.",
        ),
        (staying("a", -2, None), "InstanceId can't be null."),
        (staying("a", -3, None), "MemberEpoch is invalid."),
    ] {
        let refusal = world.beat(beat).expect_err(text);
        assert_eq!((refusal.code(), &*refusal.to_string()), (ErrorCode::INVALID_REQUEST, text));
    }
}

#[test]
fn a_full_group_takes_nobody_in() {
    let consumers = ConsumerGroupSettings { max_size: 1, ..ConsumerGroupSettings::default() };
    let mut world = World::with(consumers);
    world.join("a");
    let refusal = world.beat(joining("b")).expect_err("full");
    assert_eq!(
        (refusal.code(), refusal.to_string().as_str()),
        (
            ErrorCode::GROUP_MAX_SIZE_REACHED,
            "The consumer group has reached its maximum capacity of 1 members."
        )
    );
    world.beat(joining("a")).expect("is in it already");
}

#[test]
fn a_static_member_that_comes_back_gets_what_it_had() {
    let mut world = World::new();
    world.topic("t", 2);
    let first = world.beat(as_instance(joining("a"), "i")).expect("room");
    let taken = world.beat(as_instance(joining("b"), "i")).expect_err("a is there");
    assert_eq!(
        (taken.code(), taken.to_string().as_str()),
        (
            ErrorCode::UNRELEASED_INSTANCE_ID,
            "Static member b with instance id i cannot join the group because the instance id is \
             owned by a member."
        )
    );
    let left = world.beat(as_instance(staying("a", -2, None), "i")).expect("for now");
    assert_eq!(left.member_epoch, -2);
    let epoch = world.describe().epoch;
    let back = world.beat(as_instance(joining("b"), "i")).expect("released");
    assert_eq!((back.member_epoch, back.assignment), (1, first.assignment));
    assert_eq!(world.describe().epoch, epoch, "nobody else has to move");
    let fenced = world.beat(as_instance(staying("a", 1, None), "i")).expect_err("replaced");
    assert_eq!(
        (fenced.code(), fenced.to_string().as_str()),
        (
            ErrorCode::FENCED_INSTANCE_ID,
            "Static member a with instance id i was fenced by member b."
        )
    );
    let unknown = world.beat(as_instance(staying("b", 1, None), "j")).expect_err("no j");
    assert_eq!(
        (unknown.code(), unknown.to_string().as_str()),
        (ErrorCode::UNKNOWN_MEMBER_ID, "Instance id j is unknown.")
    );
}

#[test]
fn a_static_member_that_stays_away_is_forgotten_with_its_session() {
    let mut world = World::new();
    world.beat(as_instance(joining("a"), "i")).expect("room");
    world.beat(as_instance(staying("a", -2, None), "i")).expect("for now");
    world.advance(44);
    assert_eq!(world.describe().members.len(), 1);
    world.advance(1);
    assert_eq!(world.state(), ConsumerGroupState::Empty);
}

#[test]
fn commits_need_the_epoch_at_which_a_partition_was_given() {
    let mut world = World::new();
    let t = world.topic("t", 2);
    let mut a = world.join("a");
    world.join("b");
    world.tick(&mut a);
    let kept = *a.owned.first().expect("one of two");
    world.tick(&mut a);
    assert_eq!(a.epoch, 2);
    let lost = (t, 1 - kept.1);
    let mut may = |generation, member_id, epochs, partition| {
        let who = CommitAs { generation, member_id, instance_id: None, epochs };
        world.coordinator.may_commit("g", who, &[partition], world.now)
    };
    let known = EpochSupport::Known;
    assert_eq!(may(2, "a", known, lost), Ok(()), "the member's own epoch is not looked into");
    assert_eq!(may(1, "a", known, kept), Ok(()), "held since epoch 1");
    assert_eq!(may(1, "a", known, lost), Err(ErrorCode::STALE_MEMBER_EPOCH));
    assert_eq!(may(3, "a", known, kept), Err(ErrorCode::STALE_MEMBER_EPOCH));
    assert_eq!(may(1, "c", known, kept), Err(ErrorCode::UNKNOWN_MEMBER_ID));
    assert_eq!(may(2, "a", EpochSupport::Unknown, kept), Err(ErrorCode::UNSUPPORTED_VERSION));
    let fetch = |member, epoch| world.coordinator.may_fetch("g", member, epoch);
    assert_eq!(fetch(None, -1), Ok(()));
    assert_eq!(fetch(Some("a"), 2), Ok(()));
    assert_eq!(fetch(Some("a"), 1), Err(ErrorCode::STALE_MEMBER_EPOCH));
    assert_eq!(fetch(Some("c"), 1), Err(ErrorCode::UNKNOWN_MEMBER_ID));
}
