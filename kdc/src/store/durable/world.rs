//! One generation of a durable database: a read transaction, and the records decoded so far.
//!
//! A generation is the number of the LMDB transaction that made it, so that a commit of any
//! process is seen by the next request of every other. Decoded records are kept as long as the
//! generation lasts.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kerbside_kdc_core::database::{
    AccountState, Generation, Policy, Principal, RealmSettings, World, WorldError,
};
use kerbside_krb5::wire::{PrincipalName, Realm};

use super::accounts;
use super::error::StoreError;
use super::files::Files;
use super::record::name::{Kind, read as read_name};
use super::record::{Fault, Reader, policy, settings};
use super::unlocked::Unlocked;
use super::volume::Reading;

/// Above so many, decoded records are forgotten: 100,000 of two keys take some 100 MiB.
const KEPT: usize = 100_000;

/// What was read of one generation.
pub(super) struct Cache {
    pub(super) generation: usize,
    pub(super) unlocked: Arc<Unlocked>,
    /// In the order in which they were made.
    pub(super) realms: Vec<Arc<RealmSettings>>,
    principals: Mutex<HashMap<Vec<u8>, Arc<Principal>>>,
}

impl Cache {
    /// A cache of the generation that `reading` reads.
    pub(super) fn new(
        files: &Files,
        reading: &Reading,
        unlocked: Arc<Unlocked>,
        configured: &[Arc<RealmSettings>],
    ) -> Result<Self, StoreError> {
        let failed = |error| files.principals.failed(error);
        let mut realms = Vec::new();
        let prefix = Kind::Realm.prefix();
        for entry in reading.records.prefix_iter(&reading.txn, &prefix).map_err(failed)? {
            let (key, record) = entry.map_err(failed)?;
            let read = unlocked.integrity.content(key, record);
            let (order, settings) = read
                .and_then(|content| Ok(settings::read(content)?))
                .map_err(|fault| StoreError::record(files.principals.path(), "a realm", fault))?;
            let own = configured.iter().find(|own| own.realm == settings.realm);
            realms.push((order, own.map_or_else(|| Arc::new(settings), Arc::clone)));
        }
        realms.sort_by_key(|(order, _)| *order);
        Ok(Self {
            generation: reading.txn.id(),
            unlocked,
            realms: realms.into_iter().map(|(_, settings)| settings).collect(),
            principals: Mutex::default(),
        })
    }

    /// A cache of the same keys that is of no generation.
    pub(super) fn stale(&self) -> Self {
        let unlocked = Arc::clone(&self.unlocked);
        Self { generation: 0, unlocked, realms: Vec::new(), principals: Mutex::default() }
    }

    fn principals(&self) -> MutexGuard<'_, HashMap<Vec<u8>, Arc<Principal>>> {
        self.principals.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One generation of a [`DurableStore`](super::DurableStore).
pub struct DurableWorld {
    pub(super) files: Arc<Files>,
    pub(super) cache: Arc<Cache>,
    pub(super) reading: Reading,
}

impl DurableWorld {
    fn get(&self, key: &[u8]) -> Result<Option<&[u8]>, StoreError> {
        let record = self.reading.records.get(&self.reading.txn, key);
        record.map_err(|error| self.files.principals.failed(error))
    }

    fn unreadable(&self, whose: String, fault: Fault) -> WorldError {
        let reason = StoreError::record(self.files.principals.path(), &whose, fault).to_string();
        WorldError::Unreadable { principal: whose, reason }
    }

    fn exact(
        &self,
        realm: &Realm,
        name: &PrincipalName,
    ) -> Result<Option<Arc<Principal>>, WorldError> {
        let key = Kind::Principal.of_name(realm, name);
        if let Some(principal) = self.cache.principals().get(&key) {
            return Ok(Some(Arc::clone(principal)));
        }
        let Some(record) = self.get(&key)? else {
            return Ok(None);
        };
        let principal = self
            .cache
            .unlocked
            .principal(&key, record)
            .map_err(|fault| self.unreadable(full_name(realm, name), fault))?;
        if !principal.name.same_components(name) {
            return Ok(None);
        }
        let principal = Arc::new(principal);
        let mut kept = self.cache.principals();
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(key, Arc::clone(&principal));
        Ok(Some(principal))
    }

    /// Calls `each` with every principal of every realm, in the order of realms and names.
    ///
    /// # Errors
    /// The error of `each`, or that a record cannot be read.
    pub fn each_principal<E: From<WorldError>>(
        &self,
        mut each: impl FnMut(Principal) -> Result<(), E>,
    ) -> Result<(), E> {
        self.each(&Kind::Principal.prefix(), |key, record| {
            let principal = self.cache.unlocked.principal(key, record);
            each(principal.map_err(|fault| self.unreadable(readable(key), fault))?)
        })
    }

