//! What a broker was started with, under Kafka's names: its static configuration.
//!
//! A value that is Kafka's default is left out, as in a file that does not name it.

use std::sync::Arc;

use super::{ConfigMap, broker_row};
use crate::node::Node;
use crate::settings::ClusterSettings;

/// What all brokers of a cluster share.
pub(crate) fn of_cluster(settings: &ClusterSettings) -> ConfigMap {
    let groups = &settings.groups;
    let mut configs = ConfigMap::new();
    let mut set = |name: &str, value: String| note(&mut configs, name, &value);
    set("auto.create.topics.enable", settings.auto_create_topics.to_string());
    set("default.replication.factor", settings.default_replication_factor.to_string());
    set("message.max.bytes", settings.message_max_bytes.to_string());
    set("num.partitions", settings.num_partitions.to_string());
    let after_max = settings.timestamp_after_max.as_millis();
    set("log.message.timestamp.after.max.ms", after_max.to_string());
    let delay = groups.initial_rebalance_delay.as_millis();
    set("group.initial.rebalance.delay.ms", delay.to_string());
    set("group.min.session.timeout.ms", groups.min_session_timeout.as_millis().to_string());
    set("group.max.session.timeout.ms", groups.max_session_timeout.as_millis().to_string());
    set("group.max.size", groups.max_size.to_string());
    let consumers = &groups.consumers;
    for (name, value) in [
        ("group.consumer.session.timeout.ms", consumers.session_timeout.as_millis()),
        ("group.consumer.heartbeat.interval.ms", consumers.heartbeat_interval.as_millis()),
        ("group.consumer.assignment.interval.ms", consumers.assignment_interval.as_millis()),
        ("group.consumer.max.size", consumers.max_size as u128),
        ("offsets.retention.minutes", u128::from(groups.offsets_retention.as_secs() / 60)),
        (
            "offsets.retention.check.interval.ms",
            groups.offsets_retention_check_interval.as_millis(),
        ),
    ] {
        set(name, value.to_string());
    }
    set("offset.metadata.max.bytes", groups.offset_metadata_max_bytes.to_string());
    set("fetch.max.bytes", settings.fetch_max_bytes.to_string());
    set("max.incremental.fetch.session.cache.slots", settings.fetch_session_slots.to_string());
    let interval = settings.log_retention_check_interval.as_millis();
    set("log.retention.check.interval.ms", interval.to_string());
    set("log.cleaner.backoff.ms", settings.log_cleaner_backoff.as_millis().to_string());
    for (name, value) in &settings.log_defaults {
        note(&mut configs, name, value);
    }
    configs
}

impl Node {
    /// Has the cluster show the settings of this node as its static configuration.
    pub fn note_static_configs(&self) {
        let settings = &self.settings;
        let mut configs = ConfigMap::new();
        // Its records are in memory: the name of a folder that nobody makes.
        let mut set = |name: &str, value: String| note(&mut configs, name, &value);
        set("broker.id", self.id.to_string());
        set("node.id", self.id.to_string());
        set("process.roles", "broker,controller".to_owned());
        set("controller.listener.names", "CONTROLLER".to_owned());
        set("log.dirs", format!("/kerbside/node-{}", self.id));
        set("socket.request.max.bytes", settings.request_max_bytes.to_string());
        set("sasl.server.max.receive.size", settings.sasl_max_receive_size.to_string());
        let reauth = settings.max_reauth.map_or(0, |it| it.as_millis());
        set("connections.max.reauth.ms", reauth.to_string());
        let delay = settings.failed_authentication_delay.as_millis();
        set("connection.failed.authentication.delay.ms", delay.to_string());
        set("connections.max.idle.ms", settings.max_idle.as_millis().to_string());
        for (name, value) in configs {
            self.cluster.note_static_config(self.id, &name, &value);
        }
    }
}

fn note(configs: &mut ConfigMap, name: &str, value: &str) {
    if broker_row(name).and_then(|row| row.default) != Some(value) {
        configs.insert(Arc::from(name), Arc::from(value));
    }
}
