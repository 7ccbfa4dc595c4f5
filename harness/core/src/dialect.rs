//! Which Kafka the broker presents itself as: the versions that it advertises, its features, and
//! its habits where releases differ. A release is a file with a `Profile`.
//!
//! What is advertised is apart from what is supported: a range can be narrowed, an API hidden,
//! and Kafka 4 shows Produce from 0 although 0 to 2 are refused there (KAFKA-18659: librdkafka
//! compresses only where it sees version 0). But nothing is advertised that cannot be decoded.
//!
//! Departures: APIs between brokers, of share and streams groups and of telemetry are not here, so
//! no dialect shows them. What a release does with a request that it takes is, apart from what the
//! version says, done as Kafka 4.4 does it.

mod kafka_0_9;
mod kafka_1_1;
mod kafka_2_8;
mod kafka_3_9;
mod kafka_4_0;
mod kafka_4_4;
mod redpanda;
mod sasl_habits;
#[cfg(test)]
mod tests;
mod version_override;

use kerbside_kafka_wire::{ApiKey, Versions};

pub use sasl_habits::{
    FailureAnswer, FirstPacket, MechanismOrder, MisplacedRequest, NonceCheck, SaslHabits, Sessions,
};
pub use version_override::{BadVersionOverride, VersionOverride};

use crate::api;
use crate::storage::TransactionVersion;

/// The releases, from the oldest to the newest, and what else speaks the protocol.
const PROFILES: [&Profile; 7] = [
    &kafka_0_9::PROFILE,
    &kafka_1_1::PROFILE,
    &kafka_2_8::PROFILE,
    &kafka_3_9::PROFILE,
    &kafka_4_0::PROFILE,
    &kafka_4_4::PROFILE,
    &redpanda::PROFILE,
];

/// A release.
#[derive(Debug)]
struct Profile {
    name: &'static str,
    /// API key, lowest and highest version. Those that are not here may be listed too.
    versions: &'static [(i16, i16, i16)],
    features: &'static [Feature],
    feature_epoch: FeatureEpoch,
    sasl: SaslHabits,
    old_produce: OldProduce,
    unknown_versions: UnknownVersions,
    /// The protocol of transactions (KIP-890).
    transactions: TransactionVersion,
    acl_networks: AclNetworks,
}

/// A version profile.
#[derive(Clone, Debug)]
pub struct Dialect {
    profile: &'static Profile,
    advertised: Vec<(ApiKey, Versions)>,
    sasl: SaslHabits,
    old_produce: OldProduce,
}

/// What becomes of Produce 0 to 2, which carry the message formats 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OldProduce {
    /// They are refused although they are advertised: Kafka 4.
    Refused,
    /// They are served where they are advertised: Kafka before 4.
    Served,
}

/// What ApiVersions of an unknown version is told beside UNSUPPORTED_VERSION.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnknownVersions {
    /// Nothing: Kafka before 2.4.
    Nothing,
    /// The range of ApiVersions (KIP-511): Kafka from 2.4.
    OwnRange,
    /// All ranges: Redpanda.
    AllRanges,
}

/// Which epoch of features ApiVersions tells (KIP-584).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeatureEpoch {
    /// None.
    Untold,
    /// 0: the version of ZooKeeper's node of features, which nobody has changed.
    Zero,
    /// How far the metadata log has come: KRaft.
    MetadataOffset,
}

/// Whether the host of an ACL may be a network in CIDR notation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AclNetworks {
    /// It is a text that no client's address is equal to: Kafka before 4.4.
    Texts,
    /// It is a network: Kafka 4.4.
    Networks,
}

/// A feature with its levels (KIP-584).
#[derive(Clone, Copy, Debug)]
pub struct Feature {
    /// Its name.
    pub name: &'static str,
    /// The lowest level supported.
    pub min: i16,
    /// The highest level supported.
    pub max: i16,
    /// The level in force.
    pub finalized: i16,
}

/// There is no dialect of that name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "there is no dialect {name:?}; there are {}",
    Dialect::names().collect::<Vec<_>>().join(", ")
)]
pub struct UnknownDialect {
    /// The name.
    pub name: String,
}

impl Dialect {
    /// Kafka 0.9.0: no ApiVersions, no SaslHandshake; bare tokens of GSSAPI.
    pub fn kafka_0_9() -> Self {
        Self::of(&kafka_0_9::PROFILE)
    }

    /// Kafka 1.1.
    pub fn kafka_1_1() -> Self {
        Self::of(&kafka_1_1::PROFILE)
    }

    /// Kafka 2.8 with ZooKeeper.
    pub fn kafka_2_8() -> Self {
        Self::of(&kafka_2_8::PROFILE)
    }

