//! What can be wrong with a credential cache.

/// A cache that cannot be read or written: which file, where, what, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("credential cache {file}, offset {offset}: {fault}; {}", fault.remedy())]
pub struct CcacheError {
    /// The label the caller gave to the bytes, usually a path.
    pub file: String,
    /// Octets from the start of the file.
    pub offset: usize,
    /// What was found there.
    pub fault: CcacheFault,
}

/// What is wrong at one place of a cache.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CcacheFault {
    /// The file has no octet.
    #[error("the file is empty")]
    Empty,
    /// The first octet is not 5.
    #[error("it starts with octet {0:#04x}, a credential cache starts with 0x05")]
    NotACcache(u8),
    /// The second octet is none of 1 to 4.
    #[error("it is of version {0}, versions 1 to 4 are known")]
    Version(u8),
    /// A field reaches over the end of the file.
    #[error("{field} needs {needed} octets where {left} are left")]
    Truncated {
        /// The field's name in the format's description.
        field: &'static str,
        /// Octets needed.
        needed: usize,
        /// Octets left.
        left: usize,
    },
    /// The time offset is not of two numbers.
    #[error("the header's time offset has {0} octets, it has 8")]
    TimeOffsetLength(u16),
    /// A name of version 1 counts its realm as a component, so it has at least one.
    #[error("a name of version 1 counts no component")]
    NoRealm,
    /// A field does not fit its length on disk.
    #[error("{field} has a length of {length}, at most {most} can be written")]
    Unwritable {
        /// The field's name.
        field: &'static str,
        /// Its length.
        length: usize,
        /// The limit.
        most: usize,
    },
}

impl CcacheFault {
    /// What to do about it.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Empty => "get a ticket with kinit",
            Self::NotACcache(_) | Self::Version(_) => {
                "name a credential cache of type FILE here, not a keytab or a text"
            }
            Self::Truncated { .. } | Self::TimeOffsetLength(_) | Self::NoRealm => {
                "the file was cut or is a keytab: remove it and get a ticket with kinit"
            }
            Self::Unwritable { .. } => "leave the field out or make it shorter",
        }
    }
}

impl CcacheError {
    pub(super) fn new(file: &str, offset: usize, fault: CcacheFault) -> Self {
        Self { file: file.to_owned(), offset, fault }
    }
}
