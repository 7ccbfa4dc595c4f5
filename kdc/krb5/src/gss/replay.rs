//! The replay cache of an acceptor (RFC 4120 §3.2.3): authenticators seen within the clock skew.
//!
//! An entry is a hash over the server's name and the encrypted authenticator. It is kept until no
//! authenticator of its time could pass the skew check any more. The cache is bounded: when it is
//! full the entry that would expire first gives way, so a flood shortens the memory of the oldest
//! authenticators and refuses nobody.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};

use crate::principal::Principal;

/// Names one authenticator as one server received it.
pub type ReplayKey = [u8; 16];

/// The key of the encrypted `authenticator` that was sent to `server`.
pub fn replay_key(server: &Principal, authenticator: &[u8]) -> ReplayKey {
    let mut digest = Sha256::new();
    let mut field = |octets: &[u8]| {
        digest.update((octets.len() as u64).to_be_bytes());
        digest.update(octets);
    };
    field(server.realm.as_bytes());
    server.name.name_string.iter().for_each(|component| field(component.as_bytes()));
    field(authenticator);
    let hash: [u8; 32] = digest.finalize().into();
    let mut key = ReplayKey::default();
    key.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
    key
}

/// Whether an authenticator was met before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// It was not, and is remembered now.
    First,
    /// It was.
    Before,
}

/// A bounded memory of authenticators, shared by the connections of an acceptor.
#[derive(Debug)]
pub struct ReplayCache {
    capacity: usize,
    entries: Mutex<Entries>,
}

#[derive(Debug, Default)]
struct Entries {
    expiry_of: BTreeMap<ReplayKey, i64>,
    by_expiry: BTreeSet<(i64, ReplayKey)>,
}

impl ReplayCache {
    /// Authenticators that a cache of the default size holds: at 100 octets each, some 7 MB.
    pub const DEFAULT_CAPACITY: usize = 65_536;

    /// A cache of at most `capacity` authenticators, and at least one.
    pub fn new(capacity: usize) -> Self {
        Self { capacity: capacity.max(1), entries: Mutex::default() }
    }

    /// Looks for `key` and remembers it until the second `expiry`; `now` is the acceptor's second.
    pub fn check(&self, key: ReplayKey, expiry: i64, now: i64) -> Seen {
        let mut entries = self.lock();
        entries.forget_before(now);
        if entries.expiry_of.contains_key(&key) {
            return Seen::Before;
        }
        if entries.expiry_of.len() >= self.capacity {
            entries.forget_first();
        }
        entries.expiry_of.insert(key, expiry);
        entries.by_expiry.insert((expiry, key));
        Seen::First
    }

    /// How many authenticators are remembered.
    pub fn len(&self) -> usize {
        self.lock().expiry_of.len()
    }

    /// Whether none is remembered.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A panic elsewhere cannot leave the two indices half changed: both are only touched here.
    fn lock(&self) -> std::sync::MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for ReplayCache {
    fn default() -> Self {
        Self::new(Self::DEFAULT_CAPACITY)
    }
}

impl Entries {
    fn forget_before(&mut self, now: i64) {
        while self.by_expiry.first().is_some_and(|(expiry, _)| *expiry < now) {
            self.forget_first();
        }
    }

    fn forget_first(&mut self) {
        if let Some((_, key)) = self.by_expiry.pop_first() {
            self.expiry_of.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u8) -> ReplayKey {
        [number; 16]
    }

    #[test]
    fn an_authenticator_is_remembered_until_it_expires() {
        let cache = ReplayCache::new(10);
        assert_eq!(cache.check(key(1), 300, 0), Seen::First);
        assert_eq!(cache.check(key(1), 300, 300), Seen::Before);
        assert_eq!(cache.check(key(1), 600, 301), Seen::First);
        assert_eq!(cache.len(), 1);
    }

    #[test]
    fn a_full_cache_forgets_what_expires_first() {
        let cache = ReplayCache::new(3);
        for (number, expiry) in [(1, 30), (2, 10), (3, 20), (4, 40)] {
            assert_eq!(cache.check(key(number), expiry, 0), Seen::First);
        }
        assert_eq!(cache.len(), 3);
        assert_eq!(cache.check(key(1), 30, 0), Seen::Before);
        assert_eq!(cache.check(key(3), 20, 0), Seen::Before);
        assert_eq!(cache.check(key(2), 50, 0), Seen::First);
    }

    #[test]
    fn the_same_authenticator_at_two_servers_is_two() {
        let of = |text| replay_key(&Principal::parse(text, &"R".into()).unwrap(), b"cipher");
        assert_ne!(of("kafka/a"), of("kafka/b"));
        assert_ne!(of("a/b"), of("ab"));
        assert_eq!(of("kafka/a"), of("kafka/a@R"));
    }
}
