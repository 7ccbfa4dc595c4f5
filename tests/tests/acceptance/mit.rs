//! MIT's `kinit`, `klist`, `kvno` and `kdestroy` against a bed's KDC.
//!
//! The sentences are those of MIT krb5 1.20.1.

use std::time::Duration;

use acceptance::klist::{Listed, klist, ticket};
use acceptance::process::{Finished, Program};
use kerbside::client::Client;
use kerbside::{BlockingTestbed, Testbed};
use kerbside_kdc_core::admin::{AdminRequest, Expiry, OldKeys, PrincipalChanges};
use kerbside_kdc_core::database::Attributes;
use kerbside_krb5::principal::Principal;
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::Realm;

const TGS: &str = "krbtgt/KERBSIDE.TEST@KERBSIDE.TEST";
const AES256: &str = "aes256-cts-hmac-sha1-96";
const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// A bed with `alice`, whose password is `secret`.
fn alices_bed() -> BlockingTestbed {
    Testbed::builder().user("alice", "secret").start_blocking().expect("a bed starts")
}

/// `kinit` of a user with options, the password on its standard input.
fn kinit(client: &Client, options: &[&str], password: &str) -> Finished {
    let program = Program::new("kinit").user(client).args(options).arg(client.principal());
    program.input(format!("{password}\n")).run()
}

/// `kvno` of services with the tickets of a user.
fn kvno(client: &Client, arguments: &[&str]) -> Finished {
    Program::new("kvno").user(client).args(arguments).run()
}

/// A name in the bed's realm.
fn name(bed: &Testbed, text: &str) -> Principal {
    Principal::parse(text, &Realm::from(bed.realm())).expect("a principal's name")
}

/// `modprinc`
fn modify(bed: &BlockingTestbed, principal: &str, changes: PrincipalChanges) {
    let principal = name(bed, principal);
    let request = AdminRequest::ModifyPrincipal { principal, changes };
    bed.wait(bed.admin(request)).expect("the principal is modified");
}

fn long_ago() -> Option<Expiry> {
    Some(Expiry::At(Timestamp::from_seconds(1_000_000_000)))
}

/// kinit counts from the second in which it asks, the KDC from that in which it answers.
const SLOWNESS: i64 = 5;

#[track_caller]
fn assert_lasts(ticket: &Listed, seconds: i64) {
    let lasts = ticket.expires - ticket.starting;
    assert!((seconds - SLOWNESS..=seconds).contains(&lasts), "not {seconds} s: {ticket:#?}");
}

#[track_caller]
fn assert_renewable_for(ticket: &Listed, seconds: i64) {
    let lasts = ticket.renew_until.map(|until| until - ticket.starting);
    let good = lasts.is_some_and(|lasts| (seconds - SLOWNESS..=seconds).contains(&lasts));
    assert!(good, "not renewable for {seconds} s: {ticket:#?}");
}

#[test]
fn a_password_gets_a_ticket_as_the_realm_allows_it() {
    let bed = alices_bed();
    let alice = bed.client("alice");
    let asked = kinit(&alice, &[], "secret").well();
    assert_eq!(asked.out(), "Password for alice@KERBSIDE.TEST: \n", "{asked}");
    let (principal, tickets) = klist(&alice);
    assert_eq!(principal, "alice@KERBSIDE.TEST");
    let [tgt] = tickets.as_slice() else { panic!("{tickets:#?}") };
    assert_eq!(tgt.service, TGS);
    assert_lasts(tgt, DAY);
    // The bed's krb5.conf asks for forwardable tickets.
    assert_eq!(tgt.flags, "FIA");
    assert_eq!(tgt.etypes, (AES256.to_owned(), AES256.to_owned()));
    assert_eq!(tgt.renew_until, None);
}

#[test]
fn a_keytab_gets_a_ticket_without_a_password() {
    let bed = Testbed::builder().user_with_random_key("robot").start_blocking().unwrap();
    let robot = bed.client("robot");
    let keytab = robot.keytab();
    let keytab = ["-k", "-t", keytab.to_str().unwrap()];
    let asked = kinit(&robot, &keytab, "").well();
    assert_eq!(asked.out(), "");
    assert_eq!(klist(&robot).0, "robot@KERBSIDE.TEST");
    assert_lasts(&ticket(&robot, TGS), DAY);
}

