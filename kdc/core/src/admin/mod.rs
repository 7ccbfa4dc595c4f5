//! Administration: requests become changes of the database.
//!
//! An operation is pure: it reads a [`World`](crate::database::World), and answers with a reply and
//! [`Change`](crate::database::Change)s, which a store commits at the generation that was read.
//! [`apply`] does both, again when the store has moved.
//!
//! Leaves out the remote protocol.

mod access;
mod acl;
mod apply;
mod caller;
mod create_realm;
mod denial;
mod history;
mod key_material;
mod kpasswd;
pub mod operations;
mod quality;
mod request;

pub use acl::Acl;
pub use apply::{ApplyError, apply};
pub use caller::{AdminService, Authority, Caller, Initial, RemoteCaller};
pub use create_realm::{create_realm, master_principal};
pub use denial::Denial;
pub use kpasswd::{DATABASE_FAILED, password_denial, password_request};
pub use operations::perform;
pub use request::{
    AdminReply, AdminRequest, CreatePrincipal, Expiry, NewKey, OldKeys, Password, PolicyChange,
    PolicyChanges, PrincipalChanges, Privileges, Unlock,
};
