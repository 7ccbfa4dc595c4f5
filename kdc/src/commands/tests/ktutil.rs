//! `ktutil` and `k5srvutil`. The texts are those of MIT krb5 1.20.1 for the same lines.

use super::super::*;
use super::{Ran, Room};

const HEAD: &str = "slot KVNO Principal\n---- ---- \
    ---------------------------------------------------------------------\n";

#[test]
fn an_entry_from_a_password_is_listed_written_and_read() {
    let room = Room::new();
    let typed = "addent -password -p alice -k 1 -e aes256-cts-hmac-sha1-96\nalicepw\n\
                 wkt alice.kt\nclear\nrkt alice.kt\nlist -e\nquit\n";
    let out = format!(
        "ktutil:  addent -password -p alice -k 1 -e aes256-cts-hmac-sha1-96\n\
         Password for alice@EXAMPLE.COM: \nktutil:  wkt alice.kt\nktutil:  clear\n\
         ktutil:  rkt alice.kt\nktutil:  list -e\n{HEAD}   1    1                        \
         alice@EXAMPLE.COM (aes256-cts-hmac-sha1-96) \nktutil:  quit\n"
    );
    assert_eq!(room.run(ktutil, &[], typed), Ran::new(0, &out, ""));
    let ran = room.run(kinit, &["-k", "-t", "alice.kt", "alice"], "");
    assert_eq!(ran, Ran::quiet());
}

#[test]
fn the_kdc_tells_salt_and_enctype() {
    let room = Room::new();
    let typed = "addent -password -p alice -k 1 -f\nalicepw\nwkt k\n";
    assert_eq!(room.run(ktutil, &[], typed).err, "");
    assert_eq!(room.run(kinit, &["-k", "-t", "k", "alice"], ""), Ran::quiet());
}

#[test]
fn wrong_lines_are_told_and_the_exit_code_stays_0() {
    let room = Room::new();
    for (line, said) in [
        ("bogus", "ktutil: Unknown request \"bogus\".  Type \"?\" for a request list."),
        ("rkt", "rkt: must specify keytab to read"),
        ("rkt nosuch", "rkt: No such file or directory while reading keytab \"nosuch\""),
        ("rkt BOGUS:x", "rkt: Unknown Key table type while reading keytab \"BOGUS:x\""),
        ("wkt", "wkt: must specify keytab to write"),
        ("wkt no/x", "wkt: No such file or directory while writing keytab \"no/x\""),
        ("rst x", "rst: reading srvtabs is no longer supported"),
        ("wst x", "wst: writing srvtabs is no longer supported"),
        ("delent", "delent: must specify entry to delete"),
        ("delent 5", "delent: Invalid argument while deleting entry 5"),
        ("delent x", "delent: Invalid argument while deleting entry 0"),
        ("clear x", "clear: invalid arguments"),
        ("l -z", "l: usage: l [-t] [-k] [-e]"),
        ("\"x", "ktutil: Unbalanced quotes in command line"),
        ("addent -key -p a -k 1", "enctype must be specified if not using -f"),
        (
            "addent -key -p a",
            "usage: addent (-key | -password) -p principal -k kvno [-e enctype] [-f|-s salt]",
        ),
        ("addent -key -p a -k 1 -e bogus", "addent: Bad encryption type while adding new entry"),
        (
            "addent -password -p a@b@c -k 1 -e aes128-cts",
            "addent: Malformed representation of principal while adding new entry",
        ),
    ] {
        let ran = room.run(ktutil, &[], &format!("{line}\n"));
        assert_eq!((ran.code, ran.err), (0, format!("{said}\n")), "{line}");
    }
}

#[test]
fn a_key_and_a_salt_are_taken_as_they_are() {
    let room = Room::new();
    let typed = "addent -key -p a -k 300 -e aes128-cts\n00112233445566778899aabbccddeeff\n\
                 addent -password -p a -k 1 -e aes128-cts -s EXAMPLE.COMx\npw\nl -k\n";
    let out = room.run(ktutil, &[], typed).out;
    for line in [
        "   1  300                            a@EXAMPLE.COM (0x00112233445566778899aabbccddeeff)",
        "   2    1                            a@EXAMPLE.COM (0x04ddbe4ab7024df64443febf459a4042)",
    ] {
        assert!(out.lines().any(|listed| listed == line), "{out}");
    }
}

#[test]
fn a_keytab_in_memory_lives_with_its_environment() {
    let room = Room::new();
    let typed = "addent -password -p alice -k 1 -f\nalicepw\nwkt MEMORY:m\n";
    assert_eq!(room.run(ktutil, &[], typed).err, "");
    assert_eq!(room.run(kinit, &["-k", "-t", "MEMORY:m", "alice"], ""), Ran::quiet());
    let rule = "-".repeat(74);
    let empty = format!("Keytab name: MEMORY:x\nKVNO Principal\n---- {rule}\n");
    assert_eq!(room.run(klist, &["-k", "MEMORY:x"], ""), Ran::new(0, &empty, ""));
}

#[test]
fn k5srvutil_says_what_it_takes() {
    let room = Room::new();
    let keytab = room.keytab("k", "kafka/broker");
    struct NoSession;
    impl SessionOpener for NoSession {
        fn default_realm(&mut self, _: &Environment) -> Result<kerbside_krb5::wire::Realm, Denied> {
            Ok("EXAMPLE.COM".into())
        }
        fn open<'s>(
            &'s mut self,
            options: &SessionOptions,
            _: &Environment,
            _: &mut Streams<'_>,
        ) -> Result<Box<dyn AdminSession + 's>, Denied> {
            Err(Denied::Other(format!("{} {:?}", options.name, options.credentials)))
        }
    }
    let run = |arguments: &[&str], typed: &str| {
        let command =
            |words: &[std::ffi::OsString], environment: &Environment, streams: &mut Streams<'_>| {
                k5srvutil(words, &mut NoSession, environment, streams)
            };
        room.run_with(&command, arguments, typed)
    };
    let usage = "Usage: k5srvutil [-i] [-f file] [-e keysalts] list|change|delete|delold\n";
    assert_eq!(run(&[], ""), Ran::new(0, usage, ""));
    assert_eq!(run(&["-z"], ""), Ran::new(1, &format!("Illegal option: -z\n{usage}"), ""));
    let said = format!("Only one command can be specified\n{usage}");
    assert_eq!(run(&["list", "change"], ""), Ran::new(1, &said, ""));
    let listed = run(&["-f", &keytab, "list"], "");
    assert!(listed.out.starts_with("Keytab name: FILE:DIR/k\nKVNO Principal\n"), "{listed:?}");
    // Each principal's keys are changed in its own name, by its own keys.
    let changed = run(&["-f", &keytab, "change"], "");
    assert!(changed.err.contains("kafka/broker@EXAMPLE.COM Keytab"), "{changed:?}");
    let kept = run(&["-i", "-f", &keytab, "change"], "n\n");
    assert_eq!(kept, Ran::new(0, "Change key  for kafka/broker@EXAMPLE.COM? [yn]", ""));
}
