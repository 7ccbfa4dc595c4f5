//! The settings of a broker that Kafka 4.4.0 describes: names, types, defaults, what a value may
//! be, and how it may be changed while the broker runs (KIP-226).
//!
//! Facts printed from the definitions in Kafka's own classes (`AbstractKafkaConfig.CONFIG_DEF`,
//! `DynamicBrokerConfig.dynamicConfigUpdateModes`). Left out: documentation texts, and internal
//! settings that cannot be changed.

use super::rule::Rule::{self, *};
use crate::cluster::ConfigType;

/// A setting of a broker.
#[derive(Clone, Copy, Debug)]
pub struct BrokerRow {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub kind: ConfigType,
    /// Its default; `None` is null.
    pub default: Option<&'static str>,
    /// What a value may be.
    pub rule: Rule,
    /// How it may be changed.
    pub update: Update,
}

/// How a setting of a broker may be changed while it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Update {
    /// Not at all.
    ReadOnly,
    /// For one broker.
    PerBroker,
    /// For one broker, or for all that have no value of their own.
    ClusterWide,
}

macro_rules! rows {
    ($($table:ident: $doc:literal {$(
        $name:literal $kind:ident $default:expr, $rule:expr, $update:ident;
    )*})*) => {$(
        #[doc = $doc]
        pub const $table: &[BrokerRow] = &[$(BrokerRow {
            name: $name,
            kind: ConfigType::$kind,
            default: $default,
            rule: $rule,
            update: Update::$update,
        }),*];
    )*};
}

