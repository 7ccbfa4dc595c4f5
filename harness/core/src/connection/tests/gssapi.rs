//! Real tickets: each refusal with its own reason, and what a client gets to see of it.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use kerbside_crypto::{Enctype, Key, KeyUsage, SeededEntropy};
use kerbside_kafka_wire::ErrorCode;
use kerbside_kafka_wire::k36_sasl_authenticate::{
    SaslAuthenticateRequest, SaslAuthenticateResponse,
};
use kerbside_krb5::client::Credential;
use kerbside_krb5::gss::sasl::{ClientOptions, ClientStep, GssapiClient, ServerRefusal};
use kerbside_krb5::gss::{
    AcceptorKeys, AcceptorSubkey, AuthenticatorClock, ContextFlags, InitiatorOptions,
    Refusal as Reason, TicketId,
};
use kerbside_krb5::principal::Principal;
use kerbside_krb5::wire::{
    Der, EncTicketPart, EncryptedData, EncryptionKey, Ticket, TicketFlags, TransitedEncoding,
};

use super::authentication::handshake;
use crate::connection::Flow;
use crate::dialect::Dialect;
use crate::event::{Authenticated, EventKind};
use crate::refusal::{JgssExport, Refusal};
use crate::sasl::{Gssapi, GssapiSettings};
use crate::testing::{Client, Plan, REALM, START, World};

fn principal(text: &str) -> Principal {
    Principal::parse(text, &REALM.into()).expect("a principal")
}

/// What a KDC would know.
struct Realm {
    service: Principal,
    service_key: Key,
    session: Key,
    client: Principal,
    starts: i64,
    ends: i64,
}

impl Realm {
    fn new() -> Realm {
        let mut entropy = SeededEntropy::new(5);
        let mut key = || Key::random(Enctype::AES256_SHA1, &mut entropy).expect("a key");
        Realm {
            service: principal("kafka/localhost"),
            service_key: key(),
            session: key(),
            client: principal("alice"),
            starts: -60,
            ends: 36_000,
        }
    }

    fn keys(&self) -> AcceptorKeys {
        let key = EncryptionKey::from(&self.service_key);
        AcceptorKeys::new([(&self.service, 2, &key)])
    }

    fn world(&self, jgss: JgssExport) -> World {
        let gssapi = Gssapi::new(self.keys(), GssapiSettings::default());
        let mut plan = Plan { mechanisms: vec![Arc::new(gssapi)], ..Plan::default() };
        plan.connections.jgss = jgss;
        World::with(plan)
    }

    fn credential(&self) -> Credential {
        let at = |seconds| START.plus_seconds(seconds);
        let part = EncTicketPart {
            flags: TicketFlags::PRE_AUTHENT,
            key: EncryptionKey::from(&self.session),
            crealm: self.client.realm.clone(),
            cname: self.client.name.clone(),
            transited: TransitedEncoding::none(),
            authtime: at(self.starts).into(),
            starttime: Some(at(self.starts).into()),
            endtime: at(self.ends).into(),
            renew_till: None,
            caddr: None,
            authorization_data: None,
        };
        let mut entropy = SeededEntropy::new(6);
        let (key, plain) = (&self.service_key, part.to_der());
        Credential {
            client: self.client.clone(),
            server: self.service.clone(),
            key: self.session.clone(),
            ticket: Ticket {
                tkt_vno: 5,
                realm: self.service.realm.clone(),
                sname: self.service.name.clone(),
                enc_part: EncryptedData::seal(key, KeyUsage::TICKET, Some(2), &plain, &mut entropy),
            },
            flags: part.flags,
            authtime: at(self.starts),
            starttime: at(self.starts),
            endtime: at(self.ends),
            renew_till: None,
            addresses: Vec::new(),
        }
    }

