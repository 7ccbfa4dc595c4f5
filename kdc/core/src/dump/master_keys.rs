//! The master keys of a realm: the keys of its principal `K/M`, each sealed under the newest, and
//! the newest sealed under each older one, so that an old stash still opens the database.

use kerbside_crypto::{Enctype, Key};
use kerbside_krb5::formats::dump::tagged::{MasterKeyCopy, TlType, read_mkey_aux};
use kerbside_krb5::formats::dump::{DumpKey, DumpPrincipal};

use super::{LoadFault, open};
use crate::database::StoredKey;

/// A master key with its version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MasterKey {
    /// The version.
    pub kvno: u32,
    /// The key.
    pub key: Key,
}

/// The master keys of a realm, the newest first; one at least.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MasterKeys {
    newest: MasterKey,
    older: Vec<MasterKey>,
}

impl MasterKeys {
    /// One key.
    pub fn new(newest: MasterKey) -> Self {
        Self { newest, older: Vec::new() }
    }

    /// The keys of the record of `K/M`, by one of them.
    ///
    /// # Errors
    /// [`LoadFault::MasterKey`] when `known` opens none of them.
    pub fn open(record: &DumpPrincipal, known: &Key) -> Result<Self, LoadFault> {
        let (first, rest) = record.keys.split_first().ok_or(LoadFault::MasterKey)?;
        let opened = |sealed: &DumpKey, under: &Key| {
            usable(open(enctype(sealed.key.kind), &sealed.key.octets, under)?)
        };
        let by_copy = || {
            let copies = record.tagged(TlType::MKEY_AUX).and_then(read_mkey_aux);
            let copied = |copy: &MasterKeyCopy| {
                let under_known = open(enctype(copy.key.kind), &copy.key.octets, known);
                (copy.kvno == first.kvno).then_some(usable(under_known?)).flatten()
            };
            copies.unwrap_or_default().iter().find_map(copied)
        };
        let newest = opened(first, known).or_else(by_copy).ok_or(LoadFault::MasterKey)?;
        let older = |sealed: &DumpKey| {
            let key = opened(sealed, &newest).ok_or(LoadFault::MasterKey)?;
            Ok(MasterKey { kvno: sealed.kvno.into(), key })
        };
        let older = rest.iter().map(older).collect::<Result<_, LoadFault>>()?;
        Ok(Self { newest: MasterKey { kvno: first.kvno.into(), key: newest }, older })
    }

    /// The newest.
    pub fn newest(&self) -> &MasterKey {
        &self.newest
    }

    /// All of them, the newest first.
    pub fn iter(&self) -> impl Iterator<Item = &MasterKey> {
        std::iter::once(&self.newest).chain(&self.older)
    }

    /// The key of version `kvno`.
    pub fn of_version(&self, kvno: u32) -> Option<&Key> {
        self.iter().find(|master| master.kvno == kvno).map(|master| &master.key)
    }

    /// The oldest: what seals the keys of a record that does not say it.
    pub fn oldest(&self) -> &MasterKey {
        self.older.iter().fold(&self.newest, |a, b| if b.kvno < a.kvno { b } else { a })
    }
}

fn enctype(number: i16) -> Enctype {
    Enctype(number.into())
}

fn usable(key: StoredKey) -> Option<Key> {
    match key {
        StoredKey::Usable(key) => Some(key),
        StoredKey::Carried(_) => None,
    }
}
