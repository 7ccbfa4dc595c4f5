//! kafka-python and aiokafka, with python-gssapi, against a bed.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use acceptance::kcat::{consume as kcat_consume, kcat};
use acceptance::process::{Program, Running, package_file};
use acceptance::programs;
use acceptance::records::{Record, assert_same, from_hex, from_lines, sample, to_lines};
use kerbside::client::Client;
use kerbside::evidence::{self, Fact};
use kerbside::{BlockingTestbed, Testbed};
use kerbside_broker_core::event::{ConnectionId, EventKind};
use kerbside_broker_core::refusal::Attempt;

fn bed(partitions: u32) -> BlockingTestbed {
    let builder = Testbed::builder().user("alice", "secret").topic("orders", partitions);
    builder.start_blocking().expect("a bed starts")
}

/// A script of `tests/python` with the bed's keyword arguments. The tickets come from the user's
/// keytab.
fn script(client: &Client, name: &str) -> Program {
    let arguments: Vec<String> = client
        .python()
        .arguments()
        .iter()
        .map(|(name, expression)| format!("'{name}': {expression}"))
        .collect();
    let program = Program::at(programs::python()).user(client);
    // Compiled modules would be left in the repository.
    let program = program.env("PYTHONDONTWRITEBYTECODE", "1").env("PYTHONUNBUFFERED", "1");
    program.arg(package_file("python").join(name)).arg(format!("{{{}}}", arguments.join(", ")))
}

/// Records whose headers hold any octet.
fn with_binary_headers(records: Vec<Record>) -> Vec<Record> {
    let binary = |(name, value): (String, Vec<u8>)| {
        let digits = String::from_utf8(value).expect("sample headers are digits");
        (name, from_hex(&digits).expect("sample headers are digits"))
    };
    let change = |record: Record| Record {
        headers: record.headers.into_iter().map(binary).collect(),
        ..record
    };
    records.into_iter().map(change).collect()
}

fn produce(client: &Client, keywords: &str, records: &[Record]) {
    let program = script(client, "produce.py").args(["orders", keywords]);
    let told = program.input(to_lines(records)).run().well();
    assert_eq!(told.out(), format!("{}\n", records.len()), "{told}");
}

fn member(client: &Client, group: &str, count: usize) -> Running {
    script(client, "consume.py").args(["orders", group, &count.to_string()]).start()
}

#[test]
fn a_thousand_records_come_back_as_they_were_sent() {
    let bed = bed(4);
    let alice = bed.client("alice");
    let sent = with_binary_headers(sample(1000, 4));
    produce(&alice, "{}", &sent);
    let read = member(&alice, "readers", 1000).finish().well();
    assert_same(&sent, &from_lines(&read.out()));
}

#[test]
fn a_thousand_records_of_python_are_read_by_kcat() {
    let bed = bed(4);
    let alice = bed.client("alice");
    let sent = sample(1000, 4);
    produce(&alice, "{'compression_type': 'gzip', 'linger_ms': 20}", &sent);
    assert_same(&sent, &kcat_consume(kcat(&alice), "orders"));
}

#[test]
fn an_idempotent_producer_sends_every_record_once() {
    let bed = bed(2);
    let alice = bed.client("alice");
    let sent = sample(300, 2);
    produce(&alice, "{'enable_idempotence': True, 'batch_size': 2000}", &sent);
    assert_same(&sent, &kcat_consume(kcat(&alice), "orders"));
}

#[test]
fn a_group_goes_on_where_it_left_off() {
    let bed = bed(1);
    let alice = bed.client("alice");
    let sent = sample(60, 1);
    produce(&alice, "{}", &sent[..40]);
    let first = member(&alice, "readers", 40).finish().well();
    assert_same(&sent[..40], &from_lines(&first.out()));
    produce(&alice, "{}", &sent[40..]);
    let second = member(&alice, "readers", 20).finish().well();
    assert_same(&sent[40..], &from_lines(&second.out()));
}

