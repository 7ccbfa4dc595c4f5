//! The master key of a database: the versions of it, and the principal `K/M` that keeps them.
//!
//! Every key in a durable database lies sealed under a version of the master key. `K/M@REALM` has
//! all versions, sealed under the newest; who knows only an older one finds the newest sealed
//! under it in the principal's tagged data. All of it is as MIT has it, so that a dump and a stash
//! file of one serve the other.

mod rotate;
mod source;
mod stash;

pub use rotate::{add_version, purge_versions, use_version};
pub use source::{MasterKeySource, default_enctype};
pub use stash::{read_stash, write_stash};

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use kerbside_crypto::{CryptoError, Enctype, Key, string_to_key};
use kerbside_kdc_core::database::{
    Attributes, Principal, PrincipalKey, Salt, StoredKey, StringAttributes, TaggedData, unseal_key,
};
use kerbside_krb5::formats::dump::tagged::{ActiveKvno, TlType, read_actkvno, read_mkey_aux};
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::{NameType, PrincipalName, Realm};

/// The versions of a master key, and from when on each is used.
#[derive(Clone)]
pub struct MasterKeys {
    realm: Realm,
    versions: BTreeMap<u32, Key>,
    active: Vec<ActiveKvno>,
}

/// Why there is no master key.
#[derive(Debug, thiserror::Error)]
pub enum MasterKeyError {
    /// The enctype has no string-to-key here, or the key is malformed.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
    /// The stash file cannot be read or written.
    #[error("stash file {path}: {error}; give -m, or make it with `kdb5_util stash`")]
    Stash {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// The stash file is none.
    #[error("stash file {path}: {reason}; write it anew with `kdb5_util stash`")]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// None of the keys at hand opens `K/M`.
    #[error("Unable to decrypt latest master key with the provided master key")]
    Wrong,
    /// `K/M` has no key of this version.
    #[error("master key version {0} does not exist")]
    NoSuchVersion(u32),
    /// The version is in use, or the only one.
    #[error("master key version {0} is in use")]
    InUse(u32),
    /// `K/M` keeps something that is no list of master keys.
    #[error("the record of K/M@{realm} is malformed: {reason}")]
    Record {
        /// The realm.
        realm: Realm,
        /// What is wrong.
        reason: &'static str,
    },
}

/// The name of the principal that keeps a master key (MIT's `master_key_name`).
pub fn master_principal() -> PrincipalName {
    PrincipalName::new(NameType::PRINCIPAL, ["K", "M"])
}

impl MasterKeys {
    /// A master key with the one version `kvno`.
    pub fn new(realm: Realm, kvno: u32, key: Key) -> Self {
        Self { realm, versions: BTreeMap::from([(kvno, key)]), active: Vec::new() }
    }

    /// The master key of `realm` that `password` stands for: the same as MIT's.
    ///
    /// # Errors
    /// When `enctype` is not implemented.
    pub fn from_password(
        realm: Realm,
        enctype: Enctype,
        password: &[u8],
    ) -> Result<Self, CryptoError> {
        let key = password_key(&realm, enctype, password)?;
        Ok(Self::new(realm, 1, key))
    }

    /// The master keys that the record `K/M` holds in the clear.
    ///
    /// # Errors
    /// [`MasterKeyError::Record`].
    pub fn from_principal(principal: &Principal) -> Result<Self, MasterKeyError> {
        let realm = principal.realm.clone();
        let versions: BTreeMap<u32, Key> = principal
            .keys
            .iter()
            .filter_map(|key| Some((key.kvno, key.usable()?.clone())))
            .collect();
        let broken = |reason| MasterKeyError::Record { realm: realm.clone(), reason };
        if versions.is_empty() {
            return Err(broken("it has no key that can be used"));
        }
        let active = match tagged(principal, TlType::ACTKVNO) {
            Some(octets) => read_actkvno(octets).ok_or_else(|| broken("its list of versions"))?,
            None => Vec::new(),
        };
        Ok(Self { realm, versions, active })
    }

    /// The realm.
    pub fn realm(&self) -> &Realm {
        &self.realm
    }

    /// The newest version, under which `K/M` keeps all of them.
    pub fn newest(&self) -> (u32, &Key) {
        // There is one from the beginning, and none is taken away here.
        let newest = self.versions.last_key_value();
        let (kvno, key) = newest.expect("a master key has a version");
        (*kvno, key)
    }

    /// The version `kvno`.
    pub fn version(&self, kvno: u32) -> Option<&Key> {
        self.versions.get(&kvno)
    }

    /// Every version, the newest first, and from when on it is used.
    pub fn versions(&self) -> impl Iterator<Item = (u32, &Key, Option<Timestamp>)> {
        self.versions.iter().rev().map(|(kvno, key)| (*kvno, key, self.used_from(*kvno)))
    }

