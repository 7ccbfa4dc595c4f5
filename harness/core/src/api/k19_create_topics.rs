//! CreateTopics (API key 19), versions 0 to 7, with `validate_only`, manual assignments,
//! configurations, and what was made from version 5 (KIP-525).
//!
//! Departures: any node answers, as Kafka's brokers forward to the controller. A topic named twice
//! in a request is refused for both, as in Kafka.

use std::sync::Arc;

use kerbside_kafka_wire::k19_create_topics::{
    CreatableTopic, CreatableTopicConfigs, CreatableTopicResult, CreateTopicsRequest,
    CreateTopicsResponse,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use super::config_changes;
use super::{Answer, Api, Call};
use crate::authorizer::{Operation, ResourceType};
use crate::cluster::{NewTopic, Placement, Topic, TopicRefusal};
use crate::config::describe::Described;

/// The first version that tells what was made.
const TELLS_CONFIGS: i16 = 5;
/// The first version that is refused when its client's quota is used up.
const KNOWS_QUOTAS: i16 = 6;

pub(super) struct CreateTopics;

impl Api for CreateTopics {
    type Request = CreateTopicsRequest;
    type Response = CreateTopicsResponse;

    fn answer(request: CreateTopicsRequest, call: &mut Call<'_>) -> Answer<CreateTopicsResponse> {
        let any = call.allows_on_cluster(Operation::CREATE);
        // Asked of every topic before any is made, as Kafka's ControllerApis does.
        let shown: Vec<Shown> = request.topics.iter().map(|it| shown(it, call)).collect();
        if too_many(&request, call) {
            let text = "Excessively large number of partitions per request.";
            let refuse = |it| refused(it, ErrorCode::POLICY_VIOLATION, text);
            let topics = request.topics.iter().map(refuse).collect();
            return Answer::Now(CreateTopicsResponse { topics, ..Default::default() });
        }
        let names = request.topics.iter().map(|it| it.name.clone());
        let twice = config_changes::repeated(names);
        let mut topics = Vec::with_capacity(request.topics.len());
        for (wanted, shown) in request.topics.iter().zip(shown) {
            topics.push(match twice.contains(&wanted.name) {
                true => refused(wanted, ErrorCode::INVALID_REQUEST, "Duplicate topic name."),
                false => match create(wanted, &request, any, call) {
                    Ok(topic) => made(wanted, &topic, shown, call),
                    Err(TopicRefusal { code, text }) => refused(wanted, code, &text),
                },
            });
        }
        Answer::Now(CreateTopicsResponse { topics, ..CreateTopicsResponse::default() })
    }

    fn refuse(request: &CreateTopicsRequest, error: ErrorCode, _: i16) -> CreateTopicsResponse {
        let result = |it: &CreatableTopic| CreatableTopicResult {
            name: it.name.clone(),
            error_code: error,
            ..CreatableTopicResult::default()
        };
        let topics = request.topics.iter().map(result).collect();
        CreateTopicsResponse { topics, ..CreateTopicsResponse::default() }
    }
}

/// Whether a request makes more partitions than Kafka's controller takes at once.
fn too_many(request: &CreateTopicsRequest, call: &Call<'_>) -> bool {
    const MOST_AT_ONCE: usize = 10_000;
    let count = |it: &CreatableTopic| match it.assignments.len() {
        0 => Placement::Spread { partitions: it.num_partitions, replication_factor: -1 }
            .partitions(call.cluster().settings()),
        given => given,
    };
    request.topics.iter().map(count).fold(0, usize::saturating_add) > MOST_AT_ONCE
}

fn create(
    wanted: &CreatableTopic,
    request: &CreateTopicsRequest,
    any: bool,
    call: &mut Call<'_>,
) -> Result<Arc<Topic>, TopicRefusal> {
    let refused = |code, text: &str| Err(TopicRefusal { code, text: text.into() });
    if is_metadata(wanted) {
        let text = "Creation of internal topic __cluster_metadata is prohibited.";
        return refused(ErrorCode::INVALID_REQUEST, text);
    }
    if !any && !call.allows(Operation::CREATE, ResourceType::TOPIC, &wanted.name) {
        return refused(ErrorCode::TOPIC_AUTHORIZATION_FAILED, "Authorization failed.");
    }
    let new = new_topic(wanted)?;
    let partitions = new.placement.partitions(call.cluster().settings());
    if let Err(code) = call.charge_mutations(partitions, KNOWS_QUOTAS) {
        return refused(code, "The throttling quota has been exceeded.");
    }
    match request.validate_only {
        true => call.cluster().would_create(&new),
        false => call.cluster().create_topic(&new),
    }
}

fn is_metadata(wanted: &CreatableTopic) -> bool {
    wanted.name.as_str() == "__cluster_metadata"
}

/// What a client is shown of the topic that it makes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Configs,
    NoConfigs,
}

