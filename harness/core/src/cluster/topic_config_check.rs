//! Which values a configuration of a topic may have: ranges and texts of Kafka's `LogConfig`.
//!
//! Left out: `leader.replication.throttled.replicas` and its like are kept as they come.

use super::topic_config::{ConfigType, TOPIC_CONFIGS, TopicConfigs};

/// What Kafka's validators demand.
#[derive(Clone, Copy, Debug)]
enum Range {
    Any,
    AtLeast(i64),
    Between(f64, f64),
    OneOf(&'static [&'static str]),
    EachOf(&'static [&'static str]),
    GzipLevel,
}

const COMPRESSIONS: &[&str] = &["uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"];

fn range(name: &str) -> Range {
    match name {
        "cleanup.policy" => Range::EachOf(&["compact", "delete"]),
        "compression.gzip.level" => Range::GzipLevel,
        "compression.lz4.level" => Range::Between(1.0, 17.0),
        "compression.type" => Range::OneOf(COMPRESSIONS),
        "compression.zstd.level" => Range::Between(-131_072.0, 22.0),
        "message.timestamp.type" => Range::OneOf(&["CreateTime", "LogAppendTime"]),
        "min.cleanable.dirty.ratio" => Range::Between(0.0, 1.0),
        "local.retention.bytes" | "local.retention.ms" => Range::AtLeast(-2),
        "retention.ms" => Range::AtLeast(-1),
        "flush.messages" | "max.compaction.lag.ms" | "min.insync.replicas" | "segment.ms" => {
            Range::AtLeast(1)
        }
        "segment.index.bytes" => Range::AtLeast(4),
        "segment.bytes" => Range::AtLeast(1_048_576),
        "delete.retention.ms"
        | "file.delete.delay.ms"
        | "flush.ms"
        | "index.interval.bytes"
        | "max.message.bytes"
        | "message.timestamp.after.max.ms"
        | "message.timestamp.before.max.ms"
        | "min.compaction.lag.ms"
        | "segment.jitter.ms" => Range::AtLeast(0),
        _ => Range::Any,
    }
}

/// Checks one configuration; the error is Kafka's text.
pub(super) fn check(name: &str, value: &str) -> Result<(), String> {
    let value = value.trim();
    let kind = match TOPIC_CONFIGS.iter().find(|row| row.name == name) {
        Some(row) => row.kind,
        // Kafka hides it from descriptions; it is for tests with small segments.
        None if name == "internal.segment.bytes" => ConfigType::Int,
        None => return Err(format!("Unknown topic config name: {name}")),
    };
    let invalid = |shown: &str, why: String| {
        Err(format!("Invalid value {shown} for configuration {name}: {why}"))
    };
    if !kind.accepts(value) {
        return invalid(value, kind.complaint());
    }
    let no_less = |least: f64| format!("Value must be at least {least}");
    let outside = |choices: &[&str]| format!("String must be one of: {}", choices.join(", "));
    // Kafka shows the parsed number.
    let number = value.parse::<f64>().unwrap_or(0.0);
    let shown = match kind {
        ConfigType::Double => format!("{number:?}"),
        _ => value.to_owned(),
    };
    match range(name) {
        Range::AtLeast(least) if value.parse::<i64>().is_ok_and(|it| it < least) => {
            invalid(&shown, format!("Value must be at least {least}"))
        }
        Range::Between(least, _) if number < least => invalid(&shown, no_less(least)),
        Range::Between(_, most) if number > most => {
            invalid(&shown, format!("Value must be no more than {most}"))
        }
        Range::OneOf(choices) if !choices.contains(&value) => invalid(value, outside(choices)),
        Range::EachOf(choices) => {
            let mut words = value.split(',').map(str::trim).filter(|word| !word.is_empty());
            match words.find(|word| !choices.contains(word)) {
                Some(word) => invalid(word, outside(choices)),
                None => Ok(()),
            }
        }
        Range::GzipLevel if number != -1.0 && !(1.0..=9.0).contains(&number) => {
            invalid(&shown, "Value must be between 1 and 9 or equal to -1".to_owned())
        }
        _ => Ok(()),
    }
}

/// Checks the configurations of a topic together; the error is Kafka's text.
pub fn check_topic_configs(configs: &TopicConfigs) -> Result<(), String> {
    for (name, value) in configs {
        check(name, value)?;
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
