//! ApiVersions (API key 18), versions 0 to 5.
//!
//! What the dialect advertises. A version that is unknown is answered UNSUPPORTED_VERSION in the
//! form of version 0 with the range of this API (KIP-511); a client that names itself badly gets
//! INVALID_REQUEST; a client that means another cluster or node gets REBOOTSTRAP_REQUIRED
//! (KIP-1242, version 5).
//!
//! Departures: features that need what is missing here (share and streams groups) are not shown.

use kerbside_kafka_wire::k18_api_versions::{
    ApiVersion, ApiVersionsRequest, ApiVersionsResponse, FinalizedFeatureKey, SupportedFeatureKey,
};
use kerbside_kafka_wire::{ApiKey, ErrorCode, StrBytes};

use super::{Answer, Api, Call};
use crate::connection::Outbox;
use crate::listener_role::ListenerRole;
use crate::node::Node;

/// The first version with the client's name.
const NAMES_CLIENT: i16 = 3;
/// The first version in which a feature's lowest level may be 0.
const LEVEL_ZERO: i16 = 4;
/// The first version with the cluster that the client means.
const NAMES_CLUSTER: i16 = 5;

pub(crate) struct ApiVersions;

impl Api for ApiVersions {
    type Request = ApiVersionsRequest;
    type Response = ApiVersionsResponse;

    fn answer(request: ApiVersionsRequest, call: &mut Call<'_>) -> Answer<ApiVersionsResponse> {
        Answer::Now(respond(&request, call.version, call.node, call.listener.role))
    }

    fn refuse(_: &ApiVersionsRequest, error_code: ErrorCode, _: i16) -> ApiVersionsResponse {
        ApiVersionsResponse { error_code, ..ApiVersionsResponse::default() }
    }
}

/// The answer to a request of a known version, before authentication or after.
pub(crate) fn respond(
    request: &ApiVersionsRequest,
    version: i16,
    node: &Node,
    role: ListenerRole,
) -> ApiVersionsResponse {
    if version >= NAMES_CLIENT
        && !(is_name(&request.client_software_name) && is_name(&request.client_software_version))
    {
        return ApiVersions::refuse(request, ErrorCode::INVALID_REQUEST, version);
    }
    if version >= NAMES_CLUSTER && means_another(request, node) {
        return ApiVersions::refuse(request, ErrorCode::REBOOTSTRAP_REQUIRED, version);
    }
    let key = |(api_key, versions): &(ApiKey, kerbside_kafka_wire::Versions)| ApiVersion {
        api_key: *api_key,
        min_version: versions.min,
        max_version: versions.max,
        ..ApiVersion::default()
    };
    let served = |(api_key, _): &&(ApiKey, _)| role.serves(*api_key);
    let mut response = ApiVersionsResponse {
        api_keys: node.dialect.advertised().iter().filter(served).map(key).collect(),
        ..ApiVersionsResponse::default()
    };
    if version >= NAMES_CLIENT {
        add_features(&mut response, version, node);
    }
    response
}

/// Writes the answer to a request of a version that is unknown.
pub(crate) fn write_unsupported(node: &Node, correlation_id: i32, outbox: &mut Outbox) {
    let own = node.dialect.versions(ApiKey::API_VERSIONS);
    let own = own.map(|versions| ApiVersion {
        api_key: ApiKey::API_VERSIONS,
        min_version: versions.min,
        max_version: versions.max,
        ..ApiVersion::default()
    });
    let response = ApiVersionsResponse {
        error_code: ErrorCode::UNSUPPORTED_VERSION,
        api_keys: own.into_iter().collect(),
        ..ApiVersionsResponse::default()
    };
    super::write(outbox, ApiKey::API_VERSIONS, 0, correlation_id, &response);
}

/// Kafka's pattern: letters and digits, with `-` and `.` between them.
fn is_name(text: &str) -> bool {
    let bytes = text.as_bytes();
    let inner = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
    let outer = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    outer(bytes.first()) && outer(bytes.last()) && bytes.iter().all(inner)
}

fn means_another(request: &ApiVersionsRequest, node: &Node) -> bool {
    let other_cluster = request.cluster_id.as_deref().is_some_and(|id| *id != **node.cluster.id());
    let other_node = request.node_id >= 0 && request.node_id != node.id;
    other_cluster || other_node
}

fn add_features(response: &mut ApiVersionsResponse, version: i16, node: &Node) {
    for feature in node.cluster.features(&node.dialect) {
        if feature.min > 0 || version >= LEVEL_ZERO {
            response.supported_features.push(SupportedFeatureKey {
                name: StrBytes::from_static(feature.name),
                min_version: feature.min,
                max_version: feature.max,
                ..SupportedFeatureKey::default()
            });
        }
        if feature.finalized == 0 {
            // What is at level 0 is off.
            continue;
        }
        response.finalized_features.push(FinalizedFeatureKey {
            name: StrBytes::from_static(feature.name),
            max_version_level: feature.finalized,
            min_version_level: feature.finalized,
            ..FinalizedFeatureKey::default()
        });
    }
    response.finalized_features_epoch = node.cluster.metadata_offset();
}
