//! Key usage numbers (RFC 4120 §7.5.1, RFC 4121 §2, RFC 6113 §5.4, RFC 6806 §11).

/// Key usage numbers by the name of what they protect.
pub mod usage {
    use kerbside_crypto::KeyUsage;

    /// PA-ENC-TIMESTAMP, under the client's key.
    pub const AS_REQ_PA_ENC_TIMESTAMP: KeyUsage = KeyUsage(1);
    /// A ticket's encrypted part, under the service's key.
    pub const TICKET: KeyUsage = KeyUsage(2);
    /// AS-REP encrypted part.
    pub const AS_REP: KeyUsage = KeyUsage(3);
    /// TGS-REQ authorization data, under the session key.
    pub const TGS_REQ_AD_SESSION_KEY: KeyUsage = KeyUsage(4);
    /// TGS-REQ authorization data, under the authenticator's subkey.
    pub const TGS_REQ_AD_SUBKEY: KeyUsage = KeyUsage(5);
    /// TGS-REQ authenticator's checksum.
    pub const TGS_REQ_AUTHENTICATOR_CHECKSUM: KeyUsage = KeyUsage(6);
    /// TGS-REQ authenticator.
    pub const TGS_REQ_AUTHENTICATOR: KeyUsage = KeyUsage(7);
    /// TGS-REP encrypted part, under the session key.
    pub const TGS_REP_SESSION_KEY: KeyUsage = KeyUsage(8);
    /// TGS-REP encrypted part, under the authenticator's subkey.
    pub const TGS_REP_SUBKEY: KeyUsage = KeyUsage(9);
    /// AP-REQ authenticator's checksum.
    pub const AP_REQ_AUTHENTICATOR_CHECKSUM: KeyUsage = KeyUsage(10);
    /// AP-REQ authenticator.
    pub const AP_REQ_AUTHENTICATOR: KeyUsage = KeyUsage(11);
    /// AP-REP encrypted part.
    pub const AP_REP: KeyUsage = KeyUsage(12);
    /// KRB-PRIV encrypted part.
    pub const KRB_PRIV: KeyUsage = KeyUsage(13);
    /// KRB-CRED encrypted part.
    pub const KRB_CRED: KeyUsage = KeyUsage(14);
    /// KRB-SAFE checksum.
    pub const KRB_SAFE: KeyUsage = KeyUsage(15);
    /// GSS acceptor's Wrap tokens, sealed or not (RFC 4121 §2).
    pub const GSS_ACCEPTOR_SEAL: KeyUsage = KeyUsage(22);
    /// GSS acceptor's MIC tokens.
    pub const GSS_ACCEPTOR_SIGN: KeyUsage = KeyUsage(23);
    /// GSS initiator's Wrap tokens, sealed or not.
    pub const GSS_INITIATOR_SEAL: KeyUsage = KeyUsage(24);
    /// GSS initiator's MIC tokens.
    pub const GSS_INITIATOR_SIGN: KeyUsage = KeyUsage(25);
    /// The checksum of an AS-REQ in PA-REQ-ENC-PA-REP (RFC 6806 §11).
    pub const AS_REQ_CHECKSUM: KeyUsage = KeyUsage(56);
}
