//! How many groups, pending members and offsets there may be, and that the next deadline is known
//! without a look at all of them.

use super::*;

fn in_group(group: &str, member: &str) -> Join {
    Join { group_id: group.into(), ..consumer("a", member) }
}

fn offset(partition: i32) -> OffsetToCommit {
    let committed = CommittedOffset { offset: 1, leader_epoch: -1, metadata: "".into() };
    OffsetToCommit { topic: "t".into(), partition, committed, time: CommitTime::default() }
}

#[test]
fn groups_are_bounded() {
    let mut world = World::with(GroupSettings { max_groups: 2, ..GroupSettings::default() });
    let mut errors = ["g1", "g2", "g3", "g1"]
        .map(|group| world.join(in_group(group, "")).take().expect("an answer at once").error);
    let (full, id) = (ErrorCode::GROUP_MAX_SIZE_REACHED, ErrorCode::MEMBER_ID_REQUIRED);
    assert_eq!(errors, [id, id, full, id]);
    let committed = world.coordinator.commit("g3", offset(0));
    assert_eq!(committed, Err(ErrorCode::INVALID_COMMIT_OFFSET_SIZE));
    assert_eq!(world.coordinator.commit("g2", offset(0)), Ok(()));
    // Those who never join are forgotten, and so are their groups.
    world.advance(10);
    world.coordinator.retain_offsets(0);
    errors = ["g1", "g3", "g4", "g2"]
        .map(|group| world.join(in_group(group, "")).take().expect("an answer at once").error);
    assert_eq!(errors, [id, full, full, id]);
}

#[test]
fn members_that_never_join_are_bounded() {
    let settings = GroupSettings { max_pending_members: 3, ..GroupSettings::default() };
    let mut world = World::with(settings);
    let (full, id) = (ErrorCode::GROUP_MAX_SIZE_REACHED, ErrorCode::MEMBER_ID_REQUIRED);
    let ask = |world: &mut World, group: &str| world.join(in_group(group, "")).take();
    let first = ask(&mut world, "g1").expect("at once");
    for (group, error) in [("g1", id), ("g2", id), ("g2", full), ("g3", full)] {
        assert_eq!(ask(&mut world, group).expect("at once").error, error);
    }
    // Who joins makes room for another.
    let _joined = world.join(in_group("g1", &first.member_id));
    assert_eq!(ask(&mut world, "g3").expect("at once").error, id);
    assert_eq!(ask(&mut world, "g3").expect("at once").error, full);
    world.advance(10);
    assert_eq!(ask(&mut world, "g3").expect("at once").error, id);
}

#[test]
fn offsets_are_bounded() {
    let mut world = World::with(GroupSettings { max_offsets: 3, ..GroupSettings::default() });
    let full = Err(ErrorCode::INVALID_COMMIT_OFFSET_SIZE);
    assert_eq!(world.coordinator.commit("g1", offset(0)), Ok(()));
    assert_eq!(world.coordinator.commit("g1", offset(1)), Ok(()));
    assert_eq!(world.coordinator.commit_in_transaction("g2", 7, offset(0)), Ok(()));
    assert_eq!(world.coordinator.commit("g2", offset(1)), full);
    assert_eq!(world.coordinator.commit_in_transaction("g1", 7, offset(5)), full);
    assert_eq!(world.coordinator.delete_offset("g1", "t", 1), Ok(()));
    assert_eq!(world.coordinator.commit("g2", offset(1)), Ok(()));
    world.coordinator.forget_topic("t");
    assert_eq!(world.coordinator.commit("g3", offset(0)), Ok(()));
}

#[test]
fn the_next_deadline_is_the_earliest_of_any_group() {
    let mut world = World::new();
    assert_eq!(world.coordinator.next_deadline(), None);
    for number in 0..50_u64 {
        let group = format!("g{}", number % 7);
        let session_timeout = Duration::from_secs(6 + (number * 31) % 40);
        let asked = world.join(Join { session_timeout, ..in_group(&group, "") });
        let id = { asked }.take().expect("at once").member_id;
        if number % 3 == 0 {
            let _joined = world.join(Join { session_timeout, ..in_group(&group, &id) });
        }
        if number % 5 == 0 {
            world.advance(3);
        }
        let earliest = world.coordinator.groups.values().filter_map(Group::next_deadline).min();
        assert_eq!(world.coordinator.next_deadline(), earliest);
        assert!(earliest > Some(world.now));
    }
}

#[test]
fn what_members_say_is_bounded() {
    let mut world = World::with(GroupSettings { member_octets: 10_000, ..Default::default() });
    let large = |member: &str| {
        let metadata = Bytes::from(vec![0; 10_000]);
        let protocols = vec![Protocol { name: "range".into(), metadata }];
        Join { protocols, ..in_group("g1", member) }
    };
    let first = world.join(large("")).take().expect("at once");
    assert_eq!(first.error, ErrorCode::MEMBER_ID_REQUIRED);
    let joined = world.join(large(&first.member_id)).take().expect("at once");
    assert_eq!(joined.error, ErrorCode::NONE);
    let next = world.join(in_group("g2", "")).take().expect("at once");
    assert_eq!(next.error, ErrorCode::GROUP_MAX_SIZE_REACHED);
    // Its session, and with it what it said, ends.
    world.advance(60);
    let next = world.join(in_group("g2", "")).take().expect("at once");
    assert_eq!(next.error, ErrorCode::MEMBER_ID_REQUIRED);
}

#[test]
fn a_member_has_no_more_protocols_than_can_be_compared() {
    let mut world = World::new();
    let mut with = |count: usize| {
        let protocol =
            |number| Protocol { name: format!("p{number}").into(), metadata: Bytes::new() };
        let protocols = (0..count).map(protocol).collect();
        world.join(Join { protocols, ..in_group("g", "") }).take().expect("at once").error
    };
    assert_eq!(with(101), ErrorCode::INCONSISTENT_GROUP_PROTOCOL);
    assert_eq!(with(100), ErrorCode::MEMBER_ID_REQUIRED);
}

#[test]
fn offsets_of_open_transactions_are_counted_until_they_end_or_are_forgotten() {
    let mut world = World::new();
    let coordinator = &mut world.coordinator;
    for (producer, partition) in [(7, 0), (8, 0), (7, 1), (8, 2), (7, 1)] {
        coordinator.commit_in_transaction("g", producer, offset(partition)).expect("room");
    }
    assert_eq!(coordinator.groups.size().offsets, 4);
    coordinator.end_transaction(7, crate::storage::Outcome::Abort, |_| true);
    assert_eq!(coordinator.groups.size().offsets, 2);
    assert!(coordinator.is_unstable("g", "t", 0) && !coordinator.is_unstable("g", "t", 1));
    coordinator.delete_offset("g", "t", 2).expect("there");
    assert!(!coordinator.is_unstable("g", "t", 2));
    coordinator.commit("g", offset(0)).expect("room");
    coordinator.end_transaction(8, crate::storage::Outcome::Commit, |_| true);
    assert_eq!(coordinator.groups.size().offsets, 1);
    coordinator.commit_in_transaction("g", 9, offset(5)).expect("room");
    coordinator.forget_topic("t");
    assert_eq!(coordinator.groups.size().offsets, 0);
}
