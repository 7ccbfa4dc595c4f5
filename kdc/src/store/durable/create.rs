//! A database comes into being, is replaced and goes: each as a whole or not at all.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use heed::{PutFlags, RwTxn};
use kerbside_crypto::Entropy;
use kerbside_kdc_core::database::{Change, Generation};
use kerbside_krb5::time::Timestamp;

use super::DurableStore;
use super::error::StoreError;
use super::files::{Files, Paths, remove};
use super::record::name::{DESTROYED, FOUNDATION, GENERATION};
use super::record::unkeyed;
use super::sheet::{Pen, account_change, write_account};
use super::unlocked::Unlocked;
use super::volume::{MAP_SIZE, Records, Syncing, Verdict, Volume, add_room, lock_file};
use crate::clock::{Clock, SystemClock};
use crate::entropy::OsEntropy;
use crate::store::master_key::{MasterKeySource, MasterKeys};

/// Tells apart the files that one process makes at a time.
static SERIAL: AtomicU32 = AtomicU32::new(0);

/// All records of a database, in their order.
pub(super) type Contents = BTreeMap<Vec<u8>, Vec<u8>>;

/// Everything that a database holds.
pub(super) struct Image {
    pub(super) principals: Contents,
    pub(super) accounts: Contents,
}

impl DurableStore {
    /// Makes the database called `name` with what `contents` put into it, and `K/M` of `master`
    /// unless it is among them. A crash on the way leaves no database of this name.
    ///
    /// # Errors
    /// [`StoreError::Exists`], or that the files cannot be written.
    pub fn create(
        name: &Path,
        master: &MasterKeys,
        contents: &[Change],
    ) -> Result<Self, StoreError> {
        let paths = Paths::of(name);
        if Self::exists(name) {
            return Err(StoreError::Exists(paths.principals));
        }
        let image = Image::new(master, contents, SystemClock.now(), &mut OsEntropy::new())?;
        let beside = Beside::new(&paths);
        beside.write(&image)?;
        beside.put_in_place(&paths, Former::None)?;
        Self::open(name, &MasterKeySource::Key(master.newest().1.clone()))
    }

    /// Replaces everything in the database called `name` by what `contents` put, with the master
    /// keys `master`, in one transaction: whoever has it open sees the old content or the new one.
    /// Its own master key need not be known.
    ///
    /// # Errors
    /// [`StoreError`], and nothing is replaced.
    pub fn replace(
        name: &Path,
        master: &MasterKeys,
        contents: &[Change],
    ) -> Result<Generation, StoreError> {
        let image = Image::new(master, contents, SystemClock.now(), &mut OsEntropy::new())?;
        match Files::open(name, MAP_SIZE).and_then(|files| put_image(&files, &image)) {
            // What is damaged cannot be changed any more: other files take its place.
            Err(
                StoreError::Damaged { .. }
                | StoreError::Truncated { .. }
                | StoreError::Foreign(_)
                | StoreError::Newer { .. },
            ) => {
                let paths = Paths::of(name);
                let beside = Beside::new(&paths);
                beside.write(&image)?;
                beside.put_in_place(&paths, Former::Replaced)?;
                Ok(Generation(1))
            }
            replaced => replaced,
        }
    }

    /// Whether there is a database called `name`, damaged or not.
    pub fn exists(name: &Path) -> bool {
        Paths::of(name).principals.symlink_metadata().is_ok()
    }

    /// Removes the database called `name`, damaged or not. Who has it open is told so.
    ///
    /// # Errors
    /// [`StoreError::Missing`], or that the files cannot be removed.
    pub fn destroy(name: &Path) -> Result<(), StoreError> {
        let paths = Paths::of(name);
        match Files::open(name, MAP_SIZE) {
            Ok(files) => files.principals.write(|txn, records| {
                let put = records.put(txn, DESTROYED, &[]);
                put.map_err(|error| files.principals.failed(error))?;
                Ok(Verdict::Commit(()))
            })?,
            Err(error @ StoreError::Missing(_)) => return Err(error),
            // What cannot be opened is open nowhere, or about to fail there.
            Err(_) => {}
        }
        paths.all().iter().try_for_each(|path| remove(path))
    }
}

/// Puts `image` in the place of everything, in one transaction.
pub(super) fn put_image(files: &Files, image: &Image) -> Result<Generation, StoreError> {
    let Files { principals, accounts, .. } = files;
    principals.write(|txn, records| {
        fill(principals, txn, records, &image.principals)?;
        let generation = Generation(txn.id() as u64);
        let counted = unkeyed(GENERATION, &generation.0.to_le_bytes());
        let put = records.put(txn, GENERATION, &counted);
        put.map_err(|error| principals.failed(error))?;
        accounts.write(|txn, records| {
            fill(accounts, txn, records, &image.accounts).map(Verdict::Commit)
        })?;
        Ok(Verdict::Commit(generation))
    })
}

