//! The decoding function of a struct.

use super::names::{condition, ever_flexible, form, form_argument, ident, label};
use super::say;
use crate::schema::{Field, Message, Scalar, Struct, Type, Versions};

/// The statements of `fn read(r, version)`.
pub(super) fn body(message: &Message, part: &Struct) -> String {
    let mut out = String::new();
    let reach = part.versions;
    for field in part.fields.iter().filter(|field| field.tag.is_none()) {
        say!(out, "r.field(\"{}\");", label(message, part, field));
        let assign = format!("it.{} = {};", ident(field), value(message, field));
        match condition(field.versions, reach) {
            None => say_line(&mut out, &assign),
            Some(test) => say_line(&mut out, &format!("if {test} {{ {assign} }}")),
        }
    }
    if ever_flexible(message, part) {
        tagged(&mut out, message, part);
    }
    let form = form(message, &out);
    if out.is_empty() {
        return "Ok(Self::default())\n".to_owned();
    }
    format!("{form}let mut it = Self::default();\n{out}Ok(it)\n")
}

fn say_line(out: &mut String, line: &str) {
    say!(out, "{line}");
}

fn tagged(out: &mut String, message: &Message, part: &Struct) {
    let fields: Vec<_> = part.fields.iter().filter(|field| field.tag.is_some()).collect();
    say!(out, "if form == Form::Compact {{");
    if fields.is_empty() {
        say!(out, "it.unknown_tagged_fields = r.unknown_tagged_fields()?;\n}}");
        return;
    }
    say!(out, "it.unknown_tagged_fields = r.tagged_fields(|tag, r| {{ match tag {{");
    let flexible = Versions { from: message.flexible_from.unwrap_or(0), to: i16::MAX };
    let reach = flexible.intersect(part.versions).unwrap_or(part.versions);
    for field in fields {
        let guard = condition(field.versions, reach);
        let guard = guard.map_or(String::new(), |test| format!(" if {test}"));
        say!(out, "{}{guard} => {{", field.tag.unwrap_or(0));
        say!(out, "r.field(\"{}\");", label(message, part, field));
        say!(out, "it.{} = {};\n}}", ident(field), value(message, field));
    }
    say!(out, "_ => return Ok(false),\n}}\nOk(true)\n}})?;\n}}");
}

fn value(message: &Message, field: &Field) -> String {
    let plain = present(message, field);
    let Some(nullable) = field.nullable else {
        return plain;
    };
    let maybe = maybe_null(message, field);
    match condition(nullable, field.versions) {
        None => maybe,
        Some(test) => format!("if {test} {{ {maybe} }} else {{ Some({plain}) }}"),
    }
}

fn present(message: &Message, field: &Field) -> String {
    let form = form_argument(field);
    match &field.kind {
        Type::Scalar(scalar) => format!("{}?", scalar_call(*scalar, form)),
        Type::Struct(name) => format!("{name}::read(r, version)?"),
        Type::Array(element) => array(message, field, element, "array"),
    }
}

fn maybe_null(message: &Message, field: &Field) -> String {
    let form = form_argument(field);
    match &field.kind {
        Type::Scalar(Scalar::String) => format!("r.nullable_string({form})?"),
        Type::Scalar(_) => format!("r.nullable_bytes({form})?"),
        Type::Struct(name) => {
            format!("if r.present()? {{ Some({name}::read(r, version)?) }} else {{ None }}")
        }
        Type::Array(element) => array(message, field, element, "nullable_array"),
    }
}

fn array(message: &Message, field: &Field, element: &Type, call: &str) -> String {
    let sizes = field.versions.intersect(message.versions).unwrap_or(message.versions);
    let least = sizes.iter().map(|v| message.minimal_element(element, v)).min().unwrap_or(1);
    let read = match element {
        Type::Struct(name) => format!("{name}::read(r, version)"),
        Type::Scalar(scalar) => scalar_call(*scalar, "form"),
        Type::Array(_) => String::new(), // the parser refuses arrays of arrays
    };
    format!("r.{call}({}, {least}, |r| {read})?", form_argument(field))
}

fn scalar_call(scalar: Scalar, form: &str) -> String {
    match scalar {
        Scalar::String => format!("r.string({form})"),
        Scalar::Bytes | Scalar::Records => format!("r.bytes({form})"),
        Scalar::Error => "r.i16().map(ErrorCode)".to_owned(),
        Scalar::Api => "r.i16().map(ApiKey)".to_owned(),
        fixed => format!("r.{}()", fixed.word()),
    }
}
