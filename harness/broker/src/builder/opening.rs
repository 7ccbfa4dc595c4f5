//! The start of a cluster: sockets, then nodes that are known to it.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use kerbside_broker_core::cluster::{Cluster as State, Endpoint, NodeEntry};
use kerbside_broker_core::config::ConfigWatcher;
use kerbside_broker_core::node::{Listener, Node as Decisions, Transport};
use kerbside_broker_core::principal::{DefaultPrincipalBuilder, PrincipalRules};
use kerbside_broker_core::sasl::Gssapi;
use kerbside_broker_core::sasl::plain::PlainUsers;
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::time::Instant;

use crate::accept::Door;
#[cfg(feature = "tls")]
use crate::clock::Clock;
use crate::clock::Timeline;
use crate::cluster::Tasks;
use crate::doorway::Doorway;
use crate::listener::ListenerSettings;
use crate::node::{Node, NodeSettings};
use crate::reconfigure::Reconfigurable;
#[cfg(feature = "tls")]
use crate::reconfigure::keys::RunningKeys;
use crate::sasl::{RunningSasl, Sources};
use crate::sockets::{self};
use crate::timer;
#[cfg(feature = "tls")]
use crate::tls::TlsServer;

use super::{Builder, StartError};

/// A start under way.
pub(super) struct Run<'b> {
    pub(super) builder: &'b Builder,
    pub(super) state: Arc<State>,
    pub(super) handle: Handle,
    pub(super) origin: Instant,
    pub(super) passwords: Arc<PlainUsers>,
}

/// What a node has opened so far.
struct Opened {
    decisions: Arc<Decisions>,
    #[cfg(feature = "tls")]
    clock: Arc<dyn Clock>,
    timeline: Timeline,
    places: Arc<Semaphore>,
    doorway: Doorway,
    follows: Reconfigurable,
    endpoints: BTreeMap<Arc<str>, Endpoint>,
    addresses: BTreeMap<Arc<str>, Vec<SocketAddr>>,
    sasl: BTreeMap<Arc<str>, RunningSasl>,
    #[cfg(feature = "tls")]
    tls: BTreeMap<Arc<str>, Arc<TlsServer>>,
}

