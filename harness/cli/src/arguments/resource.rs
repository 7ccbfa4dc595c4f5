//! What an ACL is about, on the command line: `topic:orders`, `group:readers`, `cluster`,
//! `transactional-id:tx`, `delegation-token:ID`, `user:User:alice`.

use std::fmt;
use std::str::FromStr;

use kerbside::acls::{CLUSTER_NAME, ResourceType};
use serde::{Deserialize, Serialize};

/// A resource of the brokers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct Resource {
    /// Its type.
    pub(crate) kind: ResourceType,
    /// Its name.
    pub(crate) name: String,
}

const KINDS: [(&str, ResourceType); 6] = [
    ("topic", ResourceType::TOPIC),
    ("group", ResourceType::GROUP),
    ("cluster", ResourceType::CLUSTER),
    ("transactional-id", ResourceType::TRANSACTIONAL_ID),
    ("delegation-token", ResourceType::DELEGATION_TOKEN),
    ("user", ResourceType::USER),
];

impl FromStr for Resource {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (word, name) = match text.split_once(':') {
            None if text == "cluster" => (text, CLUSTER_NAME),
            Some((word, name)) if !name.is_empty() => (word, name),
            _ => return Err(unknown(text)),
        };
        let kind = KINDS.iter().find(|(known, _)| *known == word);
        let (_, kind) = kind.ok_or_else(|| unknown(text))?;
        Ok(Self { kind: *kind, name: name.to_owned() })
    }
}

fn unknown(text: &str) -> String {
    let words: Vec<&str> = KINDS.iter().map(|(word, _)| *word).collect();
    format!(
        "{text:?} is no resource: write topic:orders, group:readers or cluster ({})",
        words.join(", ")
    )
}

impl TryFrom<String> for Resource {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Resource> for String {
    fn from(resource: Resource) -> String {
        resource.to_string()
    }
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = KINDS.iter().find(|(_, kind)| *kind == self.kind).map_or("?", |(word, _)| word);
        write!(f, "{word}:{}", self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resources_are_written_as_they_are_read() {
        for text in ["topic:orders", "group:a:b", "transactional-id:tx", "user:User:alice"] {
            let read = text.parse::<Resource>().map(|resource| resource.to_string());
            assert_eq!(read, Ok(text.to_owned()));
        }
        let cluster: Resource = "cluster".parse().expect("a resource");
        assert_eq!(cluster.to_string(), "cluster:kafka-cluster");
        for text in ["", "orders", "topic", "topic:", "partition:1"] {
            assert!(text.parse::<Resource>().is_err(), "{text:?}");
        }
    }
}
