//! Changing the configurations of a topic.

use std::sync::Arc;

use kerbside_kafka_wire::ErrorCode;

use super::Alteration;
use crate::cluster::{Cluster, Commit, TOPIC_CONFIGS, check_topic_configs, check_topic_name};
use crate::config::ConfigRefusal;
use crate::config::store::check_size;

pub(super) fn alter(change: &Alteration<'_>, cluster: &Cluster) -> Result<(), ConfigRefusal> {
    let name = change.name;
    if name.is_empty() {
        return Err(ConfigRefusal::request("Default topic resources are not allowed."));
    }
    check_topic_name(name).map_err(|error| ConfigRefusal {
        code: ErrorCode::INVALID_TOPIC_EXCEPTION,
        text: Some(error.to_string()),
    })?;
    let topic = cluster.topic(name).ok_or_else(|| absent(name))?;
    let schema = |name: &str| {
        let row = TOPIC_CONFIGS.iter().find(|row| row.name == name)?;
        Some((row.kind, Arc::from(row.default)))
    };
    let outcome = change.outcome(&topic.configs, schema)?;
    check_topic_configs(&outcome).map_err(ConfigRefusal::config)?;
    check_size(&outcome)?;
    if change.commit == Commit::Really && !cluster.set_topic_configs(name, outcome) {
        return Err(absent(name));
    }
    Ok(())
}

fn absent(name: &str) -> ConfigRefusal {
    ConfigRefusal {
        code: ErrorCode::UNKNOWN_TOPIC_OR_PARTITION,
        text: Some(format!("The topic '{name}' does not exist.")),
    }
}
