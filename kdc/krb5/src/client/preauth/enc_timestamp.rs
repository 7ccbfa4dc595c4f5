//! PA-ENC-TIMESTAMP (RFC 4120 §5.2.7.2): the client's time under its key.

use kerbside_crypto::{Entropy, KeyUsage};

use super::{Challenge, Mechanism};
use crate::client::notes::{Notes, hex};
use crate::wire::{Der, EncryptedData, PaData, PaDataType, PaEncTsEnc};

pub(super) const MECHANISM: Mechanism =
    Mechanism { offered_as: PaDataType::ENC_TIMESTAMP, respond };

fn respond(challenge: &Challenge<'_>, notes: &mut Notes, entropy: &mut dyn Entropy) -> PaData {
    notes
        .add(|| format!("AS key obtained for encrypted timestamp: {}", challenge.key.trace_name()));
    let stamp = PaEncTsEnc {
        patimestamp: challenge.now.into(),
        pausec: Some(challenge.now.subsec_micros() as i32),
    };
    let usage = KeyUsage::PA_ENC_TIMESTAMP;
    let plain = stamp.to_der();
    let sealed = EncryptedData::seal(challenge.key, usage, None, &plain, entropy);
    notes.add(|| {
        let (now, micros) = (challenge.now.seconds(), challenge.now.subsec_micros());
        let (plain, sealed) = (hex(&plain), hex(&sealed.cipher));
        format!("Encrypted timestamp (for {now}.{micros}): plain {plain}, encrypted {sealed}")
    });
    notes.add(|| "Preauth module encrypted_timestamp (2) (real) returned: 0/Success".to_owned());
    PaData::new(PaDataType::ENC_TIMESTAMP, sealed.to_der())
}
