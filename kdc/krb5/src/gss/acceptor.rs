//! The acceptor's end of context establishment (RFC 4121 §4.1, checks of RFC 4120 §3.2.3).
//!
//! In two steps: [`Acceptor::decide`] judges a token at an instant, [`Acceptance::seal`] answers
//! it. Leaves out: address checks, the transited policy of foreign realms and delegated
//! credentials.

use std::sync::Arc;

use kerbside_crypto::{ChecksumType, Entropy, Key, KeyUsage};

use super::acceptor_keys::{AcceptorKeys, KeyFallback};
use super::authenticator_checksum::AuthenticatorChecksum;
use super::channel_bindings::ChannelBindings;
use super::context::{Agreed, Role, SecurityContext};
use super::flags::ContextFlags;
use super::framing::{TokenId, frame, unframe};
use super::refusal::{Presented, Refusal, Refused};
use super::replay::{ReplayCache, Seen, replay_key};
use super::ticket_id::ticket_id;
use crate::principal::Principal;
use crate::time::Timestamp;
use crate::wire::{
    ApOptions, ApRep, ApReq, Authenticator, Der, EncApRepPart, EncTicketPart, EncryptedData,
    EncryptionKey, KrbError, Ticket, TicketFlags,
};

/// Whether the acceptor puts a subkey of its own into the AP-REP (RFC 4120 §3.2.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum AcceptorSubkey {
    /// It does not: the JDK's default.
    #[default]
    None,
    /// A fresh one: MIT's default, and the JDK's with `sun.security.krb5.acceptor.subkey`.
    Fresh,
}

/// Whether an initiator may do without mutual authentication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum MutualPolicy {
    /// It decides for itself.
    #[default]
    AsAsked,
    /// It must ask for it.
    Required,
}

/// Whether replays are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplayPolicy {
    /// They are, with a cache of so many authenticators.
    Refuse {
        /// The most authenticators that are remembered.
        capacity: usize,
    },
    /// They pass.
    Ignore,
}

impl Default for ReplayPolicy {
    fn default() -> Self {
        Self::Refuse { capacity: ReplayCache::DEFAULT_CAPACITY }
    }
}

/// How an acceptor behaves. The defaults are those of the JDK's acceptor, with MIT's key choice.
#[derive(Clone, Debug)]
pub struct AcceptorOptions {
    /// The greatest difference of clocks that passes, in seconds.
    pub skew: i64,
    /// What happens to a ticket of an unknown key version.
    pub fallback: KeyFallback,
    /// The principal that the acceptor speaks for; any that has keys when absent.
    pub principal: Option<Principal>,
    /// Whether it makes a subkey.
    pub subkey: AcceptorSubkey,
    /// Whether mutual authentication is required.
    pub mutual: MutualPolicy,
    /// The channel that every initiator must have bound to; any when absent.
    pub bindings: Option<ChannelBindings>,
    /// Whether replays are refused.
    pub replay: ReplayPolicy,
}

impl Default for AcceptorOptions {
    fn default() -> Self {
        Self {
            skew: 300,
            fallback: KeyFallback::default(),
            principal: None,
            subkey: AcceptorSubkey::default(),
            mutual: MutualPolicy::default(),
            bindings: None,
            replay: ReplayPolicy::default(),
        }
    }
}

/// A service that accepts contexts. Clones share the keys and the replay cache.
#[derive(Clone, Debug)]
pub struct Acceptor {
    keys: Arc<AcceptorKeys>,
    replay: Option<Arc<ReplayCache>>,
    options: AcceptorOptions,
}

/// A token that passed every check and has not been answered yet.
#[derive(Clone, Debug)]
pub struct Acceptance {
    client: Principal,
    presented: Presented,
    flags: ContextFlags,
    session: Key,
    subkey: Option<Key>,
    make_subkey: AcceptorSubkey,
    authenticator: Authenticator,
}

/// A client that has proved to hold its ticket's session key (RFC 4120 §3.2.3).
#[derive(Clone, Debug)]
pub struct ApClient {
    /// Who it is.
    pub client: Principal,
    /// What its ticket says.
    pub ticket: EncTicketPart,
    /// The session key.
    pub session: Key,
    /// The subkey that it chose.
    pub subkey: Option<Key>,
    /// Its authenticator.
    pub authenticator: Authenticator,
}

/// An established context, and what to send for it.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// The context.
    pub context: SecurityContext,
    /// The token with the AP-REP; none without mutual authentication.
    pub output: Option<Vec<u8>>,
    /// Who the initiator is.
    pub client: Principal,
    /// The facts of the ticket.
    pub presented: Presented,
}

