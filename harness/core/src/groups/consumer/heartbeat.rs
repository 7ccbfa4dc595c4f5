//! ConsumerGroupHeartbeat (API key 68): joining, staying, being assigned.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use super::member::{ConsumerMember, Progress};
use super::subscription::TopicDirectory;
use super::{ConsumerGroup, ConsumerGroupSettings, ConsumerRefusal, ServerAssignor};
use super::{ResolvedRegex, TopicPartition, check_regex};
use crate::groups::Coordinator;
use crate::groups::group::Group;
use crate::now::Monotonic;

/// The epoch of a member that leaves for good.
pub(super) const LEAVES: i32 = -1;

/// What a member says.
#[derive(Clone, Debug)]
pub struct ConsumerHeartbeat {
    /// The group.
    pub group_id: Arc<str>,
    /// Made by the client, since version 1.
    pub member_id: Arc<str>,
    /// 0 joins, -1 leaves, -2 leaves for now.
    pub member_epoch: i32,
    /// Set by static members.
    pub instance_id: Option<Arc<str>>,
    /// Where the member is.
    pub rack_id: Option<Arc<str>>,
    /// How long the member may take to give partitions up; `None` if it did not change.
    pub rebalance_timeout: Option<Duration>,
    /// The topics by name; `None` if they did not change.
    pub topics: Option<BTreeSet<Arc<str>>>,
    /// The topics by a regular expression; `None` if it did not change, empty for none.
    pub regex: Option<Arc<str>>,
    /// The assignor that the member prefers; `None` if that did not change.
    pub assignor: Option<Arc<str>>,
    /// What the member owns; `None` if that did not change.
    pub owned: Option<BTreeSet<TopicPartition>>,
    /// The client id of the request header.
    pub client_id: Arc<str>,
    /// Where the client is, as descriptions show it.
    pub client_host: Arc<str>,
    /// The topics that regular expressions of the group stand for, as far as
    /// [`Coordinator::regexes_to_resolve`] asked for them.
    pub resolved: Vec<ResolvedRegex>,
}

/// The times of one group.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// How long a member may be silent.
    pub session_timeout: Duration,
    /// How often it shall speak.
    pub heartbeat_interval: Duration,
    /// How often a target assignment may be computed.
    pub assignment_interval: Duration,
}

impl From<&ConsumerGroupSettings> for Pace {
    fn from(settings: &ConsumerGroupSettings) -> Self {
        Pace {
            session_timeout: settings.session_timeout,
            heartbeat_interval: settings.heartbeat_interval,
            assignment_interval: settings.assignment_interval,
        }
    }
}

/// What a member is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsumerAnswer {
    /// The member.
    pub member_id: Arc<str>,
    /// Its epoch now.
    pub member_epoch: i32,
    /// When it shall speak again.
    pub heartbeat_interval: Duration,
    /// What it shall own, if that changed or it asked for all.
    pub assignment: Option<BTreeSet<TopicPartition>>,
}

impl Coordinator {
    /// Hears a member of a consumer group, makes the group if the member joins.
    pub fn consumer_heartbeat(
        &mut self,
        beat: &ConsumerHeartbeat,
        pace: Pace,
        topics: &dyn TopicDirectory,
        now: Monotonic,
    ) -> Result<ConsumerAnswer, ConsumerRefusal> {
        let assignor = beat.check()?;
        if beat.member_epoch == LEAVES || beat.member_epoch == ConsumerMember::LEFT_FOR_NOW {
            return self.consumer_leave(beat);
        }
        let max = self.settings.consumers.max_size;
        let group = self.consumer_group_to_join(beat)?;
        group.check_room(beat, max)?;
        let before = group.find_or_join(beat)?;
        Ok(group.hear(before, beat, assignor, pace, topics, now))
    }

    fn consumer_group_to_join(
        &mut self,
        beat: &ConsumerHeartbeat,
    ) -> Result<&mut ConsumerGroup, ConsumerRefusal> {
        let id = &beat.group_id;
        let joins = beat.member_epoch == 0;
        if !joins && !self.groups.contains_key(id) {
            return Err(ConsumerRefusal::NoConsumerGroup { group: Arc::clone(id) });
        }
        if !self.has_room_for(id) || (joins && !self.has_room_for_members()) {
            return Err(ConsumerRefusal::TooMany);
        }
        let group = self.group_or_new(id);
        if joins && group.consumer.is_none() && group.members.is_empty() && group.pending.is_empty()
        {
            group.become_consumer_group();
        }
        let classic = || ConsumerRefusal::NotConsumer { group: Arc::clone(id) };
        group.consumer.as_mut().ok_or_else(classic)
    }
}

