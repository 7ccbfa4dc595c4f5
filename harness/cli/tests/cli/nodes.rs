//! Nodes of a running bed are stopped and started.

use std::net::TcpStream;

use crate::place::Place;

/// The addresses of the brokers, in order.
fn brokers(place: &Place) -> Vec<String> {
    let status = place.at_bed("status", &["--json"]).json();
    let bootstrap = status["bootstrap"].as_str().expect("text").to_owned();
    bootstrap.split(',').map(str::to_owned).collect()
}

#[test]
fn a_node_is_stopped_and_started_and_made_the_leader() {
    let place = Place::new();
    place.up(&["--brokers", "2", "--topic", "orders:2"]);
    let second = brokers(&place).remove(1);
    place.at_bed("node", &["stop", "2"]).ok();
    assert!(TcpStream::connect(&second).is_err());
    let again = place.at_bed("node", &["stop", "2"]).failed(1);
    assert!(again.contains("node 2 is stopped: start it first"), "{again}");
    place.at_bed("node", &["start", "2"]).ok();
    TcpStream::connect(&second).expect("it listens again");
    place.at_bed("node", &["lead", "2", "orders", "0"]).ok();
    let absent = place.at_bed("node", &["lead", "2", "orders", "9"]).failed(1);
    assert!(absent.contains("there is no partition orders-9"), "{absent}");
}
