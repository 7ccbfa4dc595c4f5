//! The server's reading of a request: which fields a mask may name, and what they then mean.
//!
//! The rules about masks are those of MIT's kadm5_create_principal_3, kadm5_modify_principal and
//! their likes for policies; everything else is decided by the database's operations.

use std::time::Duration;

use kerbside_kdc_core::admin::{
    AdminRequest, CreatePrincipal, Expiry, NewKey, OldKeys, Password, PolicyChange, PolicyChanges,
    PrincipalChanges, Unlock,
};
use kerbside_kdc_core::database::{Attributes, PrincipalKey, Salt, StoredKey};
use kerbside_krb5::kadm5::{
    Code, NewKeys, PolicyEntry, PolicyMask, PrincipalEntry, PrincipalMask, Request, Secret, TlData,
    TlType, WireKey,
};
use kerbside_krb5::principal::Principal;
use kerbside_krb5::wire::{EncryptionKey, Realm};

use super::{from_life, from_seconds, salts};

/// What `request` asks of the database; names without a realm are of `realm`. INIT asks nothing.
///
/// # Errors
/// The code of a request that contradicts itself.
pub(crate) fn read(request: &Request, realm: &Realm) -> Result<Option<AdminRequest>, Code> {
    let name = |text: &str| Principal::parse(text, realm).map_err(|_| Code::BAD_PRINCIPAL);
    Ok(Some(match request {
        Request::Init => return Ok(None),
        Request::GetPrivileges => AdminRequest::GetPrivileges,
        Request::CreatePrincipal { entry, mask, key_salts, password } => {
            let key = new_key(entry, *mask, password.as_ref())?;
            let key_salts = key_salts.as_deref().filter(|tuples| !tuples.is_empty());
            AdminRequest::CreatePrincipal(CreatePrincipal {
                principal: name(&entry.principal)?,
                key,
                key_salts: key_salts.map(salts::from_tuples).transpose()?,
                changes: creation(entry, *mask)?,
            })
        }
        Request::DeletePrincipal { principal } => {
            AdminRequest::DeletePrincipal { principal: name(principal)? }
        }
        Request::ModifyPrincipal { entry, mask } => AdminRequest::ModifyPrincipal {
            principal: name(&entry.principal)?,
            changes: modification(entry, *mask)?,
        },
        Request::RenamePrincipal { from, to } => {
            AdminRequest::RenamePrincipal { from: name(from)?, to: name(to)? }
        }
        Request::GetPrincipal { principal, .. } => {
            AdminRequest::GetPrincipal { principal: name(principal)? }
        }
        Request::GetPrincipals { pattern } => {
            AdminRequest::ListPrincipals { pattern: pattern.clone() }
        }
        Request::PurgeKeys { principal, keep_kvno } => AdminRequest::PurgeKeys {
            principal: name(principal)?,
            keep_from: u32::try_from(*keep_kvno).ok(),
        },
        Request::GetStrings { principal } => {
            AdminRequest::GetStrings { principal: name(principal)? }
        }
        Request::SetString { principal, key, value } => AdminRequest::SetString {
            principal: name(principal)?,
            key: key.clone().ok_or(Code::INVALID_ARGUMENT)?,
            value: value.clone(),
        },
        Request::CreateAlias { alias, target } => {
            AdminRequest::CreateAlias { alias: name(alias)?, target: name(target)? }
        }
        Request::ChangePassword { .. }
        | Request::RandomizeKeys { .. }
        | Request::SetKeys { .. }
        | Request::SetKeys3 { .. }
        | Request::SetKeys4 { .. }
        | Request::ExtractKeys { .. } => of_keys(request, realm)?,
        of_policy => of_a_policy(of_policy)?,
    }))
}

fn of_keys(request: &Request, realm: &Realm) -> Result<AdminRequest, Code> {
    let name = |text: &str| Principal::parse(text, realm).map_err(|_| Code::BAD_PRINCIPAL);
    Ok(match request {
        Request::ChangePassword { principal, new_keys, password } => {
            let (old_keys, key_salts) = making(new_keys.as_ref())?;
            let password = password.as_ref().ok_or(Code::INVALID_ARGUMENT)?;
            let password = Password(password.as_bytes().to_vec());
            AdminRequest::ChangePassword {
                principal: name(principal)?,
                password,
                key_salts,
                old_keys,
            }
        }
        Request::RandomizeKeys { principal, new_keys } => {
            let (old_keys, key_salts) = making(new_keys.as_ref())?;
            AdminRequest::RandomizeKeys { principal: name(principal)?, key_salts, old_keys }
        }
        Request::SetKeys { principal, keys } => {
            set_keys(name(principal)?, &NewKeys::default(), keys)?
        }
        Request::SetKeys3 { principal, new_keys, keys } => {
            set_keys(name(principal)?, new_keys, keys)?
        }
        Request::SetKeys4 { principal, keep_old, keys } => AdminRequest::SetKeys {
            principal: name(principal)?,
            keys: keys.iter().map(versioned_key).collect::<Result<_, _>>()?,
            old_keys: kept(*keep_old),
        },
        Request::ExtractKeys { principal, kvno } => AdminRequest::GetKeys {
            principal: name(principal)?,
            kvno: Some(*kvno).filter(|kvno| *kvno != 0),
        },
        // The others are about something else: `read` has them.
        _ => return Err(Code::FAILURE),
    })
}

