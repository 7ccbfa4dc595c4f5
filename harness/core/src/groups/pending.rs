//! Member ids that were handed out and have not joined yet (KIP-394).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::now::Monotonic;

/// The pending members of a group, each with the end of its patience.
#[derive(Debug, Default)]
pub(super) struct PendingMembers {
    by_id: BTreeMap<Arc<str>, Monotonic>,
    by_end: BTreeSet<(Monotonic, Arc<str>)>,
}

impl PendingMembers {
    pub(super) fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.by_id.len()
    }

    pub(super) fn insert(&mut self, id: &Arc<str>, ends: Monotonic) {
        self.remove(id);
        self.by_id.insert(Arc::clone(id), ends);
        self.by_end.insert((ends, Arc::clone(id)));
    }

    /// Whether it was there.
    pub(super) fn remove(&mut self, id: &str) -> bool {
        let removed = self.by_id.remove_entry(id);
        removed.is_some_and(|(id, ends)| self.by_end.remove(&(ends, id)))
    }

    pub(super) fn next_deadline(&self) -> Option<Monotonic> {
        self.by_end.first().map(|(ends, _)| *ends)
    }

    /// Forgets those whose time is up.
    pub(super) fn expire(&mut self, now: Monotonic) {
        while let Some((ends, id)) = self.by_end.pop_first() {
            if ends > now {
                self.by_end.insert((ends, id));
                return;
            }
            self.by_id.remove(&id);
        }
    }
}
