//! What differs between releases before a client has authenticated.

use kerbside_krb5::gss::sasl::OneWayAnswer;

/// What a release does before a client has authenticated, where releases differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SaslHabits {
    /// What the first packet may be.
    pub first_packet: FirstPacket,
    /// What happens to a request that has no place before the handshake.
    pub misplaced: MisplacedRequest,
    /// What SCRAM's server wants of the nonce in a client's final message.
    pub nonce: NonceCheck,
    /// How a client is told that it could not authenticate.
    pub failure: FailureAnswer,
    /// Whether a session may end.
    pub sessions: Sessions,
    /// In which order the handshake lists the mechanisms that are enabled.
    pub listing: MechanismOrder,
    /// What answers a client of GSSAPI that does not ask for mutual authentication.
    pub one_way: OneWayAnswer,
}

/// What the first packet of a SASL connection may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstPacket {
    /// A request: Kafka 4.
    Request,
    /// Also a bare token of GSSAPI, as clients of Kafka 0.9 send it: Kafka before 4. Whatever is
    /// no request is taken for one.
    RequestOrToken,
    /// A bare token of GSSAPI, whatever it looks like: Kafka 0.9.
    Token,
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
    /// Anything: Kafka before the fixes of CVE-2024-56128, so 1.1 and 2.8; Redpanda.
    Unchecked,
}

/// How a client is told that it could not authenticate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureAnswer {
    /// At once, with the mechanism: Kafka before 2.1 (KIP-306) and 2.2 (KIP-368). There is no
    /// silence for failures of Kerberos that pass.
    AtOnce,
    /// After the delay, with the attempt and the mechanism.
    Delayed,
    /// At once, in Redpanda's words. It closes with the next request; here it closes.
    Redpanda,
}

/// In which order the answer to SaslHandshake lists the mechanisms that are enabled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MechanismOrder {
    /// That of a Java HashSet: every Kafka, whose SaslServerAuthenticator puts them into one.
    JavaSet,
    /// That in which they were enabled.
    AsEnabled,
}

/// Whether a session may end (KIP-368).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sessions {
    /// It lasts as long as the connection: Kafka before 2.2.
    Endless,
    /// It ends when the settings or the credential say so.
    Limited,
}

impl SaslHabits {
    /// Those of Kafka 4.
    pub const KAFKA_4: SaslHabits = SaslHabits {
        first_packet: FirstPacket::Request,
        misplaced: MisplacedRequest::ClosedAtOnce,
        nonce: NonceCheck::Equal,
        failure: FailureAnswer::Delayed,
        sessions: Sessions::Limited,
        listing: MechanismOrder::JavaSet,
        one_way: OneWayAnswer::Offer,
    };

    /// Those of Kafka 3.9.
    pub const KAFKA_3_9: SaslHabits = SaslHabits {
        first_packet: FirstPacket::RequestOrToken,
        misplaced: MisplacedRequest::ClosedLater,
        nonce: NonceCheck::EndsWith,
        ..SaslHabits::KAFKA_4
    };

    /// Those of Kafka from 2.2 to 3.7.
    pub const BEFORE_KAFKA_3_7: SaslHabits =
        SaslHabits { nonce: NonceCheck::Unchecked, ..SaslHabits::KAFKA_3_9 };

    /// Those of Kafka 1.
    pub const KAFKA_1: SaslHabits = SaslHabits {
        failure: FailureAnswer::AtOnce,
        sessions: Sessions::Endless,
        ..SaslHabits::BEFORE_KAFKA_3_7
    };

    /// Those of Kafka 0.9.
    pub const KAFKA_0_9: SaslHabits =
        SaslHabits { first_packet: FirstPacket::Token, ..SaslHabits::KAFKA_1 };

    /// Those of Redpanda.
    pub const REDPANDA: SaslHabits = SaslHabits {
        nonce: NonceCheck::Unchecked,
        failure: FailureAnswer::Redpanda,
        listing: MechanismOrder::AsEnabled,
        one_way: OneWayAnswer::EmptyToken,
        ..SaslHabits::KAFKA_4
    };
}
