//! PA-ENC-TIMESTAMP (RFC 4120 §5.2.7.2): the client's time under its key.

use kerbside_crypto::{Entropy, KeyUsage};

use super::{Challenge, Mechanism};
use crate::wire::{Der, EncryptedData, PaData, PaDataType, PaEncTsEnc};

pub(super) const MECHANISM: Mechanism =
    Mechanism { offered_as: PaDataType::ENC_TIMESTAMP, respond };

fn respond(challenge: &Challenge<'_>, entropy: &mut dyn Entropy) -> PaData {
    let stamp = PaEncTsEnc {
        patimestamp: challenge.now.into(),
        pausec: Some(challenge.now.subsec_micros() as i32),
    };
    let usage = KeyUsage::PA_ENC_TIMESTAMP;
    let sealed = EncryptedData::seal(challenge.key, usage, None, &stamp.to_der(), entropy);
    PaData::new(PaDataType::ENC_TIMESTAMP, sealed.to_der())
}
