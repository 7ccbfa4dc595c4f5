//! The access control list in force: that of the file, read again when the file has changed.

use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use kerbside_kdc_core::admin::Acl;
use kerbside_krb5::formats::kadm5_acl::{AclError, AclFile};
use kerbside_krb5::wire::Realm;

use crate::logging::{Log, Severity};

/// A list and its file.
pub(super) struct AccessList {
    path: Option<PathBuf>,
    realm: Realm,
    log: Arc<Log>,
    held: Mutex<Held>,
}

struct Held {
    acl: Arc<Acl>,
    seen: Option<Seen>,
}

/// What tells one state of a file from another.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Seen {
    device: u64,
    inode: u64,
    size: u64,
    changed: (i64, i64),
}

/// Why a list cannot be had. The texts are those of MIT's kadmind.
#[derive(Debug, thiserror::Error)]
pub(super) enum AccessError {
    #[error("Cannot open {}: {}", .0.display(), system_text(.1))]
    Unreadable(PathBuf, io::Error),
    #[error("{}: {}", .0.display(), .1)]
    Malformed(PathBuf, AclError),
}

impl AccessList {
    /// The list of the file at `path`; without a file, the empty one.
    pub(super) fn open(
        path: Option<PathBuf>,
        realm: Realm,
        log: Arc<Log>,
    ) -> Result<Self, AccessError> {
        let held = match &path {
            None => Held { acl: Arc::default(), seen: None },
            Some(path) => {
                let seen = look(path).ok();
                Held { acl: Arc::new(read(path, &realm, &log)?), seen }
            }
        };
        Ok(Self { path, realm, log, held: Mutex::new(held) })
    }

    /// The list as it is now. A file that cannot be read leaves the list that was in force there,
    /// and is told to the log once for each of its states.
    pub(super) fn in_force(&self) -> Arc<Acl> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(path) = &self.path else {
            return Arc::clone(&held.acl);
        };
        let seen = look(path).ok();
        if seen != held.seen {
            held.seen = seen;
            match read(path, &self.realm, &self.log) {
                Ok(acl) => held.acl = Arc::new(acl),
                Err(error) => {
                    let text = format_args!("{error}; the list from before stays in force");
                    self.log.write(Severity::Error, text);
                }
            }
        }
        Arc::clone(&held.acl)
    }
}

fn look(path: &Path) -> io::Result<Seen> {
    let found = std::fs::metadata(path)?;
    Ok(Seen {
        device: found.dev(),
        inode: found.ino(),
        size: found.size(),
        changed: (found.ctime(), found.ctime_nsec()),
    })
}

fn read(path: &Path, realm: &Realm, log: &Log) -> Result<Acl, AccessError> {
    let octets =
        std::fs::read(path).map_err(|error| AccessError::Unreadable(path.to_owned(), error))?;
    let text = String::from_utf8_lossy(&octets);
    let file = AclFile::parse(&text, realm).map_err(|error| {
        if let Some(fault) = &error.fault {
            log.write(Severity::Error, format_args!("{fault}"));
        }
        AccessError::Malformed(path.to_owned(), error)
    })?;
    Ok(Acl::new(file))
}

/// The system's words, without the number that Rust adds.
fn system_text(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::Environment;
    use kerbside_krb5::formats::kadm5_acl::Rights;
    use kerbside_krb5::formats::kdc_conf::LogTarget;
    use kerbside_krb5::principal::Principal;

    fn list(folder: &Path, content: &str) -> Result<AccessList, AccessError> {
        let path = folder.join("kadm5.acl");
        std::fs::write(&path, content).unwrap();
        let environment = Environment::new(folder);
        let targets = [LogTarget::AppendTo("log".to_owned())];
        let log = Log::open("kadmind", &targets, &environment).unwrap();
        AccessList::open(Some(path), Realm::from("R"), Arc::new(log))
    }

    fn may_add(acl: &Acl, name: &str) -> bool {
        let client = Principal::parse(name, &Realm::from("R")).unwrap();
        acl.grants(Rights::ADD, &client, None).is_some()
    }

    #[test]
    fn a_changed_file_counts_and_a_spoiled_one_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let list = list(folder.path(), "a@R a\n").unwrap();
        assert!(may_add(&list.in_force(), "a") && !may_add(&list.in_force(), "b"));
        let beside = folder.path().join("new");
        std::fs::write(&beside, "b@R a\n").unwrap();
        std::fs::rename(&beside, folder.path().join("kadm5.acl")).unwrap();
        assert!(!may_add(&list.in_force(), "a") && may_add(&list.in_force(), "b"));
        std::fs::write(folder.path().join("kadm5.acl"), "b@R nonsense here, certainly\n").unwrap();
        assert!(may_add(&list.in_force(), "b"));
        std::fs::remove_file(folder.path().join("kadm5.acl")).unwrap();
        assert!(may_add(&list.in_force(), "b"));
        let log = std::fs::read_to_string(folder.path().join("log")).unwrap();
        assert!(log.contains("Unrecognized ACL operation") && log.contains("stays in force"));
    }

    #[test]
    fn a_file_that_is_not_there_or_wrong_is_named_as_mit_names_it() {
        let folder = tempfile::tempdir().unwrap();
        let text = list(folder.path(), "bad line here zz\n").err().unwrap().to_string();
        assert!(text.ends_with("kadm5.acl: syntax error at line 1 <bad line h...>"), "{text}");
        let environment = Environment::new(folder.path());
        let log = Log::open("kadmind", &[LogTarget::Stderr], &environment).unwrap();
        let path = PathBuf::from("/nonexist");
        let missing = AccessList::open(Some(path), Realm::from("R"), Arc::new(log));
        let text = missing.err().unwrap().to_string();
        assert_eq!(text, "Cannot open /nonexist: No such file or directory");
    }
}
