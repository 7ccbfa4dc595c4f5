//! How the subject of a client's certificate becomes a principal
//! (`ssl.principal.mapping.rules`, KIP-371), as Kafka's SslPrincipalMapper does it.
//!
//! A list of `DEFAULT` and `RULE:pattern/replacement/[LU]`: the first rule whose pattern matches
//! the whole name rewrites it. Left out: what Java's patterns can and the crate `regex` cannot
//! (looking around, back references inside the pattern); such a rule is refused.

use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, LazyLock};

use regex::{Captures, Regex};

use crate::principal::{KafkaPrincipal, NameRefusal};

/// Kafka's own pattern of a rule.
const RULE: &str = r"(DEFAULT)|RULE:((?:\\.|[^\\/])*)/((?:\\.|[^\\/])*)/([LU]?).*?|(.*?)";

static SPLITTER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(&format!(r"\s*({RULE})\s*(?:,\s*|$)")).ok());
static PARSER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(&format!("^(?:{RULE})")).ok());

/// The rules of a listener with TLS. Without any it is `DEFAULT`: the name as it is.
#[derive(Clone, Debug)]
pub struct SslPrincipalRules {
    rules: Arc<[Rule]>,
}

#[derive(Clone, Debug)]
enum Rule {
    Default,
    Rewrite(Box<Rewrite>),
}

#[derive(Clone, Debug)]
struct Rewrite {
    pattern: Arc<str>,
    whole: Regex,
    part: Regex,
    replacement: Arc<str>,
    case: Case,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Case {
    Kept,
    Lower,
    Upper,
}

/// Rules that cannot be read. The texts of the first two are Kafka's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadSslRule {
    /// It is neither `DEFAULT` nor of the form `RULE:pattern/replacement/[LU]`.
    #[error("Invalid rule: `{rule}`, unmatched substring: `{rest}`")]
    Unmatched {
        /// The rule.
        rule: String,
        /// What is too much.
        rest: String,
    },
    /// The pattern cannot be used.
    #[error(
        "ssl.principal.mapping.rules: the pattern of `{rule}` cannot be used ({reason}): correct \
         it; looking around and back references are not supported here"
    )]
    Pattern {
        /// The rule.
        rule: String,
        /// Why not.
        reason: String,
    },
}

impl Default for SslPrincipalRules {
    fn default() -> Self {
        SslPrincipalRules { rules: Arc::from([Rule::Default]) }
    }
}

impl FromStr for SslPrincipalRules {
    type Err = BadSslRule;

    /// Reads the value of `ssl.principal.mapping.rules`. Empty rules are passed over.
    fn from_str(text: &str) -> Result<Self, BadSslRule> {
        let (Some(splitter), Some(parser)) = (&*SPLITTER, &*PARSER) else {
            return Ok(SslPrincipalRules::default());
        };
        let texts = splitter.captures_iter(text.trim()).filter_map(|it| it.get(1));
        let rules = texts.map(|rule| parse(parser, rule.as_str()));
        let rules: Result<Vec<Option<Rule>>, _> = rules.collect();
        Ok(SslPrincipalRules { rules: rules?.into_iter().flatten().collect() })
    }
}

fn parse(parser: &Regex, rule: &str) -> Result<Option<Rule>, BadSslRule> {
    let Some(parts) = parser.captures(rule) else {
        return Ok(None);
    };
    let end = parts.get(0).map_or(0, |it| it.end());
    if end != rule.len() {
        let rest = rule.get(end..).unwrap_or_default().to_owned();
        return Err(BadSslRule::Unmatched { rule: rule.to_owned(), rest });
    }
    if parts.get(1).is_some() {
        return Ok(Some(Rule::Default));
    }
    let (Some(pattern), Some(replacement)) = (parts.get(2), parts.get(3)) else {
        return Ok(None);
    };
    let failed = |error: regex::Error| BadSslRule::Pattern {
        rule: rule.to_owned(),
        reason: error.to_string(),
    };
    let pattern = pattern.as_str();
    Ok(Some(Rule::Rewrite(Box::new(Rewrite {
        pattern: Arc::from(pattern),
        whole: Regex::new(&format!(r"\A(?:{pattern})\z")).map_err(failed)?,
        part: Regex::new(pattern).map_err(failed)?,
        replacement: Arc::from(replacement.as_str()),
        case: match parts.get(4).map(|it| it.as_str()) {
            Some("L") => Case::Lower,
            Some("U") => Case::Upper,
            _ => Case::Kept,
        },
    }))))
}

