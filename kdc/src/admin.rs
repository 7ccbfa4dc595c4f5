//! Administration of a running KDC from the process that holds it: what `kadmin.local` can do.
//!
//! Requests are `AdminRequest`s of `kerbside-kdc-core`, performed as `kadmin/local@REALM`;
//! the methods with names are the frequent ones. `ktadd` is a client's command: keys made or read
//! here, written to a keytab ([`Admin::keytab`]).

use std::sync::{Arc, Mutex, PoisonError};

use kerbside_crypto::Entropy;
use kerbside_kdc_core::admin::{
    AdminReply, AdminRequest, ApplyError, Caller, CreatePrincipal, NewKey, apply,
};
use kerbside_kdc_core::database::{Generation, Store, World, WorldError};
use kerbside_krb5::formats::keytab::{Keytab, KeytabEntry};
use kerbside_krb5::principal::{Principal, PrincipalError};
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::{NameType, PrincipalName, Realm};

use crate::clock::Clock;
use crate::entropy::OsEntropy;
use crate::gate::{Held, Locked};
use crate::observer::{Event, Unobserved};
use crate::service::Service;
use crate::store::KdcStore;

/// Administers a KDC. Clones administer the same one, without the lock.
pub struct Admin {
    service: Arc<Service>,
    entropy: Arc<Mutex<Box<dyn Entropy + Send>>>,
    held: Option<Held>,
}

impl Clone for Admin {
    fn clone(&self) -> Self {
        Self::new(Arc::clone(&self.service), Arc::clone(&self.entropy))
    }
}

/// Why an administrative request failed.
#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    /// A text is no principal name.
    #[error(transparent)]
    Name(#[from] PrincipalError),
    /// No realm is served.
    #[error("no realm is served: add one with Builder::realm")]
    NoRealm,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] WorldError),
    /// Another administrator has the database for itself.
    #[error(transparent)]
    Locked(#[from] Locked),
    /// The operation was denied.
    #[error("{operation} of {target}: {source}")]
    Failed {
        /// kadmin's name of the operation.
        operation: &'static str,
        /// The principal concerned.
        target: String,
        /// Why.
        source: ApplyError,
    },
}

impl Admin {
    pub(crate) fn new(service: Arc<Service>, entropy: Arc<Mutex<Box<dyn Entropy + Send>>>) -> Self {
        Self { service, entropy, held: None }
    }

    /// Administers `store` without a KDC, by `clock`, with the system's entropy.
    pub fn of_store(store: KdcStore, clock: Arc<dyn Clock>) -> Self {
        let service = Service::new(store, clock, Arc::new(Unobserved));
        Self::new(Arc::new(service), Arc::new(Mutex::new(Box::new(OsEntropy::new()))))
    }

    /// Performs `request`; what it changed is seen by the next request of any client.
    ///
    /// # Errors
    /// [`AdminError::Failed`], with the reason.
    pub fn perform(&self, request: &AdminRequest) -> Result<AdminReply, AdminError> {
        let principal = self.caller()?;
        self.perform_as(&Caller::local(principal), request)
    }

    /// Performs `request` in the name of `caller`, who may do everything.
    ///
    /// # Errors
    /// [`AdminError::Failed`], with the reason.
    pub fn perform_as(
        &self,
        caller: &Caller,
        request: &AdminRequest,
    ) -> Result<AdminReply, AdminError> {
        self.service.gate.pass(self.held.as_ref())?;
        let (operation, target) = describe(request);
        let now = self.service.clock.now();
        let before = self.generation();
        let reply = {
            let mut entropy = self.entropy.lock().unwrap_or_else(PoisonError::into_inner);
            apply(&self.service.store, request, caller, now, &mut **entropy)
        };
        let reply = reply.map_err(|source| AdminError::Failed {
            operation,
            target: target.clone(),
            source,
        })?;
        if self.generation() != before {
            self.service.observer.observe(Event::Administered {
                at: now,
                caller: &caller.principal,
                operation,
                target: &target,
            });
        }
        Ok(reply)
    }

    /// The generation of the database; `None` while it cannot be read.
    fn generation(&self) -> Option<Generation> {
        self.service.store.world().ok().map(|world| world.generation())
    }

    /// Keeps other administrators of this KDC from the database, until [`Admin::unlock`] or the end
    /// of this value. The KDC goes on answering.
    ///
    /// # Errors
    /// When another one has it.
    pub fn lock(&mut self) -> Result<(), Locked> {
        if self.held.is_none() {
            self.held = Some(self.service.gate.lock()?);
        }
        Ok(())
    }

    /// Lets other administrators in again.
    pub fn unlock(&mut self) {
        self.held = None;
    }

