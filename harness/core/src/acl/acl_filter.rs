//! Which ACLs are meant: the filters of DescribeAcls and DeleteAcls.

use std::sync::Arc;

use super::{Acl, PatternType, PermissionType, WILDCARD};
use crate::authorizer::{Operation, ResourceType};

/// Which ACLs are meant; the default means all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AclFilter {
    /// About this kind of thing, or [`ResourceType::ANY`].
    pub resource: ResourceType,
    /// About this name; what that is, the pattern type says. `None` is any name.
    pub name: Option<Arc<str>>,
    /// `LITERAL` and `PREFIXED` mean ACLs of that type and exactly that name, `ANY` those of
    /// either type and exactly that name, `MATCH` all that are about a resource of that name.
    pub pattern: PatternType,
    /// About this principal, by its text; `None` is anybody.
    pub principal: Option<Arc<str>>,
    /// With this host, by its text; `None` is any.
    pub host: Option<Arc<str>>,
    /// About this operation, or [`Operation::ANY`].
    pub operation: Operation,
    /// Saying this, or [`PermissionType::ANY`].
    pub permission: PermissionType,
}

impl Default for AclFilter {
    fn default() -> Self {
        AclFilter {
            resource: ResourceType::ANY,
            name: None,
            pattern: PatternType::ANY,
            principal: None,
            host: None,
            operation: Operation::ANY,
            permission: PermissionType::ANY,
        }
    }
}

/// The filter that means one ACL and no other.
impl From<&Acl> for AclFilter {
    fn from(acl: &Acl) -> Self {
        AclFilter {
            resource: acl.resource,
            name: Some(Arc::clone(&acl.name)),
            pattern: acl.pattern,
            principal: Some(Arc::clone(&acl.principal)),
            host: Some(Arc::clone(&acl.host)),
            operation: acl.operation,
            permission: acl.permission,
        }
    }
}

impl AclFilter {
    /// Whether every number in it is one that Kafka knows.
    pub fn is_known(&self) -> bool {
        self.resource.name().is_some()
            && self.pattern.name().is_some()
            && self.operation.name().is_some()
            && self.permission.name().is_some()
    }

    /// Whether it means this ACL.
    pub fn means(&self, acl: &Acl) -> bool {
        let same = |wanted: &Option<Arc<str>>, text: &str| {
            wanted.as_ref().is_none_or(|wanted| **wanted == *text)
        };
        [ResourceType::ANY, acl.resource].contains(&self.resource)
            && self.means_pattern(acl)
            && same(&self.principal, &acl.principal)
            && same(&self.host, &acl.host)
            && [Operation::ANY, acl.operation].contains(&self.operation)
            && [PermissionType::ANY, acl.permission].contains(&self.permission)
    }

    fn means_pattern(&self, acl: &Acl) -> bool {
        let types = [PatternType::ANY, PatternType::MATCH, acl.pattern];
        if !types.contains(&self.pattern) {
            return false;
        }
        let Some(name) = &self.name else {
            return true;
        };
        match (self.pattern, acl.pattern) {
            (PatternType::MATCH, PatternType::PREFIXED) => name.starts_with(&*acl.name),
            (PatternType::MATCH, _) => *name == acl.name || *acl.name == *WILDCARD,
            _ => *name == acl.name,
        }
    }
}
