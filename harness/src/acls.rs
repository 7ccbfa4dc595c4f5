//! Who may do what at a bed's brokers: ACLs, and the decisions that they make.
//!
//! ```
//! use kerbside::Testbed;
//! use kerbside::acls::{Acl, Operation, ResourceType, Wish};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let bed = Testbed::builder()
//!     .user("alice", "secret")
//!     .topic("orders", 1)
//!     .super_user("admin")
//!     .start()
//!     .await?;
//! bed.acls().producer("User:alice", "orders").await?;
//! bed.acls().deny("User:alice", Operation::DELETE, ResourceType::TOPIC, "orders").await?;
//! let wish = Wish::new("User:alice", Operation::WRITE, ResourceType::TOPIC, "orders");
//! let decision = bed.acls().why(&wish).await?;
//! assert!(decision.allowed, "{}", decision.because); // MatchingAcl(acl=StandardAcl[...])
//! # Ok(())
//! # }
//! ```

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

pub use kerbside_broker_core::acl::{
    Acl, AclFilter, NoAclFound, PatternType, PermissionType, StandardAuthorizer, SuperUsers,
};
pub use kerbside_broker_core::authorizer::{
    AllowAll, Authorization, Authorizer, Because, CLUSTER_NAME, DenyAll, Operation, Question,
    ResourceType,
};
pub use kerbside_broker_core::principal::KafkaPrincipal;

use crate::engine::Engine;
use crate::party::BedError;

/// Something that a client might want to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Who.
    pub principal: KafkaPrincipal,
    /// From where.
    pub host: IpAddr,
    /// What.
    pub operation: Operation,
    /// To what kind of thing.
    pub resource: ResourceType,
    /// To which.
    pub name: String,
}

impl Wish {
    /// A wish of a client on this machine. A principal without a type is a `User`.
    pub fn new(principal: &str, operation: Operation, resource: ResourceType, name: &str) -> Self {
        Self {
            principal: principal_of(principal),
            host: Ipv4Addr::LOCALHOST.into(),
            operation,
            resource,
            name: name.to_owned(),
        }
    }

    /// The same wish of a client elsewhere.
    #[must_use]
    pub fn from_host(self, host: IpAddr) -> Self {
        Self { host, ..self }
    }

    /// The question to an authorizer.
    pub fn question(&self) -> Question<'_> {
        Question {
            principal: &self.principal,
            host: self.host,
            operation: self.operation,
            resource: self.resource,
            name: &self.name,
        }
    }
}

/// `User:alice`, which may be written `alice`.
pub(crate) fn principal_of(text: &str) -> KafkaPrincipal {
    text.parse().unwrap_or_else(|_| KafkaPrincipal::user(text))
}

/// The ACLs of a bed's brokers. A change is in force when the call returns.
#[derive(Clone, Copy)]
pub struct BedAcls<'a> {
    engine: &'a dyn Engine,
}

impl<'a> BedAcls<'a> {
    pub(crate) fn new(engine: &'a dyn Engine) -> Self {
        Self { engine }
    }

    /// Adds an ACL; one that is there already stays.
    ///
    /// # Errors
    /// When the ACL is invalid, or the brokers have no authorizer that keeps ACLs.
    pub async fn add(&self, acl: Acl) -> Result<(), BedError> {
        self.engine.add_acl(acl).await
    }

    /// Allows an operation, from everywhere.
    ///
    /// # Errors
    /// As [`BedAcls::add`].
    pub async fn allow(
        &self,
        principal: &str,
        operation: Operation,
        resource: ResourceType,
        name: &str,
    ) -> Result<(), BedError> {
        let principal = principal_of(principal).to_string();
        self.add(Acl::allow(&principal, operation, resource, name)).await
    }

    /// Denies an operation, from everywhere, whatever else allows it.
    ///
    /// # Errors
    /// As [`BedAcls::add`].
    pub async fn deny(
        &self,
        principal: &str,
        operation: Operation,
        resource: ResourceType,
        name: &str,
    ) -> Result<(), BedError> {
        let principal = principal_of(principal).to_string();
        self.add(Acl::deny(&principal, operation, resource, name)).await
    }

    /// Allows what a producer does, as `kafka-acls --producer`: Write, Describe and Create on the
    /// topic.
    ///
    /// # Errors
    /// As [`BedAcls::add`].
    pub async fn producer(&self, principal: &str, topic: &str) -> Result<(), BedError> {
        for operation in [Operation::WRITE, Operation::DESCRIBE, Operation::CREATE] {
            self.allow(principal, operation, ResourceType::TOPIC, topic).await?;
        }
        Ok(())
    }

    /// Allows what a consumer does, as `kafka-acls --consumer`: Read and Describe on the topic,
    /// Read on the group.
    ///
    /// # Errors
    /// As [`BedAcls::add`].
    pub async fn consumer(
        &self,
        principal: &str,
        topic: &str,
        group: &str,
    ) -> Result<(), BedError> {
        for operation in [Operation::READ, Operation::DESCRIBE] {
            self.allow(principal, operation, ResourceType::TOPIC, topic).await?;
        }
        self.allow(principal, Operation::READ, ResourceType::GROUP, group).await
    }

    /// Every ACL.
    ///
    /// # Errors
    /// When the brokers have no authorizer that keeps ACLs.
    pub async fn list(&self) -> Result<Vec<Arc<Acl>>, BedError> {
        self.find(&AclFilter::default()).await
    }

    /// The ACLs that a filter means.
    ///
    /// # Errors
    /// When the brokers have no authorizer that keeps ACLs.
    pub async fn find(&self, filter: &AclFilter) -> Result<Vec<Arc<Acl>>, BedError> {
        self.engine.acls(filter.clone()).await
    }

    /// Removes the ACLs that a filter means; which these were.
    ///
    /// # Errors
    /// When these are too many at once, or the brokers have no authorizer that keeps ACLs.
    pub async fn remove(&self, filter: &AclFilter) -> Result<Vec<Arc<Acl>>, BedError> {
        self.engine.remove_acls(filter.clone()).await
    }

    /// What would be decided, and by what.
    ///
    /// # Errors
    /// When this engine cannot tell.
    pub async fn why(&self, wish: &Wish) -> Result<Authorization, BedError> {
        self.engine.decide(wish.clone()).await
    }
}

impl std::fmt::Debug for BedAcls<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BedAcls").finish_non_exhaustive()
    }
}
