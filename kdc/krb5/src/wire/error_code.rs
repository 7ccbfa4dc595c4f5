//! Error codes (RFC 4120 §7.5.9 and successors).

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
        /// The TGT's realm is wrong (RFC 6806, MIT: Realm not local to KDC).
        KDC_ERR_WRONG_REALM = 68,
        /// User-to-user authorization required.
        KRB_AP_ERR_USER_TO_USER_REQUIRED = 69,
        /// Preauthentication expired (RFC 6113).
        KDC_ERR_PREAUTH_EXPIRED = 90,
        /// More preauthentication data is required (RFC 6113).
        KDC_ERR_MORE_PREAUTH_DATA_REQUIRED = 91,
        /// Unknown critical FAST options (RFC 6113).
        KDC_ERR_UNKNOWN_CRITICAL_FAST_OPTIONS = 93,
    }
}