#[test]
fn a_wrong_password_is_refused_and_leaves_no_cache() {
    let bed = alices_bed();
    let alice = bed.client("alice");
    let asked = kinit(&alice, &[], "wrong");
    asked.failed_with("kinit: Password incorrect while getting initial credentials");
    assert!(!alice.ccache().exists());
}

#[test]
fn an_unknown_client_is_named() {
    let bed = alices_bed();
    let nobody = Client { user: "nobody".into(), ..bed.client("alice") };
    kinit(&nobody, &[], "secret").failed_with(
        "kinit: Client 'nobody@KERBSIDE.TEST' not found in Kerberos database \
         while getting initial credentials",
    );
    assert!(!nobody.ccache().exists());
}

#[test]
fn a_changed_password_replaces_the_old_one_and_raises_the_key_version() {
    let bed = alices_bed();
    let alice = bed.client("alice");
    let principal = name(&bed, "alice");
    let (password, key_salts, old_keys) = ("changed".into(), None, OldKeys::Discard);
    let request = AdminRequest::ChangePassword { principal, password, key_salts, old_keys };
    bed.wait(bed.admin(request)).expect("the password is changed");
    kinit(&alice, &[], "secret").failed_with("Password incorrect");
    let _ = kinit(&alice, &[], "changed").well();
    let asked = kvno(&alice, &["alice@KERBSIDE.TEST"]).well();
    assert_eq!(asked.out(), "alice@KERBSIDE.TEST: kvno = 2\n", "{asked}");
}

#[test]
fn the_keys_of_a_keytab_are_listed_with_version_time_and_enctype() {
    let bed = alices_bed();
    let alice = bed.client("alice");
    let listed = Program::new("klist").user(&alice).args(["-ekt"]).arg(alice.keytab()).run();
    let listed = listed.well().out();
    let keys: Vec<&str> = listed.lines().skip(3).collect();
    let [first, second] = keys.as_slice() else { panic!("{listed}") };
    for (line, enctype) in [(first, AES256), (second, "aes128-cts-hmac-sha1-96")] {
        let words: Vec<&str> = line.split_whitespace().collect();
        assert_eq!((words[0], words[3]), ("1", "alice@KERBSIDE.TEST"), "{listed}");
        assert_eq!(words[4], format!("({enctype})"), "{listed}");
    }
}

#[test]
fn tickets_for_several_services_open_with_the_services_keys() {
    let services = ["kafka/localhost", "HTTP/localhost", "host/far.example"];
    let builder = Testbed::builder().user("alice", "secret");
    let bed = services[1..].iter().fold(builder, |builder, name| builder.service(name));
    let bed = bed.start_blocking().unwrap();
    let alice = bed.client("alice");
    let keytab = bed.wait(bed.kdc().keytab(&services.map(str::to_owned))).unwrap();
    let path = bed.folder().join("services.keytab");
    std::fs::write(&path, keytab.to_bytes().unwrap()).unwrap();
    let _ = kinit(&alice, &[], "secret").well();
    let asked = kvno(&alice, &[&["-k", path.to_str().unwrap()], &services[..]].concat()).well();
    let expected = services
        .map(|service| format!("{service}@KERBSIDE.TEST: kvno = 1, keytab entry valid\n"))
        .concat();
    assert_eq!(asked.out(), expected, "{asked}");
    let tgt = ticket(&alice, TGS);
    for service in services {
        let held = ticket(&alice, &format!("{service}@KERBSIDE.TEST"));
        // No service ticket is INITIAL, and none outlives the ticket that it was got with.
        assert_eq!(held.flags, "FAT");
        assert_eq!(held.expires, tgt.expires);
        assert_eq!(held.etypes, (AES256.to_owned(), AES256.to_owned()));
    }
}

#[test]
fn an_unknown_service_is_named() {
    let bed = alices_bed();
    let alice = bed.client("alice");
    let _ = kinit(&alice, &[], "secret").well();
    kvno(&alice, &["nosuch/host"]).failed_with(
        "kvno: Server nosuch/host@KERBSIDE.TEST not found in Kerberos database \
         while getting credentials for nosuch/host@KERBSIDE.TEST",
    );
    assert_eq!(klist(&alice).1.len(), 1);
}

#[test]
fn the_as_gives_tickets_for_any_service() {
    let bed = alices_bed();
    let alice = bed.client("alice");
    let _ = kinit(&alice, &["-S", "kafka/localhost"], "secret").well();
    let held = ticket(&alice, "kafka/localhost@KERBSIDE.TEST");
    assert_eq!(held.flags, "FIA");
}

