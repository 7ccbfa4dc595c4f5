//! What a decision may ask of the database: the realms served, their settings and principals.

use std::sync::Arc;

use kerbside_krb5::wire::{PrincipalName, Realm};

use super::{AccountState, Policy, Principal, RealmSettings};

/// The number of a state of the database; each commit makes the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Generation(pub u64);

/// The database as one request sees it: one generation, whatever is committed meanwhile.
///
/// Account state alone is read at its own instant.
pub trait World {
    /// The generation that this view shows.
    fn generation(&self) -> Generation;

    /// The realms served, in the order in which they were made.
    fn realms(&self) -> Vec<Realm>;

    /// The settings of `realm`; `None` when it is not served.
    fn settings(&self, realm: &Realm) -> Result<Option<Arc<RealmSettings>>, WorldError>;

    /// The principal `name` of `realm`, whatever the name's type (RFC 4120 §6.2). An alias gives
    /// the record of its target, whose name then differs from the one asked for.
    fn principal(
        &self,
        realm: &Realm,
        name: &PrincipalName,
    ) -> Result<Option<Arc<Principal>>, WorldError>;

    /// All principals of `realm`, in the order of their names.
    fn principals(&self, realm: &Realm) -> Result<Vec<Arc<Principal>>, WorldError>;

    /// The aliases of `realm` with their targets, in the order of the aliases' names.
    fn aliases(&self, realm: &Realm) -> Result<Vec<(PrincipalName, PrincipalName)>, WorldError>;

    /// The policy `name` of `realm`.
    fn policy(&self, realm: &Realm, name: &str) -> Result<Option<Arc<Policy>>, WorldError>;

    /// All policies of `realm`, in the order of their names.
    fn policies(&self, realm: &Realm) -> Result<Vec<Arc<Policy>>, WorldError>;

    /// The state of an account; the default when it was never used.
    fn account(&self, realm: &Realm, name: &PrincipalName) -> Result<AccountState, WorldError>;
}

/// The database failed: a shell answers KRB_ERR_GENERIC and reports it.
#[derive(Debug, thiserror::Error)]
pub enum WorldError {
    /// A record exists and cannot be read.
    #[error("the record of {principal} cannot be read: {reason}")]
    Unreadable {
        /// Whose record.
        principal: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The store as a whole failed.
    #[error("the database failed: {0}")]
    Store(#[source] Box<dyn std::error::Error + Send + Sync>),
}
