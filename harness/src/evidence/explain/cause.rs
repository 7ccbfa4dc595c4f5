//! A cause: what is wrong, who is wrong by how much, what shows it and what to do.

use std::fmt;

use crate::evidence::Party;

/// What went wrong, in the order of the first failures. Displays as text for people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explanation {
    /// The causes; none when nothing failed that a family knows.
    pub causes: Vec<Cause>,
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
}

impl Family {
    /// `clock-skew`, `unknown-server`, `ticket-lifetime` or `altered-answer`.
    pub fn name(self) -> &'static str {
        match self {
            Self::ClockSkew => "clock-skew",
            Self::UnknownServer => "unknown-server",
            Self::TicketLifetime => "ticket-lifetime",
            Self::AlteredAnswer => "altered-answer",
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
        if self.causes.is_empty() {
            return f.write_str("Nothing failed that has a known cause.\n");
        }
        for (at, cause) in self.causes.iter().enumerate() {
            if at > 0 {
                writeln!(f)?;
            }
            write!(f, "{}. {cause}", at + 1)?;
        }
        Ok(())
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
        writeln!(f, "   remedy:   {}", self.remedy)
    }
}
