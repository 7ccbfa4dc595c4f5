//! Every message in every version, against bytes that the schema's interpreter wrote.

use bytes::{Bytes, BytesMut};
use kerbside_kafka_wire::consumer_protocol::{
    ConsumerProtocolAssignment, ConsumerProtocolSubscription,
};
use kerbside_kafka_wire::headers::{RequestHeader, ResponseHeader};
use kerbside_kafka_wire::{
    ApiKey, DecodeError, EncodeError, Message, RequestKind, ResponseKind, decode_request,
    decode_response,
};
use kerbside_kafka_wire_gen::schema::{self, Role, Schema};
use kerbside_kafka_wire_gen::specimen::{Filling, specimen};
use kerbside_kafka_wire_gen::{load, schema_directory};
use proptest::prelude::*;

const FILLINGS: [Filling; 4] =
    [Filling::Defaults, Filling::Populated, Filling::Tagged, Filling::Nulls];

/// Decodes a message and encodes it again; the second value is how many octets it left over.
fn again(case: &Case, bytes: Bytes) -> Result<(Result<Bytes, EncodeError>, usize), DecodeError> {
    let version = case.version;
    let mut out = BytesMut::new();
    let (result, left) = match (case.message.role, case.key) {
        (Role::Request, Some(key)) => {
            let (kind, rest) = decode_request(ApiKey(key), version, bytes)?;
            (kind.encode(&mut out, version), rest.len())
        }
        (Role::Response, Some(key)) => {
            let (kind, rest) = decode_response(ApiKey(key), version, bytes)?;
            (kind.encode(&mut out, version), rest.len())
        }
        _ => match case.message.name.as_str() {
            "RequestHeader" => return plain::<RequestHeader>(bytes, version),
            "ResponseHeader" => return plain::<ResponseHeader>(bytes, version),
            "ConsumerProtocolSubscription" => {
                return plain::<ConsumerProtocolSubscription>(bytes, version);
            }
            "ConsumerProtocolAssignment" => {
                return plain::<ConsumerProtocolAssignment>(bytes, version);
            }
            other => panic!("{other} needs a line here"),
        },
    };
    Ok((result.map(|()| out.freeze()), left))
}

fn plain<M: Message>(
    mut bytes: Bytes,
    version: i16,
) -> Result<(Result<Bytes, EncodeError>, usize), DecodeError> {
    let message = M::decode(&mut bytes, version)?;
    Ok((message.to_bytes(version), bytes.len()))
}

struct Case<'a> {
    key: Option<i16>,
    message: &'a schema::Message,
    version: i16,
}

fn schemas() -> Vec<Schema> {
    load(&schema_directory()).unwrap()
}

fn cases(schemas: &[Schema]) -> Vec<Case<'_>> {
    let mut cases = Vec::new();
    for schema in schemas {
        let key = schema.api.as_ref().map(|(key, _)| *key);
        for message in &schema.messages {
            for version in message.versions.iter() {
                cases.push(Case { key, message, version });
            }
        }
    }
    assert!(cases.len() > 400, "only {} messages and versions", cases.len());
    cases
}

#[test]
fn specimens_are_decoded_and_written_back() {
    for case in cases(&schemas()) {
        let random = (0..20).map(Filling::Random);
        for filling in FILLINGS.into_iter().chain(random) {
            let bytes = Bytes::from(specimen(case.message, case.version, filling));
            let name = format!("{} {} {filling:?}", case.message.name, case.version);
            let (written, left) = again(&case, bytes.clone()).expect(&name);
            assert_eq!(left, 0, "{name}");
            assert_eq!(written.expect(&name), bytes, "{name}");
        }
    }
}

#[test]
fn defaults_are_those_of_the_schema() {
    for case in cases(&schemas()) {
        let Some(key) = case.key.map(ApiKey) else {
            continue;
        };
        let mut out = BytesMut::new();
        let result = match case.message.role {
            Role::Request => RequestKind::default_of(key).unwrap().encode(&mut out, case.version),
            _ => ResponseKind::default_of(key).unwrap().encode(&mut out, case.version),
        };
        let name = format!("{} {}", case.message.name, case.version);
        result.expect(&name);
        assert_eq!(out[..], specimen(case.message, case.version, Filling::Defaults)[..], "{name}");
    }
}

#[test]
fn the_default_header_and_data_are_those_of_the_schema() {
    for case in cases(&schemas()).iter().filter(|case| case.key.is_none()) {
        let version = case.version;
        let written = match case.message.name.as_str() {
            "RequestHeader" => {
                // The schema's default of the client's name is empty and version 0 lacks it.
                RequestHeader::default().to_bytes(version)
            }
            "ResponseHeader" => ResponseHeader::default().to_bytes(version),
            "ConsumerProtocolSubscription" => {
                ConsumerProtocolSubscription::default().to_bytes(version)
            }
            _ => ConsumerProtocolAssignment::default().to_bytes(version),
        };
        assert_eq!(written.unwrap()[..], specimen(case.message, version, Filling::Defaults)[..]);
    }
}

#[test]
fn no_proper_prefix_is_a_message() {
    for case in cases(&schemas()) {
        let bytes = Bytes::from(specimen(case.message, case.version, Filling::Tagged));
        for end in 0..bytes.len() {
            let name = format!("{} {} {end}", case.message.name, case.version);
            let error = again(&case, bytes.slice(..end)).map(|_| ()).expect_err(&name);
            assert_eq!(error.message(), case.message.name, "{name}");
            assert!(error.offset() <= end, "{name}: {error}");
        }
    }
}

#[test]
fn versions_agree_with_the_table() {
    for case in cases(&schemas()) {
        let Some(key) = case.key.map(ApiKey) else {
            continue;
        };
        assert!(key.valid_versions().unwrap().contains(case.version));
        assert_eq!(key.is_flexible(case.version), Some(case.message.is_flexible(case.version)));
    }
}

/// What decodes also encodes, and then stays as it is.
fn settles(case: &Case, bytes: Bytes) {
    let name = format!("{} {}", case.message.name, case.version);
    let Ok((written, _)) = again(case, bytes) else {
        return;
    };
    let written = written.expect(&name);
    let (second, left) = again(case, written.clone()).expect(&name);
    assert_eq!((second.expect(&name), left), (written, 0), "{name}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_refused_or_settle(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let schemas = schemas();
        let bytes = Bytes::from(bytes);
        for case in cases(&schemas) {
            settles(&case, bytes.clone());
        }
    }

    #[test]
    fn damaged_messages_are_refused_or_settle(
        seed: u64,
        position: prop::sample::Index,
        octet: u8,
    ) {
        let schemas = schemas();
        for case in cases(&schemas) {
            let mut bytes = specimen(case.message, case.version, Filling::Random(seed));
            if !bytes.is_empty() {
                let position = position.index(bytes.len());
                bytes[position] = octet;
            }
            settles(&case, bytes.into());
        }
    }
}
