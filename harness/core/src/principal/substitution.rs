//! `s/from/to/g` with the replacements of Java's Matcher: `$1`, `${name}`, and `\` before a
//! character that stands for itself.
//!
//! Shared by whatever maps names with Java's expressions.

use std::fmt;

use regex::{Captures, Regex};

/// A pattern and what takes the place of what it finds.
#[derive(Clone, Debug)]
pub(super) struct Substitution {
    from: Regex,
    to: String,
    pieces: Vec<Piece>,
    extent: Extent,
}

/// How many matches are replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    First,
    All,
}

#[derive(Clone, Debug)]
enum Piece {
    Literal(char),
    Group(usize),
    Named(String),
}

impl Substitution {
    /// A substitution of the first match; the error says what is wrong with `to`.
    pub(super) fn new(from: Regex, to: &str) -> Result<Self, String> {
        let pieces = pieces(&from, to)?;
        Ok(Substitution { from, to: to.to_owned(), pieces, extent: Extent::First })
    }

    /// The same, of all matches.
    pub(super) fn everywhere(self) -> Self {
        Substitution { extent: Extent::All, ..self }
    }

    pub(super) fn apply(&self, text: &str) -> String {
        let replacement = |found: &Captures<'_>| self.expand(found);
        match self.extent {
            Extent::First => self.from.replace(text, replacement).into_owned(),
            Extent::All => self.from.replace_all(text, replacement).into_owned(),
        }
    }

    /// The replacement of one match.
    fn expand(&self, found: &Captures<'_>) -> String {
        let mut out = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Literal(c) => out.push(*c),
                Piece::Group(index) => out.push_str(found.get(*index).map_or("", |it| it.as_str())),
                Piece::Named(name) => out.push_str(found.name(name).map_or("", |it| it.as_str())),
            }
        }
        out
    }
}

fn pieces(from: &Regex, to: &str) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut rest = to.chars().peekable();
    while let Some(c) = rest.next() {
        pieces.push(match c {
            '\\' => Piece::Literal(rest.next().ok_or("character to be escaped is missing")?),
            '$' if rest.next_if_eq(&'{').is_some() => {
                let name: String = rest.by_ref().take_while(|c| *c != '}').collect();
                let known = from.capture_names().flatten().any(|it| it == name);
                if !known {
                    return Err(format!("no group with name {{{name}}}"));
                }
                Piece::Named(name)
            }
            '$' => {
                let digit = rest.next().and_then(|c| c.to_digit(10));
                let mut index = digit.ok_or("illegal group reference: a digit must follow $")?;
                let groups = from.captures_len();
                // Java takes further digits as long as there is such a group.
                while let Some(digit) = rest.peek().and_then(|c| c.to_digit(10)) {
                    let longer = index.saturating_mul(10).saturating_add(digit);
                    if usize::try_from(longer).is_ok_and(|longer| longer >= groups) {
                        break;
                    }
                    index = longer;
                    rest.next();
                }
                let index = usize::try_from(index).unwrap_or(usize::MAX);
                if index >= groups {
                    return Err(format!("no group {index}"));
                }
                Piece::Group(index)
            }
            plain => Piece::Literal(plain),
        });
    }
    Ok(pieces)
}

impl fmt::Display for Substitution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let flag = if self.extent == Extent::All { "g" } else { "" };
        write!(f, "s/{}/{}/{flag}", self.from, self.to)
    }
}
