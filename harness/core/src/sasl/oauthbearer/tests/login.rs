//! Tokens that are made here are those that the validator takes.

use std::collections::BTreeMap;

use super::*;

fn options(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    let named =
        |(name, value): &(&str, &str)| (format!("unsecuredLogin{name}"), (*value).to_owned());
    pairs.iter().map(named).collect()
}

fn claims(token: &str) -> Claims {
    CompactJws::parse(token).expect("a JWS").claims
}

#[test]
fn a_user_has_a_token_for_an_hour() {
    let made = UnsecuredLogin::of_user("alice").token(START).expect("a token");
    let verified = UnsecuredValidator::default().verify(&made.token, START).expect("a good one");
    assert_eq!(&*verified.principal, "alice");
    assert_eq!(verified.expires, START.plus_seconds(3_600));
    assert_eq!(verified.issued, Some(START));
}

#[test]
fn every_creation_option_is_read() {
    let login = UnsecuredLogin::of_options(&options(&[
        ("StringClaim_user", "alice"),
        ("StringClaim_quote", "a\"b"),
        ("NumberClaim_level", "7"),
        ("ListClaim_scp", "|read|write"),
        ("ListClaim_none", "|"),
        ("ListClaim_gap", ",a,,b,"),
        ("Extension_traceId", "123 x"),
        ("PrincipalClaimName", "user"),
        ("ScopeClaimName", "scp"),
        ("LifetimeSeconds", "60"),
    ]));
    let made = login.and_then(|login| login.token(START)).expect("a token");
    assert_eq!(made.extensions["traceId"], "123 x");
    let validator = UnsecuredValidator {
        principal_claim: "user".to_owned(),
        scope_claim: "scp".to_owned(),
        required_scope: vec!["read".to_owned(), "write".to_owned()],
        ..UnsecuredValidator::default()
    };
    let verified = validator.verify(&made.token, START).expect("a good token");
    assert_eq!(verified.expires, START.plus_seconds(60));
    let claims = claims(&made.token);
    let list = |elements: &[&str]| Claim::List(elements.iter().map(ToString::to_string).collect());
    assert_eq!(claims.get("quote"), Some(&Claim::Text("a\"b".to_owned())));
    assert_eq!(claims.get("none"), Some(&list(&[])));
    assert_eq!(claims.get("gap"), Some(&list(&["a", "", "b", ""])));
    assert_eq!(claims.number("level"), Ok(Some(7.0)));
}

#[test]
fn bad_creation_options_are_refused_with_kafkas_texts() {
    for (pairs, text) in [
        (&[][..], "Token not provided, this login cannot be used to establish client connections"),
        (&[("Extension_a", "b")], "Extensions provided in login context without a token"),
        (&[("StringClaim_iat", "1")], "Cannot explicitly set the 'iat' claim"),
        (&[("NumberClaim_exp", "1")], "Cannot explicitly set the 'exp' claim"),
        (&[("NumberClaim_x", "one")], "For input string: \"one\""),
        (&[("StringClaim_sub", "a"), ("LifetimeSeconds", "")], "For input string: \"\""),
        (&[("StringClaim_user", "a")], "No principal name in JWT claim: sub"),
        (&[("StringClaim_sub", "a"), ("LifetimeSeconds", "x")], "For input string: \"x\""),
        (
            &[("StringClaim_sub", "a"), ("Extension_auth", "b")],
            "Extension name or value is invalid: auth",
        ),
    ] {
        let made = UnsecuredLogin::of_options(&options(pairs)).and_then(|it| it.token(START));
        assert_eq!(made.map_err(|why| why.to_string()), Err(text.to_owned()), "{pairs:?}");
    }
}