/// The partitions that a member was given last.
fn assigned(stderr: &str) -> BTreeSet<&str> {
    let last = stderr.lines().rev().find_map(|line| line.strip_prefix("assigned"));
    last.unwrap_or_default().split_whitespace().collect()
}

#[test]
fn two_members_of_a_group_share_the_partitions() {
    let bed = bed(4);
    let alice = bed.client("alice");
    let members = [member(&alice, "readers", 50), member(&alice, "readers", 50)];
    for member in &members {
        member.wait_for("two partitions", |_, stderr| assigned(stderr).len() == 2);
    }
    let sent = sample(100, 4);
    produce(&alice, "{}", &sent);
    let read = members.map(|member| from_lines(&member.finish().well().out()));
    assert_same(&sent, &read.concat());
}

#[test]
fn an_administrator_makes_changes_and_deletes_topics() {
    let builder = Testbed::builder().user("alice", "secret").topic("orders", 1).brokers(2);
    let bed = builder.start_blocking().unwrap();
    let told = script(&bed.client("alice"), "admin.py").run().well();
    let expected = [
        "topics orders",
        "topics made orders",
        "refused 36",
        "partitions 5",
        "nodes 1 2",
        "topics orders",
        "refused 3",
    ];
    assert_eq!(told.out().lines().collect::<Vec<_>>(), expected, "{told}");
}

fn connection_event(record: &evidence::Record) -> Option<&EventKind> {
    match &record.fact {
        Fact::Connection { event, .. } => Some(event),
        _ => None,
    }
}

/// How often each connection authenticated again.
fn renewals(bed: &Testbed) -> BTreeMap<ConnectionId, usize> {
    let mut renewals = BTreeMap::new();
    for record in bed.journal().records() {
        if let Fact::Connection { connection, event: EventKind::Authenticated(event) } = record.fact
            && event.attempt == Attempt::ReAuthentication
        {
            *renewals.entry(connection).or_default() += 1;
        }
    }
    renewals
}

#[test]
fn records_go_on_while_sessions_are_renewed() {
    let builder = Testbed::builder().user("alice", "secret").topic("orders", 1);
    let bed = builder.sasl_lifetime(Duration::from_secs(2)).start_blocking().unwrap();
    let told = script(&bed.client("alice"), "reauthenticate.py").args(["orders", "5"]).run().well();
    let records: usize = told.out().trim().parse().unwrap_or_else(|_| panic!("{told}"));
    assert!(records >= 10, "{told}");
    // Two connections at least send and fetch, and each outlives two lifetimes.
    let renewals = renewals(&bed);
    let renewed = renewals.values().filter(|times| **times >= 2).count();
    assert!(renewed >= 2, "renewals of each connection: {renewals:?}");
    let log = bed.journal().records();
    let cut = log
        .iter()
        .filter(|record| matches!(connection_event(record), Some(EventKind::Refused { .. })));
    assert_eq!(cut.count(), 0, "{}", bed.journal().to_jsonl());
}

#[test]
fn the_generated_snippet_of_kafka_python_works_as_it_is() {
    let bed = bed(1);
    let alice = bed.client("alice");
    let snippet = std::fs::read_to_string(alice.folder.join("kafka_python_example.py")).unwrap();
    let program = Program::at(programs::python()).user(&alice).arg("-c");
    let told = program.arg(snippet).arg("orders").run().well().out();
    assert!(told.contains("alice is connected to") && told.contains("by SASL_PLAINTEXT"), "{told}");
    assert!(told.contains("wrote a record to orders-0 at offset 0"), "{told}");
    let received = kcat_consume(kcat(&alice), "orders");
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].value.as_deref(), Some(&b"hello"[..]));
}

#[test]
fn aiokafka_sends_and_reads_as_a_group() {
    let bed = bed(2);
    let alice = bed.client("alice");
    let sent = with_binary_headers(sample(200, 2));
    let program = script(&alice, "aio.py").arg("orders").input(to_lines(&sent));
    assert_same(&sent, &from_lines(&program.run().well().out()));
}
