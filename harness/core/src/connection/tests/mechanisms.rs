//! PLAIN and SCRAM on a connection: what clients are told, and authenticating again (KIP-368).

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use kerbside_kafka_wire::ErrorCode;
use kerbside_kafka_wire::k03_metadata::MetadataRequest;
use kerbside_kafka_wire::k17_sasl_handshake::SaslHandshakeRequest;
use kerbside_kafka_wire::k36_sasl_authenticate::{
    SaslAuthenticateRequest, SaslAuthenticateResponse,
};
use kerbside_krb5::time::Timestamp;

use super::authentication::{handshake, token};
use crate::connection::Flow;
use crate::dialect::Dialect;
use crate::principal::{Credential, KafkaPrincipal};
use crate::refusal::Refusal;
use crate::sasl::plain::PlainUsers;
use crate::sasl::scram::{
    ScramCredential, ScramMechanism, ScramStore, TokenCredential, TokenCredentials,
};
use crate::sasl::{Plain, Scram};
use crate::testing::{Client, Plan, ScramClient, TellMe, World};

const DELAY: Duration = Duration::from_millis(100);
const MECHANISMS: [&str; 3] = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"];

/// The same in the order in which Kafka lists them.
const LISTED: [&str; 3] = ["PLAIN", "SCRAM-SHA-512", "SCRAM-SHA-256"];

/// Accepts any token with the password `hmac`, of whoever it is called after, for ninety seconds.
struct AnyToken;

impl TokenCredentials for AnyToken {
    fn token(
        &self,
        id: &str,
        mechanism: ScramMechanism,
        now: Timestamp,
    ) -> Option<TokenCredential> {
        let credential = ScramCredential::of_password(mechanism, "hmac", b"salt", 4096)?;
        let owner = KafkaPrincipal::user(id);
        Some(TokenCredential { owner, credential, expires: now.plus_seconds(90) })
    }
}

/// Alice and Bob, whose passwords are their names, with sessions of a minute.
fn world() -> World {
    let (plain, scram) = (Arc::new(PlainUsers::default()), Arc::new(ScramStore::default()));
    for user in ["alice", "bob"] {
        plain.put(user, user);
        for mechanism in ScramMechanism::ALL {
            let credential = ScramCredential::of_password(mechanism, user, b"salt", 4096);
            scram.put(user, mechanism, credential.expect("a known mechanism"));
        }
    }
    let offered = |mechanism| {
        Arc::new(Scram::new(mechanism, Arc::clone(&scram) as _).with_tokens(Arc::new(AnyToken)))
    };
    let mut plan = Plan {
        mechanisms: vec![
            Arc::new(Plain::new(plain)),
            offered(ScramMechanism::SHA_256),
            offered(ScramMechanism::SHA_512),
        ],
        ..Plan::default()
    };
    plan.connections.max_reauth = Some(Duration::from_secs(60));
    World::with(plan)
}

/// The last request of an exchange, after whatever comes before it.
fn last_token(
    client: &mut Client,
    mechanism: &str,
    user: &str,
    password: &str,
    extensions: &str,
) -> SaslAuthenticateRequest {
    let Some(scram) = ScramMechanism::of_name(mechanism) else {
        return token(&format!("\0{user}\0{password}"));
    };
    let scram = ScramClient::new(scram, user, password, extensions);
    let answer: SaslAuthenticateResponse = client.call(2, &token(&scram.first()));
    assert_eq!(answer.error_code, ErrorCode::NONE);
    token(&scram.last(std::str::from_utf8(&answer.auth_bytes).expect("text")).0)
}

fn log_in(client: &mut Client, mechanism: &str, user: &str) -> SaslAuthenticateResponse {
    handshake(client, 1, mechanism);
    let request = last_token(client, mechanism, user, user, "");
    client.call(2, &request)
}

/// Sends a request that is refused, and waits for the answer.
fn refused(client: &mut Client, request: &SaslAuthenticateRequest) -> String {
    assert_eq!(client.send_request(2, request), Flow::Wait);
    assert!(client.frames().is_empty(), "nothing is said before the delay");
    assert_eq!(client.advance(DELAY), Flow::Close);
    let answer: SaslAuthenticateResponse = client.response(2);
    assert_eq!(answer.error_code, ErrorCode::SASL_AUTHENTICATION_FAILED);
    answer.error_message.unwrap_or_default().to_string()
}

