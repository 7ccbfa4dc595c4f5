//! An established context and its per-message tokens: Wrap and MIC (RFC 4121 §4.2).
//!
//! Leaves out: the tokens of RFC 1964 and RFC 4757 for enctypes older than RFC 3962, DCE style, and
//! extra octets (EC) in sealed tokens that we send; those received are taken off.

use kerbside_crypto::{Entropy, Key, KeyUsage};

use super::flags::ContextFlags;
use super::sequence::{SequenceStatus, SequenceWindow};

/// TOK_ID of a MIC token (RFC 4121 §4.2.6.1).
const MIC: [u8; 2] = [0x04, 0x04];
/// TOK_ID of a Wrap token (RFC 4121 §4.2.6.2).
const WRAP: [u8; 2] = [0x05, 0x04];
/// The header of both.
const HEADER: usize = 16;

/// SentByAcceptor (RFC 4121 §4.2.2).
const SENT_BY_ACCEPTOR: u8 = 1;
/// Sealed.
const SEALED: u8 = 2;
/// AcceptorSubkey.
const ACCEPTOR_SUBKEY: u8 = 4;

/// Which end of the context this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The client.
    Initiator,
    /// The server.
    Acceptor,
}

/// Whether a wrapped message is readable on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// A checksum only.
    Integrity,
    /// Encrypted.
    Confidentiality,
}

/// A message taken out of its token.
#[derive(Clone, PartialEq, Eq)]
pub struct Unwrapped {
    /// The message.
    pub message: Vec<u8>,
    /// How it was protected.
    pub protection: Protection,
    /// Where it stands in the order of messages.
    pub sequence: SequenceStatus,
}

/// What was confidential on its way is not printed at its end.
impl std::fmt::Debug for Unwrapped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Unwrapped")
            .field("message", &format_args!("{} octets", self.message.len()))
            .field("protection", &self.protection)
            .field("sequence", &self.sequence)
            .finish()
    }
}

/// Why a per-message token is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MessageError {
    /// The bytes are not what RFC 4121 §4.2.6 wants.
    #[error("the token is malformed at octet {offset}: {what}")]
    Malformed {
        /// The first octet that is wrong or missing.
        offset: usize,
        /// What was expected.
        what: &'static str,
    },
    /// Our own direction: a token of ours was sent back (RFC 4121 §4.2.2).
    #[error("the token comes from our own end of the context")]
    WrongDirection,
    /// The checksum or the ciphertext is not the peer's.
    #[error("the integrity check of the token failed")]
    BadIntegrity,
}

/// A context that both ends agree on.
#[derive(Clone, Debug)]
pub struct SecurityContext {
    role: Role,
    flags: ContextFlags,
    /// The initiator's subkey, or the session key without one.
    base: Key,
    acceptor_subkey: Option<Key>,
    send: u64,
    received: SequenceWindow,
}

/// What an exchange of AP-REQ and AP-REP settles.
pub(super) struct Agreed {
    pub(super) role: Role,
    pub(super) flags: ContextFlags,
    pub(super) base: Key,
    pub(super) acceptor_subkey: Option<Key>,
    pub(super) send: u32,
    pub(super) receive: u32,
}

impl SecurityContext {
    pub(super) fn new(agreed: Agreed) -> Self {
        Self {
            role: agreed.role,
            flags: agreed.flags,
            base: agreed.base,
            acceptor_subkey: agreed.acceptor_subkey,
            send: agreed.send.into(),
            received: SequenceWindow::new(agreed.receive.into()),
        }
    }

    /// Which end this is.
    pub fn role(&self) -> Role {
        self.role
    }

    /// What the initiator asked for.
    pub fn flags(&self) -> ContextFlags {
        self.flags
    }

    /// The key of the tokens that we send: the acceptor's subkey when it asserted one, else the
    /// initiator's, else the session key (RFC 4121 §2).
    pub fn key(&self) -> &Key {
        self.acceptor_subkey.as_ref().unwrap_or(&self.base)
    }

    /// The number with which the peer's messages begin.
    pub fn peer_begins_with(&self) -> u64 {
        self.received.first()
    }

    /// A Wrap token around `message`.
    pub fn wrap(
        &mut self,
        message: &[u8],
        protection: Protection,
        entropy: &mut dyn Entropy,
    ) -> Vec<u8> {
        self.wrap_rotated(message, protection, 0, entropy)
    }

