//! MIT's programs as verbs, upon a running bed.

use crate::place::Place;

#[test]
fn a_password_gets_a_ticket_which_klist_shows_and_kdestroy_removes() {
    let place = Place::new();
    place.up(&["--user", "alice:secret"]);
    place.as_user("alice", &["kinit", "alice"], "secret\n").ok();
    let list = place.as_user("alice", &["klist", "-f", "-e"], "").ok();
    assert!(list.contains("Default principal: alice@KERBSIDE.TEST"), "{list}");
    let version = place.as_user("alice", &["kvno", "kafka/localhost"], "").ok();
    assert!(version.contains("kafka/localhost@KERBSIDE.TEST: kvno = 1"), "{version}");
    place.as_user("alice", &["kdestroy"], "").ok();
    place.as_user("alice", &["klist", "-s"], "").failed(1);
}

#[test]
fn a_user_without_password_logs_in_with_the_keytab() {
    let place = Place::new();
    place.up(&["--user", "bob"]);
    place.as_user("bob", &["kinit", "-k", "-i", "bob"], "").ok();
    let list = place.as_user("bob", &["klist"], "").ok();
    assert!(list.contains("Default principal: bob@KERBSIDE.TEST"), "{list}");
}

#[test]
fn exit_statuses_and_complaints_are_the_programs_own() {
    let place = Place::new();
    place.up(&["--user", "alice:secret"]);
    let complaint = place.as_user("alice", &["kinit", "alice"], "wrong\n").failed(1);
    assert!(complaint.starts_with("kinit: "), "{complaint}");
    let complaint = place.as_user("alice", &["kinit", "nobody"], "x\n").failed(1);
    assert!(complaint.contains("nobody@KERBSIDE.TEST"), "{complaint}");
}

#[test]
fn files_of_a_login_go_with_the_bed() {
    let place = Place::new();
    place.up(&["--user", "alice:secret"]);
    place.as_user("alice", &["kinit", "alice"], "secret\n").ok();
    assert!(place.bed().join("clients/alice/krb5cc").is_file());
    place.at_bed("down", &[]).ok();
    assert!(!place.bed().exists());
}

#[test]
fn a_service_that_was_named_has_a_ticket() {
    let place = Place::new();
    place.up(&["--user", "alice:secret", "--service", "HTTP/localhost"]);
    place.as_user("alice", &["kinit", "alice"], "secret\n").ok();
    let version = place.as_user("alice", &["kvno", "HTTP/localhost"], "").ok();
    assert!(version.contains("HTTP/localhost@KERBSIDE.TEST: kvno = 1"), "{version}");
}
