//! Kafka's messages as JSON and as bytes, straight from the schema files.
//!
//! The names of the fields are those of `harness/wire/schema`. What an object leaves out has its
//! default; a name that the version does not have is an error. Octets are text, or `hex:` and
//! digits. Every message is also read and written by the generated codec, which must agree.
//!
//! Left out: tagged fields that no schema knows are dropped.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail, ensure};
use bytes::{Buf, Bytes, BytesMut};
use kerbside_kafka_wire::{ApiKey, decode_request, decode_response};
use kerbside_kafka_wire_gen::schema::{self, Default, Field, Message, Role, Scalar, Type};
use kerbside_kafka_wire_gen::{load, schema_directory};
use serde_json::{Map, Value};

/// The messages of every API key that has a schema.
#[derive(Debug)]
pub struct Catalogue {
    schemas: BTreeMap<i16, schema::Schema>,
}

impl Catalogue {
    /// Reads the schema files.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn read() -> Result<Self> {
        let schemas = load(&schema_directory())?.into_iter();
        let keyed = schemas.filter_map(|schema| Some((schema.api.as_ref()?.0, schema)));
        Ok(Self { schemas: keyed.collect() })
    }

    /// The name of an API, where its schema is known.
    #[must_use]
    pub fn name(&self, key: i16) -> Option<&str> {
        self.schemas.get(&key)?.api.as_ref().map(|(_, name)| name.as_str())
    }

    /// Whether the messages of an API are flexible (KIP-482) in a version. Those without a schema
    /// are young, and flexible from the start.
    #[must_use]
    pub fn is_flexible(&self, key: i16, version: i16) -> bool {
        self.message(key, Role::Request).is_none_or(|message| message.is_flexible(version))
    }

    fn message(&self, key: i16, role: Role) -> Option<&Message> {
        self.schemas.get(&key)?.messages.iter().find(|message| message.role == role)
    }

    /// The bytes of a request.
    ///
    /// # Errors
    /// When the object does not fit the message.
    pub fn request(&self, key: i16, version: i16, body: &Value) -> Result<Vec<u8>> {
        let message = self.message(key, Role::Request).context("the key has no schema")?;
        ensure!(message.versions.contains(version), "there is no version {version}");
        let mut out = Vec::new();
        Writer { message, version }.structure(&message.name, body, &mut out)?;
        let (decoded, rest) = decode_request(ApiKey(key), version, Bytes::from(out.clone()))?;
        let mut again = BytesMut::new();
        decoded.encode(&mut again, version)?;
        ensure!(rest.is_empty() && again[..] == out[..], "the codecs differ about {decoded:?}");
        Ok(out)
    }

    /// A response from its bytes.
    ///
    /// # Errors
    /// When they are no such response.
    pub fn response(&self, key: i16, version: i16, bytes: &[u8]) -> Result<Value> {
        let message = self.message(key, Role::Response).context("the key has no schema")?;
        let mut rest = bytes;
        let value = Reader { message, version }.structure(&message.name, &mut rest)?;
        ensure!(rest.is_empty(), "{} octets follow the response", rest.len());
        let copy = Bytes::copy_from_slice(bytes);
        let (decoded, rest) = decode_response(ApiKey(key), version, copy)?;
        ensure!(rest.is_empty(), "the codecs differ about the end of {decoded:?}");
        Ok(value)
    }
}

/// How long a length is that is not compact.
#[derive(Clone, Copy)]
enum Width {
    Two,
    Four,
}

fn width(scalar: Scalar) -> Width {
    if scalar == Scalar::String { Width::Two } else { Width::Four }
}

struct Writer<'a> {
    message: &'a Message,
    version: i16,
}