    /// A Wrap token whose body is rotated to the right by `rotation` octets, as some peers send it
    /// (RFC 4121 §4.2.5).
    pub fn wrap_rotated(
        &mut self,
        message: &[u8],
        protection: Protection,
        rotation: u16,
        entropy: &mut dyn Entropy,
    ) -> Vec<u8> {
        let flags = self.sending_flags();
        let usage = seal_usage(self.role);
        let number = self.next_number();
        let key = self.key();
        let mut token;
        match protection {
            Protection::Confidentiality => {
                // The header goes into the ciphertext with RRC 0 (RFC 4121 §4.2.4).
                let header = wrap_header(flags | SEALED, 0, 0, number);
                token = header.to_vec();
                key.encrypt_parts_into(usage, &[message, &header], entropy, &mut token);
            }
            Protection::Integrity => {
                // The checksum covers the header with EC and RRC 0, and EC then is its length.
                let covered = wrap_header(flags, 0, 0, number);
                let length = key.profile().checksum.length as u16;
                token = wrap_header(flags, length, 0, number).to_vec();
                token.extend_from_slice(message);
                key.checksum_parts_into(usage, &[message, &covered], &mut token);
            }
        }
        if let Some((header, body)) = token.split_at_mut_checked(HEADER) {
            if let [_, _, _, _, _, _, high, low, ..] = header {
                [*high, *low] = rotation.to_be_bytes();
            }
            let turn = usize::from(rotation).checked_rem(body.len()).unwrap_or(0);
            body.rotate_right(turn);
        }
        token
    }

    /// Takes a message of the peer out of a Wrap token.
    pub fn unwrap(&mut self, token: &[u8]) -> Result<Unwrapped, MessageError> {
        let header = self.peer_header(token, WRAP)?;
        let [_, _, flags, filler, e0, e1, r0, r1, ..] = header;
        if filler != 0xff {
            let what = "the filler FF is wanted";
            return Err(MessageError::Malformed { offset: 3, what });
        }
        let extra = usize::from(u16::from_be_bytes([e0, e1]));
        let rotation = usize::from(u16::from_be_bytes([r0, r1]));
        let mut body = token.get(HEADER..).unwrap_or_default().to_vec();
        let turn = rotation.checked_rem(body.len()).unwrap_or(0);
        body.rotate_left(turn);
        let number = sequence_number(&header);
        let (key, usage) = (self.receiving_key(flags), seal_usage(self.peer()));
        let protection = if flags & SEALED != 0 {
            open_sealed(key, usage, &header, extra, &mut body)?;
            Protection::Confidentiality
        } else {
            check_signed(key, usage, &header, extra, &mut body)?;
            Protection::Integrity
        };
        let sequence = self.received.check(number);
        Ok(Unwrapped { message: body, protection, sequence })
    }

    /// A MIC token over `message`.
    pub fn mic(&mut self, message: &[u8]) -> Vec<u8> {
        let flags = self.sending_flags();
        let mut token = vec![MIC[0], MIC[1], flags, 0xff, 0xff, 0xff, 0xff, 0xff];
        token.extend_from_slice(&self.next_number().to_be_bytes());
        let header = token.clone();
        self.key().checksum_parts_into(sign_usage(self.role), &[message, &header], &mut token);
        token
    }

    /// Checks the peer's MIC token over `message`.
    pub fn verify_mic(
        &mut self,
        message: &[u8],
        token: &[u8],
    ) -> Result<SequenceStatus, MessageError> {
        let header = self.peer_header(token, MIC)?;
        let [_, _, flags, fillers @ ..] = header;
        if fillers.iter().take(5).any(|filler| *filler != 0xff) {
            let what = "the fillers FF are wanted";
            return Err(MessageError::Malformed { offset: 3, what });
        }
        let key = self.receiving_key(flags);
        let mac = token.get(HEADER..).unwrap_or_default();
        key.verify_checksum_parts(
            sign_usage(self.peer()),
            key.checksum_type(),
            &[message, &header],
            mac,
        )
        .map_err(|_| MessageError::BadIntegrity)?;
        Ok(self.received.check(sequence_number(&header)))
    }

    fn peer(&self) -> Role {
        match self.role {
            Role::Initiator => Role::Acceptor,
            Role::Acceptor => Role::Initiator,
        }
    }

