//! The configurations of a subscription to client metrics (KIP-714), from `ClientMetricsConfigs`.

use crate::cluster::ConfigType;

/// Name, type and default, by name.
pub(super) const METRICS_CONFIGS: &[(&str, ConfigType, &str)] = &[
    ("interval.ms", ConfigType::Int, "300000"),
    ("match", ConfigType::List, ""),
    ("metrics", ConfigType::List, ""),
];

/// What a pattern of `match` may be about.
pub(super) const MATCH_KEYS: &[&str] = &[
    "client_id",
    "client_instance_id",
    "client_software_name",
    "client_software_version",
    "client_source_address",
    "client_source_port",
];
