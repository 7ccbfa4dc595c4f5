//! What an administrator can ask for: one variant per procedure of the kadm5 protocol.
//!
//! `ktadd` and `ktremove` are commands of a client, made of [`AdminRequest::RandomizeKeys`] or
//! [`AdminRequest::GetKeys`] and the writing of a keytab.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use kerbside_krb5::principal::Principal as Name;
use kerbside_krb5::time::Timestamp;

use crate::database::{AccountState, Attributes, KeySalt, Policy, Principal, PrincipalKey};

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
        /// Of which version; of every version when absent.
        kvno: Option<u32>,
    },
    /// `renprinc`.
    RenamePrincipal {
        /// The name that it has.
        from: Name,
        /// The name that it gets.
        to: Name,
    },
    /// `add_alias`: another name for a principal of the same realm.
    CreateAlias {
        /// The other name.
        alias: Name,
        /// The principal.
        target: Name,
    },
    /// Keys that the caller brings (kadm5's SETKEY procedures, `k5srvutil` of old).
    SetKeys {
        /// Whose.
        principal: Name,
        /// The keys; those of version 0 get the next version.
        keys: Vec<PrincipalKey>,
        /// What becomes of the present keys.
        old_keys: OldKeys,
    },
    /// `purgekeys`: old keys are removed.
    PurgeKeys {
        /// Whose.
        principal: Name,
        /// The lowest version that stays; all but the highest version go when absent.
        keep_from: Option<u32>,
    },
    /// `getstrs`.
    GetStrings {
        /// Whose.
        principal: Name,
    },
    /// `setstr`, and `delstr` without a value.
    SetString {
        /// Whose.
        principal: Name,
        /// The attribute.
        key: String,
        /// Its value; removed when absent.
        value: Option<String>,
    },
    /// `addpol`.
    CreatePolicy {
        /// Its name.
        name: String,
        /// What it asks for.
        changes: PolicyChanges,
    },
    /// `modpol`.
    ModifyPolicy {
        /// Its name.
        name: String,
        /// What changes.
        changes: PolicyChanges,
    },
    /// `delpol`.
    DeletePolicy {
        /// Its name.
        name: String,
    },
    /// `getpol`.
    GetPolicy {
        /// Its name.
        name: String,
    },
    /// `listpols`.
    ListPolicies {
        /// A pattern with `*`, `?` and `[...]`; all when absent.
        pattern: Option<String>,
    },
    /// `getprivs`.
    GetPrivileges,
}

/// What `addpol` and `modpol` change; what is absent stays as it is, and for a new policy is what
/// [`Policy::new`] has.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct PolicyChanges {
    /// `-minlife`.
    pub min_password_life: Option<Duration>,
    /// `-maxlife`.
    pub max_password_life: Option<Duration>,
    /// `-minlength`.
    pub min_length: Option<u32>,
    /// `-minclasses`.
    pub min_classes: Option<u32>,
    /// `-history`.
    pub history: Option<u32>,
    /// `-maxfailure`.
    pub max_failures: Option<u32>,
    /// `-failurecountinterval`.
    pub failure_count_interval: Option<Duration>,
    /// `-lockoutduration`.
    pub lockout_duration: Option<Duration>,
    /// `-allowedkeysalts`; `Some(None)` allows all again.
    pub allowed_key_salts: Option<Option<String>>,
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
    /// The string attributes, in order.
    Strings(Vec<(String, String)>),
    /// The policy.
    Policy(Arc<Policy>),
    /// The names of policies, in order.
    Policies(Vec<String>),
    /// What the caller may do.
    Privileges(Privileges),
}

/// What a caller may do on the database as a whole (kadm5's GET_PRIVS bits).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Privileges(pub u32);

impl Privileges {
    /// Read principals and policies (`INQUIRE`).
    pub const GET: Self = Self(1);
    /// Create (`ADD`).
    pub const ADD: Self = Self(2);
    /// Change (`MODIFY`).
    pub const MODIFY: Self = Self(4);
    /// Delete (`DELETE`).
    pub const DELETE: Self = Self(8);
    /// All of them.
    pub const ALL: Self = Self(15);

    /// Whether every privilege of `other` is had.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}
