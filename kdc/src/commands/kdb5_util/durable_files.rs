//! The databases of the file system.

use std::path::{Path, PathBuf};

use kerbside_kdc_core::database::{Change, RealmSettings};

use super::files::{DatabaseError, DatabaseFiles};
use crate::store::master_key::{MasterKeySource, MasterKeys};
use crate::store::{DurableStore, KdcStore, StoreError};

/// LMDB files: a database called `P` is `P.mdb` and `P.lockout.mdb`.
#[derive(Clone, Copy, Debug, Default)]
pub struct DurableFiles;

/// What the names of a database's files end in.
const ENDINGS: [&str; 2] = [".lockout.mdb", ".mdb"];

impl DatabaseFiles for DurableFiles {
    fn exists(&self, path: &Path) -> bool {
        named(path, ".mdb").symlink_metadata().is_ok()
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
        match opened_by_any(path, master) {
            Some(store) => {
                store.replace(master, contents)?;
                Ok(())
            }
            None => self.replace_files(path, master, contents),
        }
    }

    fn destroy(&self, path: &Path) -> Result<(), DatabaseError> {
        Ok(DurableStore::destroy(path)?)
    }
}

impl DurableFiles {
    /// In the place of a database under another master key, or of a damaged one: made beside it,
    /// so that nothing is lost when that fails.
    fn replace_files(
        &self,
        path: &Path,
        master: &MasterKeys,
        contents: &[Change],
    ) -> Result<(), DatabaseError> {
        let beside = named(path, &format!(".{}", std::process::id()));
        self.create(&beside, master, contents)?;
        self.destroy(path)?;
        for ending in ENDINGS {
            std::fs::rename(named(&beside, ending), named(path, ending))?;
        }
        Ok(())
    }
}

/// The database, when a version of `master` opens it.
fn opened_by_any(path: &Path, master: &MasterKeys) -> Option<DurableStore> {
    let open = |key: &kerbside_crypto::Key| {
        DurableStore::open(path, &MasterKeySource::Key(key.clone())).ok()
    };
    master.versions().find_map(|(_, key, _)| open(key))
}

fn named(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
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
