//! A member of a classic consumer group: join, sync, heartbeat, commit, leave (KIP-62, KIP-394).
//!
//! Heartbeats go out when they are asked for, or as part of [`GroupMember::consume`]: no task runs
//! behind the caller's back, so a test decides when a member falls silent. The coordinator has a
//! connection of its own, as with other clients.
//!
//! Leaves out other assignors than `range`, cooperative rebalances, and the protocol of KIP-848.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use kerbside_kafka_wire::consumer_protocol::{
    AssignedTopicPartition, ConsumerProtocolAssignment, ConsumerProtocolSubscription,
};
use kerbside_kafka_wire::k10_find_coordinator::FindCoordinatorRequest;
use kerbside_kafka_wire::k11_join_group::{
    JoinGroupRequest, JoinGroupRequestProtocol, JoinGroupResponse,
};
use kerbside_kafka_wire::k12_heartbeat::HeartbeatRequest;
use kerbside_kafka_wire::k13_leave_group::{LeaveGroupRequest, MemberIdentity};
use kerbside_kafka_wire::k14_sync_group::{SyncGroupRequest, SyncGroupRequestAssignment};
use kerbside_kafka_wire::message::{decode_versioned, encode_versioned};
use kerbside_kafka_wire::{ApiKey, ErrorCode};
use tokio::time::Instant;

use super::connection::Connection;
use super::error::{KafkaError, check};
use super::fetch::{ConsumedRecord, LONG_POLL, Positions};
use super::host_port::HostPort;
use super::kafka_client::KafkaClient;
use super::observer::Origin;
use super::offsets::OffsetAt;
use super::range_assignor::{Assignment, assign};

/// The only assignor.
const RANGE: &str = "range";
/// The version of subscriptions and assignments; newer ones tell what `range` does not need.
const PROTOCOL_VERSION: i16 = 0;
/// More rounds of joining than any rebalance takes.
const MOST_ROUNDS: usize = 32;

/// How a member behaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupOptions {
    /// `group.id`
    pub group: String,
    /// The topics.
    pub topics: Vec<String>,
    /// `session.timeout.ms`
    pub session_timeout: Duration,
    /// `max.poll.interval.ms`
    pub rebalance_timeout: Duration,
    /// `group.instance.id` (KIP-345)
    pub instance: Option<String>,
    /// `auto.offset.reset`: where it begins without a committed offset.
    pub reset: OffsetAt,
}

impl GroupOptions {
    /// A member of `group` that reads `topics` from the beginning.
    pub fn new<T: Into<String>>(
        group: impl Into<String>,
        topics: impl IntoIterator<Item = T>,
    ) -> Self {
        Self {
            group: group.into(),
            topics: topics.into_iter().map(Into::into).collect(),
            session_timeout: Duration::from_secs(45),
            rebalance_timeout: Duration::from_secs(60),
            instance: None,
            reset: OffsetAt::Earliest,
        }
    }
}

/// What a heartbeat tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Membership {
    /// All is as it was.
    Stable,
    /// The members change: join again.
    Rebalancing,
}

/// A member of a group.
#[derive(Debug)]
pub struct GroupMember {
    pub(super) client: KafkaClient,
    pub(super) options: GroupOptions,
    pub(super) coordinator: Connection,
    pub(super) member_id: String,
    pub(super) generation: i32,
    pub(super) positions: Positions,
    leader: String,
    assignment: Assignment,
}

impl GroupMember {
    /// Joins a group and returns with an assignment, which may be empty.
    ///
    /// # Errors
    /// What the coordinator said, or that it said nothing.
    pub async fn join(client: &KafkaClient, options: GroupOptions) -> Result<Self, KafkaError> {
        let coordinator = coordinator(client, &options).await?;
        let mut member = Self {
            client: client.clone(),
            options,
            coordinator,
            member_id: String::new(),
            generation: -1,
            positions: Positions::new(),
            leader: String::new(),
            assignment: Assignment::new(),
        };
        member.rejoin().await?;
        Ok(member)
    }

