//! LastReq (RFC 4120 §5.4.2).

use rasn::{AsnType, Decode, Decoder, Encode, Encoder};

use super::KerberosTime;
use super::der::int32_newtype;

int32_newtype! {
    /// lr-type; negative values concern the answering server only.
    LastReqType {
        /// No information.
        NONE = 0,
        /// Last initial request for a TGT.
        ALL_LAST_TGT = 1,
        /// Last initial request.
        ALL_LAST_INITIAL = 2,
        /// Time of the newest TGT used.
        ALL_LAST_TGT_ISSUED = 3,
        /// Last renewal.
        ALL_LAST_RENEWAL = 4,
        /// Last request of any kind.
        ALL_LAST_REQ = 5,
        /// When the password expires.
        ALL_PW_EXPTIME = 6,
        /// When the account expires.
        ALL_ACCT_EXPTIME = 7,
    }
}

/// One entry of LastReq.
#[derive(AsnType, Decode, Encode, Clone, Debug, PartialEq, Eq)]
pub struct LastReqEntry {
    /// lr-type.
    #[rasn(tag(explicit(0)))]
    pub lr_type: LastReqType,
    /// lr-value.
    #[rasn(tag(explicit(1)))]
    pub lr_value: KerberosTime,
}
