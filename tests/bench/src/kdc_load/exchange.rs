//! The requests of the generator and the judging of replies (RFC 4120 §3.1, §3.3).
//!
//! A request is built whole each time: two microseconds beside the KDC's dozens. Leaves out
//! everything that a client must do for safety: this one only counts.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, anyhow, bail};
use kerbside_crypto::{Enctype, Entropy, Key, SeededEntropy, string_to_key};
use kerbside_krb5::principal::Principal;
use kerbside_krb5::time::Timestamp;
use kerbside_krb5::wire::{
    ApOptions, ApReq, AsRep, AsReq, Authenticator, Checksum, Der, EncKdcRepPart, EncryptedData,
    EncryptionKey, ErrorCode, EtypeInfo2, KdcOptions, KdcReq, KdcReqBody, KerberosTime, KrbError,
    MethodData, NameType, PaData, PaDataType, PaEncTsEnc, PrincipalName, Raw, Realm, TgsRep,
    TgsReq, Ticket, usage,
};

use super::{Mode, SAMPLE, Target};

/// The enctypes that requests offer, in the order of MIT's default.
const ENCTYPES: [Enctype; 4] =
    [Enctype::AES256_SHA1, Enctype::AES128_SHA1, Enctype::AES256_SHA2, Enctype::AES128_SHA2];

/// A request, and what its reply must fit.
#[derive(Default)]
pub(crate) struct Request {
    /// The message.
    pub(crate) bytes: Vec<u8>,
    nonce: i64,
    /// The key of the reply, where the request named one.
    pub(super) subkey: Option<Key>,
}

/// How a request reaches the KDC, outside of any window.
pub(crate) type Ask<'a> = dyn FnMut(&[u8]) -> Result<Vec<u8>> + 'a;

/// A user's key, and the ticket-granting ticket where the mode needs one.
pub(crate) struct Credentials {
    pub(super) client: Principal,
    key: Key,
    tgt: Option<(Ticket, Key)>,
}

impl Credentials {
    /// Asks the KDC for the salt, makes the key, and gets a ticket-granting ticket by it.
    ///
    /// `ask` carries a request to the KDC and its reply back.
    pub(crate) fn obtain(target: &Target, ask: &mut Ask<'_>) -> Result<Self> {
        let realm = Realm::from(target.realm.as_str());
        let client = Principal::parse(&target.user, &realm)?;
        let key = client_key(target, &client, ask)?;
        let mut credentials = Self { client, key, tgt: None };
        if target.mode != Mode::As {
            credentials.tgt = Some(credentials.ticket_granting_ticket(ask)?);
        }
        Ok(credentials)
    }

    fn ticket_granting_ticket(&self, ask: &mut Ask<'_>) -> Result<(Ticket, Key)> {
        let mut entropy = entropy();
        let now = now();
        let request = as_request(&self.client, Some(&self.key), 0x4000_0001, now, &mut entropy);
        let reply = ask(&request)?;
        let reply = AsRep::from_der(&reply).map_err(|_| refusal(&reply))?;
        let part = reply.0.enc_part.open(&self.key, usage::AS_REP)?;
        let session_key = EncKdcRepPart::from_either(&part)?.key.to_key()?;
        Ok((reply.0.ticket, session_key))
    }
}

/// The key of the password with the salt that the KDC names (RFC 4120 §5.2.7.5).
fn client_key(target: &Target, client: &Principal, ask: &mut Ask<'_>) -> Result<Key> {
    let request = as_request(client, None, 0x4000_0000, now(), &mut entropy());
    let reply = ask(&request)?;
    let error = KrbError::from_der(&reply)
        .context("the KDC does not ask for preauthentication: the user must require it")?;
    if error.error_code != ErrorCode::KDC_ERR_PREAUTH_REQUIRED {
        return Err(refusal(&reply));
    }
    let hints = MethodData::from_der(&error.e_data.unwrap_or_default())?;
    let hint = hints.iter().find(|hint| hint.padata_type == PaDataType::ETYPE_INFO2);
    let hint = hint.context("the KDC names no salt (no ETYPE-INFO2)")?;
    let entries = EtypeInfo2::from_der(&hint.padata_value)?;
    let entry = entries.first().context("the KDC names no enctype (empty ETYPE-INFO2)")?;
    let salt = entry.salt.clone().unwrap_or_default();
    let parameters = entry.s2kparams.as_deref();
    let password = target.password.as_bytes();
    Ok(string_to_key(Enctype(entry.etype), password, salt.as_bytes(), parameters)?)
}

