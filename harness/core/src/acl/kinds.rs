//! How the name of an ACL is taken, and whether it allows or denies.

use crate::registry::numbered;

/// How a resource's name in an ACL, or in a filter, is to be taken (KIP-290). Numbers are those
/// of `PatternType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PatternType(pub i8);

numbered! { PatternType:
    1 ANY "Any"
    2 MATCH "Match"
    3 LITERAL "Literal"
    4 PREFIXED "Prefixed"
}

/// Whether an ACL allows or denies. Numbers are those of `AclPermissionType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PermissionType(pub i8);

numbered! { PermissionType:
    1 ANY "Any"
    2 DENY "Deny"
    3 ALLOW "Allow"
}
