//! `add_alias` (MIT krb5 1.22): another name for a principal of the same realm.
//!
//! An alias of an alias is one of the principal itself. As in MIT, the principal need not exist.

use kerbside_krb5::principal::Principal as Name;

use super::super::{AdminReply, Denial};
use super::{Operation, Performed};
use crate::database::Change;

pub(super) fn perform(operation: &Operation<'_>, alias: &Name, target: &Name) -> Performed {
    if alias.realm != target.realm {
        return Err(Denial::AliasOfAnotherRealm);
    }
    operation.settings(alias)?;
    if operation.world.principal(&alias.realm, &alias.name)?.is_some() {
        return Err(Denial::Exists(alias.clone()));
    }
    let found = operation.world.principal(&target.realm, &target.name)?;
    let target = found.map_or_else(|| target.name.clone(), |found| found.name.clone());
    let (realm, alias) = (alias.realm.clone(), alias.name.clone());
    Ok((AdminReply::Done, vec![Change::PutAlias { realm, alias, target }]))
}
