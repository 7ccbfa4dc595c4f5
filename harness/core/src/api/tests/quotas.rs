//! Client quotas are set and described with the codes and texts that Apache Kafka 4.4.0 answered to
//! the same requests, and clients that are over theirs are held back.

use std::time::Duration;

use kerbside_kafka_wire::k00_produce::*;
use kerbside_kafka_wire::k19_create_topics::*;
use kerbside_kafka_wire::k37_create_partitions::*;
use kerbside_kafka_wire::k48_describe_client_quotas as k48;
use kerbside_kafka_wire::k49_alter_client_quotas::*;
use kerbside_kafka_wire::k60_describe_cluster::*;

use crate::connection::Flow;
use crate::testing::{Client, World, batch};

/// An entity as `user=bob,client-id=*`; the star is the default.
fn entity(text: &str) -> Vec<RequestEntityData> {
    let part = |part: &str| {
        let (kind, name) = part.split_once('=').expect("kind=name");
        RequestEntityData {
            entity_type: kind.into(),
            entity_name: (name != "*").then(|| name.into()),
            ..RequestEntityData::default()
        }
    };
    text.split(',').filter(|part| !part.is_empty()).map(part).collect()
}

fn entry(of: &str, ops: &[(&str, Option<f64>)]) -> RequestEntryData {
    let op = |(key, value): &(&str, Option<f64>)| OpData {
        key: (*key).into(),
        value: value.unwrap_or(0.0),
        remove: value.is_none(),
        ..OpData::default()
    };
    RequestEntryData {
        entity: entity(of),
        ops: ops.iter().map(op).collect(),
        ..RequestEntryData::default()
    }
}

fn alter(client: &mut Client, entries: Vec<RequestEntryData>) -> Vec<(i16, String)> {
    let request = AlterClientQuotasRequest { entries, ..Default::default() };
    let answer: AlterClientQuotasResponse = client.call(1, &request);
    let outcome = |it: &ResponseEntryData| {
        let text = it.error_message.as_deref().unwrap_or_default().to_owned();
        (it.error_code.0, text)
    };
    answer.entries.iter().map(outcome).collect()
}

fn set(client: &mut Client, of: &str, ops: &[(&str, Option<f64>)]) {
    assert_eq!(alter(client, vec![entry(of, ops)]), [(0, String::new())], "{of}");
}

#[test]
fn quotas_are_refused_in_kafkas_words() {
    let world = World::new();
    let mut client = world.plain_client();
    let produce = "producer_byte_rate";
    let connect = "connection_creation_rate";
    for (of, key, value, text) in [
        ("user=bob", "nonsense", 1.0, "Invalid configuration key nonsense"),
        ("user=bob", produce, 0.0, "Quota producer_byte_rate must be greater than 0"),
        ("user=bob", produce, 1.5, "producer_byte_rate cannot be a fractional value."),
        ("user=bob", connect, 10.0, "Invalid configuration key connection_creation_rate"),
        ("ip=1.2.3.4", produce, 10.0, "Invalid configuration key producer_byte_rate"),
        ("ip=1.2.3.4", connect, 10.5, "connection_creation_rate cannot be a fractional value."),
        ("ip=not an ip", connect, 10.0, "not an ip is not a valid IP or resolvable host."),
        (
            "ip=1.2.3.4,user=x",
            produce,
            10.0,
            "Invalid quota entity combination, IP entity shouldnot be combined with User or \
             ClientId",
        ),
        ("planet=x", produce, 10.0, "Unhandled client quota entity type: planet"),
        ("", produce, 10.0, "Invalid empty client quota entity"),
        ("user=", produce, 10.0, "Empty user not supported"),
    ] {
        let answer = alter(&mut client, vec![entry(of, &[(key, Some(value))])]);
        assert_eq!(answer, [(42, text.to_owned())], "{of} {key}={value}");
    }
    set(&mut client, "user=bob", &[("nonsense", None)]);
    let twice = "Ignoring duplicate entity ClientQuotaEntity(entries={user=a})";
    let one = || entry("user=a", &[(produce, Some(10.0))]);
    assert_eq!(alter(&mut client, vec![one(), one()]), [(42, twice.to_owned())]);
    let same_key = entry("user=a", &[(produce, Some(10.0)), (produce, Some(11.0))]);
    assert_eq!(alter(&mut client, vec![same_key]), [(42, twice.to_owned())]);
}

