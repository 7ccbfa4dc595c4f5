//! Floods, bombs, nodes that stop and producers that die: what is bounded stays so, and what was
//! acknowledged is there.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use kerbside_broker::core::quotas::{Entity, Part, QuotaKey};
use kerbside_broker::core::settings::ClusterSettings;
use kerbside_broker::{Cluster, ListenerSettings, SaslMechanism, StartError};
use kerbside_kafka_wire::k00_produce::ProduceResponse;
use kerbside_kafka_wire::k01_fetch::{FetchPartition, FetchRequest, FetchResponse, FetchTopic};
use kerbside_kafka_wire::k22_init_producer_id::{InitProducerIdRequest, InitProducerIdResponse};
use kerbside_kafka_wire::k24_add_partitions_to_txn::{
    AddPartitionsToTxnRequest, AddPartitionsToTxnResponse, AddPartitionsToTxnTopic,
};
use kerbside_kafka_wire::k44_incremental_alter_configs::*;
use kerbside_kafka_wire::records::{BatchBuilder, Compression, Record, batches};
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use crate::client::{Client, produce_request};

fn builder() -> kerbside_broker::Builder {
    Cluster::builder().listener(ListenerSettings::plaintext("CLIENT")).topic("orders", 1)
}

fn connect(cluster: &Cluster) -> Client {
    Client::connect(cluster.nodes()[0].addresses("CLIENT").expect("there")[0])
}

#[test]
fn one_place_is_given_to_clients_of_either_address() {
    let cluster = builder().max_connections(1).start_blocking().expect("starts");
    let addresses = cluster.nodes()[0].addresses("CLIENT").expect("there");
    for address in addresses.iter().chain(addresses).chain(addresses) {
        Client::connect(*address).api_versions();
    }
}

#[test]
fn more_connections_of_an_address_than_its_rate_are_ended_unheard() {
    let cluster = builder().start_blocking().expect("starts");
    let rate = |limit| {
        let entity = Entity { ip: Some(Part::Default), ..Entity::default() };
        let key = QuotaKey::ConnectionCreationRate;
        cluster.state().quotas().set(&entity, key, limit).expect("set");
    };
    // One in a second is not reached before eleven have come within the windows of ten.
    rate(Some(1.0));
    let mut clients: Vec<Client> = (0..10).map(|_| connect(&cluster)).collect();
    clients.iter_mut().for_each(|client| drop(client.api_versions()));
    let mut turned_away = 0;
    for _ in 0..10 {
        turned_away += usize::from(connect(&cluster).last_words().is_empty());
        if turned_away > 0 {
            break;
        }
    }
    assert_eq!(turned_away, 1);
    clients.iter_mut().for_each(|client| drop(client.api_versions()));
    rate(None);
    connect(&cluster).api_versions();
}

#[test]
fn names_of_listeners_are_compared_in_upper_case() {
    let listener = |name: &str| ListenerSettings::plaintext(name);
    let both = Cluster::builder().listener(listener("client")).listener(listener("Client"));
    let error = both.start_blocking().err();
    assert!(matches!(error, Some(StartError::SameListener(name)) if name == "CLIENT"));
    let cluster = Cluster::builder().listener(listener("client")).listener(listener("INNER"));
    let cluster = cluster.inter_broker_listener("inner").start_blocking().expect("starts");
    let node = &cluster.nodes()[0];
    assert_eq!(node.addresses("CLIENT"), node.addresses("client"));
    assert_eq!(node.advertised("Client"), node.advertised("CLIENT"));
    Client::connect(node.addresses("cLIENT").expect("there")[0]).api_versions();
}

