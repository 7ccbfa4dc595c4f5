//! The operations, one file each: from a request to a reply and the changes that it takes.

mod change_password;
mod create_alias;
mod create_principal;
mod delete_principal;
mod get_keys;
mod get_principal;
mod list_principals;
mod modify_principal;
mod pattern;
mod policies;
mod purge_keys;
mod randomize_keys;
mod rename_principal;
mod set_keys;
mod strings;

use std::sync::Arc;
use std::time::Duration;

use kerbside_crypto::Entropy;
use kerbside_krb5::principal::Principal as Name;
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::{NameType, PrincipalName, Realm};

use super::{AdminReply, AdminRequest, Caller, Denial, OldKeys, Privileges, access, history};
use crate::database::{
    Attributes, Change, KeySalt, Policy, Principal, PrincipalKey, RealmSettings, World,
};

/// Performs `request` on `world`: says what the answer is and what is to be committed at the
/// generation of `world`.
///
/// # Errors
/// The reason of a denial.
pub fn perform(
    request: &AdminRequest,
    world: &dyn World,
    caller: &Caller,
    now: Timestamp,
    entropy: &mut dyn Entropy,
) -> Result<(AdminReply, Vec<Change>), Denial> {
    let mut operation = Operation { world, caller, now, entropy };
    let request = access::check(&operation, request)?;
    operation.perform(&request)
}

/// Where, for whom and when an operation is performed.
pub(super) struct Operation<'a> {
    pub(super) world: &'a dyn World,
    pub(super) caller: &'a Caller,
    pub(super) now: Timestamp,
    pub(super) entropy: &'a mut dyn Entropy,
}

type Performed = Result<(AdminReply, Vec<Change>), Denial>;

