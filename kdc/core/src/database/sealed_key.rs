//! A key as it lies on a disk: under a master key, in the octets of MIT's `key_data`.
//!
//! Two octets, little-endian, for the length of the key, then the key encrypted with key usage 0:
//! what MIT's database and dumps hold. Only the master key's enctype has to be implemented.

use kerbside_crypto::{Enctype, Entropy, Key, KeyUsage};
use kerbside_krb5::wire::EncryptionKey;

/// MIT encrypts stored keys with usage 0, which no message has.
const STORED: KeyUsage = KeyUsage(0);

/// Seals `key` under `master`.
pub fn seal_key(master: &Key, key: &EncryptionKey, entropy: &mut dyn Entropy) -> Vec<u8> {
    // No enctype's key comes near 2^16 octets; a longer one would not be read back.
    let length = u16::try_from(key.keyvalue.len()).unwrap_or(u16::MAX);
    let mut octets = length.to_le_bytes().to_vec();
    octets.extend(master.encrypt(STORED, &key.keyvalue, entropy));
    octets
}

/// The key of `enctype` that [`seal_key`] sealed; `None` when `master` is not the key it lies
/// under, or the octets are damaged.
pub fn unseal_key(master: &Key, enctype: Enctype, octets: &[u8]) -> Option<EncryptionKey> {
    let (length, cipher) = octets.split_first_chunk::<2>()?;
    let mut plain = master.decrypt(STORED, cipher).ok()?;
    let length = usize::from(u16::from_le_bytes(*length));
    // An enctype that pads leaves octets behind the key.
    if plain.len() < length {
        return None;
    }
    plain.truncate(length);
    Some(EncryptionKey { keytype: enctype.0, keyvalue: plain.into() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use kerbside_crypto::SeededEntropy;

    #[test]
    fn a_key_of_an_unknown_enctype_comes_back_under_its_master_key_alone() {
        let mut entropy = SeededEntropy::new(1);
        let [master, other] =
            [1, 2].map(|_| Key::random(Enctype::AES256_SHA1, &mut entropy).unwrap());
        let key = EncryptionKey { keytype: 99, keyvalue: vec![7; 21].into() };
        let sealed = seal_key(&master, &key, &mut entropy);
        assert_eq!(sealed[..2], [21, 0]);
        assert_eq!(unseal_key(&master, Enctype(99), &sealed), Some(key));
        assert_eq!(unseal_key(&other, Enctype(99), &sealed), None);
        for cut in 0..sealed.len() {
            assert_eq!(unseal_key(&master, Enctype(99), &sealed[..cut]), None);
        }
    }
}
