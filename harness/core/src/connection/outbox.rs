//! What waits to be written to a client.

use std::collections::VecDeque;
use std::io::IoSlice;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Buf, Bytes, BytesMut};
use kerbside_kafka_wire::EncodeError;

use crate::control::Change;
use crate::memory::{Claim, RequestMemory};
use crate::refusal::Refusal;

/// The answers of a connection, in order, as a list of buffers for a vectored write.
#[derive(Default)]
pub struct Outbox {
    sealed: VecDeque<Piece>,
    /// Behind the sealed ones; small answers gather here.
    tail: BytesMut,
    /// Empty between frames.
    aside: Vec<(usize, Bytes)>,
    waiting: usize,
    /// Octets of `sealed` and `tail` that are there for this client alone.
    owned: usize,
    /// Memory for `owned` beyond [`FREE`].
    claim: Option<Claim>,
    /// What a test makes of the next frame.
    change: Option<Change>,
    failure: Option<Refusal>,
    /// For how long the client is throttled.
    hold: Duration,
}

/// So much an outbox holds without asking for it.
const FREE: usize = 4 << 10;

/// Octets in a row.
enum Piece {
    /// Written for this client.
    Own(Bytes),
    /// Put aside: records of a log, which others have as well.
    Shared(Bytes),
}

impl Piece {
    fn bytes(&self) -> &Bytes {
        match self {
            Piece::Own(bytes) | Piece::Shared(bytes) => bytes,
        }
    }

    fn bytes_mut(&mut self) -> &mut Bytes {
        match self {
            Piece::Own(bytes) | Piece::Shared(bytes) => bytes,
        }
    }
}

impl Outbox {
    /// An outbox whose answers count as memory of requests.
    pub(crate) fn within(memory: &Arc<RequestMemory>) -> Self {
        Outbox { claim: Some(memory.claim(usize::MAX)), ..Outbox::default() }
    }

    /// Counts what there is for this client alone.
    fn count(&mut self) {
        let needed = self.owned.saturating_sub(FREE);
        if self.claim.as_ref().is_some_and(|claim| !claim.set(needed)) {
            self.fail(Refusal::MemorySpent);
        }
    }

    /// Writes one frame: its size, and what `contents` writes or puts aside to be written from
    /// where it lies ([`Message::encode_aside`](kerbside_kafka_wire::Message::encode_aside)).
    pub(crate) fn frame(
        &mut self,
        contents: impl FnOnce(&mut BytesMut, &mut Vec<(usize, Bytes)>) -> Result<(), EncodeError>,
    ) -> Result<(), EncodeError> {
        let start = self.tail.len();
        self.tail.extend_from_slice(&[0; 4]);
        if let Err(error) = contents(&mut self.tail, &mut self.aside) {
            self.tail.truncate(start);
            self.aside.clear();
            return Err(error);
        }
        if let Some(change) = self.change.take() {
            self.apply(change, start);
        }
        let put_aside: usize = self.aside.iter().map(|(_, bytes)| bytes.len()).sum();
        let size = self.tail.len() - start - 4 + put_aside;
        let prefix = u32::try_from(size).unwrap_or(u32::MAX).to_be_bytes();
        if let Some(place) = self.tail.get_mut(start..start + 4) {
            place.copy_from_slice(&prefix);
        }
        self.waiting += size + 4;
        self.owned += size + 4 - put_aside;
        let mut before = 0;
        for (place, bytes) in self.aside.drain(..) {
            let written = self.tail.split_to(place - before).freeze();
            // No empty piece: a writer takes one for the end.
            let pieces = [Piece::Own(written), Piece::Shared(bytes)];
            self.sealed.extend(pieces.into_iter().filter(|piece| !piece.bytes().is_empty()));
            before = place;
        }
        self.count();
        Ok(())
    }

    /// Holds the client back for so long, after what is written.
    pub(crate) fn hold(&mut self, by: Duration) {
        self.hold = self.hold.max(by);
    }

    /// For how long the client is to be held back.
    pub(crate) fn take_hold(&mut self) -> Duration {
        std::mem::take(&mut self.hold)
    }

    /// Changes the next frame.
    pub(crate) fn change_next(&mut self, change: Change) {
        self.change = Some(change);
    }

    /// Changes no frame, if none came.
    pub(crate) fn forget_change(&mut self) {
        self.change = None;
    }

