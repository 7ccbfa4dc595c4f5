//! Listeners with mechanisms, users and principals of their own, changed while they run.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use kerbside_broker::core::event::{Event, EventKind};
use kerbside_broker::core::principal::{
    KafkaPrincipal, NameRefusal, PrincipalBuilder, ProvedClient,
};
use kerbside_broker::core::sasl::plain::PlainUsers;
use kerbside_broker::core::sasl::scram::ScramMechanism;
use kerbside_broker::{
    Cluster, ListenerSettings, Observer, SaslChangeError, SaslMechanism, SaslOptions, StartError,
};
use kerbside_kafka_wire::ErrorCode;
use kerbside_kafka_wire::k17_sasl_handshake::{SaslHandshakeRequest, SaslHandshakeResponse};
use kerbside_kafka_wire::k36_sasl_authenticate::{
    SaslAuthenticateRequest, SaslAuthenticateResponse,
};

use crate::client::Client;

fn connect(cluster: &Cluster, listener: &str) -> Client {
    Client::connect(cluster.nodes()[0].addresses(listener).expect("there")[0])
}

/// What a listener enables; the client is answered that its own wish is not among it.
fn offered(cluster: &Cluster, listener: &str) -> Vec<String> {
    let mut client = connect(cluster, listener);
    let request = SaslHandshakeRequest { mechanism: "NONE".into() };
    let answer: SaslHandshakeResponse = client.call(&request, 1);
    assert_eq!(answer.error_code, ErrorCode::UNSUPPORTED_SASL_MECHANISM);
    answer.mechanisms.iter().map(ToString::to_string).collect()
}

fn log_in(cluster: &Cluster, listener: &str, user: &str, password: &str) -> ErrorCode {
    let mut client = connect(cluster, listener);
    let request = SaslHandshakeRequest { mechanism: "PLAIN".into() };
    let _: SaslHandshakeResponse = client.call(&request, 1);
    let auth_bytes = Bytes::from(format!("\0{user}\0{password}"));
    let request = SaslAuthenticateRequest { auth_bytes, ..Default::default() };
    let answer: SaslAuthenticateResponse = client.call(&request, 1);
    answer.error_code
}

const FAILED: ErrorCode = ErrorCode::SASL_AUTHENTICATION_FAILED;

#[test]
fn each_listener_has_its_own_mechanisms_and_users() {
    let users = PlainUsers::default();
    users.put("bob", "bob-secret");
    let own = SaslOptions::new().mechanisms([SaslMechanism::Plain]).plain_users(Arc::new(users));
    let cluster = Cluster::builder()
        .mechanisms([SaslMechanism::Scram(ScramMechanism::SHA_512), SaslMechanism::Plain])
        .user("alice", "alice-secret")
        .listener(ListenerSettings::sasl_plaintext("SHARED"))
        .listener(ListenerSettings::sasl_plaintext("OWN").sasl(own))
        .start_blocking()
        .expect("starts");
    assert_eq!(offered(&cluster, "SHARED"), ["SCRAM-SHA-512", "PLAIN"]);
    assert_eq!(offered(&cluster, "OWN"), ["PLAIN"]);
    assert_eq!(log_in(&cluster, "SHARED", "alice", "alice-secret"), ErrorCode::NONE);
    assert_eq!(log_in(&cluster, "SHARED", "bob", "bob-secret"), FAILED);
    assert_eq!(log_in(&cluster, "OWN", "bob", "bob-secret"), ErrorCode::NONE);
    assert_eq!(log_in(&cluster, "OWN", "alice", "alice-secret"), FAILED);
    let iterations = cluster.state().scram().iterations("alice");
    assert_eq!(iterations, [(ScramMechanism::SHA_512, 4096)]);
}

