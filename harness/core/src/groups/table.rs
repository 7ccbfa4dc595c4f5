//! The groups by name, and what is known of all of them together without asking each: who is due
//! next, and how much there is.
//!
//! Whoever gets a group to change is noted, and only those that were are looked at again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::group::Group;
use crate::now::Monotonic;

/// All groups of a coordinator.
#[derive(Debug, Default)]
pub(super) struct GroupTable {
    by_id: BTreeMap<Arc<str>, Row>,
    deadlines: BTreeSet<(Monotonic, Arc<str>)>,
    size: Size,
    touched: Vec<Arc<str>>,
}

/// What groups hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Size {
    /// Member ids that were handed out and have not joined.
    pub(super) pending: usize,
    /// What members say of themselves.
    pub(super) octets: usize,
    /// Committed offsets, those of open transactions included.
    pub(super) offsets: usize,
}

#[derive(Debug)]
struct Row {
    group: Group,
    is_touched: bool,
    /// As it is in `deadlines`.
    deadline: Option<Monotonic>,
    /// As it is in the size of all.
    size: Size,
}

impl GroupTable {
    pub(super) fn len(&self) -> usize {
        self.by_id.len()
    }

    pub(super) fn contains_key(&self, id: &str) -> bool {
        self.by_id.contains_key(id)
    }

    pub(super) fn get(&self, id: &str) -> Option<&Group> {
        self.by_id.get(id).map(|row| &row.group)
    }

    pub(super) fn get_mut(&mut self, id: &str) -> Option<&mut Group> {
        let row = self.by_id.get_mut(id)?;
        if !row.is_touched {
            row.is_touched = true;
            self.touched.push(Arc::clone(&row.group.id));
        }
        Some(&mut row.group)
    }

    /// The group of the name, as new if there is none.
    pub(super) fn get_or_new(&mut self, id: &str) -> &mut Group {
        let name = || Arc::<str>::from(id);
        let row = self.by_id.entry(name()).or_insert_with(|| Row {
            group: Group::new(name()),
            is_touched: false,
            deadline: None,
            size: Size::default(),
        });
        if !row.is_touched {
            row.is_touched = true;
            self.touched.push(Arc::clone(&row.group.id));
        }
        &mut row.group
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &Group> {
        self.by_id.values().map(|row| &row.group)
    }

    /// Changes groups; all of them count as changed.
    pub(super) fn change_all(&mut self, mut change: impl FnMut(&mut Group)) {
        for row in self.by_id.values_mut() {
            if !row.is_touched {
                row.is_touched = true;
                self.touched.push(Arc::clone(&row.group.id));
            }
            change(&mut row.group);
        }
    }

    pub(super) fn remove(&mut self, id: &str) {
        if let Some(row) = self.by_id.remove(id) {
            self.size.pending -= row.size.pending;
            self.size.octets -= row.size.octets;
            self.size.offsets -= row.size.offsets;
            if let Some(at) = row.deadline {
                self.deadlines.remove(&(at, row.group.id));
            }
        }
    }

    /// Removes the groups of which `stays` says no.
    pub(super) fn retain(&mut self, mut stays: impl FnMut(&mut Group) -> bool) {
        let mut gone = Vec::new();
        self.change_all(|group| {
            if !stays(group) {
                gone.push(Arc::clone(&group.id));
            }
        });
        gone.iter().for_each(|id| self.remove(id));
    }

    /// What all groups hold.
    pub(super) fn size(&mut self) -> Size {
        self.settle();
        self.size
    }

    /// The earliest deadline of any group.
    pub(super) fn next_deadline(&mut self) -> Option<Monotonic> {
        self.settle();
        self.deadlines.first().map(|(at, _)| *at)
    }

    /// The groups whose deadline has come.
    pub(super) fn due(&mut self, now: Monotonic) -> Vec<Arc<str>> {
        self.settle();
        let due = self.deadlines.iter().take_while(|(at, _)| *at <= now);
        due.map(|(_, id)| Arc::clone(id)).collect()
    }

    /// Shows each group that was changed since this was called before.
    pub(super) fn look_at_changed(&mut self, mut look: impl FnMut(&mut Group)) {
        self.settle();
        for id in std::mem::take(&mut self.touched) {
            if let Some(row) = self.by_id.get_mut(&id) {
                row.is_touched = false;
                look(&mut row.group);
            }
        }
    }

    /// Counts what changed.
    fn settle(&mut self) {
        for id in &self.touched {
            let Some(row) = self.by_id.get_mut(id) else {
                continue;
            };
            let size = row.group.size();
            self.size.pending = self.size.pending + size.pending - row.size.pending;
            self.size.octets = self.size.octets + size.octets - row.size.octets;
            self.size.offsets = self.size.offsets + size.offsets - row.size.offsets;
            row.size = size;
            let deadline = row.group.next_deadline();
            if deadline == row.deadline {
                continue;
            }
            if let Some(at) = row.deadline {
                self.deadlines.remove(&(at, Arc::clone(id)));
            }
            if let Some(at) = deadline {
                self.deadlines.insert((at, Arc::clone(id)));
            }
            row.deadline = deadline;
        }
    }
}
