//! The stash file: the master key in a keytab, as `K/M@REALM`; MIT's older files are read too.
//!
//! An older file is the enctype in 2 octets, the length in 4, both in the order of the machine
//! that wrote it, and the key.

use std::path::Path;

use kerbside_crypto::Key;
use kerbside_krb5::formats::keytab::{Keytab, KeytabEntry};
use kerbside_krb5::principal::Principal;
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::{EncryptionKey, Realm};

use super::{MasterKeyError, MasterKeys, master_principal};
use crate::commands::private_file;

/// The version that stands for "not said": older files keep none.
const UNSAID: u32 = 0;

/// The keys of a stash file with their versions, the newest first.
///
/// # Errors
/// [`MasterKeyError::Stash`], [`MasterKeyError::Malformed`].
pub fn read_stash(path: &Path, realm: &Realm) -> Result<Vec<(u32, Key)>, MasterKeyError> {
    let octets = std::fs::read(path).map_err(|error| io(path, error))?;
    let malformed = |reason: String| MasterKeyError::Malformed { path: path.to_owned(), reason };
    if octets.first() != Some(&5) {
        let key = older(&octets).ok_or_else(|| malformed("it is no stash file".to_owned()))?;
        return Ok(vec![(UNSAID, key.to_key()?)]);
    }
    let keytab = Keytab::from_bytes(&octets, &path.display().to_string())
        .map_err(|error| malformed(error.to_string()))?;
    let master = Principal::new(master_principal(), realm.clone());
    let mut keys: Vec<(u32, Key)> = keytab
        .of(&master)
        .map(|entry| Ok((entry.kvno, entry.key.to_key()?)))
        .collect::<Result<_, MasterKeyError>>()?;
    if keys.is_empty() {
        return Err(malformed(format!("it has no key of {master}")));
    }
    keys.sort_by_key(|(kvno, _)| std::cmp::Reverse(*kvno));
    Ok(keys)
}

/// Writes every version of `keys` as a stash file of mode 0600, in place of one that is there.
///
/// # Errors
/// [`MasterKeyError::Stash`].
pub fn write_stash(path: &Path, keys: &MasterKeys, now: Timestamp) -> Result<(), MasterKeyError> {
    let principal = Principal::new(master_principal(), keys.realm().clone());
    let entries = keys.versions().map(|(kvno, key, _)| KeytabEntry {
        principal: principal.clone(),
        timestamp: Timestamp::from_seconds(now.seconds()),
        kvno,
        key: EncryptionKey::from(key),
    });
    let keytab = Keytab { entries: entries.collect() };
    let octets = keytab.to_bytes().map_err(|error| MasterKeyError::Malformed {
        path: path.to_owned(),
        reason: error.to_string(),
    })?;
    private_file::replace(path, &octets).map_err(|error| io(path, error))
}

/// The key of an older file, in whichever byte order makes its length right.
fn older(octets: &[u8]) -> Option<EncryptionKey> {
    let (enctype, rest) = octets.split_first_chunk::<2>()?;
    let (length, key) = rest.split_first_chunk::<4>()?;
    let held = u32::try_from(key.len()).ok()?;
    let keytype = if u32::from_le_bytes(*length) == held {
        i16::from_le_bytes(*enctype)
    } else if u32::from_be_bytes(*length) == held {
        i16::from_be_bytes(*enctype)
    } else {
        return None;
    };
    Some(EncryptionKey { keytype: keytype.into(), keyvalue: key.to_vec().into() })
}

fn io(path: &Path, error: std::io::Error) -> MasterKeyError {
    MasterKeyError::Stash { path: path.to_owned(), error }
}
