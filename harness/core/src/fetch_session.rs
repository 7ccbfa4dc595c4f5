//! Fetch sessions (KIP-227): a node remembers what a client fetches, so that the client names only
//! what changes, and is told only of what changed.
//!
//! The cache has a bounded number of slots (`max.incremental.fetch.session.cache.slots`) and of
//! partitions. A session that was not used for two minutes makes room for a new one, and so does a
//! smaller one, as in Kafka. Left out: replicas, whose sessions Kafka prefers.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use kerbside_kafka_wire::k01_fetch::{
    FetchPartition, FetchRequest, FetchResponse, FetchTopic, FetchableTopicResponse, PartitionData,
};
use kerbside_kafka_wire::{ErrorCode, StrBytes, Uuid};

use crate::now::Monotonic;

/// `MIN_INCREMENTAL_FETCH_SESSION_EVICTION_MS`
const EVICTION: Duration = Duration::from_secs(120);
/// Partitions that all sessions of a node remember together. Not Kafka's, which has no bound.
const MOST_PARTITIONS: usize = 1_000_000;
/// The epoch of a request that begins a session.
const INITIAL_EPOCH: i32 = 0;
/// The epoch of a request that wants none, or ends it.
const FINAL_EPOCH: i32 = -1;
/// The first version that names topics by id.
const TOPIC_IDS: i16 = 13;

/// The sessions of one node.
#[derive(Debug)]
pub struct FetchSessions {
    slots: usize,
    by_id: HashMap<i32, Session>,
    partitions: usize,
}

/// What a fetch belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FetchContext {
    /// No session.
    Sessionless,
    /// One that begins with the answer, if there is room.
    Full,
    /// One that goes on.
    Incremental {
        /// The session.
        id: i32,
        /// The epoch that comes after this fetch.
        next_epoch: i32,
    },
}

#[derive(Debug)]
struct Session {
    by_topic_id: bool,
    next_epoch: i32,
    last_used: Monotonic,
    places: HashMap<Key, u64>,
    /// In the order in which they are served: who got records goes to the end.
    partitions: BTreeMap<u64, Cached>,
    next_place: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    topic: StrBytes,
    id: Uuid,
    partition: i32,
}

#[derive(Debug)]
struct Cached {
    key: Key,
    fetch: FetchPartition,
    /// What the client was told last.
    high_watermark: i64,
    log_start_offset: i64,
}

impl FetchSessions {
    /// A cache of this many sessions.
    pub fn new(slots: usize) -> Self {
        FetchSessions { slots, by_id: HashMap::new(), partitions: 0 }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.by_id.len()
    }

    /// Takes a request in: what it belongs to, and all that it fetches, in order.
    pub fn begin(
        &mut self,
        request: FetchRequest,
        version: i16,
        now: Monotonic,
    ) -> Result<(FetchContext, Vec<FetchTopic>), ErrorCode> {
        let (id, epoch) = (request.session_id, request.session_epoch);
        if epoch == INITIAL_EPOCH || epoch == FINAL_EPOCH {
            self.remove(id);
            return Ok(match epoch {
                INITIAL_EPOCH => (FetchContext::Full, request.topics),
                _ => (FetchContext::Sessionless, request.topics),
            });
        }
        let by_topic_id = version >= TOPIC_IDS;
        let session = self.by_id.get_mut(&id).ok_or(ErrorCode::FETCH_SESSION_ID_NOT_FOUND)?;
        if session.next_epoch != epoch {
            return Err(ErrorCode::INVALID_FETCH_SESSION_EPOCH);
        }
        if session.by_topic_id != by_topic_id {
            return Err(ErrorCode::FETCH_SESSION_TOPIC_ID_ERROR);
        }
        let before = session.partitions.len();
        session.update(&request);
        let after = session.partitions.len();
        self.partitions = self.partitions + after - before;
        if after == 0 {
            self.remove(id);
            return Ok((FetchContext::Sessionless, request.topics));
        }
        if self.partitions > MOST_PARTITIONS {
            self.remove(id);
            return Err(ErrorCode::FETCH_SESSION_ID_NOT_FOUND);
        }
        session.last_used = now;
        session.next_epoch = next_epoch(epoch);
        let context = FetchContext::Incremental { id, next_epoch: session.next_epoch };
        Ok((context, session.topics()))
    }

