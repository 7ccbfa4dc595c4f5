//! What a bed can be asked about ACLs, and what it answers.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::arguments::{OperationName, Resource};

/// What to do about ACLs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum AclRequest {
    /// Show those that are meant.
    List(AclChoice),
    /// Add some.
    Add(NewAcls),
    /// Remove those that are meant.
    Remove(AclChoice),
    /// Say what would be decided, and why.
    Why(WishWords),
}

/// Which ACLs are meant: those with all that is given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AclChoice {
    /// About whom.
    pub(crate) user: Option<String>,
    /// About what operation.
    pub(crate) operation: Option<OperationName>,
    /// About this resource, by its name, a prefix or `*`.
    pub(crate) resource: Option<Resource>,
    /// With this host.
    pub(crate) host: Option<String>,
    /// That say this.
    #[serde(default)]
    pub(crate) says: Option<Says>,
}

/// ACLs that differ in their operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NewAcls {
    /// About whom.
    pub(crate) user: String,
    /// About which operations.
    pub(crate) operations: Vec<OperationName>,
    /// About what.
    pub(crate) resource: Resource,
    /// How the resource's name is to be taken.
    pub(crate) name: NameForm,
    /// What they say.
    pub(crate) says: Says,
    /// About clients from where.
    pub(crate) host: String,
}

/// How a resource's name is to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum NameForm {
    /// As a name, or `*`.
    Literal,
    /// As the beginning of names.
    Prefixed,
}

/// Whether an ACL allows or denies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Says {
    /// It allows.
    Allow,
    /// It denies.
    Deny,
}

/// What somebody might want to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WishWords {
    /// Who.
    pub(crate) user: String,
    /// What.
    pub(crate) operation: OperationName,
    /// To what.
    pub(crate) resource: Resource,
    /// From where.
    pub(crate) host: IpAddr,
}

/// An ACL in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ShownAcl {
    /// `Allow` or `Deny`.
    pub(crate) permission: String,
    /// Whom it is about.
    pub(crate) principal: String,
    /// From where.
    pub(crate) host: String,
    /// What.
    pub(crate) operation: String,
    /// To what type of thing.
    pub(crate) resource: String,
    /// To which.
    pub(crate) name: String,
    /// `Literal` or `Prefixed`.
    pub(crate) pattern: String,
}

/// What came of a request about ACLs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum AclAnswer {
    /// These are there, were added or were removed.
    Acls(Vec<ShownAcl>),
    /// This would be decided.
    Decision(ShownDecision),
}

/// A decision in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ShownDecision {
    /// Yes or no.
    pub(crate) allowed: bool,
    /// What decided, in the words of Kafka's authorizer log.
    pub(crate) because: String,
    /// The ACL that decided.
    pub(crate) acl: Option<ShownAcl>,
}
