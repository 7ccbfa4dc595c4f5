//! What an administrative operation changes, as values: a store applies all of them or none.

use std::sync::Arc;

use kerbside_krb5::wire::{PrincipalName, Realm};

use super::{Policy, Principal, RealmSettings};

/// One change of the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Serve a realm, or replace its settings.
    PutRealm(Arc<RealmSettings>),
    /// Make or replace a principal.
    PutPrincipal(Arc<Principal>),
    /// Remove a principal and its account state.
    DeletePrincipal {
        /// The realm.
        realm: Realm,
        /// The name.
        name: PrincipalName,
    },
    /// Make or replace a policy.
    PutPolicy {
        /// The realm.
        realm: Realm,
        /// The policy.
        policy: Arc<Policy>,
    },
    /// Remove a policy.
    DeletePolicy {
        /// The realm.
        realm: Realm,
        /// Its name.
        name: String,
    },
    /// Give a principal another name; the state of its account stays.
    RenamePrincipal {
        /// The name that it had.
        from: PrincipalName,
        /// The record under its new name.
        to: Arc<Principal>,
    },
    /// Let another name mean a principal.
    PutAlias {
        /// The realm of both.
        realm: Realm,
        /// The other name.
        alias: PrincipalName,
        /// The principal's name.
        target: PrincipalName,
    },
    /// Remove an alias.
    DeleteAlias {
        /// The realm.
        realm: Realm,
        /// The other name.
        alias: PrincipalName,
    },
    /// Replace the state of an account: what a load of a dump brings.
    PutAccount {
        /// The realm.
        realm: Realm,
        /// The name.
        name: PrincipalName,
        /// The state.
        account: super::AccountState,
    },
    /// Forget failures and lift a lockout.
    Unlock {
        /// The realm.
        realm: Realm,
        /// The name.
        name: PrincipalName,
    },
}

/// The database has moved on from the generation that the changes were made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the database is at generation {}, not {} any more", actual.0, expected.0)]
pub struct Moved {
    /// The generation that the changes were made for.
    pub expected: super::Generation,
    /// The generation that the store is at.
    pub actual: super::Generation,
}

/// Why changes were not applied.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// Somebody else has changed the database meanwhile: the operation is to run again.
    #[error(transparent)]
    Moved(#[from] Moved),
    /// The store failed; nothing is applied.
    #[error(transparent)]
    Failed(#[from] super::WorldError),
}
