//! `addprinc`: a new principal with the realm's defaults.

use std::sync::Arc;

use super::super::{
    AdminReply, CreatePrincipal, Denial, NewKey, PolicyChange, key_material, quality,
};
use super::modify_principal::{change, expiry_by, sixteen_bits};
use super::{Operation, Performed};
use crate::database::{Change, Policy, Principal, PrincipalKey, StringAttributes};

pub(super) fn perform(operation: &mut Operation<'_>, create: &CreatePrincipal) -> Performed {
    let name = &create.principal;
    let settings = operation.settings(name)?;
    if operation.world.principal(&name.realm, &name.name)?.is_some() {
        return Err(Denial::Exists(name.clone()));
    }
    let policy_name = match &create.changes.policy {
        Some(PolicyChange::Set(policy)) => Some(policy.clone()),
        Some(PolicyChange::Clear) | None => None,
    };
    let policy = match &policy_name {
        Some(policy) => operation.world.policy(&name.realm, policy)?,
        None => None,
    };
    if let NewKey::Password(password) = &create.key {
        quality::check(&password.0, policy.as_deref(), name, &settings)?;
    }
    let password_expires = match create.changes.password_expires {
        Some(expiry) => expiry.into(),
        None => expiry_by(policy.as_deref(), operation.now),
    };
    let mut principal = Principal {
        name: name.name.clone(),
        realm: name.realm.clone(),
        keys: keys(operation, create, policy.as_deref())?,
        attributes: settings.default_attributes,
        expires: settings.default_expiration,
        password_expires,
        max_life: Some(settings.max_life),
        max_renewable_life: settings.max_renewable_life,
        last_password_change: Some(operation.now),
        modified_at: operation.now,
        modified_by: operation.caller.principal.to_string(),
        policy: policy_name,
        strings: StringAttributes::new(),
        password_history: Vec::new(),
        master_kvno: operation.master_kvno(&name.realm)?,
        tagged_data: Vec::new(),
    };
    change(&mut principal, &create.changes);
    Ok((AdminReply::Done, vec![Change::PutPrincipal(Arc::new(principal))]))
}

fn keys(
    operation: &mut Operation<'_>,
    create: &CreatePrincipal,
    policy: Option<&Policy>,
) -> Result<Vec<PrincipalKey>, Denial> {
    let name = &create.principal;
    let key_salts = operation.allowed_key_salts(name, policy, create.key_salts.as_deref())?;
    match &create.key {
        NewKey::Password(password) => {
            let kvno = create.changes.kvno.map_or(1, sixteen_bits).max(1);
            key_material::from_password(name, &password.0, &key_salts, kvno, operation.entropy)
        }
        NewKey::Random => {
            let kvno = create.changes.kvno.map_or(1, sixteen_bits);
            key_material::random(&key_salts, kvno, operation.entropy)
        }
        NewKey::None => Ok(Vec::new()),
    }
}
