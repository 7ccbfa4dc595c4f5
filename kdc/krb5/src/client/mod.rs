//! The client's exchanges with a KDC, without IO: bytes to send come out, bytes received go in.
//!
//! * [`AsExchange`]: a first ticket from a password or a keytab (RFC 4120 §3.1).
//! * [`TgsExchange`]: further tickets from a ticket, renewal and forwarding too (§3.3).
//!
//! Both are driven in the same way: `start`, then `receive` per answer, which gives a [`Step`].
//! Leaves out: the search for a KDC, walking referrals and cross-realm paths (both are recognised
//! and reported), FAST, PKINIT, user-to-user and S4U.

pub mod as_exchange;
pub mod as_reply;
pub mod clock;
pub mod credential;
pub mod error_text;
pub mod etype_info;
pub mod failure;
pub mod notes;
pub mod preauth;
pub mod secret;
pub mod step;
pub mod tgs_exchange;
pub mod ticket_options;

#[cfg(test)]
mod tests;

pub use as_exchange::{AsExchange, AsRequest};
pub use clock::{ClockOffset, Timesync};
pub use credential::Credential;
pub use etype_info::hint_by_answer;
pub use failure::{ClientFailure, Exchange, KdcRefusal};
pub use secret::ClientSecret;
pub use step::{Issued, Step, Transport};
pub use tgs_exchange::{TgsExchange, TgsRequest, TgsSubkey};
pub use ticket_options::TicketOptions;
