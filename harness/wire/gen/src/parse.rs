//! The schema notation, and its reader.
//!
//! ```text
//! # a comment
//! api 1 Fetch                         the API key and its name
//!
//! request 0-18 flexible 12+           or: response, header NAME, data NAME
//!   struct Offset                     a struct that several fields use
//!     epoch  i32
//!   replica_id  i32 0-14 = -1         name, type, versions, default
//!   cluster_id  string? 12+ tag 0 = null ignorable
//!   topics      []FetchTopic?1+       nullable since version 1
//!     topic       string              the fields of FetchTopic, two columns deeper
//! ```
//!
//! Versions are `3`, `0-14` or `12+`; a field without them has those of its struct. Types are the
//! words of [`Scalar`], a struct's name, or `[]` and one of these; `?` makes a type nullable,
//! in all versions of the field or in those that follow it. After the versions may stand
//! `tag N`, `= default`, `ignorable` (versions without the field drop its value silently instead
//! of refusing to encode it) and `plain` (the length stays classic in flexible versions).
//! A struct is described under the first field that uses it, or by `struct`.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::vec::IntoIter;

use crate::schema::{Default, Field, Message, Role, Scalar, Schema, Struct, Type, Versions};

/// Why a schema file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {what}")]
pub struct ParseError {
    /// The file's name.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub what: String,
}

type Wrong = (usize, String);

/// Structs within structs: Kafka has five; more means a cycle.
const DEEPEST: usize = 16;

/// Parses and checks one file.
pub fn parse(file: &str, text: &str) -> Result<Schema, ParseError> {
    let stem = file.trim_end_matches(".schema").to_owned();
    schema(stem, text).map_err(|(line, what)| ParseError { file: file.to_owned(), line, what })
}

struct Line<'a> {
    number: usize,
    indent: usize,
    words: Vec<&'a str>,
}

impl Line<'_> {
    fn wrong<T>(&self, what: impl Into<String>) -> Result<T, Wrong> {
        Err((self.number, what.into()))
    }

    fn word(&self, index: usize) -> &str {
        self.words.get(index).copied().unwrap_or("")
    }
}

type Lines<'a> = Peekable<IntoIter<Line<'a>>>;

fn schema(stem: String, text: &str) -> Result<Schema, Wrong> {
    let mut lines = lines(text).into_iter().peekable();
    let mut api = None;
    let mut messages: Vec<Message> = Vec::new();
    while let Some(line) = lines.next() {
        if line.indent != 0 {
            return line.wrong("this line belongs to nothing");
        }
        match line.word(0) {
            "api" => {
                let Ok(key) = line.word(1).parse() else {
                    return line.wrong("`api` needs a key");
                };
                if line.words.len() != 3 {
                    return line.wrong("`api` takes a key and a name");
                }
                api = Some((key, line.word(2).to_owned()));
            }
            _ => messages.push(message(&line, api.as_ref().map(|(_, name)| name), &mut lines)?),
        }
    }
    unique_names(&messages)?;
    Ok(Schema { stem, api, messages })
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let numbered = text.lines().enumerate().map(|(index, line)| {
        let code = line.split('#').next().unwrap_or("");
        let indent = code.len() - code.trim_start().len();
        Line { number: index + 1, indent, words: code.split_whitespace().collect() }
    });
    numbered.filter(|line| !line.words.is_empty()).collect()
}

fn message(head: &Line, api: Option<&String>, lines: &mut Lines) -> Result<Message, Wrong> {
    let (role, suffix) = match head.word(0) {
        "request" => (Role::Request, "Request"),
        "response" => (Role::Response, "Response"),
        "header" => (Role::Header, ""),
        "data" => (Role::Data, ""),
        other => return head.wrong(format!("`{other}` is no message")),
    };
    let (name, rest) = match (suffix, api) {
        ("", _) => (head.word(1).to_owned(), 2),
        (_, Some(api)) => (format!("{api}{suffix}"), 1),
        (_, None) => return head.wrong("`api` must come before"),
    };
    let Some(bounds) = versions(head.word(rest)).filter(|v| v.to != i16::MAX) else {
        return head.wrong("a message needs bounded versions");
    };
    let flexible_from = match (head.word(rest + 1), versions(head.word(rest + 2))) {
        ("", _) => None,
        ("flexible", Some(Versions { from, to: i16::MAX })) => Some(from),
        _ => return head.wrong("expected `flexible N+`"),
    };
    let mut body = Body { structs: BTreeMap::new(), order: vec![name.clone()], flexible_from };
    let fields = body.fields(lines, 2, bounds)?;
    body.structs.insert(name.clone(), Struct { name: name.clone(), versions: bounds, fields });
    body.resolve(&name, DEEPEST)?;
    let Body { structs, order, flexible_from } = body;
    let message = Message { role, name, versions: bounds, flexible_from, structs, order };
    no_empty_elements(&message)?;
    Ok(message)
}

struct Body {
    structs: BTreeMap<String, Struct>,
    order: Vec<String>,
    flexible_from: Option<i16>,
}

