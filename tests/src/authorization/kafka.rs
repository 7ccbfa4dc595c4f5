//! The real broker: Apache Kafka 4.4.0 with its StandardAuthorizer, whose log says what it was
//! asked.

use std::fs;
use std::net::SocketAddr;

use anyhow::Result;
use apache_kafka::{ApacheKafka, Listener};

use super::cases::Api;
use super::lab::{Asked, SUPER_USERS, Subject, USERS};

/// The node's id.
pub const NODE: i32 = 1;

/// The real broker.
#[derive(Debug)]
pub struct RealKafka {
    kafka: ApacheKafka,
    /// Octets of its log that were read.
    read: usize,
}

impl RealKafka {
    /// Starts it.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start() -> Result<Self> {
        // The node itself comes as ANONYMOUS, over listeners of its own.
        let super_users: Vec<String> = SUPER_USERS.map(|user| format!("User:{user}")).into();
        let super_users = format!("{};User:ANONYMOUS", super_users.join(";"));
        let kafka = ApacheKafka::builder()
            .listener(Listener::new("CLIENT").plain(USERS))
            .property(
                "authorizer.class.name",
                "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            )
            .property("super.users", &super_users)
            .property("delegation.token.secret.key", "secret")
            // TRACE also has the questions whose answers are not worth a line to an operator.
            .logger("kafka.authorizer.logger", "TRACE")
            .start()?;
        Ok(Self { kafka, read: 0 })
    }

    fn news(&mut self) -> Result<String> {
        let log = fs::read(self.kafka.log())?;
        let news = log.get(self.read..).unwrap_or_default();
        // The last line may be half written; what it tells was not asked by us.
        let whole = news.iter().rposition(|octet| *octet == b'\n').map_or(0, |end| end + 1);
        let text = String::from_utf8_lossy(&news[..whole]).into_owned();
        self.read += whole;
        Ok(text)
    }
}

impl Subject for RealKafka {
    fn address(&self) -> SocketAddr {
        self.kafka.address("CLIENT")
    }

    fn forget(&mut self) -> Result<()> {
        self.news().map(drop)
    }

    fn asked(&mut self, user: &str, api: &Api) -> Result<Vec<Asked>> {
        let text = self.news()?;
        let asked = text.lines().filter_map(|line| question(line, user, &api.name));
        Ok(without_surveys(asked.collect()))
    }
}

/// The questions but for those of a survey: what somebody may do at all (KIP-430), which is asked
/// for the answer's `authorized_operations` and stands in it. Kafka logs none of them above TRACE.
fn without_surveys(asked: Vec<(Level, Asked)>) -> Vec<Asked> {
    /// The fewest operations of a survey are those of a group.
    const FEWEST: usize = 5;
    let quiet: Vec<Asked> = asked
        .iter()
        .filter(|(level, _)| *level == Level::Trace)
        .map(|(_, it)| it.clone())
        .collect();
    let surveyed =
        |resource: &str| quiet.iter().filter(|it| it.resource == resource).count() >= FEWEST;
    let kept =
        asked.into_iter().filter(|(level, it)| *level == Level::Logged || !surveyed(&it.resource));
    kept.map(|(_, it)| it).collect()
}

/// Whether an operator would see the question.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Trace,
    Logged,
}

/// The question that a line of the authorizer's log tells, when it is about the user
/// and in a request of this name.
fn question(line: &str, user: &str, request: &str) -> Option<(Level, Asked)> {
    let (start, rest) = line.split_once("Principal = User:")?;
    let level = if start.ends_with("] TRACE ") { Level::Trace } else { Level::Logged };
    let rest = rest.strip_prefix(user)?.strip_prefix(" is ")?;
    let (answer, rest) = rest.split_once(" operation = ")?;
    let (operation, rest) = rest.split_once(" from host = ")?;
    let (_, rest) = rest.split_once(" on resource = ")?;
    let (resource, rest) = rest.split_once(" for request = ")?;
    rest.strip_prefix(request)?.strip_prefix(" with ")?;
    let mut parts = resource.splitn(3, ':');
    let (kind, _, name) = (parts.next()?, parts.next()?, parts.next()?);
    // Kafka's word in a question about any resource of a type.
    let name = if name == "hardcode" { "*" } else { name };
    let asked = Asked {
        operation: camel_case(operation),
        resource: format!("{kind} {name}"),
        allowed: answer == "Allowed",
    };
    Some((level, asked))
}

/// `DESCRIBE_CONFIGS` as `DescribeConfigs`.
fn camel_case(word: &str) -> String {
    let parts = word.split('_').map(|part| {
        let (first, rest) = part.split_at(part.len().min(1));
        first.to_owned() + &rest.to_lowercase()
    });
    parts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_of_the_authorizer_tells_what_it_was_asked() {
        let line = "[2026-11-22 15:32:51,694] INFO Principal = User:alice is Denied operation = \
            DESCRIBE_CONFIGS from host = 127.0.0.1 on resource = Topic:LITERAL:a:b for request = \
            Metadata with resourceRefCount = 1 based on rule DefaultDeny (kafka.authorizer.logger)";
        let asked =
            question(line, "alice", "Metadata").map(|(_, a)| (a.operation, a.resource, a.allowed));
        assert_eq!(asked, Some(("DescribeConfigs".into(), "Topic a:b".into(), false)));
        assert!(question(line, "alic", "Metadata").is_none());
        assert!(question(line, "alice", "CreateTopics").is_none());
    }
}
