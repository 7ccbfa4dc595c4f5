//! Rules, one by one, through a connection.

use std::time::Duration;

use kerbside_kafka_wire::k03_metadata::{MetadataRequest, MetadataResponse};
use kerbside_kafka_wire::k17_sasl_handshake::{SaslHandshakeRequest, SaslHandshakeResponse};
use kerbside_kafka_wire::k18_api_versions::{ApiVersionsRequest, ApiVersionsResponse};
use kerbside_kafka_wire::{ApiKey, ErrorCode};

use super::{Action, Control, Rule};
use crate::connection::Flow;
use crate::event::{ClosedBy, EventKind};
use crate::testing::{Client, World};

fn world() -> World {
    let world = World::new();
    world.topic("t", 1);
    world
}

fn control(world: &World) -> &Control {
    world.node.cluster.control()
}

fn all_topics() -> MetadataRequest {
    MetadataRequest { topics: None, ..MetadataRequest::default() }
}

fn topics(client: &mut Client) -> Vec<String> {
    let response: MetadataResponse = client.call(9, &all_topics());
    response.topics.iter().flat_map(|it| it.name.as_deref()).map(str::to_owned).collect()
}

#[test]
fn a_request_is_answered_with_an_error_in_every_place() {
    let world = world();
    let rule = Rule::new(Action::Error(ErrorCode::LEADER_NOT_AVAILABLE)).key(ApiKey::METADATA);
    let id = control(&world).add(rule.once());
    let mut client = world.plain_client();
    let request = MetadataRequest { topics: Some(vec![topic("t")]), ..MetadataRequest::default() };
    let failed: MetadataResponse = client.call(9, &request);
    assert_eq!(failed.topics[0].error_code, ErrorCode::LEADER_NOT_AVAILABLE);
    let then: MetadataResponse = client.call(9, &request);
    assert_eq!(then.topics[0].error_code, ErrorCode::NONE);
    assert_eq!(control(&world).applied(id), Some(1));
    let controlled = |kind: &EventKind| matches!(kind, EventKind::Controlled { .. });
    assert_eq!(client.events().iter().filter(|event| controlled(&event.kind)).count(), 1);
}

fn topic(name: &str) -> kerbside_kafka_wire::k03_metadata::MetadataRequestTopic {
    let name = Some(name.into());
    kerbside_kafka_wire::k03_metadata::MetadataRequestTopic { name, ..Default::default() }
}

#[test]
fn the_nth_request_is_counted_among_those_that_fit() {
    let world = world();
    control(&world).add(Rule::new(Action::Close).key(ApiKey::METADATA).nth(2));
    let mut client = world.plain_client();
    let _: ApiVersionsResponse = client.call(3, &ApiVersionsRequest::default());
    assert_eq!(topics(&mut client), ["t"]);
    assert_eq!(client.send_request(9, &all_topics()), Flow::Close);
    assert!(client.frames().is_empty());
    let last = client.events().pop().expect("an event");
    assert!(matches!(last.kind, EventKind::Closed { by: ClosedBy::Control }));
}

#[test]
fn conditions_keep_others_out() {
    let world = world();
    let close = || Rule::new(Action::Close);
    control(&world).add(close().client_id("somebody else"));
    control(&world).add(close().principal("User:alice"));
    control(&world).add(close().node(2));
    control(&world).add(close().listener("SASL"));
    assert_eq!(topics(&mut world.plain_client()), ["t"]);
    control(&world).add(close().principal("User:ANONYMOUS").client_id("tester").node(1));
    assert_eq!(world.plain_client().send_request(9, &all_topics()), Flow::Close);
}

#[test]
fn a_delayed_request_is_taken_up_at_its_time() {
    let world = world();
    control(&world).add(Rule::new(Action::Delay(Duration::from_millis(300))).once());
    let mut client = world.plain_client();
    assert_eq!(client.send_request(9, &all_topics()), Flow::Wait);
    let deadline = client.now.monotonic.plus_millis(300);
    assert_eq!(client.connection.next_deadline(), Some(deadline));
    assert_eq!(client.send_request(9, &all_topics()), Flow::Wait);
    assert_eq!(client.advance(Duration::from_millis(299)), Flow::Wait);
    assert!(client.frames().is_empty());
    assert_eq!(client.advance(Duration::from_millis(1)), Flow::Read);
    assert_eq!(client.frames().len(), 2);
}

