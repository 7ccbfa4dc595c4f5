//! What was configured on a cluster, but for topics, which keep their own.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::group_table::GROUP_CONFIGS;
use super::loggers::{DEFAULT_LEVEL, ROOT};
use super::{ConfigMap, ConfigRefusal, ResourceKind, broker_row};

/// The most groups or subscriptions with configurations of their own.
const MOST_RESOURCES: usize = 10_000;
/// The most configurations of one of them, or of a broker.
const MOST_NAMES: usize = 1_000;

/// The configurations of everything that is not a topic.
#[derive(Debug, Default)]
pub(crate) struct Configs {
    /// Of all brokers (the resource with the empty name).
    pub(super) everywhere: ConfigMap,
    /// Of single brokers.
    pub(super) brokers: BTreeMap<i32, ConfigMap>,
    /// What a broker was started with.
    pub(super) at_start: BTreeMap<i32, ConfigMap>,
    /// What all brokers were started with.
    all_at_start: ConfigMap,
    pub(super) groups: BTreeMap<Arc<str>, ConfigMap>,
    pub(super) metrics: BTreeMap<Arc<str>, ConfigMap>,
    /// Levels of loggers, by broker.
    loggers: BTreeMap<i32, BTreeMap<Arc<str>, Arc<str>>>,
}

static NOTHING: ConfigMap = ConfigMap::new();

impl Configs {
    /// Those of a new cluster. Where eligible leader replicas are on (KIP-966), Kafka sets
    /// `min.insync.replicas` for all brokers when it formats its storage.
    pub(crate) fn new(all_at_start: ConfigMap) -> Self {
        let min_insync = all_at_start.get("min.insync.replicas").cloned();
        let min_insync = min_insync.unwrap_or_else(|| Arc::from("1"));
        let everywhere = [(Arc::from("min.insync.replicas"), min_insync)].into();
        Configs { everywhere, all_at_start, ..Configs::default() }
    }

    /// What was set on one broker while it ran.
    pub(super) fn of_broker(&self, node: i32) -> &ConfigMap {
        self.brokers.get(&node).unwrap_or(&NOTHING)
    }

    /// The value that a broker was started with.
    pub(super) fn static_value(&self, node: i32, name: &str) -> Option<&Arc<str>> {
        let own = self.at_start.get(&node).and_then(|configs| configs.get(name));
        own.or_else(|| self.all_at_start.get(name))
    }

    /// The value in force on a broker; `None` is null.
    pub(crate) fn broker_value(&self, node: i32, name: &str) -> Option<Arc<str>> {
        let set = self.of_broker(node).get(name).or_else(|| self.everywhere.get(name));
        let set = set.or_else(|| self.static_value(node, name)).cloned();
        set.or_else(|| broker_row(name)?.default.map(Arc::from))
    }

    /// The level of a logger.
    pub(super) fn level(&self, node: i32, logger: &str) -> Arc<str> {
        let levels = self.loggers.get(&node);
        let of = |name: &str| levels.and_then(|levels| levels.get(name).cloned());
        of(logger).or_else(|| of(ROOT)).unwrap_or_else(|| Arc::from(DEFAULT_LEVEL))
    }

    /// Sets the level of a logger, or takes it back to the root's.
    pub(super) fn set_level(&mut self, node: i32, logger: &str, level: Option<&str>) {
        let levels = self.loggers.entry(node).or_default();
        match level {
            Some(level) => levels.insert(Arc::from(logger), Arc::from(level)),
            None => levels.remove(logger),
        };
    }

    /// The names of the groups or subscriptions that have configurations.
    pub(crate) fn names(&self, kind: ResourceKind) -> Vec<Arc<str>> {
        match kind {
            ResourceKind::GROUP => self.groups.keys().cloned().collect(),
            ResourceKind::CLIENT_METRICS => self.metrics.keys().cloned().collect(),
            _ => Vec::new(),
        }
    }

    /// What is set on a group or a subscription.
    pub(super) fn named(&self, kind: ResourceKind, name: &str) -> &ConfigMap {
        let all = if kind == ResourceKind::GROUP { &self.groups } else { &self.metrics };
        all.get(name).unwrap_or(&NOTHING)
    }

    /// The value in force of a group's configuration: what is set on it, or for all groups of the
    /// broker that coordinates it.
    pub(crate) fn group_value(&self, node: i32, group: &str, name: &str) -> Option<Arc<str>> {
        let own = self.groups.get(group).and_then(|configs| configs.get(name));
        let row = GROUP_CONFIGS.iter().find(|row| row.name == name)?;
        own.cloned().or_else(|| self.broker_value(node, row.broker_name))
    }

    /// Replaces what is set on a group or a subscription.
    pub(super) fn put_named(
        &mut self,
        kind: ResourceKind,
        name: &str,
        configs: ConfigMap,
    ) -> Result<(), ConfigRefusal> {
        let all = match kind {
            ResourceKind::GROUP => &mut self.groups,
            _ => &mut self.metrics,
        };
        if configs.is_empty() {
            all.remove(name);
            return Ok(());
        }
        check_size(&configs)?;
        if all.len() >= MOST_RESOURCES && !all.contains_key(name) {
            let text = format!("At most {MOST_RESOURCES} of a kind can have configurations here.");
            return Err(ConfigRefusal::config(text));
        }
        all.insert(Arc::from(name), configs);
        Ok(())
    }
}

/// Refuses what would take more memory than configurations are worth.
pub(super) fn check_size(configs: &ConfigMap) -> Result<(), ConfigRefusal> {
    const LONGEST: usize = 32_767;
    if configs.values().any(|value| value.len() > LONGEST) {
        return Err(ConfigRefusal::config(format!(
            "The configuration value cannot be added because it exceeds the maximum value size of \
             {LONGEST} bytes."
        )));
    }
    match configs.len() > MOST_NAMES {
        true => Err(ConfigRefusal::config(format!(
            "At most {MOST_NAMES} configurations can be set on a resource here."
        ))),
        false => Ok(()),
    }
}
