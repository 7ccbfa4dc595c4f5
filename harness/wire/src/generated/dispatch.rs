//! Requests and responses of any API key.
//!
//! Written by `kerbside-kafka-wire-gen` from the schema files.

use bytes::{Bytes, BytesMut};

use crate::api_key::ApiKey;
use crate::error::{DecodeError, EncodeError};
use crate::message::Message as _;

use super::k00_produce::{ProduceRequest, ProduceResponse};
use super::k01_fetch::{FetchRequest, FetchResponse};
use super::k02_list_offsets::{ListOffsetsRequest, ListOffsetsResponse};
use super::k03_metadata::{MetadataRequest, MetadataResponse};
use super::k08_offset_commit::{OffsetCommitRequest, OffsetCommitResponse};
use super::k09_offset_fetch::{OffsetFetchRequest, OffsetFetchResponse};
use super::k10_find_coordinator::{FindCoordinatorRequest, FindCoordinatorResponse};
use super::k11_join_group::{JoinGroupRequest, JoinGroupResponse};
use super::k12_heartbeat::{HeartbeatRequest, HeartbeatResponse};
use super::k13_leave_group::{LeaveGroupRequest, LeaveGroupResponse};
use super::k14_sync_group::{SyncGroupRequest, SyncGroupResponse};
use super::k15_describe_groups::{DescribeGroupsRequest, DescribeGroupsResponse};
use super::k16_list_groups::{ListGroupsRequest, ListGroupsResponse};
use super::k17_sasl_handshake::{SaslHandshakeRequest, SaslHandshakeResponse};
use super::k18_api_versions::{ApiVersionsRequest, ApiVersionsResponse};
use super::k19_create_topics::{CreateTopicsRequest, CreateTopicsResponse};
use super::k20_delete_topics::{DeleteTopicsRequest, DeleteTopicsResponse};
use super::k21_delete_records::{DeleteRecordsRequest, DeleteRecordsResponse};
use super::k22_init_producer_id::{InitProducerIdRequest, InitProducerIdResponse};
use super::k23_offset_for_leader_epoch::{
    OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse,
};
use super::k24_add_partitions_to_txn::{AddPartitionsToTxnRequest, AddPartitionsToTxnResponse};
use super::k25_add_offsets_to_txn::{AddOffsetsToTxnRequest, AddOffsetsToTxnResponse};
use super::k26_end_txn::{EndTxnRequest, EndTxnResponse};
use super::k27_write_txn_markers::{WriteTxnMarkersRequest, WriteTxnMarkersResponse};
use super::k28_txn_offset_commit::{TxnOffsetCommitRequest, TxnOffsetCommitResponse};
use super::k29_describe_acls::{DescribeAclsRequest, DescribeAclsResponse};
use super::k30_create_acls::{CreateAclsRequest, CreateAclsResponse};
use super::k31_delete_acls::{DeleteAclsRequest, DeleteAclsResponse};
use super::k32_describe_configs::{DescribeConfigsRequest, DescribeConfigsResponse};
use super::k33_alter_configs::{AlterConfigsRequest, AlterConfigsResponse};
use super::k34_alter_replica_log_dirs::{AlterReplicaLogDirsRequest, AlterReplicaLogDirsResponse};
use super::k35_describe_log_dirs::{DescribeLogDirsRequest, DescribeLogDirsResponse};
use super::k36_sasl_authenticate::{SaslAuthenticateRequest, SaslAuthenticateResponse};
use super::k37_create_partitions::{CreatePartitionsRequest, CreatePartitionsResponse};
use super::k38_create_delegation_token::{
    CreateDelegationTokenRequest, CreateDelegationTokenResponse,
};
use super::k39_renew_delegation_token::{
    RenewDelegationTokenRequest, RenewDelegationTokenResponse,
};
use super::k40_expire_delegation_token::{
    ExpireDelegationTokenRequest, ExpireDelegationTokenResponse,
};
use super::k41_describe_delegation_token::{
    DescribeDelegationTokenRequest, DescribeDelegationTokenResponse,
};
use super::k42_delete_groups::{DeleteGroupsRequest, DeleteGroupsResponse};
use super::k43_elect_leaders::{ElectLeadersRequest, ElectLeadersResponse};
use super::k44_incremental_alter_configs::{
    IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse,
};
use super::k45_alter_partition_reassignments::{
    AlterPartitionReassignmentsRequest, AlterPartitionReassignmentsResponse,
};
use super::k46_list_partition_reassignments::{
    ListPartitionReassignmentsRequest, ListPartitionReassignmentsResponse,
};
use super::k47_offset_delete::{OffsetDeleteRequest, OffsetDeleteResponse};
use super::k48_describe_client_quotas::{
    DescribeClientQuotasRequest, DescribeClientQuotasResponse,
};
use super::k49_alter_client_quotas::{AlterClientQuotasRequest, AlterClientQuotasResponse};
use super::k50_describe_user_scram_credentials::{
    DescribeUserScramCredentialsRequest, DescribeUserScramCredentialsResponse,
};
use super::k51_alter_user_scram_credentials::{
    AlterUserScramCredentialsRequest, AlterUserScramCredentialsResponse,
};
use super::k55_describe_quorum::{DescribeQuorumRequest, DescribeQuorumResponse};
use super::k57_update_features::{UpdateFeaturesRequest, UpdateFeaturesResponse};
use super::k60_describe_cluster::{DescribeClusterRequest, DescribeClusterResponse};
use super::k61_describe_producers::{DescribeProducersRequest, DescribeProducersResponse};
use super::k64_unregister_broker::{UnregisterBrokerRequest, UnregisterBrokerResponse};
use super::k65_describe_transactions::{DescribeTransactionsRequest, DescribeTransactionsResponse};
use super::k66_list_transactions::{ListTransactionsRequest, ListTransactionsResponse};
use super::k68_consumer_group_heartbeat::{
    ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse,
};
use super::k69_consumer_group_describe::{
    ConsumerGroupDescribeRequest, ConsumerGroupDescribeResponse,
};
use super::k71_get_telemetry_subscriptions::{
    GetTelemetrySubscriptionsRequest, GetTelemetrySubscriptionsResponse,
};
use super::k72_push_telemetry::{PushTelemetryRequest, PushTelemetryResponse};
use super::k74_list_config_resources::{ListConfigResourcesRequest, ListConfigResourcesResponse};
use super::k75_describe_topic_partitions::{
    DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse,
};

/// The request of any API key that the codec knows.
#[derive(Clone, Debug, PartialEq)]
pub enum RequestKind {
    /// API key 0.
    Produce(ProduceRequest),
    /// API key 1.
    Fetch(FetchRequest),
    /// API key 2.
    ListOffsets(ListOffsetsRequest),
    /// API key 3.
    Metadata(MetadataRequest),
    /// API key 8.
    OffsetCommit(OffsetCommitRequest),
    /// API key 9.
    OffsetFetch(OffsetFetchRequest),
    /// API key 10.
    FindCoordinator(FindCoordinatorRequest),
    /// API key 11.
    JoinGroup(JoinGroupRequest),
    /// API key 12.
    Heartbeat(HeartbeatRequest),
    /// API key 13.
    LeaveGroup(LeaveGroupRequest),
    /// API key 14.
    SyncGroup(SyncGroupRequest),
    /// API key 15.
    DescribeGroups(DescribeGroupsRequest),
    /// API key 16.
    ListGroups(ListGroupsRequest),
    /// API key 17.
    SaslHandshake(SaslHandshakeRequest),
    /// API key 18.
    ApiVersions(ApiVersionsRequest),
    /// API key 19.
    CreateTopics(CreateTopicsRequest),
    /// API key 20.
    DeleteTopics(DeleteTopicsRequest),
    /// API key 21.
    DeleteRecords(DeleteRecordsRequest),
    /// API key 22.
    InitProducerId(InitProducerIdRequest),
    /// API key 23.
    OffsetForLeaderEpoch(OffsetForLeaderEpochRequest),
    /// API key 24.
    AddPartitionsToTxn(AddPartitionsToTxnRequest),
    /// API key 25.
    AddOffsetsToTxn(AddOffsetsToTxnRequest),
    /// API key 26.
    EndTxn(EndTxnRequest),
    /// API key 27.
    WriteTxnMarkers(WriteTxnMarkersRequest),
    /// API key 28.
    TxnOffsetCommit(TxnOffsetCommitRequest),
    /// API key 29.
    DescribeAcls(DescribeAclsRequest),
    /// API key 30.
    CreateAcls(CreateAclsRequest),
    /// API key 31.
    DeleteAcls(DeleteAclsRequest),
    /// API key 32.
    DescribeConfigs(DescribeConfigsRequest),
    /// API key 33.
    AlterConfigs(AlterConfigsRequest),
    /// API key 34.
    AlterReplicaLogDirs(AlterReplicaLogDirsRequest),
    /// API key 35.
    DescribeLogDirs(DescribeLogDirsRequest),
    /// API key 36.
    SaslAuthenticate(SaslAuthenticateRequest),
    /// API key 37.
    CreatePartitions(CreatePartitionsRequest),
    /// API key 38.
    CreateDelegationToken(CreateDelegationTokenRequest),
    /// API key 39.
    RenewDelegationToken(RenewDelegationTokenRequest),
    /// API key 40.
    ExpireDelegationToken(ExpireDelegationTokenRequest),
    /// API key 41.
    DescribeDelegationToken(DescribeDelegationTokenRequest),
    /// API key 42.
    DeleteGroups(DeleteGroupsRequest),
    /// API key 43.
    ElectLeaders(ElectLeadersRequest),
    /// API key 44.
    IncrementalAlterConfigs(IncrementalAlterConfigsRequest),
    /// API key 45.
    AlterPartitionReassignments(AlterPartitionReassignmentsRequest),
    /// API key 46.
    ListPartitionReassignments(ListPartitionReassignmentsRequest),
    /// API key 47.
    OffsetDelete(OffsetDeleteRequest),
    /// API key 48.
    DescribeClientQuotas(DescribeClientQuotasRequest),
    /// API key 49.
    AlterClientQuotas(AlterClientQuotasRequest),
    /// API key 50.
    DescribeUserScramCredentials(DescribeUserScramCredentialsRequest),
    /// API key 51.
    AlterUserScramCredentials(AlterUserScramCredentialsRequest),
    /// API key 55.
    DescribeQuorum(DescribeQuorumRequest),
    /// API key 57.
    UpdateFeatures(UpdateFeaturesRequest),
    /// API key 60.
    DescribeCluster(DescribeClusterRequest),
    /// API key 61.
    DescribeProducers(DescribeProducersRequest),
    /// API key 64.
    UnregisterBroker(UnregisterBrokerRequest),
    /// API key 65.
    DescribeTransactions(DescribeTransactionsRequest),
    /// API key 66.
    ListTransactions(ListTransactionsRequest),
    /// API key 68.
    ConsumerGroupHeartbeat(ConsumerGroupHeartbeatRequest),
    /// API key 69.
    ConsumerGroupDescribe(ConsumerGroupDescribeRequest),
    /// API key 71.
    GetTelemetrySubscriptions(GetTelemetrySubscriptionsRequest),
    /// API key 72.
    PushTelemetry(PushTelemetryRequest),
    /// API key 74.
    ListConfigResources(ListConfigResourcesRequest),
    /// API key 75.
    DescribeTopicPartitions(DescribeTopicPartitionsRequest),
}

