//! How a cluster is started.

mod opening;

use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;

use kerbside_broker_core::authorizer::{AllowAll, Authorizer};
use kerbside_broker_core::cluster::{Cluster as State, NewTopic, TopicRefusal};
use kerbside_broker_core::dialect::Dialect;
use kerbside_broker_core::principal::{PrincipalBuilder, PrincipalRules};
use kerbside_broker_core::sasl::plain::{PasswordVerifier, PlainUsers};
use kerbside_broker_core::sasl::{GssapiSettings, Mechanism};
use kerbside_broker_core::settings::{ClusterSettings, ConnectionSettings};
use kerbside_crypto::Entropy;
use kerbside_krb5::formats::keytab::Keytab;
use kerbside_krb5::gss::sasl::OneWayAnswer;
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::time::Instant;

use crate::clock::{Clock, SystemClock};
use crate::cluster::Cluster;
use crate::entropy::OsEntropy;
use crate::listener::{ListenerSettings, normal_name};
use crate::listener_names::{BadListenerName, ListenerNames};
use crate::node::NodeSettings;
use crate::observer::{Observer, Unobserved};
use crate::runtime::RuntimeThread;
use crate::sasl::SaslMechanism;
use crate::sockets::BindError;
#[cfg(feature = "tls")]
use crate::tls::TlsSettings;
use opening::Run;

/// The settings of a cluster that is about to start.
pub struct Builder {
    nodes: Vec<NodeSettings>,
    listeners: Vec<ListenerSettings>,
    topics: Vec<NewTopic>,
    settings: ClusterSettings,
    connections: ConnectionSettings,
    pub(crate) dialect: Dialect,
    authorizer: Arc<dyn Authorizer>,
    pub(crate) keytab: Option<Keytab>,
    pub(crate) gssapi: GssapiSettings,
    pub(crate) mechanisms: Vec<Arc<dyn Mechanism>>,
    pub(crate) enabled: Option<Vec<SaslMechanism>>,
    pub(crate) users: Vec<(String, String)>,
    pub(crate) passwords: Option<Arc<dyn PasswordVerifier>>,
    pub(crate) rules: Option<PrincipalRules>,
    pub(crate) principals: Option<Arc<dyn PrincipalBuilder>>,
    names: ListenerNames,
    #[cfg(feature = "tls")]
    tls: Option<crate::tls::TlsSettings>,
    clock: Arc<dyn Clock>,
    observer: Arc<dyn Observer>,
    entropy: Box<dyn Entropy + Send>,
    runtime: Option<Handle>,
    max_connections: usize,
}

