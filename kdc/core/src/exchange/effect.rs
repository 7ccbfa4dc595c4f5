//! What an answer changes: deltas that the shell applies before the reply leaves.

use std::time::Duration;

use kerbside_krb5::principal::Principal;
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::{PrincipalName, Realm, TicketFlags};

use super::{Exchange, TicketId};
use crate::database::{AccountEvent, Traces};

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
        /// After how long without a failure earlier ones are forgotten; zero never.
        forget_after: Duration,
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
    /// What is noted in an account; nothing when the client need not preauthenticate.
    pub noted: Option<Noted>,
}

/// In whose account a success is noted, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    /// The client as the database calls it, which an alias does not.
    pub client: Principal,
    /// What the success leaves behind.
    pub traces: Traces,
}

impl Effect {
    /// Whose account changes, and how.
    pub fn account_event(&self) -> Option<(&Realm, &PrincipalName, AccountEvent)> {
        match self {
            Self::PreauthFailed { realm, client, at, forget_after } => {
                let event = AccountEvent::Failed { at: *at, forget_after: *forget_after };
                Some((realm, client, event))
            }
            Self::Issued(issued) => {
                let Noted { client, traces } = issued.noted.as_ref()?;
                let event = AccountEvent::Succeeded { at: issued.at, traces: *traces };
                Some((&client.realm, &client.name, event))
            }
        }
    }
}