impl RequestKind {
    /// The request of a key with every field at its default, if the codec knows the key.
    pub fn default_of(key: ApiKey) -> Option<Self> {
        Some(match key.0 {
            0 => Self::Produce(ProduceRequest::default()),
            1 => Self::Fetch(FetchRequest::default()),
            2 => Self::ListOffsets(ListOffsetsRequest::default()),
            3 => Self::Metadata(MetadataRequest::default()),
            8 => Self::OffsetCommit(OffsetCommitRequest::default()),
            9 => Self::OffsetFetch(OffsetFetchRequest::default()),
            10 => Self::FindCoordinator(FindCoordinatorRequest::default()),
            11 => Self::JoinGroup(JoinGroupRequest::default()),
            12 => Self::Heartbeat(HeartbeatRequest::default()),
            13 => Self::LeaveGroup(LeaveGroupRequest::default()),
            14 => Self::SyncGroup(SyncGroupRequest::default()),
            15 => Self::DescribeGroups(DescribeGroupsRequest::default()),
            16 => Self::ListGroups(ListGroupsRequest::default()),
            17 => Self::SaslHandshake(SaslHandshakeRequest::default()),
            18 => Self::ApiVersions(ApiVersionsRequest::default()),
            19 => Self::CreateTopics(CreateTopicsRequest::default()),
            20 => Self::DeleteTopics(DeleteTopicsRequest::default()),
            21 => Self::DeleteRecords(DeleteRecordsRequest::default()),
            22 => Self::InitProducerId(InitProducerIdRequest::default()),
            23 => Self::OffsetForLeaderEpoch(OffsetForLeaderEpochRequest::default()),
            24 => Self::AddPartitionsToTxn(AddPartitionsToTxnRequest::default()),
            25 => Self::AddOffsetsToTxn(AddOffsetsToTxnRequest::default()),
            26 => Self::EndTxn(EndTxnRequest::default()),
            27 => Self::WriteTxnMarkers(WriteTxnMarkersRequest::default()),
            28 => Self::TxnOffsetCommit(TxnOffsetCommitRequest::default()),
            29 => Self::DescribeAcls(DescribeAclsRequest::default()),
            30 => Self::CreateAcls(CreateAclsRequest::default()),
            31 => Self::DeleteAcls(DeleteAclsRequest::default()),
            32 => Self::DescribeConfigs(DescribeConfigsRequest::default()),
            33 => Self::AlterConfigs(AlterConfigsRequest::default()),
            34 => Self::AlterReplicaLogDirs(AlterReplicaLogDirsRequest::default()),
            35 => Self::DescribeLogDirs(DescribeLogDirsRequest::default()),
            36 => Self::SaslAuthenticate(SaslAuthenticateRequest::default()),
            37 => Self::CreatePartitions(CreatePartitionsRequest::default()),
            38 => Self::CreateDelegationToken(CreateDelegationTokenRequest::default()),
            39 => Self::RenewDelegationToken(RenewDelegationTokenRequest::default()),
            40 => Self::ExpireDelegationToken(ExpireDelegationTokenRequest::default()),
            41 => Self::DescribeDelegationToken(DescribeDelegationTokenRequest::default()),
            42 => Self::DeleteGroups(DeleteGroupsRequest::default()),
            43 => Self::ElectLeaders(ElectLeadersRequest::default()),
            44 => Self::IncrementalAlterConfigs(IncrementalAlterConfigsRequest::default()),
            45 => Self::AlterPartitionReassignments(AlterPartitionReassignmentsRequest::default()),
            46 => Self::ListPartitionReassignments(ListPartitionReassignmentsRequest::default()),
            47 => Self::OffsetDelete(OffsetDeleteRequest::default()),
            48 => Self::DescribeClientQuotas(DescribeClientQuotasRequest::default()),
            49 => Self::AlterClientQuotas(AlterClientQuotasRequest::default()),
            50 => {
                Self::DescribeUserScramCredentials(DescribeUserScramCredentialsRequest::default())
            }
            51 => Self::AlterUserScramCredentials(AlterUserScramCredentialsRequest::default()),
            55 => Self::DescribeQuorum(DescribeQuorumRequest::default()),
            57 => Self::UpdateFeatures(UpdateFeaturesRequest::default()),
            60 => Self::DescribeCluster(DescribeClusterRequest::default()),
            61 => Self::DescribeProducers(DescribeProducersRequest::default()),
            64 => Self::UnregisterBroker(UnregisterBrokerRequest::default()),
            65 => Self::DescribeTransactions(DescribeTransactionsRequest::default()),
            66 => Self::ListTransactions(ListTransactionsRequest::default()),
            68 => Self::ConsumerGroupHeartbeat(ConsumerGroupHeartbeatRequest::default()),
            69 => Self::ConsumerGroupDescribe(ConsumerGroupDescribeRequest::default()),
            71 => Self::GetTelemetrySubscriptions(GetTelemetrySubscriptionsRequest::default()),
            72 => Self::PushTelemetry(PushTelemetryRequest::default()),
            74 => Self::ListConfigResources(ListConfigResourcesRequest::default()),
            75 => Self::DescribeTopicPartitions(DescribeTopicPartitionsRequest::default()),
            _ => return None,
        })
    }

    /// The API key.
    pub fn api_key(&self) -> ApiKey {
        ApiKey(match self {
            Self::Produce(_) => 0,
            Self::Fetch(_) => 1,
            Self::ListOffsets(_) => 2,
            Self::Metadata(_) => 3,
            Self::OffsetCommit(_) => 8,
            Self::OffsetFetch(_) => 9,
            Self::FindCoordinator(_) => 10,
            Self::JoinGroup(_) => 11,
            Self::Heartbeat(_) => 12,
            Self::LeaveGroup(_) => 13,
            Self::SyncGroup(_) => 14,
            Self::DescribeGroups(_) => 15,
            Self::ListGroups(_) => 16,
            Self::SaslHandshake(_) => 17,
            Self::ApiVersions(_) => 18,
            Self::CreateTopics(_) => 19,
            Self::DeleteTopics(_) => 20,
            Self::DeleteRecords(_) => 21,
            Self::InitProducerId(_) => 22,
            Self::OffsetForLeaderEpoch(_) => 23,
            Self::AddPartitionsToTxn(_) => 24,
            Self::AddOffsetsToTxn(_) => 25,
            Self::EndTxn(_) => 26,
            Self::WriteTxnMarkers(_) => 27,
            Self::TxnOffsetCommit(_) => 28,
            Self::DescribeAcls(_) => 29,
            Self::CreateAcls(_) => 30,
            Self::DeleteAcls(_) => 31,
            Self::DescribeConfigs(_) => 32,
            Self::AlterConfigs(_) => 33,
            Self::AlterReplicaLogDirs(_) => 34,
            Self::DescribeLogDirs(_) => 35,
            Self::SaslAuthenticate(_) => 36,
            Self::CreatePartitions(_) => 37,
            Self::CreateDelegationToken(_) => 38,
            Self::RenewDelegationToken(_) => 39,
            Self::ExpireDelegationToken(_) => 40,
            Self::DescribeDelegationToken(_) => 41,
            Self::DeleteGroups(_) => 42,
            Self::ElectLeaders(_) => 43,
            Self::IncrementalAlterConfigs(_) => 44,
            Self::AlterPartitionReassignments(_) => 45,
            Self::ListPartitionReassignments(_) => 46,
            Self::OffsetDelete(_) => 47,
            Self::DescribeClientQuotas(_) => 48,
            Self::AlterClientQuotas(_) => 49,
            Self::DescribeUserScramCredentials(_) => 50,
            Self::AlterUserScramCredentials(_) => 51,
            Self::DescribeQuorum(_) => 55,
            Self::UpdateFeatures(_) => 57,
            Self::DescribeCluster(_) => 60,
            Self::DescribeProducers(_) => 61,
            Self::UnregisterBroker(_) => 64,
            Self::DescribeTransactions(_) => 65,
            Self::ListTransactions(_) => 66,
            Self::ConsumerGroupHeartbeat(_) => 68,
            Self::ConsumerGroupDescribe(_) => 69,
            Self::GetTelemetrySubscriptions(_) => 71,
            Self::PushTelemetry(_) => 72,
            Self::ListConfigResources(_) => 74,
            Self::DescribeTopicPartitions(_) => 75,
        })
    }

