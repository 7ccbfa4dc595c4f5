//! What a client that must preauthenticate is told, and what its failures leave behind.

use std::time::Duration;

use kerbside_crypto::Enctype;
use kerbside_krb5::wire::{Der, EtypeInfo2, KrbError, MethodData, PaData, PaDataType};

use super::super::{Check, ClientTimeSource, Effect};
use super::{AsAsk, Bed, DAY, NOW, REALM, name};
use crate::database::{AccountState, Change, Policy, World};

const KRBTGT: &str = "krbtgt/EXAMPLE.COM";

fn method_data(error: &KrbError) -> MethodData {
    MethodData::from_der(error.e_data.as_ref().expect("e-data")).unwrap()
}

fn types(padata: &[PaData]) -> Vec<i32> {
    padata.iter().map(|element| element.padata_type.0).collect()
}

#[test]
fn method_data_lists_mechanisms_in_mits_order_without_fast() {
    let mut bed = Bed::new();
    let error = bed.error(&AsAsk::new("alice", KRBTGT).bytes());
    let offers = method_data(&error);
    assert_eq!(types(&offers), [19, 2, 133]);
    let info = EtypeInfo2::from_der(&offers[0].padata_value).unwrap();
    assert_eq!(info.len(), 1);
    assert_eq!(info[0].etype, 18);
    assert_eq!(info[0].salt, Some("EXAMPLE.COMalice".into()));
    assert_eq!(info[0].s2kparams, None);
}

#[test]
fn a_client_without_a_common_key_is_offered_no_timestamp() {
    let mut bed = Bed::new();
    bed.change("alice", |p| p.keys.retain(|k| k.enctype() == Enctype::AES128_SHA1));
    let mut ask = AsAsk::new("alice", KRBTGT);
    ask.body.etype = vec![18];
    let error = bed.error(&ask.bytes());
    assert_eq!((error.error_code.0, types(&method_data(&error))), (25, vec![133]));
}

#[test]
fn a_wrong_password_gets_method_data_again_and_a_wrong_clock_none() {
    let mut bed = Bed::new();
    let mut ask = AsAsk::new("alice", KRBTGT);
    ask.padata.push(bed.pa_timestamp("bob", NOW));
    let error = bed.error(&ask.bytes());
    assert_eq!((error.error_code.0, types(&method_data(&error))), (24, vec![19, 2, 133]));
    let mut ask = AsAsk::new("alice", KRBTGT);
    ask.padata.push(bed.pa_timestamp("alice", NOW.plus_seconds(600)));
    let error = bed.error(&ask.bytes());
    assert_eq!((error.error_code.0, error.e_data), (37, None));
}

#[test]
fn three_hundred_seconds_of_skew_pass_either_way() {
    for seconds in [-300, 0, 300] {
        let mut bed = Bed::new();
        let held = bed.initial("alice", KRBTGT, NOW.plus_seconds(seconds), |_| {});
        assert_eq!(held.client, name("alice"), "{seconds}");
    }
}

#[test]
fn a_narrower_skew_is_a_setting() {
    let mut bed = Bed::new();
    bed.settings(|settings| settings.clock_skew = 5);
    let mut ask = AsAsk::new("alice", KRBTGT);
    ask.padata.push(bed.pa_timestamp("alice", NOW.plus_seconds(6)));
    assert_eq!(bed.error(&ask.bytes()).error_code.0, 37);
}

#[test]
fn failures_are_counted_until_a_success() {
    let mut bed = Bed::new();
    let alice = name("alice");
    for failures in 1..=2 {
        let mut ask = AsAsk::new("alice", KRBTGT);
        ask.padata.push(bed.pa_timestamp("bob", NOW));
        let (_, effects) = bed.answer(&ask.bytes());
        assert!(matches!(effects.as_slice(), [Effect::PreauthFailed { .. }]));
        let account = bed.store.world().account(&alice.realm, &alice.name).unwrap();
        assert_eq!((account.failures, account.last_failure), (failures, Some(NOW)));
    }
    bed.tgt("alice", |_| {});
    let account = bed.store.world().account(&alice.realm, &alice.name).unwrap();
    assert_eq!((account.failures, account.last_success), (0, Some(NOW)));
}

#[test]
fn a_wrong_clock_is_not_counted_as_a_wrong_password() {
    let mut bed = Bed::new();
    let mut ask = AsAsk::new("alice", KRBTGT);
    ask.padata.push(bed.pa_timestamp("alice", NOW.plus_seconds(600)));
    let (_, effects) = bed.answer(&ask.bytes());
    assert_eq!(effects, []);
}

#[test]
fn a_wrong_timestamp_is_refused_even_where_none_is_required() {
    let mut bed = Bed::new();
    let mut ask = AsAsk::new("bob", KRBTGT);
    ask.padata.push(bed.pa_timestamp("alice", NOW));
    assert_eq!(bed.error(&ask.bytes()).error_code.0, 24);
}

#[test]
fn unknown_padata_is_ignored() {
    let mut bed = Bed::new();
    let held = bed.tgt("alice", |ask| {
        ask.padata.insert(0, PaData::new(PaDataType::AS_FRESHNESS, Vec::new()));
        ask.padata.push(PaData::new(PaDataType(-4711), b"anything".to_vec()));
    });
    assert_eq!(held.ticket.realm, REALM);
}

