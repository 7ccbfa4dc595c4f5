//! `delprinc`: a principal and the state of its account are gone; or an alias is, and its target
//! stays.

use kerbside_krb5::principal::Principal as Name;

use super::super::{AdminReply, Denial};
use super::{Operation, Performed};
use crate::database::Change;

pub(super) fn perform(operation: &Operation<'_>, principal: &Name) -> Performed {
    // Without the master key's principal, nothing of the database could be read again.
    if operation.is_master(principal) {
        return Err(Denial::Protected(principal.clone()));
    }
    let found = operation.find(principal)?;
    let (realm, name) = (principal.realm.clone(), principal.name.clone());
    let change = if found.name.same_components(&name) {
        Change::DeletePrincipal { realm, name }
    } else {
        Change::DeleteAlias { realm, alias: name }
    };
    Ok((AdminReply::Done, vec![change]))
}