/// What is asked, as `user=bob` exactly, `user=*` the default, `user?` any; `!` in front is strict.
fn described(client: &mut Client, wanted: &str) -> Result<String, (i16, String)> {
    let (strict, wanted) = match wanted.strip_prefix('!') {
        Some(rest) => (true, rest),
        None => (false, wanted),
    };
    let component = |text: &str| {
        let (kind, match_type, name) = match text.split_once('=') {
            None => (text.trim_end_matches('?'), 2, None),
            Some((kind, "*")) => (kind, 1, None),
            Some((kind, name)) => (kind, 0, Some(name.into())),
        };
        let entity_type = kind.into();
        k48::ComponentData { entity_type, match_type, r#match: name, ..Default::default() }
    };
    let components = wanted.split(',').filter(|it| !it.is_empty()).map(component).collect();
    let request = k48::DescribeClientQuotasRequest { components, strict, ..Default::default() };
    let answer: k48::DescribeClientQuotasResponse = client.call(1, &request);
    let Some(entries) = answer.entries else {
        let text = answer.error_message.as_deref().unwrap_or_default().to_owned();
        return Err((answer.error_code.0, text));
    };
    let part = |it: &k48::EntityData| {
        format!("{}={}", &*it.entity_type, it.entity_name.as_deref().unwrap_or("*"))
    };
    let value = |it: &k48::ValueData| format!("{}={:?}", &*it.key, it.value);
    let entry = |it: &k48::EntryData| {
        let entity: Vec<_> = it.entity.iter().map(part).collect();
        let values: Vec<_> = it.values.iter().map(value).collect();
        format!("{}: {}", entity.join(","), values.join(" "))
    };
    Ok(entries.iter().map(entry).collect::<Vec<_>>().join("; "))
}

#[test]
fn quotas_are_described_by_filter() {
    let world = World::new();
    let mut client = world.plain_client();
    let both =
        [("producer_byte_rate", Some(1_048_576.0)), ("consumer_byte_rate", Some(2_097_152.0))];
    set(&mut client, "user=bob", &both);
    set(&mut client, "user=bob,client-id=*", &[("request_percentage", Some(50.5))]);
    set(&mut client, "ip=127.0.0.9", &[("connection_creation_rate", Some(50.0))]);
    set(&mut client, "user=*", &[("producer_byte_rate", Some(50.0))]);
    let bob = "user=bob: consumer_byte_rate=2097152.0 producer_byte_rate=1048576.0";
    let of_client = "client-id=*,user=bob: request_percentage=50.5";
    let default = "user=*: producer_byte_rate=50.0";
    let address = "ip=127.0.0.9: connection_creation_rate=50.0";
    for (wanted, found) in [
        ("!user=bob", bob.to_owned()),
        ("user=bob", format!("{bob}; {of_client}")),
        ("user=*", default.to_owned()),
        ("user?,client-id=*", of_client.to_owned()),
        ("ip?", address.to_owned()),
        ("!", String::new()),
        ("client-id=zz", String::new()),
        ("", format!("{address}; {bob}; {default}; {of_client}")),
    ] {
        assert_eq!(described(&mut client, wanted), Ok(found), "{wanted}");
    }
    for (wanted, code, text) in [
        ("planet?", 35, "Unsupported entity type planet"),
        ("?", 42, "Invalid empty entity type."),
        ("user?,user?", 42, "Entity type user cannot appear more than once in the filter."),
        (
            "user?,ip?",
            42,
            "Invalid entity filter component combination. IP filter component should not be used \
             with user or clientId filter component.",
        ),
    ] {
        assert_eq!(described(&mut client, wanted), Err((code, text.to_owned())), "{wanted}");
    }
    set(&mut client, "user=bob", &[("producer_byte_rate", None), ("consumer_byte_rate", None)]);
    assert_eq!(described(&mut client, "!user=bob"), Ok(String::new()));
}

fn produce(acks: i16) -> ProduceRequest {
    let data = PartitionProduceData { records: Some(batch(&["x"])), ..Default::default() };
    let topic = TopicProduceData {
        name: "t".into(),
        partition_data: vec![data],
        ..TopicProduceData::default()
    };
    ProduceRequest { acks, topic_data: vec![topic], ..ProduceRequest::default() }
}

#[test]
fn a_producer_over_its_quota_is_told_and_its_next_request_waits() {
    let world = World::new();
    world.topic("t", 1);
    let mut client = world.plain_client();
    set(&mut client, "user=ANONYMOUS", &[("producer_byte_rate", Some(1.0))]);
    assert_eq!(client.send_request(9, &produce(-1)), Flow::Wait);
    let answer: ProduceResponse = client.response(9);
    assert_eq!(answer.responses[0].partition_responses[0].error_code.0, 0);
    // A request of about a hundred octets, where ten in ten seconds are allowed.
    let throttle = answer.throttle_time_ms;
    assert!((50_000..200_000).contains(&throttle), "{throttle}");
    // It is not taken up before the time is over, however often it is looked at.
    assert_eq!(client.send_request(0, &DescribeClusterRequest::default()), Flow::Wait);
    let nearly = Duration::from_millis(u64::try_from(throttle).expect("positive") - 1);
    assert_eq!(client.advance(nearly), Flow::Wait);
    assert!(client.frames().is_empty());
    assert_eq!(client.advance(Duration::from_millis(1)), Flow::Read);
    let _: DescribeClusterResponse = client.response(0);
    // Who wants no answer waits all the same.
    assert_eq!(client.send_request(9, &produce(0)), Flow::Wait);
}

#[test]
fn a_client_that_takes_too_much_time_waits_a_window_at_most() {
    let world = World::new();
    let mut client = world.plain_client();
    set(&mut client, "client-id=tester", &[("request_percentage", Some(1.0))]);
    assert!(client.connection.is_timed());
    client.connection.spent(Duration::from_secs(60), client.now);
    assert_eq!(client.send_request(0, &DescribeClusterRequest::default()), Flow::Wait);
    let answer: DescribeClusterResponse = client.response(0);
    assert_eq!(answer.throttle_time_ms, 1_000);
    assert_eq!(client.advance(Duration::from_secs(1)), Flow::Read);
}

fn create(name: &str, num_partitions: i32) -> CreateTopicsRequest {
    let topic = CreatableTopic {
        name: name.into(),
        num_partitions,
        replication_factor: 1,
        ..CreatableTopic::default()
    };
    CreateTopicsRequest { topics: vec![topic], ..CreateTopicsRequest::default() }
}

#[test]
fn who_makes_too_many_partitions_is_refused_or_held_back() {
    let world = World::new();
    let mut admin = world.plain_client();
    set(&mut admin, "user=ANONYMOUS", &[("controller_mutation_rate", Some(1.0))]);
    let ask = |version, name: &str| {
        let mut client = world.plain_client();
        client.send_request(version, &create(name, 16));
        let answer: CreateTopicsResponse = client.response(version);
        (answer.topics[0].error_code.0, answer.throttle_time_ms)
    };
    // Eleven tokens, of which sixteen are taken: five are owed.
    assert_eq!(ask(7, "a"), (0, 5_000));
    assert_eq!(ask(7, "b"), (89, 5_000));
    // A client that does not know the error goes on, and owes more.
    assert_eq!(ask(5, "c"), (0, 21_000));
}

#[test]
fn more_partitions_than_kafka_makes_at_once_are_refused() {
    let world = World::new();
    world.topic("t", 1);
    let mut client = world.plain_client();
    let answer: CreateTopicsResponse = client.call(7, &create("x", 10_001));
    let told = (answer.topics[0].error_code.0, answer.topics[0].error_message.as_deref());
    assert_eq!(told, (44, Some("Excessively large number of partitions per request.")));
    let grow = |count| CreatePartitionsTopic {
        name: "t".into(),
        count,
        assignments: None,
        ..CreatePartitionsTopic::default()
    };
    let mut ask = |topics| {
        let request = CreatePartitionsRequest { topics, ..Default::default() };
        let answer: CreatePartitionsResponse = client.call(3, &request);
        let outcome = |it: &CreatePartitionsTopicResult| {
            let text = it.error_message.as_deref().unwrap_or_default().to_owned();
            (it.error_code.0, text)
        };
        answer.results.iter().map(outcome).collect::<Vec<_>>()
    };
    let text = "Excessively large number of additional partitions per request.";
    assert_eq!(ask(vec![grow(10_002)]), [(44, text.to_owned())]);
    let twice = "Duplicate topic name.".to_owned();
    assert_eq!(ask(vec![grow(2), grow(3)]), [(42, twice)]);
}
