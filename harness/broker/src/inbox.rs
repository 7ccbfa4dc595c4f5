//! What a client has sent and the connection has not taken yet.
//!
//! The buffer grows with what arrives, not with what a frame's length promises, and all buffers of
//! a cluster together stay within its [`RequestMemory`]. A quiet connection gives its buffer back.

use std::io;
use std::sync::Arc;

use bytes::BytesMut;
use kerbside_broker_core::memory::{Claim, RequestMemory};
use tokio::io::{AsyncRead, AsyncReadExt};

/// What is read at once at first. A connection may hold so much without asking the budget.
const SMALL: usize = 4 << 10;

/// What is read at once at most, unless more of the frame under way has come already.
const LARGE: usize = 256 << 10;

/// The read buffer of a connection.
pub(crate) struct Inbox {
    buffer: BytesMut,
    /// How much is read at once: more when the last read took all of it.
    stride: usize,
    /// Memory for what the buffer holds beyond a small one.
    claim: Claim,
    /// Nothing was read since the last [`Inbox::rest`].
    quiet: bool,
}

impl Inbox {
    /// An empty buffer.
    pub(crate) fn new(memory: &Arc<RequestMemory>) -> Self {
        let claim = memory.claim(usize::MAX);
        Inbox { buffer: BytesMut::new(), stride: SMALL, claim, quiet: true }
    }

    /// What has come; frames are taken off the front.
    pub(crate) fn buffer(&mut self) -> &mut BytesMut {
        &mut self.buffer
    }

    /// How much of it there is.
    pub(crate) fn held(&self) -> usize {
        self.buffer.len()
    }

    /// Reads what there is; 0 is the end. Dropping the future loses nothing.
    ///
    /// # Errors
    /// The socket's, and [`io::ErrorKind::OutOfMemory`] when the budget is spent.
    pub(crate) async fn fill(
        &mut self,
        reader: &mut (impl AsyncRead + Unpin),
    ) -> io::Result<usize> {
        self.make_room()?;
        let room = self.buffer.capacity() - self.buffer.len();
        let read = reader.read_buf(&mut self.buffer).await?;
        if read == room {
            self.stride = (self.stride * 4).min(LARGE);
        }
        self.quiet = false;
        Ok(read)
    }

    /// Makes room for a read: for the rest of the frame at the front, but not for more than as much
    /// again as has come of it.
    fn make_room(&mut self) -> io::Result<()> {
        let held = self.buffer.len();
        let missing = self.missing();
        let room = missing.min(held.max(LARGE)).max(if held == 0 { self.stride } else { SMALL });
        if self.buffer.capacity() - held >= room {
            return Ok(());
        }
        let beyond = (held + room).saturating_sub(SMALL);
        if beyond > self.claim.octets() && !self.claim.set(beyond) {
            return Err(io::ErrorKind::OutOfMemory.into());
        }
        self.buffer.reserve(room);
        Ok(())
    }

    /// What the frame at the front lacks, as far as its length is known.
    fn missing(&self) -> usize {
        let Some(prefix) = self.buffer.first_chunk::<4>() else {
            return 0;
        };
        let size = usize::try_from(i32::from_be_bytes(*prefix)).unwrap_or(0);
        (4 + size).saturating_sub(self.buffer.len())
    }

    /// Whether a quiet connection would have something to give back.
    pub(crate) fn is_spacious(&self) -> bool {
        self.claim.octets() > 0 && self.buffer.is_empty()
    }

    /// Gives the buffer back when nothing was read since this was last called.
    pub(crate) fn rest(&mut self) {
        if self.quiet && self.buffer.is_empty() {
            self.buffer = BytesMut::new();
            self.stride = SMALL;
            drop(self.claim.split());
        }
        self.quiet = true;
    }
}

#[cfg(test)]
mod tests {
    use bytes::Buf;

    use super::*;

    async fn read(inbox: &mut Inbox, mut octets: &[u8]) -> io::Result<()> {
        while !octets.is_empty() {
            inbox.fill(&mut octets).await?;
        }
        Ok(())
    }

    #[tokio::test]
    async fn a_length_alone_takes_little_memory() {
        let mut inbox = Inbox::new(&RequestMemory::new(1 << 30));
        read(&mut inbox, &100_000_000_i32.to_be_bytes()).await.unwrap();
        inbox.make_room().unwrap();
        assert!(inbox.buffer.capacity() <= 2 * LARGE, "{}", inbox.buffer.capacity());
    }

    #[tokio::test]
    async fn what_a_connection_claimed_comes_back() {
        let memory = RequestMemory::new(1 << 30);
        let mut inbox = Inbox::new(&memory);
        let mut frame = 1_000_000_i32.to_be_bytes().to_vec();
        frame.resize(1_000_004, 7);
        read(&mut inbox, &frame).await.unwrap();
        assert_eq!(inbox.buffer[..], frame[..]);
        assert!(memory.left() <= (1 << 30) - 1_000_004 + SMALL);
        inbox.rest();
        assert!(memory.left() < 1 << 30, "it was not quiet");
        inbox.buffer().advance(1_000_004);
        assert!(inbox.is_spacious());
        inbox.rest();
        assert_eq!(memory.left(), 1 << 30);
        read(&mut inbox, &frame).await.unwrap();
        drop(inbox);
        assert_eq!(memory.left(), 1 << 30);
    }

    #[tokio::test]
    async fn a_spent_budget_ends_the_reading() {
        let mut inbox = Inbox::new(&RequestMemory::new(1 << 20));
        let mut frame = 4_000_000_i32.to_be_bytes().to_vec();
        frame.resize(4_000_004, 7);
        let error = read(&mut inbox, &frame).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::OutOfMemory);
    }
}
