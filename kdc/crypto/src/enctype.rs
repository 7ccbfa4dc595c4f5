//! Encryption type numbers (RFC 3961 §8, IANA "Kerberos Encryption Type Numbers").
//!
//! Every number is carried, known or not. Leaves out what a number means: see [`crate::registry`].

use core::fmt;

use crate::registry;

/// An encryption type number, as it stands in `EncryptionKey.keytype` and `EncryptedData.etype`.
///
/// Displays as MIT's canonical name, or as `etype 99` where the number has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Enctype(pub i32);

impl Enctype {
    /// No encryption type (MIT's `ENCTYPE_NULL`).
    pub const NULL: Self = Self(0);
    /// des-cbc-crc, retired by RFC 6649.
    pub const DES_CBC_CRC: Self = Self(1);
    /// des-cbc-md4, retired by RFC 6649.
    pub const DES_CBC_MD4: Self = Self(2);
    /// des-cbc-md5, retired by RFC 6649.
    pub const DES_CBC_MD5: Self = Self(3);
    /// des3-cbc-sha1, RFC 3961 §6.3, retired by RFC 8429.
    pub const DES3: Self = Self(16);
    /// aes128-cts-hmac-sha1-96, RFC 3962.
    pub const AES128_SHA1: Self = Self(17);
    /// aes256-cts-hmac-sha1-96, RFC 3962.
    pub const AES256_SHA1: Self = Self(18);
    /// aes128-cts-hmac-sha256-128, RFC 8009.
    pub const AES128_SHA2: Self = Self(19);
    /// aes256-cts-hmac-sha384-192, RFC 8009.
    pub const AES256_SHA2: Self = Self(20);
    /// arcfour-hmac, RFC 4757, retired by RFC 8429.
    pub const RC4: Self = Self(23);
    /// arcfour-hmac-exp, RFC 4757, retired by RFC 6649.
    pub const RC4_EXP: Self = Self(24);
    /// camellia128-cts-cmac, RFC 6803.
    pub const CAMELLIA128: Self = Self(25);
    /// camellia256-cts-cmac, RFC 6803.
    pub const CAMELLIA256: Self = Self(26);

    /// The number of a name as MIT's configuration files and keytab tools write it, canonical or
    /// alias, in any case: `aes256-cts-hmac-sha1-96`, `aes256-cts`, `AES256-SHA1`, `rc4-hmac`.
    pub fn from_name(name: &str) -> Option<Self> {
        registry::enctype_by_name(name)
    }

    /// MIT's canonical name of the number, also of one that this crate cannot compute with.
    pub fn name(self) -> Option<&'static str> {
        registry::enctype_name(self)
    }

    /// The shortest of its names, as MIT's traces have it: `aes256-cts`.
    pub fn short_name(self) -> Option<&'static str> {
        registry::enctype_short_name(self)
    }

    /// Whether this crate can compute with it.
    pub fn is_supported(self) -> bool {
        registry::profile(self).is_some()
    }
}

impl fmt::Display for Enctype {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.pad(name),
            None => f.pad(&format!("etype {}", self.0)),
        }
    }
}

impl From<i32> for Enctype {
    fn from(number: i32) -> Self {
        Self(number)
    }
}

impl From<Enctype> for i32 {
    fn from(enctype: Enctype) -> Self {
        enctype.0
    }
}
