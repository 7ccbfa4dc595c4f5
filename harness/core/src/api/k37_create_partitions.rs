//! CreatePartitions (API key 37), versions 0 to 3, with `validate_only` and manual assignments.
//!
//! Departures: any node answers, as Kafka's brokers forward to the controller.

use kerbside_kafka_wire::k37_create_partitions::{
    CreatePartitionsRequest, CreatePartitionsResponse, CreatePartitionsTopic,
    CreatePartitionsTopicResult,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use super::config_changes;
use super::{Answer, Api, Call};
use crate::authorizer::{Operation, ResourceType};
use crate::cluster::Commit;

/// The most partitions that Kafka's controller adds at once.
const MOST_AT_ONCE: usize = 10_000;
/// The first version that is refused when its client's quota is used up.
const KNOWS_QUOTAS: i16 = 3;

pub(super) struct CreatePartitions;

impl Api for CreatePartitions {
    type Request = CreatePartitionsRequest;
    type Response = CreatePartitionsResponse;

    fn answer(
        request: CreatePartitionsRequest,
        call: &mut Call<'_>,
    ) -> Answer<CreatePartitionsResponse> {
        let commit = if request.validate_only { Commit::CheckOnly } else { Commit::Really };
        let refuse_all = |code, text: &str| {
            let refuse = |it| result(it, code, Some(text.to_owned()));
            let results = request.topics.iter().map(refuse).collect();
            Answer::Now(CreatePartitionsResponse { results, ..Default::default() })
        };
        let added = |it: &CreatePartitionsTopic| added(it, call);
        if request.topics.iter().map(added).fold(0, usize::saturating_add) > MOST_AT_ONCE {
            let text = "Excessively large number of additional partitions per request.";
            return refuse_all(ErrorCode::POLICY_VIOLATION, text);
        }
        let names = request.topics.iter().map(|it| it.name.clone());
        let twice = config_changes::repeated(names);
        let mut results: Vec<CreatePartitionsTopicResult> = Vec::new();
        for topic in &request.topics {
            if !twice.contains(&topic.name) {
                results.push(grow(topic, commit, call));
            } else if !results.iter().any(|it| it.name == topic.name) {
                // One answer for all of a name.
                let text = Some("Duplicate topic name.".to_owned());
                results.push(result(topic, ErrorCode::INVALID_REQUEST, text));
            }
        }
        Answer::Now(CreatePartitionsResponse { results, ..CreatePartitionsResponse::default() })
    }

    fn refuse(
        request: &CreatePartitionsRequest,
        error: ErrorCode,
        _: i16,
    ) -> CreatePartitionsResponse {
        let results = request.topics.iter().map(|it| result(it, error, None)).collect();
        CreatePartitionsResponse { results, ..CreatePartitionsResponse::default() }
    }
}

/// How many partitions a topic would get.
fn added(wanted: &CreatePartitionsTopic, call: &Call<'_>) -> usize {
    let count = usize::try_from(wanted.count).unwrap_or(0);
    let topic = call.cluster().topic(&wanted.name);
    count.saturating_sub(topic.map_or(0, |topic| topic.partitions.len()))
}

fn grow(
    wanted: &CreatePartitionsTopic,
    commit: Commit,
    call: &mut Call<'_>,
) -> CreatePartitionsTopicResult {
    if !call.allows(Operation::ALTER, ResourceType::TOPIC, &wanted.name) {
        return result(wanted, ErrorCode::TOPIC_AUTHORIZATION_FAILED, None);
    }
    if let Err(error) = call.charge_mutations(added(wanted, call), KNOWS_QUOTAS) {
        let text = "The throttling quota has been exceeded.".to_owned();
        return result(wanted, error, Some(text));
    }
    let given = wanted.assignments.as_ref();
    let given = given.map(|all| all.iter().map(|it| it.broker_ids.clone()).collect());
    match call.cluster().grow_topic(&wanted.name, wanted.count, given, commit) {
        Ok(()) => result(wanted, ErrorCode::NONE, None),
        Err(refusal) => result(wanted, refusal.code, Some(refusal.text)),
    }
}

fn result(
    wanted: &CreatePartitionsTopic,
    error_code: ErrorCode,
    text: Option<String>,
) -> CreatePartitionsTopicResult {
    CreatePartitionsTopicResult {
        name: wanted.name.clone(),
        error_code,
        error_message: text.map(StrBytes::from),
        ..CreatePartitionsTopicResult::default()
    }
}
