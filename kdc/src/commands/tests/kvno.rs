//! kvno.

use super::super::*;
use super::{Ran, Room};

#[test]
fn versions_of_several_services_are_told_and_their_tickets_kept() {
    let room = Room::new();
    room.kdc.admin().add_service("kafka/host.example.com").unwrap();
    room.kinit_alice(&[]);
    let ran = room.run(kvno, &["kafka/broker", "kafka/host.example.com"], "");
    let told = "kafka/broker@EXAMPLE.COM: kvno = 1\nkafka/host.example.com@EXAMPLE.COM: kvno = 1\n";
    assert_eq!(ran, Ran::new(0, told, ""));
    let ran = room.run(klist, &["-f"], "");
    let tickets = "11/22/26 05:47:01  11/23/26 05:47:01  kafka/broker@EXAMPLE.COM\n\tFlags: AT\n\
                   11/22/26 05:47:01  11/23/26 05:47:01  kafka/host.example.com@EXAMPLE.COM\n\
                   \tFlags: AT\n";
    assert!(ran.out.ends_with(tickets), "{ran:?}");
    assert_eq!(room.run(kvno, &["-q", "kafka/broker"], ""), Ran::quiet());
}

#[test]
fn a_ticket_of_the_cache_is_taken() {
    let room = Room::new();
    room.kinit_alice(&[]);
    room.run(kvno, &["kafka/broker"], "");
    let size = std::fs::metadata(room.path("cc")).unwrap().len();
    drop(room.kdc);
    let room = Room { kdc: Room::new().kdc, ..room };
    let ran = room.run(kvno, &["kafka/broker"], "");
    assert_eq!(ran, Ran::new(0, "kafka/broker@EXAMPLE.COM: kvno = 1\n", ""));
    assert_eq!(std::fs::metadata(room.path("cc")).unwrap().len(), size);
}

#[test]
fn an_unknown_service_is_named_and_the_others_served() {
    let room = Room::new();
    room.kinit_alice(&[]);
    let ran = room.run(kvno, &["nosuch/svc", "kafka/broker"], "");
    let said = "kvno: Server nosuch/svc@EXAMPLE.COM not found in Kerberos database while getting \
                credentials for nosuch/svc@EXAMPLE.COM\n";
    let told = "kafka/broker@EXAMPLE.COM: kvno = 1\n";
    assert_eq!(ran, Ran::new(1, told, said));
}

#[test]
fn a_service_of_another_realm_needs_its_ticket_granting_ticket() {
    let room = Room::new();
    room.kinit_alice(&[]);
    let said = "kvno: Server krbtgt/OTHER@EXAMPLE.COM not found in Kerberos database while \
                getting credentials for kafka/broker@OTHER\n";
    assert_eq!(room.run(kvno, &["kafka/broker@OTHER"], ""), Ran::new(1, "", said));
}

#[test]
fn a_keytab_opens_the_ticket_or_not() {
    let room = Room::new();
    room.kdc.admin().add_service("kafka/other").unwrap();
    room.kinit_alice(&[]);
    let keytab = room.keytab("b.keytab", "kafka/broker");
    let ran = room.run(kvno, &["-k", &keytab, "kafka/broker"], "");
    let told = "kafka/broker@EXAMPLE.COM: kvno = 1, keytab entry valid\n";
    assert_eq!(ran, Ran::new(0, told, ""));
    let ran = room.run(kvno, &["-k", &keytab, "kafka/other"], "");
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("while decrypting ticket for kafka/other@EXAMPLE.COM"), "{ran:?}");
}

#[test]
fn the_enctype_of_the_session_can_be_chosen() {
    let room = Room::new();
    room.kinit_alice(&[]);
    let ran = room.run(kvno, &["-e", "aes128-cts", "-S", "kafka", "broker"], "");
    assert_eq!(ran, Ran::new(0, "kafka/broker@EXAMPLE.COM: kvno = 1\n", ""));
    let ran = room.run(klist, &["-e"], "");
    let line = "Etype (skey, tkt): aes128-cts-hmac-sha1-96, aes256-cts-hmac-sha1-96 \n";
    assert!(ran.out.ends_with(line), "{ran:?}");
    let said = "kvno: Invalid argument while converting etype\n";
    assert_eq!(room.run(kvno, &["-e", "bogus", "x"], ""), Ran::new(1, "", said));
}

#[test]
fn without_a_cache_or_a_ticket_granting_ticket() {
    let room = Room::new();
    let said = "kvno: No credentials cache found (filename: DIR/cc) while getting client \
                principal name\n";
    assert_eq!(room.run(kvno, &["kafka/broker"], ""), Ran::new(1, "", said));
    room.kinit_alice(&["-S", "kafka/broker"]);
    let said = "kvno: Matching credential not found (filename: DIR/cc) while getting credentials \
                for x@EXAMPLE.COM\n";
    assert_eq!(room.run(kvno, &["x"], ""), Ran::new(1, "", said));
}

#[test]
fn an_expired_ticket_granting_ticket_is_of_no_use() {
    let room = Room::new();
    room.kinit_alice(&["-l", "1h"]);
    room.clock.advance(3_600 + 301);
    let said = "kvno: Ticket expired while getting credentials for kafka/broker@EXAMPLE.COM\n";
    assert_eq!(room.run(kvno, &["kafka/broker"], ""), Ran::new(1, "", said));
}

#[test]
fn no_service_shows_the_usage() {
    let ran = Room::new().run(kvno, &[], "");
    assert_eq!(ran.code, 1);
    assert!(ran.err.starts_with("usage: kvno "), "{ran:?}");
}
