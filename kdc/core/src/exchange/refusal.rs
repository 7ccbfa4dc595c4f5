//! Every reason to refuse a request, in the order in which the checks are made, and the one place
//! where a reason becomes an error code, an e-text and a log word.
//!
//! Code, text and order are MIT krb5 1.20's where its answers are known from recordings; the line
//! says so where that departs from RFC 4120. Texts that no recording shows are our own.

use std::borrow::Cow;

use kerbside_krb5::wire::ErrorCode;

use crate::database::ETexts;

/// Why a request was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The database could not be read.
    DatabaseFailure,
    /// pvno is not 5 (RFC 4120 §5.4.1).
    UnsupportedVersion,
    /// msg-type contradicts the message's tag (RFC 4120 §5.4.1).
    WrongMessageType,
    /// The request names no server (RFC 4120 §5.4.1).
    NoServerName,

    // The AS exchange (RFC 4120 §3.1.3).
    /// The request names no client (RFC 4120 §5.4.1).
    NoClientName,
    /// The realm is not served here. MIT says that the client is unknown; RFC 6806 has 68 for it.
    RealmNotServed,
    /// The client is not in the database (RFC 4120 §3.1.3).
    ClientUnknown,
    /// The server is not in the database (RFC 4120 §3.1.3).
    AsServerUnknown,
    /// An option that only the TGS knows, or anonymity (RFC 4120 §3.1.3; RFC 8062).
    InvalidAsOptions,
    /// The client's entry has expired (RFC 4120 §3.1.3).
    ClientExpired,
    /// The client's password has expired, and the service does not change passwords.
    ClientKeyExpired,
    /// The server's entry has expired, asked for in the AS exchange.
    AsServerExpired,
    /// The client must change its password first.
    PasswordChangeRequired,
    /// A postdated ticket was asked for, which is not implemented, or not allowed (RFC 4120
    /// §3.1.3).
    CannotPostdate,
    /// The client may get no tickets.
    ClientLocked,
    /// No tickets are issued for the service, asked for in the AS exchange. MIT: 7, not 19.
    AsServerLocked,
    /// The service takes user-to-user tickets only, asked for in the AS exchange.
    AsServerNotAllowed,
    /// The account is locked after failed logins.
    ClientLockedOut,
    /// No enctype offered suits the service's session key (RFC 4120 §3.1.3).
    NoCommonSessionEnctype,
    /// Preauthentication with hardware is required, and there is no such mechanism.
    HardwarePreauthRequired,
    /// Preauthentication is required (RFC 4120 §3.1.3).
    PreauthRequired,
    /// The client has no key of the enctype its timestamp is encrypted in. MIT: 24.
    PreauthKeyMissing,
    /// The preauthentication does not decrypt under the client's key (RFC 4120 §3.1.3).
    PreauthBad,
    /// The timestamp is too far from the KDC's time (RFC 4120 §3.1.3). MIT's text: PREAUTH_FAILED.
    PreauthSkew,
    /// The client has no key of any enctype offered (RFC 4120 §3.1.3).
    NoClientKey,
    /// The service has no key that a ticket could be encrypted in.
    NoServerKey,
    /// The ticket would end before it starts (RFC 4120 §3.1.3).
    NeverValid,

    // The TGS exchange: its AP-REQ (RFC 4120 §3.3.2, §3.2.3).
    /// There is no PA-TGS-REQ (RFC 4120 §3.3.3).
    NoPaTgsReq,
    /// The AP-REQ in it cannot be read.
    ApReqMalformed,
    /// The ticket is for a service that no realm here knows (RFC 4120 §3.2.3).
    TicketServerUnknown,
    /// The service's keys do not include the ticket's (RFC 4120 §3.2.3: 44). MIT: 60.
    TicketKeyMissing,
    /// The ticket does not decrypt (RFC 4120 §3.2.3).
    TicketIntegrity,
    /// The authenticator does not decrypt (RFC 4120 §3.2.3).
    AuthenticatorIntegrity,
    /// Ticket and authenticator name different clients (RFC 4120 §3.2.3).
    ClientMismatch,
    /// The ticket is bound to other addresses (RFC 4120 §3.2.3).
    AddressMismatch,
    /// The ticket starts later. MIT checks the ticket's times before the authenticator's, contrary
    /// to the order of RFC 4120 §3.2.3: a KDC that is behind says 33, not 37.
    TicketNotYetValid,
    /// The ticket has ended, by more than the allowed skew (RFC 4120 §3.2.3).
    TicketExpired,
    /// The ticket is flagged INVALID and no validation is asked for (RFC 4120 §3.2.3).
    TicketInvalid,
    /// The authenticator's time is too far from the KDC's (RFC 4120 §3.2.3).
    AuthenticatorSkew,
    /// The authenticator has no checksum, or one without a key (RFC 4120 §3.3.2).
    BodyChecksumInappropriate,
    /// The checksum is not that of the request's body (RFC 4120 §3.3.2).
    BodyModified,
    /// enc-authorization-data does not decrypt (RFC 4120 §3.3.2).
    AuthorizationDataBad,

    // The TGS exchange: what is asked for (RFC 4120 §3.3.3).
    /// A realm that is not served, or a service that is not in the database (RFC 4120 §3.3.3).
    TgsServerUnknown,
    /// The TGT of a realm that is not trusted (RFC 4120 §3.3.3).
    TgsRealmUnknown,
    /// Forwarding is asked for and the ticket is not FORWARDABLE (RFC 4120 §2.6).
    NotForwardable,
    /// A proxy is asked for and the ticket is not PROXIABLE (RFC 4120 §2.5).
    NotProxiable,
    /// Postdating is asked for and the ticket is not MAY-POSTDATE (RFC 4120 §2.4).
    NotPostdatable,
    /// Validation is asked for and the ticket is not INVALID (RFC 4120 §2.4).
    ValidatesValid,
    /// Renewal is asked for and the ticket is not RENEWABLE (RFC 4120 §2.3).
    NotRenewable,
    /// Renewal is asked for after renew-till (RFC 4120 §2.3).
    RenewTillPassed,
    /// User-to-user, S4U or anonymity: not implemented (RFC 4120 §3.7; MS-SFU; RFC 8062).
    OptionNotImplemented,
    /// The service forbids renewable tickets.
    ServiceForbidsRenewable,
    /// The service forbids postdated tickets.
    ServiceForbidsPostdated,
    /// No tickets are issued for the service. MIT: 7, not 19 (KDC_ERR_SERVICE_REVOKED).
    TgsServerLocked,
    /// The service takes user-to-user tickets only (RFC 4120 §3.7).
    TgsServerNotAllowed,
    /// The service takes no tickets got by way of a TGT.
    TgtBasedNotAllowed,
    /// The service asks for hardware preauthentication, which the ticket does not show. MIT: 60.
    TicketWithoutHardwarePreauth,
    /// The service asks for preauthentication, which the ticket does not show. MIT: 60.
    TicketWithoutPreauth,
    /// The server's entry has expired.
    TgsServerExpired,
    /// Renewal or the like names another service than the ticket (RFC 4120 §3.3.3).
    ServerMismatch,
    /// A proxy of a TGT is asked for (RFC 4120 §2.5).
    ProxyOfTgt,
    /// The ticket is not a ticket-granting ticket for the realm (RFC 4120 §3.3.3).
    NotTicketGranting,
    /// The ticket passed through a realm that it would have to name (RFC 4120 §3.3.3.2).
    PathNotAccepted,
}