    /// Decodes the body of a request and says how many octets it took.
    pub(crate) fn read(key: ApiKey, version: i16, bytes: &mut Bytes) -> Result<Self, DecodeError> {
        Ok(match key.0 {
            0 => Self::Produce(ProduceRequest::decode(bytes, version)?),
            1 => Self::Fetch(FetchRequest::decode(bytes, version)?),
            2 => Self::ListOffsets(ListOffsetsRequest::decode(bytes, version)?),
            3 => Self::Metadata(MetadataRequest::decode(bytes, version)?),
            8 => Self::OffsetCommit(OffsetCommitRequest::decode(bytes, version)?),
            9 => Self::OffsetFetch(OffsetFetchRequest::decode(bytes, version)?),
            10 => Self::FindCoordinator(FindCoordinatorRequest::decode(bytes, version)?),
            11 => Self::JoinGroup(JoinGroupRequest::decode(bytes, version)?),
            12 => Self::Heartbeat(HeartbeatRequest::decode(bytes, version)?),
            13 => Self::LeaveGroup(LeaveGroupRequest::decode(bytes, version)?),
            14 => Self::SyncGroup(SyncGroupRequest::decode(bytes, version)?),
            15 => Self::DescribeGroups(DescribeGroupsRequest::decode(bytes, version)?),
            16 => Self::ListGroups(ListGroupsRequest::decode(bytes, version)?),
            17 => Self::SaslHandshake(SaslHandshakeRequest::decode(bytes, version)?),
            18 => Self::ApiVersions(ApiVersionsRequest::decode(bytes, version)?),
            19 => Self::CreateTopics(CreateTopicsRequest::decode(bytes, version)?),
            20 => Self::DeleteTopics(DeleteTopicsRequest::decode(bytes, version)?),
            21 => Self::DeleteRecords(DeleteRecordsRequest::decode(bytes, version)?),
            22 => Self::InitProducerId(InitProducerIdRequest::decode(bytes, version)?),
            23 => Self::OffsetForLeaderEpoch(OffsetForLeaderEpochRequest::decode(bytes, version)?),
            24 => Self::AddPartitionsToTxn(AddPartitionsToTxnRequest::decode(bytes, version)?),
            25 => Self::AddOffsetsToTxn(AddOffsetsToTxnRequest::decode(bytes, version)?),
            26 => Self::EndTxn(EndTxnRequest::decode(bytes, version)?),
            27 => Self::WriteTxnMarkers(WriteTxnMarkersRequest::decode(bytes, version)?),
            28 => Self::TxnOffsetCommit(TxnOffsetCommitRequest::decode(bytes, version)?),
            29 => Self::DescribeAcls(DescribeAclsRequest::decode(bytes, version)?),
            30 => Self::CreateAcls(CreateAclsRequest::decode(bytes, version)?),
            31 => Self::DeleteAcls(DeleteAclsRequest::decode(bytes, version)?),
            32 => Self::DescribeConfigs(DescribeConfigsRequest::decode(bytes, version)?),
            33 => Self::AlterConfigs(AlterConfigsRequest::decode(bytes, version)?),
            34 => Self::AlterReplicaLogDirs(AlterReplicaLogDirsRequest::decode(bytes, version)?),
            35 => Self::DescribeLogDirs(DescribeLogDirsRequest::decode(bytes, version)?),
            36 => Self::SaslAuthenticate(SaslAuthenticateRequest::decode(bytes, version)?),
            37 => Self::CreatePartitions(CreatePartitionsRequest::decode(bytes, version)?),
            38 => {
                Self::CreateDelegationToken(CreateDelegationTokenRequest::decode(bytes, version)?)
            }
            39 => Self::RenewDelegationToken(RenewDelegationTokenRequest::decode(bytes, version)?),
            40 => {
                Self::ExpireDelegationToken(ExpireDelegationTokenRequest::decode(bytes, version)?)
            }
            41 => Self::DescribeDelegationToken(DescribeDelegationTokenRequest::decode(
                bytes, version,
            )?),
            42 => Self::DeleteGroups(DeleteGroupsRequest::decode(bytes, version)?),
            43 => Self::ElectLeaders(ElectLeadersRequest::decode(bytes, version)?),
            44 => Self::IncrementalAlterConfigs(IncrementalAlterConfigsRequest::decode(
                bytes, version,
            )?),
            45 => Self::AlterPartitionReassignments(AlterPartitionReassignmentsRequest::decode(
                bytes, version,
            )?),
            46 => Self::ListPartitionReassignments(ListPartitionReassignmentsRequest::decode(
                bytes, version,
            )?),
            47 => Self::OffsetDelete(OffsetDeleteRequest::decode(bytes, version)?),
            48 => Self::DescribeClientQuotas(DescribeClientQuotasRequest::decode(bytes, version)?),
            49 => Self::AlterClientQuotas(AlterClientQuotasRequest::decode(bytes, version)?),
            50 => Self::DescribeUserScramCredentials(DescribeUserScramCredentialsRequest::decode(
                bytes, version,
            )?),
            51 => Self::AlterUserScramCredentials(AlterUserScramCredentialsRequest::decode(
                bytes, version,
            )?),
            55 => Self::DescribeQuorum(DescribeQuorumRequest::decode(bytes, version)?),
            57 => Self::UpdateFeatures(UpdateFeaturesRequest::decode(bytes, version)?),
            60 => Self::DescribeCluster(DescribeClusterRequest::decode(bytes, version)?),
            61 => Self::DescribeProducers(DescribeProducersRequest::decode(bytes, version)?),
            64 => Self::UnregisterBroker(UnregisterBrokerRequest::decode(bytes, version)?),
            65 => Self::DescribeTransactions(DescribeTransactionsRequest::decode(bytes, version)?),
            66 => Self::ListTransactions(ListTransactionsRequest::decode(bytes, version)?),
            68 => {
                Self::ConsumerGroupHeartbeat(ConsumerGroupHeartbeatRequest::decode(bytes, version)?)
            }
            69 => {
                Self::ConsumerGroupDescribe(ConsumerGroupDescribeRequest::decode(bytes, version)?)
            }
            71 => Self::GetTelemetrySubscriptions(GetTelemetrySubscriptionsRequest::decode(
                bytes, version,
            )?),
            72 => Self::PushTelemetry(PushTelemetryRequest::decode(bytes, version)?),
            74 => Self::ListConfigResources(ListConfigResourcesRequest::decode(bytes, version)?),
            75 => Self::DescribeTopicPartitions(DescribeTopicPartitionsRequest::decode(
                bytes, version,
            )?),
            _ => return Err(DecodeError::unknown_key(key)),
        })
    }

    /// Appends the body of the request in the given version.
    pub fn encode(&self, out: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        match self {
            Self::Produce(message) => message.encode(out, version),
            Self::Fetch(message) => message.encode(out, version),
            Self::ListOffsets(message) => message.encode(out, version),
            Self::Metadata(message) => message.encode(out, version),
            Self::OffsetCommit(message) => message.encode(out, version),
            Self::OffsetFetch(message) => message.encode(out, version),
            Self::FindCoordinator(message) => message.encode(out, version),
            Self::JoinGroup(message) => message.encode(out, version),
            Self::Heartbeat(message) => message.encode(out, version),
            Self::LeaveGroup(message) => message.encode(out, version),
            Self::SyncGroup(message) => message.encode(out, version),
            Self::DescribeGroups(message) => message.encode(out, version),
            Self::ListGroups(message) => message.encode(out, version),
            Self::SaslHandshake(message) => message.encode(out, version),
            Self::ApiVersions(message) => message.encode(out, version),
            Self::CreateTopics(message) => message.encode(out, version),
            Self::DeleteTopics(message) => message.encode(out, version),
            Self::DeleteRecords(message) => message.encode(out, version),
            Self::InitProducerId(message) => message.encode(out, version),
            Self::OffsetForLeaderEpoch(message) => message.encode(out, version),
            Self::AddPartitionsToTxn(message) => message.encode(out, version),
            Self::AddOffsetsToTxn(message) => message.encode(out, version),
            Self::EndTxn(message) => message.encode(out, version),
            Self::WriteTxnMarkers(message) => message.encode(out, version),
            Self::TxnOffsetCommit(message) => message.encode(out, version),
            Self::DescribeAcls(message) => message.encode(out, version),
            Self::CreateAcls(message) => message.encode(out, version),
            Self::DeleteAcls(message) => message.encode(out, version),
            Self::DescribeConfigs(message) => message.encode(out, version),
            Self::AlterConfigs(message) => message.encode(out, version),
            Self::AlterReplicaLogDirs(message) => message.encode(out, version),
            Self::DescribeLogDirs(message) => message.encode(out, version),
            Self::SaslAuthenticate(message) => message.encode(out, version),
            Self::CreatePartitions(message) => message.encode(out, version),
            Self::CreateDelegationToken(message) => message.encode(out, version),
            Self::RenewDelegationToken(message) => message.encode(out, version),
            Self::ExpireDelegationToken(message) => message.encode(out, version),
            Self::DescribeDelegationToken(message) => message.encode(out, version),
            Self::DeleteGroups(message) => message.encode(out, version),
            Self::ElectLeaders(message) => message.encode(out, version),
            Self::IncrementalAlterConfigs(message) => message.encode(out, version),
            Self::AlterPartitionReassignments(message) => message.encode(out, version),
            Self::ListPartitionReassignments(message) => message.encode(out, version),
            Self::OffsetDelete(message) => message.encode(out, version),
            Self::DescribeClientQuotas(message) => message.encode(out, version),
            Self::AlterClientQuotas(message) => message.encode(out, version),
            Self::DescribeUserScramCredentials(message) => message.encode(out, version),
            Self::AlterUserScramCredentials(message) => message.encode(out, version),
            Self::DescribeQuorum(message) => message.encode(out, version),
            Self::UpdateFeatures(message) => message.encode(out, version),
            Self::DescribeCluster(message) => message.encode(out, version),
            Self::DescribeProducers(message) => message.encode(out, version),
            Self::UnregisterBroker(message) => message.encode(out, version),
            Self::DescribeTransactions(message) => message.encode(out, version),
            Self::ListTransactions(message) => message.encode(out, version),
            Self::ConsumerGroupHeartbeat(message) => message.encode(out, version),
            Self::ConsumerGroupDescribe(message) => message.encode(out, version),
            Self::GetTelemetrySubscriptions(message) => message.encode(out, version),
            Self::PushTelemetry(message) => message.encode(out, version),
            Self::ListConfigResources(message) => message.encode(out, version),
            Self::DescribeTopicPartitions(message) => message.encode(out, version),
        }
    }
}

