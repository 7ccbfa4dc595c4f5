//! What the coordinator does on its own: transactions that take too long are aborted
//! (`transaction.timeout.ms` of their producers), ids that nobody uses are forgotten
//! (`transactional.id.expiration.ms`).
//!
//! Kafka looks for timeouts every ten seconds, here each has its timer.

use super::{TransactionCoordinator, TransactionState};
use crate::now::{Monotonic, Now};

impl TransactionCoordinator {
    /// When [`TransactionCoordinator::expire`] has something to do next, or a marker may be tried
    /// again.
    pub fn next_deadline(&self) -> Option<Monotonic> {
        self.timers.first().map(|(due, _)| *due)
    }

    /// Ends what was due by `now`.
    pub fn expire(&mut self, now: Now) {
        while let Some((due, id)) = self.timers.pop_first() {
            if due > now.monotonic {
                self.timers.insert((due, id));
                return;
            }
            match self.by_id.get(&id).map(|it| it.state) {
                Some(TransactionState::Ongoing) => self.fence(&id, now),
                // The markers are tried again by who called.
                Some(state) if state.is_prepared() => self.reschedule(&id, now),
                _ => {
                    self.by_id.remove(&id);
                }
            }
        }
    }
}
