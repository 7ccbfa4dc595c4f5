//! A kadmin session behind the kadm5 protocol: a ticket for `kadmin/admin`, a connection to the
//! realm's admin server, and one call for each request.
//!
//! Leaves out AUTH_GSSAPI (`-O`) and anonymous sessions (`-n`).

mod connection;
mod opener;
mod session;
mod ticket;

pub use opener::RemoteOpener;
