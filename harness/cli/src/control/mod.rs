//! The control socket of a bed: one JSON object per line each way.
//!
//! A request names its verb: `{"verb":"status"}`. An answer is `{"ok":...}` or `{"error":"..."}`.
//! Lines are bounded, and a peer that is slow or sends something else only loses its connection.

mod answers;
mod client;
mod request;
mod server;

pub(crate) use answers::{Answer, ClockReading, Explained, Gone, Status};
pub(crate) use client::Bed;
pub(crate) use request::{Movement, Request};
pub(crate) use server::{Call, Listener, write};

/// The longest request, in octets: room for what is piped into `kadmin`.
const LONGEST_REQUEST: usize = 1 << 20;
/// The longest answer, in octets.
const LONGEST_ANSWER: u64 = 64 << 20;
