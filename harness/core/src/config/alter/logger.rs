//! Changing the levels of a broker's loggers (KIP-412).

use super::{Alteration, Operation};
use crate::cluster::{Cluster, Commit};
use crate::config::ConfigRefusal;
use crate::config::loggers::{LEVELS, LOGGERS, ROOT};

pub(super) fn alter(
    change: &Alteration<'_>,
    cluster: &Cluster,
    node: i32,
) -> Result<(), ConfigRefusal> {
    match change.name.parse::<i32>() {
        Ok(id) if id == node => {}
        Ok(id) => {
            let text = format!("Unexpected node id. Expected {node}, but received {id}");
            return Err(ConfigRefusal::request(text));
        }
        Err(_) => {
            let text = format!("Node id must be an integer, but it is: {}", change.name);
            return Err(ConfigRefusal::request(text));
        }
    }
    let mut configs = cluster.configs_mut();
    for it in change.changes {
        let (name, level) = (&*it.name, it.value.as_deref().unwrap_or_default());
        match it.operation {
            Operation::SET | Operation::DELETE if !LOGGERS.contains(&name) => {
                return Err(ConfigRefusal::config(format!("Logger {name} does not exist!")));
            }
            Operation::SET if !LEVELS.contains(&level) => {
                return Err(ConfigRefusal::config(format!(
                    "Cannot set the log level of {name} to {level} as it is not a supported log \
                     level. Valid log levels are {}",
                    LEVELS.join(", ")
                )));
            }
            Operation::DELETE if name == ROOT => {
                let text = "Removing the log level of the root logger is not allowed";
                return Err(ConfigRefusal::request(text));
            }
            Operation::SET | Operation::DELETE => {}
            other => {
                return Err(ConfigRefusal::request(format!(
                    "{} operation is not allowed for the BROKER_LOGGER resource",
                    other.name()
                )));
            }
        }
    }
    if change.commit == Commit::Really {
        for it in change.changes {
            configs.set_level(node, &it.name, it.value.as_deref());
        }
    }
    Ok(())
}