impl Operation<'_> {
    fn perform(&mut self, request: &AdminRequest) -> Performed {
        use AdminRequest as R;
        match request {
            R::CreatePrincipal(create) => create_principal::perform(self, create),
            R::DeletePrincipal { principal } => delete_principal::perform(self, principal),
            R::ModifyPrincipal { principal, changes } => {
                modify_principal::perform(self, principal, changes)
            }
            R::ChangePassword { principal, password, key_salts, old_keys } => {
                let key_salts = key_salts.as_deref();
                change_password::perform(self, principal, password, key_salts, *old_keys)
            }
            R::RandomizeKeys { principal, key_salts, old_keys } => {
                randomize_keys::perform(self, principal, key_salts.as_deref(), *old_keys)
            }
            R::GetPrincipal { principal } => get_principal::perform(self, principal),
            R::ListPrincipals { pattern } => list_principals::perform(self, pattern.as_deref()),
            R::GetKeys { principal, kvno } => get_keys::perform(self, principal, *kvno),
            R::RenamePrincipal { from, to } => rename_principal::perform(self, from, to),
            R::CreateAlias { alias, target } => create_alias::perform(self, alias, target),
            R::SetKeys { principal, keys, old_keys } => {
                set_keys::perform(self, principal, keys, *old_keys)
            }
            R::PurgeKeys { principal, keep_from } => {
                purge_keys::perform(self, principal, *keep_from)
            }
            R::GetStrings { principal } => strings::get(self, principal),
            R::SetString { principal, key, value } => {
                strings::set(self, principal, key, value.as_deref())
            }
            R::CreatePolicy { name, changes } => policies::create(self, name, changes),
            R::ModifyPolicy { name, changes } => policies::modify(self, name, changes),
            R::DeletePolicy { name } => policies::delete(self, name),
            R::GetPolicy { name } => policies::get(self, name),
            R::ListPolicies { pattern } => policies::list(self, pattern.as_deref()),
            // MIT tells every caller that it may do everything.
            R::GetPrivileges => Ok((AdminReply::Privileges(Privileges::ALL), Vec::new())),
        }
    }

    pub(super) fn settings(&self, principal: &Name) -> Result<Arc<RealmSettings>, Denial> {
        let settings = self.world.settings(&principal.realm)?;
        settings.ok_or_else(|| Denial::RealmNotServed(principal.realm.clone()))
    }

    pub(super) fn find(&self, principal: &Name) -> Result<Arc<Principal>, Denial> {
        let found = self.world.principal(&principal.realm, &principal.name)?;
        found.ok_or_else(|| Denial::Unknown(principal.clone()))
    }

    /// A copy of the record, marked as changed now by the caller.
    fn find_to_change(&self, principal: &Name) -> Result<Principal, Denial> {
        let mut found = Principal::clone(&*self.find(principal)?);
        found.modified_at = self.now;
        found.modified_by = self.caller.principal.to_string();
        Ok(found)
    }

    /// The principal's policy; a policy that does not exist is none, as in MIT.
    pub(super) fn policy_of(&self, principal: &Principal) -> Result<Option<Arc<Policy>>, Denial> {
        match &principal.policy {
            Some(policy) => Ok(self.world.policy(&principal.realm, policy)?),
            None => Ok(None),
        }
    }

    /// The realm whose policies the caller means: its own, or the first that is served.
    fn policy_realm(&self) -> Result<Realm, Denial> {
        let own = &self.caller.principal.realm;
        let realms = self.world.realms();
        match realms.first() {
            Some(_) if realms.contains(own) => Ok(own.clone()),
            Some(first) => Ok(first.clone()),
            None => Err(Denial::RealmNotServed(own.clone())),
        }
    }

    /// The key-salts that the policy allows, in its order, out of those asked for; the policy's or
    /// the realm's when none are.
    fn allowed_key_salts(
        &self,
        principal: &Name,
        policy: Option<&Policy>,
        asked: Option<&[KeySalt]>,
    ) -> Result<Vec<KeySalt>, Denial> {
        let allowed = policy.and_then(|policy| policy.allowed_key_salts.as_deref());
        let asked = asked.filter(|asked| !asked.is_empty());
        let chosen = match (allowed.map(KeySalt::parse_list), asked) {
            (None, Some(asked)) => asked.to_vec(),
            (None, None) => self.settings(principal)?.key_salts.clone(),
            (Some(allowed), None) => allowed,
            (Some(allowed), Some(asked)) => {
                if asked.iter().any(|one| !allowed.iter().any(|other| one.is_like(other))) {
                    return Err(Denial::BadKeySalts);
                }
                let wanted = |one: &KeySalt| asked.iter().any(|other| one.is_like(other));
                allowed.into_iter().filter(wanted).collect()
            }
        };
        // Keys of enctypes that are not implemented are passed over, unless nothing else is left.
        let implemented = |one: &KeySalt| one.enctype.is_supported();
        Ok(match chosen.iter().any(implemented) {
            true => chosen.into_iter().filter(implemented).collect(),
            false => chosen,
        })
    }

    /// `principal` with new keys. As in MIT, a password that had to be changed has been changed,
    /// and the policy says how long the new keys are good.
    fn rekeyed(
        &self,
        mut principal: Principal,
        new: Vec<PrincipalKey>,
        old_keys: OldKeys,
        policy: Option<&Policy>,
    ) -> Principal {
        let old = std::mem::replace(&mut principal.keys, new);
        if old_keys == OldKeys::Keep {
            principal.keys.extend(old);
        }
        principal.attributes = principal.attributes.without(Attributes::REQUIRES_PWCHANGE);
        principal.password_expires = modify_principal::expiry_by(policy, self.now);
        principal.last_password_change = Some(self.now);
        principal
    }

    /// The record is replaced, and a locked account is open again.
    fn put_unlocked(&self, principal: Principal) -> Vec<Change> {
        let (realm, name) = (principal.realm.clone(), principal.name.clone());
        vec![Change::PutPrincipal(Arc::new(principal)), Change::Unlock { realm, name }]
    }

    fn is_history(&self, principal: &Name) -> bool {
        principal.same(&history::principal(&principal.realm))
    }

    fn is_master(&self, principal: &Name) -> bool {
        principal.name.same_components(&master_name())
    }

    /// The version of the master key in force: the first, where there is none.
    pub(super) fn master_kvno(&self, realm: &Realm) -> Result<u32, Denial> {
        let master = self.world.principal(realm, &master_name())?;
        Ok(master.and_then(|master| master.current_kvno()).unwrap_or(1))
    }
}

/// The name of the principal that stands for the master key.
fn master_name() -> PrincipalName {
    PrincipalName::new(NameType::PRINCIPAL, ["K", "M"])
}

/// `duration` after `instant`.
pub(super) fn after(instant: Timestamp, duration: Duration) -> Timestamp {
    instant.plus_seconds(i64::try_from(duration.as_secs()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests;