#[test]
fn small_batches_that_expand_hugely_are_refused_in_every_compression() {
    let settings = ClusterSettings { inflated_max_bytes: 1 << 20, ..ClusterSettings::default() };
    let cluster = Cluster::builder().settings(settings).topic("orders", 1);
    let cluster = cluster.listener(ListenerSettings::plaintext("CLIENT"));
    let cluster = cluster.start_blocking().expect("starts");
    let mut client = connect(&cluster);
    let mut send = |size: usize, compression| {
        let value = Some(Bytes::from(vec![0; size]));
        let batch = BatchBuilder::default().record(Record { value, ..Record::default() }).build();
        let batch = batches(batch).next().expect("one").expect("whole");
        let packed = batch.compressed(compression, -1).expect("compressed");
        let mut request = produce_request("orders", b"");
        request.topic_data[0].partition_data[0].records = Some(packed.as_bytes().clone());
        let answer: ProduceResponse = client.call(&request, 9);
        answer.responses[0].partition_responses[0].error_code
    };
    let all = [Compression::GZIP, Compression::SNAPPY, Compression::LZ4, Compression::ZSTD];
    for compression in all {
        assert_eq!(send(5 << 20, compression), ErrorCode::INVALID_RECORD, "{compression:?}");
        assert_eq!(send(1 << 19, compression), ErrorCode::NONE, "{compression:?}");
    }
}

fn fetch(offset: i64, isolation_level: i8) -> FetchRequest {
    let partition = FetchPartition {
        fetch_offset: offset,
        partition_max_bytes: 1 << 20,
        ..FetchPartition::default()
    };
    FetchRequest {
        max_wait_ms: 15_000,
        min_bytes: 1,
        max_bytes: 1 << 20,
        isolation_level,
        topics: vec![FetchTopic {
            topic: "orders".into(),
            partitions: vec![partition],
            ..FetchTopic::default()
        }],
        ..FetchRequest::default()
    }
}

/// The partition's last stable offset, and the values that are there from an offset on.
fn read(client: &mut Client, offset: i64, isolation_level: i8) -> (i64, Vec<Bytes>) {
    let response: FetchResponse = client.call(&fetch(offset, isolation_level), 11);
    let partition = &response.responses[0].partitions[0];
    assert_eq!(partition.error_code, ErrorCode::NONE);
    let batches = batches(partition.records.clone().unwrap_or_default());
    let batches = batches.map(|batch| batch.expect("whole")).filter(|it| !it.is_control());
    let records = batches.flat_map(|batch| {
        let records = batch.records().expect("not compressed");
        records.map(|it| it.expect("a record").value.unwrap_or_default()).collect::<Vec<_>>()
    });
    let values = records.collect();
    (partition.last_stable_offset, values)
}

#[test]
fn what_was_acknowledged_before_a_node_stopped_is_there_when_it_starts_again() {
    let cluster = builder().start_blocking().expect("starts");
    let going = AtomicBool::new(false);
    let acknowledged: Vec<i64> = std::thread::scope(|scope| {
        let clients: Vec<Client> = (0..4).map(|_| connect(&cluster)).collect();
        let producers: Vec<_> = clients
            .into_iter()
            .map(|mut client| {
                let going = &going;
                scope.spawn(move || {
                    let mut offsets = Vec::new();
                    while let Some(offset) = client.try_produce("orders", b"value") {
                        offsets.push(offset);
                        going.store(true, Ordering::Release);
                    }
                    offsets
                })
            })
            .collect();
        while !going.load(Ordering::Acquire) {
            std::thread::yield_now();
        }
        cluster.stop_node_blocking(1).expect("stops");
        producers.into_iter().flat_map(|it| it.join().expect("no panic")).collect()
    });
    cluster.start_node(1).expect("starts again");
    let mut client = connect(&cluster);
    let next = client.produce("orders", b"after");
    let offsets: BTreeSet<i64> = acknowledged.iter().copied().collect();
    assert_eq!(offsets.len(), acknowledged.len(), "two records have one offset");
    assert!(offsets.last().is_some_and(|last| *last < next));
    let mut found = 0;
    while found <= next {
        let (_, values) = read(&mut client, found, 0);
        found += i64::try_from(values.len()).expect("few");
    }
    assert_eq!(found, next + 1);
}

