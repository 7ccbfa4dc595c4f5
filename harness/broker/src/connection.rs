//! The task of a connection: a socket on one side, the decisions of [`Connection`] on the other.
//!
//! It reads when the connection wants input, writes what it answers in vectored writes, and wakes
//! when its bell or its alarm rings. A client that reads slowly fills its own outbox, and then is
//! read no more.
//!
//! While a request waits, what comes behind it is read ahead, up to a bound, so that the end of the
//! client is noticed: then what waits is given up, and what the client had sent before is done.

use std::io::{self, IoSlice};
use std::sync::Arc;
use std::time::Duration;

use bytes::Buf;
use kerbside_broker_core::connection::{Connection, Flow, Outbox};
use kerbside_broker_core::event::ClosedBy;
use kerbside_broker_core::memory::RequestMemory;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt, Interest, Ready};
use tokio::net::TcpStream;
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::time::{Instant, timeout};

use crate::alarm::Alarm;
use crate::bell::TaskBell;
use crate::clock::Timeline;
use crate::inbox::Inbox;
use crate::observer::Observer;

/// After so long without input a read buffer is given back.
const QUIET: Duration = Duration::from_secs(2);

/// So much is read behind a request that waits. Of a client that sends more, only the end that the
/// system reports is noticed, now and then.
const AHEAD: usize = 1 << 20;

/// How long a connection that is over waits for a client to read the last answer.
const PATIENCE: Duration = Duration::from_secs(1);

/// A connection, with whoever is told what happens on it, to its end.
pub(crate) struct Watched {
    connection: Connection,
    observer: Arc<dyn Observer>,
    timeline: Timeline,
}

impl Watched {
    /// Watches a connection from its beginning.
    pub(crate) fn new(
        connection: Connection,
        observer: Arc<dyn Observer>,
        timeline: Timeline,
    ) -> Self {
        let mut watched = Watched { connection, observer, timeline };
        watched.report();
        watched
    }

    fn report(&mut self) {
        for event in self.connection.take_events() {
            self.observer.observe(event);
        }
    }

    fn handle(&mut self, inbox: &mut Inbox) -> Flow {
        let now = self.timeline.now();
        let flow = self.connection.handle(inbox.buffer(), now);
        if self.connection.is_timed() {
            let then = self.timeline.now();
            self.connection.spent(then.monotonic.since(now.monotonic), then);
        }
        self.report();
        flow
    }

    fn expire(&mut self) {
        let now = self.timeline.now();
        self.connection.expire(now);
        self.report();
    }

    fn close(&mut self, by: ClosedBy) {
        let now = self.timeline.now();
        self.connection.close(by, now);
        self.report();
    }

    fn deadline(&self) -> Option<Instant> {
        self.connection.next_deadline().map(|at| self.timeline.instant(at))
    }
}

/// A task that is dropped was stopped with its broker; a connection that ended says so itself.
impl Drop for Watched {
    fn drop(&mut self) {
        self.close(ClosedBy::Shutdown);
    }
}

/// Serves a client until either side ends the connection.
pub(crate) async fn serve(
    mut stream: TcpStream,
    mut watched: Watched,
    bell: Arc<TaskBell>,
    memory: &Arc<RequestMemory>,
) {
    let mut inbox = Inbox::new(memory);
    let (mut reader, writer) = stream.split();
    let ended = converse(&mut reader, &writer, &mut watched, &mut inbox, &bell).await;
    drop(inbox);
    match ended {
        Ok(Ended::ByUs) => part(&mut stream).await,
        // Nobody is left to hear of an error of the socket; the event says who went.
        Ok(Ended::ByClient) | Err(_) => watched.close(ClosedBy::Client),
    }
}

/// [`serve`], over TLS.
#[cfg(feature = "tls")]
pub(crate) async fn serve_secured(
    mut stream: crate::tls::Secured,
    mut watched: Watched,
    bell: Arc<TaskBell>,
    memory: &Arc<RequestMemory>,
) {
    let mut inbox = Inbox::new(memory);
    let (mut reader, writer) = stream.split();
    let ended = converse(&mut reader, &writer, &mut watched, &mut inbox, &bell).await;
    drop(inbox);
    match ended {
        Ok(Ended::ByUs) => part(&mut stream.finish()).await,
        // An alert about what the client sent may have to be written yet.
        Ok(Ended::ByClient) | Err(_) => {
            drop(stream.finish());
            watched.close(ClosedBy::Client);
        }
    }
}

/// Where requests come from.
pub(crate) trait Receiving: AsyncRead + Unpin {
    /// Waits until there is something to read, or nothing will come any more.
    fn ready(&self) -> impl Future<Output = io::Result<Ready>> + Send;
}

impl Receiving for ReadHalf<'_> {
    async fn ready(&self) -> io::Result<Ready> {
        ReadHalf::ready(self, Interest::READABLE).await
    }
}

/// Where answers go.
pub(crate) trait Sending {
    /// Writes what can be written at once.
    fn write(&self, outbox: &mut Outbox) -> io::Result<Written>;