#[test]
fn the_journal_learns_the_clients_time_and_the_checks_passed() {
    let mut bed = Bed::new();
    let client_time = NOW.plus_seconds(600);
    let mut ask = AsAsk::new("alice", KRBTGT);
    ask.padata.push(bed.pa_timestamp("alice", client_time));
    let summary = bed.decide(&ask.bytes()).summary();
    let told = summary.facts.client_time.unwrap();
    assert_eq!((told.at, told.source), (client_time, ClientTimeSource::EncTimestamp));
    assert!(summary.passed.contains(&Check::ClientKnown));
    assert!(!summary.passed.contains(&Check::ClockSkew));
    assert_eq!(summary.error_code.unwrap().0, 37);
    assert_eq!(summary.facts.server, Some(name(KRBTGT)));
    assert_eq!(summary.facts.etypes.first(), Some(&Enctype::AES256_SHA1));
}

/// Fails once as alice, and gives the error's code.
fn fail(bed: &mut Bed) -> i32 {
    let mut ask = AsAsk::new("alice", KRBTGT);
    let now = bed.now;
    ask.padata.push(bed.pa_timestamp("bob", now));
    bed.error(&ask.bytes()).error_code.0
}

fn alice(bed: &Bed) -> AccountState {
    let alice = name("alice");
    bed.store.world().account(&alice.realm, &alice.name).unwrap()
}

fn with_lockout(bed: &Bed, max_failures: u32, interval: u64, duration: u64) {
    let policy = Policy {
        max_failures,
        failure_count_interval: Duration::from_secs(interval),
        lockout_duration: Duration::from_secs(duration),
        ..Policy::new("lock")
    };
    bed.commit(Change::PutPolicy { realm: REALM.into(), policy: policy.into() });
    bed.change("alice", |p| p.policy = Some("lock".into()));
}

#[test]
fn failures_further_apart_than_the_interval_do_not_lock() {
    for (apart, code) in [(60, 18), (61, 24)] {
        let mut bed = Bed::new();
        with_lockout(&bed, 2, 60, 0);
        assert_eq!(fail(&mut bed), 24);
        bed.now = NOW.plus_seconds(apart);
        assert_eq!(fail(&mut bed), 24);
        assert_eq!(fail(&mut bed), code, "{apart}");
    }
}

#[test]
fn a_lockout_ends_after_its_duration_and_the_next_failure_locks_again() {
    let mut bed = Bed::new();
    with_lockout(&bed, 2, 0, 300);
    assert_eq!([fail(&mut bed), fail(&mut bed), fail(&mut bed)], [24, 24, 18]);
    // A refused attempt is not counted: the lockout does not grow.
    assert_eq!((alice(&bed).failures, alice(&bed).last_failure), (2, Some(NOW)));
    bed.now = NOW.plus_seconds(300);
    assert_eq!([fail(&mut bed), fail(&mut bed)], [24, 18]);
    assert_eq!(alice(&bed).failures, 3);
}

#[test]
fn a_lockout_without_duration_lasts_until_it_is_lifted() {
    let mut bed = Bed::new();
    with_lockout(&bed, 1, 0, 0);
    assert_eq!(fail(&mut bed), 24);
    bed.now = NOW.plus_seconds(10 * 365 * DAY);
    assert_eq!(fail(&mut bed), 18);
    let alice = name("alice");
    bed.commit(Change::Unlock { realm: alice.realm, name: alice.name });
    assert_eq!(fail(&mut bed), 24);
}

#[test]
fn a_realm_without_lockout_neither_counts_nor_locks() {
    let mut bed = Bed::new();
    with_lockout(&bed, 1, 0, 0);
    bed.settings(|settings| settings.disable_lockout = true);
    assert_eq!([fail(&mut bed), fail(&mut bed)], [24, 24]);
    bed.tgt("alice", |_| {});
    assert_eq!(alice(&bed), AccountState { last_success: Some(NOW), ..Default::default() });
}

#[test]
fn a_realm_may_keep_no_time_of_the_last_success() {
    let mut bed = Bed::new();
    fail(&mut bed);
    bed.settings(|settings| settings.disable_last_success = true);
    bed.tgt("alice", |_| {});
    assert_eq!(alice(&bed), AccountState { last_failure: Some(NOW), ..Default::default() });
}

#[test]
fn a_success_is_noted_only_where_preauthentication_is_required() {
    let mut bed = Bed::new();
    bed.tgt("bob", |_| {});
    let bob = name("bob");
    let account = bed.store.world().account(&bob.realm, &bob.name).unwrap();
    assert_eq!(account, AccountState::default());
}

#[test]
fn a_timestamp_under_an_enctype_without_a_key_counts_as_a_failure() {
    let mut bed = Bed::new();
    bed.change("alice", |p| p.keys.retain(|key| key.enctype() == Enctype::AES128_SHA1));
    assert_eq!(fail(&mut bed), 24);
    assert_eq!(alice(&bed).failures, 1);
}
