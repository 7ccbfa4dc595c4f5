//! Peers of the control socket that are slow, silent or talk nonsense.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use serde_json::Value;

use crate::place::Place;

fn connect(place: &Place) -> UnixStream {
    let stream = UnixStream::connect(place.bed().join("control.sock")).expect("connected");
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a limit");
    stream
}

fn answer(stream: &UnixStream) -> Value {
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).expect("an answer");
    serde_json::from_str(&line).expect("JSON")
}

#[test]
fn nonsense_is_answered_with_an_error_and_the_next_line_is_read() {
    let place = Place::new();
    place.up(&[]);
    let mut stream = connect(&place);
    for nonsense in ["hello", "{}", "[1]", "{\"verb\":\"reboot\"}", "\u{0}\u{1}", ""] {
        stream.write_all(format!("{nonsense}\n").as_bytes()).expect("sent");
        assert!(answer(&stream)["error"].is_string(), "{nonsense:?}");
    }
    stream.write_all(b"{\"verb\":\"status\"}\n").expect("sent");
    assert_eq!(answer(&stream)["ok"]["realm"], "KERBSIDE.TEST");
}

#[test]
fn a_line_without_end_costs_the_peer_its_connection_alone() {
    let place = Place::new();
    place.up(&[]);
    let mut stream = connect(&place);
    // The bed hangs up before all of it is sent.
    let _cut_off = stream.write_all(&vec![b'x'; 4 << 20]);
    let mut rest = Vec::new();
    // Either end: the bed closed with octets unread, or without.
    let _reset = stream.read_to_end(&mut rest);
    assert!(rest.is_empty());
    place.at_bed("status", &[]).ok();
}

#[test]
fn silent_peers_do_not_keep_others_waiting() {
    let place = Place::new();
    place.up(&[]);
    let mut silent: Vec<UnixStream> = (0..200).map(|_| connect(&place)).collect();
    for stream in &mut silent {
        // The oldest have been sent away already.
        let _sent_away = stream.write_all(b"{\"verb\":");
    }
    place.at_bed("status", &[]).ok();
    place.at_bed("down", &[]).ok();
    assert!(!place.bed().exists());
}
