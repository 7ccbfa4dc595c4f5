//! JoinGroup (API key 11): who may join, and when a join starts a rebalance.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use kerbside_crypto::Entropy;
use kerbside_kafka_wire::ErrorCode;

use super::group::{Group, GroupState};
use super::member::{Member, Protocol};
use super::sync::SyncAnswer;
use super::{Coordinator, GroupSettings};
use crate::now::Monotonic;
use crate::promise::Promise;

/// A new member that waits for its first generation is forgotten after this time.
const NEW_MEMBER_PATIENCE: Duration = Duration::from_secs(300);

/// The most protocols of a member: each is compared with those of every other. Not Kafka's.
const MOST_PROTOCOLS: usize = 100;

/// What a client that joins without a member id gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberIdRule {
    /// An id, with which it has to join again (KIP-394, JoinGroup 4 and later).
    JoinAgain,
    /// Its place at once.
    AtOnce,
}

/// A request to join.
#[derive(Clone, Debug)]
pub struct Join {
    /// The group.
    pub group_id: Arc<str>,
    /// Empty when the client has none yet.
    pub member_id: Arc<str>,
    /// Set by static members (KIP-345).
    pub instance_id: Option<Arc<str>>,
    /// The client id of the request header; the member id begins with it.
    pub client_id: Arc<str>,
    /// Where the client is, as DescribeGroups shows it.
    pub client_host: Arc<str>,
    /// How long the member may be silent.
    pub session_timeout: Duration,
    /// How long it may take to join again.
    pub rebalance_timeout: Duration,
    /// `consumer`, `connect`, ...
    pub protocol_type: Arc<str>,
    /// In the order of preference.
    pub protocols: Vec<Protocol>,
    /// What a join without a member id gets.
    pub rule: MemberIdRule,
    /// Whether the client understands `skip_assignment` (KIP-814, JoinGroup 9).
    pub understands_skip_assignment: bool,
}

/// The answer to a join.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JoinAnswer {
    /// Success, or why not.
    pub error: ErrorCode,
    /// The generation, -1 without success.
    pub generation: i32,
    /// The group's protocol type.
    pub protocol_type: Option<Arc<str>>,
    /// The protocol chosen.
    pub protocol_name: Option<Arc<str>>,
    /// The member that computes the assignment.
    pub leader: Arc<str>,
    /// The leader keeps the assignment that stands.
    pub skip_assignment: bool,
    /// The member's own id.
    pub member_id: Arc<str>,
    /// All members, for the leader alone.
    pub members: Vec<JoinedMember>,
}

/// A member as its leader sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JoinedMember {
    /// The member's id.
    pub member_id: Arc<str>,
    /// Set for static members.
    pub instance_id: Option<Arc<str>>,
    /// What it said for the chosen protocol.
    pub metadata: Bytes,
}

impl JoinAnswer {
    /// No membership.
    pub fn refused(error: ErrorCode, member_id: &str) -> Self {
        JoinAnswer {
            error,
            generation: -1,
            protocol_type: None,
            protocol_name: None,
            leader: Arc::from(""),
            skip_assignment: false,
            member_id: Arc::from(member_id),
            members: Vec::new(),
        }
    }
}

impl Coordinator {
    /// Joins a group, making it if need be; the promise is kept at once or when the rebalance ends.
    pub fn join(
        &mut self,
        join: Join,
        promise: Promise<JoinAnswer>,
        now: Monotonic,
        entropy: &mut dyn Entropy,
    ) {
        let refuse = |promise: Promise<JoinAnswer>, error| {
            promise.keep(JoinAnswer::refused(error, &join.member_id));
        };
        if join.group_id.is_empty() {
            return refuse(promise, ErrorCode::INVALID_GROUP_ID);
        }
        let allowed = self.settings.min_session_timeout..=self.settings.max_session_timeout;
        if !allowed.contains(&join.session_timeout) {
            return refuse(promise, ErrorCode::INVALID_SESSION_TIMEOUT);
        }
        let is_new = !self.groups.contains_key(&join.group_id);
        if is_new && !join.member_id.is_empty() {
            return refuse(promise, ErrorCode::UNKNOWN_MEMBER_ID);
        }
        if join.protocols.len() > MOST_PROTOCOLS {
            return refuse(promise, ErrorCode::INCONSISTENT_GROUP_PROTOCOL);
        }
        if is_new && (join.protocol_type.is_empty() || join.protocols.is_empty()) {
            return refuse(promise, ErrorCode::INCONSISTENT_GROUP_PROTOCOL);
        }
        let asks_for_id = join.member_id.is_empty() && join.rule == MemberIdRule::JoinAgain;
        let is_full = asks_for_id
            && join.instance_id.is_none()
            && self.groups.size().pending >= self.settings.max_pending_members;
        if is_full || !self.has_room_for(&join.group_id) || !self.has_room_for_members() {
            return refuse(promise, ErrorCode::GROUP_MAX_SIZE_REACHED);
        }
        let settings = self.settings.clone();
        let group = self.group_or_new(&join.group_id);
        if let Some(consumer) = &group.consumer {
            match (consumer.is_empty(), join.member_id.is_empty()) {
                (true, true) => group.leave_consumer_protocol(),
                (true, false) => return refuse(promise, ErrorCode::UNKNOWN_MEMBER_ID),
                (false, _) => return refuse(promise, ErrorCode::INCONSISTENT_GROUP_PROTOCOL),
            }
        }
        let known = group.member(&join.member_id).is_some();
        let takes_place =
            join.instance_id.as_deref().is_some_and(|id| group.instance(id).is_some());
        if !known && !takes_place && group.members.len() >= settings.max_size {
            return refuse(promise, ErrorCode::GROUP_MAX_SIZE_REACHED);
        }
        if !group.accepts(&join.protocol_type, &join.protocols) {
            return refuse(promise, ErrorCode::INCONSISTENT_GROUP_PROTOCOL);
        }
        if join.member_id.is_empty() {
            group.join_unknown(join, promise, now, &settings, entropy);
        } else {
            group.join_known(join, promise, now, &settings);
        }
    }
}

