//! Configurations: of brokers, topics, groups, client metrics and loggers (KIP-133, KIP-226,
//! KIP-339, KIP-412, KIP-714, KIP-848, KIP-1142).
//!
//! `store` keeps what was set, `alter` changes it, `describe` shows it with sources and synonyms;
//! the tables are Kafka 4.4.0's. Topics keep their own configurations
//! ([`Topic::configs`](crate::cluster::Topic)).
//!
//! What has an effect here: defaults of topics (`message.max.bytes`, `log.*`, `compression.type`,
//! `min.insync.replicas`), and whatever a [`ConfigWatcher`] of the shell acts upon. Everything else
//! is kept and shown. Left out: documentation texts; log levels are kept and shown, nothing here
//! logs.

pub(crate) mod alter;
mod apply;
mod at_start;
mod broker_table;
pub(crate) mod describe;
mod group_table;
mod loggers;
mod metrics_table;
pub(crate) mod rule;
pub(crate) mod store;

use std::collections::BTreeMap;
use std::sync::Arc;

use kerbside_kafka_wire::ErrorCode;

pub use apply::ConfigWatcher;
pub(crate) use at_start::of_cluster;
pub use broker_table::{BROKER_CONFIGS, BrokerRow, HIDDEN_BROKER_CONFIGS, Update};
pub use group_table::{GROUP_CONFIGS, GroupRow};
pub(crate) use store::Configs;

/// Values by name.
pub type ConfigMap = BTreeMap<Arc<str>, Arc<str>>;

/// What a configuration belongs to: the numbers of `ConfigResource.Type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceKind(pub i8);

impl ResourceKind {
    /// A topic.
    pub const TOPIC: ResourceKind = ResourceKind(2);
    /// A broker, or with an empty name all of them.
    pub const BROKER: ResourceKind = ResourceKind(4);
    /// The loggers of a broker.
    pub const BROKER_LOGGER: ResourceKind = ResourceKind(8);
    /// A subscription to client metrics.
    pub const CLIENT_METRICS: ResourceKind = ResourceKind(16);
    /// A group.
    pub const GROUP: ResourceKind = ResourceKind(32);
}

/// Why a configuration is not changed or shown: the code and Kafka's text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .text.as_deref().unwrap_or_default())]
pub struct ConfigRefusal {
    /// The code on the wire.
    pub code: ErrorCode,
    /// The text, if Kafka has one.
    pub text: Option<String>,
}

impl ConfigRefusal {
    pub(crate) fn request(text: impl Into<String>) -> Self {
        ConfigRefusal { code: ErrorCode::INVALID_REQUEST, text: Some(text.into()) }
    }

    pub(crate) fn config(text: impl Into<String>) -> Self {
        ConfigRefusal { code: ErrorCode::INVALID_CONFIG, text: Some(text.into()) }
    }
}

/// The setting of a broker that has this name.
pub(crate) fn broker_row(name: &str) -> Option<&'static BrokerRow> {
    let at = BROKER_CONFIGS.binary_search_by_key(&name, |row| row.name);
    let hidden = || HIDDEN_BROKER_CONFIGS.iter().find(|row| row.name == name);
    at.ok().and_then(|at| BROKER_CONFIGS.get(at)).or_else(hidden)
}

/// The name of a setting without the prefix of a listener (`listener.name.NAME.`).
pub(crate) fn without_listener(name: &str) -> Option<&str> {
    let (listener, rest) = name.strip_prefix("listener.name.")?.split_once('.')?;
    (!listener.is_empty() && !rest.is_empty()).then_some(rest)
}
