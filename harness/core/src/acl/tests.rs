//! The decisions of Kafka's authorizer, as tables.

use std::net::IpAddr;

use super::*;
use crate::authorizer::{Authorizer, Because, Operation, Question, ResourceType};
use crate::principal::KafkaPrincipal;

const TOPIC: ResourceType = ResourceType::TOPIC;

fn here() -> IpAddr {
    IpAddr::from([127, 0, 0, 1])
}

fn authorizer(acls: &[Acl]) -> StandardAuthorizer {
    let mut authorizer = StandardAuthorizer::new();
    for acl in acls {
        authorizer = authorizer.with(acl.clone()).expect("a valid ACL");
    }
    authorizer
}

/// Asks for `user`; what decided.
fn ask(authorizer: &StandardAuthorizer, user: &str, operation: Operation, name: &str) -> String {
    let principal = KafkaPrincipal::user(user);
    let question =
        Question { principal: &principal, host: here(), operation, resource: TOPIC, name };
    let answer = authorizer.authorize(&question);
    format!("{}: {}", if answer.allowed { "yes" } else { "no" }, short(&answer.because))
}

fn short(because: &Because) -> String {
    match because {
        Because::MatchingAcl(acl) => format!("{} {}", acl.permission, acl.name),
        other => other.to_string(),
    }
}

#[test]
fn an_acl_is_about_its_principal_host_name_and_operation() {
    use Operation as O;
    let allow = |principal| Acl::allow(principal, O::READ, TOPIC, "orders");
    let alice = allow("User:alice");
    for (acl, user, operation, name, answer) in [
        (alice.clone(), "alice", O::READ, "orders", "yes: Allow orders"),
        (alice.clone(), "bob", O::READ, "orders", "no: DefaultDeny"),
        (alice.clone(), "alice", O::WRITE, "orders", "no: DefaultDeny"),
        (alice.clone(), "alice", O::READ, "order", "no: DefaultDeny"),
        (alice.clone(), "alice", O::READ, "orders2", "no: DefaultDeny"),
        (alice.clone().prefixed(), "alice", O::READ, "orders2", "yes: Allow orders"),
        (alice.clone().prefixed(), "alice", O::READ, "orders", "yes: Allow orders"),
        (alice.clone().prefixed(), "alice", O::READ, "order", "no: DefaultDeny"),
        (allow("User:*"), "bob", O::READ, "orders", "yes: Allow orders"),
        // Types are compared to the letter.
        (allow("user:alice"), "alice", O::READ, "orders", "no: DefaultDeny"),
        (allow("Group:alice"), "alice", O::READ, "orders", "no: DefaultDeny"),
        (alice.clone().from_host("127.0.0.1"), "alice", O::READ, "orders", "yes: Allow orders"),
        (alice.clone().from_host("10.0.0.1"), "alice", O::READ, "orders", "no: DefaultDeny"),
        (alice.clone().from_host("127.0.0.0/8"), "alice", O::READ, "orders", "yes: Allow orders"),
        (Acl::allow("User:alice", O::READ, TOPIC, "*"), "alice", O::READ, "x", "yes: Allow *"),
        (Acl::allow("User:alice", O::ALL, TOPIC, "x"), "alice", O::DELETE, "x", "yes: Allow x"),
        (
            Acl::allow("User:alice", O::READ, ResourceType::GROUP, "orders"),
            "alice",
            O::READ,
            "orders",
            "no: DefaultDeny",
        ),
        // `*` as a prefix is no wildcard.
        (
            Acl::allow("User:alice", O::READ, TOPIC, "*").prefixed(),
            "alice",
            O::READ,
            "x",
            "no: DefaultDeny",
        ),
    ] {
        assert_eq!(
            ask(&authorizer(std::slice::from_ref(&acl)), user, operation, name),
            answer,
            "{acl}"
        );
    }
}

