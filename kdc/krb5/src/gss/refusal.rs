//! Why an acceptor refuses a context token, in the order in which it checks (RFC 4120 §3.2.3,
//! RFC 4121 §4.1.1), and the KRB-ERROR code that each reason goes with.

use kerbside_crypto::Enctype;

use super::framing::{FramingError, TokenId};
use super::ticket_id::TicketId;
use crate::principal::Principal;
use crate::time::Timestamp;
use crate::wire::{ErrorCode, Realm, TicketFlags};

/// One reason to refuse a context token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The bytes are no frame, or no DER of the message that should be here (RFC 2743 §3.1,
    /// RFC 4120 §5). Within a decrypted message the offset counts from its beginning.
    #[error("{message} is malformed at octet {offset}: {what}")]
    Malformed {
        /// What was being read: `token`, `AP-REQ`, `EncTicketPart` or `Authenticator`.
        message: &'static str,
        /// The first octet that cannot be right.
        offset: usize,
        /// What was wrong.
        what: String,
    },
    /// A token of another mechanism, such as SPNEGO (RFC 2743 §3.1).
    #[error("the token belongs to the mechanism {mechanism}, not to Kerberos 5")]
    ForeignMechanism {
        /// The object identifier in dotted form.
        mechanism: String,
    },
    /// A Kerberos token, but not an AP-REQ (RFC 4121 §4.1).
    #[error("an AP-REQ is wanted, not {found}")]
    WrongToken {
        /// The token id that came.
        found: TokenId,
    },
    /// pvno or tkt-vno is not 5 (RFC 4120 §3.2.3).
    #[error("protocol version {found} is not 5")]
    BadVersion {
        /// The version that came.
        found: i32,
    },
    /// msg-type is not 14 (RFC 4120 §3.2.3).
    #[error("message type {found} is not that of an AP-REQ")]
    BadMessageType {
        /// The type that came.
        found: i32,
    },
    /// USE-SESSION-KEY: user-to-user authentication is not offered (RFC 4120 §3.2.3, §3.7).
    #[error("the ticket is for user-to-user authentication")]
    UserToUser,
    /// The name is served, but in another realm (RFC 4120 §3.2.3).
    #[error("the ticket is of another realm than {served}")]
    WrongRealm {
        /// The realm in which the name is served.
        served: Realm,
    },
    /// The acceptor speaks for another principal (RFC 4120 §3.2.3).
    #[error("the ticket is not for {served}")]
    WrongPrincipal {
        /// The principal that the acceptor speaks for.
        served: Principal,
    },
    /// The acceptor has no key at all for the ticket's service (RFC 4120 §3.2.3).
    #[error("there is no key for the ticket's service; there are keys for {}", list(served))]
    NoKeyForPrincipal {
        /// The principals that have keys.
        served: Vec<Principal>,
    },
    /// No key of the ticket's version (RFC 4120 §3.2.3).
    #[error("the ticket wants key version {want}; there is {}", list(have))]
    KvnoMissing {
        /// The version of the ticket.
        want: u32,
        /// The versions there are, highest first.
        have: Vec<u32>,
    },
    /// No key of the ticket's enctype (RFC 4120 §3.2.3).
    #[error("the ticket wants a key of {want}; there is {}", list(have))]
    EnctypeMissing {
        /// The enctype of the ticket.
        want: Enctype,
        /// The enctypes there are for this version, or at all.
        have: Vec<Enctype>,
    },
    /// An enctype that is not implemented or a key of a wrong length.
    #[error("encryption type {enctype} is not supported")]
    EnctypeUnsupported {
        /// The enctype.
        enctype: Enctype,
    },
    /// The key does not open the ticket (RFC 4120 §3.2.3).
    #[error("key version {tried} does not open the ticket: it is another key")]
    CannotDecrypt {
        /// The version of the key that was tried last.
        tried: u32,
    },
    /// The ticket's session key does not open the authenticator (RFC 4120 §3.2.3).
    #[error("the session key does not open the authenticator")]
    CannotDecryptAuthenticator,
    /// The authenticator names another client than the ticket (RFC 4120 §3.2.3).
    #[error("the authenticator names {claimed}, the ticket another client")]
    Badmatch {
        /// The client that the authenticator names.
        claimed: Principal,
    },
    /// The clocks of client and acceptor differ by more than the limit (RFC 4120 §3.2.3).
    #[error("the client's clock says {client_time}, ours {now}: more than {limit} s apart")]
    Skew {
        /// The time of the authenticator.
        client_time: Timestamp,
        /// The acceptor's time.
        now: Timestamp,
        /// The greatest difference that passes, in seconds.
        limit: i64,
    },
    /// The authenticator was met before (RFC 4120 §3.2.3).
    #[error("the authenticator of {client_time} was used before")]
    Replay {
        /// The time of the authenticator.
        client_time: Timestamp,
    },
    /// The ticket begins later (RFC 4120 §3.2.3).
    #[error("the ticket begins at {starttime}, it is {now}")]
    NotYetValid {
        /// The ticket's start.
        starttime: Timestamp,
        /// The acceptor's time.
        now: Timestamp,
    },
    /// The ticket carries the flag INVALID (RFC 4120 §3.2.3, §2.2).
    #[error("the ticket is marked invalid and was never validated")]
    InvalidTicket,
    /// The ticket has ended (RFC 4120 §3.2.3).
    #[error("the ticket ended at {endtime}, it is {now}")]
    Expired {
        /// The ticket's end.
        endtime: Timestamp,
        /// The acceptor's time.
        now: Timestamp,
    },
    /// The subkey of the authenticator cannot be used (RFC 4120 §3.2.4).
    #[error("the authenticator's subkey of {enctype} cannot be used")]
    BadSubkey {
        /// The enctype that it claims.
        enctype: Enctype,
    },
    /// There is no checksum of type 0x8003 (RFC 4121 §4.1.1).
    #[error("the authenticator has no GSS-API checksum (0x8003) but {}", or_none(*found))]
    InappropriateChecksum {
        /// The type that came.
        found: Option<i32>,
    },
    /// The checksum 0x8003 is malformed (RFC 4121 §4.1.1).
    #[error("the GSS-API checksum is malformed: {what}")]
    BadChecksum {
        /// What was wrong.
        what: String,
    },
    /// The channel bindings differ, or the initiator sent none (RFC 4121 §4.1.1.2).
    #[error("the channel bindings of initiator and acceptor differ")]
    BadBindings,
    /// The acceptor wants mutual authentication and the initiator did not ask for it.
    #[error("mutual authentication is required and was not asked for")]
    MissingMutual,
}