impl Group {
    /// A client without a member id.
    fn join_unknown(
        &mut self,
        mut join: Join,
        promise: Promise<JoinAnswer>,
        now: Monotonic,
        settings: &GroupSettings,
        entropy: &mut dyn Entropy,
    ) {
        let prefix = join.instance_id.as_ref().unwrap_or(&join.client_id);
        join.member_id = Arc::from(format!("{prefix}-{}", random_uuid(entropy)));
        let holder = join.instance_id.as_deref().and_then(|id| self.instance(id));
        if let Some(holder) = holder {
            let old = Arc::clone(&holder.id);
            return self.replace_static(&old, join, promise, now, settings);
        }
        if join.instance_id.is_none() && join.rule == MemberIdRule::JoinAgain {
            let patience = now.plus(join.session_timeout);
            self.pending.insert(&join.member_id, patience);
            let refused = JoinAnswer::refused(ErrorCode::MEMBER_ID_REQUIRED, &join.member_id);
            return promise.keep(refused);
        }
        self.add(join, promise, now, settings);
    }

    /// A client that shows a member id.
    fn join_known(
        &mut self,
        join: Join,
        promise: Promise<JoinAnswer>,
        now: Monotonic,
        settings: &GroupSettings,
    ) {
        if self.pending.remove(&join.member_id) {
            return self.add(join, promise, now, settings);
        }
        if let Err(error) = self.check_member(&join.member_id, join.instance_id.as_deref()) {
            return promise.keep(JoinAnswer::refused(error, &join.member_id));
        }
        let leads = self.is_leader(&join.member_id);
        let state = self.state;
        let Some(member) = self.member_mut(&join.member_id) else {
            return promise
                .keep(JoinAnswer::refused(ErrorCode::UNKNOWN_MEMBER_ID, &join.member_id));
        };
        let same = member.protocols == join.protocols;
        let repeats = match state {
            // The answer to the join was lost, or the follower just asks again.
            GroupState::CompletingRebalance => same,
            GroupState::Stable => same && !leads,
            GroupState::PreparingRebalance | GroupState::Empty | GroupState::Dead => false,
        };
        if repeats {
            member.touch(now);
            let everybody = if leads { self.joined_members() } else { Vec::new() };
            let mut answer = self.current_generation();
            answer.member_id = join.member_id;
            answer.members = everybody;
            return promise.keep(answer);
        }
        member.take(join, promise);
        self.prepare_rebalance(now, settings);
        self.complete_rebalance_if_possible(now, settings);
    }

    fn add(
        &mut self,
        join: Join,
        promise: Promise<JoinAnswer>,
        now: Monotonic,
        settings: &GroupSettings,
    ) {
        if self.members.is_empty() {
            self.protocol_type = Some(Arc::clone(&join.protocol_type));
        }
        if self.leader.is_none() {
            self.leader = Some(Arc::clone(&join.member_id));
        }
        let initial = self.rebalance.as_mut().and_then(|it| it.initial.as_mut());
        if let Some(initial) = initial {
            initial.member_added = true;
        }
        let mut member = Member {
            id: Arc::clone(&join.member_id),
            instance_id: join.instance_id.clone(),
            client_id: Arc::clone(&join.client_id),
            client_host: Arc::clone(&join.client_host),
            session_timeout: join.session_timeout,
            rebalance_timeout: join.rebalance_timeout,
            protocols: Vec::new(),
            assignment: Bytes::new(),
            awaiting_join: None,
            awaiting_sync: None,
            sync_pending: false,
            session_ends: None,
        };
        member.take(join, promise);
        member.session_ends = Some(now.plus(NEW_MEMBER_PATIENCE));
        self.members.push(member);
        self.prepare_rebalance(now, settings);
        self.complete_rebalance_if_possible(now, settings);
    }

