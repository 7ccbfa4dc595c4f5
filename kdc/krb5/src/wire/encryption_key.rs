//! EncryptionKey (RFC 4120 §5.2.9).

use kerbside_crypto::{CryptoError, Enctype, Key};
use rasn::types::OctetString;
use rasn::{AsnType, Decode, Decoder, Encode, Encoder};

/// A key as messages and files carry it: enctypes that are not implemented are kept too.
#[derive(AsnType, Decode, Encode, Clone, PartialEq, Eq)]
pub struct EncryptionKey {
    /// keytype, the enctype's number.
    #[rasn(tag(explicit(0)))]
    pub keytype: i32,
    /// keyvalue.
    #[rasn(tag(explicit(1)))]
    pub keyvalue: OctetString,
}

impl EncryptionKey {
    /// The key in its usable form.
    pub fn to_key(&self) -> Result<Key, CryptoError> {
        Key::new(Enctype(self.keytype), &self.keyvalue)
    }

    /// The enctype.
    pub fn enctype(&self) -> Enctype {
        Enctype(self.keytype)
    }
}

impl From<&Key> for EncryptionKey {
    fn from(key: &Key) -> Self {
        Self { keytype: key.enctype().0, keyvalue: key.as_bytes().to_vec().into() }
    }
}

/// The key's octets are never printed.
impl std::fmt::Debug for EncryptionKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "EncryptionKey({}, secret)", self.keytype)
    }
}
