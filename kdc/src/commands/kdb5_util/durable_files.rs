//! The databases of the file system.

use std::path::Path;

use kerbside_kdc_core::database::{Change, RealmSettings};

use super::files::{DatabaseError, DatabaseFiles};
use crate::store::master_key::{MasterKeySource, MasterKeys};
use crate::store::{DurableStore, KdcStore, StoreError, end_on_bus_errors};

/// LMDB files: a database called `P` is `P.mdb` and `P.lockout.mdb`.
#[derive(Clone, Copy, Debug, Default)]
pub struct DurableFiles;

impl DatabaseFiles for DurableFiles {
    fn exists(&self, path: &Path) -> bool {
        DurableStore::exists(path)
    }

    fn create(
        &self,
        path: &Path,
        master: &MasterKeys,
        contents: &[Change],
    ) -> Result<(), DatabaseError> {
        DurableStore::create(path, master, contents).map(drop).map_err(DatabaseError::from)
    }

    fn open(
        &self,
        path: &Path,
        settings: RealmSettings,
        source: &MasterKeySource,
    ) -> Result<KdcStore, DatabaseError> {
        end_on_bus_errors(path);
        let store = DurableStore::open(path, source)?;
        store.configure(settings);
        Ok(store.into())
    }

    fn replace(
        &self,
        path: &Path,
        master: &MasterKeys,
        contents: &[Change],
    ) -> Result<(), DatabaseError> {
        if !self.exists(path) {
            return self.create(path, master, contents);
        }
        DurableStore::replace(path, master, contents)?;
        Ok(())
    }

    fn destroy(&self, path: &Path) -> Result<(), DatabaseError> {
        Ok(DurableStore::destroy(path)?)
    }
}

impl From<StoreError> for DatabaseError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Exists(_) => Self::Exists,
            StoreError::Missing(_) => Self::Missing,
            StoreError::MasterKey(error) => Self::MasterKey(error),
            error => Self::Failed(error.into()),
        }
    }
}
