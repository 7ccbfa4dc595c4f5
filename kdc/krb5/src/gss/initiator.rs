//! The initiator's end of context establishment (RFC 4121 §4.1, RFC 4120 §3.2.2 and §3.2.5).
//!
//! Leaves out delegation, and the KRB-ERROR recovery that adjusts a clock.

use kerbside_crypto::{CryptoError, Entropy, Key, KeyUsage};

use super::acceptor::initial_sequence;
use super::authenticator_checksum::{AuthenticatorChecksum, NO_BINDINGS};
use super::channel_bindings::ChannelBindings;
use super::context::{Agreed, Role, SecurityContext};
use super::flags::ContextFlags;
use super::framing::{FramingError, TokenId, frame, unframe};
use crate::client::Credential;
use crate::time::Timestamp;
use crate::wire::{
    ApOptions, ApRep, ApReq, Authenticator, DecodeError, Der, EncApRepPart, EncryptedData,
    EncryptionKey, KrbError,
};

/// Whether the initiator puts a subkey into its authenticator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum InitiatorSubkey {
    /// A fresh one of the session key's enctype: what MIT's and the JDK's initiators do.
    #[default]
    Fresh,
    /// None: tokens are protected with the session key.
    None,
}

/// What the initiator asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InitiatorOptions {
    /// The context flags; MUTUAL decides whether an AP-REP is awaited.
    pub flags: ContextFlags,
    /// Whether it makes a subkey.
    pub subkey: InitiatorSubkey,
    /// The channel to bind to.
    pub bindings: Option<ChannelBindings>,
}

/// What MIT's library asks for on behalf of SASL: mutual, replay, sequence, conf, integ.
impl Default for InitiatorOptions {
    fn default() -> Self {
        let flags = ContextFlags::MUTUAL
            | ContextFlags::REPLAY
            | ContextFlags::SEQUENCE
            | ContextFlags::CONFIDENTIALITY
            | ContextFlags::INTEGRITY;
        Self { flags, subkey: InitiatorSubkey::default(), bindings: None }
    }
}

/// The times of a client's authenticators: no two are alike, even while its clock stands still,
/// since the second would be taken for a replay (RFC 4120 §3.2.2).
#[derive(Clone, Copy, Debug, Default)]
pub struct AuthenticatorClock {
    last: Timestamp,
}

impl AuthenticatorClock {
    /// The time of the next authenticator: `now`, or the microsecond after the last one when the
    /// clock has not moved on. A clock set back by a second or more is followed.
    pub fn stamp(&mut self, now: Timestamp) -> Timestamp {
        let behind = self.last.micros_since(now);
        let stands = (0..1_000_000).contains(&behind);
        self.last = if stands { self.last.plus_micros(1) } else { now };
        self.last
    }
}

