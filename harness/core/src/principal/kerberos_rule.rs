//! One rule of `sasl.kerberos.principal.to.local.rules`, as Kafka's KerberosRule applies it:
//! `DEFAULT` or `RULE:[n:format](expression)s/from/to/g/L`.
//!
//! Expressions are those of the crate `regex`, which differ from Java's: there are no
//! back-references and no look-around, and `\d`, `\w` and `\s` mean Unicode's. A reference to a
//! group that `from` does not have is refused when the rule is read; Kafka finds it when the rule
//! is applied.

use std::fmt;
use std::sync::{Arc, LazyLock};

use regex::{Captures, Regex};

use super::NameRefusal;
use super::substitution::Substitution;

/// KerberosShortNamer's own pattern; `\d` there means ASCII.
static RULE: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = concat!(
        r"^(?:(?<default>DEFAULT)",
        r"|RULE:\[(?<components>[0-9]*):(?<format>[^\]]*)\](?:\((?<match>[^)]*)\))?",
        r"(?:s/(?<from>[^/]*)/(?<to>[^/]*)/(?<all>g)?)?/?(?<case>L|U)?)",
    );
    Regex::new(pattern).expect("the pattern is a constant")
});

/// A rule.
#[derive(Clone, Debug)]
pub(super) enum KerberosRule {
    /// `DEFAULT`: the first component of a name of the default realm.
    Default,
    /// `RULE:...`
    Mapping(Box<Mapping>),
}

/// The parts of `RULE:[components:format](expression)substitution/case`.
#[derive(Clone, Debug)]
pub(super) struct Mapping {
    components: usize,
    format: String,
    expression: Option<Expression>,
    substitution: Option<Substitution>,
    case: Option<Case>,
}

/// What the formatted name has to match as a whole.
#[derive(Clone, Debug)]
struct Expression {
    text: String,
    whole: Regex,
}

#[derive(Clone, Copy, Debug)]
enum Case {
    Lower,
    Upper,
}

/// Why a rule cannot be read. The first two texts are Kafka's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// It is neither `DEFAULT` nor of the form `RULE:[n:format]...`.
    #[error("Invalid rule: {0}")]
    Invalid(String),
    /// It begins well and goes on otherwise.
    #[error("Invalid rule: `{rule}`, unmatched substring: `{rest}`")]
    Unmatched {
        /// The rule.
        rule: String,
        /// What is left of it where it stops to be one.
        rest: String,
    },
    /// The number before the colon is missing or too large.
    #[error("Invalid rule: `{0}`: write the number of components before the colon, as in [1:$1]")]
    Components(String),
    /// A regular expression that cannot be used.
    #[error(
        "Invalid rule: `{rule}`: the expression `{expression}` cannot be used: {why} \
         (back-references and look-around are not supported)"
    )]
    Expression {
        /// The rule.
        rule: String,
        /// The expression.
        expression: String,
        /// What is wrong with it.
        why: String,
    },
    /// A replacement that names a group which the expression before it does not have, or ends in
    /// the middle of a reference.
    #[error("Invalid rule: `{rule}`: the replacement `{to}` cannot be used: {why}")]
    Replacement {
        /// The rule.
        rule: String,
        /// The replacement.
        to: String,
        /// What is wrong with it.
        why: String,
    },
}

impl KerberosRule {
    pub(super) fn parse(rule: &str) -> Result<Self, RuleError> {
        let parts = RULE.captures(rule).ok_or_else(|| RuleError::Invalid(rule.to_owned()))?;
        let end = parts.get(0).map_or(0, |whole| whole.end());
        let rest = rule.get(end..).unwrap_or_default();
        if !rest.is_empty() {
            return Err(RuleError::Unmatched { rule: rule.to_owned(), rest: rest.to_owned() });
        }
        match parts.name("default") {
            Some(_) => Ok(KerberosRule::Default),
            None => Mapping::parse(rule, &parts).map(|it| KerberosRule::Mapping(Box::new(it))),
        }
    }

    /// The short name that the rule gives to `parameters`: the realm, then the components. `None`
    /// when the rule passes the name by.
    pub(super) fn apply(
        &self,
        parameters: &[&str],
        default_realm: &str,
    ) -> Result<Option<String>, NameRefusal> {
        let short = match self {
            KerberosRule::Default if parameters.first() == Some(&default_realm) => {
                parameters.get(1).map(|&first| first.to_owned())
            }
            KerberosRule::Default => None,
            KerberosRule::Mapping(mapping) => mapping.apply(parameters)?,
        };
        match short {
            Some(name) if name.contains(['/', '@']) => Err(NameRefusal::NotSimple {
                name: Arc::from(name),
                rule: Arc::from(self.to_string()),
            }),
            Some(name) => Ok(Some(self.in_case(name))),
            None => Ok(None),
        }
    }

