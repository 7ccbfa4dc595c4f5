//! Dumps that end in the middle of a record: nothing of them is loaded, into a realm that is there
//! or into one that is not.
//!
//! A dump that ends between two records is a whole dump of fewer principals: the format has no end
//! of its own, as MIT's has none.

use super::chance::Chance;
use crate::process::Finished;
use crate::realm::{MASTER_PASSWORD, Make, NAME, Realm};

/// Loads a dump cut at `rounds` places.
///
/// # Panics
/// When something of it is loaded, or the refusal says nothing.
pub fn cut(rounds: usize, seed: u64) {
    let realm = Realm::files();
    realm.create(Make::Ours);
    let script: String = (0..20).map(|n| format!("addprinc -pw pw{n} u{n}\n")).collect();
    let _ = realm.program(Make::Ours, "kadmin.local").input(script).run().well();
    let kdb5_util = |words: &[&str]| realm.program(Make::Ours, "kdb5_util").args(words).run();
    let _ = kdb5_util(&["dump", "whole"]).well();
    realm.administer(Make::Ours, &["addprinc", "-pw", "later", "later"]);
    let before = principals(&realm);
    let dump = std::fs::read(realm.path("whole")).expect("the dump");
    let mut chance = Chance::new(seed);
    for _ in 0..rounds {
        let at = middle_of_a_line(&dump, &mut chance);
        realm.write("cut", &dump[..at]);
        let refused = kdb5_util(&["load", "cut"]);
        judge(&refused, at);
        assert_eq!(principals(&realm), before, "{at} octets: {refused}");
    }
    // Into no realm at all, with the stash that the dump needs.
    let _ = kdb5_util(&["destroy", "-f"]);
    let _ = kdb5_util(&["stash", "-P", MASTER_PASSWORD]);
    realm.write("cut", &dump[..middle_of_a_line(&dump, &mut chance)]);
    let refused = kdb5_util(&["load", "cut"]);
    assert_ne!(refused.code(), Some(0), "{refused}");
    let none = realm.program(Make::Ours, "kadmin.local").arg("listprincs").run();
    assert_ne!(none.code(), Some(0), "there is a database: {none}");
    let left = std::fs::read_dir(realm.folder()).expect("the folder");
    let left: Vec<_> = left.map(|entry| entry.expect("an entry").file_name()).collect();
    assert!(!left.iter().any(|name| name == "principal.mdb"), "{left:?}");
}

fn judge(refused: &Finished, at: usize) {
    assert!(refused.code().is_some_and(|code| code != 0), "{at} octets: {refused}");
    let said = refused.err();
    assert!(said.contains("cut") && !said.contains("panicked"), "{at} octets: {refused}");
}

fn principals(realm: &Realm) -> String {
    let listed = realm.program(Make::Ours, "kadmin.local").arg("listprincs").run().well();
    assert!(listed.out().contains(&format!("krbtgt/{NAME}")), "{listed}");
    listed.out()
}

/// A place behind the first lines that is neither the beginning of a line nor its end.
fn middle_of_a_line(dump: &[u8], chance: &mut Chance) -> usize {
    loop {
        let at = 200 + chance.below(dump.len() - 203);
        // The last octets of a record are its end mark.
        if !dump[at - 2..at + 3].contains(&b'\n') {
            return at;
        }
    }
}
