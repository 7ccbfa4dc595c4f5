//! A database that survives: LMDB files that several processes share.
//!
//! A database called `P` is `P.mdb` (principals, policies, aliases; a commit is on the disk before
//! it is acknowledged) and `P.lockout.mdb` (what logins count; visible to other processes at once,
//! never synced). Every key lies sealed under a version of the master key, every record has a MAC
//! but the counters, which have a checksum.
//! What a commit made is seen by the next request of every process; a process that is killed loses
//! nothing that it acknowledged and leaves nothing behind that hinders others.
//!
//! Local file systems only. A process opens it after its last fork.
//!
//! ```
//! use kerbside_kdc::store::master_key::{MasterKeySource, MasterKeys, default_enctype};
//! use kerbside_kdc::store::{DurableStore, Store, World};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! let name = folder.path().join("principal");
//! let master = MasterKeys::from_password("EXAMPLE.COM".into(), default_enctype(), b"masterpw")?;
//! let store = DurableStore::create(&name, &master, &[])?;
//! assert!(folder.path().join("principal.mdb").exists());
//!
//! let source = MasterKeySource::Key(master.newest().1.clone());
//! let again = DurableStore::open(&name, &source)?;
//! assert_eq!(again.world()?.generation(), store.world()?.generation());
//! # Ok(())
//! # }
//! ```

mod accounts;
mod bus_error;
mod create;
mod error;
mod files;
mod gate;
mod maintenance;
mod pages;
mod record;
mod sheet;
mod unlocked;
mod volume;
mod world;

pub use bus_error::end_on_bus_errors;
pub use error::StoreError;
pub use maintenance::{DurableSnapshot, Resealed};
pub use world::DurableWorld;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use heed::RwTxn;
use kerbside_crypto::Key;
use kerbside_kdc_core::database::{
    Change, CommitError, Generation, Moved, RealmSettings, Store, WorldError,
};
use kerbside_kdc_core::exchange::Effect;

use self::files::Files;
use self::record::name::{GENERATION, Kind};
use self::record::unkeyed;
use self::sheet::{Live, Pen, account_change, write_account};
use self::unlocked::{Unlocked, unlock};
use self::volume::{MAP_SIZE, Records, Verdict};
use self::world::Cache;
use crate::clock::{Clock, SystemClock};
use crate::entropy::OsEntropy;
use crate::store::master_key::{MasterKeySource, MasterKeys};

/// A durable database. Clones are one store.
#[derive(Clone)]
pub struct DurableStore(Arc<Shared>);

struct Shared {
    files: Arc<Files>,
    /// Master keys of any versions, from which the newest is found.
    known: ArcSwap<Vec<Key>>,
    cache: ArcSwap<Cache>,
    configured: ArcSwap<Vec<Arc<RealmSettings>>>,
    entropy: Mutex<OsEntropy>,
}

impl DurableStore {
    /// Opens the database called `name` (its files are `name.mdb` and `name.lockout.mdb`).
    ///
    /// # Errors
    /// [`StoreError`], which names the file and the remedy.
    pub fn open(name: &Path, source: &MasterKeySource) -> Result<Self, StoreError> {
        Self::open_with_map(name, source, MAP_SIZE)
    }

    /// [`DurableStore::open`] with a map of `map_size` octets at first; it grows.
    pub(crate) fn open_with_map(
        name: &Path,
        source: &MasterKeySource,
        map_size: usize,
    ) -> Result<Self, StoreError> {
        let files = Files::open(name, map_size)?;
        let volume = &files.principals;
        let reading = volume.read()?;
        let realm = unlocked::realm(volume, &reading.txn, reading.records)?;
        let known = source.keys(&realm)?;
        let unlocked = unlock(volume, &reading.txn, reading.records, &known, None)?;
        let cache = Cache::new(&files, &reading, unlocked, &[])?;
        drop(reading);
        Ok(Self(Arc::new(Shared {
            files,
            known: ArcSwap::from_pointee(known),
            cache: ArcSwap::from_pointee(cache),
            configured: ArcSwap::default(),
            entropy: Mutex::default(),
        })))
    }

    /// Uses `settings` for its realm in place of those that the database keeps: what kdc.conf says
    /// holds for the process that read it.
    pub fn configure(&self, settings: RealmSettings) {
        let mut configured = self.0.configured.load().to_vec();
        configured.retain(|own| own.realm != settings.realm);
        configured.push(Arc::new(settings));
        self.0.configured.store(Arc::new(configured));
        // The cache has the settings of before: the next request makes a new one.
        let stale = self.0.cache.load().stale();
        self.0.cache.store(Arc::new(stale));
    }

