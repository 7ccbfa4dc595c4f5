//! A KDC, brokers and clients, each with a clock of its own.

use std::sync::{Arc, Mutex};

use kerbside_broker::core::event::{Event, EventKind};
use kerbside_broker::core::settings::ConnectionSettings;
use kerbside_broker::{Cluster, ListenerSettings};
use kerbside_kdc::{Kdc, RealmSettings};
use kerbside_krb5::formats::keytab::Keytab;
use kerbside_krb5::time::Timestamp;

use crate::client::kafka::*;
use crate::client::kerberos::{KerberosClient, KerberosOptions};
use crate::clock::WallClock;

pub(super) struct World {
    pub(super) kdc: Kdc,
    pub(super) cluster: Cluster,
    pub(super) broker_clock: WallClock,
    pub(super) seen: Arc<Seen>,
    pub(super) refusals: Arc<Refusals>,
}

/// Why the broker refused, in its own words.
#[derive(Default)]
pub(super) struct Refusals(Mutex<Vec<String>>);

impl Refusals {
    pub(super) fn last(&self) -> String {
        self.0.lock().unwrap().last().unwrap().clone()
    }
}

impl kerbside_broker::Observer for Refusals {
    fn observe(&self, event: Event) {
        if let EventKind::Refused { refusal, .. } = event.kind {
            self.0.lock().unwrap().push(refusal.to_string());
        }
    }
}

/// What the client's observer saw, in short words.
#[derive(Default)]
pub(super) struct Seen(Mutex<Vec<String>>);

impl Seen {
    pub(super) fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

impl ClientObserver for Seen {
    fn observe(&self, _: Timestamp, event: ClientEvent<'_>) {
        self.0.lock().unwrap().push(match event {
            ClientEvent::Connecting { broker, origin, .. } => {
                format!("{origin:?} {}", broker.host)
            }
            ClientEvent::TicketWanted { service, .. } => format!("wants {}", service.name),
            ClientEvent::Authenticated { service, .. } => format!("knows {}", service.name),
            ClientEvent::Failed { error, .. } => format!("failed: {error}"),
        });
    }
}

/// How a world differs from one broker with a SASL and a plain listener.
pub(super) struct Plan {
    pub(super) nodes: u16,
    pub(super) connections: ConnectionSettings,
    pub(super) keytab: Option<Keytab>,
}

impl Default for Plan {
    fn default() -> Self {
        let connections = ConnectionSettings {
            failed_authentication_delay: std::time::Duration::from_millis(1),
            ..ConnectionSettings::default()
        };
        Self { nodes: 1, connections, keytab: None }
    }
}

impl World {
    pub(super) fn new() -> Self {
        Self::of(Plan::default())
    }

    pub(super) fn of(plan: Plan) -> Self {
        let kdc = Kdc::builder().realm(RealmSettings::new("EXAMPLE.TEST"));
        let kdc = kdc.start_blocking().unwrap();
        kdc.admin().add_principal("alice", "secret").unwrap();
        kdc.admin().add_service("kafka/localhost").unwrap();
        let keytab = kdc.admin().keytab("kafka/localhost").unwrap();
        let broker_clock = WallClock::new();
        let refusals = Arc::new(Refusals::default());
        let cluster = Cluster::builder()
            .nodes(plan.nodes)
            .listener(ListenerSettings::sasl_plaintext("SASL"))
            .listener(ListenerSettings::plaintext("PLAIN"))
            .keytab(plan.keytab.unwrap_or(keytab))
            .connections(plan.connections)
            .clock(Arc::new(BrokerClock(broker_clock.clone())))
            .observer(Arc::clone(&refusals) as Arc<dyn kerbside_broker::Observer>)
            .start_blocking()
            .unwrap();
        Self { kdc, cluster, broker_clock, seen: Arc::default(), refusals }
    }

    /// `localhost:port` of the first node.
    pub(super) fn bootstrap(&self) -> String {
        self.cluster.nodes()[0].bootstrap("SASL").unwrap()
    }

    /// The port of the first node.
    pub(super) fn port(&self) -> u16 {
        self.bootstrap().parse::<HostPort>().unwrap().port
    }

    /// Alice, logged in.
    pub(super) async fn alice(&self) -> KerberosClient {
        let alice = KerberosClient::new(KerberosOptions::new(self.kdc.address()));
        alice.login_with_password("alice@EXAMPLE.TEST", "secret").await.unwrap();
        alice
    }

    /// How Alice connects, watched.
    pub(super) async fn options(&self) -> ConnectOptions {
        self.options_with(Gssapi::new(self.alice().await))
    }

    pub(super) fn options_with(&self, gssapi: Gssapi) -> ConnectOptions {
        let seen = Arc::clone(&self.seen) as Arc<dyn ClientObserver>;
        ConnectOptions::secured(self.bootstrap(), gssapi).observer(seen)
    }

    /// A client of the SASL listener.
    pub(super) async fn client(&self) -> KafkaClient {
        KafkaClient::connect(self.options().await).await.unwrap()
    }

    /// A client of the listener without SASL.
    pub(super) async fn plain_client(&self) -> KafkaClient {
        let bootstrap = self.cluster.bootstrap("PLAIN").unwrap();
        KafkaClient::connect(ConnectOptions::plaintext(bootstrap)).await.unwrap()
    }
}

struct BrokerClock(WallClock);

impl kerbside_broker::Clock for BrokerClock {
    fn now(&self) -> Timestamp {
        self.0.now()
    }
}
