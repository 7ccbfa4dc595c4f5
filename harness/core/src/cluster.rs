//! What the nodes of a cluster share: who they are, the topics, the groups.
//!
//! One state behind locks, held for the time of one look-up or one append; connections of all
//! nodes work on it at once. Nothing here waits.

mod features;
mod housekeeping;
mod internal_topics;
mod leadership;
mod membership;
mod nodes;
mod partition;
mod reassignment;
mod topic;
mod topic_config;
mod topic_config_check;
mod topic_name;
mod topic_settings;
mod topics;
mod transactions;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard, Weak,
};

use kerbside_crypto::Entropy;
use kerbside_kafka_wire::Uuid;

pub(crate) use internal_topics::InternalTopic;
pub use leadership::{Election, Leadership, Moving};
pub(crate) use membership::min_insync;
pub use nodes::{Endpoint, NodeEntry, coordinator_partition};
pub use partition::{Partition, PartitionState};
pub use reassignment::{Reassignments, ReplicationFactor};
pub use topic::{NewTopic, Placement, Topic, TopicRefusal};
pub use topic_config::{ConfigRow, ConfigType, TOPIC_CONFIGS, TopicConfigs};
pub use topic_config_check::check_topic_configs;
pub use topic_name::{TopicNameError, check_topic_name};
pub use topic_settings::{CleanupPolicy, TopicSettings};

use crate::config::{self, ConfigWatcher, Configs};
use crate::control::Control;
use crate::event::ConnectionId;
use crate::fetch_session::FetchSessions;
use crate::groups::Coordinator;
use crate::memory::RequestMemory;
use crate::now::{Monotonic, Now, earlier};
use crate::promise::Doorbell;
use crate::quotas::Quotas;
use crate::sasl::scram::ScramStore;
use crate::settings::ClusterSettings;
use crate::storage::LogMemory;
use crate::tokens::DelegationTokens;
use crate::transactions::{ProducerIds, TransactionCoordinator};
use housekeeping::Housekeeping;
use nodes::Nodes;
pub use topics::Commit;
use topics::Topics;

/// A cluster.
pub struct Cluster {
    id: Arc<str>,
    settings: ClusterSettings,
    nodes: RwLock<Nodes>,
    topics: RwLock<Topics>,
    groups: Mutex<Coordinator>,
    quorum: Mutex<features::Quorum>,
    quotas: Quotas,
    metadata_offset: AtomicI64,
    configs: RwLock<Configs>,
    config_watchers: Mutex<Vec<Weak<dyn ConfigWatcher>>>,
    scram: Arc<ScramStore>,
    tokens: Mutex<DelegationTokens>,
    /// By node.
    fetch_sessions: Mutex<BTreeMap<i32, FetchSessions>>,
    log_memory: Arc<LogMemory>,
    request_memory: Arc<RequestMemory>,
    housekeeping: Mutex<Housekeeping>,
    /// Taken before a partition's state and before `groups` where both are.
    transactions: Mutex<TransactionCoordinator>,
    timer: Mutex<Timer>,
    producer_ids: Arc<ProducerIds>,
    connection_ids: AtomicU64,
    entropy: Mutex<Box<dyn Entropy + Send>>,
    control: Arc<Control>,
}

/// Whoever calls [`Cluster::expire`] in time.
#[derive(Default)]
struct Timer {
    bell: Option<Arc<dyn Doorbell>>,
    set_for: Option<Monotonic>,
}

impl Cluster {
    /// A cluster without nodes and topics; its id is drawn from the entropy.
    pub fn new(settings: ClusterSettings, mut entropy: Box<dyn Entropy + Send>) -> Self {
        let id = random_id(&mut *entropy);
        let producer_ids = Arc::new(ProducerIds::default());
        let transactions =
            TransactionCoordinator::new(settings.transactions.clone(), Arc::clone(&producer_ids));
        Cluster {
            id: Arc::from(id.to_string()),
            nodes: RwLock::default(),
            topics: RwLock::new(Topics::new(topic_settings::log_defaults(&settings))),
            groups: Mutex::new(Coordinator::new(settings.groups.clone())),
            quorum: Mutex::default(),
            quotas: Quotas::default(),
            metadata_offset: AtomicI64::new(0),
            configs: RwLock::new(Configs::new(config::of_cluster(&settings))),
            config_watchers: Mutex::default(),
            scram: Arc::default(),
            tokens: Mutex::new(DelegationTokens::new(settings.delegation_tokens.clone())),
            fetch_sessions: Mutex::default(),
            log_memory: Arc::new(LogMemory::new(settings.log_memory_max_bytes)),
            request_memory: RequestMemory::new(settings.request_memory_max_bytes),
            housekeeping: Mutex::new(Housekeeping::new(&settings)),
            transactions: Mutex::new(transactions),
            timer: Mutex::default(),
            producer_ids,
            connection_ids: AtomicU64::new(1),
            entropy: Mutex::new(entropy),
            control: Arc::default(),
            settings,
        }
    }

    /// The cluster's id.
    pub fn id(&self) -> &Arc<str> {
        &self.id
    }

    /// Its settings.
    pub fn settings(&self) -> &ClusterSettings {
        &self.settings
    }

