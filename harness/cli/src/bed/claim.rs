//! A directory that one bed has to itself: made, locked, cleared of what a killed bed left, and
//! removed again.

use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use super::lock::{self, Lock};
use super::manifest::{Made, Manifest};
use super::{LOCK, leftovers};
use crate::failure::Failure;

/// The permission bits that let others write.
const WRITABLE_BY_OTHERS: u32 = 0o022;

/// A directory that this process has to itself.
#[derive(Debug)]
pub(crate) struct Claim {
    path: PathBuf,
    manifest: Manifest,
    lock: Lock,
}

/// What became of a directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Removed {
    /// It is gone.
    Whole,
    /// The bed's files are gone; it held others, or was there before.
    Emptied,
}

impl Claim {
    /// Makes `path` a bed's directory, private to the person.
    ///
    /// # Errors
    /// When a bed runs there, files of somebody else are in the way, or it cannot be written.
    pub(crate) fn stake(path: &Path) -> Result<Self, Failure> {
        let made = make(path)?;
        let path = path.canonicalize().map_err(Failure::file(path))?;
        let claim = Self::lock(&path, made);
        if claim.is_err() && made == Made::ByBed {
            // What was made for nothing; if something is in it already, it stays.
            let _stays = std::fs::remove_dir(&path);
        }
        claim
    }

    fn lock(path: &Path, made: Made) -> Result<Self, Failure> {
        is_private(path)?;
        let lock = lock::take(path)?;
        let mut manifest = Manifest::starting(made);
        let cleared = clear(path, &mut manifest).and_then(|()| manifest.write(path));
        match cleared {
            Ok(()) => Ok(Self { path: path.to_owned(), manifest, lock }),
            Err(failure) => {
                // The lock file is all that was made.
                let _stays = std::fs::remove_file(path.join(LOCK));
                Err(failure)
            }
        }
    }

    /// Takes over what a killed bed left in `path`; `None` when nothing is left there.
    ///
    /// # Errors
    /// When a bed runs there, or the files cannot be read.
    pub(crate) fn of_killed_bed(path: &Path) -> Result<Option<Self>, Failure> {
        let Ok(path) = path.canonicalize() else {
            return Ok(None);
        };
        if Manifest::read(&path)?.is_none() {
            return Ok(None);
        }
        let lock = lock::take(&path)?;
        let manifest = Manifest::read(&path)?;
        Ok(manifest.map(|manifest| Self { path, manifest, lock }))
    }

    /// The directory, in full.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Notes the files of the bed that is now ready, and those that its users' programs may put at
    /// paths of the bed.
    pub(crate) fn note_files(&mut self, expected: &[PathBuf]) -> Result<(), Failure> {
        self.manifest.list(&self.path, expected)
    }

    /// Notes the files of a user who came later, whose folder the bed has just made.
    pub(crate) fn note_user(&mut self, folder: &Path, ccache: PathBuf) -> Result<(), Failure> {
        let relative = folder.strip_prefix(&self.path).unwrap_or(folder).to_owned();
        self.manifest.add(&self.path, &relative, &[ccache])
    }

    /// Removes what the bed made.
    ///
    /// # Errors
    /// When something cannot be removed; what is left is still listed.
    pub(crate) fn remove(self) -> Result<Removed, Failure> {
        leftovers::remove(&self.path, &self.manifest)?;
        let lock = self.path.join(LOCK);
        std::fs::remove_file(&lock).map_err(Failure::file(lock))?;
        let gone = leftovers::remove_directory(&self.path, self.manifest.directory)?;
        drop(self.lock);
        Ok(if gone { Removed::Whole } else { Removed::Emptied })
    }
}

/// Makes the directory, and those above it.
fn make(path: &Path) -> Result<Made, Failure> {
    let failed = |error: io::Error| Failure::Directory {
        path: path.to_owned(),
        reason: format!("{error}; choose one that you can write to with --dir"),
    };
    let mut builder = std::fs::DirBuilder::new();
    builder.mode(0o700);
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        builder.recursive(true).create(parent).map_err(failed)?;
    }
    match builder.recursive(false).create(path) {
        Ok(()) => Ok(Made::ByBed),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => {
            Ok(Made::Before)
        }
        Err(error) => Err(failed(error)),
    }
}

