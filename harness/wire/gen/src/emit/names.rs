//! Small pieces of Rust text: names, literals, conditions on the version.

use crate::schema::{Default, Field, Message, Scalar, Struct, Type, Versions};

/// A field's name, raw where Rust keeps the word for itself.
pub(super) fn ident(field: &Field) -> String {
    match field.name.as_str() {
        word @ ("match" | "type" | "ref" | "move" | "use" | "where" | "fn" | "in" | "impl") => {
            format!("r#{word}")
        }
        word => word.to_owned(),
    }
}

/// The Rust type of a value that is not null.
pub(super) fn type_name(kind: &Type) -> String {
    match kind {
        Type::Struct(name) => name.clone(),
        Type::Array(element) => format!("Vec<{}>", type_name(element)),
        Type::Scalar(scalar) => match scalar {
            Scalar::String => "StrBytes",
            Scalar::Bytes | Scalar::Records => "Bytes",
            Scalar::Uuid => "Uuid",
            Scalar::Error => "ErrorCode",
            Scalar::Api => "ApiKey",
            Scalar::Bool
            | Scalar::I8
            | Scalar::I16
            | Scalar::U16
            | Scalar::I32
            | Scalar::I64
            | Scalar::F64 => scalar.word(),
        }
        .to_owned(),
    }
}

/// The test that a version of `within` lies in `versions`, unless all do.
pub(super) fn condition(versions: Versions, within: Versions) -> Option<String> {
    let (from, to) = (versions.from, versions.to);
    if versions.covers(within) {
        None
    } else if from <= within.from {
        Some(if to == 0 { "version == 0".to_owned() } else { format!("version <= {to}") })
    } else if to >= within.to {
        Some(format!("version >= {from}"))
    } else if from == to {
        Some(format!("version == {from}"))
    } else {
        Some(format!("({from}..={to}).contains(&version)"))
    }
}

/// How the struct learns whether the version is flexible, if its code asks.
pub(super) fn form(message: &Message, body: &str) -> String {
    if !body.contains("form") {
        return String::new();
    }
    match message.flexible_from {
        Some(from) => format!("let form = Form::since(version, {from});\n"),
        None => "let form = Form::Classic;\n".to_owned(),
    }
}

/// The argument that says how lengths are written.
pub(super) fn form_argument(field: &Field) -> &'static str {
    if field.plain { "Form::Classic" } else { "form" }
}

/// Whether any version in which the struct occurs has tagged fields.
pub(super) fn ever_flexible(message: &Message, part: &Struct) -> bool {
    message.is_flexible(part.versions.to.min(message.versions.to))
}

/// The field's path in errors: the struct first when it is not the message itself.
pub(super) fn label(message: &Message, part: &Struct, field: &Field) -> String {
    if message.name == part.name {
        field.name.clone()
    } else {
        format!("{}.{}", part.name, field.name)
    }
}

/// The literal of a default that is not null.
pub(super) fn literal(field: &Field) -> String {
    match (&field.default, &field.kind) {
        (Default::True, _) => "true".to_owned(),
        (Default::Number(number), Type::Scalar(Scalar::Error)) => format!("ErrorCode({number})"),
        (Default::Number(number), Type::Scalar(Scalar::Api)) => format!("ApiKey({number})"),
        (Default::Number(number), _) => group(*number),
        (Default::Text(text), _) => format!("StrBytes::from_static(\"{text}\")"),
        (Default::Zero | Default::Null, kind) => match kind {
            Type::Scalar(Scalar::Bool) => "false".to_owned(),
            Type::Scalar(Scalar::Error) => "ErrorCode(0)".to_owned(),
            Type::Scalar(Scalar::Api) => "ApiKey(0)".to_owned(),
            Type::Scalar(Scalar::F64) => "0.0".to_owned(),
            Type::Scalar(Scalar::Uuid) => "Uuid::ZERO".to_owned(),
            Type::Scalar(scalar) if scalar.fixed_size().is_some() => "0".to_owned(),
            other => match other {
                Type::Array(_) => "Vec::new()".to_owned(),
                _ => format!("{}::default()", type_name(other)),
            },
        },
    }
}

fn group(number: i64) -> String {
    match number {
        // The bounds of a type say more than their digits.
        2_147_483_647 => "i32::MAX".to_owned(),
        9_223_372_036_854_775_807 => "i64::MAX".to_owned(),
        other => {
            let digits = other.unsigned_abs().to_string();
            let mut text = String::new();
            for (index, digit) in digits.chars().enumerate() {
                if index > 0 && (digits.len() - index).is_multiple_of(3) {
                    text.push('_');
                }
                text.push(digit);
            }
            if other < 0 { format!("-{text}") } else { text }
        }
    }
}

/// The test that a field's value is not its default.
pub(super) fn differs(field: &Field) -> String {
    let value = format!("self.{}", ident(field));
    if field.nullable.is_some() {
        return match (&field.default, &field.kind) {
            (Default::Null, _) => format!("{value}.is_some()"),
            (Default::Text(text), _) => format!("{value}.as_deref() != Some(\"{text}\")"),
            (_, Type::Struct(_)) => format!("{value}.as_ref() != Some(&{})", literal(field)),
            _ => format!("{value}.as_ref().is_none_or(|value| !value.is_empty())"),
        };
    }
    match (&field.default, &field.kind) {
        (Default::True, _) => format!("!{value}"),
        (Default::Text(text), _) => format!("&*{value} != \"{text}\""),
        (Default::Zero, Type::Scalar(Scalar::Bool)) => value,
        (Default::Zero, Type::Scalar(Scalar::String | Scalar::Bytes | Scalar::Records))
        | (Default::Zero, Type::Array(_)) => format!("!{value}.is_empty()"),
        _ => format!("{value} != {}", literal(field)),
    }
}
