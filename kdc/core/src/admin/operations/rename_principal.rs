//! `renprinc`: a principal gets another name and keeps its keys.
//!
//! The salts that were made of the old name become special ones, so that the password stays good
//! (MIT's `krb5_dbe_specialize_salt`).

use std::sync::Arc;

use kerbside_krb5::principal::Principal as Name;

use super::super::{AdminReply, Denial};
use super::{Operation, Performed};
use crate::database::{Change, Salt};

pub(super) fn perform(operation: &Operation<'_>, from: &Name, to: &Name) -> Performed {
    if operation.world.principal(&to.realm, &to.name)?.is_some() {
        return Err(Denial::Exists(to.clone()));
    }
    let missing = |denial| match denial {
        Denial::Unknown(name) => Denial::NoSuchEntry(name),
        other => other,
    };
    let mut renamed = operation.find_to_change(from).map_err(missing)?;
    if !renamed.name.same_components(&from.name) {
        return Err(Denial::IsAlias(from.clone()));
    }
    for key in &mut renamed.keys {
        key.salt = Salt::Special(key.salt.octets(&renamed.name, &renamed.realm));
    }
    renamed.name = to.name.clone();
    // A record lies in its realm: from one to another it is made anew.
    if from.realm == to.realm {
        let change = Change::RenamePrincipal { from: from.name.clone(), to: Arc::new(renamed) };
        return Ok((AdminReply::Done, vec![change]));
    }
    operation.settings(to)?;
    renamed.realm = to.realm.clone();
    let (realm, name) = (from.realm.clone(), from.name.clone());
    let changes =
        vec![Change::DeletePrincipal { realm, name }, Change::PutPrincipal(Arc::new(renamed))];
    Ok((AdminReply::Done, changes))
}
