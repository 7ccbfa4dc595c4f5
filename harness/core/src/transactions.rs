//! The coordinator of transactions (KIP-98), as Kafka 4.4's answers.
//!
//! Transactional ids with their producer id and epoch, the partitions of the transaction that is
//! open, and its end: commit, abort, abort at the timeout, abort by a producer that takes the id
//! over. Both protocols: the one before KIP-890, and version 2, where each transaction has an epoch
//! of its own. Markers are data ([`PendingMarkers`]) that the cluster writes to the partitions.
//! Timers are deadlines on the monotonic line: [`TransactionCoordinator::next_deadline`] and
//! [`TransactionCoordinator::expire`].
//!
//! Left out: two-phase commit (KIP-939), which Kafka 4.4 does not advertise. State is kept in
//! memory alone and outlives the nodes, so that no epoch of a coordinator ever changes. A
//! transaction is prepared and completed at once unless a partition has no leader; Kafka does the
//! second part a moment later.

mod end;
mod expiry;
mod init;
mod listing;
mod markers;
mod partitions;
mod refusal;
#[cfg(test)]
mod tests;
mod transaction;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

pub use end::EndTransaction;
pub use init::InitProducer;
pub use listing::{DescribedTransaction, ListedTransaction};
pub use markers::PendingMarkers;
pub use refusal::{FencedAs, TransactionRefusal};
pub use transaction::{ProducerIdentity, TopicPartition, TransactionState};

use crate::now::{Monotonic, Now};
use crate::storage::TransactionVersion;
use transaction::Transaction;

/// The topic whose partitions stand for the offsets of groups in a transaction.
pub const OFFSETS_TOPIC: &str = "__consumer_offsets";

/// Kafka's settings of transactions.
#[derive(Clone, Debug)]
pub struct TransactionSettings {
    /// `transaction.max.timeout.ms`
    pub max_timeout: Duration,
    /// `transactional.id.expiration.ms`
    pub id_expiration: Duration,
    /// `producer.id.expiration.ms`
    pub producer_id_expiration: Duration,
    /// The level of the feature `transaction.version`, by which the coordinator aborts on its own.
    pub version: TransactionVersion,
    /// How many transactional ids there may be; Kafka has no limit, memory has.
    pub max_ids: usize,
}

impl Default for TransactionSettings {
    fn default() -> Self {
        TransactionSettings {
            max_timeout: Duration::from_millis(900_000),
            id_expiration: Duration::from_millis(604_800_000),
            producer_id_expiration: Duration::from_millis(86_400_000),
            version: TransactionVersion::V2,
            max_ids: 100_000,
        }
    }
}

/// Hands out producer ids, to producers with transactions and without.
#[derive(Debug, Default)]
pub struct ProducerIds(AtomicI64);

impl ProducerIds {
    /// An id that nobody has.
    pub fn next(&self) -> i64 {
        self.0.fetch_add(1, Ordering::Relaxed)
    }
}

/// All transactional ids of a cluster.
#[derive(Debug, Default)]
pub struct TransactionCoordinator {
    settings: TransactionSettings,
    producer_ids: Arc<ProducerIds>,
    by_id: BTreeMap<Arc<str>, Transaction>,
    /// One entry for each transactional id: when something has to be done about it.
    timers: BTreeSet<(Monotonic, Arc<str>)>,
    /// Those that have markers to write.
    prepared: BTreeSet<Arc<str>>,
}

impl TransactionCoordinator {
    /// A coordinator without transactional ids.
    pub fn new(settings: TransactionSettings, producer_ids: Arc<ProducerIds>) -> Self {
        TransactionCoordinator { settings, producer_ids, ..TransactionCoordinator::default() }
    }

    fn find(&mut self, id: &str) -> Result<&mut Transaction, TransactionRefusal> {
        if id.is_empty() {
            return Err(TransactionRefusal::EmptyId);
        }
        self.by_id.get_mut(id).ok_or(TransactionRefusal::OtherProducerId)
    }

    /// Sets the timer of an id anew, after its transaction changed.
    fn reschedule(&mut self, id: &str, now: Now) {
        let Some(transaction) = self.by_id.get_mut(id) else {
            return;
        };
        let due = transaction.due(&self.settings, now.monotonic);
        let old = std::mem::replace(&mut transaction.due, due);
        let id = Arc::clone(&transaction.id);
        match transaction.state {
            TransactionState::PrepareCommit | TransactionState::PrepareAbort => {
                self.prepared.insert(Arc::clone(&id));
            }
            _ => {
                self.prepared.remove(&id);
            }
        }
        self.timers.remove(&(old, Arc::clone(&id)));
        self.timers.insert((due, id));
    }
}
