//! What a client proves itself with: a password, or the keys of a keytab.

use kerbside_crypto::{CryptoError, Enctype, Key, string_to_key};
use zeroize::Zeroizing;

use super::etype_info::KeyHint;
use crate::formats::keytab::Keytab;
use crate::principal::Principal;

/// A password or keys.
#[derive(Clone)]
pub enum ClientSecret {
    /// A password, turned into a key with the salt that the KDC names.
    Password(Zeroizing<Vec<u8>>),
    /// Keys of one principal, the newest version of each enctype.
    Keys(Vec<Key>),
}

/// Why a secret gives no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoKey {
    /// The keytab has none of the enctype.
    Absent(Enctype),
    /// The password and the KDC's parameters make none.
    Underivable(CryptoError),
}

impl ClientSecret {
    /// A password.
    pub fn password(password: impl Into<Vec<u8>>) -> Self {
        Self::Password(Zeroizing::new(password.into()))
    }

    /// The keys of `client` in `keytab`: of each enctype the one of the highest version.
    pub fn keytab(keytab: &Keytab, client: &Principal) -> Self {
        let mut newest: Vec<(u32, Key)> = Vec::new();
        for entry in keytab.entries.iter().filter(|entry| entry.principal.same(client)) {
            let Ok(key) = entry.key.to_key() else {
                continue;
            };
            match newest.iter_mut().find(|(_, held)| held.enctype() == key.enctype()) {
                Some(held) if held.0 < entry.kvno => *held = (entry.kvno, key),
                Some(_) => {}
                None => newest.push((entry.kvno, key)),
            }
        }
        Self::Keys(newest.into_iter().map(|(_, key)| key).collect())
    }

    /// Those of `wanted` that the secret has keys for: a keytab without keys of an enctype had
    /// better not ask for it.
    pub(super) fn narrow(&self, wanted: &[Enctype]) -> Vec<Enctype> {
        let usable = |enctype: &Enctype| match self {
            Self::Password(_) => true,
            Self::Keys(keys) => keys.iter().any(|key| key.enctype() == *enctype),
        };
        wanted.iter().copied().filter(usable).collect()
    }

    /// The key that `hint` describes.
    pub(super) fn key(&self, hint: &KeyHint) -> Result<Key, NoKey> {
        match self {
            Self::Password(password) => {
                string_to_key(hint.enctype, password, &hint.salt, hint.parameters.as_deref())
                    .map_err(NoKey::Underivable)
            }
            Self::Keys(keys) => {
                let found = keys.iter().find(|key| key.enctype() == hint.enctype);
                found.cloned().ok_or(NoKey::Absent(hint.enctype))
            }
        }
    }
}

/// Nothing of the secret is shown.
impl std::fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Password(_) => f.write_str("Password"),
            Self::Keys(keys) => f.debug_tuple("Keys").field(keys).finish(),
        }
    }
}
