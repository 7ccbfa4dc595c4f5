//! Kafka 1.1.
//!
//! Source: `org.apache.kafka.common.protocol.ApiKeys` of kafka-clients 1.1.1, whose brokers
//! advertise all of them; texts and order of the SASL answers from its SaslServerAuthenticator.

use super::{AclNetworks, FeatureEpoch, OldProduce, Profile, SaslHabits, UnknownVersions};
use crate::storage::TransactionVersion;

pub(super) const PROFILE: Profile = Profile {
    name: "kafka-1.1",
    versions: VERSIONS,
    features: &[],
    feature_epoch: FeatureEpoch::Untold,
    sasl: SaslHabits::KAFKA_1,
    old_produce: OldProduce::Served,
    unknown_versions: UnknownVersions::Nothing,
    transactions: TransactionVersion::V0,
    acl_networks: AclNetworks::Texts,
};

#[rustfmt::skip]
const VERSIONS: &[(i16, i16, i16)] = &[
    (0, 0, 5), (1, 0, 7), (2, 0, 2), (3, 0, 5), (8, 0, 3), (9, 0, 3), (10, 0, 1), (11, 0, 2),
    (12, 0, 1), (13, 0, 1), (14, 0, 1), (15, 0, 1), (16, 0, 1), (17, 0, 1), (18, 0, 1), (19, 0, 2),
    (20, 0, 1), (21, 0, 0), (22, 0, 0), (23, 0, 0), (24, 0, 0), (25, 0, 0), (26, 0, 0), (27, 0, 0),
    (28, 0, 0), (29, 0, 0), (30, 0, 0), (31, 0, 0), (32, 0, 1), (33, 0, 0), (34, 0, 0), (35, 0, 0),
    (36, 0, 0), (37, 0, 0), (38, 0, 0), (39, 0, 0), (40, 0, 0), (41, 0, 0), (42, 0, 0),
];
