//! What MIT's tools say for the error codes of RFC 4120 §7.5.9: the text that users search for.

use crate::wire::ErrorCode;

/// The sentence of `code`, as MIT's error table has it.
pub fn describe(code: ErrorCode) -> String {
    match TEXTS.binary_search_by_key(&code.0, |(number, _)| *number) {
        Ok(at) => TEXTS.get(at).map_or("", |(_, text)| text).to_owned(),
        Err(_) => format!("KRB5 error code {}", code.0),
    }
}

/// Sorted by number. The sentences are those that MIT krb5 1.20.1 prints.
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
    fn codes_have_the_sentences_of_mit() {
        assert_eq!(describe(ErrorCode::KRB_AP_ERR_SKEW), "Clock skew too great");
        assert_eq!(describe(ErrorCode(4711)), "KRB5 error code 4711");
        assert!(TEXTS.is_sorted_by_key(|(number, _)| *number));
    }
}
