//! The client's writing of a request to the database.

use kerbside_kdc_core::admin::{
    AdminRequest, CreatePrincipal, Expiry, NewKey, OldKeys, PolicyChange, PolicyChanges,
    PrincipalChanges,
};
use kerbside_kdc_core::database::{Attributes, KeySalt, PrincipalKey, Salt};
use kerbside_krb5::kadm5::{
    NewKeys, PolicyEntry, PolicyMask, PrincipalEntry, PrincipalMask, Request, Secret, TlData,
    TlType, WireKey,
};
use kerbside_krb5::principal::Principal;
use kerbside_krb5::time::Timestamp;

use super::{salts, to_life, to_seconds};

/// What a client asks for when it asks for a principal.
pub(crate) const WHOLE: PrincipalMask =
    PrincipalMask(PrincipalMask::NORMAL.0 | PrincipalMask::KEY_DATA.0);

/// What the server is asked, now, for `request`. `present` are the attributes that a principal to
/// be modified has: the protocol sends all of them.
pub(crate) fn write(request: &AdminRequest, present: Attributes, now: Timestamp) -> Request {
    match request {
        AdminRequest::CreatePrincipal(create) => creation(create),
        AdminRequest::ModifyPrincipal { principal, changes } => {
            let (mut entry, mut mask) = entry(principal, changes, present);
            if changes.unlock.is_some() {
                mask |= PrincipalMask::FAIL_AUTH_COUNT | PrincipalMask::TL_DATA;
                let octets = to_seconds(Some(now)).to_le_bytes().to_vec();
                entry.tl_data.push(TlData { tl_type: TlType::LAST_ADMIN_UNLOCK, octets });
            }
            Request::ModifyPrincipal { entry, mask }
        }
        AdminRequest::CreatePolicy { name, changes } => {
            let (entry, mask) = policy(name, changes);
            Request::CreatePolicy { entry, mask: mask | PolicyMask::POLICY }
        }
        AdminRequest::ModifyPolicy { name, changes } => {
            let (entry, mask) = policy(name, changes);
            Request::ModifyPolicy { entry, mask }
        }
        AdminRequest::ChangePassword { principal, password, key_salts, old_keys } => {
            Request::ChangePassword {
                principal: principal.to_string(),
                new_keys: new_keys(key_salts.as_deref(), *old_keys),
                password: Some(Secret::from(password.0.clone())),
            }
        }
        AdminRequest::RandomizeKeys { principal, key_salts, old_keys } => Request::RandomizeKeys {
            principal: principal.to_string(),
            new_keys: new_keys(key_salts.as_deref(), *old_keys),
        },
        AdminRequest::SetKeys { principal, keys, old_keys } => Request::SetKeys4 {
            principal: principal.to_string(),
            keep_old: *old_keys == OldKeys::Keep,
            keys: keys.iter().map(wire_key).collect(),
        },
        simple => simple_request(simple),
    }
}

/// Those whose fields travel as they are.
fn simple_request(request: &AdminRequest) -> Request {
    let text = Principal::to_string;
    match request {
        AdminRequest::DeletePrincipal { principal } => {
            Request::DeletePrincipal { principal: text(principal) }
        }
        AdminRequest::GetPrincipal { principal } => {
            Request::GetPrincipal { principal: text(principal), mask: WHOLE }
        }
        AdminRequest::ListPrincipals { pattern } => {
            Request::GetPrincipals { pattern: pattern.clone() }
        }
        AdminRequest::GetKeys { principal, kvno } => {
            Request::ExtractKeys { principal: text(principal), kvno: kvno.unwrap_or(0) }
        }
        AdminRequest::RenamePrincipal { from, to } => {
            Request::RenamePrincipal { from: text(from), to: text(to) }
        }
        AdminRequest::CreateAlias { alias, target } => {
            Request::CreateAlias { alias: text(alias), target: text(target) }
        }
        AdminRequest::PurgeKeys { principal, keep_from } => Request::PurgeKeys {
            principal: text(principal),
            keep_kvno: keep_from.map_or(-1, |kvno| i32::try_from(kvno).unwrap_or(i32::MAX)),
        },
        AdminRequest::GetStrings { principal } => {
            Request::GetStrings { principal: text(principal) }
        }
        AdminRequest::SetString { principal, key, value } => Request::SetString {
            principal: text(principal),
            key: Some(key.clone()),
            value: value.clone(),
        },
        AdminRequest::DeletePolicy { name } => Request::DeletePolicy { name: Some(name.clone()) },
        AdminRequest::GetPolicy { name } => Request::GetPolicy { name: Some(name.clone()) },
        AdminRequest::ListPolicies { pattern } => Request::GetPolicies { pattern: pattern.clone() },
        // What is left is GET_PRIVS; `write` has the others.
        _ => Request::GetPrivileges,
    }
}