#[test]
fn what_an_acl_implies_counts_where_it_allows_only() {
    use Operation as O;
    for (has, wants, allowed) in [
        (O::READ, O::DESCRIBE, true),
        (O::WRITE, O::DESCRIBE, true),
        (O::DELETE, O::DESCRIBE, true),
        (O::ALTER, O::DESCRIBE, true),
        (O::CREATE, O::DESCRIBE, false),
        (O::DESCRIBE_CONFIGS, O::DESCRIBE, false),
        (O::ALTER_CONFIGS, O::DESCRIBE_CONFIGS, true),
        (O::ALTER, O::DESCRIBE_CONFIGS, false),
        (O::DESCRIBE, O::READ, false),
        (O::ALTER_CONFIGS, O::DESCRIBE, false),
    ] {
        let allowing = authorizer(&[Acl::allow("User:alice", has, TOPIC, "t")]);
        let answer = ask(&allowing, "alice", wants, "t");
        assert_eq!(answer.starts_with("yes"), allowed, "{has} allows {wants}");
        let denying = authorizer(&[
            Acl::allow("User:alice", O::ALL, TOPIC, "t"),
            Acl::deny("User:alice", has, TOPIC, "t"),
        ]);
        assert_eq!(ask(&denying, "alice", wants, "t"), "yes: Allow t", "{has} denies {wants}");
        assert_eq!(ask(&denying, "alice", has, "t"), "no: Deny t");
    }
}

#[test]
fn the_longest_name_denies_and_the_shortest_allows() {
    use Operation as O;
    let allow = |name: &str| Acl::allow("User:alice", O::READ, TOPIC, name);
    let deny = |name: &str| Acl::deny("User:alice", O::READ, TOPIC, name);
    for (acls, answer) in [
        (vec![allow("foobar"), deny("foobar")], "no: Deny foobar"),
        (vec![allow("foobar"), deny("foo").prefixed()], "no: Deny foo"),
        (vec![allow("foobar"), deny("*")], "no: Deny *"),
        (vec![deny("*"), deny("foo").prefixed(), deny("foobar")], "no: Deny foobar"),
        (vec![deny("*"), deny("foo").prefixed(), deny("f").prefixed()], "no: Deny foo"),
        (vec![allow("foobar"), allow("foo").prefixed()], "yes: Allow foo"),
        (vec![allow("foobar"), allow("foo").prefixed(), allow("*")], "yes: Allow *"),
        (vec![allow("*"), deny("foo")], "yes: Allow *"),
        (vec![allow("*"), deny("foobars").prefixed()], "yes: Allow *"),
        (vec![allow("*"), deny("foobar").from_host("10.0.0.1")], "yes: Allow *"),
    ] {
        assert_eq!(ask(&authorizer(&acls), "alice", O::READ, "foobar"), answer, "{acls:?}");
    }
}

#[test]
fn names_of_any_alphabet_have_prefixes() {
    let acl = Acl::allow("User:alice", Operation::READ, TOPIC, "größ").prefixed();
    let authorizer = authorizer(&[acl]);
    for (name, allowed) in [("größe", true), ("größ", true), ("grö", false), ("gröx€", false)]
    {
        let answer = ask(&authorizer, "alice", Operation::READ, name);
        assert_eq!(answer.starts_with("yes"), allowed, "{name}");
    }
}

#[test]
fn everyone_may_only_where_no_acl_is_about_the_resource() {
    use Operation as O;
    let acls = [
        Acl::allow("User:bob", O::READ, TOPIC, "orders"),
        Acl::deny("User:bob", O::READ, TOPIC, "pay").prefixed(),
    ];
    let authorizer = authorizer(&acls).no_acl_found(NoAclFound::Allow);
    for (operation, name, answer) in [
        (O::WRITE, "free", "yes: DefaultAllow"),
        (O::READ, "orders", "no: DefaultDeny"),
        (O::WRITE, "orders", "no: DefaultDeny"),
        (O::READ, "payments", "no: DefaultDeny"),
        (O::READ, "pa", "yes: DefaultAllow"),
    ] {
        assert_eq!(ask(&authorizer, "alice", operation, name), answer, "{name}");
    }
}

#[test]
fn super_users_may_do_everything() {
    use Operation as O;
    let denying = authorizer(&[Acl::deny("User:*", O::ALL, TOPIC, "*")]);
    let authorizer = denying.super_users("User:admin; User:kafka".parse().expect("a list"));
    for (user, answer) in [
        ("admin", "yes: SuperUser"),
        ("kafka", "yes: SuperUser"),
        ("alice", "no: Deny *"),
        ("Admin", "no: Deny *"),
    ] {
        assert_eq!(ask(&authorizer, user, O::ALTER, "orders"), answer);
    }
    let refused = "User:admin;kafka".parse::<SuperUsers>().map_err(|error| error.to_string());
    let text = "expected a string in format principalType:principalName but got kafka";
    assert_eq!(refused, Err(text.to_owned()));
}

