//! A full disk: everything of a realm lies on a small file system in memory, which is then filled.
//!
//! A change that finds no room is refused in a sentence that says so, nothing of it is there, the
//! daemons go on (their logs are on the full disk, too), and so do changes once there is room.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::chance::Chance;
use super::ledger::{Change, Kind, Ledger};
use super::sight::Sight;
use super::writer::introduce;
use crate::process::Finished;
use crate::realm::{Make, Realm};

/// The sentence of a refused change.
const REFUSED: &str = "no space left for database";

/// More principals than the room that a new database reserves can take.
const UNTIL_FULL: usize = 2_000;

/// Fills the disk below a realm that serves, and makes room again.
///
/// # Panics
/// When a file system cannot be mounted here, an acknowledged change is lost, a refusal is unclear,
/// or a daemon ends.
pub fn fill(seed: u64) {
    let folder = TempDir::with_prefix("small.").expect("a folder");
    // Declared first, so that it is unmounted after everything that lies on it has ended.
    let mounted = Mounted::at(folder.path());
    let elsewhere = TempDir::with_prefix("elsewhere.").expect("a folder");
    let realm = Realm::in_folder(folder, &[]);
    realm.create(Make::Ours);
    realm.administer(Make::Ours, &["addprinc", "-pw", "adminpw", "admin/admin"]);
    realm.administer(Make::Ours, &["addprinc", "-pw", "alicepw", "alice"]);
    let krb5kdc = realm.krb5kdc(Make::Ours);
    let kadmind = realm.kadmind(Make::Ours);
    introduce(&realm);
    let mut ledger = Ledger::new(&elsewhere.path().join("acknowledged.log"));
    let mut chance = Chance::new(seed);

    let filler = Filler::new(&realm);
    let mut locally =
        |change: &Change| realm.program(Make::Ours, "kadmin.local").args(change.words()).run();
    let refused = add_until_refused("local", &mut ledger, &mut locally);
    refused.failed_with(REFUSED);
    refused.failed_with("nothing was changed");
    let kinit = |name: &str, password: &str| {
        let kinit = realm.program(Make::Ours, "kinit").arg("-c").arg(elsewhere.path().join("cc"));
        let _ = kinit.arg(name).input(format!("{password}\n")).run().well();
    };
    kinit("alice", "alicepw");
    let mut remotely = |change: &Change| {
        let kadmin = realm.program(Make::Ours, "kadmin").args(["-p", "admin/admin", "-c"]);
        kadmin.arg(realm.path("admin.cc")).args(change.words()).run()
    };
    let refused = add_until_refused("remote", &mut ledger, &mut remotely);
    // The protocol has numbers, no sentences: this is the text of the system's.
    refused.failed_with("No space left on device");
    compare(&realm, &mut ledger);

    drop(filler);
    for change in ledger.plan("after", 20, &mut chance) {
        let words = change.words();
        let _ = realm.program(Make::Ours, "kadmin.local").args(&words).run().well();
        let _nothing = ledger.write(&[change], 1);
    }
    compare(&realm, &mut ledger);
    kinit("alice", "alicepw");
    for daemon in [krb5kdc, kadmind] {
        daemon.terminate();
        let _ = daemon.finish().well();
    }
    drop(mounted);
}

fn compare(realm: &Realm, ledger: &mut Ledger) {
    let mut with_alice = Sight::of(realm, ledger.accounts().keys().chain([&"alice".to_owned()]));
    with_alice.forget("alice");
    ledger.compare(&with_alice, &[]);
}

/// Adds principals, called `prefix` and a number, until one is refused.
fn add_until_refused(
    prefix: &str,
    ledger: &mut Ledger,
    perform: &mut dyn FnMut(&Change) -> Finished,
) -> Finished {
    for number in 0..UNTIL_FULL {
        let name = format!("{prefix}-{number}");
        let change = Change { name, kind: Kind::Add(format!("pw-{number}"), 60) };
        let told = perform(&change);
        if told.code() != Some(0) {
            return told;
        }
        let _nothing = ledger.write(&[change], 1);
    }
    panic!("{UNTIL_FULL} changes found room on a full disk");
}

/// A file that takes all the room there is.
struct Filler(PathBuf);

impl Filler {
    fn new(realm: &Realm) -> Self {
        let path = realm.path("filler");
        let mut file = File::create(&path).expect("a file on the small disk");
        let filled = io::copy(&mut io::repeat(1), &mut file).expect_err("a disk that is small");
        assert_eq!(filled.kind(), io::ErrorKind::StorageFull, "{filled}");
        Self(path)
    }
}

impl Drop for Filler {
    fn drop(&mut self) {
        std::fs::remove_file(&self.0).expect("the filler is removed");
    }
}

/// A small file system in memory, which ends with this.
struct Mounted(PathBuf);

impl Mounted {
    fn at(path: &Path) -> Self {
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=1m,mode=700", "kerbside-faults"]).arg(path);
        let mounted = mount.output();
        assert!(
            mounted.as_ref().is_ok_and(|output| output.status.success()),
            "a full disk needs a small tmpfs, which could not be mounted at {}: run this as root, \
             in a container with the capability SYS_ADMIN ({mounted:?})",
            path.display()
        );
        Self(path.to_owned())
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        // Lazily: when this fails, programs may still have files open there.
        let unmounted = Command::new("umount").arg("-l").arg(&self.0).status();
        if !unmounted.is_ok_and(|status| status.success()) && !std::thread::panicking() {
            panic!("{} stays mounted", self.0.display());
        }
    }
}
