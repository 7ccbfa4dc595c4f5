//! Records and explanations as JSON. A record is one object with the schema's number in it; times
//! are RFC 3339 in UTC, tickets are named by all 64 hexadecimal digits of their id.

use kerbside_broker_core::event::{Authenticated, EventKind};
use kerbside_kdc_core::exchange::{Arrival, TicketTimes};
use kerbside_krb5::gss::{Presented, TicketId};
use kerbside_krb5::time::Timestamp;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Value, json};

use super::explain::{Cause, Explanation};
use super::{Answered, Fact, Party, Record, words};

/// The version of the form of these objects. It grows when a field changes its meaning or goes.
pub const SCHEMA: u32 = 1;

/// The fields of an object, in the order in which they are written.
struct Fields(Vec<(&'static str, Value)>);

impl Fields {
    fn add(&mut self, name: &'static str, value: impl Into<Value>) {
        self.0.push((name, value.into()));
    }

    /// A field that is left out when there is nothing to say.
    fn maybe(&mut self, name: &'static str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.add(name, value);
        }
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// One record and its line end.
pub(super) fn line(record: &Record) -> String {
    // Every key is a string: this cannot fail.
    let mut line = serde_json::to_string(record).unwrap_or_default();
    line.push('\n');
    line
}

impl Serialize for Record {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = Fields(Vec::with_capacity(16));
        fields.add("schema", SCHEMA);
        fields.add("number", self.number);
        fields.add("elapsed", self.elapsed.as_secs_f64());
        fields.add("party", self.party.role());
        match &self.party {
            Party::Broker(node) => fields.add("node", *node),
            Party::Client(name) => fields.add("client", name.as_ref()),
            Party::Bed | Party::Kdc => {}
        }
        fields.maybe("at", self.at.map(time));
        self.fact.describe(&mut fields);
        fields.serialize(serializer)
    }
}

impl Fact {
    fn describe(&self, fields: &mut Fields) {
        match self {
            Self::RealmServed { realm } => {
                fields.add("kind", "realm-served");
                fields.add("realm", realm.to_string());
            }
            Self::Bootstrap { host, port } => {
                fields.add("kind", "bootstrap");
                fields.add("address", format!("{host}:{port}"));
            }
            Self::Listening(listening) => {
                let (host, port) = (&listening.advertised_host, listening.advertised_port);
                fields.add("kind", "listening");
                fields.add("listener", listening.listener.as_ref());
                fields.add("addresses", texts(listening.addresses.iter()));
                fields.add("advertised", format!("{host}:{port}"));
                fields.add("protocol", listening.protocol.name());
                fields.add("mechanisms", texts(listening.mechanisms.iter()));
            }
            Self::Keytab { principals } => {
                fields.add("kind", "keytab");
                fields.add("principals", texts(principals.iter()));
            }
            Self::Answered(answered) => answered.describe(fields),
            Self::Repeated { arrival, octets } => {
                fields.add("kind", "kdc-repeated");
                came(arrival, fields);
                fields.add("octets", *octets);
            }
            Self::TooLong { arrival, announced } => {
                fields.add("kind", "kdc-too-long");
                came(arrival, fields);
                fields.add("octets", *announced);
            }
            Self::DatabaseFailed { arrival, error } => {
                fields.add("kind", "kdc-database-failed");
                came(arrival, fields);
                fields.add("text", error.as_ref());
            }
            Self::PasswordRequest { .. } | Self::AdminCall { .. } | Self::Administered { .. } => {
                self.describe_administration(fields);
            }
            Self::Connection { connection, event } => {
                describe_broker(event, fields);
                fields.add("connection", connection.0);
            }
            Self::ClientAsks { server, address } => {
                fields.add("kind", "client-asks");
                fields.add("server", server.to_string());
                fields.add("address", address.as_ref());
            }
            Self::ClientFailed { text } => {
                fields.add("kind", "client-failed");
                fields.add("text", text.as_ref());
            }
        }
    }

    fn describe_administration(&self, fields: &mut Fields) {
        match self {
            Self::PasswordRequest { arrival, names, code, error } => {
                fields.add("kind", "password-request");
                came(arrival, fields);
                if let Some((client, target)) = names {
                    fields.add("client", client.to_string());
                    fields.add("target", target.to_string());
                }
                fields.add("code", usize::from(code.0));
                fields.add("text", error.as_deref().unwrap_or("success"));
            }
            Self::AdminCall { from, client, operation, target, outcome } => {
                fields.add("kind", "admin-call");
                fields.add("from", from.to_string());
                if let Some(client) = client {
                    fields.add("client", client.to_string());
                }
                fields.add("operation", *operation);
                fields.add("target", target.as_ref());
                fields.add("text", outcome.as_ref());
            }
            Self::Administered { caller, operation, target } => {
                fields.add("kind", "administered");
                fields.add("caller", caller.to_string());
                fields.add("operation", *operation);
                fields.add("target", target.as_ref());
            }
            // The others have no administrator in them.
            _ => {}
        }
    }
}

impl Answered {
    fn describe(&self, fields: &mut Fields) {
        let (summary, facts) = (&self.summary, &self.summary.facts);
        fields.add("kind", "kdc-answered");
        fields.add("exchange", words::kebab(&facts.exchange));
        came(&facts.arrival, fields);
        fields.maybe("client", facts.client.as_ref().map(ToString::to_string));
        fields.maybe("server", facts.server.as_ref().map(ToString::to_string));
        fields.add("options", facts.options.0);
        fields.add("etypes", texts(facts.etypes.iter()));
        if let Some(client_time) = facts.client_time {
            fields.add("client_time", time(client_time.at));
            fields.add("client_time_source", words::kebab(&client_time.source));
        }
        if let Some(header) = &facts.header_ticket {
            let shown = json!({
                "ticket": id(header.id),
                "server": header.server.to_string(),
                "kvno": header.kvno,
                "times": header.times.map(times),
            });
            fields.add("header_ticket", shown);
        }
        let passed: Vec<String> =
            summary.passed.iter().map(|check| words::of_check(*check)).collect();
        fields.add("passed", passed);
        fields.maybe("reason", summary.reason.map(words::of_reason));
        if let Some(code) = summary.error_code {
            fields.add("error_code", code.0);
            fields.add("error", code.text().into_owned());
        }
        fields.maybe("e_text", summary.e_text.clone());
        if let Some(issued) = &self.issued {
            fields.add("ticket", id(issued.ticket_id));
            fields.maybe("times", summary.times.map(times));
            fields.add("flags", issued.flags.0);
            fields.maybe("kvno", summary.ticket_kvno);
            if let Some(enctypes) = summary.enctypes {
                fields.add("ticket_enctype", enctypes.ticket.to_string());
                fields.add("session_enctype", enctypes.session.to_string());
                fields.add("reply_enctype", enctypes.reply.to_string());
            }
        }
        fields.add("octets", self.octets);
    }
}

fn describe_broker(event: &EventKind, fields: &mut Fields) {
    match event {
        EventKind::Opened { peer, listener, tls } => {
            fields.add("kind", "connection-opened");
            fields.add("peer", peer.to_string());
            fields.add("listener", listener.as_ref());
            if let Some(tls) = tls {
                fields.add("tls", tls.version);
                fields.maybe("certificate", tls.subject.as_deref());
            }
        }
        EventKind::HandshakeFailed { peer, listener, reason } => {
            fields.add("kind", "tls-handshake-failed");
            fields.add("peer", peer.to_string());
            fields.add("listener", listener.as_ref());
            fields.add("text", reason.as_ref());
        }
        EventKind::Request { key, version, principal, client_id } => {
            fields.add("kind", "request");
            fields.add("api", key.to_string());
            fields.add("version", *version);
            fields.maybe("principal", principal.as_ref().map(ToString::to_string));
            fields.add("client_id", client_id.as_ref());
        }
        EventKind::Authenticated(done) => describe_authenticated(done, fields),
        EventKind::Refused { refusal, claim, presented } => {
            fields.add("kind", "refused");
            fields.add("reason", words::of_refusal(refusal));
            fields.add("text", refusal.to_string());
            if let Some(claim) = claim {
                fields.add("mechanism", claim.mechanism.as_ref());
                fields.maybe("claimed", claim.name.as_deref());
            }
            fields.maybe("presented", presented.as_deref().map(shown));
        }
        EventKind::Authorization { principal, key, operation, resource, name, authorization } => {
            fields.add("kind", "authorization");
            fields.add("principal", principal.to_string());
            fields.add("api", key.to_string());
            fields.add("operation", operation.to_string());
            fields.add("resource", resource.to_string());
            fields.add("name", name.as_ref());
            fields.add("allowed", authorization.allowed);
            fields.add("because", authorization.because.to_string());
        }
        EventKind::Controlled { key, action, .. } => {
            fields.add("kind", "controlled");
            fields.add("api", key.to_string());
            fields.add("action", *action);
        }
        EventKind::DelegationToken { act, id, owner, by, expires_ms } => {
            fields.add("kind", "delegation-token");
            fields.add("act", act.name());
            fields.add("token", id.as_ref());
            fields.add("owner", owner.to_string());
            fields.add("by", by.to_string());
            fields.add("expires_ms", *expires_ms);
        }
        EventKind::Closed { by } => {
            fields.add("kind", "connection-closed");
            fields.add("by", words::kebab(by));
        }
    }
}

fn describe_authenticated(done: &Authenticated, fields: &mut Fields) {
    fields.add("kind", "authenticated");
    fields.add("mechanism", done.mechanism.as_ref());
    fields.add("name", done.name.as_ref());
    fields.maybe("principal", done.principal.as_ref().map(ToString::to_string));
    fields.add("session_lifetime_ms", done.session_lifetime_ms);
    fields.add("attempt", words::kebab(&done.attempt));
    fields.maybe("presented", done.presented.as_deref().map(shown));
}

fn came(arrival: &Arrival, fields: &mut Fields) {
    fields.add("from", arrival.from.to_string());
    fields.add("transport", words::kebab(&arrival.transport));
}

fn shown(presented: &Presented) -> Value {
    json!({
        "ticket": presented.ticket.map(id),
        "server": presented.server.as_ref().map(ToString::to_string),
        "kvno": presented.kvno,
        "enctype": presented.enctype.map(|enctype| enctype.to_string()),
        "opened_with": presented.opened_with,
        "client": presented.client.as_ref().map(ToString::to_string),
        "authtime": presented.authtime.map(time),
        "starttime": presented.starttime.map(time),
        "endtime": presented.endtime.map(time),
        "client_time": presented.client_time.map(time),
    })
}

fn times(times: TicketTimes) -> Value {
    json!({
        "auth": time(times.auth),
        "start": time(times.start),
        "end": time(times.end),
        "renew_till": times.renew_till.map(time),
    })
}

fn time(at: Timestamp) -> String {
    at.to_string()
}

fn id(ticket: TicketId) -> String {
    format!("{ticket:#}")
}

fn texts<T: ToString>(items: impl Iterator<Item = T>) -> Vec<String> {
    items.map(|item| item.to_string()).collect()
}

impl Serialize for Explanation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let unexplained: Vec<Value> = self.unexplained.iter().map(evidence).collect();
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("schema", &SCHEMA)?;
        map.serialize_entry("causes", &self.causes)?;
        map.serialize_entry("unexplained", &unexplained)?;
        map.serialize_entry("unexplained_count", &self.unexplained_count)?;
        map.end()
    }
}

fn evidence(shown: &super::Evidence) -> Value {
    json!({ "record": shown.record, "line": shown.line })
}

impl Serialize for Cause {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let who = |error: &super::ClockError| {
            let party = error.party.to_string();
            json!({ "party": party, "offset_seconds": error.offset_seconds() })
        };
        let mut fields = Fields(Vec::with_capacity(12));
        fields.add("family", self.family.name());
        fields.add("code", self.code.name());
        fields.add("certainty", words::kebab(&self.certainty));
        fields.add("statement", self.statement.as_str());
        fields.add("who", self.who.iter().map(who).collect::<Vec<_>>());
        fields.maybe("offset_seconds", self.offset_seconds());
        let symptoms: Vec<&str> = self.symptoms.iter().map(|code| code.name()).collect();
        fields.add("symptoms", symptoms);
        fields.add("count", self.count);
        fields.add("resolved", self.resolved);
        fields.add("evidence", self.evidence.iter().map(evidence).collect::<Vec<_>>());
        fields.add("remedy", self.remedy.as_str());
        fields.add("commands", texts(self.commands.iter()));
        fields.serialize(serializer)
    }
}
