//! Kafka 4.0.0.
//!
//! Source: `ApiKeys.brokerApis` of kafka-clients 4.0.0, and for Produce KAFKA-18659: it is shown
//! from 0 although 0 to 2 are refused. JoinGroup begins at 2 in 4.0.0 alone. The levels of features
//! are those that 4.0 is known to have (4.0-IV3); no broker of 4.0 was recorded for them.

use super::{AclNetworks, Feature, FeatureEpoch, OldProduce, Profile, SaslHabits, UnknownVersions};
use crate::storage::TransactionVersion;

pub(super) const PROFILE: Profile = Profile {
    name: "kafka-4.0",
    versions: VERSIONS,
    features: FEATURES,
    feature_epoch: FeatureEpoch::MetadataOffset,
    sasl: SaslHabits::KAFKA_4,
    old_produce: OldProduce::Refused,
    unknown_versions: UnknownVersions::OwnRange,
    transactions: TransactionVersion::V2,
    acl_networks: AclNetworks::Texts,
};

#[rustfmt::skip]
const VERSIONS: &[(i16, i16, i16)] = &[
    (0, 0, 12), (1, 4, 17), (2, 1, 10), (3, 0, 13), (8, 2, 9), (9, 1, 9), (10, 0, 6), (11, 2, 9),
    (12, 0, 4), (13, 0, 5), (14, 0, 5), (15, 0, 6), (16, 0, 5), (17, 0, 1), (18, 0, 4), (19, 2, 7),
    (20, 1, 6), (21, 0, 2), (22, 0, 5), (23, 2, 4), (24, 0, 5), (25, 0, 4), (26, 0, 5), (27, 1, 1),
    (28, 0, 5), (29, 1, 3), (30, 1, 3), (31, 1, 3), (32, 1, 4), (33, 0, 2), (34, 1, 2), (35, 1, 4),
    (36, 0, 2), (37, 0, 3), (38, 1, 3), (39, 1, 2), (40, 1, 2), (41, 1, 3), (42, 0, 2), (43, 0, 2),
    (44, 0, 1), (45, 0, 0), (46, 0, 0), (47, 0, 0), (48, 0, 1), (49, 0, 1), (50, 0, 0), (51, 0, 0),
    (55, 0, 2), (57, 0, 2), (60, 0, 2), (61, 0, 0), (64, 0, 0), (65, 0, 0), (66, 0, 1), (68, 0, 1),
    (69, 0, 1), (74, 0, 0), (75, 0, 0),
];

/// Without the features of what is missing here. Eligible leader replicas (KIP-966) are for new
/// clusters of 4.1 and later.
const FEATURES: &[Feature] = &[
    Feature { name: "eligible.leader.replicas.version", min: 0, max: 1, finalized: 0 },
    Feature { name: "group.version", min: 0, max: 1, finalized: 1 },
    Feature { name: "kraft.version", min: 0, max: 1, finalized: 1 },
    Feature { name: "metadata.version", min: 7, max: 25, finalized: 25 },
    Feature { name: "transaction.version", min: 0, max: 2, finalized: 2 },
];
