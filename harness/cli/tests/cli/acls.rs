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
    assert_eq!(acls(&place, &["list"]), "");
}

#[test]
fn a_decision_is_explained_with_the_acl_that_made_it() {
    let place = Place::new();
    place.up(&["--super-user", "admin"]);
    let wish = |user| ["--user", user, "--operation", "write", "--resource", "topic:orders"];
    let why = |user| acls(&place, &[&["why"], &wish(user)[..]].concat());
    let told = why("alice");
    assert!(told.starts_with("alice may not Write topic:orders from 127.0.0.1\n"), "{told}");
    let remedy = "kerbside acls add --user alice --operation Write --resource topic:orders\n";
    assert!(told.contains(remedy) && told.contains("DefaultDeny"), "{told}");
    acls(&place, &[&["add"], &wish("alice")[..]].concat());
    let told = why("alice");
    assert!(told.starts_with("alice may Write"), "{told}");
    assert!(told.contains("by the ACL: Allow User:alice from * Write on Topic orders"), "{told}");
    let told = why("admin");
    assert!(told.contains("as one of super.users"), "{told}");
    acls(&place, &[&["add", "--deny"], &wish("*")[..]].concat());
    let json = [&["--json", "why"], &wish("alice")[..]].concat();
    let decision = place.at_bed("acls", &json).json();
    assert_eq!(decision["allowed"], false, "{decision}");
    assert_eq!(decision["acl"]["principal"], "User:*", "{decision}");
}

#[test]
fn a_bed_without_an_authorizer_says_how_to_have_one() {
    let place = Place::new();
    place.up(&[]);
    let complaint = place.at_bed("acls", &["list"]).failed(1);
    assert!(complaint.contains("kerbside up --authorizer standard"), "{complaint}");
    let wish = ["why", "--user", "alice", "--operation", "read", "--resource", "cluster"];
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
