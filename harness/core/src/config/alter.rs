//! Changing configurations: all of a resource's at once (KIP-133) or one by one (KIP-339), with the
//! checks and texts of Kafka's `ConfigAdminManager`, `DynamicBrokerConfig` and
//! `ConfigurationControlManager`, in their order.

mod broker;
mod group;
mod logger;
mod metrics;
mod topic;

use std::sync::Arc;

use super::rule::words;
use super::{ConfigMap, ConfigRefusal, ResourceKind};
use crate::cluster::{Cluster, Commit, ConfigType};

/// What happens to a configuration: the numbers of `AlterConfigOp.OpType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Operation(pub(crate) i8);

impl Operation {
    pub(crate) const SET: Operation = Operation(0);
    pub(crate) const DELETE: Operation = Operation(1);
    pub(crate) const APPEND: Operation = Operation(2);
    pub(crate) const SUBTRACT: Operation = Operation(3);

    fn name(self) -> &'static str {
        match self {
            Operation::SET => "SET",
            Operation::DELETE => "DELETE",
            Operation::APPEND => "APPEND",
            _ => "SUBTRACT",
        }
    }
}

/// One change of one configuration.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    pub(crate) name: Arc<str>,
    pub(crate) operation: Operation,
    pub(crate) value: Option<Arc<str>>,
}

/// How the changes of a request are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// One by one.
    Incremental,
    /// In place of all that is set.
    Replace,
}

/// A request to change the configurations of one resource.
pub(crate) struct Alteration<'a> {
    pub(crate) kind: ResourceKind,
    pub(crate) name: &'a str,
    pub(crate) changes: &'a [Change],
    pub(crate) manner: Manner,
    pub(crate) commit: Commit,
}

impl Alteration<'_> {
    /// What any change is checked for before somebody is asked who may make it.
    pub(crate) fn check_shape(&self) -> Result<(), ConfigRefusal> {
        let known = match self.kind {
            ResourceKind::BROKER_LOGGER => self.manner == Manner::Incremental,
            ResourceKind::TOPIC
            | ResourceKind::BROKER
            | ResourceKind::CLIENT_METRICS
            | ResourceKind::GROUP => true,
            _ => false,
        };
        if !known {
            return Err(ConfigRefusal::request(format!("Unknown resource type {}", self.kind.0)));
        }
        let mut names: Vec<&str> = self.changes.iter().map(|it| &*it.name).collect();
        names.sort_unstable();
        if names.windows(2).any(|pair| pair.first() == pair.last()) {
            return Err(ConfigRefusal::request("Error due to duplicate config keys"));
        }
        let null = |it: &&Change| it.operation != Operation::DELETE && it.value.is_none();
        let nulls: Vec<&str> = self.changes.iter().filter(null).map(|it| &*it.name).collect();
        match nulls.is_empty() {
            true => Ok(()),
            false => {
                let text = format!("Null value not supported for : {}", nulls.join(","));
                Err(ConfigRefusal::request(text))
            }
        }
    }

    /// Checks the changes on broker `node`, and makes them if they are meant.
    pub(crate) fn run(&self, cluster: &Cluster, node: i32) -> Result<(), ConfigRefusal> {
        match self.kind {
            ResourceKind::TOPIC => topic::alter(self, cluster),
            ResourceKind::BROKER => broker::alter(self, cluster, node),
            ResourceKind::BROKER_LOGGER => logger::alter(self, cluster, node),
            ResourceKind::CLIENT_METRICS => metrics::alter(self, cluster),
            _ => group::alter(self, cluster, node),
        }
    }

    /// What would be set after the changes, if `present` is set now.
    fn outcome(
        &self,
        present: &ConfigMap,
        schema: impl Fn(&str) -> Option<(ConfigType, Arc<str>)>,
    ) -> Result<ConfigMap, ConfigRefusal> {
        if self.manner == Manner::Replace {
            let set = |it: &Change| Some((Arc::clone(&it.name), it.value.clone()?));
            return Ok(self.changes.iter().filter_map(set).collect());
        }
        let mut outcome = present.clone();
        for change in self.changes {
            match change.operation {
                Operation::SET => {
                    if let Some(value) = &change.value {
                        outcome.insert(Arc::clone(&change.name), Arc::clone(value));
                    }
                }
                Operation::DELETE => {
                    outcome.remove(&change.name);
                }
                Operation::APPEND | Operation::SUBTRACT => {
                    let Some((ConfigType::List, default)) = schema(&change.name) else {
                        return Err(ConfigRefusal::config(format!(
                            "Can't {} to key {} because its type is not LIST.",
                            change.operation.name(),
                            change.name
                        )));
                    };
                    let before = outcome.get(&change.name).cloned().unwrap_or(default);
                    let given = change.value.as_deref().unwrap_or_default();
                    let list = edited(&before, given, change.operation);
                    outcome.insert(Arc::clone(&change.name), Arc::from(list));
                }
                // Kafka's controller throws, and has no text for it.
                _ => {
                    let code = kerbside_kafka_wire::ErrorCode::UNKNOWN_SERVER_ERROR;
                    return Err(ConfigRefusal { code, text: None });
                }
            }
        }
        Ok(outcome)
    }
}

/// A list with words added or taken out.
fn edited(before: &str, given: &str, operation: Operation) -> String {
    let mut list: Vec<&str> = words(before).collect();
    for word in words(given) {
        match operation {
            Operation::APPEND if list.contains(&word) => {}
            Operation::APPEND => list.push(word),
            _ => list.retain(|it| *it != word),
        }
    }
    list.join(",")
}
