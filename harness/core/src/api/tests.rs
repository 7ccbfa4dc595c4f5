//! The APIs through a connection.

mod acls;
mod admin;
mod authorization;
mod configs;
mod consumer_groups;
mod delegation_tokens;
mod denied;
mod denied_admin;
mod denied_storage;
mod groups;
mod memory;
mod old_versions;
mod quotas;
mod storage;
mod topics;
mod transactions;
mod versions;
