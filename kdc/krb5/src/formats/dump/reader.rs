//! A dump, line by line: nothing of it is kept.

use super::{DumpError, DumpFault, DumpPolicy, DumpPrincipal, DumpVersion};

/// A line of a dump.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DumpRecord {
    /// A principal.
    Principal(DumpPrincipal),
    /// A policy.
    Policy(DumpPolicy),
}

/// Reads the lines of one dump, each with its end: a dump whose last line has none was cut.
///
/// ```
/// use kerbside_krb5::formats::dump::{DumpReader, DumpRecord};
///
/// let dump = b"kdb5_util load_dump version 5\npolicy\tp\t0\t0\t8\t1\t1\t0\n";
/// let mut reader = DumpReader::new("dump");
/// for line in dump.split_inclusive(|octet| *octet == b'\n') {
///     match reader.line(line)? {
///         Some(DumpRecord::Policy(policy)) => assert_eq!(policy.min_length, 8),
///         Some(DumpRecord::Principal(principal)) => println!("{:?}", principal.name),
///         None => println!("the header"),
///     }
/// }
/// reader.finish()?;
/// # Ok::<(), kerbside_krb5::formats::dump::DumpError>(())
/// ```
#[derive(Clone, Debug)]
pub struct DumpReader {
    file: String,
    line: usize,
    expected: Option<DumpVersion>,
    version: Option<DumpVersion>,
}

impl DumpReader {
    /// A reader of any version; `file` labels errors.
    pub fn new(file: impl Into<String>) -> Self {
        Self { file: file.into(), line: 0, expected: None, version: None }
    }

    /// The same, that takes only dumps of `version`.
    #[must_use]
    pub fn expecting(self, version: DumpVersion) -> Self {
        Self { expected: Some(version), ..self }
    }

    /// The version, once the header was read.
    pub fn version(&self) -> Option<DumpVersion> {
        self.version
    }

    /// How many lines were read.
    pub fn lines(&self) -> usize {
        self.line
    }

    /// Reads the next line, which ends in a line feed; the header gives no record.
    ///
    /// # Errors
    /// [`DumpError`] with the line and the field.
    pub fn line(&mut self, line: &[u8]) -> Result<Option<DumpRecord>, DumpError> {
        self.line += 1;
        self.read(line).map_err(|fault| self.error(fault))
    }

    /// The end of the dump.
    ///
    /// # Errors
    /// [`DumpFault::NoHeader`] when nothing was read.
    pub fn finish(self) -> Result<(), DumpError> {
        match self.version {
            Some(_) => Ok(()),
            None => Err(self.error(DumpFault::NoHeader(self.file.clone()))),
        }
    }

    fn read(&mut self, line: &[u8]) -> Result<Option<DumpRecord>, DumpFault> {
        let Some(version) = self.version else {
            let found = DumpVersion::of_header(line)
                .filter(|found| self.expected.is_none_or(|expected| expected == *found));
            self.version = Some(found.ok_or_else(|| DumpFault::Header(self.file.clone()))?);
            return Ok(None);
        };
        let (word, rest) = match line.iter().position(|octet| matches!(octet, b'\t' | b'\n')) {
            Some(end) => (line.get(..end), line.get(end + 1..)),
            None => (Some(line), None),
        };
        let (word, rest) = (word.unwrap_or_default(), rest.unwrap_or_default());
        let body = rest.strip_suffix(b"\n").ok_or(DumpFault::End);
        match word {
            b"princ" => DumpPrincipal::read(body?).map(|p| Some(DumpRecord::Principal(p))),
            b"policy" => DumpPolicy::read(body?, version).map(|p| Some(DumpRecord::Policy(p))),
            other => Err(DumpFault::RecordType(String::from_utf8_lossy(other).into_owned())),
        }
    }

    fn error(&self, fault: DumpFault) -> DumpError {
        DumpError { file: self.file.clone(), line: self.line, fault }
    }
}