#[test]
fn a_dropped_request_is_never_answered_and_the_next_is() {
    let world = world();
    control(&world).add(Rule::new(Action::Drop).once());
    let mut client = world.plain_client();
    assert_eq!(client.send_request(9, &all_topics()), Flow::Read);
    assert!(client.frames().is_empty());
    assert_eq!(topics(&mut client), ["t"]);
}

#[test]
fn a_throttled_client_is_told_and_held_back() {
    let world = world();
    control(&world).add(Rule::new(Action::Throttle(Duration::from_millis(250))).once());
    let mut client = world.plain_client();
    assert_eq!(client.send_request(9, &all_topics()), Flow::Wait);
    let told: MetadataResponse = client.response(9);
    assert_eq!(told.throttle_time_ms, 250);
    assert_eq!(client.send_request(9, &all_topics()), Flow::Wait);
    assert!(client.frames().is_empty());
    assert_eq!(client.advance(Duration::from_millis(250)), Flow::Read);
    let then: MetadataResponse = client.response(9);
    assert_eq!(then.throttle_time_ms, 0);
}

#[test]
fn request_and_response_are_passed_on_changed() {
    let world = world();
    let name = |text: &str| Some(text.into());
    control(&world).add(
        Rule::change_request(move |request: &mut MetadataRequest| {
            request.topics = Some(vec![topic("t")]);
        })
        .once(),
    );
    control(&world).add(Rule::change_response(move |response: &mut MetadataResponse| {
        for topic in &mut response.topics {
            topic.name = name("other");
        }
    }));
    let mut client = world.plain_client();
    let nothing = MetadataRequest { topics: Some(Vec::new()), ..MetadataRequest::default() };
    let changed: MetadataResponse = client.call(9, &nothing);
    assert_eq!(changed.topics[0].name.as_deref(), Some("t"));
    assert_eq!(topics(&mut client), ["other"]);
}

#[test]
fn a_change_that_cannot_be_written_closes_the_connection() {
    let world = world();
    // A topic may be without a name from version 12 on.
    control(&world).add(Rule::change_response(|response: &mut MetadataResponse| {
        response.topics[0].name = None;
    }));
    let mut client = world.plain_client();
    assert_eq!(client.send_request(9, &all_topics()), Flow::Close);
    let refusal = client.refusal().map(|it| it.to_string()).unwrap_or_default();
    assert!(refusal.contains("cannot be written"), "{refusal}");
}

#[test]
fn requests_of_an_authentication_are_seen_too() {
    let world = world();
    control(&world).add(Rule::new(Action::Error(ErrorCode::UNSUPPORTED_SASL_MECHANISM)).once());
    let mut client = world.sasl_client();
    let hello = SaslHandshakeRequest { mechanism: "TELL-ME".into() };
    let refused: SaslHandshakeResponse = client.call(1, &hello);
    assert_eq!(refused.error_code, ErrorCode::UNSUPPORTED_SASL_MECHANISM);
    let taken: SaslHandshakeResponse = client.call(1, &hello);
    assert_eq!(taken.error_code, ErrorCode::NONE);
}

#[test]
fn the_latest_requests_are_recorded() {
    let world = world();
    control(&world).record(2);
    let mut client = world.plain_client();
    let _: ApiVersionsResponse = client.call(3, &ApiVersionsRequest::default());
    for _ in 0..2 {
        topics(&mut client);
    }
    let asked = control(&world).stop_recording();
    assert_eq!(asked.len(), 2);
    assert!(asked.iter().all(|it| it.key == ApiKey::METADATA && it.version == 9));
    assert_eq!(asked[0].request::<MetadataRequest>().expect("a request"), all_topics());
    assert!(asked[0].request::<SaslHandshakeRequest>().is_err());
    topics(&mut client);
    assert!(control(&world).asked().is_empty());
}
