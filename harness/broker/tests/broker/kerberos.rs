//! SASL_PLAINTEXT beside PLAINTEXT: a ticket made by hand, keys that are replaced, other clocks.

use std::sync::Arc;

use bytes::Bytes;
use kerbside_broker::{Clock, Cluster, ListenerSettings, SystemClock};
use kerbside_crypto::{Enctype, Key, KeyUsage, SeededEntropy};
use kerbside_kafka_wire::ErrorCode;
use kerbside_kafka_wire::k03_metadata::{MetadataRequest, MetadataResponse};
use kerbside_kafka_wire::k17_sasl_handshake::{SaslHandshakeRequest, SaslHandshakeResponse};
use kerbside_kafka_wire::k36_sasl_authenticate::{
    SaslAuthenticateRequest, SaslAuthenticateResponse,
};
use kerbside_krb5::client::Credential;
use kerbside_krb5::formats::keytab::{Keytab, KeytabEntry};
use kerbside_krb5::gss::AuthenticatorClock;
use kerbside_krb5::gss::sasl::{ClientOptions, ClientStep, GssapiClient};
use kerbside_krb5::principal::Principal;
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::{
    Der, EncTicketPart, EncryptedData, EncryptionKey, Ticket, TicketFlags, TransitedEncoding,
};

use crate::client::Client;

/// A service, and what a KDC would have given a client for it.
struct Realm {
    service: Principal,
    service_key: Key,
    entropy: SeededEntropy,
}

impl Realm {
    fn new(seed: u64) -> Realm {
        let mut entropy = SeededEntropy::new(seed);
        let service_key = Key::random(Enctype::AES256_SHA1, &mut entropy).expect("a key");
        Realm { service: principal("kafka/localhost"), service_key, entropy }
    }

    fn keytab(&self) -> Keytab {
        let mut keytab = Keytab::default();
        keytab.add(KeytabEntry {
            principal: self.service.clone(),
            timestamp: SystemClock.now(),
            kvno: 2,
            key: EncryptionKey::from(&self.service_key),
        });
        keytab
    }

    fn credential(&mut self) -> Credential {
        let session = Key::random(Enctype::AES256_SHA1, &mut self.entropy).expect("a key");
        let client = principal("alice");
        let start = SystemClock.now().plus_seconds(-60);
        let end = start.plus_seconds(36_000);
        let part = EncTicketPart {
            flags: TicketFlags::INITIAL,
            key: EncryptionKey::from(&session),
            crealm: client.realm.clone(),
            cname: client.name.clone(),
            transited: TransitedEncoding::none(),
            authtime: start.into(),
            starttime: Some(start.into()),
            endtime: end.into(),
            renew_till: None,
            caddr: None,
            authorization_data: None,
        };
        let plain = part.to_der();
        let usage = KeyUsage::TICKET;
        let ticket = Ticket {
            tkt_vno: 5,
            realm: self.service.realm.clone(),
            sname: self.service.name.clone(),
            enc_part: EncryptedData::seal(
                &self.service_key,
                usage,
                Some(2),
                &plain,
                &mut self.entropy,
            ),
        };
        Credential {
            client,
            server: self.service.clone(),
            key: session,
            ticket,
            flags: part.flags,
            authtime: start,
            starttime: start,
            endtime: end,
            renew_till: None,
            addresses: Vec::new(),
        }
    }

    /// Authenticates, and returns the broker's last answer.
    fn authenticate(&mut self, client: &mut Client) -> SaslAuthenticateResponse {
        let handshake = SaslHandshakeRequest { mechanism: "GSSAPI".into() };
        let offered: SaslHandshakeResponse = client.call(&handshake, 1);
        assert_eq!(offered.error_code, ErrorCode::NONE);
        let credential = self.credential();
        let (mut sasl, token) = GssapiClient::start(
            &credential,
            ClientOptions::default(),
            &mut AuthenticatorClock::default(),
            SystemClock.now(),
            &mut self.entropy,
        )
        .expect("starts");
        let mut answer = send_token(client, token);
        loop {
            if answer.error_code != ErrorCode::NONE {
                return answer;
            }
            match sasl.step(&answer.auth_bytes, &mut self.entropy).expect("goes on") {
                ClientStep::Continue(token) => answer = send_token(client, token),
                ClientStep::Last(token) => return send_token(client, token),
            }
        }
    }
}

