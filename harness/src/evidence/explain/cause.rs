//! A cause: what is wrong, who is wrong by how much, what shows it and what to do.

use std::fmt;

use super::Command;
use crate::evidence::Party;

/// What went wrong, in the order of the first failures. Displays as text for people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explanation {
    /// The causes; none when nothing failed that a family knows.
    pub causes: Vec<Cause>,
    /// The first refusals that no family knows, as far as they are shown.
    pub unexplained: Vec<Evidence>,
    /// How many refusals no family knows.
    pub unexplained_count: u64,
}

impl Explanation {
    /// The same, whose commands are for the bed of this directory.
    #[must_use]
    pub fn at(mut self, directory: &str) -> Self {
        for cause in &mut self.causes {
            let commands = std::mem::take(&mut cause.commands);
            cause.commands = commands.into_iter().map(|command| command.at(directory)).collect();
        }
        self
    }
}

/// One cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The family.
    pub family: Family,
    /// The member of the family, by the first failure.
    pub code: Code,
    /// How sure this is.
    pub certainty: Certainty,
    /// What is wrong, in one sentence or two.
    pub statement: String,
    /// Whose clock is off. One party when that is certain, the candidates when it is not.
    pub who: Vec<ClockError>,
    /// The ways in which it showed.
    pub symptoms: Vec<Code>,
    /// How many failures it explains.
    pub count: u64,
    /// Whether every client that failed has had success with the same since.
    pub resolved: bool,
    /// The records that show it.
    pub evidence: Vec<Evidence>,
    /// What to do.
    pub remedy: String,
    /// Commands that do it, where there are any.
    pub commands: Vec<Command>,
}

/// A clock that is off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockError {
    /// Whose.
    pub party: Party,
    /// By how many microseconds it is ahead; negative when it is behind.
    pub offset_micros: i64,
}

impl ClockError {
    /// By how many whole seconds it is ahead; negative when it is behind.
    pub fn offset_seconds(&self) -> i64 {
        self.offset_micros.saturating_add(500_000).div_euclid(1_000_000)
    }
}

/// A record that shows a cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Its number in the journal.
    pub record: u64,
    /// Its text.
    pub line: String,
}

/// How sure a cause is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Certainty {
    /// The records leave no other cause.
    Certain,
    /// They fit, and fit something else too.
    Likely,
}

/// A family of causes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// The parties' clocks differ.
    ClockSkew,
    /// A client asks for a ticket to a server that the KDC does not know.
    UnknownServer,
    /// A ticket came to its end by every clock.
    TicketLifetime,
    /// The answer that left is not the one that was decided.
    AlteredAnswer,
    /// A password, a user or an account is not what it should be.
    Credentials,
    /// A token or a session is over, or is none.
    Token,
    /// A client wants a SASL mechanism that the listener does not offer.
    Mechanism,
    /// A client speaks another security protocol than the listener.
    Protocol,
    /// Somebody may not do what it asked for.
    Authorization,
}

impl Family {
    /// `clock-skew`, `unknown-server`, `credentials`, `authorization` and so on.
    pub fn name(self) -> &'static str {
        match self {
            Self::ClockSkew => "clock-skew",
            Self::UnknownServer => "unknown-server",
            Self::TicketLifetime => "ticket-lifetime",
            Self::AlteredAnswer => "altered-answer",
            Self::Credentials => "credentials",
            Self::Token => "token",
            Self::Mechanism => "mechanism",
            Self::Protocol => "protocol",
            Self::Authorization => "authorization",
        }
    }
}