    /// Kafka 3.9 with ZooKeeper.
    pub fn kafka_3_9() -> Self {
        Self::of(&kafka_3_9::PROFILE)
    }

    /// Kafka 4.0.
    pub fn kafka_4_0() -> Self {
        Self::of(&kafka_4_0::PROFILE)
    }

    /// Kafka 4.4: the default.
    pub fn kafka_4_4() -> Self {
        Self::of(&kafka_4_4::PROFILE)
    }

    /// Redpanda 24.3.
    pub fn redpanda() -> Self {
        Self::of(&redpanda::PROFILE)
    }

    /// The names of all dialects, such as `kafka-2.8`.
    pub fn names() -> impl Iterator<Item = &'static str> {
        PROFILES.iter().map(|profile| profile.name)
    }

    /// The dialect of a name.
    ///
    /// # Errors
    /// [`UnknownDialect`], which lists the names.
    pub fn by_name(name: &str) -> Result<Self, UnknownDialect> {
        let found = PROFILES.iter().find(|profile| profile.name == name);
        found.map(|profile| Self::of(profile)).ok_or_else(|| UnknownDialect { name: name.into() })
    }

    fn of(profile: &'static Profile) -> Self {
        let advertised = profile.versions.iter().filter_map(|(key, min, max)| {
            let key = ApiKey(*key);
            Some((key, supported_of(key, Versions::new(*min, *max))?))
        });
        Dialect {
            profile,
            advertised: advertised.collect(),
            sasl: profile.sasl,
            old_produce: profile.old_produce,
        }
    }

    /// Its name, for people.
    pub fn name(&self) -> &'static str {
        self.profile.name
    }

    /// Advertises another range for an API, or hides it. What is not supported is left out of the
    /// range.
    #[must_use]
    pub fn with_versions(mut self, key: ApiKey, versions: Option<Versions>) -> Self {
        self.advertised.retain(|(it, _)| *it != key);
        if let Some(versions) = versions.and_then(|it| supported_of(key, it)) {
            let at = self.advertised.partition_point(|(it, _)| *it < key);
            self.advertised.insert(at, (key, versions));
        }
        self
    }

    /// [`Dialect::with_versions`], as a command line has it.
    #[must_use]
    pub fn with_override(self, wanted: VersionOverride) -> Self {
        self.with_versions(wanted.key, wanted.versions)
    }

    /// Treats clients that have not authenticated like this.
    #[must_use]
    pub fn with_sasl_habits(self, sasl: SaslHabits) -> Self {
        Dialect { sasl, ..self }
    }

    /// How it treats clients that have not authenticated.
    pub fn sasl_habits(&self) -> SaslHabits {
        self.sasl
    }

    /// Serves Produce 0 to 2, or not.
    #[must_use]
    pub fn with_old_produce(mut self, old_produce: OldProduce) -> Self {
        self.old_produce = old_produce;
        self
    }

    /// Whether a request is served, if it is supported: it is advertised, and not only for show.
    pub fn serves(&self, key: ApiKey, version: i16) -> bool {
        let for_show =
            key == ApiKey::PRODUCE && version < 3 && self.old_produce == OldProduce::Refused;
        self.versions(key).is_some_and(|it| it.contains(version)) && !for_show
    }

    /// What ApiVersions answers, in the order of the keys.
    pub fn advertised(&self) -> &[(ApiKey, Versions)] {
        &self.advertised
    }

    /// The range advertised for an API.
    pub fn versions(&self, key: ApiKey) -> Option<Versions> {
        let at = self.advertised.binary_search_by_key(&key, |(it, _)| *it).ok()?;
        self.advertised.get(at).map(|(_, versions)| *versions)
    }

    /// The features.
    pub fn features(&self) -> &'static [Feature] {
        self.profile.features
    }

    /// Which epoch of features is told.
    pub fn feature_epoch(&self) -> FeatureEpoch {
        self.profile.feature_epoch
    }

    /// What ApiVersions of an unknown version is told.
    pub fn unknown_versions(&self) -> UnknownVersions {
        self.profile.unknown_versions
    }

    /// The newest protocol of transactions (KIP-890).
    pub fn transactions(&self) -> TransactionVersion {
        self.profile.transactions
    }

    /// What the host of an ACL may be.
    pub fn acl_networks(&self) -> AclNetworks {
        self.profile.acl_networks
    }
}

impl Default for Dialect {
    fn default() -> Self {
        Dialect::kafka_4_4()
    }
}

/// What is supported of a range.
fn supported_of(key: ApiKey, range: Versions) -> Option<Versions> {
    let supported = api::find(key)?.supported;
    let both = Versions::new(range.min.max(supported.min), range.max.min(supported.max));
    (both.min <= both.max).then_some(both)
}