fn shown(wanted: &CreatableTopic, call: &mut Call<'_>) -> Shown {
    let allowed = !is_metadata(wanted)
        && call.allows(Operation::DESCRIBE_CONFIGS, ResourceType::TOPIC, &wanted.name);
    if allowed { Shown::Configs } else { Shown::NoConfigs }
}

fn new_topic(wanted: &CreatableTopic) -> Result<NewTopic, TopicRefusal> {
    let invalid = |text: &str| TopicRefusal { code: ErrorCode::INVALID_REQUEST, text: text.into() };
    let placement = match wanted.assignments.is_empty() {
        true => Placement::Spread {
            partitions: wanted.num_partitions,
            replication_factor: wanted.replication_factor,
        },
        false if wanted.replication_factor != -1 => {
            return Err(invalid(
                "A manual partition assignment was specified, but replication factor was not set \
                 to -1.",
            ));
        }
        false if wanted.num_partitions != -1 => {
            return Err(invalid(
                "A manual partition assignment was specified, but numPartitions was not set to -1.",
            ));
        }
        false => {
            let given = wanted.assignments.iter();
            Placement::Given(given.map(|it| (it.partition_index, it.broker_ids.clone())).collect())
        }
    };
    let text = |text: &StrBytes| Arc::from(text.as_str());
    let configs = wanted.configs.iter().map(|it| (text(&it.name), it.value.as_ref().map(text)));
    Ok(NewTopic { name: text(&wanted.name), placement, configs: configs.collect() })
}

fn made(
    wanted: &CreatableTopic,
    topic: &Topic,
    shown: Shown,
    call: &Call<'_>,
) -> CreatableTopicResult {
    let mut result = CreatableTopicResult {
        name: wanted.name.clone(),
        error_message: None,
        topic_id: topic.id,
        ..CreatableTopicResult::default()
    };
    if call.version < TELLS_CONFIGS {
        return result;
    }
    if shown == Shown::NoConfigs {
        result.topic_config_error_code = ErrorCode::TOPIC_AUTHORIZATION_FAILED.0;
        return result;
    }
    let replicas = topic.partition(0).map_or(0, |it| it.state().leadership.replicas.len());
    result.num_partitions = i32::try_from(topic.partitions.len()).unwrap_or(-1);
    result.replication_factor = i16::try_from(replicas).unwrap_or(-1);
    let config = |it: Described| CreatableTopicConfigs {
        name: StrBytes::from(&*it.name),
        value: it.value.map(|value| StrBytes::from(&*value)),
        config_source: it.source.0,
        ..CreatableTopicConfigs::default()
    };
    let configs = call.cluster().configs().topic(call.node.id, topic);
    result.configs = Some(configs.into_iter().map(config).collect());
    result
}

fn refused(wanted: &CreatableTopic, error_code: ErrorCode, text: &str) -> CreatableTopicResult {
    CreatableTopicResult {
        name: wanted.name.clone(),
        error_code,
        error_message: Some(StrBytes::from(text)),
        ..CreatableTopicResult::default()
    }
}
