//! `kpasswd` and kinit's change of an expired password, against the password server beside a KDC.

use kerbside_kdc_core::admin::{CreatePrincipal, Expiry, NewKey, PrincipalChanges};

use super::super::*;
use super::{Ran, Room, START};
use crate::AdminRequest;
use kerbside_krb5::time::Timestamp;

const OWN: &str = "Password for alice@EXAMPLE.COM: \n";
const NEW: &str = "Enter new password: \nEnter it again: \n";

#[test]
fn a_user_changes_the_password() {
    let room = Room::new();
    let ran = room.run(kpasswd, &["alice"], "alicepw\nnewpw1\nnewpw1\n");
    assert_eq!(ran, Ran::new(0, &format!("{OWN}{NEW}Password changed.\n"), ""));
    let ran = room.run(kinit, &["alice"], "newpw1\n");
    assert_eq!(ran, Ran::new(0, OWN, ""));
}

#[test]
fn the_caches_principal_is_meant_when_none_is_named() {
    let room = Room::new();
    room.kinit_alice(&[]);
    let ran = room.run(kpasswd, &[], "alicepw\nnewpw1\nnewpw1\n");
    assert_eq!(ran.out, format!("{OWN}{NEW}Password changed.\n"));
}

#[test]
fn failures_are_told_as_mit_tells_them() {
    let room = Room::new();
    for (arguments, typed, code, out, err) in [
        (
            &["alice"][..],
            "wrong\n",
            1,
            OWN,
            "kpasswd: Password incorrect while getting initial ticket\n",
        ),
        (
            &["nosuch"],
            "x\n",
            1,
            "",
            "kpasswd: Client not found in Kerberos database getting initial ticket\n",
        ),
        (
            &["alice"],
            "alicepw\none\ntwo\n",
            1,
            &format!("{OWN}{NEW}"),
            "kpasswd: Password mismatch while reading password\n",
        ),
        (&["a", "b"], "", 1, "", "usage: kpasswd [principal]\n"),
    ] {
        assert_eq!(room.run(kpasswd, arguments, typed), Ran::new(code, out, err));
    }
}

#[test]
fn an_expired_password_is_changed_by_kinit() {
    let room = Room::new();
    let admin = room.kdc.admin();
    let principal = admin.principal("pwexp").unwrap();
    let mut create = CreatePrincipal::new(principal, NewKey::Password("expw".into()));
    create.changes = PrincipalChanges {
        password_expires: Some(Expiry::At(Timestamp::from_seconds(START - 1))),
        ..PrincipalChanges::default()
    };
    admin.perform(&AdminRequest::CreatePrincipal(create)).unwrap();
    let asked = "Password for pwexp@EXAMPLE.COM: \nPassword expired.  You must change it now.\n";
    // Two that differ, and an end of input, as they were recorded.
    let ran = room.run(kinit, &["pwexp"], "expw\nnewpw1\nnewpw2\n");
    let out = format!("{asked}{NEW}Password mismatch.  Please try again.\nEnter new password: \n");
    let err = "kinit: Cannot read password while getting initial credentials\n";
    assert_eq!(ran, Ran::new(1, &out, err));
    let ran = room.run(kinit, &["pwexp"], "expw\nnewpw1\nnewpw1\n");
    assert_eq!(ran, Ran::new(0, &format!("{asked}{NEW}"), ""));
    let ran = room.run(kinit, &["pwexp"], "newpw1\n");
    assert_eq!(ran, Ran::new(0, "Password for pwexp@EXAMPLE.COM: \n", ""));
}

#[test]
fn without_a_password_server_the_change_fails_by_mits_words() {
    let room = Room::new();
    let conf = std::fs::read_to_string(room.path("krb5.conf")).unwrap();
    let conf: Vec<&str> = conf.lines().filter(|line| !line.contains("kpasswd_server")).collect();
    std::fs::write(room.path("krb5.conf"), conf.join("\n")).unwrap();
    let ran = room.run(kpasswd, &["alice"], "alicepw\nnewpw1\nnewpw1\n");
    let err = "kpasswd: Cannot find KDC for requested realm changing password\n";
    assert_eq!(ran, Ran::new(1, &format!("{OWN}{NEW}"), err));
}
