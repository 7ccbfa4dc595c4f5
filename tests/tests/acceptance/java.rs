//! Apache Kafka's own clients on the JVM against a bed: the command-line tools 4.3.1, and a
//! producer
//! and a consumer of kafka-clients 4.4.0.

use std::fs;
use std::time::Duration;

use acceptance::java::{compiled, java};
use acceptance::kcat::{consume as kcat_consume, kcat, produce as kcat_produce};
use acceptance::process::{Finished, Program};
use acceptance::programs::{kafka_client_class_path, kafka_tools_class_path};
use acceptance::records::{Record, assert_same, from_hex, from_lines, sample, to_lines};
use kerbside::client::{Client, Login};
use kerbside::evidence::Fact;
use kerbside::{BlockingTestbed, Builder, Testbed};
use kerbside_broker_core::event::EventKind;

const TOPICS: &str = "org.apache.kafka.tools.TopicCommand";
const API_VERSIONS: &str = "org.apache.kafka.tools.BrokerApiVersionsCommand";
const PRODUCER: &str = "org.apache.kafka.tools.ConsoleProducer";
const CONSUMER: &str = "org.apache.kafka.tools.consumer.ConsoleConsumer";

fn builder(partitions: u32) -> Builder {
    Testbed::builder().user("alice", "secret").topic("orders", partitions)
}

/// Runs several of Kafka's tools, one a line, in one JVM.
#[track_caller]
fn tools(client: &Client, steps: &[String]) -> Finished {
    let program = java(&compiled("Tools", &kafka_tools_class_path())).user(client);
    let program = program.args(client.java().jvm_options()).arg("Tools");
    program.input(steps.join("\n")).run().well()
}

/// What the `index`th tool printed.
#[track_caller]
fn part(told: &Finished, index: usize) -> String {
    let out = told.out();
    let found = out.split("=== ").nth(index).unwrap_or_else(|| panic!("no tool {index}: {told}"));
    // The line that ends the tool before comes first.
    if index == 0 { found.to_owned() } else { found.split_once('\n').unwrap().1.to_owned() }
}

/// Text records, as the console tools can carry them, all of one partition.
fn lines_of_text(count: usize) -> Vec<Record> {
    let fit = |record: Record| Record {
        partition: 0,
        key: Some(record.key.filter(|key| !key.is_empty()).unwrap_or_else(|| b"no key".to_vec())),
        value: Some(acceptance::records::hex(&record.value.unwrap_or_default()).into_bytes()),
        headers: Vec::new(),
    };
    sample(count, 1).into_iter().map(fit).collect()
}

/// `KEY<TAB>VALUE` a line.
fn as_text(records: &[Record]) -> String {
    let text = |octets: &Option<Vec<u8>>| String::from_utf8(octets.clone().unwrap()).unwrap();
    records.iter().map(|it| format!("{}\t{}\n", text(&it.key), text(&it.value))).collect()
}

/// The console consumer as a member of a group.
fn console_consumer(bootstrap: &str, config: &str, group: &str, count: usize) -> String {
    format!(
        "{CONSUMER} --bootstrap-server {bootstrap} --command-config {config} --topic orders \
         --group {group} --from-beginning --max-messages {count} --timeout-ms 60000 \
         --formatter-property print.key=true"
    )
}

#[test]
fn the_tools_make_fill_read_and_delete_topics_with_a_keytab() {
    let bed = builder(1).start_blocking().expect("a bed starts");
    let alice = bed.client("alice");
    let sent = lines_of_text(1000);
    let text = alice.folder.join("records.txt");
    fs::write(&text, as_text(&sent)).unwrap();
    let (text, server) = (text.display(), bed.bootstrap());
    let config = alice.folder.join("client.properties").display().to_string();
    let topics = format!("{TOPICS} --bootstrap-server {server} --command-config {config}");
    let told = tools(
        &alice,
        &[
            format!("{topics} --create --topic fresh --partitions 3 --replication-factor 1"),
            format!("{topics} --list"),
            format!("{topics} --describe --topic fresh"),
            format!("{API_VERSIONS} --bootstrap-server {server} --command-config {config}"),
            format!(
                "{PRODUCER} --bootstrap-server {server} --command-config {config} --topic orders \
                 --reader-property parse.key=true <{text}"
            ),
            console_consumer(&server, &config, "readers", 1000),
            format!("{topics} --delete --topic fresh"),
            format!("{topics} --list"),
        ],
    );
    assert!(part(&told, 0).contains("Created topic fresh."), "{told}");
    assert!(part(&told, 1).starts_with("fresh\norders\n"), "{told}");
    let described = part(&told, 2);
    assert!(described.contains("PartitionCount: 3\tReplicationFactor: 1"), "{described}");
    for partition in 0..3 {
        let line = format!("Topic: fresh\tPartition: {partition}\tLeader: 1\tReplicas: 1\tIsr: 1");
        assert!(described.contains(&line), "{described}");
    }
    let versions = part(&told, 3);
    assert!(versions.starts_with(&format!("{server} (id: 1 rack: null")), "{versions}");
    for api in ["Produce(0): ", "Fetch(1): ", "SaslAuthenticate(36): 0 to 2"] {
        assert!(versions.contains(api), "{api} in {versions}");
    }
    assert_eq!(part(&told, 5), as_text(&sent), "the console consumer");
    assert!(part(&told, 7).starts_with("__consumer_offsets\norders\n"), "{told}");
    assert_same(&sent, &kcat_consume(kcat(&alice), "orders"));
    assert_eq!(bed.wait(bed.topics()).unwrap().into_keys().collect::<Vec<_>>(), ["orders"]);
}

