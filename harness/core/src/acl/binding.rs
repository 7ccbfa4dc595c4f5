//! One ACL, and what makes a new one invalid (`AclControlManager.validateNewAcl`).

use std::fmt;
use std::sync::Arc;

use kerbside_kafka_wire::ErrorCode;

use super::{HostPattern, PatternType, PermissionType};
use crate::authorizer::{Operation, ResourceType};
use crate::dialect::AclNetworks;

/// An ACL: whom it is about, what it is about, and what it says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Acl {
    /// The kind of thing.
    pub resource: ResourceType,
    /// Its name, or the beginning of its name, or `*`.
    pub name: Arc<str>,
    /// How the name is to be taken.
    pub pattern: PatternType,
    /// Whom it is about: `User:alice`, or `User:*` for everybody.
    pub principal: Arc<str>,
    /// From where: an address, a network, or `*`.
    pub host: Arc<str>,
    /// What is done.
    pub operation: Operation,
    /// Whether that is allowed or denied.
    pub permission: PermissionType,
}

impl Acl {
    /// Allows `principal` to do `operation` to the resource of this name, from everywhere.
    pub fn allow(
        principal: &str,
        operation: Operation,
        resource: ResourceType,
        name: &str,
    ) -> Self {
        Acl {
            resource,
            name: Arc::from(name),
            pattern: PatternType::LITERAL,
            principal: Arc::from(principal),
            host: Arc::from(super::WILDCARD),
            operation,
            permission: PermissionType::ALLOW,
        }
    }

    /// Denies what [`Acl::allow`] allows.
    pub fn deny(principal: &str, operation: Operation, resource: ResourceType, name: &str) -> Self {
        let permission = PermissionType::DENY;
        Acl { permission, ..Acl::allow(principal, operation, resource, name) }
    }

    /// Takes the name for the beginning of names (KIP-290).
    #[must_use]
    pub fn prefixed(self) -> Self {
        Acl { pattern: PatternType::PREFIXED, ..self }
    }

    /// Is about clients from this host only.
    #[must_use]
    pub fn from_host(self, host: &str) -> Self {
        Acl { host: Arc::from(host), ..self }
    }

    /// Whether it may be added.
    ///
    /// # Errors
    /// What is wrong with it, in Kafka's words and order.
    pub fn check(&self, networks: AclNetworks) -> Result<HostPattern, AclRefusal> {
        if self.resource == ResourceType::ANY || self.resource.name().is_none() {
            return Err(invalid(format!("Invalid resourceType {}", self.resource.constant())));
        }
        if ![PatternType::LITERAL, PatternType::PREFIXED].contains(&self.pattern) {
            return Err(invalid(format!("Invalid patternType {}", self.pattern.constant())));
        }
        if self.operation == Operation::ANY || self.operation.name().is_none() {
            return Err(invalid(format!("Invalid operation {}", self.operation.constant())));
        }
        if ![PermissionType::ALLOW, PermissionType::DENY].contains(&self.permission) {
            return Err(invalid(format!("Invalid permissionType {}", self.permission.constant())));
        }
        if self.name.is_empty() {
            return Err(invalid("Resource name should not be empty".to_owned()));
        }
        if !self.principal.contains(':') {
            return Err(invalid(format!(
                "Could not parse principal from `{}` (no colon is present separating the principal \
                 type from the principal name)",
                self.principal
            )));
        }
        match networks == AclNetworks::Texts && self.host.contains('/') {
            true => Ok(HostPattern::Nobody),
            false => HostPattern::parse(&self.host).map_err(invalid),
        }
    }
}

fn invalid(text: String) -> AclRefusal {
    AclRefusal { code: ErrorCode::INVALID_REQUEST, text }
}

/// As `StandardAcl.toString` has it, in Kafka's log.
impl fmt::Display for Acl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "StandardAcl[resourceType={}, resourceName={}, patternType={}, principal={}, host={}, \
             operation={}, permissionType={}]",
            self.resource.constant(),
            self.name,
            self.pattern.constant(),
            self.principal,
            self.host,
            self.operation.constant(),
            self.permission.constant()
        )
    }
}

/// Why ACLs were not changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct AclRefusal {
    /// As a client sees it.
    pub code: ErrorCode,
    /// In words.
    pub text: String,
}
