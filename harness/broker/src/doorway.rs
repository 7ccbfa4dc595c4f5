//! The sockets of a node with what stands behind them, open or shut: a node that a test stops is
//! started again on the same ports.

use std::net::{SocketAddr, TcpListener};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use crate::accept::{Door, accept};
use crate::builder::StartError;
use crate::sockets;

/// How long somebody waits for a node's sockets to be gone; they go at once unless the runtime is
/// blocked.
const PATIENCE: Duration = Duration::from_secs(10);

/// The doors of a node.
pub(crate) struct Doorway {
    handle: Handle,
    doors: Vec<(SocketAddr, Door)>,
    state: Mutex<State>,
}

enum State {
    /// The sockets listen, and nobody is let in yet.
    Bound(Vec<tokio::net::TcpListener>),
    Open(Vec<JoinHandle<()>>),
    Shut,
}

impl Doorway {
    /// A node without doors.
    pub(crate) fn new(handle: &Handle) -> Self {
        let state = Mutex::new(State::Bound(Vec::new()));
        Doorway { handle: handle.clone(), doors: Vec::new(), state }
    }

    /// Adds a door on a socket that listens.
    pub(crate) fn add(&mut self, socket: TcpListener, door: Door) -> Result<(), StartError> {
        let address = socket.local_addr().map_err(StartError::Runtime)?;
        let socket = register(&self.handle, socket)?;
        if let State::Bound(sockets) = &mut *self.state() {
            sockets.push(socket);
        }
        self.doors.push((address, door));
        Ok(())
    }

    /// Lets clients in, on the sockets that are there or on the same addresses again. `false` when
    /// it was open.
    ///
    /// # Errors
    /// When an address cannot be had any more; then nobody is let in.
    pub(crate) fn open(&self, node: i32) -> Result<bool, StartError> {
        let mut state = self.state();
        let sockets = match std::mem::replace(&mut *state, State::Shut) {
            State::Bound(sockets) => sockets,
            State::Shut => self.bind(node)?,
            open => {
                *state = open;
                return Ok(false);
            }
        };
        let doors = sockets.into_iter().zip(&self.doors);
        let tasks =
            doors.map(|(socket, (_, door))| self.handle.spawn(accept(socket, door.clone())));
        *state = State::Open(tasks.collect());
        Ok(true)
    }

    fn bind(&self, node: i32) -> Result<Vec<tokio::net::TcpListener>, StartError> {
        let bind = |(address, door): &(SocketAddr, Door)| {
            let failed = |failure: sockets::Failure| failure.of(node, &door.listener.name);
            let bound = sockets::bind(&[address.ip()], address.port()).map_err(failed)?;
            bound.into_iter().map(|socket| register(&self.handle, socket)).collect()
        };
        let all: Result<Vec<Vec<_>>, StartError> = self.doors.iter().map(bind).collect();
        Ok(all?.into_iter().flatten().collect())
    }

    /// Ends all connections and gives the sockets back; `None` when they are shut.
    pub(crate) fn shut(&self) -> Option<Shutting> {
        let before = std::mem::replace(&mut *self.state(), State::Shut);
        match before {
            State::Shut => None,
            State::Bound(_) => Some(Shutting(Vec::new())),
            State::Open(tasks) => {
                tasks.iter().for_each(JoinHandle::abort);
                Some(Shutting(tasks))
            }
        }
    }

    /// [`Doorway::shut`], and waits until the sockets are gone.
    pub(crate) fn shut_blocking(&self) -> bool {
        let Some(shutting) = self.shut() else {
            return false;
        };
        let (gone, all_gone) = std::sync::mpsc::channel::<()>();
        self.handle.spawn(async move {
            shutting.done().await;
            drop(gone);
        });
        // Nothing is ever sent: the other end goes when the sockets have.
        let _gone = all_gone.recv_timeout(PATIENCE);
        true
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Doorway {
    fn drop(&mut self) {
        self.shut();
    }
}

/// The tasks of a node that is being shut.
pub(crate) struct Shutting(Vec<JoinHandle<()>>);

impl Shutting {
    /// Waits until they are gone.
    pub(crate) async fn done(self) {
        for task in self.0 {
            // It was cancelled, which is what was wanted.
            let _cancelled = task.await;
        }
    }
}

fn register(handle: &Handle, socket: TcpListener) -> Result<tokio::net::TcpListener, StartError> {
    let _entered = handle.enter();
    tokio::net::TcpListener::from_std(socket).map_err(StartError::Runtime)
}
