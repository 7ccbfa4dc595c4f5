//! Signatures of the RFC, and our own.

use std::sync::Arc;

use kerbside_broker_core::sasl::oauthbearer::{
    JwksSettings, JwksValidator, TokenRejection, TokenVerifier, parse_jwks,
};
use kerbside_krb5::time::Timestamp;

use super::*;

/// Key and token of RFC 7515 §A.2 (RS256).
const RSA: (&str, &str) = (include_str!("rfc7515-a2.jwks"), include_str!("rfc7515-a2.jws"));
/// Key and token of RFC 7515 §A.3 (ES256).
const EC: (&str, &str) = (include_str!("rfc7515-a3.jwks"), include_str!("rfc7515-a3.jws"));

fn validator(keys: &str) -> JwksValidator {
    let keys = parse_jwks(keys).expect("a JWK Set");
    JwksValidator::new(JwksSettings::default(), keys, Arc::new(RingSignatures))
}

fn why(keys: &str, token: &str) -> String {
    match validator(keys).verify(token, Timestamp::from_seconds(1_300_819_379)) {
        Ok(_) => String::new(),
        Err(TokenRejection::Status { reason, .. }) => reason,
        Err(TokenRejection::Unexpected(why)) => why.to_owned(),
    }
}

#[test]
fn signatures_of_the_rfc_hold() {
    for (keys, token) in [RSA, EC] {
        let token = token.trim_end();
        let jws = CompactJws::parse(token).expect("a JWS");
        let algorithm = jws.header_text("alg").and_then(Algorithm::of_name).expect("known");
        let key = &parse_jwks(keys).expect("a JWK Set")[0].key;
        assert!(RingSignatures.holds(algorithm, key, jws.signed.as_bytes(), &jws.signature));
        // They are good, but say neither who nor since when.
        let reason = why(keys, token);
        assert!(reason.ends_with("No Issued At (iat) claim present."), "{reason}");
    }
}

#[test]
fn any_octet_that_is_changed_breaks_a_signature() {
    for (keys, token) in [RSA, EC] {
        let jws = CompactJws::parse(token.trim_end()).expect("a JWS");
        let algorithm = jws.header_text("alg").and_then(Algorithm::of_name).expect("known");
        let key = &parse_jwks(keys).expect("a JWK Set")[0].key;
        let holds = |signed: &[u8], signature: &[u8]| {
            RingSignatures.holds(algorithm, key, signed, signature)
        };
        for at in 0..jws.signature.len() {
            let mut signature = jws.signature.clone();
            signature[at] ^= 1;
            assert!(!holds(jws.signed.as_bytes(), &signature), "octet {at} of the signature");
        }
        for at in 0..jws.signed.len() {
            let mut signed = jws.signed.as_bytes().to_vec();
            signed[at] ^= 1;
            assert!(!holds(&signed, &jws.signature), "octet {at} of what is signed");
        }
        assert!(!holds(jws.signed.as_bytes(), &[]));
    }
}

#[test]
fn a_key_is_not_used_for_an_algorithm_of_another_kind() {
    let rsa = &parse_jwks(RSA.0).expect("a JWK Set")[0].key;
    let ec = &parse_jwks(EC.0).expect("a JWK Set")[0].key;
    for (algorithm, name) in Algorithm::ALL {
        let other = if name.starts_with("ES") { rsa } else { ec };
        assert!(!RingSignatures.holds(algorithm, other, b"signed", &[0; 64]), "{name}");
    }
}

#[test]
fn a_token_of_our_own_key_is_good_and_of_another_is_not() {
    let [one, two] = ["one", "two"].map(|id| SigningKey::generate(id).expect("a key"));
    let set = |keys: &[&SigningKey]| {
        let keys: Vec<_> = keys.iter().map(|key| key.jwk()).collect();
        format!(r#"{{"keys":[{}]}}"#, keys.join(","))
    };
    let token = one.sign(r#"{"sub":"alice","iat":1300819000,"exp":1300819380}"#).expect("a token");
    assert_eq!(why(&set(&[&two, &one]), &token), "");
    assert!(why(&set(&[&two]), &token).contains("with the id \"one\""));
    let impostor = SigningKey::generate("one").expect("a key");
    assert!(why(&set(&[&impostor]), &token).ends_with("invalid signature"));
}

#[test]
fn an_id_of_any_letters_stays_json() {
    let key = SigningKey::generate("a\"b\\c\n").expect("a key");
    let keys = parse_jwks(&format!(r#"{{"keys":[{}]}}"#, key.jwk())).expect("a JWK Set");
    assert_eq!(keys[0].id.as_deref(), Some("a\"b\\c\n"));
    assert!(!format!("{key:?}").contains("pair"));
}
