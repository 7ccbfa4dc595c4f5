//! Changing the settings of one broker, or of all (KIP-226).

use std::sync::Arc;

use super::{Alteration, Change, Manner, Operation};
use crate::cluster::{Cluster, Commit, ConfigType};
use crate::config::rule;
use crate::config::store::check_size;
use crate::config::{
    BrokerRow, ConfigMap, ConfigRefusal, Configs, Update, broker_row, without_listener,
};
use crate::java_set;

const MIN_INSYNC: &str = "min.insync.replicas";

/// Settings of TLS that may be changed for a listener only.
const PER_LISTENER: &[&str] = &[
    "ssl.key.password",
    "ssl.keystore.certificate.chain",
    "ssl.keystore.key",
    "ssl.keystore.location",
    "ssl.keystore.password",
    "ssl.keystore.type",
    "ssl.truststore.certificates",
    "ssl.truststore.location",
    "ssl.truststore.password",
    "ssl.truststore.type",
];

/// Settings of a listener that may be changed for all brokers.
const FOR_ALL_LISTENERS: &[&str] =
    &["max.connection.creation.rate", "max.connections", "num.network.threads"];

/// Numbers of threads, which may at most be doubled or halved at a time.
const THREADS: &[&str] = &[
    "background.threads",
    "log.cleaner.threads",
    "num.io.threads",
    "num.network.threads",
    "num.recovery.threads.per.data.dir",
    "num.replica.fetchers",
];

/// Whose settings are changed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    All,
    Broker(i32),
}

pub(super) fn alter(
    change: &Alteration<'_>,
    cluster: &Cluster,
    node: i32,
) -> Result<(), ConfigRefusal> {
    let whose = match change.name {
        "" => Whose::All,
        name => Whose::Broker(this_node(name, node)?),
    };
    {
        let mut configs = cluster.configs_mut();
        let outcome = outcome(change, set_on(&configs, whose))?;
        check(&outcome, whose)?;
        check_threads(&outcome, &configs, node)?;
        check_min_insync(&outcome, &configs, whose)?;
        check_size(&outcome)?;
        check_watchers(&outcome, &configs, whose, cluster)?;
        if change.commit == Commit::CheckOnly {
            return Ok(());
        }
        match whose {
            Whose::All => configs.everywhere = outcome,
            Whose::Broker(id) => {
                configs.brokers.insert(id, outcome);
            }
        }
    }
    cluster.apply_broker_configs();
    Ok(())
}

/// The id in a name, if it is this broker's.
pub(super) fn this_node(name: &str, node: i32) -> Result<i32, ConfigRefusal> {
    match name.parse::<i32>() {
        Ok(id) if id == node => Ok(id),
        Ok(id) => {
            let text = format!("Unexpected broker id, expected {node}, but received {id}");
            Err(ConfigRefusal::request(text))
        }
        Err(_) => {
            let text = format!("Node id must be an integer, but it is: {name}");
            Err(ConfigRefusal::request(text))
        }
    }
}

fn set_on(configs: &Configs, whose: Whose) -> &ConfigMap {
    match whose {
        Whose::All => &configs.everywhere,
        Whose::Broker(id) => configs.of_broker(id),
    }
}

fn outcome(change: &Alteration<'_>, present: &ConfigMap) -> Result<ConfigMap, ConfigRefusal> {
    if change.manner == Manner::Incremental {
        for it in change.changes {
            check_list(it)?;
        }
    }
    let schema = |name: &str| {
        let row = broker_row(name)?;
        Some((row.kind, Arc::from(row.default.unwrap_or_default())))
    };
    change.outcome(present, schema)
}

/// A broker words it otherwise than the controller that only lists grow and shrink.
fn check_list(change: &Change) -> Result<(), ConfigRefusal> {
    let what = match change.operation {
        Operation::APPEND => "append",
        Operation::SUBTRACT => "subtract",
        _ => return Ok(()),
    };
    let name = &change.name;
    match broker_row(name).map(|row| row.kind) {
        None => Err(ConfigRefusal::config(format!("Unknown config name: {name}"))),
        Some(ConfigType::List) => Ok(()),
        Some(_) => Err(ConfigRefusal::config(format!(
            "Config value {what} is not allowed for config key: {name}"
        ))),
    }
}

