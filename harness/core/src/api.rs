//! The APIs: one file per API key, and the table that lists them.
//!
//! An API is a type that implements [`Api`]; to add one is a file and a line in [`TABLE`].

mod k00_produce;
mod k01_fetch;
mod k02_list_offsets;
mod k03_metadata;
mod k08_offset_commit;
mod k09_offset_fetch;
mod k10_find_coordinator;
mod k11_join_group;
mod k12_heartbeat;
mod k13_leave_group;
mod k14_sync_group;
mod k15_describe_groups;
mod k16_list_groups;
pub(crate) mod k17_sasl_handshake;
pub(crate) mod k18_api_versions;
mod k19_create_topics;
mod k20_delete_topics;
mod k21_delete_records;
mod k22_init_producer_id;
mod k23_offset_for_leader_epoch;
mod k24_add_partitions_to_txn;
mod k25_add_offsets_to_txn;
mod k26_end_txn;
mod k27_write_txn_markers;
mod k28_txn_offset_commit;
mod k29_describe_acls;
mod k30_create_acls;
mod k31_delete_acls;
mod k32_describe_configs;
mod k33_alter_configs;
mod k34_alter_replica_log_dirs;
mod k35_describe_log_dirs;
pub(crate) mod k36_sasl_authenticate;
mod k37_create_partitions;
mod k38_create_delegation_token;
mod k39_renew_delegation_token;
mod k40_expire_delegation_token;
mod k41_describe_delegation_token;
mod k42_delete_groups;
mod k43_elect_leaders;
mod k44_incremental_alter_configs;
mod k45_alter_partition_reassignments;
mod k46_list_partition_reassignments;
mod k47_offset_delete;
mod k48_describe_client_quotas;
mod k49_alter_client_quotas;
mod k50_describe_user_scram_credentials;
mod k51_alter_user_scram_credentials;
mod k55_describe_quorum;
mod k57_update_features;
mod k60_describe_cluster;
mod k61_describe_producers;
mod k64_unregister_broker;
mod k65_describe_transactions;
mod k66_list_transactions;
mod k68_consumer_group_heartbeat;
mod k69_consumer_group_describe;
mod k74_list_config_resources;
mod k75_describe_topic_partitions;

mod call;
mod config_changes;
mod error_text;
mod run;
#[cfg(test)]
mod tests;
mod throttle;

use kerbside_kafka_wire::{ApiKey, ErrorCode, Message, Versions};

pub(crate) use call::Call;
pub(crate) use run::{Entry, Frame, Parked, Ran, write};

use crate::now::Monotonic;
use crate::refusal::Refusal;

/// What a broker does with the requests of one API key.
pub(crate) trait Api: 'static {
    /// The request.
    type Request: Message;
    /// Its response.
    type Response: Message + Send;

    /// Acts on a request.
    fn answer(request: Self::Request, call: &mut Call<'_>) -> Answer<Self::Response>;

    /// The response that tells a client that its request as a whole failed, as Kafka's
    /// `getErrorResponse` makes it.
    fn refuse(request: &Self::Request, error: ErrorCode, version: i16) -> Self::Response;

    /// The octets of an answer that count for the client's quota.
    fn octets(_: &Self::Response) -> usize {
        0
    }
}

/// How a request is answered.
pub(crate) enum Answer<R> {
    /// With this.
    Now(R),
    /// When the wait is over. Later requests of the connection wait too, as in Kafka, where a
    /// channel is muted while a request is in process.
    Later(Box<dyn Wait<R>>),
    /// Not at all (Produce without acknowledgement).
    Never,
    /// By closing the connection.
    Close(Refusal),
}

