//! `getprinc`: the record of a principal and the state of its account.

use kerbside_krb5::principal::Principal as Name;

use super::super::AdminReply;
use super::{Operation, Performed};

pub(super) fn perform(operation: &Operation<'_>, principal: &Name) -> Performed {
    let found = operation.find(principal)?;
    let account = operation.world.account(&found.realm, &found.name)?;
    Ok((AdminReply::Principal(found, account), Vec::new()))
}
