//! What a token says (RFC 7519 §4), in the three types that Kafka tells apart: String, Number and
//! List of String.

use std::collections::BTreeMap;

use serde_json::Value;

/// A claim or header parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum Claim {
    /// A text; also what stands for `true`, `false`, `null` and an object.
    Text(String),
    /// A number.
    Number(serde_json::Number),
    /// A list, its elements as texts.
    List(Vec<String>),
}

impl Claim {
    /// The name that Java has for its type.
    pub fn type_name(&self) -> &'static str {
        match self {
            Claim::Text(_) => "String",
            Claim::List(_) => "ArrayList",
            Claim::Number(number) => match number.as_i64() {
                Some(number) if i32::try_from(number).is_ok() => "Integer",
                Some(_) => "Long",
                None if number.is_u64() => "BigInteger",
                None => "Double",
            },
        }
    }
}

/// The claims of a token, by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Claims(BTreeMap<String, Claim>);

impl Claims {
    /// The members of a JSON object, as Kafka reads them: what follows the first JSON value is not
    /// looked at, and a value that is no object has no members. `None` when it is no JSON.
    pub fn parse(octets: &[u8]) -> Option<Self> {
        let mut values = serde_json::Deserializer::from_slice(octets).into_iter::<Value>();
        let value = match values.next() {
            Some(value) => value.ok()?,
            // An empty document has no members.
            None => Value::Null,
        };
        let Value::Object(members) = value else {
            return Some(Claims::default());
        };
        let members = members.into_iter().map(|(name, value)| (name, claim(value)));
        Some(Claims(members.collect()))
    }

    /// A claim.
    pub fn get(&self, name: &str) -> Option<&Claim> {
        self.0.get(name)
    }

    /// All claims, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Claim)> {
        self.0.iter().map(|(name, claim)| (name.as_str(), claim))
    }

    /// A claim that is a text, or Kafka's words for one that is not.
    pub(super) fn text(&self, name: &str) -> Result<Option<&str>, String> {
        match self.get(name) {
            None => Ok(None),
            Some(Claim::Text(text)) => Ok(Some(text)),
            Some(other) => Err(wrong_type(name, "String", other)),
        }
    }

    /// A claim that is a number, or Kafka's words for one that is not.
    pub(super) fn number(&self, name: &str) -> Result<Option<f64>, String> {
        match self.get(name) {
            None => Ok(None),
            Some(Claim::Number(number)) => Ok(Some(number.as_f64().unwrap_or(f64::INFINITY))),
            Some(other) => Err(wrong_type(name, "Number", other)),
        }
    }
}

pub(super) fn wrong_type(name: &str, wanted: &str, found: &Claim) -> String {
    format!("The '{name}' claim was not of type {wanted}: {}", found.type_name())
}

fn claim(value: Value) -> Claim {
    match value {
        Value::Number(number) => Claim::Number(number),
        Value::Array(elements) => Claim::List(elements.into_iter().map(text).collect()),
        other => Claim::Text(text(other)),
    }
}

/// `JsonNode.asText`: containers have none.
fn text(value: Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text,
        Value::Array(_) | Value::Object(_) => String::new(),
    }
}
