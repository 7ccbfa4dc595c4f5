//! Databases in memory by the paths that files would have.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use kerbside_kdc_core::database::{Change, MemoryStore, RealmSettings, Store, World};

use super::super::{DatabaseError, DatabaseFiles};
use crate::store::KdcStore;
use crate::store::master_key::{MasterKeyError, MasterKeySource, MasterKeys, master_principal};

#[derive(Default)]
pub(super) struct MemoryFiles(RefCell<BTreeMap<PathBuf, MemoryStore>>);

impl DatabaseFiles for MemoryFiles {
    fn exists(&self, path: &Path) -> bool {
        self.0.borrow().contains_key(path)
    }

    fn create(
        &self,
        path: &Path,
        master: &MasterKeys,
        contents: &[Change],
    ) -> Result<(), DatabaseError> {
        match self.exists(path) {
            true => Err(DatabaseError::Exists),
            false => self.replace(path, master, contents),
        }
    }

    fn open(
        &self,
        path: &Path,
        settings: RealmSettings,
        source: &MasterKeySource,
    ) -> Result<KdcStore, DatabaseError> {
        let files = self.0.borrow();
        let store = files.get(path).ok_or(DatabaseError::Missing)?;
        let realm = settings.realm;
        let master = store.world().principal(&realm, &master_principal())?;
        let master = master.ok_or_else(|| DatabaseError::NoRealm(realm.clone()))?;
        let known = source.keys(&realm)?;
        if !master.keys.iter().any(|key| key.usable().is_some_and(|key| known.contains(key))) {
            return Err(MasterKeyError::Wrong.into());
        }
        Ok(store.clone().into())
    }

    fn replace(
        &self,
        path: &Path,
        _: &MasterKeys,
        contents: &[Change],
    ) -> Result<(), DatabaseError> {
        let store = MemoryStore::new();
        Store::commit(&store, store.world().generation(), contents.to_vec()).unwrap();
        self.0.borrow_mut().insert(path.to_owned(), store);
        Ok(())
    }

    fn destroy(&self, path: &Path) -> Result<(), DatabaseError> {
        self.0.borrow_mut().remove(path).map(drop).ok_or(DatabaseError::Missing)
    }
}
