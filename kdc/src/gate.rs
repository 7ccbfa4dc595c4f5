//! A database that one administrator has for itself (kadmin's `lock`).
//!
//! Requests of other administrators are refused meanwhile; the KDC goes on answering. Processes
//! beside this one are the store's affair.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Who has the database, if one does.
#[derive(Clone, Default)]
pub(crate) struct Gate(Arc<State>);

#[derive(Default)]
struct State {
    holder: Mutex<Option<u64>>,
    next: AtomicU64,
}

/// The database is somebody else's. The words are MIT's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Cannot lock database")]
pub struct Locked;

/// The database is its owner's, until this is dropped.
pub(crate) struct Held {
    gate: Gate,
    holder: u64,
}

impl Gate {
    /// Takes the database.
    pub(crate) fn lock(&self) -> Result<Held, Locked> {
        let mut holder = self.0.holder.lock().unwrap_or_else(PoisonError::into_inner);
        if holder.is_some() {
            return Err(Locked);
        }
        let number = self.0.next.fetch_add(1, Ordering::Relaxed);
        *holder = Some(number);
        Ok(Held { gate: self.clone(), holder: number })
    }

    /// Whether somebody with `held` may pass.
    pub(crate) fn pass(&self, held: Option<&Held>) -> Result<(), Locked> {
        let holder = self.0.holder.lock().unwrap_or_else(PoisonError::into_inner);
        match *holder {
            Some(holder) if held.is_none_or(|held| held.holder != holder) => Err(Locked),
            _ => Ok(()),
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        *self.gate.0.holder.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_database_is_for_one_until_it_lets_go() {
        let gate = Gate::default();
        let held = gate.lock().unwrap();
        assert_eq!(gate.pass(Some(&held)), Ok(()));
        assert_eq!(gate.pass(None), Err(Locked));
        assert!(gate.lock().is_err());
        drop(held);
        assert_eq!(gate.pass(None), Ok(()));
        drop(gate.lock().unwrap());
    }
}
