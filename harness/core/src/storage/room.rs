//! How much memory all logs of a cluster may take.
//!
//! What counts is the size of the stored batches. The memory behind them is larger by what the
//! last chunk of each log has free (at most as much as it holds, and 4 MiB), and by what readers
//! still hold of records that were deleted.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::append::AppendRefusal;

/// The memory that the logs of a cluster share.
#[derive(Debug)]
pub struct LogMemory {
    limit: usize,
    used: AtomicUsize,
}

impl LogMemory {
    /// Room for this many octets.
    pub fn new(limit: usize) -> Self {
        LogMemory { limit, used: AtomicUsize::new(0) }
    }

    /// How many octets may be stored.
    pub fn limit(&self) -> usize {
        self.limit
    }

    /// How many are.
    pub fn used(&self) -> usize {
        self.used.load(Ordering::Relaxed)
    }
}

impl Default for LogMemory {
    fn default() -> Self {
        LogMemory::new(usize::MAX)
    }
}

/// What one log has taken of it; given back when the log is dropped.
#[derive(Debug, Default)]
pub(super) struct Room {
    memory: Arc<LogMemory>,
    taken: usize,
}

impl Room {
    pub(super) fn within(memory: Arc<LogMemory>) -> Self {
        Room { memory, taken: 0 }
    }

    /// How much the log has stored.
    pub(super) fn taken(&self) -> usize {
        self.taken
    }

    pub(super) fn take(&mut self, size: usize) -> Result<(), AppendRefusal> {
        let before = self.memory.used.fetch_add(size, Ordering::Relaxed);
        let limit = self.memory.limit;
        if before.saturating_add(size) > limit {
            self.memory.used.fetch_sub(size, Ordering::Relaxed);
            return Err(AppendRefusal::MemoryFull { limit });
        }
        self.taken += size;
        Ok(())
    }

    /// The log was written anew and has this size. It may have grown by a few octets, which are
    /// not refused.
    pub(super) fn settle(&mut self, size: usize) {
        self.memory.used.fetch_add(size, Ordering::Relaxed);
        self.give_back(self.taken);
        self.taken = size;
    }

    pub(super) fn give_back(&mut self, size: usize) {
        let size = size.min(self.taken);
        self.taken -= size;
        self.memory.used.fetch_sub(size, Ordering::Relaxed);
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        self.give_back(self.taken);
    }
}