#[test]
fn lifetimes_are_those_asked_for_up_to_the_realms() {
    let bed = alices_bed();
    let alice = bed.client("alice");
    let _ = kinit(&alice, &["-l", "1h", "-r", "2d"], "secret").well();
    let tgt = ticket(&alice, TGS);
    assert_lasts(&tgt, HOUR);
    assert_renewable_for(&tgt, 2 * DAY);
    assert_eq!(tgt.flags, "FRIA");
    let _ = kinit(&alice, &["-l", "30d", "-r", "30d"], "secret").well();
    let tgt = ticket(&alice, TGS);
    assert_lasts(&tgt, DAY);
    assert_renewable_for(&tgt, 7 * DAY);
}

#[test]
fn flags_are_those_asked_for() {
    let bed = alices_bed();
    let alice = bed.client("alice");
    for (options, flags) in
        [(&["-F"][..], "IA"), (&["-f"], "FIA"), (&["-F", "-p"], "PIA"), (&["-f", "-p"], "FPIA")]
    {
        let _ = kinit(&alice, options, "secret").well();
        assert_eq!(ticket(&alice, TGS).flags, flags, "{options:?}");
    }
}

#[test]
fn a_principal_without_forwardable_tickets_gets_none() {
    let bed = alices_bed();
    let changes = PrincipalChanges { set: Attributes::DISALLOW_FORWARDABLE, ..Default::default() };
    modify(&bed, "alice", changes);
    let _ = kinit(&bed.client("alice"), &["-f"], "secret").well();
    assert_eq!(ticket(&bed.client("alice"), TGS).flags, "IA");
}

#[test]
fn renewal_moves_the_end_of_a_ticket() {
    let bed = alices_bed();
    let alice = bed.client("alice");
    let _ = kinit(&alice, &["-l", "1h", "-r", "2d"], "secret").well();
    let before = ticket(&alice, TGS);
    // Less than the clock skew allowed: MIT's client keeps the machine's time.
    bed.clocks().kdc().unwrap().advance(Duration::from_secs(120));
    let _ = Program::new("kinit").user(&alice).arg("-R").run().well();
    let after = ticket(&alice, TGS);
    assert!(after.expires >= before.expires + 115, "{before:#?}\n{after:#?}");
    assert_lasts(&after, HOUR);
    assert_eq!(after.renew_until, before.renew_until);
    // MIT's KDC sets TRANSITED-POLICY-CHECKED in every ticket of the TGS, and so does ours.
    assert_eq!(after.flags, "FRIAT");
    let _ = kvno(&alice, &["kafka/localhost"]).well();
}

#[test]
fn a_ticket_that_is_not_renewable_is_not_renewed() {
    let bed = alices_bed();
    let alice = bed.client("alice");
    let _ = kinit(&alice, &[], "secret").well();
    let before = klist(&alice);
    Program::new("kinit")
        .user(&alice)
        .arg("-R")
        .run()
        .failed_with("kinit: KDC can't fulfill requested option while renewing credentials");
    assert_eq!(klist(&alice), before);
}

#[test]
fn destroyed_tickets_are_gone() {
    let bed = alices_bed();
    let alice = bed.client("alice");
    let _ = kinit(&alice, &[], "secret").well();
    assert!(alice.ccache().exists());
    let _ = Program::new("kdestroy").user(&alice).run().well();
    assert!(!alice.ccache().exists());
    let gone = format!("No credentials cache found (filename: {})", alice.ccache().display());
    Program::new("klist").user(&alice).run().failed_with(&gone);
    kvno(&alice, &["kafka/localhost"]).failed_with(&gone);
}

/// A copy of the user's krb5.conf in which datagrams come first.
fn prefer_datagrams(client: &Client) -> std::path::PathBuf {
    let text = std::fs::read_to_string(client.krb5_conf()).unwrap();
    let changed = text.replace("udp_preference_limit = 1\n", "udp_preference_limit = 32700\n");
    assert_ne!(text, changed);
    let path = client.folder.join("krb5-udp.conf");
    std::fs::write(&path, changed).unwrap();
    path
}

