//! The grammar under krb5.conf and kdc.conf: sections, relations and nested relations (MIT
//! `krb5_conf.rst`, "Structure").
//!
//! A [`Profile`] is one or several files, the first with precedence. Reading follows MIT krb5:
//! lines before the first `[section]` are ignored; `include` and `includedir` stand at the start
//! of a line; a `*` marks a section, subsection or relation as final: later definitions, in the
//! same file or in a later one, are ignored (releases before 1.22 know it for sections and
//! subsections of later files only). Text after a closing quote or brace is ignored, and so is a
//! subsection left open at the end of a file.
//!
//! Departures: a byte order mark is refused, because MIT silently ignores the first section then;
//! includes are bounded in depth and number; a `module` directive is reported, not followed.
//!
//! Left out: the order and comments of a file that is read, and writing a file in place. Files are
//! read through a [`Source`] which the caller supplies.

mod error;
mod parse;
mod section;
#[cfg(test)]
mod tests;

pub use error::{ConfError, ConfFault};
pub use section::{Place, Relation, Section, UnwritableName};

/// Where the text of included files comes from.
pub trait Source {
    /// The content of the file at `path`.
    fn read(&self, path: &str) -> Result<Vec<u8>, SourceError>;

    /// The names of the files in the directory at `path`, in any order.
    fn list(&self, path: &str) -> Result<Vec<String>, SourceError>;
}

/// Why a file or directory was not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// It does not exist.
    #[error("it does not exist")]
    NotFound,
    /// Reading failed, for the reason given.
    #[error("{0}")]
    Failed(String),
}

/// A source without files, for text that includes nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoFiles;

impl Source for NoFiles {
    fn read(&self, _: &str) -> Result<Vec<u8>, SourceError> {
        Err(SourceError::NotFound)
    }

    fn list(&self, _: &str) -> Result<Vec<String>, SourceError> {
        Err(SourceError::NotFound)
    }
}

/// A `module` directive: MIT would load the library in place of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// What stands after `module`: the library's path, and what it is given.
    pub argument: String,
    /// Where it stands.
    pub place: Place,
}

/// The sections of one or several files.
///
/// ```
/// use kerbside_krb5::formats::profile::{NoFiles, Profile};
///
/// let text = "[libdefaults]\n  default_realm = EXAMPLE.TEST\n";
/// let profile = Profile::parse(text.as_bytes(), "krb5.conf", &NoFiles)?;
/// assert_eq!(profile.value(&["libdefaults", "default_realm"]), Some("EXAMPLE.TEST"));
/// # Ok::<(), kerbside_krb5::formats::profile::ConfError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Profile {
    files: Vec<Section>,
    modules: Vec<Module>,
}

impl Profile {
    /// Reads `text`, which errors call `file`.
    pub fn parse(text: &[u8], file: &str, source: &dyn Source) -> Result<Self, ConfError> {
        let (root, modules) = parse::parse(text, file, source)?;
        Ok(Self { files: vec![root], modules })
    }

    /// Reads the files at `paths`, as `KRB5_CONFIG` lists them. Those that do not exist are passed
    /// over; one at least has to exist.
    pub fn load(paths: &[&str], source: &dyn Source) -> Result<Self, ConfError> {
        let mut profile = Self::default();
        for path in paths {
            let text = match source.read(path) {
                Ok(text) => text,
                Err(SourceError::NotFound) => continue,
                Err(reason) => {
                    let path = path.to_string();
                    let fault = ConfFault::Unreadable { path: path.clone(), reason };
                    return Err(ConfError { file: path, line: 0, fault });
                }
            };
            profile.append(Self::parse(&text, path, source)?);
        }
        if profile.files.is_empty() {
            return Err(ConfError { file: paths.join(":"), line: 0, fault: ConfFault::NoFile });
        }
        Ok(profile)
    }

    /// Adds the files of `later`, whose values come after those that are here.
    pub fn append(&mut self, later: Self) {
        self.files.extend(later.files);
        self.modules.extend(later.modules);
    }

    /// The `module` directives that were met.
    pub fn modules(&self) -> &[Module] {
        &self.modules
    }

    /// Every relation at `path`, in the order of precedence.
    pub fn relations(&self, path: &[&str]) -> Vec<&Relation> {
        let Some((name, sections)) = path.split_last() else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for section in self.sections(sections) {
            let of_name = section.relations().filter(|(n, _)| n == name).map(|(_, r)| r);
            let known = found.len();
            found.extend(of_name);
            if found.iter().skip(known).any(|relation| relation.is_final()) {
                break;
            }
        }
        found
    }

    /// Every value at `path`, in the order of precedence.
    pub fn values(&self, path: &[&str]) -> Vec<&str> {
        self.relations(path).into_iter().map(Relation::value).collect()
    }

    /// The relation at `path` that has precedence.
    pub fn relation(&self, path: &[&str]) -> Option<&Relation> {
        self.relations(path).into_iter().next()
    }

    /// The value at `path` that has precedence.
    pub fn value(&self, path: &[&str]) -> Option<&str> {
        self.relation(path).map(Relation::value)
    }

    /// The names of the relations in the section at `path`, each once.
    pub fn relation_names(&self, path: &[&str]) -> Vec<&str> {
        let names = self.sections(path).into_iter().flat_map(Section::relations);
        once(names.map(|(name, _)| name))
    }

    /// The names of the subsections of the section at `path` (of the sections when it is empty),
    /// each once.
    pub fn subsection_names(&self, path: &[&str]) -> Vec<&str> {
        let names = self.sections(path).into_iter().flat_map(Section::subsections);
        once(names.map(|(name, _)| name))
    }

    /// Whether the section at `path` is in any file.
    pub fn has_section(&self, path: &[&str]) -> bool {
        !self.sections(path).is_empty()
    }

    /// The section at `path` of each file. A section that is final on the way hides later files.
    fn sections(&self, path: &[&str]) -> Vec<&Section> {
        let mut found = Vec::new();
        for root in &self.files {
            let mut at = Some(root);
            let mut is_final = false;
            for name in path {
                at = at.and_then(|section| section.subsection(name));
                is_final |= at.is_some_and(Section::is_final);
            }
            found.extend(at);
            if is_final {
                break;
            }
        }
        found
    }
}

fn once<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = Vec::new();
    for name in names {
        if !seen.contains(&name) {
            seen.push(name);
        }
    }
    seen
}