#[test]
fn the_transaction_of_a_producer_that_died_is_aborted_at_its_time() {
    let cluster = builder().start_blocking().expect("starts");
    let mut producer = connect(&cluster);
    let request = InitProducerIdRequest {
        transactional_id: Some("dies".into()),
        transaction_timeout_ms: 1_000,
        ..InitProducerIdRequest::default()
    };
    let id: InitProducerIdResponse = producer.call(&request, 4);
    assert_eq!(id.error_code, ErrorCode::NONE);
    let topic = AddPartitionsToTxnTopic {
        name: "orders".into(),
        partitions: vec![0],
        ..AddPartitionsToTxnTopic::default()
    };
    let request = AddPartitionsToTxnRequest {
        v3_and_below_transactional_id: "dies".into(),
        v3_and_below_producer_id: id.producer_id,
        v3_and_below_producer_epoch: id.producer_epoch,
        v3_and_below_topics: vec![topic],
        ..AddPartitionsToTxnRequest::default()
    };
    let _: AddPartitionsToTxnResponse = producer.call(&request, 3);
    let record = Record { value: Some(Bytes::from_static(b"lost")), ..Record::default() };
    let batch = BatchBuilder {
        attributes: 0x10,
        producer_id: id.producer_id,
        producer_epoch: id.producer_epoch,
        base_sequence: 0,
        ..BatchBuilder::default()
    };
    let mut request = produce_request("orders", b"");
    request.transactional_id = Some("dies".into());
    request.topic_data[0].partition_data[0].records = Some(batch.record(record).build());
    let answer: ProduceResponse = producer.call(&request, 9);
    assert_eq!(answer.responses[0].partition_responses[0].error_code, ErrorCode::NONE);
    producer.reset();
    // Readers of committed records wait for the end of the transaction.
    let mut reader = connect(&cluster);
    let mut stable = 0;
    while stable == 0 {
        (stable, _) = read(&mut reader, 0, 1);
    }
    // The record and the marker.
    assert_eq!(stable, 2);
    assert_eq!(reader.produce("orders", b"kept"), 2);
    assert_eq!(read(&mut reader, 2, 1), (3, vec![Bytes::from_static(b"kept")]));
}

/// Changes a broker's setting as `kafka-configs` does, and returns the error and its text.
pub(crate) fn set(client: &mut Client, name: &str, value: &str) -> (ErrorCode, StrBytes) {
    let config = AlterableConfig {
        name: name.into(),
        value: Some(value.into()),
        ..AlterableConfig::default()
    };
    set_all(client, vec![config])
}

pub(crate) fn set_all(client: &mut Client, configs: Vec<AlterableConfig>) -> (ErrorCode, StrBytes) {
    let resource = AlterConfigsResource {
        resource_type: 4,
        resource_name: "1".into(),
        configs,
        ..AlterConfigsResource::default()
    };
    let request =
        IncrementalAlterConfigsRequest { resources: vec![resource], ..Default::default() };
    let answer: IncrementalAlterConfigsResponse = client.call(&request, 1);
    let answer = &answer.responses[0];
    (answer.error_code, answer.error_message.clone().unwrap_or_default())
}

#[test]
fn mechanisms_are_changed_by_clients_while_a_node_runs() {
    let cluster = builder()
        .listener(ListenerSettings::sasl_plaintext("SECURE"))
        .mechanisms([SaslMechanism::Plain])
        .user("alice", "secret")
        .start_blocking()
        .expect("starts");
    let mut admin = connect(&cluster);
    let offered = || cluster.nodes()[0].mechanisms("SECURE").expect("there");
    let own = "listener.name.secure.sasl.enabled.mechanisms";
    assert_eq!(set(&mut admin, own, "SCRAM-SHA-256,PLAIN").0, ErrorCode::NONE);
    assert_eq!(offered(), ["SCRAM-SHA-256", "PLAIN"]);
    for wrong in ["NONE-SUCH", "", "GSSAPI"] {
        let (error, text) = set(&mut admin, own, wrong);
        assert_eq!(error, ErrorCode::INVALID_REQUEST, "{wrong}: {text}");
        assert_eq!(offered(), ["SCRAM-SHA-256", "PLAIN"], "{wrong}");
    }
}
