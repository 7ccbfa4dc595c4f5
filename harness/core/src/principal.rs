//! Who a client is to Kafka: `KafkaPrincipal`, and how a Kerberos name becomes one
//! (`sasl.kerberos.principal.to.local.rules`).
//!
//! Only the rule `DEFAULT` so far: a name of the default realm is cut to its first component, any
//! other name has no short form.

mod builder;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

pub use builder::{DefaultPrincipalBuilder, Identity, PrincipalBuilder, ProvedClient};

/// A principal as ACLs name it: `User:alice`.
///
/// Two principals of one type and name are equal whichever way they authenticated.
#[derive(Clone, Debug)]
pub struct KafkaPrincipal {
    kind: Arc<str>,
    name: Arc<str>,
    credential: Credential,
}

/// What a principal authenticated with, as far as Kafka tells its principals apart by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential {
    /// Its own.
    Own,
    /// A delegation token: `tokenAuthenticated`, which may not ask for further tokens (KIP-48).
    DelegationToken,
}

impl KafkaPrincipal {
    /// A principal of the type `User`.
    pub fn user(name: &str) -> Self {
        KafkaPrincipal::new("User", name)
    }

    /// A principal of any type.
    pub fn new(kind: &str, name: &str) -> Self {
        let credential = Credential::Own;
        KafkaPrincipal { kind: Arc::from(kind), name: Arc::from(name), credential }
    }

    /// The same principal, authenticated with `credential`.
    #[must_use]
    pub fn authenticated_with(self, credential: Credential) -> Self {
        KafkaPrincipal { credential, ..self }
    }

    /// Who has not authenticated: `User:ANONYMOUS`.
    pub fn anonymous() -> Self {
        KafkaPrincipal::user("ANONYMOUS")
    }

    /// The type, such as `User`.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The name without the type.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it authenticated with.
    pub fn credential(&self) -> Credential {
        self.credential
    }

    fn key(&self) -> (&str, &str) {
        (&self.kind, &self.name)
    }
}

impl PartialEq for KafkaPrincipal {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for KafkaPrincipal {}

impl PartialOrd for KafkaPrincipal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for KafkaPrincipal {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl Hash for KafkaPrincipal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl fmt::Display for KafkaPrincipal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind, self.name)
    }
}

/// Why an authenticated name has no principal. The texts are Kafka's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameRefusal {
    /// An `@` where none may be.
    #[error("Malformed Kerberos name: {0}")]
    Malformed(Arc<str>),
    /// Every rule passed the name by.
    #[error("No rules apply to {name}, rules [{rules}]")]
    NoMatchingRule {
        /// The name.
        name: Arc<str>,
        /// The rules, as configured.
        rules: Arc<str>,
    },
}

/// The rules of a listener.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrincipalRules {
    default_realm: Arc<str>,
}

impl PrincipalRules {
    /// The rule `DEFAULT` with its realm.
    pub fn for_realm(default_realm: &str) -> Self {
        PrincipalRules { default_realm: Arc::from(default_realm) }
    }

    /// The principal of an authenticated Kerberos name.
    pub fn apply(&self, authenticated: &str) -> Result<KafkaPrincipal, NameRefusal> {
        self.short_name(authenticated).map(KafkaPrincipal::user)
    }

    fn short_name<'n>(&self, full: &'n str) -> Result<&'n str, NameRefusal> {
        let Some(name) = KerberosName::parse(full) else {
            // Not of the form with a realm: taken as it is, unless it has an `@` after all.
            return match full.contains('@') {
                true => Err(NameRefusal::Malformed(Arc::from(full))),
                false => Ok(full),
            };
        };
        if name.realm == &*self.default_realm {
            return Ok(name.service);
        }
        Err(NameRefusal::NoMatchingRule { name: Arc::from(full), rules: Arc::from("DEFAULT") })
    }
}

/// `service[/host]@REALM`, as Kafka's KerberosName takes a name apart.
struct KerberosName<'n> {
    service: &'n str,
    realm: &'n str,
}

impl<'n> KerberosName<'n> {
    fn parse(full: &'n str) -> Option<Self> {
        let (name, realm) = full.split_once('@')?;
        let (service, host) = name.split_once('/').unwrap_or((name, ""));
        let plain = |part: &str| !part.contains(['/', '@']);
        (plain(host) && plain(realm)).then_some(KerberosName { service, realm })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_default_realm_are_cut_to_the_first_component() {
        let rules = PrincipalRules::for_realm("EXAMPLE.TEST");
        for (name, principal) in [
            ("alice@EXAMPLE.TEST", "User:alice"),
            ("kafka/localhost@EXAMPLE.TEST", "User:kafka"),
            ("alice", "User:alice"),
            ("alice/admin", "User:alice/admin"),
        ] {
            assert_eq!(rules.apply(name).map(|it| it.to_string()), Ok(principal.to_owned()));
        }
    }

    #[test]
    fn foreign_and_malformed_names_have_kafkas_texts() {
        let rules = PrincipalRules::for_realm("EXAMPLE.TEST");
        for (name, text) in [
            ("alice@OTHER.TEST", "No rules apply to alice@OTHER.TEST, rules [DEFAULT]"),
            ("alice@EXAMPLE.TEST@X", "Malformed Kerberos name: alice@EXAMPLE.TEST@X"),
            ("a/b/c@EXAMPLE.TEST", "Malformed Kerberos name: a/b/c@EXAMPLE.TEST"),
        ] {
            assert_eq!(rules.apply(name).map_err(|it| it.to_string()), Err(text.to_owned()));
        }
    }
}
