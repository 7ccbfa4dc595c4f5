//! The two files of a database, open once in a process however often somebody opens them.
//!
//! `P.mdb` has principals, policies and aliases; `P.lockout.mdb` has the counters of logins, which
//! a power cut may spoil: it is made anew then.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, PoisonError, Weak};

use super::error::StoreError;
use super::volume::{MAP_SIZE, Syncing, Verdict, Volume, lock_file};

static OPEN: LazyLock<Mutex<HashMap<PathBuf, Weak<Files>>>> = LazyLock::new(Mutex::default);

/// The open files of a database.
pub(super) struct Files {
    pub(super) principals: Volume,
    pub(super) accounts: Volume,
    notices: Mutex<Vec<String>>,
}

/// The paths of a database called `P`.
#[derive(Clone, Debug)]
pub(super) struct Paths {
    pub(super) principals: PathBuf,
    pub(super) accounts: PathBuf,
}

impl Paths {
    pub(super) fn of(name: &Path) -> Self {
        let with = |suffix: &str| {
            let mut path = name.as_os_str().to_owned();
            path.push(suffix);
            PathBuf::from(path)
        };
        Self { principals: with(".mdb"), accounts: with(".lockout.mdb") }
    }

    /// Every file that LMDB makes of them.
    pub(super) fn all(&self) -> [PathBuf; 4] {
        let (principals, accounts) = (self.principals.clone(), self.accounts.clone());
        [lock_file(&principals), principals, lock_file(&accounts), accounts]
    }
}

impl Files {
    /// Opens the files of the database called `name`, or finds them open.
    pub(super) fn open(name: &Path, map_size: usize) -> Result<Arc<Self>, StoreError> {
        let paths = Paths::of(name);
        let Ok(canonical) = paths.principals.canonicalize() else {
            return Err(StoreError::Missing(paths.principals));
        };
        let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, files| files.strong_count() > 0);
        if let Some(files) = open.get(&canonical).and_then(Weak::upgrade) {
            if !files.principals.is_in_place() {
                return Err(StoreError::StillOpen(canonical));
            }
            return Ok(files);
        }
        let principals = Volume::open(&paths.principals, Syncing::EachCommit, map_size)?;
        let mut notices = Vec::new();
        let accounts = match Volume::open(&paths.accounts, Syncing::Never, MAP_SIZE) {
            Ok(volume) => volume,
            // Under the lock of the writers: of several processes one makes the file anew.
            Err(_) => principals
                .write(|_, _| open_accounts(&paths.accounts, &mut notices).map(Verdict::Abort))?,
        };
        let files = Arc::new(Self { principals, accounts, notices: Mutex::new(notices) });
        open.insert(canonical, Arc::downgrade(&files));
        Ok(files)
    }

    /// What happened at opening that a log should say; said once.
    pub(super) fn take_notices(&self) -> Vec<String> {
        std::mem::take(&mut *self.notices.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn open_accounts(path: &Path, notices: &mut Vec<String>) -> Result<Volume, StoreError> {
    let spoiled = match Volume::open(path, Syncing::Never, MAP_SIZE) {
        Ok(volume) => return Ok(volume),
        Err(StoreError::Missing(_)) => None,
        Err(
            error @ (StoreError::Truncated { .. }
            | StoreError::Damaged { .. }
            | StoreError::Foreign(_)
            | StoreError::Lmdb { .. }),
        ) => Some(error),
        Err(error) => return Err(error),
    };
    if let Some(spoiled) = spoiled {
        notices.push(format!("{spoiled}; it was made anew: failed logins count from zero"));
        for file in [path.to_owned(), lock_file(path)] {
            remove(&file)?;
        }
    }
    Volume::create(path, Syncing::Never)
}

/// Removes a file that need not be there.
pub(super) fn remove(path: &Path) -> Result<(), StoreError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(StoreError::io(path, error))
        }
        _ => Ok(()),
    }
}
