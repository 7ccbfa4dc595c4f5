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
    /// `address:port` of kadmind, where the bed has one.
    pub(crate) admin_server: Option<String>,
    /// `address:port` of the password server, UDP and TCP.
    pub(crate) kpasswd_server: Option<String>,
    /// `host:port,host:port`, as brokers are advertised.
    pub(crate) bootstrap: String,
    /// Every listener, that of `bootstrap` first.
    pub(crate) listeners: Vec<ListenerStatus>,
    /// The Kafka that brokers present themselves as.
    pub(crate) dialect: String,
    /// `none` or `standard`.
    pub(crate) authorizer: String,
    /// `super.users`
    pub(crate) super_users: Vec<String>,
    /// `allow.everyone.if.no.acl.found`
    pub(crate) allow_everyone_if_no_acl_found: bool,
    /// The users that the bed has files for.
    pub(crate) users: Vec<String>,
    /// Those of them that log in by their keytab alone.
    pub(crate) users_without_password: Vec<String>,
    /// The topics, and how many partitions each has.
    pub(crate) topics: BTreeMap<String, u32>,
    /// The directory.
    pub(crate) dir: String,
    /// How long the bed has run, in seconds.
    pub(crate) uptime_seconds: f64,
}

/// A listener of the brokers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ListenerStatus {
    /// Its name.
    pub(crate) name: String,
    /// The security protocol.
    pub(crate) protocol: String,
    /// `host:port` of each broker, as it is advertised.
    pub(crate) addresses: Vec<String>,
    /// The SASL mechanisms; none without SASL.
    pub(crate) mechanisms: Vec<String>,
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
