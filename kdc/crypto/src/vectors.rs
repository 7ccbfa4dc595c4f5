//! Reads the vectors under `fixtures/crypto`: records of `name = value` lines between blank lines.
//!
//! A value in double quotes is text, with `\xx` for an octet; any other is hex, in which spaces do
//! not count, or a number where the reader asks for one. `#` starts a comment line.

use std::collections::BTreeMap;

use crate::{Enctype, Entropy, Key, KeyUsage};

/// One record of a fixture file.
pub(crate) struct Vector<'a>(BTreeMap<&'a str, &'a str>);

/// The records of a fixture file whose `kind` is this.
pub(crate) fn of_kind<'a>(file: &'a str, kind: &str) -> Vec<Vector<'a>> {
    let records: Vec<_> = file
        .split("\n\n")
        .map(record)
        .filter(|vector| vector.0.get("kind").is_some_and(|k| *k == kind))
        .collect();
    assert!(!records.is_empty(), "the file has no vector of kind {kind}");
    records
}

fn record(lines: &str) -> Vector<'_> {
    let lines = lines.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    Vector(
        lines
            .map(|line| line.split_once(" = ").unwrap_or_else(|| panic!("no value: {line}")))
            .collect(),
    )
}

impl Vector<'_> {
    /// The value as it stands in the file.
    pub(crate) fn raw(&self, name: &str) -> &str {
        self.0.get(name).unwrap_or_else(|| panic!("the vector has no {name}: {:?}", self.0))
    }

    /// The octets of a text or hex value.
    pub(crate) fn octets(&self, name: &str) -> Vec<u8> {
        let raw = self.raw(name);
        match raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            Some(text) => unescape(text),
            None => hex(raw),
        }
    }

    /// A number.
    pub(crate) fn number(&self, name: &str) -> u32 {
        self.raw(name).parse().unwrap_or_else(|_| panic!("{name} is no number"))
    }

    /// The value of `enctype`, a name.
    pub(crate) fn enctype(&self) -> Enctype {
        Enctype::from_name(self.raw("enctype")).expect("a known enctype")
    }

    /// The value of `usage`.
    pub(crate) fn usage(&self) -> KeyUsage {
        KeyUsage(self.number("usage"))
    }

    /// The key of `enctype` and `key`.
    pub(crate) fn key(&self) -> Key {
        Key::new(self.enctype(), &self.octets("key")).expect("a key of the right length")
    }
}

fn unescape(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&octet, tail)) = rest.split_first() {
        match (octet, tail) {
            (b'\\', [high, low, after @ ..]) => {
                let digits = [*high, *low];
                out.extend(hex(core::str::from_utf8(&digits).expect("hex digits")));
                rest = after;
            }
            _ => {
                out.push(octet);
                rest = tail;
            }
        }
    }
    out
}

/// The octets that hex digits stand for.
pub(crate) fn hex(digits: &str) -> Vec<u8> {
    let digits: Vec<u8> = digits
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_digit(16).unwrap_or_else(|| panic!("{c} is no hex digit")) as u8)
        .collect();
    assert!(digits.len().is_multiple_of(2), "half an octet");
    digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

/// Entropy that is what the vector says, once.
pub(crate) struct Scripted(pub(crate) Vec<u8>);

impl Entropy for Scripted {
    fn fill(&mut self, out: &mut [u8]) {
        let rest = self.0.split_off(out.len());
        out.copy_from_slice(&self.0);
        self.0 = rest;
    }
}