/// Why a cluster did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A socket could not be had.
    #[error(transparent)]
    Bind(#[from] BindError),
    /// The cluster's thread, or the runtime's part of a socket, could not be made.
    #[error("the broker's runtime cannot be made: {0}")]
    Runtime(#[source] io::Error),
    /// Two nodes have one id.
    #[error("two nodes have the id {0}: give each its own")]
    SameNode(i32),
    /// Two listeners have one name.
    #[error("two listeners are called {0:?}: give each its own name")]
    SameListener(String),
    /// A SASL listener has no mechanism, or GSSAPI without keys.
    #[error(
        "listener {0:?} wants SASL and there is no keytab: give the cluster one, or enable other \
         mechanisms alone"
    )]
    NoKeytab(String),
    /// A listener wants TLS, which this build cannot do.
    #[error("listener {0:?} wants TLS and this build has none: turn the feature `tls` on")]
    NoTls(String),
    /// A listener wants TLS and has neither settings of its own nor the cluster's.
    #[cfg(feature = "tls")]
    #[error("listener {0:?} wants TLS and has no key: give it or the cluster TLS settings")]
    NoTlsSettings(String),
    /// The TLS settings of a listener cannot work.
    #[cfg(feature = "tls")]
    #[error("listener {0:?}: {1}")]
    Tls(String, #[source] crate::tls::TlsError),
    /// A listener's name in a setting cannot be right.
    #[error(transparent)]
    ListenerName(#[from] BadListenerName),
    /// No realm is known whose names are cut to short ones.
    #[error("listener {0:?} wants Kerberos and the keytab is empty: say which realm is its own")]
    NoRealm(String),
    /// A topic was refused.
    #[error("topic {name:?} cannot be made: {refusal}")]
    Topic {
        /// Its name.
        name: Arc<str>,
        /// Why not.
        refusal: TopicRefusal,
    },
}

impl Default for Builder {
    fn default() -> Self {
        Builder {
            nodes: Vec::new(),
            listeners: Vec::new(),
            topics: Vec::new(),
            settings: ClusterSettings::default(),
            connections: ConnectionSettings::default(),
            dialect: Dialect::default(),
            authorizer: Arc::new(AllowAll),
            keytab: None,
            gssapi: GssapiSettings::default(),
            mechanisms: Vec::new(),
            enabled: None,
            users: Vec::new(),
            passwords: None,
            rules: None,
            principals: None,
            names: ListenerNames::default(),
            #[cfg(feature = "tls")]
            tls: None,
            clock: Arc::new(SystemClock),
            observer: Arc::new(Unobserved),
            entropy: Box::new(OsEntropy::new()),
            runtime: None,
            max_connections: 16_384,
        }
    }
}

impl Builder {
    /// Has `count` nodes, with the ids 1 to `count`. Without this, and without
    /// [`Builder::node`], there is one.
    #[must_use]
    pub fn nodes(mut self, count: u16) -> Self {
        self.nodes = (1..=i32::from(count)).map(NodeSettings::new).collect();
        self
    }

    /// Has this node too.
    #[must_use]
    pub fn node(mut self, node: NodeSettings) -> Self {
        self.nodes.push(node);
        self
    }

    /// Listens like this on every node. Without any listener there is one, `PLAINTEXT`.
    #[must_use]
    pub fn listener(mut self, listener: ListenerSettings) -> Self {
        self.listeners.push(listener);
        self
    }

    /// Talks to other brokers on this listener (`inter.broker.listener.name`). Nodes share their
    /// state and need no connections for it; other programs may use the listener.
    #[must_use]
    pub fn inter_broker_listener(mut self, name: impl Into<String>) -> Self {
        self.names.inter_broker = Some(normal_name(&name.into()));
        self
    }

    /// Has this listener for what a controller tells brokers (`control.plane.listener.name`).
    #[must_use]
    pub fn control_plane_listener(mut self, name: impl Into<String>) -> Self {
        self.names.control_plane = Some(normal_name(&name.into()));
        self
    }

    /// Is a controller on these listeners (`controller.listener.names`): they serve what a
    /// controller serves, and clients do not learn of them.
    #[must_use]
    pub fn controller_listeners<N: Into<String>>(
        mut self,
        names: impl IntoIterator<Item = N>,
    ) -> Self {
        self.names.controllers = names.into_iter().map(|it| normal_name(&it.into())).collect();
        self
    }

    /// The TLS settings of listeners that have none of their own.
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn tls(mut self, settings: crate::tls::TlsSettings) -> Self {
        self.tls = Some(settings);
        self
    }

    /// Has this topic from the beginning.
    #[must_use]
    pub fn topic(mut self, name: &str, partitions: i32) -> Self {
        self.topics.push(NewTopic::named(name, partitions));
        self
    }

    /// What all nodes share.
    #[must_use]
    pub fn settings(mut self, settings: ClusterSettings) -> Self {
        self.settings = settings;
        self
    }

    /// How nodes treat connections.
    #[must_use]
    pub fn connections(mut self, settings: ConnectionSettings) -> Self {
        self.connections = settings;
        self
    }

    /// Presents itself as this Kafka.
    #[must_use]
    pub fn dialect(mut self, dialect: Dialect) -> Self {
        self.dialect = dialect;
        self
    }

    /// Asks this authorizer; without one everybody may do everything. Kafka's own, with
    /// `super.users` and `allow.everyone.if.no.acl.found`, is
    /// [`kerbside_broker_core::acl::StandardAuthorizer`].
    #[must_use]
    pub fn authorizer(mut self, authorizer: Arc<dyn Authorizer>) -> Self {
        self.authorizer = authorizer;
        self
    }

    /// What time all nodes believe it is that have no clock of their own.
    #[must_use]
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Tells `observer` what happens on connections.
    #[must_use]
    pub fn observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.observer = observer;
        self
    }

    /// Draws ids, and what else is random, from `entropy`.
    #[must_use]
    pub fn entropy(mut self, entropy: Box<dyn Entropy + Send>) -> Self {
        self.entropy = entropy;
        self
    }

    /// Runs on `runtime` in place of a thread of its own.
    #[must_use]
    pub fn runtime(mut self, runtime: Handle) -> Self {
        self.runtime = Some(runtime);
        self
    }

    /// Serves at most so many connections per node at once (`max.connections`); more wait to be
    /// accepted.
    #[must_use]
    pub fn max_connections(mut self, count: usize) -> Self {
        self.max_connections = count.clamp(1, Semaphore::MAX_PERMITS);
        self
    }

    /// Lets the requests that are under way on all connections take so many octets of memory, with
    /// their answers ([`ClusterSettings::request_memory_max_bytes`]). The connection that would
    /// need more is closed.
    #[must_use]
    pub fn request_memory(mut self, octets: usize) -> Self {
        self.settings.request_memory_max_bytes = octets;
        self
    }

    /// Starts the cluster; it answers when this returns.
    ///
    /// # Errors
    /// [`StartError`], which names what is wrong and the remedy.
    pub async fn start(self) -> Result<Cluster, StartError> {
        // Nothing here waits: sockets are listening before the tasks first run.
        self.start_blocking()
    }

    /// [`Builder::start`] for callers outside a runtime.
    ///
    /// # Errors
    /// [`StartError`], which names what is wrong and the remedy.
    pub fn start_blocking(mut self) -> Result<Cluster, StartError> {
        self.fill_in_and_check()?;
        let entropy = std::mem::replace(&mut self.entropy, Box::new(OsEntropy::new()));
        let mut settings = self.settings.clone();
        let transactions = &mut settings.transactions;
        transactions.version = transactions.version.min(self.dialect.transactions());
        if let Some(acls) = self.authorizer.acls() {
            acls.set_networks(self.dialect.acl_networks());
        }
        let state = Arc::new(State::new(settings, entropy));
        let (handle, thread) = match self.runtime.take() {
            Some(handle) => (handle, None),
            None => {
                let thread = RuntimeThread::start().map_err(StartError::Runtime)?;
                (thread.handle().clone(), Some(thread))
            }
        };
        let passwords = Arc::new(PlainUsers::default());
        let run = Run {
            builder: &self,
            state: Arc::clone(&state),
            handle: handle.clone(),
            origin: Instant::now(),
            passwords: Arc::clone(&passwords),
        };
        let mut nodes = Vec::new();
        for (index, settings) in self.nodes.iter().enumerate() {
            nodes.push(run.open(index, settings)?);
        }
        for topic in &self.topics {
            let failed = |refusal| StartError::Topic { name: Arc::clone(&topic.name), refusal };
            state.create_topic(topic).map_err(failed)?;
        }
        for node in &nodes {
            node.doorway.open(node.id)?;
        }
        let tasks = run.spawn();
        let authorizer = Arc::clone(&self.authorizer);
        let cluster = Cluster { state, authorizer, nodes, passwords, tasks, _thread: thread };
        for (user, password) in &self.users {
            cluster.put_user(user, password);
        }
        Ok(cluster)
    }

    /// What a listener with TLS is to know.
    #[cfg(feature = "tls")]
    fn tls_of<'a>(&'a self, wanted: &'a ListenerSettings) -> Option<&'a TlsSettings> {
        wanted.tls.as_ref().or(self.tls.as_ref())
    }

    /// Which Kafka a node presents itself as.
    pub(crate) fn dialect_of<'a>(&'a self, node: &'a NodeSettings) -> &'a Dialect {
        node.dialect.as_ref().unwrap_or(&self.dialect)
    }

    /// How tickets are accepted in a dialect; a habit that was set is kept.
    pub(crate) fn gssapi_of(&self, dialect: &Dialect) -> GssapiSettings {
        let mut settings = self.gssapi.clone();
        if settings.one_way == OneWayAnswer::default() {
            settings.one_way = dialect.sasl_habits().one_way;
        }
        settings
    }

    fn fill_in_and_check(&mut self) -> Result<(), StartError> {
        if self.nodes.is_empty() {
            self.nodes.push(NodeSettings::new(1));
        }
        if self.listeners.is_empty() {
            self.listeners.push(ListenerSettings::plaintext("PLAINTEXT"));
        }
        let mut ids = BTreeSet::new();
        if let Some(twin) = self.nodes.iter().find(|it| !ids.insert(it.id)) {
            return Err(StartError::SameNode(twin.id));
        }
        let mut names = BTreeSet::new();
        if let Some(twin) = self.listeners.iter().find(|it| !names.insert(&it.name)) {
            return Err(StartError::SameListener(twin.name.clone()));
        }
        Ok(self.names.check(&self.listeners)?)
    }
}
