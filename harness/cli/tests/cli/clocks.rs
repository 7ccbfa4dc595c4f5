//! Clocks are moved while the bed runs, and what follows is explained.

use serde_json::Value;

use crate::place::Place;

fn clock(place: &Place, arguments: &[&str]) -> Value {
    place.at_bed("clock", &[&["--json"], arguments].concat()).json()
}

#[track_caller]
fn is_ahead(reading: &Value, seconds: f64) {
    let ahead = reading["ahead_seconds"].as_f64().expect("a number");
    assert!((ahead - seconds).abs() < 2.0, "{reading}");
}

#[test]
fn clocks_move_forward_back_and_to_the_machines_again() {
    let place = Place::new();
    place.up(&[]);
    is_ahead(&clock(&place, &["kdc", "offset", "6m"])[0], 360.0);
    is_ahead(&clock(&place, &["kdc", "advance", "-10m"])[0], -240.0);
    is_ahead(&clock(&place, &["kdc", "advance", "+360s"])[0], 120.0);
    is_ahead(&clock(&place, &["kdc", "offset", "0"])[0], 0.0);
}

#[test]
fn a_frozen_clock_stands_at_the_time_it_was_set_to() {
    let place = Place::new();
    place.up(&[]);
    clock(&place, &["kdc", "freeze"]);
    let first = clock(&place, &["kdc", "show"]);
    assert_eq!(clock(&place, &["kdc"])[0]["time"], first[0]["time"]);
    clock(&place, &["kdc", "resume"]);
    let set = clock(&place, &["kdc", "set", "2030-01-31T12:00:00Z"]);
    let time = set[0]["time"].as_str().expect("text");
    assert!(time.starts_with("2030-01-31T12:0"), "{time}");
}

#[test]
fn each_party_has_a_clock_of_its_own() {
    let place = Place::new();
    place.up(&["--brokers", "2"]);
    clock(&place, &["broker:2", "offset", "9h"]);
    clock(&place, &["client", "offset", "1h"]);
    let readings = clock(&place, &[]);
    let expected = [("kdc", 0.0), ("broker:1", 0.0), ("broker:2", 32_400.0), ("client", 3_600.0)];
    for (at, (party, ahead)) in expected.into_iter().enumerate() {
        assert_eq!(readings[at]["party"], party);
        is_ahead(&readings[at], ahead);
    }
    let moved = clock(&place, &["broker", "advance", "1m"]);
    assert_eq!(moved.as_array().map(Vec::len), Some(2));
    is_ahead(&moved[1], 32_460.0);
}

#[test]
fn a_kdc_six_minutes_ahead_is_found_out_by_explain() {
    let place = Place::new();
    place.up(&["--user", "alice:secret"]);
    place.as_user("alice", &["kinit", "alice"], "secret\n").ok();
    clock(&place, &["kdc", "advance", "6m"]);
    place.as_user("alice", &["kvno", "kafka/localhost"], "").failed(1);
    let explanation = place.at_bed("explain", &["--json"]).json();
    assert_eq!(explanation["causes"][0]["family"], "clock-skew", "{explanation}");
    let offset = explanation["causes"][0]["offset_seconds"].as_f64().expect("a number");
    assert!((offset - 360.0).abs() <= 2.0, "{explanation}");
}