impl Acceptor {
    /// An acceptor with these keys.
    pub fn new(keys: Arc<AcceptorKeys>, options: AcceptorOptions) -> Self {
        let replay = match options.replay {
            ReplayPolicy::Refuse { capacity } => Some(Arc::new(ReplayCache::new(capacity))),
            ReplayPolicy::Ignore => None,
        };
        Self { keys, replay, options }
    }

    /// The same acceptor, with the same replay cache, after its keytab was replaced.
    #[must_use]
    pub fn with_keys(&self, keys: Arc<AcceptorKeys>) -> Self {
        Self { keys, ..self.clone() }
    }

    /// The keys it holds.
    pub fn keys(&self) -> &AcceptorKeys {
        &self.keys
    }

    /// How it behaves.
    pub fn options(&self) -> &AcceptorOptions {
        &self.options
    }

    /// Judges the initiator's token at `now`. A token that passes the skew check is remembered
    /// against replay, whatever becomes of it.
    pub fn decide(&self, token: &[u8], now: Timestamp) -> Result<Acceptance, Refused> {
        let mut presented = Presented::default();
        self.check(token, now, &mut presented)
            .map_err(|reason| Refused { reason: Box::new(reason), presented: Box::new(presented) })
    }

    /// The checks, in the order of RFC 4120 §3.2.3, then those of RFC 4121 §4.1.1.
    fn check(
        &self,
        token: &[u8],
        now: Timestamp,
        presented: &mut Presented,
    ) -> Result<Acceptance, Refusal> {
        let request = read_request(token)?;
        let opened = self.open(&request, now, presented)?;
        let flags = self.check_checksum(&request, &opened.authenticator)?;
        Ok(Acceptance {
            client: opened.client,
            presented: presented.clone(),
            flags,
            session: opened.session,
            subkey: opened.subkey,
            make_subkey: self.options.subkey,
            authenticator: opened.authenticator,
        })
    }

    /// Judges an AP-REQ of another protocol than GSS-API at `now`: whatever its authenticator's
    /// checksum covers is the caller's to check.
    pub fn authenticate(&self, ap_req: &[u8], now: Timestamp) -> Result<ApClient, Refused> {
        let mut presented = Presented::default();
        let opened =
            read_ap_req(ap_req, 0).and_then(|request| self.open(&request, now, &mut presented));
        opened
            .map_err(|reason| Refused { reason: Box::new(reason), presented: Box::new(presented) })
    }

    /// The checks of RFC 4120 §3.2.3, in its order.
    fn open(
        &self,
        request: &ApReq,
        now: Timestamp,
        presented: &mut Presented,
    ) -> Result<ApClient, Refusal> {
        note_ticket(&request.ticket, presented);
        let server = Principal::new(request.ticket.sname.clone(), request.ticket.realm.clone());
        if request.ap_options.contains(ApOptions::USE_SESSION_KEY) {
            return Err(Refusal::UserToUser);
        }
        self.check_identity(&server)?;
        let (ticket, kvno) = self.open_ticket(&request.ticket)?;
        let client = Principal::new(ticket.cname.clone(), ticket.crealm.clone());
        note_contents(&ticket, kvno, &client, presented);
        let session = usable(&ticket.key, |enctype| Refusal::EnctypeUnsupported { enctype })?;
        let authenticator = open_authenticator(&session, &request.authenticator)?;
        let client_time = authenticator.ctime.with_usec(Some(authenticator.cusec));
        presented.client_time = Some(client_time);
        check_names(&authenticator, &client)?;
        self.check_skew(client_time, now)?;
        self.check_replay(&server, &request.authenticator, client_time, now)?;
        self.check_ticket_times(&ticket, now)?;
        let subkey = match &authenticator.subkey {
            Some(key) => Some(usable(key, |enctype| Refusal::BadSubkey { enctype })?),
            None => None,
        };
        Ok(ApClient { client, ticket, session, subkey, authenticator })
    }

    fn check_identity(&self, server: &Principal) -> Result<(), Refusal> {
        match &self.options.principal {
            Some(ours) if ours.same(server) => Ok(()),
            Some(ours) if ours.name.same_components(&server.name) => {
                Err(Refusal::WrongRealm { served: ours.realm.clone() })
            }
            Some(ours) => Err(Refusal::WrongPrincipal { served: ours.clone() }),
            None => Ok(()),
        }
    }

