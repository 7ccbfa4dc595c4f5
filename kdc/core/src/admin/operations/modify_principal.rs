//! `modprinc`: attributes, limits, expiry, policy and strings.

use std::sync::Arc;
use std::time::Duration;

use kerbside_krb5::formats::dump::tagged::TlType;
use kerbside_krb5::principal::Principal as Name;
use kerbside_krb5::time::Timestamp;

use super::super::{AdminReply, PolicyChange, PrincipalChanges};
use super::{Operation, Performed};
use crate::database::{Change, Policy, Principal, TaggedData};

pub(super) fn perform(
    operation: &Operation<'_>,
    principal: &Name,
    changes: &PrincipalChanges,
) -> Performed {
    let mut found = operation.find_to_change(principal)?;
    let new_policy = match &changes.policy {
        Some(PolicyChange::Set(policy)) => operation.world.policy(&found.realm, policy)?,
        Some(PolicyChange::Clear) | None => None,
    };
    change(&mut found, changes);
    change_password_expiry(&mut found, changes, new_policy.as_deref());
    if let Some(kvno) = changes.kvno {
        found.keys.iter_mut().for_each(|key| key.kvno = sixteen_bits(kvno));
    }
    if changes.unlock.is_some() {
        note_unlocking(&mut found, operation.now);
    }
    let (realm, name) = (found.realm.clone(), found.name.clone());
    let mut committed = vec![Change::PutPrincipal(Arc::new(found))];
    if changes.unlock.is_some() {
        committed.push(Change::Unlock { realm, name });
    }
    Ok((AdminReply::Done, committed))
}

/// MIT notes when an administrator unlocked a record, for KDCs that count failures by themselves.
fn note_unlocking(principal: &mut Principal, now: Timestamp) {
    principal.tagged_data.retain(|tagged| tagged.kind != TlType::LAST_ADMIN_UNLOCK.0);
    // The database's times are 32 bits; those after 2106 wrap.
    let octets = (now.seconds() as u32).to_le_bytes().to_vec();
    principal.tagged_data.insert(0, TaggedData { kind: TlType::LAST_ADMIN_UNLOCK.0, octets });
}

/// Changes what is asked for and nothing else.
pub(super) fn change(principal: &mut Principal, changes: &PrincipalChanges) {
    principal.attributes = principal.attributes.with(changes.set).without(changes.clear);
    if let Some(expiry) = changes.expires {
        principal.expires = expiry.into();
    }
    if let Some(life) = changes.max_life {
        principal.max_life = (!life.is_zero()).then_some(life);
    }
    if let Some(life) = changes.max_renewable_life {
        principal.max_renewable_life = life;
    }
    for (key, value) in &changes.strings {
        match value {
            Some(value) => principal.strings.insert(key.clone(), value.clone()),
            None => principal.strings.remove(key),
        };
    }
}

/// A new policy that exists decides when the password expires, unless that is said too; without a
/// policy any more, the password does not expire.
fn change_password_expiry(
    principal: &mut Principal,
    changes: &PrincipalChanges,
    new_policy: Option<&Policy>,
) {
    match (changes.password_expires, new_policy) {
        (Some(expiry), _) => principal.password_expires = expiry.into(),
        (None, Some(policy)) => {
            let changed = principal.last_password_change.unwrap_or(Timestamp::from_seconds(0));
            principal.password_expires = expiry_by(Some(policy), changed);
        }
        (None, None) => {}
    }
    match &changes.policy {
        Some(PolicyChange::Set(policy)) => principal.policy = Some(policy.clone()),
        Some(PolicyChange::Clear) if principal.policy.take().is_some() => {
            principal.password_expires = None;
        }
        Some(PolicyChange::Clear) | None => {}
    }
}

/// When a password that was set at `changed` expires by `policy`.
pub(super) fn expiry_by(policy: Option<&Policy>, changed: Timestamp) -> Option<Timestamp> {
    let life = policy.map_or(Duration::ZERO, |policy| policy.max_password_life);
    (!life.is_zero()).then(|| super::after(changed, life))
}

/// As MIT's database, which keeps sixteen bits of a key's version.
pub(super) fn sixteen_bits(kvno: u32) -> u32 {
    kvno & 0xffff
}
