//! The memory of requests under way: one pool for all connections, and what each took of it.
//!
//! What is counted: octets that have come and are not answered yet, the structures that a request
//! is decoded into, the structures of its answer where these can be many, and answers that were
//! written and not taken. What outlives a request (records, offsets, members) has bounds of its
//! own.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The memory that all requests under way may take together.
#[derive(Debug)]
pub struct RequestMemory {
    left: AtomicUsize,
}

impl RequestMemory {
    /// So many octets.
    pub fn new(octets: usize) -> Arc<Self> {
        Arc::new(RequestMemory { left: AtomicUsize::new(octets) })
    }

    /// The octets that nobody has taken.
    pub fn left(&self) -> usize {
        self.left.load(Ordering::Relaxed)
    }

    /// A claim on it that may grow to `limit` octets.
    pub fn claim(self: &Arc<Self>, limit: usize) -> Claim {
        Claim { pool: Arc::clone(self), octets: Cell::new(0), limit, was_refused: Cell::new(false) }
    }

    fn take(&self, octets: usize) -> bool {
        let take = |left: usize| left.checked_sub(octets);
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok()
    }

    fn give_back(&self, octets: usize) {
        self.left.fetch_add(octets, Ordering::Relaxed);
    }
}

/// What one holder took of the pool; it is given back when the claim is dropped.
#[derive(Debug)]
pub struct Claim {
    pool: Arc<RequestMemory>,
    octets: Cell<usize>,
    limit: usize,
    was_refused: Cell<bool>,
}

impl Claim {
    /// Takes so many octets more; whether they could be had.
    #[must_use]
    pub fn grow(&self, octets: usize) -> bool {
        let sum = self.octets.get().checked_add(octets).filter(|sum| *sum <= self.limit);
        match sum.filter(|_| self.pool.take(octets)) {
            Some(sum) => self.octets.set(sum),
            None => self.was_refused.set(true),
        }
        !self.was_refused.get()
    }

    /// Grows or shrinks to so many octets; whether they could be had.
    #[must_use]
    pub fn set(&self, octets: usize) -> bool {
        let now = self.octets.get();
        if octets > now {
            return self.grow(octets - now);
        }
        if octets < now {
            self.pool.give_back(now - octets);
            self.octets.set(octets);
        }
        true
    }

    /// The octets it has.
    pub fn octets(&self) -> usize {
        self.octets.get()
    }

    /// The octets by which it may grow, if the pool has them.
    pub fn room(&self) -> usize {
        self.limit.saturating_sub(self.octets.get())
    }

    /// Whether it was ever refused.
    pub fn was_refused(&self) -> bool {
        self.was_refused.get()
    }

    /// A claim that has what this one had, which is left without.
    #[must_use]
    pub fn split(&self) -> Claim {
        Claim {
            pool: Arc::clone(&self.pool),
            octets: Cell::new(self.octets.take()),
            limit: self.limit,
            was_refused: Cell::new(false),
        }
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.pool.give_back(self.octets.get());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_claimed_comes_back() {
        let pool = RequestMemory::new(100);
        let claim = pool.claim(60);
        assert!(claim.grow(50) && claim.set(60) && claim.set(20));
        assert_eq!((pool.left(), claim.room()), (80, 40));
        let other = claim.split();
        assert_eq!((claim.octets(), other.octets(), pool.left()), (0, 20, 80));
        drop((claim, other));
        assert_eq!(pool.left(), 100);
    }

    #[test]
    fn a_claim_ends_at_its_limit_and_at_that_of_all() {
        let pool = RequestMemory::new(100);
        let (first, second) = (pool.claim(60), pool.claim(60));
        assert!(!first.grow(61) && first.was_refused());
        assert!(second.grow(60));
        assert!(!pool.claim(60).grow(41));
        assert_eq!(pool.left(), 40);
    }
}
