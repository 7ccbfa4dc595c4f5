//! The APIs through a connection.

mod denied;
mod groups;
mod topics;
mod versions;
