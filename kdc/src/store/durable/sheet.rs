//! Changes become records: on the database itself, or on a sheet in memory that replaces it.

use std::collections::BTreeMap;
use std::sync::Arc;

use heed::RwTxn;
use kerbside_crypto::Entropy;
use kerbside_kdc_core::database::{
    AccountState, Change, Principal, PrincipalKey, RealmSettings, StoredKey,
};
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::{PrincipalName, Realm};

use super::accounts;
use super::error::StoreError;
use super::record::name::{FOUNDATION, Kind, write as write_name};
use super::record::{Writer, policy, principal, settings};
use super::unlocked::Unlocked;
use super::volume::{Records, Volume};
use crate::store::master_key::{MasterKeyError, MasterKeys, master_principal};

/// Where records are written.
pub(super) trait Sheet {
    /// The record under `key`.
    fn get(&mut self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;
    /// Makes or replaces a record.
    fn put(&mut self, key: Vec<u8>, record: Vec<u8>) -> Result<(), StoreError>;
    /// Removes a record.
    fn delete(&mut self, key: &[u8]) -> Result<(), StoreError>;
    /// How many records have a key that begins with `prefix`.
    fn count(&mut self, prefix: &[u8]) -> Result<usize, StoreError>;
}

/// A write transaction.
pub(super) struct Live<'a, 't> {
    pub(super) volume: &'a Volume,
    pub(super) txn: &'a mut RwTxn<'t>,
    pub(super) records: Records,
}

impl Sheet for Live<'_, '_> {
    fn get(&mut self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let record = self.records.get(self.txn, key);
        Ok(record.map_err(|error| self.volume.failed(error))?.map(<[u8]>::to_vec))
    }

    fn put(&mut self, key: Vec<u8>, record: Vec<u8>) -> Result<(), StoreError> {
        self.records.put(self.txn, &key, &record).map_err(|error| self.volume.failed(error))
    }

    fn delete(&mut self, key: &[u8]) -> Result<(), StoreError> {
        let deleted = self.records.delete(self.txn, key);
        deleted.map(drop).map_err(|error| self.volume.failed(error))
    }

    fn count(&mut self, prefix: &[u8]) -> Result<usize, StoreError> {
        let found = self.records.prefix_iter(self.txn, prefix);
        Ok(found.map_err(|error| self.volume.failed(error))?.count())
    }
}

impl Sheet for BTreeMap<Vec<u8>, Vec<u8>> {
    fn get(&mut self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(BTreeMap::get(self, key).cloned())
    }

    fn put(&mut self, key: Vec<u8>, record: Vec<u8>) -> Result<(), StoreError> {
        self.insert(key, record);
        Ok(())
    }

    fn delete(&mut self, key: &[u8]) -> Result<(), StoreError> {
        self.remove(key);
        Ok(())
    }

    fn count(&mut self, prefix: &[u8]) -> Result<usize, StoreError> {
        let from = self.range(prefix.to_vec()..);
        Ok(from.take_while(|(key, _)| key.starts_with(prefix)).count())
    }
}

/// Writes changes as records.
pub(super) struct Pen<'a> {
    pub(super) unlocked: Arc<Unlocked>,
    pub(super) now: Timestamp,
    pub(super) entropy: &'a mut dyn Entropy,
}

/// What a change does to the state of accounts.
pub(super) enum AccountChange {
    Put(Vec<u8>, AccountState),
    Forget(Vec<u8>),
    Move(Vec<u8>, Vec<u8>),
    Unlock(Vec<u8>),
}

