//! A node of a cluster: its settings, and its handle while it runs.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use kerbside_broker_core::cluster::{Cluster as State, Endpoint, NodeEntry};
use kerbside_broker_core::config::ConfigWatcher;
use kerbside_broker_core::dialect::Dialect;
use kerbside_broker_core::sasl::Gssapi;
use kerbside_broker_core::sasl::scram::ScramMechanism;
use kerbside_broker_core::settings::ConnectionSettings;
use kerbside_krb5::formats::keytab::Keytab;

use crate::clock::Clock;
use crate::doorway::Doorway;
use crate::listener::normal_name;
use crate::sasl::{RunningSasl, SaslChangeError, SaslMechanism};

/// The settings of one node, as far as they are its own.
#[derive(Clone)]
pub struct NodeSettings {
    pub(crate) id: i32,
    pub(crate) rack: Option<Arc<str>>,
    pub(crate) clock: Option<Arc<dyn Clock>>,
    pub(crate) keytab: Option<Keytab>,
    pub(crate) dialect: Option<Dialect>,
    pub(crate) connections: Option<ConnectionSettings>,
    pub(crate) advertised: BTreeMap<String, (String, Option<u16>)>,
}

impl NodeSettings {
    /// A node with an id (`node.id`) and, for the rest, the settings of the cluster.
    pub fn new(id: i32) -> Self {
        NodeSettings {
            id,
            rack: None,
            clock: None,
            keytab: None,
            dialect: None,
            connections: None,
            advertised: BTreeMap::new(),
        }
    }

    /// Stands in this rack (`broker.rack`).
    #[must_use]
    pub fn rack(mut self, rack: &str) -> Self {
        self.rack = Some(Arc::from(rack));
        self
    }

    /// Believes this clock.
    #[must_use]
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = Some(clock);
        self
    }

    /// Accepts tickets for these keys.
    #[must_use]
    pub fn keytab(mut self, keytab: Keytab) -> Self {
        self.keytab = Some(keytab);
        self
    }

    /// Presents itself as this Kafka.
    #[must_use]
    pub fn dialect(mut self, dialect: Dialect) -> Self {
        self.dialect = Some(dialect);
        self
    }

    /// Treats connections like this.
    #[must_use]
    pub fn connections(mut self, settings: ConnectionSettings) -> Self {
        self.connections = Some(settings);
        self
    }

    /// Advertises another host for a listener and, if given, another port.
    #[must_use]
    pub fn advertised(mut self, listener: &str, host: &str, port: Option<u16>) -> Self {
        self.advertised.insert(normal_name(listener), (host.to_owned(), port));
        self
    }
}

/// There is no listener of that name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("node {node} has no listener {listener:?}; it has {existing:?}")]
pub struct UnknownListener {
    /// The node's id.
    pub node: i32,
    /// The name asked for.
    pub listener: String,
    /// The names that there are.
    pub existing: Vec<String>,
}

/// A running node.
pub struct Node {
    pub(crate) id: i32,
    pub(crate) state: Arc<State>,
    pub(crate) gssapi: Option<Arc<Gssapi>>,
    pub(crate) sasl: BTreeMap<Arc<str>, RunningSasl>,
    pub(crate) addresses: BTreeMap<Arc<str>, Vec<SocketAddr>>,
    pub(crate) doorway: Doorway,
    /// Follows what clients configure, as long as the node is there.
    pub(crate) _follows: Arc<dyn ConfigWatcher>,
    #[cfg(feature = "tls")]
    pub(crate) tls: BTreeMap<Arc<str>, Arc<crate::tls::TlsServer>>,
    /// Held while the node's entry is read and put back.
    pub(crate) changing: Mutex<()>,
}

impl Node {
    /// `node.id`
    pub fn id(&self) -> i32 {
        self.id
    }

    /// Where a listener listens.
    ///
    /// # Errors
    /// [`UnknownListener`]
    pub fn addresses(&self, listener: &str) -> Result<&[SocketAddr], UnknownListener> {
        match self.addresses.get(&*normal_name(listener)) {
            Some(addresses) => Ok(addresses),
            None => Err(self.unknown(listener)),
        }
    }

    /// Where a client on this machine begins, whatever is advertised: `localhost:9092`, or the
    /// address when it is not a loopback one that `localhost` means.
    ///
    /// # Errors
    /// [`UnknownListener`]
    pub fn bootstrap(&self, listener: &str) -> Result<String, UnknownListener> {
        let addresses = self.addresses(listener)?;
        let local =
            |it: &&SocketAddr| it.ip().is_unspecified() || crate::LOOPBACK.contains(&it.ip());
        let first = addresses.iter().find(local).map(|it| format!("localhost:{}", it.port()));
        first.or_else(|| Some(addresses.first()?.to_string())).ok_or_else(|| self.unknown(listener))
    }

