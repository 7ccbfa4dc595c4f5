//! Rules and names; texts are those of Apache Kafka 4.4.0.

use super::*;

const REALM: &str = "EXAMPLE.TEST";

/// The principal, or the text that refuses.
fn mapped(rules: &str, name: &str) -> String {
    let rules = PrincipalRules::parse(REALM, rules).expect("rules");
    match rules.apply(name) {
        Ok(principal) => principal.name().to_owned(),
        Err(refusal) => refusal.to_string(),
    }
}

fn refused(rules: &str) -> String {
    PrincipalRules::parse(REALM, rules).expect_err("refused").why.to_string()
}

#[test]
fn names_of_the_default_realm_are_cut_to_the_first_component() {
    for (name, short) in [
        ("alice@EXAMPLE.TEST", "alice"),
        ("kafka/localhost@EXAMPLE.TEST", "kafka"),
        ("alice", "alice"),
        ("alice/admin", "alice/admin"),
    ] {
        assert_eq!(mapped("DEFAULT", name), short);
    }
}

#[test]
fn foreign_and_malformed_names_have_kafkas_texts() {
    for (name, text) in [
        ("alice@OTHER.TEST", "No rules apply to alice@OTHER.TEST, rules [DEFAULT]"),
        ("alice@EXAMPLE.TEST@X", "Malformed Kerberos name: alice@EXAMPLE.TEST@X"),
        ("a/b/c@EXAMPLE.TEST", "Malformed Kerberos name: a/b/c@EXAMPLE.TEST"),
    ] {
        assert_eq!(mapped("DEFAULT", name), text);
    }
}

#[test]
fn a_rule_formats_matches_and_replaces() {
    for (rule, name, short) in [
        ("RULE:[1:$1@$0](.*@OTHER.TEST)s/@.*//", "alice@OTHER.TEST", "alice"),
        ("RULE:[1:$1]", "alice@OTHER.TEST", "alice"),
        ("RULE:[2:$1-$2]", "kafka/host@OTHER.TEST", "kafka-host"),
        ("RULE:[2:$1](kafka)s/.*/broker/", "kafka/host@OTHER.TEST", "broker"),
        ("RULE:[1:$1]s/a/b/", "banana@X", "bbnana"),
        ("RULE:[1:$1]s/a/b/g", "banana@X", "bbnbnb"),
        ("RULE:[1:$1]/L", "ALICE@X", "alice"),
        ("RULE:[1:$1]/U", "alice@X", "ALICE"),
        ("RULE:[1:$1]L", "ALICE@X", "alice"),
        ("RULE:[1:$1@$0](.*@X)s/@.*///L", "ALICE@X", "alice"),
        ("RULE:[1:$1@$0](.*@X)s/@.*//g/U", "alice@X", "ALICE"),
        (r"RULE:[1:$1]s/(b)(an)/$2$1\$/", "banana@X", "anb$ana"),
        ("RULE:[1:$1]s/(?<first>b)/${first}1/", "banana@X", "b1anana"),
        // One group: the second digit is a character.
        ("RULE:[1:$1]s/(b)/$12/", "banana@X", "b2anana"),
    ] {
        assert_eq!(mapped(rule, name), short, "{rule}");
    }
}

#[test]
fn the_first_rule_that_matches_decides() {
    let rules = "RULE:[1:$1](alice)s/.*/first/, RULE:[1:$1](a.*)s/.*/second/ ,DEFAULT";
    for (name, short) in [
        ("alice@EXAMPLE.TEST", "first"),
        ("anna@OTHER.TEST", "second"),
        ("bob@EXAMPLE.TEST", "bob"),
        ("kafka/host@EXAMPLE.TEST", "kafka"),
    ] {
        assert_eq!(mapped(rules, name), short);
    }
    assert_eq!(
        mapped(rules, "bob@X"),
        "No rules apply to bob@X, rules [RULE:[1:$1](alice)s/.*/first/, \
         RULE:[1:$1](a.*)s/.*/second/, DEFAULT]"
    );
}

#[test]
fn an_expression_has_to_match_the_whole_name() {
    let text = "No rules apply to alice@X, rules [RULE:[1:$1](ali)]";
    assert_eq!(mapped("RULE:[1:$1](ali)", "alice@X"), text);
    assert_eq!(mapped("RULE:[1:$1](bob|alice)", "alice@X"), "alice");
}

#[test]
fn a_result_that_is_not_simple_is_refused() {
    // The recorded line of a broker with this rule.
    let text = "Non-simple name alice@EXAMPLE.TEST after auth_to_local rule \
                RULE:[1:$1@$0](.*@EXAMPLE.TEST)";
    assert_eq!(mapped("RULE:[1:$1@$0](.*@EXAMPLE.TEST),DEFAULT", "alice@EXAMPLE.TEST"), text);
}

#[test]
fn formats_that_name_no_component_are_refused_when_they_are_applied() {
    let text = "index 2 from $2 is outside of the valid range 0 to 1";
    assert_eq!(mapped("RULE:[1:$2]", "alice@X"), text);
    assert_eq!(mapped("RULE:[1:$x]", "alice@X"), "bad format in username mapping in ");
}

#[test]
fn bad_rules_have_kafkas_texts() {
    // All but the last two are recorded from brokers that did not start.
    for (rule, text) in [
        ("NONSENSE", "Invalid rule: NONSENSE"),
        (
            "RULE:[1:$1](.*s/@.*//",
            "Invalid rule: `RULE:[1:$1](.*s/@.*//`, unmatched substring: `(.*s/@.*//`",
        ),
        ("RULE:[1:$1]/X", "Invalid rule: `RULE:[1:$1]/X`, unmatched substring: `X`"),
        ("DEFAULTS", "Invalid rule: `DEFAULTS`, unmatched substring: `S`"),
        ("", "No rules apply to a@X, rules []"),
    ] {
        match rule {
            "" => assert_eq!(mapped(rule, "a@X"), text),
            _ => assert_eq!(refused(rule), text),
        }
    }
    let error = PrincipalRules::parse(REALM, "DEFAULT,NONSENSE").expect_err("refused");
    let text = "rule 2 of sasl.kerberos.principal.to.local.rules: Invalid rule: NONSENSE";
    assert_eq!(error.to_string(), text);
}

#[test]
fn what_this_engine_cannot_do_is_said() {
    for (rule, words) in [
        ("RULE:[:$1]", "write the number of components"),
        ("RULE:[99999999999:$1]", "write the number of components"),
        ("RULE:[1:$1](a[)", "the expression `a[` cannot be used: unclosed character class"),
        (r"RULE:[1:$1]s/(a)\1/b/", "back-references and look-around are not supported"),
        ("RULE:[1:$1]s/a/$1/", "the replacement `$1` cannot be used: no group 1"),
        ("RULE:[1:$1]s/a/$/", "illegal group reference"),
        (r"RULE:[1:$1]s/a/\/", "character to be escaped is missing"),
        ("RULE:[1:$1]s/a/${x}/", "no group with name {x}"),
    ] {
        let text = refused(rule);
        assert!(text.contains(words) && text.contains(rule), "{text}");
    }
}
