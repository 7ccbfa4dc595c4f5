//! KRB-CRED, EncKrbCredPart and KrbCredInfo (RFC 4120 §5.8).

use rasn::{AsnType, Decode, Decoder, Encode, Encoder};

use super::der::no_elements;
use super::{
    EncryptedData, EncryptionKey, HostAddress, KerberosTime, PrincipalName, Realm, Ticket,
    TicketFlags,
};

/// KRB-CRED ::= [APPLICATION 22] SEQUENCE.
#[derive(AsnType, Decode, Encode, Clone, Debug, PartialEq, Eq)]
#[rasn(tag(explicit(application, 22)))]
pub struct KrbCred {
    /// pvno, 5.
    #[rasn(tag(explicit(0)))]
    pub pvno: i32,
    /// msg-type, 22.
    #[rasn(tag(explicit(1)))]
    pub msg_type: i32,
    /// tickets.
    #[rasn(tag(explicit(2)))]
    pub tickets: Vec<Ticket>,
    /// enc-part, an [`EncKrbCredPart`].
    #[rasn(tag(explicit(3)))]
    pub enc_part: EncryptedData,
}

/// EncKrbCredPart ::= [APPLICATION 29] SEQUENCE.
#[derive(AsnType, Decode, Encode, Clone, Debug, PartialEq, Eq)]
#[rasn(tag(explicit(application, 29)))]
pub struct EncKrbCredPart {
    /// ticket-info, one for each ticket.
    #[rasn(tag(explicit(0)))]
    pub ticket_info: Vec<KrbCredInfo>,
    /// nonce.
    #[rasn(tag(explicit(1)))]
    pub nonce: Option<i64>,
    /// timestamp.
    #[rasn(tag(explicit(2)))]
    pub timestamp: Option<KerberosTime>,
    /// usec.
    #[rasn(tag(explicit(3)))]
    pub usec: Option<i32>,
    /// s-address.
    #[rasn(tag(explicit(4)))]
    pub s_address: Option<HostAddress>,
    /// r-address.
    #[rasn(tag(explicit(5)))]
    pub r_address: Option<HostAddress>,
}

/// KrbCredInfo.
#[derive(AsnType, Decode, Encode, Clone, Debug, PartialEq, Eq)]
pub struct KrbCredInfo {
    /// key, the session key.
    #[rasn(tag(explicit(0)))]
    pub key: EncryptionKey,
    /// prealm.
    #[rasn(tag(explicit(1)))]
    pub prealm: Option<Realm>,
    /// pname.
    #[rasn(tag(explicit(2)))]
    pub pname: Option<PrincipalName>,
    /// flags.
    #[rasn(tag(explicit(3)))]
    pub flags: Option<TicketFlags>,
    /// authtime.
    #[rasn(tag(explicit(4)))]
    pub authtime: Option<KerberosTime>,
    /// starttime.
    #[rasn(tag(explicit(5)))]
    pub starttime: Option<KerberosTime>,
    /// endtime.
    #[rasn(tag(explicit(6)))]
    pub endtime: Option<KerberosTime>,
    /// renew-till.
    #[rasn(tag(explicit(7)))]
    pub renew_till: Option<KerberosTime>,
    /// srealm.
    #[rasn(tag(explicit(8)))]
    pub srealm: Option<Realm>,
    /// sname.
    #[rasn(tag(explicit(9)))]
    pub sname: Option<PrincipalName>,
    /// caddr.
    #[rasn(tag(explicit(10)), default = "no_elements")]
    pub caddr: Option<Vec<HostAddress>>,
}
