//! A kadmin session behind the kadm5 protocol: a ticket for `kadmin/admin`, a connection to the
//! realm's admin server, and one call for each request.
//!
//! Leaves out AUTH_GSSAPI (`-O`) and anonymous sessions (`-n`).

mod connection;
mod memory_cache;
mod opener;
mod session;
#[cfg(test)]
mod tests;
mod ticket;

use std::ffi::OsString;

use super::environment::Environment;
use super::kadmin::kadmin;
use super::streams::Streams;

pub use opener::RemoteOpener;

/// Runs `kadmin` with the admin server that the configuration names; gives its exit code.
pub fn remote_kadmin(
    arguments: &[OsString],
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> u8 {
    kadmin("kadmin", arguments, &mut RemoteOpener, environment, streams)
}
