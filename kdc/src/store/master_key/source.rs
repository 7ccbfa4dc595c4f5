//! Where a program gets the master key from.

use std::path::PathBuf;

use kerbside_crypto::{Enctype, Key};
use kerbside_krb5::wire::Realm;
use zeroize::Zeroizing;

use super::{MasterKeyError, password_key, read_stash};

/// Where the master key comes from.
#[derive(Clone)]
pub enum MasterKeySource {
    /// A stash file.
    Stash(PathBuf),
    /// A password.
    Password {
        /// The octets typed.
        password: Zeroizing<Vec<u8>>,
        /// kdc.conf's `master_key_type`.
        enctype: Enctype,
    },
    /// The key of some version itself.
    Key(Key),
}

/// MIT's `master_key_type` when kdc.conf names none.
pub fn default_enctype() -> Enctype {
    Enctype::AES256_SHA1
}

impl MasterKeySource {
    /// The keys that it holds, of any versions.
    ///
    /// # Errors
    /// When the stash file cannot be read, or the enctype is not implemented.
    pub fn keys(&self, realm: &Realm) -> Result<Vec<Key>, MasterKeyError> {
        match self {
            Self::Stash(path) => {
                Ok(read_stash(path, realm)?.into_iter().map(|(_, key)| key).collect())
            }
            Self::Password { password, enctype } => {
                Ok(vec![password_key(realm, *enctype, password)?])
            }
            Self::Key(key) => Ok(vec![key.clone()]),
        }
    }
}

impl std::fmt::Debug for MasterKeySource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Stash(path) => f.debug_tuple("Stash").field(path).finish(),
            Self::Password { enctype, .. } => write!(f, "Password({enctype}, secret)"),
            Self::Key(key) => f.debug_tuple("Key").field(key).finish(),
        }
    }
}
