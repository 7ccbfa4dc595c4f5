//! rskafka, a client in Rust with SASL of its own and no GSSAPI: PLAIN and SCRAM.
//!
//! Leaves out the rdkafka crate: it is librdkafka again, as kcat and confluent-kafka are.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use acceptance::clients::authenticated;
use kerbside::{BlockingTestbed, Testbed};
use rskafka::BackoffConfig;
use rskafka::chrono::{DateTime, Utc};
use rskafka::client::error::Error;
use rskafka::client::partition::{Compression, UnknownTopicHandling};
use rskafka::client::{Client, ClientBuilder, Credentials, SaslConfig};
use rskafka::record::Record;

fn bed() -> BlockingTestbed {
    let named = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"];
    let named = named.map(|it| it.parse::<kerbside::SaslMechanism>().expect("a mechanism"));
    let builder = Testbed::builder().user("alice", "secret").topic("orders", 1);
    builder.mechanisms(named).start_blocking().expect("a bed starts")
}

async fn connect(bed: &Testbed, sasl: SaslConfig) -> Result<Client, Error> {
    let deadline = Some(Duration::from_secs(2));
    let backoff = BackoffConfig { deadline, ..BackoffConfig::default() };
    let builder = ClientBuilder::new(vec![bed.bootstrap()]).sasl_config(sasl);
    builder.backoff_config(backoff).build().await
}

fn alice(password: &str) -> Credentials {
    Credentials::new("alice".to_owned(), password.to_owned())
}

fn record(value: &str) -> Record {
    Record {
        key: None,
        value: Some(value.as_bytes().to_vec()),
        headers: BTreeMap::new(),
        timestamp: now(),
    }
}

/// As a broker keeps it: in milliseconds.
fn now() -> DateTime<Utc> {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("after 1970");
    let milliseconds = i64::try_from(since.as_millis()).expect("not that late");
    DateTime::from_timestamp_millis(milliseconds).expect("not that late")
}

async fn round_trip(bed: &Testbed, sasl: SaslConfig) -> Result<(), Error> {
    let client = connect(bed, sasl).await?;
    let partition = client.partition_client("orders", 0, UnknownTopicHandling::Error).await?;
    let sent = vec![record("one"), record("two")];
    let offsets = partition.produce(sent.clone(), Compression::NoCompression).await?;
    assert_eq!(offsets, [0, 1]);
    let (read, high_watermark) = partition.fetch_records(0, 1..1_000_000, 1_000).await?;
    let read: Vec<Record> = read.into_iter().map(|it| it.record).collect();
    assert_eq!((read, high_watermark), (sent, 2));
    let topics = client.list_topics().await?;
    let names: Vec<&str> = topics.iter().map(|topic| topic.name.as_str()).collect();
    assert_eq!(names, ["orders"]);
    Ok(())
}

#[test]
fn rskafka_logs_in_with_passwords() {
    let ways = [
        ("PLAIN", SaslConfig::Plain(alice("secret"))),
        ("SCRAM-SHA-256", SaslConfig::ScramSha256(alice("secret"))),
        ("SCRAM-SHA-512", SaslConfig::ScramSha512(alice("secret"))),
    ];
    for (mechanism, sasl) in ways {
        let bed = bed();
        bed.wait(round_trip(&bed, sasl)).expect("rskafka sends and reads");
        assert_eq!(authenticated(&bed), [format!("{mechanism} User:alice")]);
    }
}

#[test]
fn rskafka_says_that_a_password_is_refused() {
    let bed = bed();
    let refused = bed.wait(connect(&bed, SaslConfig::Plain(alice("wrong"))));
    let text = format!("{:?}", refused.expect_err("a wrong password"));
    assert!(text.contains("Sasl"), "{text}");
}