    /// Whether a fetch may still be answered in its session.
    pub fn check(&self, context: FetchContext) -> Result<(), ErrorCode> {
        let FetchContext::Incremental { id, next_epoch } = context else { return Ok(()) };
        match self.by_id.get(&id) {
            Some(session) if session.next_epoch == next_epoch => Ok(()),
            _ => Err(ErrorCode::INVALID_FETCH_SESSION_EPOCH),
        }
    }

    /// Makes of a whole answer the one that is sent: with a new session's id, or without what the
    /// client knows. `fetched` is what was fetched, in the order of the answer.
    pub fn finish(
        &mut self,
        context: FetchContext,
        fetched: &[FetchTopic],
        response: &mut FetchResponse,
        now: Monotonic,
        mut draw: impl FnMut() -> i32,
    ) {
        match context {
            FetchContext::Sessionless => {}
            FetchContext::Full => {
                let size = fetched.iter().map(|topic| topic.partitions.len()).sum();
                if size == 0 || !self.make_room(size, now) {
                    return;
                }
                // Ids are positive; the cache is small beside their number.
                let mut drawn = || (draw() & i32::MAX).max(1);
                let mut id = drawn();
                while self.by_id.contains_key(&id) {
                    id = if id == i32::MAX { 1 } else { id + 1 };
                }
                self.by_id.insert(id, Session::new(fetched, response, now));
                self.partitions += size;
                response.session_id = id;
            }
            FetchContext::Incremental { id, .. } => {
                if let Some(session) = self.by_id.get_mut(&id) {
                    session.reduce(fetched, response);
                    response.session_id = id;
                }
            }
        }
    }

    fn remove(&mut self, id: i32) {
        if let Some(session) = self.by_id.remove(&id) {
            self.partitions -= session.partitions.len();
        }
    }

    /// Whether a session of this size may be added; another one may go for it.
    fn make_room(&mut self, size: usize, now: Monotonic) -> bool {
        if self.slots == 0 || self.partitions.saturating_add(size) > MOST_PARTITIONS {
            return false;
        }
        if self.by_id.len() < self.slots {
            return true;
        }
        let stalest = self.by_id.iter().min_by_key(|(id, session)| (session.last_used, **id));
        if let Some((id, session)) = stalest
            && now.since(session.last_used) > EVICTION
        {
            let id = *id;
            self.remove(id);
            return true;
        }
        let size_of = |(id, it): &(&i32, &Session)| (it.partitions.len(), **id);
        let least = self.by_id.iter().min_by_key(size_of);
        match least.map(|(id, it)| (*id, it.partitions.len())) {
            Some((id, least)) if least < size => {
                self.remove(id);
                true
            }
            _ => false,
        }
    }
}

fn next_epoch(epoch: i32) -> i32 {
    match epoch {
        i32::MAX => 1,
        epoch => epoch + 1,
    }
}

impl Session {
    fn new(fetched: &[FetchTopic], response: &FetchResponse, now: Monotonic) -> Self {
        let mut session = Session {
            by_topic_id: fetched.iter().any(|topic| !topic.topic_id.is_zero()),
            next_epoch: next_epoch(INITIAL_EPOCH),
            last_used: now,
            places: HashMap::new(),
            partitions: BTreeMap::new(),
            next_place: 0,
        };
        for (topic, answered) in fetched.iter().zip(&response.responses) {
            for (fetch, data) in topic.partitions.iter().zip(&answered.partitions) {
                let (high_watermark, log_start_offset) = told(data);
                let key = Key::new(&topic.topic, topic.topic_id, fetch.partition);
                let fetch = kept(fetch);
                session.add(Cached { key, fetch, high_watermark, log_start_offset });
            }
        }
        session
    }