#[test]
fn any_resource_of_a_type_is_one_that_is_not_denied_too() {
    use Operation as O;
    let allow = |name: &str| Acl::allow("User:alice", O::WRITE, TOPIC, name);
    let deny = |name: &str| Acl::deny("User:alice", O::WRITE, TOPIC, name);
    for (acls, allowed) in [
        (vec![], false),
        (vec![allow("orders")], true),
        (vec![allow("or").prefixed()], true),
        (vec![allow("*")], true),
        (vec![allow("orders"), deny("orders")], false),
        (vec![allow("orders"), deny("or").prefixed()], false),
        (vec![allow("or").prefixed(), deny("or").prefixed()], false),
        (vec![allow("or").prefixed(), deny("orders").prefixed()], true),
        (vec![allow("orders").prefixed(), deny("orders")], true),
        (vec![allow("orders"), deny("*")], false),
        (vec![allow("*"), deny("*")], false),
        (vec![allow("*"), deny("h").prefixed()], true),
        (vec![allow("orders").from_host("10.0.0.1")], false),
        // Implied operations do not count here.
        (vec![Acl::allow("User:alice", O::READ, TOPIC, "orders")], false),
        (vec![Acl::allow("User:alice", O::ALL, TOPIC, "orders")], true),
        (vec![Acl::allow("User:bob", O::WRITE, TOPIC, "orders")], false),
        (vec![Acl::allow("User:*", O::WRITE, TOPIC, "orders")], true),
    ] {
        let principal = KafkaPrincipal::user("alice");
        let answer = authorizer(&acls).authorize_any(&principal, here(), O::WRITE, TOPIC);
        assert_eq!(answer.allowed, allowed, "{acls:?}");
    }
    let open = StandardAuthorizer::new().no_acl_found(NoAclFound::Allow);
    let answer = open.authorize_any(&KafkaPrincipal::user("x"), here(), O::WRITE, TOPIC);
    assert_eq!((answer.allowed, answer.because), (true, Because::DefaultAllow));
}

#[test]
fn invalid_acls_are_refused_in_kafkas_words() {
    use Operation as O;
    let good = Acl::allow("User:alice", O::READ, TOPIC, "t");
    for (acl, text) in [
        (Acl { resource: ResourceType(9), ..good.clone() }, "Invalid resourceType UNKNOWN"),
        (Acl { resource: ResourceType::ANY, ..good.clone() }, "Invalid resourceType ANY"),
        (Acl { pattern: PatternType::MATCH, ..good.clone() }, "Invalid patternType MATCH"),
        (Acl { operation: O::ANY, ..good.clone() }, "Invalid operation ANY"),
        (Acl { permission: PermissionType::ANY, ..good.clone() }, "Invalid permissionType ANY"),
        (Acl { name: "".into(), ..good.clone() }, "Resource name should not be empty"),
        (
            Acl { principal: "alice".into(), ..good.clone() },
            "Could not parse principal from `alice` (no colon is present separating the principal \
             type from the principal name)",
        ),
        (Acl { host: "".into(), ..good.clone() }, "Host pattern cannot be null or empty"),
    ] {
        let refused = Acls::default().add(acl).map_err(|refusal| refusal.text);
        assert_eq!(refused, Err(text.to_owned()));
    }
}

