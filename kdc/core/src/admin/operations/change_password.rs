//! `cpw`: new keys from a password.

use std::sync::Arc;

use kerbside_krb5::principal::Principal as Name;

use super::super::{AdminReply, OldKeys, Password, key_material};
use super::{Operation, Performed};
use crate::database::{Attributes, Change, KeySalt, Principal, PrincipalKey};

pub(super) fn perform(
    operation: &Operation<'_>,
    principal: &Name,
    password: &Password,
    key_salts: Option<&[KeySalt]>,
    old_keys: OldKeys,
) -> Performed {
    let found = operation.find_to_change(principal)?;
    let kvno = key_material::next_version(&found)?;
    let key_salts = operation.key_salts(principal, key_salts)?;
    let keys = key_material::from_password(principal, &password.0, &key_salts, kvno)?;
    Ok((AdminReply::Done, set_keys(operation, found, keys, old_keys)))
}

/// Gives the principal new keys. As MIT: a password that had to be changed has been changed, one
/// that expired has not any more, and a locked account is open again.
pub(super) fn set_keys(
    operation: &Operation<'_>,
    mut principal: Principal,
    new: Vec<PrincipalKey>,
    old_keys: OldKeys,
) -> Vec<Change> {
    let old = std::mem::replace(&mut principal.keys, new);
    if old_keys == OldKeys::Keep {
        principal.keys.extend(old);
    }
    principal.attributes = principal.attributes.without(Attributes::REQUIRES_PWCHANGE);
    principal.password_expires = None;
    principal.last_password_change = Some(operation.now);
    let (realm, name) = (principal.realm.clone(), principal.name.clone());
    vec![Change::PutPrincipal(Arc::new(principal)), Change::Unlock { realm, name }]
}
