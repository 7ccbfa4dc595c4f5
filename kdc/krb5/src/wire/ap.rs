//! AP-REQ, Authenticator, AP-REP and EncAPRepPart (RFC 4120 §5.5.1, §5.5.2).

use rasn::{AsnType, Decode, Decoder, Encode, Encoder};

use super::der::no_elements;
use super::{
    ApOptions, AuthorizationData, Checksum, EncryptedData, EncryptionKey, KerberosTime,
    PrincipalName, Realm, Ticket,
};

/// AP-REQ ::= [APPLICATION 14] SEQUENCE.
#[derive(AsnType, Decode, Encode, Clone, Debug, PartialEq, Eq)]
#[rasn(tag(explicit(application, 14)))]
pub struct ApReq {
    /// pvno, 5.
    #[rasn(tag(explicit(0)))]
    pub pvno: i32,
    /// msg-type, 14.
    #[rasn(tag(explicit(1)))]
    pub msg_type: i32,
    /// ap-options.
    #[rasn(tag(explicit(2)))]
    pub ap_options: ApOptions,
    /// ticket.
    #[rasn(tag(explicit(3)))]
    pub ticket: Ticket,
    /// authenticator, an [`Authenticator`] under the session key.
    #[rasn(tag(explicit(4)))]
    pub authenticator: EncryptedData,
}

/// Authenticator ::= [APPLICATION 2] SEQUENCE.
#[derive(AsnType, Decode, Encode, Clone, Debug, PartialEq, Eq)]
#[rasn(tag(explicit(application, 2)))]
pub struct Authenticator {
    /// authenticator-vno, 5.
    #[rasn(tag(explicit(0)))]
    pub authenticator_vno: i32,
    /// crealm.
    #[rasn(tag(explicit(1)))]
    pub crealm: Realm,
    /// cname.
    #[rasn(tag(explicit(2)))]
    pub cname: PrincipalName,
    /// cksum.
    #[rasn(tag(explicit(3)))]
    pub cksum: Option<Checksum>,
    /// cusec, microseconds of ctime.
    #[rasn(tag(explicit(4)))]
    pub cusec: i32,
    /// ctime.
    #[rasn(tag(explicit(5)))]
    pub ctime: KerberosTime,
    /// subkey.
    #[rasn(tag(explicit(6)))]
    pub subkey: Option<EncryptionKey>,
    /// seq-number, unsigned; some peers send it signed.
    #[rasn(tag(explicit(7)))]
    pub seq_number: Option<i64>,
    /// authorization-data.
    #[rasn(tag(explicit(8)), default = "no_elements")]
    pub authorization_data: Option<AuthorizationData>,
}

/// AP-REP ::= [APPLICATION 15] SEQUENCE.
#[derive(AsnType, Decode, Encode, Clone, Debug, PartialEq, Eq)]
#[rasn(tag(explicit(application, 15)))]
pub struct ApRep {
    /// pvno, 5.
    #[rasn(tag(explicit(0)))]
    pub pvno: i32,
    /// msg-type, 15.
    #[rasn(tag(explicit(1)))]
    pub msg_type: i32,
    /// enc-part, an [`EncApRepPart`] under the session key.
    #[rasn(tag(explicit(2)))]
    pub enc_part: EncryptedData,
}

/// EncAPRepPart ::= [APPLICATION 27] SEQUENCE.
#[derive(AsnType, Decode, Encode, Clone, Debug, PartialEq, Eq)]
#[rasn(tag(explicit(application, 27)))]
pub struct EncApRepPart {
    /// ctime of the authenticator.
    #[rasn(tag(explicit(0)))]
    pub ctime: KerberosTime,
    /// cusec of the authenticator.
    #[rasn(tag(explicit(1)))]
    pub cusec: i32,
    /// subkey chosen by the acceptor.
    #[rasn(tag(explicit(2)))]
    pub subkey: Option<EncryptionKey>,
    /// seq-number.
    #[rasn(tag(explicit(3)))]
    pub seq_number: Option<i64>,
}