fn creation(create: &CreatePrincipal) -> Request {
    let (entry, mut mask) = entry(&create.principal, &create.changes, Attributes::EMPTY);
    mask |= PrincipalMask::PRINCIPAL;
    let password = match &create.key {
        NewKey::Password(password) => Some(Secret::from(password.0.clone())),
        NewKey::Random => None,
        NewKey::None => {
            mask |= PrincipalMask::KEY_DATA;
            None
        }
    };
    let key_salts = create.key_salts.as_deref().map(salts::to_tuples);
    Request::CreatePrincipal { entry, mask, key_salts, password }
}

fn entry(
    principal: &Principal,
    changes: &PrincipalChanges,
    present: Attributes,
) -> (PrincipalEntry, PrincipalMask) {
    let mut entry = PrincipalEntry { principal: principal.to_string(), ..Default::default() };
    let mut mask = PrincipalMask::NONE;
    if changes.set != Attributes::EMPTY || changes.clear != Attributes::EMPTY {
        mask |= PrincipalMask::ATTRIBUTES;
        entry.attributes = present.with(changes.set).without(changes.clear).0;
    }
    let expiry = |expiry: Expiry| to_seconds(expiry.into());
    if let Some(expires) = changes.expires {
        mask |= PrincipalMask::EXPIRES;
        entry.expires = expiry(expires);
    }
    if let Some(expires) = changes.password_expires {
        mask |= PrincipalMask::PASSWORD_EXPIRES;
        entry.password_expires = expiry(expires);
    }
    if let Some(life) = changes.max_life {
        mask |= PrincipalMask::MAX_LIFE;
        entry.max_life = to_life(life);
    }
    if let Some(life) = changes.max_renewable_life {
        mask |= PrincipalMask::MAX_RENEWABLE_LIFE;
        entry.max_renewable_life = to_life(life);
    }
    if let Some(kvno) = changes.kvno {
        mask |= PrincipalMask::KVNO;
        entry.kvno = kvno;
    }
    match &changes.policy {
        None => {}
        Some(PolicyChange::Clear) => mask |= PrincipalMask::POLICY_CLEAR,
        Some(PolicyChange::Set(policy)) => {
            mask |= PrincipalMask::POLICY;
            entry.policy = Some(policy.clone());
        }
    }
    (entry, mask)
}

/// The first release's procedures where nothing but the realm's own keys is asked for.
fn new_keys(key_salts: Option<&[KeySalt]>, old_keys: OldKeys) -> Option<NewKeys> {
    if key_salts.is_none() && old_keys == OldKeys::Discard {
        return None;
    }
    let key_salts = key_salts.map(salts::to_tuples).unwrap_or_default();
    Some(NewKeys { keep_old: old_keys == OldKeys::Keep, key_salts })
}

fn wire_key(key: &PrincipalKey) -> WireKey {
    let salt = match &key.salt {
        Salt::Special(octets) => octets.clone(),
        _ => Vec::new(),
    };
    let salt_type = i16::try_from(key.salt.number()).unwrap_or_default();
    WireKey { kvno: key.kvno, key: key.to_encryption_key(), salt_type, salt }
}

fn policy(name: &str, changes: &PolicyChanges) -> (PolicyEntry, PolicyMask) {
    let mut entry = PolicyEntry { policy: Some(name.to_owned()), ..PolicyEntry::default() };
    let mut mask = PolicyMask::NONE;
    let seconds = |life: std::time::Duration| u32::try_from(life.as_secs()).unwrap_or(u32::MAX);
    let words: [(Option<u32>, &mut u32, PolicyMask); 6] = [
        (changes.min_password_life.map(seconds), &mut entry.min_life, PolicyMask::MIN_LIFE),
        (changes.max_password_life.map(seconds), &mut entry.max_life, PolicyMask::MAX_LIFE),
        (changes.min_length, &mut entry.min_length, PolicyMask::MIN_LENGTH),
        (changes.min_classes, &mut entry.min_classes, PolicyMask::MIN_CLASSES),
        (changes.history, &mut entry.history, PolicyMask::HISTORY),
        (changes.max_failures, &mut entry.max_failures, PolicyMask::MAX_FAILURES),
    ];
    for (wanted, word, field) in words {
        if let Some(wanted) = wanted {
            *word = wanted;
            mask |= field;
        }
    }
    if let Some(interval) = changes.failure_count_interval {
        mask |= PolicyMask::FAILURE_INTERVAL;
        entry.failure_interval = to_life(interval);
    }
    if let Some(duration) = changes.lockout_duration {
        mask |= PolicyMask::LOCKOUT_DURATION;
        entry.lockout_duration = to_life(duration);
    }
    if let Some(allowed) = &changes.allowed_key_salts {
        mask |= PolicyMask::ALLOWED_KEY_SALTS;
        entry.allowed_key_salts = allowed.clone();
    }
    (entry, mask)
}
