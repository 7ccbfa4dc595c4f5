//! A section: named relations and subsections, read from a file or built to be written.

use std::fmt;
use std::sync::Arc;

/// Where something stands in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file's name, as the caller or an include gave it.
    pub file: Arc<str>,
    /// The line, from 1.
    pub line: u32,
}

/// A value, and where it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    value: String,
    is_final: bool,
    place: Option<Place>,
}

impl Relation {
    pub(super) fn read(value: String, place: Place) -> Self {
        Self { value, is_final: false, place: Some(place) }
    }

    /// The value, without its quotes.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// Whether later definitions are ignored.
    pub fn is_final(&self) -> bool {
        self.is_final
    }

    /// Where it was read; `None` when it was built.
    pub fn place(&self) -> Option<&Place> {
        self.place.as_ref()
    }

    pub(super) fn mark_final(&mut self) {
        self.is_final = true;
    }
}

/// Relations and subsections, each in file order. A name may have several relations, one
/// subsection.
///
/// The root of a file is a section whose subsections are the file's sections:
///
/// ```
/// use kerbside_krb5::formats::profile::Section;
///
/// let mut conf = Section::default();
/// conf.section("libdefaults").set("default_realm", "EXAMPLE.TEST");
/// let realm = conf.section("realms").section("EXAMPLE.TEST");
/// realm.add("kdc", "127.0.0.1:88").add("kdc", "[::1]:88");
/// let text = conf.to_text()?;
/// assert!(text.starts_with("[libdefaults]\n    default_realm = EXAMPLE.TEST\n"));
/// # Ok::<(), kerbside_krb5::formats::profile::UnwritableName>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    relations: Vec<(String, Relation)>,
    sections: Vec<(String, Section)>,
    is_final: bool,
}

/// A name that the grammar cannot hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnwritableName {
    /// A section's name.
    #[error("{0:?} cannot be the name of a section: leave out ], line ends and an empty name")]
    Section(String),
    /// The name of a relation or subsection.
    #[error(
        "{0:?} cannot be the name of a relation or subsection: leave out blanks, =, * and a \
         leading [, }}, # or ;"
    )]
    Relation(String),
    /// A relation that stands in no section.
    #[error("the relation {0:?} stands in no section: put it into one")]
    NoSection(String),
}

impl Section {
    /// Whether later definitions of this section are ignored.
    pub fn is_final(&self) -> bool {
        self.is_final
    }

    /// Marks this section as final.
    pub fn mark_final(&mut self) -> &mut Self {
        self.is_final = true;
        self
    }

    /// The relations and their names, in file order.
    pub fn relations(&self) -> impl Iterator<Item = (&str, &Relation)> {
        self.relations.iter().map(|(name, relation)| (name.as_str(), relation))
    }

    /// The subsections and their names, in file order.
    pub fn subsections(&self) -> impl Iterator<Item = (&str, &Section)> {
        self.sections.iter().map(|(name, section)| (name.as_str(), section))
    }

    /// The subsection called `name`.
    pub fn subsection(&self, name: &str) -> Option<&Section> {
        self.subsections().find(|(n, _)| *n == name).map(|(_, section)| section)
    }

    /// The subsection called `name`, which is made when it is missing.
    pub fn section(&mut self, name: &str) -> &mut Section {
        let at = self.sections.iter().position(|(n, _)| n == name).unwrap_or_else(|| {
            self.sections.push((name.to_owned(), Section::default()));
            self.sections.len() - 1
        });
        &mut self.sections[at].1
    }

    /// Adds a relation after those of the same name.
    pub fn add(&mut self, name: &str, value: impl Into<String>) -> &mut Self {
        let relation = Relation { value: value.into(), is_final: false, place: None };
        self.push(name, relation);
        self
    }

    /// Sets `name` to one value in place of those it has.
    pub fn set(&mut self, name: &str, value: impl Into<String>) -> &mut Self {
        self.relations.retain(|(n, _)| n != name);
        self.add(name, value)
    }

    pub(super) fn push(&mut self, name: &str, relation: Relation) {
        self.relations.push((name.to_owned(), relation));
    }

    /// This section as the root of a file: its subsections become `[sections]`.
    pub fn to_text(&self) -> Result<String, UnwritableName> {
        if let Some((name, _)) = self.relations().next() {
            return Err(UnwritableName::NoSection(name.to_owned()));
        }
        let mut out = String::new();
        for (name, section) in self.subsections() {
            if name.is_empty() || name.contains([']', '\n', '\r']) {
                return Err(UnwritableName::Section(name.to_owned()));
            }
            let star = if section.is_final { "*" } else { "" };
            if !out.is_empty() {
                out.push('\n');
            }
            out.push_str(&format!("[{name}]{star}\n"));
            section.write_entries(&mut out, 1)?;
        }
        Ok(out)
    }

    fn write_entries(&self, out: &mut String, depth: usize) -> Result<(), UnwritableName> {
        let indent = "    ".repeat(depth);
        for (name, Relation { value, is_final, .. }) in &self.relations {
            let star = if *is_final { "*" } else { "" };
            out.push_str(&format!("{indent}{}{star} = {}\n", writable(name)?, Quoted(value)));
        }
        for (name, section) in &self.sections {
            let star = if section.is_final { "*" } else { "" };
            out.push_str(&format!("{indent}{} = {{\n", writable(name)?));
            section.write_entries(out, depth + 1)?;
            out.push_str(&format!("{indent}}}{star}\n"));
        }
        Ok(())
    }
}

/// `name`, when a relation or subsection of that name reads back.
fn writable(name: &str) -> Result<&str, UnwritableName> {
    let breaks = |c: char| c.is_ascii_whitespace() || matches!(c, '\u{b}' | '=' | '*');
    let opens = name.starts_with(['[', '}', '#', ';']);
    if name.is_empty() || opens || name.contains(breaks) {
        return Err(UnwritableName::Relation(name.to_owned()));
    }
    Ok(name)
}

/// A value as it is written: quoted where it would not read back otherwise.
struct Quoted<'a>(&'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0;
        let edge = |c: Option<char>| c.is_none_or(|c| c.is_ascii_whitespace() || c == '\u{b}');
        let plain = !edge(text.chars().next())
            && !edge(text.chars().next_back())
            && !text.starts_with(['"', '{'])
            && !text.contains(['\n', '\t', '\u{8}', '\r']);
        if plain {
            return f.write_str(text);
        }
        f.write_str("\"")?;
        for character in text.chars() {
            match character {
                '"' | '\\' => write!(f, "\\{character}")?,
                '\n' => f.write_str("\\n")?,
                '\t' => f.write_str("\\t")?,
                '\u{8}' => f.write_str("\\b")?,
                other => write!(f, "{other}")?,
            }
        }
        f.write_str("\"")
    }
}
