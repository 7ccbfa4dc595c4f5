//! The reply cache: a client that repeats a request gets the reply that it lost.
//!
//! A UDP client repeats its bytes when an answer is late. Answering afresh would issue a second
//! ticket and, for a TGS-REQ, count as a replay, so the bytes of the reply are kept and sent again
//! (RFC 4120 §10: retransmissions must be recognised). An entry is keyed by the whole request,
//! lives for [`LIFETIME`] and only as long as neither the database changed nor somebody moved the
//! clock: [`Epoch`] says both.

use std::collections::hash_map::RandomState;
use std::collections::{HashMap, VecDeque};
use std::hash::BuildHasher;
use std::time::{Duration, Instant};

/// How long a reply is worth repeating.
pub const LIFETIME: Duration = Duration::from_secs(120);

/// The most octets of requests and replies that are kept.
const CAPACITY: usize = 8 << 20;

/// What a remembered reply depends on besides the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Epoch {
    /// The generation of the database.
    pub generation: u64,
    /// How often the clock was moved.
    pub clock_moves: u64,
}

/// Requests and the replies they got.
#[derive(Debug, Default)]
pub struct Lookaside {
    hasher: RandomState,
    entries: HashMap<u64, Entry>,
    order: VecDeque<(u64, Instant)>,
    octets: usize,
    epoch: Epoch,
}

#[derive(Debug)]
struct Entry {
    request: Box<[u8]>,
    reply: Box<[u8]>,
    since: Instant,
}

impl Lookaside {
    /// The reply that `request` got in this `epoch`.
    pub fn find(&mut self, request: &[u8], epoch: Epoch, now: Instant) -> Option<&[u8]> {
        self.enter(epoch);
        self.expire(now);
        let entry = self.entries.get(&self.hasher.hash_one(request))?;
        (*entry.request == *request).then_some(&*entry.reply)
    }

    /// Remembers that `request` got `reply`.
    pub fn keep(&mut self, request: &[u8], reply: &[u8], epoch: Epoch, now: Instant) {
        self.enter(epoch);
        let octets = request.len() + reply.len();
        if octets > CAPACITY {
            return;
        }
        while self.octets + octets > CAPACITY && self.drop_oldest() {}
        let key = self.hasher.hash_one(request);
        let entry = Entry {
            request: request.into(),
            reply: reply.into(),
            since: now,
        };
        self.octets += octets;
        if let Some(replaced) = self.entries.insert(key, entry) {
            self.octets -= replaced.octets();
        }
        self.order.push_back((key, now));
    }

    fn enter(&mut self, epoch: Epoch) {
        if self.epoch != epoch {
            self.entries.clear();
            self.order.clear();
            self.octets = 0;
            self.epoch = epoch;
        }
    }

    fn expire(&mut self, now: Instant) {
        while let Some((_, since)) = self.order.front() {
            if now.duration_since(*since) <= LIFETIME {
                return;
            }
            self.drop_oldest();
        }
    }

    fn drop_oldest(&mut self) -> bool {
        let Some((key, since)) = self.order.pop_front() else {
            return false;
        };
        // A newer reply under the same key has a place of its own in the order.
        if self
            .entries
            .get(&key)
            .is_some_and(|entry| entry.since == since)
            && let Some(entry) = self.entries.remove(&key)
        {
            self.octets -= entry.octets();
        }
        true
    }
}

impl Entry {
    fn octets(&self) -> usize {
        self.request.len() + self.reply.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EPOCH: Epoch = Epoch {
        generation: 1,
        clock_moves: 0,
    };

    #[test]
    fn a_repeated_request_gets_the_same_reply() {
        let (mut lookaside, now) = (Lookaside::default(), Instant::now());
        lookaside.keep(b"request", b"reply", EPOCH, now);
        assert_eq!(lookaside.find(b"request", EPOCH, now), Some(&b"reply"[..]));
        assert_eq!(lookaside.find(b"another", EPOCH, now), None);
    }

    #[test]
    fn a_commit_or_a_moved_clock_empties_it() {
        for epoch in [
            Epoch {
                generation: 2,
                clock_moves: 0,
            },
            Epoch {
                generation: 1,
                clock_moves: 1,
            },
        ] {
            let (mut lookaside, now) = (Lookaside::default(), Instant::now());
            lookaside.keep(b"request", b"reply", EPOCH, now);
            assert_eq!(lookaside.find(b"request", epoch, now), None);
            assert_eq!(lookaside.find(b"request", EPOCH, now), None);
        }
    }

    #[test]
    fn entries_end_after_their_lifetime() {
        let (mut lookaside, now) = (Lookaside::default(), Instant::now());
        lookaside.keep(b"request", b"reply", EPOCH, now);
        assert!(lookaside.find(b"request", EPOCH, now + LIFETIME).is_some());
        let later = now + LIFETIME + Duration::from_millis(1);
        assert_eq!(lookaside.find(b"request", EPOCH, later), None);
        assert_eq!(lookaside.octets, 0);
    }

    #[test]
    fn memory_is_bounded_and_the_newest_stay() {
        let (mut lookaside, now) = (Lookaside::default(), Instant::now());
        let reply = vec![0; CAPACITY / 100];
        for n in 0..1_000u32 {
            lookaside.keep(&n.to_be_bytes(), &reply, EPOCH, now);
            assert!(lookaside.octets <= CAPACITY);
        }
        assert!(lookaside.find(&999u32.to_be_bytes(), EPOCH, now).is_some());
        assert!(lookaside.find(&0u32.to_be_bytes(), EPOCH, now).is_none());
        assert!(lookaside.entries.len() < 110 && lookaside.order.len() < 110);
    }
}
