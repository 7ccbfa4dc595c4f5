//! `addprinc`: a new principal with the realm's defaults.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::{AdminReply, CreatePrincipal, Denial, NewKey, key_material};
use super::{Operation, Performed, modify_principal};
use crate::database::{Change, Principal};

pub(super) fn perform(operation: &mut Operation<'_>, create: &CreatePrincipal) -> Performed {
    let name = &create.principal;
    let settings = operation.settings(name)?;
    if operation.world.principal(&name.realm, &name.name)?.is_some() {
        return Err(Denial::Exists(name.clone()));
    }
    let key_salts = create.key_salts.as_deref().unwrap_or(&settings.key_salts);
    let keys = match &create.key {
        NewKey::Password(password) => key_material::from_password(name, &password.0, key_salts, 1)?,
        NewKey::Random => key_material::random(key_salts, 1, operation.entropy)?,
        NewKey::None => Vec::new(),
    };
    let mut principal = Principal {
        name: name.name.clone(),
        realm: name.realm.clone(),
        keys,
        attributes: settings.default_attributes,
        expires: None,
        password_expires: None,
        max_life: Some(settings.max_life),
        max_renewable_life: settings.max_renewable_life,
        last_password_change: Some(operation.now),
        modified_at: operation.now,
        modified_by: operation.caller.principal.to_string(),
        policy: None,
        strings: BTreeMap::new(),
        password_history: Vec::new(),
        master_kvno: 1,
        tagged_data: Vec::new(),
    };
    modify_principal::change(&mut principal, &create.changes);
    Ok((AdminReply::Done, vec![Change::PutPrincipal(Arc::new(principal))]))
}
