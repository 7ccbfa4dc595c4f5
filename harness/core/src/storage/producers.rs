//! What each idempotent producer wrote last (KIP-98): its epoch, its last five batches and the
//! transaction that it has open here.
//!
//! A producer is forgotten `producer.id.expiration.ms` after its last batch, unless it has a
//! transaction open. One that is not known (any more) may start with any sequence number, as in
//! Kafka since 2.5: UNKNOWN_PRODUCER_ID is not answered.

use std::collections::{HashMap, VecDeque};

use kerbside_kafka_wire::records::Batch;

use super::append::AppendRefusal;
use super::transactions::{EndMarker, TransactionVersion};

/// How many batches are remembered, which is how many a producer may have in flight.
const REMEMBERED: usize = 5;
/// How many producers are remembered; beyond them those go that have been silent for longest.
const MOST_PRODUCERS: usize = 65_536;

#[derive(Debug, Default)]
pub(super) struct Producers {
    by_id: HashMap<i64, Producer>,
}

#[derive(Debug)]
struct Producer {
    epoch: i16,
    batches: VecDeque<Written>,
    /// Of the last batch or marker.
    last_timestamp: i64,
    /// That of the last marker, or -1.
    coordinator_epoch: i32,
    /// The first offset of the transaction that is open.
    transaction: Option<i64>,
}

/// A batch that a producer wrote.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written {
    first_sequence: i32,
    last_sequence: i32,
    pub(super) first_offset: i64,
}

/// A producer as DescribeProducers shows it (KIP-664).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActiveProducer {
    /// Its id.
    pub id: i64,
    /// The epoch that wrote last.
    pub epoch: i16,
    /// The sequence number of its last record, or -1.
    pub last_sequence: i32,
    /// The timestamp of its last batch.
    pub last_timestamp: i64,
    /// The epoch of the coordinator that ended its last transaction, or -1.
    pub coordinator_epoch: i32,
    /// The first offset of the transaction that it has open.
    pub transaction_start: Option<i64>,
}

/// What the sequence number of a batch says.
#[derive(Clone, Copy, Debug)]
pub(super) enum Sequence {
    /// It is the next one, or the producer is not idempotent.
    New,
    /// The batch was written before.
    Duplicate(Written),
}

impl Producers {
    pub(super) fn check(&self, batch: &Batch) -> Result<Sequence, AppendRefusal> {
        let (id, epoch) = (batch.producer_id(), batch.producer_epoch());
        let (first, last) = (batch.base_sequence(), batch.last_sequence());
        if id < 0 {
            return Ok(Sequence::New);
        }
        if epoch < 0 || first < 0 {
            return Err(AppendRefusal::MissingSequence);
        }
        // A producer that is not known here (any more) may start anywhere.
        let Some(producer) = self.by_id.get(&id) else {
            return Ok(Sequence::New);
        };
        let same = |it: &&Written| it.first_sequence == first && it.last_sequence == last;
        if let Some(written) = producer.batches.iter().find(same)
            && epoch == producer.epoch
        {
            return Ok(Sequence::Duplicate(*written));
        }
        if epoch < producer.epoch {
            return Err(AppendRefusal::StaleProducerEpoch { current: producer.epoch });
        }
        let expected = match epoch == producer.epoch {
            true => producer.next_sequence(),
            false => 0,
        };
        if first != expected {
            return Err(AppendRefusal::OutOfOrderSequence { expected, found: first });
        }
        if producer.transaction.is_some() && !batch.is_transactional() {
            return Err(AppendRefusal::NotTransactional { producer: id });
        }
        Ok(Sequence::New)
    }

    /// A producer under transactions of version 2 begins each with sequence number 0 (KIP-890).
    pub(super) fn check_first(&self, batch: &Batch) -> Result<(), AppendRefusal> {
        let producer = self.by_id.get(&batch.producer_id());
        let is_empty = producer.is_none_or(|it| it.batches.is_empty());
        match batch.base_sequence() {
            found if found != 0 && is_empty => {
                Err(AppendRefusal::OutOfOrderSequence { expected: 0, found })
            }
            _ => Ok(()),
        }
    }

    /// Whether a producer of a later epoch has written here.
    pub(super) fn check_epoch(&self, id: i64, epoch: i16) -> Result<(), AppendRefusal> {
        match self.by_id.get(&id) {
            Some(producer) if epoch < producer.epoch => {
                Err(AppendRefusal::StaleProducerEpoch { current: producer.epoch })
            }
            _ => Ok(()),
        }
    }

