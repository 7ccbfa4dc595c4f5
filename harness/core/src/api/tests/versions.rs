//! Every API answers in every version, whether it may or not, and never advertises more than it
//! can read.

use kerbside_kafka_wire::{ApiKey, RequestKind, decode_response};
use std::sync::Arc;
use std::time::Duration;

use bytes::{Buf, BytesMut};

use crate::api;
use crate::authorizer::{Authorizer, DenyAll};
use crate::connection::Flow;
use crate::dialect::{Dialect, OldProduce};
use crate::testing::{Plan, World};

fn world(authorizer: Option<Arc<dyn Authorizer>>) -> World {
    let everything = Dialect::default().with_old_produce(OldProduce::Served);
    let everything =
        api::supported().fold(everything, |it, (key, all)| it.with_versions(key, Some(all)));
    let mut plan = Plan { dialect: everything, ..Plan::default() };
    if let Some(authorizer) = authorizer {
        plan.authorizer = authorizer;
    }
    let world = World::with(plan);
    world.topic("t", 2);
    world
}

#[test]
fn every_response_is_written_in_every_version() {
    for authorizer in [None, Some(Arc::new(DenyAll) as Arc<dyn Authorizer>)] {
        let world = world(authorizer);
        for (key, supported) in api::supported() {
            supported.iter().for_each(|version| check_answer(&world, key, version));
        }
    }
}

/// Sends the default request and reads the response to its end.
fn check_answer(world: &World, key: ApiKey, version: i16) {
    let mut client = world.plain_client();
    let mut body = BytesMut::new();
    let request = RequestKind::default_of(key).expect("a known API");
    request.encode(&mut body, version).expect("a request of this version");
    let mut flow = client.send_raw(key, version, &body);
    if flow == Flow::Wait {
        flow = client.advance(Duration::from_secs(1));
    }
    // Its default request has a filter of unknown numbers.
    if key == ApiKey::DESCRIBE_ACLS {
        assert_eq!(flow, Flow::Close);
        return;
    }
    assert_eq!(flow, Flow::Read, "{key} {version}");
    let frames = client.frames();
    // The default request to produce wants no acknowledgement.
    if key == ApiKey::PRODUCE {
        assert!(frames.is_empty());
        return;
    }
    let mut frame = frames.into_iter().next().expect("an answer");
    frame.advance(4 + usize::from(key.response_header_version(version) == Some(1)));
    let decoded = decode_response(key, version, frame);
    let (_, rest) = decoded.unwrap_or_else(|error| panic!("{key} {version}: {error}"));
    assert!(rest.is_empty(), "{key} {version}");
}

#[test]
fn what_a_dialect_advertises_is_answered_and_nothing_beyond() {
    for dialect in Dialect::names().map(|name| Dialect::by_name(name).expect("listed")) {
        let world = World::with(Plan { dialect: dialect.clone(), ..Plan::default() });
        world.topic("t", 2);
        for (key, advertised) in dialect.advertised() {
            let readable = key.valid_versions().expect("a schema");
            assert!(readable.contains(advertised.min) && readable.contains(advertised.max));
            for version in advertised.iter() {
                match dialect.serves(*key, version) {
                    true => check_answer(&world, *key, version),
                    // For show: KAFKA-18659.
                    false => assert!(*key == ApiKey::PRODUCE && version < 3, "{key} {version}"),
                }
            }
        }
        for (key, supported) in api::supported().filter(|(key, _)| *key != ApiKey::API_VERSIONS) {
            let shown = |version: &i16| {
                dialect.versions(key).is_some_and(|advertised| advertised.contains(*version))
            };
            for version in supported.iter().filter(|version| !shown(version)) {
                let flow = world.plain_client().send_raw(key, version, &[0; 16]);
                assert_eq!(flow, Flow::Close, "{} {key} {version}", dialect.name());
            }
        }
    }
}

#[test]
fn the_table_is_in_order_and_known_to_the_codec() {
    let keys: Vec<_> = api::supported().map(|(key, _)| key).collect();
    assert!(keys.is_sorted());
    for (key, supported) in api::supported() {
        let readable = key.valid_versions().expect("a schema");
        assert!(readable.contains(supported.min) && readable.contains(supported.max), "{key}");
        assert_eq!(api::find(key).map(|entry| entry.key), Some(key));
    }
}

#[test]
fn the_default_goes_as_far_as_the_code_does() {
    for (key, advertised) in Dialect::kafka_4_4().advertised() {
        let supported = api::find(*key).expect("an API").supported;
        assert_eq!(advertised.max, supported.max, "{key}");
    }
}

#[test]
fn an_advertised_range_can_be_narrowed_and_an_api_hidden() {
    let narrow = kerbside_kafka_wire::Versions::new(0, 5);
    let dialect = Dialect::default()
        .with_versions(ApiKey::METADATA, Some(narrow))
        .with_versions(ApiKey::DESCRIBE_TOPIC_PARTITIONS, None);
    let world = World::with(Plan { dialect, ..Plan::default() });
    for (key, version, flow) in [
        (ApiKey::METADATA, 5, Flow::Read),
        (ApiKey::METADATA, 6, Flow::Close),
        (ApiKey::DESCRIBE_TOPIC_PARTITIONS, 0, Flow::Close),
    ] {
        let mut client = world.plain_client();
        assert_eq!(client.send_raw(key, version, &[0; 16]), flow, "{key} {version}");
    }
}
