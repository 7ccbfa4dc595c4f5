//! Who decides what clients may do at the embedded brokers.

use std::fmt;
use std::sync::Arc;

use kerbside_broker_core::acl::{NoAclFound, StandardAuthorizer, SuperUsers};
use kerbside_broker_core::authorizer::{AllowAll, Authorizer};
use kerbside_broker_core::principal::KafkaPrincipal;

/// `authorizer.class.name`, with the settings of Kafka's own.
#[derive(Clone, Default)]
pub enum AuthorizerSettings {
    /// There is none: everybody may do everything.
    #[default]
    Absent,
    /// Kafka's StandardAuthorizer.
    Standard {
        /// `super.users`
        super_users: SuperUsers,
        /// `allow.everyone.if.no.acl.found`
        no_acl_found: NoAclFound,
    },
    /// Another.
    Custom(Arc<dyn Authorizer>),
}

impl AuthorizerSettings {
    /// Kafka's StandardAuthorizer, without super users.
    pub fn standard() -> Self {
        let (super_users, no_acl_found) = Default::default();
        Self::Standard { super_users, no_acl_found }
    }

    /// Kafka's StandardAuthorizer, which it becomes if it was none, with one super user more.
    pub(crate) fn add_super_user(&mut self, principal: KafkaPrincipal) {
        self.be_standard();
        if let Self::Standard { super_users, .. } = self {
            super_users.add(principal);
        }
    }

    /// Kafka's StandardAuthorizer with this rule.
    pub(crate) fn set_no_acl_found(&mut self, rule: NoAclFound) {
        self.be_standard();
        if let Self::Standard { no_acl_found, .. } = self {
            *no_acl_found = rule;
        }
    }

    pub(crate) fn be_standard(&mut self) {
        if let Self::Absent = self {
            *self = Self::standard();
        }
    }

    pub(crate) fn authorizer(&self) -> Arc<dyn Authorizer> {
        match self {
            Self::Absent => Arc::new(AllowAll),
            Self::Standard { super_users, no_acl_found } => Arc::new(
                StandardAuthorizer::new()
                    .super_users(super_users.clone())
                    .no_acl_found(*no_acl_found),
            ),
            Self::Custom(authorizer) => Arc::clone(authorizer),
        }
    }
}

impl fmt::Debug for AuthorizerSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("Absent"),
            Self::Standard { super_users, no_acl_found } => f
                .debug_struct("Standard")
                .field("super_users", super_users)
                .field("no_acl_found", no_acl_found)
                .finish(),
            Self::Custom(_) => f.write_str("Custom"),
        }
    }
}