impl From<ProduceRequest> for RequestKind {
    fn from(message: ProduceRequest) -> Self {
        Self::Produce(message)
    }
}

impl From<FetchRequest> for RequestKind {
    fn from(message: FetchRequest) -> Self {
        Self::Fetch(message)
    }
}

impl From<ListOffsetsRequest> for RequestKind {
    fn from(message: ListOffsetsRequest) -> Self {
        Self::ListOffsets(message)
    }
}

impl From<MetadataRequest> for RequestKind {
    fn from(message: MetadataRequest) -> Self {
        Self::Metadata(message)
    }
}

impl From<OffsetCommitRequest> for RequestKind {
    fn from(message: OffsetCommitRequest) -> Self {
        Self::OffsetCommit(message)
    }
}

impl From<OffsetFetchRequest> for RequestKind {
    fn from(message: OffsetFetchRequest) -> Self {
        Self::OffsetFetch(message)
    }
}

impl From<FindCoordinatorRequest> for RequestKind {
    fn from(message: FindCoordinatorRequest) -> Self {
        Self::FindCoordinator(message)
    }
}

impl From<JoinGroupRequest> for RequestKind {
    fn from(message: JoinGroupRequest) -> Self {
        Self::JoinGroup(message)
    }
}

impl From<HeartbeatRequest> for RequestKind {
    fn from(message: HeartbeatRequest) -> Self {
        Self::Heartbeat(message)
    }
}

impl From<LeaveGroupRequest> for RequestKind {
    fn from(message: LeaveGroupRequest) -> Self {
        Self::LeaveGroup(message)
    }
}

impl From<SyncGroupRequest> for RequestKind {
    fn from(message: SyncGroupRequest) -> Self {
        Self::SyncGroup(message)
    }
}

impl From<DescribeGroupsRequest> for RequestKind {
    fn from(message: DescribeGroupsRequest) -> Self {
        Self::DescribeGroups(message)
    }
}

impl From<ListGroupsRequest> for RequestKind {
    fn from(message: ListGroupsRequest) -> Self {
        Self::ListGroups(message)
    }
}

impl From<SaslHandshakeRequest> for RequestKind {
    fn from(message: SaslHandshakeRequest) -> Self {
        Self::SaslHandshake(message)
    }
}

impl From<ApiVersionsRequest> for RequestKind {
    fn from(message: ApiVersionsRequest) -> Self {
        Self::ApiVersions(message)
    }
}

impl From<CreateTopicsRequest> for RequestKind {
    fn from(message: CreateTopicsRequest) -> Self {
        Self::CreateTopics(message)
    }
}

impl From<DeleteTopicsRequest> for RequestKind {
    fn from(message: DeleteTopicsRequest) -> Self {
        Self::DeleteTopics(message)
    }
}

impl From<DeleteRecordsRequest> for RequestKind {
    fn from(message: DeleteRecordsRequest) -> Self {
        Self::DeleteRecords(message)
    }
}

impl From<InitProducerIdRequest> for RequestKind {
    fn from(message: InitProducerIdRequest) -> Self {
        Self::InitProducerId(message)
    }
}

impl From<OffsetForLeaderEpochRequest> for RequestKind {
    fn from(message: OffsetForLeaderEpochRequest) -> Self {
        Self::OffsetForLeaderEpoch(message)
    }
}

impl From<AddPartitionsToTxnRequest> for RequestKind {
    fn from(message: AddPartitionsToTxnRequest) -> Self {
        Self::AddPartitionsToTxn(message)
    }
}

impl From<AddOffsetsToTxnRequest> for RequestKind {
    fn from(message: AddOffsetsToTxnRequest) -> Self {
        Self::AddOffsetsToTxn(message)
    }
}

impl From<EndTxnRequest> for RequestKind {
    fn from(message: EndTxnRequest) -> Self {
        Self::EndTxn(message)
    }
}

impl From<WriteTxnMarkersRequest> for RequestKind {
    fn from(message: WriteTxnMarkersRequest) -> Self {
        Self::WriteTxnMarkers(message)
    }
}

impl From<TxnOffsetCommitRequest> for RequestKind {
    fn from(message: TxnOffsetCommitRequest) -> Self {
        Self::TxnOffsetCommit(message)
    }
}

impl From<DescribeAclsRequest> for RequestKind {
    fn from(message: DescribeAclsRequest) -> Self {
        Self::DescribeAcls(message)
    }
}

impl From<CreateAclsRequest> for RequestKind {
    fn from(message: CreateAclsRequest) -> Self {
        Self::CreateAcls(message)
    }
}

impl From<DeleteAclsRequest> for RequestKind {
    fn from(message: DeleteAclsRequest) -> Self {
        Self::DeleteAcls(message)
    }
}

impl From<DescribeConfigsRequest> for RequestKind {
    fn from(message: DescribeConfigsRequest) -> Self {
        Self::DescribeConfigs(message)
    }
}

impl From<AlterConfigsRequest> for RequestKind {
    fn from(message: AlterConfigsRequest) -> Self {
        Self::AlterConfigs(message)
    }
}

impl From<AlterReplicaLogDirsRequest> for RequestKind {
    fn from(message: AlterReplicaLogDirsRequest) -> Self {
        Self::AlterReplicaLogDirs(message)
    }
}

impl From<DescribeLogDirsRequest> for RequestKind {
    fn from(message: DescribeLogDirsRequest) -> Self {
        Self::DescribeLogDirs(message)
    }
}

impl From<SaslAuthenticateRequest> for RequestKind {
    fn from(message: SaslAuthenticateRequest) -> Self {
        Self::SaslAuthenticate(message)
    }
}

impl From<CreatePartitionsRequest> for RequestKind {
    fn from(message: CreatePartitionsRequest) -> Self {
        Self::CreatePartitions(message)
    }
}

impl From<CreateDelegationTokenRequest> for RequestKind {
    fn from(message: CreateDelegationTokenRequest) -> Self {
        Self::CreateDelegationToken(message)
    }
}

impl From<RenewDelegationTokenRequest> for RequestKind {
    fn from(message: RenewDelegationTokenRequest) -> Self {
        Self::RenewDelegationToken(message)
    }
}

impl From<ExpireDelegationTokenRequest> for RequestKind {
    fn from(message: ExpireDelegationTokenRequest) -> Self {
        Self::ExpireDelegationToken(message)
    }
}

impl From<DescribeDelegationTokenRequest> for RequestKind {
    fn from(message: DescribeDelegationTokenRequest) -> Self {
        Self::DescribeDelegationToken(message)
    }
}

impl From<DeleteGroupsRequest> for RequestKind {
    fn from(message: DeleteGroupsRequest) -> Self {
        Self::DeleteGroups(message)
    }
}

impl From<ElectLeadersRequest> for RequestKind {
    fn from(message: ElectLeadersRequest) -> Self {
        Self::ElectLeaders(message)
    }
}

impl From<IncrementalAlterConfigsRequest> for RequestKind {
    fn from(message: IncrementalAlterConfigsRequest) -> Self {
        Self::IncrementalAlterConfigs(message)
    }
}

impl From<AlterPartitionReassignmentsRequest> for RequestKind {
    fn from(message: AlterPartitionReassignmentsRequest) -> Self {
        Self::AlterPartitionReassignments(message)
    }
}

impl From<ListPartitionReassignmentsRequest> for RequestKind {
    fn from(message: ListPartitionReassignmentsRequest) -> Self {
        Self::ListPartitionReassignments(message)
    }
}

impl From<OffsetDeleteRequest> for RequestKind {
    fn from(message: OffsetDeleteRequest) -> Self {
        Self::OffsetDelete(message)
    }
}

impl From<DescribeClientQuotasRequest> for RequestKind {
    fn from(message: DescribeClientQuotasRequest) -> Self {
        Self::DescribeClientQuotas(message)
    }
}

impl From<AlterClientQuotasRequest> for RequestKind {
    fn from(message: AlterClientQuotasRequest) -> Self {
        Self::AlterClientQuotas(message)
    }
}

impl From<DescribeUserScramCredentialsRequest> for RequestKind {
    fn from(message: DescribeUserScramCredentialsRequest) -> Self {
        Self::DescribeUserScramCredentials(message)
    }
}

impl From<AlterUserScramCredentialsRequest> for RequestKind {
    fn from(message: AlterUserScramCredentialsRequest) -> Self {
        Self::AlterUserScramCredentials(message)
    }
}

impl From<DescribeQuorumRequest> for RequestKind {
    fn from(message: DescribeQuorumRequest) -> Self {
        Self::DescribeQuorum(message)
    }
}

impl From<UpdateFeaturesRequest> for RequestKind {
    fn from(message: UpdateFeaturesRequest) -> Self {
        Self::UpdateFeatures(message)
    }
}

impl From<DescribeClusterRequest> for RequestKind {
    fn from(message: DescribeClusterRequest) -> Self {
        Self::DescribeCluster(message)
    }
}

impl From<DescribeProducersRequest> for RequestKind {
    fn from(message: DescribeProducersRequest) -> Self {
        Self::DescribeProducers(message)
    }
}

impl From<UnregisterBrokerRequest> for RequestKind {
    fn from(message: UnregisterBrokerRequest) -> Self {
        Self::UnregisterBroker(message)
    }
}

impl From<DescribeTransactionsRequest> for RequestKind {
    fn from(message: DescribeTransactionsRequest) -> Self {
        Self::DescribeTransactions(message)
    }
}

impl From<ListTransactionsRequest> for RequestKind {
    fn from(message: ListTransactionsRequest) -> Self {
        Self::ListTransactions(message)
    }
}

impl From<ConsumerGroupHeartbeatRequest> for RequestKind {
    fn from(message: ConsumerGroupHeartbeatRequest) -> Self {
        Self::ConsumerGroupHeartbeat(message)
    }
}

impl From<ConsumerGroupDescribeRequest> for RequestKind {
    fn from(message: ConsumerGroupDescribeRequest) -> Self {
        Self::ConsumerGroupDescribe(message)
    }
}

impl From<GetTelemetrySubscriptionsRequest> for RequestKind {
    fn from(message: GetTelemetrySubscriptionsRequest) -> Self {
        Self::GetTelemetrySubscriptions(message)
    }
}