impl Pen<'_> {
    /// Writes what `change` does to the records of principals and policies.
    pub(super) fn write(
        &mut self,
        sheet: &mut impl Sheet,
        change: &Change,
    ) -> Result<(), StoreError> {
        match change {
            Change::PutRealm(settings) => self.put_realm(sheet, settings),
            Change::PutPrincipal(principal) => self.put_principal(sheet, principal, None),
            Change::DeletePrincipal { realm, name } => {
                self.spare_master(realm, name)?;
                sheet.delete(&Kind::Principal.of_name(realm, name))
            }
            Change::PutPolicy { realm, policy } => {
                let key = Kind::Policy.of_text(realm, &policy.name);
                let record = self.unlocked.integrity.frame(&key, &policy::write(policy));
                sheet.put(key, record)
            }
            Change::DeletePolicy { realm, name } => {
                sheet.delete(&Kind::Policy.of_text(realm, name))
            }
            Change::RenamePrincipal { from, to } => {
                self.spare_master(&to.realm, from)?;
                let old = Kind::Principal.of_name(&to.realm, from);
                let before = sheet.get(&old)?;
                sheet.delete(&old)?;
                self.put_principal(sheet, to, before.map(|record| (old, record)))
            }
            Change::PutAlias { realm, alias, target } => {
                let key = Kind::Alias.of_name(realm, alias);
                let mut out = Writer::default();
                write_name(&mut out, alias);
                write_name(&mut out, target);
                let record = self.unlocked.integrity.frame(&key, &out.0);
                sheet.put(key, record)
            }
            Change::DeleteAlias { realm, alias } => {
                sheet.delete(&Kind::Alias.of_name(realm, alias))
            }
            Change::PutAccount { .. } | Change::Unlock { .. } => Ok(()),
        }
    }

    fn put_realm(
        &mut self,
        sheet: &mut impl Sheet,
        settings: &RealmSettings,
    ) -> Result<(), StoreError> {
        let key = Kind::Realm.of_realm(&settings.realm);
        let before = sheet.get(&key)?;
        let before = before.and_then(|record| {
            let content = self.unlocked.integrity.content(&key, &record).ok()?;
            Some(settings::read(content).ok()?.0)
        });
        let order = match before {
            Some(order) => order,
            None => u32::try_from(sheet.count(&Kind::Realm.prefix())?).unwrap_or(u32::MAX),
        };
        let record = self.unlocked.integrity.frame(&key, &settings::write(order, settings));
        sheet.put(key, record)
    }

    /// Keys that stay are sealed under the version that they were under; new ones under the one
    /// in use, as MIT does.
    fn put_principal(
        &mut self,
        sheet: &mut impl Sheet,
        principal: &Principal,
        before: Option<(Vec<u8>, Vec<u8>)>,
    ) -> Result<(), StoreError> {
        if self.is_master(principal) {
            return self.put_master(sheet, principal);
        }
        let key = Kind::Principal.of_name(&principal.realm, &principal.name);
        let before = match before {
            Some(before) => Some(before),
            None => sheet.get(&key)?.map(|record| (key.clone(), record)),
        };
        let before = before.and_then(|(key, record)| self.unlocked.principal(&key, &record).ok());
        let kept = before.filter(|before| same_keys(&before.keys, &principal.keys));
        let kvno = match kept {
            Some(kept) => kept.master_kvno,
            None => self.unlocked.masters.active(self.now).0,
        };
        self.put_sealed(sheet, principal, kvno)
    }

    /// Writes `principal` with its keys under version `kvno`.
    pub(super) fn put_sealed(
        &mut self,
        sheet: &mut impl Sheet,
        principal: &Principal,
        kvno: u32,
    ) -> Result<(), StoreError> {
        let master = self.unlocked.masters.version(kvno);
        let master = master.ok_or(MasterKeyError::NoSuchVersion(kvno))?;
        let content = principal::write(principal, (kvno, master), self.entropy);
        let key = Kind::Principal.of_name(&principal.realm, &principal.name);
        let record = self.unlocked.integrity.frame(&key, &content);
        sheet.put(key, record)
    }

    /// `K/M` lies under its newest key, and so does the key of the MACs.
    fn put_master(
        &mut self,
        sheet: &mut impl Sheet,
        principal: &Principal,
    ) -> Result<(), StoreError> {
        let masters = MasterKeys::from_principal(principal)?;
        self.unlocked = Arc::new(self.unlocked.with_masters(masters));
        let (newest, _) = self.unlocked.masters.newest();
        self.put_sealed(sheet, principal, newest)?;
        sheet.put(FOUNDATION.to_vec(), self.unlocked.foundation(self.entropy))
    }

    /// Whether it is the `K/M` of this database.
    pub(super) fn is_master(&self, principal: &Principal) -> bool {
        principal.name.same_components(&master_principal())
            && principal.realm == *self.unlocked.masters.realm()
    }

    fn spare_master(&self, realm: &Realm, name: &PrincipalName) -> Result<(), StoreError> {
        if name.same_components(&master_principal()) && realm == self.unlocked.masters.realm() {
            return Err(MasterKeyError::InUse(self.unlocked.masters.newest().0).into());
        }
        Ok(())
    }
}

/// What `change` does to the state of accounts.
pub(super) fn account_change(change: &Change) -> Option<AccountChange> {
    let key = |realm: &Realm, name: &PrincipalName| Kind::Principal.of_name(realm, name);
    match change {
        Change::DeletePrincipal { realm, name } => Some(AccountChange::Forget(key(realm, name))),
        Change::RenamePrincipal { from, to } => {
            Some(AccountChange::Move(key(&to.realm, from), key(&to.realm, &to.name)))
        }
        Change::PutAccount { realm, name, account } => {
            Some(AccountChange::Put(key(realm, name), *account))
        }
        Change::Unlock { realm, name } => Some(AccountChange::Unlock(key(realm, name))),
        Change::PutRealm(_)
        | Change::PutPrincipal(_)
        | Change::PutPolicy { .. }
        | Change::DeletePolicy { .. }
        | Change::PutAlias { .. }
        | Change::DeleteAlias { .. } => None,
    }
}

/// Applies changes of accounts.
pub(super) fn write_account(
    sheet: &mut impl Sheet,
    change: &AccountChange,
) -> Result<(), StoreError> {
    match change {
        AccountChange::Put(key, state) => sheet.put(key.clone(), accounts::write(key, state)),
        AccountChange::Forget(key) => sheet.delete(key),
        AccountChange::Move(from, to) => {
            let Some(state) = sheet.get(from)?.and_then(|record| accounts::read(from, &record))
            else {
                return Ok(());
            };
            sheet.delete(from)?;
            sheet.put(to.clone(), accounts::write(to, &state))
        }
        AccountChange::Unlock(key) => {
            let Some(state) = sheet.get(key)?.and_then(|record| accounts::read(key, &record))
            else {
                return Ok(());
            };
            let unlocked = AccountState { failures: 0, ..state };
            sheet.put(key.clone(), accounts::write(key, &unlocked))
        }
    }
}

fn same_keys(before: &[PrincipalKey], after: &[PrincipalKey]) -> bool {
    let octets = |key: &PrincipalKey| match &key.key {
        StoredKey::Usable(key) => key.as_bytes().to_vec(),
        StoredKey::Carried(key) => key.keyvalue.to_vec(),
    };
    before.len() == after.len()
        && before.iter().zip(after).all(|(before, after)| {
            (before.kvno, before.enctype()) == (after.kvno, after.enctype())
                && octets(before) == octets(after)
        })
}
