//! Keys that the caller brings: kadm5's SETKEY procedures.

use std::cmp::Reverse;

use kerbside_krb5::principal::Principal as Name;

use super::super::{AdminReply, Denial, OldKeys, key_material};
use super::{Operation, Performed};
use crate::database::{KeySalt, PrincipalKey};

pub(super) fn perform(
    operation: &Operation<'_>,
    principal: &Name,
    keys: &[PrincipalKey],
    old_keys: OldKeys,
) -> Performed {
    let [first, rest @ ..] = keys else {
        return Err(Denial::InvalidArgument);
    };
    if operation.is_history(principal) {
        return Err(Denial::Protected(principal.clone()));
    }
    if rest.iter().any(|key| key.kvno != first.kvno) {
        return Err(Denial::BadKeyVersion);
    }
    let found = operation.find_to_change(principal)?;
    let kvno = match first.kvno {
        0 => key_material::next_version(&found),
        kvno if old_keys == OldKeys::Keep && found.keys_of_version(kvno).next().is_some() => {
            return Err(Denial::BadKeyVersion);
        }
        kvno => kvno,
    };
    let policy = operation.policy_of(&found)?;
    let key_salt = |key: &PrincipalKey| KeySalt { enctype: key.enctype(), salt: key.salt.clone() };
    let asked: Vec<KeySalt> = keys.iter().map(key_salt).collect();
    operation.allowed_key_salts(principal, policy.as_deref(), Some(&asked))?;
    let twice = |(index, one): (usize, &KeySalt)| {
        asked.iter().skip(index + 1).any(|other| one.is_like(other))
    };
    if asked.iter().enumerate().any(twice) {
        return Err(Denial::DuplicateEnctypes);
    }
    let new = keys.iter().map(|key| PrincipalKey { kvno, ..key.clone() }).collect();
    let mut changed = operation.rekeyed(found, new, old_keys, policy.as_deref());
    changed.keys.sort_by_key(|key| Reverse(key.kvno));
    Ok((AdminReply::Done, operation.put_unlocked(changed)))
}
