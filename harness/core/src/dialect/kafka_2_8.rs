//! Kafka 2.8 with ZooKeeper.
//!
//! Source: `ApiKeys.zkBrokerApis` of kafka-clients 2.8.2. Such a broker has no features of its own,
//! and tells the epoch of an empty list of them.

use super::{AclNetworks, FeatureEpoch, OldProduce, Profile, SaslHabits, UnknownVersions};
use crate::storage::TransactionVersion;

pub(super) const PROFILE: Profile = Profile {
    name: "kafka-2.8",
    versions: VERSIONS,
    features: &[],
    feature_epoch: FeatureEpoch::Zero,
    sasl: SaslHabits::BEFORE_KAFKA_3_7,
    old_produce: OldProduce::Served,
    unknown_versions: UnknownVersions::OwnRange,
    transactions: TransactionVersion::V0,
    acl_networks: AclNetworks::Texts,
};

#[rustfmt::skip]
const VERSIONS: &[(i16, i16, i16)] = &[
    (0, 0, 9), (1, 0, 12), (2, 0, 6), (3, 0, 11), (8, 0, 8), (9, 0, 7), (10, 0, 3), (11, 0, 7),
    (12, 0, 4), (13, 0, 4), (14, 0, 5), (15, 0, 5), (16, 0, 4), (17, 0, 1), (18, 0, 3), (19, 0, 7),
    (20, 0, 6), (21, 0, 2), (22, 0, 4), (23, 0, 4), (24, 0, 3), (25, 0, 3), (26, 0, 3), (27, 0, 1),
    (28, 0, 3), (29, 0, 2), (30, 0, 2), (31, 0, 2), (32, 0, 4), (33, 0, 2), (34, 0, 2), (35, 0, 2),
    (36, 0, 2), (37, 0, 3), (38, 0, 2), (39, 0, 2), (40, 0, 2), (41, 0, 2), (42, 0, 2), (43, 0, 2),
    (44, 0, 1), (45, 0, 0), (46, 0, 0), (47, 0, 0), (48, 0, 1), (49, 0, 1), (50, 0, 0), (51, 0, 0),
    (57, 0, 0), (60, 0, 0), (61, 0, 0),
];
