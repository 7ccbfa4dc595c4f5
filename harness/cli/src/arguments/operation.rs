//! What an ACL is about doing, on the command line: `read`, `DescribeConfigs`, `describe-configs`.

use std::fmt;
use std::str::FromStr;

use kerbside::acls::Operation;
use serde::{Deserialize, Serialize};

/// An operation, whatever the form in which its name is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct OperationName(pub(crate) Operation);

impl FromStr for OperationName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let plain: String = text.chars().filter(|it| !matches!(it, '-' | '_')).collect();
        let named = Operation::named(&plain).filter(|it| *it != Operation::ANY);
        named.map(Self).ok_or_else(|| {
            let all = Operation::all().filter(|it| *it != Operation::ANY);
            let names: Vec<&str> = all.filter_map(Operation::name).collect();
            format!("{text:?} is no operation: write one of {}", names.join(", "))
        })
    }
}

impl TryFrom<String> for OperationName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<OperationName> for String {
    fn from(operation: OperationName) -> String {
        operation.to_string()
    }
}

impl fmt::Display for OperationName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_are_known_in_every_form() {
        for text in ["DescribeConfigs", "describe-configs", "DESCRIBE_CONFIGS", "describeconfigs"] {
            assert_eq!(text.parse(), Ok(OperationName(Operation::DESCRIBE_CONFIGS)), "{text}");
        }
        for text in ["", "any", "look"] {
            assert!(text.parse::<OperationName>().is_err(), "{text:?}");
        }
    }
}
