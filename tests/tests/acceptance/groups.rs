//! Consumer groups of KIP-848, judged by Apache Kafka's client on the JVM and by librdkafka.

use std::collections::BTreeSet;
use std::time::Duration;

use acceptance::java::{compiled, java};
use acceptance::process::{Program, package_file};
use acceptance::programs::{kafka_client_class_path, python};
use kerbside::evidence::Fact;
use kerbside::{BlockingTestbed, Testbed};
use kerbside_broker::{Cluster, ListenerSettings};
use kerbside_broker_core::event::EventKind;
use kerbside_broker_core::groups::GroupSettings;
use kerbside_broker_core::groups::consumer::ConsumerGroupSettings;
use kerbside_broker_core::settings::ClusterSettings;
use kerbside_kafka_wire::ApiKey;

/// Members are heard often, so that rebalances take little time.
fn lively() -> ClusterSettings {
    let heartbeat_interval = Duration::from_millis(100);
    let consumers =
        ConsumerGroupSettings { heartbeat_interval, ..ConsumerGroupSettings::default() };
    let groups = GroupSettings { consumers, ..GroupSettings::default() };
    ClusterSettings { groups, ..ClusterSettings::default() }
}

fn keys(bed: &BlockingTestbed) -> BTreeSet<ApiKey> {
    let records = bed.journal().records();
    let used = records.iter().filter_map(|record| match &record.fact {
        Fact::Connection { event: EventKind::Request { key, .. }, .. } => Some(*key),
        _ => None,
    });
    used.collect()
}

#[test]
fn java_shares_leaves_and_goes_on_and_its_administrator_sees_the_group() {
    let builder = Testbed::builder().user("alice", "secret").brokers(2).topic("orders", 4);
    let bed = builder.engine_settings(|it| it.cluster = lively());
    let bed = bed.start_blocking().expect("a bed starts");
    let alice = bed.client("alice");
    let program = java(&compiled("Groups", &kafka_client_class_path())).user(&alice);
    let program = program.args(alice.java().jvm_options()).arg("Groups");
    let told = program.arg(alice.folder.join("client.properties")).run().well();
    let expected = "\
        two share 4 and read [b0, b1, b2, b3]\n\
        described Consumer Stable 2 uniform\n\
        no deletion GroupNotEmptyException\n\
        no deletion GroupSubscribedToTopicException\n\
        the first has all again\n\
        the third goes on [c0, c1, c2, c3]\n\
        offsets left 3\n\
        groups left 0\n";
    assert_eq!(told.out(), expected, "{told}");
    let used = keys(&bed);
    assert!(used.contains(&ApiKey::CONSUMER_GROUP_HEARTBEAT));
    assert!(!used.contains(&ApiKey::JOIN_GROUP), "{used:?}");
}

#[test]
fn librdkafka_shares_leaves_and_goes_on() {
    let cluster = Cluster::builder().settings(lively()).topic("orders", 4);
    let cluster = cluster.listener(ListenerSettings::plaintext("PLAINTEXT"));
    let cluster = cluster.start_blocking().expect("a cluster starts");
    let bootstrap = cluster.bootstrap("PLAINTEXT").expect("the listener");
    let program = Program::at(python()).env("PYTHONDONTWRITEBYTECODE", "1");
    let program = program.patience(Duration::from_secs(180));
    let program = program.arg(package_file("python").join("consumer_group.py"));
    let program = program.arg(format!("{{'bootstrap.servers': '{bootstrap}'}}"));
    let told = program.args(["orders", "readers"]).run().well();
    let expected = "\
        two share and read b0 b1 b2 b3\n\
        the first has all\n\
        the third goes on c0 c1 c2 c3\n";
    assert_eq!(told.out(), expected, "{told}");
}
