//! The same commands on the databases of the file system.

use super::dumps::{golden, unsealed};
use super::*;

fn names(room: &Room) -> Vec<String> {
    let entries = std::fs::read_dir(room.directory.path()).unwrap();
    let name = |entry: std::io::Result<std::fs::DirEntry>| {
        entry.unwrap().file_name().into_string().unwrap()
    };
    let mut names: Vec<_> = entries.map(name).collect();
    names.retain(|name| name.contains("principal"));
    names.sort();
    names
}

#[test]
fn a_realm_is_loaded_turned_dumped_and_removed() {
    let room = Room::loaded_on(Box::new(DurableFiles));
    assert_eq!(room.run("dump out", ""), Ran::quiet());
    assert_eq!(unsealed(&room.read("out")), golden("current"));
    assert_eq!(room.run("add_mkey -s", "second\nsecond\n").code, 0);
    assert_eq!(room.run("use_mkey 2", ""), Ran::quiet());
    let done = "15 principals processed: 15 updated, 0 already current\n";
    assert_eq!(room.run("update_princ_encryption -f", ""), Ran::of(0, done, ""));
    let done = "15 principals processed: 0 updated, 15 already current\n";
    assert_eq!(room.run("update_princ_encryption -f", ""), Ran::of(0, done, ""));
    let meta = room.run("tabdump -H princ_meta", "").out;
    let alice = meta.lines().find(|line| line.starts_with("alice@")).unwrap();
    assert!(alice.contains("\tK/M@EXAMPLE.COM\t") && alice.ends_with("\t2\t2"), "{alice}");
    assert!(room.run("purge_mkeys -f", "").out.ends_with("KVNO: 1\n1 key(s) purged.\n"));
    assert_eq!(room.run("stash", "").code, 0);
    assert_eq!(room.run("list_mkeys", "").out.lines().count(), 2);
    assert_eq!(room.run("load out", "").err.lines().count(), 2);
    assert_eq!(room.run("destroy -f", "").code, 0);
    assert_eq!(names(&room), [""; 0]);
}

#[test]
fn a_load_takes_the_place_of_a_database_under_another_master_key() {
    let room = Room::loaded_on(Box::new(DurableFiles));
    assert_eq!(room.run("destroy -f", "").code, 0);
    assert_eq!(room.run("create -s -P another", "").code, 0);
    room.write("stash", STASH);
    assert_eq!(room.run("list_mkeys", "").code, 2);
    assert_eq!(room.run("load current", ""), Ran::quiet());
    assert_eq!(room.run("dump out", ""), Ran::quiet());
    assert_eq!(unsealed(&room.read("out")), golden("current"));
    let files: Vec<_> = names(&room).into_iter().filter(|name| !name.ends_with("-lock")).collect();
    assert_eq!(files, ["principal.lockout.mdb", "principal.mdb"]);
}

#[test]
fn a_dump_that_is_cut_leaves_the_database_as_it_was() {
    let room = Room::loaded_on(Box::new(DurableFiles));
    room.write("cut", &CURRENT[..2_000]);
    assert_eq!(room.run("load cut", "").code, 1);
    assert_eq!(room.run("load -update cut", "").code, 1);
    assert_eq!(room.run("dump out", ""), Ran::quiet());
    assert_eq!(unsealed(&room.read("out")), golden("current"));
    assert_eq!(room.run("load -d new cut", "").code, 1);
    assert!(!room.has("new.mdb"));
}

#[test]
fn keys_that_realms_share_come_along() {
    let room = Room::loaded_on(Box::new(DurableFiles));
    let shared = "krbtgt/EXAMPLE.COM@OTHER.TEST";
    let text = std::str::from_utf8(CURRENT).unwrap();
    let local = text.lines().find(|line| line.contains("\tkrbtgt/")).unwrap();
    let line = local.replace("krbtgt/EXAMPLE.COM@EXAMPLE.COM", shared);
    let line = line.replacen("\t30\t", &format!("\t{}\t", shared.len()), 1);
    room.write("shared", format!("{text}{line}\n"));
    assert_eq!(room.run("load shared", ""), Ran::quiet());
    assert_eq!(room.run("dump out", ""), Ran::quiet());
    let dumped = room.read("out");
    let again = dumped.lines().find(|line| line.contains(shared)).unwrap();
    assert_eq!(unsealed(again), unsealed(&line));
}
