//! PA-REQ-ENC-PA-REP (RFC 6806 §11): the reply proves that the request arrived as it was sent.
//!
//! The answer carries a checksum over the whole AS-REQ. PA-FX-FAST, which would announce FAST, is
//! left out, since FAST is not implemented.

use kerbside_crypto::Key;
use kerbside_krb5::wire::{Checksum, Der, PaData, PaDataType, usage};

use super::{AsRequest, Mechanism};

pub(super) struct ReqEncPaRep;

impl Mechanism for ReqEncPaRep {
    fn padata_type(&self) -> PaDataType {
        PaDataType::REQ_ENC_PA_REP
    }

    fn encrypted_reply(&self, request: &AsRequest<'_>, reply_key: &Key) -> Option<PaData> {
        request.has(PaDataType::REQ_ENC_PA_REP).then(|| {
            let checksum = Checksum::make(reply_key, usage::AS_REQ_CHECKSUM, request.bytes);
            PaData::new(PaDataType::REQ_ENC_PA_REP, checksum.to_der())
        })
    }
}
