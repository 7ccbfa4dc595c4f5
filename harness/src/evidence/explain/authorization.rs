//! The family of denials: somebody authenticated, and may not do what it asked for.
//!
//! Where an API asks about the cluster first and about something smaller next, only the latter
//! counts, as in Kafka, which does not log the former. Denials that differ in the resource's name
//! alone are one cause.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::sync::Arc;

use kerbside_broker_core::acl::Acl;
use kerbside_broker_core::authorizer::{Because, Operation, ResourceType};
use kerbside_broker_core::event::{ConnectionId, EventKind};
use kerbside_broker_core::principal::KafkaPrincipal;
use kerbside_kafka_wire::ApiKey;

use super::case::{Case, Finding};
use super::{Certainty, Code, Command};
use crate::evidence::line::list;
use crate::evidence::{Fact, Record};

/// So many names are told of one cause.
const NAMES: usize = 4;

/// What the decisions show.
pub(super) fn findings(case: &Case<'_>) -> Vec<Finding> {
    let asked = questions(case);
    let mut groups: BTreeMap<String, Group<'_>> = BTreeMap::new();
    for question in asked.iter().filter(|it| !it.allowed && !it.is_tentative) {
        let key = format!(
            "{} {:?} {} {} {:?}",
            question.principal,
            question.host,
            question.operation,
            question.resource,
            acl_of(question.because)
        );
        let group = groups.entry(key).or_insert_with(|| Group { first: question, all: Vec::new() });
        group.all.push(question);
    }
    let last = last_answers(&asked);
    let finding = |(subject, group): (String, Group<'_>)| group.finding(subject, &last, case);
    groups.into_iter().map(finding).collect()
}

/// A decision, where it was made.
struct Question<'a> {
    record: u64,
    connection: ConnectionId,
    host: Option<IpAddr>,
    principal: &'a KafkaPrincipal,
    key: ApiKey,
    operation: Operation,
    resource: ResourceType,
    name: &'a Arc<str>,
    allowed: bool,
    because: &'a Because,
    /// Whether the API had another way when this was denied.
    is_tentative: bool,
}

/// Every decision, in order.
fn questions<'a>(case: &'a Case<'_>) -> Vec<Question<'a>> {
    let mut questions: Vec<Question<'a>> = Vec::new();
    // By connection, the denial about the cluster that the same request may get by.
    let mut pending: HashMap<ConnectionId, usize> = HashMap::new();
    for record in &case.records {
        let Fact::Connection { connection, event } = &record.fact else {
            continue;
        };
        if let EventKind::Request { .. } = event {
            pending.remove(connection);
        }
        let Some(question) = question(case, record, *connection, event) else {
            continue;
        };
        let earlier = pending.remove(connection).and_then(|at| questions.get_mut(at));
        if let Some(earlier) = earlier {
            earlier.is_tentative = true;
        }
        if !question.allowed && question.resource == ResourceType::CLUSTER {
            pending.insert(*connection, questions.len());
        }
        questions.push(question);
    }
    questions
}

fn question<'a>(
    case: &Case<'_>,
    record: &'a Record,
    connection: ConnectionId,
    event: &'a EventKind,
) -> Option<Question<'a>> {
    let EventKind::Authorization { principal, key, operation, resource, name, authorization } =
        event
    else {
        return None;
    };
    Some(Question {
        record: record.number,
        connection,
        host: case.doors.host(connection),
        principal,
        key: *key,
        operation: *operation,
        resource: *resource,
        name,
        allowed: authorization.allowed,
        because: &authorization.because,
        // A new topic's configuration is left out of the answer, and the topic is there.
        is_tentative: *key == ApiKey::CREATE_TOPICS && *operation == Operation::DESCRIBE_CONFIGS,
    })
}

type Asked<'a> = (String, Operation, ResourceType, &'a str);

fn asked<'a>(question: &Question<'a>) -> Asked<'a> {
    let principal = question.principal.to_string();
    (principal, question.operation, question.resource, question.name)
}

/// What was answered last to each question.
fn last_answers<'a>(questions: &[Question<'a>]) -> HashMap<Asked<'a>, bool> {
    questions.iter().map(|question| (asked(question), question.allowed)).collect()
}

fn acl_of(because: &Because) -> Option<&Acl> {
    match because {
        Because::MatchingAcl(acl) => Some(acl),
        _ => None,
    }
}

/// Denials that differ in the name of the resource.
struct Group<'a> {
    first: &'a Question<'a>,
    all: Vec<&'a Question<'a>>,
}