/// A member of a family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Code {
    /// The KDC refused a timestamp of preauthentication.
    AsTimestampSkew,
    /// The KDC refused the authenticator of a TGS-REQ.
    TgsAuthenticatorSkew,
    /// The KDC got a ticket that begins later.
    TgsTicketNotYetValid,
    /// The KDC got a ticket that has ended by its clock alone.
    TgsTicketExpired,
    /// A broker refused the authenticator of an AP-REQ.
    BrokerAuthenticatorSkew,
    /// A broker got a ticket that begins later.
    BrokerTicketNotYetValid,
    /// A broker got a ticket that has ended by its clock alone.
    BrokerTicketExpired,
    /// A ticket ended, by every clock.
    TicketRanOut,
    /// A broker has the key of a principal that the KDC does not have.
    SpnMissing,
    /// A client was told an address instead of a name.
    BootstrapByIp,
    /// A broker sends its clients to a name that it has no principal for.
    AdvertisedNameWithoutSpn,
    /// A client takes the brokers' service for another one.
    WrongServiceName,
    /// A client takes the service for one of another realm.
    WrongRealm,
    /// Nothing is known of the server asked for.
    UnknownServer,
    /// The KDC decided something else than its answer says.
    AnswerAltered,
    /// The password is not the user's.
    WrongPassword,
    /// There is no such user.
    UnknownUser,
    /// A client gave no user, no password, or something else than a login.
    MalformedLogin,
    /// A client wanted to be another than the one whose password it has.
    OtherAuthorizationId,
    /// The KDC gives this user no tickets, or none for now.
    AccountLocked,
    /// The user's account has ended at the KDC.
    AccountExpired,
    /// The user has to change the password first.
    PasswordExpired,
    /// A bearer token is past its end.
    TokenExpired,
    /// A bearer token does not pass for another reason.
    TokenRefused,
    /// There is no such delegation token, or no more.
    DelegationTokenUnknown,
    /// A client did not authenticate again before its session ended (KIP-368).
    SessionExpired,
    /// The listener does not offer the mechanism.
    MechanismNotOffered,
    /// A client without SASL came to a listener with it.
    SaslExpected,
    /// A client with SASL came to a listener without it.
    SaslNotExpected,
    /// A client with TLS came to a listener without it.
    TlsNotExpected,
    /// A client without TLS came to a listener with it.
    TlsExpected,
    /// A client does not trust the broker's certificate.
    BrokerNotTrusted,
    /// A client has no certificate where one is required.
    NoClientCertificate,
    /// No ACL allows it.
    NoAclAllows,
    /// An ACL denies it.
    AclDenies,
    /// An authorizer of the bed's own denies it.
    AuthorizerDenies,
}

impl Code {
    /// The stable name: `tgs-authenticator-skew`, `bootstrap-by-ip`.
    pub fn name(self) -> &'static str {
        match self {
            Self::AsTimestampSkew => "as-timestamp-skew",
            Self::TgsAuthenticatorSkew => "tgs-authenticator-skew",
            Self::TgsTicketNotYetValid => "tgs-ticket-not-yet-valid",
            Self::TgsTicketExpired => "tgs-ticket-expired",
            Self::BrokerAuthenticatorSkew => "broker-authenticator-skew",
            Self::BrokerTicketNotYetValid => "broker-ticket-not-yet-valid",
            Self::BrokerTicketExpired => "broker-ticket-expired",
            Self::TicketRanOut => "ticket-ran-out",
            Self::SpnMissing => "spn-missing",
            Self::BootstrapByIp => "bootstrap-by-ip",
            Self::AdvertisedNameWithoutSpn => "advertised-name-without-spn",
            Self::WrongServiceName => "wrong-service-name",
            Self::WrongRealm => "wrong-realm",
            Self::UnknownServer => "unknown-server",
            Self::AnswerAltered => "answer-altered",
            Self::WrongPassword => "wrong-password",
            Self::UnknownUser => "unknown-user",
            Self::MalformedLogin => "malformed-login",
            Self::OtherAuthorizationId => "other-authorization-id",
            Self::AccountLocked => "account-locked",
            Self::AccountExpired => "account-expired",
            Self::PasswordExpired => "password-expired",
            Self::TokenExpired => "token-expired",
            Self::TokenRefused => "token-refused",
            Self::DelegationTokenUnknown => "delegation-token-unknown",
            Self::SessionExpired => "session-expired",
            Self::MechanismNotOffered => "mechanism-not-offered",
            Self::SaslExpected => "sasl-expected",
            Self::SaslNotExpected => "sasl-not-expected",
            Self::TlsNotExpected => "tls-not-expected",
            Self::TlsExpected => "tls-expected",
            Self::BrokerNotTrusted => "broker-not-trusted",
            Self::NoClientCertificate => "no-client-certificate",
            Self::NoAclAllows => "no-acl-allows",
            Self::AclDenies => "acl-denies",
            Self::AuthorizerDenies => "authorizer-denies",
        }
    }

    /// The family that it belongs to.
    pub fn family(self) -> Family {
        match self {
            Self::AsTimestampSkew
            | Self::TgsAuthenticatorSkew
            | Self::TgsTicketNotYetValid
            | Self::TgsTicketExpired
            | Self::BrokerAuthenticatorSkew
            | Self::BrokerTicketNotYetValid
            | Self::BrokerTicketExpired => Family::ClockSkew,
            Self::TicketRanOut => Family::TicketLifetime,
            Self::SpnMissing
            | Self::BootstrapByIp
            | Self::AdvertisedNameWithoutSpn
            | Self::WrongServiceName
            | Self::WrongRealm
            | Self::UnknownServer => Family::UnknownServer,
            Self::AnswerAltered => Family::AlteredAnswer,
            Self::WrongPassword
            | Self::UnknownUser
            | Self::MalformedLogin
            | Self::OtherAuthorizationId
            | Self::AccountLocked
            | Self::AccountExpired
            | Self::PasswordExpired => Family::Credentials,
            Self::TokenExpired
            | Self::TokenRefused
            | Self::DelegationTokenUnknown
            | Self::SessionExpired => Family::Token,
            Self::MechanismNotOffered => Family::Mechanism,
            Self::SaslExpected
            | Self::SaslNotExpected
            | Self::TlsNotExpected
            | Self::TlsExpected
            | Self::BrokerNotTrusted
            | Self::NoClientCertificate => Family::Protocol,
            Self::NoAclAllows | Self::AclDenies | Self::AuthorizerDenies => Family::Authorization,
        }
    }
}

