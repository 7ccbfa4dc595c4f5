//! The exchange before the first request, and again later, as Kafka 4.4 was seen to do it.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use kerbside_kafka_wire::k03_metadata::{MetadataRequest, MetadataResponse};
use kerbside_kafka_wire::k17_sasl_handshake::{SaslHandshakeRequest, SaslHandshakeResponse};
use kerbside_kafka_wire::k18_api_versions::{ApiVersionsRequest, ApiVersionsResponse};
use kerbside_kafka_wire::k36_sasl_authenticate::{
    SaslAuthenticateRequest, SaslAuthenticateResponse,
};
use kerbside_kafka_wire::{ApiKey, ErrorCode};

use crate::connection::Flow;
use crate::dialect::{Dialect, SaslHabits};
use crate::event::EventKind;
use crate::node::{SaslSettings, SessionLifetime};
use crate::refusal::Refusal;
use crate::testing::{Client, Plan, TellMe, World};

const DELAY: Duration = Duration::from_millis(100);

pub(super) fn handshake(
    client: &mut Client,
    version: i16,
    mechanism: &str,
) -> SaslHandshakeResponse {
    client.call(version, &SaslHandshakeRequest { mechanism: mechanism.into() })
}

pub(super) fn token(text: &str) -> SaslAuthenticateRequest {
    let auth_bytes = Bytes::copy_from_slice(text.as_bytes());
    SaslAuthenticateRequest { auth_bytes, ..SaslAuthenticateRequest::default() }
}

fn authenticate(client: &mut Client, text: &str) -> SaslAuthenticateResponse {
    client.call(2, &token(text))
}

/// A client that has authenticated as alice.
pub(super) fn alice(world: &World) -> Client {
    let mut client = world.sasl_client();
    handshake(&mut client, 1, "TELL-ME");
    let answer = authenticate(&mut client, "user:alice");
    assert_eq!(answer.error_code, ErrorCode::NONE);
    client
}

fn metadata(client: &mut Client) -> Flow {
    client.send_request(9, &MetadataRequest::default())
}

/// The connection waits, and after the delay answers this and closes.
fn fails_later<R: kerbside_kafka_wire::Message>(client: &mut Client, version: i16) -> R {
    assert!(client.frames().is_empty(), "nothing is said before the delay");
    assert_eq!(client.advance(DELAY - Duration::from_millis(1)), Flow::Wait);
    assert!(client.frames().is_empty());
    assert_eq!(client.advance(Duration::from_millis(1)), Flow::Close);
    client.response(version)
}

#[test]
fn api_versions_is_optional_before_the_handshake() {
    for asks in [true, false] {
        let world = World::new();
        let mut client = world.sasl_client();
        if asks {
            let answer: ApiVersionsResponse = client.call(0, &ApiVersionsRequest::default());
            assert_eq!(answer.error_code, ErrorCode::NONE);
        }
        let answer = handshake(&mut client, 1, "TELL-ME");
        assert_eq!(answer.mechanisms, ["OTHER", "TELL-ME"]);
        let answer = authenticate(&mut client, "more");
        assert_eq!(answer.auth_bytes, "go on");
        let answer = authenticate(&mut client, "user:alice");
        assert_eq!((answer.error_code, answer.session_lifetime_ms), (ErrorCode::NONE, 0));
        assert_eq!(
            client.connection.principal().map(ToString::to_string).as_deref(),
            Some("User:alice")
        );
        let answer: MetadataResponse = client.call(9, &MetadataRequest::default());
        assert_eq!(answer.brokers.len(), 2);
    }
}

#[test]
fn tokens_are_bare_after_the_first_handshake_version() {
    let world = World::new();
    let mut client = world.sasl_client();
    handshake(&mut client, 0, "TELL-ME");
    client.send_frame(b"more");
    assert_eq!(client.frames(), [&b"go on"[..]]);
    assert_eq!(client.send_frame(b"user:alice"), Flow::Read);
    // A mechanism without a last token gets no frame at the end.
    assert!(client.frames().is_empty());
    assert_eq!(metadata(&mut client), Flow::Read);
}

#[test]
fn a_refused_bare_token_closes_without_an_answer() {
    let world = World::new();
    let mut client = world.sasl_client();
    handshake(&mut client, 0, "TELL-ME");
    assert_eq!(client.send_frame(&[0, 1, 2, 3]), Flow::Close);
    assert!(client.frames().is_empty());
}