    /// The id that the coordinator gave it.
    pub fn member_id(&self) -> &str {
        &self.member_id
    }

    /// The generation of the group.
    pub fn generation(&self) -> i32 {
        self.generation
    }

    /// Whether it divides the partitions.
    pub fn is_leader(&self) -> bool {
        self.leader == self.member_id
    }

    /// Its partitions by topic.
    pub fn assignment(&self) -> &BTreeMap<String, Vec<i32>> {
        &self.assignment
    }

    /// Takes part in a rebalance: joins and waits for the assignment.
    ///
    /// # Errors
    /// What the coordinator said, or that it said nothing.
    pub async fn rejoin(&mut self) -> Result<(), KafkaError> {
        let mut last = ErrorCode::REBALANCE_IN_PROGRESS;
        for _ in 0..MOST_ROUNDS {
            let joined = self.join_round().await;
            let synced = match joined {
                Ok(joined) => self.sync_round(joined).await,
                Err(error) => Err(error),
            };
            let error = match synced {
                Ok(()) => return self.take_positions().await,
                Err(error) => error,
            };
            match error.code() {
                Some(ErrorCode::MEMBER_ID_REQUIRED | ErrorCode::REBALANCE_IN_PROGRESS) => {}
                Some(ErrorCode::UNKNOWN_MEMBER_ID | ErrorCode::ILLEGAL_GENERATION) => {
                    self.member_id.clear();
                }
                Some(ErrorCode::NOT_COORDINATOR | ErrorCode::COORDINATOR_NOT_AVAILABLE) => {
                    self.coordinator = coordinator(&self.client, &self.options).await?;
                }
                _ => return Err(error),
            }
            last = error.code().unwrap_or(last);
        }
        Err(KafkaError::api(ApiKey::JOIN_GROUP, last, self.about()))
    }

    async fn join_round(&mut self) -> Result<JoinGroupResponse, KafkaError> {
        let subscription = ConsumerProtocolSubscription {
            topics: self.options.topics.iter().map(Into::into).collect(),
            ..Default::default()
        };
        let millis = |time: Duration| i32::try_from(time.as_millis()).unwrap_or(i32::MAX);
        let request = JoinGroupRequest {
            group_id: self.options.group.as_str().into(),
            session_timeout_ms: millis(self.options.session_timeout),
            rebalance_timeout_ms: millis(self.options.rebalance_timeout),
            member_id: self.member_id.as_str().into(),
            group_instance_id: self.options.instance.as_deref().map(Into::into),
            protocol_type: "consumer".into(),
            protocols: vec![JoinGroupRequestProtocol {
                name: RANGE.into(),
                metadata: encode_versioned(&subscription, PROTOCOL_VERSION)?,
                ..Default::default()
            }],
            ..Default::default()
        };
        let version = self.coordinator.version_of::<JoinGroupRequest>()?;
        // The answer comes when all members are there, or their time is up.
        let longer = self.options.rebalance_timeout;
        let response = self.coordinator.call_at(&request, version, longer).await?;
        if response.error_code == ErrorCode::MEMBER_ID_REQUIRED {
            self.member_id = response.member_id.to_string();
        }
        check(ApiKey::JOIN_GROUP, response.error_code, || self.about())?;
        self.member_id = response.member_id.to_string();
        self.leader = response.leader.to_string();
        self.generation = response.generation_id;
        Ok(response)
    }

    async fn sync_round(&mut self, joined: JoinGroupResponse) -> Result<(), KafkaError> {
        let assignments = match self.is_leader() && !joined.skip_assignment {
            true => self.divide(&joined).await?,
            false => Vec::new(),
        };
        let request = SyncGroupRequest {
            group_id: self.options.group.as_str().into(),
            generation_id: self.generation,
            member_id: self.member_id.as_str().into(),
            group_instance_id: self.options.instance.as_deref().map(Into::into),
            protocol_type: Some("consumer".into()),
            protocol_name: Some(RANGE.into()),
            assignments,
            ..Default::default()
        };
        let version = self.coordinator.version_of::<SyncGroupRequest>()?;
        let longer = self.options.rebalance_timeout;
        let response = self.coordinator.call_at(&request, version, longer).await?;
        check(ApiKey::SYNC_GROUP, response.error_code, || self.about())?;
        self.assignment = self.read_assignment(response.assignment)?;
        Ok(())
    }

