//! The family of security protocols that do not match: SASL or none, TLS or none, certificates.
//!
//! A client that speaks something else is told nothing it understands, and says "disconnected".

use std::collections::HashSet;

use kerbside_broker::SecurityProtocol;
use kerbside_broker_core::event::{ConnectionId, EventKind};
use kerbside_broker_core::refusal::Refusal;
use kerbside_kafka_wire::ApiKey;

use super::case::{Case, Finding};
use super::{Certainty, Code};
use crate::evidence::{Fact, Listening, Record};

/// What the records show of protocols.
pub(super) fn findings(case: &Case<'_>) -> Vec<Finding> {
    let mut authenticated = HashSet::new();
    let mut findings = Vec::new();
    for record in &case.records {
        let Fact::Connection { connection, event } = &record.fact else {
            continue;
        };
        if let EventKind::Authenticated(_) = event {
            authenticated.insert(*connection);
        }
        let listening = case.doors.listening(&record.party, *connection);
        let without_sasl = listening.is_some_and(|it| !it.protocol.has_sasl());
        let code = match event {
            EventKind::Refused { refusal, .. } => of_refusal(refusal),
            EventKind::HandshakeFailed { reason, .. } => of_handshake(reason),
            // Answered with ILLEGAL_SASL_STATE, which is no refusal of the connection.
            EventKind::Request { key: ApiKey::SASL_HANDSHAKE, .. }
                if without_sasl && !authenticated.contains(connection) =>
            {
                Some(Code::SaslNotExpected)
            }
            _ => None,
        };
        findings.extend(code.map(|code| finding(case, record, *connection, code)));
    }
    findings
}

fn of_refusal(refusal: &Refusal) -> Option<Code> {
    match refusal {
        Refusal::UnexpectedInHandshake { .. } => Some(Code::SaslExpected),
        // RFC 8446 §5.1: a record of the type handshake, read as the size of a frame.
        Refusal::FrameSize { size, .. } if (0x16_0300..=0x16_0304).contains(&(size >> 8)) => {
            Some(Code::TlsNotExpected)
        }
        _ => None,
    }
}

/// rustls's words for what was received in place of a handshake.
fn of_handshake(reason: &str) -> Option<Code> {
    let texts = [
        ("InvalidContentType", Code::TlsExpected),
        ("peer sent no certificates", Code::NoClientCertificate),
        ("received fatal alert: UnknownCA", Code::BrokerNotTrusted),
        ("received fatal alert: CertificateUnknown", Code::BrokerNotTrusted),
        ("received fatal alert: BadCertificate", Code::BrokerNotTrusted),
    ];
    texts.into_iter().find(|(text, _)| reason.contains(text)).map(|(_, code)| code)
}

fn finding(case: &Case<'_>, record: &Record, connection: ConnectionId, code: Code) -> Finding {
    let mut finding = Finding::new(code, Certainty::Certain, record.number);
    let place = case.doors.place(&record.party, connection);
    let listening = case.doors.listening(&record.party, connection);
    let speaks = listening.map_or("another protocol", |it| it.protocol.name());
    finding.subject.clone_from(&place);
    finding.evidence.extend(case.doors.of(connection).map(|door| door.record));
    let (what, wanted): (&str, fn(SecurityProtocol) -> bool) = match code {
        Code::SaslExpected => ("spoke without SASL", |it| !it.has_sasl()),
        Code::SaslNotExpected => ("wanted SASL", |it| it.has_sasl()),
        Code::TlsNotExpected => ("began with TLS", |it| it.has_tls()),
        Code::TlsExpected => ("spoke without TLS", |it| !it.has_tls()),
        Code::NoClientCertificate => return no_certificate(finding, &place),
        _ => return not_trusted(finding, &place),
    };
    finding.statement = format!("A client {what} {place}, which speaks {speaks}.");
    finding.remedy = format!("Set the client's security.protocol to {speaks}");
    let others: Vec<String> =
        case.doors.listenings().filter(|it| wanted(it.protocol)).map(named).collect();
    finding.remedy += &match others.is_empty() {
        true => ", or start the bed with a listener for it (kerbside up --listener).".to_owned(),
        false => format!(", or give it another listener: {}.", others.join(", ")),
    };
    finding
}

fn named(listening: &Listening) -> String {
    let Listening { listener, advertised_host, advertised_port, .. } = listening;
    format!("{listener} at {advertised_host}:{advertised_port}")
}

fn no_certificate(mut finding: Finding, place: &str) -> Finding {
    finding.statement =
        format!("A client {place} showed no certificate, and the listener requires one.");
    finding.remedy = "Give the client the user's key and certificate (certificate.pem, key.pem, \
                      keystore.p12 in clients/NAME), or start the bed with --client-auth requested."
        .to_owned();
    finding
}

fn not_trusted(mut finding: Finding, place: &str) -> Finding {
    finding.statement = format!(
        "A client {place} does not take the broker's certificate: it trusts another CA, or wants \
         another host name."
    );
    finding.remedy = "Give the client the bed's CA (ca.pem, truststore.p12 in clients/NAME), and \
                      the advertised host name."
        .to_owned();
    finding
}