impl SslPrincipalRules {
    /// The principal of a subject, written as Java's `X500Principal.getName` writes it.
    pub fn apply(&self, subject: &str) -> Result<KafkaPrincipal, NameRefusal> {
        for rule in &*self.rules {
            match rule {
                Rule::Default => return Ok(KafkaPrincipal::user(subject)),
                Rule::Rewrite(rewrite) if rewrite.whole.is_match(subject) => {
                    return rewrite.apply(subject).map(|name| KafkaPrincipal::user(&name));
                }
                Rule::Rewrite(_) => {}
            }
        }
        Err(NameRefusal::NoMatchingRule {
            name: Arc::from(subject),
            rules: Arc::from(self.to_string()),
        })
    }
}

impl fmt::Display for SslPrincipalRules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, rule) in self.rules.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            match rule {
                Rule::Default => write!(f, "{comma}DEFAULT")?,
                Rule::Rewrite(it) => write!(f, "{comma}RULE:{}/{}", it.pattern, it.replacement)?,
            }
            match rule {
                Rule::Rewrite(it) if it.case == Case::Lower => f.write_str("/L")?,
                Rule::Rewrite(it) if it.case == Case::Upper => f.write_str("/U")?,
                _ => {}
            }
        }
        Ok(())
    }
}

impl Rewrite {
    /// Java's `String.replaceAll`: after a match the search goes on where it ended, and an empty
    /// match there counts.
    fn apply(&self, subject: &str) -> Result<String, NameRefusal> {
        let groups = self.part.captures_len() - 1;
        let replacement = escape_literal_references(&self.replacement, groups);
        let (mut result, mut copied, mut from) = (String::new(), 0, 0);
        while let Some(captures) = self.part.captures_at(subject, from) {
            let Some(found) = captures.get(0) else {
                break;
            };
            result.push_str(subject.get(copied..found.start()).unwrap_or_default());
            replace(&mut result, &replacement, &captures, groups)?;
            copied = found.end();
            from = match found.is_empty() {
                false => found.end(),
                true => found.end() + next_length(subject, found.end()),
            };
            if from > subject.len() {
                break;
            }
        }
        result.push_str(subject.get(copied..).unwrap_or_default());
        Ok(match self.case {
            Case::Kept => result,
            Case::Lower => result.to_lowercase(),
            Case::Upper => result.to_uppercase(),
        })
    }
}

/// The length of the character at `at`; past the end, 1.
fn next_length(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
}

/// Makes `$4` literal where there are fewer groups. As in Kafka, places are counted in the text
/// without the backslashes that were put in before, so that only the first of several is spared.
fn escape_literal_references(replacement: &str, groups: usize) -> Vec<char> {
    let original: Vec<char> = replacement.chars().collect();
    let mut escaped = original.clone();
    if groups == 0 {
        return escaped;
    }
    let mut at = 0;
    while at < original.len() {
        let digits = original.iter().skip(at + 1).take_while(|it| it.is_ascii_digit()).count();
        if original.get(at) != Some(&'$') || digits == 0 {
            at += 1;
            continue;
        }
        let number: String = original.iter().skip(at + 1).take(digits).collect();
        let mut number: usize = number.parse().unwrap_or(usize::MAX);
        let zero = original.get(at + 1) == Some(&'0');
        while number > groups && number >= 10 {
            number /= 10;
        }
        if !zero && number > groups {
            escaped.insert(at, '\\');
        }
        at += 1 + digits;
    }
    escaped
}