impl From<PushTelemetryRequest> for RequestKind {
    fn from(message: PushTelemetryRequest) -> Self {
        Self::PushTelemetry(message)
    }
}

impl From<ListConfigResourcesRequest> for RequestKind {
    fn from(message: ListConfigResourcesRequest) -> Self {
        Self::ListConfigResources(message)
    }
}

impl From<DescribeTopicPartitionsRequest> for RequestKind {
    fn from(message: DescribeTopicPartitionsRequest) -> Self {
        Self::DescribeTopicPartitions(message)
    }
}

/// The response of any API key that the codec knows.
#[derive(Clone, Debug, PartialEq)]
pub enum ResponseKind {
    /// API key 0.
    Produce(ProduceResponse),
    /// API key 1.
    Fetch(FetchResponse),
    /// API key 2.
    ListOffsets(ListOffsetsResponse),
    /// API key 3.
    Metadata(MetadataResponse),
    /// API key 8.
    OffsetCommit(OffsetCommitResponse),
    /// API key 9.
    OffsetFetch(OffsetFetchResponse),
    /// API key 10.
    FindCoordinator(FindCoordinatorResponse),
    /// API key 11.
    JoinGroup(JoinGroupResponse),
    /// API key 12.
    Heartbeat(HeartbeatResponse),
    /// API key 13.
    LeaveGroup(LeaveGroupResponse),
    /// API key 14.
    SyncGroup(SyncGroupResponse),
    /// API key 15.
    DescribeGroups(DescribeGroupsResponse),
    /// API key 16.
    ListGroups(ListGroupsResponse),
    /// API key 17.
    SaslHandshake(SaslHandshakeResponse),
    /// API key 18.
    ApiVersions(ApiVersionsResponse),
    /// API key 19.
    CreateTopics(CreateTopicsResponse),
    /// API key 20.
    DeleteTopics(DeleteTopicsResponse),
    /// API key 21.
    DeleteRecords(DeleteRecordsResponse),
    /// API key 22.
    InitProducerId(InitProducerIdResponse),
    /// API key 23.
    OffsetForLeaderEpoch(OffsetForLeaderEpochResponse),
    /// API key 24.
    AddPartitionsToTxn(AddPartitionsToTxnResponse),
    /// API key 25.
    AddOffsetsToTxn(AddOffsetsToTxnResponse),
    /// API key 26.
    EndTxn(EndTxnResponse),
    /// API key 27.
    WriteTxnMarkers(WriteTxnMarkersResponse),
    /// API key 28.
    TxnOffsetCommit(TxnOffsetCommitResponse),
    /// API key 29.
    DescribeAcls(DescribeAclsResponse),
    /// API key 30.
    CreateAcls(CreateAclsResponse),
    /// API key 31.
    DeleteAcls(DeleteAclsResponse),
    /// API key 32.
    DescribeConfigs(DescribeConfigsResponse),
    /// API key 33.
    AlterConfigs(AlterConfigsResponse),
    /// API key 34.
    AlterReplicaLogDirs(AlterReplicaLogDirsResponse),
    /// API key 35.
    DescribeLogDirs(DescribeLogDirsResponse),
    /// API key 36.
    SaslAuthenticate(SaslAuthenticateResponse),
    /// API key 37.
    CreatePartitions(CreatePartitionsResponse),
    /// API key 38.
    CreateDelegationToken(CreateDelegationTokenResponse),
    /// API key 39.
    RenewDelegationToken(RenewDelegationTokenResponse),
    /// API key 40.
    ExpireDelegationToken(ExpireDelegationTokenResponse),
    /// API key 41.
    DescribeDelegationToken(DescribeDelegationTokenResponse),
    /// API key 42.
    DeleteGroups(DeleteGroupsResponse),
    /// API key 43.
    ElectLeaders(ElectLeadersResponse),
    /// API key 44.
    IncrementalAlterConfigs(IncrementalAlterConfigsResponse),
    /// API key 45.
    AlterPartitionReassignments(AlterPartitionReassignmentsResponse),
    /// API key 46.
    ListPartitionReassignments(ListPartitionReassignmentsResponse),
    /// API key 47.
    OffsetDelete(OffsetDeleteResponse),
    /// API key 48.
    DescribeClientQuotas(DescribeClientQuotasResponse),
    /// API key 49.
    AlterClientQuotas(AlterClientQuotasResponse),
    /// API key 50.
    DescribeUserScramCredentials(DescribeUserScramCredentialsResponse),
    /// API key 51.
    AlterUserScramCredentials(AlterUserScramCredentialsResponse),
    /// API key 55.
    DescribeQuorum(DescribeQuorumResponse),
    /// API key 57.
    UpdateFeatures(UpdateFeaturesResponse),
    /// API key 60.
    DescribeCluster(DescribeClusterResponse),
    /// API key 61.
    DescribeProducers(DescribeProducersResponse),
    /// API key 64.
    UnregisterBroker(UnregisterBrokerResponse),
    /// API key 65.
    DescribeTransactions(DescribeTransactionsResponse),
    /// API key 66.
    ListTransactions(ListTransactionsResponse),
    /// API key 68.
    ConsumerGroupHeartbeat(ConsumerGroupHeartbeatResponse),
    /// API key 69.
    ConsumerGroupDescribe(ConsumerGroupDescribeResponse),
    /// API key 71.
    GetTelemetrySubscriptions(GetTelemetrySubscriptionsResponse),
    /// API key 72.
    PushTelemetry(PushTelemetryResponse),
    /// API key 74.
    ListConfigResources(ListConfigResourcesResponse),
    /// API key 75.
    DescribeTopicPartitions(DescribeTopicPartitionsResponse),
}

impl ResponseKind {
    /// The response of a key with every field at its default, if the codec knows the key.
    pub fn default_of(key: ApiKey) -> Option<Self> {
        Some(match key.0 {
            0 => Self::Produce(ProduceResponse::default()),
            1 => Self::Fetch(FetchResponse::default()),
            2 => Self::ListOffsets(ListOffsetsResponse::default()),
            3 => Self::Metadata(MetadataResponse::default()),
            8 => Self::OffsetCommit(OffsetCommitResponse::default()),
            9 => Self::OffsetFetch(OffsetFetchResponse::default()),
            10 => Self::FindCoordinator(FindCoordinatorResponse::default()),
            11 => Self::JoinGroup(JoinGroupResponse::default()),
            12 => Self::Heartbeat(HeartbeatResponse::default()),
            13 => Self::LeaveGroup(LeaveGroupResponse::default()),
            14 => Self::SyncGroup(SyncGroupResponse::default()),
            15 => Self::DescribeGroups(DescribeGroupsResponse::default()),
            16 => Self::ListGroups(ListGroupsResponse::default()),
            17 => Self::SaslHandshake(SaslHandshakeResponse::default()),
            18 => Self::ApiVersions(ApiVersionsResponse::default()),
            19 => Self::CreateTopics(CreateTopicsResponse::default()),
            20 => Self::DeleteTopics(DeleteTopicsResponse::default()),
            21 => Self::DeleteRecords(DeleteRecordsResponse::default()),
            22 => Self::InitProducerId(InitProducerIdResponse::default()),
            23 => Self::OffsetForLeaderEpoch(OffsetForLeaderEpochResponse::default()),
            24 => Self::AddPartitionsToTxn(AddPartitionsToTxnResponse::default()),
            25 => Self::AddOffsetsToTxn(AddOffsetsToTxnResponse::default()),
            26 => Self::EndTxn(EndTxnResponse::default()),
            27 => Self::WriteTxnMarkers(WriteTxnMarkersResponse::default()),
            28 => Self::TxnOffsetCommit(TxnOffsetCommitResponse::default()),
            29 => Self::DescribeAcls(DescribeAclsResponse::default()),
            30 => Self::CreateAcls(CreateAclsResponse::default()),
            31 => Self::DeleteAcls(DeleteAclsResponse::default()),
            32 => Self::DescribeConfigs(DescribeConfigsResponse::default()),
            33 => Self::AlterConfigs(AlterConfigsResponse::default()),
            34 => Self::AlterReplicaLogDirs(AlterReplicaLogDirsResponse::default()),
            35 => Self::DescribeLogDirs(DescribeLogDirsResponse::default()),
            36 => Self::SaslAuthenticate(SaslAuthenticateResponse::default()),
            37 => Self::CreatePartitions(CreatePartitionsResponse::default()),
            38 => Self::CreateDelegationToken(CreateDelegationTokenResponse::default()),
            39 => Self::RenewDelegationToken(RenewDelegationTokenResponse::default()),
            40 => Self::ExpireDelegationToken(ExpireDelegationTokenResponse::default()),
            41 => Self::DescribeDelegationToken(DescribeDelegationTokenResponse::default()),
            42 => Self::DeleteGroups(DeleteGroupsResponse::default()),
            43 => Self::ElectLeaders(ElectLeadersResponse::default()),
            44 => Self::IncrementalAlterConfigs(IncrementalAlterConfigsResponse::default()),
            45 => Self::AlterPartitionReassignments(AlterPartitionReassignmentsResponse::default()),
            46 => Self::ListPartitionReassignments(ListPartitionReassignmentsResponse::default()),
            47 => Self::OffsetDelete(OffsetDeleteResponse::default()),
            48 => Self::DescribeClientQuotas(DescribeClientQuotasResponse::default()),
            49 => Self::AlterClientQuotas(AlterClientQuotasResponse::default()),
            50 => {
                Self::DescribeUserScramCredentials(DescribeUserScramCredentialsResponse::default())
            }
            51 => Self::AlterUserScramCredentials(AlterUserScramCredentialsResponse::default()),
            55 => Self::DescribeQuorum(DescribeQuorumResponse::default()),
            57 => Self::UpdateFeatures(UpdateFeaturesResponse::default()),
            60 => Self::DescribeCluster(DescribeClusterResponse::default()),
            61 => Self::DescribeProducers(DescribeProducersResponse::default()),
            64 => Self::UnregisterBroker(UnregisterBrokerResponse::default()),
            65 => Self::DescribeTransactions(DescribeTransactionsResponse::default()),
            66 => Self::ListTransactions(ListTransactionsResponse::default()),
            68 => Self::ConsumerGroupHeartbeat(ConsumerGroupHeartbeatResponse::default()),
            69 => Self::ConsumerGroupDescribe(ConsumerGroupDescribeResponse::default()),
            71 => Self::GetTelemetrySubscriptions(GetTelemetrySubscriptionsResponse::default()),
            72 => Self::PushTelemetry(PushTelemetryResponse::default()),
            74 => Self::ListConfigResources(ListConfigResourcesResponse::default()),
            75 => Self::DescribeTopicPartitions(DescribeTopicPartitionsResponse::default()),
            _ => return None,
        })
    }

