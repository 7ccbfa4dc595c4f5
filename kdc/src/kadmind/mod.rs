//! kadmind: the administration server of a realm (MIT's kadm5 protocol over TCP).
//!
//! It serves the database of a [`Kdc`](crate::Kdc) ([`Builder::kadmind`]), in the name of whoever
//! calls. Who may do what is decided by the database's operations and the list of
//! [`Builder::acl`]; here are the sockets, the contexts of each connection, and the events that
//! become lines of a log. The protocol is [`kerbside_krb5::kadm5`].
//!
//! Connections that have not authenticated are bounded in number and in time; a new one pushes out
//! the oldest. Authenticated ones are bounded in number: the one that was silent for longest gives
//! way, as with MIT's. Leaves out AUTH_GSSAPI (`kadmin -O`), which is refused, incremental
//! propagation, and RPC over UDP.
//!
//! [`Builder::kadmind`]: crate::Builder::kadmind
//! [`Builder::acl`]: crate::Builder::acl

mod acceptance;
mod connection;
mod event;
mod operation;
mod server;
#[cfg(test)]
mod tests;

pub(crate) use connection::{Hall, serve};
pub use event::{CallOutcome, Called, KadmindEvent, Unauthenticated};
pub(crate) use server::Server;
#[cfg(test)]
pub(crate) use tests::list;