#[test]
fn a_failure_is_told_late_and_without_its_reason() {
    let world = World::new();
    let mut client = world.sasl_client();
    handshake(&mut client, 1, "TELL-ME");
    assert_eq!(client.send_request(2, &token("wrong")), Flow::Wait);
    let answer: SaslAuthenticateResponse = fails_later(&mut client, 2);
    assert_eq!(answer.error_code, ErrorCode::SASL_AUTHENTICATION_FAILED);
    let text = "Authentication failed during authentication due to invalid credentials with SASL \
                mechanism TELL-ME";
    assert_eq!(answer.error_message.as_deref(), Some(text));
    assert_eq!(client.refusal().expect("a reason").to_string(), "wrong");
}

#[test]
fn a_mechanism_may_have_its_text_told() {
    let world = World::new();
    let mut client = world.sasl_client();
    handshake(&mut client, 1, "TELL-ME");
    client.send_request(2, &token("told:Authentication failed: Invalid username or password"));
    let answer: SaslAuthenticateResponse = fails_later(&mut client, 2);
    let text = "Authentication failed: Invalid username or password";
    assert_eq!(answer.error_message.as_deref(), Some(text));
}

#[test]
fn a_mechanism_that_is_not_enabled_is_answered_with_those_that_are() {
    let world = World::new();
    let mut client = world.sasl_client();
    let request = SaslHandshakeRequest { mechanism: "GSSAPI".into() };
    assert_eq!(client.send_request(1, &request), Flow::Wait);
    let answer: SaslHandshakeResponse = fails_later(&mut client, 1);
    assert_eq!(answer.error_code, ErrorCode::UNSUPPORTED_SASL_MECHANISM);
    assert_eq!(answer.mechanisms, ["OTHER", "TELL-ME"]);
    assert_eq!(
        client.refusal().expect("a reason").to_string(),
        "Unsupported SASL mechanism GSSAPI"
    );
}

#[test]
fn a_request_before_the_handshake_closes_at_once() {
    let world = World::new();
    let mut client = world.sasl_client();
    assert_eq!(metadata(&mut client), Flow::Close);
    assert!(client.frames().is_empty());
    let text = "Unexpected Kafka request of type METADATA during SASL handshake.";
    assert_eq!(client.refusal().expect("a reason").to_string(), text);
}

#[test]
fn a_request_between_the_tokens_gets_its_own_error_late() {
    let world = World::new();
    let mut client = world.sasl_client();
    handshake(&mut client, 1, "TELL-ME");
    assert_eq!(client.send_request(1, &MetadataRequest::default()), Flow::Wait);
    assert!(client.frames().is_empty());
    assert_eq!(client.advance(DELAY), Flow::Close);
    // Octets that Apache Kafka 4.4.0 wrote: no brokers, controller -1, no topics.
    let frames = client.frames();
    assert_eq!(frames[0][4..], [0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]);
    let text = "Unexpected Kafka request of type METADATA during SASL authentication.";
    assert_eq!(client.refusal().expect("a reason").to_string(), text);
}

#[test]
fn a_second_api_versions_closes_at_once() {
    let world = World::new();
    let mut client = world.sasl_client();
    let _: ApiVersionsResponse = client.call(0, &ApiVersionsRequest::default());
    assert_eq!(client.send_request(0, &ApiVersionsRequest::default()), Flow::Close);
    assert!(client.frames().is_empty());
    let text = "Unexpected ApiVersions request received during SASL authentication state \
                HANDSHAKE_REQUEST";
    assert_eq!(client.refusal().expect("a reason").to_string(), text);
}

#[test]
fn a_bare_token_as_first_packet_closes_at_once() {
    let world = World::new();
    let mut client = world.sasl_client();
    assert_eq!(client.send_frame(b"\x60\x82\x01\x02token"), Flow::Close);
    assert!(client.frames().is_empty());
    let text = "Error parsing request header. Our best guess of the apiKeyId is: 24706";
    assert_eq!(client.refusal().expect("a reason").to_string(), text);
}

/// A world that presents itself as Kafka before 4.
fn before_kafka_4() -> World {
    let dialect = Dialect::default().with_sasl_habits(SaslHabits::KAFKA_3_9);
    World::with(Plan { dialect, ..Plan::default() })
}

