//! What is known of one transactional id; `TransactionMetadata` of Kafka.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use super::{TransactionRefusal, TransactionSettings};
use crate::now::{Monotonic, Now};
use crate::storage::{Outcome, TransactionVersion};

/// No producer id.
pub(super) const NO_ID: i64 = -1;
/// No epoch: the transactional id was just made.
pub(super) const NO_EPOCH: i16 = -1;
/// How soon a marker is tried again whose partition had no leader.
const MARKER_RETRY: Duration = Duration::from_millis(100);

/// Who writes: a producer id with its epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProducerIdentity {
    /// The id.
    pub id: i64,
    /// Counts those who had the id.
    pub epoch: i16,
}

impl ProducerIdentity {
    /// Nobody.
    pub const NONE: ProducerIdentity = ProducerIdentity { id: NO_ID, epoch: NO_EPOCH };

    /// No client gets the last epoch of an id: it is kept for fencing.
    pub(super) fn is_exhausted(self) -> bool {
        self.epoch >= i16::MAX - 1
    }
}

/// A partition of a topic.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TopicPartition {
    /// The topic.
    pub topic: Arc<str>,
    /// The partition's number.
    pub partition: i32,
}

/// Where a transactional id stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransactionState {
    /// There was no transaction since the producer began.
    Empty,
    /// A transaction has partitions.
    Ongoing,
    /// It is committed, and markers are to be written.
    PrepareCommit,
    /// It is aborted, and markers are to be written.
    PrepareAbort,
    /// The last transaction is committed.
    CompleteCommit,
    /// The last transaction is aborted.
    CompleteAbort,
}

impl TransactionState {
    /// The name in DescribeTransactions and ListTransactions.
    pub fn name(self) -> &'static str {
        match self {
            TransactionState::Empty => "Empty",
            TransactionState::Ongoing => "Ongoing",
            TransactionState::PrepareCommit => "PrepareCommit",
            TransactionState::PrepareAbort => "PrepareAbort",
            TransactionState::CompleteCommit => "CompleteCommit",
            TransactionState::CompleteAbort => "CompleteAbort",
        }
    }

    /// Whether Kafka has a state of this name; two that it has are never seen here.
    pub fn is_name(text: &str) -> bool {
        use TransactionState as S;
        let seen = [
            S::Empty,
            S::Ongoing,
            S::PrepareCommit,
            S::PrepareAbort,
            S::CompleteCommit,
            S::CompleteAbort,
        ];
        seen.iter().any(|it| it.name() == text) || matches!(text, "Dead" | "PrepareEpochFence")
    }

    pub(super) fn is_prepared(self) -> bool {
        matches!(self, TransactionState::PrepareCommit | TransactionState::PrepareAbort)
    }
}

#[derive(Debug)]
pub(super) struct Transaction {
    pub(super) id: Arc<str>,
    pub(super) producer: ProducerIdentity,
    /// The producer id before the last change.
    pub(super) previous_id: i64,
    /// The id after this transaction, when the epochs of this one are exhausted.
    pub(super) next_id: i64,
    /// The epoch that may still repeat its last request.
    pub(super) last_epoch: i16,
    pub(super) timeout_ms: i32,
    pub(super) state: TransactionState,
    pub(super) partitions: BTreeSet<TopicPartition>,
    /// The wall clock at the first partition, or -1.
    pub(super) started_ms: i64,
    pub(super) started: Monotonic,
    pub(super) updated: Monotonic,
    /// The protocol of the transaction.
    pub(super) version: TransactionVersion,
    /// When its timer is set.
    pub(super) due: Monotonic,
}

impl Transaction {
    pub(super) fn new(id: Arc<str>, producer_id: i64, timeout_ms: i32, now: Now) -> Self {
        Transaction {
            id,
            producer: ProducerIdentity { id: producer_id, epoch: NO_EPOCH },
            previous_id: NO_ID,
            next_id: NO_ID,
            last_epoch: NO_EPOCH,
            timeout_ms,
            state: TransactionState::Empty,
            partitions: BTreeSet::new(),
            started_ms: -1,
            started: now.monotonic,
            updated: now.monotonic,
            version: TransactionVersion::V0,
            due: now.monotonic,
        }
    }

