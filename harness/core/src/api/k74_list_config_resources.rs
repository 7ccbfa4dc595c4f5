//! ListConfigResources (API key 74), versions 0 and 1 (KIP-1142); version 0 lists subscriptions to
//! client metrics alone (KIP-1000).
//!
//! Departures: topics and brokers come in order; Kafka's order is that of its maps.

use kerbside_kafka_wire::k74_list_config_resources::{
    ConfigResource, ListConfigResourcesRequest, ListConfigResourcesResponse,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use super::{Answer, Api, Call};
use crate::authorizer::Operation;
use crate::config::ResourceKind;

/// What can be listed, in the order of the answer.
const KINDS: &[ResourceKind] = &[
    ResourceKind::GROUP,
    ResourceKind::CLIENT_METRICS,
    ResourceKind::BROKER_LOGGER,
    ResourceKind::BROKER,
    ResourceKind::TOPIC,
];

pub(super) struct ListConfigResources;

impl Api for ListConfigResources {
    type Request = ListConfigResourcesRequest;
    type Response = ListConfigResourcesResponse;

    fn answer(
        request: ListConfigResourcesRequest,
        call: &mut Call<'_>,
    ) -> Answer<ListConfigResourcesResponse> {
        let refused =
            |error, version| Answer::Now(ListConfigResources::refuse(&request, error, version));
        if !call.allows_on_cluster(Operation::DESCRIBE_CONFIGS) {
            return refused(ErrorCode::CLUSTER_AUTHORIZATION_FAILED, call.version);
        }
        let asked: Vec<ResourceKind> = match call.version {
            0 => vec![ResourceKind::CLIENT_METRICS],
            _ if request.resource_types.is_empty() => KINDS.to_vec(),
            _ => request.resource_types.iter().map(|kind| ResourceKind(*kind)).collect(),
        };
        if asked.iter().any(|kind| !KINDS.contains(kind)) {
            return refused(ErrorCode::UNSUPPORTED_VERSION, call.version);
        }
        let mut config_resources = Vec::new();
        for kind in KINDS.iter().filter(|kind| asked.contains(kind)) {
            config_resources.extend(names(*kind, call).into_iter().map(|name| ConfigResource {
                resource_name: name,
                resource_type: kind.0,
                ..ConfigResource::default()
            }));
        }
        Answer::Now(ListConfigResourcesResponse {
            config_resources,
            ..ListConfigResourcesResponse::default()
        })
    }

    fn refuse(
        _: &ListConfigResourcesRequest,
        error_code: ErrorCode,
        _: i16,
    ) -> ListConfigResourcesResponse {
        ListConfigResourcesResponse { error_code, ..ListConfigResourcesResponse::default() }
    }
}

fn names(kind: ResourceKind, call: &Call<'_>) -> Vec<StrBytes> {
    match kind {
        ResourceKind::BROKER | ResourceKind::BROKER_LOGGER => {
            let ids = call.cluster().node_ids().into_iter();
            ids.map(|id| StrBytes::from(id.to_string())).collect()
        }
        ResourceKind::TOPIC => {
            call.cluster().topics().iter().map(|topic| StrBytes::from(&*topic.name)).collect()
        }
        other => {
            let names = call.cluster().configs().names(other).into_iter();
            names.map(|name| StrBytes::from(&*name)).collect()
        }
    }
}