impl Refusal {
    /// The error code of a KRB-ERROR that reports the reason (RFC 4120 §3.2.3, §7.5.9).
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Malformed { .. } | Self::ForeignMechanism { .. } => ErrorCode::KRB_ERR_GENERIC,
            Self::WrongToken { .. } | Self::BadMessageType { .. } => ErrorCode::KRB_AP_ERR_MSG_TYPE,
            Self::BadVersion { .. } => ErrorCode::KRB_AP_ERR_BADVERSION,
            Self::UserToUser | Self::NoKeyForPrincipal { .. } | Self::EnctypeMissing { .. } => {
                ErrorCode::KRB_AP_ERR_NOKEY
            }
            Self::WrongRealm { .. } | Self::WrongPrincipal { .. } => ErrorCode::KRB_AP_ERR_NOT_US,
            Self::KvnoMissing { .. } => ErrorCode::KRB_AP_ERR_BADKEYVER,
            Self::EnctypeUnsupported { .. } | Self::BadSubkey { .. } => {
                ErrorCode::KDC_ERR_ETYPE_NOSUPP
            }
            Self::CannotDecrypt { .. } | Self::CannotDecryptAuthenticator => {
                ErrorCode::KRB_AP_ERR_BAD_INTEGRITY
            }
            Self::Badmatch { .. } => ErrorCode::KRB_AP_ERR_BADMATCH,
            Self::Skew { .. } => ErrorCode::KRB_AP_ERR_SKEW,
            Self::Replay { .. } => ErrorCode::KRB_AP_ERR_REPEAT,
            Self::NotYetValid { .. } | Self::InvalidTicket => ErrorCode::KRB_AP_ERR_TKT_NYV,
            Self::Expired { .. } => ErrorCode::KRB_AP_ERR_TKT_EXPIRED,
            Self::InappropriateChecksum { .. } => ErrorCode::KRB_AP_ERR_INAPP_CKSUM,
            Self::BadChecksum { .. } | Self::BadBindings => ErrorCode::KRB_AP_ERR_MODIFIED,
            Self::MissingMutual => ErrorCode::KRB_AP_ERR_MUT_FAIL,
        }
    }

    /// The reason's name in a journal.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => "malformed",
            Self::ForeignMechanism { .. } => "foreign-mechanism",
            Self::WrongToken { .. } => "wrong-token",
            Self::BadVersion { .. } => "bad-version",
            Self::BadMessageType { .. } => "bad-message-type",
            Self::UserToUser => "user-to-user",
            Self::WrongRealm { .. } => "wrong-realm",
            Self::WrongPrincipal { .. } => "wrong-principal",
            Self::NoKeyForPrincipal { .. } => "no-key-for-principal",
            Self::KvnoMissing { .. } => "kvno-missing",
            Self::EnctypeMissing { .. } => "enctype-missing",
            Self::EnctypeUnsupported { .. } => "enctype-unsupported",
            Self::CannotDecrypt { .. } => "cannot-decrypt",
            Self::CannotDecryptAuthenticator => "cannot-decrypt-authenticator",
            Self::Badmatch { .. } => "badmatch",
            Self::Skew { .. } => "skew",
            Self::Replay { .. } => "replay",
            Self::NotYetValid { .. } => "not-yet-valid",
            Self::InvalidTicket => "invalid-ticket",
            Self::Expired { .. } => "expired",
            Self::BadSubkey { .. } => "bad-subkey",
            Self::InappropriateChecksum { .. } => "inappropriate-checksum",
            Self::BadChecksum { .. } => "bad-checksum",
            Self::BadBindings => "bad-bindings",
            Self::MissingMutual => "missing-mutual",
        }
    }
}

