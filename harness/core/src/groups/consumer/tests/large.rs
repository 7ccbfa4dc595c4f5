//! Groups of thousands: what each heartbeat costs does not grow with them.

use super::*;

/// What the members come to together, counted anew.
fn check_tallies(group: &ConsumerGroup) {
    let members = &group.members;
    let deadlines = members.values().map(ConsumerMember::next_deadline);
    assert_eq!(members.next_deadline(), deadlines.min());
    let topics: BTreeSet<_> = members.values().flat_map(|it| it.topics.iter()).collect();
    assert!(members.topics().keys().eq(topics));
    let patterns: BTreeSet<_> = members.values().filter_map(ConsumerMember::pattern).collect();
    assert!(members.patterns().keys().eq(patterns));
    for assignor in [ServerAssignor::Uniform, ServerAssignor::Range] {
        let votes = members.values().filter(|it| it.assignor == Some(assignor)).count();
        assert_eq!(members.votes(assignor), votes);
    }
    let held: Vec<_> = members.values().flat_map(ConsumerMember::holds).collect();
    assert!(held.iter().all(|it| members.hold(it)));
    for member in members.values() {
        let instance = member.instance_id.as_deref();
        assert!(instance.is_none_or(|it| members.instance(it).is_some_and(|m| m.id == member.id)));
    }
}

fn group(world: &World) -> &ConsumerGroup {
    world.coordinator.consumer_group("g").expect("the group")
}

#[test]
fn what_members_come_to_is_kept_as_they_come_and_go() {
    let mut world = World::new();
    world.topic("t", 12);
    world.topic("bills", 5);
    let mut members = Vec::new();
    for number in 0..12 {
        let mut beat = joining(&format!("m{number}"));
        beat.instance_id = (number % 3 == 0).then(|| format!("i{number}").into());
        beat.assignor =
            (number % 4 != 0).then(|| if number % 2 == 0 { "range" } else { "uniform" }.into());
        if number % 5 == 1 {
            beat.topics = Some(BTreeSet::new());
            beat.regex = Some("bil.*".into());
            beat.resolved = vec![("bil.*".into(), BTreeSet::from(["bills".into()]))];
        }
        let mut member = Member { id: beat.member_id.clone(), epoch: 0, owned: BTreeSet::new() };
        member.take(world.beat(beat).expect("room"));
        members.push(member);
        check_tallies(group(&world));
        world.settle(&mut members);
        check_tallies(group(&world));
    }
    for member in members.iter().step_by(2) {
        let leave = ConsumerHeartbeat { member_epoch: -1, ..member.beat() };
        // Static members name their instance, and these do not.
        let _refused = world.beat(leave);
        check_tallies(group(&world));
    }
    world.advance(60);
    assert!(group(&world).is_empty());
    check_tallies(group(&world));
}

#[test]
fn members_of_a_large_group_that_come_together_are_assigned_together() {
    const MEMBERS: usize = 1_000;
    let mut world = World::new();
    world.topic("t", 1_000);
    let mut members: Vec<_> =
        (0..MEMBERS).map(|number| world.join(&format!("m{number:04}"))).collect();
    let described = world.describe();
    let epochs = [described.epoch, described.assignment_epoch].map(usize::try_from);
    assert_eq!(epochs, [Ok(MEMBERS), Ok(200)]);
    // Kafka's own interval is more than enough for the next target.
    world.advance(1);
    members.iter_mut().for_each(|member| world.tick(member));
    members.iter_mut().for_each(|member| world.tick(member));
    members.iter_mut().for_each(|member| world.tick(member));
    assert_eq!(world.state(), ConsumerGroupState::Stable);
    assert!(members.iter().all(|member| member.owned.len() == 1));
}
