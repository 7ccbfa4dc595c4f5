//! The sockets: accepting, framing, and the bounds of time and number.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use kerbside_krb5::kadm5::record::{self, RecordReader};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, Semaphore};
use tokio::time::{Instant, timeout, timeout_at};

use super::server::{Conversation, Server};
use crate::places::{Place, Places};

/// Connections that have not authenticated yet.
const STRANGERS: usize = 256;

/// Connections that have.
const CLIENTS: usize = 512;

/// How long a connection may take until it has authenticated.
const INTRODUCTION: Duration = Duration::from_secs(30);

/// How long a message may take once it has begun, and a reply to be taken.
const MESSAGE: Duration = Duration::from_secs(30);

/// Calls that are performed at the same time.
const PERFORMED_AT_ONCE: usize = 16;

/// What is read at once.
const CHUNK: usize = 8 << 10;

/// What the listeners of a server share.
pub(crate) struct Hall {
    server: Arc<Server>,
    strangers: Arc<Places>,
    clients: Arc<Places>,
    desks: Semaphore,
}

impl Hall {
    pub(crate) fn new(server: Server) -> Arc<Self> {
        Arc::new(Self {
            server: Arc::new(server),
            strangers: Places::new(STRANGERS),
            clients: Places::new(CLIENTS),
            desks: Semaphore::new(PERFORMED_AT_ONCE),
        })
    }
}

/// Accepts connections on `listener` until the task is dropped.
pub(crate) async fn serve(listener: TcpListener, hall: Arc<Hall>) {
    let mut connections = tokio::task::JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        match listener.accept().await {
            Ok((stream, from)) => {
                let notice = Arc::new(Notify::new());
                let place = hall.strangers.take(Arc::clone(&notice));
                let hall = Arc::clone(&hall);
                connections.spawn(async move {
                    tokio::select! {
                        () = notice.notified() => {}
                        // The peer sees the end of its connection; there is nobody else to tell.
                        _ended = converse(stream, from, &hall, place, Arc::clone(&notice)) => {}
                    }
                });
            }
            // Out of descriptors, or the client has gone already: let others finish first.
            Err(_) => {
                hall.strangers.make_room();
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
    }
}

async fn converse(
    mut stream: TcpStream,
    from: SocketAddr,
    hall: &Hall,
    mut place: Place,
    notice: Arc<Notify>,
) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let introduced_by = Instant::now() + INTRODUCTION;
    let mut records = RecordReader::new(record::LONGEST_REQUEST);
    let mut conversation = None;
    let mut known = false;
    loop {
        let deadline = match known {
            false => Some(introduced_by),
            true => records.is_within().then(|| Instant::now() + MESSAGE),
        };
        let Some(message) = next(&mut stream, &mut records, deadline).await? else {
            return Ok(());
        };
        let with = conversation.take().unwrap_or_else(|| Box::new(Conversation::new(from)));
        let (reply, with) = perform(hall, message, with).await?;
        if with.connection.is_authenticated() && !known {
            known = true;
            place = hall.clients.take(Arc::clone(&notice));
        }
        place.renew();
        conversation = Some(with);
        if let Some(reply) = reply {
            let marked = record::mark(&reply);
            match timeout(MESSAGE, stream.write_all(&marked)).await {
                Ok(written) => written?,
                Err(_) => return Ok(()),
            }
        }
    }
}

/// The next message; none at the end of the stream, at the deadline, or when the stream cannot be
/// followed any further.
async fn next(
    stream: &mut TcpStream,
    records: &mut RecordReader,
    deadline: Option<Instant>,
) -> std::io::Result<Option<Vec<u8>>> {
    let mut deadline = deadline;
    let mut chunk = [0; CHUNK];
    loop {
        match records.next_record() {
            Ok(Some(message)) => return Ok(Some(message)),
            Ok(None) => {}
            Err(_) => return Ok(None),
        }
        let read = match deadline {
            None => stream.read(&mut chunk).await?,
            Some(at) => match timeout_at(at, stream.read(&mut chunk)).await {
                Ok(read) => read?,
                Err(_) => return Ok(None),
            },
        };
        if read == 0 {
            return Ok(None);
        }
        records.push(chunk.get(..read).unwrap_or_default());
        // A client may think for as long as it likes, but a message that has begun has to come.
        deadline = deadline.or_else(|| Some(Instant::now() + MESSAGE));
    }
}

type Performed = (Option<Vec<u8>>, Box<Conversation>);

/// Performs a message where it may take long: keys are made of passwords, databases are synced.
async fn perform(
    hall: &Hall,
    message: Vec<u8>,
    mut with: Box<Conversation>,
) -> std::io::Result<Performed> {
    // The semaphore lives as long as the hall and is never closed.
    let _desk = hall.desks.acquire().await.map_err(std::io::Error::other)?;
    let server = Arc::clone(&hall.server);
    let performed = tokio::task::spawn_blocking(move || {
        let reply = server.answer(&message, &mut with);
        (reply, with)
    });
    performed.await.map_err(std::io::Error::other)
}