impl Image {
    /// The records of `contents`.
    pub(super) fn new(
        master: &MasterKeys,
        contents: &[Change],
        now: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<Self, StoreError> {
        let unlocked = Arc::new(Unlocked::new(master.clone(), entropy)?);
        let mut pen = Pen { unlocked, now, entropy };
        let (mut principals, mut accounts) = (Contents::new(), Contents::new());
        for change in contents {
            match change {
                // The version that a dump tells stays, where the master key has it.
                Change::PutPrincipal(principal)
                    if pen.unlocked.masters.version(principal.master_kvno).is_some()
                        && !pen.is_master(principal) =>
                {
                    pen.put_sealed(&mut principals, principal, principal.master_kvno)?;
                }
                change => pen.write(&mut principals, change)?,
            }
            if let Some(change) = account_change(change) {
                write_account(&mut accounts, &change)?;
            }
        }
        if !principals.contains_key(FOUNDATION) {
            let by = format!("db_creation@{}", master.realm());
            let principal = Arc::new(master.to_principal(now, &by));
            pen.write(&mut principals, &Change::PutPrincipal(principal))?;
        }
        Ok(Self { principals, accounts })
    }
}

/// Puts `contents` in the place of everything.
fn fill(
    volume: &Volume,
    txn: &mut RwTxn<'_>,
    records: Records,
    contents: &Contents,
) -> Result<(), StoreError> {
    let failed = |error| volume.failed(error);
    records.clear(txn).map_err(failed)?;
    for (key, record) in contents {
        records.put_with_flags(txn, PutFlags::APPEND, key, record).map_err(failed)?;
    }
    Ok(())
}

/// What has the name that a new database gets.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Former {
    None,
    Replaced,
}

/// The files of a database before they have its name. What is left of them is removed at last.
struct Beside(Paths);

impl Beside {
    fn new(paths: &Paths) -> Self {
        let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
        let beside = |path: &PathBuf| {
            let mut path = path.as_os_str().to_owned();
            path.push(format!(".{}.{serial}", std::process::id()));
            PathBuf::from(path)
        };
        Self(Paths { principals: beside(&paths.principals), accounts: beside(&paths.accounts) })
    }

    fn write(&self, image: &Image) -> Result<(), StoreError> {
        for (path, contents) in
            [(&self.0.principals, &image.principals), (&self.0.accounts, &image.accounts)]
        {
            // Of a process of the same number that was killed.
            remove(path)?;
            // Nobody reads it before it is in place: it reaches the disk at once, below.
            let volume = Volume::create(path, Syncing::Never)?;
            volume
                .write(|txn, records| fill(&volume, txn, records, contents).map(Verdict::Commit))?;
        }
        let path = &self.0.principals;
        let write = || -> std::io::Result<()> {
            let file = File::options().append(true).open(path)?;
            add_room(&file)?;
            file.sync_all()
        };
        write().map_err(|error| StoreError::io(path, error))
    }

    /// The principals come last: with them the database is there. A link, unlike a renaming, does
    /// not replace a database that somebody else has made meanwhile.
    fn put_in_place(&self, paths: &Paths, former: Former) -> Result<(), StoreError> {
        let Paths { principals, accounts } = &self.0;
        if former == Former::None && paths.principals.symlink_metadata().is_ok() {
            return Err(StoreError::Exists(paths.principals.clone()));
        }
        // Locks that were left behind by a database that is gone.
        remove(&lock_file(&paths.principals))?;
        remove(&lock_file(&paths.accounts))?;
        std::fs::rename(accounts, &paths.accounts)
            .map_err(|error| StoreError::io(&paths.accounts, error))?;
        let placed = match former {
            Former::None => std::fs::hard_link(principals, &paths.principals),
            Former::Replaced => std::fs::rename(principals, &paths.principals),
        };
        match placed {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                return Err(StoreError::Exists(paths.principals.clone()));
            }
            placed => placed.map_err(|error| StoreError::io(&paths.principals, error))?,
        }
        let parent = paths.principals.parent().filter(|path| !path.as_os_str().is_empty());
        let folder = parent.unwrap_or(Path::new("."));
        File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(|error| StoreError::io(folder, error))
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        for path in self.0.all() {
            // They are nobody's: what cannot be removed is in the way of nothing.
            let _left_behind = remove(&path);
        }
    }
}
