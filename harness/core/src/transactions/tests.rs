//! The coordinator on a clock that the test steps.

mod end;
mod init;
mod time;

use std::sync::Arc;
use std::time::Duration;

use super::*;
use crate::now::Monotonic;
use crate::storage::Outcome;

const TIMEOUT_MS: i32 = 60_000;

/// A coordinator and its time; markers are written as soon as they are wanted, unless held back.
struct World {
    coordinator: TransactionCoordinator,
    now: Now,
}

impl World {
    fn new() -> World {
        World::with(TransactionSettings::default())
    }

    fn with(settings: TransactionSettings) -> World {
        let coordinator = TransactionCoordinator::new(settings, Arc::default());
        World { coordinator, now: Now::default() }
    }

    fn init(
        &mut self,
        expected: Option<ProducerIdentity>,
    ) -> Result<(i64, i16), TransactionRefusal> {
        let request = InitProducer { id: "tx", timeout_ms: TIMEOUT_MS, expected };
        self.coordinator.init(request, self.now).map(|it| (it.id, it.epoch))
    }

    fn add(&mut self, id: i64, epoch: i16, partition: i32) -> Result<(), TransactionRefusal> {
        let (producer, version) = (identity(id, epoch), TransactionVersion::V0);
        let partitions = vec![at(partition)];
        self.coordinator.add_partitions("tx", producer, partitions, version, self.now)
    }

    fn end(
        &mut self,
        id: i64,
        epoch: i16,
        outcome: Outcome,
        version: TransactionVersion,
    ) -> Result<(i64, i16), TransactionRefusal> {
        let request = EndTransaction { id: "tx", producer: identity(id, epoch), outcome, version };
        self.coordinator.end(request, self.now).map(|it| (it.id, it.epoch))
    }

    /// Writes all markers; the number of partitions that got one.
    fn mark(&mut self) -> usize {
        let pending = self.coordinator.pending_markers();
        for it in &pending {
            self.coordinator.marked(&it.id, &it.partitions, self.now);
        }
        pending.iter().map(|it| it.partitions.len()).sum()
    }

    fn advance(&mut self, by: Duration) {
        self.now.monotonic = self.now.monotonic.plus(by);
        self.now.wall = self.now.wall.plus_seconds(i64::try_from(by.as_secs()).expect("a while"));
        self.coordinator.expire(self.now);
    }

    fn state(&self) -> TransactionState {
        self.coordinator.describe("tx").expect("it exists").state
    }

    /// Sets the epoch of the producer, as so many transactions would.
    fn age(&mut self, epoch: i16) {
        self.coordinator.by_id.get_mut("tx").expect("it exists").producer.epoch = epoch;
    }
}

fn identity(id: i64, epoch: i16) -> ProducerIdentity {
    ProducerIdentity { id, epoch }
}

fn at(partition: i32) -> TopicPartition {
    TopicPartition { topic: Arc::from("t"), partition }
}
