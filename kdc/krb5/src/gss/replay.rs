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
    seen: BTreeSet<ReplayKey>,
    /// By the second of their expiry: those of one second are many, and are added at the end.
    by_expiry: BTreeMap<i64, Vec<ReplayKey>>,
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
        if !entries.seen.insert(key) {
            return Seen::Before;
        }
        if entries.seen.len() > self.capacity {
            entries.forget_first();
        }
        entries.by_expiry.entry(expiry).or_default().push(key);
        Seen::First
    }

    /// How many authenticators are remembered.
    pub fn len(&self) -> usize {
        self.lock().seen.len()
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
        while let Some(second) = self.by_expiry.first_entry().filter(|it| *it.key() < now) {
            for key in second.remove() {
                self.seen.remove(&key);
            }
        }
    }

    fn forget_first(&mut self) {
        let Some(mut second) = self.by_expiry.first_entry() else {
            return;
        };
        if let Some(key) = second.get_mut().pop() {
            self.seen.remove(&key);
        }
        if second.get().is_empty() {
            second.remove();
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
