//! A service, its key and a ticket for it, made by hand; each test changes what it is about.

use std::sync::Arc;

use kerbside_crypto::{Enctype, Key, KeyUsage, SeededEntropy};

use crate::client::Credential;
use crate::gss::authenticator_checksum::{AuthenticatorChecksum, NO_BINDINGS};
use crate::gss::framing::{TokenId, frame};
use crate::gss::{Acceptor, AcceptorKeys, AcceptorOptions, ContextFlags};
use crate::principal::Principal;
use crate::time::Timestamp;
use crate::wire::{
    ApOptions, ApReq, Authenticator, Der, EncTicketPart, EncryptedData, EncryptionKey, Ticket,
    TicketFlags, TransitedEncoding,
};

/// The second at which everything happens.
pub(crate) const NOW: i64 = 1_795_326_421;

pub(crate) fn at(offset: i64) -> Timestamp {
    Timestamp::new(NOW + offset, 112_515)
}

pub(crate) fn principal(text: &str) -> Principal {
    Principal::parse(text, &"EXAMPLE.TEST".into()).unwrap()
}

/// Keys, names and times of one ticket.
pub(crate) struct Specimen {
    pub(crate) service: Principal,
    pub(crate) service_key: Key,
    pub(crate) kvno: Option<u32>,
    pub(crate) tkt_vno: i32,
    pub(crate) session: Key,
    pub(crate) ticket: EncTicketPart,
    pub(crate) entropy: SeededEntropy,
}

impl Specimen {
    pub(crate) fn new(enctype: Enctype) -> Self {
        let mut entropy = SeededEntropy::new(7);
        let session = Key::random(enctype, &mut entropy).unwrap();
        let client = principal("alice");
        let ticket = EncTicketPart {
            flags: TicketFlags::INITIAL | TicketFlags::PRE_AUTHENT,
            key: EncryptionKey::from(&session),
            crealm: client.realm,
            cname: client.name,
            transited: TransitedEncoding::none(),
            authtime: at(-60).into(),
            starttime: Some(at(-60).into()),
            endtime: at(36_000).into(),
            renew_till: None,
            caddr: None,
            authorization_data: None,
        };
        Self {
            service: principal("kafka/localhost"),
            service_key: Key::random(enctype, &mut entropy).unwrap(),
            kvno: Some(2),
            tkt_vno: 5,
            session,
            ticket,
            entropy,
        }
    }

    pub(crate) fn sha1() -> Self {
        Self::new(Enctype::AES256_SHA1)
    }

    pub(crate) fn sealed_ticket(&mut self) -> Ticket {
        self.sealed_ticket_around(&self.ticket.to_der())
    }

    pub(crate) fn sealed_ticket_around(&mut self, plain: &[u8]) -> Ticket {
        let key = self.service_key.clone();
        Ticket {
            tkt_vno: self.tkt_vno,
            realm: self.service.realm.clone(),
            sname: self.service.name.clone(),
            enc_part: EncryptedData::seal(
                &key,
                KeyUsage::TICKET,
                self.kvno,
                plain,
                &mut self.entropy,
            ),
        }
    }

    pub(crate) fn credential(&mut self) -> Credential {
        let ticket = self.sealed_ticket();
        let part = &self.ticket;
        Credential {
            client: Principal::new(part.cname.clone(), part.crealm.clone()),
            server: self.service.clone(),
            key: self.session.clone(),
            ticket,
            flags: part.flags,
            authtime: part.authtime.timestamp(),
            starttime: part.starttime.unwrap_or(part.authtime).timestamp(),
            endtime: part.endtime.timestamp(),
            renew_till: None,
            addresses: Vec::new(),
        }
    }

    pub(crate) fn keys(&self) -> Arc<AcceptorKeys> {
        let key = EncryptionKey::from(&self.service_key);
        Arc::new(AcceptorKeys::new([(&self.service, 2, &key)]))
    }

    pub(crate) fn acceptor(&self, options: AcceptorOptions) -> Acceptor {
        Acceptor::new(self.keys(), options)
    }

    /// What a blameless initiator puts into its authenticator.
    pub(crate) fn authenticator(&self) -> Authenticator {
        let checksum =
            AuthenticatorChecksum { bindings: NO_BINDINGS, flags: ContextFlags::INTEGRITY };
        Authenticator {
            authenticator_vno: 5,
            crealm: self.ticket.crealm.clone(),
            cname: self.ticket.cname.clone(),
            cksum: Some(checksum.to_checksum()),
            cusec: at(0).subsec_micros() as i32,
            ctime: at(0).into(),
            subkey: None,
            seq_number: Some(1),
            authorization_data: None,
        }
    }

    pub(crate) fn request(&mut self, authenticator: &Authenticator) -> ApReq {
        let ticket = self.sealed_ticket();
        self.request_with(ticket, &authenticator.to_der())
    }

    pub(crate) fn request_with(&mut self, ticket: Ticket, authenticator: &[u8]) -> ApReq {
        let session = self.session.clone();
        ApReq {
            pvno: 5,
            msg_type: 14,
            ap_options: ApOptions::EMPTY,
            ticket,
            authenticator: EncryptedData::seal(
                &session,
                KeyUsage::AP_REQ_AUTHENTICATOR,
                None,
                authenticator,
                &mut self.entropy,
            ),
        }
    }

    /// The token of a blameless initiator without mutual authentication.
    pub(crate) fn token(&mut self) -> Vec<u8> {
        let authenticator = self.authenticator();
        token(&self.request(&authenticator))
    }
}

pub(crate) fn token(request: &ApReq) -> Vec<u8> {
    frame(TokenId::AP_REQ, &request.to_der())
}
