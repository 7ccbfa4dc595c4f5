//! Where databases lie: who makes, opens and removes them.

use std::path::Path;

use kerbside_kdc_core::database::{Change, RealmSettings, WorldError};
use kerbside_krb5::wire::Realm;

use crate::store::KdcStore;
use crate::store::master_key::{MasterKeyError, MasterKeySource, MasterKeys};

/// The databases that `kdb5_util` works on, each named by the path that its files begin with.
pub trait DatabaseFiles {
    /// Whether there is one.
    fn exists(&self, path: &Path) -> bool;

    /// Makes one of what `contents` put, with its master key.
    ///
    /// # Errors
    /// [`DatabaseError::Exists`] and what the system says.
    fn create(
        &self,
        path: &Path,
        master: &MasterKeys,
        contents: &[Change],
    ) -> Result<(), DatabaseError>;

    /// Opens one.
    ///
    /// # Errors
    /// [`DatabaseError`].
    fn open(
        &self,
        path: &Path,
        settings: RealmSettings,
        master: &MasterKeySource,
    ) -> Result<KdcStore, DatabaseError>;

    /// Puts what `contents` put in the place of all that a database holds, in one step, or makes
    /// one of them.
    ///
    /// # Errors
    /// [`DatabaseError`], and what was there is as it was.
    fn replace(
        &self,
        path: &Path,
        master: &MasterKeys,
        contents: &[Change],
    ) -> Result<(), DatabaseError>;

    /// Removes one.
    ///
    /// # Errors
    /// [`DatabaseError`].
    fn destroy(&self, path: &Path) -> Result<(), DatabaseError>;
}

/// Why there is no database to work on.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// There is one already.
    #[error("File exists")]
    Exists,
    /// There is none.
    #[error("No such file or directory")]
    Missing,
    /// It holds no master key of the realm.
    #[error("No such entry in the database")]
    NoRealm(Realm),
    /// Its master key is not at hand.
    #[error(transparent)]
    MasterKey(#[from] MasterKeyError),
    /// It cannot be read or written.
    #[error("{0}")]
    Failed(#[from] WorldError),
    /// A system call failed.
    #[error("{}", crate::commands::kdb5_util::tool::system(.0))]
    System(#[from] std::io::Error),
}
