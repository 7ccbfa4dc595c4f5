//! The journal itself: bounds, order, JSON, the join, and what it makes of nonsense.

use std::time::Duration;

use kerbside_krb5::time::Timestamp;
use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::evidence::{Fact, Journal, Outcome, Record, explain, joined, tests::stage::name};

fn worked() -> Stage {
    let mut stage = Stage::new();
    assert!(Actor::mit("alice").works(&mut stage));
    let mut bob = Actor::java("bob");
    assert!(bob.works(&mut stage));
    stage.kdc = 360;
    assert!(!bob.ask(&mut stage, "kafka/127.0.0.1"));
    stage.brokers = [-600, 600];
    assert!(!bob.connect(&mut stage, 1) && !bob.connect(&mut stage, 2));
    let at = Timestamp::from_seconds(1_795_326_500);
    stage.journal.bootstrap("localhost", 9_093);
    stage.journal.client_asks(&name("bob"), at, &name("kafka/localhost"), "localhost:9093");
    stage.journal.client_failed(&name("bob"), at, "Clock skew too great");
    stage
}

#[test]
fn the_oldest_of_a_lane_go_first_and_are_counted() {
    let journal = Journal::with_capacity(3);
    journal.realm_served("EXAMPLE.TEST");
    for count in 0..5 {
        let (at, text) = (Timestamp::from_seconds(count), "no");
        journal.client_failed(&name("alice"), at, text);
    }
    let numbers: Vec<u64> = journal.records().iter().map(|record| record.number).collect();
    assert_eq!(numbers, [1, 4, 5, 6]);
    assert_eq!(journal.dropped(), 2);
}

#[test]
fn names_as_long_as_clients_please_do_not_fill_the_memory() {
    let mut stage = Stage::new();
    let mut alice = Actor::mit("alice");
    assert!(alice.login(&mut stage));
    let server = format!("kafka/{}", "h".repeat(1_000_000));
    for _ in 0..40 {
        assert!(!alice.ask(&mut stage, &server));
    }
    let records = stage.journal.records();
    assert!(stage.journal.dropped() > 0);
    let held: usize = records.iter().map(|record| record.fact.weight()).sum();
    assert!((Journal::WEIGHT / 2..=Journal::WEIGHT).contains(&held), "{held}");
    assert!(records.iter().any(|record| matches!(record.fact, Fact::RealmServed { .. })));
}

#[test]
fn records_are_json_with_schema_kind_and_times() {
    let stage = worked();
    let lines = stage.journal.to_jsonl();
    let objects: Vec<Value> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(objects.len(), stage.journal.records().len());
    assert!(objects.iter().all(|it| it["schema"] == 1 && it["kind"].is_string()));
    let refused = objects.iter().find(|it| it["kind"] == "refused").unwrap();
    assert_eq!(refused["reason"], "skew");
    assert_eq!(refused["presented"]["client"], "bob@EXAMPLE.TEST");
    let reasons: Vec<&str> = objects.iter().filter_map(|it| it["reason"].as_str()).collect();
    assert!(reasons.contains(&"preauth-required") && reasons.contains(&"authenticator-skew"));
    let issued = objects.iter().find(|it| it["ticket"].is_string()).unwrap();
    assert_eq!(issued["ticket"].as_str().unwrap().len(), 64);
    assert!(issued["at"].as_str().unwrap().ends_with('Z'));
    assert!(lines.starts_with(r#"{"schema":1,"number":1,"elapsed":"#), "{lines}");
}

#[test]
fn an_explanation_is_json_too() {
    let explanation = worked().explain();
    let json = serde_json::to_value(&explanation).unwrap();
    assert_eq!(json["schema"], 1);
    let cause = &json["causes"][0];
    assert_eq!(cause["family"], "clock-skew");
    assert_eq!(cause["code"], "tgs-authenticator-skew");
    assert_eq!(cause["certainty"], "certain");
    assert_eq!(cause["who"][0]["party"], "the KDC");
    assert_eq!(cause["offset_seconds"], 360);
}

#[test]
fn a_story_goes_from_issue_to_authorization() {
    let stage = worked();
    let stories = joined(&stage.journal.records());
    let used: Vec<_> = stories.iter().filter(|story| !story.presented.is_empty()).collect();
    assert_eq!(used.len(), 2);
    let story = used[0];
    assert_eq!(story.client.as_ref().unwrap().to_string(), "alice@EXAMPLE.TEST");
    assert_eq!(story.server.as_ref().unwrap().to_string(), "kafka/localhost@EXAMPLE.TEST");
    let [presentation] = story.presented.as_slice() else { panic!("{story:?}") };
    assert_eq!(presentation.outcome, Outcome::Accepted(Some("User:alice".to_owned())));
    assert_eq!(presentation.authorizations.len(), 1);
    let tgt = stories.iter().find(|other| other.ticket == story.by_ticket).unwrap();
    assert_eq!(tgt.server.as_ref().unwrap().to_string(), "krbtgt/EXAMPLE.TEST@EXAMPLE.TEST");
    assert!(tgt.answered < story.answered);
    let outcomes: Vec<_> = used[1].presented.iter().map(|it| &it.outcome).collect();
    assert_eq!(outcomes[1..], [&Outcome::Refused("skew".to_owned()); 2]);
}

/// Anything that can happen to records: order, numbers, times and clocks make no sense.
fn garbled(mut records: Vec<Record>, seeds: &[(u64, u64, i64)]) -> Vec<Record> {
    for (record, (number, elapsed, at)) in records.iter_mut().zip(seeds) {
        record.number = *number;
        record.elapsed = Duration::from_micros(*elapsed);
        record.at = record.at.map(|_| Timestamp::from_micros(*at));
        if let Fact::Answered(answered) = &mut record.fact {
            let mut facts = (*answered.summary.facts).clone();
            facts.arrival.now = Timestamp::from_micros(*at);
            if let Some(time) = &mut facts.client_time {
                time.at = Timestamp::from_micros(at.wrapping_mul(31));
            }
            answered.summary.facts = facts.into();
        }
    }
    records
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn records_in_any_order_are_explained(
        seeds in prop::collection::vec((any::<u64>(), any::<u64>(), any::<i64>()), 64),
        keep in prop::collection::vec(any::<bool>(), 64),
    ) {
        let all = worked().journal.records();
        let records = garbled(all.clone(), &seeds);
        let some: Vec<Record> =
            all.into_iter().zip(keep).filter(|(_, keep)| *keep).map(|(it, _)| it).collect();
        for records in [records, some] {
            let explanation = explain(&records);
            prop_assert!(!explanation.to_string().is_empty());
            prop_assert!(serde_json::to_string(&explanation).is_ok());
            joined(&records);
        }
    }
}
