//! How much is too much, and for how long.

use super::*;

fn at(millis: u64) -> Monotonic {
    Monotonic(Duration::from_millis(millis))
}

const ALICE: Client<'static> = Client { node: 1, user: "alice", id: "app" };

fn limited(entity: &Entity, key: QuotaKey, limit: f64) -> Quotas {
    let quotas = Quotas::default();
    quotas.set(entity, key, Some(limit)).expect("set");
    quotas
}

#[test]
fn without_a_quota_nobody_waits() {
    let quotas = Quotas::default();
    assert!(!quotas.is_active());
    assert_eq!(quotas.record(ALICE, QuotaKey::ProducerByteRate, 1e9, at(0)), Duration::ZERO);
}

#[test]
fn a_rate_is_measured_over_all_windows() {
    let quotas = limited(&Entity::user("alice"), QuotaKey::ProducerByteRate, 100.0);
    let used =
        |amount, millis| quotas.record(ALICE, QuotaKey::ProducerByteRate, amount, at(millis));
    // Ten windows are full of what is allowed.
    assert_eq!(used(1_000.0, 0), Duration::ZERO);
    // A hundred octets more than in ten seconds take one second.
    assert_eq!(used(100.0, 0), Duration::from_millis(1_000));
    assert_eq!(used(0.0, 500), Duration::from_millis(500));
    // After eleven windows nothing of it counts.
    assert_eq!(used(1_000.0, 11_000), Duration::ZERO);
}

#[test]
fn each_user_client_and_node_is_measured_by_itself() {
    let all = Entity { user: Some(Part::Default), ..Entity::default() };
    let quotas = limited(&all, QuotaKey::ConsumerByteRate, 1.0);
    let used = |client| quotas.record(client, QuotaKey::ConsumerByteRate, 20.0, at(0));
    assert_eq!(used(ALICE), Duration::from_secs(10));
    assert_eq!(used(Client { user: "bob", ..ALICE }), Duration::from_secs(10));
    assert_eq!(used(Client { node: 2, ..ALICE }), Duration::from_secs(10));
    // Another client of hers counts with the first.
    assert_eq!(used(Client { id: "other", ..ALICE }), Duration::from_secs(30));
}

#[test]
fn the_most_special_quota_is_in_force() {
    let quotas = limited(&Entity::client("app"), QuotaKey::ProducerByteRate, 1.0);
    let mut limit = 1.0;
    let all = || Some(Part::Default);
    let alice = || Some(Part::Named("alice".into()));
    let app = || Some(Part::Named("app".into()));
    for (user, client) in [
        (all(), None),
        (all(), all()),
        (all(), app()),
        (alice(), None),
        (alice(), all()),
        (alice(), app()),
    ] {
        limit *= 2.0;
        let entity = Entity { user, client, ip: None };
        quotas.set(&entity, QuotaKey::ProducerByteRate, Some(limit)).expect("set");
        let wait = quotas.record(ALICE, QuotaKey::ProducerByteRate, 20.0 * limit, at(0));
        assert_eq!(wait, Duration::from_secs(10), "{entity}");
    }
}

#[test]
fn time_costs_a_window_at_most() {
    let quotas = limited(&Entity::user("alice"), QuotaKey::RequestPercentage, 1.0);
    assert!(quotas.is_timed());
    let wait = quotas.record(ALICE, QuotaKey::RequestPercentage, 10_000.0, at(0));
    assert_eq!(wait, WINDOW);
}

#[test]
fn a_bucket_may_be_overdrawn_once() {
    let quotas = limited(&Entity::user("alice"), QuotaKey::ControllerMutationRate, 2.0);
    let take = |tokens, millis| quotas.take(ALICE, tokens, Overdraft::Refused, at(millis));
    assert_eq!(take(30, 0), Ok(()));
    assert_eq!(quotas.until_refilled(ALICE, at(0)), Duration::from_secs(4));
    assert_eq!(take(1, 3_900), Err(Overdrawn));
    assert_eq!(quotas.take(ALICE, 1, Overdraft::Allowed, at(3_900)), Ok(()));
    assert_eq!(take(1, 5_000), Ok(()));
}
