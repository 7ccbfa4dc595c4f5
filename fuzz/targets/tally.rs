//! What a target is to reach and how often it did, on standard error for `run.sh`, which fails when
//! something was never reached.
//!
//! `wanted NAME` at the first input, then `hit NAME COUNT` whenever a count is a power of two: the
//! last line of a name tells at least half of its hits, and no line is lost when a target crashes.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Counts.
pub struct Tally {
    hits: Mutex<BTreeMap<String, u64>>,
}

impl Tally {
    /// Announces what is to be reached.
    pub fn of(wanted: impl IntoIterator<Item = String>) -> Self {
        for name in wanted {
            eprintln!("wanted {name}");
        }
        Tally { hits: Mutex::default() }
    }

    /// One more.
    pub fn hit(&self, name: String) {
        let mut hits = self.hits.lock().unwrap_or_else(PoisonError::into_inner);
        let count = *hits.entry(name.clone()).and_modify(|it| *it += 1).or_insert(1);
        if count.is_power_of_two() {
            eprintln!("hit {name} {count}");
        }
    }
}
