//! `addpol`, `modpol`, `delpol`, `getpol` and `listpols`.
//!
//! As in MIT krb5 1.13 and later, a policy that principals name can be deleted. Only a tab makes a
//! list of allowed key-salts invalid; unknown ones in it are passed over when it is used.

use std::sync::Arc;

use kerbside_krb5::wire::Realm;

use super::super::{AdminReply, Denial, PolicyChanges};
use super::pattern::Pattern;
use super::{Operation, Performed};
use crate::database::{Change, Policy};

const MAX_CLASSES: u32 = 5;

pub(super) fn create(operation: &Operation<'_>, name: &str, changes: &PolicyChanges) -> Performed {
    let realm = operation.policy_realm()?;
    check_name(name)?;
    check_key_salts(changes)?;
    if operation.world.policy(&realm, name)?.is_some() {
        return Err(Denial::PolicyExists(name.to_owned()));
    }
    // MIT takes any printable ASCII, and looks at the rest of a name after its existence.
    if !name.bytes().all(|octet| (b' '..=b'~').contains(&octet)) {
        return Err(Denial::BadPolicyName);
    }
    let mut policy = Policy::new(name);
    change(&mut policy, changes)?;
    Ok(put(realm, policy))
}

pub(super) fn modify(operation: &Operation<'_>, name: &str, changes: &PolicyChanges) -> Performed {
    let realm = operation.policy_realm()?;
    check_name(name)?;
    check_key_salts(changes)?;
    let mut policy = Policy::clone(&*find(operation, &realm, name)?);
    change(&mut policy, changes)?;
    Ok(put(realm, policy))
}

pub(super) fn delete(operation: &Operation<'_>, name: &str) -> Performed {
    let realm = operation.policy_realm()?;
    check_name(name)?;
    find(operation, &realm, name)?;
    Ok((AdminReply::Done, vec![Change::DeletePolicy { realm, name: name.to_owned() }]))
}

pub(super) fn get(operation: &Operation<'_>, name: &str) -> Performed {
    let realm = operation.policy_realm()?;
    check_name(name)?;
    Ok((AdminReply::Policy(find(operation, &realm, name)?), Vec::new()))
}

pub(super) fn list(operation: &Operation<'_>, pattern: Option<&str>) -> Performed {
    let realm = operation.policy_realm()?;
    let pattern = Pattern::of_policies(pattern);
    let policies = operation.world.policies(&realm)?;
    let names = policies.iter().map(|policy| &policy.name);
    let matching = names.filter(|name| pattern.matches(name)).cloned().collect();
    Ok((AdminReply::Policies(matching), Vec::new()))
}

fn find(operation: &Operation<'_>, realm: &Realm, name: &str) -> Result<Arc<Policy>, Denial> {
    let found = operation.world.policy(realm, name)?;
    found.ok_or_else(|| Denial::UnknownPolicy(name.to_owned()))
}

fn put(realm: Realm, policy: Policy) -> (AdminReply, Vec<Change>) {
    (AdminReply::Done, vec![Change::PutPolicy { realm, policy: Arc::new(policy) }])
}

fn check_name(name: &str) -> Result<(), Denial> {
    if name.is_empty() { Err(Denial::BadPolicyName) } else { Ok(()) }
}

fn check_key_salts(changes: &PolicyChanges) -> Result<(), Denial> {
    match &changes.allowed_key_salts {
        Some(Some(list)) if list.contains('\t') => Err(Denial::BadKeySalts),
        _ => Ok(()),
    }
}

/// Changes what is asked for, in MIT's order of checks. A least life is checked only when it is
/// itself given: a most life may be set below it, as in MIT.
fn change(policy: &mut Policy, changes: &PolicyChanges) -> Result<(), Denial> {
    if let Some(life) = changes.max_password_life {
        policy.max_password_life = life;
    }
    if let Some(life) = changes.min_password_life {
        if life > policy.max_password_life && !policy.max_password_life.is_zero() {
            return Err(Denial::BadMinimumLife);
        }
        policy.min_password_life = life;
    }
    if let Some(length) = changes.min_length {
        policy.min_length = at_least_one(length).ok_or(Denial::BadLength)?;
    }
    if let Some(classes) = changes.min_classes {
        let classes = at_least_one(classes).filter(|classes| *classes <= MAX_CLASSES);
        policy.min_classes = classes.ok_or(Denial::BadClasses)?;
    }
    if let Some(history) = changes.history {
        policy.history = at_least_one(history).ok_or(Denial::BadHistory)?;
    }
    if let Some(failures) = changes.max_failures {
        policy.max_failures = failures;
    }
    if let Some(interval) = changes.failure_count_interval {
        policy.failure_count_interval = interval;
    }
    if let Some(duration) = changes.lockout_duration {
        policy.lockout_duration = duration;
    }
    if let Some(list) = &changes.allowed_key_salts {
        policy.allowed_key_salts = list.clone();
    }
    Ok(())
}

fn at_least_one(number: u32) -> Option<u32> {
    (number >= 1).then_some(number)
}
