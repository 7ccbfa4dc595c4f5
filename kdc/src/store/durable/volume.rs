//! One LMDB file: opened with every check that LMDB leaves out, read and written with a map that
//! grows.
//!
//! Several processes may have the file open; within a process it is open once (`files.rs`).

use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use heed::types::Bytes;
use heed::{Database, Env, EnvFlags, EnvOpenOptions, MdbError, RoTxn, RwTxn, WithoutTls};
use rustix::fs::{FallocateFlags, fallocate};

use super::error::StoreError;
use super::gate::{Gate, Pass};
use super::pages::{PageFault, Snapshot};

/// Records by their keys, both of them octets.
pub(super) type Records = Database<Bytes, Bytes>;

/// The address space of a map at first. It takes no room on the disk, which grows with the pages.
pub(super) const MAP_SIZE: usize = 1 << 30;

/// The room for readers' slots in a new lock file: a thousand.
const LOCK_FILE_LENGTH: u64 = 64 * 1024;

/// Zeros behind the pages of a file, added when less than a quarter of them is left: a commit that
/// need not make the file longer waits for the disk about half as long.
const ROOM: u64 = 256 * 1024;

/// Files up to so many pages are read as a whole when they are opened: a millisecond.
const READ_AT_OPEN: u64 = 256;

/// How much a file is trusted to reach the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Syncing {
    /// A commit is on the disk when it returns.
    EachCommit,
    /// The system writes when it likes: a power cut may spoil the file.
    Never,
}

/// An open file.
pub(super) struct Volume {
    path: PathBuf,
    env: Env<WithoutTls>,
    records: Records,
    gate: Arc<Gate>,
    inode: u64,
    file: File,
    /// The greatest length that the file was seen to have: it never shrinks by itself.
    longest: AtomicU64,
    syncing: Syncing,
}

/// An open read transaction. The order of the fields is that in which they end.
pub(super) struct Reading {
    pub(super) txn: RoTxn<'static, WithoutTls>,
    pub(super) records: Records,
    _pass: Pass,
}

/// What becomes of a write transaction.
pub(super) enum Verdict<T> {
    /// It is committed.
    Commit(T),
    /// It is dropped.
    Abort(T),
}

impl Volume {
    /// Makes an empty file at `path`.
    pub(super) fn create(path: &Path, syncing: Syncing) -> Result<Self, StoreError> {
        Self::open_unchecked(path, syncing, MAP_SIZE)
    }

    /// Opens the file at `path` after it was found whole, as far as can be seen at once.
    pub(super) fn open(path: &Path, syncing: Syncing, map_size: usize) -> Result<Self, StoreError> {
        if path.symlink_metadata().is_err() {
            return Err(StoreError::Missing(path.to_owned()));
        }
        let file = File::open(path).map_err(|error| StoreError::io(path, error))?;
        check_length(&file).map_err(|fault| page_fault(path, fault))?;
        let volume = Self::open_unchecked(path, syncing, map_size)?;
        volume.clear_stale_readers()?;
        let read_whole = match syncing {
            Syncing::EachCommit => volume.pages() <= READ_AT_OPEN,
            Syncing::Never => true,
        };
        if read_whole {
            volume.check_pages()?;
        }
        Ok(volume)
    }