    /// Changes the frame whose size stands at `start`.
    fn apply(&mut self, change: Change, start: usize) {
        let mut pieces = Vec::new();
        let mut before = start + 4;
        for (place, bytes) in self.aside.drain(..) {
            pieces.push(Bytes::copy_from_slice(self.tail.get(before..place).unwrap_or_default()));
            pieces.push(bytes);
            before = place;
        }
        pieces.push(Bytes::copy_from_slice(self.tail.get(before..).unwrap_or_default()));
        self.tail.truncate(start + 4);
        match change(pieces.concat().into()) {
            Ok(changed) => self.tail.extend_from_slice(&changed),
            Err(error) => self.failure = Some(Refusal::Unwritable(error)),
        }
    }

    /// A response could not be written: the connection cannot go on.
    pub(crate) fn fail(&mut self, refusal: Refusal) {
        self.failure = Some(refusal);
    }

    /// Why a response could not be written.
    pub(crate) fn take_failure(&mut self) -> Option<Refusal> {
        self.failure.take()
    }

    /// Moves all of another outbox behind this one.
    pub(crate) fn append(&mut self, mut other: Outbox) {
        self.seal();
        self.waiting += other.waiting;
        self.owned += other.owned;
        self.sealed.append(&mut other.sealed);
        self.tail = other.tail;
        self.count();
    }

    fn seal(&mut self) {
        if !self.tail.is_empty() {
            self.sealed.push_back(Piece::Own(self.tail.split().freeze()));
        }
    }
}

impl std::fmt::Debug for Outbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Outbox").field("waiting", &self.waiting).finish_non_exhaustive()
    }
}

/// What is to be written, for any writer of the crate `bytes`.
impl Buf for Outbox {
    fn remaining(&self) -> usize {
        self.waiting
    }

    fn chunk(&self) -> &[u8] {
        self.sealed.front().map_or(&self.tail[..], |first| &first.bytes()[..])
    }

    fn chunks_vectored<'a>(&'a self, out: &mut [IoSlice<'a>]) -> usize {
        let tail = (!self.tail.is_empty()).then_some(&self.tail[..]);
        let chunks = self.sealed.iter().map(|piece| &piece.bytes()[..]).chain(tail);
        let mut filled = 0;
        for (place, chunk) in out.iter_mut().zip(chunks) {
            *place = IoSlice::new(chunk);
            filled += 1;
        }
        filled
    }

    fn advance(&mut self, mut count: usize) {
        self.waiting = self.waiting.saturating_sub(count);
        while count > 0 {
            let Some(first) = self.sealed.front_mut() else {
                let taken = count.min(self.tail.len());
                self.tail.advance(taken);
                self.owned = self.owned.saturating_sub(taken);
                break;
            };
            let taken = count.min(first.bytes().len());
            count -= taken;
            if let Piece::Own(_) = first {
                self.owned = self.owned.saturating_sub(taken);
            }
            first.bytes_mut().advance(taken);
            if first.bytes().is_empty() {
                self.sealed.pop_front();
            }
        }
        self.count();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(outbox: &mut Outbox, text: &[u8]) {
        let written = outbox.frame(|out, _| {
            out.extend_from_slice(text);
            Ok(())
        });
        written.expect("written");
    }

    #[test]
    fn what_was_put_aside_is_written_where_it_belongs() {
        let mut outbox = Outbox::default();
        put(&mut outbox, b"before");
        let aside = Bytes::from_static(b"aside");
        let written = outbox.frame(|out, asides| {
            out.extend_from_slice(b"<");
            asides.push((out.len(), aside.clone()));
            asides.push((out.len(), aside));
            out.extend_from_slice(b">");
            Ok(())
        });
        written.expect("written");
        put(&mut outbox, b"after");
        let all = outbox.copy_to_bytes(outbox.remaining());
        assert_eq!(all, &b"\0\0\0\x06before\0\0\0\x0c<asideaside>\0\0\0\x05after"[..]);
        assert!(!outbox.has_remaining());
    }

    #[test]
    fn frames_come_out_in_order_whatever_is_taken_at_a_time() {
        let mut outbox = Outbox::default();
        put(&mut outbox, b"one");
        let mut later = Outbox::default();
        put(&mut later, b"two");
        outbox.append(later);
        put(&mut outbox, b"three");
        let mut out = Vec::new();
        while outbox.has_remaining() {
            let some = outbox.chunk().len().min(2);
            out.extend_from_slice(&outbox.chunk()[..some]);
            outbox.advance(some);
        }
        assert_eq!(out, b"\0\0\0\x03one\0\0\0\x03two\0\0\0\x05three");
    }
}
