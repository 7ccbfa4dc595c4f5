//! kinit.

use std::os::unix::fs::PermissionsExt;

use super::super::*;
use super::{Ran, Room};
use crate::RealmSettings;

const PROMPT: &str = "Password for alice@EXAMPLE.COM: \n";

const LIST_HEAD: &str = "Ticket cache: FILE:DIR/cc\n\
    Default principal: alice@EXAMPLE.COM\n\n\
    Valid starting     Expires            Service principal\n";

fn listed(tickets: &str) -> Ran {
    Ran::new(0, &format!("{LIST_HEAD}{tickets}"), "")
}

#[test]
fn a_password_gives_a_ticket_in_a_private_cache() {
    let room = Room::new();
    room.kinit_alice(&[]);
    assert_eq!(
        room.run(klist, &[], ""),
        listed("11/22/26 05:47:01  11/23/26 05:47:01  krbtgt/EXAMPLE.COM@EXAMPLE.COM\n")
    );
    let mode = std::fs::metadata(room.path("cc")).unwrap().permissions();
    assert_eq!(mode.mode() & 0o777, 0o600);
}

#[test]
fn a_wrong_password_is_called_incorrect() {
    let room = Room::new();
    for typed in ["wrong\n", "\n"] {
        let said = "kinit: Password incorrect while getting initial credentials\n";
        let ran = room.run(kinit, &["alice"], typed);
        assert_eq!(ran, Ran::new(1, PROMPT, said), "{typed:?}");
    }
    assert!(!std::path::Path::new(&room.path("cc")).exists());
}

#[test]
fn the_password_of_an_unknown_client_is_not_asked_for() {
    let room = Room::new();
    let said = "kinit: Client 'nosuch@EXAMPLE.COM' not found in Kerberos database while getting \
                initial credentials\n";
    assert_eq!(room.run(kinit, &["nosuch"], "x\n"), Ran::new(1, "", said));
}

#[test]
fn no_password_at_the_end_of_input() {
    let room = Room::new();
    let said = "kinit: Pre-authentication failed: Cannot read password while getting initial \
                credentials\n";
    assert_eq!(room.run(kinit, &["alice"], ""), Ran::new(1, PROMPT, said));
}

#[test]
fn a_keytab_gives_a_ticket_without_a_question() {
    let room = Room::new();
    let keytab = room.keytab("client.keytab", "alice");
    let ran = room.run(kinit, &["-k", "-t", &keytab, "alice"], "");
    assert_eq!(ran, Ran::quiet());
    let line = "11/22/26 05:47:01  11/23/26 05:47:01  krbtgt/EXAMPLE.COM@EXAMPLE.COM\n\
                \tFlags: IA, Etype (skey, tkt): aes256-cts-hmac-sha1-96, \
                aes256-cts-hmac-sha1-96 \n";
    assert_eq!(room.run(klist, &["-ef"], ""), listed(line));
}

#[test]
fn the_client_keytab_names_its_principal() {
    let mut room = Room::new();
    room.environment.client_keytab = Some(room.keytab("client.keytab", "alice"));
    let ran = room.run(kinit, &["-i", "-V"], "");
    let said = "keytab specified, forcing -k\nUsing default cache: DIR/cc\n\
                Using principal: alice@EXAMPLE.COM\nUsing keytab: DIR/client.keytab\n\
                Authenticated to Kerberos v5\n";
    assert_eq!(ran, Ran::new(0, "", said));
}

#[test]
fn a_keytab_without_the_key_or_without_a_file_is_named() {
    let room = Room::new();
    let keytab = room.keytab("client.keytab", "alice");
    let none = room.path("nosuch.keytab");
    for (keytab, client, said) in [
        (
            &keytab,
            "nosuchinkt",
            "kinit: Keytab contains no suitable keys for nosuchinkt@EXAMPLE.COM while getting \
             initial credentials\n",
        ),
        (
            &none,
            "alice",
            "kinit: Key table file 'DIR/nosuch.keytab' not found while getting initial \
             credentials\n",
        ),
    ] {
        let ran = room.run(kinit, &["-k", "-t", keytab, client], "");
        assert_eq!(ran, Ran::new(1, "", said));
    }
}

