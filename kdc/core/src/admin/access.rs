//! What each request needs, in the order in which MIT's kadmind asks (`server_stubs.c`).
//!
//! Independently of the list, a caller may read itself and its policy, purge its old keys and, with
//! a ticket that its password got, change its password and keys once they are old enough. A ticket
//! for `kadmin/changepw` is good for oneself alone. Principals with LOCKDOWN_KEYS keep their keys
//! from whoever comes over the network. Who holds the database may do everything.

use std::borrow::Cow;
use std::time::Duration;

use kerbside_krb5::formats::kadm5_acl::{RestrictedPolicy, Restrictions, Rights};
use kerbside_krb5::principal::Principal as Name;

use super::operations::{Operation, after};
use super::{
    AdminRequest, AdminService, Authority, Caller, Denial, Expiry, Initial, PolicyChange,
    PrincipalChanges, RemoteCaller,
};
use crate::database::{Attributes, Principal, PrincipalKey};

/// The request as its caller may make it: with the restrictions that the list puts on it.
pub(super) fn check<'r>(
    operation: &Operation<'_>,
    request: &'r AdminRequest,
) -> Result<Cow<'r, AdminRequest>, Denial> {
    match &operation.caller.authority {
        Authority::Local => Ok(Cow::Borrowed(request)),
        Authority::Remote(remote) => Access { operation, remote }.check(request),
    }
}

/// The new keys that the caller is told: none of a principal whose keys are locked down.
pub(super) fn told_keys(
    caller: &Caller,
    principal: &Principal,
    keys: &[PrincipalKey],
) -> Vec<PrincipalKey> {
    match &caller.authority {
        Authority::Remote(_) if principal.has(Attributes::LOCKDOWN_KEYS) => Vec::new(),
        Authority::Remote(_) | Authority::Local => keys.to_vec(),
    }
}

/// Whom a right is about.
#[derive(Clone, Copy)]
enum About<'a> {
    /// The database as a whole, or a policy.
    Nobody,
    Principal(&'a Name),
}

struct Access<'a, 'o> {
    operation: &'a Operation<'o>,
    remote: &'a RemoteCaller,
}

