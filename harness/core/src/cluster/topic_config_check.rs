//! Which values a configuration of a topic may have: ranges and texts of Kafka's `LogConfig`.
//!
//! Left out: what tiered storage would ask of its own.

use crate::config::rule::{self, Rule};

use super::topic_config::{ConfigType, TOPIC_CONFIGS, TopicConfigs};

const COMPRESSIONS: &[&str] = &["uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"];

fn demand(name: &str) -> Rule {
    match name {
        "cleanup.policy" => Rule::EachOf(&["compact", "delete"]),
        "compression.gzip.level" => Rule::GzipLevel,
        "compression.lz4.level" => Rule::Between(1.0, 17.0),
        "compression.type" => Rule::OneOf(COMPRESSIONS),
        "compression.zstd.level" => Rule::Between(-131_072.0, 22.0),
        "message.timestamp.type" => Rule::OneOf(&["CreateTime", "LogAppendTime"]),
        "min.cleanable.dirty.ratio" => Rule::Between(0.0, 1.0),
        "local.retention.bytes" | "local.retention.ms" => Rule::AtLeast(-2),
        "max.decompressed.message.bytes" => Rule::Between(1.0, 2_147_483_639.0),
        "remote.copy.lag.bytes" | "remote.copy.lag.ms" | "retention.ms" => Rule::AtLeast(-1),
        "flush.messages" | "max.compaction.lag.ms" | "min.insync.replicas" | "segment.ms" => {
            Rule::AtLeast(1)
        }
        "segment.index.bytes" => Rule::AtLeast(4),
        "segment.bytes" => Rule::AtLeast(1_048_576),
        "delete.retention.ms"
        | "file.delete.delay.ms"
        | "flush.ms"
        | "index.interval.bytes"
        | "max.message.bytes"
        | "message.timestamp.after.max.ms"
        | "message.timestamp.before.max.ms"
        | "min.compaction.lag.ms"
        | "segment.jitter.ms" => Rule::AtLeast(0),
        _ => Rule::Any,
    }
}

/// Checks one configuration; the error is Kafka's text.
pub(super) fn check(name: &str, value: &str) -> Result<(), String> {
    let value = value.trim();
    let kind = kind(name)?;
    if name.ends_with(".replication.throttled.replicas") {
        return check_replicas(name, value);
    }
    if name == "cleanup.policy" && value.split(',').any(|it| it.trim().is_empty()) {
        // Kafka takes an empty list, but no empty word in one.
        return match value.is_empty() {
            true => Ok(()),
            false => Err(format!("Configuration '{name}' values must not be empty.")),
        };
    }
    rule::check(name, kind, demand(name), value)
}

fn kind(name: &str) -> Result<ConfigType, String> {
    match TOPIC_CONFIGS.iter().find(|row| row.name == name) {
        Some(row) => Ok(row.kind),
        // Kafka hides it from descriptions; it is for tests with small segments.
        None if name == "internal.segment.bytes" => Ok(ConfigType::Int),
        None => Err(format!("Unknown topic config name: {name}")),
    }
}

/// A list of `PARTITION:BROKER`, or `*`.
fn check_replicas(name: &str, value: &str) -> Result<(), String> {
    let number = |it: &str| it.trim().parse::<i32>().is_ok_and(|number| number >= 0);
    let pair =
        |it: &str| it.split_once(':').is_some_and(|(left, right)| number(left) && number(right));
    match value == "*" || rule::words(value).all(pair) {
        true => Ok(()),
        false => Err(format!(
            "Invalid value [{value}] for configuration {name}: {name} must be the literal '*' or \
             a list of replicas in the following format: \
             [partitionId]:[brokerId],[partitionId]:[brokerId],..."
        )),
    }
}

/// Checks the configurations of a topic together; the error is Kafka's text.
pub fn check_topic_configs(configs: &TopicConfigs) -> Result<(), String> {
    for name in configs.keys() {
        kind(name)?;
    }
    for (name, value) in configs {
        check(name, value)?;
    }
    let remote = configs.get("remote.storage.enable").is_some_and(|it| it.trim() == "true");
    if remote {
        return Err("Tiered Storage functionality is disabled in the broker. Topic cannot be \
                    configured with remote log storage."
            .to_owned());
    }
    let lag = |name: &str| configs.get(name).and_then(|value| value.trim().parse::<i64>().ok());
    let least = lag("min.compaction.lag.ms").unwrap_or(0);
    let most = lag("max.compaction.lag.ms").unwrap_or(i64::MAX);
    match least > most {
        true => Err(format!(
            "conflict topic config setting min.compaction.lag.ms ({least}) > \
             max.compaction.lag.ms ({most})"
        )),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    /// The texts are those of `LogConfig.validate` of kafka-storage 4.3.1.
    #[test]
    fn values_out_of_range_are_refused_in_kafkas_words() {
        let one_of = "String must be one of: uncompressed, zstd, lz4, snappy, gzip, producer";
        for (name, value, shown, why) in [
            ("cleanup.policy", "foo", "foo", "String must be one of: compact, delete"),
            ("compression.type", "x", "x", one_of),
            ("retention.ms", "-2", "-2", "Value must be at least -1"),
            ("segment.bytes", "100", "100", "Value must be at least 1048576"),
            ("min.cleanable.dirty.ratio", "2", "2.0", "Value must be no more than 1"),
            (
                "message.timestamp.type",
                "x",
                "x",
                "String must be one of: CreateTime, LogAppendTime",
            ),
            ("retention.ms", "abc", "abc", "Not a number of type LONG"),
            ("compression.gzip.level", "12", "12", "Value must be between 1 and 9 or equal to -1"),
            ("compression.zstd.level", "100", "100", "Value must be no more than 22"),
            ("preallocate", "x", "x", "Expected value to be either true or false"),
            ("max.message.bytes", "99999999999", "99999999999", "Not a number of type INT"),
        ] {
            let text = format!("Invalid value {shown} for configuration {name}: {why}");
            assert_eq!(check(name, value), Err(text));
        }
        assert_eq!(check("no.such", "1"), Err("Unknown topic config name: no.such".to_owned()));
    }

    #[test]
    fn values_within_range_pass() {
        for (name, value) in [
            ("cleanup.policy", "compact, delete"),
            ("cleanup.policy", ""),
            ("retention.bytes", "-7"),
            ("retention.ms", " 7 "),
            ("internal.segment.bytes", "10"),
            ("compression.gzip.level", "-1"),
        ] {
            assert_eq!(check(name, value), Ok(()), "{name}={value}");
        }
    }

    #[test]
    fn compaction_lags_may_not_contradict_each_other() {
        let pairs = [("max.compaction.lag.ms", "5"), ("min.compaction.lag.ms", "50")];
        let configs = pairs.map(|(name, value)| (Arc::from(name), Arc::from(value)));
        let text = "conflict topic config setting min.compaction.lag.ms (50) > \
                    max.compaction.lag.ms (5)";
        assert_eq!(check_topic_configs(&configs.into()), Err(text.to_owned()));
    }
}
