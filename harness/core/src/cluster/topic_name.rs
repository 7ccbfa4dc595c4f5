//! Which names a topic may have, with Kafka's words where it may not (`Topic.validate`).

/// The longest name, in characters.
const LONGEST: usize = 249;

/// Why a text is no topic name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TopicNameError {
    /// Nothing.
    #[error("Topic name is invalid: the empty string is not allowed")]
    Empty,
    /// `.` or `..`
    #[error("Topic name is invalid: '{0}' is not allowed")]
    Dots(String),
    /// More than 249 characters.
    #[error(
        "Topic name is invalid: the length of '{0}' is longer than the max allowed length {LONGEST}"
    )]
    TooLong(String),
    /// A character that is not allowed.
    #[error(
        "Topic name is invalid: '{0}' contains one or more characters other than ASCII \
         alphanumerics, '.', '_' and '-'"
    )]
    Character(String),
}

/// Checks a name.
pub fn check_topic_name(name: &str) -> Result<(), TopicNameError> {
    let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    match name {
        "" => Err(TopicNameError::Empty),
        "." | ".." => Err(TopicNameError::Dots(name.to_owned())),
        long if long.chars().count() > LONGEST => Err(TopicNameError::TooLong(name.to_owned())),
        odd if !odd.chars().all(legal) => Err(TopicNameError::Character(name.to_owned())),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_kafkas_texts() {
        let long = "x".repeat(250);
        for (name, text) in [
            ("", "the empty string is not allowed"),
            ("..", "'..' is not allowed"),
            (&*long, &*format!("the length of '{long}' is longer than the max allowed length 249")),
            (
                "a b",
                "'a b' contains one or more characters other than ASCII alphanumerics, '.', '_' \
                 and '-'",
            ),
        ] {
            let refused = check_topic_name(name).map_err(|it| it.to_string());
            assert_eq!(refused, Err(format!("Topic name is invalid: {text}")));
        }
        assert_eq!(check_topic_name(&"x".repeat(249)), Ok(()));
        assert_eq!(check_topic_name("a.B_c-9"), Ok(()));
    }
}
