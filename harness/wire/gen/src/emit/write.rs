//! The encoding function of a struct.

use super::names::{condition, differs, ever_flexible, form, form_argument, ident, label};
use super::say;
use crate::schema::{Field, Message, Scalar, Struct, Type, Versions};

/// The statements of `fn write(&self, w, version)`.
pub(super) fn body(message: &Message, part: &Struct) -> String {
    let mut out = String::new();
    for field in part.fields.iter().filter(|field| field.tag.is_none()) {
        let lost = !field.ignorable && !field.versions.covers(part.versions);
        say!(out, "w.field(\"{}\");", label(message, part, field));
        match condition(field.versions, part.versions) {
            None => out.push_str(&value(field)),
            Some(test) => {
                say!(out, "if {test} {{\n{}}}", value(field));
                if lost {
                    say!(out, "else if {} {{ return Err(w.not_in_version()); }}", differs(field));
                }
            }
        }
    }
    if ever_flexible(message, part) {
        tagged(&mut out, message, part);
    }
    let form = form(message, &out);
    format!("{form}{out}Ok(())\n")
}

fn tagged(out: &mut String, message: &Message, part: &Struct) {
    let flexible = Versions { from: message.flexible_from.unwrap_or(0), to: i16::MAX };
    let reach = flexible.intersect(part.versions).unwrap_or(part.versions);
    let mut fields: Vec<_> = part.fields.iter().filter(|field| field.tag.is_some()).collect();
    fields.sort_by_key(|field| field.tag);
    for field in fields.iter().filter(|field| !field.ignorable) {
        if let Some(test) = condition(field.versions, part.versions) {
            say!(out, "w.field(\"{}\");", label(message, part, field));
            say!(out, "if {} && {} {{", negate(&test), differs(field));
            say!(out, "return Err(w.not_in_version());\n}}");
        }
    }
    let unknown = "&self.unknown_tagged_fields";
    if fields.is_empty() {
        say!(out, "w.unknown_tagged_fields(form, {unknown})?;");
        return;
    }
    say!(out, "let mut tags = w.tagged_fields(form, {unknown})?;");
    say!(out, "if form == Form::Compact {{");
    for field in fields {
        let test = match condition(field.versions, reach) {
            Some(version) => format!("{version} && {}", differs(field)),
            None => differs(field),
        };
        say!(out, "w.field(\"{}\");", label(message, part, field));
        let tag = field.tag.unwrap_or(0);
        say!(out, "if {test} {{\ntags.known(w, {tag}, |w| {{\n{}Ok(())\n}})?;\n}}", value(field));
    }
    say!(out, "}}\ntags.finish(w)?;");
}

fn negate(test: &str) -> String {
    match test.split_once(" >= ") {
        Some((left, right)) => format!("{left} < {right}"),
        None => format!("!({test})"),
    }
}

fn value(field: &Field) -> String {
    let name = format!("self.{}", ident(field));
    let Some(nullable) = field.nullable else {
        return present(field, &name, Place::Field);
    };
    let maybe = maybe_null(field, &name);
    match condition(nullable, field.versions) {
        None => maybe,
        Some(test) => {
            let reference = match field.kind {
                Type::Scalar(Scalar::String) => format!("{name}.as_deref()"),
                _ => format!("{name}.as_ref()"),
            };
            let strict = present(field, "value", Place::Reference);
            let required = format!("let value = w.required({reference})?;");
            format!("if {test} {{\n{maybe}}} else {{\n{required}\n{strict}}}\n")
        }
    }
}

/// Whether the expression is a field, or already a reference to one.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Field,
    Reference,
}

fn present(field: &Field, value: &str, place: Place) -> String {
    let form = form_argument(field);
    let borrowed = match place {
        Place::Field => format!("&{value}"),
        Place::Reference => value.to_owned(),
    };
    match &field.kind {
        Type::Scalar(Scalar::String) => format!("w.string({form}, {borrowed})?;\n"),
        Type::Scalar(Scalar::Bytes | Scalar::Records) => {
            format!("w.bytes({form}, {borrowed})?;\n")
        }
        Type::Scalar(Scalar::Error | Scalar::Api) => format!("w.i16({value}.0);\n"),
        Type::Scalar(scalar) => format!("w.{}({value});\n", scalar.word()),
        Type::Struct(_) => format!("{value}.write(w, version)?;\n"),
        Type::Array(element) => {
            format!("w.array({form}, {borrowed}, {})?;\n", element_writer(element))
        }
    }
}

fn maybe_null(field: &Field, value: &str) -> String {
    let form = form_argument(field);
    match &field.kind {
        Type::Scalar(Scalar::String) => {
            format!("w.nullable_string({form}, {value}.as_deref())?;\n")
        }
        Type::Scalar(Scalar::Records) => {
            format!("w.nullable_records({form}, {value}.as_ref())?;\n")
        }
        Type::Scalar(_) => format!("w.nullable_bytes({form}, {value}.as_deref())?;\n"),
        Type::Struct(_) => {
            let contents = "value.write(w, version)?;";
            let contents = format!("if let Some(value) = &{value} {{\n{contents}\n}}\n");
            format!("w.present({value}.is_some());\n{contents}")
        }
        Type::Array(element) => {
            format!("w.nullable_array({form}, {value}.as_deref(), {})?;\n", element_writer(element))
        }
    }
}

fn element_writer(element: &Type) -> String {
    match element {
        Type::Struct(_) => "|w, it| it.write(w, version)".to_owned(),
        Type::Scalar(Scalar::String) => "|w, it| w.string(form, it)".to_owned(),
        Type::Scalar(Scalar::Bytes | Scalar::Records) => "|w, it| w.bytes(form, it)".to_owned(),
        Type::Scalar(Scalar::Error | Scalar::Api) => "|w, it| { w.i16(it.0); Ok(()) }".to_owned(),
        Type::Scalar(scalar) => format!("|w, it| {{ w.{}(*it); Ok(()) }}", scalar.word()),
        Type::Array(_) => String::new(), // the parser refuses arrays of arrays
    }
}
