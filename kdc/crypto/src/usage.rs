//! Key usage numbers (RFC 4120 §7.5.1 and the RFCs that continue its list).
//!
//! The number keeps ciphertexts and checksums of one place of the protocol from being taken for
//! those of another. Leaves out the usages that RFC 4757 renumbers: its enctype's affair.

use core::fmt;

/// A key usage number: which place of which message a key is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyUsage(pub u32);

impl KeyUsage {
    /// PA-ENC-TIMESTAMP, with the client's key (RFC 4120 §5.2.7.2).
    pub const PA_ENC_TIMESTAMP: Self = Self(1);
    /// The encrypted part of a ticket, with the service's key (RFC 4120 §5.3).
    pub const TICKET: Self = Self(2);
    /// The encrypted part of an AS-REP, with the client's key (RFC 4120 §5.4.2).
    pub const AS_REP: Self = Self(3);
    /// Authorization data of a TGS-REQ body, with the session key (RFC 4120 §5.4.1).
    pub const TGS_REQ_AUTHDATA_SESSION: Self = Self(4);
    /// Authorization data of a TGS-REQ body, with the authenticator's subkey (RFC 4120 §5.4.1).
    pub const TGS_REQ_AUTHDATA_SUBKEY: Self = Self(5);
    /// Checksum over a TGS-REQ body, in the PA-TGS-REQ authenticator (RFC 4120 §5.5.1).
    pub const TGS_REQ_CHECKSUM: Self = Self(6);
    /// The PA-TGS-REQ authenticator, with the session key (RFC 4120 §5.5.1).
    pub const TGS_REQ_AUTHENTICATOR: Self = Self(7);
    /// The encrypted part of a TGS-REP, with the session key (RFC 4120 §5.4.2).
    pub const TGS_REP_SESSION: Self = Self(8);
    /// The encrypted part of a TGS-REP, with the authenticator's subkey (RFC 4120 §5.4.2).
    pub const TGS_REP_SUBKEY: Self = Self(9);
    /// Checksum in the authenticator of an application's AP-REQ (RFC 4120 §5.5.1).
    pub const AP_REQ_CHECKSUM: Self = Self(10);
    /// The authenticator of an application's AP-REQ, with the session key (RFC 4120 §5.5.1).
    pub const AP_REQ_AUTHENTICATOR: Self = Self(11);
    /// The encrypted part of an AP-REP, with the session key (RFC 4120 §5.5.2).
    pub const AP_REP: Self = Self(12);
    /// The encrypted part of KRB-PRIV (RFC 4120 §5.7.1).
    pub const KRB_PRIV: Self = Self(13);
    /// The encrypted part of KRB-CRED (RFC 4120 §5.8.1).
    pub const KRB_CRED: Self = Self(14);
    /// The checksum of KRB-SAFE (RFC 4120 §5.6.1).
    pub const KRB_SAFE: Self = Self(15);
    /// Data encrypted by an application (RFC 4120 §7.5.1).
    pub const APPLICATION_ENCRYPTION: Self = Self(16);
    /// Checksums made by an application (RFC 4120 §7.5.1).
    pub const APPLICATION_CHECKSUM: Self = Self(17);
    /// The checksum of AD-KDC-ISSUED (RFC 4120 §5.2.6.2).
    pub const AD_KDC_ISSUED: Self = Self(19);
    /// GSS-API Wrap tokens, encrypted or not, of the acceptor (RFC 4121 §2).
    pub const GSS_ACCEPTOR_SEAL: Self = Self(22);
    /// GSS-API MIC tokens of the acceptor (RFC 4121 §2).
    pub const GSS_ACCEPTOR_SIGN: Self = Self(23);
    /// GSS-API Wrap tokens, encrypted or not, of the initiator (RFC 4121 §2).
    pub const GSS_INITIATOR_SEAL: Self = Self(24);
    /// GSS-API MIC tokens of the initiator (RFC 4121 §2).
    pub const GSS_INITIATOR_SIGN: Self = Self(25);
    /// The checksum of PA-FOR-USER (MS-SFU §2.2.1) and of PAC signatures (MS-PAC §2.8).
    pub const PA_FOR_USER: Self = Self(17);
    /// The checksum of a PA-S4U-X509-USER request (MS-SFU §2.2.2).
    pub const PA_S4U_X509_USER_REQUEST: Self = Self(26);
    /// The checksum of a PA-S4U-X509-USER reply (MS-SFU §2.2.2).
    pub const PA_S4U_X509_USER_REPLY: Self = Self(27);
    /// The checksum of a FAST request (RFC 6113 §5.4.2).
    pub const FAST_REQ_CHECKSUM: Self = Self(50);
    /// The encrypted FAST request (RFC 6113 §5.4.2).
    pub const FAST_ENC: Self = Self(51);
    /// The encrypted FAST reply (RFC 6113 §5.4.3).
    pub const FAST_REP: Self = Self(52);
    /// The checksum over the ticket in KrbFastFinished (RFC 6113 §5.4.3).
    pub const FAST_FINISHED: Self = Self(53);
    /// The client's encrypted challenge (RFC 6113 §5.4.6).
    pub const ENC_CHALLENGE_CLIENT: Self = Self(54);
    /// The KDC's encrypted challenge (RFC 6113 §5.4.6).
    pub const ENC_CHALLENGE_KDC: Self = Self(55);
    /// The checksum over the AS-REQ in PA-REQ-ENC-PA-REP (RFC 6806 §11).
    pub const AS_REQ: Self = Self(56);
    /// SPAKE preauthentication (RFC 9588 §6).
    pub const SPAKE: Self = Self(65);
}

impl fmt::Display for KeyUsage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<u32> for KeyUsage {
    fn from(number: u32) -> Self {
        Self(number)
    }
}
