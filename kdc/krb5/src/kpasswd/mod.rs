//! The Kerberos change password and set password protocols (RFC 3244), both ends.
//!
//! A request is an AP-REQ for `kadmin/changepw` and a KRB-PRIV with the new password, the reply an
//! AP-REP and a KRB-PRIV with a result code and a text. [`PasswordChange`] is the client's end,
//! [`decide`] the server's. Who may change whose password is not decided here.
//!
//! Leaves out: the client's addresses in KRB-PRIV, which are written and not judged, so that a
//! client behind a translation of addresses is served (MIT's server does the same).

mod change_passwd_data;
mod client;
mod framing;
mod krb_priv;
mod result;
mod server;
#[cfg(test)]
mod tests;

pub use change_passwd_data::ChangePasswdData;
pub use client::{Changed, PasswordChange, PasswordChangeError, PasswordChangeRequest};
pub use framing::{Malformed, Reply, Request, Version};
pub use result::{Outcome, ResultCode};
pub use server::{Answer, Decision, Refusal, Wish, decide};
