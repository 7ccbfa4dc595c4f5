//! AlterConfigs (API key 33), versions 0 to 2: what is given replaces all that is set (KIP-133).
//!
//! Departures: a resource that is named twice is refused; Apache Kafka 4.4.0 never answers such a
//! request.

use std::sync::Arc;

use kerbside_kafka_wire::k33_alter_configs::{
    AlterConfigsRequest, AlterConfigsResource, AlterConfigsResourceResponse, AlterConfigsResponse,
    AlterableConfig,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use super::config_changes::{self, Outcome};
use super::{Answer, Api, Call, error_text};
use crate::cluster::Commit;
use crate::config::ResourceKind;
use crate::config::alter::{Alteration, Change, Manner, Operation};

pub(super) struct AlterConfigs;

impl Api for AlterConfigs {
    type Request = AlterConfigsRequest;
    type Response = AlterConfigsResponse;

    fn answer(request: AlterConfigsRequest, call: &mut Call<'_>) -> Answer<AlterConfigsResponse> {
        let commit = if request.validate_only { Commit::CheckOnly } else { Commit::Really };
        let key = |it: &AlterConfigsResource| (it.resource_type, it.resource_name.clone());
        let twice = config_changes::repeated(request.resources.iter().map(key));
        let mut responses = Vec::with_capacity(request.resources.len());
        for resource in &request.resources {
            let outcome = match twice.contains(&key(resource)) {
                false => alter(resource, commit, call),
                true => config_changes::named_twice(),
            };
            responses.push(response(resource, outcome));
        }
        Answer::Now(AlterConfigsResponse { responses, ..AlterConfigsResponse::default() })
    }

    fn refuse(request: &AlterConfigsRequest, error: ErrorCode, _: i16) -> AlterConfigsResponse {
        let refused = |it: &AlterConfigsResource| response(it, (error, error_text::general(error)));
        let responses = request.resources.iter().map(refused).collect();
        AlterConfigsResponse { responses, ..AlterConfigsResponse::default() }
    }
}

fn alter(resource: &AlterConfigsResource, commit: Commit, call: &mut Call<'_>) -> Outcome {
    let change = |it: &AlterableConfig| Change {
        name: Arc::from(it.name.as_str()),
        operation: Operation::SET,
        value: it.value.as_deref().map(Arc::from),
    };
    let changes: Vec<Change> = resource.configs.iter().map(change).collect();
    let alteration = Alteration {
        kind: ResourceKind(resource.resource_type),
        name: &resource.resource_name,
        changes: &changes,
        manner: Manner::Replace,
        commit,
    };
    config_changes::make(&alteration, call)
}

fn response(
    resource: &AlterConfigsResource,
    (error_code, error_message): (ErrorCode, Option<StrBytes>),
) -> AlterConfigsResourceResponse {
    AlterConfigsResourceResponse {
        error_code,
        error_message,
        resource_type: resource.resource_type,
        resource_name: resource.resource_name.clone(),
        ..AlterConfigsResourceResponse::default()
    }
}
