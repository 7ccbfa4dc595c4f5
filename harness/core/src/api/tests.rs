//! The APIs through a connection.

mod acls;
mod authorization;
mod delegation_tokens;
mod denied;
mod groups;
mod topics;
mod versions;