/// How a reason is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The error code.
    pub code: ErrorCode,
    /// The e-text.
    pub e_text: Cow<'static, str>,
    /// The word in MIT's log line.
    pub log: &'static str,
}

impl Reason {
    /// Error code, e-text and log word of the reason, with the texts of the realm.
    pub fn answer(self, texts: &ETexts) -> Answer {
        use ErrorCode as E;
        let (code, word) = match self {
            Self::DatabaseFailure => (E::KRB_ERR_GENERIC, "DATABASE_FAILURE"),
            Self::UnsupportedVersion => (E::KDC_ERR_BAD_PVNO, "BAD_PVNO"),
            Self::WrongMessageType => (E::KRB_AP_ERR_MSG_TYPE, "BAD_MSG_TYPE"),
            Self::NoServerName => (E::KDC_ERR_S_PRINCIPAL_UNKNOWN, "NO_SERVER_NAME"),

            Self::NoClientName => (E::KDC_ERR_C_PRINCIPAL_UNKNOWN, "NO_CLIENT_NAME"),
            Self::RealmNotServed => (E::KDC_ERR_C_PRINCIPAL_UNKNOWN, "CLIENT_NOT_FOUND"),
            Self::ClientUnknown => (E::KDC_ERR_C_PRINCIPAL_UNKNOWN, "CLIENT_NOT_FOUND"),
            Self::AsServerUnknown => (E::KDC_ERR_S_PRINCIPAL_UNKNOWN, "SERVER_NOT_FOUND"),
            Self::InvalidAsOptions => (E::KDC_ERR_BADOPTION, "BAD_AS_OPTIONS"),
            Self::ClientExpired => (E::KDC_ERR_NAME_EXP, "CLIENT EXPIRED"),
            Self::ClientKeyExpired => (E::KDC_ERR_KEY_EXPIRED, "CLIENT KEY EXPIRED"),
            Self::AsServerExpired => (E::KDC_ERR_SERVICE_EXP, "SERVICE EXPIRED"),
            Self::PasswordChangeRequired => (E::KDC_ERR_KEY_EXPIRED, "REQUIRED PWCHANGE"),
            Self::CannotPostdate => (E::KDC_ERR_CANNOT_POSTDATE, "CANNOT_POSTDATE"),
            Self::ClientLocked => (E::KDC_ERR_CLIENT_REVOKED, "CLIENT LOCKED OUT"),
            Self::AsServerLocked => (E::KDC_ERR_S_PRINCIPAL_UNKNOWN, "SERVICE LOCKED OUT"),
            Self::AsServerNotAllowed => (E::KDC_ERR_MUST_USE_USER2USER, "SERVICE NOT ALLOWED"),
            Self::ClientLockedOut => (E::KDC_ERR_CLIENT_REVOKED, "LOCKED_OUT"),
            Self::NoCommonSessionEnctype => (E::KDC_ERR_ETYPE_NOSUPP, "BAD_ENCRYPTION_TYPE"),
            Self::HardwarePreauthRequired => (E::KDC_ERR_PREAUTH_REQUIRED, "NEEDED_HW_PREAUTH"),
            Self::PreauthRequired => (E::KDC_ERR_PREAUTH_REQUIRED, "NEEDED_PREAUTH"),
            Self::PreauthKeyMissing => (E::KDC_ERR_PREAUTH_FAILED, "PREAUTH_FAILED"),
            Self::PreauthBad => (E::KDC_ERR_PREAUTH_FAILED, "PREAUTH_FAILED"),
            Self::PreauthSkew => (E::KRB_AP_ERR_SKEW, "PREAUTH_FAILED"),
            Self::NoClientKey => (E::KDC_ERR_ETYPE_NOSUPP, "CANT_FIND_CLIENT_KEY"),
            Self::NoServerKey => (E::KRB_ERR_GENERIC, "NO_SERVER_KEY"),
            Self::NeverValid => (E::KDC_ERR_NEVER_VALID, "NEVER_VALID"),

            Self::NoPaTgsReq => (E::KDC_ERR_PADATA_TYPE_NOSUPP, "PROCESS_TGS"),
            Self::ApReqMalformed => (E::KRB_ERR_GENERIC, "PROCESS_TGS"),
            Self::TicketServerUnknown => (E::KRB_AP_ERR_NOT_US, "PROCESS_TGS"),
            Self::TicketKeyMissing => (E::KRB_ERR_GENERIC, "PROCESS_TGS"),
            Self::TicketIntegrity => (E::KRB_AP_ERR_BAD_INTEGRITY, "PROCESS_TGS"),
            Self::AuthenticatorIntegrity => (E::KRB_AP_ERR_BAD_INTEGRITY, "PROCESS_TGS"),
            Self::ClientMismatch => (E::KRB_AP_ERR_BADMATCH, "PROCESS_TGS"),
            Self::AddressMismatch => (E::KRB_AP_ERR_BADADDR, "PROCESS_TGS"),
            Self::TicketNotYetValid => (E::KRB_AP_ERR_TKT_NYV, "PROCESS_TGS"),
            Self::TicketExpired => (E::KRB_AP_ERR_TKT_EXPIRED, "PROCESS_TGS"),
            Self::TicketInvalid => (E::KRB_AP_ERR_TKT_NYV, "PROCESS_TGS"),
            Self::AuthenticatorSkew => (E::KRB_AP_ERR_SKEW, "PROCESS_TGS"),
            Self::BodyChecksumInappropriate => (E::KRB_AP_ERR_INAPP_CKSUM, "PROCESS_TGS"),
            Self::BodyModified => (E::KRB_AP_ERR_MODIFIED, "PROCESS_TGS"),
            Self::AuthorizationDataBad => (E::KRB_AP_ERR_BAD_INTEGRITY, "BAD_AUTHORIZATION_DATA"),

            Self::TgsServerUnknown => (E::KDC_ERR_S_PRINCIPAL_UNKNOWN, "LOOKING_UP_SERVER"),
            Self::TgsRealmUnknown => (E::KDC_ERR_S_PRINCIPAL_UNKNOWN, "UNKNOWN_SERVER"),
            Self::NotForwardable => (E::KDC_ERR_BADOPTION, "TICKET NOT FORWARDABLE"),
            Self::NotProxiable => (E::KDC_ERR_BADOPTION, "TICKET NOT PROXIABLE"),
            Self::NotPostdatable => (E::KDC_ERR_BADOPTION, "TICKET NOT POSTDATABLE"),
            Self::ValidatesValid => (E::KDC_ERR_BADOPTION, "TICKET NOT INVALID"),
            Self::NotRenewable => (E::KDC_ERR_BADOPTION, "TICKET NOT RENEWABLE"),
            Self::RenewTillPassed => (E::KRB_AP_ERR_TKT_EXPIRED, "RENEW_TILL_PASSED"),
            Self::OptionNotImplemented => (E::KDC_ERR_BADOPTION, "OPTION_NOT_IMPLEMENTED"),
            Self::ServiceForbidsRenewable => (E::KDC_ERR_POLICY, "SERVER NOT RENEWABLE"),
            Self::ServiceForbidsPostdated => (E::KDC_ERR_CANNOT_POSTDATE, "SERVER NOT POSTDATABLE"),
            Self::TgsServerLocked => (E::KDC_ERR_S_PRINCIPAL_UNKNOWN, "SERVER LOCKED OUT"),
            Self::TgsServerNotAllowed => (E::KDC_ERR_MUST_USE_USER2USER, "SERVER NOT ALLOWED"),
            Self::TgtBasedNotAllowed => (E::KDC_ERR_POLICY, "SERVER NOT BY TGT"),
            Self::TicketWithoutHardwarePreauth => (E::KRB_ERR_GENERIC, "TICKET WITHOUT HW PREAUTH"),
            Self::TicketWithoutPreauth => (E::KRB_ERR_GENERIC, "TICKET WITHOUT PREAUTH"),
            Self::TgsServerExpired => (E::KDC_ERR_SERVICE_EXP, "SERVICE EXPIRED"),
            Self::ServerMismatch => (E::KDC_ERR_SERVER_NOMATCH, "SERVER MISMATCH"),
            Self::ProxyOfTgt => (E::KDC_ERR_BADOPTION, "PROXY OF TGT"),
            Self::NotTicketGranting => (E::KRB_AP_ERR_NOT_US, "NOT A TGT"),
            Self::PathNotAccepted => (E::KDC_ERR_PATH_NOT_ACCEPTED, "BAD_TRANSIT"),
        };
        Answer { code, e_text: self.e_text(word, texts), log: word }
    }

    /// The log word, but where the realm has a text of its own.
    fn e_text(self, word: &'static str, texts: &ETexts) -> Cow<'static, str> {
        match self {
            Self::AsServerUnknown => texts.as_unknown_server.clone(),
            Self::TgsServerUnknown => texts.tgs_unknown_server.clone(),
            Self::TgsRealmUnknown => texts.tgs_unknown_realm.clone(),
            _ => Cow::Borrowed(word),
        }
    }
}
