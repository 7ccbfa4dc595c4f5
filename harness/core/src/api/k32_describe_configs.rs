//! DescribeConfigs (API key 32), versions 0 to 4: topics, brokers, loggers, groups and
//! subscriptions to client metrics, with sources and synonyms (KIP-226).
//!
//! Departures: no documentation texts, whether they are asked for or not.

use kerbside_kafka_wire::k32_describe_configs::{
    DescribeConfigsRequest, DescribeConfigsResource, DescribeConfigsResourceResult,
    DescribeConfigsResponse, DescribeConfigsResult, DescribeConfigsSynonym,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use super::{Answer, Api, Call, error_text};
use crate::authorizer::{Operation, ResourceType};
use crate::cluster::check_topic_name;
use crate::config::describe::{ConfigSource, Described, Synonym};
use crate::config::{ConfigRefusal, ResourceKind};

/// The first version that tells where a value comes from; before, whether it is the default.
const TELLS_SOURCE: i16 = 1;

pub(super) struct DescribeConfigs;

impl Api for DescribeConfigs {
    type Request = DescribeConfigsRequest;
    type Response = DescribeConfigsResponse;

    fn answer(
        request: DescribeConfigsRequest,
        call: &mut Call<'_>,
    ) -> Answer<DescribeConfigsResponse> {
        if request.resources.iter().any(|it| permission(it).is_none()) {
            // One kind that nobody knows spoils the request.
            let error = ErrorCode::INVALID_REQUEST;
            return Answer::Now(DescribeConfigs::refuse(&request, error, call.version));
        }
        let mut denied = Vec::new();
        let results =
            call.each(&request.resources, |resource, call| match may_see(resource, call) {
                Ok(()) => Some(describe(resource, request.include_synonyms, call)),
                Err(error) => {
                    denied.push(refused(resource, error, error_text::general(error)));
                    None
                }
            });
        let results = results.into_iter().flatten().chain(denied).collect();
        Answer::Now(DescribeConfigsResponse { results, ..DescribeConfigsResponse::default() })
    }

    fn refuse(
        request: &DescribeConfigsRequest,
        error: ErrorCode,
        _: i16,
    ) -> DescribeConfigsResponse {
        let text = error_text::general(error);
        let result = |it: &DescribeConfigsResource| refused(it, error, text.clone());
        let results = request.resources.iter().map(result).collect();
        DescribeConfigsResponse { results, ..DescribeConfigsResponse::default() }
    }
}

/// On what one has to be allowed to see the resource, and what it is called when one is not.
fn permission(resource: &DescribeConfigsResource) -> Option<(ResourceType, ErrorCode)> {
    match ResourceKind(resource.resource_type) {
        ResourceKind::BROKER | ResourceKind::BROKER_LOGGER | ResourceKind::CLIENT_METRICS => {
            Some((ResourceType::CLUSTER, ErrorCode::CLUSTER_AUTHORIZATION_FAILED))
        }
        ResourceKind::TOPIC => Some((ResourceType::TOPIC, ErrorCode::TOPIC_AUTHORIZATION_FAILED)),
        ResourceKind::GROUP => Some((ResourceType::GROUP, ErrorCode::GROUP_AUTHORIZATION_FAILED)),
        _ => None,
    }
}

fn may_see(resource: &DescribeConfigsResource, call: &mut Call<'_>) -> Result<(), ErrorCode> {
    let Some((kind, error)) = permission(resource) else {
        return Err(ErrorCode::INVALID_REQUEST);
    };
    let allowed = match kind {
        ResourceType::CLUSTER => call.allows_on_cluster(Operation::DESCRIBE_CONFIGS),
        kind => call.allows(Operation::DESCRIBE_CONFIGS, kind, &resource.resource_name),
    };
    if allowed { Ok(()) } else { Err(error) }
}

fn describe(
    resource: &DescribeConfigsResource,
    synonyms: bool,
    call: &Call<'_>,
) -> DescribeConfigsResult {
    match look_up(resource, call) {
        Err(refusal) => refused(resource, refusal.code, refusal.text.map(StrBytes::from)),
        Ok(mut configs) => {
            if let Some(keys) = &resource.configuration_keys {
                configs.retain(|config| keys.iter().any(|key| **key == *config.name));
            }
            // One resource can be named often.
            let octets = configs.iter().map(|it| octets(it, synonyms)).sum();
            if !call.memory.grow(octets) {
                return refused(resource, ErrorCode::UNKNOWN_SERVER_ERROR, None);
            }
            DescribeConfigsResult {
                resource_type: resource.resource_type,
                resource_name: resource.resource_name.clone(),
                error_message: Some(StrBytes::default()),
                configs: configs.into_iter().map(|it| shown(it, synonyms, call.version)).collect(),
                ..DescribeConfigsResult::default()
            }
        }
    }
}

fn look_up(
    resource: &DescribeConfigsResource,
    call: &Call<'_>,
) -> Result<Vec<Described>, ConfigRefusal> {
    let (name, node) = (&*resource.resource_name, call.node.id);
    match ResourceKind(resource.resource_type) {
        ResourceKind::TOPIC => {
            check_topic_name(name).map_err(|error| ConfigRefusal {
                code: ErrorCode::INVALID_TOPIC_EXCEPTION,
                text: Some(error.to_string()),
            })?;
            let topic = call.cluster().topic(name).ok_or_else(|| ConfigRefusal {
                code: ErrorCode::UNKNOWN_TOPIC_OR_PARTITION,
                text: Some(String::new()),
            })?;
            Ok(call.cluster().configs().topic(node, &topic))
        }
        ResourceKind::BROKER if name.is_empty() => Ok(call.cluster().configs().all_brokers()),
        ResourceKind::BROKER => {
            check_id(name, node, "expected {} or empty string,")?;
            Ok(call.cluster().configs().broker(node))
        }
        ResourceKind::BROKER_LOGGER if name.is_empty() => {
            Err(ConfigRefusal::request("Broker id must not be empty"))
        }
        ResourceKind::BROKER_LOGGER => {
            check_id(name, node, "expected {}")?;
            Ok(call.cluster().configs().loggers(node))
        }
        ResourceKind::CLIENT_METRICS if name.is_empty() => {
            Err(ConfigRefusal::request("Client metrics subscription name must not be empty"))
        }
        ResourceKind::CLIENT_METRICS => Ok(call.cluster().configs().client_metrics(name)),
        _ if name.is_empty() => Err(ConfigRefusal::request("Group name must not be empty")),
        _ => Ok(call.cluster().configs().group(node, name)),
    }
}

/// Whether a name is this broker's id.
fn check_id(name: &str, node: i32, expected: &str) -> Result<(), ConfigRefusal> {
    match name.parse::<i32>() {
        Ok(id) if id == node => Ok(()),
        Ok(id) => {
            let expected = expected.replace("{}", &node.to_string());
            let text = format!("Unexpected broker id, {expected} but received {id}");
            Err(ConfigRefusal::request(text))
        }
        Err(_) => {
            let text = format!("Broker id must be an integer, but it is: {name}");
            Err(ConfigRefusal::request(text))
        }
    }
}

/// What is made of a configuration.
fn octets(config: &Described, synonyms: bool) -> usize {
    /// Of a name and of a value: the text, and what is kept beside it.
    const TEXTS: usize = 128;
    let one = size_of::<DescribeConfigsResourceResult>() + TEXTS;
    match synonyms {
        true => one + config.synonyms.len() * (size_of::<DescribeConfigsSynonym>() + TEXTS),
        false => one,
    }
}

fn shown(config: Described, synonyms: bool, version: i16) -> DescribeConfigsResourceResult {
    let text = |value: Option<std::sync::Arc<str>>| value.map(|it| StrBytes::from(&*it));
    let synonym = |it: Synonym| DescribeConfigsSynonym {
        name: StrBytes::from(&*it.name),
        value: text(it.value),
        source: it.source.0,
        ..DescribeConfigsSynonym::default()
    };
    DescribeConfigsResourceResult {
        name: StrBytes::from(&*config.name),
        value: text(config.value),
        read_only: config.read_only,
        is_default: version < TELLS_SOURCE && config.source == ConfigSource::DEFAULT,
        config_source: config.source.0,
        is_sensitive: config.sensitive,
        synonyms: match synonyms {
            true => config.synonyms.into_iter().map(synonym).collect(),
            false => Vec::new(),
        },
        config_type: config.kind,
        documentation: None,
        ..DescribeConfigsResourceResult::default()
    }
}

fn refused(
    resource: &DescribeConfigsResource,
    error_code: ErrorCode,
    error_message: Option<StrBytes>,
) -> DescribeConfigsResult {
    DescribeConfigsResult {
        resource_type: resource.resource_type,
        resource_name: resource.resource_name.clone(),
        error_code,
        error_message,
        ..DescribeConfigsResult::default()
    }
}