impl Group {
    /// A consumer group, as new; the offsets stay.
    fn become_consumer_group(&mut self) {
        let id = Arc::clone(&self.id);
        let offsets = std::mem::take(&mut self.offsets);
        let consumer = Some(ConsumerGroup::default());
        *self = Group { offsets, consumer, ..Group::new(id) };
    }
}

impl ConsumerHeartbeat {
    /// `throwIfConsumerGroupHeartbeatRequestIsInvalid`
    fn check(&self) -> Result<Option<ServerAssignor>, ConsumerRefusal> {
        let is_empty = |text: &Option<Arc<str>>| text.as_deref() == Some("");
        let wrong = match self.member_epoch {
            _ if self.member_id.is_empty() => Some("MemberId can't be empty."),
            _ if self.group_id.is_empty() => Some("GroupId can't be empty."),
            _ if is_empty(&self.instance_id) => Some("InstanceId can't be empty."),
            _ if is_empty(&self.rack_id) => Some("RackId can't be empty."),
            0 if self.rebalance_timeout.is_none() => {
                Some("RebalanceTimeoutMs must be provided in first request.")
            }
            0 if self.owned.as_ref().is_none_or(|owned| !owned.is_empty()) => {
                Some("TopicPartitions must be empty when (re-)joining.")
            }
            0 if self.topics.is_none() && self.regex.is_none() => Some(
                "Either SubscribedTopicNames or SubscribedTopicRegex must be non-null when \
                 (re-)joining.",
            ),
            ConsumerMember::LEFT_FOR_NOW if self.instance_id.is_none() => {
                Some("InstanceId can't be null.")
            }
            ..ConsumerMember::LEFT_FOR_NOW => Some("MemberEpoch is invalid."),
            _ => None,
        };
        if let Some(wrong) = wrong {
            return Err(ConsumerRefusal::Invalid(wrong));
        }
        let named = |name: &Arc<str>| {
            let unknown = || ConsumerRefusal::UnsupportedAssignor(Arc::clone(name));
            ServerAssignor::named(name).ok_or_else(unknown)
        };
        let assignor = self.assignor.as_ref().map(named).transpose()?;
        if let Some(pattern) = self.regex.as_ref().filter(|it| !it.is_empty()) {
            check_regex(pattern)?;
        }
        Ok(assignor)
    }

    /// Whether the member tells all about itself, after an error or when it joins.
    fn is_full(&self) -> bool {
        self.rebalance_timeout.is_some()
            && (self.topics.is_some() || self.regex.is_some())
            && self.owned.is_some()
    }
}

impl ConsumerGroup {
    fn check_room(&self, beat: &ConsumerHeartbeat, max: usize) -> Result<(), ConsumerRefusal> {
        let is_instance = beat.instance_id.as_deref().is_some_and(|it| self.instance(it).is_some());
        let known = is_instance || self.members.contains(&beat.member_id);
        match known || self.members.len() < max {
            true => Ok(()),
            false => Err(ConsumerRefusal::Full { max }),
        }
    }

    /// The member as it was before this heartbeat; a new one is not yet in the group.
    fn find_or_join(&mut self, beat: &ConsumerHeartbeat) -> Result<Before, ConsumerRefusal> {
        match &beat.instance_id {
            None => self.find_dynamic(beat),
            Some(instance) => self.find_static(beat, instance),
        }
    }

    fn find_dynamic(&self, beat: &ConsumerHeartbeat) -> Result<Before, ConsumerRefusal> {
        match self.members.get(&beat.member_id) {
            Some(member) => {
                check_epoch(member, beat)?;
                Ok(Before::Known(Box::new(member.clone())))
            }
            None if beat.member_epoch == 0 => Ok(Before::New),
            None => Err(ConsumerRefusal::UnknownMember {
                member: Arc::clone(&beat.member_id),
                group: Arc::clone(&beat.group_id),
            }),
        }
    }

    fn find_static(
        &mut self,
        beat: &ConsumerHeartbeat,
        instance: &Arc<str>,
    ) -> Result<Before, ConsumerRefusal> {
        let Some(holder) = self.instance(instance) else {
            return match beat.member_epoch {
                0 => Ok(Before::New),
                _ => Err(ConsumerRefusal::UnknownInstance(Arc::clone(instance))),
            };
        };
        let (member, owner) = (Arc::clone(&beat.member_id), Arc::clone(&holder.id));
        let instance = Arc::clone(instance);
        if beat.member_epoch != 0 {
            if owner != member {
                return Err(ConsumerRefusal::FencedInstance { member, instance, owner });
            }
            check_epoch(holder, beat)?;
            return Ok(Before::Known(Box::new(holder.clone())));
        }
        if holder.epoch != ConsumerMember::LEFT_FOR_NOW {
            return Err(ConsumerRefusal::Unreleased { member, instance, owner });
        }
        self.replace(&owner, member).map(Box::new).map(Before::Known).ok_or_else(|| {
            ConsumerRefusal::UnknownInstance(beat.instance_id.clone().unwrap_or_default())
        })
    }