    /// The client's end, with its first token.
    fn start(&self, mutual: Mutual, clock_off: i64) -> (GssapiClient, Vec<u8>) {
        let flags = match mutual {
            Mutual::Asked => ContextFlags::MUTUAL | ContextFlags::INTEGRITY,
            Mutual::NotAsked => ContextFlags::INTEGRITY,
        };
        let context = InitiatorOptions { flags, ..InitiatorOptions::default() };
        // An authorization identity that Kafka ignores.
        let options = ClientOptions { context, authzid: b"kafka@localhost".to_vec() };
        let (mut clock, mut entropy) = (AuthenticatorClock::default(), SeededEntropy::new(8));
        let now = START.plus_seconds(clock_off);
        GssapiClient::start(&self.credential(), options, &mut clock, now, &mut entropy)
            .expect("a token")
    }
}

#[derive(Clone, Copy)]
enum Mutual {
    Asked,
    NotAsked,
}

fn token(octets: Vec<u8>) -> SaslAuthenticateRequest {
    let auth_bytes = Bytes::from(octets);
    SaslAuthenticateRequest { auth_bytes, ..SaslAuthenticateRequest::default() }
}

/// Runs an exchange to its end; the answers' tokens' lengths are returned.
fn converse(client: &mut Client, (mut ours, first): (GssapiClient, Vec<u8>)) -> Vec<usize> {
    handshake(client, 1, "GSSAPI");
    let mut entropy = SeededEntropy::new(9);
    let mut next = Some(first);
    let mut lengths = Vec::new();
    let mut last = false;
    while let Some(octets) = next.take() {
        let answer: SaslAuthenticateResponse = client.call(1, &token(octets));
        assert_eq!(answer.error_code, ErrorCode::NONE);
        lengths.push(answer.auth_bytes.len());
        if !last {
            next = Some(match ours.step(&answer.auth_bytes, &mut entropy).expect("a step") {
                ClientStep::Continue(token) => token,
                ClientStep::Last(token) => {
                    last = true;
                    token
                }
            });
        }
    }
    lengths
}

fn authenticated(client: &mut Client) -> Authenticated {
    let found = client.events().into_iter().find_map(|event| match event.kind {
        EventKind::Authenticated(it) => Some(*it),
        _ => None,
    });
    found.expect("authenticated")
}

/// Shows one token that is refused after the delay; the reason and the answer.
fn refused(world: &World, octets: Vec<u8>) -> (ServerRefusal, SaslAuthenticateResponse) {
    let mut client = world.sasl_client();
    handshake(&mut client, 1, "GSSAPI");
    assert_eq!(client.send_request(1, &token(octets)), Flow::Wait);
    assert_eq!(client.advance(Duration::from_millis(100)), Flow::Close);
    let answer = client.response(1);
    match client.refusal().expect("a reason") {
        Refusal::Mechanism(crate::refusal::MechanismRefusal::Gssapi(refusal)) => (refusal, answer),
        other => panic!("{other:?}"),
    }
}

fn reason(world: &World, octets: Vec<u8>) -> Reason {
    let (refusal, answer) = refused(world, octets);
    assert_eq!(answer.error_code, ErrorCode::SASL_AUTHENTICATION_FAILED);
    let text = "Authentication failed during authentication due to invalid credentials with SASL \
                mechanism GSSAPI";
    assert_eq!(answer.error_message.as_deref(), Some(text));
    refusal.refusal().expect("the acceptor's reason").clone()
}

#[test]
fn both_shapes_end_in_a_principal() {
    let realm = Realm::new();
    let world = realm.world(JgssExport::Hidden);
    for (mutual, expected) in [(Mutual::Asked, 3), (Mutual::NotAsked, 2)] {
        let mut client = world.sasl_client();
        let lengths = converse(&mut client, realm.start(mutual, 0));
        assert_eq!(lengths.len(), expected);
        assert_eq!(lengths.last(), Some(&0), "the last answer is empty");
        let event = authenticated(&mut client);
        assert_eq!(&*event.name, "alice@EXAMPLE.TEST");
        assert_eq!(event.principal.expect("a principal").to_string(), "User:alice");
        let presented = event.presented.expect("a ticket");
        let id = kerbside_krb5::gss::ticket_id(&realm.credential().ticket);
        assert_eq!(presented.ticket, Some(id));
        assert_ne!(id, TicketId([0; 32]));
        assert_eq!(presented.client_time, Some(START));
    }
}