#[test]
fn before_kafka_4_a_request_before_the_handshake_closes_late() {
    let world = before_kafka_4();
    let mut client = world.sasl_client();
    assert_eq!(metadata(&mut client), Flow::Wait);
    assert_eq!(client.advance(DELAY), Flow::Close);
    assert!(client.frames().is_empty());
    let text = "Unexpected Kafka request of type METADATA during SASL handshake.";
    assert_eq!(client.refusal().expect("a reason").to_string(), text);
}

#[test]
fn before_kafka_4_a_bare_token_wants_gssapi() {
    let world = before_kafka_4();
    let mut client = world.sasl_client();
    assert_eq!(client.send_frame(b"\x60\x82\x01\x02token"), Flow::Wait);
    assert_eq!(client.advance(DELAY), Flow::Close);
    assert!(client.frames().is_empty());
    let text = "Exception handling first SASL packet from client, GSSAPI is not supported by \
                server";
    assert_eq!(client.refusal().expect("a reason").to_string(), text);
    // Only as first packet.
    let mut client = world.sasl_client();
    let _: ApiVersionsResponse = client.call(0, &ApiVersionsRequest::default());
    assert_eq!(client.send_frame(b"\x60\x82\x01\x02token"), Flow::Close);
    assert!(matches!(client.refusal(), Some(Refusal::BadHeader { .. })));
}

#[test]
fn kafka_1_tells_failures_at_once_and_in_its_words() {
    for (dialect, text) in [
        (
            Dialect::kafka_1_1(),
            "Authentication failed due to invalid credentials with SASL mechanism TELL-ME",
        ),
        (Dialect::redpanda(), "SASL authentication failed: security: Invalid credentials"),
    ] {
        let world = World::with(Plan { dialect, ..Plan::default() });
        let mut client = world.sasl_client();
        handshake(&mut client, 1, "TELL-ME");
        let request = SaslAuthenticateRequest { auth_bytes: "no".into(), ..Default::default() };
        assert_eq!(client.send_request(0, &request), Flow::Close);
        let response: SaslAuthenticateResponse = client.response(0);
        assert_eq!(response.error_code, ErrorCode::SASL_AUTHENTICATION_FAILED);
        assert_eq!(response.error_message.as_deref(), Some(text));
    }
}

#[test]
fn kafka_1_has_sessions_without_end() {
    let mut plan = Plan { dialect: Dialect::kafka_1_1(), ..Plan::default() };
    plan.connections.max_reauth = Some(Duration::from_secs(10));
    let world = World::with(plan);
    let mut client = world.sasl_client();
    handshake(&mut client, 0, "TELL-ME");
    assert_eq!(client.send_frame(b"user:alice"), Flow::Read);
    client.advance(Duration::from_secs(60));
    assert_eq!(client.send_raw(ApiKey::METADATA, 1, &[0; 4]), Flow::Read);
}

#[test]
fn a_listener_may_take_smaller_frames_than_the_node() {
    let sasl = SaslSettings { max_receive_size: Some(100), ..SaslSettings::default() };
    let world = World::with(Plan { sasl, ..Plan::default() });
    let mut client = world.sasl_client();
    assert_eq!(client.send(&101u32.to_be_bytes()), Flow::Wait);
    assert!(matches!(client.refusal(), Some(Refusal::FrameSize { limit: 100, .. })));
}

#[test]
fn a_listener_and_a_mechanism_have_their_own_lifetimes() {
    let limited = |seconds| SessionLifetime::Limited(Duration::from_secs(seconds));
    let sasl = SaslSettings {
        max_reauth: Some(limited(30)),
        max_reauth_by_mechanism: [("OTHER".to_owned(), limited(10))].into(),
        ..SaslSettings::default()
    };
    let mut plan = Plan { sasl, ..Plan::default() };
    plan.connections.max_reauth = Some(Duration::from_secs(60));
    let world = World::with(plan);
    for (mechanism, lifetime) in [("TELL-ME", 30_000), ("OTHER", 10_000)] {
        let mut client = world.sasl_client();
        handshake(&mut client, 1, mechanism);
        assert_eq!(authenticate(&mut client, "user:alice").session_lifetime_ms, lifetime);
    }
}

