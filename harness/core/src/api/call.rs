//! What an API may look at and use while it answers one request.

use std::net::SocketAddr;
use std::sync::Arc;

use kerbside_kafka_wire::{ApiKey, ErrorCode};

use crate::authorizer::{Authorization, CLUSTER_NAME, Operation, Question, ResourceType};
use crate::cluster::{Cluster, Endpoint, NodeEntry};
use crate::event::{Audit, ConnectionId, Event, EventKind, TokenAct};
use crate::fetch_session::FetchSessions;
use crate::groups::Coordinator;
use crate::memory::Claim;
use crate::node::{Listener, Node};
use crate::now::Now;
use crate::principal::{Credential, KafkaPrincipal};
use crate::promise::Doorbell;
use crate::security_protocol::SecurityProtocol;
use crate::tokens::{DelegationToken, TokenRefusal};
use crate::transactions::TransactionCoordinator;

/// One request in process.
pub(crate) struct Call<'a> {
    pub(crate) node: &'a Node,
    pub(crate) listener: &'a Listener,
    pub(crate) connection: ConnectionId,
    pub(crate) peer: SocketAddr,
    pub(crate) principal: &'a KafkaPrincipal,
    pub(crate) client_id: &'a Arc<str>,
    pub(crate) key: ApiKey,
    pub(crate) version: i16,
    pub(crate) now: Now,
    pub(crate) bell: &'a Arc<dyn Doorbell>,
    pub(crate) events: &'a mut Vec<Event>,
    /// What the request takes, and its answer.
    pub(crate) memory: Claim,
}

