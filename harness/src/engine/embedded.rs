//! The embedded cluster: our brokers, in this process.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use kerbside_broker::{
    Cluster, ListenerSettings, NodeError, NodeSettings, SaslMechanism, SecurityProtocol,
};
use kerbside_broker_core::acl::{AclRefusal, Acls};
use kerbside_broker_core::dialect::Dialect;
use kerbside_broker_core::principal::{KafkaPrincipal, PrincipalRules};
use kerbside_broker_core::sasl::GssapiSettings;
use kerbside_broker_core::settings::{ClusterSettings, ConnectionSettings};
use kerbside_broker_core::ssl_principal::SslPrincipalRules;
use kerbside_broker_core::tokens::{DelegationToken, NewToken, SecretKey};
use kerbside_krb5::formats::keytab::Keytab;

use super::{AuthorizerSettings, Engine, NodeAddress};
use crate::acls::{Acl, AclFilter, Authorization, Wish};
use crate::clock::WallClock;
use crate::control::Control;
use crate::evidence::Journal;
use crate::party::{BedError, Part, Unavailable, Work};

/// The listener that clients use.
const CLIENT: &str = "SASL_PLAINTEXT";
/// The listener without authentication.
const PLAINTEXT: &str = "PLAINTEXT";

/// The settings of an embedded cluster.
#[derive(Clone, Debug)]
pub struct EmbeddedSettings {
    /// How many nodes, numbered from 1.
    pub nodes: usize,
    /// The first node's port, the next node's one higher; 0 is any that is free.
    pub port: u16,
    /// The addresses that nodes listen on; 127.0.0.1 and ::1 when empty.
    pub addresses: Vec<IpAddr>,
    /// The host that is advertised.
    pub advertised_host: String,
    /// Whether the advertised host has a principal.
    pub advertised_principal: AdvertisedPrincipal,
    /// The service part of the brokers' principals.
    pub service_name: String,
    /// `connections.max.reauth.ms`; `None` is without end.
    pub sasl_lifetime: Option<Duration>,
    /// Whether there is a listener without authentication beside the SASL one.
    pub plaintext: PlaintextListener,
    /// Who decides what clients may do.
    pub authorizer: AuthorizerSettings,
    /// `sasl.enabled.mechanisms`, in this order.
    pub mechanisms: Vec<SaslMechanism>,
    /// Which Kafka the brokers present themselves as.
    pub dialect: Dialect,
    /// How tickets are accepted.
    pub gssapi: GssapiSettings,
    /// `sasl.kerberos.principal.to.local.rules`; the rule `DEFAULT` without.
    pub principal_rules: Option<PrincipalRules>,
    /// Further listeners: their names, and what is spoken there.
    pub listeners: Vec<(String, SecurityProtocol)>,
    /// `inter.broker.listener.name`
    pub inter_broker_listener: Option<String>,
    /// `control.plane.listener.name`
    pub control_plane_listener: Option<String>,
    /// `controller.listener.names`
    pub controller_listeners: Vec<String>,
    /// TLS of the listeners that have it.
    #[cfg(feature = "tls")]
    pub tls: Option<crate::tls::TlsSettings>,
    /// `ssl.principal.mapping.rules`
    pub ssl_principal_rules: SslPrincipalRules,
    /// What all nodes share.
    pub cluster: ClusterSettings,
    /// How nodes treat connections; `max_reauth` is taken from `sasl_lifetime`.
    pub connections: ConnectionSettings,
}

/// Whether `SERVICE/ADVERTISED-HOST` is in the KDC and in the brokers' keytab.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum AdvertisedPrincipal {
    /// It is.
    #[default]
    Made,
    /// It is not: clients that follow the advertised name are refused by the KDC.
    Missing,
}

/// Whether there is a listener without authentication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum PlaintextListener {
    /// There is none.
    #[default]
    Closed,
    /// There is one, on any port that is free.
    Open,
}