    /// What each member gets, as the leader decides it.
    async fn divide(
        &self,
        joined: &JoinGroupResponse,
    ) -> Result<Vec<SyncGroupRequestAssignment>, KafkaError> {
        let mut subscriptions = BTreeMap::new();
        for member in &joined.members {
            let (subscription, _version): (ConsumerProtocolSubscription, _) =
                decode_versioned(member.metadata.clone())
                    .map_err(|error| self.malformed(error.into()))?;
            let topics: BTreeSet<String> =
                subscription.topics.iter().map(ToString::to_string).collect();
            subscriptions.insert(member.member_id.to_string(), topics);
        }
        let mut partitions = BTreeMap::new();
        for topic in subscriptions.values().flatten() {
            if !partitions.contains_key(topic) {
                let topology = self.client.topic(topic).await?;
                let all = topology.partitions(topic)?.keys().copied().collect();
                partitions.insert(topic.clone(), all);
            }
        }
        let divided = assign(&subscriptions, &partitions).into_iter();
        divided.map(|(member, topics)| written(&member, topics)).collect()
    }

    fn read_assignment(&self, bytes: Bytes) -> Result<Assignment, KafkaError> {
        // A member without partitions may get no octets at all.
        if bytes.is_empty() {
            return Ok(Assignment::new());
        }
        let (assignment, _version): (ConsumerProtocolAssignment, _) =
            decode_versioned(bytes).map_err(|error| self.malformed(error.into()))?;
        let topics = assignment.assigned_partitions.into_iter();
        Ok(topics.map(|topic| (topic.topic.to_string(), topic.partitions)).collect())
    }

    /// Begins where the group has committed, else where the options say.
    async fn take_positions(&mut self) -> Result<(), KafkaError> {
        let committed = self.committed().await?;
        let mut positions = Positions::new();
        for (topic, partitions) in &self.assignment {
            for partition in partitions {
                let at = (topic.clone(), *partition);
                let offset = match committed.get(&at) {
                    Some(offset) => *offset,
                    None => self.client.offset(topic, *partition, self.options.reset).await?,
                };
                positions.insert(at, offset);
            }
        }
        self.positions = positions;
        Ok(())
    }

    /// Tells the coordinator that the member lives.
    ///
    /// # Errors
    /// What the coordinator said, except that the group rebalances, or that it said nothing.
    pub async fn heartbeat(&mut self) -> Result<Membership, KafkaError> {
        let request = HeartbeatRequest {
            group_id: self.options.group.as_str().into(),
            generation_id: self.generation,
            member_id: self.member_id.as_str().into(),
            group_instance_id: self.options.instance.as_deref().map(Into::into),
            ..Default::default()
        };
        match self.coordinator.call(&request).await?.error_code {
            ErrorCode::REBALANCE_IN_PROGRESS => Ok(Membership::Rebalancing),
            code => {
                check(ApiKey::HEARTBEAT, code, || self.about())?;
                Ok(Membership::Stable)
            }
        }
    }

    /// Reads what the member's partitions have from its positions on, which move on. Waits for
    /// `wait` at most.
    ///
    /// # Errors
    /// What a broker said, or that it said nothing.
    pub async fn poll(&mut self, wait: Duration) -> Result<Vec<ConsumedRecord>, KafkaError> {
        let mut records = Vec::new();
        for fetched in self.client.fetch_from(&self.positions, wait).await? {
            if let Some(first) = fetched.records.first() {
                self.positions.insert((first.topic.clone(), first.partition), fetched.next_offset);
            }
            records.extend(fetched.records);
        }
        Ok(records)
    }