#[test]
fn each_mechanism_makes_a_principal_and_tells_the_lifetime() {
    let world = world();
    for mechanism in MECHANISMS {
        let mut client = world.sasl_client();
        assert_eq!(handshake(&mut client, 1, mechanism).mechanisms, LISTED);
        let request = last_token(&mut client, mechanism, "alice", "alice", "");
        let answer: SaslAuthenticateResponse = client.call(2, &request);
        assert_eq!((answer.error_code, answer.session_lifetime_ms), (ErrorCode::NONE, 60_000));
        assert_eq!(client.connection.principal(), Some(&KafkaPrincipal::user("alice")));
    }
}

/// A Kafka 4.4.0 with `sasl.enabled.mechanisms=GSSAPI,PLAIN`, recorded: golden F66.
#[test]
fn mechanisms_are_listed_as_apache_kafka_lists_them() {
    let recorded = include_str!("../../../../../tests/goldens/F66-reauth-other-principal.txt");
    assert!(recorded.contains("handshake: (0, ['PLAIN', 'GSSAPI'])"));
    let plan = |dialect| Plan {
        mechanisms: vec![Arc::new(TellMe("GSSAPI")), Arc::new(TellMe("PLAIN"))],
        dialect: Dialect::by_name(dialect).expect("a dialect"),
        ..Plan::default()
    };
    let listed = |dialect| {
        let world = World::with(plan(dialect));
        let answer = handshake(&mut world.sasl_client(), 0, "GSSAPI");
        answer.mechanisms.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    for dialect in ["kafka-1.1", "kafka-2.8", "kafka-3.9", "kafka-4.4"] {
        assert_eq!(listed(dialect), ["PLAIN", "GSSAPI"], "{dialect}");
    }
    assert_eq!(listed("redpanda"), ["GSSAPI", "PLAIN"]);
}

#[test]
fn plain_says_why_and_scram_does_not() {
    let world = world();
    for (mechanism, text) in [
        ("PLAIN", "Authentication failed: Invalid username or password"),
        (
            "SCRAM-SHA-256",
            "Authentication failed during authentication due to invalid credentials with SASL \
             mechanism SCRAM-SHA-256",
        ),
        (
            "SCRAM-SHA-512",
            "Authentication failed during authentication due to invalid credentials with SASL \
             mechanism SCRAM-SHA-512",
        ),
    ] {
        let mut client = world.sasl_client();
        handshake(&mut client, 1, mechanism);
        let request = last_token(&mut client, mechanism, "alice", "wrong", "");
        assert_eq!(refused(&mut client, &request), text);
    }
    let mut client = world.sasl_client();
    handshake(&mut client, 1, "PLAIN");
    let text = "Invalid SASL/PLAIN response: expected 3 tokens, got 1";
    assert_eq!(refused(&mut client, &token("garbage")), text);
}

#[test]
fn an_unexpected_failure_closes_at_once_without_an_answer() {
    let world = world();
    let mut client = world.sasl_client();
    handshake(&mut client, 1, "SCRAM-SHA-256");
    let answer: SaslAuthenticateResponse = client.call(2, &token("n,,n=alice,r=abc"));
    let first = std::str::from_utf8(&answer.auth_bytes).expect("text");
    let nonce = first.split(',').next().expect("a nonce");
    let short_proof = token(&format!("c=biws,{nonce},p=AAAA"));
    assert_eq!(client.send_request(2, &short_proof), Flow::Close);
    assert!(client.frames().is_empty());
}

#[test]
fn the_last_bare_token_of_plain_is_empty_and_of_scram_the_signature() {
    let world = world();
    let mut client = world.sasl_client();
    handshake(&mut client, 0, "PLAIN");
    assert_eq!(client.send_frame(b"\0alice\0alice"), Flow::Read);
    assert_eq!(client.frames(), [Bytes::new()]);
    let mut client = world.sasl_client();
    handshake(&mut client, 0, "SCRAM-SHA-512");
    let scram = ScramClient::new(ScramMechanism::SHA_512, "alice", "alice", "");
    client.send_frame(scram.first().as_bytes());
    let frames = client.frames();
    let (last, signature) = scram.last(std::str::from_utf8(&frames[0]).expect("text"));
    assert_eq!(client.send_frame(last.as_bytes()), Flow::Read);
    assert_eq!(client.frames(), [signature.into_bytes()]);
}

#[test]
fn a_session_ends_unless_the_client_authenticates_again() {
    for mechanism in MECHANISMS {
        let world = world();
        let mut client = world.sasl_client();
        log_in(&mut client, mechanism, "alice");
        client.advance(Duration::from_millis(60_001));
        let answer = log_in(&mut client, mechanism, "alice");
        assert_eq!((answer.error_code, answer.session_lifetime_ms), (ErrorCode::NONE, 60_000));
        assert_eq!(client.send_request(9, &MetadataRequest::default()), Flow::Read);
        client.frames();
        client.advance(Duration::from_millis(60_001));
        assert_eq!(client.send_request(9, &MetadataRequest::default()), Flow::Close);
        assert!(client.frames().is_empty());
        assert!(matches!(client.refusal(), Some(Refusal::SessionExpired)));
    }
}

#[test]
fn nobody_becomes_somebody_else_with_any_mechanism() {
    for mechanism in MECHANISMS {
        let world = world();
        let mut client = world.sasl_client();
        log_in(&mut client, mechanism, "alice");
        handshake(&mut client, 1, mechanism);
        let request = last_token(&mut client, mechanism, "bob", "bob", "");
        let text = "Cannot change principals during re-authentication from User.alice: User.bob";
        assert_eq!(refused(&mut client, &request), text);
    }
}

#[test]
fn a_wrong_password_at_re_authentication_says_so() {
    let world = world();
    let mut client = world.sasl_client();
    log_in(&mut client, "SCRAM-SHA-256", "alice");
    handshake(&mut client, 1, "SCRAM-SHA-256");
    let request = last_token(&mut client, "SCRAM-SHA-256", "alice", "wrong", "");
    let text = "Authentication failed during re-authentication due to invalid credentials with \
                SASL mechanism SCRAM-SHA-256";
    assert_eq!(refused(&mut client, &request), text);
}

#[test]
fn the_mechanism_stays_the_same() {
    let world = world();
    let mut client = world.sasl_client();
    log_in(&mut client, "SCRAM-SHA-256", "alice");
    let request = SaslHandshakeRequest { mechanism: "PLAIN".into() };
    assert_eq!(client.send_request(1, &request), Flow::Read);
    client.frames();
    assert_eq!(client.send_request(2, &token("\0alice\0alice")), Flow::Wait);
    let text = "SASL mechanism 'PLAIN' requested by client is not supported for re-authentication \
                of mechanism 'SCRAM-SHA-256'";
    assert_eq!(client.refusal().expect("a reason").to_string(), text);
}

#[test]
fn a_delegation_token_makes_its_owner_and_ends_the_session() {
    let mut plan = Plan::default();
    let store = Arc::new(ScramStore::default());
    let scram = Scram::new(ScramMechanism::SHA_256, store).with_tokens(Arc::new(AnyToken));
    plan.mechanisms = vec![Arc::new(scram)];
    let world = World::with(plan);
    let mut client = world.sasl_client();
    handshake(&mut client, 1, "SCRAM-SHA-256");
    let request = last_token(&mut client, "SCRAM-SHA-256", "alice", "hmac", ",tokenauth=true");
    let answer: SaslAuthenticateResponse = client.call(2, &request);
    assert_eq!((answer.error_code, answer.session_lifetime_ms), (ErrorCode::NONE, 90_000));
    let principal = client.connection.principal().expect("a principal");
    assert_eq!(principal, &KafkaPrincipal::user("alice"));
    assert_eq!(principal.credential(), Credential::DelegationToken);
    client.advance(Duration::from_millis(90_001));
    assert_eq!(client.send_request(9, &MetadataRequest::default()), Flow::Close);
}
