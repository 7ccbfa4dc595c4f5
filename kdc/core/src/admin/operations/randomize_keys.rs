//! `cpw -randkey`, and the first half of `ktadd`: new random keys.

use kerbside_krb5::principal::Principal as Name;

use super::super::{AdminReply, OldKeys, key_material};
use super::change_password::set_keys;
use super::{Operation, Performed};
use crate::database::KeySalt;

pub(super) fn perform(
    operation: &mut Operation<'_>,
    principal: &Name,
    key_salts: Option<&[KeySalt]>,
    old_keys: OldKeys,
) -> Performed {
    let found = operation.find_to_change(principal)?;
    let kvno = key_material::next_version(&found)?;
    let key_salts = operation.key_salts(principal, key_salts)?;
    let keys = key_material::random(&key_salts, kvno, operation.entropy)?;
    let changes = set_keys(operation, found, keys.clone(), old_keys);
    Ok((AdminReply::Keys(keys), changes))
}
