//! Who a client is to Kafka: `KafkaPrincipal`, and how a Kerberos name becomes one
//! (`sasl.kerberos.principal.to.local.rules`).
//!
//! One file per class of Kafka: [`KafkaPrincipal`] here, KerberosName, KerberosRule and
//! KerberosShortNamer, and the builder.

mod builder;
mod kerberos_name;
mod kerberos_rule;
mod short_name;
mod substitution;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

pub use builder::{DefaultPrincipalBuilder, Identity, PrincipalBuilder, ProvedClient};
pub use kerberos_rule::RuleError;
pub use short_name::{PrincipalRules, RulesError};

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
    /// The type of every principal that Kafka makes itself.
    pub const USER: &str = "User";

    /// A principal of the type `User`.
    pub fn user(name: &str) -> Self {
        KafkaPrincipal::new(KafkaPrincipal::USER, name)
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

/// A text that names no principal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a string in format principalType:principalName but got {0}")]
pub struct MalformedPrincipal(pub Arc<str>);

/// As ACLs and `super.users` name it: `User:alice`.
impl std::str::FromStr for KafkaPrincipal {
    type Err = MalformedPrincipal;

    fn from_str(text: &str) -> Result<Self, MalformedPrincipal> {
        let parts = text.split_once(':').ok_or_else(|| MalformedPrincipal(Arc::from(text)))?;
        Ok(KafkaPrincipal::new(parts.0, parts.1))
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
    /// A rule's result has a `/` or an `@`.
    #[error("Non-simple name {name} after auth_to_local rule {rule}")]
    NotSimple {
        /// The result.
        name: Arc<str>,
        /// The rule.
        rule: Arc<str>,
    },
    /// A rule's format names a component that the name does not have.
    #[error("index {index} from {format} is outside of the valid range 0 to {last}")]
    FormatIndex {
        /// The number after `$`.
        index: i32,
        /// The format.
        format: Arc<str>,
        /// The highest that there is.
        last: usize,
    },
    /// A `$` in a rule's format without a number.
    #[error("bad format in username mapping in {0}")]
    BadFormat(Arc<str>),
    /// The principal builder's own reason.
    #[error("{0}")]
    Other(Arc<str>),
}
