//! How a change of a broker's settings takes effect.
//!
//! Defaults of topics change at once. All brokers of a cluster share one log of each partition, so
//! a value for one broker counts for topics only where it is alone; elsewhere it is kept and shown.

use std::sync::Arc;

use super::{ConfigMap, Configs, GROUP_CONFIGS};
use crate::cluster::{Cluster, TOPIC_CONFIGS};

/// Whoever acts upon settings of a broker that change while it runs: a shell, which holds sockets,
/// keys and mechanisms.
pub trait ConfigWatcher: Send + Sync {
    /// Whether broker `node` could follow if this were set; it must not ask the cluster.
    ///
    /// # Errors
    /// The text for the client.
    fn check(&self, node: i32, set: &ConfigMap) -> Result<(), String> {
        let _ = (node, set);
        Ok(())
    }

    /// The settings of broker `node` changed: `set` holds all that were set while it runs, those
    /// for all brokers among them.
    fn changed(&self, node: i32, set: &ConfigMap);
}

impl Cluster {
    /// Says what a broker was started with, under Kafka's name; it is shown as its static
    /// configuration.
    pub fn note_static_config(&self, node: i32, name: &str, value: &str) {
        let mut configs = self.configs_mut();
        let of_node = configs.at_start.entry(node).or_default();
        of_node.insert(Arc::from(name), Arc::from(value));
    }

    /// The value of a broker's setting that is in force: what was set on it, for all brokers, at
    /// its start, or Kafka's default. `None` is null.
    pub fn broker_config(&self, node: i32, name: &str) -> Option<Arc<str>> {
        self.configs().broker_value(node, name)
    }

    /// The value of a group's configuration that is in force on a broker: what was set on the
    /// group, else what the broker's setting gives.
    pub fn group_config(&self, node: i32, group: &str, name: &str) -> Option<Arc<str>> {
        let in_force = self.configs().group_value(node, group, name);
        let row = GROUP_CONFIGS.iter().find(|row| row.name == name)?;
        in_force.or_else(|| row.default.map(Arc::from))
    }

    /// Makes what was set on brokers take effect.
    pub(super) fn apply_broker_configs(&self) {
        let nodes = self.node_ids();
        let mut defaults = Vec::new();
        let mut set = Vec::new();
        {
            let configs = self.configs();
            let alone = match nodes[..] {
                [node] => Some(node),
                _ => None,
            };
            for row in TOPIC_CONFIGS {
                defaults.push((row.broker_name, in_force(&configs, alone, row.broker_name)));
            }
            for node in &nodes {
                let mut of_node = configs.everywhere.clone();
                of_node.extend(configs.of_broker(*node).clone());
                set.push((*node, of_node));
            }
        }
        self.set_changed_log_defaults(&defaults);
        let watchers = self.watchers();
        for watcher in watchers {
            for (node, set) in &set {
                watcher.changed(*node, set);
            }
        }
    }

    fn set_changed_log_defaults(&self, defaults: &[(&str, Option<Arc<str>>)]) {
        let present = self.log_defaults();
        let at_start = self.log_defaults_at_start();
        for (name, value) in defaults {
            let value = value.as_ref().or_else(|| at_start.get(*name));
            if value != present.get(*name) {
                self.set_log_default(name, value.map(|value| &**value));
            }
        }
    }
}

/// What was set while the cluster runs.
fn in_force(configs: &Configs, alone: Option<i32>, name: &str) -> Option<Arc<str>> {
    let of_broker = alone.and_then(|node| configs.of_broker(node).get(name));
    of_broker.or_else(|| configs.everywhere.get(name)).cloned()
}