#[test]
fn an_acceptor_subkey_is_a_habit() {
    let realm = Realm::new();
    let mut settings = GssapiSettings::default();
    settings.acceptor.subkey = AcceptorSubkey::Fresh;
    let gssapi = Arc::new(Gssapi::new(realm.keys(), settings));
    let world = World::with(Plan { mechanisms: vec![gssapi], ..Plan::default() });
    let plain = realm.world(JgssExport::Hidden);
    for mutual in [Mutual::Asked, Mutual::NotAsked] {
        let with = converse(&mut world.sasl_client(), realm.start(mutual, 0));
        let without = converse(&mut plain.sasl_client(), realm.start(mutual, 0));
        // The subkey travels in the AP-REP, which there is none of without mutual authentication.
        let longer = with[0] > without[0];
        assert_eq!(longer, matches!(mutual, Mutual::Asked), "{with:?} {without:?}");
    }
}

#[test]
fn a_client_of_kafka_0_9_begins_with_a_bare_token() {
    for dialect in [Dialect::kafka_0_9(), Dialect::kafka_1_1(), Dialect::kafka_3_9()] {
        check_bare_tokens(dialect);
    }
}

fn check_bare_tokens(dialect: Dialect) {
    let realm = Realm::new();
    let gssapi = Arc::new(Gssapi::new(realm.keys(), GssapiSettings::default()));
    let other = Arc::new(crate::testing::TellMe("OTHER"));
    let plan = Plan { mechanisms: vec![other, gssapi], dialect, ..Plan::default() };
    let world = World::with(plan);
    for mutual in [Mutual::Asked, Mutual::NotAsked] {
        let mut client = world.sasl_client();
        let (mut ours, mut next) = realm.start(mutual, 0);
        assert_eq!(next[0], 0x60);
        let mut entropy = SeededEntropy::new(9);
        loop {
            assert_eq!(client.send_frame(&next), Flow::Read);
            let frames = client.frames();
            let [answer] = &frames[..] else { panic!("one token: {frames:?}") };
            next = match ours.step(answer, &mut entropy).expect("a step") {
                ClientStep::Continue(token) => token,
                ClientStep::Last(token) => {
                    assert_eq!(client.send_frame(&token), Flow::Read);
                    break;
                }
            };
        }
        assert!(client.frames().is_empty(), "no token at the end");
        let principal = client.connection.principal().map(ToString::to_string);
        assert_eq!(principal.as_deref(), Some("User:alice"));
        let event = authenticated(&mut client);
        assert_eq!(&*event.mechanism, "GSSAPI");
    }
    // What is neither request nor token is refused as a token, without an answer.
    let mut client = world.sasl_client();
    assert_eq!(client.send_frame(b"GET / HTTP/1.1"), Flow::Close);
    assert!(client.frames().is_empty());
    assert!(client.refusal().expect("a reason").gssapi().is_some());
}

#[test]
fn kafka_0_9_takes_a_handshake_for_a_token() {
    let dialect = Dialect::kafka_0_9();
    let gssapi = Arc::new(Gssapi::new(Realm::new().keys(), GssapiSettings::default()));
    let world = World::with(Plan { mechanisms: vec![gssapi], dialect, ..Plan::default() });
    for key in [kerbside_kafka_wire::ApiKey::SASL_HANDSHAKE, kerbside_kafka_wire::ApiKey::METADATA]
    {
        let mut client = world.sasl_client();
        assert_eq!(client.send_raw(key, 0, &[0; 4]), Flow::Close);
        assert!(client.frames().is_empty());
        assert!(client.refusal().expect("a reason").gssapi().is_some());
    }
}