    /// The master keys at present.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn master_keys(&self) -> Result<MasterKeys, StoreError> {
        Ok(self.view()?.cache.unlocked.masters.clone())
    }

    /// What happened at opening that a log should say; each is said once.
    pub fn take_notices(&self) -> Vec<String> {
        self.0.files.take_notices()
    }

    fn view(&self) -> Result<DurableWorld, StoreError> {
        let Shared { files, known, cache, configured, .. } = &*self.0;
        let volume = &files.principals;
        let reading = volume.read()?;
        let mut current = cache.load_full();
        if current.generation != reading.txn.id() {
            let before = &current.unlocked;
            let unlocked =
                unlock(volume, &reading.txn, reading.records, &known.load(), Some(before))?;
            current = Arc::new(Cache::new(files, &reading, unlocked, &configured.load())?);
            cache.store(Arc::clone(&current));
        }
        Ok(DurableWorld { files: Arc::clone(files), cache: current, reading })
    }

    /// Runs `work` with a pen in a write transaction of the present generation, or of `expected`.
    fn write<T>(
        &self,
        expected: Option<Generation>,
        mut work: impl FnMut(&mut Pen<'_>, &mut Live<'_, '_>) -> Result<T, StoreError>,
    ) -> Result<Result<(Generation, T), Moved>, StoreError> {
        let volume = &self.0.files.principals;
        let mut written: Option<Arc<Unlocked>> = None;
        let mut entropy = self.0.entropy.lock().unwrap_or_else(PoisonError::into_inner);
        let outcome = volume.write(|txn, records| {
            let present = Generation((txn.id() as u64).saturating_sub(1));
            if let Some(expected) = expected.filter(|expected| *expected != present) {
                return Ok(Verdict::Abort(Err(Moved { expected, actual: present })));
            }
            let unlocked = self.unlock(txn, records)?;
            let now = SystemClock.now();
            let mut pen = Pen { unlocked, now, entropy: &mut *entropy };
            let mut sheet = Live { volume, txn, records };
            let value = work(&mut pen, &mut sheet)?;
            let generation = Generation(txn.id() as u64);
            // Each commit makes a generation, whatever it changes.
            let counted = unkeyed(GENERATION, &generation.0.to_le_bytes());
            let put = records.put(txn, GENERATION, &counted);
            put.map_err(|error| volume.failed(error))?;
            written = Some(pen.unlocked);
            Ok(Verdict::Commit(Ok((generation, value))))
        })?;
        if let (Ok(_), Some(unlocked)) = (&outcome, written) {
            self.learn(&unlocked.masters);
        }
        Ok(outcome)
    }

    fn unlock(&self, txn: &RwTxn<'_>, records: Records) -> Result<Arc<Unlocked>, StoreError> {
        let before = Arc::clone(&self.0.cache.load().unlocked);
        unlock(&self.0.files.principals, txn, records, &self.0.known.load(), Some(&before))
    }

    /// Remembers the newest master key, which this process may have made.
    fn learn(&self, masters: &MasterKeys) {
        let (_, newest) = masters.newest();
        let known = self.0.known.load();
        if !known.contains(newest) {
            let mut more = known.to_vec();
            more.push(newest.clone());
            self.0.known.store(Arc::new(more));
        }
    }

    /// Applies what `changes` do to the state of accounts.
    fn write_accounts(&self, changes: &[Change]) -> Result<(), StoreError> {
        let changes: Vec<_> = changes.iter().filter_map(account_change).collect();
        if changes.is_empty() {
            return Ok(());
        }
        let volume = &self.0.files.accounts;
        volume.write(|txn, records| {
            let mut sheet = Live { volume, txn, records };
            for change in &changes {
                write_account(&mut sheet, change)?;
            }
            Ok(Verdict::Commit(()))
        })
    }
}

impl Store for DurableStore {
    type View = DurableWorld;

    fn world(&self) -> Result<DurableWorld, WorldError> {
        Ok(self.view()?)
    }

    fn commit(
        &self,
        expected: Generation,
        changes: Vec<Change>,
    ) -> Result<Generation, CommitError> {
        let committed = self.write(Some(expected), |pen, sheet| {
            for change in &changes {
                pen.write(sheet, change)?;
            }
            // Before the commit, under the lock of the writers: a counter that was forgotten in
            // vain harms nobody, one that outlives its principal would.
            self.write_accounts(&changes)
        });
        match committed {
            Ok(Ok((generation, ()))) => Ok(generation),
            Ok(Err(moved)) => Err(CommitError::Moved(moved)),
            Err(error) => Err(CommitError::Failed(error.into())),
        }
    }

    fn apply(&self, effects: &[Effect]) -> Result<(), WorldError> {
        if effects.iter().all(|effect| effect.account_event().is_none()) {
            return Ok(());
        }
        let volume = &self.0.files.accounts;
        let applied = volume.write(|txn, records| {
            for effect in effects {
                let Some((realm, name, event)) = effect.account_event() else { continue };
                let key = Kind::Principal.of_name(realm, name);
                let before = accounts::get(volume, txn, records, &key)?;
                accounts::put(volume, txn, records, &key, &before.after(event))?;
            }
            Ok(Verdict::Commit(()))
        });
        Ok(applied?)
    }
}

impl std::fmt::Debug for DurableStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let path = self.0.files.principals.path();
        f.debug_struct("DurableStore").field("path", &path).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