fn principal(text: &str) -> Principal {
    Principal::parse(text, &"EXAMPLE.TEST".into()).expect("a principal")
}

fn send_token(client: &mut Client, token: Vec<u8>) -> SaslAuthenticateResponse {
    let auth_bytes = Bytes::from(token);
    client.call(&SaslAuthenticateRequest { auth_bytes, ..Default::default() }, 1)
}

fn start(keytab: Keytab, clock: Arc<dyn Clock>) -> Cluster {
    Cluster::builder()
        .listener(ListenerSettings::plaintext("PLAIN"))
        .listener(ListenerSettings::sasl_plaintext("SASL"))
        .keytab(keytab)
        .clock(clock)
        .start_blocking()
        .expect("starts")
}

fn connect(cluster: &Cluster, listener: &str) -> Client {
    Client::connect(cluster.nodes()[0].addresses(listener).expect("there")[0])
}

fn brokers(client: &mut Client) -> usize {
    let answer: MetadataResponse = client.call(&MetadataRequest::default(), 9);
    answer.brokers.len()
}

#[test]
fn a_ticket_opens_the_sasl_listener_and_the_other_needs_none() {
    let mut realm = Realm::new(1);
    let cluster = start(realm.keytab(), Arc::new(SystemClock));
    assert_eq!(brokers(&mut connect(&cluster, "PLAIN")), 1);
    let mut client = connect(&cluster, "SASL");
    let answer = realm.authenticate(&mut client);
    assert_eq!(answer.error_code, ErrorCode::NONE, "{answer:?}");
    assert_eq!(brokers(&mut client), 1);
}

#[test]
fn without_authentication_the_sasl_listener_answers_nothing() {
    let cluster = start(Realm::new(1).keytab(), Arc::new(SystemClock));
    let mut client = connect(&cluster, "SASL");
    client.send(&MetadataRequest::default(), 9);
    assert_eq!(client.last_words(), b"");
}

#[test]
fn a_refused_client_reads_why_before_the_end() {
    let cluster = start(Realm::new(1).keytab(), Arc::new(SystemClock));
    let mut client = connect(&cluster, "SASL");
    let answer = Realm::new(2).authenticate(&mut client);
    assert_eq!(answer.error_code, ErrorCode::SASL_AUTHENTICATION_FAILED);
    assert_eq!(client.last_words(), b"");
}

#[test]
fn replaced_keys_count_for_whoever_comes_next() {
    let (mut old, mut new) = (Realm::new(1), Realm::new(2));
    let cluster = start(old.keytab(), Arc::new(SystemClock));
    let mut early = connect(&cluster, "SASL");
    assert_eq!(old.authenticate(&mut early).error_code, ErrorCode::NONE);
    cluster.replace_keytab(&new.keytab());
    let failed = ErrorCode::SASL_AUTHENTICATION_FAILED;
    assert_eq!(old.authenticate(&mut connect(&cluster, "SASL")).error_code, failed);
    assert_eq!(new.authenticate(&mut connect(&cluster, "SASL")).error_code, ErrorCode::NONE);
    assert_eq!(brokers(&mut early), 1);
}

struct Ahead(i64);

impl Clock for Ahead {
    fn now(&self) -> Timestamp {
        SystemClock.now().plus_seconds(self.0)
    }
}

#[test]
fn a_broker_ten_minutes_ahead_refuses_and_one_ten_seconds_ahead_does_not() {
    let mut realm = Realm::new(1);
    let (far, near) = (Ahead(600), Ahead(10));
    let far = start(realm.keytab(), Arc::new(far));
    let failed = ErrorCode::SASL_AUTHENTICATION_FAILED;
    assert_eq!(realm.authenticate(&mut connect(&far, "SASL")).error_code, failed);
    let near = start(realm.keytab(), Arc::new(near));
    assert_eq!(realm.authenticate(&mut connect(&near, "SASL")).error_code, ErrorCode::NONE);
}
