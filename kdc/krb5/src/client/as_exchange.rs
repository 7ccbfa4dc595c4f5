//! The AS exchange from the client's side (RFC 4120 §3.1.1, §3.1.5): request, preauthentication
//! where the KDC wants it, and the ticket.

use kerbside_crypto::{Enctype, Entropy, Key};

use super::as_reply::{self, Expected};
use super::clock::{ClockOffset, Timesync};
use super::etype_info::{self, KeyHint};
use super::failure::{ClientFailure, Exchange, KdcRefusal};
use super::notes::{self, Notes};
use super::preauth::{self, Challenge};
use super::secret::{ClientSecret, NoKey};
use super::step::{Step, Transport};
use super::ticket_options::{TicketOptions, Wishes};
use crate::principal::Principal;
use crate::time::Timestamp;
use crate::wire::{
    AsReq, Der, ErrorCode, KdcReply, KdcReq, KdcReqBody, KrbError, MethodData, PaData, PaDataType,
    PrincipalName, Raw,
};

/// What is asked of the AS.
#[derive(Clone, Debug)]
pub struct AsRequest {
    /// Who asks.
    pub client: Principal,
    /// For which service of the client's realm: usually [`PrincipalName::krbtgt`].
    pub service: PrincipalName,
    /// How the client proves itself.
    pub secret: ClientSecret,
    /// What the ticket shall be like.
    pub options: TicketOptions,
    /// Whether the KDC's clock is followed.
    pub timesync: Timesync,
    /// The greatest difference of clocks that passes where it is not, in seconds.
    pub skew: i64,
}

impl AsRequest {
    /// A request for the client's ticket-granting ticket, with MIT's defaults except that the
    /// KDC's clock is not followed.
    pub fn new(client: Principal, secret: ClientSecret) -> Self {
        Self {
            service: PrincipalName::krbtgt(&client.realm),
            client,
            secret,
            options: TicketOptions::default(),
            timesync: Timesync::default(),
            skew: 300,
        }
    }

    fn server(&self) -> Principal {
        Principal::new(self.service.clone(), self.client.realm.clone())
    }
}

/// One AS exchange.
#[derive(Clone, Debug)]
pub struct AsExchange {
    request: AsRequest,
    enctypes: Vec<Enctype>,
    stage: Stage,
    transport: Transport,
    offset: ClockOffset,
    methods: MethodData,
    sent: Vec<u8>,
    body: Option<KdcReqBody>,
    notes: Notes,
    by_preauth: Option<Key>,
}

/// How often the KDC has sent us back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// A request without preauthentication is out.
    Plain,
    /// One with preauthentication is out.
    Preauthenticated,
    /// One with preauthentication by the KDC's clock is out, after it refused ours.
    Corrected,
    Ended,
}

