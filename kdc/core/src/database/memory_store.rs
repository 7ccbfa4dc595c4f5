//! The store in memory: a persistent map behind an atomic pointer.
//!
//! Readers take a generation without a lock; one writer at a time publishes the next. A snapshot of
//! everything and going back to it copy a pointer each. Account state lies beside, behind a lock
//! that is held for one look-up.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arc_swap::ArcSwap;
use imbl::OrdMap;
use kerbside_krb5::wire::{KerberosString, PrincipalName, Realm};

use super::{
    AccountState, Change, CommitError, Generation, Moved, Policy, Principal, RealmSettings, Store,
    World, WorldError,
};
use crate::exchange::Effect;

/// Names as keys: the components alone, since a name's type decides nothing (RFC 4120 §6.2).
type Components = Vec<KerberosString>;
type Accounts = OrdMap<Realm, OrdMap<Components, AccountState>>;

/// A database in memory. Clones are one store.
#[derive(Clone, Default)]
pub struct MemoryStore(Arc<Shared>);

#[derive(Default)]
struct Shared {
    published: ArcSwap<Database>,
    writer: Mutex<()>,
    accounts: Mutex<Accounts>,
}

#[derive(Clone, Default)]
struct Database {
    generation: Generation,
    order: Vec<Realm>,
    realms: OrdMap<Realm, RealmState>,
}

#[derive(Clone)]
struct RealmState {
    settings: Arc<RealmSettings>,
    principals: OrdMap<Components, Arc<Principal>>,
    policies: OrdMap<String, Arc<Policy>>,
    aliases: OrdMap<Components, PrincipalName>,
}

impl RealmState {
    fn new(settings: Arc<RealmSettings>) -> Self {
        Self {
            settings,
            principals: OrdMap::new(),
            policies: OrdMap::new(),
            aliases: OrdMap::new(),
        }
    }

    fn find(&self, name: &PrincipalName) -> Option<&Arc<Principal>> {
        let direct = self.principals.get(&name.name_string);
        direct.or_else(|| {
            let target = self.aliases.get(&name.name_string)?;
            self.principals.get(&target.name_string)
        })
    }
}

/// A state of a store to which it can be set back.
#[derive(Clone)]
pub struct Snapshot {
    database: Arc<Database>,
    accounts: Accounts,
}

/// One generation of a [`MemoryStore`].
#[derive(Clone)]
pub struct MemoryWorld {
    database: Arc<Database>,
    store: Arc<Shared>,
}

impl MemoryStore {
    /// A store without realms.
    pub fn new() -> Self {
        Self::default()
    }

    /// The present generation, for one request.
    pub fn world(&self) -> MemoryWorld {
        MemoryWorld { database: self.0.published.load_full(), store: Arc::clone(&self.0) }
    }

    /// Applies all of `changes` and publishes the next generation.
    ///
    /// # Errors
    /// [`Moved`], and nothing is applied, when the store is not at `expected` any more.
    pub fn commit(&self, expected: Generation, changes: Vec<Change>) -> Result<Generation, Moved> {
        let _writer = lock(&self.0.writer);
        let mut next = Database::clone(&self.0.published.load());
        if next.generation != expected {
            return Err(Moved { expected, actual: next.generation });
        }
        for change in changes {
            self.apply_change(&mut next, change);
        }
        Ok(self.publish(next, expected))
    }

    /// Applies what an exchange changed in the state of accounts.
    pub fn apply(&self, effects: &[Effect]) {
        for effect in effects {
            if let Some((realm, name, event)) = effect.account_event() {
                self.update_account(realm, name, |account| account.after(event));
            }
        }
    }

    /// The present state, to go back to later.
    pub fn snapshot(&self) -> Snapshot {
        let _writer = lock(&self.0.writer);
        let accounts = lock(&self.0.accounts).clone();
        Snapshot { database: self.0.published.load_full(), accounts }
    }

    /// Sets the store back to `snapshot`, as a new generation.
    pub fn restore(&self, snapshot: &Snapshot) -> Generation {
        let _writer = lock(&self.0.writer);
        let present = self.0.published.load().generation;
        *lock(&self.0.accounts) = snapshot.accounts.clone();
        self.publish(Database::clone(&snapshot.database), present)
    }

    fn publish(&self, mut next: Database, present: Generation) -> Generation {
        next.generation = Generation(present.0.saturating_add(1));
        let generation = next.generation;
        self.0.published.store(Arc::new(next));
        generation
    }

    fn apply_change(&self, database: &mut Database, change: Change) {
        match change {
            Change::PutRealm(settings) => database.put_realm(settings),
            Change::PutPrincipal(principal) => {
                let state = database.realm_mut(&principal.realm);
                state.principals.insert(principal.name.name_string.clone(), principal);
            }
            Change::DeletePrincipal { realm, name } => {
                database.realm_mut(&realm).principals.remove(&name.name_string);
                self.forget_account(&realm, &name);
            }
            Change::PutPolicy { realm, policy } => {
                database.realm_mut(&realm).policies.insert(policy.name.clone(), policy);
            }
            Change::DeletePolicy { realm, name } => {
                database.realm_mut(&realm).policies.remove(&name);
            }
            Change::RenamePrincipal { from, to } => {
                let state = database.realm_mut(&to.realm);
                state.principals.remove(&from.name_string);
                self.move_account(&to.realm, &from, &to.name);
                state.principals.insert(to.name.name_string.clone(), to);
            }
            Change::PutAlias { realm, alias, target } => {
                database.realm_mut(&realm).aliases.insert(alias.name_string, target);
            }
            Change::DeleteAlias { realm, alias } => {
                database.realm_mut(&realm).aliases.remove(&alias.name_string);
            }
            Change::PutAccount { realm, name, account } => {
                self.update_account(&realm, &name, |_| account);
            }
            Change::Unlock { realm, name } => {
                self.update_account(&realm, &name, |account| AccountState {
                    failures: 0,
                    ..account
                });
            }
        }
    }

