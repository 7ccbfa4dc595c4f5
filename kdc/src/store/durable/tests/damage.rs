//! Files that are cut, damaged, foreign, newer, or on a disk that is full.

use std::fs::OpenOptions;
use std::os::unix::fs::FileExt;
use std::process::Command;

use kerbside_crypto::Entropy;

use super::*;

/// A closed database with some principals, and the octets of its pages.
fn closed() -> (tempfile::TempDir, PathBuf, Vec<u8>) {
    let Bed { _folder: folder, name: path, store } = Bed::new();
    for n in 0..40 {
        put(&store, put_principal(&format!("p{n}")));
    }
    drop(store);
    let file = path.with_extension("mdb");
    let snapshot = pages::Snapshot::newest(&std::fs::File::open(&file).unwrap()).unwrap();
    let mut octets = std::fs::read(&file).unwrap();
    octets.truncate(snapshot.octets() as usize);
    (folder, path, octets)
}

fn open(path: &Path) -> Result<DurableStore, StoreError> {
    DurableStore::open(path, &source("masterpw"))
}

#[test]
fn a_truncated_file_is_refused_with_its_name_and_the_remedy() {
    let (_folder, path, octets) = closed();
    let file = path.with_extension("mdb");
    for length in [0, 100, 4_096, 8_192, 12_288, octets.len() / 2, octets.len() - 4_096] {
        std::fs::write(&file, &octets[..length]).unwrap();
        let error = open(&path).err().unwrap_or_else(|| panic!("{length} octets were opened"));
        let text = error.to_string();
        assert!(matches!(error, StoreError::Truncated { .. }), "{length}: {text}");
        assert!(text.contains("principal.mdb") && text.contains("kdb5_util load"), "{text}");
    }
    std::fs::write(&file, &octets).unwrap();
    assert_eq!(open(&path).unwrap().verify().unwrap(), FOUNDED + 40);
}

#[test]
fn a_flipped_bit_is_found_or_was_in_nothing_that_is_used() {
    let (_folder, path, octets) = closed();
    let file = path.with_extension("mdb");
    let mut entropy = SeededEntropy::new(11);
    let mut found = 0;
    for _ in 0..400 {
        let mut at = [0; 8];
        entropy.fill(&mut at);
        let at = u64::from_le_bytes(at) as usize % (octets.len() * 8);
        let mut damaged = octets.clone();
        damaged[at / 8] ^= 1 << (at % 8);
        std::fs::write(&file, &damaged).unwrap();
        match open(&path).map(|store| store.verify()) {
            Ok(Ok(count)) => assert!(count >= FOUNDED + 39, "bit {at}: {count} principals"),
            Ok(Err(error)) => {
                found += 1;
                assert!(error.to_string().contains("principal.mdb"), "bit {at}: {error}");
            }
            Err(error) => {
                found += 1;
                let text = error.to_string();
                assert!(text.contains("principal.mdb"), "bit {at}: {text}");
            }
        }
    }
    assert!(found > 100, "only {found} of 400 were found");
}

#[test]
fn one_damaged_record_does_not_hinder_the_others() {
    let (_folder, path, octets) = closed();
    let file = path.with_extension("mdb");
    let store = open(&path).unwrap();
    let key = Kind::Principal.of_name(&realm(), &name("p7"));
    let image = OpenOptions::new().write(true).open(&file).unwrap();
    // In every copy that is left of it: which one is in use is LMDB's affair.
    for (at, _) in octets.windows(key.len()).enumerate().filter(|(_, window)| *window == key) {
        let record = at + key.len() + 40;
        image.write_all_at(&[octets[record] ^ 1], record as u64).unwrap();
    }
    let world = store.world().unwrap();
    let mut unreadable = 0;
    for n in 0..40 {
        let own = name(&format!("p{n}"));
        match world.principal(&realm(), &own) {
            Ok(found) => assert_eq!(found.unwrap().name, own),
            Err(error) => {
                unreadable += 1;
                let text = error.to_string();
                assert!(text.contains("p7") && text.contains("principal.mdb"), "{text}");
            }
        }
    }
    assert_eq!(unreadable, 1);
}

#[test]
fn a_newer_database_is_refused_with_its_format() {
    let bed = Bed::new();
    let newer = record::unkeyed_as(record::FORMAT + 1, b"\0kerbside", b"from the future");
    let written = bed.store.0.files.principals.write(|txn, records| {
        records.put(txn, b"\0kerbside", &newer).unwrap();
        Ok(Verdict::Commit(()))
    });
    written.unwrap();
    let error = open(&bed.name).unwrap_err();
    assert!(matches!(error, StoreError::Newer { found: 2, .. }), "{error}");
}

