//! The server's end: who asks for which password, and the answer sealed for them.
//!
//! In two steps like the GSS acceptor: [`decide`] reads a request at an instant, [`Answer::seal`]
//! answers it. Between them stands whoever knows the policies.

use kerbside_crypto::{Entropy, Key, KeyUsage};
use zeroize::Zeroizing;

use super::ChangePasswdData;
use super::framing::{Reply, Request, Version};
use super::krb_priv;
use super::result::{Outcome, ResultCode};
use crate::gss::{Acceptor, ApClient, Refused};
use crate::principal::Principal;
use crate::time::Timestamp;
use crate::wire::{
    ApRep, Der, EncApRepPart, EncryptedData, EncryptionKey, ErrorCode, HostAddress, KrbError,
    TicketFlags,
};

/// A change that somebody authenticated asks for.
#[derive(Clone)]
pub struct Wish {
    /// Who asks.
    pub client: Principal,
    /// Whose password is to be changed.
    pub target: Principal,
    /// Which of the two protocols is spoken.
    pub version: Version,
    /// Whether the ticket came of an AS exchange: whether it was got with the password.
    pub initial: bool,
    /// The new password.
    pub password: Zeroizing<Vec<u8>>,
}

/// The password is not shown.
impl std::fmt::Debug for Wish {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wish")
            .field("client", &self.client)
            .field("target", &self.target)
            .field("version", &self.version)
            .field("initial", &self.initial)
            .finish_non_exhaustive()
    }
}

/// Why a request is refused before anybody looks at the password. The texts are MIT's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The AP-REQ does not authenticate its sender.
    #[error("Failed reading application request")]
    ApReq(Refused),
    /// The KRB-PRIV does not open.
    #[error("Failed decrypting request")]
    KrbPriv,
    /// The ChangePasswdData is no DER.
    #[error("Failed decoding ChangePasswdData")]
    ChangePasswdData,
    /// The ticket is not INITIAL (RFC 3244 §2: code 7).
    #[error("Ticket must be derived from a password")]
    NotInitial,
}

impl Refusal {
    /// What the client is told.
    pub fn outcome(&self) -> Outcome {
        let code = match self {
            Self::ApReq(_) => ResultCode::AUTH_ERROR,
            Self::KrbPriv => ResultCode::HARD_ERROR,
            Self::ChangePasswdData => ResultCode::MALFORMED,
            Self::NotInitial => ResultCode::INITIAL_FLAG_NEEDED,
        };
        Outcome::new(code, self.to_string())
    }
}

/// How the answer to one request is protected.
#[derive(Clone, Debug)]
pub struct Answer(Protection);

#[derive(Clone, Debug)]
enum Protection {
    /// An AP-REP and a KRB-PRIV.
    Sealed(Box<ApClient>),
    /// A KRB-ERROR in the name of this service: there is no common key.
    Bare { service: Principal, code: ErrorCode },
}

/// A request as far as it could be read.
#[derive(Debug)]
pub struct Decision {
    /// What is asked for, or why it is refused.
    pub wish: Result<Wish, Refusal>,
    /// How to answer.
    pub answer: Answer,
}

/// Reads `request` at `now`. `acceptor` speaks for `service`, `kadmin/changepw` of a realm, and
/// refuses replays.
pub fn decide(
    request: &Request<'_>,
    acceptor: &Acceptor,
    service: &Principal,
    now: Timestamp,
) -> Decision {
    let authenticated = match acceptor.authenticate(request.ap_req, now) {
        Ok(authenticated) => authenticated,
        Err(refused) => {
            let protection =
                Protection::Bare { service: service.clone(), code: refused.reason.code() };
            return Decision { wish: Err(Refusal::ApReq(refused)), answer: Answer(protection) };
        }
    };
    let wish = read_wish(request, &authenticated);
    Decision { wish, answer: Answer(Protection::Sealed(Box::new(authenticated))) }
}

fn read_wish(request: &Request<'_>, from: &ApClient) -> Result<Wish, Refusal> {
    let sequence = from.authenticator.seq_number.unwrap_or(0) as u32;
    let data = krb_priv::open(request.krb_priv, key_of(from), sequence);
    let data = Zeroizing::new(data.map_err(|_| Refusal::KrbPriv)?);
    let client = from.client.clone();
    let initial = from.ticket.flags.contains(TicketFlags::INITIAL);
    if request.version == Version::CHANGE {
        if !initial {
            return Err(Refusal::NotInitial);
        }
        let target = client.clone();
        return Ok(Wish { client, target, version: request.version, initial, password: data });
    }
    let set = ChangePasswdData::from_der(&data).map_err(|_| Refusal::ChangePasswdData)?;
    Ok(Wish {
        target: set.target(&client),
        client,
        version: request.version,
        initial,
        password: Zeroizing::new(set.newpasswd.to_vec()),
    })
}

/// The subkey; without one, as some clients do it, the session key.
fn key_of(from: &ApClient) -> &Key {
    from.subkey.as_ref().unwrap_or(&from.session)
}

impl Answer {
    /// The reply that tells `outcome`, sent at `now` from the address `sender`.
    pub fn seal(
        &self,
        outcome: &Outcome,
        sender: HostAddress,
        now: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Vec<u8> {
        let mut data = outcome.to_bytes();
        // What a frame can hold; no text of ours is longer.
        data.truncate(32_768);
        let (ap_rep, body) = match &self.0 {
            Protection::Sealed(to) => sealed(to, &data, sender, entropy),
            Protection::Bare { service, code } => {
                (Vec::new(), error(service, *code, data, now).to_der())
            }
        };
        let reply = Reply { ap_rep: &ap_rep, body: &body };
        reply.to_bytes().unwrap_or_default()
    }
}

fn sealed(
    to: &ApClient,
    data: &[u8],
    sender: HostAddress,
    entropy: &mut dyn Entropy,
) -> (Vec<u8>, Vec<u8>) {
    let sequence = crate::gss::initial_sequence(entropy);
    let part = EncApRepPart {
        ctime: to.authenticator.ctime,
        cusec: to.authenticator.cusec,
        // The client's own subkey again, which some clients want to see (MIT sends it so).
        subkey: to.subkey.as_ref().map(EncryptionKey::from),
        seq_number: Some(sequence.into()),
    };
    let enc_part =
        EncryptedData::seal(&to.session, KeyUsage::AP_REP, None, &part.to_der(), entropy);
    let ap_rep = ApRep { pvno: 5, msg_type: 15, enc_part };
    let body = krb_priv::seal(data, key_of(to), sequence, sender, entropy);
    (ap_rep.to_der(), body)
}

/// The code and text are in e-data (RFC 3244 §2).
fn error(service: &Principal, code: ErrorCode, data: Vec<u8>, now: Timestamp) -> KrbError {
    KrbError {
        pvno: 5,
        msg_type: 30,
        ctime: None,
        cusec: None,
        stime: now.into(),
        susec: now.subsec_micros() as i32,
        error_code: code,
        crealm: None,
        cname: None,
        realm: service.realm.clone(),
        sname: service.name.clone(),
        e_text: None,
        e_data: Some(data.into()),
    }
}
