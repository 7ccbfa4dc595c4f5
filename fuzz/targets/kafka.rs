//! Kafka: every request and response that the codec knows, in every version, and their headers.
//!
//! Three octets go before the message: 0 for a request, 1 for a response, 2 for headers; the API
//! key; the version. What was read is written and read again, and must be the same. No count in a
//! message may make the reader allocate what its octets cannot fill: `run.sh` limits the memory.
#![no_main]

use bytes::{Bytes, BytesMut};
use kerbside_kafka_wire::headers::{RequestHeader, ResponseHeader};
use kerbside_kafka_wire::{
    ApiKey, Message, RequestKind, ResponseKind, decode_request, decode_response,
};
use libfuzzer_sys::fuzz_target;

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
        let mut out = BytesMut::new();
        if RequestKind::encode(&request, &mut out, version).is_ok() {
            let again = decode_request(key, version, out.freeze()).expect("our own request");
            assert_eq!(format!("{:?}", again.0), format!("{request:?}"));
        }
    }
}

fn response(key: ApiKey, version: i16, bytes: Bytes) {
    if let Ok((response, _)) = decode_response(key, version, bytes) {
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
    let _ = RequestHeader::decode(&mut bytes.clone(), version);
    let _ = ResponseHeader::decode(&mut bytes.clone(), version);
}
