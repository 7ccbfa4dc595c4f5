//! The control socket of a bed: one JSON object per line each way.
//!
//! A request names its verb: `{"verb":"status"}`. An answer is `{"ok":...}` or `{"error":"..."}`.
//! `kadmin` is answered with a dialogue: what it writes, and when it wants a line. Lines are
//! bounded, and a peer that is slow or sends something else only loses its connection.

mod acls;
mod answers;
mod client;
mod dialogue;
mod request;
mod server;

pub(crate) use acls::{
    AclAnswer, AclChoice, AclRequest, NameForm, NewAcls, Says, ShownAcl, ShownDecision, WishWords,
};
pub(crate) use answers::{Answer, ClockReading, Explained, Gone, ListenerStatus, Status};
pub(crate) use client::{Bed, Console};
pub(crate) use dialogue::{Said, Streams, Typed};
pub(crate) use request::{Input, Movement, NodeAction, Request, Surroundings};
pub(crate) use server::{Call, Listener, write};

/// The longest request, in octets: room for what is piped into `kadmin`.
const LONGEST_REQUEST: usize = 1 << 20;
/// The longest answer, in octets.
const LONGEST_ANSWER: u64 = 64 << 20;
