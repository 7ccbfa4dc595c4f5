//! ACLs of a running bed, and why a decision is what it is.

use crate::place::Place;

fn acls(place: &Place, arguments: &[&str]) -> String {
    place.at_bed("acls", arguments).ok()
}

#[test]
fn acls_are_added_listed_and_removed() {
    let place = Place::new();
    place.up(&["--super-user", "admin"]);
    let writes = ["--operation", "write", "--operation", "Create"];
    let added = acls(
        &place,
        &[&["add", "--user", "alice", "--resource", "topic:orders"], &writes[..]].concat(),
    );
    let write = "Allow User:alice from * Write on Topic orders (literal)\n";
    assert_eq!(added.lines().count(), 2);
    assert!(added.contains(write), "{added}");
    let deny = ["add", "--user", "User:bob", "--operation", "all", "--resource", "topic:ord"];
    acls(&place, &[&deny[..], &["--prefixed", "--deny", "--host", "10.0.0.0/8"]].concat());
    let bobs = "Deny User:bob from 10.0.0.0/8 All on Topic ord (prefixed)\n";
    let listed = acls(&place, &["list", "--resource", "topic:orders"]);
    assert!(listed.contains(write) && listed.contains(bobs), "{listed}");
    let json = place.at_bed("acls", &["--json", "list", "--user", "bob"]).json();
    assert_eq!(json[0]["pattern"], "Prefixed", "{json}");
    assert_eq!(json[0]["host"], "10.0.0.0/8", "{json}");
    assert_eq!(acls(&place, &["remove", "--user", "bob"]), bobs);
    assert_eq!(acls(&place, &["remove", "--all"]).lines().count(), 2);
    let none = place.at_bed("acls", &["list"]);
    assert_eq!((none.stdout.as_str(), none.stderr.as_str()), ("", "(no ACLs)\n"));
}

#[test]
fn a_decision_is_explained_with_the_acl_that_made_it() {
    let place = Place::new();
    place.up(&["--super-user", "admin"]);
    let wish = |user| ["--user", user, "--operation", "write", "--resource", "topic:orders"];
    let asked = |user| place.at_bed("acls", &[&["why"], &wish(user)[..]].concat());
    let why = |user| asked(user).ok();
    let denied = asked("alice");
    assert_eq!(denied.status, Some(1), "{denied:?}");
    let told = denied.stdout;
    assert!(told.starts_with("alice may not Write topic:orders from 127.0.0.1\n"), "{told}");
    let bed = place.bed();
    let remedy = "add --user alice --operation Write --resource topic:orders\n";
    let remedy = format!("kerbside acls --dir {} {remedy}", bed.display());
    assert!(told.contains(&remedy) && told.contains("DefaultDeny"), "{told}");
    acls(&place, &[&["add"], &wish("alice")[..]].concat());
    let told = why("alice");
    assert!(told.starts_with("alice may Write"), "{told}");
    assert!(told.contains("by the ACL: Allow User:alice from * Write on Topic orders"), "{told}");
    let told = why("admin");
    assert!(told.contains("as one of super.users"), "{told}");
    acls(&place, &[&["add", "--deny"], &wish("*")[..]].concat());
    let json = [&["--json", "why"], &wish("alice")[..]].concat();
    let denied = place.at_bed("acls", &json);
    assert_eq!(denied.status, Some(1), "{denied:?}");
    let decision: serde_json::Value = serde_json::from_str(&denied.stdout).expect("JSON");
    assert_eq!(decision["allowed"], false, "{decision}");
    assert_eq!(decision["acl"]["principal"], "User:*", "{decision}");
}

#[test]
fn a_bed_without_an_authorizer_says_how_to_have_one() {
    let place = Place::new();
    place.up(&[]);
    let complaint = place.at_bed("acls", &["list"]).failed(1);
    assert!(complaint.contains("kerbside up --authorizer standard"), "{complaint}");
    let wish = ["why", "--user", "alice", "--operation", "alter", "--resource", "cluster"];
    assert!(acls(&place, &wish).contains("no authorizer"));
}

#[test]
fn an_acl_that_is_invalid_is_named() {
    let place = Place::new();
    place.up(&["--authorizer", "standard", "--allow-everyone-if-no-acl-found"]);
    let add = ["add", "--user", "alice", "--operation", "read", "--resource", "topic:t"];
    let complaint = place.at_bed("acls", &[&add[..], &["--host", "10.0.0.0/99"]].concat());
    let complaint = complaint.failed(1);
    assert!(complaint.contains("Invalid CIDR notation '10.0.0.0/99'"), "{complaint}");
    let wish = ["why", "--user", "alice", "--operation", "read", "--resource", "topic:t"];
    assert!(acls(&place, &wish).contains("allow.everyone.if.no.acl.found"));
}

#[test]
fn the_directory_may_stand_behind_the_action() {
    let place = Place::new();
    place.up(&["--super-user", "admin"]);
    let bed = place.bed().display().to_string();
    let add = ["acls", "add", "--user", "a", "--operation", "all", "--resource", "topic:t"];
    place.run(&[&add[..], &["--dir", &bed]].concat()).ok();
    let listed = place.run(&["acls", "list", "--json", "--dir", &bed]).json();
    assert_eq!(listed[0]["principal"], "User:a", "{listed}");
}

#[test]
fn acls_that_deny_are_removed_without_those_that_allow() {
    let place = Place::new();
    place.up(&["--super-user", "admin"]);
    let both = ["--user", "alice", "--operation", "read", "--resource", "topic:t"];
    acls(&place, &[&["add"], &both[..]].concat());
    acls(&place, &[&["add", "--deny"], &both[..]].concat());
    let removed = acls(&place, &[&["remove", "--deny"], &both[..]].concat());
    assert_eq!(removed, "Deny User:alice from * Read on Topic t (literal)\n");
    assert!(acls(&place, &["list"]).starts_with("Allow User:alice"));
}

#[test]
fn a_host_that_nobody_comes_from_is_warned_about() {
    let place = Place::new();
    place.up(&["--super-user", "admin"]);
    let add = ["add", "--user", "a", "--operation", "read", "--resource", "topic:t", "--host"];
    for (host, warned) in [("example.test", true), ("127.0.0.1", false), ("*", false)] {
        let ran = place.at_bed("acls", &[&add[..], &[host]].concat());
        assert_eq!(ran.stderr.contains("hosts are addresses"), warned, "{ran:?}");
        ran.ok();
    }
}
