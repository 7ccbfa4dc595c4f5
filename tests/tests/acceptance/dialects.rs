//! Brokers that present themselves as earlier releases and as Redpanda, under clients of those
//! releases: Apache Kafka's on the JVM of 0.9.0.1, 1.1.1 and 3.9.2, and librdkafka told to speak as
//! to 0.9.

use std::collections::{BTreeMap, BTreeSet};

use acceptance::java::{compiled, java};
use acceptance::kcat::{consume, kcat, produce};
use acceptance::process::{Finished, Program};
use acceptance::programs::earlier_kafka_class_path;
use acceptance::records::{Record, assert_same, sample};
use kerbside::client::Client;
use kerbside::evidence::Fact;
use kerbside::{BlockingTestbed, Dialect, Testbed};
use kerbside_broker::Cluster;
use kerbside_broker_core::event::EventKind;
use kerbside_kafka_wire::ApiKey;

fn bed(dialect: Dialect) -> BlockingTestbed {
    let builder = Testbed::builder().user("alice", "secret").topic("orders", 1);
    builder.dialect(dialect).start_blocking().expect("a bed starts")
}

/// The versions of APIs that clients used.
fn used(bed: &Testbed) -> BTreeMap<ApiKey, BTreeSet<i16>> {
    let mut used: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for record in bed.journal().records() {
        if let Fact::Connection { event: EventKind::Request { key, version, .. }, .. } = record.fact
        {
            used.entry(key).or_default().insert(version);
        }
    }
    used
}

/// A client of a release sends five records and reads them as a member of a group.
#[track_caller]
fn old_java(client: &Client, release: &str) -> Finished {
    let program = java(&compiled("Old", &earlier_kafka_class_path(release))).user(client);
    let jaas = client.folder.join("jaas.conf");
    let program = program
        .args(client.java().jvm_options())
        .arg(format!("-Djava.security.auth.login.config={}", jaas.display()));
    let config = client.folder.join("client.properties");
    program.arg("Old").arg(config).args(["orders", "5"]).run().well()
}

const WHAT_OLD_READS: &str = "sent\n0 k0 v0\n1 k1 v1\n2 k2 v2\n3 k3 v3\n4 k4 v4\n";

#[test]
fn a_client_of_0_9_proves_itself_by_bare_tokens_and_uses_the_oldest_versions() {
    let bed = bed(Dialect::kafka_0_9());
    let told = old_java(&bed.client("alice"), "0.9");
    assert_eq!(told.out(), WHAT_OLD_READS, "{told}");
    let used = used(&bed);
    assert!(!used.contains_key(&ApiKey::SASL_HANDSHAKE), "{used:?}");
    assert!(!used.contains_key(&ApiKey::API_VERSIONS), "{used:?}");
    assert_eq!(used[&ApiKey::PRODUCE], [1].into());
    assert_eq!(used[&ApiKey::FETCH], [1].into());
    for key in [ApiKey::METADATA, ApiKey::FIND_COORDINATOR, ApiKey::JOIN_GROUP] {
        assert_eq!(used[&key], [0].into(), "{key}");
    }
}

#[test]
fn a_client_of_0_9_is_served_by_releases_before_4() {
    for dialect in [Dialect::kafka_1_1(), Dialect::kafka_3_9()] {
        let bed = bed(dialect);
        let told = old_java(&bed.client("alice"), "0.9");
        assert_eq!(told.out(), WHAT_OLD_READS, "{told}");
    }
}

#[test]
fn later_clients_keep_to_what_each_release_advertises() {
    for (release, dialects) in [
        ("1.1", [Dialect::kafka_1_1(), Dialect::redpanda(), Dialect::kafka_4_0()]),
        ("3.9", [Dialect::kafka_1_1(), Dialect::kafka_2_8(), Dialect::redpanda()]),
    ] {
        for dialect in dialects {
            let bed = bed(dialect.clone());
            let told = old_java(&bed.client("alice"), release);
            assert_eq!(told.out(), WHAT_OLD_READS, "{release} on {}: {told}", dialect.name());
            for (key, versions) in used(&bed).into_iter().filter(|it| it.0 != ApiKey::API_VERSIONS)
            {
                let advertised = dialect.versions(key).expect("advertised");
                let within = versions.iter().all(|version| advertised.contains(*version));
                assert!(within, "{release} on {}: {key} {versions:?}", dialect.name());
            }
        }
    }
}

/// Records as message formats 0 and 1 can hold them.
fn without_headers() -> Vec<Record> {
    let fit = |record: Record| Record {
        partition: 0,
        key: Some(record.key.unwrap_or_default()),
        value: Some(record.value.unwrap_or_else(|| b"not null".to_vec())),
        headers: Vec::new(),
    };
    sample(200, 1).into_iter().map(fit).collect()
}

/// librdkafka that asks no broker for its versions.
fn as_to_0_9(kcat: Program) -> Program {
    kcat.args(["-X", "api.version.request=false", "-X", "broker.version.fallback=0.9.0"])
}

#[test]
fn librdkafka_writes_and_reads_the_oldest_messages() {
    for codec in ["none", "gzip", "snappy"] {
        let builder = Cluster::builder().dialect(Dialect::kafka_0_9()).topic("orders", 1);
        let cluster = builder.start_blocking().expect("starts");
        let bootstrap = cluster.bootstrap("PLAINTEXT").expect("there");
        let kcat = || as_to_0_9(Program::new("kcat").args(["-b", &bootstrap]));
        let sent = without_headers();
        let compressing = ["-X", &format!("compression.codec={codec}")[..]].map(str::to_owned);
        produce(kcat().args(compressing), "orders", &sent);
        assert_same(&sent, &consume(kcat(), "orders"));
    }
}

#[test]
fn librdkafka_proves_itself_by_bare_tokens() {
    let bed = bed(Dialect::kafka_0_9());
    let alice = bed.client("alice");
    let sent = without_headers();
    produce(as_to_0_9(kcat(&alice)), "orders", &sent);
    assert_same(&sent, &consume(as_to_0_9(kcat(&alice)), "orders"));
    assert!(!used(&bed).contains_key(&ApiKey::SASL_HANDSHAKE));
}