    fn next_number(&mut self) -> u64 {
        let number = self.send;
        self.send = self.send.wrapping_add(1);
        number
    }

    fn sending_flags(&self) -> u8 {
        let subkey = if self.acceptor_subkey.is_some() { ACCEPTOR_SUBKEY } else { 0 };
        subkey | direction(self.role)
    }

    /// The flag says which key the peer used. One who sets it without a subkey of the acceptor is
    /// met with the only key there is, as MIT does, and fails on the checksum if at all.
    fn receiving_key(&self, flags: u8) -> &Key {
        match &self.acceptor_subkey {
            Some(subkey) if flags & ACCEPTOR_SUBKEY != 0 => subkey,
            _ => &self.base,
        }
    }

    fn peer_header(&self, token: &[u8], id: [u8; 2]) -> Result<[u8; HEADER], MessageError> {
        let malformed = |offset, what| Err(MessageError::Malformed { offset, what });
        let Some(header) = token.first_chunk::<HEADER>() else {
            return malformed(token.len(), "the header of 16 octets ends early");
        };
        if !header.starts_with(&id) {
            return malformed(0, "another kind of token is wanted");
        }
        if header[2] & SENT_BY_ACCEPTOR != direction(self.peer()) {
            return Err(MessageError::WrongDirection);
        }
        Ok(*header)
    }
}

fn direction(sender: Role) -> u8 {
    match sender {
        Role::Initiator => 0,
        Role::Acceptor => SENT_BY_ACCEPTOR,
    }
}

/// Wrap tokens use the SEAL usages, encrypted or not (RFC 4121 §2).
fn seal_usage(sender: Role) -> KeyUsage {
    match sender {
        Role::Initiator => KeyUsage::GSS_INITIATOR_SEAL,
        Role::Acceptor => KeyUsage::GSS_ACCEPTOR_SEAL,
    }
}

fn sign_usage(sender: Role) -> KeyUsage {
    match sender {
        Role::Initiator => KeyUsage::GSS_INITIATOR_SIGN,
        Role::Acceptor => KeyUsage::GSS_ACCEPTOR_SIGN,
    }
}

fn wrap_header(flags: u8, extra: u16, rotation: u16, number: u64) -> [u8; HEADER] {
    let ([e0, e1], [r0, r1]) = (extra.to_be_bytes(), rotation.to_be_bytes());
    let [n0, n1, n2, n3, n4, n5, n6, n7] = number.to_be_bytes();
    [WRAP[0], WRAP[1], flags, 0xff, e0, e1, r0, r1, n0, n1, n2, n3, n4, n5, n6, n7]
}

fn sequence_number(header: &[u8; HEADER]) -> u64 {
    header.last_chunk::<8>().map_or(0, |octets| u64::from_be_bytes(*octets))
}

/// The header as it was checksummed or encrypted: RRC 0, and EC too where it was not yet known.
fn covered_header(header: &[u8; HEADER], extra: u16) -> [u8; HEADER] {
    wrap_header(header[2], extra, 0, sequence_number(header))
}

fn open_sealed(
    key: &Key,
    usage: KeyUsage,
    header: &[u8; HEADER],
    extra: usize,
    body: &mut Vec<u8>,
) -> Result<(), MessageError> {
    let mut plain = key.decrypt(usage, body).map_err(|_| MessageError::BadIntegrity)?;
    let covered = covered_header(header, extra as u16);
    let end = plain.len().checked_sub(HEADER + extra);
    let end = end.filter(|_| plain.ends_with(&covered)).ok_or(MessageError::BadIntegrity)?;
    plain.truncate(end);
    *body = plain;
    Ok(())
}

fn check_signed(
    key: &Key,
    usage: KeyUsage,
    header: &[u8; HEADER],
    extra: usize,
    body: &mut Vec<u8>,
) -> Result<(), MessageError> {
    let Some((message, mac)) =
        body.len().checked_sub(extra).and_then(|end| body.split_at_checked(end))
    else {
        let what = "EC is longer than what follows the header";
        return Err(MessageError::Malformed { offset: 4, what });
    };
    let covered = covered_header(header, 0);
    key.verify_checksum_parts(usage, key.checksum_type(), &[message, &covered], mac)
        .map_err(|_| MessageError::BadIntegrity)?;
    let end = message.len();
    body.truncate(end);
    Ok(())
}

#[cfg(test)]
mod tests;
