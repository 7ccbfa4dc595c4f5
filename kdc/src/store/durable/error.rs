//! Why a durable database cannot be used, with its file and the remedy.

use std::path::{Path, PathBuf};

use kerbside_kdc_core::database::WorldError;

use super::record::{FORMAT, Fault};
use crate::store::master_key::MasterKeyError;

/// Why a durable database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is none.
    #[error("database {0} does not exist: make it with `kdb5_util create`")]
    Missing(PathBuf),
    /// There is one already.
    #[error("database {0} exists already: remove it with `kdb5_util destroy`")]
    Exists(PathBuf),
    /// The file is no database of ours.
    #[error("{0} is not a database of this program: load a dump with `kdb5_util load`")]
    Foreign(PathBuf),
    /// A newer program made it.
    #[error(
        "database {path} has format {found}, this program knows {FORMAT}: use the program that \
         made it, or load a dump made by it"
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: u8,
    },
    /// The file ends before its last page.
    #[error(
        "database {path} is truncated, {length} octets of {needed}: restore it from a copy or \
         load a dump with `kdb5_util load`"
    )]
    Truncated {
        /// The file.
        path: PathBuf,
        /// Its length in octets.
        length: u64,
        /// The length that its pages need.
        needed: u64,
    },
    /// The file is damaged.
    #[error(
        "database {path} is damaged, {what}: restore it from a copy or load a dump with \
         `kdb5_util load`"
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where and how.
        what: String,
    },
    /// The master key is not that of the database, or is not to be had.
    #[error(transparent)]
    MasterKey(#[from] MasterKeyError),
    /// It was destroyed while it was open here.
    #[error("database {0} was destroyed: start again on the new one")]
    Destroyed(PathBuf),
    /// The disk is full. Nothing was changed.
    #[error("no space left for database {0}: nothing was changed; make room and try again")]
    NoSpace(PathBuf),
    /// The map has to grow while requests of this process still read.
    #[error("database {0} must grow, and this process reads it all the time")]
    Busy(PathBuf),
    /// It has been replaced by another one while it is open in this process.
    #[error("database {0} is still open in this process under another content")]
    StillOpen(PathBuf),
    /// The system failed.
    #[error("database {path}: {error}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What it said.
        error: std::io::Error,
    },
    /// The database library failed.
    #[error("database {path}: {error}")]
    Lmdb {
        /// The file.
        path: PathBuf,
        /// What it said.
        error: heed::Error,
    },
}

impl StoreError {
    pub(super) fn io(path: &Path, error: std::io::Error) -> Self {
        let path = path.to_owned();
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
                Self::NoSpace(path)
            }
            _ if was_cut(&path, &error) => Self::NoSpace(path),
            _ => Self::Io { path, error },
        }
    }

    pub(super) fn lmdb(path: &Path, error: heed::Error) -> Self {
        use heed::MdbError;
        let damaged = |what: &str| Self::Damaged { path: path.to_owned(), what: what.to_owned() };
        match error {
            heed::Error::Io(error) => Self::io(path, error),
            heed::Error::Mdb(MdbError::Invalid) => Self::Foreign(path.to_owned()),
            heed::Error::Mdb(MdbError::PageNotFound) => damaged("a page is not there"),
            heed::Error::Mdb(MdbError::Corrupted) => damaged("a page is of the wrong kind"),
            heed::Error::EnvAlreadyOpened => Self::StillOpen(path.to_owned()),
            error => Self::Lmdb { path: path.to_owned(), error },
        }
    }

    pub(super) fn record(path: &Path, whose: &str, fault: Fault) -> Self {
        let path = path.to_owned();
        match fault {
            Fault::Newer(found) => Self::Newer { path, found },
            fault => Self::Damaged { path, what: format!("the record of {whose}: {fault}") },
        }
    }

    /// Whether the map of the file was too small, which the caller mends.
    pub(super) fn is_map_full(&self) -> bool {
        matches!(self, Self::Lmdb { error: heed::Error::Mdb(heed::MdbError::MapFull), .. })
    }
}

/// Whether `error` is what LMDB calls a write that a full disk cut short: EIO. It writes up to 64
/// pages at a time.
fn was_cut(path: &Path, error: &std::io::Error) -> bool {
    const LARGEST_WRITE: u64 = 64 * 4_096;
    error.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error())
        && rustix::fs::statvfs(path)
            .is_ok_and(|free| free.f_bavail.saturating_mul(free.f_frsize) < LARGEST_WRITE)
}

impl From<StoreError> for WorldError {
    fn from(error: StoreError) -> Self {
        Self::Store(Box::new(error))
    }
}
