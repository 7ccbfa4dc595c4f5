//! The TGS exchange from the client's side (RFC 4120 §3.3.1, §3.3.4): a ticket for a service, a
//! renewed, validated or forwarded ticket.
//!
//! Leaves out: following referrals (RFC 6806 §8), user-to-user, S4U and authorization data.

use kerbside_crypto::{CryptoError, Entropy, Key, KeyUsage};

use super::as_exchange::nonce;
use super::as_reply::expect_all;
use super::clock::{ClockOffset, beyond};
use super::credential::Credential;
use super::failure::{ClientFailure, Exchange, KdcRefusal};
use super::notes::{self, Notes};
use super::step::{Issued, Step, Transport};
use super::ticket_options::{TicketOptions, Wishes};
use crate::gss::AuthenticatorClock;
use crate::principal::Principal;
use crate::time::Timestamp;
use crate::wire::{
    ApOptions, ApReq, Authenticator, Checksum, Der, EncKdcRepPart, EncryptedData, EncryptionKey,
    ErrorCode, KdcOptions, KdcRep, KdcReply, KdcReq, KdcReqBody, KerberosTime, KrbError, PaData,
    PaDataType, Raw, Realm, TgsReq, TicketFlags,
};

/// Whether the authenticator carries a subkey, under which the reply then comes (RFC 4120 §3.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum TgsSubkey {
    /// A fresh one: MIT's library.
    #[default]
    Fresh,
    /// None: the JDK's.
    None,
}

/// The flags that a renewed, validated or forwarded ticket can have from the old one.
const KEPT: [(TicketFlags, KdcOptions); 4] = [
    (TicketFlags::FORWARDABLE, KdcOptions::FORWARDABLE),
    (TicketFlags::PROXIABLE, KdcOptions::PROXIABLE),
    (TicketFlags::MAY_POSTDATE, KdcOptions::ALLOW_POSTDATE),
    (TicketFlags::RENEWABLE, KdcOptions::RENEWABLE),
];

/// What is asked of the TGS.
#[derive(Clone, Debug)]
pub struct TgsRequest {
    /// The ticket that is shown: usually a ticket-granting ticket, or the one to renew.
    pub ticket: Credential,
    /// For which service.
    pub server: Principal,
    /// What the new ticket shall be like.
    pub options: TicketOptions,
    /// Whether the authenticator carries a subkey.
    pub subkey: TgsSubkey,
    /// How far the KDC's clock is ahead of ours, as the AS exchange found it.
    pub offset: ClockOffset,
    /// The greatest difference of clocks that passes beyond the offset, in seconds.
    pub skew: i64,
}

impl TgsRequest {
    /// A request for a ticket for `server` that lives as long as the ticket shown.
    pub fn new(ticket: Credential, server: Principal) -> Self {
        Self {
            ticket,
            server,
            options: TicketOptions::default(),
            subkey: TgsSubkey::default(),
            offset: ClockOffset::default(),
            skew: 300,
        }
    }

    /// A request to renew `ticket` (RFC 4120 §3.3.3, `kinit -R`).
    pub fn renewal(ticket: Credential) -> Self {
        Self::again(ticket, KdcOptions::RENEW)
    }

    /// A request to validate the postdated `ticket` (RFC 4120 §3.3.3, `kinit -v`).
    pub fn validation(ticket: Credential) -> Self {
        Self::again(ticket, KdcOptions::VALIDATE)
    }

    /// A request for a ticket-granting ticket to hand to another host (RFC 4120 §2.6).
    pub fn forwarding(ticket: Credential) -> Self {
        Self::again(ticket, KdcOptions::FORWARDED)
    }

    /// The new ticket keeps what the old one may, which the KDC takes away where it is not asked
    /// for again (RFC 4120 §3.3.3).
    fn again(ticket: Credential, option: KdcOptions) -> Self {
        let server = ticket.server.clone();
        let kept = KEPT.iter().filter(|(flag, _)| ticket.flags.contains(*flag));
        let flags = kept.fold(option, |flags, (_, option)| flags.with(*option));
        let mut request = Self::new(ticket, server);
        request.options.flags = flags;
        request
    }
}

