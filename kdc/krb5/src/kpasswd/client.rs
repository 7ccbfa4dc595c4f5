//! The client's end: one request, and what its reply says.

use kerbside_crypto::{CryptoError, Entropy, Key, KeyUsage};
use zeroize::Zeroizing;

use super::ChangePasswdData;
use super::framing::{Malformed, Reply, Request, Version};
use super::krb_priv::{self, Unsealable};
use super::result::Outcome;
use crate::client::Credential;
use crate::client::error_text::describe;
use crate::gss::AuthenticatorClock;
use crate::principal::Principal;
use crate::time::Timestamp;
use crate::wire::{
    ApOptions, ApRep, ApReq, Authenticator, DecodeError, Der, EncApRepPart, EncryptedData,
    EncryptionKey, HostAddress, KrbError,
};

/// What is asked for.
#[derive(Clone)]
pub struct PasswordChangeRequest {
    /// The new password.
    pub password: Zeroizing<Vec<u8>>,
    /// Whose password it is; the ticket's owner's when absent.
    pub target: Option<Principal>,
}

/// A conversation with a password server.
#[derive(Clone, Debug)]
pub struct PasswordChange {
    session: Key,
    subkey: Key,
    stamp: Timestamp,
    sequence: u32,
    ap_req: Vec<u8>,
}

/// What the server said, and what its AP-REP had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The result.
    pub outcome: Outcome,
    /// The AP-REP's part, absent when the server answered with a KRB-ERROR.
    pub ap_rep: Option<EncApRepPart>,
}

/// Why a password could not be changed, or not be known to be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordChangeError {
    /// No subkey could be made for the session key's enctype.
    #[error("no subkey can be made: {0}")]
    Subkey(CryptoError),
    /// The password does not fit into a request.
    #[error("Password is too long")]
    TooLong,
    /// The reply is no frame. The words are MIT's.
    #[error("Message stream modified")]
    Frame(Malformed),
    /// A message within the reply is no DER of its type.
    #[error("the reply is unusable: {0}")]
    Message(#[from] DecodeError),
    /// The AP-REP does not prove that the server has the session key.
    #[error("Mutual authentication failed")]
    MutualFailed,
    /// The result cannot be read.
    #[error("the result is unusable: {0}")]
    Result(&'static str),
    /// The server refused with an error and no result.
    #[error("{}", describe(.0.error_code))]
    Refused(Box<KrbError>),
}

impl PasswordChange {
    /// Starts with `ticket`, one for `kadmin/changepw` that was got with the present password.
    /// `clock` gives the authenticator its time.
    ///
    /// # Errors
    /// When the session key is of no use.
    pub fn start(
        ticket: &Credential,
        clock: &mut AuthenticatorClock,
        now: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<Self, PasswordChangeError> {
        let session = ticket.key.clone();
        let subkey = Key::random(session.enctype(), entropy);
        let subkey = subkey.map_err(PasswordChangeError::Subkey)?;
        let (stamp, sequence) = (clock.stamp(now), crate::gss::initial_sequence(entropy));
        let authenticator = Authenticator {
            authenticator_vno: 5,
            crealm: ticket.client.realm.clone(),
            cname: ticket.client.name.clone(),
            cksum: None,
            cusec: stamp.subsec_micros() as i32,
            ctime: stamp.into(),
            subkey: Some(EncryptionKey::from(&subkey)),
            seq_number: Some(sequence.into()),
            authorization_data: None,
        };
        let (usage, plain) = (KeyUsage::AP_REQ_AUTHENTICATOR, authenticator.to_der());
        let ap_req = ApReq {
            pvno: 5,
            msg_type: 14,
            ap_options: ApOptions::EMPTY,
            ticket: ticket.ticket.clone(),
            authenticator: EncryptedData::seal(&session, usage, None, &plain, entropy),
        };
        let ap_req = ap_req.to_der();
        Ok(Self { session, subkey, stamp, sequence, ap_req })
    }

    /// The octets of `request`, sent from the address `sender`: one request for each conversation,
    /// and another form of it for each address of ours.
    ///
    /// # Errors
    /// When the password is too long.
    pub fn message(
        &self,
        request: &PasswordChangeRequest,
        sender: HostAddress,
        entropy: &mut dyn Entropy,
    ) -> Result<Vec<u8>, PasswordChangeError> {
        let (version, data) = request.data();
        let krb_priv = krb_priv::seal(&data, &self.subkey, self.sequence, sender, entropy);
        let message = Request { version, ap_req: &self.ap_req, krb_priv: &krb_priv };
        message.to_bytes().ok_or(PasswordChangeError::TooLong)
    }

    /// The subkey that protects the conversation, for who traces it.
    pub fn subkey(&self) -> &Key {
        &self.subkey
    }

    /// Reads the reply.
    ///
    /// # Errors
    /// When it is unusable, or not the server's.
    pub fn finish(&self, reply: &[u8]) -> Result<Changed, PasswordChangeError> {
        let reply = Reply::read(reply).map_err(PasswordChangeError::Frame)?;
        if reply.ap_rep.is_empty() {
            let error = KrbError::from_der(reply.body)?;
            let outcome = error.e_data.as_ref().and_then(|data| Outcome::read(data));
            let outcome = outcome.ok_or_else(|| PasswordChangeError::Refused(Box::new(error)))?;
            return Ok(Changed { outcome, ap_rep: None });
        }
        let part = self.open_ap_rep(reply.ap_rep)?;
        let sequence = part.seq_number.unwrap_or(0) as u32;
        let chosen = part.subkey.as_ref().map(EncryptionKey::to_key).transpose();
        let chosen = chosen.map_err(PasswordChangeError::Subkey)?;
        // Some servers answer under our subkey whatever the AP-REP says.
        let keys = chosen.iter().chain([&self.subkey]);
        let mut opened = Err(Unsealable::Integrity);
        for key in keys {
            opened = krb_priv::open(reply.body, key, sequence);
            if opened != Err(Unsealable::Integrity) {
                break;
            }
        }
        let data = opened.map_err(|fault| match fault {
            Unsealable::Malformed => PasswordChangeError::Result("it is malformed"),
            Unsealable::Integrity => PasswordChangeError::Result("it was altered"),
            Unsealable::Sequence => PasswordChangeError::Result("it is of another conversation"),
        })?;
        let outcome = Outcome::read(&data);
        let outcome = outcome.ok_or(PasswordChangeError::Result("it has no code"))?;
        Ok(Changed { outcome, ap_rep: Some(part) })
    }

    fn open_ap_rep(&self, octets: &[u8]) -> Result<EncApRepPart, PasswordChangeError> {
        let ap_rep = ApRep::from_der(octets)?;
        let plain = ap_rep.enc_part.open(&self.session, KeyUsage::AP_REP);
        let plain = plain.map_err(|_| PasswordChangeError::MutualFailed)?;
        let part = EncApRepPart::from_der(&plain)?;
        match part.ctime.with_usec(Some(part.cusec)) == self.stamp {
            true => Ok(part),
            false => Err(PasswordChangeError::MutualFailed),
        }
    }
}

impl PasswordChangeRequest {
    /// The version to speak, and the data of KRB-PRIV.
    fn data(&self) -> (Version, Zeroizing<Vec<u8>>) {
        let Some(target) = &self.target else {
            return (Version::CHANGE, self.password.clone());
        };
        let data = ChangePasswdData {
            newpasswd: self.password.to_vec().into(),
            targname: Some(target.name.clone()),
            targrealm: Some(target.realm.clone()),
        };
        (Version::SET, Zeroizing::new(data.to_der()))
    }
}