/// Keytabs are in it: it must be the person's own, and nobody else may put anything there.
fn is_private(path: &Path) -> Result<(), Failure> {
    let metadata = std::fs::metadata(path).map_err(Failure::file(path))?;
    let refused = |reason: String| Failure::Directory { path: path.to_owned(), reason };
    if metadata.uid() != rustix::process::geteuid().as_raw() {
        let owner = metadata.uid();
        let reason = format!("it belongs to user {owner}; choose one of your own with --dir");
        return Err(refused(reason));
    }
    if metadata.mode() & WRITABLE_BY_OTHERS != 0 {
        let remedy = format!("chmod 700 {}", path.display());
        return Err(refused(format!("others may write there; run `{remedy}` or choose another")));
    }
    Ok(())
}

/// Removes what a killed bed left. What remains must not be in the way.
fn clear(path: &Path, manifest: &mut Manifest) -> Result<(), Failure> {
    if let Some(killed) = Manifest::read(path)? {
        leftovers::remove(path, &killed)?;
        manifest.directory = killed.directory;
    }
    match leftovers::clash(path) {
        None => Ok(()),
        Some(clash) => Err(Failure::Directory {
            path: path.to_owned(),
            reason: format!(
                "{} is in the way, which no bed made; move it, or choose another with --dir",
                clash.display()
            ),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> tempfile::TempDir {
        tempfile::tempdir().expect("a folder")
    }

    #[test]
    fn a_directory_that_a_bed_made_goes_with_it() {
        let place = place();
        let path = place.path().join("a/b");
        let claim = Claim::stake(&path).expect("claimed");
        assert_eq!(std::fs::metadata(&path).expect("there").mode() & 0o777, 0o700);
        assert_eq!(claim.remove().expect("removed"), Removed::Whole);
        assert!(!path.exists());
    }

    #[test]
    fn files_of_somebody_else_stay() {
        let place = place();
        let path = place.path().join("bed");
        let mut claim = Claim::stake(&path).expect("claimed");
        std::fs::create_dir_all(path.join("clients/alice")).expect("made");
        std::fs::write(path.join("clients/alice/keytab"), "x").expect("written");
        claim.note_files(&[path.join("clients/alice/krb5cc")]).expect("noted");
        std::fs::write(path.join("clients/alice/krb5cc"), "x").expect("written");
        std::fs::write(path.join("clients/alice/notes.txt"), "mine").expect("written");
        assert_eq!(claim.remove().expect("removed"), Removed::Emptied);
        let left: Vec<_> = std::fs::read_dir(path.join("clients/alice"))
            .expect("there")
            .map(|entry| entry.expect("read").file_name())
            .collect();
        assert_eq!(left, ["notes.txt"]);
        assert_eq!(std::fs::read_dir(&path).expect("there").count(), 1);
    }

    #[test]
    fn two_claims_of_one_directory_exclude_each_other() {
        let place = place();
        let first = Claim::stake(place.path()).expect("claimed");
        let second = Claim::stake(place.path());
        assert!(matches!(second, Err(Failure::AlreadyRuns { pid: Some(_), .. })), "{second:?}");
        assert_eq!(first.remove().expect("removed"), Removed::Emptied);
        assert_eq!(std::fs::read_dir(place.path()).expect("there").count(), 0);
    }

    #[test]
    fn what_a_killed_bed_left_is_cleared() {
        let place = place();
        let path = place.path().join("bed");
        let killed = Claim::stake(&path).expect("claimed");
        std::fs::create_dir(path.join("clients")).expect("made");
        std::fs::write(path.join("krb5.conf"), "x").expect("written");
        // As after kill -9: the lock goes, the files stay.
        drop(killed);
        let next = Claim::stake(&path).expect("claimed anew");
        assert!(!path.join("clients").exists() && !path.join("krb5.conf").exists());
        assert_eq!(next.remove().expect("removed"), Removed::Whole);
    }

    #[test]
    fn a_foreign_krb5_conf_is_not_overwritten() {
        let place = place();
        std::fs::write(place.path().join("krb5.conf"), "mine").expect("written");
        let refused = Claim::stake(place.path()).expect_err("refused").to_string();
        assert!(refused.contains("krb5.conf is in the way"), "{refused}");
        assert_eq!(std::fs::read_dir(place.path()).expect("there").count(), 1);
    }
}
