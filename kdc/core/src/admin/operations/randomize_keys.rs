//! `cpw -randkey`, and the first half of `ktadd`: new random keys.

use kerbside_krb5::principal::Principal as Name;

use super::super::{AdminReply, Denial, OldKeys, access, key_material};
use super::{Operation, Performed};
use crate::database::KeySalt;

pub(super) fn perform(
    operation: &mut Operation<'_>,
    principal: &Name,
    key_salts: Option<&[KeySalt]>,
    old_keys: OldKeys,
) -> Performed {
    let found = operation.find_to_change(principal)?;
    let name = Name::new(found.name.clone(), found.realm.clone());
    let policy = operation.policy_of(&found)?;
    let mut key_salts = operation.allowed_key_salts(&name, policy.as_deref(), key_salts)?;
    // The key of histories is one, of one version.
    if operation.is_history(principal) {
        if old_keys == OldKeys::Keep {
            return Err(Denial::Protected(principal.clone()));
        }
        key_salts.truncate(1);
    }
    let kvno = key_material::next_version(&found);
    let keys = key_material::random(&key_salts, kvno, operation.entropy)?;
    let told = access::told_keys(operation.caller, &found, &keys);
    let changed = operation.rekeyed(found, keys, old_keys, policy.as_deref());
    Ok((AdminReply::Keys(told), operation.put_unlocked(changed)))
}
