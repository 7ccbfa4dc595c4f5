//! A ticket with what its owner knows about it: the session key, the names and the times.

use kerbside_crypto::{CryptoError, Key};

use crate::formats::ccache;
use crate::principal::Principal;
use crate::time::Timestamp;
use crate::wire::{
    DecodeError, Der, EncKdcRepPart, EncryptionKey, HostAddress, KerberosTime, Ticket, TicketFlags,
};

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

/// Why a credential of a cache cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnusableCredential {
    /// Its ticket is no DER.
    #[error(transparent)]
    Ticket(#[from] DecodeError),
    /// Its session key is of an enctype that is not implemented, or of a wrong length.
    #[error("the session key cannot be used: {0}")]
    Key(#[from] CryptoError),
}

impl Credential {
    /// The ticket of a reply whose encrypted part is `part`.
    pub(super) fn from_reply(
        client: Principal,
        ticket: Ticket,
        part: &EncKdcRepPart,
    ) -> Result<Self, CryptoError> {
        Ok(Self {
            client,
            server: Principal::new(part.sname.clone(), part.srealm.clone()),
            key: part.key.to_key()?,
            ticket,
            flags: part.flags,
            authtime: part.authtime.timestamp(),
            starttime: part.starttime.unwrap_or(part.authtime).timestamp(),
            endtime: part.endtime.timestamp(),
            renew_till: part.renew_till.map(KerberosTime::timestamp),
            addresses: part.caddr.clone().unwrap_or_default(),
        })
    }

    /// The form in which a cache holds it.
    pub fn to_ccache(&self) -> ccache::Credential {
        ccache::Credential {
            client: self.client.clone(),
            server: self.server.clone(),
            key: EncryptionKey::from(&self.key),
            times: ccache::Times {
                authtime: self.authtime.into(),
                starttime: self.starttime.into(),
                endtime: self.endtime.into(),
                renew_till: self.renew_till.map(Into::into).unwrap_or_default(),
            },
            is_skey: 0,
            flags: self.flags,
            addresses: self.addresses.clone(),
            authdata: Vec::new(),
            ticket: self.ticket.to_der(),
            second_ticket: Vec::new(),
        }
    }
}

impl TryFrom<&ccache::Credential> for Credential {
    type Error = UnusableCredential;

    fn try_from(cached: &ccache::Credential) -> Result<Self, UnusableCredential> {
        let times = cached.times;
        // Zero stands for a time that the ticket does not have.
        let present = |time: KerberosTime| Some(time).filter(|time| time.0 != 0);
        Ok(Self {
            client: cached.client.clone(),
            server: cached.server.clone(),
            key: cached.key.to_key()?,
            ticket: cached.decode_ticket()?,
            flags: cached.flags,
            authtime: times.authtime.timestamp(),
            starttime: present(times.starttime).unwrap_or(times.authtime).timestamp(),
            endtime: times.endtime.timestamp(),
            renew_till: present(times.renew_till).map(KerberosTime::timestamp),
            addresses: cached.addresses.clone(),
        })
    }
}
