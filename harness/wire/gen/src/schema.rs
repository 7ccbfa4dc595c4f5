//! What a schema file says, after parsing and checking.

use std::collections::BTreeMap;

/// A closed range of versions. `to == MAX` reads "and later".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Versions {
    /// The first version.
    pub from: i16,
    /// The last version.
    pub to: i16,
}

impl Versions {
    /// Every version.
    pub const ALL: Versions = Versions { from: 0, to: i16::MAX };

    /// Whether the version lies in the range.
    pub fn contains(self, version: i16) -> bool {
        self.from <= version && version <= self.to
    }

    /// Whether every version of `other` lies in the range.
    pub fn covers(self, other: Versions) -> bool {
        self.from <= other.from && other.to <= self.to
    }

    /// The versions in both, if any.
    pub fn intersect(self, other: Versions) -> Option<Versions> {
        let both = Versions { from: self.from.max(other.from), to: self.to.min(other.to) };
        (both.from <= both.to).then_some(both)
    }

    /// The smallest range with the versions of both.
    pub fn hull(self, other: Versions) -> Versions {
        Versions { from: self.from.min(other.from), to: self.to.max(other.to) }
    }

    /// Each version of a bounded range.
    pub fn iter(self) -> impl Iterator<Item = i16> {
        self.from..=self.to
    }
}

/// One schema file.
#[derive(Clone, Debug)]
pub struct Schema {
    /// The file's name without `.schema`.
    pub stem: String,
    /// The API key and its name, when the file describes one.
    pub api: Option<(i16, String)>,
    /// The messages, in the file's order.
    pub messages: Vec<Message>,
}

impl Schema {
    /// The name of the generated module.
    pub fn module(&self) -> String {
        if self.stem.starts_with(|c: char| c.is_ascii_digit()) {
            format!("k{}", self.stem)
        } else {
            self.stem.clone()
        }
    }
}

/// What a message is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The request of an API key.
    Request,
    /// The response of an API key.
    Response,
    /// What stands before each request or response.
    Header,
    /// Bytes carried inside other messages.
    Data,
}

/// A message.
#[derive(Clone, Debug)]
pub struct Message {
    /// Its role.
    pub role: Role,
    /// The name of its Rust type.
    pub name: String,
    /// The versions described.
    pub versions: Versions,
    /// The first flexible version (KIP-482), if there is one.
    pub flexible_from: Option<i16>,
    /// Its structs by name; the message itself is among them under its own name.
    pub structs: BTreeMap<String, Struct>,
    /// The names of the structs: the message, then the others in order of use.
    pub order: Vec<String>,
}

impl Message {
    /// Whether a version has compact lengths and tagged fields.
    pub fn is_flexible(&self, version: i16) -> bool {
        self.flexible_from.is_some_and(|from| version >= from)
    }

    /// The message's own fields.
    pub fn root(&self) -> &Struct {
        &self.structs[&self.name]
    }
}

/// A struct: a message or a part of it.
#[derive(Clone, Debug)]
pub struct Struct {
    /// The name of its Rust type.
    pub name: String,
    /// The versions of the message in which it occurs.
    pub versions: Versions,
    /// Its fields in wire order.
    pub fields: Vec<Field>,
}

/// A field.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name in snake case.
    pub name: String,
    /// Its type.
    pub kind: Type,
    /// The versions that have it, within those of its struct.
    pub versions: Versions,
    /// The versions in which it may be null.
    pub nullable: Option<Versions>,
    /// Its tag, when it travels among the tagged fields.
    pub tag: Option<u32>,
    /// Its value when nothing else is said.
    pub default: Default,
    /// Whether a value is dropped silently by versions without the field.
    pub ignorable: bool,
    /// Whether its length stays classic even in flexible versions.
    pub plain: bool,
    /// The line of the schema file.
    pub line: usize,
}

/// A default value.
#[derive(Clone, Debug, PartialEq)]
pub enum Default {
    /// Zero, false, empty, or a struct of defaults.
    Zero,
    /// Null.
    Null,
    /// A number.
    Number(i64),
    /// True.
    True,
    /// A text.
    Text(String),
}

/// A type.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// A type without parts.
    Scalar(Scalar),
    /// A struct of the same message.
    Struct(String),
    /// An array; never of arrays.
    Array(Box<Type>),
}

/// A type without parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the variants are the notation's words")]
pub enum Scalar {
    Bool,
    I8,
    I16,
    U16,
    I32,
    I64,
    F64,
    Uuid,
    String,
    Bytes,
    Records,
    Error,
    Api,
}

impl Scalar {
    /// Every scalar with its word in the notation.
    pub const WORDS: [(&'static str, Scalar); 13] = [
        ("bool", Scalar::Bool),
        ("i8", Scalar::I8),
        ("i16", Scalar::I16),
        ("u16", Scalar::U16),
        ("i32", Scalar::I32),
        ("i64", Scalar::I64),
        ("f64", Scalar::F64),
        ("uuid", Scalar::Uuid),
        ("string", Scalar::String),
        ("bytes", Scalar::Bytes),
        ("records", Scalar::Records),
        ("error", Scalar::Error),
        ("api", Scalar::Api),
    ];

    /// The word in the notation.
    pub fn word(self) -> &'static str {
        Scalar::WORDS.iter().find(|(_, scalar)| *scalar == self).map_or("", |(word, _)| word)
    }

    /// The octets of a fixed-size scalar.
    pub fn fixed_size(self) -> Option<usize> {
        match self {
            Scalar::Bool | Scalar::I8 => Some(1),
            Scalar::I16 | Scalar::U16 | Scalar::Error | Scalar::Api => Some(2),
            Scalar::I32 => Some(4),
            Scalar::I64 | Scalar::F64 => Some(8),
            Scalar::Uuid => Some(16),
            Scalar::String | Scalar::Bytes | Scalar::Records => None,
        }
    }
}

impl Message {
    /// The fewest octets that a value of the type takes in a version.
    pub fn minimal_size(&self, field: &Field, version: i16) -> usize {
        let compact = self.is_flexible(version) && !field.plain;
        if field.nullable.is_some_and(|versions| versions.contains(version)) {
            return match &field.kind {
                Type::Scalar(Scalar::String) if !compact => 2,
                Type::Struct(_) => 1,
                _ if compact => 1,
                _ => 4,
            };
        }
        match &field.kind {
            Type::Array(_) if compact => 1,
            Type::Array(_) => 4,
            other => self.minimal_element(other, version),
        }
    }

    /// The fewest octets that an element of an array takes in a version.
    pub fn minimal_element(&self, kind: &Type, version: i16) -> usize {
        match kind {
            Type::Scalar(scalar) => scalar.fixed_size().unwrap_or({
                match (self.is_flexible(version), scalar) {
                    (true, _) => 1,
                    (false, Scalar::String) => 2,
                    (false, _) => 4,
                }
            }),
            Type::Struct(name) => self.minimal_struct(&self.structs[name], version),
            Type::Array(_) => 1,
        }
    }

    fn minimal_struct(&self, part: &Struct, version: i16) -> usize {
        let tags = usize::from(self.is_flexible(version));
        let fields = part.fields.iter();
        let fields = fields.filter(|f| f.tag.is_none() && f.versions.contains(version));
        fields.map(|field| self.minimal_size(field, version)).sum::<usize>() + tags
    }
}
