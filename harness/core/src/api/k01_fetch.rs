//! Fetch (API key 1), versions 0 to 18.
//!
//! Long poll by `min_bytes` and `max_wait_ms`, limits by partition, request and node
//! (`fetch.max.bytes`) with the first batch exempt (KIP-74), isolation with the aborted
//! transactions (KIP-98), fetch sessions (KIP-227), fenced leader epochs and diverging histories
//! (KIP-320, KIP-595), topic ids from version 13 (KIP-516). Versions 0 to 3 carry the old message
//! formats, uncompressed.
//!
//! Departures: no reading from followers (KIP-392), nobody replicates; the high watermark of a
//! replica (KIP-1166) is read and of no use. A fetch reads whole batches; Kafka may cut the last
//! one.

mod old_format;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use kerbside_kafka_wire::k01_fetch::{
    AbortedTransaction, EpochEndOffset, FetchPartition, FetchRequest, FetchResponse, FetchTopic,
    FetchableTopicResponse, LeaderIdAndEpoch, NodeEndpoint, PartitionData,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes, Uuid};

use super::{Answer, Api, Call, Wait};
use crate::authorizer::{Operation, ResourceType};
use crate::cluster::{Leadership, PartitionState, Topic};
use crate::fetch_session::FetchContext;
use crate::now::Monotonic;
use crate::storage::{FirstBatch, PartitionLog, ReadLimit};

/// The longest long poll that is kept; clients ask for half a second.
const LONGEST_WAIT: Duration = Duration::from_secs(600);
const READ_COMMITTED: i8 = 1;
/// The first version that says who leads instead (KIP-951).
const NAMES_LEADER: i16 = 16;

pub(super) struct Fetch;

impl Api for Fetch {
    type Request = FetchRequest;
    type Response = FetchResponse;

    fn answer(request: FetchRequest, call: &mut Call<'_>) -> Answer<FetchResponse> {
        match LongPoll::new(request, call) {
            Ok(poll) => Answer::Later(Box::new(poll)),
            Err(error) => Answer::Now(failure(error)),
        }
    }

    fn octets(response: &FetchResponse) -> usize {
        let partitions = response.responses.iter().flat_map(|topic| &topic.partitions);
        partitions.map(|it| it.records.as_ref().map_or(0, Bytes::len)).sum()
    }

    fn refuse(_: &FetchRequest, error_code: ErrorCode, _: i16) -> FetchResponse {
        failure(error_code)
    }
}

fn failure(error_code: ErrorCode) -> FetchResponse {
    FetchResponse { error_code, ..FetchResponse::default() }
}

/// A fetch that waits for records.
struct LongPoll {
    context: FetchContext,
    /// What is fetched, and where that is.
    fetched: Vec<FetchTopic>,
    topics: Vec<Result<Arc<Topic>, ErrorCode>>,
    min_bytes: usize,
    max_bytes: usize,
    read_committed: bool,
    deadline: Monotonic,
}

impl LongPoll {
    fn new(mut request: FetchRequest, call: &mut Call<'_>) -> Result<Self, ErrorCode> {
        let size = |wire: i32| usize::try_from(wire).unwrap_or(0);
        let wait = Duration::from_millis(u64::try_from(request.max_wait_ms).unwrap_or(0));
        let max_bytes = size(request.max_bytes).min(call.cluster().settings().fetch_max_bytes);
        let min_bytes = size(request.min_bytes).min(max_bytes);
        let read_committed = request.isolation_level == READ_COMMITTED;
        let replica = request.replica_id.max(request.replica_state.replica_id);
        let asker = match replica >= 0 {
            false => Asker::Consumer,
            true => match call.allows_on_cluster(Operation::CLUSTER_ACTION) {
                true => Asker::Replica(replica),
                false => Asker::Impostor,
            },
        };
        let (version, now) = (call.version, call.now.monotonic);
        let (context, fetched) = match request.session_id == 0 && request.session_epoch < 0 {
            true => (FetchContext::Sessionless, std::mem::take(&mut request.topics)),
            false => call.with_fetch_sessions(|it| it.begin(request, version, now))?,
        };
        let topic = |it: &FetchTopic| find(&it.topic, it.topic_id, asker, call);
        let topics = fetched.iter().map(topic).collect();
        let deadline = now.plus(wait.min(LONGEST_WAIT));
        Ok(LongPoll { context, fetched, topics, min_bytes, max_bytes, read_committed, deadline })
    }