#[test]
fn mechanisms_change_while_the_broker_runs() {
    let world = World::new();
    let mut early = world.sasl_client();
    handshake(&mut early, 1, "TELL-ME");
    let sasl = world.sasl.sasl().expect("a SASL listener");
    sasl.replace_mechanisms(vec![Arc::new(TellMe("NEW"))]);
    let answer = authenticate(&mut early, "user:alice");
    assert_eq!(answer.error_code, ErrorCode::NONE, "an exchange under way goes on");
    let mut late = world.sasl_client();
    assert_eq!(handshake(&mut late, 1, "NEW").mechanisms, ["NEW"]);
    let mut late = world.sasl_client();
    let request = SaslHandshakeRequest { mechanism: "TELL-ME".into() };
    assert_eq!(late.send_request(1, &request), Flow::Wait);
}

#[test]
fn an_oversized_frame_closes_late_and_without_an_answer() {
    let world = World::new();
    for octets in [&b"GET / HTTP/1.1\r\n"[..], &524_289u32.to_be_bytes(), &[0xff; 4]] {
        let mut client = world.sasl_client();
        assert_eq!(client.send(octets), Flow::Wait);
        assert_eq!(client.advance(DELAY), Flow::Close);
        assert!(client.frames().is_empty());
        assert!(matches!(client.refusal(), Some(Refusal::FrameSize { limit: 524_288, .. })));
    }
    let mut client = world.sasl_client();
    assert_eq!(client.send(&524_288u32.to_be_bytes()), Flow::Read);
    let mut client = world.plain_client();
    assert_eq!(client.send(&104_857_600u32.to_be_bytes()), Flow::Read);
    let mut client = world.plain_client();
    assert_eq!(client.send(&104_857_601u32.to_be_bytes()), Flow::Close);
}

#[test]
fn a_name_that_no_rule_maps_is_refused_at_the_first_request() {
    let world = World::new();
    let mut client = world.sasl_client();
    handshake(&mut client, 1, "TELL-ME");
    let answer = authenticate(&mut client, "kerberos:alice@OTHER.TEST");
    assert_eq!(answer.error_code, ErrorCode::NONE);
    assert_eq!(client.connection.principal(), None);
    assert_eq!(metadata(&mut client), Flow::Close);
    assert!(client.frames().is_empty());
    let text = "Failed to set name for 'alice@OTHER.TEST' based on Kerberos authentication rules. \
                No rules apply to alice@OTHER.TEST, rules [DEFAULT]";
    assert_eq!(client.refusal().expect("a reason").to_string(), text);
}

#[test]
fn sasl_requests_out_of_place_are_answered_illegal_state() {
    let world = World::new();
    for mut client in [world.plain_client(), alice(&world)] {
        let answer = handshake(&mut client, 1, "TELL-ME");
        assert_eq!(answer.error_code, ErrorCode::ILLEGAL_SASL_STATE);
        assert!(answer.mechanisms.is_empty());
        let answer = authenticate(&mut client, "user:bob");
        assert_eq!(answer.error_code, ErrorCode::ILLEGAL_SASL_STATE);
    }
}

/// A world whose sessions last a minute.
fn short_sessions() -> World {
    let mut plan = Plan::default();
    plan.connections.max_reauth = Some(Duration::from_secs(60));
    World::with(plan)
}

#[test]
fn the_lifetime_of_a_session_is_told_from_version_one_on() {
    let world = short_sessions();
    for (version, lifetime) in [(0, 0), (1, 60_000), (2, 60_000)] {
        let mut client = world.sasl_client();
        handshake(&mut client, 1, "TELL-ME");
        let answer: SaslAuthenticateResponse = client.call(version, &token("more"));
        assert_eq!(answer.session_lifetime_ms, 0);
        let answer: SaslAuthenticateResponse = client.call(version, &token("user:alice"));
        assert_eq!(answer.session_lifetime_ms, lifetime);
    }
}

#[test]
fn a_credential_that_ends_earlier_ends_the_session() {
    for (world, lifetime) in [(World::new(), 90_000), (short_sessions(), 60_000)] {
        let mut client = world.sasl_client();
        handshake(&mut client, 1, "TELL-ME");
        assert_eq!(authenticate(&mut client, "until:90:alice").session_lifetime_ms, lifetime);
    }
}

#[test]
fn an_expired_session_is_closed_at_the_next_request() {
    let world = short_sessions();
    let mut client = alice(&world);
    assert_eq!(client.advance(Duration::from_secs(60)), Flow::Read);
    assert_eq!(metadata(&mut client), Flow::Read);
    client.frames();
    assert_eq!(client.advance(Duration::from_millis(1)), Flow::Read);
    assert_eq!(metadata(&mut client), Flow::Close);
    assert!(client.frames().is_empty());
    assert!(matches!(client.refusal(), Some(Refusal::SessionExpired)));
}

