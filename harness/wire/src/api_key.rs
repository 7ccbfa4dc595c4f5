//! The numbers of Kafka's APIs, their names, and the versions that this codec knows.

use std::fmt;

use crate::generated::versions::TABLE;
use crate::message::Versions;

/// An API key. Keys without a name, or without a schema here, are kept as they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ApiKey(pub i16);

macro_rules! api_keys {
    ($($key:literal $constant:ident $name:ident;)*) => {
        impl ApiKey {
            $(
                #[doc = concat!("`", stringify!($name), "`, key ", stringify!($key), ".")]
                pub const $constant: ApiKey = ApiKey($key);
            )*

            /// Every key that has a name, in order.
            pub const NAMED: &[ApiKey] = &[$(ApiKey($key)),*];

            /// The name that Kafka's tools print, such as `SaslHandshake`.
            pub fn name(self) -> Option<&'static str> {
                Some(match self.0 {
                    $($key => stringify!($name),)*
                    _ => return None,
                })
            }
        }
    };
}

// Numbers and names: org.apache.kafka.common.protocol.ApiKeys of kafka-clients 4.4.0.
api_keys! {
    0 PRODUCE Produce;
    1 FETCH Fetch;
    2 LIST_OFFSETS ListOffsets;
    3 METADATA Metadata;
    4 LEADER_AND_ISR LeaderAndIsr;
    5 STOP_REPLICA StopReplica;
    6 UPDATE_METADATA UpdateMetadata;
    7 CONTROLLED_SHUTDOWN ControlledShutdown;
    8 OFFSET_COMMIT OffsetCommit;
    9 OFFSET_FETCH OffsetFetch;
    10 FIND_COORDINATOR FindCoordinator;
    11 JOIN_GROUP JoinGroup;
    12 HEARTBEAT Heartbeat;
    13 LEAVE_GROUP LeaveGroup;
    14 SYNC_GROUP SyncGroup;
    15 DESCRIBE_GROUPS DescribeGroups;
    16 LIST_GROUPS ListGroups;
    17 SASL_HANDSHAKE SaslHandshake;
    18 API_VERSIONS ApiVersions;
    19 CREATE_TOPICS CreateTopics;
    20 DELETE_TOPICS DeleteTopics;
    21 DELETE_RECORDS DeleteRecords;
    22 INIT_PRODUCER_ID InitProducerId;
    23 OFFSET_FOR_LEADER_EPOCH OffsetForLeaderEpoch;
    24 ADD_PARTITIONS_TO_TXN AddPartitionsToTxn;
    25 ADD_OFFSETS_TO_TXN AddOffsetsToTxn;
    26 END_TXN EndTxn;
    27 WRITE_TXN_MARKERS WriteTxnMarkers;
    28 TXN_OFFSET_COMMIT TxnOffsetCommit;
    29 DESCRIBE_ACLS DescribeAcls;
    30 CREATE_ACLS CreateAcls;
    31 DELETE_ACLS DeleteAcls;
    32 DESCRIBE_CONFIGS DescribeConfigs;
    33 ALTER_CONFIGS AlterConfigs;
    34 ALTER_REPLICA_LOG_DIRS AlterReplicaLogDirs;
    35 DESCRIBE_LOG_DIRS DescribeLogDirs;
    36 SASL_AUTHENTICATE SaslAuthenticate;
    37 CREATE_PARTITIONS CreatePartitions;
    38 CREATE_DELEGATION_TOKEN CreateDelegationToken;
    39 RENEW_DELEGATION_TOKEN RenewDelegationToken;
    40 EXPIRE_DELEGATION_TOKEN ExpireDelegationToken;
    41 DESCRIBE_DELEGATION_TOKEN DescribeDelegationToken;
    42 DELETE_GROUPS DeleteGroups;
    43 ELECT_LEADERS ElectLeaders;
    44 INCREMENTAL_ALTER_CONFIGS IncrementalAlterConfigs;
    45 ALTER_PARTITION_REASSIGNMENTS AlterPartitionReassignments;
    46 LIST_PARTITION_REASSIGNMENTS ListPartitionReassignments;
    47 OFFSET_DELETE OffsetDelete;
    48 DESCRIBE_CLIENT_QUOTAS DescribeClientQuotas;
    49 ALTER_CLIENT_QUOTAS AlterClientQuotas;
    50 DESCRIBE_USER_SCRAM_CREDENTIALS DescribeUserScramCredentials;
    51 ALTER_USER_SCRAM_CREDENTIALS AlterUserScramCredentials;
    52 VOTE Vote;
    53 BEGIN_QUORUM_EPOCH BeginQuorumEpoch;
    54 END_QUORUM_EPOCH EndQuorumEpoch;
    55 DESCRIBE_QUORUM DescribeQuorum;
    56 ALTER_PARTITION AlterPartition;
    57 UPDATE_FEATURES UpdateFeatures;
    58 ENVELOPE Envelope;
    59 FETCH_SNAPSHOT FetchSnapshot;
    60 DESCRIBE_CLUSTER DescribeCluster;
    61 DESCRIBE_PRODUCERS DescribeProducers;
    62 BROKER_REGISTRATION BrokerRegistration;
    63 BROKER_HEARTBEAT BrokerHeartbeat;
    64 UNREGISTER_BROKER UnregisterBroker;
    65 DESCRIBE_TRANSACTIONS DescribeTransactions;
    66 LIST_TRANSACTIONS ListTransactions;
    67 ALLOCATE_PRODUCER_IDS AllocateProducerIds;
    68 CONSUMER_GROUP_HEARTBEAT ConsumerGroupHeartbeat;
    69 CONSUMER_GROUP_DESCRIBE ConsumerGroupDescribe;
    70 CONTROLLER_REGISTRATION ControllerRegistration;
    71 GET_TELEMETRY_SUBSCRIPTIONS GetTelemetrySubscriptions;
    72 PUSH_TELEMETRY PushTelemetry;
    73 ASSIGN_REPLICAS_TO_DIRS AssignReplicasToDirs;
    74 LIST_CONFIG_RESOURCES ListConfigResources;
    75 DESCRIBE_TOPIC_PARTITIONS DescribeTopicPartitions;
    76 SHARE_GROUP_HEARTBEAT ShareGroupHeartbeat;
    77 SHARE_GROUP_DESCRIBE ShareGroupDescribe;
    78 SHARE_FETCH ShareFetch;
    79 SHARE_ACKNOWLEDGE ShareAcknowledge;
    80 ADD_RAFT_VOTER AddRaftVoter;
    81 REMOVE_RAFT_VOTER RemoveRaftVoter;
    82 UPDATE_RAFT_VOTER UpdateRaftVoter;
    83 INITIALIZE_SHARE_GROUP_STATE InitializeShareGroupState;
    84 READ_SHARE_GROUP_STATE ReadShareGroupState;
    85 WRITE_SHARE_GROUP_STATE WriteShareGroupState;
    86 DELETE_SHARE_GROUP_STATE DeleteShareGroupState;
    87 READ_SHARE_GROUP_STATE_SUMMARY ReadShareGroupStateSummary;
    88 STREAMS_GROUP_HEARTBEAT StreamsGroupHeartbeat;
    89 STREAMS_GROUP_DESCRIBE StreamsGroupDescribe;
    90 DESCRIBE_SHARE_GROUP_OFFSETS DescribeShareGroupOffsets;
    91 ALTER_SHARE_GROUP_OFFSETS AlterShareGroupOffsets;
    92 DELETE_SHARE_GROUP_OFFSETS DeleteShareGroupOffsets;
    93 STREAMS_GROUP_TOPOLOGY_DESCRIPTION_UPDATE StreamsGroupTopologyDescriptionUpdate;
    94 UNREGISTER_CONTROLLER UnregisterController;
}

