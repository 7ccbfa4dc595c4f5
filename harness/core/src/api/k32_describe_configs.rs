//! DescribeConfigs (API key 32), versions 1 to 4: topics, brokers.
//!
//! Topics show every configuration with its source and synonyms. Brokers show the settings that
//! exist here, read-only.
//!
//! Departures: no documentation texts; of a broker only the settings that this one has; loggers,
//! groups and client metrics are not described (INVALID_REQUEST).

use kerbside_kafka_wire::k32_describe_configs::{
    DescribeConfigsRequest, DescribeConfigsResource, DescribeConfigsResourceResult,
    DescribeConfigsResponse, DescribeConfigsResult, DescribeConfigsSynonym,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use super::{Answer, Api, Call};
use crate::authorizer::{Operation, ResourceType};
use crate::cluster::{ConfigRow, ConfigType, TOPIC_CONFIGS, Topic, check_topic_name};

/// The numbers of `ConfigResource.Type`.
const TOPIC: i8 = 2;
const BROKER: i8 = 4;

/// Where a value comes from, as on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ConfigSource(pub(super) i8);

impl ConfigSource {
    const TOPIC: ConfigSource = ConfigSource(1);
    const STATIC_BROKER: ConfigSource = ConfigSource(4);
    const DEFAULT: ConfigSource = ConfigSource(5);
}

pub(super) struct DescribeConfigs;

impl Api for DescribeConfigs {
    type Request = DescribeConfigsRequest;
    type Response = DescribeConfigsResponse;

    fn answer(
        request: DescribeConfigsRequest,
        call: &mut Call<'_>,
    ) -> Answer<DescribeConfigsResponse> {
        let mut results = Vec::with_capacity(request.resources.len());
        for resource in &request.resources {
            let described = describe(resource, request.include_synonyms, call);
            results.push(match described {
                Ok(configs) => DescribeConfigsResult {
                    resource_type: resource.resource_type,
                    resource_name: resource.resource_name.clone(),
                    configs,
                    error_message: None,
                    ..DescribeConfigsResult::default()
                },
                Err((error, text)) => refused(resource, error, text),
            });
        }
        Answer::Now(DescribeConfigsResponse { results, ..DescribeConfigsResponse::default() })
    }

    fn refuse(
        request: &DescribeConfigsRequest,
        error: ErrorCode,
        _: i16,
    ) -> DescribeConfigsResponse {
        let result = |it: &DescribeConfigsResource| refused(it, error, String::new());
        let results = request.resources.iter().map(result).collect();
        DescribeConfigsResponse { results, ..DescribeConfigsResponse::default() }
    }
}

fn refused(
    resource: &DescribeConfigsResource,
    error_code: ErrorCode,
    text: String,
) -> DescribeConfigsResult {
    DescribeConfigsResult {
        resource_type: resource.resource_type,
        resource_name: resource.resource_name.clone(),
        error_code,
        error_message: Some(StrBytes::from(text)),
        ..DescribeConfigsResult::default()
    }
}

fn describe(
    resource: &DescribeConfigsResource,
    synonyms: bool,
    call: &mut Call<'_>,
) -> Result<Vec<DescribeConfigsResourceResult>, (ErrorCode, String)> {
    let name = &resource.resource_name;
    let mut configs = match resource.resource_type {
        TOPIC => {
            if !call.allows(Operation::DESCRIBE_CONFIGS, ResourceType::TOPIC, name) {
                let text = "Topic authorization failed.";
                return Err((ErrorCode::TOPIC_AUTHORIZATION_FAILED, text.to_owned()));
            }
            topic(name, synonyms, call)?
        }
        BROKER => {
            if !call.allows_on_cluster(Operation::DESCRIBE_CONFIGS) {
                let text = "Cluster authorization failed.";
                return Err((ErrorCode::CLUSTER_AUTHORIZATION_FAILED, text.to_owned()));
            }
            broker(name, synonyms, call)?
        }
        other => {
            let text = format!("Unsupported resource type: {other}");
            return Err((ErrorCode::INVALID_REQUEST, text));
        }
    };
    if let Some(keys) = &resource.configuration_keys {
        configs.retain(|config| keys.contains(&config.name));
    }
    Ok(configs)
}

fn topic(
    name: &str,
    synonyms: bool,
    call: &Call<'_>,
) -> Result<Vec<DescribeConfigsResourceResult>, (ErrorCode, String)> {
    check_topic_name(name)
        .map_err(|error| (ErrorCode::INVALID_TOPIC_EXCEPTION, error.to_string()))?;
    let topic = call.cluster().topic(name).ok_or_else(|| {
        let text = "This server does not host this topic-partition.";
        (ErrorCode::UNKNOWN_TOPIC_OR_PARTITION, text.to_owned())
    })?;
    let config = |(row, value, source): (&'static ConfigRow, &str, ConfigSource)| {
        let mut all = Vec::new();
        if synonyms && source == ConfigSource::TOPIC {
            all.push(synonym(row.name, value, ConfigSource::TOPIC));
        }
        if synonyms && !(source == ConfigSource::TOPIC && row.broker_name.starts_with("log.")) {
            all.push(synonym(row.broker_name, row.default, ConfigSource::DEFAULT));
        }
        result(row.name, value, source, row.kind, all)
    };
    Ok(topic_config_values(&topic).map(config).collect())
}

/// Every configuration of a topic with its value and where that comes from.
pub(super) fn topic_config_values(
    topic: &Topic,
) -> impl Iterator<Item = (&'static ConfigRow, &str, ConfigSource)> {
    TOPIC_CONFIGS.iter().map(|row| match topic.configs.get(row.name) {
        Some(value) => (row, &**value, ConfigSource::TOPIC),
        None => (row, row.default, ConfigSource::DEFAULT),
    })
}

fn broker(
    name: &str,
    synonyms: bool,
    call: &Call<'_>,
) -> Result<Vec<DescribeConfigsResourceResult>, (ErrorCode, String)> {
    if name.is_empty() {
        // The defaults of all brokers, of which none is set.
        return Ok(Vec::new());
    }
    if name.parse() != Ok(call.node.id) {
        let text = format!(
            "Unexpected broker id, expected {} or empty string, but received {name}",
            call.node.id
        );
        return Err((ErrorCode::INVALID_REQUEST, text));
    }
    let config = |(name, value, kind): (&'static str, String, ConfigType)| {
        let source = ConfigSource::STATIC_BROKER;
        let all = synonyms.then(|| synonym(name, &value, source));
        let mut result = result(name, &value, source, kind, all.into_iter().collect());
        result.read_only = true;
        result
    };
    Ok(broker_values(call).into_iter().map(config).collect())
}

fn broker_values(call: &Call<'_>) -> Vec<(&'static str, String, ConfigType)> {
    let cluster = call.cluster().settings();
    let node = &call.node.settings;
    let reauth = node.max_reauth.map_or(0, |it| it.as_millis());
    let groups = &cluster.groups;
    vec![
        ("auto.create.topics.enable", cluster.auto_create_topics.to_string(), ConfigType::Boolean),
        ("connections.max.idle.ms", node.max_idle.as_millis().to_string(), ConfigType::Long),
        ("connections.max.reauth.ms", reauth.to_string(), ConfigType::Long),
        (
            "default.replication.factor",
            cluster.default_replication_factor.to_string(),
            ConfigType::Int,
        ),
        (
            "group.initial.rebalance.delay.ms",
            groups.initial_rebalance_delay.as_millis().to_string(),
            ConfigType::Int,
        ),
        ("message.max.bytes", cluster.message_max_bytes.to_string(), ConfigType::Int),
        ("node.id", call.node.id.to_string(), ConfigType::Int),
        ("num.partitions", cluster.num_partitions.to_string(), ConfigType::Int),
        ("socket.request.max.bytes", node.request_max_bytes.to_string(), ConfigType::Int),
    ]
}

fn result(
    name: &'static str,
    value: &str,
    source: ConfigSource,
    kind: ConfigType,
    synonyms: Vec<DescribeConfigsSynonym>,
) -> DescribeConfigsResourceResult {
    DescribeConfigsResourceResult {
        name: StrBytes::from_static(name),
        value: Some(StrBytes::from(value)),
        config_source: source.0,
        config_type: kind as i8,
        synonyms,
        documentation: None,
        ..DescribeConfigsResourceResult::default()
    }
}

fn synonym(name: &str, value: &str, source: ConfigSource) -> DescribeConfigsSynonym {
    DescribeConfigsSynonym {
        name: StrBytes::from(name),
        value: Some(StrBytes::from(value)),
        source: source.0,
        ..DescribeConfigsSynonym::default()
    }
}
