//! Kafka's own authorizer: `org.apache.kafka.metadata.authorizer.StandardAuthorizer` (KIP-801).
//!
//! Super users may do everything. Else an ACL that denies wins over any that allows; without
//! either the answer is no, or what `allow.everyone.if.no.acl.found` says where no ACL at all,
//! whomever it is about, is about the resource.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::str::FromStr;

use super::index::{Entry, Index};
use super::{Acl, AclRefusal, Acls, PatternType, PermissionType, WILDCARD};
use crate::authorizer::{Authorization, Authorizer, Because, Operation, Question, ResourceType};
use crate::principal::{KafkaPrincipal, MalformedPrincipal};

/// A resource that no ACL is meant to be about; Kafka asks about it first where any resource of
/// a type will do.
const HARDCODE: &str = "hardcode";

/// `allow.everyone.if.no.acl.found`: what holds for a resource that no ACL is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum NoAclFound {
    /// Nobody may do anything to it (`false`).
    #[default]
    Deny,
    /// Everybody may do everything to it (`true`).
    Allow,
}

/// `super.users`
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct SuperUsers(Vec<KafkaPrincipal>);

impl SuperUsers {
    /// Adds a principal.
    pub fn add(&mut self, principal: KafkaPrincipal) {
        self.0.push(principal);
    }

    /// Whether the principal is one.
    pub fn contains(&self, principal: &KafkaPrincipal) -> bool {
        let same =
            |it: &KafkaPrincipal| it.name() == principal.name() && it.kind() == principal.kind();
        self.0.iter().any(same)
    }

    /// The principals.
    pub fn iter(&self) -> impl Iterator<Item = &KafkaPrincipal> {
        self.0.iter()
    }
}

/// A list in the form of Kafka's setting: `User:admin;User:kafka`.
impl FromStr for SuperUsers {
    type Err = MalformedPrincipal;

    fn from_str(text: &str) -> Result<Self, MalformedPrincipal> {
        let listed = text.split(';').map(str::trim).filter(|it| !it.is_empty());
        listed.map(str::parse).collect::<Result<_, _>>().map(SuperUsers)
    }
}

/// Decides by ACLs.
#[derive(Debug, Default)]
pub struct StandardAuthorizer {
    super_users: SuperUsers,
    no_acl_found: NoAclFound,
    acls: Acls,
}

impl StandardAuthorizer {
    /// Without super users and ACLs: nobody may do anything.
    pub fn new() -> Self {
        StandardAuthorizer::default()
    }

    /// These may do everything (`super.users`).
    #[must_use]
    pub fn super_users(mut self, super_users: SuperUsers) -> Self {
        self.super_users = super_users;
        self
    }

    /// What holds for resources that no ACL is about (`allow.everyone.if.no.acl.found`).
    #[must_use]
    pub fn no_acl_found(mut self, rule: NoAclFound) -> Self {
        self.no_acl_found = rule;
        self
    }

    /// Has this ACL from the beginning.
    ///
    /// # Errors
    /// As [`Acls::add`].
    pub fn with(self, acl: Acl) -> Result<Self, AclRefusal> {
        self.acls.add(acl)?;
        Ok(self)
    }

    fn decide(&self, index: &Index, question: &Question<'_>) -> Because {
        let findings = index.ask(question);
        match findings.denied.or(findings.allowed) {
            Some(acl) => Because::MatchingAcl(acl),
            None if !findings.any && self.no_acl_found == NoAclFound::Allow => {
                Because::DefaultAllow
            }
            None => Because::DefaultDeny,
        }
    }
}

impl Authorizer for StandardAuthorizer {
    fn authorize(&self, question: &Question<'_>) -> Authorization {
        if self.super_users.contains(question.principal) {
            return answer(Because::SuperUser);
        }
        answer(self.decide(&self.acls.read(), question))
    }

    /// As `Authorizer.authorizeByResourceType` (KIP-679): implied operations do not count, and
    /// what is allowed must not be under a prefix that is denied.
    fn authorize_any(
        &self,
        principal: &KafkaPrincipal,
        host: IpAddr,
        operation: Operation,
        resource: ResourceType,
    ) -> Authorization {
        if self.super_users.contains(principal) {
            return answer(Because::SuperUser);
        }
        let index = self.acls.read();
        let question = Question { principal, host, operation, resource, name: HARDCODE };
        let first = answer(self.decide(&index, &question));
        if first.allowed {
            return first;
        }
        let about = |entry: &&Entry| {
            entry.is_about(principal, host)
                && [operation, Operation::ALL].contains(&entry.acl.operation)
        };
        let (denying, allowing): (Vec<&Entry>, Vec<&Entry>) = index
            .of_type(resource)
            .filter(about)
            .partition(|it| it.acl.permission == PermissionType::DENY);
        answer(any_of(&denying, &allowing))
    }

    fn acls(&self) -> Option<&Acls> {
        Some(&self.acls)
    }
}

/// Whether something is allowed that is not denied too.
fn any_of(denying: &[&Entry], allowing: &[&Entry]) -> Because {
    let names = |pattern: PatternType| -> BTreeSet<&str> {
        let those = denying.iter().filter(|it| it.acl.pattern == pattern);
        those.map(|it| &*it.acl.name).collect()
    };
    let (literal, prefixed) = (names(PatternType::LITERAL), names(PatternType::PREFIXED));
    let everything =
        |it: &&&Entry| it.acl.pattern == PatternType::LITERAL && *it.acl.name == *WILDCARD;
    if let Some(all) = denying.iter().find(everything) {
        return Because::MatchingAcl(all.acl.clone());
    }
    let dominated = |acl: &Acl| {
        let exactly = acl.pattern == PatternType::LITERAL && literal.contains(&*acl.name);
        let ends = acl.name.char_indices().map(|(at, letter)| at + letter.len_utf8());
        let mut beginnings = ends.filter_map(|end| acl.name.get(..end));
        exactly || beginnings.any(|beginning| prefixed.contains(beginning))
    };
    let free = |it: &&&Entry| everything(it) || !dominated(&it.acl);
    let found = allowing.iter().find(everything).or_else(|| allowing.iter().find(free));
    match found {
        Some(entry) => Because::MatchingAcl(entry.acl.clone()),
        None => Because::DefaultDeny,
    }
}

fn answer(because: Because) -> Authorization {
    let allowed = match &because {
        Because::SuperUser | Because::DefaultAllow => true,
        Because::MatchingAcl(acl) => acl.permission == PermissionType::ALLOW,
        _ => false,
    };
    Authorization { allowed, because }
}
