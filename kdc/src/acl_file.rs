//! The access control list of a file (MIT's `kadm5.acl`), read again when the file has changed.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use kerbside_kdc_core::admin::Acl;
use kerbside_krb5::formats::kadm5_acl::{AclError, AclFile};
use kerbside_krb5::wire::Realm;

use crate::kpasswd::AclSource;

/// Why a list cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum AclFileError {
    /// The file cannot be read.
    #[error("{path}: {source}")]
    Unreadable {
        /// The file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// It is malformed.
    #[error("{path}: {source}")]
    Malformed {
        /// The file.
        path: String,
        /// Where and how.
        source: AclError,
    },
}

/// A source with the list of the file at `path`, whose names are of `realm` when they have none.
///
/// The file is looked at for each request. When it has become unreadable or malformed, `report` is
/// told, once for each change, and the last good list stays in force.
///
/// # Errors
/// When it cannot be read at all.
pub fn acl_file(
    path: PathBuf,
    realm: Realm,
    report: impl Fn(&AclFileError) + Send + Sync + 'static,
) -> Result<AclSource, AclFileError> {
    let watched = Watched { path, realm };
    let state = Mutex::new(watched.read()?);
    Ok(Arc::new(move || {
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        let stamp = watched.stamp().ok();
        if stamp != state.stamp {
            match watched.read() {
                Ok(read) => *state = read,
                Err(error) => {
                    report(&error);
                    state.stamp = stamp;
                }
            }
        }
        Arc::clone(&state.acl)
    }))
}

struct Watched {
    path: PathBuf,
    realm: Realm,
}

struct State {
    /// What the file looked like when it was read; none while it is gone.
    stamp: Option<Stamp>,
    acl: Arc<Acl>,
}

/// What changes when a file is written or replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    inode: u64,
    length: u64,
    modified: (i64, i64),
}

impl From<Metadata> for Stamp {
    fn from(metadata: Metadata) -> Self {
        Self {
            inode: metadata.ino(),
            length: metadata.len(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
        }
    }
}

impl Watched {
    fn stamp(&self) -> std::io::Result<Stamp> {
        std::fs::metadata(&self.path).map(Stamp::from)
    }

    /// The stamp is taken first: a change in between is then seen at the next request.
    fn read(&self) -> Result<State, AclFileError> {
        let name = || self.path.display().to_string();
        let stamp = self.stamp();
        let text = stamp.and_then(|stamp| Ok((stamp, std::fs::read_to_string(&self.path)?)));
        let (stamp, text) =
            text.map_err(|source| AclFileError::Unreadable { path: name(), source })?;
        let file = AclFile::parse(&text, &self.realm)
            .map_err(|source| AclFileError::Malformed { path: name(), source })?;
        Ok(State { stamp: Some(stamp), acl: Arc::new(Acl::new(file)) })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use kerbside_krb5::formats::kadm5_acl::Rights;
    use kerbside_krb5::principal::Principal;

    use super::*;

    #[test]
    fn a_changed_file_is_read_again_and_a_broken_one_is_told_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kadm5.acl");
        std::fs::write(&path, "*/admin a\n").unwrap();
        let told = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&told);
        let report = move |_: &AclFileError| {
            count.fetch_add(1, Ordering::Relaxed);
        };
        let source = acl_file(path.clone(), "R".into(), report).unwrap();
        let admin = Principal::parse("root/admin", &"R".into()).unwrap();
        let adds = || source().grants(Rights::ADD, &admin, None).is_some();
        let deletes = || source().grants(Rights::DELETE, &admin, None).is_some();
        assert!(adds() && !deletes());
        std::fs::write(&path, "*/admin ad\n").unwrap();
        assert!(adds() && deletes());
        std::fs::write(&path, "*/admin ?\n").unwrap();
        assert!(adds() && deletes() && told.load(Ordering::Relaxed) == 1);
        std::fs::remove_file(&path).unwrap();
        assert!(adds() && deletes() && told.load(Ordering::Relaxed) == 2);
        std::fs::write(&path, "nobody *\n").unwrap();
        assert!(!adds() && told.load(Ordering::Relaxed) == 2);
    }

    #[test]
    fn a_missing_file_is_named() {
        let nowhere = acl_file("/nowhere/kadm5.acl".into(), "R".into(), |_| {});
        let error = nowhere.err().unwrap().to_string();
        assert!(error.starts_with("/nowhere/kadm5.acl: "), "{error}");
    }
}
