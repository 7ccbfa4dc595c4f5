//! `dump` and `load`.

use kerbside_krb5::formats::dump::DumpVersion;

use super::*;

/// The lines of a dump without what sealing makes anew: keys, and the data with earlier passwords.
pub(super) fn unsealed(dump: &str) -> Vec<String> {
    let is_sealed = |field: &&str| !field.starts_with("2000") && !field.starts_with("1000");
    let line = |line: &str| {
        let fields = line.split('\t').filter(is_sealed);
        let fields: Vec<&str> = fields.filter(|field| !field.starts_with("12345c01")).collect();
        fields.join("\t")
    };
    dump.lines().map(line).collect()
}

/// The dump that MIT made of the same realm.
pub(super) fn golden(name: &str) -> Vec<String> {
    let path = format!("{}/../fixtures/dump/{name}.dump", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    unsealed(&text)
}

#[test]
fn what_was_loaded_is_dumped_in_every_version() {
    let room = Room::loaded();
    for (option, name) in [("", "current"), ("-r18", "r18"), ("-r13", "r13"), ("-b7", "b7")] {
        assert_eq!(room.run(&format!("dump {option} out"), ""), Ran::quiet());
        assert_eq!(unsealed(&room.read("out")), golden(name), "{option}");
        assert_eq!(room.read("out.dump_ok"), "\0");
        // And again from what was dumped.
        assert_eq!(room.run(&format!("load {option} out"), ""), Ran::quiet());
    }
}

#[test]
fn names_are_chosen_by_expressions_and_listed_when_asked() {
    let room = Room::loaded();
    let ran = room.run("dump -verbose out alice@EXAMPLE.COM k.*/.*", "");
    let names = "alice@EXAMPLE.COM\nkadmin/admin@EXAMPLE.COM\nkadmin/changepw@EXAMPLE.COM\n\
                 kadmin/history@EXAMPLE.COM\nkafka/localhost@EXAMPLE.COM\n\
                 krbtgt/EXAMPLE.COM@EXAMPLE.COM\n";
    assert_eq!(ran, Ran::of(0, "", names));
    // The policies are all there.
    assert_eq!(room.read("out").lines().count(), 1 + 6 + 3);
    assert!(!room.read("out").contains("K/M@"));
    let reversed = room.run("dump -rev -verbose", "");
    assert!(reversed.err.starts_with("we ird"), "{}", reversed.err);
    assert!(reversed.err.ends_with("alice@EXAMPLE.COM\nK/M@EXAMPLE.COM\n"));
    assert!(reversed.out.starts_with(DumpVersion::default().header()));
    let malformed = room.run("dump out [", "");
    let text = "kdb5_util: regular expression error: Invalid regular expression\n";
    assert_eq!(malformed, Ran::of(0, "", text));
    let nowhere = room.run("dump nowhere/x", "");
    let text = "kdb5_util: No such file or directory while creating 'ok' file, \
                'nowhere/x.dump_ok'\n";
    assert_eq!(nowhere, Ran::of(1, "", text));
}

#[test]
fn a_dump_is_loaded_whole_or_not_at_all() {
    let room = Room::loaded();
    room.run("dump before", "");
    for (dump, expected) in [
        (&CURRENT[..1_500], "read"),
        (&CURRENT[..CURRENT.len() - 1], "cannot read end of record"),
        (b"", "kdb5_util: can't read dump header in cut\nkdb5_util: dump header bad in cut\n"),
        (b"hello\n", "kdb5_util: dump header bad in cut\n"),
    ] {
        room.write("cut", dump);
        for line in ["load cut", "load -update cut"] {
            let ran = room.run(line, "");
            assert_eq!((ran.code, ran.out.as_str()), (1, ""));
            assert!(ran.err.contains(expected), "{}", ran.err);
        }
    }
    room.write("cut", &CURRENT[..1_500]);
    let ran = room.run("load cut", "");
    let last = "kdb5_util: Kerberos version 5 release 1.11 restore failed\n";
    assert!(ran.err.starts_with("cut("), "{}", ran.err);
    assert!(ran.err.contains("\nkdb5_util: error processing line ") && ran.err.ends_with(last));
    room.run("dump after", "");
    assert_eq!(unsealed(&room.read("after")), unsealed(&room.read("before")));
    let missing = "kdb5_util: No such file or directory while opening nosuchdump\n";
    assert_eq!(room.run("load nosuchdump", ""), Ran::of(1, "", missing));
    assert_eq!(room.run("load -b7 current", "").err, "kdb5_util: dump header bad in current\n");
}

#[test]
fn an_update_adds_and_replaces_and_leaves_the_rest() {
    let room = Room::loaded();
    room.run("dump alone alice@EXAMPLE.COM", "");
    room.run("create -d other -sf other.stash -s -P masterpw", "");
    let lines = |text: &str| text.lines().count();
    let before = lines(&room.run("dump -d other -sf other.stash", "").out);
    let ran = room.run("load -d other -sf other.stash -update -verbose alone", "");
    let created = "created policy locking\ncreated policy only-aes\ncreated policy strong\n";
    assert_eq!(ran, Ran::of(0, "", &format!("alice@EXAMPLE.COM\n{created}")));
    let after = room.run("dump -d other -sf other.stash", "").out;
    assert_eq!(lines(&after), before + 1 + 3);
    // Without a master key a dump is no database.
    let ran = room.run("load -d third alone", "");
    let text = "kdb5_util: alone has no master key K/M@EXAMPLE.COM: add it to a database with \
                -update\nkdb5_util: Kerberos version 5 release 1.11 restore failed\n";
    assert_eq!(ran, Ran::of(1, "", text));
}

#[test]
fn a_dump_under_another_master_key_is_not_loaded() {
    let room = Room::new();
    room.write("current", CURRENT);
    let asked = "Enter KDC database master key: \n";
    let wrong = "kdb5_util: Unable to decrypt latest master key with the provided master key \
                 while getting master key list\nkdb5_util: the dump has another master key: give \
                 its password with `kdb5_util -m load`, then keep it with `kdb5_util -m stash`\n";
    assert_eq!(room.run("load current", "wrong\n"), Ran::of(1, asked, wrong));
    assert_eq!(room.run("load -P wrong current", ""), Ran::of(1, "", wrong));
    assert_eq!(room.run("load current", "masterpw\n"), Ran::of(0, asked, ""));
    assert_eq!(room.run("-P masterpw stash", "").code, 0);
    assert_eq!(room.run("load current", ""), Ran::quiet());
}

#[test]
fn a_dump_under_a_new_master_key_needs_the_new_stash() {
    let room = Room::loaded();
    let ran = room.run("dump -mkey_convert converted", "new\nnew\n");
    let asked = "Please enter new master key....\nEnter KDC database master key: \n\
                 Re-enter KDC database master key to verify: \n";
    assert_eq!(ran, Ran::of(0, asked, ""));
    let fields = room.read("converted");
    let alice = fields.lines().find(|line| line.contains("\talice@")).unwrap();
    assert!(alice.contains("\t8\t2\t0200\t"), "{alice}");
    // The old stash still opens it, by the new key sealed under the old.
    assert_eq!(room.run("load converted", ""), Ran::quiet());
    assert_eq!(room.run("load -P new converted", ""), Ran::quiet());
    let listed = room.run("list_mkeys -P new", "").out;
    assert!(listed.contains("KVNO: 2, ") && listed.contains("KVNO: 1, "), "{listed}");
    let ran = room.run("dump -new_mkey_file nofile converted", "");
    let text = "kdb5_util: Can not fetch master key (error: No such file or directory). while \
                reading new master key\n";
    assert_eq!(ran, Ran::of(1, "", text));
}