/// One TGS exchange.
#[derive(Clone, Debug)]
pub struct TgsExchange {
    request: TgsRequest,
    body: KdcReqBody,
    subkey: Option<Key>,
    transport: Transport,
    sent: Vec<u8>,
    progress: Progress,
    notes: Notes,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Progress {
    Waits,
    Ended,
}

impl TgsExchange {
    /// Starts an exchange; the octets are its first message. `clock` gives the authenticator its
    /// time: one per client.
    pub fn start(
        request: TgsRequest,
        clock: &mut AuthenticatorClock,
        now: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<(Self, Vec<u8>), ClientFailure> {
        let theirs = request.offset.apply(now);
        let body = Raw::new(request.body(theirs, entropy));
        let session = &request.ticket.key;
        let subkey = match request.subkey {
            TgsSubkey::Fresh => {
                Some(Key::random(session.enctype(), entropy).map_err(ClientFailure::Key)?)
            }
            TgsSubkey::None => None,
        };
        let proof = request.proof(body.bytes(), subkey.as_ref(), clock.stamp(theirs), entropy);
        let padata = Some(vec![PaData::new(PaDataType::TGS_REQ, proof.to_der())]);
        let body_sent = body.value().clone();
        let sent = TgsReq(KdcReq { pvno: 5, msg_type: 12, padata, req_body: body }).to_der();
        let exchange = Self {
            request,
            body: body_sent,
            subkey,
            transport: Transport::Any,
            sent: sent.clone(),
            progress: Progress::Waits,
            notes: Notes::default(),
        };
        Ok((exchange, sent))
    }

    /// Notes its steps from now on, beginning with those of its start.
    pub fn keep_notes(&mut self) {
        self.notes.keep();
        if let Some(subkey) = &self.subkey {
            let name = subkey.trace_name();
            self.notes.add(|| format!("Generated subkey for TGS request: {name}"));
        }
        let enctypes = notes::enctypes(&self.request.options.enctypes);
        self.notes.add(|| format!("etypes requested in TGS request: {enctypes}"));
    }

    /// The steps since the last call, in the words of MIT's traces.
    pub fn take_notes(&mut self) -> Vec<String> {
        self.notes.take()
    }

    /// Takes the KDC's answer, received at `now`.
    pub fn receive(&mut self, answer: &[u8], now: Timestamp) -> Result<Step, ClientFailure> {
        if std::mem::replace(&mut self.progress, Progress::Ended) == Progress::Ended {
            return Err(ClientFailure::Ended);
        }
        match KdcReply::from_der(answer)? {
            KdcReply::Tgs(reply) => {
                let issued = self.read(reply.0, now)?;
                let Credential { client, server, key, .. } = &issued.credential;
                self.notes.add(|| {
                    let key = key.trace_name();
                    format!("TGS reply is for {client} -> {server} with session key {key}")
                });
                Ok(Step::Done(Box::new(issued)))
            }
            KdcReply::Error(error) => self.after_error(error),
            KdcReply::As(_) => {
                Err(ClientFailure::ReplyModified { what: "an AS-REP answers a TGS-REQ" })
            }
        }
    }

    fn after_error(&mut self, error: KrbError) -> Result<Step, ClientFailure> {
        if error.error_code == ErrorCode::KRB_ERR_RESPONSE_TOO_BIG {
            if self.transport == Transport::TcpOnly {
                return Err(ClientFailure::TooBigOverTcp);
            }
            self.transport = Transport::TcpOnly;
            self.progress = Progress::Waits;
            // A KDC with a replay cache would refuse the same authenticator; it has answered none.
            return Ok(Step::Send { message: self.sent.clone(), transport: self.transport });
        }
        Err(ClientFailure::Kdc(Box::new(KdcRefusal {
            exchange: Exchange::Tgs,
            client: self.request.ticket.client.clone(),
            server: self.request.server.clone(),
            error,
        })))
    }

    fn read(&self, reply: KdcRep, now: Timestamp) -> Result<Issued, ClientFailure> {
        let plain = self.open(&reply.enc_part).map_err(|_| ClientFailure::ReplyIntegrity)?;
        let part = EncKdcRepPart::from_either(&plain)?;
        self.check(&reply, &part)?;
        self.check_clock(&part, now)?;
        let client = Principal::new(reply.cname, reply.crealm);
        Ok(Issued {
            credential: Credential::from_reply(client, reply.ticket, &part)
                .map_err(ClientFailure::Key)?,
            offset: self.request.offset,
            key_expiration: part.key_expiration.map(KerberosTime::timestamp),
            last_req: part.last_req,
            encrypted_pa_data: part.encrypted_pa_data.unwrap_or_default(),
            reply_enctype: reply.enc_part.enctype(),
        })
    }

    /// Under the subkey, or under the session key, which some KDCs use in spite of one
    /// (RFC 4120 §3.3.3; MIT's client tries both).
    fn open(&self, sealed: &EncryptedData) -> Result<Vec<u8>, CryptoError> {
        if let Some(subkey) = &self.subkey
            && let Ok(plain) = subkey.decrypt(KeyUsage::TGS_REP_SUBKEY, &sealed.cipher)
        {
            return Ok(plain);
        }
        self.request.ticket.key.decrypt(KeyUsage::TGS_REP_SESSION, &sealed.cipher)
    }

    fn check(&self, reply: &KdcRep, part: &EncKdcRepPart) -> Result<(), ClientFailure> {
        let client = Principal::new(reply.cname.clone(), reply.crealm.clone());
        let served = Principal::new(part.sname.clone(), part.srealm.clone());
        let ticket = Principal::new(reply.ticket.sname.clone(), reply.ticket.realm.clone());
        expect_all(&[
            (part.nonce == self.body.nonce, "the nonce is not that of the request"),
            (client.same(&self.request.ticket.client), "the client is another"),
            (ticket.same(&served), "the ticket names another service than the reply"),
        ])?;
        if let Some(realm) = self.referred_to(&served) {
            return Err(ClientFailure::ServiceReferral { realm });
        }
        let canonical = self.body.kdc_options.contains(KdcOptions::CANONICALIZE);
        let body = &self.body;
        // The life of a renewed ticket is that of the old one, whatever was asked for.
        let renews = body.kdc_options.contains(KdcOptions::RENEW);
        expect_all(&[
            (canonical || served.same(&self.request.server), "the service is another"),
            (renews || part.endtime <= body.till, "the ticket ends later than asked for"),
            (
                body.from.is_none_or(|from| part.starttime == Some(from)),
                "the postdated ticket begins at another time",
            ),
        ])
    }

    /// The realm whose KDC the ticket is for, where it is not the service asked for: a referral
    /// (RFC 6806 §8) or the next step of a cross-realm path (RFC 4120 §3.3.1).
    fn referred_to(&self, served: &Principal) -> Option<Realm> {
        match &served.name.name_string[..] {
            [krbtgt, realm] if *krbtgt == "krbtgt" && !served.same(&self.request.server) => {
                Some(realm.clone())
            }
            _ => None,
        }
    }

    fn check_clock(&self, part: &EncKdcRepPart, now: Timestamp) -> Result<(), ClientFailure> {
        let (now, limit) = (self.request.offset.apply(now), self.request.skew);
        let Some(theirs) = part.starttime.map(KerberosTime::timestamp) else {
            return Ok(());
        };
        let postdated = KdcOptions::POSTDATED | KdcOptions::VALIDATE;
        if !self.body.kdc_options.intersects(postdated) && beyond(theirs, now, limit) {
            return Err(ClientFailure::ReplySkew { theirs, now, limit });
        }
        Ok(())
    }
}

impl TgsRequest {
    fn body(&self, now: Timestamp, entropy: &mut dyn Entropy) -> KdcReqBody {
        let Wishes { flags, from, till, rtime, addresses } = self.options.at(now);
        // No ticket outlives the one shown, except the one that renews it.
        let lives_on = flags.contains(KdcOptions::RENEW);
        let till = if lives_on { till } else { till.min(self.ticket.endtime.into()) };
        KdcReqBody {
            kdc_options: flags,
            cname: None,
            realm: self.server.realm.clone(),
            sname: Some(self.server.name.clone()),
            from,
            till,
            rtime,
            nonce: nonce(entropy),
            etype: self.options.etypes(),
            addresses,
            enc_authorization_data: None,
            additional_tickets: None,
        }
    }

    /// The AP-REQ of PA-TGS-REQ, whose authenticator covers the body (RFC 4120 §5.2.7.1).
    fn proof(
        &self,
        body: &[u8],
        subkey: Option<&Key>,
        stamp: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> ApReq {
        let (ticket, session) = (&self.ticket, &self.ticket.key);
        let authenticator = Authenticator {
            authenticator_vno: 5,
            crealm: ticket.client.realm.clone(),
            cname: ticket.client.name.clone(),
            cksum: Some(Checksum::make(session, KeyUsage::TGS_REQ_CHECKSUM, body)),
            cusec: stamp.subsec_micros() as i32,
            ctime: stamp.into(),
            subkey: subkey.map(EncryptionKey::from),
            seq_number: None,
            authorization_data: None,
        };
        let usage = KeyUsage::TGS_REQ_AUTHENTICATOR;
        ApReq {
            pvno: 5,
            msg_type: 14,
            ap_options: ApOptions::EMPTY,
            ticket: ticket.ticket.clone(),
            authenticator: EncryptedData::seal(
                session,
                usage,
                None,
                &authenticator.to_der(),
                entropy,
            ),
        }
    }
}