    /// What a listener advertises.
    ///
    /// # Errors
    /// [`UnknownListener`]
    pub fn advertised(&self, listener: &str) -> Result<Endpoint, UnknownListener> {
        let entry = self.entry();
        entry.endpoints.get(&*normal_name(listener)).cloned().ok_or_else(|| self.unknown(listener))
    }

    /// Advertises another host and port from now on; clients learn of it with their next metadata.
    ///
    /// # Errors
    /// [`UnknownListener`]
    pub fn advertise(&self, listener: &str, host: &str, port: u16) -> Result<(), UnknownListener> {
        let _held = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut entry = self.entry();
        let Some(endpoint) = entry.endpoints.get_mut(&*normal_name(listener)) else {
            return Err(self.unknown(listener));
        };
        *endpoint = Endpoint { host: Arc::from(host), port };
        self.state.put_node(entry);
        Ok(())
    }

    /// Accepts tickets for these keys from now on, as the JDK does when its keytab file changes:
    /// clients that are authenticated stay so.
    ///
    /// A node without a listener that needs them ignores them.
    pub fn replace_keytab(&self, keytab: &Keytab) {
        if let Some(gssapi) = &self.gssapi {
            gssapi.replace_keys(keytab.into());
        }
    }

    /// Uses these keys, this trust store and these settings for TLS handshakes on a listener from
    /// now on; connections that are open stay so.
    ///
    /// # Errors
    /// [`TlsError`](crate::tls::TlsError); the listener then goes on with what it had.
    #[cfg(feature = "tls")]
    pub fn replace_tls(
        &self,
        listener: &str,
        settings: &crate::tls::TlsSettings,
    ) -> Result<(), crate::tls::TlsError> {
        self.addresses(listener)?;
        match self.tls.get(&*normal_name(listener)) {
            Some(server) => server.replace(settings),
            None => Err(crate::tls::TlsError::NotTls(listener.to_owned())),
        }
    }

    /// The mechanisms that a listener offers now; none without SASL.
    ///
    /// # Errors
    /// [`UnknownListener`]
    pub fn mechanisms(&self, listener: &str) -> Result<Vec<String>, UnknownListener> {
        self.running(listener).map(RunningSasl::mechanisms)
    }

    /// Offers these mechanisms on a listener from now on. Clients that have authenticated stay so,
    /// and exchanges under way go on.
    ///
    /// # Errors
    /// [`SaslChangeError`]
    pub fn set_mechanisms(
        &self,
        listener: &str,
        mechanisms: &[SaslMechanism],
    ) -> Result<(), SaslChangeError> {
        self.running(listener)?.set_mechanisms(mechanisms)
    }

    /// [`Node::replace_keytab`] for one listener, and for those that share its keys: all that were
    /// started without a keytab of their own.
    ///
    /// # Errors
    /// [`SaslChangeError`]
    pub fn replace_listener_keytab(
        &self,
        listener: &str,
        keytab: &Keytab,
    ) -> Result<(), SaslChangeError> {
        self.running(listener)?.replace_keytab(keytab)
    }

    /// The SCRAM mechanisms that any listener offers now.
    pub(crate) fn scram_mechanisms(&self) -> impl Iterator<Item = ScramMechanism> {
        let names = self.sasl.values().flat_map(RunningSasl::mechanisms);
        names.filter_map(|name| ScramMechanism::of_name(&name))
    }

    fn running(&self, listener: &str) -> Result<&RunningSasl, UnknownListener> {
        self.sasl.get(&*normal_name(listener)).ok_or_else(|| self.unknown(listener))
    }

    fn entry(&self) -> NodeEntry {
        match self.state.node(self.id) {
            Some(entry) => NodeEntry::clone(&entry),
            None => NodeEntry { id: self.id, rack: None, endpoints: BTreeMap::new() },
        }
    }

    fn unknown(&self, listener: &str) -> UnknownListener {
        let existing = self.addresses.keys().map(|name| name.to_string()).collect();
        UnknownListener { node: self.id, listener: listener.to_owned(), existing }
    }
}

impl std::fmt::Debug for Node {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("Node");
        shown.field("id", &self.id).field("addresses", &self.addresses).finish_non_exhaustive()
    }
}
