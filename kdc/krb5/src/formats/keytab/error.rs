//! What can be wrong with a keytab, and what a look-up can miss.

use crate::formats::cursor::Short;

/// A keytab that cannot be read or written: which file, where, what, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("keytab {file}, offset {offset}: {fault}; {}", fault.remedy())]
pub struct KeytabError {
    /// The label the caller gave to the bytes, usually a path.
    pub file: String,
    /// Octets from the start of the file.
    pub offset: usize,
    /// What was found there.
    pub fault: KeytabFault,
}

/// What is wrong at one place of a keytab.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeytabFault {
    /// The file has no octet.
    #[error("the file is empty")]
    Empty,
    /// The first octet is not 5.
    #[error("it starts with octet {0:#04x}, a keytab starts with 0x05")]
    NotAKeytab(u8),
    /// The second octet is neither 1 nor 2.
    #[error("it is of version {0}, versions 1 and 2 are known")]
    Version(u8),
    /// A record says to be longer than the file.
    #[error("a record of {length} octets starts where {left} are left")]
    RecordTooLong {
        /// What the record says.
        length: usize,
        /// What the file has.
        left: usize,
    },
    /// A field reaches over the end of its record.
    #[error("{field} needs {needed} octets where {left} are left")]
    Truncated {
        /// The field's name in the format's description.
        field: &'static str,
        /// Octets needed.
        needed: usize,
        /// Octets left in the record or file.
        left: usize,
    },
    /// A version 1 record counts the realm as a component, so it has at least one.
    #[error("a record of version 1 counts no component")]
    NoRealm,
    /// A field does not fit its length on disk.
    #[error("{field} has {length} octets, at most {most} can be written")]
    Unwritable {
        /// The field's name.
        field: &'static str,
        /// Its length.
        length: usize,
        /// The limit.
        most: usize,
    },
}

impl KeytabFault {
    /// What to do about it.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Empty => "write the keys with ktadd, or remove the file",
            Self::NotAKeytab(_) | Self::Version(_) => {
                "name a keytab here, not a text, a credential cache or a base64 form of one"
            }
            Self::RecordTooLong { .. } | Self::Truncated { .. } | Self::NoRealm => {
                "the file was cut or changed on its way: write it again with ktadd"
            }
            Self::Unwritable { .. } => "use a shorter name or key",
        }
    }
}

impl KeytabError {
    pub(super) fn new(file: &str, offset: usize, fault: KeytabFault) -> Self {
        Self { file: file.to_owned(), offset, fault }
    }

    pub(super) fn truncated(file: &str, field: &'static str, short: Short) -> Self {
        let Short { offset, needed, left } = short;
        Self::new(file, offset, KeytabFault::Truncated { field, needed, left })
    }
}

/// Why a look-up found no entry, with what the keytab holds instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeytabMiss {
    /// No entry is of the principal.
    #[error("the keytab has no entry of that principal, it has entries of {held:?}")]
    Principal {
        /// The principals that are there.
        held: Vec<String>,
    },
    /// The principal is there, the key version is not.
    #[error("the keytab has no key of version {wanted}, it has versions {held:?}")]
    Kvno {
        /// The version asked for.
        wanted: u32,
        /// The versions that are there.
        held: Vec<u32>,
    },
    /// Principal and version are there, the enctype is not.
    #[error("the keytab has no key of that enctype, it has enctypes {held:?}")]
    Enctype {
        /// The enctypes that are there.
        held: Vec<i32>,
    },
}