impl Run<'_> {
    /// Opens the sockets of a node.
    pub(super) fn open(&self, index: usize, settings: &NodeSettings) -> Result<Node, StartError> {
        let builder = self.builder;
        let gssapi = self.gssapi(settings);
        let clock = settings.clock.as_ref().unwrap_or(&builder.clock);
        let places = Arc::new(Semaphore::new(builder.max_connections));
        let decisions = Arc::new(Decisions {
            id: settings.id,
            cluster: Arc::clone(&self.state),
            dialect: builder.dialect_of(settings).clone(),
            settings: settings.connections.clone().unwrap_or_else(|| builder.connections.clone()),
            authorizer: Arc::clone(&builder.authorizer),
            audit: builder.observer.audit(),
        });
        let most = builder.max_connections;
        let mut opened = Opened {
            follows: Reconfigurable::new(settings.id, &self.handle, &places, most),
            decisions,
            #[cfg(feature = "tls")]
            clock: Arc::clone(clock),
            timeline: Timeline::new(Arc::clone(clock), self.origin),
            places,
            doorway: Doorway::new(&self.handle),
            endpoints: BTreeMap::new(),
            addresses: BTreeMap::new(),
            sasl: BTreeMap::new(),
            #[cfg(feature = "tls")]
            tls: BTreeMap::new(),
        };
        for wanted in &builder.listeners {
            self.listen(wanted, index, settings, gssapi.as_ref(), &mut opened)?;
        }
        Ok(self.register(settings, gssapi, opened))
    }

    /// Opens the sockets of one listener.
    fn listen(
        &self,
        wanted: &ListenerSettings,
        index: usize,
        settings: &NodeSettings,
        gssapi: Option<&Arc<Gssapi>>,
        opened: &mut Opened,
    ) -> Result<(), StartError> {
        let name: Arc<str> = Arc::from(&*wanted.name);
        let parts = (&self.state, &self.passwords);
        let sources = self.builder.sources(wanted, settings, gssapi, parts);
        let listener = self.listener(wanted, settings, &sources)?;
        let running = RunningSasl { listener: Arc::clone(&listener), sources };
        opened.follows.sasl.insert(Arc::clone(&name), running.clone());
        opened.sasl.insert(Arc::clone(&name), running);
        #[cfg(feature = "tls")]
        let server = self.tls(wanted, &opened.clock)?;
        let bound = sockets::bind(&wanted.addresses, wanted.port_of(index))
            .map_err(|failure| failure.of(settings.id, &wanted.name))?;
        let mut listening = Vec::new();
        for socket in bound {
            listening.push(socket.local_addr().map_err(StartError::Runtime)?);
            let door = Door {
                node: Arc::clone(&opened.decisions),
                listener: Arc::clone(&listener),
                timeline: opened.timeline.clone(),
                observer: Arc::clone(&self.builder.observer),
                places: Arc::clone(&opened.places),
                #[cfg(feature = "tls")]
                tls: server.clone(),
            };
            opened.doorway.add(socket, door)?;
        }
        let port = listening.first().map_or(0, |address| address.port());
        opened.endpoints.insert(Arc::clone(&name), advertised(wanted, settings, port));
        #[cfg(feature = "tls")]
        if let (Some(server), Some(own)) = (server, self.builder.tls_of(wanted)) {
            let changed = Mutex::default();
            let keys = RunningKeys { server: Arc::clone(&server), settings: own.clone(), changed };
            opened.follows.tls.insert(Arc::clone(&name), keys);
            opened.tls.insert(Arc::clone(&name), server);
        }
        opened.addresses.insert(name, listening);
        Ok(())
    }

    /// Makes the node known to the cluster.
    fn register(
        &self,
        settings: &NodeSettings,
        gssapi: Option<Arc<Gssapi>>,
        opened: Opened,
    ) -> Node {
        let Opened { follows, decisions, doorway, endpoints, addresses, sasl, .. } = opened;
        self.state.put_node(NodeEntry { id: settings.id, rack: settings.rack.clone(), endpoints });
        decisions.note_static_configs();
        self.note_listeners(settings.id, &addresses);
        let follows: Arc<dyn ConfigWatcher> = Arc::new(follows);
        self.state.watch_configs(&follows);
        Node {
            id: settings.id,
            state: Arc::clone(&self.state),
            gssapi,
            sasl,
            addresses,
            doorway,
            _follows: follows,
            #[cfg(feature = "tls")]
            tls: opened.tls,
            changing: Mutex::default(),
        }
    }

    fn listener(
        &self,
        wanted: &ListenerSettings,
        settings: &NodeSettings,
        sources: &Sources,
    ) -> Result<Arc<Listener>, StartError> {
        let keytab = settings.keytab.as_ref().or(self.builder.keytab.as_ref());
        let (sasl, kerberos) = match wanted.protocol.has_sasl() {
            true => {
                let (sasl, kerberos) = self.builder.sasl_part(wanted, sources, keytab)?;
                (Some(sasl), kerberos)
            }
            false => (None, PrincipalRules::for_realm("")),
        };
        let transport = match wanted.protocol.has_tls() {
            true if !cfg!(feature = "tls") => return Err(StartError::NoTls(wanted.name.clone())),
            true => Transport::Tls,
            false => Transport::Plain,
        };
        let ssl = wanted.ssl_rules.clone();
        let principals = match wanted.principals.as_ref().or(self.builder.principals.as_ref()) {
            Some(own) => Arc::clone(own),
            None => Arc::new(DefaultPrincipalBuilder { kerberos, ssl }),
        };
        let (name, role) = (Arc::from(&*wanted.name), self.builder.names.role(&wanted.name));
        Ok(Arc::new(Listener { name, role, transport, sasl, principals }))
    }

    /// Has the cluster show what the node listens on, in Kafka's form.
    fn note_listeners(&self, node: i32, addresses: &BTreeMap<Arc<str>, Vec<SocketAddr>>) {
        let first = |(name, addresses): (&Arc<str>, &Vec<SocketAddr>)| {
            Some(format!("{name}://{}", addresses.first()?))
        };
        let listeners: Vec<String> = addresses.iter().filter_map(first).collect();
        let protocol = |it: &ListenerSettings| format!("{}:{}", it.name, it.protocol);
        let protocols: Vec<String> = self.builder.listeners.iter().map(protocol).collect();
        self.state.note_static_config(node, "listeners", &listeners.join(","));
        let map = "listener.security.protocol.map";
        self.state.note_static_config(node, map, &protocols.join(","));
    }

    #[cfg(feature = "tls")]
    fn tls(
        &self,
        wanted: &ListenerSettings,
        clock: &Arc<dyn Clock>,
    ) -> Result<Option<Arc<TlsServer>>, StartError> {
        if !wanted.protocol.has_tls() {
            return Ok(None);
        }
        let settings = self.builder.tls_of(wanted);
        let settings = settings.ok_or_else(|| StartError::NoTlsSettings(wanted.name.clone()))?;
        let failed = |error| StartError::Tls(wanted.name.clone(), error);
        Ok(Some(Arc::new(TlsServer::new(settings, clock).map_err(failed)?)))
    }

    /// A node's own acceptor: nodes share keys, but neither clock nor replay cache.
    fn gssapi(&self, settings: &NodeSettings) -> Option<Arc<Gssapi>> {
        let keytab = settings.keytab.as_ref().or(self.builder.keytab.as_ref())?;
        let settings = self.builder.gssapi_of(self.builder.dialect_of(settings));
        Some(Arc::new(Gssapi::new(keytab.into(), settings)))
    }

    pub(super) fn spawn(self) -> Tasks {
        let clock = Arc::clone(&self.builder.clock);
        let timeline = Timeline::new(clock, self.origin);
        Tasks(vec![self.handle.spawn(timer::keep(self.state, timeline))])
    }
}

fn advertised(wanted: &ListenerSettings, settings: &NodeSettings, bound: u16) -> Endpoint {
    let own = settings.advertised.get(&wanted.name);
    let host = own.map_or(&wanted.advertised_host, |(host, _)| host);
    let port = own.and_then(|(_, port)| *port).or(wanted.advertised_port).unwrap_or(bound);
    Endpoint { host: Arc::from(&**host), port }
}
