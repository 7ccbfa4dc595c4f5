//! Requests made by hand against a realm in memory: a world with defaults, of which each test
//! changes only what it is about.

mod as_replies;
mod bytes;
mod determinism;
mod lifetimes;
mod preauthentication;
mod refusals;
mod seals;
mod tgs_replies;

use std::sync::Arc;

use kerbside_crypto::{Enctype, Key, SeededEntropy};
use kerbside_krb5::principal::Principal as Name;
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::{
    ApOptions, ApReq, AsRep, AsReq, Authenticator, AuthorizationData, Checksum, Der, EncKdcRepPart,
    EncTicketPart, EncryptedData, EncryptionKey, HostAddress, KdcOptions, KdcRep, KdcReq,
    KdcReqBody, KerberosTime, KrbError, PaData, PaDataType, PaEncTsEnc, Raw, TgsRep, TgsReq,
    Ticket, TicketFlags, TransitedEncoding, usage,
};

use super::{Arrival, Decision, Effect, Transport, decide, seal};
use crate::admin::{AdminRequest, Caller, CreatePrincipal, NewKey, apply, create_realm};
use crate::database::{Change, MemoryStore, Principal, RealmSettings, World};

const REALM: &str = "EXAMPLE.COM";
const NOW: Timestamp = Timestamp::new(1_795_326_421, 250_000);
const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

fn name(text: &str) -> Name {
    Name::parse(text, &REALM.into()).unwrap()
}

/// A realm with alice, who must preauthenticate, bob, who need not, and the service
/// kafka/localhost.
struct Bed {
    store: MemoryStore,
    now: Timestamp,
    entropy: SeededEntropy,
}

impl Bed {
    fn new() -> Self {
        Self::with(RealmSettings::new(REALM), 1)
    }

    fn with(settings: RealmSettings, seed: u64) -> Self {
        let mut bed =
            Self { store: MemoryStore::new(), now: NOW, entropy: SeededEntropy::new(seed) };
        bed.add_realm(settings);
        for principal in ["alice", "bob", "kafka/localhost"] {
            bed.create(CreatePrincipal::new(name(principal), NewKey::Random));
        }
        let optional = crate::database::Attributes::REQUIRES_PRE_AUTH;
        for principal in ["bob", "kafka/localhost"] {
            bed.change(principal, |p| p.attributes = p.attributes.without(optional));
        }
        bed
    }

    fn add_realm(&mut self, settings: RealmSettings) {
        let changes = create_realm(settings, self.now, &mut self.entropy).unwrap();
        self.store.commit(self.store.world().generation(), changes).unwrap();
    }

    fn create(&mut self, create: CreatePrincipal) {
        let caller = Caller::local(name("root/admin"));
        let request = AdminRequest::CreatePrincipal(create);
        apply(&self.store, &request, &caller, self.now, &mut self.entropy).unwrap();
    }

    fn principal(&self, principal: &str) -> Principal {
        let name = name(principal);
        let found = self.store.world().principal(&name.realm, &name.name).unwrap();
        Principal::clone(&found.expect(principal))
    }

    fn change(&self, principal: &str, change: impl FnOnce(&mut Principal)) {
        let mut changed = self.principal(principal);
        change(&mut changed);
        self.commit(Change::PutPrincipal(Arc::new(changed)));
    }

    fn settings(&self, change: impl FnOnce(&mut RealmSettings)) {
        let settings = self.store.world().settings(&REALM.into()).unwrap().unwrap();
        let mut settings = RealmSettings::clone(&settings);
        change(&mut settings);
        self.commit(Change::PutRealm(Arc::new(settings)));
    }

    fn commit(&self, change: Change) {
        self.store.commit(self.store.world().generation(), vec![change]).unwrap();
    }

    fn key(&self, principal: &str) -> Key {
        self.key_of(principal, Enctype::AES256_SHA1)
    }

    fn key_of(&self, principal: &str, enctype: Enctype) -> Key {
        self.principal(principal).current_key(enctype).unwrap().1.clone()
    }

    fn arrival(&self) -> Arrival {
        Arrival { now: self.now, from: ([127, 0, 0, 1], 40_000).into(), transport: Transport::Udp }
    }

    fn decide(&mut self, request: &[u8]) -> Decision {
        let (world, arrival) = (self.store.world(), self.arrival());
        decide(request, &arrival, &world, &mut self.entropy).unwrap()
    }

    fn answer(&mut self, request: &[u8]) -> (Vec<u8>, Vec<Effect>) {
        let decision = self.decide(request);
        let mut reply = Vec::new();
        let effects = seal(decision, None, &mut self.entropy, &mut reply);
        self.store.apply(&effects);
        (reply, effects)
    }

