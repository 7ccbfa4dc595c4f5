//! CreatePartitions (API key 37), versions 0 to 3, with `validate_only` and manual assignments.
//!
//! Departures: any node answers, as Kafka's brokers forward to the controller.

use kerbside_kafka_wire::k37_create_partitions::{
    CreatePartitionsRequest, CreatePartitionsResponse, CreatePartitionsTopic,
    CreatePartitionsTopicResult,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use super::{Answer, Api, Call};
use crate::authorizer::{Operation, ResourceType};
use crate::cluster::Commit;

pub(super) struct CreatePartitions;

impl Api for CreatePartitions {
    type Request = CreatePartitionsRequest;
    type Response = CreatePartitionsResponse;

    fn answer(
        request: CreatePartitionsRequest,
        call: &mut Call<'_>,
    ) -> Answer<CreatePartitionsResponse> {
        let commit = if request.validate_only { Commit::CheckOnly } else { Commit::Really };
        let results = request.topics.iter().map(|topic| grow(topic, commit, call)).collect();
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

fn grow(
    wanted: &CreatePartitionsTopic,
    commit: Commit,
    call: &mut Call<'_>,
) -> CreatePartitionsTopicResult {
    if !call.allows(Operation::ALTER, ResourceType::TOPIC, &wanted.name) {
        return result(wanted, ErrorCode::TOPIC_AUTHORIZATION_FAILED, None);
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