    fn open_unchecked(path: &Path, syncing: Syncing, map_size: usize) -> Result<Self, StoreError> {
        reserve_lock_file(path)?;
        let env = open_env(path, syncing, map_size)?;
        let failed = |error| StoreError::lmdb(path, error);
        let txn = env.read_txn().map_err(failed)?;
        // The unnamed database is always there.
        let records = env.open_database(&txn, None).map_err(failed)?;
        txn.commit().map_err(failed)?;
        let missing = || StoreError::Foreign(path.to_owned());
        let records = records.ok_or_else(missing)?;
        let io_failed = |error| StoreError::io(path, error);
        let file = File::options().read(true).append(true).open(path).map_err(io_failed)?;
        let metadata = file.metadata().map_err(io_failed)?;
        let (inode, longest) = (metadata.ino(), AtomicU64::new(metadata.len()));
        let (path, gate) = (path.to_owned(), Arc::default());
        Ok(Self { path, env, records, gate, inode, file, longest, syncing })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the path still leads to this file.
    pub(super) fn is_in_place(&self) -> bool {
        self.path.metadata().is_ok_and(|metadata| metadata.ino() == self.inode)
    }

    fn pages(&self) -> u64 {
        self.env.info().last_page_number as u64 + 1
    }

    /// Reads every page that is in use, beside the map.
    pub(super) fn check_pages(&self) -> Result<(), StoreError> {
        let file = File::open(&self.path).map_err(|error| StoreError::io(&self.path, error))?;
        loop {
            let reading = self.read()?;
            let snapshot = Snapshot::of(&file, reading.txn.id() as u64);
            match snapshot.and_then(|snapshot| snapshot.check(&file)) {
                // The snapshot of this transaction stays; only its description was overwritten.
                Err(PageFault::Moved) => {}
                checked => return checked.map_err(|fault| page_fault(&self.path, fault)),
            }
        }
    }

    /// Frees the slots of readers whose processes are gone.
    pub(super) fn clear_stale_readers(&self) -> Result<usize, StoreError> {
        self.env.clear_stale_readers().map_err(|error| self.failed(error))
    }

    /// Refuses a file that somebody has cut while it was open: whoever reads a page behind its end
    /// through the map is killed (SIGBUS).
    fn check_uncut(&self) -> Result<(), StoreError> {
        let length = self.file.metadata().map_err(|error| StoreError::io(&self.path, error))?.len();
        if length < self.longest.fetch_max(length, Ordering::Relaxed) {
            check_length(&self.file).map_err(|fault| page_fault(&self.path, fault))?;
            self.longest.store(length, Ordering::Relaxed);
        }
        Ok(())
    }

    /// Begins to read the newest state.
    pub(super) fn read(&self) -> Result<Reading, StoreError> {
        self.check_uncut()?;
        loop {
            let pass = self.gate.enter();
            match self.env.clone().static_read_txn() {
                Ok(txn) => return Ok(Reading { txn, records: self.records, _pass: pass }),
                Err(heed::Error::Mdb(MdbError::MapResized)) => {
                    drop(pass);
                    self.resize(Size::OfTheFile)?;
                }
                Err(heed::Error::Mdb(MdbError::ReadersFull)) if self.clear_stale_readers()? > 0 => {
                }
                Err(error) => return Err(self.failed(error)),
            }
        }
    }

    /// Runs `work` in a write transaction, again when the map was too small for it.
    pub(super) fn write<T>(
        &self,
        mut work: impl FnMut(&mut RwTxn<'_>, Records) -> Result<Verdict<T>, StoreError>,
    ) -> Result<T, StoreError> {
        loop {
            match self.attempt(&mut work) {
                Err(error) if error.is_map_full() => {
                    // A dead reader may keep pages from being used again.
                    self.clear_stale_readers()?;
                    self.resize(Size::Double)?;
                }
                Err(StoreError::Lmdb { error: heed::Error::Mdb(MdbError::MapResized), .. }) => {
                    self.resize(Size::OfTheFile)?;
                }
                finished => return finished,
            }
        }
    }

    fn attempt<T>(
        &self,
        work: &mut impl FnMut(&mut RwTxn<'_>, Records) -> Result<Verdict<T>, StoreError>,
    ) -> Result<T, StoreError> {
        self.check_uncut()?;
        let _pass = self.gate.enter();
        let mut txn = self.env.write_txn().map_err(|error| self.failed(error))?;
        match work(&mut txn, self.records)? {
            Verdict::Commit(value) => {
                self.make_room();
                txn.commit().map_err(|error| self.failed(error))?;
                Ok(value)
            }
            Verdict::Abort(value) => Ok(value),
        }
    }

    /// Adds room at the end of a file that is synced; the commit to come brings it to the disk.
    fn make_room(&self) {
        if self.syncing == Syncing::Never {
            return;
        }
        let left = || -> Result<Option<u64>, PageFault> {
            let used = Snapshot::newest(&self.file)?.octets();
            Ok(self.file.metadata()?.len().checked_sub(used))
        };
        // A file that was cut stays as it is: zeros would hide what is missing. Without room, and
        // on a full disk, the commit itself finds out whether it fits.
        if left().is_ok_and(|left| left.is_some_and(|left| left < ROOM / 4)) {
            let _room_or_none = add_room(&self.file);
        }
    }

    pub(super) fn failed(&self, error: heed::Error) -> StoreError {
        StoreError::lmdb(&self.path, error)
    }

    #[expect(unsafe_code, reason = "LMDB moves its map: the gate sees to it that nobody reads it")]
    fn resize(&self, size: Size) -> Result<(), StoreError> {
        let path = &self.path;
        let resized = self.gate.alone(|| {
            let octets = match size {
                Size::OfTheFile => 0,
                Size::Double => self.env.info().map_size.saturating_mul(2),
            };
            // SAFETY: no transaction of this process is open, and none begins meanwhile.
            unsafe { self.env.resize(octets) }.map_err(|error| self.failed(error))?;
            let file = File::open(path).map_err(|error| StoreError::io(path, error))?;
            check_length(&file).map_err(|fault| page_fault(path, fault))
        });
        resized.unwrap_or_else(|| Err(StoreError::Busy(path.clone())))
    }
}

/// Adds zeros at the end of `file`.
pub(super) fn add_room(mut file: &File) -> io::Result<()> {
    io::copy(&mut io::repeat(0).take(ROOM), &mut file).map(drop)
}

#[derive(Clone, Copy)]
enum Size {
    OfTheFile,
    Double,
}

/// Whether the file holds every page: free ones at its end need not be there.
fn check_length(file: &File) -> Result<(), PageFault> {
    let snapshot = Snapshot::newest(file)?;
    if file.metadata()?.len() >= snapshot.octets() {
        return Ok(());
    }
    match snapshot.check(file) {
        Err(PageFault::Truncated { .. }) => Err(PageFault::Truncated { needed: snapshot.octets() }),
        checked => checked,
    }
}

fn page_fault(path: &Path, fault: PageFault) -> StoreError {
    let length = path.metadata().map_or(0, |metadata| metadata.len());
    let path = path.to_owned();
    match fault {
        PageFault::Truncated { needed } => StoreError::Truncated { path, length, needed },
        PageFault::Damaged(what) => StoreError::Damaged { path, what },
        PageFault::Moved => StoreError::Damaged { path, what: "its snapshots".to_owned() },
        PageFault::Foreign => StoreError::Foreign(path),
        PageFault::Io(error) => StoreError::io(&path, error),
    }
}

#[expect(unsafe_code, reason = "LMDB maps the file")]
fn open_env(path: &Path, syncing: Syncing, map_size: usize) -> Result<Env<WithoutTls>, StoreError> {
    let mut flags = EnvFlags::NO_SUB_DIR;
    if syncing == Syncing::Never {
        flags |= EnvFlags::NO_SYNC;
    }
    let mut options = EnvOpenOptions::new().read_txn_without_tls();
    options.map_size(map_size);
    // SAFETY: a file that was never synced may be spoiled; it is checked before its pages are read.
    unsafe { options.flags(flags) };
    // SAFETY: others change the file through LMDB alone, and its length was checked.
    let open = || unsafe { options.open(path) };
    let opened = match open() {
        // The last handle of it is being dropped at this moment by another thread.
        Err(heed::Error::EnvAlreadyOpened) => {
            let canonical = path.canonicalize().unwrap_or_else(|_| path.to_owned());
            if let Some(closing) = heed::env_closing_event(canonical) {
                closing.wait_timeout(Duration::from_secs(1));
            }
            open()
        }
        opened => opened,
    };
    opened.map_err(|error| StoreError::lmdb(path, error))
}

/// LMDB's lock file beside `path`.
pub(super) fn lock_file(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-lock");
    PathBuf::from(name)
}

/// Gives the lock file its room on the disk: LMDB writes it through a map, and a full disk would
/// kill the process there.
fn reserve_lock_file(path: &Path) -> Result<(), StoreError> {
    let lock = lock_file(path);
    let reserve = || -> std::io::Result<()> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false).mode(0o600);
        let file = options.open(&lock)?;
        let metadata = file.metadata()?;
        let length = match metadata.len() {
            0 => LOCK_FILE_LENGTH,
            length => length,
        };
        // In units of 512 octets, whatever the file system's blocks are.
        if metadata.blocks().saturating_mul(512) >= length {
            return Ok(());
        }
        match fallocate(&file, FallocateFlags::empty(), 0, length) {
            // Not every file system can promise room.
            Err(rustix::io::Errno::OPNOTSUPP) => Ok(()),
            reserved => Ok(reserved?),
        }
    };
    reserve().map_err(|error| StoreError::io(&lock, error))
}
