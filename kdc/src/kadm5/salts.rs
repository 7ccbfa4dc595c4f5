//! Key-salts and salts, with the numbers of MIT's salt types.

use kerbside_crypto::Enctype;
use kerbside_kdc_core::database::{KeySalt, Salt};
use kerbside_krb5::kadm5::{Code, KeySaltTuple};

/// The salt of type `number`, with the octets that it holds.
pub(super) fn salt(number: i32, octets: &[u8]) -> Option<Salt> {
    match number {
        0 => Some(Salt::Normal),
        2 => Some(Salt::NoRealm),
        3 => Some(Salt::OnlyRealm),
        4 => Some(Salt::Special(octets.to_vec())),
        _ => None,
    }
}

pub(super) fn from_tuples(tuples: &[KeySaltTuple]) -> Result<Vec<KeySalt>, Code> {
    let key_salt = |tuple: &KeySaltTuple| {
        let salt = salt(tuple.salt_type, &[]).ok_or(Code::BAD_KEYSALTS)?;
        Ok(KeySalt { enctype: Enctype(tuple.enctype), salt })
    };
    tuples.iter().map(key_salt).collect()
}

pub(super) fn to_tuples(key_salts: &[KeySalt]) -> Vec<KeySaltTuple> {
    let tuple = |key_salt: &KeySalt| KeySaltTuple {
        enctype: key_salt.enctype.0,
        salt_type: key_salt.salt.number(),
    };
    key_salts.iter().map(tuple).collect()
}