/// Something that a request waits for.
pub(crate) trait Wait<R>: Send {
    /// The response, if it can be made by now. Called when the connection's bell rang and when the
    /// deadline came.
    fn poll(&mut self, call: &mut Call<'_>) -> Option<R>;

    /// When the wait ends whatever happens.
    fn deadline(&self) -> Option<Monotonic>;
}

/// Every API, by key, with the versions that are supported. What is advertised is the dialect's
/// affair.
#[rustfmt::skip]
static TABLE: &[Entry] = &[
    Entry::new::<k00_produce::Produce>(0, 13),
    Entry::new::<k01_fetch::Fetch>(0, 18),
    Entry::new::<k02_list_offsets::ListOffsets>(0, 11),
    Entry::new::<k03_metadata::Metadata>(0, 13),
    Entry::new::<k08_offset_commit::OffsetCommit>(0, 10),
    Entry::new::<k09_offset_fetch::OffsetFetch>(0, 10),
    Entry::new::<k10_find_coordinator::FindCoordinator>(0, 6),
    Entry::new::<k11_join_group::JoinGroup>(0, 9),
    Entry::new::<k12_heartbeat::Heartbeat>(0, 4),
    Entry::new::<k13_leave_group::LeaveGroup>(0, 5),
    Entry::new::<k14_sync_group::SyncGroup>(0, 5),
    Entry::new::<k15_describe_groups::DescribeGroups>(0, 6),
    Entry::new::<k16_list_groups::ListGroups>(0, 5),
    Entry::new::<k17_sasl_handshake::SaslHandshake>(0, 1),
    Entry::new::<k18_api_versions::ApiVersions>(0, 5),
    Entry::new::<k19_create_topics::CreateTopics>(0, 7),
    Entry::new::<k20_delete_topics::DeleteTopics>(0, 6),
    Entry::new::<k21_delete_records::DeleteRecords>(0, 2),
    Entry::new::<k22_init_producer_id::InitProducerId>(0, 5),
    Entry::new::<k23_offset_for_leader_epoch::OffsetForLeaderEpoch>(0, 4),
    Entry::new::<k24_add_partitions_to_txn::AddPartitionsToTxn>(0, 5),
    Entry::new::<k25_add_offsets_to_txn::AddOffsetsToTxn>(0, 4),
    Entry::new::<k26_end_txn::EndTxn>(0, 5),
    Entry::new::<k27_write_txn_markers::WriteTxnMarkers>(0, 2),
    Entry::new::<k28_txn_offset_commit::TxnOffsetCommit>(0, 6),
    Entry::new::<k29_describe_acls::DescribeAcls>(0, 3),
    Entry::new::<k30_create_acls::CreateAcls>(0, 3),
    Entry::new::<k31_delete_acls::DeleteAcls>(0, 3),
    Entry::new::<k32_describe_configs::DescribeConfigs>(0, 4),
    Entry::new::<k33_alter_configs::AlterConfigs>(0, 2),
    Entry::new::<k34_alter_replica_log_dirs::AlterReplicaLogDirs>(0, 2),
    Entry::new::<k35_describe_log_dirs::DescribeLogDirs>(0, 5),
    Entry::new::<k36_sasl_authenticate::SaslAuthenticate>(0, 2),
    Entry::new::<k37_create_partitions::CreatePartitions>(0, 3),
    Entry::new::<k38_create_delegation_token::CreateDelegationToken>(0, 3),
    Entry::new::<k39_renew_delegation_token::RenewDelegationToken>(0, 2),
    Entry::new::<k40_expire_delegation_token::ExpireDelegationToken>(0, 2),
    Entry::new::<k41_describe_delegation_token::DescribeDelegationToken>(0, 3),
    Entry::new::<k42_delete_groups::DeleteGroups>(0, 3),
    Entry::new::<k43_elect_leaders::ElectLeaders>(0, 2),
    Entry::new::<k44_incremental_alter_configs::IncrementalAlterConfigs>(0, 1),
    Entry::new::<k45_alter_partition_reassignments::AlterPartitionReassignments>(0, 1),
    Entry::new::<k46_list_partition_reassignments::ListPartitionReassignments>(0, 0),
    Entry::new::<k47_offset_delete::OffsetDelete>(0, 0),
    Entry::new::<k48_describe_client_quotas::DescribeClientQuotas>(0, 1),
    Entry::new::<k49_alter_client_quotas::AlterClientQuotas>(0, 1),
    Entry::new::<k50_describe_user_scram_credentials::DescribeUserScramCredentials>(0, 0),
    Entry::new::<k51_alter_user_scram_credentials::AlterUserScramCredentials>(0, 0),
    Entry::new::<k55_describe_quorum::DescribeQuorum>(0, 2),
    Entry::new::<k57_update_features::UpdateFeatures>(0, 2),
    Entry::new::<k60_describe_cluster::DescribeCluster>(0, 2),
    Entry::new::<k61_describe_producers::DescribeProducers>(0, 0),
    Entry::new::<k64_unregister_broker::UnregisterBroker>(0, 0),
    Entry::new::<k65_describe_transactions::DescribeTransactions>(0, 0),
    Entry::new::<k66_list_transactions::ListTransactions>(0, 2),
    Entry::new::<k68_consumer_group_heartbeat::ConsumerGroupHeartbeat>(0, 1),
    Entry::new::<k69_consumer_group_describe::ConsumerGroupDescribe>(0, 1),
    Entry::new::<k74_list_config_resources::ListConfigResources>(0, 1),
    Entry::new::<k75_describe_topic_partitions::DescribeTopicPartitions>(0, 0),
];

/// The API of a key, if it is known here.
pub(crate) fn find(key: ApiKey) -> Option<&'static Entry> {
    let at = TABLE.binary_search_by_key(&key, |entry| entry.key).ok()?;
    TABLE.get(at)
}

/// The keys and versions that are supported.
pub fn supported() -> impl Iterator<Item = (ApiKey, Versions)> {
    TABLE.iter().map(|entry| (entry.key, entry.supported))
}
