//! ApiVersions (API key 18), versions 0 to 5.
//!
//! What the dialect advertises. A version that is unknown is answered UNSUPPORTED_VERSION in the
//! form of version 0 with the range of this API (KIP-511) or what else the dialect shows then; a
//! client that names itself badly gets INVALID_REQUEST; a client that means another cluster or node
//! gets REBOOTSTRAP_REQUIRED (KIP-1242, version 5).
//!
//! Departures: features that need what is missing here (share and streams groups) are not shown.

use kerbside_kafka_wire::k18_api_versions::{
    ApiVersion, ApiVersionsRequest, ApiVersionsResponse, FinalizedFeatureKey, SupportedFeatureKey,
};
use kerbside_kafka_wire::{ApiKey, ErrorCode, StrBytes, Versions};

use super::{Answer, Api, Call};
use crate::connection::Outbox;
use crate::dialect::{FeatureEpoch, UnknownVersions};
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
    let mut response =
        ApiVersionsResponse { api_keys: ranges(node, role), ..ApiVersionsResponse::default() };
    if version >= NAMES_CLIENT {
        add_features(&mut response, version, node);
    }
    response
}

fn ranges(node: &Node, role: ListenerRole) -> Vec<ApiVersion> {
    let served = node.dialect.advertised().iter().filter(|(key, _)| role.serves(*key));
    served.map(|(key, versions)| range(*key, *versions)).collect()
}

fn range(api_key: ApiKey, versions: Versions) -> ApiVersion {
    let (min_version, max_version) = (versions.min, versions.max);
    ApiVersion { api_key, min_version, max_version, ..ApiVersion::default() }
}

/// Writes the answer to a request of a version that is unknown.
pub(crate) fn write_unsupported(
    node: &Node,
    role: ListenerRole,
    correlation_id: i32,
    outbox: &mut Outbox,
) {
    let api_keys = match node.dialect.unknown_versions() {
        UnknownVersions::Nothing => Vec::new(),
        UnknownVersions::OwnRange => {
            let own = node.dialect.versions(ApiKey::API_VERSIONS);
            own.map(|versions| range(ApiKey::API_VERSIONS, versions)).into_iter().collect()
        }
        UnknownVersions::AllRanges => ranges(node, role),
    };
    let error_code = ErrorCode::UNSUPPORTED_VERSION;
    let response = ApiVersionsResponse { error_code, api_keys, ..ApiVersionsResponse::default() };
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
    response.finalized_features_epoch = match node.dialect.feature_epoch() {
        FeatureEpoch::Untold => -1,
        FeatureEpoch::Zero => 0,
        FeatureEpoch::MetadataOffset => node.cluster.metadata_offset(),
    };
}
