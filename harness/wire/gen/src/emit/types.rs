//! The struct of a message or of a part of it, its documentation and its defaults.

use super::names::{ever_flexible, ident, literal, type_name};
use super::say;
use crate::schema::{Default, Field, Message, Role, Struct, Type, Versions};

/// The struct itself.
pub(super) fn structure(out: &mut String, message: &Message, part: &Struct) {
    document(out, message, part);
    let derives = if part.fields.iter().all(has_rust_default) { ", Default" } else { "" };
    say!(out, "#[derive(Clone, Debug, PartialEq{derives})]");
    say!(out, "pub struct {} {{", part.name);
    for field in &part.fields {
        // A field stands four columns in.
        comment(out, 88, &facts(message, part, field));
        let name = type_name(&field.kind);
        let name = if field.nullable.is_some() { format!("Option<{name}>") } else { name };
        say!(out, "pub {}: {name},", ident(field));
    }
    if ever_flexible(message, part) {
        say!(out, "/// Tagged fields that this codec does not know: tag and contents.");
        say!(out, "pub unknown_tagged_fields: Vec<(u32, Bytes)>,");
    }
    say!(out, "}}\n");
}

/// `Default`, where deriving does not give the schema's values.
pub(super) fn default(out: &mut String, message: &Message, part: &Struct) {
    if part.fields.iter().all(has_rust_default) {
        return;
    }
    say!(out, "impl Default for {} {{\nfn default() -> Self {{\nSelf {{", part.name);
    for field in &part.fields {
        let value = match (&field.default, field.nullable) {
            (Default::Null, _) => "None".to_owned(),
            (_, Some(_)) => format!("Some({})", literal(field)),
            (_, None) => literal(field),
        };
        say!(out, "{}: {value},", ident(field));
    }
    if ever_flexible(message, part) {
        say!(out, "unknown_tagged_fields: Vec::new(),");
    }
    say!(out, "}}\n}}\n}}\n");
}

fn has_rust_default(field: &Field) -> bool {
    match (&field.default, field.nullable) {
        (Default::Null, Some(_)) => true,
        (Default::Zero, None) => true,
        (_, _) => false,
    }
}

fn document(out: &mut String, message: &Message, part: &Struct) {
    let all = span(message.versions, message.versions);
    if part.name != message.name {
        let span = span(part.versions, message.versions);
        comment(out, 92, &format!("`{}` in [`{}`], {span}.", part.name, message.name));
        return;
    }
    let what = match message.role {
        Role::Request => "a request",
        Role::Response => "a response",
        Role::Header => "a header",
        Role::Data => "data inside another message",
    };
    let flexible = match message.flexible_from.filter(|from| *from <= message.versions.to) {
        Some(from) => format!("flexible since version {from}"),
        None => "never flexible".to_owned(),
    };
    comment(out, 92, &format!("`{}`, {what}: {all}, {flexible}.", part.name));
}

/// A documentation comment, broken into lines of at most `width` octets of text.
fn comment(out: &mut String, width: usize, text: &str) {
    let mut line = String::new();
    for word in text.split(' ') {
        if !line.is_empty() && line.len() + 1 + word.len() > width {
            say!(out, "///{line}");
            line.clear();
        }
        line.push(' ');
        line.push_str(word);
    }
    say!(out, "///{line}");
}

fn facts(message: &Message, part: &Struct, field: &Field) -> String {
    let mut facts = vec![word(&field.kind), span(field.versions, message.versions)];
    if let Some(nullable) = field.nullable {
        facts.push(match nullable == field.versions {
            true => "nullable".to_owned(),
            false => format!("nullable in {}", span(nullable, message.versions)),
        });
    }
    if let Some(tag) = field.tag {
        facts.push(format!("tag {tag}"));
    }
    match &field.default {
        Default::Zero => {}
        Default::Null => facts.push("default null".to_owned()),
        Default::True => facts.push("default true".to_owned()),
        Default::Number(number) => facts.push(format!("default {number}")),
        Default::Text(text) => facts.push(format!("default `{text}`")),
    }
    if field.ignorable && !field.versions.covers(part.versions) {
        facts.push("dropped by other versions".to_owned());
    }
    let facts = facts.join(", ");
    let mut letters = facts.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    format!("{}{}.", first.map_or(String::new(), String::from), letters.as_str())
}

fn word(kind: &Type) -> String {
    match kind {
        Type::Scalar(scalar) => scalar.word().to_owned(),
        Type::Struct(name) => format!("[`{name}`]"),
        Type::Array(element) => format!("array of {}", word(element)),
    }
}

fn span(versions: Versions, within: Versions) -> String {
    let to = versions.to.min(within.to);
    match (versions.from, to) {
        (from, to) if from == to => format!("version {from}"),
        (from, to) => format!("versions {from} to {to}"),
    }
}
