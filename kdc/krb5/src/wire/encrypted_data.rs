//! EncryptedData and Checksum (RFC 4120 §5.2.9).

use kerbside_crypto::{ChecksumType, CryptoError, Enctype, Entropy, Key, KeyUsage};
use rasn::types::OctetString;
use rasn::{AsnType, Decode, Decoder, Encode, Encoder};

/// EncryptedData: ciphertext, its enctype and the version of its key.
#[derive(AsnType, Decode, Encode, Clone, Debug, PartialEq, Eq)]
pub struct EncryptedData {
    /// etype.
    #[rasn(tag(explicit(0)))]
    pub etype: i32,
    /// kvno; written unsigned, read signed too (RFC 1510's time).
    #[rasn(tag(explicit(1)))]
    pub kvno: Option<u32>,
    /// cipher.
    #[rasn(tag(explicit(2)))]
    pub cipher: OctetString,
}

impl EncryptedData {
    /// Encrypts `plain` under `key` for `usage`.
    pub fn seal(
        key: &Key,
        usage: KeyUsage,
        kvno: Option<u32>,
        plain: &[u8],
        entropy: &mut dyn Entropy,
    ) -> Self {
        let cipher = key.encrypt(usage, plain, entropy).into();
        Self { etype: key.enctype().0, kvno, cipher }
    }

    /// Decrypts with `key`, whose enctype must be the one of the data.
    pub fn open(&self, key: &Key, usage: KeyUsage) -> Result<Vec<u8>, CryptoError> {
        key.decrypt(usage, &self.cipher)
    }

    /// The enctype.
    pub fn enctype(&self) -> Enctype {
        Enctype(self.etype)
    }
}

/// Checksum: a keyed or plain checksum and its type.
#[derive(AsnType, Decode, Encode, Clone, Debug, PartialEq, Eq)]
pub struct Checksum {
    /// cksumtype.
    #[rasn(tag(explicit(0)))]
    pub cksumtype: i32,
    /// checksum.
    #[rasn(tag(explicit(1)))]
    pub checksum: OctetString,
}

impl Checksum {
    /// The key's mandatory checksum over `data`.
    pub fn make(key: &Key, usage: KeyUsage, data: &[u8]) -> Self {
        Self { cksumtype: key.checksum_type().0, checksum: key.checksum(usage, data).into() }
    }

    /// Whether this is the checksum of `data` under `key`.
    pub fn verify(&self, key: &Key, usage: KeyUsage, data: &[u8]) -> Result<(), CryptoError> {
        key.verify_checksum(usage, ChecksumType(self.cksumtype), data, &self.checksum)
    }
}
