//! Booleans as MIT's profile library reads them, in any case.

const TRUE: [&str; 6] = ["y", "yes", "true", "t", "1", "on"];
const FALSE: [&str; 6] = ["n", "no", "false", "nil", "0", "off"];

/// The truth that `text` stands for, or `None` when it is neither.
pub fn parse_boolean(text: &str) -> Option<bool> {
    let is = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
    if is(&TRUE) { Some(true) } else { is(&FALSE).then_some(false) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_as_mit_reads_them() {
        // What profile_get_boolean of MIT krb5 1.20.1 answers.
        for word in ["y", "yes", "true", "t", "1", "on", "Yes", "TRUE"] {
            assert_eq!(parse_boolean(word), Some(true), "{word}");
        }
        for word in ["n", "no", "false", "nil", "0", "off"] {
            assert_eq!(parse_boolean(word), Some(false), "{word}");
        }
        for word in ["f", "maybe", "2", "enabled", " yes", ""] {
            assert_eq!(parse_boolean(word), None, "{word}");
        }
    }
}
