//! What waits to be written to a client.

use std::collections::VecDeque;
use std::io::IoSlice;
use std::time::Duration;

use bytes::{Buf, Bytes, BytesMut};
use kerbside_kafka_wire::EncodeError;

use crate::control::{Change, ChangeError};

/// The answers of a connection, in order, as a list of buffers for a vectored write.
#[derive(Default)]
pub struct Outbox {
    sealed: VecDeque<Bytes>,
    /// Behind the sealed ones; small answers gather here.
    tail: BytesMut,
    /// Empty between frames.
    aside: Vec<(usize, Bytes)>,
    waiting: usize,
    /// What a test makes of the next frame.
    change: Option<Change>,
    failure: Option<ChangeError>,
    /// For how long the client is throttled.
    hold: Duration,
}

impl Outbox {
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
        let mut before = 0;
        for (place, bytes) in self.aside.drain(..) {
            let written = self.tail.split_to(place - before).freeze();
            // No empty piece: a writer takes one for the end.
            self.sealed.extend([written, bytes].into_iter().filter(|piece| !piece.is_empty()));
            before = place;
        }
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
            Err(error) => self.failure = Some(error),
        }
    }

    /// A response could not be written: the connection cannot go on.
    pub(crate) fn fail(&mut self, error: EncodeError) {
        self.failure = Some(error.into());
    }

    /// Why a response could not be written.
    pub(crate) fn take_failure(&mut self) -> Option<ChangeError> {
        self.failure.take()
    }

    /// Moves all of another outbox behind this one.
    pub(crate) fn append(&mut self, mut other: Outbox) {
        self.seal();
        self.waiting += other.waiting;
        self.sealed.append(&mut other.sealed);
        self.tail = other.tail;
    }

    fn seal(&mut self) {
        if !self.tail.is_empty() {
            self.sealed.push_back(self.tail.split().freeze());
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
        self.sealed.front().map_or(&self.tail[..], |first| &first[..])
    }

    fn chunks_vectored<'a>(&'a self, out: &mut [IoSlice<'a>]) -> usize {
        let tail = (!self.tail.is_empty()).then_some(&self.tail[..]);
        let chunks = self.sealed.iter().map(|chunk| &chunk[..]).chain(tail);
        let mut filled = 0;
        for (place, chunk) in out.iter_mut().zip(chunks) {
            *place = IoSlice::new(chunk);
            filled += 1;
        }
        filled
    }

    fn advance(&mut self, mut count: usize) {
        self.waiting = self.waiting.saturating_sub(count);
        while let Some(first) = self.sealed.front_mut() {
            if count < first.len() {
                return first.advance(count);
            }
            count -= first.len();
            self.sealed.pop_front();
        }
        self.tail.advance(count.min(self.tail.len()));
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