impl Group<'_> {
    fn finding(
        &self,
        subject: String,
        last: &HashMap<Asked<'_>, bool>,
        case: &Case<'_>,
    ) -> Finding {
        let first = self.first;
        let code = match first.because {
            Because::MatchingAcl(_) => Code::AclDenies,
            Because::DefaultDeny => Code::NoAclAllows,
            _ => Code::AuthorizerDenies,
        };
        let listed = first.key == ApiKey::METADATA || first.key == ApiKey::LIST_GROUPS;
        let certainty = if listed { Certainty::Likely } else { Certainty::Certain };
        let mut finding = Finding::new(code, certainty, first.record);
        finding.subject = subject;
        finding.explains = self.all.iter().map(|question| question.record).collect();
        finding.count = u64::try_from(self.all.len()).unwrap_or(u64::MAX);
        let mut names: Vec<&str> = Vec::new();
        for question in &self.all {
            if !names.contains(&&**question.name) && names.len() <= NAMES {
                names.push(question.name);
                finding.evidence.push(question.record);
            }
        }
        finding.evidence.extend(case.doors.of(first.connection).map(|door| door.record));
        let allowed = |question: &&Question<'_>| last.get(&asked(question)) == Some(&true);
        finding.resolved = self.all.iter().all(allowed);
        self.tell(&mut finding, &names);
        if listed {
            finding.statement +=
                " Asked for by name, that was refused; in a list it was only left out.";
        }
        finding
    }

    fn tell(&self, finding: &mut Finding, names: &[&str]) {
        let Question { principal, operation, resource, key, because, .. } = self.first;
        let more = if names.len() > NAMES { " and others" } else { "" };
        let names = names.get(..NAMES).unwrap_or(names);
        let from = self.first.host.map(|host| format!(" from {host}")).unwrap_or_default();
        let what = format!("{resource} {}{more}", list(names.iter()));
        let asked = format!("{principal}{from} may not {operation} {what}, which {key} needs");
        match because {
            Because::MatchingAcl(acl) => {
                finding.statement = format!("{asked}: this ACL denies it: {}.", in_words(acl));
                finding.remedy = "Remove the ACL; nothing that allows it wins over it.".to_owned();
                finding.commands = vec![removal(acl)];
            }
            Because::DefaultDeny => {
                finding.statement = format!("{asked}: no ACL allows it.");
                finding.remedy = "Add an ACL that does, or start the bed with the user among its \
                                  super users (--super-user)."
                    .to_owned();
                let command = |name: &&str| addition(principal, *operation, *resource, name);
                finding.commands = names.iter().filter_map(command).collect();
            }
            other => {
                finding.statement = format!("{asked}: the authorizer says {other}.");
                finding.remedy = "Change the authorizer that the bed was given.".to_owned();
            }
        }
    }
}

/// `Deny User:alice from * Write on Topic orders (literal)`
fn in_words(acl: &Acl) -> String {
    let Acl { permission, principal, host, operation, resource, name, pattern } = acl;
    let pattern = pattern.to_string().to_lowercase();
    format!("{permission} {principal} from {host} {operation} on {resource} {name} ({pattern})")
}

/// The command that adds an ACL; `None` for what the command line has no word for.
fn addition(
    principal: &KafkaPrincipal,
    operation: Operation,
    resource: ResourceType,
    name: &str,
) -> Option<Command> {
    let command = Command::new("acls").word("add");
    Some(
        command
            .option("--user", user(&principal.to_string()))
            .option("--operation", operation.name()?.to_lowercase())
            .option("--resource", resource_word(resource, name)?),
    )
}

fn removal(acl: &Acl) -> Command {
    let mut command = Command::new("acls").word("remove").option("--user", user(&acl.principal));
    if let Some(operation) = acl.operation.name() {
        command = command.option("--operation", operation.to_lowercase());
    }
    if let Some(resource) = resource_word(acl.resource, &acl.name) {
        command = command.option("--resource", resource);
    }
    command.word("--deny")
}

/// `User:alice` without its type, as the command line takes it.
fn user(principal: &str) -> String {
    let name = principal.strip_prefix("User:").filter(|name| !name.contains(':'));
    name.unwrap_or(principal).to_owned()
}

fn resource_word(resource: ResourceType, name: &str) -> Option<String> {
    let word = match resource {
        ResourceType::TOPIC => "topic",
        ResourceType::GROUP => "group",
        ResourceType::CLUSTER => return Some("cluster".to_owned()),
        ResourceType::TRANSACTIONAL_ID => "transactional-id",
        ResourceType::DELEGATION_TOKEN => "delegation-token",
        ResourceType::USER => "user",
        _ => return None,
    };
    Some(format!("{word}:{name}"))
}
