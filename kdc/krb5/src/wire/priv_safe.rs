//! KRB-SAFE, KRB-PRIV and EncKrbPrivPart (RFC 4120 §5.6, §5.7).

use rasn::types::OctetString;
use rasn::{AsnType, Decode, Decoder, Encode, Encoder};

use super::{Checksum, EncryptedData, HostAddress, KerberosTime, Raw};

/// KRB-SAFE ::= [APPLICATION 20] SEQUENCE.
#[derive(AsnType, Decode, Encode, Clone, Debug, PartialEq, Eq)]
#[rasn(tag(explicit(application, 20)))]
pub struct KrbSafe {
    /// pvno, 5.
    #[rasn(tag(explicit(0)))]
    pub pvno: i32,
    /// msg-type, 20.
    #[rasn(tag(explicit(1)))]
    pub msg_type: i32,
    /// safe-body, kept as received for its checksum.
    #[rasn(tag(explicit(2)))]
    pub safe_body: Raw<KrbSafeBody>,
    /// cksum.
    #[rasn(tag(explicit(3)))]
    pub cksum: Checksum,
}

/// KRB-SAFE-BODY.
#[derive(AsnType, Decode, Encode, Clone, Debug, PartialEq, Eq)]
pub struct KrbSafeBody {
    /// user-data.
    #[rasn(tag(explicit(0)))]
    pub user_data: OctetString,
    /// timestamp.
    #[rasn(tag(explicit(1)))]
    pub timestamp: Option<KerberosTime>,
    /// usec.
    #[rasn(tag(explicit(2)))]
    pub usec: Option<i32>,
    /// seq-number.
    #[rasn(tag(explicit(3)))]
    pub seq_number: Option<i64>,
    /// s-address.
    #[rasn(tag(explicit(4)))]
    pub s_address: HostAddress,
    /// r-address.
    #[rasn(tag(explicit(5)))]
    pub r_address: Option<HostAddress>,
}

/// KRB-PRIV ::= [APPLICATION 21] SEQUENCE.
#[derive(AsnType, Decode, Encode, Clone, Debug, PartialEq, Eq)]
#[rasn(tag(explicit(application, 21)))]
pub struct KrbPriv {
    /// pvno, 5.
    #[rasn(tag(explicit(0)))]
    pub pvno: i32,
    /// msg-type, 21.
    #[rasn(tag(explicit(1)))]
    pub msg_type: i32,
    /// enc-part, an [`EncKrbPrivPart`].
    #[rasn(tag(explicit(3)))]
    pub enc_part: EncryptedData,
}

/// EncKrbPrivPart ::= [APPLICATION 28] SEQUENCE.
#[derive(AsnType, Decode, Encode, Clone, PartialEq, Eq)]
#[rasn(tag(explicit(application, 28)))]
pub struct EncKrbPrivPart {
    /// user-data.
    #[rasn(tag(explicit(0)))]
    pub user_data: OctetString,
    /// timestamp.
    #[rasn(tag(explicit(1)))]
    pub timestamp: Option<KerberosTime>,
    /// usec.
    #[rasn(tag(explicit(2)))]
    pub usec: Option<i32>,
    /// seq-number.
    #[rasn(tag(explicit(3)))]
    pub seq_number: Option<i64>,
    /// s-address.
    #[rasn(tag(explicit(4)))]
    pub s_address: HostAddress,
    /// r-address.
    #[rasn(tag(explicit(5)))]
    pub r_address: Option<HostAddress>,
}

/// The user's data is what was to be private: its length is shown.
impl std::fmt::Debug for EncKrbPrivPart {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EncKrbPrivPart")
            .field("user_data", &format_args!("{} octets", self.user_data.len()))
            .field("timestamp", &self.timestamp)
            .field("usec", &self.usec)
            .field("seq_number", &self.seq_number)
            .field("s_address", &self.s_address)
            .field("r_address", &self.r_address)
            .finish()
    }
}
