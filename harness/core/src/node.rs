//! One broker node: what its connections need to know.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use kerbside_kafka_wire::ApiKey;

use crate::api;
use crate::authorizer::Authorizer;
use crate::cluster::Cluster;
use crate::dialect::Dialect;
use crate::event::Audit;
use crate::listener_role::ListenerRole;
use crate::principal::PrincipalBuilder;
use crate::sasl::Mechanism;
use crate::security_protocol::SecurityProtocol;
use crate::settings::ConnectionSettings;

/// A node of a cluster.
pub struct Node {
    /// `node.id`
    pub id: i32,
    /// What all nodes share.
    pub cluster: Arc<Cluster>,
    /// Which Kafka it presents itself as.
    pub dialect: Dialect,
    /// How it treats connections.
    pub settings: ConnectionSettings,
    /// Who decides what clients may do.
    pub authorizer: Arc<dyn Authorizer>,
    /// Whether it tells what was decided.
    pub audit: Audit,
}

impl Node {
    /// Whether a request of this version is served: it is advertised, and supported.
    pub fn offers(&self, key: ApiKey, version: i16) -> bool {
        self.dialect.serves(key, version)
            && api::find(key).is_some_and(|it| it.supported.contains(version))
    }
}

/// Where clients connect.
pub struct Listener {
    /// Its name, such as `CLIENT`; endpoints are advertised per name.
    pub name: Arc<str>,
    /// Whom it is for.
    pub role: ListenerRole,
    /// What carries the octets.
    pub transport: Transport,
    /// How clients authenticate; `None` without SASL.
    pub sasl: Option<SaslListener>,
    /// Who makes principals of its clients.
    pub principals: Arc<dyn PrincipalBuilder>,
}

impl Listener {
    /// Its SASL part, if it has one.
    pub fn sasl(&self) -> Option<&SaslListener> {
        self.sasl.as_ref()
    }

    /// Its security protocol.
    pub fn protocol(&self) -> SecurityProtocol {
        match (self.transport, &self.sasl) {
            (Transport::Plain, None) => SecurityProtocol::Plaintext,
            (Transport::Plain, Some(_)) => SecurityProtocol::SaslPlaintext,
            (Transport::Tls, None) => SecurityProtocol::Ssl,
            (Transport::Tls, Some(_)) => SecurityProtocol::SaslSsl,
        }
    }
}

/// What is below Kafka's protocol on a listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// TCP alone.
    Plain,
    /// TLS, which the shell does. Without SASL above it the certificate names the client.
    Tls,
}

/// The SASL part of a listener.
#[derive(Debug)]
pub struct SaslListener {
    mechanisms: RwLock<Arc<[Arc<dyn Mechanism>]>>,
    /// Settings of its own.
    pub settings: SaslSettings,
}

/// Settings of a listener that differ from the node's.
#[derive(Clone, Debug, Default)]
pub struct SaslSettings {
    /// `listener.name.NAME.sasl.server.max.receive.size`
    pub max_receive_size: Option<usize>,
    /// `listener.name.NAME.connections.max.reauth.ms`
    pub max_reauth: Option<SessionLifetime>,
    /// `listener.name.NAME.MECHANISM.connections.max.reauth.ms`, by mechanism.
    pub max_reauth_by_mechanism: BTreeMap<String, SessionLifetime>,
}

/// How long a session lasts without authenticating again (KIP-368).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionLifetime {
    /// Without end: Kafka's 0.
    Unlimited,
    /// So long.
    Limited(Duration),
}

impl SessionLifetime {
    /// How long, if there is an end.
    pub fn limit(self) -> Option<Duration> {
        match self {
            SessionLifetime::Unlimited => None,
            SessionLifetime::Limited(limit) => Some(limit),
        }
    }
}

impl SaslSettings {
    /// What the listener says of a mechanism; `None` leaves it to the node.
    pub fn max_reauth_of(&self, mechanism: &str) -> Option<SessionLifetime> {
        self.max_reauth_by_mechanism.get(mechanism).copied().or(self.max_reauth)
    }
}

impl SaslListener {
    /// `sasl.enabled.mechanisms`, in the order in which they are listed to clients.
    pub fn new(mechanisms: Vec<Arc<dyn Mechanism>>) -> Self {
        let settings = SaslSettings::default();
        SaslListener { mechanisms: RwLock::new(mechanisms.into()), settings }
    }

    /// The same, with settings of its own.
    #[must_use]
    pub fn with_settings(self, settings: SaslSettings) -> Self {
        SaslListener { settings, ..self }
    }

    /// The mechanisms that are enabled now.
    pub fn mechanisms(&self) -> Arc<[Arc<dyn Mechanism>]> {
        Arc::clone(&self.mechanisms.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Enables these mechanisms from now on; exchanges under way go on.
    pub fn replace_mechanisms(&self, mechanisms: Vec<Arc<dyn Mechanism>>) {
        let mut enabled = self.mechanisms.write().unwrap_or_else(PoisonError::into_inner);
        *enabled = mechanisms.into();
    }
}