fn of_a_policy(request: &Request) -> Result<AdminRequest, Code> {
    let named = |name: &Option<String>| name.clone().ok_or(Code::INVALID_ARGUMENT);
    Ok(match request {
        Request::CreatePolicy { entry, mask } => {
            if !mask.contains(PolicyMask::POLICY) {
                return Err(Code::BAD_MASK);
            }
            let changes = policy_changes(entry, *mask)?;
            AdminRequest::CreatePolicy { name: named(&entry.policy)?, changes }
        }
        Request::ModifyPolicy { entry, mask } => {
            if mask.contains(PolicyMask::POLICY) {
                return Err(Code::BAD_MASK);
            }
            let changes = policy_changes(entry, *mask)?;
            AdminRequest::ModifyPolicy { name: named(&entry.policy)?, changes }
        }
        Request::DeletePolicy { name } => AdminRequest::DeletePolicy { name: named(name)? },
        Request::GetPolicy { name } => AdminRequest::GetPolicy { name: named(name)? },
        Request::GetPolicies { pattern } => AdminRequest::ListPolicies { pattern: pattern.clone() },
        // The others are about principals and keys: `read` has them.
        _ => return Err(Code::FAILURE),
    })
}

/// Fields that no client sets.
const THE_SERVERS: PrincipalMask = PrincipalMask(
    PrincipalMask::LAST_PASSWORD_CHANGE.0
        | PrincipalMask::MOD_TIME.0
        | PrincipalMask::MOD_NAME.0
        | PrincipalMask::MKVNO.0
        | PrincipalMask::AUX_ATTRIBUTES.0
        | PrincipalMask::LAST_SUCCESS.0
        | PrincipalMask::LAST_FAILED.0
        | PrincipalMask::LOAD.0,
);

fn creation(entry: &PrincipalEntry, mask: PrincipalMask) -> Result<PrincipalChanges, Code> {
    let refused = THE_SERVERS | PrincipalMask::FAIL_AUTH_COUNT;
    if !mask.contains(PrincipalMask::PRINCIPAL) || mask.intersects(refused) {
        return Err(Code::BAD_MASK);
    }
    changes(entry, mask)
}

fn modification(entry: &PrincipalEntry, mask: PrincipalMask) -> Result<PrincipalChanges, Code> {
    let refused = THE_SERVERS | PrincipalMask::PRINCIPAL | PrincipalMask::KEY_DATA;
    if mask.intersects(refused) {
        return Err(Code::BAD_MASK);
    }
    let mut changes = changes(entry, mask)?;
    if mask.contains(PrincipalMask::FAIL_AUTH_COUNT) {
        // Failures can be forgotten and not be made up.
        if entry.failures != 0 {
            return Err(Code::BAD_SERVER_PARAMS);
        }
        changes.unlock = Some(Unlock);
    }
    Ok(changes)
}

fn changes(entry: &PrincipalEntry, mask: PrincipalMask) -> Result<PrincipalChanges, Code> {
    let both = PrincipalMask::POLICY | PrincipalMask::POLICY_CLEAR;
    if mask.0 & !PrincipalMask::ALL.0 != 0 || mask.contains(both) {
        return Err(Code::BAD_MASK);
    }
    if mask.contains(PrincipalMask::TL_DATA) {
        check_tagged(&entry.tl_data)?;
    }
    let has = |field| mask.contains(field);
    let expiry = |seconds| from_seconds(seconds).map_or(Expiry::Never, Expiry::At);
    let policy = match &entry.policy {
        _ if has(PrincipalMask::POLICY_CLEAR) => Some(PolicyChange::Clear),
        _ if !has(PrincipalMask::POLICY) => None,
        Some(policy) => Some(PolicyChange::Set(policy.clone())),
        None => return Err(Code::BAD_MASK),
    };
    // The protocol has the attributes as they shall be, every one of them.
    let (set, clear) = match has(PrincipalMask::ATTRIBUTES) {
        true => (Attributes(entry.attributes), Attributes(!entry.attributes)),
        false => (Attributes::EMPTY, Attributes::EMPTY),
    };
    Ok(PrincipalChanges {
        set,
        clear,
        expires: has(PrincipalMask::EXPIRES).then(|| expiry(entry.expires)),
        password_expires: has(PrincipalMask::PASSWORD_EXPIRES)
            .then(|| expiry(entry.password_expires)),
        max_life: has(PrincipalMask::MAX_LIFE).then(|| from_life(entry.max_life)),
        max_renewable_life: has(PrincipalMask::MAX_RENEWABLE_LIFE)
            .then(|| from_life(entry.max_renewable_life)),
        kvno: has(PrincipalMask::KVNO).then_some(entry.kvno),
        policy,
        ..PrincipalChanges::default()
    })
}

