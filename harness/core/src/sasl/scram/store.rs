//! The SCRAM credentials of a cluster, as its metadata holds them (KIP-554).
//!
//! Every change counts for the next authentication, on every node.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::{ScramCredential, ScramCredentials, ScramMechanism};

type Credentials = BTreeMap<ScramMechanism, ScramCredential>;

/// Users and their credentials, at most one for each mechanism.
#[derive(Debug, Default)]
pub struct ScramStore {
    users: RwLock<BTreeMap<Arc<str>, Credentials>>,
}

impl ScramStore {
    /// Adds a credential, or replaces the one that there is.
    pub fn put(&self, user: &str, mechanism: ScramMechanism, credential: ScramCredential) {
        self.write().entry(Arc::from(user)).or_default().insert(mechanism, credential);
    }

    /// [`ScramStore::put`], unless there are `most` users already and this is another; whether it
    /// was put.
    pub fn put_within(
        &self,
        most: usize,
        user: &str,
        mechanism: ScramMechanism,
        credential: ScramCredential,
    ) -> bool {
        let mut users = self.write();
        let fits = users.len() < most || users.contains_key(user);
        if fits {
            users.entry(Arc::from(user)).or_default().insert(mechanism, credential);
        }
        fits
    }

    /// Takes a credential out; `None` when there is none.
    pub fn remove(&self, user: &str, mechanism: ScramMechanism) -> Option<ScramCredential> {
        let mut users = self.write();
        let credentials = users.get_mut(user)?;
        let removed = credentials.remove(&mechanism);
        if credentials.is_empty() {
            users.remove(user);
        }
        removed
    }

    /// The users that have a credential.
    pub fn users(&self) -> Vec<Arc<str>> {
        self.read().keys().cloned().collect()
    }

    /// A user's mechanisms, and how often its password was hashed for each.
    pub fn iterations(&self, user: &str) -> Vec<(ScramMechanism, i32)> {
        let users = self.read();
        let credentials = users.get(user).into_iter().flatten();
        credentials.map(|(mechanism, credential)| (*mechanism, credential.iterations)).collect()
    }

    fn read(&self) -> RwLockReadGuard<'_, BTreeMap<Arc<str>, Credentials>> {
        self.users.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, BTreeMap<Arc<str>, Credentials>> {
        self.users.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ScramCredentials for ScramStore {
    fn credential(&self, user: &str, mechanism: ScramMechanism) -> Option<ScramCredential> {
        self.read().get(user)?.get(&mechanism).cloned()
    }
}
