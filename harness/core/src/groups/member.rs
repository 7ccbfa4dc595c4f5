//! One member of a group: who it is, what it can do, what it waits for.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::join::JoinAnswer;
use super::sync::SyncAnswer;
use crate::now::Monotonic;
use crate::promise::Promise;

/// An assignment strategy that a member supports, with what it tells the leader for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Protocol {
    /// Its name, such as `range`.
    pub name: Arc<str>,
    /// The member's subscription, opaque to the coordinator.
    pub metadata: Bytes,
}

/// A member of a group.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) id: Arc<str>,
    pub(super) instance_id: Option<Arc<str>>,
    pub(super) client_id: Arc<str>,
    pub(super) client_host: Arc<str>,
    pub(super) session_timeout: Duration,
    pub(super) rebalance_timeout: Duration,
    /// In the order of the member's preference.
    pub(super) protocols: Vec<Protocol>,
    pub(super) assignment: Bytes,
    pub(super) awaiting_join: Option<Promise<JoinAnswer>>,
    pub(super) awaiting_sync: Option<Promise<SyncAnswer>>,
    /// Has not synced in this generation.
    pub(super) sync_pending: bool,
    /// When the session ends; `None` while the coordinator owes the member an answer.
    pub(super) session_ends: Option<Monotonic>,
}

impl Member {
    /// The coordinator heard from the member.
    pub(super) fn touch(&mut self, now: Monotonic) {
        self.session_ends = Some(now.plus(self.session_timeout));
    }

    /// What it says of itself, and was assigned.
    pub(super) fn octets(&self) -> usize {
        let protocol = |it: &Protocol| size_of::<Protocol>() + it.name.len() + it.metadata.len();
        let texts = self.id.len() + self.client_id.len();
        let protocols: usize = self.protocols.iter().map(protocol).sum();
        size_of::<Member>() + texts + protocols + self.assignment.len()
    }

    pub(super) fn supports(&self, protocol: &str) -> bool {
        self.protocols.iter().any(|it| &*it.name == protocol)
    }

    /// What the member said for the protocol.
    pub(super) fn metadata(&self, protocol: &str) -> Bytes {
        let found = self.protocols.iter().find(|it| &*it.name == protocol);
        found.map(|it| it.metadata.clone()).unwrap_or_default()
    }
}
