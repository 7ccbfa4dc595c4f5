//! What tokens without a signature are refused for.

use std::collections::BTreeMap;

use super::*;

/// The reason why a token is refused; nothing when it is good.
fn why(validator: &UnsecuredValidator, token: &str) -> String {
    match validator.verify(token, START) {
        Ok(_) => String::new(),
        Err(TokenRejection::Status { reason, .. }) => reason,
        Err(TokenRejection::Unexpected(why)) => why.to_owned(),
    }
}

fn options(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn the_example_of_the_rfc_has_no_principal_and_is_long_over() {
    // RFC 7519 §6.1.
    let token = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9\
                 leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.";
    let validator = UnsecuredValidator::default();
    assert_eq!(why(&validator, token), "No principal name in JWT claim: sub");
    let by_issuer = UnsecuredValidator { principal_claim: "iss".to_owned(), ..validator };
    assert!(
        why(&by_issuer, token).contains("the Expiration Time value (1300819380.000000 seconds)")
    );
    let then = Timestamp::from_seconds(1_300_819_379);
    let verified = by_issuer.verify(token, then).expect("a good token then");
    assert_eq!(&*verified.principal, "joe");
    assert_eq!(verified.expires, Timestamp::from_seconds(1_300_819_380));
    let root = verified.claims.get("http://example.com/is_root");
    assert_eq!(root, Some(&Claim::Text("true".to_owned())));
}

#[test]
fn a_token_of_another_form_is_refused_with_kafkas_reason() {
    let validator = UnsecuredValidator::default();
    let three = "Unsecured JWS compact serializations must have 3 dot-separated Base64URL-encoded \
                 values";
    let good = alice();
    for (token, reason) in [
        ("a..b", "Malformed compact serialization contains '..'"),
        ("", three),
        ("abc", three),
        ("a.b.c.d", three),
        ("!.e30.", "malformed Base64 URL encoded value"),
        ("e30.e3.", "malformed JSON"),
        (&compact(r#"{"alg":"HS256"}"#, "{}"), "Unsecured JWS must have 'none' for an algorithm"),
        (&compact(r#"{"alg":0}"#, "{}"), "Unsecured JWS must have 'none' for an algorithm"),
        (&format!("{good}c2ln"), "Unsecured JWS must not contain a digital signature"),
        (&compact("[]", "{}"), "JWS header must have an Algorithm value"),
    ] {
        assert_eq!(why(&validator, token), reason, "{token}");
    }
    assert_eq!(why(&validator, &good), "");
}

#[test]
fn claims_of_wrong_types_are_refused_with_javas_names() {
    let validator = UnsecuredValidator::default();
    for (claims, reason) in [
        (r#"{"sub":"a"}"#, "No expiration time in JWT"),
        (r#"{"sub":"a","exp":"1"}"#, "The 'exp' claim was not of type Number: String"),
        (r#"{"sub":"a","exp":[1]}"#, "The 'exp' claim was not of type Number: ArrayList"),
        (r#"{"exp":9}"#, "No principal name in JWT claim: sub"),
        (r#"{"sub":"  ","exp":9}"#, "No principal name in JWT claim: sub"),
        (r#"{"sub":7,"exp":9}"#, "The 'sub' claim was not of type String: Integer"),
        (r#"{"sub":70000000000,"exp":9}"#, "The 'sub' claim was not of type String: Long"),
        (r#"{"sub":1.5,"exp":9}"#, "The 'sub' claim was not of type String: Double"),
        (r#"{"sub":"a","exp":9,"iat":"x"}"#, "The 'iat' claim was not of type Number: String"),
        (r#"{"sub":"a","exp":9,"scope":1}"#, "The 'scope' claim was not of type List: Integer"),
    ] {
        assert_eq!(why(&validator, &none(claims)), reason, "{claims}");
    }
}

#[test]
fn times_are_compared_with_the_allowed_skew() {
    let skewed = UnsecuredValidator { clock_skew: Duration::from_secs(3), ..Default::default() };
    for (issued, expires, strict, lenient) in [
        (0, 60, true, true),
        (3, 60, false, true),
        (4, 60, false, false),
        (-60, 0, false, true),
        (-60, -2, false, true),
        (-60, -3, false, false),
        (1, 1, false, false),
    ] {
        let (issued, expires) = (NOW + issued, NOW + expires);
        let token = none(&format!(r#"{{"sub":"a","iat":{issued},"exp":{expires}}}"#));
        let at = format!("{issued} {expires}");
        assert_eq!(UnsecuredValidator::default().verify(&token, START).is_ok(), strict, "{at}");
        assert_eq!(skewed.verify(&token, START).is_ok(), lenient, "{at}");
    }
    let early = none(&format!(r#"{{"sub":"a","iat":{},"exp":{}}}"#, NOW + 4, NOW + 60));
    let told = format!(
        "The Issued At value ({}.000000 seconds) was after the indicated time ({NOW}000 ms) plus \
         allowable clock skew (3000 ms)",
        NOW + 4
    );
    assert_eq!(why(&skewed, &early), told);
}

#[test]
fn fractions_of_a_second_count() {
    let token = none(&format!(r#"{{"sub":"a","exp":{NOW}.25}}"#));
    let verified = UnsecuredValidator::default().verify(&token, START).expect("a good token");
    assert_eq!(verified.expires, START.plus_micros(250_000));
    let far = none(r#"{"sub":"a","exp":1e300}"#);
    assert!(UnsecuredValidator::default().verify(&far, START).is_ok());
}

#[test]
fn a_scope_is_a_text_or_a_list() {
    let validator = |required: &[&str]| UnsecuredValidator {
        required_scope: required.iter().map(|it| (*it).to_owned()).collect(),
        ..UnsecuredValidator::default()
    };
    let token = |scope: &str| none(&format!(r#"{{"sub":"a","exp":{},"scope":{scope}}}"#, NOW + 9));
    for (scope, required, good) in [
        (r#"" one ""#, &["one"][..], true),
        (r#"["one"," two "]"#, &["one", "two"], true),
        (r#"["one",""]"#, &["two"], false),
        // A text is one scope, whatever it holds.
        (r#""one two""#, &["one"], false),
        (r#""""#, &[], true),
        (r#""""#, &["one"], false),
        ("[1]", &["1"], true),
    ] {
        let found = validator(required).verify(&token(scope), START);
        assert_eq!(found.is_ok(), good, "{scope} {required:?}");
    }
    let rejection = validator(&["b", "a"]).verify(&token(r#"["b"]"#), START).map(drop);
    let expected = TokenRejection::insufficient_scope(
        "[b, a]",
        "The provided scope ([b]) was missing a required scope (a).  All required scope elements: \
         [b, a]",
    );
    assert_eq!(rejection, Err(expected));
}

#[test]
fn every_validation_option_is_read() {
    let read = UnsecuredValidator::of_options(&options(&[
        ("unsecuredValidatorPrincipalClaimName", " user "),
        ("unsecuredValidatorScopeClaimName", "scp"),
        ("unsecuredValidatorRequiredScope", " one  two "),
        ("unsecuredValidatorAllowableClockSkewMs", "3000"),
        ("unsecuredLoginStringClaim_sub", "broker"),
    ]));
    let expected = UnsecuredValidator {
        principal_claim: "user".to_owned(),
        scope_claim: "scp".to_owned(),
        required_scope: vec!["one".to_owned(), "two".to_owned()],
        clock_skew: Duration::from_secs(3),
    };
    assert_eq!(read, Ok(expected));
    let blank = options(&[("unsecuredValidatorPrincipalClaimName", " ")]);
    assert_eq!(UnsecuredValidator::of_options(&blank), Ok(UnsecuredValidator::default()));
}

#[test]
fn bad_validation_options_are_named() {
    for (name, value, text) in [
        ("RequiredScope", "a\"b", "Invalid scope value: a\"b"),
        ("AllowableClockSkewMs", "soon", "For input string: \"soon\""),
        ("AllowableClockSkewMs", "-1", "Allowable clock skew millis must not be negative: -1"),
    ] {
        let option = format!("unsecuredValidator{name}");
        let read = UnsecuredValidator::of_options(&options(&[(&option, value)]));
        assert_eq!(read.map_err(|why| why.to_string()), Err(text.to_owned()));
    }
}