    /// The API key.
    pub fn api_key(&self) -> ApiKey {
        ApiKey(match self {
            Self::Produce(_) => 0,
            Self::Fetch(_) => 1,
            Self::ListOffsets(_) => 2,
            Self::Metadata(_) => 3,
            Self::OffsetCommit(_) => 8,
            Self::OffsetFetch(_) => 9,
            Self::FindCoordinator(_) => 10,
            Self::JoinGroup(_) => 11,
            Self::Heartbeat(_) => 12,
            Self::LeaveGroup(_) => 13,
            Self::SyncGroup(_) => 14,
            Self::DescribeGroups(_) => 15,
            Self::ListGroups(_) => 16,
            Self::SaslHandshake(_) => 17,
            Self::ApiVersions(_) => 18,
            Self::CreateTopics(_) => 19,
            Self::DeleteTopics(_) => 20,
            Self::DeleteRecords(_) => 21,
            Self::InitProducerId(_) => 22,
            Self::OffsetForLeaderEpoch(_) => 23,
            Self::AddPartitionsToTxn(_) => 24,
            Self::AddOffsetsToTxn(_) => 25,
            Self::EndTxn(_) => 26,
            Self::WriteTxnMarkers(_) => 27,
            Self::TxnOffsetCommit(_) => 28,
            Self::DescribeAcls(_) => 29,
            Self::CreateAcls(_) => 30,
            Self::DeleteAcls(_) => 31,
            Self::DescribeConfigs(_) => 32,
            Self::AlterConfigs(_) => 33,
            Self::AlterReplicaLogDirs(_) => 34,
            Self::DescribeLogDirs(_) => 35,
            Self::SaslAuthenticate(_) => 36,
            Self::CreatePartitions(_) => 37,
            Self::CreateDelegationToken(_) => 38,
            Self::RenewDelegationToken(_) => 39,
            Self::ExpireDelegationToken(_) => 40,
            Self::DescribeDelegationToken(_) => 41,
            Self::DeleteGroups(_) => 42,
            Self::ElectLeaders(_) => 43,
            Self::IncrementalAlterConfigs(_) => 44,
            Self::AlterPartitionReassignments(_) => 45,
            Self::ListPartitionReassignments(_) => 46,
            Self::OffsetDelete(_) => 47,
            Self::DescribeClientQuotas(_) => 48,
            Self::AlterClientQuotas(_) => 49,
            Self::DescribeUserScramCredentials(_) => 50,
            Self::AlterUserScramCredentials(_) => 51,
            Self::DescribeQuorum(_) => 55,
            Self::UpdateFeatures(_) => 57,
            Self::DescribeCluster(_) => 60,
            Self::DescribeProducers(_) => 61,
            Self::UnregisterBroker(_) => 64,
            Self::DescribeTransactions(_) => 65,
            Self::ListTransactions(_) => 66,
            Self::ConsumerGroupHeartbeat(_) => 68,
            Self::ConsumerGroupDescribe(_) => 69,
            Self::GetTelemetrySubscriptions(_) => 71,
            Self::PushTelemetry(_) => 72,
            Self::ListConfigResources(_) => 74,
            Self::DescribeTopicPartitions(_) => 75,
        })
    }

    /// Decodes the body of a response and says how many octets it took.
    pub(crate) fn read(key: ApiKey, version: i16, bytes: &mut Bytes) -> Result<Self, DecodeError> {
        Ok(match key.0 {
            0 => Self::Produce(ProduceResponse::decode(bytes, version)?),
            1 => Self::Fetch(FetchResponse::decode(bytes, version)?),
            2 => Self::ListOffsets(ListOffsetsResponse::decode(bytes, version)?),
            3 => Self::Metadata(MetadataResponse::decode(bytes, version)?),
            8 => Self::OffsetCommit(OffsetCommitResponse::decode(bytes, version)?),
            9 => Self::OffsetFetch(OffsetFetchResponse::decode(bytes, version)?),
            10 => Self::FindCoordinator(FindCoordinatorResponse::decode(bytes, version)?),
            11 => Self::JoinGroup(JoinGroupResponse::decode(bytes, version)?),
            12 => Self::Heartbeat(HeartbeatResponse::decode(bytes, version)?),
            13 => Self::LeaveGroup(LeaveGroupResponse::decode(bytes, version)?),
            14 => Self::SyncGroup(SyncGroupResponse::decode(bytes, version)?),
            15 => Self::DescribeGroups(DescribeGroupsResponse::decode(bytes, version)?),
            16 => Self::ListGroups(ListGroupsResponse::decode(bytes, version)?),
            17 => Self::SaslHandshake(SaslHandshakeResponse::decode(bytes, version)?),
            18 => Self::ApiVersions(ApiVersionsResponse::decode(bytes, version)?),
            19 => Self::CreateTopics(CreateTopicsResponse::decode(bytes, version)?),
            20 => Self::DeleteTopics(DeleteTopicsResponse::decode(bytes, version)?),
            21 => Self::DeleteRecords(DeleteRecordsResponse::decode(bytes, version)?),
            22 => Self::InitProducerId(InitProducerIdResponse::decode(bytes, version)?),
            23 => Self::OffsetForLeaderEpoch(OffsetForLeaderEpochResponse::decode(bytes, version)?),
            24 => Self::AddPartitionsToTxn(AddPartitionsToTxnResponse::decode(bytes, version)?),
            25 => Self::AddOffsetsToTxn(AddOffsetsToTxnResponse::decode(bytes, version)?),
            26 => Self::EndTxn(EndTxnResponse::decode(bytes, version)?),
            27 => Self::WriteTxnMarkers(WriteTxnMarkersResponse::decode(bytes, version)?),
            28 => Self::TxnOffsetCommit(TxnOffsetCommitResponse::decode(bytes, version)?),
            29 => Self::DescribeAcls(DescribeAclsResponse::decode(bytes, version)?),
            30 => Self::CreateAcls(CreateAclsResponse::decode(bytes, version)?),
            31 => Self::DeleteAcls(DeleteAclsResponse::decode(bytes, version)?),
            32 => Self::DescribeConfigs(DescribeConfigsResponse::decode(bytes, version)?),
            33 => Self::AlterConfigs(AlterConfigsResponse::decode(bytes, version)?),
            34 => Self::AlterReplicaLogDirs(AlterReplicaLogDirsResponse::decode(bytes, version)?),
            35 => Self::DescribeLogDirs(DescribeLogDirsResponse::decode(bytes, version)?),
            36 => Self::SaslAuthenticate(SaslAuthenticateResponse::decode(bytes, version)?),
            37 => Self::CreatePartitions(CreatePartitionsResponse::decode(bytes, version)?),
            38 => {
                Self::CreateDelegationToken(CreateDelegationTokenResponse::decode(bytes, version)?)
            }
            39 => Self::RenewDelegationToken(RenewDelegationTokenResponse::decode(bytes, version)?),
            40 => {
                Self::ExpireDelegationToken(ExpireDelegationTokenResponse::decode(bytes, version)?)
            }
            41 => Self::DescribeDelegationToken(DescribeDelegationTokenResponse::decode(
                bytes, version,
            )?),
            42 => Self::DeleteGroups(DeleteGroupsResponse::decode(bytes, version)?),
            43 => Self::ElectLeaders(ElectLeadersResponse::decode(bytes, version)?),
            44 => Self::IncrementalAlterConfigs(IncrementalAlterConfigsResponse::decode(
                bytes, version,
            )?),
            45 => Self::AlterPartitionReassignments(AlterPartitionReassignmentsResponse::decode(
                bytes, version,
            )?),
            46 => Self::ListPartitionReassignments(ListPartitionReassignmentsResponse::decode(
                bytes, version,
            )?),
            47 => Self::OffsetDelete(OffsetDeleteResponse::decode(bytes, version)?),
            48 => Self::DescribeClientQuotas(DescribeClientQuotasResponse::decode(bytes, version)?),
            49 => Self::AlterClientQuotas(AlterClientQuotasResponse::decode(bytes, version)?),
            50 => Self::DescribeUserScramCredentials(DescribeUserScramCredentialsResponse::decode(
                bytes, version,
            )?),
            51 => Self::AlterUserScramCredentials(AlterUserScramCredentialsResponse::decode(
                bytes, version,
            )?),
            55 => Self::DescribeQuorum(DescribeQuorumResponse::decode(bytes, version)?),
            57 => Self::UpdateFeatures(UpdateFeaturesResponse::decode(bytes, version)?),
            60 => Self::DescribeCluster(DescribeClusterResponse::decode(bytes, version)?),
            61 => Self::DescribeProducers(DescribeProducersResponse::decode(bytes, version)?),
            64 => Self::UnregisterBroker(UnregisterBrokerResponse::decode(bytes, version)?),
            65 => Self::DescribeTransactions(DescribeTransactionsResponse::decode(bytes, version)?),
            66 => Self::ListTransactions(ListTransactionsResponse::decode(bytes, version)?),
            68 => Self::ConsumerGroupHeartbeat(ConsumerGroupHeartbeatResponse::decode(
                bytes, version,
            )?),
            69 => {
                Self::ConsumerGroupDescribe(ConsumerGroupDescribeResponse::decode(bytes, version)?)
            }
            71 => Self::GetTelemetrySubscriptions(GetTelemetrySubscriptionsResponse::decode(
                bytes, version,
            )?),
            72 => Self::PushTelemetry(PushTelemetryResponse::decode(bytes, version)?),
            74 => Self::ListConfigResources(ListConfigResourcesResponse::decode(bytes, version)?),
            75 => Self::DescribeTopicPartitions(DescribeTopicPartitionsResponse::decode(
                bytes, version,
            )?),
            _ => return Err(DecodeError::unknown_key(key)),
        })
    }

