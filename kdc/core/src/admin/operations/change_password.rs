//! `cpw`: new keys from a password.

use kerbside_krb5::principal::Principal as Name;

use super::super::{AdminReply, Denial, OldKeys, Password, history, key_material, quality};
use super::{Operation, Performed};
use crate::database::KeySalt;

/// In MIT's order: key-salts, quality of the password, and whether it is a remembered one.
pub(super) fn perform(
    operation: &mut Operation<'_>,
    principal: &Name,
    password: &Password,
    key_salts: Option<&[KeySalt]>,
    old_keys: OldKeys,
) -> Performed {
    if operation.is_history(principal) {
        return Err(Denial::Protected(principal.clone()));
    }
    let mut found = operation.find_to_change(principal)?;
    let name = Name::new(found.name.clone(), found.realm.clone());
    let policy = operation.policy_of(&found)?;
    let policy = policy.as_deref();
    let key_salts = operation.allowed_key_salts(&name, policy, key_salts)?;
    quality::check(&password.0, policy, principal, &*operation.settings(&name)?)?;
    let kvno = key_material::next_version(&found);
    let new = key_material::from_password(&name, &password.0, &key_salts, kvno, operation.entropy)?;
    let mut changes = Vec::new();
    if let Some(policy) = policy {
        changes.extend(history::principal_if_missing(operation, &name.realm)?);
        history::check(&found, &new, policy)?;
        history::remember(&mut found, policy);
    }
    let changed = operation.rekeyed(found, new, old_keys, policy);
    changes.extend(operation.put_unlocked(changed));
    Ok((AdminReply::Done, changes))
}