impl<'a> Call<'a> {
    pub(crate) fn cluster(&self) -> &'a Cluster {
        &self.node.cluster
    }

    /// Asks the authorizer, and reports what it says.
    pub(crate) fn allows(
        &mut self,
        operation: Operation,
        resource: ResourceType,
        name: &str,
    ) -> bool {
        let authorization = self.ask(operation, resource, name);
        self.report(operation, resource, name, authorization)
    }

    /// Makes one part of the answer of each item. It ends early when there is no memory for more
    /// of them; then the request as a whole is refused.
    pub(crate) fn each<I: IntoIterator, T>(
        &mut self,
        items: I,
        mut part: impl FnMut(I::Item, &mut Self) -> T,
    ) -> Vec<T> {
        let mut parts = Vec::new();
        for item in items {
            if self.memory.was_refused() {
                break;
            }
            parts.push(part(item, self));
        }
        parts
    }

    /// Takes memory for a list of `count` of the answer's `T`s, without what they refer to;
    /// whether there is enough.
    pub(crate) fn affords<T>(&self, count: usize) -> bool {
        self.memory.grow(count.saturating_mul(size_of::<T>()))
    }

    /// Asks about the cluster itself.
    pub(crate) fn allows_on_cluster(&mut self, operation: Operation) -> bool {
        self.allows(operation, ResourceType::CLUSTER, CLUSTER_NAME)
    }

    /// Asks about the cluster itself, and has the text of the refusal.
    ///
    /// Kafka names its object of the request, of which nothing but the API is of use to a client.
    pub(crate) fn check_on_cluster(&mut self, operation: Operation) -> Result<(), String> {
        match self.allows_on_cluster(operation) {
            true => Ok(()),
            false => {
                Err(format!("Request {} needs {} permission.", self.key, operation.constant()))
            }
        }
    }

    /// Asks about a transactional id.
    pub(crate) fn check_transactional_id(
        &mut self,
        operation: Operation,
        id: &str,
    ) -> Result<(), ErrorCode> {
        match self.allows(operation, ResourceType::TRANSACTIONAL_ID, id) {
            true => Ok(()),
            false => Err(ErrorCode::TRANSACTIONAL_ID_AUTHORIZATION_FAILED),
        }
    }

    /// Asks whether the operation is allowed on any resource of the type.
    pub(crate) fn allows_any(&mut self, operation: Operation, resource: ResourceType) -> bool {
        let authorizer = &self.node.authorizer;
        let host = self.peer.ip();
        let authorization = authorizer.authorize_any(self.principal, host, operation, resource);
        self.report(operation, resource, "*", authorization)
    }

    /// The bit field of the operations that are allowed (KIP-430). Nothing is reported: the client
    /// does not want to do any of it.
    pub(crate) fn operations(&self, resource: ResourceType, name: &str) -> i32 {
        let bit = |operation: &Operation| match self.ask(*operation, resource, name).allowed {
            true => 1 << operation.0,
            false => 0,
        };
        resource.operations().iter().map(bit).fold(0, |all, bit| all | bit)
    }

    fn ask(&self, operation: Operation, resource: ResourceType, name: &str) -> Authorization {
        let (principal, host) = (self.principal, self.peer.ip());
        self.node.authorizer.authorize(&Question { principal, host, operation, resource, name })
    }

    fn report(
        &mut self,
        operation: Operation,
        resource: ResourceType,
        name: &str,
        authorization: Authorization,
    ) -> bool {
        let allowed = authorization.allowed;
        if self.node.audit == Audit::Silent {
            return allowed;
        }
        // An audit of many questions is as much to hold as their answers.
        if !self.memory.grow(size_of::<Event>() + name.len()) {
            return allowed;
        }
        self.events.push(Event {
            at: self.now.wall,
            node: self.node.id,
            connection: self.connection,
            kind: EventKind::Authorization {
                principal: self.principal.clone(),
                key: self.key,
                operation,
                resource,
                name: Arc::from(name),
                authorization,
            },
        });
        allowed
    }

    /// Works with the fetch sessions of this node.
    pub(crate) fn with_fetch_sessions<T>(&self, work: impl FnOnce(&mut FetchSessions) -> T) -> T {
        self.cluster().with_fetch_sessions(self.node.id, work)
    }

    /// Works with the group coordinator, and sets its timer.
    pub(crate) fn with_groups<T>(&self, work: impl FnOnce(&mut Coordinator) -> T) -> T {
        let mut groups = self.cluster().groups();
        let result = work(&mut groups);
        groups.note_emptied(self.now.wall_millis());
        self.cluster().rearm(&mut groups);
        result
    }

    /// Works with the coordinator of transactions, and does what follows from it. The state of
    /// partitions and groups may be locked meanwhile.
    pub(crate) fn with_transactions<T>(
        &self,
        work: impl FnOnce(&mut TransactionCoordinator) -> T,
    ) -> T {
        self.cluster().with_transactions(self.now, work)
    }

    /// Whether this node coordinates the group or the transactional id.
    pub(crate) fn check_coordinator(&self, key: &str) -> Result<(), ErrorCode> {
        match self.cluster().coordinator_of(key) {
            Some(id) if id == self.node.id => Ok(()),
            _ => Err(ErrorCode::NOT_COORDINATOR),
        }
    }

    /// Where the client's listener is on a node.
    pub(crate) fn endpoint<'n>(&self, node: &'n NodeEntry) -> Option<&'n Endpoint> {
        node.endpoints.get(&self.listener.name)
    }

    /// Whether delegation tokens may be made and changed here: the channel has authenticated, and
    /// not by a token (KIP-48).
    pub(crate) fn check_token_channel(&self) -> Result<(), TokenRefusal> {
        let authenticated = match self.listener.protocol() {
            SecurityProtocol::Plaintext => false,
            SecurityProtocol::Ssl => *self.principal != KafkaPrincipal::anonymous(),
            SecurityProtocol::SaslPlaintext | SecurityProtocol::SaslSsl => true,
        };
        match authenticated && self.principal.credential() != Credential::DelegationToken {
            true => Ok(()),
            false => Err(TokenRefusal::NotAllowed),
        }
    }

    /// Reports what became of a delegation token.
    pub(crate) fn report_token(&mut self, act: TokenAct, token: &DelegationToken) {
        self.events.push(Event {
            at: self.now.wall,
            node: self.node.id,
            connection: self.connection,
            kind: EventKind::DelegationToken {
                act,
                id: Arc::clone(&token.id),
                owner: token.owner.clone(),
                by: self.principal.clone(),
                expires_ms: token.expires_ms,
            },
        });
    }

    /// The client's address as Kafka shows it: `/127.0.0.1`.
    pub(crate) fn client_host(&self) -> Arc<str> {
        Arc::from(format!("/{}", self.peer.ip()))
    }
}
