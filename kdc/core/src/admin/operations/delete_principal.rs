//! `delprinc`: a principal and the state of its account are gone.

use kerbside_krb5::principal::Principal as Name;

use super::super::AdminReply;
use super::{Operation, Performed};
use crate::database::Change;

pub(super) fn perform(operation: &Operation<'_>, principal: &Name) -> Performed {
    operation.find(principal)?;
    let (realm, name) = (principal.realm.clone(), principal.name.clone());
    Ok((AdminReply::Done, vec![Change::DeletePrincipal { realm, name }]))
}
