//! Topics and records through the broker, byte for byte.

use std::collections::BTreeSet;
use std::time::Duration;

use kerbside_kafka_wire::message::Message as _;
use kerbside_kafka_wire::{ApiKey, ErrorCode, k18_api_versions::ApiVersionsResponse};

use super::world::{Plan, World};
use crate::client::kafka::*;

#[tokio::test]
async fn a_thousand_records_come_back_as_they_went() {
    let world = World::new();
    let client = world.client().await;
    client.admin().create_topic("orders", 3).await.unwrap();
    let value = |number: u32| -> Vec<u8> {
        let length = (number * 37 % 300) as usize;
        (0..length).map(|at| (number as usize * 7 + at) as u8).collect()
    };
    let sent: BTreeSet<(Vec<u8>, Vec<u8>)> =
        (0..1000).map(|number| (number.to_string().into_bytes(), value(number))).collect();
    let records =
        sent.iter().map(|(key, value)| ProduceRecord::new(value.clone()).key(key.clone()));
    let places = client.produce("orders", records).await.unwrap();
    assert_eq!(places.iter().collect::<BTreeSet<_>>().len(), 1000);
    let read = client.consume("orders", 1000).await.unwrap();
    let own = |record: &ConsumedRecord| (record.key().unwrap().to_vec(), record.value().to_vec());
    assert_eq!(read.iter().map(own).collect::<BTreeSet<_>>(), sent);
    assert_eq!(read.iter().map(|record| record.partition).collect::<BTreeSet<_>>().len(), 3);
}

#[tokio::test]
async fn large_records_travel_in_batches_that_the_broker_takes() {
    let world = World::new();
    let client = world.plain_client().await;
    client.admin().create_topic("large", 1).await.unwrap();
    let sent: Vec<Vec<u8>> = (0..5u8).map(|fill| vec![fill; 400_000]).collect();
    client.produce("large", sent.clone()).await.unwrap();
    let read = client.consume("large", 5).await.unwrap();
    assert!(read.iter().map(|record| record.value().to_vec()).eq(sent));
    let error = client.produce("large", [vec![0; 2_000_000]]).await.unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::MESSAGE_TOO_LARGE), "{error}");
}

#[tokio::test]
async fn records_are_fetched_from_any_offset() {
    let world = World::new();
    let client = world.plain_client().await;
    client.admin().create_topic("orders", 1).await.unwrap();
    let stamped = |at: i64| ProduceRecord { timestamp: Some(at), ..ProduceRecord::new("x") };
    client.produce("orders", (0..10).map(|n| stamped(1000 + n))).await.unwrap();
    let fetched = client.fetch("orders", 0, 7, Duration::ZERO).await.unwrap();
    let offsets: Vec<i64> = fetched.records.iter().map(|one| one.record.offset).collect();
    assert_eq!((offsets, fetched.next_offset), (vec![7, 8, 9], 10));
    assert_eq!((fetched.high_watermark, fetched.log_start_offset), (10, 0));
    let nothing = client.fetch("orders", 0, 10, Duration::from_millis(20)).await.unwrap();
    assert_eq!((nothing.records.len(), nothing.next_offset), (0, 10));
    let beyond = client.fetch("orders", 0, 11, Duration::ZERO).await.unwrap_err();
    assert_eq!(beyond.to_string(), "OFFSET_OUT_OF_RANGE (1) at Fetch: orders-0");
    for (at, offset) in [
        (OffsetAt::Earliest, 0),
        (OffsetAt::Latest, 10),
        (OffsetAt::Time(1004), 4),
        (OffsetAt::Time(5000), -1),
    ] {
        assert_eq!(client.offset("orders", 0, at).await.unwrap(), offset, "{at:?}");
    }
}

