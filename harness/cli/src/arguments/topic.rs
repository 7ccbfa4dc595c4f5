//! `--topic name:partitions`.

use std::str::FromStr;

/// The most partitions that a topic of a bed may have.
const MOST: u32 = 10_000;

/// A topic to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Topic {
    /// Its name; the brokers say whether it may be one.
    pub(crate) name: String,
    /// How many partitions it has.
    pub(crate) partitions: u32,
}

impl FromStr for Topic {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let remedy = "write it as orders:3";
        let Some((name, count)) = text.rsplit_once(':') else {
            return Err(format!("the number of partitions is missing: {remedy}"));
        };
        if name.is_empty() {
            return Err(format!("the name is missing: {remedy}"));
        }
        match count.parse() {
            Ok(partitions) if (1..=MOST).contains(&partitions) => {
                Ok(Self { name: name.to_owned(), partitions })
            }
            _ => Err(format!("{count:?} is no number of partitions from 1 to {MOST}: {remedy}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_is_a_name_and_a_number() {
        let topic: Topic = "orders:3".parse().expect("a topic");
        assert_eq!((topic.name.as_str(), topic.partitions), ("orders", 3));
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["", "orders", "orders:", ":3", "orders:0", "orders:x", "orders:-1"] {
            assert!(text.parse::<Topic>().is_err(), "{text:?}");
        }
    }
}
