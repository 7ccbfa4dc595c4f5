//! What can be wrong with a dump, in MIT's words where it has them.

use std::fmt;

/// A dump that cannot be read: which file, which line, which field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DumpError {
    /// The label that the caller gave to the dump, usually a path.
    pub file: String,
    /// The line, the header being the first.
    pub line: usize,
    /// What was found there.
    pub fault: DumpFault,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DumpFault {
    /// There is no header line.
    #[error("can't read dump header in {0}")]
    NoHeader(String),
    /// The first line is no header, or that of another version than asked for.
    #[error("dump header bad in {0}")]
    Header(String),
    /// The first word is neither `princ` nor `policy`.
    #[error("unknown record type {0:?}")]
    RecordType(String),
    /// The lengths at the start of a principal are no numbers.
    #[error("cannot match size tokens")]
    Sizes,
    /// A field is missing, is no number, or has not the length that the line says.
    #[error("cannot read {0}")]
    Field(&'static str),
    /// A key says to have another number of parts than one or two.
    #[error("unsupported key_data_ver version")]
    KeyParts,
    /// The line does not end where its last field ends: it was cut or has more.
    #[error("cannot read end of record: the dump was cut or changed, make it again")]
    End,
    /// The line of a policy lacks fields.
    #[error("cannot parse policy ({0} read)")]
    Policy(usize),
}

impl std::error::Error for DumpError {}

impl fmt::Display for DumpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.fault {
            fault @ (DumpFault::NoHeader(_) | DumpFault::Header(_)) => write!(f, "{fault}"),
            fault => write!(f, "{}({}): {fault}", self.file, self.line),
        }
    }
}