impl Access<'_, '_> {
    fn check<'r>(&self, request: &'r AdminRequest) -> Result<Cow<'r, AdminRequest>, Denial> {
        use AdminRequest as R;
        match request {
            R::CreatePrincipal(_) | R::ModifyPrincipal { .. } => return self.restricted(request),
            R::DeletePrincipal { principal } => {
                self.needs(Rights::DELETE, principal, Denial::RequiresDelete)?;
                self.not_locked_down(principal, Denial::RequiresDelete)?;
            }
            R::RenamePrincipal { from, to } => {
                let deletes = self.has(Rights::DELETE, About::Principal(from));
                if !deletes || !self.has_unrestricted(Rights::ADD, to) {
                    return Err(Denial::Insufficient);
                }
                self.not_locked_down(from, Denial::RequiresDelete)?;
            }
            R::CreateAlias { alias, target } => {
                let modifies = self.has(Rights::MODIFY, About::Principal(target));
                if !modifies || !self.has_unrestricted(Rights::ADD, alias) {
                    return Err(Denial::Insufficient);
                }
            }
            R::ChangePassword { principal, .. } => {
                self.not_locked_down(principal, Denial::RequiresChangePassword)?;
                self.changes_keys(principal)?;
            }
            R::RandomizeKeys { principal, .. } => self.changes_keys(principal)?,
            R::SetKeys { principal, .. } => {
                self.not_locked_down(principal, Denial::RequiresSetKey)?;
                self.needs(Rights::SET_KEY, principal, Denial::RequiresSetKey)?;
            }
            R::GetKeys { principal, .. } => {
                self.needs(Rights::EXTRACT, principal, Denial::RequiresExtract)?;
                self.not_locked_down(principal, Denial::RequiresExtract)?;
            }
            R::PurgeKeys { principal, .. } => {
                if !(self.is_admin() && self.is_self(principal)) {
                    self.needs(Rights::MODIFY, principal, Denial::RequiresModify)?;
                }
            }
            R::SetString { principal, .. } => {
                self.needs(Rights::MODIFY, principal, Denial::RequiresModify)?;
            }
            R::GetPrincipal { principal } => {
                if !self.is_self(principal) {
                    self.needs(Rights::INQUIRE, principal, Denial::RequiresGet)?;
                }
            }
            R::GetStrings { principal } => {
                if !(self.is_admin() && self.is_self(principal)) {
                    self.needs(Rights::INQUIRE, principal, Denial::RequiresGet)?;
                }
            }
            R::CreatePolicy { .. } => self.needs_for_all(Rights::ADD, Denial::RequiresAdd)?,
            R::ModifyPolicy { .. } => self.needs_for_all(Rights::MODIFY, Denial::RequiresModify)?,
            R::DeletePolicy { .. } => self.needs_for_all(Rights::DELETE, Denial::RequiresDelete)?,
            R::GetPolicy { name } => {
                if !self.is_own_policy(name)? {
                    self.needs_for_all(Rights::INQUIRE, Denial::RequiresGet)?;
                }
            }
            R::ListPrincipals { .. } | R::ListPolicies { .. } => {
                self.needs_for_all(Rights::LIST, Denial::RequiresList)?;
            }
            R::GetPrivileges => {}
        }
        Ok(Cow::Borrowed(request))
    }

    /// Creation and modification, which the list may restrict.
    fn restricted<'r>(&self, request: &'r AdminRequest) -> Result<Cow<'r, AdminRequest>, Denial> {
        let mut request = request.clone();
        let now = self.operation.now;
        match &mut request {
            AdminRequest::CreatePrincipal(create) => {
                let target = About::Principal(&create.principal);
                let restrictions = self.grants(Rights::ADD, target).ok_or(Denial::RequiresAdd)?;
                // As in MIT, the realm's default attributes are not those of restricted requests.
                let bare = create.changes.set.0 | create.changes.clear.0 == 0;
                if bare && restrictions.touches_attributes() {
                    create.changes.clear = Attributes(u32::MAX);
                }
                Restricted { restrictions, now }.impose(&mut create.changes);
            }
            AdminRequest::ModifyPrincipal { principal, changes } => {
                let target = About::Principal(principal);
                let denial = || Denial::RequiresModify;
                let restrictions = self.grants(Rights::MODIFY, target).ok_or_else(denial)?;
                Restricted { restrictions, now }.impose(changes);
                if changes.clear.contains(Attributes::LOCKDOWN_KEYS) {
                    self.not_locked_down(principal, denial())?;
                }
            }
            _ => {}
        }
        Ok(Cow::Owned(request))
    }

    fn is_admin(&self) -> bool {
        self.remote.service == AdminService::Admin
    }

    fn is_self(&self, principal: &Name) -> bool {
        self.operation.caller.principal.same(principal)
    }

    fn grants(&self, right: Rights, about: About<'_>) -> Option<&Restrictions> {
        let target = match about {
            About::Nobody => None,
            About::Principal(target) => Some(target),
        };
        let client = &self.operation.caller.principal;
        self.remote.acl.grants(right, client, target).filter(|_| self.is_admin())
    }

    fn has(&self, right: Rights, about: About<'_>) -> bool {
        self.grants(right, about).is_some()
    }

    fn has_unrestricted(&self, right: Rights, target: &Name) -> bool {
        let restrictions = self.grants(right, About::Principal(target));
        restrictions.is_some_and(Restrictions::is_empty)
    }

    fn needs(&self, right: Rights, target: &Name, denial: Denial) -> Result<(), Denial> {
        if self.has(right, About::Principal(target)) { Ok(()) } else { Err(denial) }
    }

    fn needs_for_all(&self, right: Rights, denial: Denial) -> Result<(), Denial> {
        if self.has(right, About::Nobody) { Ok(()) } else { Err(denial) }
    }

    fn is_own_policy(&self, policy: &str) -> Result<bool, Denial> {
        let Name { name, realm } = &self.operation.caller.principal;
        let found = self.operation.world.principal(realm, name)?;
        Ok(found.is_some_and(|found| found.policy.as_deref() == Some(policy)))
    }

    fn not_locked_down(&self, principal: &Name, denial: Denial) -> Result<(), Denial> {
        let found = self.operation.find(principal)?;
        if found.has(Attributes::LOCKDOWN_KEYS) { Err(denial) } else { Ok(()) }
    }

    /// One's own keys, with a ticket that the password got and after the policy's least life; those
    /// of others by right.
    fn changes_keys(&self, principal: &Name) -> Result<(), Denial> {
        if !self.is_self(principal) {
            return self.needs(Rights::CHANGE_PASSWORD, principal, Denial::RequiresChangePassword);
        }
        if self.remote.initial == Initial::No {
            return Err(Denial::RequiresInitial);
        }
        self.kept_long_enough(principal)
    }

    fn kept_long_enough(&self, principal: &Name) -> Result<(), Denial> {
        let found = self.operation.find(principal)?;
        let Some(policy) = self.operation.policy_of(&found)? else {
            return Ok(());
        };
        let Some(changed) = found.last_password_change else {
            return Ok(());
        };
        let until = after(changed, policy.min_password_life);
        let early = self.operation.now.seconds() < until.seconds();
        if early && !found.has(Attributes::REQUIRES_PWCHANGE) {
            return Err(Denial::PasswordTooSoon { until });
        }
        Ok(())
    }
}

/// Restrictions at the time of a request.
struct Restricted<'a> {
    restrictions: &'a Restrictions,
    now: kerbside_krb5::time::Timestamp,
}

impl Restricted<'_> {
    /// Departure: MIT's comparison lets "never" and a life of zero, which is no limit, pass as less
    /// than any limit; here they are more, as its manual has it.
    fn impose(&self, changes: &mut PrincipalChanges) {
        let Restrictions { require, forbid, policy, .. } = self.restrictions;
        let (require, forbid) = (Attributes(*require), Attributes(*forbid));
        changes.set = changes.set.with(require);
        changes.clear = changes.clear.without(require).with(forbid);
        match policy {
            Some(RestrictedPolicy::Clear) => changes.policy = Some(PolicyChange::Clear),
            Some(RestrictedPolicy::Is(policy)) => {
                changes.policy = Some(PolicyChange::Set(policy.clone()));
            }
            None => {}
        }
        let Restrictions { expires, password_expires, max_life, max_renewable_life, .. } =
            self.restrictions;
        self.expiry(*expires, &mut changes.expires);
        self.expiry(*password_expires, &mut changes.password_expires);
        life(*max_life, &mut changes.max_life);
        life(*max_renewable_life, &mut changes.max_renewable_life);
    }

    fn expiry(&self, limit: Option<Duration>, asked: &mut Option<Expiry>) {
        let Some(limit) = limit else {
            return;
        };
        let latest = after(self.now, limit);
        match asked {
            Some(Expiry::At(at)) if *at <= latest => {}
            _ => *asked = Some(Expiry::At(latest)),
        }
    }
}

fn life(limit: Option<Duration>, asked: &mut Option<Duration>) {
    let Some(limit) = limit else {
        return;
    };
    match asked {
        Some(life) if *life <= limit && !life.is_zero() => {}
        _ => *asked = Some(limit),
    }
}
