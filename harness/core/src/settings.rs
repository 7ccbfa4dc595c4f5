//! The settings of a broker, under Kafka's names and with Kafka 4.4's defaults, except where a
//! test bed wants otherwise: that is said.

use std::time::Duration;

use crate::cluster::{Reassignments, TopicConfigs};
use crate::groups::GroupSettings;
use crate::refusal::JgssExport;
use crate::tokens::TokenSettings;
use crate::transactions::TransactionSettings;

/// Settings that all nodes of a cluster share.
#[derive(Clone, Debug)]
pub struct ClusterSettings {
    /// `auto.create.topics.enable`
    pub auto_create_topics: bool,
    /// `num.partitions`
    pub num_partitions: i32,
    /// `default.replication.factor`
    pub default_replication_factor: i16,
    /// `message.max.bytes`
    pub message_max_bytes: usize,
    /// `log.message.timestamp.after.max.ms`
    pub timestamp_after_max: Duration,
    /// Further defaults of topics under the names of the broker's settings, such as
    /// `log.retention.ms`. They can be changed while the cluster runs
    /// ([`Cluster::set_log_default`](crate::cluster::Cluster::set_log_default)).
    pub log_defaults: TopicConfigs,
    /// `fetch.max.bytes`
    pub fetch_max_bytes: usize,
    /// `max.incremental.fetch.session.cache.slots`
    pub fetch_session_slots: usize,
    /// `log.retention.check.interval.ms`
    pub log_retention_check_interval: Duration,
    /// `log.cleaner.backoff.ms`: how often logs are looked at for compaction.
    pub log_cleaner_backoff: Duration,
    /// Octets of records that all logs together hold in memory. Beyond it producers are refused
    /// (KAFKA_STORAGE_ERROR), as by a full disk; nothing is deleted behind a test's back. Not
    /// Kafka's.
    pub log_memory_max_bytes: usize,
    /// Octets that may come out of one compressed batch; a batch that holds more is refused
    /// (INVALID_RECORD). Not Kafka's, which has no bound.
    pub inflated_max_bytes: usize,
    /// Octets that requests under way may take on all connections together, with their answers.
    /// The connection that would need more is closed. Not Kafka's.
    pub request_memory_max_bytes: usize,
    /// When reassignments of partitions are complete. A habit.
    pub reassignments: Reassignments,
    /// The most partitions of all topics together. Kafka has no such limit, memory has.
    pub max_partitions: usize,
    /// The most users with SCRAM credentials that clients may make. Not Kafka's.
    pub max_scram_users: usize,
    /// The group coordinator's.
    pub groups: GroupSettings,
    /// Those of delegation tokens.
    pub delegation_tokens: TokenSettings,
    /// Those of transactions.
    pub transactions: TransactionSettings,
}

impl Default for ClusterSettings {
    fn default() -> Self {
        ClusterSettings {
            auto_create_topics: true,
            num_partitions: 1,
            default_replication_factor: 1,
            message_max_bytes: 1_048_588,
            timestamp_after_max: Duration::from_secs(3_600),
            log_defaults: TopicConfigs::new(),
            fetch_max_bytes: 57_671_680,
            fetch_session_slots: 1_000,
            log_retention_check_interval: Duration::from_secs(300),
            log_cleaner_backoff: Duration::from_secs(15),
            log_memory_max_bytes: 8 << 30,
            inflated_max_bytes: 128 << 20,
            request_memory_max_bytes: 1 << 30,
            reassignments: Reassignments::default(),
            max_partitions: 50_000,
            max_scram_users: 10_000,
            groups: GroupSettings::default(),
            delegation_tokens: TokenSettings::default(),
            transactions: TransactionSettings::default(),
        }
    }
}

/// Settings of one node's connections.
#[derive(Clone, Debug)]
pub struct ConnectionSettings {
    /// `socket.request.max.bytes`
    pub request_max_bytes: usize,
    /// Octets that a request and its answer may take as structures, beside what came in: 512 for
    /// each element of the request and what is to be said of it, and the lists of long answers. A
    /// client that asks for more is closed. Not Kafka's, which has no such bound.
    pub request_memory: usize,
    /// `sasl.server.max.receive.size`
    pub sasl_max_receive_size: usize,
    /// `connections.max.reauth.ms`; `None` is Kafka's 0, sessions without end.
    pub max_reauth: Option<Duration>,
    /// `connection.failed.authentication.delay.ms`
    pub failed_authentication_delay: Duration,
    /// `connections.max.idle.ms`
    pub max_idle: Duration,
    /// What of a JVM's options shows; a habit.
    pub jgss: JgssExport,
    /// Octets of answers that may wait for a client that reads slowly, before requests of that
    /// connection wait too. Not Kafka's: there a connection has one request in process.
    pub answers_waiting: usize,
}

impl Default for ConnectionSettings {
    fn default() -> Self {
        ConnectionSettings {
            request_max_bytes: 104_857_600,
            request_memory: 128 << 20,
            sasl_max_receive_size: 524_288,
            max_reauth: None,
            failed_authentication_delay: Duration::from_millis(100),
            max_idle: Duration::from_millis(600_000),
            jgss: JgssExport::Hidden,
            answers_waiting: 1024 * 1024,
        }
    }
}
