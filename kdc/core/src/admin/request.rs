//! What an administrator can ask for: one variant per procedure of the kadm5 protocol.
//!
//! `ktadd` and `ktremove` are commands of a client, made of [`AdminRequest::RandomizeKeys`] or
//! [`AdminRequest::GetKeys`] and the writing of a keytab.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use kerbside_krb5::principal::Principal as Name;
use kerbside_krb5::time::Timestamp;

use crate::database::{AccountState, Attributes, KeySalt, Principal, PrincipalKey};

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AdminRequest {
    /// `addprinc`.
    CreatePrincipal(CreatePrincipal),
    /// `delprinc`.
    DeletePrincipal {
        /// Whom.
        principal: Name,
    },
    /// `modprinc`.
    ModifyPrincipal {
        /// Whom.
        principal: Name,
        /// What.
        changes: PrincipalChanges,
    },
    /// `cpw`: new keys from a password.
    ChangePassword {
        /// Whose.
        principal: Name,
        /// The password.
        password: Password,
        /// The keys to make; the realm's when absent.
        key_salts: Option<Vec<KeySalt>>,
        /// What becomes of the present keys.
        old_keys: OldKeys,
    },
    /// `cpw -randkey`: new random keys, which the reply holds.
    RandomizeKeys {
        /// Whose.
        principal: Name,
        /// The keys to make; the realm's when absent.
        key_salts: Option<Vec<KeySalt>>,
        /// What becomes of the present keys.
        old_keys: OldKeys,
    },
    /// `getprinc`.
    GetPrincipal {
        /// Whom.
        principal: Name,
    },
    /// `listprincs`.
    ListPrincipals {
        /// A pattern with `*`, `?` and `[...]`; all when absent.
        pattern: Option<String>,
    },
    /// The keys as they are, for `ktadd -norandkey`.
    GetKeys {
        /// Whose.
        principal: Name,
        /// Of which version; of the current one when absent.
        kvno: Option<u32>,
    },
}

/// What `addprinc` asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreatePrincipal {
    /// Whom.
    pub principal: Name,
    /// Where its keys come from.
    pub key: NewKey,
    /// The keys to make; the realm's when absent.
    pub key_salts: Option<Vec<KeySalt>>,
    /// What differs from the realm's defaults.
    pub changes: PrincipalChanges,
}

impl CreatePrincipal {
    /// `principal` with `key` and the realm's defaults.
    pub fn new(principal: Name, key: NewKey) -> Self {
        Self { principal, key, key_salts: None, changes: PrincipalChanges::default() }
    }
}

/// Where the keys of a new principal come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewKey {
    /// A password.
    Password(Password),
    /// Randomness.
    Random,
    /// Nowhere: it has none.
    None,
}

/// A password, which is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(pub Vec<u8>);

impl From<&str> for Password {
    fn from(text: &str) -> Self {
        Self(text.as_bytes().to_vec())
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(secret)")
    }
}

/// What becomes of the keys that a principal had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum OldKeys {
    /// They are gone: tickets and keytabs made with them are of no use.
    #[default]
    Discard,
    /// They stay beside the new ones (`-keepold`).
    Keep,
}

/// What `addprinc` and `modprinc` change; what is absent stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct PrincipalChanges {
    /// Attributes to set.
    pub set: Attributes,
    /// Attributes to clear.
    pub clear: Attributes,
    /// When the principal expires.
    pub expires: Option<Expiry>,
    /// When its password expires.
    pub password_expires: Option<Expiry>,
    /// The longest life of its tickets; zero is no limit of its own.
    pub max_life: Option<Duration>,
    /// The longest renewable life of its tickets.
    pub max_renewable_life: Option<Duration>,
    /// The version of its present keys.
    pub kvno: Option<u32>,
    /// Its policy.
    pub policy: Option<PolicyChange>,
    /// String attributes: to set, or to remove where the value is absent.
    pub strings: BTreeMap<String, Option<String>>,
    /// Failed logins are forgotten (`-unlock`).
    pub unlock: Option<Unlock>,
}

/// Forget failed logins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unlock;

/// When something expires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    /// Never.
    Never,
    /// Then.
    At(Timestamp),
}

impl From<Expiry> for Option<Timestamp> {
    fn from(expiry: Expiry) -> Self {
        match expiry {
            Expiry::Never => None,
            Expiry::At(at) => Some(at),
        }
    }
}

/// Which policy a principal has from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PolicyChange {
    /// None (`-clearpolicy`).
    Clear,
    /// This one, whether it exists or not, as MIT allows.
    Set(String),
}

/// What an operation answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AdminReply {
    /// It is done.
    Done,
    /// The record and the state of the account.
    Principal(Arc<Principal>, AccountState),
    /// The names, in order.
    Principals(Vec<Name>),
    /// The keys.
    Keys(Vec<PrincipalKey>),
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The name that becomes "last modified by".
    pub principal: Name,
}
