//! Request headers, as far as Kafka's RequestHeader.parse reads them.

use bytes::Bytes;
use kerbside_kafka_wire::headers::RequestHeader;
use kerbside_kafka_wire::{Allowance, ApiKey, Message, StrBytes};

use crate::api::Frame;
use crate::refusal::Refusal;

/// What a header may grow to: it has one list, of tagged fields that nobody knows.
const ALLOWANCE: Allowance = Allowance::new(64 << 10);

/// Splits a frame into header and body.
pub(super) fn parse(mut bytes: Bytes) -> Result<(Frame, Option<StrBytes>), Refusal> {
    let number = |at: usize| {
        let octets = bytes.get(at..)?.first_chunk::<2>()?;
        Some(i16::from_be_bytes(*octets))
    };
    let key = ApiKey(number(0).unwrap_or(-1));
    let bad = || Refusal::BadHeader { key };
    let version = number(2).ok_or_else(bad)?;
    let header_version = key.request_header_version(version).ok_or_else(bad)?;
    let header = RequestHeader::decode_within(&mut bytes, header_version, &mut ALLOWANCE.clone())
        .map_err(|_| bad())?;
    let frame = Frame { key, version, correlation_id: header.correlation_id, body: bytes };
    Ok((frame, header.client_id))
}