impl Body {
    fn fields(
        &mut self,
        lines: &mut Lines,
        indent: usize,
        parent: Versions,
    ) -> Result<Vec<Field>, Wrong> {
        let mut fields: Vec<Field> = Vec::new();
        while let Some(line) = lines.next_if(|line| line.indent >= indent) {
            if line.indent > indent {
                return line.wrong(format!("expected {indent} columns of indentation"));
            }
            if line.word(0) == "struct" {
                let inner = self.fields(lines, indent + 2, parent)?;
                self.define(&line, line.word(1), parent, inner)?;
                continue;
            }
            let field = field(&line, parent, self.flexible_from)?;
            if fields.iter().any(|other| other.name == field.name) {
                return line.wrong(format!("`{}` stands here twice", field.name));
            }
            if lines.peek().is_some_and(|next| next.indent > indent) {
                let Some(name) = struct_name(&field.kind) else {
                    return line.wrong("only a struct has fields");
                };
                let inner = self.fields(lines, indent + 2, field.versions)?;
                self.define(&line, name, field.versions, inner)?;
            }
            fields.push(field);
        }
        Ok(fields)
    }

    fn define(
        &mut self,
        line: &Line,
        name: &str,
        versions: Versions,
        fields: Vec<Field>,
    ) -> Result<(), Wrong> {
        let part = Struct { name: name.to_owned(), versions, fields };
        if self.structs.insert(name.to_owned(), part).is_some() {
            return line.wrong(format!("struct `{name}` is described twice"));
        }
        self.order.push(name.to_owned());
        Ok(())
    }

    /// Checks that every struct used is described, and that no struct contains itself: the
    /// generated decoder's depth is the schema's.
    fn resolve(&self, name: &str, depth: usize) -> Result<(), Wrong> {
        let Some(part) = self.structs.get(name) else {
            return Ok(());
        };
        for field in &part.fields {
            let Some(inner) = struct_name(&field.kind) else {
                continue;
            };
            if !self.structs.contains_key(inner) {
                return Err((field.line, format!("struct `{inner}` is described nowhere")));
            }
            if depth == 0 {
                return Err((field.line, format!("struct `{inner}` contains itself")));
            }
            self.resolve(inner, depth - 1)?;
        }
        Ok(())
    }
}

fn field(line: &Line, parent: Versions, flexible_from: Option<i16>) -> Result<Field, Wrong> {
    let (kind_word, nullable_word) = match line.word(1).split_once('?') {
        Some((kind, versions)) => (kind, Some(versions)),
        None => (line.word(1), None),
    };
    let kind = kind(kind_word).or_else(|()| line.wrong(format!("`{kind_word}` is no type")))?;
    let mut rest = line.words.get(2..).unwrap_or_default().iter().copied().peekable();
    let own = match rest.next_if(|word| word.starts_with(|c: char| c.is_ascii_digit())) {
        None => Versions::ALL,
        Some(word) => match versions(word) {
            Some(versions) => versions,
            None => return line.wrong(format!("`{word}` is no version range")),
        },
    };
    let Some(within) = own.intersect(parent) else {
        return line.wrong("no version of the struct has this field");
    };
    let nullable = match nullable_word {
        None => None,
        Some("") => Some(within),
        Some(word) => match versions(word).and_then(|v| v.intersect(within)) {
            Some(versions) => Some(versions),
            None => return line.wrong(format!("`?{word}` names no version of the field")),
        },
    };
    let mut field = Field {
        name: line.word(0).to_owned(),
        kind,
        versions: within,
        nullable,
        tag: None,
        default: Default::Zero,
        ignorable: false,
        plain: false,
        line: line.number,
    };
    while let Some(word) = rest.next() {
        match word {
            "ignorable" => field.ignorable = true,
            "plain" => field.plain = true,
            "tag" => match rest.next().and_then(|tag| tag.parse().ok()) {
                Some(tag) => field.tag = Some(tag),
                None => return line.wrong("`tag` needs a number"),
            },
            "=" => field.default = default(line, &field.kind, rest.next().unwrap_or(""))?,
            other => return line.wrong(format!("`{other}` means nothing here")),
        }
    }
    consistent(line, &field, flexible_from)?;
    Ok(field)
}

fn consistent(line: &Line, field: &Field, flexible_from: Option<i16>) -> Result<(), Wrong> {
    let flexible = flexible_from.is_some_and(|from| field.versions.from >= from);
    if field.tag.is_some() && !flexible {
        return line.wrong("a tagged field needs flexible versions");
    }
    if field.tag.is_some() && field.nullable.is_some() && matches!(field.kind, Type::Struct(_)) {
        return line.wrong("a tagged struct cannot be null");
    }
    if field.default == Default::Null && field.nullable != Some(field.versions) {
        return line.wrong("the default is null where null is not allowed");
    }
    let fixed = match &field.kind {
        Type::Scalar(scalar) => scalar.fixed_size().is_some(),
        _ => false,
    };
    if fixed && field.nullable.is_some() {
        return line.wrong("this type cannot be null");
    }
    Ok(())
}

