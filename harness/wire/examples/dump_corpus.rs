//! Writes specimens of every message in every version to standard output, for a judge in another
//! language (`tests/java/CodecJudge.java`).
//!
//! `same KEY SIDE VERSION HEX`: a message that a judge decodes and writes back to the same bytes.
//! `default KEY SIDE VERSION HEX`: the bytes of a message that nothing was set in.
//! `other KEY SIDE VERSION HEX TARGET HEX`: a message and its bytes in another version, or the
//! word `refused` where the other version cannot say it.
//! SIDE is `request`, `response`, `header` or `data`; the last two have a name instead of the
//! key. An empty message is `-`.

use std::fmt::Write as _;
use std::io::Write as _;

use bytes::{Bytes, BytesMut};
use kerbside_kafka_wire::consumer_protocol::{
    ConsumerProtocolAssignment, ConsumerProtocolSubscription,
};
use kerbside_kafka_wire::headers::{RequestHeader, ResponseHeader};
use kerbside_kafka_wire::{
    ApiKey, DecodeError, EncodeError, Message, RequestKind, ResponseKind, decode_request,
    decode_response,
};
use kerbside_kafka_wire_gen::schema::{self, Role};
use kerbside_kafka_wire_gen::specimen::{Filling, specimen};
use kerbside_kafka_wire_gen::{load, schema_directory};

fn main() -> anyhow::Result<()> {
    Ok(std::io::stdout().lock().write_all(corpus()?.as_bytes())?)
}

/// All the lines.
pub(crate) fn corpus() -> anyhow::Result<String> {
    let mut text = String::new();
    for schema in load(&schema_directory())? {
        let key = schema.api.as_ref().map(|(key, _)| ApiKey(*key));
        for message in &schema.messages {
            match (message.role, key, message.name.as_str()) {
                (Role::Request, Some(key), _) => lines(
                    &mut text,
                    message,
                    RequestKind::default_of(key),
                    |bytes, version| Ok(decode_request(key, version, bytes)?.0),
                    RequestKind::encode,
                )?,
                (_, Some(key), _) => lines(
                    &mut text,
                    message,
                    ResponseKind::default_of(key),
                    |bytes, version| Ok(decode_response(key, version, bytes)?.0),
                    ResponseKind::encode,
                )?,
                (_, None, RequestHeader::NAME) => plain::<RequestHeader>(&mut text, message)?,
                (_, None, ResponseHeader::NAME) => plain::<ResponseHeader>(&mut text, message)?,
                (_, None, ConsumerProtocolSubscription::NAME) => {
                    plain::<ConsumerProtocolSubscription>(&mut text, message)?;
                }
                (_, None, ConsumerProtocolAssignment::NAME) => {
                    plain::<ConsumerProtocolAssignment>(&mut text, message)?;
                }
                (_, None, other) => anyhow::bail!("{other} needs a line here"),
            }
        }
    }
    Ok(text)
}

fn plain<M: Message>(text: &mut String, message: &schema::Message) -> anyhow::Result<()> {
    let decode = |bytes, version| M::decode_exact(bytes, version);
    lines(text, message, Some(M::default()), decode, M::encode)
}

fn lines<T>(
    text: &mut String,
    message: &schema::Message,
    default: Option<T>,
    decode: impl Fn(Bytes, i16) -> Result<T, DecodeError>,
    encode: impl Fn(&T, &mut BytesMut, i16) -> Result<(), EncodeError>,
) -> anyhow::Result<()> {
    let encode = |value: &T, version| {
        let mut out = BytesMut::new();
        encode(value, &mut out, version).map(|()| hex(&out))
    };
    for version in message.versions.iter() {
        let start = start(message, version);
        if let Some(value) = &default {
            writeln!(text, "default {start} {}", encode(value, version)?)?;
        }
        let random = (1..=8).map(Filling::Random);
        let fillings = [Filling::Defaults, Filling::Populated, Filling::Tagged, Filling::Nulls];
        for filling in fillings.into_iter().chain(random) {
            let bytes = specimen(message, version, filling);
            writeln!(text, "same {start} {}", encode(&decode(bytes.into(), version)?, version)?)?;
        }
        for filling in [Filling::Populated, Filling::Nulls] {
            let bytes = specimen(message, version, filling);
            let source = hex(&bytes);
            let value = decode(bytes.into(), version)?;
            for target in message.versions.iter().filter(|target| *target != version) {
                let result = encode(&value, target).unwrap_or_else(|_| "refused".to_owned());
                writeln!(text, "other {start} {source} {target} {result}")?;
            }
        }
    }
    Ok(())
}

fn start(message: &schema::Message, version: i16) -> String {
    let side = match message.role {
        Role::Request => "request",
        Role::Response => "response",
        Role::Header => "header",
        Role::Data => "data",
    };
    let key = ApiKey::known().find(|key| {
        let name = key.name().unwrap_or_default();
        matches!(message.role, Role::Request | Role::Response)
            && message.name.strip_prefix(name).is_some_and(|rest| rest.eq_ignore_ascii_case(side))
    });
    let key = key.map_or(message.name.clone(), |key| key.0.to_string());
    format!("{key} {side} {version}")
}

fn hex(bytes: &[u8]) -> String {
    if bytes.is_empty() {
        return "-".to_owned();
    }
    bytes.iter().map(|octet| format!("{octet:02x}")).collect()
}
