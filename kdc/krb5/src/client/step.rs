//! What an exchange wants next, and what it has in the end.

use kerbside_crypto::Enctype;

use super::clock::ClockOffset;
use super::credential::Credential;
use crate::time::Timestamp;
use crate::wire::{LastReqEntry, PaData, PaDataType};

/// How a message may travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// As the shell prefers.
    Any,
    /// Not in a datagram: the answer was too big for one (RFC 4120 §7.2.1).
    TcpOnly,
}

/// What an exchange wants after an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Send this and hand over the answer.
    Send {
        /// The message.
        message: Vec<u8>,
        /// How it may travel.
        transport: Transport,
    },
    /// There is a ticket.
    Done(Box<Issued>),
}

impl Issued {
    /// Whether the KDC says, in a reply that was verified, that it knows FAST (RFC 6806 §11).
    pub fn fast_available(&self) -> bool {
        self.encrypted_pa_data.iter().any(|data| data.padata_type == PaDataType::FX_FAST)
    }
}

/// A ticket, with what else the reply told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// The ticket and its key.
    pub credential: Credential,
    /// How far the KDC's clock is ahead of ours, as far as it was corrected for.
    pub offset: ClockOffset,
    /// When the client's key expires (RFC 4120 §5.4.2, key-expiration).
    pub key_expiration: Option<Timestamp>,
    /// last-req of the reply.
    pub last_req: Vec<LastReqEntry>,
    /// encrypted-pa-data of the reply (RFC 6806 §11), verified where it could be.
    pub encrypted_pa_data: Vec<PaData>,
    /// The enctype of the key that the reply came under.
    pub reply_enctype: Enctype,
}
