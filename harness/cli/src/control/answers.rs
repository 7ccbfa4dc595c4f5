//! What a bed answers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// An answer of any kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Answer {
    /// It was done; what came of it.
    Ok(Value),
    /// It was not, and why.
    Error(String),
}

impl Answer {
    /// What was done, or why not.
    pub(crate) fn of<T: Serialize, E: ToString>(result: Result<T, E>) -> Self {
        let value = result
            .map_err(|error| error.to_string())
            .and_then(|value| serde_json::to_value(value).map_err(|error| error.to_string()));
        match value {
            Ok(value) => Self::Ok(value),
            Err(error) => Self::Error(error),
        }
    }
}

/// Where everything of a bed is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Status {
    /// The process.
    pub(crate) pid: u32,
    /// The realm.
    pub(crate) realm: String,
    /// `address:port`, UDP and TCP.
    pub(crate) kdc: String,
    /// `host:port,host:port`, as brokers are advertised.
    pub(crate) bootstrap: String,
    /// The further listeners: for each name its protocol and `host:port,host:port`.
    #[serde(default)]
    pub(crate) listeners: BTreeMap<String, String>,
    /// The users that the bed was started with.
    pub(crate) users: Vec<String>,
    /// The topics, and how many partitions each has.
    pub(crate) topics: BTreeMap<String, u32>,
    /// The directory.
    pub(crate) dir: String,
    /// How long the bed has run, in seconds.
    pub(crate) uptime_seconds: f64,
}

/// What a clock shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct ClockReading {
    /// Whose.
    pub(crate) party: String,
    /// RFC 3339, in UTC.
    pub(crate) time: String,
    /// How far it is ahead of the machine's clock, in seconds.
    pub(crate) ahead_seconds: f64,
}

/// An explanation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Explained {
    /// For people.
    pub(crate) text: String,
    /// For programs.
    pub(crate) explanation: Value,
}

/// The last answer of a bed that ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Gone {
    /// Whether the directory is still there.
    pub(crate) directory_left: bool,
}
