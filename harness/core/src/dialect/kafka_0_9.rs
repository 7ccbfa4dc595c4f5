//! Kafka 0.9.0, the first with SASL: no ApiVersions and no SaslHandshake, bare tokens of GSSAPI
//! from the first packet on (KIP-12). Requests that it does not know close the connection.
//!
//! Source: `org.apache.kafka.common.protocol.Protocol` of kafka-clients 0.9.0.1.

use super::{AclNetworks, FeatureEpoch, OldProduce, Profile, SaslHabits, UnknownVersions};
use crate::storage::TransactionVersion;

pub(super) const PROFILE: Profile = Profile {
    name: "kafka-0.9",
    versions: VERSIONS,
    features: &[],
    feature_epoch: FeatureEpoch::Untold,
    sasl: SaslHabits::KAFKA_0_9,
    old_produce: OldProduce::Served,
    unknown_versions: UnknownVersions::Nothing,
    transactions: TransactionVersion::V0,
    acl_networks: AclNetworks::Texts,
};

#[rustfmt::skip]
const VERSIONS: &[(i16, i16, i16)] = &[
    (0, 0, 1), (1, 0, 1), (2, 0, 0), (3, 0, 0), (8, 0, 2), (9, 0, 1), (10, 0, 0), (11, 0, 0),
    (12, 0, 0), (13, 0, 0), (14, 0, 0), (15, 0, 0), (16, 0, 0),
];
