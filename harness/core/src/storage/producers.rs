//! What each idempotent producer wrote last (KIP-98): its epoch and its last five batches.

use std::collections::{HashMap, VecDeque};

use kerbside_kafka_wire::records::Batch;

use super::append::AppendRefusal;

/// How many batches are remembered, which is how many a producer may have in flight.
const REMEMBERED: usize = 5;

#[derive(Debug, Default)]
pub(super) struct Producers {
    by_id: HashMap<i64, Producer>,
}

#[derive(Debug)]
struct Producer {
    epoch: i16,
    batches: VecDeque<Written>,
}

/// A batch that a producer wrote.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written {
    first_sequence: i32,
    last_sequence: i32,
    pub(super) first_offset: i64,
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
        if epoch < producer.epoch {
            return Err(AppendRefusal::StaleProducerEpoch { current: producer.epoch });
        }
        if epoch > producer.epoch {
            return match first {
                0 => Ok(Sequence::New),
                _ => Err(AppendRefusal::OutOfOrderSequence { expected: 0, found: first }),
            };
        }
        let same = |it: &&Written| it.first_sequence == first && it.last_sequence == last;
        if let Some(written) = producer.batches.iter().find(same) {
            return Ok(Sequence::Duplicate(*written));
        }
        let expected =
            producer.batches.back().map_or(first, |it| it.last_sequence.wrapping_add(1) & i32::MAX);
        if first != expected {
            return Err(AppendRefusal::OutOfOrderSequence { expected, found: first });
        }
        Ok(Sequence::New)
    }

    pub(super) fn note(&mut self, batch: &Batch, first_offset: i64) {
        if batch.producer_id() < 0 {
            return;
        }
        let epoch = batch.producer_epoch();
        let fresh = || Producer { epoch, batches: VecDeque::new() };
        let producer = self.by_id.entry(batch.producer_id()).or_insert_with(fresh);
        if producer.epoch != epoch {
            *producer = fresh();
        }
        if producer.batches.len() >= REMEMBERED {
            producer.batches.pop_front();
        }
        producer.batches.push_back(Written {
            first_sequence: batch.base_sequence(),
            last_sequence: batch.last_sequence(),
            first_offset,
        });
    }
}
