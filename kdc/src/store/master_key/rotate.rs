//! New versions of a master key: `add_mkey`, `use_mkey` and `purge_mkeys` as changes of `K/M`.
//!
//! To seal the other principals under the version in use is the database's work
//! (`DurableStore::reseal`, with the feature `store`).

use kerbside_crypto::{Entropy, Key};
use kerbside_kdc_core::database::{Principal, PrincipalKey, Salt, StoredKey, seal_key};
use kerbside_krb5::formats::dump::Typed;
use kerbside_krb5::formats::dump::tagged::{
    ActiveKvno, MasterKeyCopy, TlType, write_actkvno, write_mkey_aux,
};
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::EncryptionKey;

use super::{MasterKeyError, MasterKeys, put_tagged};

/// `K/M` with `key` as its next version, which is not used before [`use_version`].
///
/// # Errors
/// [`MasterKeyError::Record`].
pub fn add_version(
    master: &Principal,
    key: Key,
    entropy: &mut dyn Entropy,
) -> Result<(Principal, u32), MasterKeyError> {
    let present = MasterKeys::from_principal(master)?;
    let kvno = present.newest().0 + 1;
    let mut changed = master.clone();
    if present.active.is_empty() {
        let first = present.versions().map(|(kvno, ..)| kvno).last().unwrap_or(1);
        let active = [ActiveKvno { kvno: short(&present, first)?, time: 0 }];
        put_tagged(&mut changed, TlType::ACTKVNO, write_actkvno(&active));
    }
    let added = PrincipalKey { kvno, salt: Salt::Normal, key: StoredKey::Usable(key) };
    changed.keys.insert(0, added);
    seal_copies(&mut changed, entropy)?;
    Ok((changed, kvno))
}

/// `K/M` where the version `kvno` is used from `from` on.
///
/// # Errors
/// [`MasterKeyError::NoSuchVersion`]; [`MasterKeyError::InUse`] when no version would be used now.
pub fn use_version(
    master: &Principal,
    kvno: u32,
    from: Timestamp,
    now: Timestamp,
) -> Result<Principal, MasterKeyError> {
    let present = MasterKeys::from_principal(master)?;
    present.version(kvno).ok_or(MasterKeyError::NoSuchVersion(kvno))?;
    let time = u32::try_from(from.seconds()).unwrap_or(u32::MAX);
    let kvno = short(&present, kvno)?;
    let mut active = present.active.clone();
    active.retain(|entry| entry.kvno != kvno);
    active.push(ActiveKvno { kvno, time });
    active.sort_by_key(|entry| entry.time);
    if active.iter().all(|entry| i64::from(entry.time) > now.seconds()) {
        return Err(MasterKeyError::InUse(kvno.into()));
    }
    let mut changed = master.clone();
    put_tagged(&mut changed, TlType::ACTKVNO, write_actkvno(&active));
    Ok(changed)
}

/// `K/M` without the versions for which `unused` holds.
///
/// # Errors
/// [`MasterKeyError::InUse`] for the version in use at `now` and when none would be left.
pub fn purge_versions(
    master: &Principal,
    unused: &[u32],
    now: Timestamp,
    entropy: &mut dyn Entropy,
) -> Result<Principal, MasterKeyError> {
    let present = MasterKeys::from_principal(master)?;
    let (active, _) = present.active(now);
    if unused.contains(&active) {
        return Err(MasterKeyError::InUse(active));
    }
    let mut changed = master.clone();
    changed.keys.retain(|key| !unused.contains(&key.kvno));
    let listed = present.active.iter().filter(|entry| !unused.contains(&u32::from(entry.kvno)));
    let listed: Vec<ActiveKvno> = listed.copied().collect();
    if !present.active.is_empty() {
        put_tagged(&mut changed, TlType::ACTKVNO, write_actkvno(&listed));
    }
    seal_copies(&mut changed, entropy)?;
    Ok(changed)
}

/// Seals the newest key under each older one.
fn seal_copies(master: &mut Principal, entropy: &mut dyn Entropy) -> Result<(), MasterKeyError> {
    let keys = MasterKeys::from_principal(master)?;
    let (newest, newest_key) = keys.newest();
    let newest_key = EncryptionKey::from(newest_key);
    let older = keys.versions().filter(|(kvno, ..)| *kvno != newest);
    let broken = MasterKeyError::Record { realm: master.realm.clone(), reason: "a number in it" };
    let kind = i16::try_from(newest_key.keytype).map_err(|_| broken)?;
    let copies: Vec<MasterKeyCopy> = older
        .map(|(kvno, key, _)| {
            Ok(MasterKeyCopy {
                under: short(&keys, kvno)?,
                kvno: short(&keys, newest)?,
                key: Typed::new(kind, seal_key(key, &newest_key, entropy)),
            })
        })
        .collect::<Result<_, MasterKeyError>>()?;
    let octets = write_mkey_aux(&copies).unwrap_or_default();
    put_tagged(master, TlType::MKEY_AUX, octets);
    Ok(())
}

/// Versions of master keys have 16 bits in MIT's lists.
fn short(keys: &MasterKeys, kvno: u32) -> Result<u16, MasterKeyError> {
    let reason = "its versions are exhausted";
    u16::try_from(kvno).map_err(|_| MasterKeyError::Record { realm: keys.realm().clone(), reason })
}
