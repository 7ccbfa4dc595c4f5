//! The keys of a principal, from a password or from randomness.
//!
//! This is where string-to-key runs: when a key is set, before the change is committed, never on a
//! request.

use kerbside_crypto::{CryptoError, Enctype, Entropy, Key, string_to_key};
use kerbside_krb5::principal::Principal as Name;

use super::Denial;
use crate::database::{KeySalt, Principal, PrincipalKey, Salt};

/// Keys of version `kvno` from a password, one for each key-salt. A special salt without octets is
/// one to be made.
pub(super) fn from_password(
    principal: &Name,
    password: &[u8],
    key_salts: &[KeySalt],
    kvno: u32,
    entropy: &mut dyn Entropy,
) -> Result<Vec<PrincipalKey>, Denial> {
    let mut make = |key_salt: &KeySalt| -> Result<PrincipalKey, CryptoError> {
        let salt = match &key_salt.salt {
            Salt::Special(octets) if octets.is_empty() => random_salt(entropy),
            other => other.clone(),
        };
        let octets = salt.octets(&principal.name, &principal.realm);
        let key = string_to_key(key_salt.enctype, password, &octets, None)?;
        Ok(PrincipalKey { kvno, salt, key: key.into() })
    };
    let once = key_salts.iter().enumerate().filter(|(index, key_salt)| {
        key_salts.iter().take(*index).all(|earlier| earlier != *key_salt)
    });
    Ok(once.map(|(_, key_salt)| make(key_salt)).collect::<Result<_, _>>()?)
}

/// Random keys of version `kvno`, one for each enctype: salts do not matter to them.
pub(super) fn random(
    key_salts: &[KeySalt],
    kvno: u32,
    entropy: &mut dyn Entropy,
) -> Result<Vec<PrincipalKey>, Denial> {
    let mut enctypes: Vec<Enctype> = Vec::new();
    for key_salt in key_salts {
        if !enctypes.contains(&key_salt.enctype) {
            enctypes.push(key_salt.enctype);
        }
    }
    let make = |enctype| -> Result<PrincipalKey, CryptoError> {
        let key = Key::random(enctype, entropy)?;
        Ok(PrincipalKey { kvno, salt: Salt::Normal, key: key.into() })
    };
    Ok(enctypes.into_iter().map(make).collect::<Result<_, _>>()?)
}

/// The version after the present one. As in MIT, whose database keeps sixteen bits of it, version 1
/// follows on 65535.
pub(super) fn next_version(principal: &Principal) -> u32 {
    match principal.current_kvno().unwrap_or(0).saturating_add(1) {
        next @ ..=0xffff => next,
        _ => 1,
    }
}

/// Sixteen printable characters of 64 random bits, as MIT's: a salt is 7-bit text (RFC 4120 §4).
fn random_salt(entropy: &mut dyn Entropy) -> Salt {
    let mut octets = [0; 8];
    entropy.fill(&mut octets);
    let printable = octets.iter().flat_map(|octet| [0x40 | octet >> 4, 0x40 | octet & 0xf]);
    Salt::Special(printable.collect())
}
