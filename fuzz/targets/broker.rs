//! A connection of the broker: any octets, in any pieces, on either kind of listener.
//!
//! The first octet selects the listener and into how many pieces the rest is cut. Whatever
//! arrives, the connection answers, waits or closes; an unauthenticated client on a SASL listener
//! gets no request through to the APIs of data. Each API in each version that is offered has to be
//! reached, and each stage of a connection.
#![no_main]

mod tally;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, LazyLock};
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
use kerbside_broker_core::refusal::Attempt;
use kerbside_broker_core::sasl::plain::PlainUsers;
use kerbside_broker_core::sasl::scram::{ScramCredential, ScramMechanism};
use kerbside_broker_core::sasl::{Gssapi, GssapiSettings, Plain, Scram};
use kerbside_broker_core::settings::{ClusterSettings, ConnectionSettings};
use kerbside_broker_core::ssl_principal::SslPrincipalRules;
use kerbside_crypto::{Enctype, SeededEntropy, string_to_key};
use kerbside_krb5::formats::keytab::{Keytab, KeytabEntry};
use kerbside_krb5::principal::Principal;
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::{EncryptionKey, Realm};
use libfuzzer_sys::fuzz_target;
use tally::Tally;

static REACHED: LazyLock<Tally> = LazyLock::new(|| Tally::of(wanted()));

/// Each API in each version that a broker offers, and each stage of a connection.
fn wanted() -> impl Iterator<Item = String> {
    let dialect = Dialect::default();
    let versions =
        dialect.advertised().iter().flat_map(|(key, it)| it.iter().map(move |it| (*key, it)));
    let served = versions.filter(|(key, version)| dialect.serves(*key, *version));
    let apis: Vec<String> =
        served.map(|(key, version)| format!("request:{}:{version}", key.0)).collect();
    apis.into_iter().chain(STAGES.map(str::to_owned))
}

const STAGES: [&str; 16] = [
    "waits-for-input",
    "waits",
    "closes",
    "before-authentication:17",
    "before-authentication:18",
    "before-authentication:36",
    "before-its-time",
    "authenticated:PLAIN",
    "authenticated-again:PLAIN",
    "after-authentication",
    "refused",
    "refused:PLAIN",
    "refused:SCRAM-SHA-256",
    "refused:GSSAPI-with-ticket",
    "closed:Refusal",
    "closed:Idleness",
];

fuzz_target!(|data: &[u8]| {
    let Some((selector, input)) = data.split_first() else { return };
    let sasl = selector % 2 == 1;
    let pieces = usize::from(selector / 2 % 8) + 1;
    let mut now = Now { wall: Timestamp::from_seconds(NOW), monotonic: Monotonic::ZERO };
    let mut connection = connection(sasl, now);
    let mut buffer = BytesMut::new();
    for piece in input.chunks(input.len().div_ceil(pieces).max(1)) {
        buffer.extend_from_slice(piece);
        let flow = connection.handle(&mut buffer, now);
        REACHED.hit(match flow {
            Flow::Read => "waits-for-input".to_owned(),
            Flow::Wait => "waits".to_owned(),
            Flow::Close => "closes".to_owned(),
        });
        watch(&mut connection, sasl);
        if flow == Flow::Close {
            return;
        }
        now.monotonic = now.monotonic.plus(Duration::from_secs(1));
        now.wall = now.wall.plus_micros(1_000_000);
        if connection.next_deadline().is_some_and(|deadline| deadline <= now.monotonic) {
            connection.expire(now);
            watch(&mut connection, sasl);
        }
    }
});

/// Nobody who has not authenticated gets through: what has no place then is refused at once.
fn watch(connection: &mut Connection, sasl: bool) {
    let mut misplaced = None;
    for event in connection.take_events() {
        assert!(
            misplaced.is_none() || matches!(event.kind, EventKind::Refused { .. }),
            "{misplaced:?} got through without authentication"
        );
        misplaced = None;
        match event.kind {
            EventKind::Request { key, version, principal, .. } => {
                let open = !sasl || principal.is_some() || matches!(key.0, 17 | 18 | 36);
                misplaced = (!open).then_some(key);
                REACHED.hit(match (sasl, principal) {
                    (false, _) => format!("request:{}:{version}", key.0),
                    (true, None) if open => format!("before-authentication:{}", key.0),
                    (true, None) => "before-its-time".to_owned(),
                    (true, Some(_)) => "after-authentication".to_owned(),
                });
            }
            EventKind::Authenticated(done) => REACHED.hit(match done.attempt {
                Attempt::Authentication => format!("authenticated:{}", done.mechanism),
                Attempt::ReAuthentication => format!("authenticated-again:{}", done.mechanism),
            }),
            EventKind::Refused { presented: Some(_), .. } => {
                REACHED.hit("refused:GSSAPI-with-ticket".to_owned());
            }
            EventKind::Refused { claim: Some(claim), .. } => {
                REACHED.hit(format!("refused:{}", claim.mechanism));
            }
            EventKind::Refused { .. } => REACHED.hit("refused".to_owned()),
            EventKind::Closed { by } => REACHED.hit(format!("closed:{by:?}")),
            _ => {}
        }
    }
    assert!(misplaced.is_none(), "{misplaced:?} got through without authentication");
}

/// When MIT's AP-REQ among the fixtures was made.
const NOW: i64 = 1_795_326_421;

/// The broker's, for which that AP-REQ's ticket is.
static KEYTAB: LazyLock<Keytab> = LazyLock::new(|| {
    let principal = Principal::parse("kafka/localhost", &Realm::from("KERBSIDE.TEST"));
    let principal = principal.expect("a name");
    let salt = b"KERBSIDE.TESTkafkalocalhost";
    let key = string_to_key(Enctype::AES256_SHA1, b"kafkasecret", salt, None).expect("a key");
    let entry = KeytabEntry {
        principal,
        timestamp: Timestamp::from_seconds(NOW),
        kvno: 1,
        key: EncryptionKey::from(&key),
    };
    Keytab { entries: vec![entry] }
});

/// A connection to a node of its own, so that inputs do not see each other.
fn connection(sasl: bool, now: Now) -> Connection {
    let entropy = Box::new(SeededEntropy::new(3));
    let cluster = Cluster::new(ClusterSettings::default(), entropy);
    let endpoint = Endpoint { host: Arc::from("localhost"), port: 9092 };
    let endpoints = [(Arc::from("CLIENT"), endpoint)];
    cluster.put_node(NodeEntry { id: 1, rack: None, endpoints: endpoints.into() });
    cluster.create_topic(&NewTopic::named("t", 1)).expect("the first topic of a cluster");
    let settings = ConnectionSettings {
        max_reauth: Some(Duration::from_secs(60)),
        max_idle: Duration::from_secs(2),
        ..ConnectionSettings::default()
    };
    let node = Node {
        id: 1,
        cluster: Arc::new(cluster),
        dialect: Dialect::default(),
        settings,
        authorizer: Arc::new(AllowAll),
        audit: Audit::Reported,
    };
    let kerberos = PrincipalRules::for_realm("EXAMPLE.TEST");
    let ssl = SslPrincipalRules::default();
    let principals = Arc::new(DefaultPrincipalBuilder { kerberos, ssl });
    let sasl = sasl.then(|| {
        let gssapi = Gssapi::new((&*KEYTAB).into(), GssapiSettings::default());
        let passwords = PlainUsers::default();
        passwords.put("u", "p");
        let plain = Plain::new(Arc::new(passwords));
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
