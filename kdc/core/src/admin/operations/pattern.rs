//! The patterns of `listprincs` and `listpols`: `*`, `?`, `[abc]`, `[a-z]` and `\` as in MIT's
//! kadmin.

/// A pattern.
pub(super) struct Pattern(Vec<char>);

impl Pattern {
    /// For names of principals: without `@`, those of every realm. All match when it is absent.
    pub(super) fn of_principals(pattern: Option<&str>) -> Self {
        match pattern {
            Some(pattern) if !names_a_realm(pattern) => {
                Self(pattern.chars().chain("@*".chars()).collect())
            }
            other => Self::of_policies(other),
        }
    }

    /// For names of policies. All match when it is absent.
    pub(super) fn of_policies(pattern: Option<&str>) -> Self {
        Self(pattern.unwrap_or("*").chars().collect())
    }

    pub(super) fn matches(&self, text: &str) -> bool {
        let text: Vec<char> = text.chars().collect();
        matches(&self.0, &text)
    }
}

fn names_a_realm(pattern: &str) -> bool {
    let mut quoted = false;
    pattern.chars().any(|character| {
        let plain = !std::mem::take(&mut quoted);
        quoted = plain && character == '\\';
        plain && character == '@'
    })
}

/// Whether `text` matches; of several `*`, only the last one met is taken back, which is enough and
/// keeps the time within the product of both lengths.
fn matches(pattern: &[char], text: &[char]) -> bool {
    let (mut pattern, mut text) = (pattern, text);
    let mut retry: Option<(&[char], &[char])> = None;
    loop {
        if let ['*', rest @ ..] = pattern {
            retry = Some((rest, text));
            pattern = rest;
            continue;
        }
        match (one(pattern, text.first().copied()), text) {
            (Some(rest), [_, after @ ..]) => (pattern, text) = (rest, after),
            _ if pattern.is_empty() && text.is_empty() => return true,
            _ => match retry {
                Some((rest, [_, after @ ..])) => {
                    retry = Some((rest, after));
                    (pattern, text) = (rest, after);
                }
                _ => return false,
            },
        }
    }
}

/// The pattern after its first element, when that matches `character`.
fn one(pattern: &[char], character: Option<char>) -> Option<&[char]> {
    let character = character?;
    match pattern {
        ['?', rest @ ..] => Some(rest),
        ['\\', quoted, rest @ ..] => (*quoted == character).then_some(rest),
        ['[', set @ ..] => {
            let end = set.iter().skip(1).position(|c| *c == ']')? + 1;
            let (members, rest) = (set.get(..end)?, set.get(end + 1..)?);
            in_set(members, character).then_some(rest)
        }
        [plain, rest @ ..] => (*plain == character).then_some(rest),
        [] => None,
    }
}

fn in_set(mut members: &[char], character: char) -> bool {
    loop {
        members = match members {
            [from, '-', to, rest @ ..] => {
                if (*from..=*to).contains(&character) {
                    return true;
                }
                rest
            }
            [member, ..] if *member == character => return true,
            [_, rest @ ..] => rest,
            [] => return false,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_in_a_shell() {
        for (pattern, text, expected) in [
            ("*", "", true),
            ("k*", "kafka/broker@R", true),
            ("k*", "alice@R", false),
            ("*/*@R", "kafka/broker@R", true),
            ("*a*b*c", "xaxbxbxc", true),
            ("*a*b*c", "xaxcxb", false),
            ("x?", "x1", true),
            ("x?", "x", false),
            ("x[0-9]", "x7", true),
            ("x[0-9]", "xa", false),
            ("x[ab]y", "xby", true),
            (r"a\*", "a*", true),
            (r"a\*", "ab", false),
            ("[", "[", false),
        ] {
            let matched = Pattern::of_policies(Some(pattern)).matches(text);
            assert_eq!(matched, expected, "{pattern} {text}");
        }
    }

    #[test]
    fn a_quoted_at_sign_names_no_realm() {
        assert!(names_a_realm("a@R"));
        assert!(!names_a_realm(r"a\@b"));
    }
}
