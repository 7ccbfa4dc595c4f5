//! Without authentication no data API is reachable: every state, API key and version.

use std::time::Duration;

use kerbside_kafka_wire::k17_sasl_handshake::SaslHandshakeRequest;
use kerbside_kafka_wire::k18_api_versions::ApiVersionsRequest;
use kerbside_kafka_wire::{ApiKey, RequestKind};

use super::authentication::{alice, handshake, token};
use crate::connection::Flow;
use crate::event::EventKind;
use crate::testing::{Client, Plan, World};

/// The states in which a client has not authenticated, or not again.
#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Fresh,
    VersionsKnown,
    Tokens,
    TokensGoOn,
    BareTokens,
    AgainTokens,
    AgainWrongMechanism,
    Nameless,
    Expired,
    Failing,
}

const STATES: [State; 10] = [
    State::Fresh,
    State::VersionsKnown,
    State::Tokens,
    State::TokensGoOn,
    State::BareTokens,
    State::AgainTokens,
    State::AgainWrongMechanism,
    State::Nameless,
    State::Expired,
    State::Failing,
];

fn bring(world: &World, state: State) -> Client {
    let mut client = world.sasl_client();
    match state {
        State::Fresh => {}
        State::VersionsKnown => drop(client.send_request(0, &ApiVersionsRequest::default())),
        State::Tokens => drop(handshake(&mut client, 1, "TELL-ME")),
        State::TokensGoOn => {
            handshake(&mut client, 1, "TELL-ME");
            client.send_request(2, &token("more"));
        }
        State::BareTokens => drop(handshake(&mut client, 0, "TELL-ME")),
        State::AgainTokens => {
            client = alice(world);
            handshake(&mut client, 1, "TELL-ME");
        }
        State::AgainWrongMechanism => {
            client = alice(world);
            handshake(&mut client, 1, "OTHER");
        }
        State::Nameless => {
            handshake(&mut client, 1, "TELL-ME");
            client.send_request(2, &token("kerberos:alice@OTHER.TEST"));
        }
        State::Expired => {
            client = alice(world);
            client.advance(Duration::from_secs(61));
        }
        State::Failing => {
            client.send_request(1, &SaslHandshakeRequest { mechanism: "NONE".into() });
        }
    }
    client.frames();
    client.events();
    client
}

/// The body of a request as a client would send it, or, of an unknown version or API, something.
fn body(key: ApiKey, version: i16) -> Vec<u8> {
    let written = RequestKind::default_of(key).and_then(|request| {
        let mut out = bytes::BytesMut::new();
        request.encode(&mut out, version).ok().map(|()| out.to_vec())
    });
    written.unwrap_or_else(|| vec![0; 64])
}

fn versions(key: ApiKey) -> impl Iterator<Item = i16> {
    let latest = key.latest().unwrap_or(2);
    (-1..=latest + 2).chain([i16::MIN, i16::MAX])
}

/// Whether the request may be answered in this state with something else than an error.
fn is_part_of_authentication(state: State, key: ApiKey) -> bool {
    match state {
        State::Fresh => key == ApiKey::API_VERSIONS || key == ApiKey::SASL_HANDSHAKE,
        State::VersionsKnown => key == ApiKey::SASL_HANDSHAKE,
        State::Tokens | State::TokensGoOn | State::AgainTokens => key == ApiKey::SASL_AUTHENTICATE,
        // A session that is over, or has no name yet, may be renewed.
        State::Expired | State::Nameless => key == ApiKey::SASL_HANDSHAKE,
        State::BareTokens | State::AgainWrongMechanism | State::Failing => false,
    }
}

#[test]
fn no_data_api_is_reachable_without_authentication() {
    let mut plan = Plan::default();
    plan.connections.max_reauth = Some(Duration::from_secs(60));
    let world = World::with(plan);
    let mut walked = 0;
    for state in STATES {
        for key in (-1..=127).map(ApiKey) {
            for version in versions(key) {
                let mut client = bring(&world, state);
                let flow = client.send_raw(key, version, &body(key, version));
                let at = format!("{state:?} {key} version {version}");
                for event in client.events() {
                    match event.kind {
                        EventKind::Authorization { .. } => panic!("asked an authorizer: {at}"),
                        EventKind::Request { principal: Some(_), .. } => panic!("served: {at}"),
                        _ => {}
                    }
                }
                let answered = client.frames().len();
                if !is_part_of_authentication(state, key) {
                    assert_eq!(answered, 0, "answered: {at}");
                    assert_ne!(flow, Flow::Read, "goes on: {at}");
                    // What is said late, if anything, is one error, and then it is over.
                    assert_eq!(client.advance(Duration::from_millis(100)), Flow::Close, "{at}");
                    assert!(client.frames().len() <= 1, "{at}");
                }
                walked += 1;
            }
        }
    }
    assert!(world.node.cluster.topics().is_empty(), "something was made");
    assert!(walked > 10_000, "{walked}");
}

#[test]
fn a_body_for_the_walk_is_one_that_an_authenticated_client_gets_answered() {
    // Otherwise the walk would prove nothing: refused bodies would hide a way in.
    let world = World::new();
    let mut answered = 0;
    let mut all = 0;
    for (key, supported) in crate::supported() {
        for version in supported.iter().filter(|version| world.node.offers(key, *version)) {
            let mut client = world.plain_client();
            all += 1;
            if client.send_raw(key, version, &body(key, version)) != Flow::Close {
                answered += 1;
            }
        }
    }
    assert!(answered * 10 >= all * 9, "{answered} of {all}");
}
