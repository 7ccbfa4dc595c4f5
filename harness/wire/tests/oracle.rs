//! The crate `kafka-protocol` as a second decoder: what we encode, it decodes and encodes back to
//! the same bytes, in each version that it knows. The others are judged by Kafka's own classes
//! (`tests/java/CodecJudge.java`).

use bytes::{Bytes, BytesMut};
use kafka_protocol::messages as other;
use kerbside_kafka_wire::{ApiKey, decode_request, decode_response};
use kerbside_kafka_wire_gen::schema::Role;
use kerbside_kafka_wire_gen::specimen::{Filling, specimen};
use kerbside_kafka_wire_gen::{load, schema_directory};

/// Our bytes, and those of the other codec after it decoded ours. Its table of versions names a
/// few more than its messages have: these answer `None`.
fn both(key: ApiKey, role: Role, version: i16, bytes: Bytes) -> (Bytes, Option<Bytes>) {
    let other_key = other::ApiKey::try_from(key.0).unwrap();
    let mut ours = BytesMut::new();
    let mut theirs = BytesMut::new();
    let encoded = match role {
        Role::Request => {
            let (kind, _) = decode_request(key, version, bytes).unwrap();
            kind.encode(&mut ours, version).unwrap();
            let mut rest = ours.clone().freeze();
            other::RequestKind::decode(other_key, &mut rest, version).and_then(|kind| {
                assert!(rest.is_empty());
                kind.encode(&mut theirs, version)
            })
        }
        _ => {
            let (kind, _) = decode_response(key, version, bytes).unwrap();
            kind.encode(&mut ours, version).unwrap();
            let mut rest = ours.clone().freeze();
            other::ResponseKind::decode(other_key, &mut rest, version).and_then(|kind| {
                assert!(rest.is_empty());
                kind.encode(&mut theirs, version)
            })
        }
    };
    match encoded {
        Ok(()) => (ours.freeze(), Some(theirs.freeze())),
        Err(error) => {
            let reason = error.root_cause().to_string();
            assert_eq!(reason, "specified version not supported by this message type", "{key}");
            (ours.freeze(), None)
        }
    }
}

fn known_to_the_other(key: ApiKey, version: i16) -> bool {
    other::ApiKey::try_from(key.0).is_ok_and(|key| {
        let versions = key.valid_versions();
        versions.min <= version && version <= versions.max
    })
}

#[test]
fn kafka_protocol_reads_and_writes_the_same_bytes() {
    let mut compared = 0;
    for schema in load(&schema_directory()).unwrap() {
        let Some(key) = schema.api.as_ref().map(|(key, _)| ApiKey(*key)) else {
            continue;
        };
        for message in &schema.messages {
            let versions = message.versions.iter().filter(|v| known_to_the_other(key, *v));
            for version in versions {
                let random = (0..10).map(Filling::Random);
                let fillings =
                    [Filling::Defaults, Filling::Populated, Filling::Tagged, Filling::Nulls];
                for filling in fillings.into_iter().chain(random) {
                    let bytes = Bytes::from(specimen(message, version, filling));
                    let (ours, theirs) = both(key, message.role, version, bytes);
                    let name = format!("{} {version} {filling:?}", message.name);
                    let Some(theirs) = theirs else { continue };
                    assert_eq!(theirs, ours, "{name}");
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 4000, "only {compared} messages");
}

#[test]
fn header_versions_are_those_of_kafka_protocol() {
    for key in ApiKey::known() {
        let Ok(other_key) = other::ApiKey::try_from(key.0) else {
            continue;
        };
        let versions = key.valid_versions().unwrap();
        for version in versions.iter().filter(|version| known_to_the_other(key, *version)) {
            let ours = (key.request_header_version(version), key.response_header_version(version));
            let theirs = (
                Some(other_key.request_header_version(version)),
                Some(other_key.response_header_version(version)),
            );
            assert_eq!(ours, theirs, "{key} {version}");
        }
    }
}
