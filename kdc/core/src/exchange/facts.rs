//! What a request said and what was made of it, as typed values for a journal.
//!
//! Nothing is formatted here: whoever reads a journal does that.

use std::sync::Arc;

use kerbside_crypto::Enctype;
use kerbside_krb5::principal::Principal;
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::{ErrorCode, KdcOptions, TicketFlags};

use super::{Arrival, Check, Reason, TicketId};

/// Which exchange a request belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Exchange {
    /// The Authentication Service exchange (RFC 4120 §3.1).
    As,
    /// The Ticket-Granting Service exchange (RFC 4120 §3.3).
    Tgs,
    /// Neither: the message could not be read.
    Unknown,
}

/// What the request said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The exchange.
    pub exchange: Exchange,
    /// How and when it arrived.
    pub arrival: Arrival,
    /// The client: of the request's body (AS), of the ticket in it (TGS).
    pub client: Option<Principal>,
    /// The server asked for.
    pub server: Option<Principal>,
    /// The options.
    pub options: KdcOptions,
    /// The enctypes offered, in the client's order.
    pub etypes: Vec<Enctype>,
    /// What the client's clock said.
    pub client_time: Option<ClientTime>,
    /// The ticket presented in a TGS-REQ.
    pub header_ticket: Option<HeaderTicket>,
}

/// A timestamp that the client made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientTime {
    /// The client's time.
    pub at: Timestamp,
    /// Where it stood.
    pub source: ClientTimeSource,
}

/// Where a client's timestamp stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClientTimeSource {
    /// PA-ENC-TIMESTAMP (RFC 4120 §5.2.7.2).
    EncTimestamp,
    /// The authenticator of PA-TGS-REQ (RFC 4120 §5.5.1).
    Authenticator,
}

/// The ticket that came with a TGS-REQ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderTicket {
    /// Its id.
    pub id: TicketId,
    /// The service it is for.
    pub server: Principal,
    /// The version of the key it is encrypted in.
    pub kvno: Option<u32>,
    /// Its times, once it was decrypted.
    pub times: Option<TicketTimes>,
}

/// The times of a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TicketTimes {
    /// authtime.
    pub auth: Timestamp,
    /// starttime, which is authtime when absent.
    pub start: Timestamp,
    /// endtime.
    pub end: Timestamp,
    /// renew-till.
    pub renew_till: Option<Timestamp>,
}

/// The enctypes chosen for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChosenEnctypes {
    /// Of the reply's encrypted part.
    pub reply: Enctype,
    /// Of the ticket's encrypted part.
    pub ticket: Enctype,
    /// Of the session key.
    pub session: Enctype,
}

/// A decision in one value: what was asked, which checks were passed and how it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// What the request said.
    pub facts: Arc<Facts>,
    /// The checks passed, in order.
    pub passed: Vec<Check>,
    /// The reason of a refusal, as decided; a fault may have changed the answer since.
    pub reason: Option<Reason>,
    /// The error code of the answer; `None` when a ticket is issued or nothing is answered.
    pub error_code: Option<ErrorCode>,
    /// The e-text of the answer.
    pub e_text: Option<String>,
    /// The enctypes chosen, when a ticket is issued.
    pub enctypes: Option<ChosenEnctypes>,
    /// The times of the ticket issued.
    pub times: Option<TicketTimes>,
    /// The flags of the ticket issued.
    pub flags: Option<TicketFlags>,
    /// The version of the key that the ticket is encrypted in.
    pub ticket_kvno: Option<u32>,
}