impl Default for EmbeddedSettings {
    fn default() -> Self {
        Self {
            nodes: 1,
            port: 0,
            addresses: Vec::new(),
            advertised_host: "localhost".to_owned(),
            advertised_principal: AdvertisedPrincipal::Made,
            service_name: "kafka".to_owned(),
            sasl_lifetime: None,
            plaintext: PlaintextListener::Closed,
            authorizer: AuthorizerSettings::default(),
            mechanisms: vec![SaslMechanism::Gssapi],
            dialect: Dialect::default(),
            gssapi: GssapiSettings::default(),
            principal_rules: None,
            listeners: Vec::new(),
            inter_broker_listener: None,
            control_plane_listener: None,
            controller_listeners: Vec::new(),
            #[cfg(feature = "tls")]
            tls: None,
            ssl_principal_rules: SslPrincipalRules::default(),
            cluster: ClusterSettings::default(),
            connections: ConnectionSettings::default(),
        }
    }
}

impl EmbeddedSettings {
    /// The brokers' principals, without the realm: for `localhost`, by which clients bootstrap, and
    /// for the advertised host.
    pub(crate) fn principals(&self) -> Vec<String> {
        let mut hosts = vec!["localhost"];
        let advertised = self.advertised_host.as_str();
        if self.advertised_principal == AdvertisedPrincipal::Made && advertised != "localhost" {
            hosts.push(advertised);
        }
        hosts.iter().map(|host| format!("{}/{host}", self.service_name)).collect()
    }

    /// The listeners and what is spoken there, the main one first.
    fn all_listeners(&self) -> Vec<(String, SecurityProtocol)> {
        let mut all = vec![(CLIENT.to_owned(), SecurityProtocol::SaslPlaintext)];
        if self.plaintext == PlaintextListener::Open {
            all.push((PLAINTEXT.to_owned(), SecurityProtocol::Plaintext));
        }
        all.extend(self.listeners.iter().cloned());
        all
    }

    fn listener(&self, name: &str, protocol: SecurityProtocol) -> ListenerSettings {
        let port = if name == CLIENT { self.port } else { 0 };
        let settings = ListenerSettings::new(name, protocol)
            .ssl_principal_rules(self.ssl_principal_rules.clone())
            .advertised_host(&self.advertised_host)
            .port(port);
        match self.addresses.is_empty() {
            true => settings,
            false => settings.addresses(self.addresses.iter().copied()),
        }
    }
}

/// Our brokers, on a thread of their own.
#[derive(Debug)]
pub struct EmbeddedCluster {
    cluster: Cluster,
    clocks: BTreeMap<i32, WallClock>,
    listeners: Vec<(String, SecurityProtocol)>,
}

impl EmbeddedCluster {
    /// Starts a cluster that accepts tickets for the keys of `keytab`.
    ///
    /// # Errors
    /// When a port cannot be had.
    pub async fn start(
        settings: &EmbeddedSettings,
        keytab: &Keytab,
        journal: &Arc<Journal>,
    ) -> Result<Self, BedError> {
        let connections = ConnectionSettings {
            max_reauth: settings.sasl_lifetime,
            ..settings.connections.clone()
        };
        let mut builder = Cluster::builder()
            .settings(settings.cluster.clone())
            .connections(connections)
            .authorizer(settings.authorizer.authorizer())
            .controller_listeners(settings.controller_listeners.clone())
            .keytab(keytab.clone())
            .mechanisms(settings.mechanisms.iter().cloned())
            .dialect(settings.dialect.clone())
            .gssapi(settings.gssapi.clone())
            .observer(journal.broker_observer());
        if let Some(rules) = &settings.principal_rules {
            builder = builder.principal_rules(rules.clone());
        }
        let listeners = settings.all_listeners();
        for (name, protocol) in &listeners {
            builder = builder.listener(settings.listener(name, *protocol));
        }
        if let Some(name) = &settings.inter_broker_listener {
            builder = builder.inter_broker_listener(name);
        }
        if let Some(name) = &settings.control_plane_listener {
            builder = builder.control_plane_listener(name);
        }
        #[cfg(feature = "tls")]
        if let Some(tls) = &settings.tls {
            builder = builder.tls(tls.clone());
        }
        let mut clocks = BTreeMap::new();
        for node in (1..).take(settings.nodes.max(1)) {
            let clock = WallClock::new();
            if clocks.is_empty() {
                // What nodes do together, such as retention, goes by the clock of the first.
                builder = builder.clock(Arc::new(clock.clone()));
            }
            builder = builder.node(NodeSettings::new(node).clock(Arc::new(clock.clone())));
            clocks.insert(node, clock);
        }
        let cluster = builder.start().await.map_err(|error| BedError::Engine(Box::new(error)))?;
        Ok(Self { cluster, clocks, listeners })
    }

