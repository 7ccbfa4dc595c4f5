//! InitProducerId: who gets an id, and who is fenced by it.

use super::*;
use TransactionRefusal as R;

#[test]
fn each_producer_of_an_id_gets_the_next_epoch() {
    let mut world = World::new();
    assert_eq!(world.init(None), Ok((0, 0)));
    assert_eq!(world.init(None), Ok((0, 1)));
    assert_eq!(world.add(0, 0, 0), Err(R::Fenced), "the older one is fenced");
    assert_eq!(world.add(0, 1, 0), Ok(()));
    let other = InitProducer { id: "other", timeout_ms: 1, expected: None };
    assert_eq!(world.coordinator.init(other, world.now), Ok(identity(1, 0)));
}

#[test]
fn ids_and_timeouts_have_bounds() {
    let mut world = World::with(TransactionSettings { max_ids: 1, ..Default::default() });
    let mut init = |id, timeout_ms| {
        let request = InitProducer { id, timeout_ms, expected: None };
        world.coordinator.init(request, world.now).map(|it| it.epoch)
    };
    assert_eq!(init("", 1), Err(R::EmptyId));
    assert_eq!(init("a", 0), Err(R::Timeout));
    assert_eq!(init("a", 900_001), Err(R::Timeout));
    assert_eq!(init("a", 900_000), Ok(0));
    assert_eq!(init("b", 1), Err(R::TooManyIds));
    assert_eq!(init("a", 1), Ok(1));
}

#[test]
fn a_new_producer_waits_until_the_open_transaction_is_aborted() {
    let mut world = World::new();
    world.init(None).expect("the first");
    world.add(0, 0, 3).expect("added");
    assert_eq!(world.init(None), Err(R::Busy));
    assert_eq!(world.state(), TransactionState::PrepareAbort);
    assert_eq!(world.init(None), Err(R::Busy), "the marker is not written");
    let pending = world.coordinator.pending_markers();
    assert_eq!((pending[0].marker.producer_epoch, pending[0].marker.outcome), (1, Outcome::Abort));
    assert_eq!(pending[0].partitions, [at(3)]);
    assert_eq!(world.mark(), 1);
    assert_eq!(world.state(), TransactionState::CompleteAbort);
    assert_eq!(world.init(None), Ok((0, 2)));
    let end = world.end(0, 0, Outcome::Commit, TransactionVersion::V0);
    assert_eq!(end, Err(R::Fenced));
}

#[test]
fn a_producer_goes_on_after_an_error_with_the_epoch_that_it_shows() {
    let mut world = World::new();
    world.init(None).expect("the first");
    assert_eq!(world.init(Some(identity(0, 0))), Ok((0, 1)));
    assert_eq!(world.init(Some(identity(0, 0))), Ok((0, 1)), "the same request again");
    assert_eq!(world.init(Some(identity(7, 1))), Err(R::Fenced));
    assert_eq!(world.init(None), Ok((0, 2)), "another producer");
    assert_eq!(world.init(Some(identity(0, 1))), Err(R::Fenced));
}

#[test]
fn a_producer_that_the_coordinator_forgot_gets_another_id() {
    let mut world = World::new();
    assert_eq!(world.init(Some(identity(99, 5))), Ok((0, 0)));
}

#[test]
fn exhausted_epochs_lead_to_another_id() {
    let mut world = World::new();
    world.init(None).expect("the first");
    world.age(i16::MAX - 1);
    let shown = identity(0, i16::MAX - 1);
    assert_eq!(world.init(Some(shown)), Ok((1, 0)));
    assert_eq!(world.init(Some(shown)), Ok((1, 0)), "the same request again");
    assert_eq!(world.add(0, i16::MAX - 1, 0), Err(R::OtherProducerId));
}

#[test]
fn fencing_before_version_2_gives_the_old_producer_no_way_back() {
    let version = TransactionVersion::V0;
    let mut world = World::with(TransactionSettings { version, ..Default::default() });
    world.init(None).expect("the first");
    world.add(0, 0, 0).expect("added");
    assert_eq!(world.init(None), Err(R::Busy));
    world.mark();
    assert_eq!(world.init(Some(identity(0, 0))), Err(R::Fenced));
    assert_eq!(world.init(None), Ok((0, 2)));
}
