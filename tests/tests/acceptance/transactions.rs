//! Transactions of Apache Kafka's client on the JVM (4.4.0 with transactions of version 2, 3.9.2
//! with those before), of librdkafka and of kafka-python, and Kafka's tool that looks at them.

use std::collections::BTreeSet;
use std::time::Duration;

use acceptance::java::{compiled, java};
use acceptance::kcat::kcat;
use acceptance::process::{Finished, Program, package_file};
use acceptance::programs::{
    self, kafka_client_class_path, kafka_tools_class_path, old_kafka_class_path,
};
use kerbside::client::Client;
use kerbside::evidence::Fact;
use kerbside::{BlockingTestbed, Dialect, Testbed};
use kerbside_broker_core::event::EventKind;
use kerbside_kafka_wire::ApiKey;

const TRANSACTIONS: &str = "org.apache.kafka.tools.TransactionsCommand";

fn bed() -> BlockingTestbed {
    let builder = Testbed::builder().user("alice", "secret").brokers(2);
    builder.topic("orders", 1).topic("copies", 1).start_blocking().expect("a bed starts")
}

#[track_caller]
fn transactions_of_java(client: &Client, jars: &str) -> Finished {
    let program = java(&compiled("Transactions", jars)).user(client);
    let program = program.args(client.java().jvm_options()).arg("Transactions");
    program.arg(client.folder.join("client.properties")).run().well()
}

/// What the program finds, word for word, with Apache Kafka 4.4.0 too.
const WHAT_JAVA_FINDS: &str = "\
    committed [a, b, c, d]\n\
    all [a, b, c, lost, lost too, d]\n\
    abort moves the group: false\n\
    commit moves the group: true\n\
    copies [a, b, c, d]\n\
    fenced ProducerFencedException\n\
    fenced InvalidProducerEpochException\n\
    orders [a, b, c, d, e, f]\n";

/// The versions of an API that were used.
fn versions(bed: &BlockingTestbed, wanted: ApiKey) -> BTreeSet<i16> {
    let records = bed.journal().records();
    let used = records.iter().filter_map(|record| match &record.fact {
        Fact::Connection { event: EventKind::Request { key, version, .. }, .. } => {
            (*key == wanted).then_some(*version)
        }
        _ => None,
    });
    used.collect()
}

#[test]
fn java_commits_aborts_copies_and_is_fenced_and_kafkas_tool_sees_it() {
    let bed = bed();
    let alice = bed.client("alice");
    let told = transactions_of_java(&alice, &kafka_client_class_path());
    assert_eq!(told.out(), WHAT_JAVA_FINDS, "{told}");
    // KIP-890: the epoch comes with the end, and partitions with what is written to them.
    assert_eq!(versions(&bed, ApiKey::END_TXN), [5].into());
    assert_eq!(versions(&bed, ApiKey::ADD_PARTITIONS_TO_TXN), [].into());
    assert!(versions(&bed, ApiKey::PRODUCE).iter().all(|version| *version >= 12));

    let config = alice.folder.join("client.properties");
    let command = format!(
        "{TRANSACTIONS} --bootstrap-server {} --command-config {}",
        bed.bootstrap(),
        config.display()
    );
    let steps = [
        format!("{command} list"),
        format!("{command} describe --transactional-id orders-writer"),
        format!("{command} describe-producers --topic orders --partition 0"),
        format!("{command} list --transactional-id-pattern cop.*"),
    ];
    let tool = java(&compiled("Tools", &kafka_tools_class_path())).user(&alice);
    let tool = tool.args(alice.java().jvm_options()).arg("Tools");
    let told = tool.input(steps.join("\n")).run().well();
    let out = told.out();
    let parts: Vec<&str> = out.split("=== ").collect();
    assert!(parts[0].starts_with("TransactionalId\tCoordinator\tProducerId\tTransactionState"));
    assert!(parts[0].contains("CompleteCommit") && parts[0].contains("copier"), "{told}");
    let described = row(parts[1], "orders-writer");
    // The epoch counts every producer and every transaction, as it does with Apache Kafka 4.4.0.
    assert_eq!((described[3], described[4], described[5]), ("11", "CompleteCommit", "60000"));
    assert!(parts[2].contains("ProducerId\tProducerEpoch\tLatestCoordinatorEpoch"), "{told}");
    let writes = row(parts[2], described[2]);
    assert_eq!((&writes[1..4], writes[5]), (&["11", "0", "-1"][..], "None"), "{told}");
    assert!(parts[3].contains("copier") && !parts[3].contains("orders-writer"), "{told}");
}

