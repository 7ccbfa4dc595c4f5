//! What can go wrong with keys, ciphertexts and checksums.
//!
//! Leaves out protocol error codes: which of them answers an [`Integrity`](CryptoError::Integrity)
//! failure depends on the message, so each exchange maps it for itself.

use crate::{ChecksumType, Enctype};

/// An operation of this crate that was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CryptoError {
    /// The enctype is not in [`crate::registry::ENCTYPES`].
    #[error("encryption type {0} ({n}) is not supported", n = .0.0)]
    UnsupportedEnctype(Enctype),
    /// The checksum type is not in [`crate::registry::CHECKSUMS`].
    #[error("checksum type {0} ({n}) is not supported", n = .0.0)]
    UnsupportedChecksum(ChecksumType),
    /// A key, or the seed of one, has not the length that its enctype prescribes.
    #[error("a key of {enctype} is made of {expected} octets, not of {actual}")]
    KeyLength {
        /// The enctype of the key.
        enctype: Enctype,
        /// Octets that the enctype wants.
        expected: usize,
        /// Octets given.
        actual: usize,
    },
    /// A ciphertext is shorter than a confounder and a MAC.
    #[error("a ciphertext has at least {minimum} octets, not {actual}")]
    MessageTooShort {
        /// Octets of the shortest ciphertext.
        minimum: usize,
        /// Octets given.
        actual: usize,
    },
    /// The MAC or checksum is not that of the data under this key and usage.
    #[error("integrity check failed: another key, another usage, or altered data")]
    Integrity,
    /// A checksum has not the length that its type prescribes.
    #[error("a checksum of type {checksum} has {expected} octets, not {actual}")]
    ChecksumLength {
        /// The type of the checksum.
        checksum: ChecksumType,
        /// Octets that the type prescribes.
        expected: usize,
        /// Octets given.
        actual: usize,
    },
    /// The checksum type wants a key of another enctype.
    #[error("checksum type {checksum} does not go with a key of {enctype}")]
    ChecksumKey {
        /// The type of the checksum.
        checksum: ChecksumType,
        /// The enctype of the key given.
        enctype: Enctype,
    },
    /// String-to-key parameters that are not four octets (RFC 3962 §4, RFC 8009 §4).
    #[error("string-to-key parameters are 4 octets for {enctype}, not {actual}")]
    StringToKeyParameters {
        /// The enctype of the key.
        enctype: Enctype,
        /// Octets given.
        actual: usize,
    },
    /// An iteration count that is refused; 0 stands for 2^32 (RFC 3962 §4).
    #[error("{count} string-to-key iterations are more than the {limit} allowed")]
    IterationCount {
        /// Iterations asked for, with 0 already read as 2^32.
        count: u64,
        /// The most that is computed.
        limit: u32,
    },
}
