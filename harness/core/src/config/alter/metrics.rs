//! Changing a subscription to client metrics (KIP-714). Nothing collects them here.

use super::Alteration;
use crate::cluster::{Cluster, Commit, ConfigType};
use crate::config::metrics_table::{MATCH_KEYS, METRICS_CONFIGS};
use crate::config::rule::{self, Rule};
use crate::config::{ConfigMap, ConfigRefusal};

pub(super) fn alter(change: &Alteration<'_>, cluster: &Cluster) -> Result<(), ConfigRefusal> {
    let mut configs = cluster.configs_mut();
    // To the controller none of them is a list.
    let outcome = change.outcome(configs.named(change.kind, change.name), |_| None)?;
    check(change.name, &outcome)?;
    match change.commit {
        Commit::Really => configs.put_named(change.kind, change.name, outcome),
        Commit::CheckOnly => Ok(()),
    }
}

/// `ClientMetricsConfigs.validate`
fn check(name: &str, outcome: &ConfigMap) -> Result<(), ConfigRefusal> {
    if name.is_empty() {
        return Err(ConfigRefusal::request("Subscription name can't be empty"));
    }
    for (name, value) in outcome {
        let Some((_, kind, _)) = METRICS_CONFIGS.iter().find(|row| row.0 == &**name) else {
            let text = format!("Unknown client metrics configuration: {name}");
            return Err(ConfigRefusal::request(text));
        };
        rule::check(name, *kind, Rule::Any, value).map_err(ConfigRefusal::config)?;
        if *kind == ConfigType::Int {
            check_interval(name, value)?;
        }
        if &**name == "match" {
            rule::words(value).try_for_each(check_pattern)?;
        }
    }
    Ok(())
}

fn check_interval(name: &str, value: &str) -> Result<(), ConfigRefusal> {
    match value.trim().parse::<i32>() {
        Ok(100..=3_600_000) => Ok(()),
        _ => Err(ConfigRefusal::request(format!(
            "Invalid value {value} for {name}, interval must be between 100 and 3600000 (1 hour)"
        ))),
    }
}

fn check_pattern(pattern: &str) -> Result<(), ConfigRefusal> {
    let known = pattern.split_once('=').is_some_and(|(key, expression)| {
        MATCH_KEYS.contains(&key.trim()) && !expression.trim().is_empty()
    });
    match known {
        true => Ok(()),
        false => {
            let text = format!("Illegal client matching pattern: {pattern}");
            Err(ConfigRefusal::config(text))
        }
    }
}