#[test]
fn the_tools_do_with_a_ticket_of_kinit_or_of_our_client() {
    let bed = builder(1).start_blocking().expect("a bed starts");
    let alice = bed.client("alice");
    let sent = lines_of_text(1000);
    kcat_produce(kcat(&alice), "orders", &sent);
    let file = |name: &str| alice.folder.join(name).display().to_string();
    // One cache is MIT's, the other one ours; the keytab is gone.
    let _ = Program::new("kinit").user(&alice).arg("alice").input("secret\n").run().well();
    bed.wait(bed.login("alice")).unwrap().save_ccache(file("ours").as_ref()).unwrap();
    fs::remove_file(alice.keytab()).unwrap();
    let of_kinit = alice.java().properties(Login::TicketCache);
    let mits = alice.ccache().display().to_string();
    assert!(of_kinit.contains(&mits), "{of_kinit}");
    fs::write(file("ours.properties"), of_kinit.replace(&mits, &file("ours"))).unwrap();
    let configs = ["client-ccache.properties", "ours.properties"];
    let reads = configs.map(|name| console_consumer(&bed.bootstrap(), &file(name), name, 1000));
    let told = tools(&alice, &reads);
    assert_eq!(part(&told, 0), as_text(&sent), "with MIT's cache");
    assert_eq!(part(&told, 1), as_text(&sent), "with our cache");
}

/// `Clients` of tests/java with its arguments, after the properties.
fn clients(client: &Client, properties: &str, jvm: &[&str]) -> Program {
    let program = java(&compiled("Clients", &kafka_client_class_path())).user(client);
    let program = program.args(client.java().jvm_options()).args(jvm).arg("Clients");
    program.arg(client.folder.join(properties))
}

/// Records whose headers hold any octet.
fn with_binary_headers(mut records: Vec<Record>) -> Vec<Record> {
    for (_, value) in records.iter_mut().flat_map(|record| &mut record.headers) {
        let digits = std::str::from_utf8(value).expect("sample headers are digits");
        *value = from_hex(digits).expect("sample headers are digits");
    }
    records
}

#[test]
fn a_thousand_records_come_back_as_they_were_sent() {
    let bed = builder(4).brokers(2).start_blocking().expect("a bed starts");
    let alice = bed.client("alice");
    let sent = with_binary_headers(sample(1000, 4));
    // Small batches, so that sequence numbers of the idempotent producer go on from one to the
    // next.
    let settings = ["enable.idempotence=true", "batch.size=4000", "compression.type=lz4"];
    let program = clients(&alice, "client.properties", &[]);
    let program = program.args(["round-trip", "orders", "readers"]).args(settings);
    let told = program.input(to_lines(&sent)).run().well();
    assert_same(&sent, &from_lines(&told.out()));
}

#[test]
fn a_jaas_file_does_in_place_of_a_property() {
    let bed = builder(2).start_blocking().expect("a bed starts");
    let alice = bed.client("alice");
    let sent = sample(1000, 2);
    let properties: String = alice
        .java()
        .properties(Login::Keytab)
        .lines()
        .filter(|line| !line.starts_with("sasl.jaas.config"))
        .map(|line| format!("{line}\n"))
        .collect();
    fs::write(alice.folder.join("without-jaas.properties"), properties).unwrap();
    let jaas = alice.folder.join("jaas.conf");
    let jaas = format!("-Djava.security.auth.login.config={}", jaas.display());
    let program = clients(&alice, "without-jaas.properties", &[&jaas]);
    let told = program.args(["round-trip", "orders", "readers"]).input(to_lines(&sent)).run();
    assert_same(&sent, &from_lines(&told.well().out()));
    assert_same(&sent, &kcat_consume(kcat(&alice), "orders"));
}

#[test]
fn clients_authenticate_again_before_their_sessions_end() {
    let bed = builder(1).sasl_lifetime(Duration::from_secs(3)).start_blocking().unwrap();
    let alice = bed.client("alice");
    let program = clients(&alice, "client.properties", &[]);
    let told = program.args(["keep-up", "orders", "2"]).run().well();
    let out = told.out();
    let numbers: Vec<u32> = out.split_whitespace().map(|word| word.parse().unwrap()).collect();
    let &[sent, received, producers, failed, consumers, failed_too] = numbers.as_slice() else {
        panic!("{told}");
    };
    assert!(sent > 0 && sent == received, "{told}");
    // The connections stayed: one to bootstrap, one to the broker, one to the group's coordinator.
    assert!(producers <= 2 && consumers <= 3, "{told}");
    assert_eq!((failed, failed_too), (0, 0), "{told}");
    assert!(authentications(&bed) >= 6, "two connections, three times each: {told}");
    assert_eq!(kcat_consume(kcat(&alice), "orders").len(), sent as usize);
}

/// How often somebody authenticated himself to a broker.
fn authentications(bed: &BlockingTestbed) -> usize {
    let done =
        |fact: &Fact| matches!(fact, Fact::Connection { event: EventKind::Authenticated(_), .. });
    bed.journal().records().iter().filter(|record| done(&record.fact)).count()
}