#[test]
fn each_bad_ticket_has_its_own_reason_and_the_same_answer() {
    let world = || Realm::new().world(JgssExport::Hidden);
    let shown = |change: fn(&mut Realm), off: i64| {
        let mut realm = Realm::new();
        change(&mut realm);
        reason(&world(), realm.start(Mutual::Asked, off).1)
    };
    let wrong_key = shown(|realm| realm.service_key = realm.session.clone(), 0);
    assert_eq!(wrong_key, Reason::CannotDecrypt { tried: 2 });
    let expired = shown(|realm| (realm.starts, realm.ends) = (-3_600, -301), 0);
    assert!(matches!(expired, Reason::Expired { .. }), "{expired:?}");
    let early = shown(|realm| realm.starts = 301, 0);
    assert!(matches!(early, Reason::NotYetValid { .. }), "{early:?}");
    let foreign = shown(|realm| realm.service.realm = "OTHER.TEST".into(), 0);
    assert_eq!(foreign, Reason::WrongRealm { served: REALM.into() });
    let other = shown(|realm| realm.service = principal("kafka/elsewhere"), 0);
    assert!(matches!(other, Reason::NoKeyForPrincipal { .. }), "{other:?}");
    let skewed = shown(|_| (), 301);
    assert!(matches!(skewed, Reason::Skew { limit: 300, .. }), "{skewed:?}");
    let garbage = reason(&world(), b"garbage!".to_vec());
    assert!(matches!(garbage, Reason::Malformed { .. }), "{garbage:?}");
}

#[test]
fn a_token_shown_twice_is_a_replay() {
    let realm = Realm::new();
    let world = realm.world(JgssExport::Hidden);
    let (ours, first) = realm.start(Mutual::Asked, 0);
    converse(&mut world.sasl_client(), (ours, first.clone()));
    let replay = reason(&world, first);
    assert_eq!(replay, Reason::Replay { client_time: START });
}

#[test]
fn a_jvm_with_its_packages_open_closes_on_a_replay_without_a_word() {
    let realm = Realm::new();
    let world = realm.world(JgssExport::Exported);
    let (ours, first) = realm.start(Mutual::Asked, 0);
    converse(&mut world.sasl_client(), (ours, first.clone()));
    let mut client = world.sasl_client();
    handshake(&mut client, 1, "GSSAPI");
    assert_eq!(client.send_request(1, &token(first)), Flow::Close);
    assert!(client.frames().is_empty());
    // Skew is final there too.
    let (_, skewed) = realm.start(Mutual::Asked, 301);
    assert!(matches!(reason(&world, skewed), Reason::Skew { .. }));
}

#[test]
fn a_client_of_a_trusted_realm_authenticates_and_has_no_name() {
    let mut realm = Realm::new();
    let world = realm.world(JgssExport::Hidden);
    realm.client = Principal::parse("alice@OTHER.TEST", &REALM.into()).expect("a principal");
    let mut client = world.sasl_client();
    converse(&mut client, realm.start(Mutual::Asked, 0));
    assert_eq!(client.send_raw(kerbside_kafka_wire::ApiKey::METADATA, 1, &[0; 4]), Flow::Close);
    assert!(matches!(client.refusal(), Some(Refusal::NoPrincipal { .. })));
}

#[test]
fn keys_are_replaced_while_the_broker_runs() {
    let (mut realm, gssapi) = (Realm::new(), Realm::new().keys());
    let gssapi = Arc::new(Gssapi::new(gssapi, GssapiSettings::default()));
    let world = World::with(Plan { mechanisms: vec![gssapi.clone()], ..Plan::default() });
    realm.service_key =
        Key::random(Enctype::AES256_SHA1, &mut SeededEntropy::new(77)).expect("a key");
    let refused = reason(&world, realm.start(Mutual::Asked, 0).1);
    assert_eq!(refused, Reason::CannotDecrypt { tried: 2 });
    gssapi.replace_keys(realm.keys());
    let mut client = world.sasl_client();
    converse(&mut client, realm.start(Mutual::Asked, 0));
    assert!(client.connection.principal().is_some());
}
