//! AddPartitionsToTxn (API key 24), AddOffsetsToTxn (API key 25), and what Produce and
//! TxnOffsetCommit ask about a partition (KIP-890).

use super::transaction::Transaction;
use super::{
    ProducerIdentity, TopicPartition, TransactionCoordinator, TransactionRefusal, TransactionState,
};
use crate::now::Now;
use crate::storage::TransactionVersion;

impl TransactionCoordinator {
    /// Adds partitions to the transaction of a producer.
    pub fn add_partitions(
        &mut self,
        id: &str,
        producer: ProducerIdentity,
        partitions: Vec<TopicPartition>,
        version: TransactionVersion,
        now: Now,
    ) -> Result<(), TransactionRefusal> {
        let transaction = self.find(id)?;
        check(transaction, producer)?;
        let known = |it: &TopicPartition| transaction.partitions.contains(it);
        if transaction.state == TransactionState::Ongoing && partitions.iter().all(known) {
            return Ok(());
        }
        transaction.add(partitions, version, now);
        self.reschedule(id, now);
        Ok(())
    }

    /// Whether a partition is part of the producer's transaction.
    pub fn verify(
        &mut self,
        id: &str,
        producer: ProducerIdentity,
        partition: &TopicPartition,
    ) -> Result<(), TransactionRefusal> {
        let transaction = self.find(id)?;
        check(transaction, producer)?;
        match transaction.partitions.contains(partition) {
            true => Ok(()),
            false => Err(TransactionRefusal::NotAdded),
        }
    }
}

fn check(transaction: &Transaction, producer: ProducerIdentity) -> Result<(), TransactionRefusal> {
    if transaction.producer.id != producer.id {
        return Err(TransactionRefusal::OtherProducerId);
    }
    if transaction.producer.epoch != producer.epoch {
        return Err(TransactionRefusal::Fenced);
    }
    match transaction.state.is_prepared() {
        true => Err(TransactionRefusal::Busy),
        false => Ok(()),
    }
}
