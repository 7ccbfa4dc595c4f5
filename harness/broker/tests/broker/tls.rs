//! Listeners with TLS: handshakes that do not end, keys that clients change, clients that leave.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use kerbside_broker::core::security_protocol::SecurityProtocol;
use kerbside_broker::tls::{KeyStore, TlsSettings};
use kerbside_broker::{Cluster, ListenerSettings};
use kerbside_kafka_wire::ErrorCode;
use kerbside_kafka_wire::k44_incremental_alter_configs::AlterableConfig;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::client::Client;
use crate::robustness::{set, set_all};
use crate::waiting::{Recorder, fetch};

/// A key and a certificate for `localhost` that nobody else signed.
fn identity() -> (String, String) {
    let made = generate_simple_self_signed(["localhost".to_owned()]).expect("made");
    let CertifiedKey { cert, signing_key } = made;
    (cert.pem(), signing_key.serialize_pem())
}

fn settings((chain, key): &(String, String)) -> TlsSettings {
    TlsSettings::new(KeyStore::from_pem(chain, key).expect("PEM"))
}

fn cluster(settings: TlsSettings, recorder: &Arc<Recorder>) -> Cluster {
    Cluster::builder()
        .listener(ListenerSettings::new("SECURE", SecurityProtocol::Ssl))
        .listener(ListenerSettings::plaintext("PLAIN"))
        .topic("orders", 1)
        .tls(settings)
        .observer(Arc::clone(recorder) as _)
        .start_blocking()
        .expect("starts")
}

fn address(cluster: &Cluster, listener: &str) -> SocketAddr {
    cluster.nodes()[0].addresses(listener).expect("there")[0]
}

type Stream = StreamOwned<ClientConnection, TcpStream>;

/// A connection that trusts one certificate; `None` when the handshake fails.
fn meet(cluster: &Cluster, trusted: &str) -> Option<Stream> {
    use rustls::pki_types::{CertificateDer, pem::PemObject};
    let mut roots = RootCertStore::empty();
    let certificate = CertificateDer::from_pem_slice(trusted.as_bytes()).expect("PEM");
    roots.add(certificate).expect("a certificate");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").expect("a name");
    let session = ClientConnection::new(Arc::new(config), name).expect("a session");
    let socket = TcpStream::connect(address(cluster, "SECURE")).expect("connected");
    socket.set_read_timeout(Some(Duration::from_secs(20))).expect("set");
    let mut stream = StreamOwned::new(session, socket);
    stream.conn.complete_io(&mut stream.sock).ok()?;
    Some(stream)
}

#[test]
fn a_handshake_that_does_not_end_is_ended() {
    let recorder = Arc::new(Recorder::default());
    let limit = Duration::from_millis(50);
    let cluster = cluster(settings(&identity()).handshake_timeout(limit), &recorder);
    // One says nothing, and one begins to: a record of a handshake, of which the rest is missing.
    for begins in [&[][..], &[22, 3, 1, 1, 0, 1]] {
        let mut silent = TcpStream::connect(address(&cluster, "SECURE")).expect("connected");
        silent.set_read_timeout(Some(Duration::from_secs(20))).expect("set");
        silent.write_all(begins).expect("sent");
        let mut words = Vec::new();
        silent.read_to_end(&mut words).expect("the end");
        assert!(words.is_empty());
    }
}

#[test]
fn clients_that_leave_over_tls_while_a_fetch_waits_are_noticed() {
    let recorder = Arc::new(Recorder::default());
    let identity = identity();
    let cluster = cluster(settings(&identity), &recorder);
    let mut frames = Client::connect(address(&cluster, "PLAIN"));
    let frame = frames.frame(&fetch(0, i32::MAX), 11);
    for with_goodbye in 0..4 {
        let mut stream = meet(&cluster, &identity.0).expect("met");
        stream.write_all(&frame).expect("sent");
        stream.flush().expect("sent");
        recorder.wait_for_requests(with_goodbye + 1, kerbside_kafka_wire::ApiKey::FETCH);
        if with_goodbye % 2 == 0 {
            stream.conn.send_close_notify();
            stream.flush().expect("sent");
        }
        drop(stream);
        recorder.wait_for_departures(with_goodbye + 1);
    }
}

#[test]
fn keys_of_a_listener_are_changed_by_clients_while_a_node_runs() {
    let recorder = Arc::new(Recorder::default());
    let (before, after) = (identity(), identity());
    let cluster = cluster(settings(&before), &recorder);
    let mut admin = Client::connect(address(&cluster, "PLAIN"));
    assert!(meet(&cluster, &before.0).is_some() && meet(&cluster, &after.0).is_none());
    let own = |name: &str| format!("listener.name.secure.ssl.keystore.{name}");
    let config = |name: &str, value: &str| AlterableConfig {
        name: own(name).into(),
        value: Some(value.into()),
        ..AlterableConfig::default()
    };
    let change = |admin: &mut Client, (chain, key): (&str, &str)| {
        set_all(admin, vec![config("certificate.chain", chain), config("key", key)])
    };
    // A key that is another's, a chain without a key, a store of Java's: nothing changes.
    for (error, text) in [
        change(&mut admin, (&after.0, &before.1)),
        change(&mut admin, (&after.0, "no key")),
        set(&mut admin, &own("certificate.chain"), &after.0),
        set(&mut admin, &own("location"), "/nowhere/server.jks"),
    ] {
        assert_eq!(error, ErrorCode::INVALID_REQUEST, "{text}");
        let begins = "Validation of dynamic config update of SSL keystore failed: ";
        assert!(text.contains(begins), "{text}");
    }
    assert!(meet(&cluster, &before.0).is_some());
    assert_eq!(change(&mut admin, (&after.0, &after.1)).0, ErrorCode::NONE);
    assert!(meet(&cluster, &before.0).is_none() && meet(&cluster, &after.0).is_some());
}
