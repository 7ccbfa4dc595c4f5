//! `add_mkey`, `use_mkey`, `update_princ_encryption`, `purge_mkeys` and `ark`.

use super::*;

const FIRST: &str = "KVNO: 1, Enctype: aes256-cts-hmac-sha1-96, Active on: Thu Jan 01 00:00:00 \
                     UTC 1970";
const SECOND: &str = "KVNO: 2, Enctype: aes256-cts-hmac-sha1-96, ";

fn listed(room: &Room) -> Vec<String> {
    let ran = room.run("list_mkeys", "");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let mut lines = ran.out.lines().map(str::to_owned);
    assert_eq!(lines.next().unwrap(), "Master keys for Principal: K/M@EXAMPLE.COM");
    lines.collect()
}

fn with_second_key() -> Room {
    let room = Room::loaded();
    let asked = "Creating new master key for master key principal 'K/M@EXAMPLE.COM'\n\
                 You will be prompted for a new database Master Password.\n\
                 It is important that you NOT FORGET this password.\n\
                 Enter KDC database master key: \n\
                 Re-enter KDC database master key to verify: \n";
    assert_eq!(room.run("add_mkey -s", "second\nsecond\n"), Ran::of(0, asked, ""));
    room
}

#[test]
fn a_master_key_is_turned_as_mit_turns_it() {
    let room = with_second_key();
    let first_in_use = format!("{FIRST} *");
    assert_eq!(listed(&room), [format!("{SECOND}No activate time set"), first_in_use]);
    assert_eq!(room.run("use_mkey 2", ""), Ran::quiet());
    let second = format!("{SECOND}Active on: Sun Nov 22 05:46:59 UTC 2026 *");
    assert_eq!(listed(&room), [second.clone(), FIRST.to_owned()]);
    let ran = room.run("update_princ_encryption -n -v al*", "");
    let dry = "Principals whose keys WOULD BE re-encrypted to master key vno 2:\n\
               would update: alice@EXAMPLE.COM\n\
               1 principals processed: 1 would be updated, 0 already current\n";
    assert_eq!(ran, Ran::of(0, dry, ""));
    let ran = room.run("update_princ_encryption -f -v al*", "");
    let done = "Principals whose keys are being re-encrypted to master key vno 2 if necessary:\n\
                updating: alice@EXAMPLE.COM\n\
                1 principals processed: 1 updated, 0 already current\n";
    assert_eq!(ran, Ran::of(0, done, ""));
    let asked = "Re-encrypt all keys not using master key vno 2?\n(type 'yes' to confirm)? ";
    let nothing = format!("{asked}OK, doing nothing.\n");
    assert_eq!(room.run("update_princ_encryption", "no\n"), Ran::of(1, &nothing, ""));
    let done = format!("{asked}15 principals processed: 14 updated, 1 already current\n");
    assert_eq!(room.run("update_princ_encryption", "yes\n"), Ran::of(0, &done, ""));
    let purged = "Purging the following master key(s) from K/M@EXAMPLE.COM:\n\
                  KVNO: 1\n1 key(s) purged.\n";
    assert_eq!(room.run("purge_mkeys -f -v", ""), Ran::of(0, purged, ""));
    assert_eq!(listed(&room), [second]);
    let single = "There is only one master key which can not be purged.\n";
    assert_eq!(room.run("purge_mkeys -f -v", ""), Ran::of(0, single, ""));
    assert_eq!(room.run("dump out", ""), Ran::quiet());
    assert_eq!(room.run("load out", ""), Ran::quiet());
}

#[test]
fn keys_in_use_are_not_purged() {
    let room = with_second_key();
    let nothing = "Purging the following master key(s) from K/M@EXAMPLE.COM:\n\
                   All keys in use, nothing purged.\n";
    assert_eq!(room.run("purge_mkeys -f", ""), Ran::of(0, nothing, ""));
    let asked = "Will purge all unused master keys stored in the 'K/M@EXAMPLE.COM' principal, are \
                 you sure?\n(type 'yes' to confirm)? ";
    assert_eq!(room.run("purge_mkeys", "no\n"), Ran::of(1, asked, ""));
    // The key that only the stash has left is not taken away.
    room.write("stash", STASH);
    room.run("use_mkey 2", "");
    room.run("update_princ_encryption -f", "");
    let out = "Would purge the following master key(s) from K/M@EXAMPLE.COM:\n";
    let err = "kdb5_util: Stored master key is not current master key stash file needs updating, \
               command aborting\n";
    assert_eq!(room.run("purge_mkeys -n", ""), Ran::of(1, out, err));
    room.run("stash", "");
    let out = format!("{out}KVNO: 1\n1 key(s) would be purged.\n");
    assert_eq!(room.run("purge_mkeys -n", ""), Ran::of(0, &out, ""));
}

#[test]
fn words_that_name_no_version_or_time_are_refused() {
    let room = with_second_key();
    for (line, expected) in [
        ("use_mkey 0", "Invalid argument 0 is an invalid KVNO value"),
        ("use_mkey 7", "Invalid argument 7 is an invalid KVNO value"),
        ("use_mkey 2 soon", "could not parse date-time string 'soon'"),
        ("use_mkey 1 tomorrow", "Invalid argument there must be one master key currently active"),
        ("add_mkey -e bogus", "Invalid argument bogus is an invalid enctype"),
    ] {
        assert_eq!(room.run(line, ""), Ran::of(1, "", &format!("kdb5_util: {expected}\n")));
    }
    assert_eq!(room.run("use_mkey 2 tomorrow", ""), Ran::quiet());
    let later = format!("{SECOND}Active on: Mon Nov 23 05:46:59 UTC 2026");
    assert_eq!(listed(&room), [later, format!("{FIRST} *")]);
}

#[test]
fn random_keys_are_added_beside_those_that_are_there() {
    let room = Room::loaded();
    assert_eq!(room.run("ark kafka/localhost", ""), Ran::quiet());
    let rows = room.run("tabdump -H -n keyinfo", "").out;
    let versions: Vec<_> = rows
        .lines()
        .filter(|line| line.starts_with("kafka/"))
        .map(|line| line.split('\t').nth(2).unwrap())
        .collect();
    assert_eq!(versions, ["3", "3", "2", "2", "1", "1"]);
    let missing = "kdb5_util: No such entry in the database while fetching principal nobody\n";
    assert_eq!(room.run("ark nobody", ""), Ran::of(1, "", missing));
}