    /// Reads `count` records or more, with heartbeats, joining again when the group rebalances.
    ///
    /// # Errors
    /// [`KafkaError::TooFew`] when they do not come in time; what a broker said.
    pub async fn consume(&mut self, count: usize) -> Result<Vec<ConsumedRecord>, KafkaError> {
        let after = self.client.options().consume_timeout;
        let deadline = Instant::now() + after;
        let mut records = Vec::new();
        while records.len() < count {
            if self.heartbeat().await? == Membership::Rebalancing {
                self.rejoin().await?;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                let (topic, got) = (self.options.topics.join(", "), records.len());
                return Err(KafkaError::TooFew { topic, wanted: count, got, after });
            }
            records.extend(self.poll(left.min(LONG_POLL)).await?);
        }
        Ok(records)
    }

    /// Leaves the group, so that others get its partitions at once.
    ///
    /// # Errors
    /// What the coordinator said, or that it said nothing.
    pub async fn leave(mut self) -> Result<(), KafkaError> {
        let version = self.coordinator.version_of::<LeaveGroupRequest>()?;
        let mut request = LeaveGroupRequest {
            group_id: self.options.group.as_str().into(),
            ..Default::default()
        };
        // From version 3 on several members may leave at once (KIP-345).
        match version {
            ..=2 => request.member_id = self.member_id.as_str().into(),
            _ => request.members.push(MemberIdentity {
                member_id: self.member_id.as_str().into(),
                group_instance_id: self.options.instance.as_deref().map(Into::into),
                ..Default::default()
            }),
        }
        let response = self.coordinator.call_at(&request, version, Duration::ZERO).await?;
        let single = response.members.first().map(|member| member.error_code);
        let code = Some(response.error_code).filter(|code| !code.is_none()).or(single);
        check(ApiKey::LEAVE_GROUP, code.unwrap_or_default(), || self.about())
    }

    pub(super) fn about(&self) -> String {
        format!("group {}", self.options.group)
    }

    fn malformed(&self, source: super::Malformed) -> KafkaError {
        let doing = super::Doing::Request(ApiKey::SYNC_GROUP);
        KafkaError::Malformed { broker: self.coordinator.broker().clone(), doing, source }
    }
}

/// The form in which a member gets its assignment.
fn written(member: &str, topics: Assignment) -> Result<SyncGroupRequestAssignment, KafkaError> {
    let assignment = ConsumerProtocolAssignment {
        assigned_partitions: topics
            .into_iter()
            .map(|(topic, partitions)| AssignedTopicPartition { topic: topic.into(), partitions })
            .collect(),
        ..Default::default()
    };
    Ok(SyncGroupRequestAssignment {
        member_id: member.into(),
        assignment: encode_versioned(&assignment, PROTOCOL_VERSION)?,
        ..Default::default()
    })
}

/// Finds the coordinator and connects to it.
async fn coordinator(
    client: &KafkaClient,
    options: &GroupOptions,
) -> Result<Connection, KafkaError> {
    let patience = client.patience();
    let broker = loop {
        let done = find_coordinator(client, &options.group).await;
        if !patience.wants_another(&done).await {
            break done?;
        }
    };
    Connection::open(&broker, Origin::Advertised, &Arc::clone(&client.shared.options)).await
}

async fn find_coordinator(client: &KafkaClient, group: &str) -> Result<HostPort, KafkaError> {
    let request = FindCoordinatorRequest { key: group.into(), ..Default::default() };
    let response = client.call_any(&request).await?;
    if !response.error_code.is_none() {
        return Err(KafkaError::Api {
            api: ApiKey::FIND_COORDINATOR,
            code: response.error_code,
            about: format!("group {group}"),
            message: response.error_message.map(String::from),
        });
    }
    let port = u16::try_from(response.port).unwrap_or(0);
    Ok(HostPort::new(response.host.as_str(), port))
}