    /// The cluster itself: its nodes, topics and groups.
    pub fn inner(&self) -> &Cluster {
        &self.cluster
    }

    fn addresses_on(&self, listener: &str) -> Vec<NodeAddress> {
        let of_node = |node: &kerbside_broker::Node| {
            let advertised = node.advertised(listener).ok()?;
            let listens = *node.addresses(listener).ok()?.first()?;
            Some(NodeAddress {
                node: node.id(),
                host: advertised.host.to_string(),
                port: advertised.port,
                listens,
            })
        };
        self.cluster.nodes().iter().filter_map(of_node).collect()
    }

    fn kept_acls(&self) -> Result<&Acls, BedError> {
        self.cluster.authorizer().acls().ok_or(BedError::NoAcls)
    }

    fn no_such_node(&self, node: i32) -> BedError {
        BedError::NoSuchNode { node, nodes: self.clocks.len() }
    }
}

impl Engine for EmbeddedCluster {
    fn nodes(&self) -> Vec<NodeAddress> {
        self.addresses_on(CLIENT)
    }

    fn plaintext_nodes(&self) -> Vec<NodeAddress> {
        self.addresses_on(PLAINTEXT)
    }

    fn listeners(&self) -> Vec<(String, SecurityProtocol)> {
        self.listeners.clone()
    }

    fn mechanisms(&self, listener: &str) -> Vec<String> {
        let first = self.cluster.nodes().first();
        first.and_then(|node| node.mechanisms(listener).ok()).unwrap_or_default()
    }

    fn nodes_on(&self, listener: &str) -> Vec<NodeAddress> {
        self.addresses_on(listener)
    }

    #[cfg(feature = "tls")]
    fn set_tls<'a>(&'a self, settings: &'a crate::tls::TlsSettings) -> Work<'a, ()> {
        Box::pin(async move {
            let failed = |error| BedError::Engine(Box::new(error));
            for node in self.cluster.nodes() {
                for (name, _) in self.listeners.iter().filter(|(_, it)| it.has_tls()) {
                    node.replace_tls(name, settings).map_err(failed)?;
                }
            }
            Ok(())
        })
    }

    fn clock(&self, node: i32) -> Part<WallClock> {
        let why = "there is no node of that number; they are numbered from 1";
        let unavailable = Unavailable { party: "the broker", part: "clock", why };
        self.clocks.get(&node).cloned().ok_or(unavailable)
    }

    fn control(&self) -> Part<Arc<Control>> {
        Ok(Arc::clone(self.cluster.state().control()))
    }

    fn create_topic<'a>(&'a self, name: &'a str, partitions: u32) -> Work<'a, ()> {
        Box::pin(async move {
            let failed = |reason: String| BedError::Topic { topic: name.to_owned(), reason };
            let partitions = i32::try_from(partitions)
                .map_err(|_| failed(format!("{partitions} partitions are too many")))?;
            self.cluster
                .create_topic(name, partitions)
                .map_err(|refusal| failed(refusal.to_string()))
        })
    }