impl Writer<'_> {
    fn structure(&self, name: &str, body: &Value, out: &mut Vec<u8>) -> Result<()> {
        let part = &self.message.structs[name];
        let given = body.as_object().with_context(|| format!("{name} is no object: {body}"))?;
        let has = |f: &Field| f.versions.contains(self.version);
        for key in given.keys() {
            let known = part.fields.iter().any(|field| field.name == *key && has(field));
            ensure!(known, "{name} has no field {key} in version {}", self.version);
        }
        let (tagged, plain): (Vec<_>, Vec<_>) =
            part.fields.iter().filter(|f| has(f)).partition(|field| field.tag.is_some());
        for field in plain {
            self.field(field, given, out).with_context(|| format!("{name}.{}", field.name))?;
        }
        if !self.message.is_flexible(self.version) {
            return Ok(());
        }
        let mut tagged: Vec<_> =
            tagged.into_iter().filter(|f| given.contains_key(&f.name)).collect();
        tagged.sort_by_key(|field| field.tag);
        varint(out, tagged.len() as u64);
        for field in tagged {
            let mut contents = Vec::new();
            self.field(field, given, &mut contents)?;
            varint(out, field.tag.unwrap_or(0).into());
            varint(out, contents.len() as u64);
            out.extend(contents);
        }
        Ok(())
    }

    fn field(&self, field: &Field, given: &Map<String, Value>, out: &mut Vec<u8>) -> Result<()> {
        let default = default_of(field);
        let value = given.get(&field.name).unwrap_or(&default);
        let nullable = field.nullable.is_some_and(|versions| versions.contains(self.version));
        let compact = self.message.is_flexible(self.version) && !field.plain;
        ensure!(nullable || !value.is_null(), "it cannot be null");
        match &field.kind {
            Type::Struct(_) if nullable && value.is_null() => out.push(0xff),
            Type::Struct(name) => {
                if nullable {
                    out.push(1);
                }
                self.structure(name, value, out)?;
            }
            Type::Array(_) if value.is_null() => length(out, compact, Width::Four, None),
            Type::Array(element) => {
                let values = value.as_array().with_context(|| format!("no array: {value}"))?;
                length(out, compact, Width::Four, Some(values.len()));
                for value in values {
                    match &**element {
                        Type::Struct(name) => self.structure(name, value, out)?,
                        Type::Scalar(scalar) => write_scalar(*scalar, compact, value, out)?,
                        Type::Array(_) => bail!("an array of arrays"),
                    }
                }
            }
            Type::Scalar(scalar) => write_scalar(*scalar, compact, value, out)?,
        }
        Ok(())
    }
}

fn default_of(field: &Field) -> Value {
    match (&field.default, &field.kind) {
        (Default::Null, _) => Value::Null,
        (Default::Number(number), _) => (*number).into(),
        (Default::True, _) => true.into(),
        (Default::Text(text), _) => text.clone().into(),
        (Default::Zero, Type::Struct(_)) => Value::Object(Map::new()),
        (Default::Zero, Type::Array(_)) => Value::Array(Vec::new()),
        (Default::Zero, Type::Scalar(Scalar::Bool)) => false.into(),
        (Default::Zero, Type::Scalar(Scalar::Uuid)) => format!("hex:{}", "00".repeat(16)).into(),
        (Default::Zero, Type::Scalar(scalar)) if scalar.fixed_size().is_none() => "".into(),
        (Default::Zero, Type::Scalar(_)) => 0.into(),
    }
}

fn write_scalar(scalar: Scalar, compact: bool, value: &Value, out: &mut Vec<u8>) -> Result<()> {
    match (scalar, scalar.fixed_size()) {
        (Scalar::Bool, _) => out.push(value.as_bool().context("no truth value")?.into()),
        (Scalar::F64, _) => out.extend(value.as_f64().context("no number")?.to_be_bytes()),
        (Scalar::Uuid, _) => {
            let octets = octets(value.as_str().context("no uuid")?)?;
            ensure!(octets.len() == 16, "a uuid has 16 octets");
            out.extend(octets);
        }
        (_, Some(size)) => {
            let number = value.as_i64().with_context(|| format!("no number: {value}"))?;
            out.extend(&number.to_be_bytes()[8 - size..]);
        }
        (_, None) if value.is_null() => length(out, compact, width(scalar), None),
        (_, None) => {
            let octets = octets(value.as_str().with_context(|| format!("no text: {value}"))?)?;
            length(out, compact, width(scalar), Some(octets.len()));
            out.extend(octets);
        }
    }
    Ok(())
}

fn length(out: &mut Vec<u8>, compact: bool, width: Width, length: Option<usize>) {
    let number = length.map_or(-1, |length| length as i64);
    match width {
        _ if compact => varint(out, (number + 1) as u64),
        Width::Two => out.extend((number as i16).to_be_bytes()),
        Width::Four => out.extend((number as i32).to_be_bytes()),
    }
}

fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value > 0x7f {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// The octets of a text, or those that its digits after `hex:` name.
pub fn octets(text: &str) -> Result<Vec<u8>> {
    let Some(digits) = text.strip_prefix("hex:") else {
        return Ok(text.as_bytes().to_vec());
    };
    let pairs = digits.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair));
    let pairs = pairs.map(|pair| Ok(u8::from_str_radix(pair?, 16)?));
    pairs.collect::<Result<_>>().with_context(|| format!("no hexadecimal digits: {digits}"))
}

/// The octets as `hex:` and digits.
pub fn hex(octets: &[u8]) -> String {
    octets.iter().fold("hex:".to_owned(), |text, octet| format!("{text}{octet:02x}"))
}

