//! The reply cache: a client that repeats a request gets the reply that it lost.
//!
//! A UDP client repeats its bytes when an answer is late. Answering afresh would issue a second
//! ticket and, for a TGS-REQ, count as a replay, so the bytes of the reply are kept and sent again
//! (RFC 4120 §10: retransmissions must be recognised). An entry is keyed by the whole request and
//! its transport: the answer to a datagram may be to come again by TCP (§7.2.1), with the same
//! bytes. It lives for [`LIFETIME`] and only as long as neither the database changed nor somebody
//! moved the clock: [`Epoch`] says both.

use std::collections::hash_map::RandomState;
use std::collections::{HashMap, VecDeque};
use std::hash::BuildHasher;
use std::time::{Duration, Instant};

use kerbside_kdc_core::exchange::Transport;

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

/// A request's place in the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key(u64);

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
    /// The request, then the reply.
    octets: Box<[u8]>,
    request_length: usize,
    since: Instant,
}

impl Lookaside {
    /// Where `request` is, when it came by `transport` and is remembered: computed once for
    /// [`Lookaside::find`] and [`Lookaside::keep`].
    pub fn key(&self, request: &[u8], transport: Transport) -> Key {
        Key(self.hasher.hash_one((request, transport)))
    }

    /// The reply that `request`, whose place is `key`, got in this `epoch`.
    pub fn find(&mut self, key: Key, request: &[u8], epoch: Epoch, now: Instant) -> Option<&[u8]> {
        self.enter(epoch);
        self.expire(now);
        self.entries.get(&key.0)?.reply_to(request)
    }

    /// Remembers that `request`, whose place is `key`, got `reply`.
    pub fn keep(&mut self, key: Key, request: &[u8], reply: &[u8], epoch: Epoch, now: Instant) {
        self.enter(epoch);
        let octets = request.len() + reply.len();
        if octets > CAPACITY {
            return;
        }
        while self.octets + octets > CAPACITY && self.drop_oldest() {}
        let entry = Entry {
            octets: [request, reply].concat().into(),
            request_length: request.len(),
            since: now,
        };
        self.octets += octets;
        if let Some(replaced) = self.entries.insert(key.0, entry) {
            self.octets -= replaced.octets.len();
        }
        self.order.push_back((key.0, now));
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
        if self.entries.get(&key).is_some_and(|entry| entry.since == since)
            && let Some(entry) = self.entries.remove(&key)
        {
            self.octets -= entry.octets.len();
        }
        true
    }
}

impl Entry {
    fn reply_to(&self, request: &[u8]) -> Option<&[u8]> {
        let (own, reply) = self.octets.split_at_checked(self.request_length)?;
        (own == request).then_some(reply)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EPOCH: Epoch = Epoch { generation: 1, clock_moves: 0 };

    fn keep(lookaside: &mut Lookaside, request: &[u8], reply: &[u8], epoch: Epoch, now: Instant) {
        lookaside.keep(lookaside.key(request, Transport::Udp), request, reply, epoch, now);
    }

    fn find<'a>(
        lookaside: &'a mut Lookaside,
        request: &[u8],
        epoch: Epoch,
        now: Instant,
    ) -> Option<&'a [u8]> {
        lookaside.find(lookaside.key(request, Transport::Udp), request, epoch, now)
    }

    #[test]
    fn a_repeated_request_gets_the_same_reply() {
        let (mut lookaside, now) = (Lookaside::default(), Instant::now());
        keep(&mut lookaside, b"request", b"reply", EPOCH, now);
        assert_eq!(find(&mut lookaside, b"request", EPOCH, now), Some(&b"reply"[..]));
        assert_eq!(find(&mut lookaside, b"another", EPOCH, now), None);
    }

    #[test]
    fn what_a_datagram_got_is_not_what_a_stream_gets() {
        let (mut lookaside, now) = (Lookaside::default(), Instant::now());
        keep(&mut lookaside, b"request", b"come by TCP", EPOCH, now);
        let by_tcp = lookaside.key(b"request", Transport::Tcp);
        assert_eq!(lookaside.find(by_tcp, b"request", EPOCH, now), None);
    }

    #[test]
    fn a_commit_or_a_moved_clock_empties_it() {
        for epoch in
            [Epoch { generation: 2, clock_moves: 0 }, Epoch { generation: 1, clock_moves: 1 }]
        {
            let (mut lookaside, now) = (Lookaside::default(), Instant::now());
            keep(&mut lookaside, b"request", b"reply", EPOCH, now);
            assert_eq!(find(&mut lookaside, b"request", epoch, now), None);
            assert_eq!(find(&mut lookaside, b"request", EPOCH, now), None);
        }
    }

    #[test]
    fn entries_end_after_their_lifetime() {
        let (mut lookaside, now) = (Lookaside::default(), Instant::now());
        keep(&mut lookaside, b"request", b"reply", EPOCH, now);
        assert!(find(&mut lookaside, b"request", EPOCH, now + LIFETIME).is_some());
        let later = now + LIFETIME + Duration::from_millis(1);
        assert_eq!(find(&mut lookaside, b"request", EPOCH, later), None);
        assert_eq!(lookaside.octets, 0);
    }

    #[test]
    fn memory_is_bounded_and_the_newest_stay() {
        let (mut lookaside, now) = (Lookaside::default(), Instant::now());
        let reply = vec![0; CAPACITY / 100];
        for n in 0..1_000u32 {
            keep(&mut lookaside, &n.to_be_bytes(), &reply, EPOCH, now);
            assert!(lookaside.octets <= CAPACITY);
        }
        assert!(find(&mut lookaside, &999u32.to_be_bytes(), EPOCH, now).is_some());
        assert!(find(&mut lookaside, &0u32.to_be_bytes(), EPOCH, now).is_none());
        assert!(lookaside.entries.len() < 110 && lookaside.order.len() < 110);
    }
}