    fn error(&mut self, request: &[u8]) -> KrbError {
        let (reply, _) = self.answer(request);
        KrbError::from_der(&reply).unwrap()
    }

    fn pa_timestamp(&mut self, client: &str, at: Timestamp) -> PaData {
        let key = self.key(client);
        let plain = PaEncTsEnc {
            patimestamp: at.into(),
            pausec: Some(i32::try_from(at.subsec_micros()).unwrap()),
        };
        let usage = usage::AS_REQ_PA_ENC_TIMESTAMP;
        let sealed = EncryptedData::seal(&key, usage, None, &plain.to_der(), &mut self.entropy);
        PaData::new(PaDataType::ENC_TIMESTAMP, sealed.to_der())
    }

    /// A ticket-granting ticket of `client` by the AS, and what the client knows of it.
    fn tgt(&mut self, client: &str, ask: impl FnOnce(&mut AsAsk)) -> Held {
        let (server, now) = (format!("krbtgt/{REALM}"), self.now);
        self.initial(client, &server, now, ask)
    }

    fn initial(
        &mut self,
        client: &str,
        server: &str,
        client_time: Timestamp,
        ask: impl FnOnce(&mut AsAsk),
    ) -> Held {
        let mut asked = AsAsk::new(client, server);
        asked.padata.push(self.pa_timestamp(client, client_time));
        ask(&mut asked);
        let (reply, _) = self.answer(&asked.bytes());
        let rep = AsRep::from_der(&reply).unwrap().0;
        let key = self.key_of(client, rep.enc_part.enctype());
        let plain = rep.enc_part.open(&key, usage::AS_REP).unwrap();
        Held::new(rep, EncKdcRepPart::from_either(&plain).unwrap())
    }

    /// A service ticket by the TGS.
    fn ticket(&mut self, tgt: &Held, server: &str, ask: impl FnOnce(&mut TgsAsk)) -> Held {
        let mut asked = TgsAsk::new(tgt, server, self.now);
        ask(&mut asked);
        let subkey = asked.subkey.clone();
        let request = asked.bytes(&mut self.entropy);
        let (reply, _) = self.answer(&request);
        let rep = TgsRep::from_der(&reply).unwrap().0;
        let plain = match subkey {
            Some(subkey) => rep.enc_part.open(&subkey, usage::TGS_REP_SUBKEY),
            None => rep.enc_part.open(&tgt.key(), usage::TGS_REP_SESSION_KEY),
        };
        Held::new(rep, EncKdcRepPart::from_either(&plain.unwrap()).unwrap())
    }

    fn open(&self, ticket: &Ticket) -> EncTicketPart {
        let server = Name::new(ticket.sname.clone(), ticket.realm.clone()).to_string();
        let key = self.key_of(&server, ticket.enc_part.enctype());
        EncTicketPart::from_der(&ticket.enc_part.open(&key, usage::TICKET).unwrap()).unwrap()
    }

    /// A ticket that no exchange would issue, under the service's real key.
    fn forge(&mut self, server: &str, change: impl FnOnce(&mut EncTicketPart)) -> Held {
        let session = Key::random(Enctype::AES256_SHA1, &mut self.entropy).unwrap();
        let now = KerberosTime::from(self.now);
        let mut part = EncTicketPart {
            flags: TicketFlags::INITIAL | TicketFlags::PRE_AUTHENT,
            key: EncryptionKey::from(&session),
            crealm: REALM.into(),
            cname: name("alice").name,
            transited: TransitedEncoding::none(),
            authtime: now,
            starttime: None,
            endtime: KerberosTime(now.0 + HOUR),
            renew_till: None,
            caddr: None,
            authorization_data: None,
        };
        change(&mut part);
        let principal = self.principal(server);
        let (stored, key) = principal.current_key(Enctype::AES256_SHA1).unwrap();
        let enc_part = EncryptedData::seal(
            key,
            usage::TICKET,
            Some(stored.kvno),
            &part.to_der(),
            &mut self.entropy,
        );
        let (sname, realm) = (principal.name.clone(), principal.realm.clone());
        Held {
            ticket: Ticket { tkt_vno: 5, realm, sname, enc_part },
            client: Name::new(part.cname, part.crealm),
            session: part.key,
            reply: None,
        }
    }
}

/// A ticket and what its client knows of it.
#[derive(Clone)]
struct Held {
    ticket: Ticket,
    client: Name,
    session: EncryptionKey,
    reply: Option<(KdcRep, EncKdcRepPart)>,
}