#[rustfmt::skip]
rows! {
BROKER_CONFIGS: "Every setting that is described, by name." {
    "add.partitions.to.txn.retry.backoff.max.ms" Int Some("100"), AtLeast(0), ReadOnly;
    "add.partitions.to.txn.retry.backoff.ms" Int Some("20"), AtLeast(1), ReadOnly;
    "advertised.listeners" List None, Any, ReadOnly;
    "alter.config.policy.class.name" Class None, Any, ReadOnly;
    "alter.log.dirs.replication.quota.window.num" Int Some("11"), AtLeast(1), ReadOnly;
    "alter.log.dirs.replication.quota.window.size.seconds" Int Some("1"), AtLeast(1), ReadOnly;
    "authorizer.class.name" String Some(""), Any, ReadOnly;
    "auto.create.topics.enable" Boolean Some("true"), Any, ReadOnly;
    "auto.leader.rebalance.enable" Boolean Some("true"), Any, ReadOnly;
    "background.threads" Int Some("10"), AtLeast(1), ClusterWide;
    "broker.heartbeat.interval.ms" Int Some("2000"), Any, ReadOnly;
    "broker.id" Int Some("-1"), Any, ReadOnly;
    "broker.rack" String None, Any, ReadOnly;
    "broker.session.timeout.ms" Int Some("9000"), Any, ReadOnly;
    "client.quota.callback.class" Class None, Any, ReadOnly;
    "compression.gzip.level" Int Some("-1"), GzipLevel, ClusterWide;
    "compression.lz4.level" Int Some("9"), Between(1.0, 17.0), ClusterWide;
    "compression.type" String
        Some("producer"),
        OneOf(&["uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"]), ClusterWide;
    "compression.zstd.level" Int Some("3"), Between(-131_072.0, 22.0), ClusterWide;
    "config.providers" List Some(""), Any, ClusterWide;
    "connection.failed.authentication.delay.ms" Int Some("100"), AtLeast(0), ReadOnly;
    "connections.max.idle.ms" Long Some("600000"), Any, ReadOnly;
    "connections.max.reauth.ms" Long Some("0"), Any, ReadOnly;
    "controlled.shutdown.enable" Boolean Some("true"), Any, ReadOnly;
    "controller.listener.names" List None, Any, ReadOnly;
    "controller.quorum.append.linger.ms" Int Some("25"), AtLeast(0), ReadOnly;
    "controller.quorum.auto.join.enable" Boolean Some("false"), Any, ReadOnly;
    "controller.quorum.bootstrap.servers" List Some(""), Any, ReadOnly;
    "controller.quorum.election.backoff.max.ms" Int Some("1000"), AtLeast(0), ReadOnly;
    "controller.quorum.election.timeout.ms" Int Some("1000"), AtLeast(0), ReadOnly;
    "controller.quorum.fetch.max.bytes" Int Some("1048576"), AtLeast(1), ReadOnly;
    "controller.quorum.fetch.snapshot.max.bytes" Int Some("1048576"), AtLeast(1), ReadOnly;
    "controller.quorum.fetch.timeout.ms" Int Some("2000"), AtLeast(0), ReadOnly;
    "controller.quorum.request.timeout.ms" Int Some("2000"), AtLeast(0), ReadOnly;
    "controller.quorum.retry.backoff.ms" Int Some("20"), AtLeast(0), ReadOnly;
    "controller.quorum.voters" List Some(""), Any, ReadOnly;
    "controller.quota.window.num" Int Some("11"), AtLeast(1), ReadOnly;
    "controller.quota.window.size.seconds" Int Some("1"), AtLeast(1), ReadOnly;
    "controller.socket.timeout.ms" Int Some("30000"), Any, ReadOnly;
    "cordoned.log.dirs" List Some(""), Any, PerBroker;
    "create.topic.policy.class.name" Class None, Any, ReadOnly;
    "default.replication.factor" Int Some("1"), Any, ReadOnly;
    "delegation.token.expiry.check.interval.ms" Long Some("3600000"), AtLeast(1), ReadOnly;
    "delegation.token.expiry.time.ms" Long Some("86400000"), AtLeast(1), ReadOnly;
    "delegation.token.max.lifetime.ms" Long Some("604800000"), AtLeast(1), ReadOnly;
    "delegation.token.secret.key" Password None, Any, ReadOnly;
    "delete.records.purgatory.purge.interval.requests" Int Some("1"), Any, ReadOnly;
    "delete.topic.enable" Boolean Some("true"), Any, ReadOnly;
    "early.start.listeners" List None, Any, ReadOnly;
    "errors.deadletterqueue.auto.create.topics.enable" Boolean Some("false"), Any, ClusterWide;
    "errors.deadletterqueue.topic.name.prefix" String Some("dlq."), Any, ClusterWide;
    "fetch.max.bytes" Int Some("57671680"), AtLeast(1024), ReadOnly;
    "fetch.purgatory.purge.interval.requests" Int Some("1000"), Any, ReadOnly;
    "follower.fetch.last.tiered.offset.enable" Boolean Some("false"), Any, ClusterWide;
    "group.consumer.assignment.interval.ms" Int Some("1000"), AtLeast(0), ClusterWide;
    "group.consumer.assignors" List Some("uniform,range"), Any, ReadOnly;
    "group.consumer.heartbeat.interval.ms" Int Some("5000"), AtLeast(1), ReadOnly;
    "group.consumer.max.assignment.interval.ms" Int Some("15000"), AtLeast(0), ReadOnly;
    "group.consumer.max.heartbeat.interval.ms" Int Some("15000"), AtLeast(1), ReadOnly;
    "group.consumer.max.session.timeout.ms" Int Some("60000"), AtLeast(1), ReadOnly;
    "group.consumer.max.size" Int Some("2147483647"), AtLeast(1), ReadOnly;
    "group.consumer.migration.policy" String
        Some("bidirectional"),
        OneOfAnyCase(&["DISABLED", "DOWNGRADE", "UPGRADE", "BIDIRECTIONAL"]), ReadOnly;
    "group.consumer.min.assignment.interval.ms" Int Some("0"), AtLeast(0), ReadOnly;
    "group.consumer.min.heartbeat.interval.ms" Int Some("5000"), AtLeast(1), ReadOnly;
    "group.consumer.min.session.timeout.ms" Int Some("45000"), AtLeast(1), ReadOnly;
    "group.consumer.session.timeout.ms" Int Some("45000"), AtLeast(1), ReadOnly;
    "group.coordinator.append.linger.ms" Int Some("-1"), AtLeast(-1), ReadOnly;
    "group.coordinator.background.threads" Int Some("2"), AtLeast(1), ReadOnly;
    "group.coordinator.cached.buffer.max.bytes" Int Some("1048588"), AtLeast(524288), ClusterWide;
    "group.coordinator.rebalance.protocols" List
        Some("classic,consumer,streams"),
        EachOf(&["consumer", "classic", "share", "streams"]), ReadOnly;
    "group.coordinator.threads" Int Some("4"), AtLeast(1), ReadOnly;
    "group.initial.rebalance.delay.ms" Int Some("3000"), Any, ReadOnly;
    "group.max.session.timeout.ms" Int Some("1800000"), Any, ReadOnly;
    "group.max.size" Int Some("2147483647"), AtLeast(1), ReadOnly;
    "group.min.session.timeout.ms" Int Some("6000"), Any, ReadOnly;
    "group.share.assignment.interval.ms" Int Some("1000"), AtLeast(0), ClusterWide;
    "group.share.assignors" List Some("simple"), Any, ReadOnly;
    "group.share.delivery.count.limit" Int Some("5"), Between(2.0, 10.0), ReadOnly;
    "group.share.heartbeat.interval.ms" Int Some("5000"), AtLeast(1), ReadOnly;
    "group.share.max.assignment.interval.ms" Int Some("15000"), AtLeast(0), ReadOnly;
    "group.share.max.delivery.count.limit" Int Some("10"), Between(5.0, 25.0), ReadOnly;
    "group.share.max.heartbeat.interval.ms" Int Some("15000"), AtLeast(1), ReadOnly;
    "group.share.max.partition.max.record.locks" Int
        Some("4000"),
        Between(2000.0, 10000.0), ReadOnly;
    "group.share.max.record.lock.duration.ms" Int
        Some("60000"),
        Between(30000.0, 3600000.0), ReadOnly;
    "group.share.max.session.timeout.ms" Int Some("60000"), AtLeast(1), ReadOnly;
    "group.share.max.share.sessions" Int Some("2000"), AtLeast(1), ReadOnly;
    "group.share.max.size" Int Some("200"), Between(1.0, 1000.0), ReadOnly;
    "group.share.min.assignment.interval.ms" Int Some("0"), AtLeast(0), ReadOnly;
    "group.share.min.delivery.count.limit" Int Some("2"), Between(2.0, 5.0), ReadOnly;
    "group.share.min.heartbeat.interval.ms" Int Some("5000"), AtLeast(1), ReadOnly;
    "group.share.min.partition.max.record.locks" Int Some("100"), Between(100.0, 2000.0), ReadOnly;
    "group.share.min.record.lock.duration.ms" Int Some("15000"), Between(1000.0, 30000.0), ReadOnly;
    "group.share.min.session.timeout.ms" Int Some("45000"), AtLeast(1), ReadOnly;
    "group.share.partition.max.record.locks" Int Some("2000"), Between(100.0, 10000.0), ReadOnly;
    "group.share.record.lock.duration.ms" Int Some("30000"), Between(1000.0, 3600000.0), ReadOnly;
    "group.share.session.timeout.ms" Int Some("45000"), AtLeast(1), ReadOnly;
    "group.streams.assignment.interval.ms" Int Some("1000"), AtLeast(0), ClusterWide;
    "group.streams.assignors" List Some("sticky"), Any, ReadOnly;
    "group.streams.heartbeat.interval.ms" Int Some("5000"), AtLeast(1), ReadOnly;
    "group.streams.initial.rebalance.delay.ms" Int Some("3000"), AtLeast(0), ReadOnly;
    "group.streams.max.assignment.interval.ms" Int Some("15000"), AtLeast(0), ReadOnly;
    "group.streams.max.heartbeat.interval.ms" Int Some("15000"), AtLeast(1), ReadOnly;
    "group.streams.max.session.timeout.ms" Int Some("60000"), AtLeast(1), ReadOnly;
    "group.streams.max.size" Int Some("2147483647"), AtLeast(1), ReadOnly;
    "group.streams.max.standby.replicas" Int Some("2"), AtLeast(0), ReadOnly;
    "group.streams.min.assignment.interval.ms" Int Some("0"), AtLeast(0), ReadOnly;
    "group.streams.min.heartbeat.interval.ms" Int Some("5000"), AtLeast(1), ReadOnly;
    "group.streams.min.session.timeout.ms" Int Some("45000"), AtLeast(1), ReadOnly;
    "group.streams.num.standby.replicas" Int Some("0"), AtLeast(0), ReadOnly;
    "group.streams.rack.aware.assignment.tags" List Some(""), Any, ReadOnly;
    "group.streams.session.timeout.ms" Int Some("45000"), AtLeast(1), ReadOnly;
    "group.streams.topology.description.plugin.class" Class None, Any, ReadOnly;
    "initial.broker.registration.timeout.ms" Int Some("60000"), Any, ReadOnly;
    "inter.broker.listener.name" String None, Any, ReadOnly;
    "kafka.metrics.polling.interval.secs" Int Some("10"), AtLeast(1), ReadOnly;
    "kafka.metrics.reporters" List Some(""), Any, ReadOnly;
    "leader.imbalance.check.interval.seconds" Long Some("300"), AtLeast(1), ReadOnly;
    "listener.security.protocol.map" String
        Some("SASL_SSL:SASL_SSL,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT"),
        Any, PerBroker;
    "listeners" List Some("PLAINTEXT://:9092"), Any, PerBroker;
    "log.cleaner.backoff.ms" Long Some("15000"), AtLeast(0), ClusterWide;
    "log.cleaner.dedupe.buffer.size" Long Some("134217728"), Any, ClusterWide;
    "log.cleaner.delete.retention.ms" Long Some("86400000"), AtLeast(0), ClusterWide;
    "log.cleaner.enable" Boolean Some("true"), Any, ReadOnly;
    "log.cleaner.io.buffer.load.factor" Double Some("0.9"), Any, ClusterWide;
    "log.cleaner.io.buffer.size" Int Some("524288"), AtLeast(0), ClusterWide;
    "log.cleaner.io.max.bytes.per.second" Double Some("1.7976931348623157E308"), Any, ClusterWide;
    "log.cleaner.max.compaction.lag.ms" Long Some("9223372036854775807"), AtLeast(1), ClusterWide;
    "log.cleaner.min.cleanable.ratio" Double Some("0.5"), Between(0.0, 1.0), ClusterWide;
    "log.cleaner.min.compaction.lag.ms" Long Some("0"), AtLeast(0), ClusterWide;
    "log.cleaner.threads" Int Some("1"), AtLeast(0), ClusterWide;
    "log.cleanup.policy" List Some("delete"), EachOf(&["compact", "delete"]), ClusterWide;
    "log.dir" List Some("/tmp/kafka-logs"), Any, ReadOnly;
    "log.dir.failure.timeout.ms" Long Some("30000"), AtLeast(1), ReadOnly;
    "log.dirs" List None, Any, ReadOnly;
    "log.flush.interval.messages" Long Some("9223372036854775807"), AtLeast(1), ClusterWide;
    "log.flush.interval.ms" Long None, Any, ClusterWide;
    "log.flush.offset.checkpoint.interval.ms" Int Some("60000"), AtLeast(0), ReadOnly;
    "log.flush.scheduler.interval.ms" Long Some("9223372036854775807"), Any, ReadOnly;
    "log.flush.start.offset.checkpoint.interval.ms" Int Some("60000"), AtLeast(0), ReadOnly;
    "log.index.interval.bytes" Int Some("4096"), AtLeast(0), ClusterWide;
    "log.index.size.max.bytes" Int Some("10485760"), AtLeast(4), ClusterWide;
    "log.local.retention.bytes" Long Some("-2"), AtLeast(-2), ClusterWide;
    "log.local.retention.ms" Long Some("-2"), AtLeast(-2), ClusterWide;
    "log.message.timestamp.after.max.ms" Long Some("3600000"), AtLeast(0), ClusterWide;
    "log.message.timestamp.before.max.ms" Long Some("9223372036854775807"), AtLeast(0), ClusterWide;
    "log.message.timestamp.type" String
        Some("CreateTime"),
        OneOf(&["CreateTime", "LogAppendTime"]), ClusterWide;
    "log.preallocate" Boolean Some("false"), Any, ClusterWide;
    "log.remote.copy.lag.bytes" Long Some("-1"), AtLeast(-1), ClusterWide;
    "log.remote.copy.lag.ms" Long Some("0"), AtLeast(-1), ClusterWide;
    "log.retention.bytes" Long Some("-1"), Any, ClusterWide;
    "log.retention.check.interval.ms" Long Some("300000"), AtLeast(1), ReadOnly;
    "log.retention.hours" Int Some("168"), Any, ReadOnly;
    "log.retention.minutes" Int None, Any, ReadOnly;
    "log.retention.ms" Long None, Any, ClusterWide;
    "log.roll.hours" Int Some("168"), AtLeast(1), ReadOnly;
    "log.roll.jitter.hours" Int Some("0"), AtLeast(0), ReadOnly;
    "log.roll.jitter.ms" Long None, Any, ClusterWide;
    "log.roll.ms" Long None, Any, ClusterWide;
    "log.segment.bytes" Int Some("1073741824"), AtLeast(1048576), ClusterWide;
    "log.segment.delete.delay.ms" Long Some("60000"), AtLeast(0), ClusterWide;
    "max.connection.creation.rate" Int Some("2147483647"), AtLeast(0), ClusterWide;
    "max.connections" Int Some("2147483647"), AtLeast(0), ClusterWide;
    "max.connections.per.ip" Int Some("2147483647"), AtLeast(0), ClusterWide;
    "max.connections.per.ip.overrides" String Some(""), Any, ClusterWide;
    "max.decompressed.message.bytes" Int Some("2147483639"),
        Between(1.0, 2_147_483_639.0), ClusterWide;
    "max.incremental.fetch.session.cache.slots" Int Some("1000"), AtLeast(0), ReadOnly;
    "max.request.partition.size.limit" Int Some("2000"), AtLeast(1), ReadOnly;
    "message.max.bytes" Int Some("1048588"), AtLeast(0), ClusterWide;
    "metadata.log.dir" String None, Any, ReadOnly;
    "metadata.log.max.record.bytes.between.snapshots" Long Some("20971520"), AtLeast(1), ReadOnly;
    "metadata.log.max.snapshot.interval.ms" Long Some("3600000"), AtLeast(0), ReadOnly;
    "metadata.log.segment.bytes" Int Some("1073741824"), AtLeast(8388608), ReadOnly;
    "metadata.log.segment.ms" Long Some("604800000"), Any, ReadOnly;
    "metadata.max.idle.interval.ms" Int Some("500"), AtLeast(0), ReadOnly;
    "metadata.max.retention.bytes" Long Some("104857600"), Any, ReadOnly;
    "metadata.max.retention.ms" Long Some("604800000"), Any, ReadOnly;
    "metric.reporters" List Some("org.apache.kafka.common.metrics.JmxReporter"), Any, ClusterWide;
    "metrics.num.samples" Int Some("2"), AtLeast(1), ReadOnly;
    "metrics.recording.level" String Some("INFO"), Any, ReadOnly;
    "metrics.sample.window.ms" Long Some("30000"), AtLeast(1), ReadOnly;
    "min.insync.replicas" Int Some("1"), AtLeast(1), ClusterWide;
    "node.id" Int None, AtLeast(0), ReadOnly;
    "num.io.threads" Int Some("8"), AtLeast(1), ClusterWide;
    "num.network.threads" Int Some("3"), AtLeast(1), ClusterWide;
    "num.partitions" Int Some("1"), AtLeast(1), ReadOnly;
    "num.recovery.threads.per.data.dir" Int Some("2"), AtLeast(1), ClusterWide;
    "num.replica.alter.log.dirs.threads" Int None, Any, ReadOnly;
    "num.replica.fetchers" Int Some("1"), AtLeast(1), ClusterWide;
    "offset.metadata.max.bytes" Int Some("4096"), Any, ReadOnly;
    "offsets.commit.timeout.ms" Int Some("5000"), AtLeast(1), ReadOnly;
    "offsets.load.buffer.size" Int Some("5242880"), AtLeast(1), ReadOnly;
    "offsets.retention.check.interval.ms" Long Some("600000"), AtLeast(1), ReadOnly;
    "offsets.retention.minutes" Int Some("10080"), AtLeast(1), ReadOnly;
    "offsets.topic.compression.codec" Int Some("0"), Any, ReadOnly;
    "offsets.topic.num.partitions" Int Some("50"), AtLeast(1), ReadOnly;
    "offsets.topic.replication.factor" Short Some("3"), AtLeast(1), ReadOnly;
    "offsets.topic.segment.bytes" Int Some("104857600"), AtLeast(1), ReadOnly;
    "principal.builder.class" Class
        Some("org.apache.kafka.common.security.authenticator.DefaultKafkaPrincipalBuilder"),
        Any, PerBroker;
    "process.roles" List None, EachOf(&["broker", "controller"]), ReadOnly;
    "producer.id.expiration.ms" Int Some("86400000"), AtLeast(1), ClusterWide;
    "producer.purgatory.purge.interval.requests" Int Some("1000"), Any, ReadOnly;
    "queued.max.request.bytes" Long Some("-1"), Any, ReadOnly;
    "queued.max.requests" Int Some("500"), AtLeast(1), ReadOnly;
    "quota.window.num" Int Some("11"), AtLeast(1), ReadOnly;
    "quota.window.size.seconds" Int Some("1"), AtLeast(1), ReadOnly;
    "remote.fetch.max.wait.ms" Int Some("500"), AtLeast(1), ClusterWide;
    "remote.list.offsets.request.timeout.ms" Long Some("30000"), AtLeast(1), ClusterWide;
    "remote.log.index.file.cache.total.size.bytes" Long Some("1073741824"), AtLeast(1), ClusterWide;
    "remote.log.manager.copier.thread.pool.size" Int Some("10"), AtLeast(1), ClusterWide;
    "remote.log.manager.copy.max.bytes.per.second" Long
        Some("9223372036854775807"),
        AtLeast(1), ClusterWide;
    "remote.log.manager.copy.quota.window.num" Int Some("11"), AtLeast(1), ReadOnly;
    "remote.log.manager.copy.quota.window.size.seconds" Int Some("1"), AtLeast(1), ReadOnly;
    "remote.log.manager.expiration.thread.pool.size" Int Some("10"), AtLeast(1), ClusterWide;
    "remote.log.manager.fetch.max.bytes.per.second" Long
        Some("9223372036854775807"),
        AtLeast(1), ClusterWide;
    "remote.log.manager.fetch.quota.window.num" Int Some("11"), AtLeast(1), ReadOnly;
    "remote.log.manager.fetch.quota.window.size.seconds" Int Some("1"), AtLeast(1), ReadOnly;
    "remote.log.manager.follower.thread.pool.size" Int Some("2"), AtLeast(1), ClusterWide;
    "remote.log.manager.task.interval.ms" Long Some("30000"), AtLeast(1), ReadOnly;
    "remote.log.manager.thread.pool.size" Int Some("2"), AtLeast(1), ReadOnly;
    "remote.log.metadata.custom.metadata.max.bytes" Int Some("128"), AtLeast(0), ReadOnly;
    "remote.log.metadata.manager.class.name" String
        Some(concat!("org.apache.kafka.server.log.remote.metadata.storage.",
            "TopicBasedRemoteLogMetadataManager")),
        NotEmpty, ReadOnly;
    "remote.log.metadata.manager.class.path" String None, Any, ReadOnly;
    "remote.log.metadata.manager.impl.prefix" String Some("rlmm.config."), NotEmpty, ReadOnly;
    "remote.log.metadata.manager.listener.name" String None, NotEmpty, ReadOnly;
    "remote.log.reader.max.pending.tasks" Int Some("100"), AtLeast(1), ReadOnly;
    "remote.log.reader.threads" Int Some("10"), AtLeast(1), ClusterWide;
    "remote.log.storage.manager.class.name" String None, NotEmpty, ReadOnly;
    "remote.log.storage.manager.class.path" String None, Any, ReadOnly;
    "remote.log.storage.manager.impl.prefix" String Some("rsm.config."), NotEmpty, ReadOnly;
    "remote.log.storage.system.enable" Boolean Some("false"), Any, ReadOnly;
    "replica.fetch.backoff.ms" Int Some("1000"), AtLeast(0), ReadOnly;
    "replica.fetch.max.bytes" Int Some("1048576"), AtLeast(0), ReadOnly;
    "replica.fetch.min.bytes" Int Some("1"), Any, ReadOnly;
    "replica.fetch.response.max.bytes" Int Some("10485760"), AtLeast(0), ReadOnly;
    "replica.fetch.wait.max.ms" Int Some("500"), Any, ReadOnly;
    "replica.high.watermark.checkpoint.interval.ms" Long Some("5000"), Any, ReadOnly;
    "replica.lag.time.max.ms" Long Some("30000"), Any, ReadOnly;
    "replica.selector.class" String None, Any, ReadOnly;
    "replica.socket.receive.buffer.bytes" Int Some("65536"), Any, ReadOnly;
    "replica.socket.timeout.ms" Int Some("30000"), Any, ReadOnly;
    "replication.quota.window.num" Int Some("11"), AtLeast(1), ReadOnly;
    "replication.quota.window.size.seconds" Int Some("1"), AtLeast(1), ReadOnly;
    "request.timeout.ms" Int Some("30000"), Any, ReadOnly;
    "sasl.client.callback.handler.class" Class None, Any, ReadOnly;
    "sasl.enabled.mechanisms" List Some("GSSAPI"), Any, PerBroker;
    "sasl.jaas.config" Password None, Any, PerBroker;
    "sasl.kerberos.kinit.cmd" String Some("/usr/bin/kinit"), Any, PerBroker;
    "sasl.kerberos.min.time.before.relogin" Long Some("60000"), Any, PerBroker;
    "sasl.kerberos.principal.to.local.rules" List Some("DEFAULT"), Any, PerBroker;
    "sasl.kerberos.service.name" String None, Any, PerBroker;
    "sasl.kerberos.ticket.renew.jitter" Double Some("0.05"), Any, PerBroker;
    "sasl.kerberos.ticket.renew.window.factor" Double Some("0.8"), Any, PerBroker;
    "sasl.login.callback.handler.class" Class None, Any, ReadOnly;
    "sasl.login.class" Class None, Any, ReadOnly;
    "sasl.login.connect.timeout.ms" Int None, Any, ReadOnly;
    "sasl.login.read.timeout.ms" Int None, Any, ReadOnly;
    "sasl.login.refresh.buffer.seconds" Short Some("300"), Any, PerBroker;
    "sasl.login.refresh.min.period.seconds" Short Some("60"), Any, PerBroker;
    "sasl.login.refresh.window.factor" Double Some("0.8"), Any, PerBroker;
    "sasl.login.refresh.window.jitter" Double Some("0.05"), Any, PerBroker;
    "sasl.login.retry.backoff.max.ms" Long Some("10000"), Any, ReadOnly;
    "sasl.login.retry.backoff.ms" Long Some("100"), Any, ReadOnly;
    "sasl.mechanism.controller.protocol" String Some("GSSAPI"), Any, ReadOnly;
    "sasl.mechanism.inter.broker.protocol" String Some("GSSAPI"), Any, PerBroker;
    "sasl.oauthbearer.allow.unverified.audience" Boolean Some("false"), Any, ReadOnly;
    "sasl.oauthbearer.allow.unverified.issuer" Boolean Some("false"), Any, ReadOnly;
    "sasl.oauthbearer.assertion.algorithm" String
        Some("RS256"),
        OneOfAnyCase(&["ES256", "RS256"]), ReadOnly;
    "sasl.oauthbearer.assertion.claim.aud" String None, Any, ReadOnly;
    "sasl.oauthbearer.assertion.claim.exp.seconds" Int Some("300"), Between(0.0, 86400.0), ReadOnly;
    "sasl.oauthbearer.assertion.claim.iss" String None, Any, ReadOnly;
    "sasl.oauthbearer.assertion.claim.jti.include" Boolean Some("false"), Any, ReadOnly;
    "sasl.oauthbearer.assertion.claim.nbf.seconds" Int Some("60"), Between(0.0, 3600.0), ReadOnly;
    "sasl.oauthbearer.assertion.claim.sub" String None, Any, ReadOnly;
    "sasl.oauthbearer.assertion.file" String None, Any, ReadOnly;
    "sasl.oauthbearer.assertion.private.key.file" String None, Any, ReadOnly;
    "sasl.oauthbearer.assertion.private.key.passphrase" Password None, Any, ReadOnly;
    "sasl.oauthbearer.assertion.template.file" String None, Any, ReadOnly;
    "sasl.oauthbearer.client.credentials.client.id" String None, Any, ReadOnly;
    "sasl.oauthbearer.client.credentials.client.secret" Password None, Any, ReadOnly;
    "sasl.oauthbearer.clock.skew.seconds" Int Some("30"), Any, ReadOnly;
    "sasl.oauthbearer.expected.audience" List Some(""), Any, ReadOnly;
    "sasl.oauthbearer.expected.issuer" String None, Any, ReadOnly;
    "sasl.oauthbearer.jwks.endpoint.refresh.ms" Long Some("3600000"), Any, ReadOnly;
    "sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms" Long Some("10000"), Any, ReadOnly;
    "sasl.oauthbearer.jwks.endpoint.retry.backoff.ms" Long Some("100"), Any, ReadOnly;
    "sasl.oauthbearer.jwks.endpoint.url" String None, Any, ReadOnly;
    "sasl.oauthbearer.jwt.retriever.class" Class
        Some("org.apache.kafka.common.security.oauthbearer.DefaultJwtRetriever"),
        Any, ReadOnly;
    "sasl.oauthbearer.jwt.validator.class" Class
        Some("org.apache.kafka.common.security.oauthbearer.DefaultJwtValidator"),
        Any, ReadOnly;
    "sasl.oauthbearer.scope" String None, Any, ReadOnly;
    "sasl.oauthbearer.scope.claim.name" String Some("scope"), Any, ReadOnly;
    "sasl.oauthbearer.sub.claim.name" String Some("sub"), Any, ReadOnly;
    "sasl.oauthbearer.token.endpoint.url" String None, Any, ReadOnly;
    "sasl.server.callback.handler.class" Class None, Any, ReadOnly;
    "sasl.server.max.receive.size" Int Some("524288"), Any, ReadOnly;
    "security.inter.broker.protocol" String
        Some("PLAINTEXT"),
        OneOf(&["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]), ReadOnly;
    "security.providers" String None, Any, ReadOnly;
    "share.coordinator.append.linger.ms" Int Some("-1"), AtLeast(-1), ReadOnly;
    "share.coordinator.cached.buffer.max.bytes" Int Some("1048588"), AtLeast(524288), ClusterWide;
    "share.coordinator.load.buffer.size" Int Some("5242880"), AtLeast(1), ReadOnly;
    "share.coordinator.snapshot.update.records.per.snapshot" Int
        Some("500"),
        Between(0.0, 500.0), ReadOnly;
    "share.coordinator.state.topic.compression.codec" Int Some("0"), Any, ReadOnly;
    "share.coordinator.state.topic.min.isr" Short Some("2"), AtLeast(1), ReadOnly;
    "share.coordinator.state.topic.num.partitions" Int Some("50"), AtLeast(1), ReadOnly;
    "share.coordinator.state.topic.replication.factor" Short Some("3"), AtLeast(1), ReadOnly;
    "share.coordinator.state.topic.segment.bytes" Int Some("104857600"), AtLeast(1), ReadOnly;
    "share.coordinator.threads" Int Some("1"), AtLeast(1), ReadOnly;
    "share.coordinator.write.timeout.ms" Int Some("5000"), AtLeast(1), ReadOnly;
    "share.fetch.purgatory.purge.interval.requests" Int Some("1000"), Any, ReadOnly;
    "socket.connection.setup.timeout.max.ms" Long Some("30000"), Any, ReadOnly;
    "socket.connection.setup.timeout.ms" Long Some("10000"), Any, ReadOnly;
    "socket.listen.backlog.size" Int Some("50"), AtLeast(1), ReadOnly;
    "socket.receive.buffer.bytes" Int Some("102400"), Any, ReadOnly;
    "socket.request.max.bytes" Int Some("104857600"), AtLeast(1), ReadOnly;
    "socket.send.buffer.bytes" Int Some("102400"), Any, ReadOnly;
    "ssl.allow.dn.changes" Boolean Some("false"), Any, ReadOnly;
    "ssl.allow.san.changes" Boolean Some("false"), Any, ReadOnly;
    "ssl.cipher.suites" List Some(""), Any, PerBroker;
    "ssl.client.auth" String Some("none"), OneOf(&["required", "requested", "none"]), PerBroker;
    "ssl.enabled.protocols" List Some("TLSv1.2,TLSv1.3"), Any, PerBroker;
    "ssl.endpoint.identification.algorithm" String Some("https"), Any, PerBroker;
    "ssl.engine.factory.class" Class None, Any, PerBroker;
    "ssl.key.password" Password None, Any, PerBroker;
    "ssl.keymanager.algorithm" String Some("SunX509"), Any, PerBroker;
    "ssl.keystore.certificate.chain" Password None, Any, PerBroker;
    "ssl.keystore.key" Password None, Any, PerBroker;
    "ssl.keystore.location" String None, Any, PerBroker;
    "ssl.keystore.password" Password None, Any, PerBroker;
    "ssl.keystore.type" String Some("JKS"), Any, PerBroker;
    "ssl.principal.mapping.rules" String Some("DEFAULT"), Any, ReadOnly;
    "ssl.protocol" String Some("TLSv1.3"), Any, PerBroker;
    "ssl.provider" String None, Any, PerBroker;
    "ssl.secure.random.implementation" String None, Any, PerBroker;
    "ssl.trustmanager.algorithm" String Some("PKIX"), Any, PerBroker;
    "ssl.truststore.certificates" Password None, Any, PerBroker;
    "ssl.truststore.location" String None, Any, PerBroker;
    "ssl.truststore.password" Password None, Any, PerBroker;
    "ssl.truststore.type" String Some("JKS"), Any, PerBroker;
    "telemetry.max.bytes" Int Some("1048576"), AtLeast(1), ReadOnly;
    "transaction.abort.timed.out.transaction.cleanup.interval.ms" Int
        Some("10000"),
        AtLeast(1), ReadOnly;
    "transaction.max.timeout.ms" Int Some("900000"), AtLeast(1), ReadOnly;
    "transaction.partition.verification.enable" Boolean Some("true"), Any, ClusterWide;
    "transaction.remove.expired.transaction.cleanup.interval.ms" Int
        Some("3600000"),
        AtLeast(1), ReadOnly;
    "transaction.state.log.load.buffer.size" Int Some("5242880"), AtLeast(1), ReadOnly;
    "transaction.state.log.min.isr" Int Some("2"), AtLeast(1), ReadOnly;
    "transaction.state.log.num.partitions" Int Some("50"), AtLeast(1), ReadOnly;
    "transaction.state.log.replication.factor" Short Some("3"), AtLeast(1), ReadOnly;
    "transaction.state.log.segment.bytes" Int Some("104857600"), AtLeast(1), ReadOnly;
    "transaction.two.phase.commit.enable" Boolean Some("false"), Any, ReadOnly;
    "transactional.id.expiration.ms" Int Some("604800000"), AtLeast(1), ReadOnly;
    "unclean.leader.election.enable" Boolean Some("false"), Any, ClusterWide;
}
HIDDEN_BROKER_CONFIGS: "Settings that are described only while they are set." {
    "follower.replication.throttled.rate" Long None, AtLeast(0), ClusterWide;
    "group.consumer.assignor.offload.enable" Boolean Some("true"), Any, ClusterWide;
    "group.share.assignor.offload.enable" Boolean Some("true"), Any, ClusterWide;
    "group.streams.assignor.offload.enable" Boolean Some("true"), Any, ClusterWide;
    "leader.replication.throttled.rate" Long None, AtLeast(0), ClusterWide;
    "replica.alter.log.dirs.io.max.bytes.per.second" Long None, AtLeast(0), ClusterWide;
}
}