impl AsExchange {
    /// Starts an exchange; the octets are its first message.
    pub fn start(
        request: AsRequest,
        now: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<(Self, Vec<u8>), ClientFailure> {
        let enctypes = request.secret.narrow(&request.options.enctypes);
        if enctypes.is_empty() {
            return Err(ClientFailure::NoSuitableKeys { client: request.client });
        }
        let mut exchange = Self {
            request,
            enctypes,
            stage: Stage::Plain,
            transport: Transport::Any,
            offset: ClockOffset::default(),
            methods: Vec::new(),
            sent: Vec::new(),
            body: None,
            notes: Notes::default(),
            by_preauth: None,
        };
        let message = exchange.message(Vec::new(), now, entropy);
        Ok((exchange, message))
    }

    /// Whether the secret is needed to go on from `answer`: for preauthentication that is known
    /// here, or to open the reply.
    pub fn wants_secret(answer: &[u8]) -> bool {
        match KdcReply::from_der(answer) {
            Ok(KdcReply::As(_)) => true,
            Ok(KdcReply::Error(error))
                if error.error_code == ErrorCode::KDC_ERR_PREAUTH_REQUIRED =>
            {
                methods_of(&error).is_ok_and(|methods| preauth::choose(&methods).is_some())
            }
            // The exchange says what is wrong with it.
            _ => false,
        }
    }

    /// Notes its steps from now on.
    pub fn keep_notes(&mut self) {
        self.notes.keep();
    }

    /// The steps since the last call, in the words of MIT's traces.
    pub fn take_notes(&mut self) -> Vec<String> {
        self.notes.take()
    }

    /// Whether preauthentication was part of it.
    pub fn preauthenticated(&self) -> bool {
        self.by_preauth.is_some()
    }

    /// Gives the secret that was not there at the start: a client which asks a person for it may
    /// wait until the KDC's first answer shows that it is needed.
    pub fn provide_secret(&mut self, secret: ClientSecret) {
        self.request.secret = secret;
    }

    /// Takes the KDC's answer, received at `now`.
    pub fn receive(
        &mut self,
        answer: &[u8],
        now: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<Step, ClientFailure> {
        if self.stage == Stage::Ended {
            return Err(ClientFailure::Ended);
        }
        let stage = std::mem::replace(&mut self.stage, Stage::Ended);
        match KdcReply::from_der(answer)? {
            KdcReply::As(reply) => {
                let body = self.body.take().ok_or(ClientFailure::Ended)?;
                let expected = Expected {
                    request: &self.request,
                    body: &body,
                    sent: &self.sent,
                    methods: &self.methods,
                    offset: self.offset,
                    by_preauth: self.by_preauth.as_ref(),
                };
                as_reply::read(&expected, reply.0, now, &mut self.notes)
                    .map(|issued| Step::Done(Box::new(issued)))
            }
            KdcReply::Error(error) => self.after_error(stage, error, now, entropy),
            KdcReply::Tgs(_) => {
                Err(ClientFailure::ReplyModified { what: "a TGS-REP answers an AS-REQ" })
            }
        }
    }

    fn after_error(
        &mut self,
        stage: Stage,
        error: KrbError,
        now: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<Step, ClientFailure> {
        self.notes.add(|| format!("Received error from KDC: {}", notes::error(error.error_code)));
        let follows = self.request.timesync == Timesync::On;
        match (error.error_code, stage) {
            (ErrorCode::KRB_ERR_RESPONSE_TOO_BIG, stage) => self.over_tcp(stage),
            (ErrorCode::KDC_ERR_PREAUTH_REQUIRED, Stage::Plain) => {
                self.methods = methods_of(&error)?;
                self.notes.add(|| "Preauthenticating using KDC method data".to_owned());
                self.follow_clock(&error, now);
                self.preauthenticate(Stage::Preauthenticated, now, entropy)
            }
            // The clock may have moved between the two requests, or the first error was forged.
            (ErrorCode::KRB_AP_ERR_SKEW, Stage::Preauthenticated) if follows => {
                self.follow_clock(&error, now);
                self.preauthenticate(Stage::Corrected, now, entropy)
            }
            (ErrorCode::KDC_ERR_WRONG_REALM, _) if error.crealm.is_some() => {
                let realm = error.crealm.unwrap_or_default();
                Err(ClientFailure::ClientReferral { realm })
            }
            _ => Err(ClientFailure::Kdc(Box::new(KdcRefusal {
                exchange: Exchange::As,
                client: self.request.client.clone(),
                server: self.request.server(),
                error,
            }))),
        }
    }

    /// The same message again, by the other transport (RFC 4120 §7.2.1).
    fn over_tcp(&mut self, stage: Stage) -> Result<Step, ClientFailure> {
        if self.transport == Transport::TcpOnly {
            return Err(ClientFailure::TooBigOverTcp);
        }
        self.stage = stage;
        self.transport = Transport::TcpOnly;
        Ok(Step::Send { message: self.sent.clone(), transport: self.transport })
    }

    fn follow_clock(&mut self, error: &KrbError, now: Timestamp) {
        if self.request.timesync == Timesync::On {
            let theirs = error.stime.with_usec(Some(error.susec));
            self.offset = ClockOffset::between(now, theirs);
        }
    }

    fn preauthenticate(
        &mut self,
        next: Stage,
        now: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<Step, ClientFailure> {
        self.notes.add(|| notes::padata("Processing preauth types", &self.methods));
        let (hint, cookie) = (self.hint(), preauth::cookie(&self.methods));
        self.notes.add(|| notes::selected(&hint));
        if let Some(cookie) = &cookie {
            self.notes.add(|| format!("Received cookie: {}", notes::text(&cookie.padata_value)));
        }
        let offered = || self.methods.iter().map(|data| data.padata_type).collect();
        let mechanism = preauth::choose(&self.methods)
            .ok_or_else(|| ClientFailure::NoPreauth { offered: offered() })?;
        let key = key_of(&self.request, &hint)?;
        let challenge = Challenge { key: &key, now: self.offset.apply(now) };
        let answer = (mechanism.respond)(&challenge, &mut self.notes, entropy);
        // MIT's library tells, and sends, the cookie first; the order says nothing to a KDC.
        let produced = cookie.iter().chain([&answer]);
        self.notes.add(|| notes::padata("Produced preauth for next request", produced));
        let padata = [answer].into_iter().chain(cookie).collect();
        self.by_preauth = Some(key);
        let message = self.message(padata, now, entropy);
        self.stage = next;
        Ok(Step::Send { message, transport: self.transport })
    }

    /// How the KDC wants the client's key made.
    fn hint(&self) -> KeyHint {
        let client = &self.request.client;
        let hint = etype_info::first_of(&self.methods, client, &self.enctypes);
        // A KDC that names no enctype leaves the choice to us.
        let fallback = || {
            let enctype = self.enctypes.first().copied().unwrap_or(Enctype::NULL);
            etype_info::hint_of(&self.methods, client, enctype)
        };
        hint.unwrap_or_else(fallback)
    }

    /// Makes and remembers the next message.
    fn message(
        &mut self,
        mut padata: Vec<PaData>,
        now: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Vec<u8> {
        // Asks for the reply's protection of this very request (RFC 6806 §11).
        padata.push(PaData::new(PaDataType::REQ_ENC_PA_REP, Vec::new()));
        let request = &self.request;
        let Wishes { flags, from, till, rtime, addresses } =
            request.options.at(self.offset.apply(now));
        let body = KdcReqBody {
            kdc_options: flags,
            cname: Some(request.client.name.clone()),
            realm: request.client.realm.clone(),
            sname: Some(request.service.clone()),
            from,
            till,
            rtime,
            nonce: nonce(entropy),
            etype: self.enctypes.iter().map(|enctype| enctype.0).collect(),
            addresses,
            enc_authorization_data: None,
            additional_tickets: None,
        };
        self.body = Some(body.clone());
        let req_body = Raw::new(body);
        self.sent =
            AsReq(KdcReq { pvno: 5, msg_type: 10, padata: Some(padata), req_body }).to_der();
        self.sent.clone()
    }
}

/// The client's key as `hint` wants it.
pub(super) fn key_of(request: &AsRequest, hint: &KeyHint) -> Result<Key, ClientFailure> {
    request.secret.key(hint).map_err(|reason| match reason {
        NoKey::Absent(_) => ClientFailure::NoSuitableKeys { client: request.client.clone() },
        NoKey::Underivable(error) => ClientFailure::Key(error),
    })
}

/// 31 bits, which old and new peers read alike (RFC 4120 §5.4.1).
pub(super) fn nonce(entropy: &mut dyn Entropy) -> i64 {
    let mut octets = [0; 4];
    entropy.fill(&mut octets);
    i64::from(u32::from_be_bytes(octets) >> 1)
}

fn methods_of(error: &KrbError) -> Result<MethodData, ClientFailure> {
    match &error.e_data {
        Some(e_data) => Ok(MethodData::from_der(e_data)?),
        None => Ok(MethodData::new()),
    }
}
