//! What performs the requests of kadmin.

use kerbside_kdc_core::admin::{ApplyError, Caller, Denial};
use kerbside_krb5::principal::Principal;
use kerbside_krb5::wire::Realm;

use crate::admin::{Admin, AdminError};
use crate::{AdminReply, AdminRequest};

/// A database that can be administered: in this process, or behind a protocol.
pub trait AdminSession {
    /// The realm of names without one.
    ///
    /// # Errors
    /// When the other side has none, or cannot be asked.
    fn default_realm(&mut self) -> Result<Realm, Denied>;

    /// Performs `request` for `caller`.
    ///
    /// # Errors
    /// Why it was denied.
    fn perform(&mut self, caller: &Principal, request: &AdminRequest)
    -> Result<AdminReply, Denied>;

    /// Keeps everybody else from the database, or lets them in again.
    ///
    /// # Errors
    /// When that cannot be had here, as behind the protocol.
    fn lock(&mut self, _: Lock) -> Result<(), Denied> {
        Err(Denied::Other("Invalid argument".to_owned()))
    }
}

/// Who may use the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Lock {
    /// Everybody.
    #[default]
    None,
    /// The session alone.
    Exclusive,
}

/// Why a request was denied. The texts stand in the middle of kadmin's sentences.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// The principal does not exist.
    #[error("Principal does not exist")]
    Unknown,
    /// Another reason.
    #[error("{0}")]
    Other(String),
}

impl<S: AdminSession + ?Sized> AdminSession for &mut S {
    fn default_realm(&mut self) -> Result<Realm, Denied> {
        (**self).default_realm()
    }

    fn perform(
        &mut self,
        caller: &Principal,
        request: &AdminRequest,
    ) -> Result<AdminReply, Denied> {
        (**self).perform(caller, request)
    }

    fn lock(&mut self, lock: Lock) -> Result<(), Denied> {
        (**self).lock(lock)
    }
}

impl AdminSession for Admin {
    fn default_realm(&mut self) -> Result<Realm, Denied> {
        Ok(Admin::default_realm(self)?)
    }

    fn perform(
        &mut self,
        caller: &Principal,
        request: &AdminRequest,
    ) -> Result<AdminReply, Denied> {
        let principal = caller.clone();
        Ok(self.perform_as(&Caller::local(principal), request)?)
    }

    fn lock(&mut self, lock: Lock) -> Result<(), Denied> {
        match lock {
            Lock::Exclusive => {
                Admin::lock(self).map_err(|locked| Denied::Other(locked.to_string()))
            }
            Lock::None => {
                self.unlock();
                Ok(())
            }
        }
    }
}

impl From<AdminError> for Denied {
    fn from(error: AdminError) -> Self {
        match error {
            AdminError::Failed { source, .. } => match source {
                ApplyError::Denied(Denial::Unknown(_)) => Self::Unknown,
                other => Self::Other(other.to_string()),
            },
            other => Self::Other(other.to_string()),
        }
    }
}
