//! The client of a cluster: one connection per broker, found by advertised name.

use std::collections::HashMap;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use kerbside_kafka_wire::{ApiKey, ErrorCode};

use super::admin::Admin;
use super::call::Call;
use super::connection::Connection;
use super::error::KafkaError;
use super::host_port::HostPort;
use super::observer::Origin;
use super::options::ConnectOptions;
use super::patience::Patience;
use super::topology::Topology;

/// A client of a cluster. Clones share their connections, on each of which one request is under way
/// at a time: whoever must not wait for another's long poll connects anew.
#[derive(Clone)]
pub struct KafkaClient {
    pub(super) shared: Arc<Shared>,
}

pub(super) struct Shared {
    pub(super) options: Arc<ConnectOptions>,
    /// Where keyless records go next.
    pub(super) turn: AtomicUsize,
    bootstrap: Vec<HostPort>,
    seed: Slot,
    nodes: Mutex<HashMap<i32, Slot>>,
    topology: Mutex<Arc<Topology>>,
}

/// The place of a connection, which is opened when it is first needed.
type Slot = Arc<tokio::sync::Mutex<Option<Connection>>>;

impl KafkaClient {
    /// Connects to the first bootstrap address that lets it in, and asks who else there is.
    ///
    /// # Errors
    /// The error of the last address tried.
    pub async fn connect(options: ConnectOptions) -> Result<Self, KafkaError> {
        let bootstrap = HostPort::parse_list(&options.bootstrap)?;
        let client = Self {
            shared: Arc::new(Shared {
                options: Arc::new(options),
                turn: AtomicUsize::new(0),
                bootstrap,
                seed: Slot::default(),
                nodes: Mutex::default(),
                topology: Mutex::default(),
            }),
        };
        client.refresh(Some(&[])).await?;
        Ok(client)
    }

    /// Its settings.
    pub fn options(&self) -> &ConnectOptions {
        &self.shared.options
    }

    /// Topics and the cluster.
    pub fn admin(&self) -> Admin<'_> {
        Admin::new(self)
    }

    /// What is known of the cluster, as of the last question about it.
    pub fn topology(&self) -> Arc<Topology> {
        Arc::clone(&self.shared.topology.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Sends a request to the bootstrap broker and returns the body of the answer, for tests.
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn request(
        &self,
        key: ApiKey,
        version: i16,
        body: Bytes,
    ) -> Result<Bytes, KafkaError> {
        let mut slot = self.shared.seed.lock().await;
        self.seed(&mut slot).await?.request(key, version, body).await
    }

    /// Asks the bootstrap broker.
    pub(super) async fn call_any<R: Call>(&self, request: &R) -> Result<R::Response, KafkaError> {
        let mut slot = self.shared.seed.lock().await;
        self.seed(&mut slot).await?.call(request).await
    }

    /// Asks the broker `node`, by its advertised name.
    pub(super) async fn call_node<R: Call>(
        &self,
        node: i32,
        request: &R,
        longer: Duration,
    ) -> Result<R::Response, KafkaError> {
        let broker = self.broker(node)?;
        let slot = {
            let mut nodes = self.shared.nodes.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(nodes.entry(node).or_default())
        };
        let mut slot = slot.lock().await;
        let connection = self.opened(&mut slot, &[broker], Origin::Advertised).await?;
        let version = connection.version_of::<R>()?;
        connection.call_at(request, version, longer).await
    }

    /// The advertised address of `node`.
    fn broker(&self, node: i32) -> Result<HostPort, KafkaError> {
        let known = self.topology().brokers.get(&node).cloned();
        known.ok_or_else(|| {
            let about = format!("node {node}");
            KafkaError::api(ApiKey::METADATA, ErrorCode::BROKER_NOT_AVAILABLE, about)
        })
    }

    async fn seed<'a>(
        &self,
        slot: &'a mut Option<Connection>,
    ) -> Result<&'a mut Connection, KafkaError> {
        self.opened(slot, &self.shared.bootstrap, Origin::Bootstrap).await
    }

    /// The connection of `slot`, if it is to one of `brokers` and usable; else a new one to the
    /// first of them that lets us in.
    async fn opened<'a>(
        &self,
        slot: &'a mut Option<Connection>,
        brokers: &[HostPort],
        origin: Origin,
    ) -> Result<&'a mut Connection, KafkaError> {
        let mut held = slot.take().filter(|held| brokers.contains(held.broker()));
        held.take_if(|held| !held.is_usable());
        if let Some(connection) = &mut held {
            let now = self.shared.options.clock.now();
            if connection.session().is_some_and(|session| session.is_due(now)) {
                connection.authenticate().await?;
            }
        }
        let mut last = KafkaError::NoBootstrap;
        for broker in brokers {
            if held.is_some() {
                break;
            }
            match Connection::open(broker, origin, &self.shared.options).await {
                Ok(connection) => held = Some(connection),
                Err(error) => last = error,
            }
        }
        match held {
            Some(connection) => Ok(slot.insert(connection)),
            None => Err(last),
        }
    }

    /// Asks about the cluster and `topics`, or all topics. What is wrong with a topic is an error
    /// when it was asked for by name.
    pub(super) async fn refresh(
        &self,
        topics: Option<&[&str]>,
    ) -> Result<Arc<Topology>, KafkaError> {
        let request = Topology::request(topics, self.shared.options.auto_create);
        let (mut topology, refused) = Topology::read(self.call_any(&request).await?);
        if let (Some(_), Some((topic, code))) = (topics, refused.into_iter().next()) {
            return Err(KafkaError::api(ApiKey::METADATA, code, topic));
        }
        let mut known = self.shared.topology.lock().unwrap_or_else(PoisonError::into_inner);
        if topics.is_some() {
            // Topics that were not asked about are still there as far as is known.
            for (name, partitions) in &known.topics {
                topology.topics.entry(name.clone()).or_insert_with(|| partitions.clone());
            }
        }
        *known = Arc::new(topology);
        Ok(Arc::clone(&known))
    }

    /// The partitions of `topic`, each with a leader; waits until it is so.
    pub(super) async fn topic(&self, topic: &str) -> Result<Arc<Topology>, KafkaError> {
        let patience = self.patience();
        loop {
            let done = self.topic_once(topic).await;
            if !patience.wants_another(&done).await {
                return done;
            }
        }
    }

    async fn topic_once(&self, topic: &str) -> Result<Arc<Topology>, KafkaError> {
        let topology = self.refresh(Some(&[topic])).await?;
        for partition in topology.partitions(topic)?.keys() {
            topology.leader(topic, *partition)?;
        }
        Ok(topology)
    }

    /// What is known of `topic`, asked for when nothing is.
    pub(super) async fn known_topic(&self, topic: &str) -> Result<Arc<Topology>, KafkaError> {
        let known = self.topology();
        match known.topics.contains_key(topic) {
            true => Ok(known),
            false => self.topic(topic).await,
        }
    }

    /// The leader of a partition, as far as is known.
    pub(super) async fn leader(&self, topic: &str, partition: i32) -> Result<i32, KafkaError> {
        self.known_topic(topic).await?.leader(topic, partition)
    }

    /// Asks about `topic` anew before it is next used.
    pub(super) fn forget(&self, topic: &str) {
        let mut known = self.shared.topology.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::make_mut(&mut known).topics.remove(topic);
    }

    /// For how long something is tried again.
    pub(super) fn patience(&self) -> Patience {
        Patience::new(self.shared.options.retry_for)
    }
}

impl std::fmt::Debug for KafkaClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KafkaClient").field("options", &self.shared.options).finish_non_exhaustive()
    }
}
