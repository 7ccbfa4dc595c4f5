//! The operations, one file each: from a request to a reply and the changes that it takes.

mod change_password;
mod create_principal;
mod delete_principal;
mod get_keys;
mod get_principal;
mod list_principals;
mod modify_principal;
mod randomize_keys;

use std::sync::Arc;

use kerbside_crypto::Entropy;
use kerbside_krb5::principal::Principal as Name;
use kerbside_krb5::time::Timestamp;

use super::{AdminReply, AdminRequest, Caller, Denial, Privileges};
use crate::database::{Change, KeySalt, Principal, RealmSettings, World};

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
    match request {
        AdminRequest::CreatePrincipal(create) => create_principal::perform(&mut operation, create),
        AdminRequest::DeletePrincipal { principal } => {
            delete_principal::perform(&operation, principal)
        }
        AdminRequest::ModifyPrincipal { principal, changes } => {
            modify_principal::perform(&operation, principal, changes)
        }
        AdminRequest::ChangePassword { principal, password, key_salts, old_keys } => {
            let key_salts = key_salts.as_deref();
            change_password::perform(&operation, principal, password, key_salts, *old_keys)
        }
        AdminRequest::RandomizeKeys { principal, key_salts, old_keys } => {
            let key_salts = key_salts.as_deref();
            randomize_keys::perform(&mut operation, principal, key_salts, *old_keys)
        }
        AdminRequest::GetPrincipal { principal } => get_principal::perform(&operation, principal),
        AdminRequest::ListPrincipals { pattern } => {
            list_principals::perform(&operation, pattern.as_deref())
        }
        AdminRequest::GetKeys { principal, kvno } => {
            get_keys::perform(&operation, principal, *kvno)
        }
        AdminRequest::GetPrivileges => Ok((AdminReply::Privileges(Privileges::ALL), Vec::new())),
        AdminRequest::RenamePrincipal { .. }
        | AdminRequest::CreateAlias { .. }
        | AdminRequest::SetKeys { .. }
        | AdminRequest::PurgeKeys { .. }
        | AdminRequest::GetStrings { .. }
        | AdminRequest::SetString { .. }
        | AdminRequest::CreatePolicy { .. }
        | AdminRequest::ModifyPolicy { .. }
        | AdminRequest::DeletePolicy { .. }
        | AdminRequest::GetPolicy { .. }
        | AdminRequest::ListPolicies { .. } => Err(Denial::NotSupported),
    }
}

/// Where, for whom and when an operation is performed.
struct Operation<'a> {
    world: &'a dyn World,
    caller: &'a Caller,
    now: Timestamp,
    entropy: &'a mut dyn Entropy,
}

type Performed = Result<(AdminReply, Vec<Change>), Denial>;

impl Operation<'_> {
    fn settings(&self, principal: &Name) -> Result<Arc<RealmSettings>, Denial> {
        let settings = self.world.settings(&principal.realm)?;
        settings.ok_or_else(|| Denial::RealmNotServed(principal.realm.clone()))
    }

    fn find(&self, principal: &Name) -> Result<Arc<Principal>, Denial> {
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

    fn key_salts(
        &self,
        principal: &Name,
        asked: Option<&[KeySalt]>,
    ) -> Result<Vec<KeySalt>, Denial> {
        match asked {
            Some(asked) => Ok(asked.to_vec()),
            None => Ok(self.settings(principal)?.key_salts.clone()),
        }
    }
}

#[cfg(test)]
mod tests;
