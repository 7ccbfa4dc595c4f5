//! The family of SASL mechanisms that a listener does not offer (KIP-43).

use kerbside_broker_core::event::{ConnectionId, EventKind};
use kerbside_broker_core::refusal::Refusal;

use super::case::{Case, Finding};
use super::{Certainty, Code};
use crate::evidence::line::list;
use crate::evidence::{Fact, Record};

/// What the refusals show of mechanisms.
pub(super) fn findings(case: &Case<'_>) -> Vec<Finding> {
    let of_record = |record: &&Record| match &record.fact {
        Fact::Connection { connection, event: EventKind::Refused { refusal, .. } } => {
            let wanted = match &**refusal {
                Refusal::UnsupportedMechanism { mechanism } => mechanism,
                Refusal::BareTokenWithoutGssapi => "GSSAPI",
                _ => return None,
            };
            Some(finding(case, record, *connection, wanted))
        }
        _ => None,
    };
    case.records.iter().filter_map(of_record).collect()
}

fn finding(case: &Case<'_>, record: &Record, connection: ConnectionId, wanted: &str) -> Finding {
    let mut finding = Finding::new(Code::MechanismNotOffered, Certainty::Certain, record.number);
    let place = case.doors.place(&record.party, connection);
    finding.subject = format!("{wanted} {place}");
    finding.evidence.extend(case.doors.of(connection).map(|door| door.record));
    let listening = case.doors.listening(&record.party, connection);
    let offered = listening.map(|it| list(it.mechanisms.iter())).unwrap_or_default();
    let which = match offered.is_empty() {
        true => "which is not offered there".to_owned(),
        false => format!("which offers {offered} alone"),
    };
    finding.statement = format!("A client wanted the mechanism {wanted} {place}, {which}.");
    let instead = if offered.is_empty() { "one that is offered" } else { &offered };
    finding.remedy = format!(
        "Set the client's sasl.mechanism to {instead}, or start the bed with {wanted} among its \
         mechanisms (kerbside up --mechanism)."
    );
    finding
}
