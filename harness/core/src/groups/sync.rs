//! SyncGroup (API key 14): the leader brings the assignment, the members fetch theirs.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use kerbside_kafka_wire::ErrorCode;

use super::Coordinator;
use super::group::{Group, GroupState};
use crate::now::Monotonic;
use crate::promise::Promise;

/// A request to sync.
#[derive(Clone, Debug)]
pub struct Sync {
    /// The group.
    pub group_id: Arc<str>,
    /// The generation that the member knows.
    pub generation: i32,
    /// The member.
    pub member_id: Arc<str>,
    /// Set by static members.
    pub instance_id: Option<Arc<str>>,
    /// The protocol type that the member assumes (KIP-559).
    pub protocol_type: Option<Arc<str>>,
    /// The protocol that the member assumes (KIP-559).
    pub protocol_name: Option<Arc<str>>,
    /// From the leader: what each member gets.
    pub assignments: Vec<(Arc<str>, Bytes)>,
}

/// The answer to a sync.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncAnswer {
    /// Success, or why not.
    pub error: ErrorCode,
    /// The group's protocol type.
    pub protocol_type: Option<Arc<str>>,
    /// The protocol chosen.
    pub protocol_name: Option<Arc<str>>,
    /// What the member gets.
    pub assignment: Bytes,
}

impl SyncAnswer {
    /// No assignment.
    pub fn refused(error: ErrorCode) -> Self {
        SyncAnswer { error, protocol_type: None, protocol_name: None, assignment: Bytes::new() }
    }
}

impl Coordinator {
    /// Brings or waits for the assignment of a generation.
    pub fn sync(&mut self, sync: Sync, promise: Promise<SyncAnswer>, now: Monotonic) {
        if sync.group_id.is_empty() {
            return promise.keep(SyncAnswer::refused(ErrorCode::INVALID_GROUP_ID));
        }
        match self.groups.get_mut(&sync.group_id) {
            None => promise.keep(SyncAnswer::refused(ErrorCode::UNKNOWN_MEMBER_ID)),
            Some(group) => match group.check_sync(&sync) {
                Err(error) => promise.keep(SyncAnswer::refused(error)),
                Ok(()) => group.sync(sync, promise, now),
            },
        }
    }
}

impl Group {
    fn check_sync(&self, sync: &Sync) -> Result<(), ErrorCode> {
        self.check_member(&sync.member_id, sync.instance_id.as_deref())?;
        if sync.generation != self.generation {
            return Err(ErrorCode::ILLEGAL_GENERATION);
        }
        let differs = |theirs: &Option<Arc<str>>, ours: &Option<Arc<str>>| {
            theirs.is_some() && ours.is_some() && theirs != ours
        };
        if differs(&sync.protocol_type, &self.protocol_type)
            || differs(&sync.protocol_name, &self.protocol_name)
        {
            return Err(ErrorCode::INCONSISTENT_GROUP_PROTOCOL);
        }
        match self.state {
            GroupState::Empty | GroupState::Dead => Err(ErrorCode::UNKNOWN_MEMBER_ID),
            GroupState::PreparingRebalance => Err(ErrorCode::REBALANCE_IN_PROGRESS),
            GroupState::CompletingRebalance | GroupState::Stable => Ok(()),
        }
    }

    fn sync(&mut self, sync: Sync, promise: Promise<SyncAnswer>, now: Monotonic) {
        let leads = self.is_leader(&sync.member_id);
        let Some(member) = self.member_mut(&sync.member_id) else {
            return promise.keep(SyncAnswer::refused(ErrorCode::UNKNOWN_MEMBER_ID));
        };
        member.sync_pending = false;
        member.session_ends = None;
        if let Some(former) = member.awaiting_sync.replace(promise) {
            former.keep(SyncAnswer::refused(ErrorCode::UNKNOWN_MEMBER_ID));
        }
        if leads && self.state == GroupState::CompletingRebalance {
            self.assign(sync.assignments);
        }
        if self.state == GroupState::Stable {
            self.answer_syncs(now);
        }
    }

    /// Takes the leader's assignment; whoever it forgot gets an empty one.
    fn assign(&mut self, assignments: Vec<(Arc<str>, Bytes)>) {
        let mut assignments: BTreeMap<_, _> = assignments.into_iter().rev().collect();
        for member in &mut self.members {
            member.assignment = assignments.remove(&member.id).unwrap_or_default();
        }
        self.state = GroupState::Stable;
    }

    fn answer_syncs(&mut self, now: Monotonic) {
        for member in &mut self.members {
            let Some(promise) = member.awaiting_sync.take() else {
                continue;
            };
            member.touch(now);
            promise.keep(SyncAnswer {
                error: ErrorCode::NONE,
                protocol_type: self.protocol_type.clone(),
                protocol_name: self.protocol_name.clone(),
                assignment: member.assignment.clone(),
            });
        }
        if self.members.iter().all(|member| !member.sync_pending) {
            self.sync_deadline = None;
        }
    }
}
