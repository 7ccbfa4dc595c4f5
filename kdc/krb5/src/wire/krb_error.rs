//! KRB-ERROR (RFC 4120 §5.9.1).

use rasn::types::OctetString;
use rasn::{AsnType, Decode, Decoder, Encode, Encoder};

use super::{ErrorCode, KerberosString, KerberosTime, PrincipalName, Realm};

/// KRB-ERROR ::= [APPLICATION 30] SEQUENCE.
#[derive(AsnType, Decode, Encode, Clone, Debug, PartialEq, Eq)]
#[rasn(tag(explicit(application, 30)))]
pub struct KrbError {
    /// pvno, 5.
    #[rasn(tag(explicit(0)))]
    pub pvno: i32,
    /// msg-type, 30.
    #[rasn(tag(explicit(1)))]
    pub msg_type: i32,
    /// ctime.
    #[rasn(tag(explicit(2)))]
    pub ctime: Option<KerberosTime>,
    /// cusec.
    #[rasn(tag(explicit(3)))]
    pub cusec: Option<i32>,
    /// stime, the server's time.
    #[rasn(tag(explicit(4)))]
    pub stime: KerberosTime,
    /// susec.
    #[rasn(tag(explicit(5)))]
    pub susec: i32,
    /// error-code.
    #[rasn(tag(explicit(6)))]
    pub error_code: ErrorCode,
    /// crealm.
    #[rasn(tag(explicit(7)))]
    pub crealm: Option<Realm>,
    /// cname.
    #[rasn(tag(explicit(8)))]
    pub cname: Option<PrincipalName>,
    /// realm of the service.
    #[rasn(tag(explicit(9)))]
    pub realm: Realm,
    /// sname.
    #[rasn(tag(explicit(10)))]
    pub sname: PrincipalName,
    /// e-text.
    #[rasn(tag(explicit(11)))]
    pub e_text: Option<KerberosString>,
    /// e-data.
    #[rasn(tag(explicit(12)))]
    pub e_data: Option<OctetString>,
}
