//! EndTxn: the tables of `TransactionCoordinator` in Kafka, for both protocols.

use super::*;
use Outcome::{Abort, Commit};
use TransactionRefusal as R;
use TransactionState as S;

const V0: TransactionVersion = TransactionVersion::V0;
const V2: TransactionVersion = TransactionVersion::V2;

/// Epoch 0 writes in a transaction.
fn ongoing() -> World {
    let mut world = World::new();
    world.init(None).expect("the first");
    world.add(0, 0, 0).expect("added");
    world
}

/// A transaction of epoch 0 has ended so.
fn ended(outcome: Outcome, version: TransactionVersion) -> World {
    let mut world = ongoing();
    world.end(0, 0, outcome, version).expect("ended");
    world.mark();
    world
}

#[test]
fn before_version_2_the_epoch_stays_and_a_repeated_end_is_answered() {
    for (outcome, other, state) in
        [(Commit, Abort, S::CompleteCommit), (Abort, Commit, S::CompleteAbort)]
    {
        let mut world = ongoing();
        assert_eq!(world.end(0, 0, outcome, V0), Ok((0, 0)));
        assert_eq!(world.end(0, 0, outcome, V0), Err(R::Busy), "markers are missing");
        assert_eq!(world.end(0, 0, other, V0), Err(R::State));
        assert_eq!(world.add(0, 0, 1), Err(R::Busy));
        world.mark();
        assert_eq!(world.state(), state);
        assert_eq!(world.end(0, 0, outcome, V0), Ok((0, 0)));
        assert_eq!(world.end(0, 0, other, V0), Err(R::State));
        assert_eq!(world.coordinator.pending_markers(), []);
    }
}

#[test]
fn before_version_2_nothing_is_nothing_to_end() {
    let mut world = World::new();
    world.init(None).expect("the first");
    assert_eq!(world.end(0, 0, Commit, V0), Err(R::State));
    assert_eq!(world.end(0, 0, Abort, V0), Err(R::State));
    assert_eq!(world.end(5, 0, Abort, V0), Err(R::OtherProducerId));
    assert_eq!(world.end(0, 1, Abort, V0), Err(R::Fenced));
    let unknown =
        EndTransaction { id: "no", producer: identity(0, 0), outcome: Abort, version: V0 };
    assert_eq!(world.coordinator.end(unknown, world.now), Err(R::OtherProducerId));
}

#[test]
fn version_2_gives_each_transaction_an_epoch() {
    let mut world = ongoing();
    assert_eq!(world.end(0, 0, Commit, V2), Ok((0, 1)));
    assert_eq!(world.end(0, 0, Commit, V2), Err(R::Busy));
    assert_eq!(world.coordinator.pending_markers()[0].marker.producer_epoch, 1);
    world.mark();
    assert_eq!(world.add(0, 0, 0), Err(R::Fenced), "of the last transaction, late");
    assert_eq!(world.add(0, 1, 0), Ok(()));
    assert_eq!(world.end(0, 1, Abort, V2), Ok((0, 2)));
}

#[test]
fn version_2_follows_the_table_of_states() {
    // The epoch before is the request repeated, the current one the next transaction's.
    let cases = [
        (Commit, 0, Commit, Ok((0, 1))),
        (Commit, 0, Abort, Err(R::State)),
        (Commit, 1, Commit, Err(R::State)),
        (Commit, 1, Abort, Ok((0, 2))),
        (Abort, 0, Abort, Ok((0, 1))),
        (Abort, 0, Commit, Err(R::State)),
        (Abort, 1, Commit, Err(R::State)),
        (Abort, 1, Abort, Ok((0, 2))),
        (Commit, 5, Commit, Err(R::Fenced)),
    ];
    for (first, epoch, then, expected) in cases {
        let mut world = ended(first, V2);
        assert_eq!(world.end(0, epoch, then, V2), expected, "{first:?}, {epoch} {then:?}");
    }
    let mut empty = World::new();
    empty.init(None).expect("the first");
    assert_eq!(empty.end(0, 0, Commit, V2), Err(R::State));
    assert_eq!(empty.end(0, 0, Abort, V2), Ok((0, 1)), "an abort bumps the epoch");
    assert_eq!(empty.mark(), 0);
    assert_eq!(empty.state(), S::CompleteAbort);
}

#[test]
fn version_2_takes_another_id_when_the_epochs_are_exhausted() {
    let mut world = World::new();
    world.init(None).expect("the first");
    world.age(i16::MAX - 1);
    world.add(0, i16::MAX - 1, 0).expect("added");
    assert_eq!(world.end(0, i16::MAX - 1, Commit, V2), Ok((1, 0)));
    let marker = world.coordinator.pending_markers()[0].marker;
    assert_eq!((marker.producer_id, marker.producer_epoch), (0, i16::MAX));
    world.mark();
    assert_eq!(world.end(0, i16::MAX - 1, Commit, V2), Ok((1, 0)), "repeated");
    assert_eq!(world.add(1, 0, 0), Ok(()));
}

#[test]
fn a_transaction_is_complete_with_its_last_marker() {
    let mut world = ongoing();
    world.add(0, 0, 1).expect("added");
    world.end(0, 0, Commit, V0).expect("ended");
    world.coordinator.marked("tx", &[at(1)], world.now);
    assert_eq!(world.state(), S::PrepareCommit);
    assert_eq!(world.coordinator.pending_markers()[0].partitions, [at(0)]);
    world.coordinator.marked("tx", &[at(0)], world.now);
    assert_eq!(world.state(), S::CompleteCommit);
}

#[test]
fn only_partitions_of_the_transaction_are_verified() {
    let mut world = ongoing();
    let mut verify =
        |id, epoch, partition| world.coordinator.verify("tx", identity(id, epoch), &at(partition));
    assert_eq!(verify(0, 0, 0), Ok(()));
    assert_eq!(verify(0, 0, 1), Err(R::NotAdded));
    assert_eq!(verify(0, 1, 0), Err(R::Fenced));
    assert_eq!(verify(1, 0, 0), Err(R::OtherProducerId));
    world.end(0, 0, Abort, V0).expect("ended");
    let late = world.coordinator.verify("tx", identity(0, 0), &at(0));
    assert_eq!(late, Err(R::Busy));
    world.mark();
    let late = world.coordinator.verify("tx", identity(0, 0), &at(0));
    assert_eq!(late, Err(R::NotAdded), "a late write does not open it again");
}
