//! DescribeCluster (API key 60), versions 0 to 2. Anybody may ask; what the client may do to the
//! cluster is shown to those who may describe it.
//!
//! A listener of controllers describes the controllers, another one the brokers; who asks for the
//! other kind is refused (KIP-919).
//!
//! Departures: every node is a controller too, so that they are the same nodes on other endpoints.

use kerbside_kafka_wire::k60_describe_cluster::{
    DescribeClusterBroker, DescribeClusterRequest, DescribeClusterResponse,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use super::{Answer, Api, Call};
use crate::authorizer::{CLUSTER_NAME, Operation, ResourceType};
use crate::listener_role::ListenerRole;

const BROKERS: i8 = 1;
const CONTROLLERS: i8 = 2;

pub(super) struct DescribeCluster;

impl Api for DescribeCluster {
    type Request = DescribeClusterRequest;
    type Response = DescribeClusterResponse;

    fn answer(
        request: DescribeClusterRequest,
        call: &mut Call<'_>,
    ) -> Answer<DescribeClusterResponse> {
        if let Some(refused) = wrong_kind(request.endpoint_type, call) {
            return Answer::Now(refused);
        }
        let mut response = DescribeClusterResponse {
            endpoint_type: request.endpoint_type,
            cluster_id: StrBytes::from(&**call.cluster().id()),
            controller_id: call.cluster().controller(),
            ..DescribeClusterResponse::default()
        };
        let mut nodes: Vec<_> =
            call.cluster().nodes().into_iter().map(|node| (node, false)).collect();
        if request.include_fenced_brokers {
            nodes.extend(call.cluster().fenced_nodes().into_iter().map(|node| (node, true)));
        }
        nodes.sort_by_key(|(node, _)| node.id);
        for (node, is_fenced) in nodes {
            let Some(endpoint) = call.endpoint(&node) else {
                continue;
            };
            response.brokers.push(DescribeClusterBroker {
                broker_id: node.id,
                host: StrBytes::from(&*endpoint.host),
                port: i32::from(endpoint.port),
                rack: node.rack.as_deref().map(StrBytes::from),
                is_fenced,
                ..DescribeClusterBroker::default()
            });
        }
        if request.include_cluster_authorized_operations {
            let may = call.allows_on_cluster(Operation::DESCRIBE);
            response.cluster_authorized_operations = match may {
                true => call.operations(ResourceType::CLUSTER, CLUSTER_NAME),
                false => 0,
            };
        }
        Answer::Now(response)
    }

    fn refuse(
        _: &DescribeClusterRequest,
        error_code: ErrorCode,
        _: i16,
    ) -> DescribeClusterResponse {
        DescribeClusterResponse { error_code, ..DescribeClusterResponse::default() }
    }
}

/// What is said to a client that wants another kind of node than the listener describes. The
/// texts are Kafka's.
fn wrong_kind(wanted: i8, call: &Call<'_>) -> Option<DescribeClusterResponse> {
    let (own, own_name) = match call.listener.role {
        ListenerRole::Broker => (BROKERS, "BROKER"),
        ListenerRole::Controller => (CONTROLLERS, "CONTROLLER"),
    };
    let wanted_name = match wanted {
        _ if wanted == own => return None,
        BROKERS => Some("BROKER"),
        CONTROLLERS => Some("CONTROLLER"),
        _ => None,
    };
    let (error_code, text) = match wanted_name {
        Some(wanted) => (
            ErrorCode::MISMATCHED_ENDPOINT_TYPE,
            format!(
                "The request was sent to an endpoint of type {own_name}, but we wanted an endpoint \
                 of type {wanted}"
            ),
        ),
        None => {
            (ErrorCode::UNSUPPORTED_ENDPOINT_TYPE, format!("Unsupported endpoint type {wanted}"))
        }
    };
    // Version 0 knows neither code.
    let error_code = if call.version == 0 { ErrorCode::INVALID_REQUEST } else { error_code };
    let error_message = Some(StrBytes::from(text));
    Some(DescribeClusterResponse { error_code, error_message, ..Default::default() })
}