    fn update_account(
        &self,
        realm: &Realm,
        name: &PrincipalName,
        update: impl FnOnce(AccountState) -> AccountState,
    ) {
        let mut accounts = lock(&self.0.accounts);
        if !accounts.contains_key(realm) {
            accounts.insert(realm.clone(), OrdMap::new());
        }
        let Some(accounts) = accounts.get_mut(realm) else {
            return;
        };
        match accounts.get_mut(&name.name_string) {
            Some(account) => *account = update(*account),
            None => {
                let state = update(AccountState::default());
                accounts.insert(name.name_string.clone(), state);
            }
        }
    }

    fn move_account(&self, realm: &Realm, from: &PrincipalName, to: &PrincipalName) {
        let mut accounts = lock(&self.0.accounts);
        let Some(accounts) = accounts.get_mut(realm) else {
            return;
        };
        if let Some(account) = accounts.remove(&from.name_string) {
            accounts.insert(to.name_string.clone(), account);
        }
    }

    fn forget_account(&self, realm: &Realm, name: &PrincipalName) {
        if let Some(accounts) = lock(&self.0.accounts).get_mut(realm) {
            accounts.remove(&name.name_string);
        }
    }
}

impl Database {
    fn put_realm(&mut self, settings: Arc<RealmSettings>) {
        let realm = settings.realm.clone();
        if let Some(state) = self.realms.get_mut(&realm) {
            state.settings = settings;
            return;
        }
        self.order.push(realm.clone());
        self.realms.insert(realm, RealmState::new(settings));
    }

    /// The state of `realm`, served with default settings when it was not served before.
    fn realm_mut(&mut self, realm: &Realm) -> &mut RealmState {
        if !self.realms.contains_key(realm) {
            self.put_realm(Arc::new(RealmSettings::new(realm.clone())));
        }
        self.realms
            .entry(realm.clone())
            .or_insert_with(|| RealmState::new(Arc::new(RealmSettings::new(realm.clone()))))
    }
}

impl World for MemoryWorld {
    fn generation(&self) -> Generation {
        self.database.generation
    }

    fn realms(&self) -> Vec<Realm> {
        self.database.order.clone()
    }

    fn settings(&self, realm: &Realm) -> Result<Option<Arc<RealmSettings>>, WorldError> {
        Ok(self.database.realms.get(realm).map(|state| Arc::clone(&state.settings)))
    }

    fn principal(
        &self,
        realm: &Realm,
        name: &PrincipalName,
    ) -> Result<Option<Arc<Principal>>, WorldError> {
        let state = self.database.realms.get(realm);
        Ok(state.and_then(|state| state.find(name)).cloned())
    }

    fn principals(&self, realm: &Realm) -> Result<Vec<Arc<Principal>>, WorldError> {
        let state = self.database.realms.get(realm);
        Ok(state.map(|state| state.principals.values().cloned().collect()).unwrap_or_default())
    }

    fn aliases(&self, realm: &Realm) -> Result<Vec<(PrincipalName, PrincipalName)>, WorldError> {
        let Some(state) = self.database.realms.get(realm) else {
            return Ok(Vec::new());
        };
        let named = |(alias, target): (&Components, &PrincipalName)| {
            let name_string = alias.clone();
            (PrincipalName { name_type: target.name_type, name_string }, target.clone())
        };
        Ok(state.aliases.iter().map(named).collect())
    }

    fn policies(&self, realm: &Realm) -> Result<Vec<Arc<Policy>>, WorldError> {
        let state = self.database.realms.get(realm);
        Ok(state.map(|state| state.policies.values().cloned().collect()).unwrap_or_default())
    }

    fn policy(&self, realm: &Realm, name: &str) -> Result<Option<Arc<Policy>>, WorldError> {
        let state = self.database.realms.get(realm);
        Ok(state.and_then(|state| state.policies.get(name)).cloned())
    }

    fn account(&self, realm: &Realm, name: &PrincipalName) -> Result<AccountState, WorldError> {
        let accounts = lock(&self.store.accounts);
        let account = accounts.get(realm).and_then(|realm| realm.get(&name.name_string));
        Ok(account.copied().unwrap_or_default())
    }
}

/// A store in memory never fails: the methods of the same names say so.
impl Store for MemoryStore {
    type View = MemoryWorld;

    fn world(&self) -> Result<MemoryWorld, WorldError> {
        Ok(Self::world(self))
    }

    fn commit(
        &self,
        expected: Generation,
        changes: Vec<Change>,
    ) -> Result<Generation, CommitError> {
        Ok(Self::commit(self, expected, changes)?)
    }

    fn apply(&self, effects: &[Effect]) -> Result<(), WorldError> {
        Self::apply(self, effects);
        Ok(())
    }
}

/// The data behind the locks is valid between any two of its changes, so that a panic elsewhere
/// while one was held spoils nothing.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
