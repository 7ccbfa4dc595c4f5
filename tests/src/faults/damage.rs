//! Database files that are cut or spoiled at places of a seed: every program either works with
//! them or refuses them with the file's name and the remedy, and none of them is killed by a
//! signal or panics.

use std::path::PathBuf;

use super::chance::Chance;
use crate::process::Finished;
use crate::realm::{Make, Realm};

/// What the refusals point to.
const REMEDIES: [&str; 2] = ["kdb5_util load", "kdb5_util create"];

/// What a round did to the octets of a file.
#[derive(Clone, Copy, Debug)]
enum Spoiled {
    /// Nothing is left behind this place.
    Cut(usize),
    /// So many octets from this place on are others.
    Overwritten(usize, usize),
    /// So many octets from this place on are zeros.
    Zeroed(usize, usize),
}

impl Spoiled {
    fn by(chance: &mut Chance, length: usize) -> Self {
        let at = chance.below(length);
        let count = 1 + chance.below(64);
        match chance.below(3) {
            0 => Self::Cut(at),
            1 => Self::Overwritten(at, count),
            _ => Self::Zeroed(at / 4_096 * 4_096, 4_096),
        }
    }

    fn applied(self, octets: &[u8], chance: &mut Chance) -> Vec<u8> {
        let mut octets = octets.to_vec();
        match self {
            Self::Cut(at) => octets.truncate(at),
            Self::Overwritten(at, count) => {
                for octet in octets.iter_mut().skip(at).take(count) {
                    *octet ^= u8::try_from(1 + chance.below(255)).expect("an octet");
                }
            }
            Self::Zeroed(at, count) => octets.iter_mut().skip(at).take(count).for_each(|o| *o = 0),
        }
        octets
    }
}

/// A realm with some principals, stopped.
struct Room {
    realm: Realm,
    file: PathBuf,
    octets: Vec<u8>,
}

impl Room {
    fn new() -> Self {
        let realm = Realm::files();
        realm.create(Make::Ours);
        let script: String =
            (0..30).map(|n| format!("addprinc -pw pw{n} u{n}\n")).collect::<String>()
                + "addprinc -pw alicepw alice\n";
        let _ = realm.program(Make::Ours, "kadmin.local").input(script).run().well();
        let file = realm.path("principal.mdb");
        let octets = std::fs::read(&file).expect("the database's file");
        Self { realm, file, octets }
    }

    fn restore(&self) {
        std::fs::write(&self.file, &self.octets).expect("the database's file");
    }
}

/// Has every program open files that were spoiled in `rounds` ways.
///
/// # Panics
/// When one of them is killed by a signal, panics, or does not say what to do.
pub fn spoil_closed_files(rounds: usize, seed: u64) {
    let room = Room::new();
    let mut chance = Chance::new(seed);
    let mut refused = 0;
    for round in 0..rounds {
        let spoiled = Spoiled::by(&mut chance, room.octets.len());
        let octets = spoiled.applied(&room.octets, &mut chance);
        std::fs::write(&room.file, octets).expect("the database's file");
        let what = format!("round {round} of seed {seed}: {spoiled:?}");
        let list = room.realm.program(Make::Ours, "kadmin.local").arg("listprincs").run();
        let dump = room.realm.program(Make::Ours, "kdb5_util").args(["dump", "spoiled"]).run();
        let kdc = room.realm.program(Make::Ours, "krb5kdc").arg("-n").start();
        if kdc.reaches(|_, err| err.contains("krb5kdc: starting...")) {
            kdc.terminate();
        }
        for finished in [list, dump, kdc.finish()] {
            refused += usize::from(judge(&finished, &what));
        }
    }
    assert!(refused > 0, "nothing of {rounds} rounds was refused");
    room.restore();
    let _ = room.realm.program(Make::Ours, "kadmin.local").args(["getprinc", "alice"]).run().well();
}

/// Cuts the file below a KDC that serves, at `rounds` places: the KDC answers that it cannot, or
/// ends with a sentence.
///
/// # Panics
/// When it is killed by a signal or says nothing.
pub fn cut_open_files(rounds: usize, seed: u64) {
    let room = Room::new();
    let mut chance = Chance::new(seed);
    let mut lengths = vec![0, 4_096, 8_192];
    lengths.extend((3..rounds).map(|_| chance.below(room.octets.len())));
    for length in lengths.into_iter().take(rounds) {
        room.restore();
        let kdc = room.realm.krb5kdc(Make::Ours);
        let kinit = || {
            let kinit = room.realm.program(Make::Ours, "kinit").arg("alice");
            kinit.input("alicepw\n").run()
        };
        let _ = kinit().well();
        let file = std::fs::OpenOptions::new().write(true).open(&room.file);
        file.and_then(|file| file.set_len(length as u64)).expect("the file is cut");
        let asked = kinit();
        assert!(asked.code().is_some(), "{length} octets left: {asked}");
        kdc.terminate();
        let ended = kdc.finish();
        let log = std::fs::read_to_string(room.realm.path("kdc.log")).expect("the KDC's log");
        assert_eq!(ended.ended_by(), None, "{length} octets left: {ended}");
        assert!(!ended.err().contains("panicked"), "{length} octets left: {ended}");
        let told = log + &ended.err();
        let clear = told.contains("principal.mdb") && told.contains(REMEDIES[0]);
        assert!(clear || asked.code() == Some(0), "{length} octets left: {asked}\n{told}");
        std::fs::remove_file(room.realm.path("kdc.log")).expect("a log");
    }
    room.restore();
}

/// Has the file grow and cuts it again before the KDC has looked: it cannot know, and ends with a
/// sentence where it would have been killed.
///
/// # Panics
/// When it is killed by a signal or says nothing.
pub fn cut_behind_its_back() {
    let room = Room::new();
    let kdc = room.realm.krb5kdc(Make::Ours);
    let script: String = (0..2_000).map(|n| format!("addprinc -nokey more{n}\n")).collect();
    let _ = room.realm.program(Make::Ours, "kadmin.local").input(script).run().well();
    let grown = std::fs::metadata(&room.file).expect("the file").len();
    let before = room.octets.len() as u64;
    assert!(grown > before, "it did not grow beyond {before}");
    let file = std::fs::OpenOptions::new().write(true).open(&room.file);
    file.and_then(|file| file.set_len(before)).expect("the file is cut");
    let kinit = room.realm.program(Make::Ours, "kinit").arg("alice").input("alicepw\n").run();
    assert_ne!(kinit.code(), Some(0), "the cut took nothing away: {kinit}");
    kdc.terminate();
    let ended = kdc.finish();
    assert_eq!(ended.ended_by(), None, "{ended}");
    let log = std::fs::read_to_string(room.realm.path("kdc.log")).expect("the KDC's log");
    let told = log + &ended.err();
    assert!(told.contains("principal.mdb") && told.contains(REMEDIES[0]), "{told}");
}

/// Whether it refused; that was done clearly.
fn judge(finished: &Finished, what: &str) -> bool {
    assert_eq!(finished.ended_by(), None, "{what}: {finished}");
    let said = finished.err();
    assert!(!said.contains("panicked"), "{what}: {finished}");
    if finished.code() == Some(0) {
        return false;
    }
    assert!(said.contains("principal.mdb"), "no file is named, {what}: {finished}");
    let remedy = REMEDIES.iter().any(|remedy| said.contains(remedy));
    assert!(remedy, "no remedy is named, {what}: {finished}");
    true
}
