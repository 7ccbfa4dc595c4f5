//! DescribeCluster (API key 60), versions 0 to 2. Anybody may ask; what the client may do to the
//! cluster is shown to those who may describe it.
//!
//! Departures: there are no controllers to describe (endpoint type 2 is refused, as a broker's
//! listener does), and no fenced brokers.

use kerbside_kafka_wire::k60_describe_cluster::{
    DescribeClusterBroker, DescribeClusterRequest, DescribeClusterResponse,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes};

use super::{Answer, Api, Call};
use crate::authorizer::{CLUSTER_NAME, Operation, ResourceType};

const BROKERS: i8 = 1;

pub(super) struct DescribeCluster;

impl Api for DescribeCluster {
    type Request = DescribeClusterRequest;
    type Response = DescribeClusterResponse;

    fn answer(
        request: DescribeClusterRequest,
        call: &mut Call<'_>,
    ) -> Answer<DescribeClusterResponse> {
        if call.version >= 1 && request.endpoint_type != BROKERS {
            let error = ErrorCode::MISMATCHED_ENDPOINT_TYPE;
            return Answer::Now(DescribeCluster::refuse(&request, error, call.version));
        }
        let mut response = DescribeClusterResponse {
            cluster_id: StrBytes::from(&**call.cluster().id()),
            controller_id: call.cluster().controller(),
            ..DescribeClusterResponse::default()
        };
        for node in call.cluster().nodes() {
            let Some(endpoint) = call.endpoint(&node) else {
                continue;
            };
            response.brokers.push(DescribeClusterBroker {
                broker_id: node.id,
                host: StrBytes::from(&*endpoint.host),
                port: i32::from(endpoint.port),
                rack: node.rack.as_deref().map(StrBytes::from),
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
