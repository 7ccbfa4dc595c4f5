//! AS-REQ, TGS-REQ and KDC-REQ-BODY (RFC 4120 §5.4.1).

use rasn::{AsnType, Decode, Decoder, Encode, Encoder};

use super::der::no_elements;
use super::{
    EncryptedData, HostAddress, KdcOptions, KerberosTime, PaData, PrincipalName, Raw, Realm, Ticket,
};

/// AS-REQ ::= [APPLICATION 10] KDC-REQ.
#[derive(AsnType, Decode, Encode, Clone, Debug, PartialEq, Eq)]
#[rasn(delegate, tag(explicit(application, 10)))]
pub struct AsReq(pub KdcReq);

/// TGS-REQ ::= [APPLICATION 12] KDC-REQ.
#[derive(AsnType, Decode, Encode, Clone, Debug, PartialEq, Eq)]
#[rasn(delegate, tag(explicit(application, 12)))]
pub struct TgsReq(pub KdcReq);

/// KDC-REQ.
#[derive(AsnType, Decode, Encode, Clone, Debug, PartialEq, Eq)]
pub struct KdcReq {
    /// pvno, 5.
    #[rasn(tag(explicit(1)))]
    pub pvno: i32,
    /// msg-type, 10 or 12.
    #[rasn(tag(explicit(2)))]
    pub msg_type: i32,
    /// padata.
    #[rasn(tag(explicit(3)), default = "no_elements")]
    pub padata: Option<Vec<PaData>>,
    /// req-body, kept as received for the checksum in a TGS-REQ's authenticator.
    #[rasn(tag(explicit(4)))]
    pub req_body: Raw<KdcReqBody>,
}

/// KDC-REQ-BODY.
#[derive(AsnType, Decode, Encode, Clone, Debug, PartialEq, Eq)]
pub struct KdcReqBody {
    /// kdc-options.
    #[rasn(tag(explicit(0)))]
    pub kdc_options: KdcOptions,
    /// cname, in an AS-REQ.
    #[rasn(tag(explicit(1)))]
    pub cname: Option<PrincipalName>,
    /// realm of the server (and of the client in an AS-REQ).
    #[rasn(tag(explicit(2)))]
    pub realm: Realm,
    /// sname.
    #[rasn(tag(explicit(3)))]
    pub sname: Option<PrincipalName>,
    /// from.
    #[rasn(tag(explicit(4)))]
    pub from: Option<KerberosTime>,
    /// till.
    #[rasn(tag(explicit(5)))]
    pub till: KerberosTime,
    /// rtime.
    #[rasn(tag(explicit(6)))]
    pub rtime: Option<KerberosTime>,
    /// nonce; 32 bits, signed or unsigned, echoed as it came.
    #[rasn(tag(explicit(7)))]
    pub nonce: i64,
    /// etype, in the client's order of preference.
    #[rasn(tag(explicit(8)))]
    pub etype: Vec<i32>,
    /// addresses.
    #[rasn(tag(explicit(9)), default = "no_elements")]
    pub addresses: Option<Vec<HostAddress>>,
    /// enc-authorization-data.
    #[rasn(tag(explicit(10)))]
    pub enc_authorization_data: Option<EncryptedData>,
    /// additional-tickets.
    #[rasn(tag(explicit(11)), default = "no_elements")]
    pub additional_tickets: Option<Vec<Ticket>>,
}
