//! Why an exchange with a KDC fails. The sentences are those of MIT's tools, which users search
//! for; the fields say more.

use kerbside_crypto::{CryptoError, Enctype};

use super::error_text::describe;
use crate::principal::Principal;
use crate::time::Timestamp;
use crate::wire::{DecodeError, ErrorCode, KrbError, PaDataType, Realm};

/// Which exchange it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exchange {
    /// AS (RFC 4120 §3.1).
    As,
    /// TGS (RFC 4120 §3.3).
    Tgs,
}

/// A KRB-ERROR, with what had been asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KdcRefusal {
    /// The exchange.
    pub exchange: Exchange,
    /// Who asked.
    pub client: Principal,
    /// For which service.
    pub server: Principal,
    /// What the KDC answered.
    pub error: KrbError,
}

/// Why there is no ticket.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClientFailure {
    /// The KDC refused.
    #[error("{0}")]
    Kdc(Box<KdcRefusal>),
    /// The keytab has no key of an enctype that could be asked for.
    #[error("Keytab contains no suitable keys for {client}")]
    NoSuitableKeys {
        /// Whose keys.
        client: Principal,
    },
    /// No mechanism that the KDC offers is known here, or the KDC wants more than it was given.
    #[error("Generic preauthentication failure")]
    NoPreauth {
        /// What it offers.
        offered: Vec<PaDataType>,
    },
    /// The key cannot be made as the KDC wants it.
    #[error("Pre-authentication failed: {0}")]
    Key(CryptoError),
    /// The reply is under another key than ours.
    #[error("Password incorrect")]
    WrongKey {
        /// The enctype of the key.
        enctype: Enctype,
    },
    /// The reply of the TGS is under another key than the session's.
    #[error("Decrypt integrity check failed")]
    ReplyIntegrity,
    /// The reply is not what was asked for (RFC 4120 §3.1.5, §3.3.4).
    #[error("KDC reply did not match expectations")]
    ReplyModified {
        /// What does not match.
        what: &'static str,
    },
    /// The KDC's clock and ours differ by more than the limit (RFC 4120 §3.1.5).
    #[error("Clock skew too great in KDC reply")]
    ReplySkew {
        /// The KDC's time, by the ticket.
        theirs: Timestamp,
        /// Ours.
        now: Timestamp,
        /// The greatest difference that passes, in seconds.
        limit: i64,
    },
    /// The KDC names another realm for the client (RFC 6806 §7); it is not followed.
    #[error("Realm not local to KDC: the client belongs to {realm}, which is not followed")]
    ClientReferral {
        /// The realm.
        realm: Realm,
    },
    /// The KDC answers with a ticket for another realm's KDC (RFC 6806 §8); it is not followed.
    #[error("the service belongs to the realm {realm}: referrals are not followed")]
    ServiceReferral {
        /// The realm.
        realm: Realm,
    },
    /// The answer is too big for a datagram, and came over TCP.
    #[error("Response too big for UDP, retry with TCP")]
    TooBigOverTcp,
    /// The answer is no Kerberos message, or not the one that is due.
    #[error("the KDC's answer is unusable: {0}")]
    Malformed(#[from] DecodeError),
    /// An answer came after the end.
    #[error("the exchange has ended already")]
    Ended,
}

impl ClientFailure {
    /// The error code, where the KDC sent one.
    pub fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Kdc(refusal) => Some(refusal.error.error_code),
            _ => None,
        }
    }

    /// The KDC's e-text, where it sent one.
    pub fn e_text(&self) -> Option<String> {
        match self {
            Self::Kdc(refusal) => refusal.error.e_text.as_ref().map(|t| t.to_text().into_owned()),
            _ => None,
        }
    }
}

impl std::fmt::Display for KdcRefusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (code, e_text) = (self.error.error_code, &self.error.e_text);
        match (self.exchange, code, e_text) {
            (Exchange::As, ErrorCode::KDC_ERR_C_PRINCIPAL_UNKNOWN, _) => {
                write!(f, "Client '{}' not found in Kerberos database", self.client)
            }
            (Exchange::Tgs, ErrorCode::KDC_ERR_S_PRINCIPAL_UNKNOWN, _) => {
                write!(f, "Server {} not found in Kerberos database", self.server)
            }
            (Exchange::Tgs, ErrorCode::KRB_ERR_GENERIC, Some(text)) => {
                write!(f, "KDC returned error string: {text}")
            }
            _ => f.write_str(&describe(code)),
        }
    }
}
