//! Accepting connections: a task for each address of a listener, and one for each client.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use kerbside_broker_core::connection::{Connection, Origin};
use kerbside_broker_core::node::{Listener, Node};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;

use crate::bell::TaskBell;
use crate::clock::Timeline;
use crate::connection::{Watched, serve};
use crate::inbox::Budget;
use crate::observer::Observer;

/// What every connection of a listener needs.
pub(crate) struct Door {
    pub(crate) node: Arc<Node>,
    pub(crate) listener: Arc<Listener>,
    pub(crate) timeline: Timeline,
    pub(crate) observer: Arc<dyn Observer>,
    pub(crate) budget: Arc<Budget>,
    /// Places for connections; when all are taken, clients wait in the system's queue.
    pub(crate) places: Arc<Semaphore>,
}

/// Accepts connections until the task is dropped, and its connections with it.
pub(crate) async fn accept(socket: TcpListener, door: Door) {
    const BREATH: Duration = Duration::from_millis(10);
    let mut connections = JoinSet::new();
    loop {
        let Ok(place) = Arc::clone(&door.places).acquire_owned().await else {
            return;
        };
        while connections.try_join_next().is_some() {}
        match socket.accept().await {
            Ok((stream, peer)) => door.admit(stream, peer, place, &mut connections),
            // Out of descriptors: others have to finish first. Or the client has gone already.
            Err(_) => tokio::time::sleep(BREATH).await,
        }
    }
}

impl Door {
    fn admit(
        &self,
        stream: TcpStream,
        peer: SocketAddr,
        place: OwnedSemaphorePermit,
        connections: &mut JoinSet<()>,
    ) {
        // It fails when the client has gone already, and then reading says so.
        let _gone = stream.set_nodelay(true);
        let bell = TaskBell::new();
        let id = self.node.cluster.next_connection_id();
        let origin = Origin { id, peer, tls: None, bell: Arc::clone(&bell) as _ };
        let (node, listener) = (Arc::clone(&self.node), Arc::clone(&self.listener));
        let connection = Connection::new(node, listener, origin, self.timeline.now());
        let (observer, timeline) = (Arc::clone(&self.observer), self.timeline.clone());
        let watched = Watched::new(connection, observer, timeline);
        let budget = Arc::clone(&self.budget);
        connections.spawn(async move {
            serve(stream, watched, bell, budget).await;
            drop(place);
        });
    }
}
