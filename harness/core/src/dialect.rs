//! Which Kafka the broker presents itself as: the versions that it advertises, and its features.
//!
//! [`SaslHabits`] are what differs before a client has authenticated.
//!
//! What is advertised is apart from what is supported: a range can be narrowed, an API hidden,
//! and Produce begins at 0 although 0 to 2 are refused, as in Kafka (KAFKA-18659: librdkafka
//! compresses only where it sees version 0).

use kerbside_kafka_wire::{ApiKey, Versions};

use crate::api;

/// A version profile.
#[derive(Clone, Debug)]
pub struct Dialect {
    name: &'static str,
    advertised: Vec<(ApiKey, Versions)>,
    features: &'static [Feature],
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

/// What a version does before a client has authenticated, where versions differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SaslHabits {
    /// What the first packet may be.
    pub first_packet: FirstPacket,
    /// What happens to a request that has no place before the handshake.
    pub misplaced: MisplacedRequest,
    /// What SCRAM's server wants of the nonce in a client's final message.
    pub nonce: NonceCheck,
}

/// What the first packet of a SASL connection may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstPacket {
    /// A request: Kafka 4.
    Request,
    /// Also a bare token of GSSAPI, as clients of Kafka 0.9 send it: Kafka before 4. Whatever is
    /// no request is taken for one.
    RequestOrToken,
}

/// What happens to a request other than ApiVersions and SaslHandshake before the handshake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MisplacedRequest {
    /// An InvalidRequestException, which closes at once: Kafka 4.
    ClosedAtOnce,
    /// An IllegalSaslStateException, which closes after the delay: Kafka before 4.
    ClosedLater,
}

/// What SCRAM's server wants of the nonce in a client's final message, which RFC 5802 §5.1 wants to
/// be the server's. librdkafka before 2.6.1 sends its own nonce once more in front of it
/// (its pull request 4895).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NonceCheck {
    /// The server's: Kafka 4.
    Equal,
    /// The server's at the end: Kafka 3.9.
    EndsWith,
    /// Anything: Kafka before the fixes of CVE-2024-56128, so 1.1 and 2.8.
    Unchecked,
}

impl SaslHabits {
    /// Those of Kafka 4.
    pub const KAFKA_4: SaslHabits = SaslHabits {
        first_packet: FirstPacket::Request,
        misplaced: MisplacedRequest::ClosedAtOnce,
        nonce: NonceCheck::Equal,
    };

    /// Those of Kafka 3.9.
    pub const KAFKA_3_9: SaslHabits = SaslHabits {
        first_packet: FirstPacket::RequestOrToken,
        misplaced: MisplacedRequest::ClosedLater,
        nonce: NonceCheck::EndsWith,
    };

    /// Those of Kafka from 0.10 to 3.7.
    pub const BEFORE_KAFKA_3_7: SaslHabits =
        SaslHabits { nonce: NonceCheck::Unchecked, ..SaslHabits::KAFKA_3_9 };
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

impl Dialect {
    /// Apache Kafka 4.4.0, as its broker listener answers, for the APIs that exist here.
    pub fn kafka_4_4() -> Self {
        let advertised =
            KAFKA_4_4.iter().map(|(key, min, max)| (ApiKey(*key), Versions::new(*min, *max)));
        let known = advertised.filter(|(key, _)| api::find(*key).is_some());
        Dialect {
            name: "kafka-4.4",
            advertised: known.collect(),
            features: FEATURES_4_4,
            sasl: SaslHabits::KAFKA_4,
            old_produce: OldProduce::Refused,
        }
    }

    /// Its name, for people.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Advertises another range for an API, or hides it.
    #[must_use]
    pub fn with_versions(mut self, key: ApiKey, versions: Option<Versions>) -> Self {
        self.advertised.retain(|(it, _)| *it != key);
        if let Some(versions) = versions {
            let at = self.advertised.partition_point(|(it, _)| *it < key);
            self.advertised.insert(at, (key, versions));
        }
        self
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
        self.features
    }
}

impl Default for Dialect {
    fn default() -> Self {
        Dialect::kafka_4_4()
    }
}

/// Recorded from Apache Kafka 4.4.0 (one KRaft node) by its tool BrokerApiVersionsCommand.
#[rustfmt::skip]
const KAFKA_4_4: &[(i16, i16, i16)] = &[
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
const FEATURES_4_4: &[Feature] = &[
    Feature { name: "eligible.leader.replicas.version", min: 0, max: 1, finalized: 1 },
    Feature { name: "group.version", min: 0, max: 1, finalized: 1 },
    Feature { name: "kraft.version", min: 0, max: 1, finalized: 1 },
    Feature { name: "metadata.version", min: 7, max: 33, finalized: 33 },
    Feature { name: "transaction.version", min: 0, max: 2, finalized: 2 },
];