#[test]
fn a_client_may_authenticate_again_and_live_on() {
    let world = short_sessions();
    let mut client = alice(&world);
    client.advance(Duration::from_secs(61));
    assert_eq!(handshake(&mut client, 1, "TELL-ME").error_code, ErrorCode::NONE);
    let answer = authenticate(&mut client, "user:alice");
    assert_eq!((answer.error_code, answer.session_lifetime_ms), (ErrorCode::NONE, 60_000));
    assert_eq!(metadata(&mut client), Flow::Read);
    let again = |kind: &EventKind| match kind {
        EventKind::Authenticated(it) => it.attempt == crate::refusal::Attempt::ReAuthentication,
        _ => false,
    };
    assert!(client.events().iter().any(|event| again(&event.kind)));
    // Once a second at most: another handshake is a request like any other.
    client.frames();
    let answer = handshake(&mut client, 1, "TELL-ME");
    assert_eq!(answer.error_code, ErrorCode::ILLEGAL_SASL_STATE);
}

#[test]
fn nobody_becomes_somebody_else() {
    let world = short_sessions();
    let mut client = alice(&world);
    handshake(&mut client, 1, "TELL-ME");
    assert_eq!(client.send_request(2, &token("user:bob")), Flow::Wait);
    let answer: SaslAuthenticateResponse = fails_later(&mut client, 2);
    assert_eq!(answer.error_code, ErrorCode::SASL_AUTHENTICATION_FAILED);
    let text = "Cannot change principals during re-authentication from User.alice: User.bob";
    assert_eq!(answer.error_message.as_deref(), Some(text));
}

#[test]
fn a_failed_re_authentication_says_so() {
    let world = short_sessions();
    let mut client = alice(&world);
    handshake(&mut client, 1, "TELL-ME");
    client.send_request(2, &token("wrong"));
    let answer: SaslAuthenticateResponse = fails_later(&mut client, 2);
    let text = "Authentication failed during re-authentication due to invalid credentials with \
                SASL mechanism TELL-ME";
    assert_eq!(answer.error_message.as_deref(), Some(text));
}

#[test]
fn another_mechanism_is_greeted_and_then_closed_on() {
    let world = short_sessions();
    let mut client = alice(&world);
    assert_eq!(handshake(&mut client, 1, "OTHER").error_code, ErrorCode::NONE);
    assert_eq!(client.send_request(2, &token("user:alice")), Flow::Wait);
    assert_eq!(client.advance(DELAY), Flow::Close);
    assert!(client.frames().is_empty());
    let text = "SASL mechanism 'OTHER' requested by client is not supported for re-authentication \
                of mechanism 'TELL-ME'";
    assert_eq!(client.refusal().expect("a reason").to_string(), text);
}

#[test]
fn an_unknown_mechanism_closes_a_live_connection_at_once() {
    let world = short_sessions();
    let mut client = alice(&world);
    let request = SaslHandshakeRequest { mechanism: "OAUTHBEARER".into() };
    assert_eq!(client.send_request(1, &request), Flow::Close);
    assert!(client.frames().is_empty());
}

#[test]
fn requests_wait_while_a_client_authenticates_again() {
    let world = short_sessions();
    let mut client = alice(&world);
    handshake(&mut client, 1, "TELL-ME");
    assert_eq!(metadata(&mut client), Flow::Wait);
    assert!(client.refusal().expect("a reason").to_string().contains("METADATA"));
}

#[test]
fn events_tell_the_story() {
    let world = World::new();
    let mut client = alice(&world);
    metadata(&mut client);
    let mut story = Vec::new();
    for event in client.events() {
        story.push(match event.kind {
            EventKind::Opened { .. } => "opened".to_owned(),
            EventKind::Request { key, principal, .. } => {
                format!("{key} {}", principal.map_or("-".to_owned(), |it| it.to_string()))
            }
            EventKind::Authenticated(it) => format!("authenticated {}", it.name),
            other => panic!("{other:?}"),
        });
    }
    assert_eq!(
        story,
        [
            "opened",
            "SaslHandshake -",
            "SaslAuthenticate -",
            "authenticated alice",
            "Metadata User:alice"
        ]
    );
}
