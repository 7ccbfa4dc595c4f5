//! Keytabs: the long-term keys of services and users (MIT `keytab_file_format.rst`).
//!
//! [`Keytab`] is the content, a list of entries; writing it gives the bytes MIT writes for a fresh
//! file. [`KeytabFile`] is the image of a file, with its holes and its version, for changes in
//! place as MIT's `kadmin ktadd` and `ktremove` make them. Version 2 (0x0502) is written; version 1
//! (0x0501, in the order of octets of the machine that wrote it) is read too.
//!
//! Left out: opening, locking and permissions of files, which belong to the shell.

mod entry;
mod error;
mod file;
#[cfg(test)]
mod tests;

use crate::principal::Principal;
use kerbside_crypto::Enctype;

pub use entry::KeytabEntry;
pub use error::{KeytabError, KeytabFault, KeytabMiss};
pub use file::{KeytabFile, KeytabVersion};

/// The entries of a keytab, in file order.
///
/// ```
/// use kerbside_krb5::formats::keytab::{Keytab, KeytabEntry};
/// use kerbside_krb5::principal::Principal;
/// use kerbside_krb5::time::Timestamp;
/// use kerbside_krb5::wire::EncryptionKey;
///
/// let alice = Principal::parse("alice", &"EXAMPLE.TEST".into())?;
/// let key = EncryptionKey { keytype: 18, keyvalue: vec![7; 32].into() };
/// let timestamp = Timestamp::from_seconds(1_700_000_000);
/// let mut keytab = Keytab::default();
/// keytab.add(KeytabEntry { principal: alice.clone(), timestamp, kvno: 3, key });
/// let again = Keytab::from_bytes(&keytab.to_bytes()?, "alice.keytab")?;
/// assert_eq!(again.current_kvno(&alice), Some(3));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keytab {
    /// The entries.
    pub entries: Vec<KeytabEntry>,
}

impl Keytab {
    /// Reads a keytab of version 1 or 2. `file` names it in errors.
    pub fn from_bytes(bytes: &[u8], file: &str) -> Result<Self, KeytabError> {
        KeytabFile::from_bytes(bytes, file).map(|image| image.to_keytab())
    }

    /// The bytes MIT writes for these entries in a fresh file of version 2.
    pub fn to_bytes(&self) -> Result<Vec<u8>, KeytabError> {
        let mut image = KeytabFile::default();
        for entry in &self.entries {
            image.append(entry)?;
        }
        Ok(image.to_bytes())
    }

    /// Adds `entry` at the end. An entry already there for the same key version stays.
    pub fn add(&mut self, entry: KeytabEntry) {
        self.entries.push(entry);
    }

    /// Removes every entry that `unwanted` chooses, and says how many there were.
    pub fn remove(&mut self, mut unwanted: impl FnMut(&KeytabEntry) -> bool) -> usize {
        let before = self.entries.len();
        self.entries.retain(|entry| !unwanted(entry));
        before - self.entries.len()
    }

    /// The entries of `principal`, whatever the name types.
    pub fn of(&self, principal: &Principal) -> impl Iterator<Item = &KeytabEntry> {
        self.entries.iter().filter(|entry| entry.principal.same(principal))
    }

    /// The key version in force for `principal`: the highest, except that a small version written
    /// no earlier than one above 240 counts as newer. Versions wrap where they are stored in 8
    /// bits.
    pub fn current_kvno(&self, principal: &Principal) -> Option<u32> {
        self.of(principal).reduce(entry::newer).map(|entry| entry.kvno)
    }

    /// The entry of `principal` with version `kvno` (the current one when `None`) and `enctype`
    /// (the first in the file when `None`).
    ///
    /// An entry of an old file may keep only the low 8 bits of a version above 255: it is taken
    /// when no entry has the whole version. A miss says which of the three was not there.
    pub fn lookup(
        &self,
        principal: &Principal,
        kvno: Option<u32>,
        enctype: Option<Enctype>,
    ) -> Result<&KeytabEntry, KeytabMiss> {
        let of_principal: Vec<_> = self.of(principal).collect();
        if of_principal.is_empty() {
            let held = self.entries.iter().map(|entry| entry.principal.to_string());
            return Err(KeytabMiss::Principal { held: distinct(held) });
        }
        let of_enctype = |entry: &&KeytabEntry| enctype.is_none_or(|e| entry.key.enctype() == e);
        let typed: Vec<_> = of_principal.iter().copied().filter(of_enctype).collect();
        let Some(kvno) = kvno else {
            // The first of several with the same version wins, as in MIT's look-up.
            return typed.into_iter().reduce(entry::newer).ok_or_else(|| KeytabMiss::Enctype {
                held: distinct(of_principal.iter().map(|entry| entry.key.keytype)),
            });
        };
        let low = |entry: &&&KeytabEntry| entry.kvno <= 0xff && entry.kvno == kvno & 0xff;
        let exact = |entry: &&&KeytabEntry| entry.kvno == kvno;
        if let Some(entry) = typed.iter().find(exact).or_else(|| typed.iter().find(low)) {
            return Ok(entry);
        }
        let of_version: Vec<_> =
            of_principal.iter().filter(|entry| entry.kvno == kvno).copied().collect();
        if of_version.is_empty() {
            let held = distinct(of_principal.iter().map(|entry| entry.kvno));
            return Err(KeytabMiss::Kvno { wanted: kvno, held });
        }
        Err(KeytabMiss::Enctype { held: distinct(of_version.iter().map(|e| e.key.keytype)) })
    }
}

fn distinct<T: PartialEq>(values: impl Iterator<Item = T>) -> Vec<T> {
    values.fold(Vec::new(), |mut seen, value| {
        if !seen.contains(&value) {
            seen.push(value);
        }
        seen
    })
}
