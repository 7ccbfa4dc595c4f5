//! Changing the configurations of a group.

use super::Alteration;
use crate::cluster::{Cluster, Commit};
use crate::config::{ConfigMap, ConfigRefusal, Configs, GROUP_CONFIGS, GroupRow, rule};

pub(super) fn alter(
    change: &Alteration<'_>,
    cluster: &Cluster,
    node: i32,
) -> Result<(), ConfigRefusal> {
    if change.name.is_empty() {
        return Err(ConfigRefusal::request("Default group resources are not allowed."));
    }
    let mut configs = cluster.configs_mut();
    let schema = |name: &str| {
        let row = row(name)?;
        Some((row.kind, row.default.unwrap_or_default().into()))
    };
    let outcome = change.outcome(configs.named(change.kind, change.name), schema)?;
    check(&outcome, &configs, node)?;
    match change.commit {
        Commit::Really => configs.put_named(change.kind, change.name, outcome),
        Commit::CheckOnly => Ok(()),
    }
}

fn row(name: &str) -> Option<&'static GroupRow> {
    GROUP_CONFIGS.iter().find(|row| row.name == name)
}

/// `GroupConfig.validate`
fn check(outcome: &ConfigMap, configs: &Configs, node: i32) -> Result<(), ConfigRefusal> {
    for name in outcome.keys() {
        if row(name).is_none() {
            return Err(ConfigRefusal::config(format!("Unknown group config name: {name}")));
        }
    }
    for (name, value) in outcome {
        let Some(row) = row(name) else { continue };
        rule::check(name, row.kind, row.rule, value).map_err(ConfigRefusal::config)?;
    }
    for (name, value) in outcome {
        check_bounds(name, value, configs, node)?;
        check_words(name, value, configs, node)?;
    }
    for kind in ["consumer", "share", "streams"] {
        check_session(kind, outcome, configs, node)?;
    }
    Ok(())
}

/// The bounds that the broker's settings put on those of a group.
fn check_bounds(
    name: &str,
    value: &str,
    configs: &Configs,
    node: i32,
) -> Result<(), ConfigRefusal> {
    let Some((kind, rest)) = name.split_once('.') else {
        return Ok(());
    };
    let Ok(value) = value.trim().parse::<i64>() else {
        return Ok(());
    };
    let rest = rest.strip_prefix("num.").unwrap_or(rest);
    let bound = |which: &str| -> Option<i64> {
        let name = format!("group.{kind}.{which}.{rest}");
        configs.broker_value(node, &name)?.trim().parse().ok()
    };
    match (bound("min"), bound("max")) {
        (Some(min), Some(max)) if !(min..=max).contains(&value) => Err(ConfigRefusal::config(
            format!("{name} must be in the range {min} to {max} inclusive."),
        )),
        (None, Some(max)) if value > max => {
            Err(ConfigRefusal::config(format!("{name} must be less than or equal to {max}")))
        }
        _ => Ok(()),
    }
}

fn check_words(name: &str, value: &str, configs: &Configs, node: i32) -> Result<(), ConfigRefusal> {
    match name {
        "streams.assignor.name" => {
            let known = configs.broker_value(node, "group.streams.assignors").unwrap_or_default();
            if rule::words(&known).any(|it| it == value.trim()) {
                return Ok(());
            }
            let known: Vec<&str> = rule::words(&known).collect();
            Err(ConfigRefusal::config(format!(
                "streams.assignor.name '{value}' is not a registered task assignor. Registered \
                 assignors are: [{}].",
                known.join(", ")
            )))
        }
        "share.auto.offset.reset" => {
            let known =
                matches!(value, "earliest" | "latest") || value.starts_with("by_duration:P");
            if known {
                return Ok(());
            }
            Err(ConfigRefusal::config(format!(
                "Invalid value {value} for configuration {name}: Invalid value `{value}` for \
                 configuration {name}. The value must be either 'earliest', 'latest' or of the \
                 format 'by_duration:<PnDTnHnMn.nS>'."
            )))
        }
        "errors.deadletterqueue.topic.name" if value.starts_with("__") => {
            let text = format!("{name}: DLQ topic name must not start with '__'");
            Err(ConfigRefusal::config(text))
        }
        _ => Ok(()),
    }
}

/// A session has to outlast a heartbeat.
fn check_session(
    kind: &str,
    outcome: &ConfigMap,
    configs: &Configs,
    node: i32,
) -> Result<(), ConfigRefusal> {
    let (session, heartbeat) =
        (format!("{kind}.session.timeout.ms"), format!("{kind}.heartbeat.interval.ms"));
    let number = |name: &str| -> Option<i64> {
        let own = outcome.get(name).cloned();
        own.or_else(|| configs.broker_value(node, &format!("group.{name}")))?.trim().parse().ok()
    };
    match (number(&session), number(&heartbeat)) {
        (Some(long), Some(short)) if long <= short => {
            Err(ConfigRefusal::config(format!("{session} must be greater than {heartbeat}")))
        }
        _ => Ok(()),
    }
}