    /// Appends the body of the response in the given version.
    pub fn encode(&self, out: &mut BytesMut, version: i16) -> Result<(), EncodeError> {
        match self {
            Self::Produce(message) => message.encode(out, version),
            Self::Fetch(message) => message.encode(out, version),
            Self::ListOffsets(message) => message.encode(out, version),
            Self::Metadata(message) => message.encode(out, version),
            Self::OffsetCommit(message) => message.encode(out, version),
            Self::OffsetFetch(message) => message.encode(out, version),
            Self::FindCoordinator(message) => message.encode(out, version),
            Self::JoinGroup(message) => message.encode(out, version),
            Self::Heartbeat(message) => message.encode(out, version),
            Self::LeaveGroup(message) => message.encode(out, version),
            Self::SyncGroup(message) => message.encode(out, version),
            Self::DescribeGroups(message) => message.encode(out, version),
            Self::ListGroups(message) => message.encode(out, version),
            Self::SaslHandshake(message) => message.encode(out, version),
            Self::ApiVersions(message) => message.encode(out, version),
            Self::CreateTopics(message) => message.encode(out, version),
            Self::DeleteTopics(message) => message.encode(out, version),
            Self::DeleteRecords(message) => message.encode(out, version),
            Self::InitProducerId(message) => message.encode(out, version),
            Self::OffsetForLeaderEpoch(message) => message.encode(out, version),
            Self::AddPartitionsToTxn(message) => message.encode(out, version),
            Self::AddOffsetsToTxn(message) => message.encode(out, version),
            Self::EndTxn(message) => message.encode(out, version),
            Self::WriteTxnMarkers(message) => message.encode(out, version),
            Self::TxnOffsetCommit(message) => message.encode(out, version),
            Self::DescribeAcls(message) => message.encode(out, version),
            Self::CreateAcls(message) => message.encode(out, version),
            Self::DeleteAcls(message) => message.encode(out, version),
            Self::DescribeConfigs(message) => message.encode(out, version),
            Self::AlterConfigs(message) => message.encode(out, version),
            Self::AlterReplicaLogDirs(message) => message.encode(out, version),
            Self::DescribeLogDirs(message) => message.encode(out, version),
            Self::SaslAuthenticate(message) => message.encode(out, version),
            Self::CreatePartitions(message) => message.encode(out, version),
            Self::CreateDelegationToken(message) => message.encode(out, version),
            Self::RenewDelegationToken(message) => message.encode(out, version),
            Self::ExpireDelegationToken(message) => message.encode(out, version),
            Self::DescribeDelegationToken(message) => message.encode(out, version),
            Self::DeleteGroups(message) => message.encode(out, version),
            Self::ElectLeaders(message) => message.encode(out, version),
            Self::IncrementalAlterConfigs(message) => message.encode(out, version),
            Self::AlterPartitionReassignments(message) => message.encode(out, version),
            Self::ListPartitionReassignments(message) => message.encode(out, version),
            Self::OffsetDelete(message) => message.encode(out, version),
            Self::DescribeClientQuotas(message) => message.encode(out, version),
            Self::AlterClientQuotas(message) => message.encode(out, version),
            Self::DescribeUserScramCredentials(message) => message.encode(out, version),
            Self::AlterUserScramCredentials(message) => message.encode(out, version),
            Self::DescribeQuorum(message) => message.encode(out, version),
            Self::UpdateFeatures(message) => message.encode(out, version),
            Self::DescribeCluster(message) => message.encode(out, version),
            Self::DescribeProducers(message) => message.encode(out, version),
            Self::UnregisterBroker(message) => message.encode(out, version),
            Self::DescribeTransactions(message) => message.encode(out, version),
            Self::ListTransactions(message) => message.encode(out, version),
            Self::ConsumerGroupHeartbeat(message) => message.encode(out, version),
            Self::ConsumerGroupDescribe(message) => message.encode(out, version),
            Self::GetTelemetrySubscriptions(message) => message.encode(out, version),
            Self::PushTelemetry(message) => message.encode(out, version),
            Self::ListConfigResources(message) => message.encode(out, version),
            Self::DescribeTopicPartitions(message) => message.encode(out, version),
        }
    }

    /// How long the broker holds the client back, where the response says so.
    pub fn throttle_time_ms_mut(&mut self) -> Option<&mut i32> {
        match self {
            Self::Produce(message) => message.throttle_time_ms_mut(),
            Self::Fetch(message) => message.throttle_time_ms_mut(),
            Self::ListOffsets(message) => message.throttle_time_ms_mut(),
            Self::Metadata(message) => message.throttle_time_ms_mut(),
            Self::OffsetCommit(message) => message.throttle_time_ms_mut(),
            Self::OffsetFetch(message) => message.throttle_time_ms_mut(),
            Self::FindCoordinator(message) => message.throttle_time_ms_mut(),
            Self::JoinGroup(message) => message.throttle_time_ms_mut(),
            Self::Heartbeat(message) => message.throttle_time_ms_mut(),
            Self::LeaveGroup(message) => message.throttle_time_ms_mut(),
            Self::SyncGroup(message) => message.throttle_time_ms_mut(),
            Self::DescribeGroups(message) => message.throttle_time_ms_mut(),
            Self::ListGroups(message) => message.throttle_time_ms_mut(),
            Self::SaslHandshake(message) => message.throttle_time_ms_mut(),
            Self::ApiVersions(message) => message.throttle_time_ms_mut(),
            Self::CreateTopics(message) => message.throttle_time_ms_mut(),
            Self::DeleteTopics(message) => message.throttle_time_ms_mut(),
            Self::DeleteRecords(message) => message.throttle_time_ms_mut(),
            Self::InitProducerId(message) => message.throttle_time_ms_mut(),
            Self::OffsetForLeaderEpoch(message) => message.throttle_time_ms_mut(),
            Self::AddPartitionsToTxn(message) => message.throttle_time_ms_mut(),
            Self::AddOffsetsToTxn(message) => message.throttle_time_ms_mut(),
            Self::EndTxn(message) => message.throttle_time_ms_mut(),
            Self::WriteTxnMarkers(message) => message.throttle_time_ms_mut(),
            Self::TxnOffsetCommit(message) => message.throttle_time_ms_mut(),
            Self::DescribeAcls(message) => message.throttle_time_ms_mut(),
            Self::CreateAcls(message) => message.throttle_time_ms_mut(),
            Self::DeleteAcls(message) => message.throttle_time_ms_mut(),
            Self::DescribeConfigs(message) => message.throttle_time_ms_mut(),
            Self::AlterConfigs(message) => message.throttle_time_ms_mut(),
            Self::AlterReplicaLogDirs(message) => message.throttle_time_ms_mut(),
            Self::DescribeLogDirs(message) => message.throttle_time_ms_mut(),
            Self::SaslAuthenticate(message) => message.throttle_time_ms_mut(),
            Self::CreatePartitions(message) => message.throttle_time_ms_mut(),
            Self::CreateDelegationToken(message) => message.throttle_time_ms_mut(),
            Self::RenewDelegationToken(message) => message.throttle_time_ms_mut(),
            Self::ExpireDelegationToken(message) => message.throttle_time_ms_mut(),
            Self::DescribeDelegationToken(message) => message.throttle_time_ms_mut(),
            Self::DeleteGroups(message) => message.throttle_time_ms_mut(),
            Self::ElectLeaders(message) => message.throttle_time_ms_mut(),
            Self::IncrementalAlterConfigs(message) => message.throttle_time_ms_mut(),
            Self::AlterPartitionReassignments(message) => message.throttle_time_ms_mut(),
            Self::ListPartitionReassignments(message) => message.throttle_time_ms_mut(),
            Self::OffsetDelete(message) => message.throttle_time_ms_mut(),
            Self::DescribeClientQuotas(message) => message.throttle_time_ms_mut(),
            Self::AlterClientQuotas(message) => message.throttle_time_ms_mut(),
            Self::DescribeUserScramCredentials(message) => message.throttle_time_ms_mut(),
            Self::AlterUserScramCredentials(message) => message.throttle_time_ms_mut(),
            Self::DescribeQuorum(message) => message.throttle_time_ms_mut(),
            Self::UpdateFeatures(message) => message.throttle_time_ms_mut(),
            Self::DescribeCluster(message) => message.throttle_time_ms_mut(),
            Self::DescribeProducers(message) => message.throttle_time_ms_mut(),
            Self::UnregisterBroker(message) => message.throttle_time_ms_mut(),
            Self::DescribeTransactions(message) => message.throttle_time_ms_mut(),
            Self::ListTransactions(message) => message.throttle_time_ms_mut(),
            Self::ConsumerGroupHeartbeat(message) => message.throttle_time_ms_mut(),
            Self::ConsumerGroupDescribe(message) => message.throttle_time_ms_mut(),
            Self::GetTelemetrySubscriptions(message) => message.throttle_time_ms_mut(),
            Self::PushTelemetry(message) => message.throttle_time_ms_mut(),
            Self::ListConfigResources(message) => message.throttle_time_ms_mut(),
            Self::DescribeTopicPartitions(message) => message.throttle_time_ms_mut(),
        }
    }
}

impl From<ProduceResponse> for ResponseKind {
    fn from(message: ProduceResponse) -> Self {
        Self::Produce(message)
    }
}

impl From<FetchResponse> for ResponseKind {
    fn from(message: FetchResponse) -> Self {
        Self::Fetch(message)
    }
}

impl From<ListOffsetsResponse> for ResponseKind {
    fn from(message: ListOffsetsResponse) -> Self {
        Self::ListOffsets(message)
    }
}

impl From<MetadataResponse> for ResponseKind {
    fn from(message: MetadataResponse) -> Self {
        Self::Metadata(message)
    }
}

impl From<OffsetCommitResponse> for ResponseKind {
    fn from(message: OffsetCommitResponse) -> Self {
        Self::OffsetCommit(message)
    }
}

