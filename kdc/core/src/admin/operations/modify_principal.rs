//! `modprinc`: attributes, limits, expiry, policy and strings.

use std::sync::Arc;

use kerbside_krb5::principal::Principal as Name;

use super::super::{AdminReply, PolicyChange, PrincipalChanges};
use super::{Operation, Performed};
use crate::database::{Change, Principal};

pub(super) fn perform(
    operation: &Operation<'_>,
    principal: &Name,
    changes: &PrincipalChanges,
) -> Performed {
    let mut found = operation.find_to_change(principal)?;
    change(&mut found, changes);
    let mut committed = vec![Change::PutPrincipal(Arc::new(found))];
    if changes.unlock.is_some() {
        let (realm, name) = (principal.realm.clone(), principal.name.clone());
        committed.push(Change::Unlock { realm, name });
    }
    Ok((AdminReply::Done, committed))
}

/// Changes what is asked for and nothing else.
pub(super) fn change(principal: &mut Principal, changes: &PrincipalChanges) {
    principal.attributes = principal.attributes.with(changes.set).without(changes.clear);
    if let Some(expiry) = changes.expires {
        principal.expires = expiry.into();
    }
    if let Some(expiry) = changes.password_expires {
        principal.password_expires = expiry.into();
    }
    if let Some(life) = changes.max_life {
        principal.max_life = (!life.is_zero()).then_some(life);
    }
    if let Some(life) = changes.max_renewable_life {
        principal.max_renewable_life = life;
    }
    if let (Some(kvno), Some(current)) = (changes.kvno, principal.current_kvno()) {
        for key in principal.keys.iter_mut().filter(|key| key.kvno == current) {
            key.kvno = kvno;
        }
    }
    match &changes.policy {
        Some(PolicyChange::Set(policy)) => principal.policy = Some(policy.clone()),
        Some(PolicyChange::Clear) => principal.policy = None,
        None => {}
    }
    for (key, value) in &changes.strings {
        match value {
            Some(value) => principal.strings.insert(key.clone(), value.clone()),
            None => principal.strings.remove(key),
        };
    }
}
