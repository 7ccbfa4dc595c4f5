//! A ticket with what its owner knows about it: the session key, the names and the times.

use kerbside_crypto::Key;

use crate::principal::Principal;
use crate::time::Timestamp;
use crate::wire::{HostAddress, Ticket, TicketFlags};

/// A ticket and its session key (RFC 4120 §3.1.5, §3.3.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// Whose ticket it is.
    pub client: Principal,
    /// The service that it is for.
    pub server: Principal,
    /// The session key.
    pub key: Key,
    /// The ticket.
    pub ticket: Ticket,
    /// The ticket's flags.
    pub flags: TicketFlags,
    /// When the client was authenticated first.
    pub authtime: Timestamp,
    /// When the ticket begins.
    pub starttime: Timestamp,
    /// When it ends.
    pub endtime: Timestamp,
    /// Until when it can be renewed.
    pub renew_till: Option<Timestamp>,
    /// The addresses it is bound to; none is any.
    pub addresses: Vec<HostAddress>,
}