impl Held {
    fn new(rep: KdcRep, part: EncKdcRepPart) -> Self {
        Self {
            ticket: rep.ticket.clone(),
            client: Name::new(rep.cname.clone(), rep.crealm.clone()),
            session: part.key.clone(),
            reply: Some((rep, part)),
        }
    }

    fn key(&self) -> Key {
        self.session.to_key().unwrap()
    }

    fn rep(&self) -> &KdcRep {
        &self.reply.as_ref().unwrap().0
    }

    fn part(&self) -> &EncKdcRepPart {
        &self.reply.as_ref().unwrap().1
    }
}

fn body(server: &Name) -> KdcReqBody {
    KdcReqBody {
        kdc_options: KdcOptions::EMPTY,
        cname: None,
        realm: server.realm.clone(),
        sname: Some(server.name.clone()),
        from: None,
        till: KerberosTime(NOW.seconds() + 10 * HOUR),
        rtime: None,
        nonce: 0x1234_5678,
        etype: vec![18, 17, 20, 19, 16, 23, 25, 26],
        addresses: None,
        enc_authorization_data: None,
        additional_tickets: None,
    }
}

/// An AS-REQ in the making.
struct AsAsk {
    pvno: i32,
    msg_type: i32,
    padata: Vec<PaData>,
    body: KdcReqBody,
}

impl AsAsk {
    fn new(client: &str, server: &str) -> Self {
        let mut body = body(&name(server));
        body.cname = Some(name(client).name);
        Self { pvno: 5, msg_type: 10, padata: Vec::new(), body }
    }

    fn bytes(self) -> Vec<u8> {
        AsReq(KdcReq {
            pvno: self.pvno,
            msg_type: self.msg_type,
            padata: (!self.padata.is_empty()).then_some(self.padata),
            req_body: Raw::new(self.body),
        })
        .to_der()
    }
}

/// A TGS-REQ in the making.
struct TgsAsk {
    ticket: Ticket,
    session: Key,
    client: Name,
    client_time: Timestamp,
    subkey: Option<Key>,
    checksum: fn(&Key, &[u8]) -> Option<Checksum>,
    padata: Vec<PaData>,
    body: KdcReqBody,
    authorization_data: Option<AuthorizationData>,
}

impl TgsAsk {
    fn new(held: &Held, server: &str, now: Timestamp) -> Self {
        Self {
            ticket: held.ticket.clone(),
            session: held.key(),
            client: held.client.clone(),
            client_time: now,
            subkey: None,
            checksum: |key, body| {
                Some(Checksum::make(key, usage::TGS_REQ_AUTHENTICATOR_CHECKSUM, body))
            },
            padata: Vec::new(),
            body: body(&name(server)),
            authorization_data: None,
        }
    }

    fn options(&mut self, options: KdcOptions) {
        self.body.kdc_options = options;
    }

    fn bytes(mut self, entropy: &mut SeededEntropy) -> Vec<u8> {
        if let Some(data) = &self.authorization_data {
            let (key, usage) = match &self.subkey {
                Some(subkey) => (subkey, usage::TGS_REQ_AD_SUBKEY),
                None => (&self.session, usage::TGS_REQ_AD_SESSION_KEY),
            };
            let sealed = EncryptedData::seal(key, usage, None, &data.to_der(), entropy);
            self.body.enc_authorization_data = Some(sealed);
        }
        let body = Raw::new(self.body);
        let authenticator = Authenticator {
            authenticator_vno: 5,
            crealm: self.client.realm.clone(),
            cname: self.client.name.clone(),
            cksum: (self.checksum)(&self.session, body.bytes()),
            cusec: i32::try_from(self.client_time.subsec_micros()).unwrap(),
            ctime: self.client_time.into(),
            subkey: self.subkey.as_ref().map(EncryptionKey::from),
            seq_number: None,
            authorization_data: None,
        };
        let sealed = EncryptedData::seal(
            &self.session,
            usage::TGS_REQ_AUTHENTICATOR,
            None,
            &authenticator.to_der(),
            entropy,
        );
        let ap_req = ApReq {
            pvno: 5,
            msg_type: 14,
            ap_options: ApOptions::EMPTY,
            ticket: self.ticket,
            authenticator: sealed,
        };
        self.padata.insert(0, PaData::new(PaDataType::TGS_REQ, ap_req.to_der()));
        let req = KdcReq { pvno: 5, msg_type: 12, padata: Some(self.padata), req_body: body };
        TgsReq(req).to_der()
    }
}

fn addresses(last: u8) -> Vec<HostAddress> {
    let address = vec![127, 0, 0, last].into();
    vec![HostAddress { addr_type: kerbside_krb5::wire::AddressType::IPV4, address }]
}