/// `DynamicBrokerConfig.validateConfigs`
fn check(outcome: &ConfigMap, whose: Whose) -> Result<(), ConfigRefusal> {
    let names = || outcome.keys().map(|name| &**name);
    let refuse_if_any = |names: Vec<&str>, text: &str| match names.is_empty() {
        true => Ok(()),
        false => Err(ConfigRefusal::request(format!("{text}: {}", java_set::shown(names)))),
    };
    let read_only = |row: &BrokerRow| row.update == Update::ReadOnly;
    refuse_if_any(
        names().filter(|name| broker_row(name).is_some_and(read_only)).collect(),
        "Cannot update these configs dynamically",
    )?;
    refuse_if_any(
        names().filter(|name| PER_LISTENER.contains(name)).collect(),
        "These security configs can be dynamically updated only per-listener using the listener \
         prefix",
    )?;
    for (name, value) in outcome {
        let plain = without_listener(name).unwrap_or(name);
        if let Some(row) = broker_row(plain) {
            rule::check(plain, row.kind, row.rule, value).map_err(ConfigRefusal::request)?;
        }
    }
    if whose == Whose::All {
        refuse_if_any(
            names().filter(|name| is_per_broker(name)).collect(),
            "Cannot update these configs at default cluster level, broker id must be specified",
        )?;
    }
    Ok(())
}

fn is_per_broker(name: &str) -> bool {
    match without_listener(name) {
        Some(plain) => !FOR_ALL_LISTENERS.contains(&plain),
        None => broker_row(name).is_some_and(|row| row.update == Update::PerBroker),
    }
}

fn check_threads(outcome: &ConfigMap, configs: &Configs, node: i32) -> Result<(), ConfigRefusal> {
    for (name, value) in outcome {
        let plain = without_listener(name).unwrap_or(name);
        if !THREADS.contains(&plain) {
            continue;
        }
        let present =
            configs.broker_value(node, name).or_else(|| configs.broker_value(node, plain));
        let present = present.and_then(|it| it.trim().parse::<i64>().ok()).unwrap_or(1);
        let wanted = value.trim().parse::<i64>().unwrap_or(present);
        let bound = match wanted {
            _ if wanted < present / 2 => "at least half the current value",
            _ if wanted > present.saturating_mul(2) => {
                "not be greater than double the current value"
            }
            _ => continue,
        };
        let should =
            if bound.starts_with("not") { bound.to_owned() } else { format!("be {bound}") };
        return Err(ConfigRefusal::request(format!(
            "Invalid value org.apache.kafka.common.config.ConfigException: Dynamic thread count \
             update validation failed for {plain}={wanted}, value should {should} {present} for \
             configuration Invalid dynamic configuration"
        )));
    }
    Ok(())
}

/// Asks those who would have to follow.
fn check_watchers(
    outcome: &ConfigMap,
    configs: &Configs,
    whose: Whose,
    cluster: &Cluster,
) -> Result<(), ConfigRefusal> {
    let watchers = cluster.watchers();
    for node in cluster.node_ids() {
        let mut set = configs.everywhere.clone();
        match whose {
            Whose::All => {
                set = outcome.clone();
                set.extend(configs.of_broker(node).clone());
            }
            Whose::Broker(id) if id == node => set.extend(outcome.clone()),
            Whose::Broker(_) => continue,
        }
        for watcher in &watchers {
            watcher.check(node, &set).map_err(ConfigRefusal::request)?;
        }
    }
    Ok(())
}

/// With eligible leader replicas on, `min.insync.replicas` is the cluster's affair (KIP-966).
fn check_min_insync(
    outcome: &ConfigMap,
    configs: &Configs,
    whose: Whose,
) -> Result<(), ConfigRefusal> {
    match whose {
        Whose::All if !outcome.contains_key(MIN_INSYNC) => Err(ConfigRefusal::config(
            "Cluster-level min.insync.replicas cannot be removed while ELR is enabled.",
        )),
        Whose::Broker(id) if outcome.get(MIN_INSYNC) != configs.of_broker(id).get(MIN_INSYNC) => {
            Err(ConfigRefusal::config(
                "Broker-level min.insync.replicas cannot be altered while ELR is enabled.",
            ))
        }
        _ => Ok(()),
    }
}
