//! Redpanda, as its development branch was in December 2024 (commit 1c6cff34).
//!
//! Source: the handlers in `src/v/kafka/server/handlers`, which name the lowest and the highest
//! version of each API; `src/v/kafka/server/requests.cc` and `server.cc` for its ways with SASL.
//!
//! Departures: it lists its APIs in an order of its own; a client that failed to authenticate is
//! closed at once, and not with its next request.

use super::{AclNetworks, FeatureEpoch, OldProduce, Profile, SaslHabits, UnknownVersions};
use crate::storage::TransactionVersion;

pub(super) const PROFILE: Profile = Profile {
    name: "redpanda",
    versions: VERSIONS,
    features: &[],
    feature_epoch: FeatureEpoch::Untold,
    sasl: SaslHabits::REDPANDA,
    old_produce: OldProduce::Served,
    unknown_versions: UnknownVersions::AllRanges,
    transactions: TransactionVersion::V0,
    acl_networks: AclNetworks::Texts,
};

#[rustfmt::skip]
const VERSIONS: &[(i16, i16, i16)] = &[
    (0, 0, 7), (1, 4, 11), (2, 0, 4), (3, 0, 8), (8, 1, 8), (9, 1, 7), (10, 0, 3), (11, 0, 6),
    (12, 0, 4), (13, 0, 4), (14, 0, 4), (15, 0, 5), (16, 0, 4), (17, 0, 1), (18, 0, 3), (19, 0, 6),
    (20, 0, 5), (21, 0, 2), (22, 0, 3), (23, 0, 4), (24, 0, 3), (25, 0, 1), (26, 0, 3), (28, 0, 3),
    (29, 0, 2), (30, 0, 2), (31, 0, 2), (32, 0, 4), (33, 0, 2), (35, 0, 2), (36, 0, 2), (37, 0, 3),
    (42, 0, 2), (44, 0, 1), (45, 0, 0), (46, 0, 0), (47, 0, 0), (48, 0, 1), (49, 0, 1), (61, 0, 0),
    (65, 0, 0), (66, 0, 0),
];