/// The time of an unlocking is told twice; the database takes its own.
fn check_tagged(tagged: &[TlData]) -> Result<(), Code> {
    tagged.iter().try_for_each(|datum| match datum.tl_type {
        TlType::LAST_ADMIN_UNLOCK => Ok(()),
        // An argument for a module of a database, of which this one has none.
        TlType::DB_ARGS => Err(Code::INVALID_ARGUMENT),
        _ => Err(Code::BAD_TL_TYPE),
    })
}

fn new_key(
    entry: &PrincipalEntry,
    mask: PrincipalMask,
    password: Option<&Secret>,
) -> Result<NewKey, Code> {
    let keyless = mask.contains(PrincipalMask::KEY_DATA);
    if keyless && !entry.keys.is_empty() {
        return Err(Code::BAD_MASK);
    }
    Ok(match password {
        Some(password) => NewKey::Password(Password(password.as_bytes().to_vec())),
        None if keyless => NewKey::None,
        None => NewKey::Random,
    })
}

type Making = (OldKeys, Option<Vec<kerbside_kdc_core::database::KeySalt>>);

fn making(new_keys: Option<&NewKeys>) -> Result<Making, Code> {
    let Some(new_keys) = new_keys else {
        return Ok((OldKeys::Discard, None));
    };
    let tuples = Some(&new_keys.key_salts).filter(|tuples| !tuples.is_empty());
    let key_salts = tuples.map(|tuples| salts::from_tuples(tuples)).transpose()?;
    Ok((kept(new_keys.keep_old), key_salts))
}

fn kept(keep_old: bool) -> OldKeys {
    match keep_old {
        true => OldKeys::Keep,
        false => OldKeys::Discard,
    }
}

/// Keys without versions, with the salts' types of as many key-salts, or of none.
fn set_keys(
    principal: Principal,
    new_keys: &NewKeys,
    keys: &[EncryptionKey],
) -> Result<AdminRequest, Code> {
    let tuples = &new_keys.key_salts;
    if !tuples.is_empty() && tuples.len() != keys.len() {
        return Err(Code::SETKEY3_ETYPE_MISMATCH);
    }
    let mut set = Vec::with_capacity(keys.len());
    for (at, key) in keys.iter().enumerate() {
        let salt = match tuples.get(at) {
            None => Salt::Normal,
            Some(tuple) if tuple.enctype != key.keytype => {
                return Err(Code::SETKEY3_ETYPE_MISMATCH);
            }
            Some(tuple) => salts::salt(tuple.salt_type, &[]).ok_or(Code::BAD_KEYSALTS)?,
        };
        set.push(PrincipalKey { kvno: 0, salt, key: StoredKey::from(key.clone()) });
    }
    Ok(AdminRequest::SetKeys { principal, keys: set, old_keys: kept(new_keys.keep_old) })
}

fn versioned_key(key: &WireKey) -> Result<PrincipalKey, Code> {
    let salt = salts::salt(key.salt_type.into(), &key.salt).ok_or(Code::BAD_KEYSALTS)?;
    Ok(PrincipalKey { kvno: key.kvno, salt, key: StoredKey::from(key.key.clone()) })
}

fn policy_changes(entry: &PolicyEntry, mask: PolicyMask) -> Result<PolicyChanges, Code> {
    let unused = PolicyMask::REFERENCES
        | PolicyMask::ATTRIBUTES
        | PolicyMask::TICKET_LIFE
        | PolicyMask::RENEWABLE_LIFE
        | PolicyMask::TL_DATA;
    if mask.0 & !PolicyMask::ALL.0 != 0 || mask.intersects(unused) {
        return Err(Code::BAD_MASK);
    }
    let has = |field| mask.contains(field);
    let seconds = |seconds: u32| Duration::from_secs(seconds.into());
    Ok(PolicyChanges {
        min_password_life: has(PolicyMask::MIN_LIFE).then(|| seconds(entry.min_life)),
        max_password_life: has(PolicyMask::MAX_LIFE).then(|| seconds(entry.max_life)),
        min_length: has(PolicyMask::MIN_LENGTH).then_some(entry.min_length),
        min_classes: has(PolicyMask::MIN_CLASSES).then_some(entry.min_classes),
        history: has(PolicyMask::HISTORY).then_some(entry.history),
        max_failures: has(PolicyMask::MAX_FAILURES).then_some(entry.max_failures),
        failure_count_interval: has(PolicyMask::FAILURE_INTERVAL)
            .then(|| from_life(entry.failure_interval)),
        lockout_duration: has(PolicyMask::LOCKOUT_DURATION)
            .then(|| from_life(entry.lockout_duration)),
        allowed_key_salts: has(PolicyMask::ALLOWED_KEY_SALTS)
            .then(|| entry.allowed_key_salts.clone()),
    })
}