/// Makes requests, each unlike all before.
pub(crate) struct Generator {
    credentials: Credentials,
    service: Principal,
    mode: Mode,
    entropy: SeededEntropy,
    made: u32,
}

impl Generator {
    /// A generator of the target's mode.
    pub(crate) fn new(credentials: Credentials, target: &Target) -> Result<Self> {
        let realm = Realm::from(target.realm.as_str());
        let service = Principal::parse(&target.service, &realm)?;
        Ok(Self { credentials, service, mode: target.mode, entropy: entropy(), made: 0 })
    }

    /// The next request.
    pub(crate) fn next(&mut self) -> Result<Request> {
        // RFC 4120 §5.4.1: a random nonce; here only never the same, and always four octets long.
        let nonce = 0x4000_0000 | i64::from(self.made & 0x3fff_ffff);
        self.made = self.made.wrapping_add(1);
        let Credentials { client, key, tgt } = &self.credentials;
        match (self.mode, tgt) {
            (Mode::As, _) => {
                let bytes = as_request(client, Some(key), nonce, now(), &mut self.entropy);
                Ok(Request { bytes, nonce, subkey: None })
            }
            (_, None) => bail!("TGS requests need a ticket-granting ticket"),
            (mode, Some(tgt)) => {
                let subkey = (mode == Mode::Tgs)
                    .then(|| Key::random(tgt.1.enctype(), &mut self.entropy))
                    .transpose()?;
                let bytes = self.tgs_request(tgt.clone(), subkey.as_ref(), nonce);
                Ok(Request { bytes, nonce, subkey })
            }
        }
    }

    /// A TGS-REQ (RFC 4120 §3.3.1).
    fn tgs_request(&mut self, tgt: (Ticket, Key), subkey: Option<&Key>, nonce: i64) -> Vec<u8> {
        let (ticket, session_key) = tgt;
        let client = &self.credentials.client;
        let body = Raw::new(body(None, &self.service, nonce, now()));
        let checksum_usage = usage::TGS_REQ_AUTHENTICATOR_CHECKSUM;
        let ctime = now();
        let authenticator = Authenticator {
            authenticator_vno: 5,
            crealm: client.realm.clone(),
            cname: client.name.clone(),
            cksum: Some(Checksum::make(&session_key, checksum_usage, body.bytes())),
            cusec: ctime.subsec_micros() as i32,
            ctime: ctime.into(),
            subkey: subkey.map(EncryptionKey::from),
            seq_number: None,
            authorization_data: None,
        };
        let ap_req = ApReq {
            pvno: 5,
            msg_type: 14,
            ap_options: ApOptions::EMPTY,
            ticket,
            authenticator: EncryptedData::seal(
                &session_key,
                usage::TGS_REQ_AUTHENTICATOR,
                None,
                &authenticator.to_der(),
                &mut self.entropy,
            ),
        };
        let padata = vec![PaData::new(PaDataType::TGS_REQ, ap_req.to_der())];
        TgsReq(KdcReq { pvno: 5, msg_type: 12, padata: Some(padata), req_body: body }).to_der()
    }

    /// Whether `reply` answers `request`: by its tag, and for a sample by its nonce.
    pub(crate) fn judge(&self, request: &Request, reply: &[u8], seen: u64) -> Result<(), String> {
        let (tag, name) = match self.mode {
            Mode::As => (0x6b, "AS-REP"),
            Mode::Tgs | Mode::TgsSessionKey => (0x6d, "TGS-REP"),
        };
        match reply.first() {
            Some(first) if *first == tag => {}
            Some(0x7e) => return Err(refusal(reply).to_string()),
            _ => return Err(format!("an answer that is neither {name} nor KRB-ERROR")),
        }
        if !seen.is_multiple_of(SAMPLE) {
            return Ok(());
        }
        match self.nonce_of(request, reply) {
            Ok(nonce) if nonce == request.nonce => Ok(()),
            Ok(_) => Err(format!("{name} with another nonce")),
            Err(error) => Err(format!("{name} that cannot be read: {error}")),
        }
    }