    fn wanted(&self) -> impl Iterator<Item = (&FetchTopic, &Result<Arc<Topic>, ErrorCode>)> {
        self.fetched.iter().zip(&self.topics)
    }

    /// Whether there is enough to answer with, or an error to tell. Where there is not, the
    /// partition rings at its next change: looked at and registered under one lock.
    fn is_ready(&self, call: &Call<'_>) -> bool {
        let mut found = 0;
        let mut readable = false;
        for (wanted, topic) in self.wanted() {
            let Ok(topic) = topic else { continue };
            for fetch in &wanted.partitions {
                let Some(partition) = topic.partition(fetch.partition) else {
                    continue;
                };
                readable = true;
                let mut state = partition.state();
                if check(&state, fetch, call).is_err() || diverging(&state, fetch).is_some() {
                    return true;
                }
                let enough = self.min_bytes.saturating_sub(found);
                let before = self.end(&state);
                found += state.log.available(fetch.fetch_offset, before, enough);
                if found >= self.min_bytes {
                    return true;
                }
                state.wake_at_change(call.bell);
            }
        }
        // Errors alone are told at once.
        !readable
    }

    fn end(&self, state: &PartitionState) -> i64 {
        match self.read_committed {
            true => state.log.last_stable_offset(),
            false => state.log.end_offset(),
        }
    }

    fn read(&self, call: &Call<'_>) -> FetchResponse {
        let sessionless = self.context == FetchContext::Sessionless;
        if !sessionless && let Err(error) = call.with_fetch_sessions(|it| it.check(self.context)) {
            return failure(error);
        }
        let mut left = self.max_bytes;
        let mut first_batch = FirstBatch::Whole;
        let mut moved = Vec::new();
        let mut responses = Vec::with_capacity(self.fetched.len());
        for (wanted, topic) in self.wanted() {
            let mut partitions = Vec::with_capacity(wanted.partitions.len());
            for fetch in &wanted.partitions {
                let data = self.read_partition(topic, fetch, left, first_batch, call);
                let size = data.records.as_ref().map_or(0, Bytes::len);
                left = left.saturating_sub(size);
                if size > 0 {
                    first_batch = FirstBatch::WithinLimit;
                }
                if data.current_leader.leader_id >= 0 {
                    moved.push(data.current_leader.leader_id);
                }
                partitions.push(data);
            }
            let (topic, topic_id) = (wanted.topic.clone(), wanted.topic_id);
            responses.push(FetchableTopicResponse {
                topic,
                topic_id,
                partitions,
                ..Default::default()
            });
        }
        let mut response = FetchResponse { responses, ..FetchResponse::default() };
        if call.version >= NAMES_LEADER {
            response.node_endpoints = endpoints(&moved, call);
        }
        self.finish(&mut response, call);
        response
    }

    fn finish(&self, response: &mut FetchResponse, call: &Call<'_>) {
        if self.context == FetchContext::Sessionless {
            return;
        }
        let draw = || {
            let mut octets = [0; 4];
            call.cluster().entropy().fill(&mut octets);
            i32::from_be_bytes(octets)
        };
        let now = call.now.monotonic;
        call.with_fetch_sessions(|it| it.finish(self.context, &self.fetched, response, now, draw));
    }

