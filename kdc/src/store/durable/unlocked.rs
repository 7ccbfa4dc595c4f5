//! What opens the records of a database: its master keys and the key of its MACs.
//!
//! The foundation record names the realm and keeps the MAC key, sealed under the newest master
//! key; that one is found in `K/M` from any key that is known.

use std::sync::Arc;

use heed::RoTxn;
use kerbside_crypto::{Enctype, Entropy, Key};
use kerbside_kdc_core::database::{Principal, seal_key, unseal_key};
use kerbside_krb5::formats::dump::tagged::TlType;
use kerbside_krb5::wire::{EncryptionKey, Realm};

use super::error::StoreError;
use super::record::name::{DESTROYED, FOUNDATION, Kind};
use super::record::{Fault, Integrity, Malformed, Reader, Writer, principal, unkeyed};
use super::record::{MAC_LENGTH, unkeyed_content};
use super::volume::{Records, Volume};
use crate::store::master_key::{MasterKeyError, MasterKeys, master_principal, tagged};

/// The keys of a database, with the records that they came from.
pub(super) struct Unlocked {
    pub(super) masters: MasterKeys,
    pub(super) integrity: Integrity,
    foundation: Vec<u8>,
    master_record: Vec<u8>,
}

/// The foundation record.
struct Foundation {
    realm: Realm,
    kvno: u32,
    sealed: Vec<u8>,
}

impl Unlocked {
    /// New keys of a database whose master key is `masters`.
    pub(super) fn new(masters: MasterKeys, entropy: &mut dyn Entropy) -> Result<Self, StoreError> {
        let key = Key::random(Enctype::AES256_SHA1, entropy).map_err(MasterKeyError::from)?;
        let (foundation, master_record) = (Vec::new(), Vec::new());
        Ok(Self { masters, integrity: Integrity(key), foundation, master_record })
    }

    /// The same with other master keys.
    pub(super) fn with_masters(&self, masters: MasterKeys) -> Self {
        let integrity = self.integrity.clone();
        Self { masters, integrity, foundation: Vec::new(), master_record: Vec::new() }
    }

    /// The foundation record of these keys.
    pub(super) fn foundation(&self, entropy: &mut dyn Entropy) -> Vec<u8> {
        let (kvno, master) = self.masters.newest();
        let mut out = Writer::default();
        out.octets(self.masters.realm().as_bytes());
        out.u32(kvno);
        out.octets(&seal_key(master, &EncryptionKey::from(&self.integrity.0), entropy));
        unkeyed(FOUNDATION, &out.0)
    }

    /// The version `kvno` of the master key.
    pub(super) fn version(&self, kvno: u32) -> Result<&Key, Fault> {
        self.masters.version(kvno).ok_or(Fault::MasterKey(kvno))
    }

    /// The principal whose record, found under `key`, is `record`.
    pub(super) fn principal(&self, key: &[u8], record: &[u8]) -> Result<Principal, Fault> {
        let sealed = principal::read(self.integrity.content(key, record)?)?;
        let master = self.version(sealed.principal.master_kvno)?;
        sealed.open(master)
    }
}

/// The realm whose `K/M` keeps the master key.
pub(super) fn realm(
    volume: &Volume,
    txn: &RoTxn<'_>,
    records: Records,
) -> Result<Realm, StoreError> {
    Ok(read_foundation(volume, &foundation_record(volume, txn, records)?)?.realm)
}

/// The keys of the database, opened with whichever of `known` fits; `before` when nothing changed.
pub(super) fn unlock(
    volume: &Volume,
    txn: &RoTxn<'_>,
    records: Records,
    known: &[Key],
    before: Option<&Arc<Unlocked>>,
) -> Result<Arc<Unlocked>, StoreError> {
    let get = |key: &[u8]| records.get(txn, key).map_err(|error| volume.failed(error));
    if get(DESTROYED)?.is_some() {
        return Err(StoreError::Destroyed(volume.path().to_owned()));
    }
    let foundation = foundation_record(volume, txn, records)?;
    let Foundation { realm, kvno, sealed } = read_foundation(volume, &foundation)?;
    let key = Kind::Principal.of_name(&realm, &master_principal());
    let named = format!("K/M@{realm}");
    let faulty = |fault| StoreError::record(volume.path(), &named, fault);
    let record = get(&key)?.ok_or_else(|| faulty(Fault::Short))?;
    if let Some(before) = before
        && before.foundation == foundation
        && before.master_record == record
    {
        return Ok(Arc::clone(before));
    }
    // What was used until now may not be what a stash file says any more.
    let used = before.iter().flat_map(|before| before.masters.versions());
    let known: Vec<Key> =
        known.iter().cloned().chain(used.map(|(_, key, _)| key.clone())).collect();
    let master = newest_master(&key, record, &known).map_err(faulty)?;
    let Some(master) = master else {
        return Err(MasterKeyError::Wrong.into());
    };
    let opened = unseal_key(&master, Enctype::AES256_SHA1, &sealed);
    let integrity = opened.and_then(|key| key.to_key().ok()).map(Integrity);
    let integrity = integrity.ok_or_else(|| faulty(Fault::MasterKey(kvno)))?;
    let content = integrity.content(&key, record).map_err(faulty)?;
    let sealed = principal::read(content).map_err(|fault| faulty(fault.into()))?;
    let masters = MasterKeys::from_principal(&sealed.open(&master).map_err(faulty)?)?;
    let master_record = record.to_vec();
    Ok(Arc::new(Unlocked { masters, integrity, foundation, master_record }))
}

/// The newest master key; `None` when none of `known` leads to it. The MAC cannot be checked yet:
/// its key is sealed under the one that is sought.
fn newest_master(key: &[u8], record: &[u8], known: &[Key]) -> Result<Option<Key>, Fault> {
    let at = record.len().checked_sub(MAC_LENGTH).ok_or(Fault::Short)?;
    let (record, _) = record.split_at(at);
    let sealed = principal::read(unkeyed_content(key, record)?)?;
    let copies = tagged(&sealed.principal, TlType::MKEY_AUX);
    Ok(MasterKeys::newest_of(known, &sealed.versions(), copies))
}

fn foundation_record(
    volume: &Volume,
    txn: &RoTxn<'_>,
    records: Records,
) -> Result<Vec<u8>, StoreError> {
    let record = records.get(txn, FOUNDATION).map_err(|error| volume.failed(error))?;
    Ok(record.ok_or_else(|| StoreError::Foreign(volume.path().to_owned()))?.to_vec())
}

fn read_foundation(volume: &Volume, record: &[u8]) -> Result<Foundation, StoreError> {
    let faulty = |fault| StoreError::record(volume.path(), "its foundation", fault);
    let content = unkeyed_content(FOUNDATION, record).map_err(faulty)?;
    let read = || -> Result<Foundation, Malformed> {
        let mut from = Reader::new(content);
        let (realm, kvno) = (from.string()?, from.u32()?);
        let sealed = from.octets()?.to_vec();
        from.finish()?;
        Ok(Foundation { realm, kvno, sealed })
    };
    read().map_err(|fault| faulty(fault.into()))
}