    fn in_case(&self, name: String) -> String {
        let KerberosRule::Mapping(mapping) = self else {
            return name;
        };
        match mapping.case {
            Some(Case::Lower) => name.to_lowercase(),
            Some(Case::Upper) => name.to_uppercase(),
            None => name,
        }
    }
}

impl Mapping {
    fn parse(rule: &str, parts: &Captures<'_>) -> Result<Self, RuleError> {
        let text = |name| parts.name(name).map(|part| part.as_str());
        let components = text("components").unwrap_or_default();
        // Java's parseInt takes 31 bits.
        let components: i32 =
            components.parse().map_err(|_| RuleError::Components(rule.to_owned()))?;
        let compile = |expression: &str, pattern: &str| {
            Regex::new(pattern).map_err(|error| RuleError::Expression {
                rule: rule.to_owned(),
                expression: expression.to_owned(),
                why: in_one_line(&error),
            })
        };
        let expression = text("match").map(|expression| {
            // Compiled alone first: what it opens it has to close itself.
            compile(expression, expression)?;
            let whole = compile(expression, &format!(r"\A(?:{expression})\z"))?;
            Ok(Expression { text: expression.to_owned(), whole })
        });
        let substitution = match (text("from"), text("to")) {
            (Some(from), Some(to)) => {
                let pattern = compile(from, from)?;
                let refused =
                    |why| RuleError::Replacement { rule: rule.to_owned(), to: to.to_owned(), why };
                let substitution = Substitution::new(pattern, to).map_err(refused)?;
                Some(match text("all") {
                    Some(_) => substitution.everywhere(),
                    None => substitution,
                })
            }
            _ => None,
        };
        Ok(Mapping {
            components: usize::try_from(components).unwrap_or(usize::MAX),
            format: text("format").unwrap_or_default().to_owned(),
            expression: expression.transpose()?,
            substitution,
            case: text("case").map(|case| if case == "L" { Case::Lower } else { Case::Upper }),
        })
    }

    fn apply(&self, parameters: &[&str]) -> Result<Option<String>, NameRefusal> {
        if parameters.len() != self.components.saturating_add(1) {
            return Ok(None);
        }
        let base = format(&self.format, parameters)?;
        if self.expression.as_ref().is_some_and(|it| !it.whole.is_match(&base)) {
            return Ok(None);
        }
        Ok(Some(match &self.substitution {
            Some(substitution) => substitution.apply(&base),
            None => base,
        }))
    }
}

/// Puts the parameters in the place of `$0`, `$1`, ...: Kafka's replaceParameters.
fn format(format: &str, parameters: &[&str]) -> Result<String, NameRefusal> {
    let mut out = String::new();
    let mut pieces = format.split('$');
    out.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let after = piece.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = piece.strip_suffix(after).unwrap_or(piece);
        let bad = || NameRefusal::BadFormat(Arc::from(digits));
        let index: i32 = digits.parse().map_err(|_| bad())?;
        let parameter = usize::try_from(index).ok().and_then(|index| parameters.get(index));
        let parameter = parameter.ok_or_else(|| NameRefusal::FormatIndex {
            index,
            format: Arc::from(format),
            last: parameters.len().saturating_sub(1),
        })?;
        out.push_str(parameter);
        out.push_str(after);
    }
    Ok(out)
}

/// The last line says what is wrong; those before it draw where.
fn in_one_line(error: &regex::Error) -> String {
    let text = error.to_string();
    let last = text.lines().last().unwrap_or_default();
    last.strip_prefix("error: ").unwrap_or(last).to_owned()
}

impl fmt::Display for KerberosRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let KerberosRule::Mapping(mapping) = self else {
            return f.write_str("DEFAULT");
        };
        write!(f, "RULE:[{}:{}]", mapping.components, mapping.format)?;
        if let Some(expression) = &mapping.expression {
            write!(f, "({})", expression.text)?;
        }
        if let Some(substitution) = &mapping.substitution {
            write!(f, "{substitution}")?;
        }
        match mapping.case {
            Some(Case::Lower) => f.write_str("/L"),
            Some(Case::Upper) => f.write_str("/U"),
            None => Ok(()),
        }
    }
}