impl From<OffsetFetchResponse> for ResponseKind {
    fn from(message: OffsetFetchResponse) -> Self {
        Self::OffsetFetch(message)
    }
}

impl From<FindCoordinatorResponse> for ResponseKind {
    fn from(message: FindCoordinatorResponse) -> Self {
        Self::FindCoordinator(message)
    }
}

impl From<JoinGroupResponse> for ResponseKind {
    fn from(message: JoinGroupResponse) -> Self {
        Self::JoinGroup(message)
    }
}

impl From<HeartbeatResponse> for ResponseKind {
    fn from(message: HeartbeatResponse) -> Self {
        Self::Heartbeat(message)
    }
}

impl From<LeaveGroupResponse> for ResponseKind {
    fn from(message: LeaveGroupResponse) -> Self {
        Self::LeaveGroup(message)
    }
}

impl From<SyncGroupResponse> for ResponseKind {
    fn from(message: SyncGroupResponse) -> Self {
        Self::SyncGroup(message)
    }
}

impl From<DescribeGroupsResponse> for ResponseKind {
    fn from(message: DescribeGroupsResponse) -> Self {
        Self::DescribeGroups(message)
    }
}

impl From<ListGroupsResponse> for ResponseKind {
    fn from(message: ListGroupsResponse) -> Self {
        Self::ListGroups(message)
    }
}

impl From<SaslHandshakeResponse> for ResponseKind {
    fn from(message: SaslHandshakeResponse) -> Self {
        Self::SaslHandshake(message)
    }
}

impl From<ApiVersionsResponse> for ResponseKind {
    fn from(message: ApiVersionsResponse) -> Self {
        Self::ApiVersions(message)
    }
}

impl From<CreateTopicsResponse> for ResponseKind {
    fn from(message: CreateTopicsResponse) -> Self {
        Self::CreateTopics(message)
    }
}

impl From<DeleteTopicsResponse> for ResponseKind {
    fn from(message: DeleteTopicsResponse) -> Self {
        Self::DeleteTopics(message)
    }
}

impl From<DeleteRecordsResponse> for ResponseKind {
    fn from(message: DeleteRecordsResponse) -> Self {
        Self::DeleteRecords(message)
    }
}

impl From<InitProducerIdResponse> for ResponseKind {
    fn from(message: InitProducerIdResponse) -> Self {
        Self::InitProducerId(message)
    }
}

impl From<OffsetForLeaderEpochResponse> for ResponseKind {
    fn from(message: OffsetForLeaderEpochResponse) -> Self {
        Self::OffsetForLeaderEpoch(message)
    }
}

impl From<AddPartitionsToTxnResponse> for ResponseKind {
    fn from(message: AddPartitionsToTxnResponse) -> Self {
        Self::AddPartitionsToTxn(message)
    }
}

impl From<AddOffsetsToTxnResponse> for ResponseKind {
    fn from(message: AddOffsetsToTxnResponse) -> Self {
        Self::AddOffsetsToTxn(message)
    }
}

impl From<EndTxnResponse> for ResponseKind {
    fn from(message: EndTxnResponse) -> Self {
        Self::EndTxn(message)
    }
}

impl From<WriteTxnMarkersResponse> for ResponseKind {
    fn from(message: WriteTxnMarkersResponse) -> Self {
        Self::WriteTxnMarkers(message)
    }
}

impl From<TxnOffsetCommitResponse> for ResponseKind {
    fn from(message: TxnOffsetCommitResponse) -> Self {
        Self::TxnOffsetCommit(message)
    }
}

impl From<DescribeAclsResponse> for ResponseKind {
    fn from(message: DescribeAclsResponse) -> Self {
        Self::DescribeAcls(message)
    }
}

impl From<CreateAclsResponse> for ResponseKind {
    fn from(message: CreateAclsResponse) -> Self {
        Self::CreateAcls(message)
    }
}

impl From<DeleteAclsResponse> for ResponseKind {
    fn from(message: DeleteAclsResponse) -> Self {
        Self::DeleteAcls(message)
    }
}

impl From<DescribeConfigsResponse> for ResponseKind {
    fn from(message: DescribeConfigsResponse) -> Self {
        Self::DescribeConfigs(message)
    }
}

impl From<AlterConfigsResponse> for ResponseKind {
    fn from(message: AlterConfigsResponse) -> Self {
        Self::AlterConfigs(message)
    }
}

impl From<AlterReplicaLogDirsResponse> for ResponseKind {
    fn from(message: AlterReplicaLogDirsResponse) -> Self {
        Self::AlterReplicaLogDirs(message)
    }
}

impl From<DescribeLogDirsResponse> for ResponseKind {
    fn from(message: DescribeLogDirsResponse) -> Self {
        Self::DescribeLogDirs(message)
    }
}

impl From<SaslAuthenticateResponse> for ResponseKind {
    fn from(message: SaslAuthenticateResponse) -> Self {
        Self::SaslAuthenticate(message)
    }
}

impl From<CreatePartitionsResponse> for ResponseKind {
    fn from(message: CreatePartitionsResponse) -> Self {
        Self::CreatePartitions(message)
    }
}

impl From<CreateDelegationTokenResponse> for ResponseKind {
    fn from(message: CreateDelegationTokenResponse) -> Self {
        Self::CreateDelegationToken(message)
    }
}

impl From<RenewDelegationTokenResponse> for ResponseKind {
    fn from(message: RenewDelegationTokenResponse) -> Self {
        Self::RenewDelegationToken(message)
    }
}

impl From<ExpireDelegationTokenResponse> for ResponseKind {
    fn from(message: ExpireDelegationTokenResponse) -> Self {
        Self::ExpireDelegationToken(message)
    }
}

impl From<DescribeDelegationTokenResponse> for ResponseKind {
    fn from(message: DescribeDelegationTokenResponse) -> Self {
        Self::DescribeDelegationToken(message)
    }
}

impl From<DeleteGroupsResponse> for ResponseKind {
    fn from(message: DeleteGroupsResponse) -> Self {
        Self::DeleteGroups(message)
    }
}

impl From<ElectLeadersResponse> for ResponseKind {
    fn from(message: ElectLeadersResponse) -> Self {
        Self::ElectLeaders(message)
    }
}

impl From<IncrementalAlterConfigsResponse> for ResponseKind {
    fn from(message: IncrementalAlterConfigsResponse) -> Self {
        Self::IncrementalAlterConfigs(message)
    }
}

impl From<AlterPartitionReassignmentsResponse> for ResponseKind {
    fn from(message: AlterPartitionReassignmentsResponse) -> Self {
        Self::AlterPartitionReassignments(message)
    }
}

impl From<ListPartitionReassignmentsResponse> for ResponseKind {
    fn from(message: ListPartitionReassignmentsResponse) -> Self {
        Self::ListPartitionReassignments(message)
    }
}

impl From<OffsetDeleteResponse> for ResponseKind {
    fn from(message: OffsetDeleteResponse) -> Self {
        Self::OffsetDelete(message)
    }
}

impl From<DescribeClientQuotasResponse> for ResponseKind {
    fn from(message: DescribeClientQuotasResponse) -> Self {
        Self::DescribeClientQuotas(message)
    }
}

impl From<AlterClientQuotasResponse> for ResponseKind {
    fn from(message: AlterClientQuotasResponse) -> Self {
        Self::AlterClientQuotas(message)
    }
}

impl From<DescribeUserScramCredentialsResponse> for ResponseKind {
    fn from(message: DescribeUserScramCredentialsResponse) -> Self {
        Self::DescribeUserScramCredentials(message)
    }
}

impl From<AlterUserScramCredentialsResponse> for ResponseKind {
    fn from(message: AlterUserScramCredentialsResponse) -> Self {
        Self::AlterUserScramCredentials(message)
    }
}

impl From<DescribeQuorumResponse> for ResponseKind {
    fn from(message: DescribeQuorumResponse) -> Self {
        Self::DescribeQuorum(message)
    }
}

impl From<UpdateFeaturesResponse> for ResponseKind {
    fn from(message: UpdateFeaturesResponse) -> Self {
        Self::UpdateFeatures(message)
    }
}

impl From<DescribeClusterResponse> for ResponseKind {
    fn from(message: DescribeClusterResponse) -> Self {
        Self::DescribeCluster(message)
    }
}

impl From<DescribeProducersResponse> for ResponseKind {
    fn from(message: DescribeProducersResponse) -> Self {
        Self::DescribeProducers(message)
    }
}

impl From<UnregisterBrokerResponse> for ResponseKind {
    fn from(message: UnregisterBrokerResponse) -> Self {
        Self::UnregisterBroker(message)
    }
}

impl From<DescribeTransactionsResponse> for ResponseKind {
    fn from(message: DescribeTransactionsResponse) -> Self {
        Self::DescribeTransactions(message)
    }
}

impl From<ListTransactionsResponse> for ResponseKind {
    fn from(message: ListTransactionsResponse) -> Self {
        Self::ListTransactions(message)
    }
}

impl From<ConsumerGroupHeartbeatResponse> for ResponseKind {
    fn from(message: ConsumerGroupHeartbeatResponse) -> Self {
        Self::ConsumerGroupHeartbeat(message)
    }
}

impl From<ConsumerGroupDescribeResponse> for ResponseKind {
    fn from(message: ConsumerGroupDescribeResponse) -> Self {
        Self::ConsumerGroupDescribe(message)
    }
}

impl From<GetTelemetrySubscriptionsResponse> for ResponseKind {
    fn from(message: GetTelemetrySubscriptionsResponse) -> Self {
        Self::GetTelemetrySubscriptions(message)
    }
}

impl From<PushTelemetryResponse> for ResponseKind {
    fn from(message: PushTelemetryResponse) -> Self {
        Self::PushTelemetry(message)
    }
}

impl From<ListConfigResourcesResponse> for ResponseKind {
    fn from(message: ListConfigResourcesResponse) -> Self {
        Self::ListConfigResources(message)
    }
}

impl From<DescribeTopicPartitionsResponse> for ResponseKind {
    fn from(message: DescribeTopicPartitionsResponse) -> Self {
        Self::DescribeTopicPartitions(message)
    }
}
