//! One group: its state, members and the protocol that they agreed on.

use std::sync::Arc;
use std::time::Duration;

use super::consumer::ConsumerGroup;
use super::member::{Member, Protocol};
use super::offsets::Offsets;
use super::pending::PendingMembers;
use super::rebalance::Rebalance;
use super::table::Size;
use crate::now::{Monotonic, earlier};

/// Where a classic group stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupState {
    /// No members; committed offsets may remain.
    Empty,
    /// Members are asked to join again.
    PreparingRebalance,
    /// The leader computes the assignment.
    CompletingRebalance,
    /// Every member has its assignment.
    Stable,
    /// The group does not exist.
    Dead,
}

impl GroupState {
    /// The name in ListGroups and DescribeGroups.
    pub fn name(self) -> &'static str {
        match self {
            GroupState::Empty => "Empty",
            GroupState::PreparingRebalance => "PreparingRebalance",
            GroupState::CompletingRebalance => "CompletingRebalance",
            GroupState::Stable => "Stable",
            GroupState::Dead => "Dead",
        }
    }
}

/// A classic group.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) id: Arc<str>,
    pub(super) state: GroupState,
    pub(super) generation: i32,
    pub(super) protocol_type: Option<Arc<str>>,
    pub(super) protocol_name: Option<Arc<str>>,
    pub(super) leader: Option<Arc<str>>,
    /// In the order in which they joined.
    pub(super) members: Vec<Member>,
    /// Ids that were handed out and have not joined (KIP-394), with the end of their patience.
    pub(super) pending: PendingMembers,
    pub(super) rebalance: Option<Rebalance>,
    /// By when every member of the generation must have synced.
    pub(super) sync_deadline: Option<Monotonic>,
    pub(super) offsets: Offsets,
    /// Makes it a group of KIP-848; what is about classic members is empty then.
    pub(super) consumer: Option<ConsumerGroup>,
    /// When its last member left, in milliseconds on the wall clock.
    pub(super) emptied_ms: Option<i64>,
}

impl Group {
    pub(super) fn new(id: Arc<str>) -> Self {
        Group {
            id,
            state: GroupState::Empty,
            generation: 0,
            protocol_type: None,
            protocol_name: None,
            leader: None,
            members: Vec::new(),
            pending: PendingMembers::default(),
            rebalance: None,
            sync_deadline: None,
            offsets: Offsets::default(),
            consumer: None,
            emptied_ms: None,
        }
    }

    /// Whether nobody is in it; offsets may remain.
    pub(super) fn is_empty(&self) -> bool {
        match &self.consumer {
            Some(consumer) => consumer.is_empty(),
            None => self.state == GroupState::Empty,
        }
    }

    /// The name of its state.
    pub(super) fn state_name(&self) -> &'static str {
        self.consumer.as_ref().map_or(self.state.name(), |consumer| consumer.state().name())
    }

    pub(super) fn member(&self, id: &str) -> Option<&Member> {
        self.members.iter().find(|member| &*member.id == id)
    }

    pub(super) fn member_mut(&mut self, id: &str) -> Option<&mut Member> {
        self.members.iter_mut().find(|member| &*member.id == id)
    }

    /// The static member with the instance id.
    pub(super) fn instance(&self, instance_id: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.instance_id.as_deref() == Some(instance_id))
    }

    pub(super) fn is_leader(&self, id: &str) -> bool {
        self.leader.as_deref() == Some(id)
    }

    pub(super) fn rebalance_timeout(&self) -> Duration {
        self.members.iter().map(|it| it.rebalance_timeout).max().unwrap_or_default()
    }

    /// Whether a member of this protocol type and these protocols could belong to the group.
    pub(super) fn accepts(&self, protocol_type: &str, protocols: &[Protocol]) -> bool {
        if self.members.is_empty() {
            return !protocol_type.is_empty() && !protocols.is_empty();
        }
        self.protocol_type.as_deref() == Some(protocol_type)
            && protocols.iter().any(|it| self.members.iter().all(|m| m.supports(&it.name)))
    }

    /// The protocol that every member supports and most prefer.
    pub(super) fn choose_protocol(&self) -> Option<Arc<str>> {
        let common = |protocol: &&Protocol| self.members.iter().all(|m| m.supports(&protocol.name));
        let mut votes: Vec<(&Arc<str>, usize)> = Vec::new();
        for member in &self.members {
            let Some(vote) = member.protocols.iter().find(common) else {
                continue;
            };
            match votes.iter_mut().find(|(name, _)| *name == &vote.name) {
                Some((_, count)) => *count += 1,
                None => votes.push((&vote.name, 1)),
            }
        }
        // The first of the most voted, so that the choice does not depend on the order of a map.
        let most = votes.iter().map(|(_, count)| *count).max()?;
        votes.into_iter().find(|(_, count)| *count == most).map(|(name, _)| Arc::clone(name))
    }

    pub(super) fn size(&self) -> Size {
        let classic: usize = self.members.iter().map(Member::octets).sum();
        Size {
            pending: self.pending.len(),
            octets: classic + self.consumer.as_ref().map_or(0, ConsumerGroup::octets),
            offsets: self.offsets.count(),
        }
    }

    pub(super) fn next_deadline(&self) -> Option<Monotonic> {
        let sessions = self.members.iter().filter_map(|member| member.session_ends).min();
        let pending = self.pending.next_deadline();
        let rebalance = self.rebalance.as_ref().map(|it| it.deadline);
        let classic = earlier(earlier(sessions, pending), earlier(rebalance, self.sync_deadline));
        earlier(classic, self.consumer_deadline())
    }
}