    /// A static member came back: what was meant for its former self is meant for it.
    fn replace(&mut self, former: &str, id: Arc<str>) -> Option<ConsumerMember> {
        let mut member = self.members.remove(former)?;
        if let Some(target) = self.target.remove(former) {
            self.target.insert(Arc::clone(&id), target);
        }
        member.id = id;
        member.epoch = 0;
        member.previous_epoch = 0;
        self.members.insert(member.clone());
        Some(member)
    }

    /// What a heartbeat that is in order changes.
    fn hear(
        &mut self,
        before: Before,
        beat: &ConsumerHeartbeat,
        assignor: Option<ServerAssignor>,
        pace: Pace,
        topics: &dyn TopicDirectory,
        now: Monotonic,
    ) -> ConsumerAnswer {
        let former_assignor = self.preferred_assignor();
        let former = match before {
            Before::New => None,
            Before::Known(member) => Some(*member),
        };
        let mut member = former.clone().unwrap_or_else(|| ConsumerMember::new(beat));
        member.take(beat, assignor);
        let subscribes_anew = former
            .as_ref()
            .is_none_or(|it| it.topics != member.topics || it.pattern() != member.pattern());
        let id = Arc::clone(&member.id);
        self.members.insert(member);
        self.regexes.extend(beat.resolved.iter().cloned());
        self.forget_unused_regexes();
        let topics_changed =
            (subscribes_anew || self.seen != Some(topics.changes())) && self.refresh_topics(topics);
        let prefers_another = former.is_some() && self.preferred_assignor() != former_assignor;
        if self.epoch == 0 || subscribes_anew || topics_changed || prefers_another {
            self.raise_epoch();
        }
        self.assign_if_due(pace, now);
        let Some(mut member) = self.members.remove(&id) else {
            return ConsumerAnswer::to(&ConsumerMember::new(beat), pace);
        };
        let was_assigned = member.assigned.clone();
        self.reconcile(&mut member, subscribes_anew || topics_changed, beat.owned.as_ref(), now);
        member.session_ends = now.plus(pace.session_timeout);
        let mut answer = ConsumerAnswer::to(&member, pace);
        let same = was_assigned.keys().eq(member.assigned.keys());
        if beat.member_epoch == 0 || beat.is_full() || !same {
            answer.assignment = Some(member.assigned.keys().copied().collect());
        }
        self.members.insert(member);
        answer
    }

    /// Moves a member as far towards its target as what it owns, and the others, allow.
    fn reconcile(
        &mut self,
        member: &mut ConsumerMember,
        subscription: bool,
        owned: Option<&BTreeSet<TopicPartition>>,
        now: Monotonic,
    ) {
        let was = (member.progress, member.epoch, member.revoking.len());
        if !subscription && member.is_reconciled_to(self.assignment_epoch) {
            return;
        }
        self.step(member, owned);
        let is = (member.progress, member.epoch, member.revoking.len());
        if member.progress != Progress::Unrevoked {
            member.rebalance_ends = None;
        } else if was != is || member.rebalance_ends.is_none() {
            member.rebalance_ends = Some(now.plus(member.rebalance_timeout));
        }
    }
}

/// A member before its heartbeat counted.
enum Before {
    New,
    Known(Box<ConsumerMember>),
}

impl ConsumerAnswer {
    fn to(member: &ConsumerMember, pace: Pace) -> Self {
        ConsumerAnswer {
            member_id: Arc::clone(&member.id),
            member_epoch: member.epoch,
            heartbeat_interval: pace.heartbeat_interval,
            assignment: None,
        }
    }
}

/// A member may be one epoch behind: the answer that told it may have been lost. It is believed if
/// it owns nothing but what it was given.
fn check_epoch(member: &ConsumerMember, beat: &ConsumerHeartbeat) -> Result<(), ConsumerRefusal> {
    let (received, known) = (beat.member_epoch, member.epoch);
    let within = |owned: &BTreeSet<TopicPartition>| {
        owned.iter().all(|partition| member.assigned.contains_key(partition))
    };
    let behind = received == member.previous_epoch && beat.owned.as_ref().is_some_and(within);
    match received {
        0 => Ok(()),
        _ if received == known => Ok(()),
        _ if received < known && behind => Ok(()),
        _ => Err(ConsumerRefusal::FencedEpoch { received, known }),
    }
}
