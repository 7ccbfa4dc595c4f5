//! The access control list of the administration server, `kadm5.acl`
//! (`admin/conf_files/kadm5_acl.rst` of MIT krb5).
//!
//! A line is `principal rights [target [restrictions]]`; one that ends in `\` goes on in the next,
//! and one that begins with `#`, or is empty, says nothing. Blanks and commas separate. As MIT, a
//! line of blanks alone is an error.

use std::time::Duration;

use super::duration::parse_duration;
use super::principal_flags::{FlagChange, parse_flag};
use crate::principal::Principal;
use crate::wire::Realm;

/// The entries of a file, in order.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct AclFile {
    /// The entries.
    pub entries: Vec<AclEntry>,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AclEntry {
    /// Whose rights they are.
    pub client: NamePattern,
    /// The rights.
    pub rights: Rights,
    /// On whom.
    pub target: NamePattern,
    /// What a principal that is created or modified by this entry must be.
    pub restrictions: Restrictions,
}

/// The names that an entry is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NamePattern {
    /// Any, and none: `*`.
    Any,
    /// Those with as many components; `*` is any component, and in a target `*1` to `*9` are those
    /// that the `*` of the client met.
    Like(Principal),
}

/// A set of rights, with the numbers of MIT's source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Rights(pub u32);

impl Rights {
    /// `a`: add principals and policies.
    pub const ADD: Self = Self(1);
    /// `d`: delete them.
    pub const DELETE: Self = Self(2);
    /// `m`: modify them.
    pub const MODIFY: Self = Self(4);
    /// `c`: change passwords and keys.
    pub const CHANGE_PASSWORD: Self = Self(8);
    /// `i`: read them.
    pub const INQUIRE: Self = Self(32);
    /// `e`: read keys.
    pub const EXTRACT: Self = Self(64);
    /// `l`: list names.
    pub const LIST: Self = Self(128);
    /// `s`: set keys.
    pub const SET_KEY: Self = Self(256);
    /// `p`: take part in incremental propagation.
    pub const PROPAGATE: Self = Self(512);
    /// `x` and `*`: all but reading keys.
    pub const ALL: Self = Self(1 | 2 | 4 | 8 | 32 | 128 | 256 | 512);

    /// Whether every right of `other` is in it.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    fn of_letter(letter: char) -> Option<Self> {
        Some(match letter {
            'a' => Self::ADD,
            'd' => Self::DELETE,
            'm' => Self::MODIFY,
            'c' => Self::CHANGE_PASSWORD,
            'i' => Self::INQUIRE,
            'e' => Self::EXTRACT,
            'l' => Self::LIST,
            's' => Self::SET_KEY,
            'p' => Self::PROPAGATE,
            'x' | '*' => Self::ALL,
            _ => return None,
        })
    }
}

/// What a principal that is created or modified must be.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Restrictions {
    /// Attributes that it has, as bits.
    pub require: u32,
    /// Attributes that it has not, as bits. They win over what is required.
    pub forbid: u32,
    /// Its policy.
    pub policy: Option<RestrictedPolicy>,
    /// How soon it expires, at the latest (`-expire`).
    pub expires: Option<Duration>,
    /// How soon its password expires, at the latest (`-pwexpire`).
    pub password_expires: Option<Duration>,
    /// The longest life of its tickets, at most (`-maxlife`).
    pub max_life: Option<Duration>,
    /// The longest renewable life of its tickets, at most (`-maxrenewlife`).
    pub max_renewable_life: Option<Duration>,
}

/// The policy that a restricted principal has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RestrictedPolicy {
    /// None (`-clearpolicy`).
    Clear,
    /// This one (`-policy`).
    Is(String),
}

impl Restrictions {
    /// Whether nothing is restricted.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether attributes are.
    pub fn touches_attributes(&self) -> bool {
        self.require | self.forbid != 0
    }
}

/// A line that is no entry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("syntax error at line {line} <{start}...>")]
pub struct AclError {
    /// The line, counted from 1; of several that are one, the first.
    pub line: usize,
    /// The first ten characters of it.
    pub start: String,
    /// What is wrong with it, where more can be said.
    pub fault: Option<AclFault>,
}

/// What is wrong with an entry, in the words of MIT's log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AclFault {
    /// A letter that is no right.
    #[error("Unrecognized ACL operation '{letter}' in {line}")]
    Right {
        /// The letter.
        letter: char,
        /// The line.
        line: String,
    },
    /// The client is no principal name.
    #[error("Cannot parse client principal '{0}'")]
    Client(String),
    /// The target is no principal name.
    #[error("Cannot parse target principal '{0}'")]
    Target(String),
    /// The restrictions cannot be read. MIT puts the file's name before it.
    #[error("invalid restrictions: {0}")]
    Restrictions(String),
}

