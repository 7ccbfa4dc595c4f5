//! What can be wrong with a configuration file.

use super::{Place, Relation, SourceError};

/// A configuration that cannot be read: which file, which line, what, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}: {fault}; {}", fault.remedy())]
pub struct ConfError {
    /// The file's name, as the caller or an include gave it.
    pub file: String,
    /// The line, from 1; 0 when the fault is the file's.
    pub line: u32,
    /// What was found there.
    pub fault: ConfFault,
}

impl ConfError {
    /// `fault` of the value of `relation`.
    pub fn of(relation: &Relation, fault: ConfFault) -> Self {
        let place = relation.place();
        Self {
            file: place.map_or_else(|| "configuration".to_owned(), |p| p.file.to_string()),
            line: place.map_or(0, |p| p.line),
            fault,
        }
    }

    pub(super) fn at(place: &Place, fault: ConfFault) -> Self {
        Self { file: place.file.to_string(), line: place.line, fault }
    }
}

/// What is wrong at one line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfFault {
    /// None of the files exists.
    #[error("no configuration file is there")]
    NoFile,
    /// The file, an include or an includedir was not read.
    #[error("{path:?} was not read: {reason}")]
    Unreadable {
        /// The path.
        path: String,
        /// Why.
        reason: SourceError,
    },
    /// Includes nest, or are, more than is read.
    #[error("including {path:?} makes more than {limit} {what}")]
    TooManyIncludes {
        /// The path that was one too many.
        path: String,
        /// How many are read.
        limit: usize,
        /// Levels or files.
        what: &'static str,
    },
    /// Subsections nest deeper than is read.
    #[error("the subsection {name:?} is nested deeper than {limit} levels")]
    TooDeep {
        /// The subsection.
        name: String,
        /// How many levels are read.
        limit: usize,
    },
    /// A byte order mark.
    #[error("the file starts with a byte order mark")]
    ByteOrderMark,
    /// A section within a subsection.
    #[error("the section {0:?} starts within a subsection")]
    SectionInSubsection(String),
    /// `[` without `]`, or text after `]`.
    #[error("{0:?} is no section header")]
    SectionHeader(String),
    /// No relation, section, comment or brace.
    #[error("{0:?} is no relation")]
    NotARelation(String),
    /// Blanks within a name.
    #[error("the name {0:?} has a blank in it")]
    BlankInName(String),
    /// `}` outside any subsection.
    #[error("a }} closes no subsection")]
    ExtraBrace,
    /// A name with nothing after `=`, and no `{` on the next line.
    #[error("a {{ is missing after the relation without a value, {0:?} stands there")]
    MissingBrace(String),
    /// A value that does not mean what its name asks for.
    #[error("{name} = {value:?} is no {expected}")]
    Value {
        /// The relation's name.
        name: String,
        /// What was found.
        value: String,
        /// What is wanted, and how it is written.
        expected: &'static str,
    },
}

impl ConfFault {
    /// What to do about it.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::NoFile => "write one, or name it in KRB5_CONFIG",
            Self::Unreadable { .. } => "correct the path, without blanks after it, or its mode",
            Self::TooManyIncludes { .. } => "let no file include itself",
            Self::TooDeep { .. } => "close the subsections before it with }",
            Self::ByteOrderMark => {
                "save it as UTF-8 without one: MIT would ignore the section after"
            }
            Self::SectionInSubsection(_) => "close the subsection before it with }",
            Self::SectionHeader(_) => "write [name] alone on its line, comments on their own",
            Self::NotARelation(_) => "write name = value, or start a comment with #",
            Self::BlankInName(_) => "write the name as one word before =",
            Self::ExtraBrace => "remove it, or open the subsection with name = {",
            Self::MissingBrace(_) => "write the value, or { on the next line, or \"\" for nothing",
            Self::Value { .. } => "correct the value, or remove the line to have the default",
        }
    }
}