    /// An id for a new connection.
    pub fn next_connection_id(&self) -> ConnectionId {
        ConnectionId(self.connection_ids.fetch_add(1, Ordering::Relaxed))
    }

    /// An id for an idempotent producer.
    pub fn next_producer_id(&self) -> i64 {
        self.producer_ids.next()
    }

    /// The group coordinator, locked. Call [`Cluster::rearm`] after a change.
    pub fn groups(&self) -> MutexGuard<'_, Coordinator> {
        lock(&self.groups)
    }

    /// The SCRAM credentials.
    pub fn scram(&self) -> &Arc<ScramStore> {
        &self.scram
    }

    /// The delegation tokens, locked.
    pub fn delegation_tokens(&self) -> MutexGuard<'_, DelegationTokens> {
        lock(&self.tokens)
    }

    /// The quotas of clients.
    pub fn quotas(&self) -> &Quotas {
        &self.quotas
    }

    /// What was configured, to look at.
    pub(crate) fn configs(&self) -> RwLockReadGuard<'_, Configs> {
        self.configs.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was configured, to change.
    pub(crate) fn configs_mut(&self) -> RwLockWriteGuard<'_, Configs> {
        self.configs.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whoever acts upon configurations.
    pub(crate) fn watchers(&self) -> Vec<Arc<dyn ConfigWatcher>> {
        lock(&self.config_watchers).iter().filter_map(Weak::upgrade).collect()
    }

    /// Tells `watcher` of every change of a broker's settings, as long as somebody else keeps it.
    pub fn watch_configs(&self, watcher: &Arc<dyn ConfigWatcher>) {
        lock(&self.config_watchers).push(Arc::downgrade(watcher));
    }

    /// The defaults of topics that the cluster was started with.
    pub(crate) fn log_defaults_at_start(&self) -> TopicConfigs {
        topic_settings::log_defaults(&self.settings)
    }

    /// Entropy, locked.
    pub fn entropy(&self) -> MutexGuard<'_, Box<dyn Entropy + Send>> {
        lock(&self.entropy)
    }

    /// What a test makes of requests on purpose.
    pub fn control(&self) -> &Arc<Control> {
        &self.control
    }

    /// Works with the fetch sessions of a node.
    pub fn with_fetch_sessions<T>(
        &self,
        node: i32,
        work: impl FnOnce(&mut FetchSessions) -> T,
    ) -> T {
        let fresh = || FetchSessions::new(self.settings.fetch_session_slots);
        work(lock(&self.fetch_sessions).entry(node).or_insert_with(fresh))
    }

    /// The memory of all logs.
    pub fn log_memory(&self) -> &Arc<LogMemory> {
        &self.log_memory
    }

    /// The memory of all requests under way.
    pub fn request_memory(&self) -> &Arc<RequestMemory> {
        &self.request_memory
    }

    /// Rings this bell when a deadline comes that is earlier than the last one reported.
    pub fn set_timer(&self, bell: Arc<dyn Doorbell>) {
        lock(&self.timer).bell = Some(bell);
    }

    /// When [`Cluster::expire`] has something to do next.
    pub fn next_deadline(&self) -> Option<Monotonic> {
        // In two steps: `transactions` may not be asked for while `groups` is held.
        let groups = self.groups().next_deadline();
        let timers = earlier(groups, self.next_transaction_deadline());
        let next = earlier(timers, Some(self.next_housekeeping()));
        lock(&self.timer).set_for = next;
        next
    }

    /// Ends what was due by `now`.
    pub fn expire(&self, now: Now) {
        {
            let mut groups = self.groups();
            groups.expire(now.monotonic);
            groups.note_emptied(now.wall_millis());
        }
        self.keep_house(now);
        self.with_transactions(now, |transactions| transactions.expire(now));
    }

    /// Tells the timer when a deadline became earlier.
    pub fn rearm(&self, coordinator: &mut Coordinator) {
        self.rearm_for(coordinator.next_deadline());
    }

    fn rearm_for(&self, deadline: Option<Monotonic>) {
        let Some(next) = deadline else {
            return;
        };
        let mut timer = lock(&self.timer);
        if timer.set_for.is_none_or(|set_for| next < set_for) {
            timer.set_for = Some(next);
            if let Some(bell) = &timer.bell {
                bell.ring();
            }
        }
    }

    /// An identifier that nothing has yet: of a topic, or a delegation token.
    pub fn random_id(&self) -> Uuid {
        random_id(&mut **self.entropy())
    }
}

/// A random identifier in the form of `java.util.UUID`; Kafka avoids a leading dash, which a shell
/// takes for an option.
fn random_id(entropy: &mut dyn Entropy) -> Uuid {
    let mut octets = [0; 16];
    entropy.fill(&mut octets);
    let number = u128::from_be_bytes(octets) & !(0xf << 76) & !(0x3 << 62) | 4 << 76 | 2 << 62;
    let id = Uuid(number.to_be_bytes());
    match id.to_string().starts_with('-') {
        true => Uuid((number & !(1 << 127)).to_be_bytes()),
        false => id,
    }
}

/// A lock whose holder panicked is as good as any: every change under it is complete or absent.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
