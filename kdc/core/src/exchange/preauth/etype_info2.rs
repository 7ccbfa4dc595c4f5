//! PA-ETYPE-INFO2 (RFC 4120 §5.2.7.5): enctype and salt of the client's key.
//!
//! One entry, the key that the KDC will use, as MIT has it. PA-PW-SALT is never sent, and
//! PA-ETYPE-INFO would be for clients that offer old enctypes alone, whose keys are not
//! implemented.

use kerbside_krb5::wire::{Der, EtypeInfo2, EtypeInfo2Entry, PaData, PaDataType};

use super::{AsRequest, Mechanism};

pub(super) struct EtypeInfo2Hint;

impl Mechanism for EtypeInfo2Hint {
    fn padata_type(&self) -> PaDataType {
        PaDataType::ETYPE_INFO2
    }

    fn offer(&self, request: &AsRequest<'_>) -> Option<PaData> {
        etype_info2(request)
    }

    fn reply(&self, request: &AsRequest<'_>) -> Option<PaData> {
        etype_info2(request)
    }
}

fn etype_info2(request: &AsRequest<'_>) -> Option<PaData> {
    let (stored, key) = request.client_key?;
    let salt = stored.salt.octets(&request.client.name, &request.client.realm);
    let info: EtypeInfo2 = vec![EtypeInfo2Entry {
        etype: key.enctype().0,
        salt: Some(salt.into()),
        // The defaults of the enctype: keys are made with no others here.
        s2kparams: None,
    }];
    Some(PaData::new(PaDataType::ETYPE_INFO2, info.to_der()))
}
