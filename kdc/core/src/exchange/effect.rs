//! What an answer changes: deltas that the shell applies before the reply leaves.

use kerbside_krb5::principal::Principal;
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::{PrincipalName, Realm, TicketFlags};

use super::{Exchange, TicketId};

/// A change that follows from an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// A client's preauthentication was wrong.
    PreauthFailed {
        /// Its realm.
        realm: Realm,
        /// Its name.
        client: PrincipalName,
        /// When.
        at: Timestamp,
    },
    /// A ticket was issued.
    Issued(Box<Issued>),
}

/// A ticket that was issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// By which exchange.
    pub exchange: Exchange,
    /// To whom.
    pub client: Principal,
    /// For which service.
    pub server: Principal,
    /// The ticket's id, the same wherever the ticket is seen.
    pub ticket_id: TicketId,
    /// The ticket's flags.
    pub flags: TicketFlags,
    /// When.
    pub at: Timestamp,
}

impl Issued {
    /// Whether the client proved its key for this ticket.
    pub fn is_initial_with_preauth(&self) -> bool {
        self.exchange == Exchange::As && self.flags.contains(TicketFlags::PRE_AUTHENT)
    }
}
