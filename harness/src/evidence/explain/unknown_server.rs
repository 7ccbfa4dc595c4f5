//! The family of servers that the KDC does not know (RFC 4120 §3.1.3, §3.3.3: error 7).
//!
//! The name asked for is compared with what brokers hold keys for, what they advertise, and what
//! administrators did. A request that was refused before the KDC looked for the server (its clock
//! differed, say) is looked at too: its next failure can be told, as likely.

mod wording;

use std::collections::HashMap;
use std::net::IpAddr;

use kerbside_kdc_core::exchange::{Check, Exchange, Reason};
use kerbside_krb5::principal::Principal;
use kerbside_krb5::wire::ErrorCode;

use super::case::{Case, Finding, Success};
use super::scene::Scene;
use super::{Certainty, Code};
use crate::evidence::joined::follow;
use crate::evidence::{Answered, Fact, Record};

/// What the records show of unknown servers.
pub(super) fn findings(case: &Case<'_>) -> Vec<Finding> {
    let connections = likely_connections(case);
    let mut scene = Scene::default();
    let mut findings = Vec::new();
    for record in &case.records {
        if let Fact::Answered(answered) = &record.fact {
            let found = look_at(&scene, record, answered);
            findings.extend(found.into_iter().map(|mut finding| {
                finding.evidence.extend(connections.get(&record.number));
                settled(case, finding, answered)
            }));
        }
        scene.take(record);
    }
    findings
}

/// By the record of a refusal, the connection that likely waited for the ticket.
fn likely_connections(case: &Case<'_>) -> HashMap<u64, u64> {
    let stories = follow(&case.records).into_iter();
    stories.filter_map(|story| Some((story.answered?, story.likely_connection?))).collect()
}

fn look_at(scene: &Scene, record: &Record, answered: &Answered) -> Vec<Finding> {
    let summary = &answered.summary;
    let Some(server) = &summary.facts.server else {
        return Vec::new();
    };
    match summary.reason {
        Some(Reason::AsServerUnknown | Reason::TgsServerUnknown | Reason::TgsRealmUnknown) => {
            classify(scene, server)
                .into_iter()
                .map(|code| wording::finding(scene, record, server, code))
                .collect()
        }
        reason
            if summary.error_code == Some(ErrorCode::KDC_ERR_S_PRINCIPAL_UNKNOWN)
                && !says_unknown(reason) =>
        {
            vec![wording::altered(record, answered, server)]
        }
        Some(_) if was_not_looked_up(answered) => foreseen(scene, record, server),
        _ => Vec::new(),
    }
}

/// Reasons that are told as "server unknown" although the server is known, or not named.
fn says_unknown(reason: Option<Reason>) -> bool {
    matches!(reason, Some(Reason::NoServerName | Reason::AsServerLocked | Reason::TgsServerLocked))
}

/// Whether a TGS-REQ was refused for a clock's sake before its server was looked up.
fn was_not_looked_up(answered: &Answered) -> bool {
    let summary = &answered.summary;
    summary.facts.exchange == Exchange::Tgs
        && !summary.passed.contains(&Check::ServerKnown)
        && matches!(
            summary.reason,
            Some(Reason::AuthenticatorSkew | Reason::TicketNotYetValid | Reason::TicketExpired)
        )
}

/// What the request would have failed of next.
fn foreseen(scene: &Scene, record: &Record, server: &Principal) -> Vec<Finding> {
    let known = scene.exists(server)
        || matches!(parts(server).0.as_str(), "krbtgt" | "kadmin") && scene.serves(&server.realm)
        || (scene.gone(server).is_none() && !scene.holders(server).is_empty());
    if known {
        return Vec::new();
    }
    let codes = classify(scene, server).into_iter().filter(|code| *code != Code::UnknownServer);
    codes
        .map(|code| {
            let mut finding = wording::finding(scene, record, server, code);
            finding.certainty = Certainty::Likely;
            finding.statement += " The KDC refused the request before it came to that.";
            finding
        })
        .collect()
}

/// What is wrong with the name; never empty.
fn classify(scene: &Scene, server: &Principal) -> Vec<Code> {
    let (service, host) = parts(server);
    let foreign = service == "krbtgt" && host.as_bytes() != server.realm.as_bytes();
    if foreign || !scene.serves(&server.realm) {
        return vec![Code::WrongRealm];
    }
    if scene.gone(server).is_some() || !scene.holders(server).is_empty() {
        return vec![Code::SpnMissing];
    }
    let held = scene.held();
    let services: Vec<String> = held.iter().map(|principal| parts(principal).0).collect();
    let hosts: Vec<String> = held.iter().map(|principal| parts(principal).1).collect();
    let wrong_service = !services.is_empty() && !services.contains(&service);
    let advertised = scene.advertising(&host).next().is_some();
    let by_address = host.parse::<IpAddr>().is_ok();
    let same_host = |known: &String| known.eq_ignore_ascii_case(&host);
    let mut codes = Vec::new();
    if by_address && !advertised {
        codes.push(Code::BootstrapByIp);
    }
    if wrong_service && (by_address || advertised || hosts.iter().any(same_host)) {
        codes.push(Code::WrongServiceName);
    } else if advertised {
        codes.push(Code::AdvertisedNameWithoutSpn);
    }
    if codes.is_empty() {
        codes.push(Code::UnknownServer);
    }
    codes
}

/// The service and the host of a principal, either empty where it is missing.
fn parts(principal: &Principal) -> (String, String) {
    let component = |at: usize| {
        let octets = principal.name.name_string.get(at);
        octets.map(|octets| octets.to_text().into_owned()).unwrap_or_default()
    };
    (component(0), component(1))
}

/// With the answer whether the client got what it wanted later.
fn settled(case: &Case<'_>, mut finding: Finding, answered: &Answered) -> Finding {
    let facts = &answered.summary.facts;
    let server = facts.server.as_ref().map(ToString::to_string);
    let kind = |success: &Success| match success {
        Success::Tgs(got) => Some(got) == server.as_ref(),
        Success::Broker(_) => true,
        Success::As => false,
    };
    finding.resolved = case.later(facts.client.as_ref(), finding.failure, kind);
    finding
}
