//! EndTxn (API key 26): commit and abort, of the producer and of the coordinator itself.

use super::transaction::{NO_EPOCH, NO_ID, Transaction};
use super::{ProducerIdentity, TransactionCoordinator, TransactionRefusal, TransactionState};
use crate::now::Now;
use crate::storage::{Outcome, TransactionVersion};

/// A producer's decision.
#[derive(Clone, Copy, Debug)]
pub struct EndTransaction<'a> {
    /// The transactional id.
    pub id: &'a str,
    /// Who decides.
    pub producer: ProducerIdentity,
    /// What.
    pub outcome: Outcome,
    /// The protocol of the request.
    pub version: TransactionVersion,
}

/// What an end that is allowed comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// The transaction is to be ended.
    Now,
    /// It was ended so before.
    Repeated,
}

impl TransactionCoordinator {
    /// Ends a transaction; answers with who writes the next one, which is told from version 2 on.
    pub fn end(
        &mut self,
        request: EndTransaction<'_>,
        now: Now,
    ) -> Result<ProducerIdentity, TransactionRefusal> {
        let EndTransaction { id, producer, outcome, version } = request;
        let transaction = self.find(id)?;
        let bumps = version >= TransactionVersion::V2;
        let ending = match bumps {
            true => check_v2(transaction, producer, outcome)?,
            false => check_v1(transaction, producer, outcome)?,
        };
        if ending == Ending::Repeated {
            return Ok(transaction.producer);
        }
        let exhausted = bumps && transaction.producer.is_exhausted();
        let next_id = if exhausted { self.producer_ids.next() } else { NO_ID };
        let transaction = self.find(id)?;
        transaction.prepare(outcome, version, next_id, now);
        let next = transaction.after_completion();
        self.reschedule(id, now);
        Ok(next)
    }

    /// Aborts a transaction and leaves its producer behind: the coordinator's own decision.
    pub(super) fn fence(&mut self, id: &str, now: Now) {
        let version = self.settings.version;
        let bumps = version >= TransactionVersion::V2;
        let Ok(transaction) = self.find(id) else {
            return;
        };
        let exhausted = bumps && transaction.producer.is_exhausted();
        let next_id = if exhausted { self.producer_ids.next() } else { NO_ID };
        let Ok(transaction) = self.find(id) else {
            return;
        };
        if !bumps {
            transaction.producer.epoch = transaction.producer.epoch.saturating_add(1);
            transaction.last_epoch = NO_EPOCH;
        }
        transaction.prepare(Outcome::Abort, version, next_id, now);
        self.reschedule(id, now);
    }
}

/// Before KIP-890: the same epoch again is the same request again.
fn check_v1(
    transaction: &Transaction,
    producer: ProducerIdentity,
    outcome: Outcome,
) -> Result<Ending, TransactionRefusal> {
    use TransactionState as S;
    if transaction.producer.id != producer.id {
        return Err(TransactionRefusal::OtherProducerId);
    }
    if transaction.producer.epoch != producer.epoch {
        return Err(TransactionRefusal::Fenced);
    }
    match (transaction.state, outcome) {
        (S::Ongoing, _) => Ok(Ending::Now),
        (S::CompleteCommit, Outcome::Commit) | (S::CompleteAbort, Outcome::Abort) => {
            Ok(Ending::Repeated)
        }
        (S::PrepareCommit, Outcome::Commit) | (S::PrepareAbort, Outcome::Abort) => {
            Err(TransactionRefusal::Busy)
        }
        _ => Err(TransactionRefusal::State),
    }
}

/// KIP-890: the epoch before is the same request again, the same epoch the next transaction,
/// which may be aborted without partitions.
fn check_v2(
    transaction: &Transaction,
    producer: ProducerIdentity,
    outcome: Outcome,
) -> Result<Ending, TransactionRefusal> {
    use TransactionState as S;
    let known = transaction.producer;
    let is_current = producer.epoch == known.epoch;
    let is_epoch_before = producer.epoch.checked_add(1) == Some(known.epoch);
    let is_id_before = transaction.previous_id == producer.id
        && producer.epoch == i16::MAX - 1
        && known.epoch == 0;
    let repeats = is_epoch_before || is_id_before;
    if known.id != producer.id && !is_id_before {
        return Err(TransactionRefusal::OtherProducerId);
    }
    let is_valid = match transaction.state {
        S::Ongoing | S::Empty => is_current,
        S::PrepareCommit | S::PrepareAbort => is_epoch_before,
        S::CompleteCommit | S::CompleteAbort => repeats || is_current,
    };
    if !is_valid {
        return Err(TransactionRefusal::Fenced);
    }
    match (transaction.state, outcome, repeats) {
        (S::Ongoing, _, _) | (S::Empty, Outcome::Abort, _) => Ok(Ending::Now),
        (S::CompleteCommit | S::CompleteAbort, Outcome::Abort, false) => Ok(Ending::Now),
        (S::CompleteCommit, Outcome::Commit, true) | (S::CompleteAbort, Outcome::Abort, true) => {
            Ok(Ending::Repeated)
        }
        (S::PrepareCommit, Outcome::Commit, _) | (S::PrepareAbort, Outcome::Abort, _) => {
            Err(TransactionRefusal::Busy)
        }
        _ => Err(TransactionRefusal::State),
    }
}