    /// When something has to be done if nothing happens before.
    pub(super) fn due(&self, settings: &TransactionSettings, now: Monotonic) -> Monotonic {
        match self.state {
            TransactionState::Ongoing => self.started.plus_millis(i64::from(self.timeout_ms)),
            state if state.is_prepared() => now.plus(MARKER_RETRY),
            _ => self.updated.plus(settings.id_expiration),
        }
    }

    fn touch(&mut self, now: Now) {
        self.previous_id = self.producer.id;
        self.updated = now.monotonic;
    }

    /// A new producer, or one that goes on after an error (KIP-360): the next epoch.
    pub(super) fn bump(
        &mut self,
        expected: Option<ProducerIdentity>,
        timeout_ms: i32,
        now: Now,
    ) -> Result<(), TransactionRefusal> {
        let current = self.producer.epoch;
        if self.producer.is_exhausted() {
            return Err(TransactionRefusal::Fenced);
        }
        match expected.map(|it| it.epoch) {
            None => (self.producer.epoch, self.last_epoch) = (current + 1, NO_EPOCH),
            Some(epoch) if current == NO_EPOCH || epoch == current => {
                (self.producer.epoch, self.last_epoch) = (current + 1, current);
            }
            // It repeats a request that was answered.
            Some(epoch) if epoch == self.last_epoch => {}
            Some(_) => return Err(TransactionRefusal::Fenced),
        }
        self.empty(timeout_ms, now);
        Ok(())
    }

    /// The epochs are exhausted: another producer id.
    pub(super) fn rotate(
        &mut self,
        new_id: i64,
        expected: Option<ProducerIdentity>,
        timeout_ms: i32,
        now: Now,
    ) {
        self.last_epoch = expected.map_or(NO_EPOCH, |_| self.producer.epoch);
        self.empty(timeout_ms, now);
        self.producer = ProducerIdentity { id: new_id, epoch: 0 };
    }

    fn empty(&mut self, timeout_ms: i32, now: Now) {
        self.touch(now);
        self.state = TransactionState::Empty;
        self.timeout_ms = timeout_ms;
        self.partitions.clear();
        self.started_ms = -1;
    }

    /// Adds partitions, and begins the transaction with the first ones.
    pub(super) fn add(
        &mut self,
        partitions: impl IntoIterator<Item = TopicPartition>,
        version: TransactionVersion,
        now: Now,
    ) {
        self.touch(now);
        if self.state != TransactionState::Ongoing {
            self.state = TransactionState::Ongoing;
            self.started_ms = now.wall_millis();
            self.started = now.monotonic;
        }
        self.partitions.extend(partitions);
        self.version = version;
    }

    /// Decides how the transaction ends; the markers are still to be written.
    pub(super) fn prepare(
        &mut self,
        outcome: Outcome,
        version: TransactionVersion,
        next_id: i64,
        now: Now,
    ) {
        self.touch(now);
        // Version 2 may abort a transaction that never had a partition.
        if self.state != TransactionState::Ongoing {
            self.started_ms = now.wall_millis();
        }
        if version >= TransactionVersion::V2 {
            self.last_epoch = self.producer.epoch;
            self.producer.epoch = self.producer.epoch.saturating_add(1);
        }
        self.next_id = next_id;
        self.version = version;
        self.state = match outcome {
            Outcome::Commit => TransactionState::PrepareCommit,
            Outcome::Abort => TransactionState::PrepareAbort,
        };
    }

    /// Every marker is written.
    pub(super) fn complete(&mut self, now: Now) {
        self.touch(now);
        self.state = match self.state {
            TransactionState::PrepareCommit => TransactionState::CompleteCommit,
            _ => TransactionState::CompleteAbort,
        };
        self.producer = self.after_completion();
        self.next_id = NO_ID;
        self.partitions.clear();
    }

    /// Who writes after the transaction that is being ended.
    pub(super) fn after_completion(&self) -> ProducerIdentity {
        match self.next_id {
            NO_ID => self.producer,
            id => ProducerIdentity { id, epoch: 0 },
        }
    }
}
