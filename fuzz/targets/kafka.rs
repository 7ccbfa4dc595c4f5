//! Kafka: every request and response that the codec knows, in every version, and their headers.
//!
//! Three octets go before the message: 0 for a request, 1 for a response, 2 for headers; the API
//! key; the version. What was read is written and read again, and must be the same. No count in a
//! message may make the reader allocate what its octets cannot fill: `run.sh` limits the memory.
//! Each decoder, of each key and version, has to read a message at least once.
#![no_main]

mod tally;

use std::sync::LazyLock;

use bytes::{Bytes, BytesMut};
use kerbside_kafka_wire::headers::{RequestHeader, ResponseHeader};
use kerbside_kafka_wire::{
    ApiKey, Message, RequestKind, ResponseKind, decode_request, decode_response,
};
use libfuzzer_sys::fuzz_target;
use tally::Tally;

static READ: LazyLock<Tally> = LazyLock::new(|| Tally::of(decoders()));

/// A request's and a response's of each key in each version, and those of headers.
fn decoders() -> impl Iterator<Item = String> {
    let versions = |key: ApiKey| key.valid_versions().into_iter().flat_map(|it| it.iter());
    let each = ApiKey::known().flat_map(move |key| versions(key).map(move |it| (key.0, it)));
    let messages = each.flat_map(|(key, version)| {
        ["request", "response"].map(|side| format!("{side}:{key}:{version}"))
    });
    let headers = ["request-header:0", "request-header:1", "request-header:2"];
    let headers = headers.into_iter().chain(["response-header:0", "response-header:1"]);
    messages.chain(headers.map(str::to_owned))
}

fuzz_target!(|data: &[u8]| {
    let [selector, key, version, message @ ..] = data else {
        return;
    };
    let key = ApiKey(i16::from(*key));
    let version = i16::from(*version);
    let bytes = Bytes::copy_from_slice(message);
    match selector % 3 {
        0 => request(key, version, bytes),
        1 => response(key, version, bytes),
        _ => headers(version, bytes),
    }
});

fn request(key: ApiKey, version: i16, bytes: Bytes) {
    if let Ok((request, _)) = decode_request(key, version, bytes) {
        READ.hit(format!("request:{}:{version}", key.0));
        let mut out = BytesMut::new();
        if RequestKind::encode(&request, &mut out, version).is_ok() {
            let again = decode_request(key, version, out.freeze()).expect("our own request");
            assert_eq!(format!("{:?}", again.0), format!("{request:?}"));
        }
    }
}

fn response(key: ApiKey, version: i16, bytes: Bytes) {
    if let Ok((response, _)) = decode_response(key, version, bytes) {
        READ.hit(format!("response:{}:{version}", key.0));
        let mut out = BytesMut::new();
        if ResponseKind::encode(&response, &mut out, version).is_ok() {
            let again = decode_response(key, version, out.freeze()).expect("our own response");
            // Through their text: a float that is no number does not equal itself.
            assert_eq!(format!("{:?}", again.0), format!("{response:?}"));
        }
    }
}

fn headers(version: i16, bytes: Bytes) {
    let version = version % 3;
    if RequestHeader::decode(&mut bytes.clone(), version).is_ok() {
        READ.hit(format!("request-header:{version}"));
    }
    if ResponseHeader::decode(&mut bytes.clone(), version).is_ok() {
        READ.hit(format!("response-header:{version}"));
    }
}