impl From<FramingError> for Refusal {
    fn from(error: FramingError) -> Self {
        match error {
            FramingError::Malformed { offset, what } => {
                Self::Malformed { message: "token", offset, what }
            }
            FramingError::ForeignMechanism { mechanism } => Self::ForeignMechanism { mechanism },
        }
    }
}

/// What a token showed of itself before the acceptor was done with it, for the evidence. The
/// fields from `client` on were under encryption and are there once the ticket was opened.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Presented {
    /// The ticket's id.
    pub ticket: Option<TicketId>,
    /// The service that the ticket is for.
    pub server: Option<Principal>,
    /// The version of the service's key.
    pub kvno: Option<u32>,
    /// The enctype of the service's key.
    pub enctype: Option<Enctype>,
    /// The version of the acceptor's key that opened the ticket.
    pub opened_with: Option<u32>,
    /// The client, by the ticket.
    pub client: Option<Principal>,
    /// The ticket's flags.
    pub flags: Option<TicketFlags>,
    /// When the client was authenticated first.
    pub authtime: Option<Timestamp>,
    /// When the ticket begins.
    pub starttime: Option<Timestamp>,
    /// When the ticket ends.
    pub endtime: Option<Timestamp>,
    /// The client's time, by the authenticator.
    pub client_time: Option<Timestamp>,
}

/// A refused token: the reason, and what the token showed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Refused {
    /// Why.
    pub reason: Box<Refusal>,
    /// What was known by then.
    pub presented: Box<Presented>,
}

fn list<T: std::fmt::Display>(items: &[T]) -> String {
    match items {
        [] => "none".to_owned(),
        items => items.iter().map(T::to_string).collect::<Vec<_>>().join(", "),
    }
}

fn or_none(number: Option<i32>) -> String {
    number.map_or_else(|| "none".to_owned(), |number| format!("type {number}"))
}
