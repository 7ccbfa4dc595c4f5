//! How the KDC wants the client's key made: ETYPE-INFO2 and PW-SALT (RFC 4120 §5.2.7).
//!
//! Leaves out ETYPE-INFO, which no KDC sends to a client that names an enctype newer than RC4
//! (§5.2.7.5), as ours does.

use kerbside_crypto::Enctype;

use super::failure::{ClientFailure, Exchange, KdcRefusal};
use crate::principal::Principal;
use crate::wire::{Der, ErrorCode, EtypeInfo2, KdcReply, MethodData, PaData, PaDataType};

/// Enctype, salt and string-to-key parameters of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyHint {
    /// The enctype.
    pub enctype: Enctype,
    /// The salt.
    pub salt: Vec<u8>,
    /// s2kparams.
    pub parameters: Option<Vec<u8>>,
}

/// Realm and components in a row (RFC 4120 §4).
pub fn default_salt(client: &Principal) -> Vec<u8> {
    let mut salt = client.realm.as_bytes().to_vec();
    for component in &client.name.name_string {
        salt.extend_from_slice(component.as_bytes());
    }
    salt
}

/// The first key that the KDC names in `padata` among the enctypes `wanted`.
pub(super) fn first_of(
    padata: &[PaData],
    client: &Principal,
    wanted: &[Enctype],
) -> Option<KeyHint> {
    let entries = etype_info2(padata)?;
    let entry = entries.iter().find(|entry| wanted.contains(&Enctype(entry.etype)))?;
    Some(hint_of(padata, client, Enctype(entry.etype)))
}

/// How to make the key of `enctype`: as `padata` says, else with the default salt.
pub(super) fn hint_of(padata: &[PaData], client: &Principal, enctype: Enctype) -> KeyHint {
    let entries = etype_info2(padata).unwrap_or_default();
    let entry = entries.into_iter().find(|entry| entry.etype == enctype.0);
    let (salt, parameters) = entry.map_or((None, None), |entry| (entry.salt, entry.s2kparams));
    let salt = salt.map(|salt| salt.as_bytes().to_vec());
    let salt = salt.or_else(|| find(padata, PaDataType::PW_SALT).map(<[u8]>::to_vec));
    KeyHint {
        enctype,
        salt: salt.unwrap_or_else(|| default_salt(client)),
        parameters: parameters.map(|octets| octets.to_vec()),
    }
}

/// How the key of `client` is made, by the answer of a KDC to a request without
/// preauthentication for one of `enctypes`.
///
/// # Errors
/// When the answer is unusable, or says nothing about keys and why.
pub fn hint_by_answer(
    answer: &[u8],
    client: &Principal,
    enctypes: &[Enctype],
) -> Result<KeyHint, ClientFailure> {
    let padata = match KdcReply::from_der(answer)? {
        KdcReply::As(reply) => reply.0.padata.unwrap_or_default(),
        KdcReply::Error(error) if error.error_code == ErrorCode::KDC_ERR_PREAUTH_REQUIRED => {
            MethodData::from_der(error.e_data.as_deref().unwrap_or_default())?
        }
        KdcReply::Error(error) => {
            let server = Principal::new(error.sname.clone(), error.realm.clone());
            let (exchange, client) = (Exchange::As, client.clone());
            return Err(ClientFailure::Kdc(Box::new(KdcRefusal {
                exchange,
                client,
                server,
                error,
            })));
        }
        KdcReply::Tgs(_) => {
            return Err(ClientFailure::ReplyModified { what: "a TGS-REP answers an AS-REQ" });
        }
    };
    let first = enctypes.first().copied().unwrap_or(Enctype::NULL);
    let told = first_of(&padata, client, enctypes);
    Ok(told.unwrap_or_else(|| hint_of(&padata, client, first)))
}

fn etype_info2(padata: &[PaData]) -> Option<EtypeInfo2> {
    EtypeInfo2::from_der(find(padata, PaDataType::ETYPE_INFO2)?).ok()
}

/// The value of the first element of `kind`.
pub(super) fn find(padata: &[PaData], kind: PaDataType) -> Option<&[u8]> {
    padata.iter().find(|data| data.padata_type == kind).map(|data| &data.padata_value[..])
}
