//! Who may do what: the question that each API asks, and whoever answers it.
//!
//! An authorizer of any kind can be put in; [`crate::acl::StandardAuthorizer`] is Kafka's.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use crate::acl::{Acl, Acls};
use crate::principal::KafkaPrincipal;
use crate::registry::numbered;

/// What a client wants to do. Numbers are those of `AclOperation`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Operation(pub i8);

numbered! { Operation:
    1 ANY "Any"
    2 ALL "All"
    3 READ "Read"
    4 WRITE "Write"
    5 CREATE "Create"
    6 DELETE "Delete"
    7 ALTER "Alter"
    8 DESCRIBE "Describe"
    9 CLUSTER_ACTION "ClusterAction"
    10 DESCRIBE_CONFIGS "DescribeConfigs"
    11 ALTER_CONFIGS "AlterConfigs"
    12 IDEMPOTENT_WRITE "IdempotentWrite"
    13 CREATE_TOKENS "CreateTokens"
    14 DESCRIBE_TOKENS "DescribeTokens"
    15 TWO_PHASE_COMMIT "TwoPhaseCommit"
}

/// What kind of thing it is done to. Numbers are those of `ResourceType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ResourceType(pub i8);

numbered! { ResourceType:
    1 ANY "Any"
    2 TOPIC "Topic"
    3 GROUP "Group"
    4 CLUSTER "Cluster"
    5 TRANSACTIONAL_ID "TransactionalId"
    6 DELEGATION_TOKEN "DelegationToken"
    7 USER "User"
}

impl ResourceType {
    /// The operations that make sense on it, which a client may ask about (KIP-430).
    pub fn operations(self) -> &'static [Operation] {
        use Operation as O;
        match self {
            ResourceType::TOPIC => &[
                O::READ,
                O::WRITE,
                O::CREATE,
                O::DESCRIBE,
                O::DELETE,
                O::ALTER,
                O::DESCRIBE_CONFIGS,
                O::ALTER_CONFIGS,
            ],
            ResourceType::GROUP => {
                &[O::READ, O::DESCRIBE, O::DELETE, O::DESCRIBE_CONFIGS, O::ALTER_CONFIGS]
            }
            ResourceType::CLUSTER => &[
                O::CREATE,
                O::CLUSTER_ACTION,
                O::DESCRIBE_CONFIGS,
                O::ALTER_CONFIGS,
                O::IDEMPOTENT_WRITE,
                O::ALTER,
                O::DESCRIBE,
            ],
            ResourceType::TRANSACTIONAL_ID => &[O::DESCRIBE, O::WRITE, O::TWO_PHASE_COMMIT],
            ResourceType::DELEGATION_TOKEN => &[O::DESCRIBE],
            ResourceType::USER => &[O::CREATE_TOKENS, O::DESCRIBE_TOKENS],
            _ => &[],
        }
    }
}

/// The one resource of the type Cluster.
pub const CLUSTER_NAME: &str = "kafka-cluster";

/// May this principal, from this host, do this to that?
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// Who.
    pub principal: &'a KafkaPrincipal,
    /// From where.
    pub host: IpAddr,
    /// What.
    pub operation: Operation,
    /// To what kind of thing.
    pub resource: ResourceType,
    /// To which.
    pub name: &'a str,
}

/// The answer, with its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorization {
    /// Yes or no.
    pub allowed: bool,
    /// What decided it.
    pub because: Because,
}

/// What decided about a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Because {
    /// There is no authorizer.
    NoAuthorizer,
    /// The authorizer refuses everybody.
    DenyAll,
    /// The principal is one of `super.users`.
    SuperUser,
    /// This ACL matches and decides.
    MatchingAcl(Arc<Acl>),
    /// No ACL allows it.
    DefaultDeny,
    /// No ACL is about the resource, and `allow.everyone.if.no.acl.found` is set.
    DefaultAllow,
    /// A rule of the authorizer, in its own words.
    Rule(Arc<str>),
}

/// As Kafka's `kafka.authorizer.logger` has it after `based on rule`.
impl fmt::Display for Because {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Because::NoAuthorizer => f.write_str("NoAuthorizer"),
            Because::DenyAll => f.write_str("DenyAll"),
            Because::SuperUser => f.write_str("SuperUser"),
            Because::MatchingAcl(acl) => write!(f, "MatchingAcl(acl={acl})"),
            Because::DefaultDeny => f.write_str("DefaultDeny"),
            Because::DefaultAllow => f.write_str("DefaultAllow"),
            Because::Rule(words) => f.write_str(words),
        }
    }
}

/// Decides what clients may do. Called on the path of each request: it should be quick.
pub trait Authorizer: Send + Sync {
    /// Answers a question.
    fn authorize(&self, question: &Question<'_>) -> Authorization;

    /// Whether the principal may do this to any resource of the type.
    fn authorize_any(
        &self,
        principal: &KafkaPrincipal,
        host: IpAddr,
        operation: Operation,
        resource: ResourceType,
    ) -> Authorization {
        self.authorize(&Question { principal, host, operation, resource, name: "*" })
    }

    /// The ACLs by which it decides, which clients may then read and change. Without any the
    /// APIs about ACLs answer SECURITY_DISABLED.
    fn acls(&self) -> Option<&Acls> {
        None
    }
}

/// Everybody may do everything, as with a broker that has no authorizer.
#[derive(Clone, Copy, Debug, Default)]
pub struct AllowAll;

impl Authorizer for AllowAll {
    fn authorize(&self, _: &Question<'_>) -> Authorization {
        Authorization { allowed: true, because: Because::NoAuthorizer }
    }
}

/// Nobody may do anything.
#[derive(Clone, Copy, Debug, Default)]
pub struct DenyAll;

impl Authorizer for DenyAll {
    fn authorize(&self, _: &Question<'_>) -> Authorization {
        Authorization { allowed: false, because: Because::DenyAll }
    }
}
