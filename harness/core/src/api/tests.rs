//! The APIs through a connection.

mod acls;
mod delegation_tokens;
mod denied;
mod groups;
mod topics;
mod versions;
