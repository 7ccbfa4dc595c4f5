//! From lines to sections: the state machine of MIT's profile library.

use std::sync::Arc;

use super::section::{Place, Relation, Section};
use super::{ConfError, ConfFault, Module, Source};

/// How deep includes may nest, how many files one may bring in, how deep subsections may nest.
const INCLUDE_DEPTH: usize = 16;
const INCLUDED_FILES: usize = 1_000;
const SUBSECTION_DEPTH: usize = 64;

/// Reads `text` and what it includes.
pub(super) fn parse(
    text: &[u8],
    file: &str,
    source: &dyn Source,
) -> Result<(Section, Vec<Module>), ConfError> {
    let mut reader = Reader { source, root: Section::default(), modules: Vec::new(), included: 0 };
    reader.file(text, file, 0)?;
    Ok((reader.root, reader.modules))
}

struct Reader<'a> {
    source: &'a dyn Source,
    root: Section,
    modules: Vec<Module>,
    included: usize,
}

/// What the next line may be. An included file starts anew, in no section.
enum Expect {
    /// The first section: other lines are ignored.
    FirstSection,
    /// Anything.
    Line,
    /// The `{` of the subsection whose name stood on the line before.
    Brace,
}

/// Where the lines of one file go.
struct Position {
    expect: Expect,
    /// The section and subsections that are open, outermost first.
    open: Vec<String>,
    /// How many of `open` there were when a final one was opened again: what it holds is ignored.
    ignored_from: Option<usize>,
}

