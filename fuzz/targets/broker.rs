//! A connection of the broker: any octets, in any pieces, on either kind of listener.
//!
//! The first octet selects the listener and into how many pieces the rest is cut. Whatever
//! arrives, the connection answers, waits or closes; an unauthenticated client on a SASL listener
//! gets no request through to the APIs of data.
#![no_main]

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bytes::BytesMut;
use kerbside_broker_core::authorizer::AllowAll;
use kerbside_broker_core::cluster::{Cluster, Endpoint, NewTopic, NodeEntry};
use kerbside_broker_core::connection::{Connection, Flow, Origin};
use kerbside_broker_core::dialect::Dialect;
use kerbside_broker_core::event::{Audit, EventKind};
use kerbside_broker_core::listener_role::ListenerRole;
use kerbside_broker_core::node::{Listener, Node, SaslListener, Transport};
use kerbside_broker_core::now::{Monotonic, Now};
use kerbside_broker_core::principal::{DefaultPrincipalBuilder, PrincipalRules};
use kerbside_broker_core::promise::SilentBell;
use kerbside_broker_core::sasl::plain::PlainUsers;
use kerbside_broker_core::sasl::scram::{ScramCredential, ScramMechanism};
use kerbside_broker_core::sasl::{Gssapi, GssapiSettings, Plain, Scram};
use kerbside_broker_core::settings::{ClusterSettings, ConnectionSettings};
use kerbside_broker_core::ssl_principal::SslPrincipalRules;
use kerbside_crypto::SeededEntropy;
use kerbside_krb5::formats::keytab::Keytab;
use kerbside_krb5::time::Timestamp;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((selector, input)) = data.split_first() else { return };
    let sasl = selector % 2 == 1;
    let pieces = usize::from(selector / 2 % 8) + 1;
    let mut now = Now { wall: Timestamp::from_seconds(1_795_326_421), monotonic: Monotonic::ZERO };
    let mut connection = connection(sasl, now);
    let mut buffer = BytesMut::new();
    for piece in input.chunks(input.len().div_ceil(pieces).max(1)) {
        buffer.extend_from_slice(piece);
        let flow = connection.handle(&mut buffer, now);
        for event in connection.take_events() {
            if let EventKind::Request { key, principal, .. } = event.kind {
                let open = !sasl || principal.is_some() || matches!(key.0, 17 | 18 | 36);
                assert!(open, "{key:?} got through without authentication");
            }
        }
        if flow == Flow::Close {
            return;
        }
        now.monotonic = now.monotonic.plus(Duration::from_secs(1));
        if connection.next_deadline().is_some_and(|deadline| deadline <= now.monotonic) {
            connection.expire(now);
        }
    }
});

/// A connection to a node of its own, so that inputs do not see each other.
fn connection(sasl: bool, now: Now) -> Connection {
    let entropy = Box::new(SeededEntropy::new(3));
    let cluster = Cluster::new(ClusterSettings::default(), entropy);
    let endpoint = Endpoint { host: Arc::from("localhost"), port: 9092 };
    let endpoints = [(Arc::from("CLIENT"), endpoint)];
    cluster.put_node(NodeEntry { id: 1, rack: None, endpoints: endpoints.into() });
    cluster.create_topic(&NewTopic::named("t", 1)).expect("the first topic of a cluster");
    let node = Node {
        id: 1,
        cluster: Arc::new(cluster),
        dialect: Dialect::default(),
        settings: ConnectionSettings::default(),
        authorizer: Arc::new(AllowAll),
        audit: Audit::Reported,
    };
    let kerberos = PrincipalRules::for_realm("EXAMPLE.TEST");
    let ssl = SslPrincipalRules::default();
    let principals = Arc::new(DefaultPrincipalBuilder { kerberos, ssl });
    let sasl = sasl.then(|| {
        let gssapi = Gssapi::new((&Keytab::default()).into(), GssapiSettings::default());
        let plain = Plain::new(Arc::new(PlainUsers::default()));
        let (users, mechanism) = (Arc::clone(node.cluster.scram()), ScramMechanism::SHA_256);
        // So that an input may come as far as a proof.
        if let Some(credential) =
            ScramCredential::of_salted_password(mechanism, &[0; 32], b"salt", 4096)
        {
            users.put("u", mechanism, credential);
        }
        let scram = Scram::new(mechanism, users);
        SaslListener::new(vec![Arc::new(gssapi), Arc::new(plain), Arc::new(scram)])
    });
    let (role, transport) = (ListenerRole::Broker, Transport::Plain);
    let name = Arc::from("CLIENT");
    let listener = Arc::new(Listener { name, role, transport, sasl, principals });
    let origin = Origin {
        id: node.cluster.next_connection_id(),
        peer: SocketAddr::from((Ipv4Addr::LOCALHOST, 40_000)),
        tls: None,
        bell: Arc::new(SilentBell),
    };
    Connection::new(Arc::new(node), listener, origin, now)
}
