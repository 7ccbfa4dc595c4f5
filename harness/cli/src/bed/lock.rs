//! The lock of a bed's directory: a file lock, so that a killed bed never holds it.
//!
//! The file holds the process id for the sake of messages; only the lock itself counts.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;

use super::LOCK;
use crate::failure::Failure;

/// How often the lock is tried anew when its file was removed meanwhile.
const TRIES: usize = 8;

/// A lock that is held until this is dropped.
#[derive(Debug)]
pub(super) struct Lock(#[expect(dead_code, reason = "held, not used")] File);

/// Takes the lock of `directory`.
///
/// # Errors
/// [`Failure::AlreadyRuns`] when a bed holds it.
pub(super) fn take(directory: &Path) -> Result<Lock, Failure> {
    let path = directory.join(LOCK);
    for _ in 0..TRIES {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false).mode(0o600);
        options.custom_flags(no_follow());
        let mut file = options.open(&path).map_err(Failure::file(&path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let pid = read_pid(&mut file);
                return Err(Failure::AlreadyRuns { directory: directory.to_owned(), pid });
            }
            Err(TryLockError::Error(source)) => return Err(Failure::File { path, source }),
        }
        // A bed that ends removes the file: what was locked then is no longer what others see.
        if is_current(&file, &path) {
            write_pid(&mut file).map_err(Failure::file(&path))?;
            return Ok(Lock(file));
        }
    }
    Err(Failure::AlreadyRuns { directory: directory.to_owned(), pid: None })
}

/// The process that holds the lock of `directory`: `None` when nobody does, `Some(None)` when it
/// cannot be told who.
pub(crate) fn holder(directory: &Path) -> Option<Option<u32>> {
    let mut file = File::open(directory.join(LOCK)).ok()?;
    match file.try_lock_shared() {
        Err(TryLockError::WouldBlock) => Some(read_pid(&mut file)),
        Ok(()) | Err(TryLockError::Error(_)) => None,
    }
}

pub(super) fn no_follow() -> i32 {
    // The bits fit: open(2) takes them as an int.
    rustix::fs::OFlags::NOFOLLOW.bits().cast_signed()
}

fn is_current(file: &File, path: &Path) -> bool {
    match (file.metadata(), std::fs::symlink_metadata(path)) {
        (Ok(held), Ok(seen)) => held.ino() == seen.ino() && held.dev() == seen.dev(),
        _ => false,
    }
}

fn write_pid(file: &mut File) -> io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{}", std::process::id())
}

fn read_pid(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.take(16).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}