    fn topics(&self) -> Work<'_, BTreeMap<String, u32>> {
        Box::pin(async move {
            let topics = self.cluster.state().topics();
            // Those that Kafka makes for itself are nobody's business who asks what a test made.
            let counted = topics.iter().filter(|topic| !topic.is_internal()).map(|topic| {
                let partitions = u32::try_from(topic.partitions.len()).unwrap_or(u32::MAX);
                (topic.name.to_string(), partitions)
            });
            Ok(counted.collect())
        })
    }

    fn set_keytab(&self, keytab: Keytab) -> Work<'_, ()> {
        Box::pin(async move {
            self.cluster.replace_keytab(&keytab);
            Ok(())
        })
    }

    fn put_user<'a>(&'a self, name: &'a str, password: &'a str) -> Work<'a, ()> {
        Box::pin(async move {
            self.cluster.put_user(name, password);
            Ok(())
        })
    }

    fn make_token<'a>(
        &'a self,
        owner: &'a str,
        renewers: &'a [&'a str],
    ) -> Work<'a, DelegationToken> {
        Box::pin(async move {
            let state = self.cluster.state();
            let owner = KafkaPrincipal::user(owner);
            let wanted = NewToken {
                id: state.random_id(),
                requester: owner.clone(),
                owner,
                renewers: renewers.iter().map(|name| KafkaPrincipal::user(name)).collect(),
                max_lifetime_ms: -1,
            };
            // Tokens have the times of the node that is asked; here it is the first.
            let now = self.clocks.values().next().map(WallClock::now).unwrap_or_default();
            let made = state.delegation_tokens().create(wanted, now.as_micros().div_euclid(1_000));
            made.map_err(BedError::Token)
        })
    }

    fn set_token_secret(&self, secret: &str) -> Part<()> {
        self.cluster.state().delegation_tokens().set_secret_key(SecretKey::new(secret));
        Ok(())
    }

    fn advertise<'a>(&'a self, node: i32, host: &'a str) -> Work<'a, ()> {
        Box::pin(async move {
            let unknown = || self.no_such_node(node);
            let running = self.cluster.node(node).ok_or_else(unknown)?;
            let present = running.advertised(CLIENT).map_err(|_| unknown())?;
            running.advertise(CLIENT, host, present.port).map_err(|_| unknown())
        })
    }

    fn stop_node(&self, node: i32) -> Work<'_, ()> {
        Box::pin(async move {
            let failed = |error: NodeError| BedError::Node(error.to_string());
            self.cluster.stop_node(node).await.map_err(failed)
        })
    }

    fn start_node(&self, node: i32) -> Work<'_, ()> {
        Box::pin(async move {
            let failed = |error: NodeError| BedError::Node(error.to_string());
            self.cluster.start_node(node).map_err(failed)
        })
    }

    fn move_leader<'a>(&'a self, topic: &'a str, partition: i32, node: i32) -> Work<'a, ()> {
        Box::pin(async move {
            if self.cluster.state().node(node).is_none() {
                let text = format!("node {node} does not run, and cannot lead {topic}-{partition}");
                return Err(BedError::Node(text));
            }
            match self.cluster.state().move_leader(topic, partition, node) {
                true => Ok(()),
                false => Err(BedError::Node(format!("there is no partition {topic}-{partition}"))),
            }
        })
    }

    fn add_acl(&self, acl: Acl) -> Work<'_, ()> {
        Box::pin(async move { self.kept_acls()?.add(acl).map_err(refused) })
    }

    fn acls(&self, filter: AclFilter) -> Work<'_, Vec<Arc<Acl>>> {
        Box::pin(async move { Ok(self.kept_acls()?.list(&filter)) })
    }

    fn remove_acls(&self, filter: AclFilter) -> Work<'_, Vec<Arc<Acl>>> {
        Box::pin(async move {
            let removed = self.kept_acls()?.remove(&[filter]).map_err(refused)?;
            Ok(removed.into_iter().flatten().collect())
        })
    }

    fn decide(&self, wish: Wish) -> Work<'_, Authorization> {
        Box::pin(async move { Ok(self.cluster.authorizer().authorize(&wish.question())) })
    }
}

fn refused(refusal: AclRefusal) -> BedError {
    BedError::Acl(refusal.text)
}

impl kerbside_broker::Clock for WallClock {
    fn now(&self) -> kerbside_krb5::time::Timestamp {
        Self::now(self)
    }
}
