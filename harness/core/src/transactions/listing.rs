//! DescribeTransactions (API key 65) and ListTransactions (API key 66): what there is to see
//! (KIP-664).

use std::sync::Arc;

use super::{ProducerIdentity, TopicPartition, TransactionCoordinator, TransactionState};

/// A transactional id in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedTransaction {
    /// The transactional id.
    pub id: Arc<str>,
    /// Its producer id.
    pub producer_id: i64,
    /// Where it stands.
    pub state: TransactionState,
    /// When the transaction began, in milliseconds since 1970, or -1.
    pub started_ms: i64,
}

/// A transactional id with its transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DescribedTransaction {
    /// Where it stands.
    pub state: TransactionState,
    /// Who writes.
    pub producer: ProducerIdentity,
    /// How long a transaction may take.
    pub timeout_ms: i32,
    /// When the transaction began, in milliseconds since 1970, or -1.
    pub started_ms: i64,
    /// Its partitions, in order.
    pub partitions: Vec<TopicPartition>,
}

impl TransactionCoordinator {
    /// All transactional ids, by name.
    pub fn list(&self) -> Vec<ListedTransaction> {
        let listed = |it: &super::Transaction| ListedTransaction {
            id: Arc::clone(&it.id),
            producer_id: it.producer.id,
            state: it.state,
            started_ms: it.started_ms,
        };
        self.by_id.values().map(listed).collect()
    }

    /// One transactional id, or `None` when there is no such.
    pub fn describe(&self, id: &str) -> Option<DescribedTransaction> {
        let it = self.by_id.get(id)?;
        Some(DescribedTransaction {
            state: it.state,
            producer: it.producer,
            timeout_ms: it.timeout_ms,
            started_ms: it.started_ms,
            partitions: it.partitions.iter().cloned().collect(),
        })
    }
}
