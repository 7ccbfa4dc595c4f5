//! PA-DATA, METHOD-DATA, ETYPE-INFO2 and PA-ENC-TS-ENC (RFC 4120 §5.2.7).

use rasn::types::OctetString;
use rasn::{AsnType, Decode, Decoder, Encode, Encoder};

use super::der::int32_newtype;
use super::{KerberosString, KerberosTime};

int32_newtype! {
    /// padata-type (RFC 4120 §7.5.2, RFC 6113 §6.2 and successors).
    PaDataType {
        /// PA-TGS-REQ.
        TGS_REQ = 1,
        /// PA-ENC-TIMESTAMP.
        ENC_TIMESTAMP = 2,
        /// PA-PW-SALT.
        PW_SALT = 3,
        /// PA-ETYPE-INFO.
        ETYPE_INFO = 11,
        /// PA-PK-AS-REQ (RFC 4556).
        PK_AS_REQ = 16,
        /// PA-PK-AS-REP (RFC 4556).
        PK_AS_REP = 17,
        /// PA-ETYPE-INFO2.
        ETYPE_INFO2 = 19,
        /// PA-FOR-USER (MS-SFU).
        FOR_USER = 129,
        /// PA-FX-COOKIE (RFC 6113).
        FX_COOKIE = 133,
        /// PA-AUTHENTICATION-SET (RFC 6113).
        AUTHENTICATION_SET = 134,
        /// PA-FX-FAST (RFC 6113).
        FX_FAST = 136,
        /// PA-FX-ERROR (RFC 6113).
        FX_ERROR = 137,
        /// PA-ENCRYPTED-CHALLENGE (RFC 6113).
        ENCRYPTED_CHALLENGE = 138,
        /// PA-PKINIT-KX (RFC 8062).
        PKINIT_KX = 147,
        /// PA-REQ-ENC-PA-REP (RFC 6806 §11).
        REQ_ENC_PA_REP = 149,
        /// PA-AS-FRESHNESS (RFC 8070).
        AS_FRESHNESS = 150,
        /// PA-SPAKE (RFC 9588).
        SPAKE = 151,
    }
}

/// PA-DATA.
#[derive(AsnType, Decode, Encode, Clone, Debug, PartialEq, Eq)]
pub struct PaData {
    /// padata-type.
    #[rasn(tag(explicit(1)))]
    pub padata_type: PaDataType,
    /// padata-value.
    #[rasn(tag(explicit(2)))]
    pub padata_value: OctetString,
}

impl PaData {
    /// An element of `padata_type` with `value`.
    pub fn new(padata_type: PaDataType, value: Vec<u8>) -> Self {
        Self { padata_type, padata_value: value.into() }
    }
}

/// METHOD-DATA, the e-data of KDC_ERR_PREAUTH_REQUIRED.
pub type MethodData = Vec<PaData>;

/// ETYPE-INFO2-ENTRY.
#[derive(AsnType, Decode, Encode, Clone, Debug, PartialEq, Eq)]
pub struct EtypeInfo2Entry {
    /// etype.
    #[rasn(tag(explicit(0)))]
    pub etype: i32,
    /// salt.
    #[rasn(tag(explicit(1)))]
    pub salt: Option<KerberosString>,
    /// s2kparams.
    #[rasn(tag(explicit(2)))]
    pub s2kparams: Option<OctetString>,
}

/// ETYPE-INFO2.
pub type EtypeInfo2 = Vec<EtypeInfo2Entry>;

/// PA-ENC-TS-ENC, the plaintext of PA-ENC-TIMESTAMP.
#[derive(AsnType, Decode, Encode, Clone, Debug, PartialEq, Eq)]
pub struct PaEncTsEnc {
    /// patimestamp.
    #[rasn(tag(explicit(0)))]
    pub patimestamp: KerberosTime,
    /// pausec.
    #[rasn(tag(explicit(1)))]
    pub pausec: Option<i32>,
}
