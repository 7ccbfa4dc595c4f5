//! Kerberos encryption types, checksums, string-to-key and key derivation.
//!
//! What it does: the framework of RFC 3961 and the enctypes of RFC 3962 (aes128 and aes256 with
//! HMAC-SHA1-96) and RFC 8009 (aes128 with HMAC-SHA256-128, aes256 with HMAC-SHA384-192). One file
//! per RFC; [`registry`] is the table they join.
//!
//! What it leaves out: messages (it knows only octets), the cipher state that RFC 3961 §3 carries
//! from one message to the next (no Kerberos message uses it: every one starts with the initial
//! state), and for now every other enctype, whose numbers and names are still known and kept.
//!
//! It is pure: no clock, no entropy of its own ([`Entropy`] is an argument), no input or output.
//!
//! ```
//! use kerbside_crypto::{Enctype, KeyUsage, SeededEntropy, string_to_key};
//!
//! let mut entropy = SeededEntropy::new(7);
//! let key = string_to_key(Enctype::AES256_SHA1, b"secret", b"EXAMPLE.ORGalice", None)?;
//! let sealed = key.encrypt(KeyUsage::TICKET, b"ticket", &mut entropy);
//! assert_eq!(key.decrypt(KeyUsage::TICKET, &sealed)?, b"ticket");
//! # Ok::<(), kerbside_crypto::CryptoError>(())
//! ```

#![forbid(unsafe_code)]

mod checksum_type;
mod enctype;
mod entropy;
mod error;
mod key;
mod profile;
pub mod registry;
mod rfc3961;
mod rfc3962;
mod rfc8009;
mod usage;

#[cfg(test)]
mod vectors;

pub use checksum_type::ChecksumType;
pub use enctype::Enctype;
pub use entropy::{Entropy, SeededEntropy};
pub use error::CryptoError;
pub use key::{Key, string_to_key};
pub use profile::{ChecksumProfile, EnctypeProfile};
pub use registry::{DEFAULT_ENCTYPES, checksum_profile, profile};
pub use usage::KeyUsage;
