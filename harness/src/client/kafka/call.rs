//! Which response belongs to which request, and the versions of each that this client speaks.
//!
//! Older versions are left out where they lack what the client needs (record batches of format 2,
//! error codes), newer ones where topics have identifiers in place of names.

use kerbside_kafka_wire::message::{Message, Versions};
use kerbside_kafka_wire::{ApiKey, *};

/// A request with its response.
pub trait Call: Message {
    /// What a broker answers.
    type Response: Message;
    /// The API key.
    const KEY: ApiKey;
    /// The versions that this client speaks.
    const SPOKEN: Versions;
}

macro_rules! calls {
    ($($module:ident $request:ident $response:ident $key:ident $min:literal $max:literal;)*) => {
        $(
            impl Call for $module::$request {
                type Response = $module::$response;
                const KEY: ApiKey = ApiKey::$key;
                const SPOKEN: Versions = Versions::new($min, $max);
            }
        )*
    };
}

calls! {
    k00_produce ProduceRequest ProduceResponse PRODUCE 3 12;
    k01_fetch FetchRequest FetchResponse FETCH 4 12;
    k02_list_offsets ListOffsetsRequest ListOffsetsResponse LIST_OFFSETS 1 7;
    k03_metadata MetadataRequest MetadataResponse METADATA 1 12;
    k08_offset_commit OffsetCommitRequest OffsetCommitResponse OFFSET_COMMIT 2 9;
    k09_offset_fetch OffsetFetchRequest OffsetFetchResponse OFFSET_FETCH 1 7;
    k10_find_coordinator FindCoordinatorRequest FindCoordinatorResponse FIND_COORDINATOR 0 3;
    k11_join_group JoinGroupRequest JoinGroupResponse JOIN_GROUP 0 9;
    k12_heartbeat HeartbeatRequest HeartbeatResponse HEARTBEAT 0 4;
    k13_leave_group LeaveGroupRequest LeaveGroupResponse LEAVE_GROUP 0 5;
    k14_sync_group SyncGroupRequest SyncGroupResponse SYNC_GROUP 0 5;
    k17_sasl_handshake SaslHandshakeRequest SaslHandshakeResponse SASL_HANDSHAKE 0 1;
    k18_api_versions ApiVersionsRequest ApiVersionsResponse API_VERSIONS 0 3;
    k19_create_topics CreateTopicsRequest CreateTopicsResponse CREATE_TOPICS 0 7;
    k20_delete_topics DeleteTopicsRequest DeleteTopicsResponse DELETE_TOPICS 0 5;
    k36_sasl_authenticate SaslAuthenticateRequest SaslAuthenticateResponse SASL_AUTHENTICATE 0 2;
    k60_describe_cluster DescribeClusterRequest DescribeClusterResponse DESCRIBE_CLUSTER 0 1;
}
