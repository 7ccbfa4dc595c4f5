//! How the KDC wants the client's key made: ETYPE-INFO2 and PW-SALT (RFC 4120 §5.2.7).
//!
//! Leaves out ETYPE-INFO, which no KDC sends to a client that names an enctype newer than RC4
//! (§5.2.7.5), as ours does.

use kerbside_crypto::Enctype;

use crate::principal::Principal;
use crate::wire::{Der, EtypeInfo2, PaData, PaDataType};

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

fn etype_info2(padata: &[PaData]) -> Option<EtypeInfo2> {
    EtypeInfo2::from_der(find(padata, PaDataType::ETYPE_INFO2)?).ok()
}

/// The value of the first element of `kind`.
pub(super) fn find(padata: &[PaData], kind: PaDataType) -> Option<&[u8]> {
    padata.iter().find(|data| data.padata_type == kind).map(|data| &data.padata_value[..])
}
