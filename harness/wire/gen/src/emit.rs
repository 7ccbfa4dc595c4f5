//! Rust sources from parsed schemas: one module per schema file, and the dispatch over all.
//!
//! The text is not laid out: rustfmt does that afterwards.

mod dispatch;
mod names;
mod read;
mod types;
mod write;

use crate::schema::{Message, Role, Schema};

/// Every file of `generated/` with its unformatted text.
pub fn files(schemas: &[Schema]) -> Vec<(String, String)> {
    let mut files: Vec<_> =
        schemas.iter().map(|schema| (format!("{}.rs", schema.module()), module(schema))).collect();
    files.push(("dispatch.rs".to_owned(), dispatch::dispatch(schemas)));
    files.push(("versions.rs".to_owned(), dispatch::versions(schemas)));
    files.push(("mod.rs".to_owned(), dispatch::index(schemas)));
    files
}

/// Appends formatted lines to a source text; writing to a `String` cannot fail.
macro_rules! say {
    ($out:expr, $($text:tt)*) => {{
        use std::fmt::Write as _;
        let _ = writeln!($out, $($text)*);
    }};
}
pub(crate) use say;

fn module(schema: &Schema) -> String {
    let mut body = String::new();
    for message in &schema.messages {
        for name in &message.order {
            let part = &message.structs[name];
            types::structure(&mut body, message, part);
            types::default(&mut body, message, part);
            codec(&mut body, message, name);
        }
        implement(&mut body, schema, message);
    }
    let mut out = String::new();
    match &schema.api {
        Some((key, name)) => {
            say!(out, "//! {name} (API key {key}): its request and response.");
        }
        None => {
            let names: Vec<_> = schema.messages.iter().map(|m| format!("[`{}`]", m.name)).collect();
            say!(out, "//! {}.", names.join(" and "));
        }
    }
    say!(out, "//!");
    say!(out, "//! Written by `kerbside-kafka-wire-gen` from `schema/{}.schema`.", schema.stem);
    say!(out, "");
    imports(&mut out, &body);
    out.push('\n');
    out.push_str(&body);
    out
}

fn imports(out: &mut String, body: &str) {
    let used = |word: &str| {
        let mut pieces = body.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        pieces.any(|piece| piece == word)
    };
    if used("Bytes") {
        say!(out, "use bytes::Bytes;\n");
    }
    let groups: [(&str, &[&str]); 6] = [
        ("api_key", &["ApiKey"]),
        ("error", &["DecodeError", "EncodeError"]),
        ("error_code", &["ErrorCode"]),
        ("message", &["Message", "Versions"]),
        ("primitives", &["StrBytes", "Uuid"]),
        ("codec", &["Form", "Reader", "Writer"]),
    ];
    for (path, names) in groups {
        let names: Vec<_> = names.iter().copied().filter(|name| used(name)).collect();
        if !names.is_empty() {
            say!(out, "use crate::{path}::{{{}}};", names.join(", "));
        }
    }
}

fn codec(out: &mut String, message: &Message, name: &str) {
    let part = &message.structs[name];
    let read = read::body(message, part);
    let write = write::body(message, part);
    say!(out, "impl {name} {{");
    let names = |text: &str, handle: &'static str| {
        let handle = if text.contains(&format!("{handle}.")) || text.contains(&format!("({handle}"))
        {
            handle.to_owned()
        } else {
            format!("_{handle}")
        };
        (handle, if text.contains("version") { "version" } else { "_version" })
    };
    let (handle, version) = names(&read, "r");
    say!(out, "fn read({handle}: &mut Reader, {version}: i16) -> Result<Self, DecodeError> {{");
    out.push_str(&read);
    say!(out, "}}\n");
    let (handle, version) = names(&write, "w");
    let fails = "-> Result<(), EncodeError>";
    say!(out, "fn write(&self, {handle}: &mut Writer<'_>, {version}: i16) {fails} {{");
    out.push_str(&write);
    say!(out, "}}\n}}\n");
}

fn implement(out: &mut String, schema: &Schema, message: &Message) {
    let name = &message.name;
    let key = match (&schema.api, message.role) {
        (Some((key, _)), Role::Request | Role::Response) => format!("Some(ApiKey({key}))"),
        _ => "None".to_owned(),
    };
    let flexible = message.flexible_from.map_or("None".to_owned(), |from| format!("Some({from})"));
    let (from, to) = (message.versions.from, message.versions.to);
    say!(out, "impl Message for {name} {{");
    say!(out, "const NAME: &'static str = \"{name}\";");
    say!(out, "const API_KEY: Option<ApiKey> = {key};");
    say!(out, "const VERSIONS: Versions = Versions::new({from}, {to});");
    say!(out, "const FLEXIBLE_FROM: Option<i16> = {flexible};\n");
    say!(out, "fn read_body(r: &mut Reader, version: i16) -> Result<Self, DecodeError> {{");
    say!(out, "Self::read(r, version)\n}}\n");
    say!(out, "fn write_body(&self, w: &mut Writer<'_>, version: i16)");
    say!(out, "-> Result<(), EncodeError> {{\nself.write(w, version)\n}}\n");
    if message.root().fields.iter().any(|field| field.name == "throttle_time_ms") {
        say!(out, "fn throttle_time_ms_mut(&mut self) -> Option<&mut i32> {{");
        say!(out, "Some(&mut self.throttle_time_ms)\n}}\n");
    }
    say!(out, "}}\n");
}
