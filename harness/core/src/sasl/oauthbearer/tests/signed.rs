//! What signed tokens are refused for, with signatures that a test says are good.

use super::*;

/// Believes the signature `good`.
struct Believes;

impl SignatureCheck for Believes {
    fn holds(&self, _: Algorithm, _: &PublicKey, signed: &[u8], signature: &[u8]) -> bool {
        assert!(signed.contains(&b'.'));
        signature == b"good"
    }
}

const KEYS: &str = r#"{"keys":[
    {"kty":"oct","k":"c2VjcmV0"},
    {"kty":"RSA","use":"enc","kid":"one","n":"AQAB","e":"AQAB"},
    {"kty":"RSA","kid":"one","n":"AMNX","e":"AQAB"},
    {"kty":"RSA","kid":"two","alg":"RS512","n":"AQAB","e":"AQAB"}]}"#;

fn validator(settings: JwksSettings) -> JwksValidator {
    JwksValidator::new(settings, parse_jwks(KEYS).expect("keys"), Arc::new(Believes))
}

fn signed(header: &str, claims: &str) -> String {
    CompactJws::compose(header, claims, |_| b"good".to_vec())
}

const HEADER: &str = r#"{"alg":"RS256","kid":"one"}"#;

fn good_claims() -> String {
    format!(r#"{{"sub":"alice","iat":{NOW},"exp":{}}}"#, NOW + 600)
}

/// The reason why a token is refused; nothing when it is good.
fn why(validator: &JwksValidator, token: &str) -> String {
    match validator.verify(token, START) {
        Ok(_) => String::new(),
        Err(TokenRejection::Status { status, scope, reason, .. }) => {
            assert_eq!((status, scope), ("invalid_token", None));
            reason
        }
        Err(TokenRejection::Unexpected(why)) => why.to_owned(),
    }
}

#[test]
fn a_key_is_chosen_by_id_algorithm_and_purpose() {
    let validator = validator(JwksSettings::default());
    for (header, good) in [
        (HEADER, true),
        (r#"{"alg":"RS256"}"#, true),
        (r#"{"alg":"PS384","kid":"one"}"#, true),
        (r#"{"alg":"RS512","kid":"two"}"#, true),
        (r#"{"alg":"RS256","kid":"two"}"#, false),
        (r#"{"alg":"RS256","kid":"three"}"#, false),
        (r#"{"alg":"ES256","kid":"one"}"#, false),
        (r#"{"alg":"HS256"}"#, false),
        (r#"{"alg":"none"}"#, false),
        ("{}", false),
    ] {
        let found = validator.verify(&signed(header, &good_claims()), START);
        assert_eq!(found.is_ok(), good, "{header}");
    }
}

#[test]
fn a_wrong_signature_and_other_forms_are_refused() {
    let validator = validator(JwksSettings::default());
    let wrong = CompactJws::compose(HEADER, &good_claims(), |_| b"bad".to_vec());
    assert!(why(&validator, &wrong).ends_with("JWT rejected due to invalid signature"));
    let form = "Malformed JWT provided; expected three sections (header, payload, and signature)";
    for token in ["", "a", "a.b", "a.b.", "a.b.c.d", &alice()] {
        assert_eq!(why(&validator, token), form, "{token}");
    }
}

#[test]
fn expiry_issue_and_beginning_are_checked_with_the_skew() {
    let validator = validator(JwksSettings::default());
    for (claims, part) in [
        (good_claims(), ""),
        (r#"{"sub":"a","iat":1}"#.to_owned(), "No Expiration Time (exp) claim present."),
        (r#"{"sub":"a","exp":1}"#.to_owned(), "No Issued At (iat) claim present."),
        (format!(r#"{{"sub":"a","iat":1,"exp":{}}}"#, NOW - 29), ""),
        (format!(r#"{{"sub":"a","iat":1,"exp":{}}}"#, NOW - 30), "is no longer valid"),
        (format!(r#"{{"sub":"a","iat":{},"exp":{}}}"#, NOW + 3, NOW + 2), "before the Issued At"),
        (format!(r#"{{"sub":"a","iat":1,"nbf":{},"exp":{}}}"#, NOW + 30, NOW + 99), ""),
        (
            format!(r#"{{"sub":"a","iat":1,"nbf":{},"exp":{}}}"#, NOW + 31, NOW + 99),
            "not yet valid",
        ),
        (format!(r#"{{"sub":"a","iat":1,"nbf":{},"exp":{}}}"#, NOW + 9, NOW + 8), "the Not Before"),
    ] {
        let reason = why(&validator, &signed(HEADER, &claims));
        assert!(reason.contains(part) && reason.is_empty() == part.is_empty(), "{reason}");
    }
}

#[test]
fn audience_and_issuer_are_compared_when_they_are_expected() {
    let strict = validator(JwksSettings {
        audience: Some(["kafka".to_owned(), "test".to_owned()].into()),
        issuer: Some("http://issuer".to_owned()),
        ..JwksSettings::default()
    });
    let lenient = validator(JwksSettings::default());
    for (more, part) in [
        (r#""aud":"kafka","iss":"http://issuer""#, ""),
        (r#""aud":["x","test"],"iss":"http://issuer""#, ""),
        (r#""iss":"http://issuer""#, "No Audience (aud) claim present."),
        (r#""aud":"x","iss":"http://issuer""#, "doesn't contain an acceptable identifier"),
        (r#""aud":[],"iss":"http://issuer""#, "doesn't contain an acceptable identifier"),
        (r#""aud":"kafka""#, "No Issuer (iss) claim present."),
        (r#""aud":"kafka","iss":"http://other""#, "doesn't match expected value of http://issuer"),
    ] {
        let claims = format!(r#"{{"sub":"a","iat":{NOW},"exp":{},{more}}}"#, NOW + 60);
        let token = signed(HEADER, &claims);
        let reason = why(&strict, &token);
        assert!(reason.contains(part) && reason.is_empty() == part.is_empty(), "{reason}");
        assert_eq!(why(&lenient, &token), "");
    }
}

#[test]
fn subject_and_scopes_have_kafkas_reasons() {
    let named = validator(JwksSettings {
        subject_claim: "client_id".to_owned(),
        scope_claim: "scp".to_owned(),
        ..JwksSettings::default()
    });
    for (more, reason) in [
        (r#""client_id":"a","scp":"one two""#, ""),
        (r#""client_id":"a","scp":["one","two"]"#, ""),
        (r#""client_id":"a","scp":7"#, ""),
        (r#""sub":"a""#, "client_id value must be non-null"),
        (r#""client_id":"""#, "client_id value must be non-empty"),
        (r#""client_id":"  ""#, "client_id value must not contain only whitespace"),
        (r#""client_id":7"#, "Could not extract the 'client_id' claim from the access token"),
        (r#""client_id":"a","scp":"""#, "scp value must be non-empty"),
        (
            r#""client_id":"a","scp":["one","one"]"#,
            "scp value must not contain duplicates - one already present",
        ),
    ] {
        let claims = format!(r#"{{"iat":{NOW},"exp":{},{more}}}"#, NOW + 60);
        assert_eq!(why(&named, &signed(HEADER, &claims)), reason, "{more}");
    }
}

#[test]
fn other_keys_are_believed_after_a_rotation() {
    let validator = validator(JwksSettings::default());
    let token = signed(HEADER, &good_claims());
    assert_eq!(why(&validator, &token), "");
    let other = r#"{"keys":[{"kty":"RSA","kid":"new","n":"AQAB","e":"AQAB"}]}"#;
    validator.replace_keys(parse_jwks(other).expect("keys"));
    assert!(why(&validator, &token).ends_with("is for RS256 with the id \"one\""));
}

#[test]
fn documents_that_are_no_key_sets_are_refused() {
    for text in ["", "[]", "{}", r#"{"keys":{}}"#] {
        assert_eq!(parse_jwks(text), Err(JwksError::Form), "{text}");
    }
    for key in [
        "1",
        r#"{"kty":"oct","k":"AA"}"#,
        r#"{"kty":"RSA","n":"AQAB"}"#,
        r#"{"kty":"EC","crv":"P-256","x":"AQAB","y":"AQAB"}"#,
        r#"{"kty":"EC","crv":"P-521","x":"AQAB","y":"AQAB"}"#,
    ] {
        let text = format!(r#"{{"keys":[{key}]}}"#);
        assert_eq!(parse_jwks(&text), Err(JwksError::NoKey), "{key}");
    }
    let keys = parse_jwks(KEYS).expect("keys");
    assert_eq!(keys.len(), 2);
    assert_eq!(keys[0].key, PublicKey::Rsa { n: vec![0xc3, 0x57], e: vec![1, 0, 1] });
}
