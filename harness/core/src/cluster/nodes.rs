//! The nodes of a cluster and where clients reach them.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use super::Cluster;

/// A node as the cluster knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeEntry {
    /// `node.id`
    pub id: i32,
    /// `broker.rack`
    pub rack: Option<Arc<str>>,
    /// `advertised.listeners`, by listener name.
    pub endpoints: BTreeMap<Arc<str>, Endpoint>,
}

/// A host and port as they are advertised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The host name.
    pub host: Arc<str>,
    /// The port.
    pub port: u16,
}

#[derive(Debug, Default)]
pub(super) struct Nodes {
    pub(super) by_id: BTreeMap<i32, Arc<NodeEntry>>,
    /// Those that are stopped.
    pub(super) fenced: BTreeMap<i32, Arc<NodeEntry>>,
    /// How many controllers there were.
    pub(super) controllers: i32,
}

impl Nodes {
    pub(super) fn controller(&self) -> Option<i32> {
        self.by_id.keys().next().copied()
    }

    pub(super) fn count_controller(&mut self, before: Option<i32>) {
        if self.controller() != before {
            self.controllers = self.controllers.saturating_add(1);
        }
    }
}

impl Cluster {
    /// Registers a node, or changes what is known of it.
    pub fn put_node(&self, node: NodeEntry) {
        let mut nodes = self.nodes.write().unwrap_or_else(PoisonError::into_inner);
        match nodes.fenced.get_mut(&node.id) {
            // What is told of it while it is stopped does not start it.
            Some(stopped) => *stopped = Arc::new(node),
            None => {
                let before = nodes.controller();
                nodes.by_id.insert(node.id, Arc::new(node));
                nodes.count_controller(before);
            }
        }
        self.metadata_changed();
    }

    /// Forgets a node and its fetch sessions, but not what it leads.
    pub fn remove_node(&self, id: i32) {
        super::lock(&self.fetch_sessions).remove(&id);
        self.nodes.write().unwrap_or_else(PoisonError::into_inner).by_id.remove(&id);
    }

    /// The nodes that are stopped, by id.
    pub fn fenced_nodes(&self) -> Vec<Arc<NodeEntry>> {
        let nodes = self.nodes.read().unwrap_or_else(PoisonError::into_inner);
        nodes.fenced.values().cloned().collect()
    }

    /// The ids of all nodes, stopped ones too.
    pub fn registered_ids(&self) -> Vec<i32> {
        let nodes = self.nodes.read().unwrap_or_else(PoisonError::into_inner);
        let mut ids: Vec<i32> = nodes.by_id.keys().chain(nodes.fenced.keys()).copied().collect();
        ids.sort_unstable();
        ids
    }

    /// All nodes that are alive, by id.
    pub fn nodes(&self) -> Vec<Arc<NodeEntry>> {
        let nodes = self.nodes.read().unwrap_or_else(PoisonError::into_inner);
        nodes.by_id.values().cloned().collect()
    }

    /// One node, if it is alive.
    pub fn node(&self, id: i32) -> Option<Arc<NodeEntry>> {
        let nodes = self.nodes.read().unwrap_or_else(PoisonError::into_inner);
        nodes.by_id.get(&id).cloned()
    }

    /// The ids of all nodes that are alive.
    pub fn node_ids(&self) -> Vec<i32> {
        let nodes = self.nodes.read().unwrap_or_else(PoisonError::into_inner);
        nodes.by_id.keys().copied().collect()
    }

    /// The node that answers to clients as the controller.
    pub fn controller(&self) -> i32 {
        self.node_ids().first().copied().unwrap_or(-1)
    }

    /// Counts the controllers.
    pub(crate) fn controller_epoch(&self) -> i32 {
        let nodes = self.nodes.read().unwrap_or_else(PoisonError::into_inner);
        nodes.controllers
    }

    /// The node that coordinates a group or a transactional id: the leader of its partition. While
    /// the node that it falls to is stopped, the next one does.
    pub fn coordinator_of(&self, key: &str) -> Option<i32> {
        let ids = self.registered_ids();
        let alive = self.node_ids();
        let partition = usize::try_from(coordinator_partition(key)).unwrap_or(0);
        let at = partition.checked_rem(ids.len())?;
        let ring = ids.iter().cycle().skip(at).take(ids.len());
        ring.copied().find(|id| alive.contains(id))
    }
}

/// `offsets.topic.num.partitions` and `transaction.state.log.num.partitions`
pub(super) const COORDINATOR_PARTITIONS: i32 = 50;

/// The partition of `__consumer_offsets` that stands for a group, and that of
/// `__transaction_state` for a transactional id: Java's hash of the text, over 50 partitions.
pub fn coordinator_partition(key: &str) -> i32 {
    let hash = key.encode_utf16().fold(0i32, |hash, unit| {
        hash.wrapping_mul(31).wrapping_add(i32::from(unit as i16) & 0xffff)
    });
    (hash & i32::MAX) % COORDINATOR_PARTITIONS
}
