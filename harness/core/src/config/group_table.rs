//! The configurations of a group that Kafka 4.4.0 describes (KIP-848, KIP-932, KIP-1071).
//!
//! Facts printed from `GroupConfig.CONFIG_DEF` and its synonyms. Left out: internal ones.

use super::rule::Rule::{self, *};
use crate::cluster::ConfigType;

/// A configuration that a group can have.
#[derive(Clone, Copy, Debug)]
pub struct GroupRow {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub kind: ConfigType,
    /// Its default.
    pub default: Option<&'static str>,
    /// What a value may be.
    pub rule: Rule,
    /// The broker's setting that gives the default; empty when there is none.
    pub broker_name: &'static str,
}

macro_rules! rows {
    ($($name:literal $kind:ident $default:expr, $rule:expr, $broker:literal;)*) => {
        /// Every configuration of a group, by name.
        pub const GROUP_CONFIGS: &[GroupRow] = &[$(GroupRow {
            name: $name,
            kind: ConfigType::$kind,
            default: $default,
            rule: $rule,
            broker_name: $broker,
        }),*];
    };
}

#[rustfmt::skip]
rows! {
    "consumer.assignment.interval.ms" Int Some("1000"),
        AtLeast(0), "group.consumer.assignment.interval.ms";
    "consumer.heartbeat.interval.ms" Int Some("5000"),
        AtLeast(1), "group.consumer.heartbeat.interval.ms";
    "consumer.session.timeout.ms" Int Some("45000"),
        AtLeast(1), "group.consumer.session.timeout.ms";
    "errors.deadletterqueue.copy.record.enable" Boolean Some("false"), Any, "";
    "errors.deadletterqueue.topic.name" String Some(""), Any, "";
    "share.assignment.interval.ms" Int Some("1000"),
        AtLeast(0), "group.share.assignment.interval.ms";
    "share.auto.offset.reset" String Some("latest"), Any, "";
    "share.delivery.count.limit" Int Some("5"), AtLeast(2), "group.share.delivery.count.limit";
    "share.heartbeat.interval.ms" Int Some("5000"), AtLeast(1), "group.share.heartbeat.interval.ms";
    "share.isolation.level" String Some("read_uncommitted"),
        OneOf(&["read_committed", "read_uncommitted"]), "";
    "share.partition.max.record.locks" Int Some("2000"),
        AtLeast(100), "group.share.partition.max.record.locks";
    "share.record.lock.duration.ms" Int Some("30000"),
        AtLeast(1000), "group.share.record.lock.duration.ms";
    "share.renew.acknowledge.enable" Boolean Some("true"), Any, "";
    "share.session.timeout.ms" Int Some("45000"), AtLeast(1), "group.share.session.timeout.ms";
    "streams.assignment.interval.ms" Int Some("1000"),
        AtLeast(0), "group.streams.assignment.interval.ms";
    "streams.assignor.name" String None, Any, "group.streams.assignors";
    "streams.heartbeat.interval.ms" Int Some("5000"),
        AtLeast(1), "group.streams.heartbeat.interval.ms";
    "streams.initial.rebalance.delay.ms" Int Some("3000"),
        AtLeast(0), "group.streams.initial.rebalance.delay.ms";
    "streams.num.standby.replicas" Int Some("0"), AtLeast(0), "group.streams.num.standby.replicas";
    "streams.rack.aware.assignment.tags" List Some(""),
        Any, "group.streams.rack.aware.assignment.tags";
    "streams.session.timeout.ms" Int Some("45000"), AtLeast(1), "group.streams.session.timeout.ms";
}
