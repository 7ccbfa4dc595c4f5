//! AS-REP, TGS-REP and EncKDCRepPart (RFC 4120 §5.4.2; encrypted-pa-data RFC 6806 §11).

use rasn::{AsnType, Decode, Decoder, Encode, Encoder};

use super::der::no_elements;
use super::{
    EncryptedData, EncryptionKey, HostAddress, KerberosTime, LastReqEntry, PaData, PrincipalName,
    Realm, Ticket, TicketFlags,
};

/// AS-REP ::= [APPLICATION 11] KDC-REP.
#[derive(AsnType, Decode, Encode, Clone, Debug, PartialEq, Eq)]
#[rasn(delegate, tag(explicit(application, 11)))]
pub struct AsRep(pub KdcRep);

/// TGS-REP ::= [APPLICATION 13] KDC-REP.
#[derive(AsnType, Decode, Encode, Clone, Debug, PartialEq, Eq)]
#[rasn(delegate, tag(explicit(application, 13)))]
pub struct TgsRep(pub KdcRep);

/// KDC-REP.
#[derive(AsnType, Decode, Encode, Clone, Debug, PartialEq, Eq)]
pub struct KdcRep {
    /// pvno, 5.
    #[rasn(tag(explicit(0)))]
    pub pvno: i32,
    /// msg-type, 11 or 13.
    #[rasn(tag(explicit(1)))]
    pub msg_type: i32,
    /// padata.
    #[rasn(tag(explicit(2)), default = "no_elements")]
    pub padata: Option<Vec<PaData>>,
    /// crealm.
    #[rasn(tag(explicit(3)))]
    pub crealm: Realm,
    /// cname.
    #[rasn(tag(explicit(4)))]
    pub cname: PrincipalName,
    /// ticket.
    #[rasn(tag(explicit(5)))]
    pub ticket: Ticket,
    /// enc-part, an [`EncKdcRepPart`] under the client's key, the session key or the subkey.
    #[rasn(tag(explicit(6)))]
    pub enc_part: EncryptedData,
}

/// EncASRepPart ::= [APPLICATION 25] EncKDCRepPart.
#[derive(AsnType, Decode, Encode, Clone, Debug, PartialEq, Eq)]
#[rasn(delegate, tag(explicit(application, 25)))]
pub struct EncAsRepPart(pub EncKdcRepPart);

/// EncTGSRepPart ::= [APPLICATION 26] EncKDCRepPart.
#[derive(AsnType, Decode, Encode, Clone, Debug, PartialEq, Eq)]
#[rasn(delegate, tag(explicit(application, 26)))]
pub struct EncTgsRepPart(pub EncKdcRepPart);

/// EncKDCRepPart.
#[derive(AsnType, Decode, Encode, Clone, Debug, PartialEq, Eq)]
pub struct EncKdcRepPart {
    /// key, the session key.
    #[rasn(tag(explicit(0)))]
    pub key: EncryptionKey,
    /// last-req.
    #[rasn(tag(explicit(1)))]
    pub last_req: Vec<LastReqEntry>,
    /// nonce of the request.
    #[rasn(tag(explicit(2)))]
    pub nonce: i64,
    /// key-expiration.
    #[rasn(tag(explicit(3)))]
    pub key_expiration: Option<KerberosTime>,
    /// flags.
    #[rasn(tag(explicit(4)))]
    pub flags: TicketFlags,
    /// authtime.
    #[rasn(tag(explicit(5)))]
    pub authtime: KerberosTime,
    /// starttime.
    #[rasn(tag(explicit(6)))]
    pub starttime: Option<KerberosTime>,
    /// endtime.
    #[rasn(tag(explicit(7)))]
    pub endtime: KerberosTime,
    /// renew-till.
    #[rasn(tag(explicit(8)))]
    pub renew_till: Option<KerberosTime>,
    /// srealm.
    #[rasn(tag(explicit(9)))]
    pub srealm: Realm,
    /// sname.
    #[rasn(tag(explicit(10)))]
    pub sname: PrincipalName,
    /// caddr.
    #[rasn(tag(explicit(11)), default = "no_elements")]
    pub caddr: Option<Vec<HostAddress>>,
    /// encrypted-pa-data (RFC 6806 §11).
    #[rasn(tag(explicit(12)), default = "no_elements")]
    pub encrypted_pa_data: Option<Vec<PaData>>,
}

impl EncKdcRepPart {
    /// Reads an EncASRepPart or EncTGSRepPart: clients must accept either tag in an AS-REP
    /// (RFC 4120 §5.4.2).
    pub fn from_either(bytes: &[u8]) -> Result<Self, super::DecodeError> {
        use super::Der;
        if bytes.first() == Some(&0x7a) {
            EncTgsRepPart::from_der(bytes).map(|part| part.0)
        } else {
            EncAsRepPart::from_der(bytes).map(|part| part.0)
        }
    }
}
