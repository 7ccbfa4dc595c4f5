//! One broker under questions: the world is made ready over the wire, then one request is sent and
//! its answer and the questions to the authorizer are noted.
//!
//! Each row is asked in four states: with all ACLs that it needs, with all but its own, with none,
//! and by a super user. Everything happens through requests, so that each broker gets the same.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::net::SocketAddr;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context as _, Result, bail, ensure};
use bytes::Bytes;
use kerbside_kafka_wire::ErrorCode;
use kerbside_kafka_wire::records::{BatchBuilder, Record};
use serde_json::{Map, Value, json};

use super::cases::{Actor, Api, Cases, Permission, Row, Step};
use super::client::{Client, Outcome};
use super::message::Catalogue;
use super::text::{self, Names};

/// Users and their passwords, for every broker that is asked.
pub const USERS: [(&str, &str); 3] =
    [("admin", "admin-secret"), ("alice", "alice-secret"), ("root", "root-secret")];

/// The super users among them.
pub const SUPER_USERS: [&str; 2] = ["admin", "root"];

/// How long the world may take to be ready for one step.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long to leave a broker alone that is not yet so far: it tells nobody when it is.
const PAUSE: Duration = Duration::from_millis(5);

/// A question to the authorizer and its answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asked {
    /// The operation, such as `Describe`.
    pub operation: String,
    /// The resource as type and name, such as `Topic orders`.
    pub resource: String,
    /// Whether it was allowed.
    pub allowed: bool,
}

/// A broker that can be asked.
pub trait Subject {
    /// Where it listens for SASL/PLAIN.
    fn address(&self) -> SocketAddr;

    /// Forgets what its authorizer was asked so far.
    ///
    /// # Errors
    /// When that cannot be read.
    fn forget(&mut self) -> Result<()>;

    /// What its authorizer was asked since, about a user in a request of an API. What goes on
    /// behind the request, such as making a topic, is none of it.
    ///
    /// # Errors
    /// When that cannot be read.
    fn asked(&mut self, user: &str, api: &Api) -> Result<Vec<Asked>>;
}

/// What the one who asks may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// All that the request needs.
    Allowed,
    /// All but the operation of the row.
    Denied,
    /// Nothing.
    Absent,
    /// Everything.
    SuperUser,
}

impl State {
    /// All of them.
    pub const ALL: [State; 4] = [State::Allowed, State::Denied, State::Absent, State::SuperUser];

    fn user(self) -> &'static str {
        if self == State::SuperUser { "root" } else { "alice" }
    }

    fn permissions(self, row: &Row) -> Vec<&Permission> {
        match self {
            State::Allowed => row.also.iter().chain(&row.own).collect(),
            State::Denied => row.also.iter().collect(),
            State::Absent | State::SuperUser => Vec::new(),
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            State::Allowed => "allowed",
            State::Denied => "denied",
            State::Absent => "absent",
            State::SuperUser => "super-user",
        })
    }
}

/// One broker under questions.
pub struct Lab<'a> {
    subject: &'a mut dyn Subject,
    catalogue: &'a Catalogue,
    cases: &'a Cases,
    admin: Client<'a>,
    /// Values of the setup.
    common: BTreeMap<String, Value>,
    suffixes: Vec<String>,
}

impl<'a> Lab<'a> {
    /// Makes the world of all cases ready.
    ///
    /// # Errors
    /// When the broker refuses a step.
    pub fn new(
        subject: &'a mut dyn Subject,
        catalogue: &'a Catalogue,
        cases: &'a Cases,
        node: i32,
    ) -> Result<Self> {
        let admin = connect(catalogue, subject.address(), "admin")?;
        let common = BTreeMap::from([("node".to_owned(), node.to_string().into())]);
        let mut lab = Self { subject, catalogue, cases, admin, common, suffixes: Vec::new() };
        let mut values = lab.common.clone();
        for step in &cases.setup {
            lab.step(step, "", "admin", &mut values).context("setup")?;
        }
        lab.common = values;
        Ok(lab)
    }

    /// Asks for a row in a state; the lines that tell what happened.
    ///
    /// # Errors
    /// When the world cannot be made ready, or the broker does not answer in time.
    pub fn ask(&mut self, api: &Api, row: usize, state: State) -> Result<Vec<String>> {
        let suffix = format!("-k{}{}-{state}", api.key, (b'a' + row as u8) as char);
        let row = api.rows.get(row).context("no such row")?;
        let mut values = self.common.clone();
        for step in &row.steps {
            self.step(step, &suffix, state.user(), &mut values)?;
        }
        self.grant(&state.permissions(row), &suffix, &values)?;
        let names = Names {
            suffix: suffix.clone(),
            others: self.suffixes.clone(),
            saved: values.iter().filter_map(saved_text).collect(),
        };
        self.suffixes.push(suffix.clone());
        let body = fill(&row.body, &suffix, &values)?;
        let started = Instant::now();
        loop {
            let mut client = connect(self.catalogue, self.subject.address(), state.user())?;
            self.subject.forget()?;
            let outcome = client.call(api.key, api.version, &body)?;
            let patient = started.elapsed() < PATIENCE;
            match &outcome {
                Outcome::Answer(answer) if patient && is_loading(answer) => {
                    thread::park_timeout(PAUSE);
                    continue;
                }
                _ => {}
            }
            let asked: BTreeSet<Asked> =
                self.subject.asked(state.user(), api)?.into_iter().collect();
            return Ok(tell(&outcome, asked, &names));
        }
    }