    /// Waits until more can be written.
    fn writable(&self) -> impl Future<Output = io::Result<()>> + Send;
}

enum Ended {
    ByUs,
    ByClient,
}

async fn converse(
    reader: &mut impl Receiving,
    writer: &impl Sending,
    watched: &mut Watched,
    inbox: &mut Inbox,
    bell: &TaskBell,
) -> io::Result<Ended> {
    let mut alarm = Alarm::default();
    let mut last_moment = None;
    loop {
        let (flow, written) = answer(writer, watched, inbox)?;
        if flow == Flow::Close {
            let last_moment = *last_moment.get_or_insert_with(|| Instant::now() + PATIENCE);
            if written == Written::All || Instant::now() >= last_moment {
                return Ok(Ended::ByUs);
            }
            alarm.set(last_moment);
        }
        if let Some(deadline) = watched.deadline() {
            alarm.set(deadline);
        }
        let behind = flow == Flow::Wait && watched.connection.is_busy();
        let reads = flow == Flow::Read || behind && inbox.held() < AHEAD;
        if inbox.is_spacious() || behind && !reads {
            alarm.set(Instant::now() + QUIET);
        }
        tokio::select! {
            biased;
            () = bell.rung() => {}
            () = alarm.rung() => {
                watched.expire();
                inbox.rest();
                if behind && !reads && has_left(reader).await {
                    return Ok(finish(watched, inbox, bell, &mut alarm).await);
                }
            }
            ready = writer.writable(), if written == Written::Some => ready?,
            read = inbox.fill(reader), if reads => match read {
                Ok(0) | Err(_) if behind => {
                    return Ok(finish(watched, inbox, bell, &mut alarm).await);
                }
                Ok(0) => return Ok(Ended::ByClient),
                read => drop(read?),
            }
        }
    }
}

/// Whether the system knows that nothing will come any more, beyond what waits to be read.
async fn has_left(reader: &impl Receiving) -> bool {
    tokio::select! {
        biased;
        ready = reader.ready() => ready.is_ok_and(Ready::is_read_closed),
        () = std::future::ready(()) => false,
    }
}

/// Does what a client had sent that is gone. What would wait is given up; what a rule holds back
/// is not.
async fn finish(
    watched: &mut Watched,
    inbox: &mut Inbox,
    bell: &TaskBell,
    alarm: &mut Alarm,
) -> Ended {
    loop {
        watched.connection.abandon();
        match watched.handle(inbox) {
            Flow::Read | Flow::Close => return Ended::ByClient,
            Flow::Wait => {}
        }
        if !watched.connection.is_held() {
            match watched.connection.is_busy() || watched.connection.outbox().has_remaining() {
                true => continue,
                // It was refused, and is not there to be told so.
                false => return Ended::ByClient,
            }
        }
        if let Some(deadline) = watched.deadline() {
            alarm.set(deadline);
        }
        tokio::select! {
            () = bell.rung() => {}
            () = alarm.rung() => watched.expire(),
        }
    }
}

/// Answers what has come, and writes what the socket takes.
fn answer(
    writer: &impl Sending,
    watched: &mut Watched,
    inbox: &mut Inbox,
) -> io::Result<(Flow, Written)> {
    loop {
        let flow = watched.handle(inbox);
        let outbox = watched.connection.outbox();
        let answered = outbox.has_remaining();
        let written = writer.write(outbox)?;
        // Requests may have waited for room in the outbox, which there is now.
        if !(flow == Flow::Wait && answered && written == Written::All) {
            return Ok((flow, written));
        }
    }
}

/// How much was written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    All,
    Some,
}

impl Sending for WriteHalf<'_> {
    fn write(&self, outbox: &mut Outbox) -> io::Result<Written> {
        const SLICES: usize = 16;
        while outbox.has_remaining() {
            let mut slices = [IoSlice::new(&[]); SLICES];
            let filled = outbox.chunks_vectored(&mut slices);
            match self.try_write_vectored(slices.get(..filled).unwrap_or_default()) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(count) => outbox.advance(count),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    return Ok(Written::Some);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(Written::All)
    }

    async fn writable(&self) -> io::Result<()> {
        WriteHalf::writable(self).await
    }
}

/// Ends a connection so that the client reads the last answer: a socket that is closed while input
/// waits in it is reset, and a reset discards what the client has not read yet (RFC 9293 §3.10.7).
pub(crate) async fn part(stream: &mut TcpStream) {
    const AT_MOST: usize = 1 << 20;
    if stream.shutdown().await.is_err() {
        return;
    }
    let mut scratch = [0; 4096];
    let drain = async {
        let mut drained = 0;
        while drained < AT_MOST {
            match stream.read(&mut scratch).await {
                Ok(0) | Err(_) => break,
                Ok(count) => drained += count,
            }
        }
    };
    // A client that stays gets its reset.
    let _gone = timeout(PATIENCE, drain).await;
}