    fn read_partition(
        &self,
        topic: &Result<Arc<Topic>, ErrorCode>,
        fetch: &FetchPartition,
        left: usize,
        first_batch: FirstBatch,
        call: &Call<'_>,
    ) -> PartitionData {
        let index = fetch.partition;
        let topic = match topic {
            Ok(topic) => topic,
            Err(ErrorCode::NOT_LEADER_OR_FOLLOWER) => {
                return unread(index, ErrorCode::NOT_LEADER_OR_FOLLOWER);
            }
            Err(error) => return failed(index, *error),
        };
        let Some(partition) = topic.partition(index) else {
            return failed(index, ErrorCode::UNKNOWN_TOPIC_OR_PARTITION);
        };
        let mut state = partition.state();
        if let Err(error) = check(&state, fetch, call) {
            let moved = error == ErrorCode::NOT_LEADER_OR_FOLLOWER
                || error == ErrorCode::FENCED_LEADER_EPOCH;
            let current_leader = match moved && call.version >= NAMES_LEADER {
                true => leader(&state.leadership),
                false => LeaderIdAndEpoch::default(),
            };
            return PartitionData { current_leader, ..unread(index, error) };
        }
        let mut data = PartitionData {
            partition_index: index,
            high_watermark: state.log.end_offset(),
            last_stable_offset: state.log.last_stable_offset(),
            log_start_offset: state.log.start_offset(),
            aborted_transactions: self.read_committed.then(Vec::new),
            records: Some(Bytes::new()),
            ..PartitionData::default()
        };
        if let Some(diverging_epoch) = diverging(&state, fetch) {
            return PartitionData { diverging_epoch, ..data };
        }
        let before = self.end(&state);
        let max_bytes = usize::try_from(fetch.partition_max_bytes).unwrap_or(0).min(left);
        let limit = ReadLimit { max_bytes, first_batch, before };
        if let Some(magic) = old_format::of(call.version) {
            let inflated_max = call.cluster().settings().inflated_max_bytes;
            let from = fetch.fetch_offset;
            return match old_format::read(&mut state.log, from, limit, magic, inflated_max) {
                Ok(records) => PartitionData { records: Some(records), ..data },
                Err(error) => failed(index, error),
            };
        }
        let records = state.log.read(fetch.fetch_offset, limit).unwrap_or_default();
        if self.read_committed {
            let aborted = aborted(&state.log, fetch.fetch_offset, &records);
            data.aborted_transactions = Some(aborted);
        }
        PartitionData { records: Some(records), ..data }
    }
}

impl Wait<FetchResponse> for LongPoll {
    fn poll(&mut self, call: &mut Call<'_>) -> Option<FetchResponse> {
        let over = call.now.monotonic >= self.deadline;
        (self.is_ready(call) || over).then(|| self.read(call))
    }

    fn deadline(&self) -> Option<Monotonic> {
        Some(self.deadline)
    }
}

/// Who fetches.
#[derive(Clone, Copy)]
enum Asker {
    /// A client, which has to be allowed to read each topic.
    Consumer,
    /// A replica that may act for the cluster, by its node.
    Replica(i32),
    /// Somebody who claims to be a replica.
    Impostor,
}

fn find(name: &str, id: Uuid, asker: Asker, call: &mut Call<'_>) -> Result<Arc<Topic>, ErrorCode> {
    let allowed = |call: &mut Call<'_>, name: &str| match asker {
        Asker::Consumer => call.allows(Operation::READ, ResourceType::TOPIC, name),
        Asker::Replica(_) | Asker::Impostor => true,
    };
    if matches!(asker, Asker::Impostor) {
        return Err(ErrorCode::TOPIC_AUTHORIZATION_FAILED);
    }
    if id.is_zero() {
        if !allowed(call, name) {
            return Err(ErrorCode::TOPIC_AUTHORIZATION_FAILED);
        }
        return call.cluster().topic(name).ok_or(ErrorCode::UNKNOWN_TOPIC_OR_PARTITION);
    }
    let topic = call.cluster().topic_by_id(id).ok_or(ErrorCode::UNKNOWN_TOPIC_ID)?;
    match (allowed(call, &topic.name), asker) {
        (false, _) => Err(ErrorCode::TOPIC_AUTHORIZATION_FAILED),
        (true, Asker::Replica(node)) if !has_replica(&topic, node) => {
            Err(ErrorCode::NOT_LEADER_OR_FOLLOWER)
        }
        (true, _) => Ok(topic),
    }
}