impl ApiKey {
    /// Every key that has a schema here, in order.
    pub fn known() -> impl DoubleEndedIterator<Item = ApiKey> {
        TABLE.iter().map(|row| ApiKey(row.0))
    }

    /// The versions that the codec encodes and decodes, if it knows the key.
    pub fn valid_versions(self) -> Option<Versions> {
        self.row().map(|(_, min, max, _)| Versions::new(min, max))
    }

    /// The newest version that the codec knows.
    pub fn latest(self) -> Option<i16> {
        self.valid_versions().map(|versions| versions.max)
    }

    /// Whether requests and responses of this version have compact lengths and tagged fields.
    ///
    /// Answers for versions beyond [`ApiKey::valid_versions`] too, as a broker needs it to read
    /// the header of a request that it will refuse. `None` if the codec does not know the key.
    pub fn is_flexible(self, version: i16) -> Option<bool> {
        self.row().map(|(_, _, _, flexible_from)| version >= flexible_from)
    }

    /// The version of the header before a request of this version (KIP-482).
    pub fn request_header_version(self, version: i16) -> Option<i16> {
        if self == ApiKey::CONTROLLED_SHUTDOWN && version == 0 {
            return Some(0);
        }
        self.is_flexible(version).map(|flexible| if flexible { 2 } else { 1 })
    }

    /// The version of the header before a response of this version.
    ///
    /// ApiVersions always answers with version 0: the client does not yet know what the broker
    /// speaks (KIP-511).
    pub fn response_header_version(self, version: i16) -> Option<i16> {
        if self == ApiKey::API_VERSIONS {
            return Some(0);
        }
        self.is_flexible(version).map(i16::from)
    }

    fn row(self) -> Option<(i16, i16, i16, i16)> {
        let index = TABLE.binary_search_by_key(&self.0, |row| row.0).ok()?;
        TABLE.get(index).copied()
    }
}

impl fmt::Display for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.pad(name),
            None => write!(f, "{}", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_key_has_a_name() {
        assert_eq!(TABLE.len(), ApiKey::known().filter(|key| key.name().is_some()).count());
        assert!(TABLE.is_sorted_by_key(|row| row.0));
    }

    #[test]
    fn an_api_versions_response_has_the_oldest_header() {
        assert_eq!(ApiKey::API_VERSIONS.request_header_version(3), Some(2));
        assert_eq!(ApiKey::API_VERSIONS.response_header_version(3), Some(0));
        assert_eq!(ApiKey::METADATA.response_header_version(9), Some(1));
        assert_eq!(ApiKey::METADATA.response_header_version(8), Some(0));
        assert_eq!(ApiKey::SASL_HANDSHAKE.request_header_version(1), Some(1));
    }

    #[test]
    fn the_header_of_a_version_to_come_is_known() {
        assert_eq!(ApiKey::API_VERSIONS.request_header_version(99), Some(2));
        assert_eq!(ApiKey(4711).request_header_version(0), None);
    }

    #[test]
    fn keys_print_their_names() {
        assert_eq!(ApiKey(36).to_string(), "SaslAuthenticate");
        assert_eq!(ApiKey(4711).to_string(), "4711");
    }
}