#[test]
fn tickets_come_over_tcp_and_over_udp() {
    let bed = alices_bed();
    let alice = bed.client("alice");
    let (tcp, udp) = (alice.krb5_conf(), prefer_datagrams(&alice));
    for (conf, used, unused) in [
        (tcp, "Sending TCP request to stream", "Sending initial UDP request"),
        (udp, "Sending initial UDP request to dgram", "Initiating TCP connection"),
    ] {
        let traced = |name: &str| {
            let program = Program::new(name).user(&alice).env("KRB5_CONFIG", &conf);
            program.env("KRB5_TRACE", "/dev/stderr")
        };
        let asked = traced("kinit").arg("alice").input("secret\n").run().well();
        let served = traced("kvno").arg("kafka/localhost").run().well();
        for traced in [asked, served] {
            let trace = traced.err();
            assert!(trace.contains(used) && !trace.contains(unused), "{traced}");
        }
        assert_eq!(klist(&alice).1.len(), 2);
    }
}

#[test]
fn a_reply_too_big_for_a_datagram_is_fetched_over_tcp() {
    let bed = Testbed::builder().user("alice", "secret");
    // Errors fit, tickets do not.
    let bed = bed.realm_settings(|realm| realm.datagram_limit = 400).start_blocking().unwrap();
    let alice = bed.client("alice");
    let program = Program::new("kinit").user(&alice).arg("alice").input("secret\n");
    let program = program.env("KRB5_CONFIG", prefer_datagrams(&alice));
    let asked = program.env("KRB5_TRACE", "/dev/stderr").run().well();
    let trace = asked.err();
    assert!(trace.contains("Sending initial UDP request to dgram"), "{asked}");
    assert!(trace.contains("Request or response is too big for UDP"), "{asked}");
    assert!(trace.contains("Sending TCP request to stream"), "{asked}");
    assert_eq!(ticket(&alice, TGS).flags, "FIA");
}

#[test]
fn an_expired_or_locked_client_is_told_so() {
    let expired = PrincipalChanges { expires: long_ago(), ..Default::default() };
    let locked = PrincipalChanges { set: Attributes::DISALLOW_ALL_TIX, ..Default::default() };
    let stale = PrincipalChanges { password_expires: long_ago(), ..Default::default() };
    for (changes, told) in [
        (
            expired,
            "kinit: Client's entry in database has expired while getting initial credentials",
        ),
        (locked, "kinit: Client's credentials have been revoked while getting initial credentials"),
        (stale, "kinit: Password has expired while getting initial credentials"),
    ] {
        let bed = alices_bed();
        let alice = bed.client("alice");
        modify(&bed, "alice", changes);
        let keytab = alice.keytab();
        // With a keytab kinit does not offer to change the password.
        kinit(&alice, &["-k", "-t", keytab.to_str().unwrap()], "").failed_with(told);
        assert!(!alice.ccache().exists());
    }
}

#[test]
fn an_expired_or_locked_service_is_told_so() {
    let builder = Testbed::builder().user("alice", "secret");
    let bed = builder.service("old/host").service("closed/host").start_blocking().unwrap();
    let alice = bed.client("alice");
    let expired = PrincipalChanges { expires: long_ago(), ..Default::default() };
    modify(&bed, "old/host", expired);
    let locked = PrincipalChanges { set: Attributes::DISALLOW_ALL_TIX, ..Default::default() };
    modify(&bed, "closed/host", locked);
    let _ = kinit(&alice, &[], "secret").well();
    kvno(&alice, &["old/host"]).failed_with("kvno: Server's entry in database has expired");
    kvno(&alice, &["closed/host"])
        .failed_with("kvno: Server closed/host@KERBSIDE.TEST not found in Kerberos database");
}

#[test]
fn a_clock_beyond_the_skew_is_refused_where_the_client_does_not_follow_it() {
    let bed = alices_bed();
    let alice = bed.client("alice");
    let conf = std::fs::read_to_string(alice.krb5_conf()).unwrap();
    let conf = conf.replacen("[libdefaults]\n", "[libdefaults]\n    kdc_timesync = 0\n", 1);
    std::fs::write(alice.krb5_conf(), conf).unwrap();
    bed.clocks().kdc().unwrap().advance(Duration::from_secs(360));
    kinit(&alice, &[], "secret").failed_with("Clock skew too great");
    bed.clocks().kdc().unwrap().shift(kerbside::Shift::seconds(-360));
    let _ = kinit(&alice, &[], "secret").well();
}
