//! The family of tokens and sessions: OAUTHBEARER (RFC 7628, KIP-255), delegation tokens (KIP-48)
//! and sessions that ended (KIP-368).

use kerbside_broker_core::event::{Claim, ConnectionId, EventKind, TokenAct};
use kerbside_broker_core::refusal::{MechanismRefusal, Refusal};

use super::case::{Case, Finding, Success};
use super::{Certainty, Code};
use crate::evidence::{Fact, Record};

/// What the refusals show of tokens and sessions.
pub(super) fn findings(case: &Case<'_>) -> Vec<Finding> {
    let of_record = |record: &&Record| match &record.fact {
        Fact::Connection { connection, event: EventKind::Refused { refusal, claim, .. } } => {
            look_at(case, record, *connection, refusal, claim.as_deref())
        }
        _ => None,
    };
    case.records.iter().filter_map(of_record).collect()
}

fn look_at(
    case: &Case<'_>,
    record: &Record,
    connection: ConnectionId,
    refusal: &Refusal,
    claim: Option<&Claim>,
) -> Option<Finding> {
    let place = case.doors.place(&record.party, connection);
    let mut finding = match (refusal, claim) {
        (Refusal::SessionExpired, _) => session(record, &place),
        (Refusal::Mechanism(refusal), Some(claim)) => match claim.mechanism.as_ref() {
            "OAUTHBEARER" => bearer(record, refusal, claim, &place),
            _ => delegation(case, record, refusal, claim, &place)?,
        },
        _ => return None,
    };
    finding.evidence.extend(case.doors.of(connection).map(|door| door.record));
    let at_a_broker = |it: &Success| matches!(it, Success::Broker(_));
    let name = claim.and_then(|claim| claim.name.as_deref());
    finding.resolved = name.is_some_and(|it| case.succeeds(it, record.number, at_a_broker));
    Some(finding)
}

fn bearer(record: &Record, refusal: &MechanismRefusal, claim: &Claim, place: &str) -> Finding {
    let reason = match refusal {
        MechanismRefusal::ToldLess { reason, .. } => reason.to_string(),
        other => other.to_string(),
    };
    let name = claim.name.as_deref().unwrap_or("somebody without a name (sub)");
    let expired = reason.contains("on or after the Expiration Time");
    let code = if expired { Code::TokenExpired } else { Code::TokenRefused };
    let mut finding = Finding::new(code, Certainty::Certain, record.number);
    finding.subject = format!("{name} {place}");
    let what = if expired { "is past its end" } else { "is refused" };
    finding.statement = format!("The bearer token of {name} {place} {what}: {reason}.");
    finding.remedy = match expired {
        true => {
            "Fetch a new token before the old one ends; if it should still be good, compare the \
             clocks (kerbside clock)."
        }
        false => "Let the token have what the reason names: issuer, audience, scope, signature.",
    }
    .to_owned();
    finding
}

fn delegation(
    case: &Case<'_>,
    record: &Record,
    refusal: &MechanismRefusal,
    claim: &Claim,
    place: &str,
) -> Option<Finding> {
    let id = claim.name.as_deref()?;
    let unknown = refusal.to_string().starts_with("Token Authentication failed: Invalid tokenId");
    if !unknown {
        return None;
    }
    let mut finding = Finding::new(Code::DelegationTokenUnknown, Certainty::Certain, record.number);
    finding.subject = format!("{id} {place}");
    let last = last_act(case, record.number, id);
    let fate = match last.map(|(_, act)| act) {
        None => "there never was one, as far as the journal goes back",
        Some(TokenAct::Removed) => "it was removed",
        Some(TokenAct::Created | TokenAct::Renewed | TokenAct::Moved) => "it has expired",
    };
    finding.evidence.extend(last.map(|(number, _)| number));
    finding.statement = format!(
        "A client {place} showed the delegation token {id} by {}, which the brokers do not have: \
         {fate}.",
        claim.mechanism
    );
    finding.remedy = "Make a token (kafka-delegation-tokens --create), and renew it in time \
                      (--renew), or let the client log in anew."
        .to_owned();
    Some(finding)
}

/// What became of a token before a record, and the record of that.
fn last_act(case: &Case<'_>, before: u64, wanted: &str) -> Option<(u64, TokenAct)> {
    let act = |record: &&Record| match &record.fact {
        Fact::Connection { event: EventKind::DelegationToken { act, id, .. }, .. }
            if **id == *wanted =>
        {
            Some((record.number, *act))
        }
        _ => None,
    };
    let earlier = case.records.iter().take_while(|record| record.number < before);
    earlier.filter_map(act).last()
}

fn session(record: &Record, place: &str) -> Finding {
    let mut finding = Finding::new(Code::SessionExpired, Certainty::Certain, record.number);
    finding.subject = place.to_owned();
    finding.statement = format!(
        "A client {place} sent a request after its session had ended, and had not authenticated \
         again; the broker closed the connection."
    );
    finding.remedy = "Take a client that authenticates again in time (KIP-368), or a longer \
                      connections.max.reauth.ms; a session ends with its token or ticket too."
        .to_owned();
    finding
}
