//! Ticket and EncTicketPart (RFC 4120 §5.3).

use rasn::types::OctetString;
use rasn::{AsnType, Decode, Decoder, Encode, Encoder};

use super::der::no_elements;
use super::{
    AuthorizationData, EncryptedData, EncryptionKey, HostAddress, KerberosTime, PrincipalName,
    Realm, TicketFlags,
};

/// Ticket ::= [APPLICATION 1] SEQUENCE.
#[derive(AsnType, Decode, Encode, Clone, Debug, PartialEq, Eq)]
#[rasn(tag(explicit(application, 1)))]
pub struct Ticket {
    /// tkt-vno, 5.
    #[rasn(tag(explicit(0)))]
    pub tkt_vno: i32,
    /// realm of the service.
    #[rasn(tag(explicit(1)))]
    pub realm: Realm,
    /// sname.
    #[rasn(tag(explicit(2)))]
    pub sname: PrincipalName,
    /// enc-part, an [`EncTicketPart`] under the service's key.
    #[rasn(tag(explicit(3)))]
    pub enc_part: EncryptedData,
}

/// EncTicketPart ::= [APPLICATION 3] SEQUENCE.
#[derive(AsnType, Decode, Encode, Clone, Debug, PartialEq, Eq)]
#[rasn(tag(explicit(application, 3)))]
pub struct EncTicketPart {
    /// flags.
    #[rasn(tag(explicit(0)))]
    pub flags: TicketFlags,
    /// key, the session key.
    #[rasn(tag(explicit(1)))]
    pub key: EncryptionKey,
    /// crealm.
    #[rasn(tag(explicit(2)))]
    pub crealm: Realm,
    /// cname.
    #[rasn(tag(explicit(3)))]
    pub cname: PrincipalName,
    /// transited.
    #[rasn(tag(explicit(4)))]
    pub transited: TransitedEncoding,
    /// authtime.
    #[rasn(tag(explicit(5)))]
    pub authtime: KerberosTime,
    /// starttime; authtime when absent.
    #[rasn(tag(explicit(6)))]
    pub starttime: Option<KerberosTime>,
    /// endtime.
    #[rasn(tag(explicit(7)))]
    pub endtime: KerberosTime,
    /// renew-till.
    #[rasn(tag(explicit(8)))]
    pub renew_till: Option<KerberosTime>,
    /// caddr.
    #[rasn(tag(explicit(9)), default = "no_elements")]
    pub caddr: Option<Vec<HostAddress>>,
    /// authorization-data.
    #[rasn(tag(explicit(10)), default = "no_elements")]
    pub authorization_data: Option<AuthorizationData>,
}

/// TransitedEncoding.
#[derive(AsnType, Decode, Encode, Clone, Debug, PartialEq, Eq)]
pub struct TransitedEncoding {
    /// tr-type, 1 for DOMAIN-X500-COMPRESS.
    #[rasn(tag(explicit(0)))]
    pub tr_type: i32,
    /// contents.
    #[rasn(tag(explicit(1)))]
    pub contents: OctetString,
}

impl TransitedEncoding {
    /// No realm was transited (RFC 4120 §3.3.3.2, DOMAIN-X500-COMPRESS).
    pub fn none() -> Self {
        Self { tr_type: 1, contents: OctetString::default() }
    }
}