    /// The version under which keys are sealed at `now`.
    pub fn active(&self, now: Timestamp) -> (u32, &Key) {
        let begun = self.active.iter().filter(|entry| i64::from(entry.time) <= now.seconds());
        let latest = begun.max_by_key(|entry| entry.time);
        let chosen = latest.and_then(|entry| {
            let (kvno, key) = self.versions.get_key_value(&u32::from(entry.kvno))?;
            Some((*kvno, key))
        });
        // A database that never had another version keeps no list.
        chosen
            .or_else(|| self.versions.first_key_value().map(|(kvno, key)| (*kvno, key)))
            .unwrap_or_else(|| self.newest())
    }

    fn used_from(&self, kvno: u32) -> Option<Timestamp> {
        let entry = self.active.iter().find(|entry| u32::from(entry.kvno) == kvno);
        match entry {
            Some(entry) => Some(Timestamp::from_seconds(entry.time.into())),
            None if self.active.is_empty() => Some(Timestamp::from_seconds(0)),
            None => None,
        }
    }

    /// The record `K/M`, as MIT's `kdb5_util create` makes it.
    pub fn to_principal(&self, now: Timestamp, modified_by: &str) -> Principal {
        let keys = self.versions.iter().rev();
        Principal {
            keys: keys
                .map(|(kvno, key)| PrincipalKey {
                    kvno: *kvno,
                    salt: Salt::Normal,
                    key: StoredKey::Usable(key.clone()),
                })
                .collect(),
            attributes: Attributes::DISALLOW_ALL_TIX | Attributes::LOCKDOWN_KEYS,
            master_kvno: self.newest().0,
            ..bare(&self.realm, now, modified_by)
        }
    }

    /// The newest key of a `K/M` whose keys are `sealed`, by whichever key of `known` opens it,
    /// itself or by way of `copies` (the octets of MIT's `KRB5_TL_MKEY_AUX`).
    pub fn newest_of(
        known: &[Key],
        sealed: &[SealedVersion<'_>],
        copies: Option<&[u8]>,
    ) -> Option<Key> {
        let newest = sealed.iter().max_by_key(|version| version.kvno)?;
        let open = |key: &Key| unseal_key(key, newest.enctype, newest.octets)?.to_key().ok();
        if let Some(key) = known.iter().find_map(|key| open(key).filter(|opened| opened == key)) {
            return Some(key);
        }
        let copies = read_mkey_aux(copies?)?;
        known.iter().find_map(|older| {
            let opened = copies.iter().find_map(|copy| {
                unseal_key(older, Enctype(copy.key.kind.into()), &copy.key.octets)
            })?;
            let key = opened.to_key().ok()?;
            open(&key).filter(|opened| *opened == key)
        })
    }
}

/// One sealed key of `K/M`.
pub struct SealedVersion<'a> {
    /// Its version.
    pub kvno: u32,
    /// Its enctype.
    pub enctype: Enctype,
    /// The octets, as [`unseal_key`] takes them.
    pub octets: &'a [u8],
}

/// The key that a master password stands for (the normal salt of `K/M@REALM`).
fn password_key(realm: &Realm, enctype: Enctype, password: &[u8]) -> Result<Key, CryptoError> {
    let salt = Salt::Normal.octets(&master_principal(), realm);
    string_to_key(enctype, password, &salt, None)
}

/// The octets of tagged data of `kind`.
pub(crate) fn tagged(principal: &Principal, kind: TlType) -> Option<&[u8]> {
    principal.tagged_data.iter().find(|data| data.kind == kind.0).map(|data| &data.octets[..])
}

fn put_tagged(principal: &mut Principal, kind: TlType, octets: Vec<u8>) {
    principal.tagged_data.retain(|data| data.kind != kind.0);
    principal.tagged_data.push(TaggedData { kind: kind.0, octets });
}

fn bare(realm: &Realm, now: Timestamp, modified_by: &str) -> Principal {
    Principal {
        name: master_principal(),
        realm: realm.clone(),
        keys: Vec::new(),
        attributes: Attributes::EMPTY,
        expires: None,
        password_expires: None,
        max_life: Some(Duration::from_secs(24 * 3_600)),
        max_renewable_life: Duration::ZERO,
        last_password_change: None,
        modified_at: now,
        modified_by: modified_by.to_owned(),
        policy: None,
        strings: StringAttributes::new(),
        password_history: Vec::new(),
        master_kvno: 1,
        tagged_data: Vec::new(),
    }
}

/// The versions and the realm; never the keys.
impl std::fmt::Debug for MasterKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let versions: Vec<_> = self.versions.keys().collect();
        f.debug_struct("MasterKeys")
            .field("realm", &self.realm)
            .field("versions", &versions)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