#[test]
fn mechanisms_and_users_change_while_the_cluster_runs() {
    let cluster = Cluster::builder()
        .mechanisms([SaslMechanism::Scram(ScramMechanism::SHA_256)])
        .listener(ListenerSettings::sasl_plaintext("SASL"))
        .listener(ListenerSettings::plaintext("PLAINTEXT"))
        .start_blocking()
        .expect("starts");
    cluster.set_mechanisms("SASL", &[SaslMechanism::Plain]).expect("changed");
    assert_eq!(cluster.nodes()[0].mechanisms("SASL"), Ok(vec!["PLAIN".to_owned()]));
    assert_eq!(offered(&cluster, "SASL"), ["PLAIN"]);
    assert_eq!(log_in(&cluster, "SASL", "alice", "alice-secret"), FAILED);
    cluster.put_user("alice", "alice-secret");
    assert_eq!(log_in(&cluster, "SASL", "alice", "alice-secret"), ErrorCode::NONE);
    let refused = |listener, wanted: &[SaslMechanism]| {
        cluster.set_mechanisms(listener, wanted).expect_err("refused")
    };
    assert_eq!(
        refused("SASL", &[SaslMechanism::Gssapi]),
        SaslChangeError::NoKeytab("SASL".to_owned())
    );
    assert_eq!(refused("SASL", &[]), SaslChangeError::NoMechanism("SASL".to_owned()));
    assert_eq!(
        refused("PLAINTEXT", &[SaslMechanism::Plain]),
        SaslChangeError::NoSasl("PLAINTEXT".to_owned())
    );
    assert!(matches!(refused("X", &[]), SaslChangeError::UnknownListener(_)));
}

#[test]
fn gssapi_without_keys_does_not_start() {
    let started = Cluster::builder()
        .mechanisms([SaslMechanism::Plain, SaslMechanism::Gssapi])
        .listener(ListenerSettings::sasl_plaintext("SASL"))
        .start_blocking();
    assert!(matches!(started, Err(StartError::NoKeytab(listener)) if listener == "SASL"));
}

#[test]
fn names_of_mechanisms_are_read_and_others_refused() {
    for name in ["GSSAPI", "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] {
        let mechanism: SaslMechanism = name.parse().expect("known");
        assert_eq!(mechanism.name(), name);
    }
    let error = "plain".parse::<SaslMechanism>().expect_err("refused");
    assert!(error.to_string().starts_with("there is no mechanism \"plain\": take GSSAPI"));
}

/// Calls everybody after the listener.
struct ByListener;

impl PrincipalBuilder for ByListener {
    fn build(&self, client: &ProvedClient<'_>) -> Result<KafkaPrincipal, NameRefusal> {
        Ok(KafkaPrincipal::new("Team", client.listener))
    }
}

/// Keeps the principals that authenticated.
#[derive(Default)]
struct Principals(Mutex<Vec<String>>);

impl Observer for Principals {
    fn observe(&self, event: Event) {
        if let EventKind::Authenticated(authenticated) = event.kind {
            let name = authenticated.principal.map_or("-".to_owned(), |it| it.to_string());
            self.0.lock().expect("not poisoned").push(name);
        }
    }
}

#[test]
fn a_principal_builder_of_ones_own_names_clients() {
    let seen = Arc::new(Principals::default());
    let cluster = Cluster::builder()
        .mechanisms([SaslMechanism::Plain])
        .user("alice", "alice-secret")
        .listener(ListenerSettings::sasl_plaintext("BLUE").principals(Arc::new(ByListener)))
        .listener(ListenerSettings::sasl_plaintext("OTHER"))
        .observer(Arc::clone(&seen) as Arc<dyn Observer>)
        .start_blocking()
        .expect("starts");
    assert_eq!(log_in(&cluster, "BLUE", "alice", "alice-secret"), ErrorCode::NONE);
    assert_eq!(log_in(&cluster, "OTHER", "alice", "alice-secret"), ErrorCode::NONE);
    drop(cluster);
    assert_eq!(*seen.0.lock().expect("not poisoned"), ["Team:BLUE", "User:alice"]);
}