#[tokio::test]
async fn partitions_are_written_at_their_leaders() {
    let world = World::of(Plan { nodes: 3, ..Plan::default() });
    let client = world.client().await;
    client.admin().create_topic("orders", 6).await.unwrap();
    let records = (0..60).map(|n| ProduceRecord::new(n.to_string()).partition(n % 6));
    client.produce("orders", records).await.unwrap();
    let read = client.consume("orders", 60).await.unwrap();
    let values: BTreeSet<&[u8]> = read.iter().map(ConsumedRecord::value).collect();
    assert_eq!(values.len(), 60);
    assert_eq!(client.topology().brokers.len(), 3);
    let bootstraps = world.seen.all().iter().filter(|e| e.starts_with("Bootstrap")).count();
    let advertised = world.seen.all().iter().filter(|e| e.starts_with("Advertised")).count();
    assert_eq!((bootstraps, advertised), (1, 3));
}

#[tokio::test]
async fn topics_are_created_listed_and_deleted_with_the_brokers_words() {
    let world = World::new();
    let client = world.plain_client().await;
    let admin = client.admin();
    admin.create_topic("orders", 2).await.unwrap();
    let again = admin.create_topic("orders", 2).await.unwrap_err();
    assert_eq!(
        again.to_string(),
        "TOPIC_ALREADY_EXISTS (36) at CreateTopics: orders: Topic 'orders' already exists."
    );
    assert_eq!(admin.topics().await.unwrap(), ["orders"]);
    assert_eq!(admin.partitions("orders").await.unwrap(), 2);
    admin.delete_topic("orders").await.unwrap();
    assert!(admin.topics().await.unwrap().is_empty());
    let gone = admin.delete_topic("orders").await.unwrap_err();
    assert_eq!(gone.code(), Some(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION), "{gone}");
}

#[tokio::test]
async fn a_misspelt_topic_is_an_error_and_not_a_new_topic() {
    let world = World::new();
    let options = ConnectOptions::plaintext(world.cluster.bootstrap("PLAIN").unwrap());
    let client = KafkaClient::connect(options.retry_for(Duration::ZERO)).await.unwrap();
    let error = client.produce("oders", ["x"]).await.unwrap_err();
    assert_eq!(error.to_string(), "UNKNOWN_TOPIC_OR_PARTITION (3) at Metadata: oders");
    assert!(client.admin().topics().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_topic_that_appears_in_time_is_written_to() {
    let world = World::new();
    let client = world.plain_client().await;
    let (created, written) = tokio::join!(
        async { world.cluster.create_topic("late", 1) },
        client.produce("late", ["x"]),
    );
    created.unwrap();
    assert_eq!(written.unwrap(), [Produced { partition: 0, offset: 0 }]);
}

#[tokio::test]
async fn too_few_records_are_counted() {
    let world = World::new();
    let options = ConnectOptions::plaintext(world.cluster.bootstrap("PLAIN").unwrap());
    let timeout = Duration::from_millis(100);
    let client = KafkaClient::connect(options.consume_timeout(timeout)).await.unwrap();
    client.admin().create_topic("orders", 1).await.unwrap();
    client.produce("orders", ["one"]).await.unwrap();
    let error = client.consume("orders", 2).await.unwrap_err();
    assert_eq!(error.to_string(), "1 of 2 records of orders after 100 ms");
}

#[tokio::test]
async fn any_request_can_be_sent_by_its_bytes() {
    let world = World::new();
    let client = world.plain_client().await;
    let body = client.request(ApiKey::API_VERSIONS, 0, bytes::Bytes::new()).await.unwrap();
    let response = ApiVersionsResponse::decode_exact(body, 0).unwrap();
    assert!(response.api_keys.iter().any(|api| api.api_key == ApiKey::FETCH));
}

#[tokio::test]
async fn a_request_that_was_abandoned_does_not_spoil_the_next() {
    let world = World::new();
    let client = world.plain_client().await;
    client.admin().create_topic("orders", 1).await.unwrap();
    let poll = client.fetch("orders", 0, 0, Duration::from_secs(20));
    let abandoned = tokio::time::timeout(Duration::from_millis(50), poll).await;
    assert!(abandoned.is_err());
    client.produce("orders", ["x"]).await.unwrap();
    assert_eq!(client.consume("orders", 1).await.unwrap()[0].value(), b"x");
}
