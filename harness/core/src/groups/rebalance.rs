//! Rebalances: asking everybody to join again, and what happens when they have or time is up.

use std::sync::Arc;
use std::time::Duration;

use kerbside_kafka_wire::ErrorCode;

use super::GroupSettings;
use super::group::{Group, GroupState};
use super::join::JoinAnswer;
use super::sync::SyncAnswer;
use crate::now::Monotonic;

/// A rebalance under way.
#[derive(Debug)]
pub(super) struct Rebalance {
    /// When it ends, whoever is still missing.
    pub(super) deadline: Monotonic,
    /// The first one of a group that had no members waits for more of them.
    pub(super) initial: Option<InitialDelay>,
}

/// The wait of a group's first rebalance (`group.initial.rebalance.delay.ms`).
#[derive(Debug)]
pub(super) struct InitialDelay {
    /// What may still be added when members keep coming.
    remaining: Duration,
    /// A member came during the last wait.
    pub(super) member_added: bool,
}

impl Group {
    /// Starts a rebalance, unless one is under way.
    pub(super) fn prepare_rebalance(&mut self, now: Monotonic, settings: &GroupSettings) {
        let first = match self.state {
            GroupState::PreparingRebalance | GroupState::Dead => return,
            GroupState::CompletingRebalance => {
                self.abandon_assignment(now);
                false
            }
            GroupState::Empty => true,
            GroupState::Stable => false,
        };
        self.state = GroupState::PreparingRebalance;
        self.sync_deadline = None;
        let timeout = self.rebalance_timeout();
        self.rebalance = Some(if first {
            let delay = settings.initial_rebalance_delay;
            let remaining = timeout.saturating_sub(delay);
            let initial = Some(InitialDelay { remaining, member_added: false });
            Rebalance { deadline: now.plus(delay), initial }
        } else {
            Rebalance { deadline: now.plus(timeout), initial: None }
        });
        self.complete_rebalance_if_possible(now, settings);
    }

    /// Members that wait for an assignment of this generation get none.
    fn abandon_assignment(&mut self, now: Monotonic) {
        for member in &mut self.members {
            member.assignment.clear();
            member.sync_pending = false;
            if let Some(promise) = member.awaiting_sync.take() {
                promise.keep(SyncAnswer::refused(ErrorCode::REBALANCE_IN_PROGRESS));
                member.touch(now);
            }
        }
    }

    /// Ends the rebalance when all members have joined.
    pub(super) fn complete_rebalance_if_possible(
        &mut self,
        now: Monotonic,
        settings: &GroupSettings,
    ) {
        let Some(rebalance) = &self.rebalance else {
            return;
        };
        let everybody = self.pending.is_empty()
            && self.members.iter().all(|member| member.awaiting_join.is_some());
        if (rebalance.initial.is_none() && everybody) || now >= rebalance.deadline {
            self.rebalance_is_due(now, settings);
        }
    }

    /// The deadline came, or everybody joined.
    fn rebalance_is_due(&mut self, now: Monotonic, settings: &GroupSettings) {
        if let Some(rebalance) = &mut self.rebalance
            && let Some(initial) = &mut rebalance.initial
            && initial.member_added
            && !initial.remaining.is_zero()
            && !settings.initial_rebalance_delay.is_zero()
        {
            let delay = settings.initial_rebalance_delay.min(initial.remaining);
            initial.remaining -= delay;
            initial.member_added = false;
            rebalance.deadline = rebalance.deadline.plus(delay);
            return;
        }
        self.complete_rebalance(now);
    }

    fn complete_rebalance(&mut self, now: Monotonic) {
        self.members.retain(|it| it.awaiting_join.is_some() || it.instance_id.is_some());
        if !self.elect_joined_leader() && !self.members.is_empty() {
            // Static members alone, none of which joined: they keep their place, and more time.
            let deadline = now.plus(self.rebalance_timeout().max(Duration::from_millis(1)));
            self.rebalance = Some(Rebalance { deadline, initial: None });
            return;
        }
        self.rebalance = None;
        self.generation = self.generation.checked_add(1).unwrap_or(1);
        if self.members.is_empty() {
            self.state = GroupState::Empty;
            self.protocol_name = None;
            self.leader = None;
            return;
        }
        self.state = GroupState::CompletingRebalance;
        self.protocol_name = self.choose_protocol();
        self.sync_deadline = Some(now.plus(self.rebalance_timeout()));
        self.answer_joins(now);
    }

    /// Every member that joined learns of the generation; the leader of all members.
    fn answer_joins(&mut self, now: Monotonic) {
        let everybody = self.joined_members();
        let mut answer = self.current_generation();
        for member in &mut self.members {
            member.sync_pending = true;
            member.touch(now);
            if let Some(promise) = member.awaiting_join.take() {
                answer.member_id = Arc::clone(&member.id);
                let leads = answer.leader == member.id;
                answer.members = if leads { everybody.clone() } else { Vec::new() };
                promise.keep(answer.clone());
            }
        }
    }

    /// Makes sure that the leader is a member that joined; false when none did.
    fn elect_joined_leader(&mut self) -> bool {
        let joined = |member: &&super::member::Member| member.awaiting_join.is_some();
        let stays = self.leader.as_deref().and_then(|id| self.member(id)).filter(joined).is_some();
        if !stays {
            let Some(next) = self.members.iter().find(joined) else {
                return false;
            };
            self.leader = Some(Arc::clone(&next.id));
        }
        true
    }

    /// Takes a member out, and starts or ends a rebalance over it.
    pub(super) fn remove(&mut self, id: &str, now: Monotonic, settings: &GroupSettings) {
        let Some(at) = self.members.iter().position(|member| &*member.id == id) else {
            return;
        };
        let member = self.members.remove(at);
        if let Some(promise) = member.awaiting_join {
            promise.keep(JoinAnswer::refused(ErrorCode::UNKNOWN_MEMBER_ID, id));
        }
        if let Some(promise) = member.awaiting_sync {
            promise.keep(SyncAnswer::refused(ErrorCode::UNKNOWN_MEMBER_ID));
        }
        if self.is_leader(id) {
            self.leader = self.members.first().map(|it| Arc::clone(&it.id));
        }
        match self.state {
            GroupState::Stable | GroupState::CompletingRebalance => {
                self.prepare_rebalance(now, settings);
            }
            GroupState::PreparingRebalance => self.complete_rebalance_if_possible(now, settings),
            GroupState::Empty | GroupState::Dead => {}
        }
    }

    /// Ends what was due by `now`.
    pub(super) fn expire(&mut self, now: Monotonic, settings: &GroupSettings) {
        self.expire_consumers(now);
        self.pending.expire(now);
        if self.sync_deadline.is_some_and(|deadline| deadline <= now) {
            self.sync_deadline = None;
            self.expel(now, settings, |member| member.sync_pending);
        }
        self.expel(now, settings, |it| it.session_ends.is_some_and(|ends| ends <= now));
        self.complete_rebalance_if_possible(now, settings);
    }

    fn expel(
        &mut self,
        now: Monotonic,
        settings: &GroupSettings,
        gone: impl Fn(&super::member::Member) -> bool,
    ) {
        let ids = self.members.iter().filter(|it| gone(it)).map(|it| Arc::clone(&it.id));
        for id in ids.collect::<Vec<_>>() {
            self.remove(&id, now, settings);
        }
    }
}