    /// Whether a transaction may be ended so; `ProducerAppendInfo` of Kafka, KIP-1228 for
    /// version 2.
    pub(super) fn check_marker(&self, marker: &EndMarker) -> Result<(), AppendRefusal> {
        let Some(producer) = self.by_id.get(&marker.producer_id) else {
            return Ok(());
        };
        let (epoch, current) = (marker.producer_epoch, producer.epoch);
        // The same marker again is written again, when nothing is open.
        let again = epoch == current && producer.transaction.is_none();
        let stale = match marker.version >= TransactionVersion::V2 {
            true => epoch <= current && !again,
            false => epoch < current,
        };
        if stale {
            return Err(AppendRefusal::StaleProducerEpoch { current });
        }
        match producer.coordinator_epoch {
            current if current > marker.coordinator_epoch => {
                Err(AppendRefusal::StaleCoordinatorEpoch { current })
            }
            _ => Ok(()),
        }
    }

    /// Notes what was written; `Some` is the first offset of a transaction that it opened.
    pub(super) fn note(&mut self, batch: &Batch, first_offset: i64) -> Option<i64> {
        if batch.producer_id() < 0 {
            return None;
        }
        self.make_room(batch.producer_id());
        let producer = self.producer(batch.producer_id(), batch.producer_epoch());
        if producer.batches.len() >= REMEMBERED {
            producer.batches.pop_front();
        }
        producer.batches.push_back(Written {
            first_sequence: batch.base_sequence(),
            last_sequence: batch.last_sequence(),
            first_offset,
        });
        producer.last_timestamp = batch.max_timestamp();
        if !batch.is_transactional() || producer.transaction.is_some() {
            return None;
        }
        producer.transaction = Some(first_offset);
        producer.transaction
    }

    /// Notes that a transaction was ended; `Some` is its first offset here.
    pub(super) fn note_marker(&mut self, marker: &EndMarker, timestamp: i64) -> Option<i64> {
        self.make_room(marker.producer_id);
        let producer = self.producer(marker.producer_id, marker.producer_epoch);
        producer.coordinator_epoch = marker.coordinator_epoch;
        producer.last_timestamp = timestamp;
        producer.transaction.take()
    }

    /// The producer; what an earlier epoch wrote is forgotten, but for its open transaction.
    fn producer(&mut self, id: i64, epoch: i16) -> &mut Producer {
        let producer = self.by_id.entry(id).or_insert_with(|| Producer {
            epoch,
            batches: VecDeque::new(),
            last_timestamp: -1,
            coordinator_epoch: -1,
            transaction: None,
        });
        if producer.epoch != epoch {
            producer.epoch = epoch;
            producer.batches.clear();
        }
        producer
    }

    /// Forgets producers without an open transaction that have been silent for `expiration_ms`.
    pub(super) fn expire(&mut self, now_ms: i64, expiration_ms: i64) {
        self.by_id.retain(|_, it| {
            it.transaction.is_some() || now_ms.saturating_sub(it.last_timestamp) < expiration_ms
        });
    }

    fn make_room(&mut self, id: i64) {
        if self.by_id.len() < MOST_PRODUCERS || self.by_id.contains_key(&id) {
            return;
        }
        let closed = self.by_id.values().filter(|it| it.transaction.is_none());
        let mut times: Vec<i64> = closed.map(|it| it.last_timestamp).collect();
        times.sort_unstable();
        // An eighth at once, so that not every new producer looks at all the others.
        if let Some(until) = times.get(times.len() / 8).copied() {
            self.by_id.retain(|_, it| it.transaction.is_some() || it.last_timestamp > until);
        }
    }

    /// Who wrote here, by id.
    pub(super) fn active(&self) -> Vec<ActiveProducer> {
        let active = |(id, producer): (&i64, &Producer)| ActiveProducer {
            id: *id,
            epoch: producer.epoch,
            last_sequence: producer.batches.back().map_or(-1, |it| it.last_sequence),
            last_timestamp: producer.last_timestamp,
            coordinator_epoch: producer.coordinator_epoch,
            transaction_start: producer.transaction,
        };
        let mut all: Vec<_> = self.by_id.iter().map(active).collect();
        all.sort_unstable_by_key(|it| it.id);
        all
    }
}

impl Producer {
    fn next_sequence(&self) -> i32 {
        self.batches.back().map_or(0, |it| it.last_sequence.wrapping_add(1) & i32::MAX)
    }
}
