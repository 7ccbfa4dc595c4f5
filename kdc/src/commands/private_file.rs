//! Files with secrets: readable by their owner alone, and never half written.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use rustix::fs::{FlockOperation, fcntl_lock};

/// Tells apart the temporary files of one process; nothing else depends on it.
static SERIAL: AtomicU32 = AtomicU32::new(0);

/// Puts `octets` in the place of the file at `path`, of mode 0600: readers see the old content or
/// the new one.
pub(crate) fn replace(path: &Path, octets: &[u8]) -> io::Result<()> {
    replace_as(path, octets, |_| Ok(()))
}

/// Writes beside `path`, has that file prepared, and puts it in place.
fn replace_as(
    path: &Path,
    octets: &[u8],
    prepare: impl FnOnce(&Path) -> io::Result<()>,
) -> io::Result<()> {
    let beside = temporary(path);
    let written = create(&beside)
        .and_then(|mut file| file.write_all(octets))
        .and_then(|()| prepare(&beside))
        .and_then(|()| std::fs::rename(&beside, path));
    if written.is_err() {
        // The first error is the one to tell.
        let _left_behind = std::fs::remove_file(&beside);
    }
    written
}

/// Puts `octets` in the place of the file at `path` or, when that is a link, of what it leads to.
/// The owner, group and mode stay: others may be meant to read it.
pub(super) fn rewrite(path: &Path, octets: &[u8]) -> io::Result<()> {
    let Ok(path) = path.canonicalize() else {
        return replace(path, octets);
    };
    let held = std::fs::metadata(&path)?;
    replace_as(&path, octets, |beside| {
        let made = std::fs::metadata(beside)?;
        if (made.uid(), made.gid()) != (held.uid(), held.gid()) {
            std::os::unix::fs::chown(beside, Some(held.uid()), Some(held.gid()))?;
        }
        std::fs::set_permissions(beside, held.permissions())
    })
}

/// The content of the file at `path`, under the lock that MIT's library takes: no writer is half
/// done.
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    fcntl_lock(&file, FlockOperation::LockShared)?;
    let mut content = Vec::new();
    file.read_to_end(&mut content)?;
    Ok(content)
}

/// Adds `octets` at the end of the file at `path`, under the lock that MIT's library takes.
pub(super) fn append(path: &Path, octets: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().append(true).open(path)?;
    fcntl_lock(&file, FlockOperation::LockExclusive)?;
    file.write_all(octets)
}

/// Overwrites the file at `path` with zeros and removes it.
pub(super) fn destroy(path: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).open(path)?;
    let length = file.metadata()?.len();
    io::copy(&mut io::Read::take(io::repeat(0), length), &mut file)?;
    std::fs::remove_file(path)
}

fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

fn temporary(path: &Path) -> PathBuf {
    let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}.{serial}", std::process::id()));
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_file_is_its_owners_and_grows_at_its_end() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("secret");
        for content in ["one", "two"] {
            replace(&path, content.as_bytes()).unwrap();
            assert_eq!(std::fs::read(&path).unwrap(), content.as_bytes());
        }
        append(&path, b" more").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"two more");
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        destroy(&path).unwrap();
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_file_that_is_written_again_keeps_its_mode_and_its_links() {
        let directory = tempfile::tempdir().unwrap();
        let (path, link) = (directory.path().join("file"), directory.path().join("link"));
        rewrite(&path, b"one").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        rewrite(&link, b"two").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    }

    #[test]
    fn a_file_that_is_not_there_neither_grows_nor_goes() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("none");
        for result in [append(&path, b"x"), destroy(&path)] {
            assert_eq!(result.unwrap_err().kind(), io::ErrorKind::NotFound);
        }
    }
}
