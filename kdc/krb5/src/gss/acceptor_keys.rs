//! The keys of an acceptor, indexed by principal, and the choice among them (RFC 4120 §3.2.3).
//!
//! Built once from a keytab and shared by all handshakes, so that the derived keys within each
//! [`Key`] are made once. Leaves out files: a shell reads the keytab.

use std::cmp::Ordering;

use kerbside_crypto::{Enctype, Key};

use super::refusal::Refusal;
use crate::formats::keytab::Keytab;
use crate::principal::Principal;
use crate::wire::{EncryptionKey, PrincipalName, Realm};

/// What an acceptor does with a ticket whose key version it does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum KeyFallback {
    /// It refuses, as MIT's acceptor does.
    #[default]
    Strict,
    /// It tries its highest version of the enctype, as the JDK's acceptor does.
    HighestKvno,
}

/// One key of an acceptor.
#[derive(Clone, Debug)]
pub struct AcceptorKey {
    /// The key version.
    pub kvno: u32,
    /// The enctype.
    pub enctype: Enctype,
    /// The key, unless its enctype is not implemented or its length is wrong.
    pub key: Option<Key>,
}

/// The keys of all principals that an acceptor answers for.
#[derive(Clone, Debug, Default)]
pub struct AcceptorKeys {
    /// Sorted by realm and components.
    services: Vec<Service>,
}

#[derive(Clone, Debug)]
struct Service {
    principal: Principal,
    /// Highest version first.
    keys: Vec<AcceptorKey>,
}

impl AcceptorKeys {
    /// The keys of `entries`: principal, key version, key.
    pub fn new<'a>(
        entries: impl IntoIterator<Item = (&'a Principal, u32, &'a EncryptionKey)>,
    ) -> Self {
        let mut all = Self::default();
        for (principal, kvno, key) in entries {
            all.add(principal, kvno, key);
        }
        for service in &mut all.services {
            service.keys.sort_by_key(|key| std::cmp::Reverse(key.kvno));
        }
        all
    }

    /// The principals that have keys.
    pub fn principals(&self) -> impl Iterator<Item = &Principal> {
        self.services.iter().map(|service| &service.principal)
    }

    /// The keys that a ticket for `name` in `realm`, sealed in version `kvno` of a key of
    /// `enctype`, may be opened with, the likeliest first; never empty.
    pub(super) fn candidates(
        &self,
        name: &PrincipalName,
        realm: &Realm,
        kvno: Option<u32>,
        enctype: Enctype,
        fallback: KeyFallback,
    ) -> Result<Vec<(u32, Key)>, Refusal> {
        let keys = self.keys_of(name, realm)?;
        let exact: Vec<&AcceptorKey> =
            keys.iter().filter(|key| answers_for(key.kvno, kvno)).collect();
        if exact.is_empty() && fallback == KeyFallback::Strict {
            return Err(Refusal::KvnoMissing { want: kvno.unwrap_or(0), have: versions(keys) });
        }
        let mut chosen = exact.clone();
        chosen.retain(|key| key.enctype == enctype);
        if chosen.is_empty() && fallback == KeyFallback::HighestKvno {
            // The JDK looks for the enctype first and takes the highest version that has it.
            chosen = keys.iter().filter(|key| key.enctype == enctype).take(1).collect();
        }
        if chosen.is_empty() {
            let have = match fallback {
                KeyFallback::Strict => enctypes(exact),
                KeyFallback::HighestKvno => enctypes(keys),
            };
            return Err(Refusal::EnctypeMissing { want: enctype, have });
        }
        let usable = |key: &&AcceptorKey| Some((key.kvno, key.key.clone()?));
        let usable: Vec<_> = chosen.iter().filter_map(usable).collect();
        if usable.is_empty() {
            return Err(Refusal::EnctypeUnsupported { enctype });
        }
        Ok(usable)
    }

    fn keys_of(&self, name: &PrincipalName, realm: &Realm) -> Result<&[AcceptorKey], Refusal> {
        let found = self.position(name, realm).ok().and_then(|at| self.services.get(at));
        if let Some(service) = found {
            return Ok(&service.keys);
        }
        let namesake = self.principals().find(|served| served.name.same_components(name));
        Err(match namesake {
            Some(served) => Refusal::WrongRealm { served: served.realm.clone() },
            None => Refusal::NoKeyForPrincipal { served: self.principals().cloned().collect() },
        })
    }

    fn position(&self, name: &PrincipalName, realm: &Realm) -> Result<usize, usize> {
        self.services.binary_search_by(|service| order(&service.principal, name, realm))
    }

    fn add(&mut self, principal: &Principal, kvno: u32, key: &EncryptionKey) {
        let at = match self.position(&principal.name, &principal.realm) {
            Ok(at) => at,
            Err(at) => {
                let service = Service { principal: principal.clone(), keys: Vec::new() };
                self.services.insert(at, service);
                at
            }
        };
        if let Some(service) = self.services.get_mut(at) {
            service.keys.push(AcceptorKey { kvno, enctype: key.enctype(), key: key.to_key().ok() });
        }
    }
}

impl From<&Keytab> for AcceptorKeys {
    fn from(keytab: &Keytab) -> Self {
        Self::new(keytab.entries.iter().map(|entry| (&entry.principal, entry.kvno, &entry.key)))
    }
}

/// Name types do not count (RFC 4120 §6.2).
fn order(served: &Principal, name: &PrincipalName, realm: &Realm) -> Ordering {
    served.realm.cmp(realm).then_with(|| served.name.name_string.cmp(&name.name_string))
}

/// Whether a key of version `have` may be the one that a ticket of version `want` was sealed in.
///
/// A ticket without a version may be of any. Old keytabs keep only the low octet of a version, so
/// there such an entry answers for a higher version too, as with MIT.
fn answers_for(have: u32, want: Option<u32>) -> bool {
    match want {
        None | Some(0) => true,
        Some(want) => have == want || (have < 256 && want > 255 && have == want & 0xff),
    }
}

fn versions(keys: &[AcceptorKey]) -> Vec<u32> {
    let mut all: Vec<u32> = keys.iter().map(|key| key.kvno).collect();
    all.dedup();
    all
}

fn enctypes<'a>(keys: impl IntoIterator<Item = &'a AcceptorKey>) -> Vec<Enctype> {
    let mut all = Vec::new();
    for key in keys {
        if !all.contains(&key.enctype) {
            all.push(key.enctype);
        }
    }
    all
}