#[test]
fn a_damaged_database_is_replaced_by_a_load() {
    let (_folder, path, octets) = closed();
    for damaged in [&octets[..8_192], b"rubbish"] {
        std::fs::write(path.with_extension("mdb"), damaged).unwrap();
        assert!(open(&path).is_err());
        DurableStore::replace(&path, &master(), &[put_principal("alice")]).unwrap();
        assert_eq!(open(&path).unwrap().verify().unwrap(), 2);
    }
}

#[test]
fn files_of_others_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("principal");
    let missing = open(&path).unwrap_err();
    assert!(matches!(missing, StoreError::Missing(_)), "{missing}");
    std::fs::write(path.with_extension("mdb"), [7; 16_384]).unwrap();
    let foreign = open(&path).unwrap_err();
    assert!(matches!(foreign, StoreError::Foreign(_)), "{foreign}");
}

#[test]
fn spoiled_counters_are_made_anew_and_that_is_said() {
    let (_folder, path, _) = closed();
    let counters = files::Paths::of(&path).accounts;
    let octets = std::fs::read(&counters).unwrap();
    for spoiled in [&b""[..], b"rubbish", &octets[..4_096]] {
        std::fs::write(&counters, spoiled).unwrap();
        let store = open(&path).unwrap();
        let notices = store.take_notices();
        assert_eq!(notices.len(), 1, "{notices:?}");
        assert!(notices[0].contains("principal.lockout.mdb"), "{notices:?}");
        assert!(store.world().unwrap().account(&realm(), &name("p1")).is_ok());
        assert_eq!(store.take_notices(), [""; 0]);
    }
}

#[test]
fn a_full_disk_is_a_clear_error_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let small = folder.path().join("small");
    std::fs::create_dir(&small).unwrap();
    let _mounted = Mounted::tmpfs(&small);
    let path = small.join("principal");
    let store = make(&path);
    let (mut acknowledged, mut full) = (0, None);
    while full.is_none() {
        let generation = store.world().unwrap().generation();
        let changes = (0..20).map(|n| put_principal(&format!("p{}", acknowledged + n)));
        match store.commit(generation, changes.collect()) {
            Ok(_) => acknowledged += 20,
            Err(error) => full = Some(error.to_string()),
        }
    }
    let text = full.unwrap();
    assert!(text.contains("no space left") && text.contains("principal.mdb"), "{text}");
    assert!(acknowledged > 20, "{acknowledged}");
    assert_eq!(store.verify().unwrap(), acknowledged + FOUNDED);
    drop(store);
    // A full disk neither hinders opening nor kills whoever does.
    let filler = small.join("filler");
    let mut file = std::fs::File::create(&filler).unwrap();
    let filled = std::io::copy(&mut std::io::repeat(1), &mut file);
    assert_eq!(filled.unwrap_err().kind(), std::io::ErrorKind::StorageFull);
    let store = open(&path).unwrap();
    assert_eq!(store.verify().unwrap(), acknowledged + FOUNDED);
    let generation = store.world().unwrap().generation();
    let changes = (0..200).map(|n| put_principal(&format!("q{n}"))).collect();
    assert!(store.commit(generation, changes).is_err());
    std::fs::remove_file(&filler).unwrap();
    put(&store, put_principal("last"));
    assert_eq!(store.verify().unwrap(), acknowledged + FOUNDED + 1);
    drop(store);
    std::fs::remove_file(path.with_extension("mdb-lock")).unwrap();
    let mut file = std::fs::File::create(&filler).unwrap();
    assert!(std::io::copy(&mut std::io::repeat(1), &mut file).is_err());
    let error = open(&path).unwrap_err();
    assert!(matches!(error, StoreError::NoSpace(_)), "{error}");
}

/// A small file system in memory, which ends with this.
struct Mounted(PathBuf);

impl Mounted {
    /// Mounting is root's: the test fails for others, and says what it needs.
    fn tmpfs(at: &Path) -> Self {
        let mut mount = Command::new("mount");
        let mount = mount.args(["-t", "tmpfs", "-o", "size=1m", "kerbside"]).arg(at);
        let output = mount.output().unwrap();
        let needed = "a small tmpfs has to be mounted: run this test as root";
        assert!(output.status.success(), "{needed}; mount said {output:?}");
        Self(at.to_owned())
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        // Lazily: the store may still be open when the test fails.
        let unmounted = Command::new("umount").arg("-l").arg(&self.0).status();
        assert!(unmounted.is_ok_and(|status| status.success()), "{:?} stays mounted", self.0);
    }
}