    fn add(&mut self, cached: Cached) {
        if let Some(place) = self.places.insert(cached.key.clone(), self.next_place) {
            self.partitions.remove(&place);
        }
        self.partitions.insert(self.next_place, cached);
        self.next_place += 1;
    }

    /// What the request adds, changes and forgets.
    fn update(&mut self, request: &FetchRequest) {
        for topic in &request.topics {
            for fetch in &topic.partitions {
                let key = Key::new(&topic.topic, topic.topic_id, fetch.partition);
                let place = self.places.get(&key);
                match place.and_then(|place| self.partitions.get_mut(place)) {
                    Some(cached) => cached.fetch = kept(fetch),
                    None => {
                        let (high_watermark, log_start_offset) = (-1, -1);
                        let fetch = kept(fetch);
                        self.add(Cached { key, fetch, high_watermark, log_start_offset });
                    }
                }
            }
        }
        for topic in &request.forgotten_topics_data {
            for partition in &topic.partitions {
                let key = Key::new(&topic.topic, topic.topic_id, *partition);
                if let Some(place) = self.places.remove(&key) {
                    self.partitions.remove(&place);
                }
            }
        }
    }

    /// Everything that the session fetches; neighbours of one topic together.
    fn topics(&self) -> Vec<FetchTopic> {
        let mut topics: Vec<FetchTopic> = Vec::new();
        for cached in self.partitions.values() {
            let Key { topic, id, .. } = &cached.key;
            match topics.last_mut() {
                Some(last) if last.topic == *topic && last.topic_id == *id => {
                    last.partitions.push(cached.fetch.clone());
                }
                _ => topics.push(FetchTopic {
                    topic: topic.clone(),
                    topic_id: *id,
                    partitions: vec![cached.fetch.clone()],
                    ..FetchTopic::default()
                }),
            }
        }
        topics
    }

    /// Takes out of an answer what the client knows, and remembers what it is told.
    fn reduce(&mut self, fetched: &[FetchTopic], response: &mut FetchResponse) {
        for (topic, answered) in fetched.iter().zip(&mut response.responses) {
            let mut fetches = topic.partitions.iter();
            answered.partitions.retain(|data| {
                let Some(fetch) = fetches.next() else { return true };
                let key = Key::new(&topic.topic, topic.topic_id, fetch.partition);
                self.tell(&key, data)
            });
        }
        response.responses.retain(|topic: &FetchableTopicResponse| !topic.partitions.is_empty());
    }

    /// Whether the client has to be told this of a partition.
    fn tell(&mut self, key: &Key, data: &PartitionData) -> bool {
        let Some(place) = self.places.get(key).copied() else { return true };
        let Some(cached) = self.partitions.get_mut(&place) else { return true };
        let has_records = data.records.as_ref().is_some_and(|records| !records.is_empty());
        let (high_watermark, log_start_offset) = told(data);
        let is_new = has_records
            || data.error_code != ErrorCode::NONE
            || data.diverging_epoch.end_offset >= 0
            || cached.high_watermark != high_watermark
            || cached.log_start_offset != log_start_offset;
        (cached.high_watermark, cached.log_start_offset) = (high_watermark, log_start_offset);
        if has_records && let Some(served) = self.partitions.remove(&place) {
            self.add(served);
        }
        is_new
    }
}

/// What is remembered of an answer: after an error nothing, so that its end is told.
fn told(data: &PartitionData) -> (i64, i64) {
    let failed = data.error_code != ErrorCode::NONE || data.diverging_epoch.end_offset >= 0;
    match failed {
        true => (-1, data.log_start_offset),
        false => (data.high_watermark, data.log_start_offset),
    }
}

/// What is kept of a partition's request: nothing that is a slice of the frame.
fn kept(fetch: &FetchPartition) -> FetchPartition {
    FetchPartition { unknown_tagged_fields: Vec::new(), ..fetch.clone() }
}

impl Key {
    /// The name is copied: it is a slice of the request.
    fn new(topic: &str, id: Uuid, partition: i32) -> Key {
        Key { topic: StrBytes::from(topic), id, partition }
    }
}
