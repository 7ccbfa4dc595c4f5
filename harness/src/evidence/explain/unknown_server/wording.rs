//! What is said about names: causes in words, with their remedies.

use std::net::IpAddr;

use kerbside_krb5::principal::Principal;

use super::{Certainty, Code, Finding, Scene, parts};
use crate::evidence::line::list;
use crate::evidence::{Answered, Record, words};

/// The finding that `server` is unknown because of `code`.
pub(super) fn finding(scene: &Scene, record: &Record, server: &Principal, code: Code) -> Finding {
    let mut finding = Finding::new(code, Certainty::Certain, record.number);
    finding.subject = server.to_string();
    finding.evidence.extend(scene.setup_records());
    match code {
        Code::SpnMissing => spn_missing(&mut finding, scene, server),
        Code::BootstrapByIp => bootstrap_by_ip(&mut finding, scene, server),
        Code::AdvertisedNameWithoutSpn => advertised_name(&mut finding, scene, server),
        Code::WrongServiceName => wrong_service(&mut finding, scene, server),
        Code::WrongRealm => wrong_realm(&mut finding, scene, server),
        _ => unknown(&mut finding, scene, server),
    }
    finding
}

fn spn_missing(finding: &mut Finding, scene: &Scene, server: &Principal) {
    let holders = scene.holders(server);
    let holding = match holders.is_empty() {
        true => String::new(),
        false => format!(", although the keytab of broker {} has it", list(holders.iter())),
    };
    finding.statement = format!("The KDC has no principal {server}{holding}.");
    if let Some(removal) = scene.gone(server) {
        finding.evidence.push(removal.record);
        let (by, when, record) = (&removal.caller, &removal.when, removal.record);
        let verb = removal.operation;
        finding.statement += &format!(" {by} removed it at {when} (#{record}, {verb}).");
        if let Some(addition) = scene.replacement(removal) {
            finding.evidence.push(addition.record);
            let (added, record) = (&addition.target, addition.record);
            finding.statement +=
                &format!(" {added} was added next to that (#{record}): it looks like a renaming.");
        }
    }
    finding.remedy = format!(
        "Add the principal {server} to the KDC (addprinc -randkey) and give its new key to the \
         broker's keytab (ktadd)."
    );
}

fn bootstrap_by_ip(finding: &mut Finding, scene: &Scene, server: &Principal) {
    let (_, host) = parts(server);
    let address = host.parse::<IpAddr>().ok();
    let listens = scene.listenings().any(|(_, listening)| {
        listening.addresses.iter().any(|socket| {
            Some(socket.ip().to_canonical()) == address || socket.ip().is_unspecified()
        })
    });
    let where_ = if listens { ", at which a broker listens," } else { "" };
    finding.statement = format!(
        "The client was told the address {host}{where_} instead of a host name, and so it asked \
         for {server}, which the KDC does not have."
    );
    let names = names_that_work(scene);
    finding.remedy = match names.is_empty() {
        true => "Give the client the broker's host name instead of its address.".to_owned(),
        false => format!("Give the client {} instead of {host}.", names.join(" or ")),
    };
    finding.remedy += " Where that cannot be: a principal for the address, in KDC and keytab.";
}

fn advertised_name(finding: &mut Finding, scene: &Scene, server: &Principal) {
    let (_, host) = parts(server);
    let nodes = scene.advertising(&host).map(|(node, _)| node);
    let mut nodes: Vec<i32> = nodes.collect();
    nodes.dedup();
    let nodes = list(nodes.iter());
    finding.statement = format!(
        "Broker {nodes} advertises the host {host}, and so its clients ask for {server}; neither \
         the KDC nor the broker's keytab has that. The keytabs have {}.",
        list(scene.held().iter())
    );
    finding.remedy = format!(
        "Add {server} to the KDC and to the keytab of broker {nodes}, or let it advertise a host \
         that has a principal (advertised.listeners)."
    );
}

fn wrong_service(finding: &mut Finding, scene: &Scene, server: &Principal) {
    let (service, host) = parts(server);
    let mut names: Vec<String> = scene.held().iter().map(|principal| parts(principal).0).collect();
    names.sort();
    names.dedup();
    let names = list(names.iter());
    finding.statement = format!(
        "The client asked for {server}: it takes the service's name for {service}, while the \
         brokers' service is {names}, also on {host}."
    );
    finding.remedy =
        format!("Set the client's sasl.kerberos.service.name to {names} (it is {service}).");
}

fn wrong_realm(finding: &mut Finding, scene: &Scene, server: &Principal) {
    let (service, instance) = parts(server);
    let served = list(scene.realms.iter());
    let realm = match service == "krbtgt" {
        true => instance,
        false => server.realm.to_string(),
    };
    finding.statement = format!(
        "The client asked for {server}: it believes that the service is in the realm {realm}, \
         which this KDC neither serves nor trusts. It serves {served}."
    );
    finding.remedy = format!(
        "Map the brokers' hosts to {served} in [domain_realm] of the client's krb5.conf; if they \
         are in {realm} indeed, both realms need the trust principal krbtgt/{realm}."
    );
}

fn unknown(finding: &mut Finding, scene: &Scene, server: &Principal) {
    let held = list(scene.held().iter());
    finding.statement = format!(
        "The KDC has no principal {server}, and no broker advertises that host or holds a key for \
         it. The brokers' keytabs have {held}."
    );
    finding.remedy = format!(
        "Give the client a name that has a principal ({held}), or add {server} to the KDC and to \
         the service's keytab."
    );
}

/// The finding that the answer says "unknown" although the decision did not.
pub(super) fn altered(record: &Record, answered: &Answered, server: &Principal) -> Finding {
    let mut finding = Finding::new(Code::AnswerAltered, Certainty::Certain, record.number);
    finding.subject = server.to_string();
    let decided = match answered.summary.reason {
        Some(reason) => format!("refused for another reason ({})", words::of_reason(reason)),
        None => "granted".to_owned(),
    };
    let text = answered.summary.e_text.as_deref().unwrap_or("no text");
    finding.statement = format!(
        "The request for {server} was {decided}, but the answer that left says that the server is \
         unknown ({text}): it was changed."
    );
    finding.remedy = "Remove the fault that changes the KDC's answers.".to_owned();
    finding
}

/// Addresses by names that have a principal: those that clients are told and those that brokers
/// advertise; else the hosts of the keytabs.
fn names_that_work(scene: &Scene) -> Vec<String> {
    let held = scene.held();
    let has_key = |host: &str| {
        held.iter().any(|principal| {
            parts(principal).1.eq_ignore_ascii_case(host) && scene.gone(principal).is_none()
        })
    };
    let by_name = |host: &str| host.parse::<IpAddr>().is_err() && has_key(host);
    let told = scene.bootstraps.iter().map(|(host, port)| (host, *port));
    let advertised = scene.listenings().map(|(_, it)| (&it.advertised_host, it.advertised_port));
    let mut names: Vec<String> = told
        .chain(advertised)
        .filter(|(host, _)| by_name(host))
        .map(|(host, port)| format!("{host}:{port}"))
        .collect();
    if names.is_empty() {
        let hosts = held.iter().map(|principal| parts(principal).1);
        names = hosts.filter(|host| !host.is_empty() && by_name(host)).collect();
    }
    names.sort();
    names.dedup();
    names
}