impl AclFile {
    /// The entries of `text`, in which names without a realm are of `realm`.
    ///
    /// # Errors
    /// The first line that is no entry: MIT's kadmind takes no part of such a file.
    pub fn parse(text: &str, realm: &Realm) -> Result<Self, AclError> {
        let entry = |line: Line| {
            parse_entry(&line.text, realm).map_err(|fault| AclError {
                line: line.number,
                start: line.text.chars().take(10).collect(),
                fault,
            })
        };
        Ok(Self { entries: lines(text).into_iter().map(entry).collect::<Result<_, _>>()? })
    }
}

/// A line with those that continue it.
struct Line {
    number: usize,
    text: String,
}

fn lines(text: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut begun: Option<Line> = None;
    for (index, part) in text.lines().enumerate() {
        let mut line = begun.take().unwrap_or(Line { number: index + 1, text: String::new() });
        match part.strip_suffix('\\') {
            Some(start) => {
                line.text.push_str(start);
                begun = Some(line);
            }
            None => {
                line.text.push_str(part);
                lines.push(line);
            }
        }
    }
    lines.extend(begun);
    lines.retain(|line| !line.text.is_empty() && !line.text.starts_with('#'));
    lines
}

const SEPARATORS: [char; 7] = ['\t', '\n', '\x0c', '\x0b', '\r', ' ', ','];

/// The fields of a line: the words, and all that follows on the third.
fn parse_entry(line: &str, realm: &Realm) -> Result<AclEntry, Option<AclFault>> {
    let (client, rest) = first_word(line.trim_end());
    let (rights, rest) = first_word(rest);
    let (target, rest) = first_word(rest);
    let restrictions = rest.trim_start_matches(SEPARATORS);
    if client.is_empty() || rights.is_empty() {
        return Err(None);
    }
    Ok(AclEntry {
        rights: parse_rights(rights)
            .map_err(|letter| AclFault::Right { letter, line: line.to_owned() })?,
        client: parse_name(client, realm).ok_or_else(|| AclFault::Client(client.to_owned()))?,
        target: match target {
            "" => NamePattern::Any,
            target => {
                let fault = || AclFault::Target(target.to_owned());
                parse_name(target, realm).ok_or_else(fault)?
            }
        },
        restrictions: parse_restrictions(restrictions)
            .ok_or_else(|| AclFault::Restrictions(restrictions.to_owned()))?,
    })
}

fn first_word(text: &str) -> (&str, &str) {
    let text = text.trim_start_matches(SEPARATORS);
    text.split_at(text.find(SEPARATORS).unwrap_or(text.len()))
}

/// Letters are read in order: a capital takes away what was given before it.
fn parse_rights(letters: &str) -> Result<Rights, char> {
    let mut rights = Rights::default();
    for letter in letters.chars() {
        let named = Rights::of_letter(letter.to_ascii_lowercase()).ok_or(letter)?;
        match letter.is_ascii_uppercase() {
            true => rights.0 &= !named.0,
            false => rights.0 |= named.0,
        }
    }
    Ok(rights)
}

fn parse_name(text: &str, realm: &Realm) -> Option<NamePattern> {
    match text {
        "*" => Some(NamePattern::Any),
        name => Principal::parse(name, realm).ok().map(NamePattern::Like),
    }
}

fn parse_restrictions(text: &str) -> Option<Restrictions> {
    let mut restrictions = Restrictions::default();
    let mut words = text.split(SEPARATORS).filter(|word| !word.is_empty());
    while let Some(word) = words.next() {
        match (word, parse_flag(word)) {
            (_, Some(FlagChange::Set(bits))) => restrictions.require |= bits,
            (_, Some(FlagChange::Clear(bits))) => restrictions.forbid |= bits,
            ("-clearpolicy", None) => restrictions.policy = Some(RestrictedPolicy::Clear),
            (name, None) => restrict(&mut restrictions, name, words.next()?)?,
        }
    }
    Some(restrictions)
}

/// A restriction with an argument. `-clearpolicy` wins over `-policy`, which stands only once.
fn restrict(restrictions: &mut Restrictions, name: &str, argument: &str) -> Option<()> {
    if name == "-policy" {
        match &restrictions.policy {
            Some(RestrictedPolicy::Is(_)) => return None,
            Some(RestrictedPolicy::Clear) => {}
            None => restrictions.policy = Some(RestrictedPolicy::Is(argument.to_owned())),
        }
        return Some(());
    }
    let seconds = u64::try_from(parse_duration(argument)?).unwrap_or(0);
    let limit = match name {
        "-expire" => &mut restrictions.expires,
        "-pwexpire" => &mut restrictions.password_expires,
        "-maxlife" => &mut restrictions.max_life,
        "-maxrenewlife" => &mut restrictions.max_renewable_life,
        _ => return None,
    };
    *limit = Some(Duration::from_secs(seconds));
    Some(())
}

#[cfg(test)]
mod tests;
