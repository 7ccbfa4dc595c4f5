//! A member of a consumer group: what it subscribes to, what it owns, how far it got.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use super::heartbeat::ConsumerHeartbeat;
use super::{ServerAssignor, TopicPartition};
use crate::now::Monotonic;

/// How far a member is from its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// It has what it shall have, for its epoch.
    Stable,
    /// It has to give partitions up, and has not said that it did.
    Unrevoked,
    /// It waits for partitions that others have not given up.
    Unreleased,
}

/// A member of a consumer group.
#[derive(Clone, Debug)]
pub(super) struct ConsumerMember {
    pub(super) id: Arc<str>,
    pub(super) instance_id: Option<Arc<str>>,
    pub(super) rack_id: Option<Arc<str>>,
    pub(super) client_id: Arc<str>,
    pub(super) client_host: Arc<str>,
    pub(super) rebalance_timeout: Duration,
    pub(super) assignor: Option<ServerAssignor>,
    pub(super) topics: BTreeSet<Arc<str>>,
    /// Absent or empty: none.
    pub(super) regex: Option<Arc<str>>,
    pub(super) epoch: i32,
    pub(super) previous_epoch: i32,
    pub(super) progress: Progress,
    /// What it may own, each with the epoch at which it was given.
    pub(super) assigned: BTreeMap<TopicPartition, i32>,
    /// What it shall give up, and may own until it says so.
    pub(super) revoking: BTreeMap<TopicPartition, i32>,
    pub(super) session_ends: Monotonic,
    /// By when it must have given up what it shall.
    pub(super) rebalance_ends: Option<Monotonic>,
}

impl ConsumerMember {
    /// The epoch of a static member that left to come back (KIP-848).
    pub(super) const LEFT_FOR_NOW: i32 = -2;

    pub(super) fn new(beat: &ConsumerHeartbeat) -> Self {
        ConsumerMember {
            id: Arc::clone(&beat.member_id),
            instance_id: None,
            rack_id: None,
            client_id: Arc::from(""),
            client_host: Arc::from(""),
            rebalance_timeout: Duration::ZERO,
            assignor: None,
            topics: BTreeSet::new(),
            regex: None,
            epoch: 0,
            previous_epoch: -1,
            progress: Progress::Stable,
            assigned: BTreeMap::new(),
            revoking: BTreeMap::new(),
            session_ends: Monotonic::ZERO,
            rebalance_ends: None,
        }
    }

    /// Takes what the heartbeat says; fields that it leaves out stay.
    pub(super) fn take(&mut self, beat: &ConsumerHeartbeat, assignor: Option<ServerAssignor>) {
        self.client_id = Arc::clone(&beat.client_id);
        self.client_host = Arc::clone(&beat.client_host);
        if let Some(timeout) = beat.rebalance_timeout {
            self.rebalance_timeout = timeout;
        }
        if let Some(topics) = &beat.topics {
            self.topics = topics.clone();
        }
        let set = |mine: &mut Option<Arc<str>>, theirs: &Option<Arc<str>>| {
            if theirs.is_some() {
                mine.clone_from(theirs);
            }
        };
        set(&mut self.instance_id, &beat.instance_id);
        set(&mut self.rack_id, &beat.rack_id);
        set(&mut self.regex, &beat.regex);
        self.assignor = assignor.or(self.assignor);
    }

    pub(super) fn move_to(&mut self, epoch: i32) {
        self.previous_epoch = self.epoch;
        self.epoch = epoch;
    }

    pub(super) fn is_reconciled_to(&self, epoch: i32) -> bool {
        self.progress == Progress::Stable && self.epoch == epoch
    }

    /// What it says of itself, and holds.
    pub(super) fn octets(&self) -> usize {
        let text = |text: &Arc<str>| size_of::<Arc<str>>() + text.len();
        let own = [&self.instance_id, &self.rack_id, &self.regex].into_iter().flatten();
        let texts = [&self.id, &self.client_id].into_iter().chain(own).chain(&self.topics);
        let held = self.assigned.len() + self.revoking.len();
        size_of::<Self>() + texts.map(text).sum::<usize>() + held * size_of::<TopicPartition>()
    }

    /// What nobody else may get.
    pub(super) fn holds(&self) -> impl Iterator<Item = TopicPartition> {
        self.assigned.keys().chain(self.revoking.keys()).copied()
    }

    pub(super) fn pattern(&self) -> Option<&Arc<str>> {
        self.regex.as_ref().filter(|it| !it.is_empty())
    }

    pub(super) fn next_deadline(&self) -> Monotonic {
        self.rebalance_ends.map_or(self.session_ends, |ends| ends.min(self.session_ends))
    }
}