    /// Asks for an API that is not served, in a message that it would not understand either; the
    /// lines that tell what happened.
    ///
    /// # Errors
    /// When the broker neither answers nor closes the connection in time.
    pub fn ask_unserved(&mut self, api: &Api, state: State) -> Result<Vec<String>> {
        let mut client = connect(self.catalogue, self.subject.address(), state.user())?;
        self.subject.forget()?;
        let outcome = client.call(api.key, api.version, &"hex:00".into())?;
        let asked = self.subject.asked(state.user(), api)?;
        Ok(tell(&outcome, asked.into_iter().collect(), &Names::default()))
    }

    /// Sends a step until it is answered without an error.
    fn step(
        &mut self,
        step: &Step,
        suffix: &str,
        user: &str,
        values: &mut BTreeMap<String, Value>,
    ) -> Result<()> {
        let version = self.cases.version(step.key).context("a key without an api line")?;
        let body = fill(&step.body, suffix, values)?;
        let mut own;
        let client = match step.actor {
            Actor::Admin => &mut self.admin,
            Actor::Probe => {
                own = connect(self.catalogue, self.subject.address(), user)?;
                &mut own
            }
        };
        let started = Instant::now();
        let answer = loop {
            let answer = until_done(client, step.key, version, &body)?;
            let text = answer.to_string();
            let shown = step.shows.as_ref().and_then(|name| values.get(name)?.as_str());
            if shown.is_none_or(|shown| text.contains(shown)) {
                break answer;
            }
            ensure!(started.elapsed() < PATIENCE, "{:?} is not in {text}", step.shows);
            thread::park_timeout(PAUSE);
        };
        for (name, path) in &step.saves {
            let pointer = path.replace(['.', '['], "/").replace(']', "");
            let value = answer.pointer(&format!("/{pointer}"));
            let value = value.with_context(|| format!("no {path} in {answer}"))?;
            values.insert(name.clone(), value.clone());
        }
        Ok(())
    }

    /// Gives alice these permissions and no other, and waits until the broker knows it.
    fn grant(
        &mut self,
        permissions: &[&Permission],
        suffix: &str,
        values: &BTreeMap<String, Value>,
    ) -> Result<()> {
        let version = self.cases.version(31).context("no version of DeleteAcls")?;
        let of_alice = json!({
            "resource_type_filter": 1, "resource_name_filter": null, "pattern_type_filter": 1,
            "principal_filter": "User:alice", "host_filter": null, "operation": 1,
            "permission_type": 1,
        });
        until_done(&mut self.admin, 31, version, &json!({"filters": [of_alice]}))?;
        let mut creations = Vec::new();
        for permission in permissions {
            creations.push(json!({
                "resource_type": number(&KINDS, &permission.kind)?,
                "resource_name": fill(&permission.name.as_str().into(), suffix, values)?,
                "principal": "User:alice", "host": "*",
                "operation": number(&OPERATIONS, &permission.operation)?,
                "permission_type": 3,
            }));
        }
        if !creations.is_empty() {
            until_done(&mut self.admin, 30, version, &json!({"creations": creations}))?;
        }
        let started = Instant::now();
        loop {
            let answer = until_done(&mut self.admin, 29, version, &of_alice)?;
            let resources = answer["resources"].as_array().context("no resources")?;
            let known: usize =
                resources.iter().filter_map(|r| Some(r["acls"].as_array()?.len())).sum();
            if known == permissions.len() {
                return Ok(());
            }
            ensure!(started.elapsed() < PATIENCE, "{known} ACLs are known, not {permissions:?}");
            thread::park_timeout(PAUSE);
        }
    }
}

/// `AclOperation`'s numbers.
const OPERATIONS: [(&str, i8); 12] = [
    ("Read", 3),
    ("Write", 4),
    ("Create", 5),
    ("Delete", 6),
    ("Alter", 7),
    ("Describe", 8),
    ("ClusterAction", 9),
    ("DescribeConfigs", 10),
    ("AlterConfigs", 11),
    ("IdempotentWrite", 12),
    ("CreateTokens", 13),
    ("DescribeTokens", 14),
];

/// `ResourceType`'s numbers.
const KINDS: [(&str, i8); 6] = [
    ("Topic", 2),
    ("Group", 3),
    ("Cluster", 4),
    ("TransactionalId", 5),
    ("DelegationToken", 6),
    ("User", 7),
];

fn number(table: &[(&str, i8)], word: &str) -> Result<i8> {
    let found = table.iter().find(|(name, _)| *name == word);
    found.map(|(_, number)| *number).with_context(|| format!("{word} has no number"))
}

