//! ACLs: what they say, how they are kept and found, and the authorizer that decides by them.
//!
//! * [`Acl`] is a binding: a principal may, or may not, do something to what a pattern names.
//! * [`AclFilter`] is the question of DescribeAcls and DeleteAcls (KIP-140, KIP-290).
//! * [`Acls`] keeps them, indexed by resource, for all nodes of a cluster; bounded.
//! * [`StandardAuthorizer`] decides as Kafka 4.4's class of that name (KIP-801).
//! * [`HostPattern`]: whom the host of an ACL means, among them networks.
//!
//! Left out: persistence.

mod acl_filter;
mod binding;
mod host;
mod index;
mod kinds;
mod standard_authorizer;
mod store;
#[cfg(test)]
mod tests;

pub use acl_filter::AclFilter;
pub use binding::{Acl, AclRefusal};
pub use host::HostPattern;
pub use kinds::{PatternType, PermissionType};
pub use standard_authorizer::{NoAclFound, StandardAuthorizer, SuperUsers};
pub use store::{Acls, MOST_REMOVED};

/// The name, host or principal's name that means any.
pub const WILDCARD: &str = "*";
/// The principal of an ACL that means every client.
pub const EVERYBODY: &str = "User:*";
