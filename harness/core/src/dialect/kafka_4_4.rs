//! Kafka 4.4.0, what the broker is by default.
//!
//! Source: recorded from Apache Kafka 4.4.0 (one KRaft node) by its tool BrokerApiVersionsCommand.

use super::{AclNetworks, Feature, FeatureEpoch, OldProduce, Profile, SaslHabits, UnknownVersions};
use crate::storage::TransactionVersion;

pub(super) const PROFILE: Profile = Profile {
    name: "kafka-4.4",
    versions: VERSIONS,
    features: FEATURES,
    feature_epoch: FeatureEpoch::MetadataOffset,
    sasl: SaslHabits::KAFKA_4,
    old_produce: OldProduce::Refused,
    unknown_versions: UnknownVersions::OwnRange,
    transactions: TransactionVersion::V2,
    acl_networks: AclNetworks::Networks,
};

#[rustfmt::skip]
const VERSIONS: &[(i16, i16, i16)] = &[
    (0, 0, 13), (1, 4, 18), (2, 1, 11), (3, 0, 13), (8, 2, 10), (9, 1, 10), (10, 0, 6),
    (11, 0, 9), (12, 0, 4), (13, 0, 5), (14, 0, 5), (15, 0, 6), (16, 0, 5), (17, 0, 1),
    (18, 0, 5), (19, 2, 7), (20, 1, 6), (21, 0, 2), (22, 0, 5), (23, 2, 4), (24, 0, 5),
    (25, 0, 4), (26, 0, 5), (27, 1, 2), (28, 0, 6), (29, 1, 3), (30, 1, 3), (31, 1, 3),
    (32, 1, 4), (33, 0, 2), (34, 1, 2), (35, 1, 5), (36, 0, 2), (37, 0, 3), (38, 1, 3),
    (39, 1, 2), (40, 1, 2), (41, 1, 3), (42, 0, 3), (43, 0, 2), (44, 0, 1), (45, 0, 1),
    (46, 0, 0), (47, 0, 0), (48, 0, 1), (49, 0, 1), (50, 0, 0), (51, 0, 0), (55, 0, 2),
    (57, 0, 2), (60, 0, 2), (61, 0, 0), (64, 0, 0), (65, 0, 0), (66, 0, 2), (68, 0, 1),
    (69, 0, 1), (74, 0, 1), (75, 0, 0),
];

/// Recorded from Apache Kafka 4.4.0 by FeatureCommand, without the features of what is missing
/// here: share and streams groups.
const FEATURES: &[Feature] = &[
    Feature { name: "eligible.leader.replicas.version", min: 0, max: 1, finalized: 1 },
    Feature { name: "group.version", min: 0, max: 1, finalized: 1 },
    Feature { name: "kraft.version", min: 0, max: 1, finalized: 1 },
    Feature { name: "metadata.version", min: 7, max: 33, finalized: 33 },
    Feature { name: "transaction.version", min: 0, max: 2, finalized: 2 },
];
