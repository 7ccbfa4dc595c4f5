//! The APIs through a connection.

mod acls;
mod denied;
mod groups;
mod topics;
mod versions;
