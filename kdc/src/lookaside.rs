//! The reply cache: a client that repeats a request gets the reply that it lost.
//!
//! A UDP client repeats its bytes when an answer is late. Answering afresh would issue a second
//! ticket and, for a TGS-REQ, count as a replay, so the bytes of the reply are kept and sent again
//! (RFC 4120 §10: retransmissions must be recognised). An entry is keyed by the whole request and
//! its transport: the answer to a datagram may be to come again by TCP (§7.2.1), with the same
//! bytes. It lives for [`LIFETIME`] and only as long as neither the database changed nor somebody
//! moved the clock: [`Epoch`] says both.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::time::{Duration, Instant};

use kerbside_kdc_core::exchange::Transport;

/// How long a reply is worth repeating.
pub const LIFETIME: Duration = Duration::from_secs(120);

/// The most octets of requests and replies in one of the two books that are kept.
const BOOK: usize = 4 << 20;

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
///
/// They are written one behind the other into one of two books; when it is full, the other one,
/// which holds what is older, is emptied and written next. So nothing is allocated or freed for a
/// single request.
#[derive(Debug, Default)]
pub struct Lookaside {
    hasher: RandomState,
    written: Book,
    older: Book,
    epoch: Epoch,
}

#[derive(Debug, Default)]
struct Book {
    entries: HashMap<u64, Entry>,
    octets: Vec<u8>,
}

/// Where a request and, behind it, its reply stand in their book.
#[derive(Debug)]
struct Entry {
    start: usize,
    request_length: usize,
    end: usize,
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
        let in_book = |book| Book::find(book, key, request, now);
        in_book(&self.written).or_else(|| in_book(&self.older))
    }

    /// Remembers that `request`, whose place is `key`, got `reply`.
    pub fn keep(&mut self, key: Key, request: &[u8], reply: &[u8], epoch: Epoch, now: Instant) {
        self.enter(epoch);
        let octets = request.len() + reply.len();
        if octets > BOOK {
            return;
        }
        if self.written.octets.len() + octets > BOOK {
            std::mem::swap(&mut self.written, &mut self.older);
            self.written.clear();
        }
        self.written.write(key, request, reply, now);
    }

    fn enter(&mut self, epoch: Epoch) {
        if self.epoch != epoch {
            self.written.clear();
            self.older.clear();
            self.epoch = epoch;
        }
    }
}

impl Book {
    fn find(&self, key: Key, request: &[u8], now: Instant) -> Option<&[u8]> {
        let entry = self.entries.get(&key.0)?;
        let octets = self.octets.get(entry.start..entry.end)?;
        let (own, reply) = octets.split_at_checked(entry.request_length)?;
        let fresh = now.duration_since(entry.since) <= LIFETIME;
        (fresh && own == request).then_some(reply)
    }

    fn write(&mut self, key: Key, request: &[u8], reply: &[u8], now: Instant) {
        let start = self.octets.len();
        self.octets.extend_from_slice(request);
        self.octets.extend_from_slice(reply);
        let entry =
            Entry { start, request_length: request.len(), end: self.octets.len(), since: now };
        self.entries.insert(key.0, entry);
    }

    fn clear(&mut self) {
        self.entries.clear();
        self.octets.clear();
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
    }

    #[test]
    fn memory_is_bounded_and_the_newest_stay() {
        let (mut lookaside, now) = (Lookaside::default(), Instant::now());
        let reply = vec![0; BOOK / 100];
        for n in 0..1_000u32 {
            keep(&mut lookaside, &n.to_be_bytes(), &reply, EPOCH, now);
            for book in [&lookaside.written, &lookaside.older] {
                assert!(book.octets.len() <= BOOK && book.entries.len() <= 100);
            }
        }
        for n in 901..1_000u32 {
            let found = find(&mut lookaside, &n.to_be_bytes(), EPOCH, now);
            assert_eq!(found, Some(&reply[..]), "{n}");
        }
        assert!(find(&mut lookaside, &0u32.to_be_bytes(), EPOCH, now).is_none());
    }

    #[test]
    fn the_newest_reply_counts() {
        let (mut lookaside, now) = (Lookaside::default(), Instant::now());
        for reply in [&b"first"[..], b"second"] {
            keep(&mut lookaside, b"request", reply, EPOCH, now);
            assert_eq!(find(&mut lookaside, b"request", EPOCH, now), Some(reply));
        }
    }
}
