//! PA-ENC-TIMESTAMP (RFC 4120 §5.2.7.2): the client's time under the client's key.

use kerbside_krb5::wire::{Der, EncryptedData, PaData, PaDataType, PaEncTsEnc, usage};

use super::super::{ClientTime, ClientTimeSource, Reason};
use super::{AsRequest, Mechanism, Proof};
use crate::database::Attributes;

pub(super) struct EncTimestamp;

impl Mechanism for EncTimestamp {
    fn padata_type(&self) -> PaDataType {
        PaDataType::ENC_TIMESTAMP
    }

    /// Offered where the client has a key that the request's enctypes can reach, and not to one
    /// that has to use hardware, as MIT does.
    fn offer(&self, request: &AsRequest<'_>) -> Option<PaData> {
        let reached =
            request.client_key.filter(|_| !request.client.has(Attributes::REQUIRES_HW_AUTH));
        reached.map(|_| PaData::new(PaDataType::ENC_TIMESTAMP, Vec::new()))
    }

    fn verify(&self, request: &AsRequest<'_>, value: &[u8]) -> Option<Proof> {
        Some(match decrypt(request, value) {
            Ok(timestamp) => {
                let at = timestamp.patimestamp.with_usec(timestamp.pausec);
                let client_time = ClientTime { at, source: ClientTimeSource::EncTimestamp };
                // Whole seconds, as MIT counts: 300 are allowed, 301 are not.
                let off = request.now.seconds().abs_diff(at.seconds());
                let within = off <= u64::from(request.settings.clock_skew);
                let result = if within { Ok(()) } else { Err(Reason::PreauthSkew) };
                Proof { client_time: Some(client_time), result }
            }
            Err(reason) => Proof { client_time: None, result: Err(reason) },
        })
    }
}

fn decrypt(request: &AsRequest<'_>, value: &[u8]) -> Result<PaEncTsEnc, Reason> {
    let data = EncryptedData::from_der(value).map_err(|_| Reason::PreauthBad)?;
    if !request.settings.permits(data.enctype()) {
        return Err(Reason::PreauthKeyMissing);
    }
    let (_, key) = request.client.current_key(data.enctype()).ok_or(Reason::PreauthKeyMissing)?;
    let plain = data.open(key, usage::AS_REQ_PA_ENC_TIMESTAMP).map_err(|_| Reason::PreauthBad)?;
    PaEncTsEnc::from_der(&plain).map_err(|_| Reason::PreauthBad)
}
