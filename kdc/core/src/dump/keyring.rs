//! The keys under which the keys of a dump lie sealed: the versions of the realm's master key.
//!
//! The record of `K/M` in a dump has all of them, each sealed under the newest, and the newest
//! sealed under each older one, so that an old stash still opens the dump.

use std::collections::BTreeMap;
use std::fmt;

use kerbside_crypto::{Enctype, Key};
use kerbside_krb5::formats::dump::tagged::{MasterKeyCopy, TlType, read_mkey_aux};
use kerbside_krb5::formats::dump::{DumpKey, DumpPrincipal, Typed};

use super::LoadFault;
use crate::database::unseal_key;

/// Master keys by their version.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Keyring(BTreeMap<u32, Key>);

impl Keyring {
    /// The keys of the record of `K/M` in a dump, by any of its versions.
    ///
    /// # Errors
    /// [`LoadFault::MasterKey`] when `known` has none of them.
    pub fn open(record: &DumpPrincipal, known: &[Key]) -> Result<Self, LoadFault> {
        let newest = record.keys.iter().max_by_key(|key| key.kvno);
        let newest = newest.ok_or(LoadFault::MasterKey)?;
        let copies = record.tagged(TlType::MKEY_AUX).and_then(read_mkey_aux).unwrap_or_default();
        let copies = || copies.iter().filter(|copy| copy.kvno == newest.kvno);
        let itself = |key: &Key| open(&newest.key, key).filter(|opened| opened == key);
        let copied = |key: &Key| copies().find_map(|copy: &MasterKeyCopy| open(&copy.key, key));
        let under = known.iter().find_map(|key| itself(key).or_else(|| copied(key)));
        let under = under.ok_or(LoadFault::MasterKey)?;
        let version = |sealed: &DumpKey| Some((u32::from(sealed.kvno), open(&sealed.key, &under)?));
        let versions: Option<_> = record.keys.iter().map(version).collect();
        versions.map(Self).ok_or(LoadFault::MasterKey)
    }

    /// The key of version `kvno`.
    pub fn of_version(&self, kvno: u32) -> Option<&Key> {
        self.0.get(&kvno)
    }

    /// The lowest version: what seals the keys of a record that does not say it.
    pub fn oldest_version(&self) -> u32 {
        self.0.first_key_value().map_or(1, |(kvno, _)| *kvno)
    }
}

impl FromIterator<(u32, Key)> for Keyring {
    fn from_iter<I: IntoIterator<Item = (u32, Key)>>(keys: I) -> Self {
        Self(keys.into_iter().collect())
    }
}

/// The versions; never the keys.
impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Keyring").field(&self.0.keys()).finish()
    }
}

fn open(sealed: &Typed, under: &Key) -> Option<Key> {
    unseal_key(under, Enctype(sealed.kind.into()), &sealed.octets)?.to_key().ok()
}