#[test]
fn a_stale_keytab_fails_preauthentication() {
    let room = Room::new();
    let keytab = room.keytab("client.keytab", "alice");
    let principal = room.kdc.admin().principal("alice").unwrap();
    let request = crate::AdminRequest::RandomizeKeys {
        principal,
        key_salts: None,
        old_keys: kerbside_kdc_core::admin::OldKeys::Discard,
    };
    room.kdc.admin().perform(&request).unwrap();
    let said = "kinit: Preauthentication failed while getting initial credentials\n";
    let ran = room.run(kinit, &["-k", "-t", &keytab, "alice"], "");
    assert_eq!(ran, Ran::new(1, "", said));
}

#[test]
fn forwardable_and_renewable_tickets_renew() {
    let room = Room::new();
    room.kinit_alice(&["-f", "-r", "2d", "-l", "1h"]);
    let etypes = "\tEtype (skey, tkt): aes256-cts-hmac-sha1-96, aes256-cts-hmac-sha1-96 \n";
    let first = "11/22/26 05:47:01  11/22/26 06:47:01  krbtgt/EXAMPLE.COM@EXAMPLE.COM\n\
                 \trenew until 11/24/26 05:47:01, Flags: FRIA\n";
    assert_eq!(room.run(klist, &["-ef"], ""), listed(&format!("{first}{etypes}")));
    room.clock.advance(1_800);
    assert_eq!(room.run(kinit, &["-R"], ""), Ran::quiet());
    let again = "11/22/26 06:17:01  11/22/26 07:17:01  krbtgt/EXAMPLE.COM@EXAMPLE.COM\n\
                 \trenew until 11/24/26 05:47:01, Flags: FRIAT\n";
    assert_eq!(room.run(klist, &["-ef"], ""), listed(&format!("{again}{etypes}")));
}

#[test]
fn a_ticket_that_is_not_renewable_is_not_renewed() {
    let room = Room::new();
    let said = "kinit: No credentials cache found (filename: DIR/cc) while renewing credentials\n";
    assert_eq!(room.run(kinit, &["-R"], ""), Ran::new(1, "", said));
    room.kinit_alice(&[]);
    let said = "kinit: KDC can't fulfill requested option while renewing credentials\n";
    assert_eq!(room.run(kinit, &["-R"], ""), Ran::new(1, "", said));
}

#[test]
fn the_last_of_two_opposite_options_counts() {
    let room = Room::configured(" forwardable = true\n");
    for (options, flags) in [
        (&[][..], "FIA"),
        (&["-F"], "IA"),
        (&["-F", "-f", "-p"], "FPIA"),
        (&["--noforwardable", "--proxiable"], "PIA"),
    ] {
        room.kinit_alice(options);
        let ran = room.run(klist, &["-f"], "");
        assert!(ran.out.ends_with(&format!("\tFlags: {flags}\n")), "{options:?} {ran:?}");
    }
}

#[test]
fn a_first_ticket_may_be_for_another_service() {
    let room = Room::new();
    room.kinit_alice(&["-S", "kafka/broker"]);
    assert_eq!(
        room.run(klist, &[], ""),
        listed("11/22/26 05:47:01  11/23/26 05:47:01  kafka/broker@EXAMPLE.COM\n")
    );
}

#[test]
fn the_cache_of_c_is_written_and_its_principal_comes_back() {
    let room = Room::new();
    let cache = format!("FILE:{}", room.path("other"));
    room.kinit_alice(&["-c", &cache]);
    assert!(!std::path::Path::new(&room.path("cc")).exists());
    let said = "Using specified cache: FILE:DIR/other\nUsing principal: alice@EXAMPLE.COM\n\
                Authenticated to Kerberos v5\n";
    let ran = room.run(kinit, &["-V", "-c", &cache], "alicepw\n");
    assert_eq!(ran, Ran::new(0, PROMPT, said));
}

