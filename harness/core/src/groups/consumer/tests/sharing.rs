//! How partitions change hands, and what makes them.

use kerbside_kafka_wire::ErrorCode;

use super::*;

#[test]
fn a_partition_is_given_when_its_owner_has_said_that_it_gave_it_up() {
    let mut world = World::new();
    let t = world.topic("t", 2);
    let mut a = world.join("a");
    let mut b = world.join("b");
    assert_eq!((b.epoch, b.owned.len()), (2, 0));
    assert_eq!(world.state(), ConsumerGroupState::Reconciling);
    let told = world.beat(a.beat()).expect("has to give one up");
    assert_eq!(told.member_epoch, 1, "until it says that it did");
    assert_eq!(told.assignment, Some([(t, 0)].into()));
    world.tick(&mut b);
    assert!(b.owned.is_empty());
    a.take(told);
    world.tick(&mut a);
    assert_eq!(a.epoch, 2);
    world.tick(&mut b);
    assert_eq!(b.owned, [(t, 1)].into());
    assert_eq!(world.state(), ConsumerGroupState::Stable);
}

#[test]
fn who_leaves_or_falls_silent_is_replaced() {
    let mut world = World::new();
    world.topic("t", 3);
    let mut members = vec![world.join("a"), world.join("b"), world.join("c")];
    world.settle(&mut members);
    let gone = members.remove(2);
    world.beat(staying(&gone.id, -1, None)).expect("was in it");
    world.settle(&mut members);
    assert_eq!(members.iter().map(|it| it.owned.len()).sum::<usize>(), 3);
    let silent = members.remove(1);
    for _ in 0..5 {
        world.advance(9);
        world.tick(&mut members[0]);
    }
    assert_eq!(members[0].owned.len(), 3);
    let unknown = world.beat(silent.beat()).expect_err("expelled");
    assert_eq!(unknown.code(), ErrorCode::UNKNOWN_MEMBER_ID);
}

#[test]
fn who_does_not_give_up_in_time_is_expelled() {
    let mut world = World::new();
    world.topic("t", 2);
    let a = world.join("a");
    let mut b = world.join("b");
    for _ in 0..6 {
        world.beat(a.beat()).expect("still has time");
        world.tick(&mut b);
        world.advance(10);
    }
    assert_eq!(world.beat(a.beat()).map_err(|it| it.code()), Err(ErrorCode::UNKNOWN_MEMBER_ID));
    world.tick(&mut b);
    assert_eq!(b.owned.len(), 2);
}

#[test]
fn groups_follow_their_topics() {
    let mut world = World::new();
    let mut members = vec![world.join("a")];
    assert!(members[0].owned.is_empty());
    world.topic("t", 1);
    world.settle(&mut members);
    assert_eq!(members[0].owned.len(), 1);
    world.topic("t", 4);
    world.settle(&mut members);
    assert_eq!(members[0].owned.len(), 4);
    world.delete_topic("t");
    world.settle(&mut members);
    assert!(members[0].owned.is_empty());
}

#[test]
fn a_topic_that_is_not_subscribed_to_any_more_is_given_up() {
    let mut world = World::new();
    world.topic("t", 2);
    let u = world.topic("u", 1);
    let mut a = world.join("a");
    let beat = ConsumerHeartbeat { topics: Some([Arc::from("u")].into()), ..a.beat() };
    let answer = world.beat(beat).expect("in good standing");
    a.take(answer);
    assert!(a.owned.is_empty());
    world.tick(&mut a);
    assert_eq!(a.owned, [(u, 0)].into());
}

#[test]
fn a_regular_expression_stands_for_whole_names() {
    let regex = check_regex(&Arc::from("a|bc")).expect("valid");
    let matching = ["a", "bc", "ab", "abc", "xbc"].map(|name| matches_whole(&regex, name));
    assert_eq!(matching, [true, true, false, false, false]);
    let refusal = check_regex(&Arc::from("a(")).expect_err("not closed");
    assert_eq!(refusal.code(), ErrorCode::INVALID_REGULAR_EXPRESSION);
    let text = refusal.to_string();
    let begins = "SubscribedTopicRegex `a(` is not a valid regular expression: ";
    assert!(text.starts_with(begins), "{text}");
    assert!(check_regex(&Arc::from("a)|(b")).is_err(), "its frame does not make it valid");
}

#[test]
fn topics_that_come_to_match_are_assigned() {
    let mut world = World::new();
    world.topic("logs-1", 1);
    let pattern: Arc<str> = "logs-.*".into();
    let wanted = |world: &World, brought| {
        world.coordinator.regexes_to_resolve("g", brought, world.topics.changes)
    };
    assert_eq!(wanted(&world, Some(&pattern)), [Arc::clone(&pattern)]);
    let resolved = |names: &[&str]| {
        vec![(Arc::clone(&pattern), names.iter().map(|it| Arc::from(*it)).collect())]
    };
    let beat = ConsumerHeartbeat {
        topics: None,
        regex: Some(Arc::clone(&pattern)),
        resolved: resolved(&["logs-1"]),
        ..joining("a")
    };
    let mut a = Member { id: "a".into(), epoch: 0, owned: BTreeSet::new() };
    a.take(world.beat(beat).expect("room"));
    assert_eq!(a.owned.len(), 1);
    assert!(wanted(&world, Some(&pattern)).is_empty());
    world.topic("logs-2", 2);
    assert_eq!(wanted(&world, None), [Arc::clone(&pattern)]);
    let beat = ConsumerHeartbeat { resolved: resolved(&["logs-1", "logs-2"]), ..a.beat() };
    a.take(world.beat(beat).expect("in good standing"));
    assert_eq!(a.owned.len(), 3);
}

#[test]
fn targets_are_not_computed_more_often_than_the_interval_allows() {
    let assignment_interval = Duration::from_secs(1);
    let consumers =
        ConsumerGroupSettings { assignment_interval, ..ConsumerGroupSettings::default() };
    let mut world = World::with(consumers);
    world.topic("t", 2);
    let mut members = vec![world.join("a"), world.join("b")];
    world.settle(&mut members);
    assert_eq!(world.state(), ConsumerGroupState::Assigning);
    world.advance(1);
    world.settle(&mut members);
    assert_eq!(world.state(), ConsumerGroupState::Stable);
}