impl Cause {
    /// By how many seconds the clock is ahead (negative: behind), where it is certain whose it is.
    pub fn offset_seconds(&self) -> Option<i64> {
        match (self.certainty, self.who.as_slice()) {
            (Certainty::Certain, [error]) => Some(error.offset_seconds()),
            _ => None,
        }
    }

    /// Whose clock is off, where that is certain.
    pub fn culprit(&self) -> Option<&Party> {
        match (self.certainty, self.who.as_slice()) {
            (Certainty::Certain, [error]) => Some(&error.party),
            _ => None,
        }
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, cause) in self.causes.iter().enumerate() {
            if at > 0 {
                writeln!(f)?;
            }
            write!(f, "{}. {cause}", at + 1)?;
        }
        match (self.causes.is_empty(), self.unexplained.is_empty()) {
            (true, true) => return f.write_str("Nothing failed, and nobody was refused.\n"),
            (_, true) => return Ok(()),
            (true, false) => f.write_str("No known cause fits these refusals:\n")?,
            (false, false) => f.write_str("\nRefusals that no known cause fits:\n")?,
        }
        for refusal in &self.unexplained {
            writeln!(f, "   {}", refusal.line)?;
        }
        let shown = u64::try_from(self.unexplained.len()).unwrap_or(u64::MAX);
        match self.unexplained_count.saturating_sub(shown) {
            0 => Ok(()),
            more => writeln!(f, "   and {more} more"),
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.family.name(), self.code.name())?;
        if self.certainty == Certainty::Likely {
            f.write_str(" (likely)")?;
        }
        if self.resolved {
            f.write_str(" (resolved since)")?;
        }
        if self.count > 1 {
            write!(f, ", {} failures", self.count)?;
        }
        writeln!(f, "\n   cause:    {}", self.statement)?;
        if self.symptoms.len() > 1 {
            let names: Vec<&str> = self.symptoms.iter().map(|code| code.name()).collect();
            writeln!(f, "   seen as:  {}", names.join(", "))?;
        }
        for (at, shown) in self.evidence.iter().enumerate() {
            let label = if at == 0 { "evidence:" } else { "         " };
            writeln!(f, "   {label} {}", shown.line)?;
        }
        writeln!(f, "   remedy:   {}", self.remedy)?;
        self.commands.iter().try_for_each(|command| writeln!(f, "             {command}"))
    }
}
