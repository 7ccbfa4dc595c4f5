//! Slips on the command line and in the surroundings: the complaint names the input and the
//! remedy, with exit status 2 for usage and 1 for the rest.

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;

use crate::place::{Place, names};

#[test]
fn slips_of_usage_are_named_with_their_remedy() {
    let place = Place::new();
    let slips: [(&[&str], &[&str]); 31] = [
        (&[], &["Usage"]),
        (&["frobnicate"], &["frobnicate", "--help"]),
        (&["up", "--user", ":secret"], &["':secret'", "alice:secret"]),
        (&["up", "--user", "alice:"], &["'alice:'", "alice:secret"]),
        (&["up", "--user", "alice@X.TEST:secret"], &["alice@X.TEST", "without their realm"]),
        (&["up", "--topic", "orders"], &["'orders'", "orders:3"]),
        (&["up", "--topic", "orders:many"], &["many", "orders:3"]),
        (&["up", "--topic", "orders:0"], &["'orders:0'", "from 1"]),
        (&["up", "--brokers", "0"], &["'0'", "--brokers"]),
        (&["up", "--kdc-port", "70000"], &["70000", "--kdc-port"]),
        (&["up", "--broker-port", "65535", "--brokers", "2"], &["--broker-port 65535", "lower"]),
        (&["up", "--broker-port", "9092", "--kdc-port", "9092"], &["9092", "choose another"]),
        (&["up", "--service", "HTTP"], &["\"HTTP\"", "HTTP/localhost"]),
        (&["up", "--user", "a:x", "--user", "a:y", "--detach"], &["--user \"a\"", "twice"]),
        (&["clock", "zookeeper", "show"], &["zookeeper", "broker:N"]),
        (&["clock", "kdc", "offset"], &["offset needs a value", "6m"]),
        (&["clock", "kdc", "offset", "soon"], &["\"soon\"", "6m"]),
        (&["clock", "kdc", "set", "yesterday"], &["\"yesterday\"", "2030-01-31T12:00:00Z"]),
        (&["scenario", "run", "gremlins"], &["\"gremlins\"", "clock-skew, unknown-server"]),
        (&["completions", "cmd"], &["'cmd'", "bash"]),
        (&["up", "--authorizer", "opa"], &["'opa'", "standard"]),
        (&["acls", "list", "--resource", "orders"], &["orders", "topic:orders"]),
        (&["acls", "list", "--operation", "look"], &["look", "DescribeConfigs"]),
        (&["acls", "remove"], &["--user", "--all"]),
        (&["up", "--service", "x/"], &["\"x/\"", "HTTP/localhost"]),
        (&["up", "--mechanism", "gssapi,GSSAPI"], &["--mechanism \"GSSAPI\"", "twice"]),
        (&["up", "--mechanism", "NTLM"], &["NTLM", "SCRAM-SHA-256"]),
        (&["up", "--user", "a", "--mechanism", "plain"], &["a has no password", "--user a:"]),
        (&["clock", "kdc", "advance", "5"], &["\"5\" has no unit", "5s, 5m"]),
        (
            &[
                "acls",
                "add",
                "--user",
                "a",
                "--operation",
                "create-tokens",
                "--resource",
                "topic:t",
            ],
            &["CreateTokens", "topic:t", "Read, Write"],
        ),
        (
            &["acls", "why", "--user", "a", "--operation", "read", "--resource", "cluster"],
            &["Read", "cluster", "ClusterAction"],
        ),
    ];
    for (arguments, words) in slips {
        let complaint = place.run(arguments).failed(2);
        for word in words {
            assert!(complaint.contains(word), "{arguments:?}: {word:?} is missing in {complaint}");
        }
    }
    assert!(names(&place.path()).is_empty());
}

#[test]
fn names_that_the_realm_or_the_brokers_refuse_are_named() {
    let place = Place::new();
    let slips: [(&[&str], &str); 5] = [
        (&["--user", "al/../ice:x"], "al/../ice"),
        (&["--realm", "NOT A REALM"], "NOT A REALM"),
        (&["--service", "HTTP/local\\host\\"], "HTTP/local"),
        (&["--topic", "no/topic:1"], "no/topic"),
        (&["--service", "kafka/localhost"], "kafka/localhost"),
    ];
    for (arguments, word) in slips {
        for detach in [&[][..], &["--detach"]] {
            let complaint = place.at_bed("up", &[arguments, detach].concat()).failed(1);
            assert!(complaint.contains(word), "{arguments:?}: {complaint}");
            assert!(!place.bed().exists(), "{arguments:?} left something");
        }
    }
}

#[test]
fn a_port_in_use_is_named() {
    let place = Place::new();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    for option in ["--kdc-port", "--broker-port"] {
        for detach in [&[][..], &["--detach"]] {
            let complaint = place.at_bed("up", &[&[option, &port][..], detach].concat()).failed(1);
            assert!(complaint.contains(&port), "{option}: {complaint}");
            assert!(!place.bed().exists(), "{option} left something");
        }
    }
}

#[test]
fn a_directory_that_cannot_be_used_is_named() {
    let place = Place::new();
    std::fs::write(place.path().join("file"), "x").expect("written");
    let open = place.path().join("open");
    std::fs::create_dir(&open).expect("made");
    std::fs::set_permissions(&open, std::fs::Permissions::from_mode(0o777)).expect("opened");
    let long = "d".repeat(200);
    let cases = [
        ("file", "--dir"),
        ("file/bed", "--dir"),
        ("/proc/none/bed", "--dir"),
        ("open", "chmod 700"),
        (long.as_str(), "shorter"),
    ];
    for (directory, remedy) in cases {
        for verb in [&["up"][..], &["up", "--detach"]] {
            let complaint = place.run(&[verb, &["--dir", directory]].concat()).failed(1);
            assert!(complaint.contains(directory), "{directory}: {complaint}");
            assert!(complaint.contains(remedy), "{directory}: {complaint}");
        }
    }
    assert_eq!(names(&place.path()), ["file", "open"]);
}

#[test]
fn files_in_the_way_are_neither_overwritten_nor_removed() {
    let place = Place::new();
    std::fs::create_dir(place.bed()).expect("made");
    std::fs::write(place.bed().join("krb5.conf"), "mine").expect("written");
    let complaint = place.at_bed("up", &[]).failed(1);
    assert!(complaint.contains("krb5.conf is in the way"), "{complaint}");
    assert_eq!(std::fs::read(place.bed().join("krb5.conf")).expect("there"), b"mine");
    assert_eq!(names(&place.bed()), ["krb5.conf"]);
}

#[test]
fn verbs_upon_no_bed_say_how_to_start_one() {
    let place = Place::new();
    for verb in ["status", "env", "explain", "down", "clock", "kadmin"] {
        let complaint = place.at_bed(verb, &[]).failed(1);
        assert!(complaint.contains("kerbside up --detach --dir"), "{verb}: {complaint}");
        assert!(complaint.contains(&place.bed().display().to_string()), "{verb}: {complaint}");
    }
}

#[test]
fn a_broker_that_the_bed_does_not_have_is_named() {
    let place = Place::new();
    place.up(&[]);
    let complaint = place.at_bed("clock", &["broker:7", "freeze"]).failed(1);
    assert!(complaint.contains("no broker 7: this bed has broker 1 alone"), "{complaint}");
}