#[test]
fn an_answer_too_big_for_a_datagram_comes_by_tcp() {
    let mut settings = RealmSettings::new("EXAMPLE.COM");
    settings.datagram_limit = 300;
    let room = Room::of(settings, "");
    room.kinit_alice(&[]);
    assert_eq!(room.run(kvno, &["-q", "kafka/broker"], ""), Ran::quiet());
}

#[test]
fn requests_above_the_limit_go_by_tcp_first() {
    let room = Room::configured(" udp_preference_limit = 1\n");
    room.kinit_alice(&[]);
}

#[test]
fn nobody_answers() {
    let room = Room::new();
    let port = std::net::UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let conf = "[libdefaults]\n default_realm = EXAMPLE.COM\n[realms]\n EXAMPLE.COM = {\n";
    let conf = format!("{conf}  kdc = {port}\n }}\n");
    std::fs::write(room.path("krb5.conf"), conf).unwrap();
    let said = "kinit: Cannot contact any KDC for realm 'EXAMPLE.COM' while getting initial \
                credentials\n";
    assert_eq!(room.run(kinit, &["alice"], "x\n"), Ran::new(1, "", said));
    let ran = room.run(kinit, &["-V", "alice"], "x\n");
    assert!(ran.err.contains(&format!("Tried Tcp {port}: ")), "{ran:?}");
    let said = "kinit: Cannot find KDC for realm \"OTHER\" while getting initial credentials\n";
    assert_eq!(room.run(kinit, &["alice@OTHER"], "x\n"), Ran::new(1, "", said));
}

/// The remedies are our own.
#[test]
fn wrong_command_lines_are_explained() {
    let room = Room::new();
    for (arguments, code, said) in [
        (&["-Z"][..], 2, "kinit: invalid option -- 'Z'\nUsage: kinit "),
        (&["-l"], 2, "kinit: option requires an argument -- 'l'\nUsage: kinit "),
        (&["-l", "bogus", "x"], 2, "Bad lifetime value bogus\nUsage: kinit "),
        (&["x", "y"], 2, "Extra arguments (starting with \"y\").\nUsage: kinit "),
        (
            &["a@b@c"],
            1,
            "kinit: Malformed representation of principal: the principal name \"a@b@c\" has more \
             than one @: quote an @ within a name as \\@; when parsing name a@b@c\n",
        ),
        (&["-n", "x"], 1, "kinit: -n (an anonymous ticket) is not supported yet: leave it out\n"),
        (
            &["-c", "BOGUS:x", "alice"],
            1,
            "kinit: Unknown credential cache type resolving ccache BOGUS:x\n",
        ),
        (
            &["-c", "KCM:", "alice"],
            1,
            "kinit: Unknown credential cache type resolving ccache KCM:\n",
        ),
    ] {
        let ran = room.run(kinit, arguments, "");
        assert_eq!((ran.code, ran.out.as_str()), (code, ""), "{arguments:?}");
        assert!(ran.err.starts_with(said), "{arguments:?} {ran:?}");
    }
}

#[test]
fn a_broken_configuration_is_named_with_its_line() {
    let room = Room::new();
    std::fs::write(room.path("krb5.conf"), "[libdefaults\n").unwrap();
    let ran = room.run(kinit, &["alice"], "");
    assert!(ran.err.starts_with("kinit: krb5.conf, line 1: "), "{ran:?}");
    std::fs::remove_file(room.path("krb5.conf")).unwrap();
    let ran = room.run(kinit, &["alice"], "");
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("does not specify default realm"), "{ran:?}");
}

#[test]
fn a_cache_that_cannot_be_written_is_named() {
    let room = Room::new();
    let cache = room.path("none/cc");
    let ran = room.run(kinit, &["-c", &cache, "alice"], "alicepw\n");
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("(filename: DIR/none/cc)"), "{ran:?}");
}