fn kind(word: &str) -> Result<Type, ()> {
    if let Some(element) = word.strip_prefix("[]") {
        return match kind(element)? {
            Type::Array(_) => Err(()),
            element => Ok(Type::Array(Box::new(element))),
        };
    }
    if let Some((_, scalar)) = Scalar::WORDS.iter().find(|(name, _)| *name == word) {
        return Ok(Type::Scalar(*scalar));
    }
    let is_name = word.starts_with(|c: char| c.is_ascii_uppercase());
    is_name.then(|| Type::Struct(word.to_owned())).ok_or(())
}

fn default(line: &Line, kind: &Type, word: &str) -> Result<Default, Wrong> {
    match (kind, word) {
        (_, "null") => Ok(Default::Null),
        (Type::Scalar(Scalar::Bool), "true") => Ok(Default::True),
        (Type::Scalar(Scalar::String), text) if text.len() >= 2 => {
            Ok(Default::Text(text.trim_matches('"').to_owned()))
        }
        (Type::Scalar(scalar), number) if scalar.fixed_size().is_some() => match number.parse() {
            Ok(number) => Ok(Default::Number(number)),
            Err(_) => line.wrong(format!("`{number}` is no number")),
        },
        _ => line.wrong(format!("`{word}` is no default of this type")),
    }
}

fn versions(word: &str) -> Option<Versions> {
    let (from, to) = match (word.strip_suffix('+'), word.split_once('-')) {
        (Some(from), _) => (from.parse().ok()?, i16::MAX),
        (None, Some((from, to))) => (from.parse().ok()?, to.parse().ok()?),
        (None, None) => (word.parse().ok()?, word.parse().ok()?),
    };
    (0 <= from && from <= to).then_some(Versions { from, to })
}

fn struct_name(kind: &Type) -> Option<&str> {
    match kind {
        Type::Scalar(_) => None,
        Type::Struct(name) => Some(name),
        Type::Array(element) => struct_name(element),
    }
}

fn unique_names(messages: &[Message]) -> Result<(), Wrong> {
    let mut seen = std::collections::BTreeSet::new();
    for message in messages {
        for name in &message.order {
            if !seen.insert(name) {
                let line = message.structs[name].fields.first().map_or(0, |field| field.line);
                return Err((line, format!("two messages of this file have a struct `{name}`")));
            }
        }
    }
    Ok(())
}

/// The decoder bounds an array's count by the octets left, which needs elements of some size.
fn no_empty_elements(message: &Message) -> Result<(), Wrong> {
    for part in message.structs.values() {
        for field in &part.fields {
            let Type::Array(element) = &field.kind else {
                continue;
            };
            let Some(versions) = field.versions.intersect(message.versions) else {
                continue;
            };
            if versions.iter().any(|version| message.minimal_element(element, version) == 0) {
                return Err((field.line, "the elements of this array may be empty".to_owned()));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> String {
        match parse("01_fetch.schema", text) {
            Ok(_) => "accepted".to_owned(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn errors_name_file_line_and_cause() {
        let table = [
            ("api x Fetch", "1: `api` needs a key"),
            ("request 0-1", "1: `api` must come before"),
            ("api 1 Fetch\nrequest 0+\n", "2: a message needs bounded versions"),
            ("api 1 Fetch\nrequest 0-1\n  a int\n", "3: `int` is no type"),
            (
                "api 1 Fetch\nrequest 0-1\n  a i8 tag 0\n",
                "3: a tagged field needs flexible versions",
            ),
            (
                "api 1 Fetch\nrequest 0-1\n  a string = null\n",
                "3: the default is null where null is not allowed",
            ),
            ("api 1 Fetch\nrequest 0-1\n  a i8\n  a i8\n", "4: `a` stands here twice"),
            ("api 1 Fetch\nrequest 0-1\n  a i8?\n", "3: this type cannot be null"),
            ("api 1 Fetch\nrequest 0-1\n  a []T\n", "3: struct `T` is described nowhere"),
            ("api 1 Fetch\nrequest 0-1\n  a []T\n    b []T\n", "4: struct `T` contains itself"),
            (
                "api 1 Fetch\nrequest 0-1\n  a []T\n    b i8 1+\n",
                "3: the elements of this array may be empty",
            ),
            ("api 1 Fetch\nrequest 0-1\n  a i8 2+\n", "3: no version of the struct has this field"),
            ("api 1 Fetch\nrequest 0-1\n  a i8 often\n", "3: `often` means nothing here"),
            ("  a i8\n", "1: this line belongs to nothing"),
        ];
        for (text, expected) in table {
            assert_eq!(wrong(text), format!("01_fetch.schema:{expected}"));
        }
    }

    #[test]
    fn comments_and_blank_lines_say_nothing() {
        let text = "# the first\napi 1 Fetch\n\nrequest 0-1 # both\n  a i8\n";
        let schema = parse("01_fetch.schema", text).unwrap();
        assert_eq!(schema.module(), "k01_fetch");
        assert_eq!(schema.messages[0].root().fields.len(), 1);
    }
}