    /// Calls `each` with every record whose key begins with `prefix`.
    pub(super) fn each<E: From<WorldError>>(
        &self,
        prefix: &[u8],
        mut each: impl FnMut(&[u8], &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let failed = |error| WorldError::from(self.files.principals.failed(error));
        let entries = self.reading.records.prefix_iter(&self.reading.txn, prefix);
        for entry in entries.map_err(failed)? {
            let (key, record) = entry.map_err(failed)?;
            each(key, record)?;
        }
        Ok(())
    }

    fn read_policy(&self, key: &[u8], record: &[u8]) -> Result<Arc<Policy>, WorldError> {
        let content = self.cache.unlocked.integrity.content(key, record);
        let policy = content.and_then(|content| Ok(policy::read(content)?));
        policy.map(Arc::new).map_err(|fault| self.unreadable(readable(key), fault))
    }

    pub(super) fn read_alias(
        &self,
        key: &[u8],
        record: &[u8],
    ) -> Result<(PrincipalName, PrincipalName), WorldError> {
        let content = self.cache.unlocked.integrity.content(key, record);
        let names = content.and_then(|content| {
            let mut from = Reader::new(content);
            let names = (read_name(&mut from)?, read_name(&mut from)?);
            from.finish()?;
            Ok(names)
        });
        names.map_err(|fault| self.unreadable(readable(key), fault))
    }
}

impl World for DurableWorld {
    fn generation(&self) -> Generation {
        Generation(self.cache.generation as u64)
    }

    fn realms(&self) -> Vec<Realm> {
        self.cache.realms.iter().map(|settings| settings.realm.clone()).collect()
    }

    fn settings(&self, realm: &Realm) -> Result<Option<Arc<RealmSettings>>, WorldError> {
        Ok(self.cache.realms.iter().find(|settings| settings.realm == *realm).cloned())
    }

    fn principal(
        &self,
        realm: &Realm,
        name: &PrincipalName,
    ) -> Result<Option<Arc<Principal>>, WorldError> {
        if let Some(principal) = self.exact(realm, name)? {
            return Ok(Some(principal));
        }
        let key = Kind::Alias.of_name(realm, name);
        match self.get(&key)? {
            Some(record) => {
                let (alias, target) = self.read_alias(&key, record)?;
                if alias.same_components(name) { self.exact(realm, &target) } else { Ok(None) }
            }
            None => Ok(None),
        }
    }

    fn principals(&self, realm: &Realm) -> Result<Vec<Arc<Principal>>, WorldError> {
        let mut principals = Vec::new();
        self.each(&Kind::Principal.of_realm(realm), |key, record| {
            let principal = self.cache.unlocked.principal(key, record);
            let principal = principal.map_err(|fault| self.unreadable(readable(key), fault))?;
            principals.push(Arc::new(principal));
            Ok::<_, WorldError>(())
        })?;
        Ok(principals)
    }

    fn aliases(&self, realm: &Realm) -> Result<Vec<(PrincipalName, PrincipalName)>, WorldError> {
        let mut aliases = Vec::new();
        self.each(&Kind::Alias.of_realm(realm), |key, record| {
            aliases.push(self.read_alias(key, record)?);
            Ok::<_, WorldError>(())
        })?;
        Ok(aliases)
    }

    fn policy(&self, realm: &Realm, name: &str) -> Result<Option<Arc<Policy>>, WorldError> {
        let key = Kind::Policy.of_text(realm, name);
        let record = self.get(&key)?;
        let policy = record.map(|record| self.read_policy(&key, record)).transpose()?;
        Ok(policy.filter(|policy| policy.name == name))
    }

    fn policies(&self, realm: &Realm) -> Result<Vec<Arc<Policy>>, WorldError> {
        let mut policies = Vec::new();
        self.each(&Kind::Policy.of_realm(realm), |key, record| {
            policies.push(self.read_policy(key, record)?);
            Ok::<_, WorldError>(())
        })?;
        Ok(policies)
    }

    fn account(&self, realm: &Realm, name: &PrincipalName) -> Result<AccountState, WorldError> {
        let volume = &self.files.accounts;
        let reading = volume.read()?;
        let key = Kind::Principal.of_name(realm, name);
        Ok(accounts::get(volume, &reading.txn, reading.records, &key)?)
    }
}

fn full_name(realm: &Realm, name: &PrincipalName) -> String {
    kerbside_krb5::principal::Principal::new(name.clone(), realm.clone()).to_string()
}

/// A key as text, for whoever has to find the record.
pub(super) fn readable(key: &[u8]) -> String {
    let name = key.get(1..).unwrap_or_default();
    name.escape_ascii().to_string().replace("\\x00\\x01", "/")
}
