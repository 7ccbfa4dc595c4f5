//! What the configurations of a topic mean: typed, with the cluster's defaults filled in.
//!
//! A topic holds its settings beside the configurations they come from; both are replaced
//! together when configurations change ([`Cluster::set_topic_configs`]) or when a default of the
//! cluster does ([`Cluster::set_log_default`]). What has no effect in a log in memory (indexes,
//! flushing, tiered storage) is left out.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use kerbside_kafka_wire::records::{Compression, TimestampType};

use super::Cluster;
use super::topic::Topic;
use super::topic_config::{ConfigRow, TOPIC_CONFIGS, TopicConfigs};
use crate::settings::ClusterSettings;

/// The effective settings of a topic, under Kafka's names.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TopicSettings {
    /// `cleanup.policy`
    pub cleanup: CleanupPolicy,
    /// `compression.type`; `None` is `producer`.
    pub compression: Option<Compression>,
    /// `compression.gzip.level`
    pub gzip_level: i32,
    /// `delete.retention.ms`
    pub delete_retention_ms: i64,
    /// `max.compaction.lag.ms`
    pub max_compaction_lag_ms: i64,
    /// `max.message.bytes`
    pub max_message_bytes: usize,
    /// `message.timestamp.type`
    pub timestamp_type: TimestampType,
    /// `message.timestamp.before.max.ms`
    pub timestamp_before_max_ms: i64,
    /// `message.timestamp.after.max.ms`
    pub timestamp_after_max_ms: i64,
    /// `min.cleanable.dirty.ratio`
    pub min_cleanable_dirty_ratio: f64,
    /// `min.compaction.lag.ms`
    pub min_compaction_lag_ms: i64,
    /// `min.insync.replicas`
    pub min_insync_replicas: i32,
    /// `retention.bytes`; `None` is without limit.
    pub retention_bytes: Option<u64>,
    /// `retention.ms`; `None` is without limit.
    pub retention_ms: Option<i64>,
    /// `segment.bytes`, or `internal.segment.bytes` where that is set.
    pub segment_bytes: usize,
    /// `segment.ms`
    pub segment_ms: i64,
}

/// `cleanup.policy`: what happens to old records. An empty list keeps everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CleanupPolicy {
    /// `delete`: old segments go.
    pub delete: bool,
    /// `compact`: the last record of each key stays.
    pub compact: bool,
}

impl TopicSettings {
    /// The settings of a topic with these configurations; `defaults` are under the names of the
    /// broker's settings. A value that does not parse counts as absent: what a client sets is
    /// checked before.
    pub fn resolve(configs: &TopicConfigs, defaults: &TopicConfigs) -> TopicSettings {
        let source = Source { configs, defaults };
        let limit = |name| source.number(name).and_then(|limit| u64::try_from(limit).ok());
        let long = |name| source.number(name).unwrap_or(i64::MAX);
        let size = |name| source.number(name).and_then(|size| usize::try_from(size).ok());
        let internal = configs.get("internal.segment.bytes").and_then(|it| it.trim().parse().ok());
        TopicSettings {
            cleanup: CleanupPolicy::parse(&source.text("cleanup.policy")),
            compression: compression(&source.text("compression.type")),
            gzip_level: int(source.number("compression.gzip.level")),
            delete_retention_ms: long("delete.retention.ms"),
            max_compaction_lag_ms: long("max.compaction.lag.ms"),
            max_message_bytes: size("max.message.bytes").unwrap_or(usize::MAX),
            timestamp_type: match &*source.text("message.timestamp.type") {
                "LogAppendTime" => TimestampType::LogAppendTime,
                _ => TimestampType::CreateTime,
            },
            timestamp_before_max_ms: long("message.timestamp.before.max.ms"),
            timestamp_after_max_ms: long("message.timestamp.after.max.ms"),
            min_cleanable_dirty_ratio: source
                .text("min.cleanable.dirty.ratio")
                .parse()
                .unwrap_or(0.5),
            min_compaction_lag_ms: source.number("min.compaction.lag.ms").unwrap_or(0),
            min_insync_replicas: int(source.number("min.insync.replicas")),
            retention_bytes: limit("retention.bytes"),
            retention_ms: source.number("retention.ms").filter(|ms| *ms >= 0),
            segment_bytes: internal.or(size("segment.bytes")).unwrap_or(usize::MAX),
            segment_ms: long("segment.ms"),
        }
    }
}

impl Default for TopicSettings {
    fn default() -> Self {
        TopicSettings::resolve(&TopicConfigs::new(), &TopicConfigs::new())
    }
}

impl CleanupPolicy {
    fn parse(list: &str) -> CleanupPolicy {
        let has = |policy: &str| list.split(',').any(|word| word.trim() == policy);
        CleanupPolicy { delete: has("delete"), compact: has("compact") }
    }
}

fn compression(name: &str) -> Option<Compression> {
    match name {
        "uncompressed" => Some(Compression::NONE),
        "gzip" => Some(Compression::GZIP),
        "snappy" => Some(Compression::SNAPPY),
        "lz4" => Some(Compression::LZ4),
        "zstd" => Some(Compression::ZSTD),
        _ => None,
    }
}

fn int(number: Option<i64>) -> i32 {
    number.and_then(|number| i32::try_from(number).ok()).unwrap_or(-1)
}

/// Where the value of a configuration is looked for.
struct Source<'a> {
    configs: &'a TopicConfigs,
    defaults: &'a TopicConfigs,
}

