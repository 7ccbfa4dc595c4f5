//! Timeouts of transactions and of transactional ids.

use super::*;
use TransactionRefusal as R;
use TransactionState as S;

#[test]
fn a_transaction_that_takes_too_long_is_aborted_and_its_producer_fenced() {
    let mut world = World::new();
    world.init(None).expect("the first");
    world.advance(Duration::from_secs(100));
    world.add(0, 0, 0).expect("added");
    world.advance(Duration::from_secs(59));
    world.add(0, 0, 1).expect("the time runs since the first partition");
    assert_eq!(world.state(), S::Ongoing);
    world.advance(Duration::from_secs(1));
    assert_eq!(world.state(), S::PrepareAbort);
    assert_eq!(world.mark(), 2);
    assert_eq!(world.add(0, 0, 0), Err(R::Fenced));
    let commit = world.end(0, 0, Outcome::Commit, TransactionVersion::V2);
    assert_eq!(commit, Err(R::State));
    let abort = world.end(0, 0, Outcome::Abort, TransactionVersion::V2);
    assert_eq!(abort, Ok((0, 1)), "who aborts is told the epoch to go on with");
}

#[test]
fn a_timed_out_producer_before_version_2_is_fenced_for_good() {
    let version = TransactionVersion::V0;
    let mut world = World::with(TransactionSettings { version, ..Default::default() });
    world.init(None).expect("the first");
    world.add(0, 0, 0).expect("added");
    world.advance(Duration::from_secs(60));
    assert_eq!(world.coordinator.pending_markers()[0].marker.producer_epoch, 1);
    world.mark();
    let abort = world.end(0, 0, Outcome::Abort, TransactionVersion::V0);
    assert_eq!(abort, Err(R::Fenced));
}

#[test]
fn a_timeout_with_the_last_epoch_leads_to_another_id() {
    let mut world = World::new();
    world.init(None).expect("the first");
    world.age(i16::MAX - 1);
    world.add(0, i16::MAX - 1, 0).expect("added");
    world.advance(Duration::from_secs(60));
    world.mark();
    assert_eq!(world.init(None), Ok((1, 1)));
}

#[test]
fn markers_that_could_not_be_written_are_tried_again() {
    let mut world = World::new();
    world.init(None).expect("the first");
    world.add(0, 0, 0).expect("added");
    world.end(0, 0, Outcome::Commit, TransactionVersion::V2).expect("ended");
    let retry = Monotonic(Duration::from_millis(100));
    assert_eq!(world.coordinator.next_deadline(), Some(retry));
    world.advance(Duration::from_millis(100));
    assert!(world.coordinator.has_pending_markers());
    assert!(world.coordinator.next_deadline() > Some(retry));
    world.mark();
    assert!(!world.coordinator.has_pending_markers());
}

#[test]
fn an_id_that_nobody_uses_is_forgotten_after_a_week() {
    let week = Duration::from_secs(7 * 86_400);
    let mut world = World::new();
    world.init(None).expect("the first");
    world.advance(week / 2);
    world.init(None).expect("used again");
    world.advance(week / 2);
    assert_eq!(world.state(), S::Empty);
    world.advance(week / 2);
    assert_eq!(world.coordinator.describe("tx"), None);
    assert_eq!(world.coordinator.next_deadline(), None);
    assert_eq!(world.add(0, 1, 0), Err(R::OtherProducerId));
}

#[test]
fn a_transaction_is_described_with_its_times() {
    let mut world = World::new();
    world.init(None).expect("the first");
    let described = world.coordinator.describe("tx").expect("it exists");
    assert_eq!((described.state, described.started_ms), (S::Empty, -1));
    world.advance(Duration::from_secs(5));
    world.add(0, 0, 4).expect("added");
    let described = world.coordinator.describe("tx").expect("it exists");
    assert_eq!((described.started_ms, described.timeout_ms), (5_000, TIMEOUT_MS));
    assert_eq!((described.producer, described.partitions), (identity(0, 0), vec![at(4)]));
    let listed = &world.coordinator.list()[0];
    assert_eq!((&*listed.id, listed.state, listed.producer_id), ("tx", S::Ongoing, 0));
}
