//! What a client that must preauthenticate is told, and what its failures leave behind.

use kerbside_crypto::Enctype;
use kerbside_krb5::wire::{Der, EtypeInfo2, KrbError, MethodData, PaData, PaDataType};

use super::super::{Check, ClientTimeSource, Effect};
use super::{AsAsk, Bed, NOW, REALM, name};
use crate::database::World;

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