    fn open_ticket(&self, ticket: &Ticket) -> Result<(EncTicketPart, u32), Refusal> {
        let sealed = &ticket.enc_part;
        let candidates = self.keys.candidates(
            &ticket.sname,
            &ticket.realm,
            sealed.kvno,
            sealed.enctype(),
            self.options.fallback,
        )?;
        let mut tried = 0;
        for (kvno, key) in candidates {
            tried = kvno;
            if let Ok(plain) = key.decrypt(KeyUsage::TICKET, &sealed.cipher) {
                return Ok((decode("EncTicketPart", &plain, 0)?, kvno));
            }
        }
        Err(Refusal::CannotDecrypt { tried })
    }

    /// Whole seconds are compared, as MIT does: a difference of the limit itself passes.
    fn check_skew(&self, client_time: Timestamp, now: Timestamp) -> Result<(), Refusal> {
        let limit = self.options.skew;
        if client_time.seconds().abs_diff(now.seconds()) > limit.max(0).unsigned_abs() {
            return Err(Refusal::Skew { client_time, now, limit });
        }
        Ok(())
    }

    fn check_replay(
        &self,
        server: &Principal,
        authenticator: &EncryptedData,
        client_time: Timestamp,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let Some(cache) = &self.replay else {
            return Ok(());
        };
        let key = replay_key(server, &authenticator.cipher);
        let expiry = client_time.seconds().saturating_add(self.options.skew);
        match cache.check(key, expiry, now.seconds()) {
            Seen::First => Ok(()),
            Seen::Before => Err(Refusal::Replay { client_time }),
        }
    }

    /// The skew is allowed at both ends of the ticket's life (RFC 4120 §3.2.3).
    fn check_ticket_times(&self, ticket: &EncTicketPart, now: Timestamp) -> Result<(), Refusal> {
        let starttime = ticket.starttime.unwrap_or(ticket.authtime).timestamp();
        let endtime = ticket.endtime.timestamp();
        let skew = self.options.skew;
        if starttime.seconds() > now.seconds().saturating_add(skew) {
            return Err(Refusal::NotYetValid { starttime, now });
        }
        if ticket.flags.contains(TicketFlags::INVALID) {
            return Err(Refusal::InvalidTicket);
        }
        if now.seconds() > endtime.seconds().saturating_add(skew) {
            return Err(Refusal::Expired { endtime, now });
        }
        Ok(())
    }

    fn check_checksum(
        &self,
        request: &ApReq,
        authenticator: &Authenticator,
    ) -> Result<ContextFlags, Refusal> {
        let checksum = match &authenticator.cksum {
            Some(checksum) if checksum.cksumtype == ChecksumType::GSSAPI.0 => checksum,
            other => {
                let found = other.as_ref().map(|checksum| checksum.cksumtype);
                return Err(Refusal::InappropriateChecksum { found });
            }
        };
        let fields = AuthenticatorChecksum::parse(&checksum.checksum)
            .map_err(|what| Refusal::BadChecksum { what })?;
        if let Some(ours) = &self.options.bindings
            && ours.hash() != fields.bindings
        {
            return Err(Refusal::BadBindings);
        }
        // The initiator says so twice; the JDK's acceptor reads the flag, MIT's the AP option.
        let mut flags = fields.flags;
        if request.ap_options.contains(ApOptions::MUTUAL_REQUIRED) {
            flags = flags.with(ContextFlags::MUTUAL);
        }
        if self.options.mutual == MutualPolicy::Required && !flags.contains(ContextFlags::MUTUAL) {
            return Err(Refusal::MissingMutual);
        }
        Ok(flags)
    }
}

impl Acceptance {
    /// Who the initiator is.
    pub fn client(&self) -> &Principal {
        &self.client
    }

    /// The facts of the ticket.
    pub fn presented(&self) -> &Presented {
        &self.presented
    }

    /// What the initiator asked for.
    pub fn flags(&self) -> ContextFlags {
        self.flags
    }

    /// Establishes the context and, for mutual authentication, makes the AP-REP (RFC 4120 §3.2.4).
    pub fn seal(self, entropy: &mut dyn Entropy) -> Accepted {
        let base = self.subkey.unwrap_or_else(|| self.session.clone());
        // UInt32, which some peers send as a negative number.
        let receive = self.authenticator.seq_number.unwrap_or(0) as u32;
        let mut agreed = Agreed {
            role: Role::Acceptor,
            flags: self.flags,
            base,
            acceptor_subkey: None,
            // Without an AP-REP the initiator's number counts for both directions.
            send: receive,
            receive,
        };
        let mut output = None;
        if self.flags.contains(ContextFlags::MUTUAL) {
            if self.make_subkey == AcceptorSubkey::Fresh {
                agreed.acceptor_subkey = Key::random(agreed.base.enctype(), entropy).ok();
            }
            agreed.send = initial_sequence(entropy);
            let part = EncApRepPart {
                ctime: self.authenticator.ctime,
                cusec: self.authenticator.cusec,
                subkey: agreed.acceptor_subkey.as_ref().map(EncryptionKey::from),
                seq_number: Some(agreed.send.into()),
            };
            let enc_part =
                EncryptedData::seal(&self.session, KeyUsage::AP_REP, None, &part.to_der(), entropy);
            let reply = ApRep { pvno: 5, msg_type: 15, enc_part };
            output = Some(frame(TokenId::AP_REP, &reply.to_der()));
        }
        Accepted {
            context: SecurityContext::new(agreed),
            output,
            client: self.client,
            presented: self.presented,
        }
    }
}