fn has_replica(topic: &Topic, node: i32) -> bool {
    topic.partitions.iter().any(|it| it.state().leadership.replicas.contains(&node))
}

/// Whether this node may answer for the partition, from this offset.
fn check(state: &PartitionState, fetch: &FetchPartition, call: &Call<'_>) -> Result<(), ErrorCode> {
    check_leader(&state.leadership, fetch.current_leader_epoch, call)?;
    let range = state.log.start_offset()..=state.log.end_offset();
    match range.contains(&fetch.fetch_offset) {
        true => Ok(()),
        false => Err(ErrorCode::OFFSET_OUT_OF_RANGE),
    }
}

/// Where the reader's history parts from ours, if it says what it read last.
fn diverging(state: &PartitionState, fetch: &FetchPartition) -> Option<EpochEndOffset> {
    let (last_fetched, current) = (fetch.last_fetched_epoch, state.leadership.epoch);
    if last_fetched < 0 {
        return None;
    }
    let end = state.log.epoch_end(last_fetched, current)?;
    let parts = end.epoch < last_fetched || end.end_offset < fetch.fetch_offset;
    let (epoch, end_offset) = (end.epoch, end.end_offset);
    parts.then(|| EpochEndOffset { epoch, end_offset, ..EpochEndOffset::default() })
}

/// Whether this node leads, in the epoch that the client knows (KIP-320).
pub(super) fn check_leader(
    leadership: &Leadership,
    known_epoch: i32,
    call: &Call<'_>,
) -> Result<(), ErrorCode> {
    if known_epoch >= 0 && known_epoch < leadership.epoch {
        return Err(ErrorCode::FENCED_LEADER_EPOCH);
    }
    if known_epoch > leadership.epoch {
        return Err(ErrorCode::UNKNOWN_LEADER_EPOCH);
    }
    match leadership.leader == call.node.id {
        true => Ok(()),
        false => Err(ErrorCode::NOT_LEADER_OR_FOLLOWER),
    }
}

/// Which transactions of what is read a reader of committed records must not see.
fn aborted(log: &PartitionLog, from: i64, records: &Bytes) -> Vec<AbortedTransaction> {
    let told = |it: crate::storage::AbortedTransaction| AbortedTransaction {
        producer_id: it.producer_id,
        first_offset: it.first_offset,
        ..AbortedTransaction::default()
    };
    log.aborted(from, records).into_iter().map(told).collect()
}

fn failed(partition_index: i32, error_code: ErrorCode) -> PartitionData {
    PartitionData {
        partition_index,
        error_code,
        high_watermark: -1,
        records: Some(Bytes::new()),
        ..PartitionData::default()
    }
}

/// A failure of reading, which Kafka tells without a list of transactions.
fn unread(partition_index: i32, error_code: ErrorCode) -> PartitionData {
    PartitionData { aborted_transactions: None, ..failed(partition_index, error_code) }
}

fn leader(leadership: &Leadership) -> LeaderIdAndEpoch {
    let (leader_id, leader_epoch) = (leadership.leader, leadership.epoch);
    LeaderIdAndEpoch { leader_id, leader_epoch, ..LeaderIdAndEpoch::default() }
}

/// Where the other leaders are.
fn endpoints(ids: &[i32], call: &Call<'_>) -> Vec<NodeEndpoint> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let endpoint = |id: &i32| {
        let node = call.cluster().node(*id)?;
        let endpoint = call.endpoint(&node)?;
        Some(NodeEndpoint {
            node_id: *id,
            host: StrBytes::from(&*endpoint.host),
            port: i32::from(endpoint.port),
            rack: node.rack.as_deref().map(StrBytes::from),
            ..NodeEndpoint::default()
        })
    };
    ids.iter().filter_map(endpoint).collect()
}
