//! A key sealed under another, as MIT's database holds it: the length of the key in two octets, the
//! lower first, then the key encrypted with key usage 0.

use kerbside_crypto::{Enctype, Entropy, Key, KeyUsage};
use kerbside_krb5::wire::EncryptionKey;

use crate::database::StoredKey;

/// MIT encrypts keys with no usage of the protocol.
const USAGE: KeyUsage = KeyUsage(0);

/// Seals the octets of a key; `None` when they are more than a length of two octets can say.
pub fn seal(key: &StoredKey, under: &Key, entropy: &mut dyn Entropy) -> Option<Vec<u8>> {
    let carried;
    let octets: &[u8] = match key {
        StoredKey::Usable(key) => key.as_bytes(),
        StoredKey::Carried(EncryptionKey { keyvalue, .. }) => {
            carried = keyvalue;
            carried
        }
    };
    let mut out = u16::try_from(octets.len()).ok()?.to_le_bytes().to_vec();
    under.encrypt_into(USAGE, octets, entropy, &mut out);
    Some(out)
}

/// Opens a sealed key of `enctype`; `None` when it was not sealed under that key.
pub fn open(enctype: Enctype, sealed: &[u8], under: &Key) -> Option<StoredKey> {
    let (length, cipher) = sealed.split_first_chunk::<2>()?;
    let mut cipher = cipher.to_vec();
    let plain = under.decrypt_in_place(USAGE, &mut cipher).ok()?;
    // Some enctypes pad: what lies behind the key's own length is padding.
    let octets = plain.get(..usize::from(u16::from_le_bytes(*length)))?;
    let key = match Key::new(enctype, octets) {
        Ok(key) => StoredKey::Usable(key),
        Err(_) => StoredKey::Carried(EncryptionKey {
            keytype: enctype.0,
            keyvalue: octets.to_vec().into(),
        }),
    };
    plain.fill(0);
    Some(key)
}
