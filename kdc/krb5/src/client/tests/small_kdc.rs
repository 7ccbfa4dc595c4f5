//! Just enough of a KDC to answer our own requests: one client, one service, no policy.

use kerbside_crypto::{Enctype, Key, KeyUsage, SeededEntropy, string_to_key};

use crate::client::{Credential, Issued, Step};
use crate::principal::Principal;
use crate::time::Timestamp;
use crate::wire::{
    ApReq, AsRep, AsReq, Authenticator, Checksum, Der, EncAsRepPart, EncKdcRepPart, EncTgsRepPart,
    EncTicketPart, EncryptedData, EncryptionKey, ErrorCode, EtypeInfo2Entry, KdcRep, KdcReq,
    KerberosTime, KrbError, PaData, PaDataType, PaEncTsEnc, TgsRep, TgsReq, Ticket, TicketFlags,
    TransitedEncoding,
};

/// The second at which the client acts.
pub(super) const NOW: i64 = 1_795_326_421;
pub(super) const ENCTYPE: Enctype = Enctype::AES128_SHA1;
/// Few rounds keep the tests quick, and show that parameters are obeyed.
const PARAMETERS: [u8; 4] = [0, 0, 0, 7];
const SALT: &str = "a salt of its own";

pub(super) fn at(offset: i64) -> Timestamp {
    Timestamp::new(NOW + offset, 250_000)
}

pub(super) fn principal(text: &str) -> Principal {
    Principal::parse(text, &"EXAMPLE.TEST".into()).unwrap()
}

pub(super) fn done(step: Step) -> Issued {
    match step {
        Step::Done(issued) => *issued,
        Step::Send { .. } => panic!("there should be a ticket"),
    }
}

pub(super) fn message(step: Step) -> Vec<u8> {
    match step {
        Step::Send { message, .. } => message,
        Step::Done(_) => panic!("there should be another message"),
    }
}

/// A KDC whose clock is `ahead` seconds ahead of the client's.
pub(super) struct SmallKdc {
    pub(super) ahead: i64,
    pub(super) entropy: SeededEntropy,
    pub(super) ticket_key: Key,
}

/// A reply before it is sealed, for a test to alter.
pub(super) struct Draft {
    pub(super) reply: KdcRep,
    pub(super) part: EncKdcRepPart,
    pub(super) key: Key,
    pub(super) usage: KeyUsage,
}

impl SmallKdc {
    pub(super) fn new() -> Self {
        let mut entropy = SeededEntropy::new(3);
        let ticket_key = Key::random(ENCTYPE, &mut entropy).unwrap();
        Self { ahead: 0, entropy, ticket_key }
    }

    pub(super) fn client_key(password: &str) -> Key {
        let salt = SALT.as_bytes();
        string_to_key(ENCTYPE, password.as_bytes(), salt, Some(&PARAMETERS)).unwrap()
    }

    fn now(&self) -> Timestamp {
        at(self.ahead)
    }

    pub(super) fn error(&self, code: ErrorCode, e_text: Option<&str>) -> KrbError {
        let krbtgt = principal("krbtgt/EXAMPLE.TEST");
        KrbError {
            pvno: 5,
            msg_type: 30,
            ctime: None,
            cusec: None,
            stime: self.now().into(),
            susec: self.now().subsec_micros() as i32,
            error_code: code,
            crealm: None,
            cname: None,
            realm: krbtgt.realm,
            sname: krbtgt.name,
            e_text: e_text.map(Into::into),
            e_data: None,
        }
    }

    pub(super) fn etype_info2() -> PaData {
        let entry = EtypeInfo2Entry {
            etype: ENCTYPE.0,
            salt: Some(SALT.into()),
            s2kparams: Some(PARAMETERS.to_vec().into()),
        };
        PaData::new(PaDataType::ETYPE_INFO2, vec![entry].to_der())
    }

    /// KDC_ERR_PREAUTH_REQUIRED with salt, parameters and a cookie.
    pub(super) fn preauth_required(&self) -> Vec<u8> {
        let methods = vec![
            Self::etype_info2(),
            PaData::new(PaDataType::ENC_TIMESTAMP, Vec::new()),
            PaData::new(PaDataType::FX_COOKIE, b"cookie".to_vec()),
        ];
        let mut error = self.error(ErrorCode::KDC_ERR_PREAUTH_REQUIRED, Some("NEEDED_PREAUTH"));
        error.e_data = Some(methods.to_der().into());
        error.to_der()
    }

    /// The time in a request's PA-ENC-TIMESTAMP, under the key of `password`.
    pub(super) fn claimed_time(request: &[u8], password: &str) -> Option<Timestamp> {
        let request = AsReq::from_der(request).unwrap().0;
        let padata = request.padata.unwrap();
        let data = padata.iter().find(|data| data.padata_type == PaDataType::ENC_TIMESTAMP)?;
        let sealed = EncryptedData::from_der(&data.padata_value).unwrap();
        let key = Self::client_key(password);
        let plain = sealed.open(&key, KeyUsage::PA_ENC_TIMESTAMP).ok()?;
        let stamp = PaEncTsEnc::from_der(&plain).unwrap();
        Some(stamp.patimestamp.with_usec(stamp.pausec))
    }

