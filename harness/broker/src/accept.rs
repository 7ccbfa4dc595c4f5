//! Accepting connections: a task for each address of a listener, and one for each client.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use kerbside_broker_core::connection::{Connection, Origin, TlsFacts};
use kerbside_broker_core::event::ConnectionId;
#[cfg(feature = "tls")]
use kerbside_broker_core::event::{Event, EventKind};
#[cfg(feature = "tls")]
use kerbside_broker_core::memory::RequestMemory;
use kerbside_broker_core::node::{Listener, Node};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;

use crate::bell::TaskBell;
use crate::clock::Timeline;
use crate::connection::{Watched, serve};
use crate::observer::Observer;

/// What every connection of a listener needs.
#[derive(Clone)]
pub(crate) struct Door {
    pub(crate) node: Arc<Node>,
    pub(crate) listener: Arc<Listener>,
    pub(crate) timeline: Timeline,
    pub(crate) observer: Arc<dyn Observer>,
    /// Places for connections; when all are taken, clients wait in the system's queue.
    pub(crate) places: Arc<Semaphore>,
    #[cfg(feature = "tls")]
    pub(crate) tls: Option<Arc<crate::tls::TlsServer>>,
}

/// Accepts connections until the task is dropped, and its connections with it.
pub(crate) async fn accept(socket: TcpListener, door: Door) {
    const BREATH: Duration = Duration::from_millis(10);
    let mut connections = JoinSet::new();
    loop {
        let accepted = socket.accept().await;
        while connections.try_join_next().is_some() {}
        // As in Kafka the place is looked for when somebody has come, so that no address keeps one
        // that another could give away.
        let Ok(place) = Arc::clone(&door.places).acquire_owned().await else {
            return;
        };
        match accepted {
            Ok((stream, peer)) => match door.is_too_frequent(peer) {
                None => door.admit(stream, peer, place, &mut connections),
                Some(delay) => drop(connections.spawn(turn_away(stream, delay, place))),
            },
            // Out of descriptors: others have to finish first. Or the client has gone already.
            Err(_) => tokio::time::sleep(BREATH).await,
        }
    }
}

/// Ends a connection from where too many come, after the delay and without a word, as Kafka's
/// acceptors do (KIP-612).
async fn turn_away(stream: TcpStream, delay: Duration, place: OwnedSemaphorePermit) {
    tokio::time::sleep(delay).await;
    drop(stream);
    drop(place);
}

impl Door {
    /// For how long a client has to wait because too many came from its address.
    fn is_too_frequent(&self, peer: SocketAddr) -> Option<Duration> {
        let quotas = self.node.cluster.quotas();
        quotas.connect(self.node.id, peer.ip(), self.timeline.now().monotonic)
    }

    fn admit(
        &self,
        stream: TcpStream,
        peer: SocketAddr,
        place: OwnedSemaphorePermit,
        connections: &mut JoinSet<()>,
    ) {
        // It fails when the client has gone already, and then reading says so.
        let _gone = stream.set_nodelay(true);
        let guest = Guest {
            id: self.node.cluster.next_connection_id(),
            peer,
            node: Arc::clone(&self.node),
            listener: Arc::clone(&self.listener),
            timeline: self.timeline.clone(),
            observer: Arc::clone(&self.observer),
        };
        let cluster = Arc::clone(&self.node.cluster);
        #[cfg(feature = "tls")]
        if let Some(server) = self.tls.clone() {
            connections.spawn(async move {
                guest.serve_over_tls(&server, stream, cluster.request_memory()).await;
                drop(place);
            });
            return;
        }
        let (watched, bell) = guest.open(None);
        connections.spawn(async move {
            serve(stream, watched, bell, cluster.request_memory()).await;
            drop(place);
        });
    }
}

/// A client that has come, and what its connection needs.
struct Guest {
    id: ConnectionId,
    peer: SocketAddr,
    node: Arc<Node>,
    listener: Arc<Listener>,
    timeline: Timeline,
    observer: Arc<dyn Observer>,
}

impl Guest {
    fn open(self, tls: Option<TlsFacts>) -> (Watched, Arc<TaskBell>) {
        let bell = TaskBell::new();
        let origin = Origin { id: self.id, peer: self.peer, tls, bell: Arc::clone(&bell) as _ };
        let connection = Connection::new(self.node, self.listener, origin, self.timeline.now());
        (Watched::new(connection, self.observer, self.timeline), bell)
    }

    #[cfg(feature = "tls")]
    async fn serve_over_tls(
        self,
        server: &crate::tls::TlsServer,
        socket: TcpStream,
        memory: &Arc<RequestMemory>,
    ) {
        match server.accept(socket).await {
            Ok(stream) => {
                let (watched, bell) = self.open(Some(stream.facts()));
                crate::connection::serve_secured(stream, watched, bell, memory).await;
            }
            Err(failed) => {
                let (peer, listener) = (self.peer, Arc::clone(&self.listener.name));
                let reason = failed.reason;
                self.observer.observe(Event {
                    at: self.timeline.now().wall,
                    node: self.node.id,
                    connection: self.id,
                    kind: EventKind::HandshakeFailed { peer, listener, reason },
                });
                if let Some(mut socket) = failed.socket {
                    crate::connection::part(&mut socket).await;
                }
            }
        }
    }
}
