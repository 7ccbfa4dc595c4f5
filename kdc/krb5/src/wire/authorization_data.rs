//! AuthorizationData (RFC 4120 §5.2.6).

use rasn::types::OctetString;
use rasn::{AsnType, Decode, Decoder, Encode, Encoder};

use super::der::int32_newtype;

int32_newtype! {
    /// ad-type (RFC 4120 §5.2.6, §7.5.4 and successors).
    AuthorizationDataType {
        /// AD-IF-RELEVANT.
        IF_RELEVANT = 1,
        /// AD-KDC-ISSUED.
        KDC_ISSUED = 4,
        /// AD-AND-OR.
        AND_OR = 5,
        /// AD-MANDATORY-FOR-KDC.
        MANDATORY_FOR_KDC = 8,
        /// AD-INITIAL-VERIFIED-CAS.
        INITIAL_VERIFIED_CAS = 9,
        /// AD-FX-FAST-ARMOR (RFC 6113).
        FX_FAST_ARMOR = 71,
        /// AD-FX-FAST-USED (RFC 6113).
        FX_FAST_USED = 72,
        /// AD-CAMMAC (RFC 7751).
        CAMMAC = 96,
        /// AD-AUTHENTICATION-INDICATOR (RFC 8129).
        AUTHENTICATION_INDICATOR = 97,
        /// AD-WIN2K-PAC (MS-PAC).
        WIN2K_PAC = 128,
        /// KRB5-AUTHDATA-ETYPE-NEGOTIATION (RFC 4537).
        ETYPE_NEGOTIATION = 129,
    }
}

/// One element of AuthorizationData.
#[derive(AsnType, Decode, Encode, Clone, Debug, PartialEq, Eq)]
pub struct AuthorizationDataEntry {
    /// ad-type.
    #[rasn(tag(explicit(0)))]
    pub ad_type: AuthorizationDataType,
    /// ad-data.
    #[rasn(tag(explicit(1)))]
    pub ad_data: OctetString,
}

/// AuthorizationData.
pub type AuthorizationData = Vec<AuthorizationDataEntry>;
