//! The family of passwords and accounts: PLAIN (RFC 4616), SCRAM (RFC 5802) and logins at the KDC
//! (RFC 4120 §3.1.3).
//!
//! Mechanisms of brokers are told apart by Kafka's own texts. Left out: tokens, which are a family
//! of their own.

use kerbside_broker_core::event::{Claim, ConnectionId, EventKind};
use kerbside_broker_core::refusal::{MechanismRefusal, Refusal};
use kerbside_kdc_core::exchange::{Exchange, Reason};
use kerbside_krb5::principal::Principal;

use super::case::{Case, Finding, Success};
use super::{Certainty, Code, Command};
use crate::evidence::{Answered, Fact, Record};

/// What the refusals show of passwords and accounts.
pub(super) fn findings(case: &Case<'_>) -> Vec<Finding> {
    let of_record = |record: &&Record| match &record.fact {
        Fact::Answered(answered) => at_kdc(case, record, answered),
        Fact::Connection {
            connection,
            event: EventKind::Refused { refusal, claim: Some(claim), .. },
        } => at_broker(case, record, *connection, refusal, claim),
        _ => None,
    };
    case.records.iter().filter_map(of_record).collect()
}

fn at_kdc(case: &Case<'_>, record: &Record, answered: &Answered) -> Option<Finding> {
    let facts = &answered.summary.facts;
    let client = facts.client.as_ref().filter(|_| facts.exchange == Exchange::As)?;
    let code = match answered.summary.reason? {
        Reason::PreauthBad => Code::WrongPassword,
        Reason::ClientUnknown => Code::UnknownUser,
        Reason::ClientLocked | Reason::ClientLockedOut => Code::AccountLocked,
        Reason::ClientExpired => Code::AccountExpired,
        Reason::ClientKeyExpired | Reason::PasswordChangeRequired => Code::PasswordExpired,
        _ => return None,
    };
    let from = facts.arrival.from.ip().to_canonical();
    let mut finding = Finding::new(code, Certainty::Certain, record.number);
    finding.subject = format!("{client} at the KDC");
    finding.resolved = case.later(Some(client), record.number, |it| *it == Success::As);
    told_of_kdc(&mut finding, client, &format!("from {from}"));
    Some(finding)
}

fn told_of_kdc(finding: &mut Finding, client: &Principal, from: &str) {
    let name = client.to_string();
    let kadmin = Command::new("kadmin");
    let (statement, remedy, command) = match finding.code {
        Code::WrongPassword => (
            format!(
                "The login of {client} {from} showed another key than the KDC has: a wrong \
                     password, or a keytab from before a change of it."
            ),
            "Give the right password, or write the keytab anew; or set another password.",
            kadmin.word("cpw").option("-pw", "PASSWORD"),
        ),
        Code::UnknownUser => (
            format!("The KDC has no principal {client}, whose login {from} was asked for."),
            "Correct the name, or add the principal.",
            kadmin.word("addprinc").option("-pw", "PASSWORD"),
        ),
        Code::AccountLocked => (
            format!(
                "The KDC gives {client} no tickets (login {from}): after too many failed \
                     logins, or because an administrator said so (-allow_tix)."
            ),
            "Unlock the account.",
            kadmin.word("modprinc").word("-unlock").word("+allow_tix"),
        ),
        Code::AccountExpired => (
            format!("The account of {client} has ended at the KDC (login {from})."),
            "Let it end later or never.",
            kadmin.word("modprinc").option("-expire", "never"),
        ),
        _ => (
            format!(
                "{client} has to change the password before the KDC gives tickets \
                     (login {from})."
            ),
            "Change the password.",
            kadmin.word("cpw").option("-pw", "PASSWORD"),
        ),
    };
    finding.statement = statement;
    finding.remedy = remedy.to_owned();
    finding.commands = vec![command.word(name)];
}

/// What Kafka's mechanisms say, by the beginnings of their texts.
const TEXTS: [(&str, Code); 7] = [
    ("Authentication failed: Invalid username or password", Code::WrongPassword),
    ("Invalid client credentials", Code::WrongPassword),
    ("Authentication failed: Invalid user credentials", Code::UnknownUser),
    ("Authentication failed: username not specified", Code::MalformedLogin),
    ("Authentication failed: password not specified", Code::MalformedLogin),
    ("Invalid SASL/PLAIN response", Code::MalformedLogin),
    ("Authentication failed: Client requested an authorization id", Code::OtherAuthorizationId),
];

fn at_broker(
    case: &Case<'_>,
    record: &Record,
    connection: ConnectionId,
    refusal: &Refusal,
    claim: &Claim,
) -> Option<Finding> {
    let text = match refusal {
        Refusal::Mechanism(MechanismRefusal::Told(text) | MechanismRefusal::Untold(text)) => text,
        _ => return None,
    };
    if claim.mechanism.as_ref() == "OAUTHBEARER" {
        return None;
    }
    let (_, code) = TEXTS.iter().find(|(beginning, _)| text.starts_with(beginning))?;
    let mut finding = Finding::new(*code, Certainty::Certain, record.number);
    let place = case.doors.place(&record.party, connection);
    finding.subject = format!("{:?} by {} {place}", claim.name, claim.mechanism);
    finding.evidence.extend(case.doors.of(connection).map(|door| door.record));
    let at_a_broker = |it: &Success| matches!(it, Success::Broker(_));
    let name = claim.name.as_deref();
    finding.resolved = name.is_some_and(|it| case.succeeds(it, record.number, at_a_broker));
    told_of_broker(&mut finding, claim, &place, text);
    Some(finding)
}

fn told_of_broker(finding: &mut Finding, claim: &Claim, place: &str, text: &str) {
    let (name, mechanism) = (claim.name.as_deref().unwrap_or("a client"), &claim.mechanism);
    let is_plain = mechanism.as_ref() == "PLAIN";
    let statement = match finding.code {
        Code::WrongPassword if is_plain => format!(
            "{name} came with PLAIN {place}, and the password is not that of {name}, or the \
             brokers have no such user."
        ),
        Code::WrongPassword => {
            format!("{name} came with {mechanism} {place}, and the password is wrong.")
        }
        Code::UnknownUser => {
            format!("{name} came with {mechanism} {place}, and the brokers have no such user.")
        }
        _ => format!("{name} came with {mechanism} {place}: {text}."),
    };
    let remedy = match finding.code {
        Code::WrongPassword | Code::UnknownUser => {
            "Give user and password as the bed was started with (--user NAME:PASSWORD): a user of \
             the KDC alone, or one without a password, has none at the brokers. For SCRAM, \
             kafka-configs --alter --add-config can add or change one."
        }
        Code::OtherAuthorizationId => "Leave the authorization id away, or let it be the user.",
        _ => "Give the client a user and a password (sasl.jaas.config).",
    };
    finding.statement = statement;
    finding.remedy = remedy.to_owned();
}
