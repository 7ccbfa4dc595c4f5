//! Error codes (RFC 4120 §7.5.9 and successors) and the texts that MIT's programs print for them.

use std::borrow::Cow;

use super::der::int32_newtype;

int32_newtype! {
    /// error-code of a KRB-ERROR.
    ErrorCode {
        /// No error.
        KDC_ERR_NONE = 0,
        /// Client's entry in database has expired.
        KDC_ERR_NAME_EXP = 1,
        /// Server's entry in database has expired.
        KDC_ERR_SERVICE_EXP = 2,
        /// Requested protocol version number not supported.
        KDC_ERR_BAD_PVNO = 3,
        /// Client's key encrypted in old master key.
        KDC_ERR_C_OLD_MAST_KVNO = 4,
        /// Server's key encrypted in old master key.
        KDC_ERR_S_OLD_MAST_KVNO = 5,
        /// Client not found in Kerberos database.
        KDC_ERR_C_PRINCIPAL_UNKNOWN = 6,
        /// Server not found in Kerberos database.
        KDC_ERR_S_PRINCIPAL_UNKNOWN = 7,
        /// Multiple principal entries in database.
        KDC_ERR_PRINCIPAL_NOT_UNIQUE = 8,
        /// The client or server has a null key.
        KDC_ERR_NULL_KEY = 9,
        /// Ticket not eligible for postdating.
        KDC_ERR_CANNOT_POSTDATE = 10,
        /// Requested start time is later than end time.
        KDC_ERR_NEVER_VALID = 11,
        /// KDC policy rejects request.
        KDC_ERR_POLICY = 12,
        /// KDC cannot accommodate requested option.
        KDC_ERR_BADOPTION = 13,
        /// KDC has no support for encryption type.
        KDC_ERR_ETYPE_NOSUPP = 14,
        /// KDC has no support for checksum type.
        KDC_ERR_SUMTYPE_NOSUPP = 15,
        /// KDC has no support for padata type.
        KDC_ERR_PADATA_TYPE_NOSUPP = 16,
        /// KDC has no support for transited type.
        KDC_ERR_TRTYPE_NOSUPP = 17,
        /// Client's credentials have been revoked.
        KDC_ERR_CLIENT_REVOKED = 18,
        /// Credentials for server have been revoked.
        KDC_ERR_SERVICE_REVOKED = 19,
        /// TGT has been revoked.
        KDC_ERR_TGT_REVOKED = 20,
        /// Client not yet valid.
        KDC_ERR_CLIENT_NOTYET = 21,
        /// Server not yet valid.
        KDC_ERR_SERVICE_NOTYET = 22,
        /// Password has expired.
        KDC_ERR_KEY_EXPIRED = 23,
        /// Pre-authentication information was invalid.
        KDC_ERR_PREAUTH_FAILED = 24,
        /// Additional pre-authentication required.
        KDC_ERR_PREAUTH_REQUIRED = 25,
        /// Requested server and ticket don't match.
        KDC_ERR_SERVER_NOMATCH = 26,
        /// Server valid for user-to-user only.
        KDC_ERR_MUST_USE_USER2USER = 27,
        /// KDC policy rejects transited path.
        KDC_ERR_PATH_NOT_ACCEPTED = 28,
        /// A service is not available.
        KDC_ERR_SVC_UNAVAILABLE = 29,
        /// Integrity check on decrypted field failed.
        KRB_AP_ERR_BAD_INTEGRITY = 31,
        /// Ticket expired.
        KRB_AP_ERR_TKT_EXPIRED = 32,
        /// Ticket not yet valid.
        KRB_AP_ERR_TKT_NYV = 33,
        /// Request is a replay.
        KRB_AP_ERR_REPEAT = 34,
        /// The ticket isn't for us.
        KRB_AP_ERR_NOT_US = 35,
        /// Ticket and authenticator don't match.
        KRB_AP_ERR_BADMATCH = 36,
        /// Clock skew too great.
        KRB_AP_ERR_SKEW = 37,
        /// Incorrect net address.
        KRB_AP_ERR_BADADDR = 38,
        /// Protocol version mismatch.
        KRB_AP_ERR_BADVERSION = 39,
        /// Invalid msg type.
        KRB_AP_ERR_MSG_TYPE = 40,
        /// Message stream modified.
        KRB_AP_ERR_MODIFIED = 41,
        /// Message out of order.
        KRB_AP_ERR_BADORDER = 42,
        /// Illegal cross-realm ticket (MIT).
        KRB_AP_ERR_ILL_CR_TKT = 43,
        /// Specified version of key is not available.
        KRB_AP_ERR_BADKEYVER = 44,
        /// Service key not available.
        KRB_AP_ERR_NOKEY = 45,
        /// Mutual authentication failed.
        KRB_AP_ERR_MUT_FAIL = 46,
        /// Incorrect message direction.
        KRB_AP_ERR_BADDIRECTION = 47,
        /// Alternative authentication method required.
        KRB_AP_ERR_METHOD = 48,
        /// Incorrect sequence number in message.
        KRB_AP_ERR_BADSEQ = 49,
        /// Inappropriate type of checksum in message.
        KRB_AP_ERR_INAPP_CKSUM = 50,
        /// Policy rejects transited path.
        KRB_AP_PATH_NOT_ACCEPTED = 51,
        /// Response too big for UDP; retry with TCP.
        KRB_ERR_RESPONSE_TOO_BIG = 52,
        /// Generic error (description in e-text).
        KRB_ERR_GENERIC = 60,
        /// Field is too long for this implementation.
        KRB_ERR_FIELD_TOOLONG = 61,
        /// The client is not trusted (RFC 4556).
        KDC_ERR_CLIENT_NOT_TRUSTED = 62,
        /// The KDC is not trusted (PKINIT drafts).
        KDC_ERR_KDC_NOT_TRUSTED = 63,
        /// Invalid signature (RFC 4556).
        KDC_ERR_INVALID_SIG = 64,
        /// Key parameters not accepted (RFC 4556).
        KDC_ERR_DH_KEY_PARAMETERS_NOT_ACCEPTED = 65,
        /// Certificates do not match (PKINIT drafts).
        KDC_ERR_CERTIFICATE_MISMATCH = 66,
        /// No TGT was given for user-to-user.
        KRB_AP_ERR_NO_TGT = 67,
        /// The TGT's realm is wrong (RFC 6806, MIT: Realm not local to KDC).
        KDC_ERR_WRONG_REALM = 68,
        /// User-to-user authorization required.
        KRB_AP_ERR_USER_TO_USER_REQUIRED = 69,
        /// Can't verify certificate (RFC 4556).
        KDC_ERR_CANT_VERIFY_CERTIFICATE = 70,
        /// Invalid certificate (RFC 4556).
        KDC_ERR_INVALID_CERTIFICATE = 71,
        /// Revoked certificate (RFC 4556).
        KDC_ERR_REVOKED_CERTIFICATE = 72,
        /// Revocation status unknown (RFC 4556).
        KDC_ERR_REVOCATION_STATUS_UNKNOWN = 73,
        /// Revocation status unavailable (RFC 4556).
        KDC_ERR_REVOCATION_STATUS_UNAVAILABLE = 74,
        /// Client name mismatch (RFC 4556).
        KDC_ERR_CLIENT_NAME_MISMATCH = 75,
        /// KDC name mismatch (RFC 4556).
        KDC_ERR_KDC_NAME_MISMATCH = 76,
        /// Inconsistent key purpose (RFC 4556).
        KDC_ERR_INCONSISTENT_KEY_PURPOSE = 77,
        /// Digest in certificate not accepted (RFC 4556).
        KDC_ERR_DIGEST_IN_CERT_NOT_ACCEPTED = 78,
        /// Checksum must be included (RFC 4556).
        KDC_ERR_PA_CHECKSUM_MUST_BE_INCLUDED = 79,
        /// Digest in signed-data not accepted (RFC 4556).
        KDC_ERR_DIGEST_IN_SIGNED_DATA_NOT_ACCEPTED = 80,
        /// Public key encryption not supported (RFC 4556).
        KDC_ERR_PUBLIC_KEY_ENCRYPTION_NOT_SUPPORTED = 81,
        /// The IAKERB proxy could not find a KDC (IAKERB).
        KRB_AP_ERR_IAKERB_KDC_NOT_FOUND = 85,
        /// The KDC did not respond to the IAKERB proxy (IAKERB).
        KRB_AP_ERR_IAKERB_KDC_NO_RESPONSE = 86,
        /// Preauthentication expired (RFC 6113).
        KDC_ERR_PREAUTH_EXPIRED = 90,
        /// More preauthentication data is required (RFC 6113).
        KDC_ERR_MORE_PREAUTH_DATA_REQUIRED = 91,
        /// Unknown critical FAST options (RFC 6113).
        KDC_ERR_UNKNOWN_CRITICAL_FAST_OPTIONS = 93,
        /// No acceptable key derivation function (RFC 8636).
        KDC_ERR_NO_ACCEPTABLE_KDF = 100,
    }
}

