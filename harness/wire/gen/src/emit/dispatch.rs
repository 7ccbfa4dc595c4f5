//! What goes over all messages: the module index, the version table, the two enums of messages.

use super::say;
use crate::schema::{Message, Role, Schema};

const MARK: &str = "//! Written by `kerbside-kafka-wire-gen` from the schema files.\n";

/// `generated/mod.rs`.
pub(super) fn index(schemas: &[Schema]) -> String {
    let mut out = String::from("//! The messages, one module per schema file.\n//!\n");
    say!(out, "{MARK}");
    for schema in schemas {
        say!(out, "pub mod {};", schema.module());
    }
    say!(out, "pub mod dispatch;\npub(crate) mod versions;");
    out
}

/// `generated/versions.rs`.
pub(super) fn versions(schemas: &[Schema]) -> String {
    let mut out =
        String::from("//! The versions and the first flexible version of each API key.\n");
    say!(out, "//!\n{MARK}");
    say!(out, "/// Key, first version, last version, first flexible version.");
    say!(out, "pub(crate) const TABLE: &[(i16, i16, i16, i16)] = &[");
    for (schema, key) in apis(schemas) {
        if let Some(request) = role(schema, Role::Request) {
            let flexible = match request.flexible_from {
                Some(from) => from.to_string(),
                None => "i16::MAX".to_owned(),
            };
            let (from, to) = (request.versions.from, request.versions.to);
            say!(out, "({key}, {from}, {to}, {flexible}),");
        }
    }
    say!(out, "];");
    out
}

/// `generated/dispatch.rs`.
pub(super) fn dispatch(schemas: &[Schema]) -> String {
    let mut out = String::from("//! Requests and responses of any API key.\n//!\n");
    say!(out, "{MARK}");
    say!(out, "use bytes::{{Bytes, BytesMut}};\n");
    say!(out, "use crate::api_key::ApiKey;\nuse crate::error::{{DecodeError, EncodeError}};");
    say!(out, "use crate::message::Message as _;\n");
    for (schema, _) in apis(schemas) {
        let names: Vec<_> = schema.messages.iter().map(|message| message.name.as_str()).collect();
        say!(out, "use super::{}::{{{}}};", schema.module(), names.join(", "));
    }
    kind(&mut out, schemas, Role::Request);
    kind(&mut out, schemas, Role::Response);
    out
}

fn kind(out: &mut String, schemas: &[Schema], wanted: Role) {
    let (name, word) = match wanted {
        Role::Response => ("ResponseKind", "response"),
        _ => ("RequestKind", "request"),
    };
    let rows: Vec<(i16, &str, &str)> = apis(schemas)
        .filter_map(|(schema, key)| {
            let message = role(schema, wanted)?;
            let (_, api) = schema.api.as_ref()?;
            Some((key, api.as_str(), message.name.as_str()))
        })
        .collect();
    let each = |line: &dyn Fn(i16, &str, &str) -> String| -> String {
        rows.iter().map(|(key, api, message)| line(*key, api, message)).collect()
    };
    say!(out, "\n/// The {word} of any API key that the codec knows.");
    say!(out, "#[derive(Clone, Debug, PartialEq)]");
    say!(out, "pub enum {name} {{");
    out.push_str(&each(&|key, api, message| format!("/// API key {key}.\n{api}({message}),\n")));
    say!(out, "}}\n\nimpl {name} {{");

    say!(
        out,
        "/// The {word} of a key with every field at its default, if the codec knows the key."
    );
    say!(out, "pub fn default_of(key: ApiKey) -> Option<Self> {{\nSome(match key.0 {{");
    out.push_str(&each(&|key, api, message| {
        format!("{key} => Self::{api}({message}::default()),\n")
    }));
    say!(out, "_ => return None,\n}})\n}}\n");

    say!(out, "/// The API key.");
    say!(out, "pub fn api_key(&self) -> ApiKey {{\nApiKey(match self {{");
    out.push_str(&each(&|key, api, _| format!("Self::{api}(_) => {key},\n")));
    say!(out, "}})\n}}\n");

    say!(out, "/// Decodes the body of a {word} and says how many octets it took.");
    say!(out, "pub(crate) fn read(key: ApiKey, version: i16, bytes: &mut Bytes)");
    say!(out, "-> Result<Self, DecodeError> {{\nOk(match key.0 {{");
    out.push_str(&each(&|key, api, message| {
        format!("{key} => Self::{api}({message}::decode(bytes, version)?),\n")
    }));
    say!(out, "_ => return Err(DecodeError::unknown_key(key)),\n}})\n}}\n");

    say!(out, "/// Appends the body of the {word} in the given version.");
    say!(out, "pub fn encode(&self, out: &mut BytesMut, version: i16)");
    say!(out, "-> Result<(), EncodeError> {{\nmatch self {{");
    out.push_str(&each(&|_, api, _| {
        format!("Self::{api}(message) => message.encode(out, version),\n")
    }));
    say!(out, "}}\n}}\n");
    if wanted == Role::Response {
        say!(out, "/// How long the broker holds the client back, where the response says so.");
        say!(out, "pub fn throttle_time_ms_mut(&mut self) -> Option<&mut i32> {{\nmatch self {{");
        out.push_str(&each(&|_, api, _| {
            format!("Self::{api}(message) => message.throttle_time_ms_mut(),\n")
        }));
        say!(out, "}}\n}}\n");
    }
    say!(out, "}}");

    for (_, api, message) in &rows {
        say!(out, "\nimpl From<{message}> for {name} {{");
        say!(out, "fn from(message: {message}) -> Self {{\nSelf::{api}(message)\n}}\n}}");
    }
}

fn apis(schemas: &[Schema]) -> impl Iterator<Item = (&Schema, i16)> {
    schemas.iter().filter_map(|schema| Some((schema, schema.api.as_ref()?.0)))
}

fn role(schema: &Schema, wanted: Role) -> Option<&Message> {
    schema.messages.iter().find(|message| message.role == wanted)
}
