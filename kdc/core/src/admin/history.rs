//! Password history: the keys of earlier passwords, so that none of them is taken again.
//!
//! A policy's history counts the present password, so that N remembers N-1 earlier ones. Where
//! records lie on a disk, histories are encrypted in the key of `kadmin/history`, which is made
//! when the first password under a policy is changed. Departure: MIT forgets all histories when
//! that key is changed, since it cannot read them any more; here they stay.

use std::sync::Arc;
use std::time::Duration;

use kerbside_krb5::principal::Principal as Name;
use kerbside_krb5::wire::{NameType, PrincipalName, Realm};

use super::operations::Operation;
use super::{Denial, key_material};
use crate::database::{
    Attributes, Change, KeySalt, OldPassword, Policy, Principal, PrincipalKey, Salt,
    StringAttributes,
};

/// The version of the first history key: MIT makes it anew once, for the sake of older programs.
const FIRST_KVNO: u32 = 2;

/// `kadmin/history` lives 64 seconds in MIT, whose source gives an attribute's number for the life.
const LIFE: Duration = Duration::from_secs(64);

/// The name of the principal whose key encrypts histories.
pub(super) fn principal(realm: &Realm) -> Name {
    let name = PrincipalName::new(NameType::SRV_INST, ["kadmin", "history"]);
    Name::new(name, realm.clone())
}

/// Denies a password whose keys are those of the present or of a remembered one.
///
/// As MIT, a key is the same when enctype and octets are: a password that was salted otherwise is
/// not recognized.
pub(super) fn check(
    principal: &Principal,
    new: &[PrincipalKey],
    policy: &Policy,
) -> Result<(), Denial> {
    let known = |old: &PrincipalKey| new.iter().any(|key| key.key == old.key);
    let remembered = || principal.password_history.iter().flat_map(|old| &old.keys);
    if principal.current_keys().any(known) || (policy.history > 1 && remembered().any(known)) {
        return Err(Denial::PasswordReused { history: policy.history });
    }
    Ok(())
}

/// Remembers the present keys, and forgets the oldest beyond the policy's count.
pub(super) fn remember(principal: &mut Principal, policy: &Policy) {
    let keys: Vec<_> = principal.current_keys().cloned().collect();
    if policy.history <= 1 || keys.is_empty() {
        return;
    }
    principal.password_history.push(OldPassword { keys });
    let kept = usize::try_from(policy.history - 1).unwrap_or(usize::MAX);
    let beyond = principal.password_history.len().saturating_sub(kept);
    principal.password_history.drain(..beyond);
}

/// Makes `kadmin/history` when the realm has none.
pub(super) fn principal_if_missing(
    operation: &mut Operation<'_>,
    realm: &Realm,
) -> Result<Option<Change>, Denial> {
    let Name { name, realm } = principal(realm);
    if operation.world.principal(&realm, &name)?.is_some() {
        return Ok(None);
    }
    let settings = operation.settings(&Name::new(name.clone(), realm.clone()))?;
    let key_salt = KeySalt { enctype: settings.master_key_type, salt: Salt::Normal };
    let keys = key_material::random(&[key_salt], FIRST_KVNO, operation.entropy)?;
    Ok(Some(Change::PutPrincipal(Arc::new(Principal {
        keys,
        attributes: Attributes::EMPTY,
        expires: None,
        password_expires: None,
        max_life: Some(LIFE),
        max_renewable_life: settings.max_renewable_life,
        last_password_change: Some(operation.now),
        modified_at: operation.now,
        modified_by: operation.caller.principal.to_string(),
        policy: None,
        strings: StringAttributes::new(),
        password_history: Vec::new(),
        master_kvno: operation.master_kvno(&realm)?,
        tagged_data: Vec::new(),
        name,
        realm,
    }))))
}