    /// Parses `text`; without `@REALM` it is of the first realm served.
    ///
    /// # Errors
    /// When it is no principal name, or no realm is served.
    pub fn principal(&self, text: &str) -> Result<Principal, AdminError> {
        Ok(Principal::parse(text, &self.default_realm()?)?)
    }

    /// `addprinc -pw`.
    ///
    /// # Errors
    /// When the name is malformed or taken.
    pub fn add_principal(&self, name: &str, password: &str) -> Result<(), AdminError> {
        self.create(name, NewKey::Password(password.into()))
    }

    /// `addprinc -randkey`.
    ///
    /// # Errors
    /// When the name is malformed or taken.
    pub fn add_service(&self, name: &str) -> Result<(), AdminError> {
        self.create(name, NewKey::Random)
    }

    /// The current keys of `name` as a keytab, without changing them (`ktadd -norandkey`).
    ///
    /// # Errors
    /// When the principal does not exist.
    pub fn keytab(&self, name: &str) -> Result<Keytab, AdminError> {
        let principal = self.principal(name)?;
        let request = AdminRequest::GetKeys { principal: principal.clone(), kvno: None };
        let AdminReply::Keys(keys) = self.perform(&request)? else {
            return Ok(Keytab::default());
        };
        let now = self.service.clock.now();
        let current = keys.iter().map(|key| key.kvno).max();
        let keys = keys.iter().filter(|key| Some(key.kvno) == current);
        let entries = keys.map(|key| KeytabEntry {
            principal: principal.clone(),
            timestamp: Timestamp::from_seconds(now.seconds()),
            kvno: key.kvno,
            key: key.to_encryption_key(),
        });
        Ok(Keytab { entries: entries.collect() })
    }

    fn create(&self, name: &str, key: NewKey) -> Result<(), AdminError> {
        let principal = self.principal(name)?;
        let request = AdminRequest::CreatePrincipal(CreatePrincipal::new(principal, key));
        self.perform(&request).map(drop)
    }

    /// The realms that are served; none while the database cannot be read.
    pub(crate) fn realms(&self) -> Vec<Realm> {
        self.service.store.world().map(|world| world.realms()).unwrap_or_default()
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.service.clock.now()
    }

    pub(crate) fn observe(&self, event: Event<'_>) {
        self.service.observer.observe(event);
    }

    pub(crate) fn default_realm(&self) -> Result<Realm, AdminError> {
        let realms = self.service.store.world()?.realms();
        realms.into_iter().next().ok_or(AdminError::NoRealm)
    }

    fn caller(&self) -> Result<Principal, AdminError> {
        let name = PrincipalName::new(NameType::SRV_INST, ["kadmin", "local"]);
        Ok(Principal::new(name, self.default_realm()?))
    }
}

/// The operation as kadmin names it, and whom it concerns.
pub(crate) fn describe(request: &AdminRequest) -> (&'static str, String) {
    let (operation, principal) = match request {
        AdminRequest::CreatePrincipal(create) => ("add_principal", &create.principal),
        AdminRequest::DeletePrincipal { principal } => ("delete_principal", principal),
        AdminRequest::ModifyPrincipal { principal, .. } => ("modify_principal", principal),
        AdminRequest::ChangePassword { principal, .. } => ("change_password", principal),
        AdminRequest::RandomizeKeys { principal, .. } => ("randomize_keys", principal),
        AdminRequest::GetPrincipal { principal } => ("get_principal", principal),
        AdminRequest::GetKeys { principal, .. } => ("get_keys", principal),
        AdminRequest::ListPrincipals { pattern } => {
            return ("list_principals", pattern.clone().unwrap_or_else(|| "*".to_owned()));
        }
        AdminRequest::RenamePrincipal { from, .. } => ("rename_principal", from),
        AdminRequest::CreateAlias { alias, .. } => ("add_alias", alias),
        AdminRequest::SetKeys { principal, .. } => ("set_keys", principal),
        AdminRequest::PurgeKeys { principal, .. } => ("purge_keys", principal),
        AdminRequest::GetStrings { principal } => ("get_strings", principal),
        AdminRequest::SetString { principal, .. } => ("set_string", principal),
        AdminRequest::CreatePolicy { name, .. } => return ("add_policy", name.clone()),
        AdminRequest::ModifyPolicy { name, .. } => return ("modify_policy", name.clone()),
        AdminRequest::DeletePolicy { name } => return ("delete_policy", name.clone()),
        AdminRequest::GetPolicy { name } => return ("get_policy", name.clone()),
        AdminRequest::ListPolicies { pattern } => {
            return ("list_policies", pattern.clone().unwrap_or_else(|| "*".to_owned()));
        }
        AdminRequest::GetPrivileges => return ("get_privs", String::new()),
    };
    (operation, principal.to_string())
}
