//! The words of a line, as MIT's subsystem library splits it: between blanks; within double quotes
//! blanks count, and a doubled quote is a quote.

/// A line whose quotes do not match.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Unbalanced quotes in command line")]
pub(in crate::commands) struct Unbalanced;

pub(in crate::commands) fn split(line: &str) -> Result<Vec<String>, Unbalanced> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if quoted && characters.next_if_eq(&'"').is_some() => {
                word.get_or_insert_default().push('"');
            }
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            blank if blank.is_whitespace() && !quoted => words.extend(word.take()),
            other => word.get_or_insert_default().push(other),
        }
    }
    if quoted {
        return Err(Unbalanced);
    }
    words.extend(word);
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_keep_blanks() {
        for (line, words) in [
            ("", &[][..]),
            ("  listprincs  x*\t", &["listprincs", "x*"]),
            ("-expire \"2030-01-01 00:00:00\" x", &["-expire", "2030-01-01 00:00:00", "x"]),
            ("-pw \"\" x", &["-pw", "", "x"]),
            ("-pw a\"b \"\"c\"d", &["-pw", "ab \"cd"]),
        ] {
            assert_eq!(split(line).unwrap(), words, "{line}");
        }
    }

    #[test]
    fn an_open_quote_is_told() {
        assert!(split("addprinc \"x").is_err());
    }
}
