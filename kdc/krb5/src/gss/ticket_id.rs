//! The name of a ticket in the evidence: one hash that the KDC, the acceptor and a proxy compute
//! alike from what they see.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::wire::Ticket;

/// SHA-256 over the cipher octets of a ticket's encrypted part.
///
/// Displays as the first 16 hexadecimal digits; `{:#}` gives all 64.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TicketId(pub [u8; 32]);

/// The id of `ticket`.
pub fn ticket_id(ticket: &Ticket) -> TicketId {
    TicketId(Sha256::digest(&ticket.enc_part.cipher).into())
}

impl fmt::Display for TicketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = if f.alternate() { self.0.len() } else { 8 };
        self.0.iter().take(shown).try_for_each(|octet| write!(f, "{octet:02x}"))
    }
}

impl fmt::Debug for TicketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TicketId({self})")
    }
}
