//! The exchange through a connection, and the validators with Kafka's reasons.

use std::time::Duration;

use bytes::Bytes;
use kerbside_kafka_wire::ErrorCode;
use kerbside_kafka_wire::k03_metadata::MetadataRequest;
use kerbside_kafka_wire::k17_sasl_handshake::{SaslHandshakeRequest, SaslHandshakeResponse};
use kerbside_kafka_wire::k36_sasl_authenticate::{
    SaslAuthenticateRequest, SaslAuthenticateResponse,
};
use proptest::prelude::*;

use super::*;
use crate::connection::Flow;
use crate::refusal::Refusal;
use crate::testing::{Client, Plan, START, World};

mod login;
mod signed;
mod unsecured;

/// Seconds of [`START`].
const NOW: i64 = START.seconds();

fn compact(header: &str, claims: &str) -> String {
    CompactJws::compose(header, claims, |_| Vec::new())
}

fn none(claims: &str) -> String {
    compact(r#"{"alg":"none"}"#, claims)
}

fn alice() -> String {
    none(&format!(r#"{{"sub":"alice","iat":{NOW},"exp":{}}}"#, NOW + 3_600))
}

fn world(verifier: impl TokenVerifier + 'static) -> World {
    let mechanisms: Vec<Arc<dyn Mechanism>> = vec![Arc::new(OAuthBearer::new(Arc::new(verifier)))];
    World::with(Plan { mechanisms, ..Plan::default() })
}

fn client(world: &World) -> Client {
    let mut client = world.sasl_client();
    let wanted = SaslHandshakeRequest { mechanism: "OAUTHBEARER".into() };
    let answer: SaslHandshakeResponse = client.call(1, &wanted);
    assert_eq!(answer.error_code, ErrorCode::NONE);
    client
}

fn request(octets: &[u8]) -> SaslAuthenticateRequest {
    let auth_bytes = Bytes::copy_from_slice(octets);
    SaslAuthenticateRequest { auth_bytes, ..SaslAuthenticateRequest::default() }
}

fn first_message(authorization_id: &str, token: &str, extensions: &str) -> Vec<u8> {
    format!("n,{authorization_id},\x01auth=Bearer {token}\x01{extensions}\x01").into_bytes()
}

/// Sends what is refused after the delay; the code and the text.
fn refused(client: &mut Client, octets: &[u8]) -> (ErrorCode, String) {
    assert_eq!(client.send_request(2, &request(octets)), Flow::Wait);
    assert_eq!(client.advance(Duration::from_millis(100)), Flow::Close);
    let answer: SaslAuthenticateResponse = client.response(2);
    (answer.error_code, answer.error_message.unwrap_or_default().to_string())
}

#[test]
fn a_good_token_names_the_client_until_it_ends() {
    let world = world(UnsecuredValidator::default());
    let mut client = client(&world);
    let message = first_message("a=alice", &alice(), "traceId=123\x01");
    let answer: SaslAuthenticateResponse = client.call(2, &request(&message));
    assert_eq!(answer.error_code, ErrorCode::NONE);
    assert!(answer.auth_bytes.is_empty());
    assert_eq!(answer.session_lifetime_ms, 3_600_000);
    assert_eq!(
        client.connection.principal().map(ToString::to_string).as_deref(),
        Some("User:alice")
    );
    client.now.wall = START.plus_seconds(3_600);
    assert_eq!(client.send_request(9, &MetadataRequest::default()), Flow::Read);
    client.now.wall = START.plus_seconds(3_601);
    assert_eq!(client.send_request(9, &MetadataRequest::default()), Flow::Close);
    assert!(matches!(client.refusal(), Some(Refusal::SessionExpired)));
}

#[test]
fn a_bad_token_is_answered_in_json_and_told_again_after_the_acknowledgement() {
    let validator = UnsecuredValidator {
        required_scope: vec!["read".to_owned(), "write".to_owned()],
        ..UnsecuredValidator::default()
    };
    let expired = none(&format!(r#"{{"sub":"alice","exp":{}}}"#, NOW - 1));
    let narrow = none(&format!(r#"{{"sub":"alice","exp":{},"scope":["read"]}}"#, NOW + 60));
    for (token, text) in [
        (expired, r#"{"status":"invalid_token"}"#),
        (narrow, r#"{"status":"insufficient_scope", "scope":"[read, write]"}"#),
    ] {
        let mut client = client(&world(validator.clone()));
        let answer: SaslAuthenticateResponse =
            client.call(2, &request(&first_message("", &token, "")));
        assert_eq!(answer.error_code, ErrorCode::NONE);
        assert_eq!(answer.auth_bytes, text);
        assert_eq!(answer.session_lifetime_ms, 0);
        let told = refused(&mut client, b"\x01");
        assert_eq!(told, (ErrorCode::SASL_AUTHENTICATION_FAILED, text.to_owned()));
    }
}

#[test]
fn the_log_has_the_reason_that_the_client_does_not_see() {
    let mut client = client(&world(UnsecuredValidator::default()));
    let token = none(&format!(r#"{{"sub":"alice","exp":{}}}"#, NOW - 1));
    let _: SaslAuthenticateResponse = client.call(2, &request(&first_message("", &token, "")));
    refused(&mut client, b"\x01");
    let reason = client.refusal().expect("a refusal").to_string();
    assert!(reason.contains("was on or after the Expiration Time value"), "{reason}");
}

#[test]
fn a_client_may_try_another_token_in_place_of_the_acknowledgement() {
    let mut client = client(&world(UnsecuredValidator::default()));
    let bad = request(&first_message("", "x.y.z", ""));
    let _: SaslAuthenticateResponse = client.call(2, &bad);
    let good = request(&first_message("", &alice(), ""));
    let answer: SaslAuthenticateResponse = client.call(2, &good);
    assert_eq!(answer.error_code, ErrorCode::NONE);
    assert!(client.connection.principal().is_some());
}

#[test]
fn an_acknowledgement_of_nothing_is_no_first_message() {
    let mut client = client(&world(UnsecuredValidator::default()));
    let (code, text) = refused(&mut client, b"\x01");
    assert_eq!(code, ErrorCode::SASL_AUTHENTICATION_FAILED);
    let generic = "Authentication failed during authentication due to invalid credentials with \
                   SASL mechanism OAUTHBEARER";
    assert_eq!(text, generic);
    let reason = client.refusal().expect("a refusal").to_string();
    assert_eq!(reason, "Invalid OAUTHBEARER client first message");
}

#[test]
fn nobody_becomes_somebody_else_by_asking() {
    let mut client = client(&world(UnsecuredValidator::default()));
    let (_, text) = refused(&mut client, &first_message("a=bob", &alice(), ""));
    let told = "Authentication failed: Client requested an authorization id (bob) that is \
                different from the token's principal name (alice)";
    assert_eq!(text, told);
}

/// Takes any token for alice's, and two extensions for wrong.
struct Picky;

impl TokenVerifier for Picky {
    fn verify(&self, _: &str, now: Timestamp) -> Result<Verified, TokenRejection> {
        Ok(Verified {
            principal: Arc::from("alice"),
            expires: now.plus_seconds(60),
            issued: None,
            scopes: BTreeSet::new(),
            claims: Claims::default(),
        })
    }

    fn refuse_extension(&self, _: &Verified, name: &str, value: &str) -> Option<String> {
        (name != "fine").then(|| format!("{value} is wrong"))
    }
}

#[test]
fn extensions_that_a_verifier_refuses_are_named() {
    let mut client = client(&world(Picky));
    let message = first_message("", "any", "fine=1\x01b=2\x01a=3\x01");
    let (_, text) = refused(&mut client, &message);
    let told = "Authentication failed: 2 extensions are invalid! They are: a: 3 is wrong; b: 2 is \
                wrong";
    assert_eq!(text, told);
}

#[test]
fn a_token_without_algorithm_closes_at_once() {
    let mut client = client(&world(UnsecuredValidator::default()));
    let token = compact("{}", r#"{"sub":"alice"}"#);
    let message = request(&first_message("", &token, ""));
    assert_eq!(client.send_request(2, &message), Flow::Close);
    assert!(client.frames().is_empty());
}

proptest! {
    #[test]
    fn no_first_message_panics(octets in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = InitialResponse::parse(&octets);
    }

    #[test]
    fn no_token_panics(
        header in "[ -~]{0,40}", claims in "[ -~]{0,80}", raw in "[-_.a-zA-Z0-9]{0,80}",
    ) {
        let validator = UnsecuredValidator::default();
        prop_assert!(validator.verify(&compact(&header, &claims), START).is_err());
        prop_assert!(validator.verify(&none(&claims), START).is_err());
        prop_assert!(validator.verify(&raw, START).is_err());
    }
}
