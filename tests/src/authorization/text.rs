//! A response as lines that do not change from run to run.
//!
//! Each line is `path = value`: error codes with their names, error messages, authorized
//! operations, and for each list whether it is null, empty or not. An element is named by its
//! topic, group or the like; lists of the nameless show none of their elements' names. Identifiers
//! that the case saved read `$name` again, and the run's own suffix `-%`. Left out: every other
//! field.

use kerbside_kafka_wire::ErrorCode;
use serde_json::{Map, Value};

/// Fields that name an element of a list, the first that it has.
const NAMES: [&str; 13] = [
    "name",
    "topic",
    "topic_name",
    "topic_id",
    "group_id",
    "group",
    "transactional_id",
    "key",
    "resource_name",
    "user",
    "token_id",
    "partition_index",
    "partition",
];

/// A list of more names shows the first of them.
const LISTED: usize = 5;

/// Names that an answer holds, as they stand in the cases.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// The suffix of this run.
    pub suffix: String,
    /// Suffixes of other runs: what bears one is not of this case, and left out.
    pub others: Vec<String>,
    /// Saved values and their names.
    pub saved: Vec<(String, String)>,
}

impl Names {
    pub(super) fn is_foreign(&self, text: &str) -> bool {
        self.others.iter().any(|suffix| text.contains(suffix))
    }

    /// The text as it stands in the cases.
    #[must_use]
    pub fn restore(&self, text: &str) -> String {
        let mut text = text.replace(&self.suffix, "-%");
        // Kafka prints its own object for the request, addresses and hash codes included.
        if let (true, Some(end)) = (text.starts_with("Request "), text.find(" needs ")) {
            text.replace_range("Request ".len()..end, "..");
        }
        for (value, name) in &self.saved {
            text = text.replace(value, &format!("${name}"));
        }
        text
    }
}

/// The lines of a response.
#[must_use]
pub fn lines(response: &Value, names: &Names) -> Vec<String> {
    let mut lines = Vec::new();
    if let Value::Object(fields) = response {
        object(fields, "", names, &mut lines);
    }
    lines
}

fn object(fields: &Map<String, Value>, path: &str, names: &Names, lines: &mut Vec<String>) {
    for (name, value) in fields {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        match value {
            Value::Number(number) if name.ends_with("error_code") => {
                let code = number.as_i64().and_then(|n| i16::try_from(n).ok()).unwrap_or(-1);
                let word = ErrorCode(code).name().unwrap_or("UNKNOWN");
                lines.push(format!("{path} = {code} {word}"));
            }
            Value::Number(number) if name.ends_with("authorized_operations") => {
                lines.push(format!("{path} = {}", operations(number.as_i64().unwrap_or(0))));
            }
            Value::String(text) if name.ends_with("error_message") => {
                lines.push(format!("{path} = {:?}", names.restore(text)));
            }
            Value::Null if name.ends_with("error_message") => lines.push(format!("{path} = null")),
            Value::Array(_) | Value::Null if name == "records" => {}
            Value::String(octets) if name == "records" => {
                let what = if octets == "hex:" { "empty" } else { "some" };
                lines.push(format!("{path} = {what}"));
            }
            Value::Array(elements) => list(elements, &path, names, lines),
            Value::Object(inner) => object(inner, &path, names, lines),
            _ => {}
        }
    }
}

fn list(elements: &[Value], path: &str, names: &Names, lines: &mut Vec<String>) {
    let label = |(position, element): (usize, &Value)| match element {
        Value::Object(fields) => {
            let found = NAMES.iter().filter_map(|name| fields.get(*name));
            let found = found.filter_map(|value| match value {
                Value::String(text) if !text.is_empty() => Some(text.clone()),
                Value::Number(number) => Some(number.to_string()),
                _ => None,
            });
            let found = found.into_iter().next();
            (found.is_some(), found.unwrap_or_else(|| position.to_string()))
        }
        _ => (false, String::new()),
    };
    let labels = elements.iter().enumerate().map(label).zip(elements);
    let mut labels: Vec<_> = labels.filter(|((_, l), _)| !names.is_foreign(l)).collect();
    labels.sort_by(|((_, a), _), ((_, b), _)| a.cmp(b));
    let named: Vec<String> = labels
        .iter()
        .filter(|((named, _), _)| *named)
        .map(|((_, label), _)| names.restore(label))
        .collect();
    // Which features there are is nothing that an ACL decides.
    let named = if path.ends_with("_features") { Vec::new() } else { named };
    let shown = match (labels.is_empty(), named.is_empty()) {
        (true, _) => "[]".to_owned(),
        (false, true) => "[..]".to_owned(),
        (false, false) if named.len() > LISTED => format!("[{} ..]", named[0]),
        (false, false) => format!("[{}]", named.join(", ")),
    };
    lines.push(format!("{path} = {shown}"));
    for ((_, label), element) in labels {
        if let Value::Object(fields) = element {
            object(fields, &format!("{path}[{}]", names.restore(&label)), names, lines);
        }
    }
}

/// Operations as bits (KIP-430), named as in Kafka's `AclOperation`.
fn operations(bits: i64) -> String {
    const NAMES: [&str; 10] = [
        "Read",
        "Write",
        "Create",
        "Delete",
        "Alter",
        "Describe",
        "ClusterAction",
        "DescribeConfigs",
        "AlterConfigs",
        "IdempotentWrite",
    ];
    if bits == i64::from(i32::MIN) {
        return "not asked for".to_owned();
    }
    let named = NAMES.iter().zip(3..).filter(|(_, bit)| bits >> bit & 1 == 1);
    format!("[{}]", named.map(|(name, _)| *name).collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_response_is_told_by_its_errors_and_its_lists() {
        let response = json!({
            "throttle_time_ms": 0,
            "brokers": [{"node_id": 7, "host": "localhost"}],
            "topics": [
                {"name": "old-2", "error_code": 0},
                {"name": "orders-1", "error_code": 29, "partitions": [], "error_message": null},
            ],
            "topic_authorized_operations": 8,
        });
        let names = Names { suffix: "-1".into(), others: vec!["-2".into()], ..Names::default() };
        let expected = [
            "brokers = [..]",
            "topic_authorized_operations = [Read]",
            "topics = [orders-%]",
            "topics[orders-%].error_code = 29 TOPIC_AUTHORIZATION_FAILED",
            "topics[orders-%].error_message = null",
            "topics[orders-%].partitions = []",
        ];
        assert_eq!(lines(&response, &names), expected);
    }
}
