//! What the value of a configuration may be, as the validators of Kafka's `ConfigDef` demand it,
//! and what they say of one that is not.

use crate::cluster::ConfigType;

/// A demand on values.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    /// None beyond the type.
    Any,
    /// A number that is not smaller.
    AtLeast(i64),
    /// A number from the first to the second.
    Between(f64, f64),
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// One of these words, in capitals or not.
    OneOfAnyCase(&'static [&'static str]),
    /// A list of these words.
    EachOf(&'static [&'static str]),
    /// 1 to 9, or -1.
    GzipLevel,
    /// A text that is not empty.
    NotEmpty,
}

/// Checks the value of a configuration; the error is Kafka's text.
pub(crate) fn check(name: &str, kind: ConfigType, rule: Rule, value: &str) -> Result<(), String> {
    let value = value.trim();
    let invalid = |shown: &str, why: String| {
        Err(format!("Invalid value {shown} for configuration {name}: {why}"))
    };
    if !kind.accepts(value) {
        return invalid(value, kind.complaint());
    }
    // Kafka shows the parsed number.
    let number = value.parse::<f64>().unwrap_or(0.0);
    let shown = match kind {
        ConfigType::Double => format!("{number:?}"),
        _ => value.to_owned(),
    };
    let one_of = |choices: &[&str]| format!("String must be one of: {}", choices.join(", "));
    match rule {
        Rule::AtLeast(least) if value.parse::<i64>().is_ok_and(|it| it < least) => {
            invalid(&shown, format!("Value must be at least {least}"))
        }
        Rule::Between(least, _) if number < least => {
            invalid(&shown, format!("Value must be at least {least}"))
        }
        Rule::Between(_, most) if number > most => {
            invalid(&shown, format!("Value must be no more than {most}"))
        }
        Rule::OneOf(choices) if !choices.contains(&value) => invalid(value, one_of(choices)),
        Rule::OneOfAnyCase(choices) if !choices.iter().any(|it| it.eq_ignore_ascii_case(value)) => {
            let choices = choices.join(", ");
            invalid(value, format!("String must be one of (case insensitive): {choices}"))
        }
        Rule::EachOf(choices) => match words(value).find(|word| !choices.contains(word)) {
            Some(word) => invalid(word, one_of(choices)),
            None => Ok(()),
        },
        Rule::GzipLevel if number != -1.0 && !(1.0..=9.0).contains(&number) => {
            invalid(&shown, "Value must be between 1 and 9 or equal to -1".to_owned())
        }
        Rule::NotEmpty if value.is_empty() => invalid(value, "String must be non-empty".to_owned()),
        _ => Ok(()),
    }
}

/// The words of a list.
pub(crate) fn words(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim).filter(|word| !word.is_empty())
}
