//! Frames: four octets of length, then the content. Bounded, and never waited for without end.

use std::io;
use std::time::Duration;

use bytes::{Buf as _, Bytes, BytesMut};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::timeout;

use super::error::{Doing, KafkaError, Malformed};
use super::host_port::HostPort;
use super::stream::Stream;

/// The longest frame that is read.
pub(super) const LONGEST: usize = 100 << 20;

/// How much of a frame is made room for before its octets are there.
const ROOM: usize = 64 << 10;

/// A stream of frames.
#[derive(Debug)]
pub(super) struct Framed {
    stream: Stream,
    broker: HostPort,
}

impl Framed {
    pub(super) fn new(stream: Stream, broker: HostPort) -> Self {
        Self { stream, broker }
    }

    pub(super) fn broker(&self) -> &HostPort {
        &self.broker
    }

    /// Whether the broker has neither closed the connection nor sent something unasked.
    pub(super) fn is_quiet(&mut self) -> bool {
        self.stream.is_quiet()
    }

    /// Sends `content` as a frame.
    pub(super) async fn send(
        &mut self,
        content: &[u8],
        doing: Doing,
        patience: Duration,
    ) -> Result<(), KafkaError> {
        let length = i32::try_from(content.len()).map_err(io::Error::other);
        let sending = async {
            let frame = [&length?.to_be_bytes(), content].concat();
            self.stream.write_all(&frame).await?;
            self.stream.flush().await
        };
        match timeout(patience, sending).await {
            Err(_elapsed) => Err(self.timed_out(doing, patience)),
            Ok(sent) => sent.map_err(|error| self.broken(doing, error)),
        }
    }

    /// Receives the content of a frame.
    pub(super) async fn receive(
        &mut self,
        doing: Doing,
        patience: Duration,
    ) -> Result<Bytes, KafkaError> {
        match timeout(patience, self.frame()).await {
            Err(_elapsed) => Err(self.timed_out(doing, patience)),
            Ok(Err(error)) => Err(self.broken(doing, error)),
            Ok(Ok(Ok(content))) => Ok(content),
            Ok(Ok(Err(source))) => Err(self.malformed(doing, source)),
        }
    }

    async fn frame(&mut self) -> io::Result<Result<Bytes, Malformed>> {
        let announced = self.stream.read_i32().await?;
        let length = match usize::try_from(announced) {
            Ok(length) if length <= LONGEST => length,
            _ => {
                return Ok(Err(Malformed::FrameLength { announced, limit: LONGEST }));
            }
        };
        let mut content = BytesMut::with_capacity(length.min(ROOM));
        let mut rest = (&mut self.stream).take(length as u64);
        while rest.limit() > 0 {
            if rest.read_buf(&mut content).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        content.truncate(length);
        Ok(Ok(content.copy_to_bytes(length)))
    }

    pub(super) fn malformed(&self, doing: Doing, source: Malformed) -> KafkaError {
        KafkaError::Malformed { broker: self.broker.clone(), doing, source }
    }

    fn timed_out(&self, doing: Doing, after: Duration) -> KafkaError {
        KafkaError::Timeout { broker: self.broker.clone(), doing, after }
    }

    fn broken(&self, doing: Doing, source: io::Error) -> KafkaError {
        use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
        let broker = self.broker.clone();
        match source.kind() {
            UnexpectedEof | ConnectionReset | ConnectionAborted | BrokenPipe => {
                KafkaError::Closed { broker, doing }
            }
            _ => KafkaError::Io { broker, doing, source },
        }
    }
}
