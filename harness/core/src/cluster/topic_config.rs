//! The configurations of a topic: names, types and defaults of Kafka 4.4.
//!
//! What they may be is in `topic_config_check`, what they mean in `topic_settings`.

use std::collections::BTreeMap;
use std::sync::Arc;

/// A configuration that a topic can have.
#[derive(Clone, Copy, Debug)]
pub struct ConfigRow {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub kind: ConfigType,
    /// Its default.
    pub default: &'static str,
    /// The broker setting that gives the default.
    pub broker_name: &'static str,
}

/// The type of a configuration. Numbers are those of DescribeConfigs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i8)]
pub enum ConfigType {
    /// `true` or `false`.
    Boolean = 1,
    /// Text.
    String = 2,
    /// 32 bits.
    Int = 3,
    /// 16 bits.
    Short = 4,
    /// 64 bits.
    Long = 5,
    /// A decimal number.
    Double = 6,
    /// Words between commas.
    List = 7,
    /// The name of a class.
    Class = 8,
    /// A secret.
    Password = 9,
}

impl ConfigType {
    /// What Kafka says of a value that is not of this type.
    pub(crate) fn complaint(self) -> String {
        let name = match self {
            ConfigType::Boolean => return "Expected value to be either true or false".to_owned(),
            ConfigType::String => "STRING",
            ConfigType::Int => "INT",
            ConfigType::Short => "SHORT",
            ConfigType::Long => "LONG",
            ConfigType::Double => "DOUBLE",
            ConfigType::List => "LIST",
            ConfigType::Class => "CLASS",
            ConfigType::Password => "PASSWORD",
        };
        format!("Not a number of type {name}")
    }

    pub(crate) fn accepts(self, value: &str) -> bool {
        match self {
            ConfigType::Boolean => matches!(&*value.to_ascii_lowercase(), "true" | "false"),
            ConfigType::Int => value.parse::<i32>().is_ok(),
            ConfigType::Short => value.parse::<i16>().is_ok(),
            ConfigType::Long => value.parse::<i64>().is_ok(),
            ConfigType::Double => value.parse::<f64>().is_ok(),
            ConfigType::String | ConfigType::List => true,
            ConfigType::Class | ConfigType::Password => true,
        }
    }
}

macro_rules! rows {
    ($($name:literal $kind:ident $default:literal $broker:literal;)*) => {
        /// Every configuration of a topic, by name.
        pub const TOPIC_CONFIGS: &[ConfigRow] = &[$(ConfigRow {
            name: $name,
            kind: ConfigType::$kind,
            default: $default,
            broker_name: $broker,
        }),*];
    };
}

// Names, types and defaults: Kafka 4.4's documentation of topic configurations.
rows! {
    "cleanup.policy" List "delete" "log.cleanup.policy";
    "compression.gzip.level" Int "-1" "compression.gzip.level";
    "compression.lz4.level" Int "9" "compression.lz4.level";
    "compression.type" String "producer" "compression.type";
    "compression.zstd.level" Int "3" "compression.zstd.level";
    "delete.retention.ms" Long "86400000" "log.cleaner.delete.retention.ms";
    "errors.deadletterqueue.group.enable" Boolean "false" "";
    "file.delete.delay.ms" Long "60000" "log.segment.delete.delay.ms";
    "flush.messages" Long "9223372036854775807" "log.flush.interval.messages";
    "flush.ms" Long "9223372036854775807" "log.flush.interval.ms";
    "follower.replication.throttled.replicas" List "" "follower.replication.throttled.replicas";
    "index.interval.bytes" Int "4096" "log.index.interval.bytes";
    "leader.replication.throttled.replicas" List "" "leader.replication.throttled.replicas";
    "local.retention.bytes" Long "-2" "log.local.retention.bytes";
    "local.retention.ms" Long "-2" "log.local.retention.ms";
    "max.compaction.lag.ms" Long "9223372036854775807" "log.cleaner.max.compaction.lag.ms";
    "max.decompressed.message.bytes" Int "2147483639" "max.decompressed.message.bytes";
    "max.message.bytes" Int "1048588" "message.max.bytes";
    "message.timestamp.after.max.ms" Long "3600000" "log.message.timestamp.after.max.ms";
    "message.timestamp.before.max.ms" Long "9223372036854775807"
        "log.message.timestamp.before.max.ms";
    "message.timestamp.type" String "CreateTime" "log.message.timestamp.type";
    "min.cleanable.dirty.ratio" Double "0.5" "log.cleaner.min.cleanable.ratio";
    "min.compaction.lag.ms" Long "0" "log.cleaner.min.compaction.lag.ms";
    "min.insync.replicas" Int "1" "min.insync.replicas";
    "preallocate" Boolean "false" "log.preallocate";
    "remote.copy.lag.bytes" Long "-1" "log.remote.copy.lag.bytes";
    "remote.copy.lag.ms" Long "0" "log.remote.copy.lag.ms";
    "remote.log.copy.disable" Boolean "false" "remote.log.copy.disable";
    "remote.log.delete.on.disable" Boolean "false" "remote.log.delete.on.disable";
    "remote.storage.enable" Boolean "false" "remote.storage.enable";
    "retention.bytes" Long "-1" "log.retention.bytes";
    "retention.ms" Long "604800000" "log.retention.ms";
    "segment.bytes" Int "1073741824" "log.segment.bytes";
    "segment.index.bytes" Int "10485760" "log.index.size.max.bytes";
    "segment.jitter.ms" Long "0" "log.roll.jitter.ms";
    "segment.ms" Long "604800000" "log.roll.ms";
    "unclean.leader.election.enable" Boolean "false" "unclean.leader.election.enable";
}

/// Configurations by name: those that were set on a topic, or defaults of a cluster.
pub type TopicConfigs = BTreeMap<Arc<str>, Arc<str>>;