impl ErrorCode {
    /// The text that MIT's programs print for the code.
    ///
    /// ```
    /// use kerbside_krb5::wire::ErrorCode;
    ///
    /// assert_eq!(ErrorCode::KRB_AP_ERR_SKEW.text(), "Clock skew too great");
    /// assert_eq!(ErrorCode(92).text(), "KRB5 error code 92");
    /// ```
    pub fn text(self) -> Cow<'static, str> {
        let known = TEXTS.binary_search_by_key(&self.0, |(code, _)| *code).ok();
        match known.and_then(|at| TEXTS.get(at)) {
            Some((_, text)) => Cow::Borrowed(text),
            None => Cow::Owned(format!("KRB5 error code {}", self.0)),
        }
    }
}

/// `Clock skew too great (37)`.
impl std::fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({})", self.text(), self.0)
    }
}

/// The texts of libkrb5's error table, as error_message() of MIT krb5 1.20.1 returns them.
const TEXTS: &[(i32, &str)] = &[
    (0, "No error"),
    (1, "Client's entry in database has expired"),
    (2, "Server's entry in database has expired"),
    (3, "Requested protocol version not supported"),
    (4, "Client's key is encrypted in an old master key"),
    (5, "Server's key is encrypted in an old master key"),
    (6, "Client not found in Kerberos database"),
    (7, "Server not found in Kerberos database"),
    (8, "Principal has multiple entries in Kerberos database"),
    (9, "Client or server has a null key"),
    (10, "Ticket is ineligible for postdating"),
    (11, "Requested effective lifetime is negative or too short"),
    (12, "KDC policy rejects request"),
    (13, "KDC can't fulfill requested option"),
    (14, "KDC has no support for encryption type"),
    (15, "KDC has no support for checksum type"),
    (16, "KDC has no support for padata type"),
    (17, "KDC has no support for transited type"),
    (18, "Client's credentials have been revoked"),
    (19, "Credentials for server have been revoked"),
    (20, "TGT has been revoked"),
    (21, "Client not yet valid - try again later"),
    (22, "Server not yet valid - try again later"),
    (23, "Password has expired"),
    (24, "Preauthentication failed"),
    (25, "Additional pre-authentication required"),
    (26, "Requested server and ticket don't match"),
    (27, "Server principal valid for user2user only"),
    (28, "KDC policy rejects transited path"),
    (29, "A service is not available that is required to process the request"),
    (31, "Decrypt integrity check failed"),
    (32, "Ticket expired"),
    (33, "Ticket not yet valid"),
    (34, "Request is a replay"),
    (35, "The ticket isn't for us"),
    (36, "Ticket/authenticator don't match"),
    (37, "Clock skew too great"),
    (38, "Incorrect net address"),
    (39, "Protocol version mismatch"),
    (40, "Invalid message type"),
    (41, "Message stream modified"),
    (42, "Message out of order"),
    (43, "Illegal cross-realm ticket"),
    (44, "Key version is not available"),
    (45, "Service key not available"),
    (46, "Mutual authentication failed"),
    (47, "Incorrect message direction"),
    (48, "Alternative authentication method required"),
    (49, "Incorrect sequence number in message"),
    (50, "Inappropriate type of checksum in message"),
    (51, "Policy rejects transited path"),
    (52, "Response too big for UDP, retry with TCP"),
    (60, "Generic error (see e-text)"),
    (61, "Field is too long for this implementation"),
    (62, "Client not trusted"),
    (63, "KDC not trusted"),
    (64, "Invalid signature"),
    (65, "Key parameters not accepted"),
    (66, "Certificate mismatch"),
    (67, "No ticket granting ticket"),
    (68, "Realm not local to KDC"),
    (69, "User to user required"),
    (70, "Can't verify certificate"),
    (71, "Invalid certificate"),
    (72, "Revoked certificate"),
    (73, "Revocation status unknown"),
    (74, "Revocation status unavailable"),
    (75, "Client name mismatch"),
    (76, "KDC name mismatch"),
    (77, "Inconsistent key purpose"),
    (78, "Digest in certificate not accepted"),
    (79, "Checksum must be included"),
    (80, "Digest in signed-data not accepted"),
    (81, "Public key encryption not supported"),
    (85, "The IAKERB proxy could not find a KDC"),
    (86, "The KDC did not respond to the IAKERB proxy"),
    (90, "Preauthentication expired"),
    (91, "More preauthentication data is required"),
    (93, "An unsupported critical FAST option was requested"),
    (100, "No acceptable KDF offered"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_in_the_order_of_their_codes() {
        assert!(TEXTS.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn every_named_code_has_a_text_and_every_text_a_name() {
        for code in -1..128 {
            let text = TEXTS.iter().any(|(known, _)| *known == code);
            assert_eq!(ErrorCode(code).name().is_some(), text, "{code}");
        }
    }

    #[test]
    fn codes_read_as_mit_prints_them() {
        for (code, text) in [
            (7, "Server not found in Kerberos database (7)"),
            (24, "Preauthentication failed (24)"),
            (25, "Additional pre-authentication required (25)"),
            (1234, "KRB5 error code 1234 (1234)"),
        ] {
            assert_eq!(ErrorCode(code).to_string(), text);
        }
    }
}
