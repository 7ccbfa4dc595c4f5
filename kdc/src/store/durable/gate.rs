//! Who has a transaction open in this process: the map of a file moves only between them.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long a change of the map waits for transactions to end.
const PATIENCE: Duration = Duration::from_secs(10);

/// Counts the transactions of this process on one file.
#[derive(Default)]
pub(super) struct Gate {
    transactions: Mutex<usize>,
    none_left: Condvar,
}

/// A transaction is open.
pub(super) struct Pass(Arc<Gate>);

impl Gate {
    /// Counts one transaction more.
    pub(super) fn enter(self: &Arc<Self>) -> Pass {
        *self.lock() += 1;
        Pass(Arc::clone(self))
    }

    /// Runs `change` while no transaction is open and none can begin; `None` when they do not end.
    pub(super) fn alone<T>(&self, change: impl FnOnce() -> T) -> Option<T> {
        let transactions = self.lock();
        let waited = self.none_left.wait_timeout_while(transactions, PATIENCE, |count| *count != 0);
        let (transactions, _) = waited.unwrap_or_else(PoisonError::into_inner);
        (*transactions == 0).then(change)
    }

    /// A count is right whatever happened beside it.
    fn lock(&self) -> MutexGuard<'_, usize> {
        self.transactions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let mut transactions = self.0.lock();
        *transactions -= 1;
        if *transactions == 0 {
            self.0.none_left.notify_all();
        }
    }
}