#[test]
fn filters_mean_what_kafkas_filters_mean() {
    use Operation as O;
    let acls = Acls::default();
    for (principal, operation, name) in [
        ("User:alice", O::READ, "orders"),
        ("User:bob", O::WRITE, "orders"),
        ("User:*", O::READ, "*"),
    ] {
        acls.add(Acl::allow(principal, operation, TOPIC, name)).expect("added");
    }
    acls.add(Acl::deny("User:alice", O::WRITE, TOPIC, "ord").prefixed()).expect("added");
    acls.add(Acl::allow("User:alice", O::READ, ResourceType::GROUP, "g").from_host("10.0.0.1"))
        .expect("added");
    // A second time changes nothing.
    acls.add(Acl::allow("User:alice", O::READ, TOPIC, "orders")).expect("there");
    assert_eq!(acls.len(), 5);
    let all = AclFilter::default;
    let named = |pattern, name: &str| AclFilter { pattern, name: Some(name.into()), ..all() };
    for (filter, count) in [
        (all(), 5),
        (AclFilter { resource: TOPIC, ..all() }, 4),
        (AclFilter { resource: ResourceType::CLUSTER, ..all() }, 0),
        (AclFilter { pattern: PatternType::LITERAL, ..all() }, 4),
        (AclFilter { pattern: PatternType::PREFIXED, ..all() }, 1),
        (AclFilter { pattern: PatternType::MATCH, ..all() }, 5),
        (named(PatternType::LITERAL, "orders"), 2),
        (named(PatternType::ANY, "orders"), 2),
        (named(PatternType::MATCH, "orders"), 4),
        (named(PatternType::ANY, "ord"), 1),
        (named(PatternType::PREFIXED, "orders"), 0),
        (AclFilter { principal: Some("User:alice".into()), ..all() }, 3),
        (AclFilter { principal: Some("User:*".into()), ..all() }, 1),
        (AclFilter { host: Some("*".into()), ..all() }, 4),
        (AclFilter { operation: O::WRITE, ..all() }, 2),
        (AclFilter { operation: O::ALL, ..all() }, 0),
        (AclFilter { permission: PermissionType::DENY, ..all() }, 1),
    ] {
        assert_eq!(acls.list(&filter).len(), count, "{filter:?}");
    }
    let removed = acls.remove(&[named(PatternType::MATCH, "orders"), all()]).expect("removed");
    assert_eq!(removed.iter().map(Vec::len).collect::<Vec<_>>(), [4, 5]);
    assert!(acls.is_empty());
}

#[test]
fn the_number_of_acls_is_bounded() {
    let acls = Acls::with_limit(2);
    let acl = |name: &str| Acl::allow("User:a", Operation::READ, TOPIC, name);
    assert_eq!(acls.add(acl("1")).and(acls.add(acl("2"))), Ok(()));
    assert!(acls.add(acl("3")).is_err_and(|refusal| refusal.text.contains("2 ACLs")));
    let acls = Acls::default();
    for number in 0..=MOST_REMOVED {
        acls.add(acl(&number.to_string())).expect("added");
    }
    let refused = acls.remove(&[AclFilter::default()]).map_err(|refusal| refusal.text);
    let text = "Cannot remove more than 10000 acls in a single delete operation.";
    assert_eq!(refused, Err(text.to_owned()));
    assert_eq!(acls.len(), MOST_REMOVED + 1);
}

#[test]
fn what_was_removed_decides_no_longer() {
    use Operation as O;
    let acls = [
        Acl::allow("User:alice", O::READ, TOPIC, "or").prefixed(),
        Acl::allow("User:alice", O::WRITE, TOPIC, "or").prefixed(),
    ];
    let authorizer = authorizer(&acls);
    let held = authorizer.acls().expect("ACLs");
    held.remove(&[AclFilter::from(&acls[0])]).expect("removed");
    assert_eq!(ask(&authorizer, "alice", O::READ, "orders"), "no: DefaultDeny");
    assert_eq!(ask(&authorizer, "alice", O::WRITE, "orders"), "yes: Allow or");
    held.remove(&[AclFilter::from(&acls[1])]).expect("removed");
    assert_eq!(ask(&authorizer, "alice", O::WRITE, "orders"), "no: DefaultDeny");
    assert!(held.is_empty());
}

/// The lines of `kafka.authorizer.logger`, Apache Kafka 4.4.0, after `based on rule`.
#[test]
fn reasons_are_worded_as_in_kafkas_log() {
    let acl = Acl::allow("User:alice", Operation::DESCRIBE, TOPIC, "authz");
    let matching = Because::MatchingAcl(acl.into());
    assert_eq!(
        matching.to_string(),
        "MatchingAcl(acl=StandardAcl[resourceType=TOPIC, resourceName=authz, patternType=LITERAL, \
         principal=User:alice, host=*, operation=DESCRIBE, permissionType=ALLOW])"
    );
    assert_eq!(Because::SuperUser.to_string(), "SuperUser");
    assert_eq!(Because::DefaultDeny.to_string(), "DefaultDeny");
}
