//! `create`, `stash`, `destroy`, and the command line.

use super::*;

const CREATED: &str = "\
Initializing database 'DIR/principal' for realm 'EXAMPLE.COM',
master key name 'K/M@EXAMPLE.COM'
";

const ASKED: &str = "\
You will be prompted for the database Master Password.
It is important that you NOT FORGET this password.
Enter KDC database master key: 
Re-enter KDC database master key to verify: 
";

#[test]
fn a_wrong_command_line_prints_the_usage() {
    let room = Room::new();
    for line in ["", "bogus", "-d", "load", "load a b", "dump -bogus", "use_mkey"] {
        let ran = match line {
            "use_mkey" => Room::loaded().run(line, ""),
            line => room.run(line, ""),
        };
        assert_eq!(ran, Ran::of(1, "", USAGE), "{line}");
    }
    for (line, text) in [
        ("-k bogus create", "kdb5_util: Invalid argument : bogus is an invalid enctype\n"),
        ("-kv 0 create", "kdb5_util: Invalid argument : 0 is an invalid mkeyVNO\n"),
    ] {
        assert_eq!(room.run(line, ""), Ran::of(1, "", text));
    }
}

#[test]
fn a_file_may_be_called_like_a_command() {
    let room = Room::loaded();
    assert_eq!(room.run("dump dump", ""), Ran::quiet());
    assert_eq!(room.run("load dump", ""), Ran::quiet());
}

#[test]
fn a_realm_is_made_once_with_its_stash() {
    let room = Room::new();
    let create = "create -s -r EXAMPLE.COM -P masterpw";
    assert_eq!(room.run(create, ""), Ran::of(0, CREATED, ""));
    let again = "kdb5_util: Cannot open DB2 database 'DIR/principal': File exists while creating \
                 database 'DIR/principal'\n";
    assert_eq!(room.run(create, ""), Ran::of(1, CREATED, again));
    let listed = "Master keys for Principal: K/M@EXAMPLE.COM\n\
                  KVNO: 1, Enctype: aes256-cts-hmac-sha1-96, Active on: Thu Jan 01 00:00:00 UTC \
                  1970 *\n";
    assert_eq!(room.run("list_mkeys", ""), Ran::of(0, listed, ""));
    assert_eq!(room.run("list_mkeys -P masterpw", ""), Ran::of(0, listed, ""));
    let wrong = "kdb5_util: Unable to decrypt latest master key with the provided master key\n \
                 while getting master key list\nkdb5_util: Warning: proceeding without master key \
                 list\nkdb5_util: master keylist not initialized\n";
    let asked = "Enter KDC database master key: \n";
    assert_eq!(room.run("-m list_mkeys", "wrong\n"), Ran::of(2, asked, wrong));
}

#[test]
fn the_master_password_is_asked_for_twice() {
    let room = Room::new();
    let out = format!("{CREATED}{ASKED}");
    let err = "kdb5_util: Password mismatch while reading master key from keyboard\n";
    assert_eq!(room.run("create -s", "a\nb\n"), Ran::of(1, &out, err));
    assert_eq!(room.run("create", "a\na\n"), Ran::of(0, &out, ""));
    assert!(!room.has("stash"));
    let sealed = "kdb5_util: Can not fetch master key (error: No such file or directory). while \
                  reading master key\nkdb5_util: Warning: proceeding without master key\n";
    let err = format!("{sealed}kdb5_util: master keylist not initialized\n");
    assert_eq!(room.run("list_mkeys", ""), Ran::of(2, "", &err));
    let asked = "Enter KDC database master key: \n";
    assert_eq!(room.run("stash", "a\n"), Ran::of(0, asked, sealed));
    let using = "Using existing stashed keys to update stash file.\n";
    assert_eq!(room.run("stash -f other", ""), Ran::of(0, using, ""));
    assert!(room.has("other"));
}

#[test]
fn a_new_realm_is_dumped_as_mit_makes_it() {
    let room = Room::new();
    room.run("create -s -P masterpw -k aes128-cts -kv 3", "");
    let dump = room.run("dump", "").out;
    let lines: Vec<Vec<&str>> = dump.lines().map(|line| line.split('\t').collect()).collect();
    // The record of the master key but for its time and its key.
    let expected = "princ 38 15 3 1 0 K/M@EXAMPLE.COM 8388672 86400 604800 0 0 0 0 0 8 2 0300 9 8 \
                    0100030000000000 2 28";
    let found = lines.iter().find(|line| line.get(6) == Some(&"K/M@EXAMPLE.COM")).unwrap();
    assert_eq!(found[..23].join(" "), expected);
    assert_eq!(found[24..28].join(" "), "1 3 17 46");
    assert!(dump.contains("krbtgt/EXAMPLE.COM@EXAMPLE.COM\t8388608\t86400\t604800\t"));
}

#[test]
fn a_database_is_removed_when_that_is_meant() {
    let room = Room::loaded();
    let asked = "Deleting KDC database stored in 'DIR/principal', are you sure?\n\
                 (type 'yes' to confirm)? ";
    assert_eq!(room.run("destroy", "no\n"), Ran::of(1, asked, ""));
    let out = format!(
        "{asked}OK, deleting database 'DIR/principal'...\n\
         ** Database 'DIR/principal' destroyed.\n"
    );
    assert_eq!(room.run("destroy", "yes\n"), Ran::of(0, &out, ""));
    let missing = "kdb5_util: Cannot open DB2 database 'DIR/principal': No such file or directory \
                   while initializing database\n";
    assert_eq!(room.run("destroy -f", ""), Ran::of(1, "", missing));
    assert_eq!(room.run("list_mkeys", ""), Ran::of(1, "", missing));
    let unknown = "kdb5_util: Unsupported argument \"bogus\" for db2 while initializing database\n";
    assert_eq!(room.run("-x bogus=1 list_mkeys", ""), Ran::of(1, "", unknown));
}
