//! How partitions are spread over members.

use super::*;

fn sizes(members: &[Member]) -> Vec<usize> {
    members.iter().map(|member| member.owned.len()).collect()
}

#[test]
fn uniform_gives_all_as_many_and_moves_little() {
    let mut world = World::new();
    world.topic("t", 7);
    let mut members = vec![world.join("a")];
    assert_eq!(sizes(&members), [7]);
    members.push(world.join("b"));
    world.settle(&mut members);
    assert_eq!(sizes(&members), [4, 3]);
    let before = members[0].owned.clone();
    members.push(world.join("c"));
    world.settle(&mut members);
    let mut spread = sizes(&members);
    spread.sort_unstable();
    assert_eq!(spread, [2, 2, 3]);
    assert!(members[0].owned.is_subset(&before), "who has less now keeps of what it had");
}

#[test]
fn uniform_heeds_what_each_subscribes_to() {
    let mut world = World::new();
    let (t, u) = (world.topic("t", 4), world.topic("u", 4));
    let both = |id| ConsumerHeartbeat {
        topics: Some([Arc::from("t"), Arc::from("u")].into()),
        ..joining(id)
    };
    let mut members = vec![world.join("a")];
    let mut wide = Member { id: "b".into(), epoch: 0, owned: BTreeSet::new() };
    wide.take(world.beat(both("b")).expect("room"));
    members.push(wide);
    world.settle(&mut members);
    assert_eq!(sizes(&members), [4, 4]);
    assert!(members[0].owned.iter().all(|(topic, _)| *topic == t));
    assert!(members[1].owned.iter().all(|(topic, _)| *topic == u));
}

#[test]
fn range_gives_each_one_run_of_each_topic() {
    let mut world = World::new();
    let t = world.topic("t", 5);
    let ranged = |id| ConsumerHeartbeat { assignor: Some("range".into()), ..joining(id) };
    let mut members = Vec::new();
    for id in ["a", "b"] {
        let mut member = Member { id: id.into(), epoch: 0, owned: BTreeSet::new() };
        member.take(world.beat(ranged(id)).expect("room"));
        members.push(member);
    }
    world.settle(&mut members);
    assert_eq!(world.describe().assignor, ServerAssignor::Range);
    assert_eq!(members[0].owned, (0..3).map(|at| (t, at)).collect());
    assert_eq!(members[1].owned, (3..5).map(|at| (t, at)).collect());
}

#[test]
fn an_assignor_that_nobody_has_is_refused() {
    let mut world = World::new();
    let beat = ConsumerHeartbeat { assignor: Some("sticky".into()), ..joining("a") };
    let refusal = world.beat(beat).expect_err("no such assignor");
    assert_eq!(
        refusal.to_string(),
        "ServerAssignor sticky is not supported. Supported assignors: uniform, range."
    );
    assert!(!world.coordinator.exists("g"), "a refusal makes no group");
}