    /// A static member came back without its id: it gets the place, its former self is fenced.
    fn replace_static(
        &mut self,
        old: &str,
        join: Join,
        promise: Promise<JoinAnswer>,
        now: Monotonic,
        settings: &GroupSettings,
    ) {
        let led = self.is_leader(old);
        let new = Arc::clone(&join.member_id);
        if led {
            self.leader = Some(Arc::clone(&new));
        }
        let skips = join.understands_skip_assignment;
        let Some(member) = self.member_mut(old) else {
            return promise.keep(JoinAnswer::refused(ErrorCode::UNKNOWN_MEMBER_ID, old));
        };
        if let Some(promise) = member.awaiting_join.take() {
            promise.keep(JoinAnswer::refused(ErrorCode::FENCED_INSTANCE_ID, old));
        }
        if let Some(promise) = member.awaiting_sync.take() {
            promise.keep(SyncAnswer::refused(ErrorCode::FENCED_INSTANCE_ID));
        }
        member.id = Arc::clone(&new);
        member.take(join, promise);
        let keeps =
            self.state == GroupState::Stable && self.choose_protocol() == self.protocol_name;
        if !keeps {
            self.prepare_rebalance(now, settings);
            return self.complete_rebalance_if_possible(now, settings);
        }
        let mut answer = self.current_generation();
        answer.member_id = Arc::clone(&new);
        match (led, skips) {
            (true, true) => {
                answer.members = self.joined_members();
                answer.skip_assignment = true;
            }
            // Names its former self as leader, lest it computes an assignment.
            (true, false) => answer.leader = Arc::from(old),
            (false, _) => {}
        }
        if let Some(member) = self.member_mut(&new) {
            member.touch(now);
            if let Some(promise) = member.awaiting_join.take() {
                promise.keep(answer);
            }
        }
    }

    /// Whether the group has the member, under the instance id if one is given.
    pub(super) fn check_member(
        &self,
        member_id: &str,
        instance_id: Option<&str>,
    ) -> Result<(), ErrorCode> {
        if let Some(instance_id) = instance_id {
            let holder = self.instance(instance_id).ok_or(ErrorCode::UNKNOWN_MEMBER_ID)?;
            if &*holder.id != member_id {
                return Err(ErrorCode::FENCED_INSTANCE_ID);
            }
        }
        match self.member(member_id) {
            Some(_) => Ok(()),
            None => Err(ErrorCode::UNKNOWN_MEMBER_ID),
        }
    }

    /// The answer that every member gets in this generation, but for its id and the member list.
    pub(super) fn current_generation(&self) -> JoinAnswer {
        JoinAnswer {
            error: ErrorCode::NONE,
            generation: self.generation,
            protocol_type: self.protocol_type.clone(),
            protocol_name: self.protocol_name.clone(),
            leader: self.leader.clone().unwrap_or_else(|| Arc::from("")),
            skip_assignment: false,
            member_id: Arc::from(""),
            members: Vec::new(),
        }
    }

    pub(super) fn joined_members(&self) -> Vec<JoinedMember> {
        let protocol = self.protocol_name.as_deref().unwrap_or_default();
        let joined = |member: &Member| JoinedMember {
            member_id: Arc::clone(&member.id),
            instance_id: member.instance_id.clone(),
            metadata: member.metadata(protocol),
        };
        self.members.iter().map(joined).collect()
    }
}

impl Member {
    /// What a join changes in a member.
    fn take(&mut self, join: Join, promise: Promise<JoinAnswer>) {
        self.client_id = join.client_id;
        self.client_host = join.client_host;
        self.session_timeout = join.session_timeout;
        self.rebalance_timeout = join.rebalance_timeout;
        self.protocols = join.protocols;
        self.session_ends = None;
        if let Some(former) = self.awaiting_join.replace(promise) {
            // The client lost its connection and asked again; nobody hears this answer.
            former.keep(JoinAnswer::refused(ErrorCode::UNKNOWN_MEMBER_ID, &self.id));
        }
    }
}

/// A random identifier in the form of `java.util.UUID` (RFC 9562 §5.4).
fn random_uuid(entropy: &mut dyn Entropy) -> String {
    let mut octets = [0; 16];
    entropy.fill(&mut octets);
    let number = u128::from_be_bytes(octets) & !(0xf << 76) & !(0x3 << 62) | 4 << 76 | 2 << 62;
    let hex = format!("{number:032x}");
    let parts = [(0, 8), (8, 12), (12, 16), (16, 20), (20, 32)];
    let texts = parts.map(|(from, to)| hex.get(from..to).unwrap_or_default());
    texts.join("-")
}