/// Why an initiator gives up.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InitiatorError {
    /// No subkey could be made for the session key's enctype.
    #[error("no subkey can be made: {0}")]
    Subkey(CryptoError),
    /// The answer is no context token.
    #[error("the acceptor's answer is unusable: {0}")]
    Framing(#[from] FramingError),
    /// The answer holds another message than an AP-REP.
    #[error("an AP-REP is wanted, not {0}")]
    WrongToken(TokenId),
    /// The acceptor answered with a KRB-ERROR.
    #[error("the acceptor refused: {}", crate::client::error_text::describe(.0.error_code))]
    Refused(Box<KrbError>),
    /// The message within the answer is no DER of its type.
    #[error("the acceptor's answer is unusable: {0}")]
    Malformed(#[from] DecodeError),
    /// The answer does not prove that the acceptor has the session key (RFC 4120 §3.2.5).
    #[error("mutual authentication failed: {0}")]
    MutualFailed(&'static str),
}

/// A first token, and what becomes of the context.
#[derive(Clone, Debug)]
pub enum Initiated {
    /// Without mutual authentication the context is there at once.
    Established {
        /// The token for the acceptor.
        token: Vec<u8>,
        /// The context.
        context: SecurityContext,
    },
    /// With it, the acceptor's answer is awaited.
    AwaitsReply {
        /// The token for the acceptor.
        token: Vec<u8>,
        /// What reads the answer.
        awaits: AwaitsReply,
    },
}

/// An initiator that has sent its AP-REQ.
#[derive(Clone, Debug)]
pub struct AwaitsReply {
    session: Key,
    base: Key,
    flags: ContextFlags,
    sequence: u32,
    stamp: Timestamp,
}

/// Makes the first token for the service of `credential`.
pub fn initiate(
    credential: &Credential,
    options: &InitiatorOptions,
    clock: &mut AuthenticatorClock,
    now: Timestamp,
    entropy: &mut dyn Entropy,
) -> Result<Initiated, InitiatorError> {
    let session = credential.key.clone();
    let subkey = match options.subkey {
        InitiatorSubkey::Fresh => {
            Some(Key::random(session.enctype(), entropy).map_err(InitiatorError::Subkey)?)
        }
        InitiatorSubkey::None => None,
    };
    let (stamp, sequence) = (clock.stamp(now), initial_sequence(entropy));
    let bindings = options.bindings.as_ref().map_or(NO_BINDINGS, ChannelBindings::hash);
    // A delegated credential would have to follow the flag.
    let flags = options.flags.without(ContextFlags::DELEGATE);
    let authenticator = Authenticator {
        authenticator_vno: 5,
        crealm: credential.client.realm.clone(),
        cname: credential.client.name.clone(),
        cksum: Some(AuthenticatorChecksum { bindings, flags }.to_checksum()),
        cusec: stamp.subsec_micros() as i32,
        ctime: stamp.into(),
        subkey: subkey.as_ref().map(EncryptionKey::from),
        seq_number: Some(sequence.into()),
        authorization_data: None,
    };
    let mutual = flags.contains(ContextFlags::MUTUAL);
    let request = ApReq {
        pvno: 5,
        msg_type: 14,
        ap_options: if mutual { ApOptions::MUTUAL_REQUIRED } else { ApOptions::EMPTY },
        ticket: credential.ticket.clone(),
        authenticator: EncryptedData::seal(
            &session,
            KeyUsage::AP_REQ_AUTHENTICATOR,
            None,
            &authenticator.to_der(),
            entropy,
        ),
    };
    let token = frame(TokenId::AP_REQ, &request.to_der());
    let base = subkey.unwrap_or_else(|| session.clone());
    let awaits = AwaitsReply { session, base, flags, sequence, stamp };
    if mutual {
        return Ok(Initiated::AwaitsReply { token, awaits });
    }
    // Without an AP-REP our number counts for both directions.
    let context = awaits.establish(None, sequence);
    Ok(Initiated::Established { token, context })
}

impl AwaitsReply {
    /// The number with which our messages begin.
    pub fn sequence(&self) -> u32 {
        self.sequence
    }

    /// The key that was proposed.
    pub fn key(&self) -> &Key {
        &self.base
    }

    /// The time of the request, which the answer echoes.
    pub fn stamp(&self) -> Timestamp {
        self.stamp
    }

    /// Reads the acceptor's answer.
    pub fn finish(self, token: &[u8]) -> Result<SecurityContext, InitiatorError> {
        let framed = unframe(token)?;
        match framed.id {
            TokenId::AP_REP => {}
            TokenId::KRB_ERROR => {
                let error = KrbError::from_der(framed.body)?;
                return Err(InitiatorError::Refused(Box::new(error)));
            }
            other => return Err(InitiatorError::WrongToken(other)),
        }
        let reply = ApRep::from_der(framed.body)?;
        let plain = self
            .session
            .decrypt(KeyUsage::AP_REP, &reply.enc_part.cipher)
            .map_err(|_| InitiatorError::MutualFailed("the AP-REP is not under the session key"))?;
        let part = EncApRepPart::from_der(&plain)?;
        let echoed = part.ctime.with_usec(Some(part.cusec));
        if echoed != self.stamp {
            return Err(InitiatorError::MutualFailed("the AP-REP answers another request"));
        }
        let subkey = match part.subkey.map(|key| key.to_key()).transpose() {
            Ok(subkey) => subkey,
            Err(error) => return Err(InitiatorError::Subkey(error)),
        };
        let receive = part.seq_number.unwrap_or(0) as u32;
        Ok(self.establish(subkey, receive))
    }

    fn establish(self, acceptor_subkey: Option<Key>, receive: u32) -> SecurityContext {
        SecurityContext::new(Agreed {
            role: Role::Initiator,
            flags: self.flags,
            base: self.base,
            acceptor_subkey,
            send: self.sequence,
            receive,
        })
    }
}

#[cfg(test)]
impl AwaitsReply {
    /// An initiator that has sent a request which another program recorded.
    pub(super) fn recorded(session: Key, base: Key, sequence: u32, stamp: Timestamp) -> Self {
        Self { session, base, flags: ContextFlags::default(), sequence, stamp }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frozen_clock_still_gives_different_times() {
        let mut clock = AuthenticatorClock::default();
        let frozen = Timestamp::new(1_000, 999_999);
        assert_eq!(clock.stamp(frozen), frozen);
        assert_eq!(clock.stamp(frozen), Timestamp::new(1_001, 0));
        assert_eq!(clock.stamp(frozen), Timestamp::new(1_001, 1));
        assert_eq!(clock.stamp(Timestamp::new(1_002, 0)), Timestamp::new(1_002, 0));
    }

    #[test]
    fn a_clock_set_back_is_followed() {
        let mut clock = AuthenticatorClock::default();
        clock.stamp(Timestamp::from_seconds(1_000));
        assert_eq!(clock.stamp(Timestamp::from_seconds(400)), Timestamp::from_seconds(400));
    }
}
