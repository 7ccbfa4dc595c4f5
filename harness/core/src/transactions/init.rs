//! InitProducerId (API key 22): who may write under a transactional id.

use std::sync::Arc;

use super::transaction::{NO_EPOCH, Transaction};
use super::{ProducerIdentity, TransactionCoordinator, TransactionRefusal, TransactionState};
use crate::now::Now;

/// A producer that wants to begin, or to go on.
#[derive(Clone, Copy, Debug)]
pub struct InitProducer<'a> {
    /// The transactional id.
    pub id: &'a str,
    /// How long a transaction may take.
    pub timeout_ms: i32,
    /// Who it was, if it goes on after an error (KIP-360).
    pub expected: Option<ProducerIdentity>,
}

impl TransactionCoordinator {
    /// Gives a producer its id and the next epoch, which fences those before it. A transaction
    /// that is open is aborted first, and the producer is to ask again.
    pub fn init(
        &mut self,
        request: InitProducer<'_>,
        now: Now,
    ) -> Result<ProducerIdentity, TransactionRefusal> {
        let InitProducer { id, timeout_ms, expected } = request;
        if id.is_empty() {
            return Err(TransactionRefusal::EmptyId);
        }
        let longest = i64::try_from(self.settings.max_timeout.as_millis()).unwrap_or(i64::MAX);
        if timeout_ms <= 0 || i64::from(timeout_ms) > longest {
            return Err(TransactionRefusal::Timeout);
        }
        self.make(id, timeout_ms, now)?;
        let fresh = Arc::clone(&self.producer_ids);
        let transaction = self.find(id)?;
        if expected.is_some_and(|it| !may_go_on(transaction, it)) {
            return Err(TransactionRefusal::Fenced);
        }
        match transaction.state {
            TransactionState::PrepareCommit | TransactionState::PrepareAbort => {
                return Err(TransactionRefusal::Busy);
            }
            TransactionState::Ongoing => {
                self.fence(id, now);
                return Err(TransactionRefusal::Busy);
            }
            TransactionState::Empty
            | TransactionState::CompleteCommit
            | TransactionState::CompleteAbort => {}
        }
        let current = transaction.producer;
        let is_current = expected.is_none_or(|it| it.epoch == current.epoch);
        match current.is_exhausted() && is_current {
            true => transaction.rotate(fresh.next(), expected, timeout_ms, now),
            false => transaction.bump(expected, timeout_ms, now)?,
        }
        let producer = transaction.producer;
        self.reschedule(id, now);
        Ok(producer)
    }

    fn make(&mut self, id: &str, timeout_ms: i32, now: Now) -> Result<(), TransactionRefusal> {
        if self.by_id.contains_key(id) {
            return Ok(());
        }
        if self.by_id.len() >= self.settings.max_ids {
            return Err(TransactionRefusal::TooManyIds);
        }
        let id: Arc<str> = Arc::from(id);
        let producer_id = self.producer_ids.next();
        let transaction = Transaction::new(Arc::clone(&id), producer_id, timeout_ms, now);
        self.by_id.insert(Arc::clone(&id), transaction);
        self.reschedule(&id, now);
        Ok(())
    }
}

/// Whether a producer that shows who it was is the one that wrote last; its epoch is looked at
/// later.
fn may_go_on(transaction: &Transaction, shown: ProducerIdentity) -> bool {
    transaction.producer.epoch == NO_EPOCH
        || shown.id == transaction.producer.id
        || (shown.id == transaction.previous_id && shown.is_exhausted())
}
