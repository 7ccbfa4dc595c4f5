//! Administration: requests become changes of the database.
//!
//! An operation is pure: it reads a [`World`](crate::database::World), and answers with a reply and
//! [`Change`](crate::database::Change)s, which a store commits at the generation that was read.
//! [`apply`] does both, again when the store has moved.
//!
//! Leaves out for now: access control of remote callers, policies' password quality, history,
//! renaming, aliases and the remote protocol.

mod acl;
mod apply;
mod caller;
mod create_realm;
mod denial;
mod key_material;
mod kpasswd;
pub mod operations;
mod request;

pub use acl::Acl;
pub use apply::{ApplyError, apply};
pub use caller::{AdminService, Authority, Caller, Initial, RemoteCaller};
pub use create_realm::create_realm;
pub use denial::Denial;
pub use kpasswd::{password_denial, password_request};
pub use operations::perform;
pub use request::{
    AdminReply, AdminRequest, CreatePrincipal, Expiry, NewKey, OldKeys, Password, PolicyChange,
    PolicyChanges, PrincipalChanges, Privileges, Unlock,
};