fn connect<'a>(catalogue: &'a Catalogue, address: SocketAddr, user: &str) -> Result<Client<'a>> {
    let found = USERS.iter().find(|(name, _)| *name == user);
    let (_, password) = found.with_context(|| format!("there is no user {user}"))?;
    Client::connect(catalogue, address, user, password)
        .with_context(|| format!("{user} cannot connect"))
}

/// Repeats a request while its errors say that the cluster is not yet so far.
fn until_done(client: &mut Client<'_>, key: i16, version: i16, body: &Value) -> Result<Value> {
    let started = Instant::now();
    loop {
        let answer = match client.call(key, version, body)? {
            Outcome::Answer(answer) => answer,
            other => bail!("key {key}: {other:?}"),
        };
        let mut codes = Vec::new();
        error_codes(&answer, &mut codes);
        match codes.iter().find(|code| !code.is_none()) {
            None => return Ok(answer),
            Some(code) if code.is_retriable() && started.elapsed() < PATIENCE => {
                thread::park_timeout(PAUSE);
            }
            Some(code) => bail!("key {key}: {:?}: {answer} to {body}", code.name()),
        }
    }
}

/// Whether a coordinator is still being made, or another transaction is ending.
fn is_loading(answer: &Value) -> bool {
    const LOADING: [ErrorCode; 4] = [ErrorCode(14), ErrorCode(15), ErrorCode(16), ErrorCode(51)];
    let mut codes = Vec::new();
    error_codes(answer, &mut codes);
    codes.iter().any(|code| LOADING.contains(code))
}

fn error_codes(value: &Value, codes: &mut Vec<ErrorCode>) {
    match value {
        Value::Array(elements) => elements.iter().for_each(|e| error_codes(e, codes)),
        Value::Object(fields) => {
            for (name, value) in fields {
                let code = value.as_i64().filter(|_| name.ends_with("error_code"));
                codes.extend(code.and_then(|c| i16::try_from(c).ok()).map(ErrorCode));
                error_codes(value, codes);
            }
        }
        _ => {}
    }
}

/// The body with the run's suffix, saved values and batches in their places.
fn fill(value: &Value, suffix: &str, values: &BTreeMap<String, Value>) -> Result<Value> {
    Ok(match value {
        Value::String(text) => match text.strip_prefix('$') {
            Some(name) => values.get(name).with_context(|| format!("no value {name}"))?.clone(),
            None => text.replace("-%", suffix).into(),
        },
        Value::Array(elements) => {
            let filled = elements.iter().map(|element| fill(element, suffix, values));
            Value::Array(filled.collect::<Result<_>>()?)
        }
        Value::Object(fields) if fields.contains_key("batch") => {
            let filled: Map<String, Value> = fields
                .iter()
                .map(|(name, value)| Ok((name.clone(), fill(value, suffix, values)?)))
                .collect::<Result<_>>()?;
            super::message::hex(&batch(&filled)?).into()
        }
        Value::Object(fields) => {
            let filled = fields.iter();
            let filled = filled.map(|(name, v)| Ok((name.clone(), fill(v, suffix, values)?)));
            Value::Object(filled.collect::<Result<_>>()?)
        }
        other => other.clone(),
    })
}

/// One record, from a producer of the kind that `batch` names.
fn batch(fields: &Map<String, Value>) -> Result<Bytes> {
    let number = |name: &str| fields.get(name).and_then(Value::as_i64).context("no producer");
    let mut batch = BatchBuilder::default();
    let kind = fields["batch"].as_str().unwrap_or_default();
    if kind != "plain" {
        batch.producer_id = number("pid")?;
        batch.producer_epoch = i16::try_from(number("epoch")?)?;
        batch.base_sequence = 0;
    }
    if kind == "transactional" {
        batch.attributes = 0x10;
    }
    // A record of long ago would be deleted soon.
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    let timestamp = i64::try_from(now.as_millis())?;
    let value = Some(Bytes::from_static(b"one"));
    let record = Record { timestamp, value, ..Record::default() };
    Ok(batch.record(record).build())
}

fn saved_text((name, value): (&String, &Value)) -> Option<(String, String)> {
    match value {
        Value::String(text) if text.len() > 8 => Some((text.clone(), name.clone())),
        _ => None,
    }
}

fn tell(outcome: &Outcome, asked: BTreeSet<Asked>, names: &Names) -> Vec<String> {
    let mut lines: Vec<String> = asked
        .into_iter()
        .filter(|asked| !names.is_foreign(&asked.resource))
        .map(|asked| {
            let answer = if asked.allowed { "yes" } else { "no" };
            let resource = names.restore(&asked.resource);
            format!("asked: {} {resource}: {answer}", asked.operation)
        })
        .collect();
    if lines.is_empty() {
        lines.push("asked: nothing".to_owned());
    }
    match outcome {
        Outcome::Answer(answer) => lines.extend(text::lines(answer, names)),
        Outcome::Opaque(octets) => lines.push(format!("{} octets", octets.len())),
        Outcome::Closed => lines.push("connection closed".to_owned()),
    }
    lines
}