impl Refused {
    /// The KRB-ERROR token that reports the refusal at `now`, as MIT's acceptor sends it (the
    /// JDK's sends nothing); none while it is not known which service was meant.
    pub fn error_token(&self, now: Timestamp) -> Option<Vec<u8>> {
        let server = self.presented.server.clone()?;
        let error = KrbError {
            pvno: 5,
            msg_type: 30,
            ctime: None,
            cusec: None,
            stime: now.into(),
            susec: now.subsec_micros() as i32,
            error_code: self.reason.code(),
            crealm: None,
            cname: None,
            realm: server.realm,
            sname: server.name,
            e_text: None,
            e_data: None,
        };
        Some(frame(TokenId::KRB_ERROR, &error.to_der()))
    }
}

/// A first sequence number. 30 bits, so that peers that take it for signed agree with us.
pub(crate) fn initial_sequence(entropy: &mut dyn Entropy) -> u32 {
    let mut octets = [0; 4];
    entropy.fill(&mut octets);
    u32::from_be_bytes(octets) >> 2
}

fn read_request(token: &[u8]) -> Result<ApReq, Refusal> {
    let framed = unframe(token)?;
    if framed.id != TokenId::AP_REQ {
        return Err(Refusal::WrongToken { found: framed.id });
    }
    read_ap_req(framed.body, framed.offset)
}

/// `at` is where the message begins in what came.
fn read_ap_req(octets: &[u8], at: usize) -> Result<ApReq, Refusal> {
    let request: ApReq = decode("AP-REQ", octets, at)?;
    if let Some(found) = [request.pvno, request.ticket.tkt_vno].into_iter().find(|v| *v != 5) {
        return Err(Refusal::BadVersion { found });
    }
    if request.msg_type != 14 {
        return Err(Refusal::BadMessageType { found: request.msg_type });
    }
    Ok(request)
}

fn decode<T: Der>(message: &'static str, bytes: &[u8], at: usize) -> Result<T, Refusal> {
    T::from_der(bytes).map_err(|error| Refusal::Malformed {
        message,
        offset: at + error.offset,
        what: error.reason,
    })
}

fn note_ticket(ticket: &Ticket, presented: &mut Presented) {
    presented.ticket = Some(ticket_id(ticket));
    presented.server = Some(Principal::new(ticket.sname.clone(), ticket.realm.clone()));
    presented.kvno = ticket.enc_part.kvno;
    presented.enctype = Some(ticket.enc_part.enctype());
}

fn note_contents(
    ticket: &EncTicketPart,
    opened_with: u32,
    client: &Principal,
    presented: &mut Presented,
) {
    presented.opened_with = Some(opened_with);
    presented.client = Some(client.clone());
    presented.flags = Some(ticket.flags);
    presented.authtime = Some(ticket.authtime.timestamp());
    presented.starttime = Some(ticket.starttime.unwrap_or(ticket.authtime).timestamp());
    presented.endtime = Some(ticket.endtime.timestamp());
}

fn usable(
    key: &EncryptionKey,
    refusal: impl FnOnce(kerbside_crypto::Enctype) -> Refusal,
) -> Result<Key, Refusal> {
    key.to_key().map_err(|_| refusal(key.enctype()))
}

fn open_authenticator(session: &Key, sealed: &EncryptedData) -> Result<Authenticator, Refusal> {
    let plain = session
        .decrypt(KeyUsage::AP_REQ_AUTHENTICATOR, &sealed.cipher)
        .map_err(|_| Refusal::CannotDecryptAuthenticator)?;
    decode("Authenticator", &plain, 0)
}

fn check_names(authenticator: &Authenticator, client: &Principal) -> Result<(), Refusal> {
    let claimed = Principal::new(authenticator.cname.clone(), authenticator.crealm.clone());
    if !claimed.same(client) {
        return Err(Refusal::Badmatch { claimed });
    }
    Ok(())
}