    fn nonce_of(&self, request: &Request, reply: &[u8]) -> Result<i64> {
        let Credentials { key, tgt, .. } = &self.credentials;
        let part = match (tgt, &request.subkey) {
            (None, _) => AsRep::from_der(reply)?.0.enc_part.open(key, usage::AS_REP)?,
            (Some(_), Some(subkey)) => {
                TgsRep::from_der(reply)?.0.enc_part.open(subkey, usage::TGS_REP_SUBKEY)?
            }
            (Some((_, key)), None) => {
                TgsRep::from_der(reply)?.0.enc_part.open(key, usage::TGS_REP_SESSION_KEY)?
            }
        };
        Ok(EncKdcRepPart::from_either(&part)?.nonce)
    }
}

/// An AS-REQ as kinit sends it, with PA-ENC-TIMESTAMP where there is a key (RFC 4120 §3.1.1).
fn as_request(
    client: &Principal,
    key: Option<&Key>,
    nonce: i64,
    now: Timestamp,
    entropy: &mut dyn Entropy,
) -> Vec<u8> {
    let mut padata = Vec::with_capacity(2);
    if let Some(key) = key {
        let (patimestamp, pausec) = (now.into(), Some(now.subsec_micros() as i32));
        let stamp = PaEncTsEnc { patimestamp, pausec }.to_der();
        let sealed =
            EncryptedData::seal(key, usage::AS_REQ_PA_ENC_TIMESTAMP, None, &stamp, entropy);
        padata.push(PaData::new(PaDataType::ENC_TIMESTAMP, sealed.to_der()));
    }
    padata.push(PaData::new(PaDataType::REQ_ENC_PA_REP, Vec::new()));
    let tgs = Principal::krbtgt(&client.realm, &client.realm);
    let req_body = Raw::new(body(Some(client.name.clone()), &tgs, nonce, now));
    AsReq(KdcReq { pvno: 5, msg_type: 10, padata: Some(padata), req_body }).to_der()
}

fn body(
    cname: Option<PrincipalName>,
    service: &Principal,
    nonce: i64,
    now: Timestamp,
) -> KdcReqBody {
    KdcReqBody {
        kdc_options: KdcOptions::FORWARDABLE | KdcOptions::RENEWABLE_OK,
        cname,
        realm: service.realm.clone(),
        sname: Some(PrincipalName { name_type: NameType::SRV_INST, ..service.name.clone() }),
        from: None,
        till: KerberosTime::from(now.plus_seconds(86_400)),
        rtime: None,
        nonce,
        etype: ENCTYPES.iter().map(|enctype| enctype.0).collect(),
        addresses: None,
        enc_authorization_data: None,
        additional_tickets: None,
    }
}

/// The refusal in `reply`, in words.
pub(super) fn refusal(reply: &[u8]) -> anyhow::Error {
    match KrbError::from_der(reply) {
        Ok(error) => {
            let text = error.e_text.map(|text| text.to_text().into_owned()).unwrap_or_default();
            anyhow!("KRB-ERROR {:?} {text}", error.error_code)
        }
        Err(error) => anyhow!("an answer that cannot be read: {error}"),
    }
}

/// One exchange on a connection of its own, outside of any window.
pub(crate) fn exchange_over_tcp(kdc: SocketAddr, request: &[u8]) -> Result<Vec<u8>> {
    let patience = Duration::from_secs(5);
    let mut stream = TcpStream::connect_timeout(&kdc, patience)
        .with_context(|| format!("cannot connect to the KDC at {kdc}"))?;
    stream.set_read_timeout(Some(patience))?;
    stream.write_all(&u32::try_from(request.len())?.to_be_bytes())?;
    stream.write_all(request)?;
    let mut length = [0; 4];
    stream.read_exact(&mut length).with_context(|| format!("no answer from the KDC at {kdc}"))?;
    let mut reply = vec![0; u32::from_be_bytes(length).min(1 << 20) as usize];
    stream.read_exact(&mut reply)?;
    Ok(reply)
}

/// Not secret: the requests of a load generator protect nothing.
pub(crate) fn entropy() -> SeededEntropy {
    SeededEntropy::new(now().as_micros() as u64)
}

/// This machine's time.
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::new(since.as_secs() as i64, since.subsec_micros())
}
