//! A principal: a name in a realm, and its text form (`name/instance@REALM` with MIT's escapes).
//!
//! Parsing follows what MIT's tools print and accept: `\` quotes `/`, `@` and `\`; `\n`, `\t`, `\b`
//! and `\0` are the control characters.

use std::fmt;

use crate::wire::{KerberosString, NameType, PrincipalName, Realm};

/// A principal name with its realm.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Principal {
    /// The components and their type.
    pub name: PrincipalName,
    /// The realm.
    pub realm: Realm,
}

/// Why a text is not a principal name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PrincipalError {
    /// Nothing was given, or nothing stands before `@`.
    #[error(
        "the principal name {0:?} is empty: write name or name/instance, with @REALM if needed"
    )]
    Empty(String),
    /// A second `@`.
    #[error("the principal name {0:?} has more than one @: quote an @ within a name as \\@")]
    TwoRealms(String),
    /// `\` at the end.
    #[error("the principal name {0:?} ends in a backslash: write \\\\ for a backslash")]
    DanglingEscape(String),
    /// `/` in the realm, or an empty realm.
    #[error("the principal name {0:?} has a malformed realm after @")]
    MalformedRealm(String),
}

impl Principal {
    /// `name` in `realm`.
    pub fn new(name: PrincipalName, realm: impl Into<Realm>) -> Self {
        Self { name, realm: realm.into() }
    }

    /// Parses `text`; a name without `@REALM` is of `default_realm`.
    ///
    /// `krbtgt/R` and `kadmin/...` become NT-SRV-INST, others NT-PRINCIPAL.
    pub fn parse(text: &str, default_realm: &Realm) -> Result<Self, PrincipalError> {
        let mut components = vec![Vec::new()];
        let mut realm: Option<Vec<u8>> = None;
        let mut bytes = text.bytes();
        while let Some(byte) = bytes.next() {
            let (octet, quoted) = match byte {
                b'\\' => {
                    let escaped = bytes.next();
                    let escaped =
                        escaped.ok_or_else(|| PrincipalError::DanglingEscape(text.to_owned()))?;
                    (unescape(escaped), true)
                }
                plain => (plain, false),
            };
            match (octet, quoted, &mut realm) {
                (b'@', false, Some(_)) => return Err(PrincipalError::TwoRealms(text.to_owned())),
                (b'@', false, None) => realm = Some(Vec::new()),
                (b'/', false, Some(_)) => {
                    return Err(PrincipalError::MalformedRealm(text.to_owned()));
                }
                (b'/', false, None) => components.push(Vec::new()),
                (octet, _, Some(realm)) => realm.push(octet),
                (octet, _, None) => {
                    if let Some(last) = components.last_mut() {
                        last.push(octet);
                    }
                }
            }
        }
        if components.len() == 1 && components.iter().all(Vec::is_empty) {
            return Err(PrincipalError::Empty(text.to_owned()));
        }
        let realm = match realm {
            Some(realm) if realm.is_empty() => {
                return Err(PrincipalError::MalformedRealm(text.to_owned()));
            }
            Some(realm) => Realm::from(realm),
            None => default_realm.clone(),
        };
        let name_type = match (components.len(), components.first().map(Vec::as_slice)) {
            (2.., Some(b"krbtgt" | b"kadmin")) => NameType::SRV_INST,
            _ => NameType::PRINCIPAL,
        };
        Ok(Self { name: PrincipalName::new(name_type, components), realm })
    }

    /// The ticket-granting service `krbtgt/of@realm`.
    pub fn krbtgt(of: &Realm, realm: &Realm) -> Self {
        Self { name: PrincipalName::krbtgt(of), realm: realm.clone() }
    }

    /// Whether both are the same principal, whatever their name types (RFC 4120 §6.2).
    pub fn same(&self, other: &Self) -> bool {
        self.realm == other.realm && self.name.same_components(&other.name)
    }
}

fn unescape(octet: u8) -> u8 {
    match octet {
        b'n' => b'\n',
        b't' => b'\t',
        b'b' => 8,
        b'0' => 0,
        other => other,
    }
}

fn escape(octets: &KerberosString, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for character in octets.to_text().chars() {
        match character {
            '/' | '@' | '\\' => write!(f, "\\{character}")?,
            '\n' => f.write_str("\\n")?,
            '\t' => f.write_str("\\t")?,
            '\u{8}' => f.write_str("\\b")?,
            '\0' => f.write_str("\\0")?,
            plain => write!(f, "{plain}")?,
        }
    }
    Ok(())
}

impl fmt::Display for PrincipalName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, component) in self.name_string.iter().enumerate() {
            if at > 0 {
                f.write_str("/")?;
            }
            escape(component, f)?;
        }
        Ok(())
    }
}

impl fmt::Display for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@", self.name)?;
        escape(&self.realm, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_print_as_they_parse() {
        for text in ["alice@R", "kafka/localhost@R", r"a\/b\@c/d@R", "a/b/c@R", r"x\\y@R"] {
            let principal = Principal::parse(text, &"D".into()).unwrap();
            assert_eq!(principal.to_string(), text);
        }
        assert_eq!(Principal::parse("alice", &"D".into()).unwrap().to_string(), "alice@D");
    }

    #[test]
    fn malformed_names_are_refused_by_name() {
        for text in ["", "@R", "a@b@c", "a\\", "a@", "a@b/c"] {
            let error = Principal::parse(text, &"D".into()).unwrap_err();
            assert!(error.to_string().contains(&format!("{text:?}")), "{error}");
        }
    }
}
