//! Writes specimens of every message in every version to standard output, for a judge in another
//! language (`tests/java/CodecJudge.java`).
//!
//! `same KEY SIDE VERSION HEX`: a message that a judge decodes and writes back to the same bytes.
//! `default KEY SIDE VERSION HEX`: the bytes of a message that nothing was set in.
//! `other KEY SIDE VERSION HEX TARGET HEX`: a message and its bytes in another version, or the
//! word `refused` where the other version cannot say it.
//! SIDE is `request` or `response`; an empty message is `-`.

use std::fmt::Write as _;
use std::io::Write as _;

use bytes::{Bytes, BytesMut};
use kerbside_kafka_wire::{
    ApiKey, EncodeError, RequestKind, ResponseKind, decode_request, decode_response,
};
use kerbside_kafka_wire_gen::schema::{Message, Role};
use kerbside_kafka_wire_gen::specimen::{Filling, specimen};
use kerbside_kafka_wire_gen::{load, schema_directory};

enum Kind {
    Request(RequestKind),
    Response(ResponseKind),
}

impl Kind {
    fn default_of(key: ApiKey, role: Role) -> Option<Kind> {
        match role {
            Role::Request => RequestKind::default_of(key).map(Kind::Request),
            _ => ResponseKind::default_of(key).map(Kind::Response),
        }
    }

    fn decode(key: ApiKey, role: Role, version: i16, bytes: Bytes) -> anyhow::Result<Kind> {
        Ok(match role {
            Role::Request => Kind::Request(decode_request(key, version, bytes)?.0),
            _ => Kind::Response(decode_response(key, version, bytes)?.0),
        })
    }

    fn bytes(&self, version: i16) -> Result<BytesMut, EncodeError> {
        let mut out = BytesMut::new();
        match self {
            Kind::Request(request) => request.encode(&mut out, version)?,
            Kind::Response(response) => response.encode(&mut out, version)?,
        }
        Ok(out)
    }
}

fn main() -> anyhow::Result<()> {
    let mut text = String::new();
    for schema in load(&schema_directory())? {
        let Some((key, _)) = schema.api else { continue };
        for message in &schema.messages {
            lines(&mut text, ApiKey(key), message)?;
        }
    }
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(())
}

fn lines(text: &mut String, key: ApiKey, message: &Message) -> anyhow::Result<()> {
    let role = message.role;
    let side = if role == Role::Request {
        "request"
    } else {
        "response"
    };
    for version in message.versions.iter() {
        let start = format!("{} {side} {version}", key.0);
        if let Some(kind) = Kind::default_of(key, role) {
            writeln!(text, "default {start} {}", hex(&kind.bytes(version)?))?;
        }
        let random = (1..=8).map(Filling::Random);
        let fillings = [
            Filling::Defaults,
            Filling::Populated,
            Filling::Tagged,
            Filling::Nulls,
        ];
        for filling in fillings.into_iter().chain(random) {
            let bytes = Bytes::from(specimen(message, version, filling));
            let kind = Kind::decode(key, role, version, bytes)?;
            writeln!(text, "same {start} {}", hex(&kind.bytes(version)?))?;
        }
        for filling in [Filling::Populated, Filling::Nulls] {
            let bytes = Bytes::from(specimen(message, version, filling));
            let source = hex(&bytes);
            let kind = Kind::decode(key, role, version, bytes)?;
            for target in message.versions.iter().filter(|target| *target != version) {
                let result = kind
                    .bytes(target)
                    .map_or("refused".to_owned(), |out| hex(&out));
                writeln!(text, "other {start} {source} {target} {result}")?;
            }
        }
    }
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    if bytes.is_empty() {
        return "-".to_owned();
    }
    bytes.iter().map(|octet| format!("{octet:02x}")).collect()
}
