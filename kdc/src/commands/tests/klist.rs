//! klist.

use super::super::*;
use super::{Ran, Room};

const TGT: &str = "Ticket cache: FILE:DIR/cc\n\
    Default principal: alice@EXAMPLE.COM\n\n\
    Valid starting     Expires            Service principal\n\
    11/22/26 05:47:01  11/23/26 05:47:01  krbtgt/EXAMPLE.COM@EXAMPLE.COM\n";

#[test]
fn a_cache_is_shown_as_its_options_ask() {
    let room = Room::new();
    room.kinit_alice(&[]);
    let etypes = "Etype (skey, tkt): aes256-cts-hmac-sha1-96, aes256-cts-hmac-sha1-96 \n";
    for (options, more) in [
        (&[][..], String::new()),
        (&["-e"], format!("\t{etypes}")),
        (&["-f"], "\tFlags: IA\n".to_owned()),
        (&["-fea"], format!("\tFlags: IA, {etypes}\tAddresses: (none)\n")),
        (&["-A"], String::new()),
    ] {
        let ran = room.run(klist, options, "");
        assert_eq!(ran, Ran::new(0, &format!("{TGT}{more}"), ""), "{options:?}");
    }
    let listed = "Principal name                 Cache name\n\
                  --------------                 ----------\n\
                  alice@EXAMPLE.COM              FILE:DIR/cc\n";
    assert_eq!(room.run(klist, &["-l"], ""), Ran::new(0, listed, ""));
}

#[test]
fn configuration_entries_are_shown_when_asked_for() {
    let room = Room::new();
    room.kinit_alice(&[]);
    let ran = room.run(klist, &["-C"], "");
    let line = "config: pa_type(krbtgt/EXAMPLE.COM@EXAMPLE.COM) = 2\n";
    assert!(ran.out.contains(line), "{ran:?}");
}

#[test]
fn the_status_tells_whether_a_ticket_is_valid() {
    let room = Room::new();
    assert_eq!(room.run(klist, &["-s"], ""), Ran::new(1, "", ""));
    room.kinit_alice(&["-l", "1h"]);
    assert_eq!(room.run(klist, &["-s"], ""), Ran::quiet());
    room.clock.advance(3_600);
    assert_eq!(room.run(klist, &["-s"], ""), Ran::new(1, "", ""));
    let ran = room.run(klist, &["-l"], "");
    assert!(ran.out.ends_with("FILE:DIR/cc (Expired)\n"), "{ran:?}");
}

#[test]
fn no_cache() {
    let room = Room::new();
    let said = "klist: No credentials cache found (filename: DIR/cc)\n";
    assert_eq!(room.run(klist, &[], ""), Ran::new(1, "", said));
    let said = "klist: Unknown credential cache type while resolving ccache\n";
    assert_eq!(room.run(klist, &["-c", "BOGUS:/x"], ""), Ran::new(1, "", said));
}

#[test]
fn a_broken_cache_is_named_with_its_offset() {
    let room = Room::new();
    room.kinit_alice(&[]);
    let octets = std::fs::read(room.path("cc")).unwrap();
    std::fs::write(room.path("cc"), &octets[..octets.len() - 7]).unwrap();
    let ran = room.run(klist, &[], "");
    assert_eq!(ran.code, 1);
    assert!(ran.err.starts_with("klist: credential cache DIR/cc, offset "), "{ran:?}");
}

#[test]
fn a_keytab_is_shown_as_its_options_ask() {
    let room = Room::new();
    let keytab = room.keytab("a.keytab", "kafka/broker");
    let keys = room.kdc.admin().keytab("kafka/broker").unwrap();
    let keys: Vec<String> = keys
        .entries
        .iter()
        .map(|entry| entry.key.keyvalue.iter().map(|octet| format!("{octet:02x}")).collect())
        .collect();
    let name = "   1 kafka/broker@EXAMPLE.COM";
    let stamped = "   1 11/22/26 05:47:01 kafka/broker@EXAMPLE.COM";
    let plain_rules = format!("---- {}\n", "-".repeat(74));
    let stamped_rules = format!("---- {} {}\n", "-".repeat(17), "-".repeat(56));
    let (one, two) = ("aes256-cts-hmac-sha1-96", "aes128-cts-hmac-sha1-96");
    for (options, head, lines) in [
        ("-k", format!("KVNO Principal\n{plain_rules}"), format!("{name}\n{name}\n")),
        (
            "-kt",
            format!("KVNO Timestamp         Principal\n{stamped_rules}"),
            format!("{stamped}\n{stamped}\n"),
        ),
        (
            "-ket",
            format!("KVNO Timestamp         Principal\n{stamped_rules}"),
            format!("{stamped} ({one}) \n{stamped} ({two}) \n"),
        ),
        (
            "-keK",
            format!("KVNO Principal\n{plain_rules}"),
            format!("{name} ({one})  (0x{})\n{name} ({two})  (0x{})\n", keys[0], keys[1]),
        ),
    ] {
        let out = format!("Keytab name: FILE:DIR/a.keytab\n{head}{lines}");
        assert_eq!(room.run(klist, &[options, &keytab], ""), Ran::new(0, &out, ""));
    }
}

#[test]
fn no_keytab() {
    let room = Room::new();
    let ran = room.run(klist, &["-k", &room.path("nosuch.keytab")], "");
    let said = "klist: Key table file 'DIR/nosuch.keytab' not found while starting keytab scan\n";
    assert_eq!(ran, Ran::new(1, "Keytab name: FILE:DIR/nosuch.keytab\n", said));
}

#[test]
fn options_that_do_not_go_together_show_the_usage() {
    let room = Room::new();
    for arguments in [&["-k", "-f"][..], &["-t"], &["-n"], &["-A", "cc"], &["-k", "-c", "x"]] {
        let ran = room.run(klist, arguments, "");
        assert_eq!(ran.code, 1, "{arguments:?}");
        assert!(ran.err.starts_with("Usage: klist "), "{ran:?}");
    }
}
