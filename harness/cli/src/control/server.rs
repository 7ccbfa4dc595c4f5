//! The bed's end of the control socket.
//!
//! Connections are read and answered each on a task of its own; what is asked is handed to the one
//! who holds the bed, in order.

use std::collections::VecDeque;
use std::fs::File;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use serde::Serialize;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{mpsc, oneshot};
use tokio::task::{AbortHandle, yield_now};
use tokio::time::{sleep, timeout};

use super::dialogue::{Far, Streams, dialogue};
use super::{Answer, LONGEST_REQUEST, Request, Surroundings};
use crate::failure::Failure;

/// How many peers are listened to at once; when another comes, the oldest is sent away.
const PEERS: usize = 64;
/// How long to wait for others to let go of their files when there are none left to accept with.
const NO_FILES: Duration = Duration::from_millis(50);
/// How long a peer may take for all it wants while there are no files left.
const NO_FILES_PATIENCE: Duration = Duration::from_secs(1);
/// What is held open to be given up.
const SPARE: &str = "/dev/null";
/// How long a peer may take to send a line, or to take its answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a peer wants.
#[derive(Debug)]
pub(crate) enum Call {
    /// An answer.
    Ask(Request, oneshot::Sender<Answer>),
    /// `kadmin` with these arguments, there, upon these streams.
    Kadmin(Vec<String>, Surroundings, Streams),
    /// The bed's end. The stream hears of it when everything is gone.
    Down(UnixStream),
}

/// The socket.
#[derive(Debug)]
pub(crate) struct Listener(UnixListener);

impl Listener {
    /// Listens at `path`, for the person alone.
    ///
    /// # Errors
    /// When there is no room for the path in a socket's address, or the system refuses.
    pub(crate) fn bind(path: &Path) -> Result<Self, Failure> {
        let listener = UnixListener::bind(path).map_err(|source| {
            let too_long = source.kind() == std::io::ErrorKind::InvalidInput;
            match too_long {
                true => Failure::Directory {
                    path: path.parent().unwrap_or(path).to_owned(),
                    reason: "its name is too long for a socket in it; choose a shorter one".into(),
                },
                false => Failure::File { path: path.to_owned(), source },
            }
        })?;
        let private = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(path, private).map_err(Failure::file(path))?;
        Ok(Self(listener))
    }

    /// Accepts peers for ever, and hands on what they want.
    pub(crate) async fn serve(self, calls: mpsc::Sender<Call>) {
        let mut peers: VecDeque<AbortHandle> = VecDeque::new();
        // Given up for a peer when the process may open no more files: it is told all the same.
        let mut spare = File::open(SPARE).ok();
        loop {
            let Ok((stream, _)) = self.0.accept().await else {
                peers.retain(|peer| !peer.is_finished());
                if !self.someone_waits() {
                    sleep(NO_FILES).await;
                } else if let Some(oldest) = peers.pop_front() {
                    // Its file is free when it has been polled for the last time.
                    oldest.abort();
                    yield_now().await;
                } else if spare.take().is_none() {
                    sleep(NO_FILES).await;
                    spare = File::open(SPARE).ok();
                }
                continue;
            };
            if spare.is_none() {
                // One peer at a time, shortly: its file is the spare one.
                let _late = timeout(NO_FILES_PATIENCE, converse(stream, &calls)).await;
                spare = File::open(SPARE).ok();
                continue;
            }
            peers.retain(|peer| !peer.is_finished());
            if peers.len() >= PEERS
                && let Some(oldest) = peers.pop_front()
            {
                oldest.abort();
            }
            let calls = calls.clone();
            let peer = tokio::spawn(async move { converse(stream, &calls).await });
            peers.push_back(peer.abort_handle());
        }
    }
}

impl Listener {
    /// Without a file to accept with, the system says so before it looks whether anybody waits.
    fn someone_waits(&self) -> bool {
        let mut watched = [PollFd::new(&self.0, PollFlags::IN)];
        poll(&mut watched, Some(&Timespec { tv_sec: 0, tv_nsec: 0 })).is_ok_and(|ready| ready > 0)
    }
}

/// Answers one peer until it goes, is too slow, or makes no sense.
async fn converse(stream: UnixStream, calls: &mpsc::Sender<Call>) {
    let mut stream = BufReader::new(stream);
    // Ends: each round takes a line, within bounds of time and length.
    loop {
        let Ok(Some(line)) = timeout(PATIENCE, read_line(&mut stream)).await else {
            return;
        };
        let answer = match serde_json::from_slice::<Request>(&line) {
            Ok(Request::Down) => {
                // The bed may have ended meanwhile: then the peer sees the end of its stream.
                let _ended = calls.send(Call::Down(stream.into_inner())).await;
                return;
            }
            Ok(Request::Kadmin { arguments, surroundings }) => {
                let (streams, far) = dialogue();
                let call = Call::Kadmin(arguments, surroundings, streams);
                if calls.send(call).await.is_err() || relay(&mut stream, far).await.is_none() {
                    return;
                }
                continue;
            }
            Ok(request) => match ask(request, calls).await {
                Some(answer) => answer,
                None => return,
            },
            Err(error) => Answer::Error(format!("this is no request to a bed: {error}")),
        };
        match timeout(PATIENCE, write(stream.get_mut(), &answer)).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) | Err(_) => return,
        }
    }
}

/// Carries a program's streams to the peer until it ends; `None` when the peer has gone.
async fn relay(stream: &mut BufReader<UnixStream>, mut far: Far) -> Option<()> {
    while let Some(said) = far.said.recv().await {
        timeout(PATIENCE, write(stream.get_mut(), &said)).await.ok()?.ok()?;
        if said.wants_a_line() {
            // A person may think for as long as they like.
            let line = read_line(stream).await?;
            let typed = serde_json::from_slice(&line).ok()?;
            // A program that wants no more lines has ended, or says why.
            let _ended = far.typed.send(typed).await;
        }
    }
    Some(())
}

async fn ask(request: Request, calls: &mpsc::Sender<Call>) -> Option<Answer> {
    let (sender, receiver) = oneshot::channel();
    calls.send(Call::Ask(request, sender)).await.ok()?;
    receiver.await.ok()
}

/// A line without its end; `None` at the end of the stream, and when the line is too long.
async fn read_line(stream: &mut (impl AsyncBufRead + Unpin)) -> Option<Vec<u8>> {
    let mut line = Vec::new();
    let bound = u64::try_from(LONGEST_REQUEST).unwrap_or(u64::MAX);
    stream.take(bound).read_until(b'\n', &mut line).await.ok()?;
    (line.pop() == Some(b'\n')).then_some(line)
}

/// Writes an answer, or a part of one, and its line end.
pub(crate) async fn write(stream: &mut UnixStream, answer: &impl Serialize) -> std::io::Result<()> {
    let mut line = serde_json::to_vec(answer)?;
    line.push(b'\n');
    stream.write_all(&line).await
}