/// The columns of the line of a tool's table that has the word.
#[track_caller]
fn row<'a>(table: &'a str, word: &str) -> Vec<&'a str> {
    let columns = |line: &'a str| line.split('\t').map(str::trim).filter(|it| !it.is_empty());
    let rows = table.lines().map(|line| columns(line).collect::<Vec<_>>());
    let mut found = rows.filter(|row| row.contains(&word));
    found.next().unwrap_or_else(|| panic!("no {word} in {table}"))
}

#[test]
fn java_before_version_2_does_the_same_with_partitions_that_are_added() {
    let bed = bed();
    let told = transactions_of_java(&bed.client("alice"), &old_kafka_class_path());
    assert_eq!(told.out(), WHAT_JAVA_FINDS, "{told}");
    assert!(versions(&bed, ApiKey::END_TXN).iter().all(|version| *version < 5));
    assert!(!versions(&bed, ApiKey::ADD_PARTITIONS_TO_TXN).is_empty());
    assert!(!versions(&bed, ApiKey::ADD_OFFSETS_TO_TXN).is_empty());
}

#[test]
fn java_of_today_uses_the_protocol_of_before_with_kafka_2_8() {
    let builder = Testbed::builder().user("alice", "secret").dialect(Dialect::kafka_2_8());
    let builder = builder.brokers(2).topic("orders", 1).topic("copies", 1);
    let bed = builder.start_blocking().expect("a bed starts");
    let told = transactions_of_java(&bed.client("alice"), &kafka_client_class_path());
    assert_eq!(told.out(), WHAT_JAVA_FINDS, "{told}");
    assert_eq!(versions(&bed, ApiKey::END_TXN), [3].into());
    assert_eq!(versions(&bed, ApiKey::ADD_PARTITIONS_TO_TXN), [3].into());
}

#[test]
fn librdkafka_commits_a_transaction_and_reads_what_is_committed() {
    let bed = bed();
    let alice = bed.client("alice");
    let send = |lines: &str| {
        let program = kcat(&alice).args(["-P", "-t", "orders", "-p", "0"]);
        let _ = program.args(["-X", "transactional.id=kcat"]).input(lines).run().well();
    };
    send("a\nb\n");
    send("c\n");
    let read = kcat(&alice).args(["-C", "-q", "-e", "-o", "beginning", "-t", "orders"]);
    assert_eq!(read.run().well().out(), "a\nb\nc\n");
    assert!(!versions(&bed, ApiKey::END_TXN).is_empty(), "it was a transaction");
}

#[test]
fn kafka_python_commits_aborts_and_is_fenced() {
    let bed = bed();
    let alice = bed.client("alice");
    let arguments: Vec<String> = alice
        .python()
        .arguments()
        .iter()
        .map(|(name, expression)| format!("'{name}': {expression}"))
        .collect();
    let program = Program::at(programs::python()).user(&alice);
    let program = program.env("PYTHONDONTWRITEBYTECODE", "1").patience(Duration::from_secs(120));
    let program = program.arg(package_file("python").join("transactions.py"));
    let program = program.arg(format!("{{{}}}", arguments.join(", "))).args(["orders", "readers"]);
    let told = program.run().well();
    let out = told.out();
    assert!(out.contains("committed a b\n") && out.contains("offset 7\n"), "{told}");
    assert!(out.contains("fenced ProducerFenced") || out.contains("fenced InvalidProducerEpoch"));
}
