//! KRB-PRIV as this protocol uses it (RFC 4120 §3.5): numbered, without times.

use kerbside_crypto::{Entropy, Key, KeyUsage};

use crate::wire::{Der, EncKrbPrivPart, EncryptedData, HostAddress, KrbPriv};

/// Why a KRB-PRIV is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unsealable {
    /// It is no DER of a KRB-PRIV.
    #[error("it is malformed")]
    Malformed,
    /// The key does not open it.
    #[error("it was altered, or is under another key")]
    Integrity,
    /// It is another message of the same conversation.
    #[error("its sequence number is another")]
    Sequence,
}

/// Seals `data` as the message of number `sequence`.
pub(super) fn seal(
    data: &[u8],
    key: &Key,
    sequence: u32,
    sender: HostAddress,
    entropy: &mut dyn Entropy,
) -> Vec<u8> {
    let part = EncKrbPrivPart {
        user_data: data.to_vec().into(),
        timestamp: None,
        usec: None,
        seq_number: Some(sequence.into()),
        s_address: sender,
        r_address: None,
    };
    let enc_part = EncryptedData::seal(key, KeyUsage::KRB_PRIV, None, &part.to_der(), entropy);
    KrbPriv { pvno: 5, msg_type: 21, enc_part }.to_der()
}

/// Opens the message whose number has to be `sequence`.
pub(super) fn open(octets: &[u8], key: &Key, sequence: u32) -> Result<Vec<u8>, Unsealable> {
    let message = KrbPriv::from_der(octets).map_err(|_| Unsealable::Malformed)?;
    if message.pvno != 5 || message.msg_type != 21 {
        return Err(Unsealable::Malformed);
    }
    let opened = message.enc_part.open(key, KeyUsage::KRB_PRIV);
    let plain = opened.map_err(|_| Unsealable::Integrity)?;
    let part = EncKrbPrivPart::from_der(&plain).map_err(|_| Unsealable::Malformed)?;
    // UInt32, which some peers write as a negative number; absent is zero.
    if part.seq_number.unwrap_or(0) as u32 != sequence {
        return Err(Unsealable::Sequence);
    }
    Ok(part.user_data.to_vec())
}