/// Java's `Matcher.appendReplacement`.
fn replace(
    out: &mut String,
    replacement: &[char],
    captures: &Captures<'_>,
    groups: usize,
) -> Result<(), NameRefusal> {
    let bad = |text: &str| NameRefusal::Other(Arc::from(text));
    let mut rest = replacement.iter().copied().peekable();
    while let Some(next) = rest.next() {
        match next {
            '\\' => out.push(rest.next().ok_or_else(|| bad("character to be escaped is missing"))?),
            '$' => {
                let first = rest
                    .next()
                    .ok_or_else(|| bad("Illegal group reference: group index is missing"))?;
                let first = first.to_digit(10).ok_or_else(|| bad("Illegal group reference"))?;
                let mut group = first as usize;
                if group > groups {
                    return Err(bad(&format!("No group {group}")));
                }
                while let Some(digit) = rest.peek().and_then(|it| it.to_digit(10)) {
                    let longer = group.saturating_mul(10).saturating_add(digit as usize);
                    if longer > groups {
                        break;
                    }
                    group = longer;
                    rest.next();
                }
                out.push_str(captures.get(group).map_or("", |it| it.as_str()));
            }
            other => out.push(other),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(rules: &str, subject: &str) -> Result<String, String> {
        let rules: SslPrincipalRules = rules.parse().map_err(|it: BadSslRule| it.to_string())?;
        let mapped = rules.apply(subject).map(|it| it.name().to_owned());
        mapped.map_err(|it| it.to_string())
    }

    /// The example of Kafka's documentation.
    const DOCUMENTED: &str = "RULE:^CN=(.*?),OU=ServiceUsers.*$/$1/,\
        RULE:^CN=(.*?),OU=(.*?),O=(.*?),L=(.*?),ST=(.*?),C=(.*?)$/$1@$2/L,\
        RULE:^.*[Cc][Nn]=([a-zA-Z0-9.]*).*$/$1/L,DEFAULT";

    #[test]
    fn the_first_rule_that_matches_rewrites_the_name() {
        for (rules, subject, name) in [
            (DOCUMENTED, "CN=serviceuser,OU=ServiceUsers,O=X,L=Y,ST=Z,C=W", "serviceuser"),
            (DOCUMENTED, "CN=adminUser,OU=Admin,O=X,L=Y,ST=Z,C=W", "adminuser@admin"),
            (DOCUMENTED, "O=X,CN=Alice.B,C=W", "alice.b"),
            (DOCUMENTED, "O=X", "O=X"),
            ("DEFAULT", "CN=alice", "CN=alice"),
            ("RULE:^CN=(.*)$/$1/U", "CN=alice", "ALICE"),
            (" RULE:^CN=(.*)$/$1/U , DEFAULT ", "CN=alice", "ALICE"),
            // One group: $2 is a literal, $12 is group 1 and a 2.
            ("RULE:^CN=(.*)$/$1@$2/", "CN=alice", "alice@$2"),
            ("RULE:^CN=(.*)$/$12/", "CN=alice", "alice2"),
            (r"RULE:^CN=(.*)$/$1\/x/", "CN=alice", "alice/x"),
            // The empty match at the end is replaced too.
            ("RULE:.*/x/", "CN=alice", "xx"),
        ] {
            assert_eq!(map(rules, subject).as_deref(), Ok(name), "{rules}");
        }
    }

    #[test]
    fn what_no_rule_maps_and_what_is_no_rule_have_kafkas_texts() {
        for (rules, text) in [
            (
                "RULE:^OU=(.*)$/$1/L,RULE:^O=(.*)$/$1/",
                "No rules apply to CN=alice, rules [RULE:^OU=(.*)$/$1/L, RULE:^O=(.*)$/$1]",
            ),
            ("", "No rules apply to CN=alice, rules []"),
            ("DEFAULTS", "Invalid rule: `DEFAULTS`, unmatched substring: `S`"),
            ("RULE:a/b", "Invalid rule: `RULE:a/b`, unmatched substring: `RULE:a/b`"),
            ("RULE:a/b/X", "Invalid rule: `RULE:a/b/X`, unmatched substring: `X`"),
            ("RULE:CN=.*/$1/", "No group 1"),
            ("RULE:^CN=(.*)$/$1@$2$3/", "No group 3"),
            ("RULE:CN=.*/$x/", "Illegal group reference"),
        ] {
            assert_eq!(map(rules, "CN=alice"), Err(text.to_owned()), "{rules}");
        }
    }

    #[test]
    fn a_pattern_that_cannot_be_used_is_named() {
        let refused = map("RULE:(?=CN)(.*)/$1/", "CN=alice").unwrap_err();
        assert!(refused.contains("ssl.principal.mapping.rules"), "{refused}");
        assert!(refused.contains("RULE:(?=CN)(.*)/$1/"), "{refused}");
    }
}
