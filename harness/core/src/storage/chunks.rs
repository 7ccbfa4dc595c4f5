//! Where the octets of a log lie: a run of immutable pieces, and a tail that grows.
//!
//! A piece is what was appended between two reads of the tail, up to the size of a chunk; a
//! reader that lags behind gets slices of megabytes although every batch was small.

use std::collections::VecDeque;

use bytes::{Bytes, BytesMut};

const FIRST_CHUNK: usize = 16 * 1024;
const LARGEST_CHUNK: usize = 4 * 1024 * 1024;

#[derive(Debug, Default)]
pub(super) struct Chunks {
    /// The number of the first piece.
    first: u64,
    pieces: VecDeque<Bytes>,
    /// Will be the piece after the last one.
    tail: BytesMut,
    /// The capacity of the chunk in which the tail lies.
    chunk: usize,
}

impl Chunks {
    /// Copies a batch to the end; answers with the piece, where it begins there, and the copy.
    pub(super) fn append(&mut self, batch: &[u8]) -> (u64, usize, &mut [u8]) {
        if self.tail.capacity() - self.tail.len() < batch.len() {
            self.seal();
            self.chunk = (self.chunk * 2).clamp(FIRST_CHUNK, LARGEST_CHUNK);
            self.tail = BytesMut::with_capacity(self.chunk.max(batch.len()));
        }
        let start = self.tail.len();
        self.tail.extend_from_slice(batch);
        let copy = self.tail.get_mut(start..).unwrap_or_default();
        (self.first + self.pieces.len() as u64, start, copy)
    }

    /// Part of a piece; the tail becomes a piece when it is wanted.
    pub(super) fn slice(&mut self, piece: u64, start: usize, length: usize) -> Bytes {
        let Some(index) = piece.checked_sub(self.first) else {
            return Bytes::new();
        };
        let index = usize::try_from(index).unwrap_or(usize::MAX);
        if index == self.pieces.len() {
            self.seal();
        }
        match self.pieces.get(index) {
            Some(bytes) if start + length <= bytes.len() => bytes.slice(start..start + length),
            _ => Bytes::new(),
        }
    }

    /// Forgets the pieces before the given one, or all.
    pub(super) fn forget_before(&mut self, piece: Option<u64>) {
        let keep_from = piece.unwrap_or(u64::MAX);
        while self.first < keep_from && self.pieces.pop_front().is_some() {
            self.first += 1;
        }
        if piece.is_none() {
            // The tail's batches are gone as well; its number stays that of the next piece.
            self.tail.clear();
        }
    }

    fn seal(&mut self) {
        if !self.tail.is_empty() {
            self.pieces.push_back(self.tail.split().freeze());
        }
    }
}
