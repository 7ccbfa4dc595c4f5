//! Stashes that are missing, spoiled, of another password, or of another realm: each program says
//! that it is about the master key, and does not open the database.

use crate::realm::{Make, NAME, Realm};

/// Tries every one of them.
///
/// # Panics
/// When a program opens the database, or does not name the stash.
pub fn refuse() {
    let realm = Realm::files();
    realm.create(Make::Ours);
    let stash = realm.path("stash");
    let own = std::fs::read(&stash).expect("the stash");
    let another = Realm::files();
    let create = another.program(Make::Ours, "kdb5_util");
    let _ = create.args(["create", "-s", "-r", NAME, "-P", "another"]).run().well();
    let of_another_password = std::fs::read(another.path("stash")).expect("a stash");
    // The same password makes another key in another realm, and the entry has another name.
    let elsewhere: Vec<u8> = replaced(&own, NAME.as_bytes(), b"EXAMPLE.ORG");
    let cases: [(&str, Option<&[u8]>); 6] = [
        ("missing", None),
        ("empty", Some(b"")),
        ("of another password", Some(&of_another_password)),
        ("of another realm", Some(&elsewhere)),
        ("cut", Some(&own[..own.len() / 2])),
        ("no keytab", Some(b"rubbish")),
    ];
    for (what, octets) in cases {
        match octets {
            Some(octets) => std::fs::write(&stash, octets).expect("the stash"),
            None => std::fs::remove_file(&stash).expect("the stash"),
        }
        for words in
            [&["kadmin.local", "listprincs"][..], &["krb5kdc", "-n"], &["kadmind", "-nofork"]]
        {
            let refused = realm.program(Make::Ours, words[0]).args(&words[1..]).run();
            assert!(refused.code().is_some_and(|code| code != 0), "{what}: {refused}");
            let said = refused.err();
            // MIT's words for a stash that is whole and does not fit.
            let clear = said.contains("stash") || said.contains("provided master key");
            assert!(clear && !said.contains("panicked"), "{what}: {refused}");
        }
    }
    std::fs::write(&stash, own).expect("the stash");
    let _ = realm.program(Make::Ours, "kadmin.local").arg("listprincs").run().well();
}

fn replaced(octets: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len(), "a keytab counts its octets");
    let mut octets = octets.to_vec();
    let places = octets.windows(from.len()).enumerate();
    let places: Vec<usize> =
        places.filter(|(_, window)| *window == from).map(|(at, _)| at).collect();
    for at in places {
        octets[at..at + to.len()].copy_from_slice(to);
    }
    octets
}