impl Source<'_> {
    fn text(&self, name: &str) -> Arc<str> {
        let row = TOPIC_CONFIGS.iter().find(|row| row.name == name);
        row.map_or_else(|| Arc::from(""), |row| self.of(row, |value| Some(Arc::from(value))))
    }

    fn number(&self, name: &str) -> Option<i64> {
        let row = TOPIC_CONFIGS.iter().find(|row| row.name == name)?;
        self.of(row, |value| Some(value.parse().ok()))
    }

    /// The first value that can be read: the topic's, the cluster's, Kafka's.
    fn of<T: Default>(&self, row: &ConfigRow, read: impl Fn(&str) -> Option<T>) -> T {
        let set = [self.configs.get(row.name), self.defaults.get(row.broker_name)];
        let values = set.into_iter().flatten().map(|value| value.trim());
        values.chain([row.default]).find_map(read).unwrap_or_default()
    }
}

/// The defaults of a new cluster under the names of the broker's settings.
pub(super) fn log_defaults(settings: &ClusterSettings) -> TopicConfigs {
    let mut defaults: TopicConfigs = BTreeMap::new();
    let mut set = |name: &str, value: String| defaults.insert(Arc::from(name), Arc::from(value));
    set("message.max.bytes", settings.message_max_bytes.to_string());
    set("log.message.timestamp.after.max.ms", settings.timestamp_after_max.as_millis().to_string());
    for (name, value) in &settings.log_defaults {
        set(name, value.to_string());
    }
    defaults
}

impl Cluster {
    /// Replaces the configurations of a topic, and what follows from them; `false` when there is
    /// no such topic. Values are to be checked before
    /// ([`check_topic_configs`](super::check_topic_configs)).
    pub fn set_topic_configs(&self, name: &str, configs: TopicConfigs) -> bool {
        let mut topics = self.topics.write().unwrap_or_else(PoisonError::into_inner);
        let Some(topic) = topics.by_name(name) else {
            return false;
        };
        let changed = Topic::with_configs(&topic, configs, &topics.defaults);
        topics.put(Arc::new(changed));
        true
    }

    /// Sets a default for the topics, under the name of the broker's setting (such as
    /// `log.retention.ms`), or takes it back to what Kafka has.
    pub fn set_log_default(&self, name: &str, value: Option<&str>) {
        let mut topics = self.topics.write().unwrap_or_else(PoisonError::into_inner);
        match value {
            Some(value) => topics.defaults.insert(Arc::from(name), Arc::from(value)),
            None => topics.defaults.remove(name),
        };
        for topic in topics.all() {
            let configs = topic.configs.clone();
            let changed = Topic::with_configs(&topic, configs, &topics.defaults);
            topics.put(Arc::new(changed));
        }
    }

    /// The defaults for topics that were set, under the names of the broker's settings.
    pub fn log_defaults(&self) -> TopicConfigs {
        self.topics_read().defaults.clone()
    }
}

#[cfg(test)]
mod tests {
    use kerbside_crypto::SeededEntropy;

    use super::*;
    use crate::cluster::{NewTopic, NodeEntry};

    fn configs(pairs: &[(&str, &str)]) -> TopicConfigs {
        pairs.iter().map(|(name, value)| (Arc::from(*name), Arc::from(*value))).collect()
    }

    #[test]
    fn what_is_not_set_is_as_in_kafka() {
        let settings = TopicSettings::default();
        assert_eq!(settings.cleanup, CleanupPolicy { delete: true, compact: false });
        assert_eq!(settings.compression, None);
        assert_eq!(settings.retention_ms, Some(604_800_000));
        assert_eq!(settings.retention_bytes, None);
        assert_eq!(settings.segment_bytes, 1 << 30);
        assert_eq!(settings.timestamp_after_max_ms, 3_600_000);
    }

    #[test]
    fn a_topic_overrides_the_cluster_and_the_cluster_kafka() {
        let defaults = configs(&[("log.retention.ms", "5"), ("log.cleanup.policy", "compact")]);
        let own = configs(&[("retention.ms", "-1"), ("compression.type", "zstd")]);
        let settings = TopicSettings::resolve(&own, &defaults);
        assert_eq!(settings.retention_ms, None);
        assert_eq!(settings.compression, Some(Compression::ZSTD));
        assert_eq!(settings.cleanup, CleanupPolicy { delete: false, compact: true });
        let spaced =
            TopicSettings::resolve(&configs(&[("cleanup.policy", "compact, delete")]), &own);
        assert_eq!(spaced.cleanup, CleanupPolicy { delete: true, compact: true });
    }

    #[test]
    fn settings_follow_what_is_set_while_the_cluster_runs() {
        let cluster = Cluster::new(ClusterSettings::default(), Box::new(SeededEntropy::new(1)));
        cluster.put_node(NodeEntry { id: 1, rack: None, endpoints: BTreeMap::new() });
        cluster.create_topic(&NewTopic::named("t", 1)).expect("made");
        let retention = || cluster.topic("t").expect("there").settings.retention_ms;
        assert!(cluster.set_topic_configs("t", configs(&[("retention.ms", "9")])));
        assert_eq!(retention(), Some(9));
        cluster.set_log_default("log.retention.ms", Some("7"));
        assert_eq!(retention(), Some(9));
        assert!(cluster.set_topic_configs("t", TopicConfigs::new()));
        assert_eq!(retention(), Some(7));
        cluster.set_log_default("log.retention.ms", None);
        assert_eq!(retention(), Some(604_800_000));
        assert!(!cluster.set_topic_configs("absent", TopicConfigs::new()));
    }
}