impl Reader<'_> {
    fn file(&mut self, text: &[u8], file: &str, depth: usize) -> Result<(), ConfError> {
        let file: Arc<str> = file.into();
        let text = String::from_utf8_lossy(text);
        if text.starts_with('\u{feff}') {
            return Err(ConfError::at(&Place { file, line: 1 }, ConfFault::ByteOrderMark));
        }
        let mut position =
            Position { expect: Expect::FirstSection, open: Vec::new(), ignored_from: None };
        for (number, line) in (1..).zip(text.split('\n')) {
            let place = Place { file: Arc::clone(&file), line: number };
            let line = line.trim_end_matches('\r');
            if let Some(path) = argument(line, "include") {
                self.include(path, &place, depth)?;
            } else if let Some(path) = argument(line, "includedir") {
                self.include_directory(path, &place, depth)?;
            } else {
                let result = self.line(line, &place, &mut position);
                result.map_err(|fault| ConfError::at(&place, fault))?;
            }
        }
        Ok(())
    }

    fn include(&mut self, path: &str, place: &Place, depth: usize) -> Result<(), ConfError> {
        let too_many = |limit, what| {
            let path = path.to_owned();
            Err(ConfError::at(place, ConfFault::TooManyIncludes { path, limit, what }))
        };
        self.included += 1;
        if depth >= INCLUDE_DEPTH {
            return too_many(INCLUDE_DEPTH, "levels");
        }
        if self.included > INCLUDED_FILES {
            return too_many(INCLUDED_FILES, "files");
        }
        let text = self.source.read(path).map_err(|reason| {
            ConfError::at(place, ConfFault::Unreadable { path: path.to_owned(), reason })
        })?;
        self.file(&text, path, depth + 1)
    }

    fn include_directory(
        &mut self,
        path: &str,
        place: &Place,
        depth: usize,
    ) -> Result<(), ConfError> {
        let mut names = self.source.list(path).map_err(|reason| {
            ConfError::at(place, ConfFault::Unreadable { path: path.to_owned(), reason })
        })?;
        names.retain(|name| is_included(name));
        names.sort();
        names.iter().try_for_each(|name| self.include(&format!("{path}/{name}"), place, depth))
    }

    fn line(
        &mut self,
        line: &str,
        place: &Place,
        position: &mut Position,
    ) -> Result<(), ConfFault> {
        match position.expect {
            Expect::FirstSection => {
                if let Some(argument) = argument(line, "module") {
                    let argument = argument.to_owned();
                    self.modules.push(Module { argument, place: place.clone() });
                }
                if !line.starts_with('[') {
                    return Ok(());
                }
                position.expect = Expect::Line;
                self.standard(line, place, position)
            }
            Expect::Line => self.standard(line, place, position),
            Expect::Brace => {
                if !skip_blanks(line).starts_with('{') {
                    return Err(ConfFault::MissingBrace(line.to_owned()));
                }
                position.expect = Expect::Line;
                Ok(())
            }
        }
    }

    fn standard(
        &mut self,
        line: &str,
        place: &Place,
        position: &mut Position,
    ) -> Result<(), ConfFault> {
        let line = skip_blanks(line);
        match line.chars().next() {
            None | Some('#' | ';') => Ok(()),
            Some('[') => self.header(line, position),
            Some('}') => self.close(line, position),
            Some(_) => self.relation(line, place, position),
        }
    }

    fn header(&mut self, line: &str, position: &mut Position) -> Result<(), ConfFault> {
        let malformed = || ConfFault::SectionHeader(line.to_owned());
        let (name, after) =
            line.strip_prefix('[').and_then(|l| l.split_once(']')).ok_or_else(malformed)?;
        if position.open.len() > 1 {
            return Err(ConfFault::SectionInSubsection(name.to_owned()));
        }
        let after_star = after.strip_prefix('*');
        if !skip_blanks(after_star.unwrap_or(after)).is_empty() {
            return Err(malformed());
        }
        position.open.clear();
        position.ignored_from = None;
        self.open(name, position);
        if after_star.is_some() && position.ignored_from.is_none() {
            self.current(position).mark_final();
        }
        Ok(())
    }

    fn close(&mut self, line: &str, position: &mut Position) -> Result<(), ConfFault> {
        if position.open.len() < 2 {
            return Err(ConfFault::ExtraBrace);
        }
        if line.starts_with("}*") && position.ignored_from.is_none() {
            self.current(position).mark_final();
        }
        position.open.pop();
        if position.ignored_from.is_some_and(|from| position.open.len() < from) {
            position.ignored_from = None;
        }
        Ok(())
    }

    fn relation(
        &mut self,
        line: &str,
        place: &Place,
        position: &mut Position,
    ) -> Result<(), ConfFault> {
        let (before, after) =
            line.split_once('=').ok_or_else(|| ConfFault::NotARelation(line.to_owned()))?;
        let tag = before.trim_end_matches(is_blank);
        if tag.is_empty() {
            return Err(ConfFault::NotARelation(line.to_owned()));
        }
        if tag.contains(is_blank) {
            return Err(ConfFault::BlankInName(tag.to_owned()));
        }
        // Whatever follows the star of a name is not part of it.
        let (name, is_final) = match tag.split_once('*') {
            Some((name, _)) => (name, true),
            None => (tag, false),
        };
        let value = skip_blanks(after).trim_end_matches(is_blank);
        if value.is_empty() || value == "{" {
            if position.open.len() > SUBSECTION_DEPTH {
                let (name, limit) = (name.to_owned(), SUBSECTION_DEPTH);
                return Err(ConfFault::TooDeep { name, limit });
            }
            self.open(name, position);
            if is_final && position.ignored_from.is_none() {
                self.current(position).mark_final();
            }
            if value.is_empty() {
                position.expect = Expect::Brace;
            }
            return Ok(());
        }
        if position.ignored_from.is_some() {
            return Ok(());
        }
        let section = self.current(position);
        if section.relations().any(|(n, relation)| n == name && relation.is_final()) {
            return Ok(());
        }
        let value = match value.strip_prefix('"') {
            Some(quoted) => unquote(quoted),
            None => value.to_owned(),
        };
        let mut relation = Relation::read(value, place.clone());
        if is_final {
            relation.mark_final();
        }
        section.push(name, relation);
        Ok(())
    }

    /// Opens the section or subsection `name` within what is open; its content is ignored when it
    /// was closed as final before.
    fn open(&mut self, name: &str, position: &mut Position) {
        if position.ignored_from.is_none() {
            let parent = self.current(position);
            if parent.subsection(name).is_some_and(Section::is_final) {
                position.ignored_from = Some(position.open.len() + 1);
            }
            parent.section(name);
        }
        position.open.push(name.to_owned());
    }

    fn current(&mut self, position: &Position) -> &mut Section {
        position.open.iter().fold(&mut self.root, |section, name| section.section(name))
    }
}

/// What follows the directive `word` and a blank at the start of `line`.
fn argument<'a>(line: &'a str, word: &str) -> Option<&'a str> {
    line.strip_prefix(word).filter(|rest| rest.starts_with(is_blank)).map(skip_blanks)
}

/// Which files of an `includedir` are read: names of letters, digits, `-` and `_`, and names that
/// end in `.conf` and do not start with a dot.
fn is_included(name: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    !name.is_empty()
        && !name.starts_with('.')
        && (name.ends_with(".conf") || name.chars().all(word))
}

/// The blanks of the C locale.
fn is_blank(character: char) -> bool {
    character.is_ascii_whitespace() || character == '\u{b}'
}

fn skip_blanks(text: &str) -> &str {
    text.trim_start_matches(is_blank)
}

/// The text up to the closing quote; what follows is ignored, and the quote may be missing.
fn unquote(quoted: &str) -> String {
    let mut out = String::new();
    let mut characters = quoted.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => break,
            '\\' => match characters.next() {
                Some('n') => out.push('\n'),
                Some('t') => out.push('\t'),
                Some('b') => out.push('\u{8}'),
                Some(other) => out.push(other),
                None => out.push('\\'),
            },
            other => out.push(other),
        }
    }
    out
}
