//! The keys of a principal, from a password or from randomness.
//!
//! This is where string-to-key runs: when a key is set, before the change is committed, never on a
//! request.

use kerbside_crypto::{CryptoError, Enctype, Entropy, Key, string_to_key};
use kerbside_krb5::principal::Principal as Name;

use super::Denial;
use crate::database::{KeySalt, Principal, PrincipalKey, Salt};

/// Keys of version `kvno` from a password, one for each key-salt.
pub(super) fn from_password(
    principal: &Name,
    password: &[u8],
    key_salts: &[KeySalt],
    kvno: u32,
) -> Result<Vec<PrincipalKey>, Denial> {
    if password.is_empty() {
        return Err(Denial::EmptyPassword(principal.clone()));
    }
    let make = |key_salt: &KeySalt| -> Result<PrincipalKey, CryptoError> {
        let salt = key_salt.salt.octets(&principal.name, &principal.realm);
        let key = string_to_key(key_salt.enctype, password, &salt, None)?;
        Ok(PrincipalKey { kvno, salt: key_salt.salt.clone(), key: key.into() })
    };
    Ok(key_salts.iter().map(make).collect::<Result<_, _>>()?)
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

/// The version after the present one.
pub(super) fn next_version(principal: &Principal) -> Result<u32, Denial> {
    let exhausted = || {
        let (name, realm) = (principal.name.clone(), principal.realm.clone());
        Denial::VersionsExhausted(Name { name, realm })
    };
    principal.current_kvno().unwrap_or(0).checked_add(1).ok_or_else(exhausted)
}