    /// The answer to an AS-REQ, as yet unsealed.
    pub(super) fn draft_as(&mut self, request: &[u8]) -> Draft {
        let asked = AsReq::from_der(request).unwrap().0;
        let key = Self::client_key("secret");
        let sum = Checksum::make(&key, KeyUsage::AS_REQ, request);
        let client = asked.req_body.cname.clone().unwrap();
        let mut draft = self.draft(&asked, client, key, KeyUsage::AS_REP);
        draft.reply.msg_type = 11;
        draft.reply.padata = Some(vec![Self::etype_info2()]);
        draft.part.flags = draft.part.flags | TicketFlags::ENC_PA_REP;
        draft.part.encrypted_pa_data =
            Some(vec![PaData::new(PaDataType::REQ_ENC_PA_REP, sum.to_der())]);
        draft
    }

    /// The answer to a TGS-REQ under `tgt`, with the proof in the request checked.
    pub(super) fn draft_tgs(&mut self, request: &[u8], tgt: &Credential) -> Draft {
        let asked = TgsReq::from_der(request).unwrap().0;
        let authenticator = Self::authenticator(&asked, tgt);
        let sum = authenticator.cksum.clone().unwrap();
        sum.verify(&tgt.key, KeyUsage::TGS_REQ_CHECKSUM, asked.req_body.bytes()).unwrap();
        let (key, usage) = match &authenticator.subkey {
            Some(subkey) => (subkey.to_key().unwrap(), KeyUsage::TGS_REP_SUBKEY),
            None => (tgt.key.clone(), KeyUsage::TGS_REP_SESSION),
        };
        let mut draft = self.draft(&asked, authenticator.cname, key, usage);
        draft.reply.msg_type = 13;
        draft
    }

    pub(super) fn authenticator(asked: &KdcReq, tgt: &Credential) -> Authenticator {
        let padata = asked.padata.as_deref().unwrap();
        let proof = ApReq::from_der(&padata[0].padata_value).unwrap();
        assert_eq!(proof.ticket, tgt.ticket);
        let usage = KeyUsage::TGS_REQ_AUTHENTICATOR;
        Authenticator::from_der(&proof.authenticator.open(&tgt.key, usage).unwrap()).unwrap()
    }

    fn draft(
        &mut self,
        asked: &KdcReq,
        cname: crate::wire::PrincipalName,
        key: Key,
        usage: KeyUsage,
    ) -> Draft {
        let session = Key::random(ENCTYPE, &mut self.entropy).unwrap();
        let start: KerberosTime = asked.req_body.from.unwrap_or(self.now().into());
        let (realm, sname) = (&asked.req_body.realm, asked.req_body.sname.clone().unwrap());
        let ticket = EncTicketPart {
            flags: TicketFlags::INITIAL,
            key: EncryptionKey::from(&session),
            crealm: realm.clone(),
            cname: cname.clone(),
            transited: TransitedEncoding::none(),
            authtime: self.now().into(),
            starttime: Some(start),
            endtime: asked.req_body.till,
            renew_till: asked.req_body.rtime,
            caddr: None,
            authorization_data: None,
        };
        let enc_part = EncryptedData::seal(
            &self.ticket_key,
            KeyUsage::TICKET,
            Some(1),
            &ticket.to_der(),
            &mut self.entropy,
        );
        let part = EncKdcRepPart {
            key: ticket.key.clone(),
            last_req: Vec::new(),
            nonce: asked.req_body.nonce,
            key_expiration: None,
            flags: ticket.flags,
            authtime: ticket.authtime,
            starttime: ticket.starttime,
            endtime: ticket.endtime,
            renew_till: ticket.renew_till,
            srealm: realm.clone(),
            sname: sname.clone(),
            caddr: None,
            encrypted_pa_data: None,
        };
        let ticket = Ticket { tkt_vno: 5, realm: realm.clone(), sname, enc_part };
        let enc_part = ticket.enc_part.clone();
        let crealm = realm.clone();
        let reply = KdcRep { pvno: 5, msg_type: 0, padata: None, crealm, cname, ticket, enc_part };
        Draft { reply, part, key, usage }
    }

    pub(super) fn seal_as(&mut self, draft: Draft) -> Vec<u8> {
        let plain = EncAsRepPart(draft.part.clone()).to_der();
        AsRep(self.seal(draft, &plain)).to_der()
    }

    pub(super) fn seal_tgs(&mut self, draft: Draft) -> Vec<u8> {
        let plain = EncTgsRepPart(draft.part.clone()).to_der();
        TgsRep(self.seal(draft, &plain)).to_der()
    }

    fn seal(&mut self, draft: Draft, plain: &[u8]) -> KdcRep {
        let Draft { mut reply, key, usage, .. } = draft;
        reply.enc_part = EncryptedData::seal(&key, usage, None, plain, &mut self.entropy);
        reply
    }
}