struct Reader<'a> {
    message: &'a Message,
    version: i16,
}

impl Reader<'_> {
    fn structure(&self, name: &str, rest: &mut &[u8]) -> Result<Value> {
        let part = &self.message.structs[name];
        let mut object = Map::new();
        let fields = part.fields.iter().filter(|f| f.versions.contains(self.version));
        let (tagged, plain): (Vec<_>, Vec<_>) = fields.partition(|field| field.tag.is_some());
        for field in plain {
            let value = self.field(field, rest);
            let value = value.with_context(|| format!("{name}.{}", field.name))?;
            object.insert(field.name.clone(), value);
        }
        if self.message.is_flexible(self.version) {
            for _ in 0..read_varint(rest)? {
                let tag = read_varint(rest)?;
                let size = usize::try_from(read_varint(rest)?)?;
                let mut contents = take(rest, size)?;
                let known = tagged.iter().find(|f| f.tag.map(u64::from) == Some(tag));
                if let Some(field) = known {
                    object.insert(field.name.clone(), self.field(field, &mut contents)?);
                }
            }
        }
        Ok(Value::Object(object))
    }

    fn field(&self, field: &Field, rest: &mut &[u8]) -> Result<Value> {
        let nullable = field.nullable.is_some_and(|versions| versions.contains(self.version));
        let compact = self.message.is_flexible(self.version) && !field.plain;
        match &field.kind {
            Type::Struct(_) if nullable && take(rest, 1)?[0] == 0xff => Ok(Value::Null),
            Type::Struct(name) => self.structure(name, rest),
            Type::Array(element) => {
                let Some(count) = read_length(rest, compact, Width::Four)? else {
                    return Ok(Value::Null);
                };
                let one = |_| match &**element {
                    Type::Struct(name) => self.structure(name, rest),
                    Type::Scalar(scalar) => read_scalar(*scalar, compact, rest),
                    Type::Array(_) => bail!("an array of arrays"),
                };
                Ok(Value::Array((0..count).map(one).collect::<Result<_>>()?))
            }
            Type::Scalar(scalar) => read_scalar(*scalar, compact, rest),
        }
    }
}

fn read_scalar(scalar: Scalar, compact: bool, rest: &mut &[u8]) -> Result<Value> {
    let Some(size) = scalar.fixed_size() else {
        let Some(size) = read_length(rest, compact, width(scalar))? else {
            return Ok(Value::Null);
        };
        let octets = take(rest, size)?;
        return Ok(match scalar {
            Scalar::String => String::from_utf8_lossy(octets).into_owned().into(),
            _ => hex(octets).into(),
        });
    };
    let mut octets = take(rest, size)?;
    Ok(match scalar {
        Scalar::Bool => (octets[0] != 0).into(),
        Scalar::F64 => octets.get_f64().into(),
        Scalar::Uuid => hex(octets).into(),
        Scalar::U16 => octets.get_u16().into(),
        _ => octets.get_int(size).into(),
    })
}

fn read_length(rest: &mut &[u8], compact: bool, width: Width) -> Result<Option<usize>> {
    let number = match width {
        _ if compact => i64::try_from(read_varint(rest)?)? - 1,
        Width::Two => take(rest, 2)?.get_i16().into(),
        Width::Four => take(rest, 4)?.get_i32().into(),
    };
    Ok(usize::try_from(number).ok())
}

fn read_varint(rest: &mut &[u8]) -> Result<u64> {
    let mut value = 0;
    for shift in [0, 7, 14, 21, 28] {
        let octet = take(rest, 1)?[0];
        value |= u64::from(octet & 0x7f) << shift;
        if octet < 0x80 {
            return Ok(value);
        }
    }
    bail!("a length of more than five octets")
}

fn take<'a>(rest: &mut &'a [u8], size: usize) -> Result<&'a [u8]> {
    let (front, back) = rest.split_at_checked(size).context("the response ends too soon")?;
    *rest = back;
    Ok(front)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn requests_and_responses_meet_their_schemas() -> Result<()> {
        let catalogue = Catalogue::read()?;
        let body = json!({"mechanism": "PLAIN"});
        assert_eq!(catalogue.request(17, 1, &body)?, b"\0\x05PLAIN");
        let bytes = b"\0\0\0\0\0\x01\0\x05PLAIN";
        let response = catalogue.response(17, 1, bytes)?;
        assert_eq!(response, json!({"error_code": 0, "mechanisms": ["PLAIN"]}));
        assert!(catalogue.request(17, 1, &json!({"mechanisms": "PLAIN"})).is_err());
        assert!(catalogue.response(17, 1, &bytes[..9]).is_err());
        Ok(())
    }
}
