//! Checksum type numbers (RFC 3961 §8, IANA "Kerberos Checksum Type Numbers").
//!
//! Every number is carried, known or not. Leaves out what a number means: see [`crate::registry`].

use core::fmt;

use crate::registry;

/// A checksum type number, as it stands in `Checksum.cksumtype`.
///
/// Displays as MIT's canonical name, or as `cksumtype 99` where the number has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChecksumType(pub i32);

impl ChecksumType {
    /// CRC-32, unkeyed (RFC 3961 §6.1.3).
    pub const CRC32: Self = Self(1);
    /// RSA-MD5, unkeyed (RFC 3961 §6.1.1).
    pub const RSA_MD5: Self = Self(7);
    /// hmac-sha1-des3 (RFC 3961 §6.3).
    pub const HMAC_SHA1_DES3: Self = Self(12);
    /// hmac-sha1-96-aes128 (RFC 3962 §7).
    pub const HMAC_SHA1_96_AES128: Self = Self(15);
    /// hmac-sha1-96-aes256 (RFC 3962 §7).
    pub const HMAC_SHA1_96_AES256: Self = Self(16);
    /// cmac-camellia128 (RFC 6803 §9).
    pub const CMAC_CAMELLIA128: Self = Self(17);
    /// cmac-camellia256 (RFC 6803 §9).
    pub const CMAC_CAMELLIA256: Self = Self(18);
    /// hmac-sha256-128-aes128 (RFC 8009 §8).
    pub const HMAC_SHA256_128_AES128: Self = Self(19);
    /// hmac-sha384-192-aes256 (RFC 8009 §8).
    pub const HMAC_SHA384_192_AES256: Self = Self(20);
    /// The "checksum" of an initiator's GSS-API flags and channel bindings (RFC 4121 §4.1.1):
    /// no cryptography, only a number that the authenticator carries.
    pub const GSSAPI: Self = Self(0x8003);
    /// KERB_CHECKSUM_HMAC_MD5 (RFC 4757 §4), in signed 32 bits.
    pub const HMAC_MD5: Self = Self(-138);

    /// The number of a name as MIT writes it, canonical or alias, in any case.
    pub fn from_name(name: &str) -> Option<Self> {
        registry::checksum_by_name(name)
    }

    /// MIT's canonical name of the number, also of one that this crate cannot compute with.
    pub fn name(self) -> Option<&'static str> {
        registry::checksum_name(self)
    }

    /// Whether this crate can compute it.
    pub fn is_supported(self) -> bool {
        registry::checksum_profile(self).is_some()
    }
}

impl fmt::Display for ChecksumType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.pad(name),
            None => f.pad(&format!("cksumtype {}", self.0)),
        }
    }
}

impl From<i32> for ChecksumType {
    fn from(number: i32) -> Self {
        Self(number)
    }
}

impl From<ChecksumType> for i32 {
    fn from(checksum: ChecksumType) -> Self {
        checksum.0
    }
}
