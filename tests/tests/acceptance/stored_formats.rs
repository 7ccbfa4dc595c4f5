//! What the broker itself compresses, stamps and compacts, read by librdkafka and by Kafka's own
//! consumer.

use std::sync::Arc;

use acceptance::java::{compiled, java};
use acceptance::kcat::{consume, kcat, produce};
use acceptance::programs::kafka_client_class_path;
use acceptance::records::{Record, assert_same, from_lines, sample, to_lines};
use acceptance::stored::stored;
use kerbside::client::Client;
use kerbside::client::kafka::{Connection, Gssapi, HostPort, Origin};
use kerbside::{BlockingTestbed, Testbed};
use kerbside_kafka_wire::k19_create_topics::{
    CreatableTopic, CreatableTopicConfig, CreateTopicsRequest,
};
use kerbside_kafka_wire::records::{Compression, TimestampType};

/// A bed with the topic `orders`, one partition, with one configuration.
fn bed(configs: &[(&str, &str)]) -> BlockingTestbed {
    let builder = Testbed::builder().user("alice", "secret");
    let bed = builder.start_blocking().expect("a bed starts");
    let config = |(name, value): &(&str, &str)| CreatableTopicConfig {
        name: (*name).into(),
        value: Some((*value).into()),
        ..CreatableTopicConfig::default()
    };
    let topic = CreatableTopic {
        name: "orders".into(),
        num_partitions: 1,
        replication_factor: 1,
        configs: configs.iter().map(config).collect(),
        ..CreatableTopic::default()
    };
    let request = CreateTopicsRequest { topics: vec![topic], ..CreateTopicsRequest::default() };
    bed.wait(async {
        let kerberos = bed.login("alice").await.expect("a login");
        let options = Arc::new(bed.connect_options(Gssapi::new(kerberos)));
        let node = &bed.engine().nodes()[0];
        let broker = HostPort::new(node.host.as_str(), node.port);
        let connection = Connection::open(&broker, Origin::Bootstrap, &options).await;
        let answer = connection.expect("a connection").call(&request).await.expect("an answer");
        assert_eq!(answer.topics[0].error_code.0, 0, "{answer:?}");
    });
    bed
}

/// What kcat can send: no nulls, no headers.
fn for_kcat(count: usize) -> Vec<Record> {
    let fit = |record: Record| Record {
        partition: 0,
        key: Some(record.key.unwrap_or_default()),
        value: Some(record.value.unwrap_or_else(|| b"not null".to_vec())),
        headers: vec![("origin".to_owned(), b"kcat".to_vec())],
    };
    sample(count, 1).into_iter().map(fit).collect()
}

/// Kafka's producer and consumer: what was sent, as it was read.
fn round_trip_of_java(client: &Client, sent: &[Record]) -> Vec<Record> {
    let program = java(&compiled("Clients", &kafka_client_class_path())).user(client);
    let program = program.args(client.java().jvm_options()).arg("Clients");
    let program = program.arg(client.folder.join("client.properties"));
    let program = program.args(["round-trip", "orders", "readers", "compression.type=gzip"]);
    from_lines(&program.input(to_lines(sent)).run().well().out())
}

const CODECS: [(&str, Compression); 4] = [
    ("gzip", Compression::GZIP),
    ("snappy", Compression::SNAPPY),
    ("lz4", Compression::LZ4),
    ("zstd", Compression::ZSTD),
];

#[test]
fn librdkafka_reads_what_the_broker_compressed() {
    for (codec, compression) in CODECS {
        let bed = bed(&[("compression.type", codec), ("message.timestamp.type", "LogAppendTime")]);
        let alice = bed.client("alice");
        let sent = for_kcat(300);
        produce(kcat(&alice), "orders", &sent);
        let stored = stored(&bed, "alice", "orders", 0);
        assert!(stored.iter().all(|it| it.compression() == compression), "{stored:?}");
        let stamped = Some(TimestampType::LogAppendTime);
        assert!(stored.iter().all(|it| it.timestamp_type() == stamped), "{stored:?}");
        assert_same(&sent, &consume(kcat(&alice), "orders"));
    }
}

#[test]
fn kafkas_consumer_reads_what_the_broker_compressed() {
    for (codec, compression) in CODECS {
        let bed = bed(&[("compression.type", codec)]);
        let alice = bed.client("alice");
        let sent = for_kcat(300);
        assert_same(&sent, &round_trip_of_java(&alice, &sent));
        let stored = stored(&bed, "alice", "orders", 0);
        assert!(stored.iter().all(|it| it.compression() == compression), "{stored:?}");
    }
}

#[test]
fn what_kafka_compressed_is_inflated_where_the_topic_wants_that() {
    let bed = bed(&[("compression.type", "uncompressed")]);
    let alice = bed.client("alice");
    let sent = for_kcat(300);
    for (codec, _) in CODECS {
        produce(kcat(&alice).args(["-z", codec]), "orders", &sent);
    }
    let stored = stored(&bed, "alice", "orders", 0);
    assert!(stored.iter().all(|it| it.compression() == Compression::NONE), "{stored:?}");
    let all: Vec<Record> = CODECS.iter().flat_map(|_| sent.clone()).collect();
    assert_same(&all, &consume(kcat(&alice), "orders"));
}
