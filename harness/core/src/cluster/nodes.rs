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
    by_id: BTreeMap<i32, Arc<NodeEntry>>,
}

impl Cluster {
    /// Registers a node, or changes what is known of it.
    pub fn put_node(&self, node: NodeEntry) {
        let mut nodes = self.nodes.write().unwrap_or_else(PoisonError::into_inner);
        nodes.by_id.insert(node.id, Arc::new(node));
    }

    /// Forgets a node.
    pub fn remove_node(&self, id: i32) {
        self.nodes.write().unwrap_or_else(PoisonError::into_inner).by_id.remove(&id);
    }

    /// All nodes, by id.
    pub fn nodes(&self) -> Vec<Arc<NodeEntry>> {
        let nodes = self.nodes.read().unwrap_or_else(PoisonError::into_inner);
        nodes.by_id.values().cloned().collect()
    }

    /// One node.
    pub fn node(&self, id: i32) -> Option<Arc<NodeEntry>> {
        let nodes = self.nodes.read().unwrap_or_else(PoisonError::into_inner);
        nodes.by_id.get(&id).cloned()
    }

    /// The ids of all nodes.
    pub fn node_ids(&self) -> Vec<i32> {
        let nodes = self.nodes.read().unwrap_or_else(PoisonError::into_inner);
        nodes.by_id.keys().copied().collect()
    }

    /// The node that answers to clients as the controller.
    pub fn controller(&self) -> i32 {
        self.node_ids().first().copied().unwrap_or(-1)
    }

    /// The node that coordinates a group, by Kafka's rule for a partition of `__consumer_offsets`.
    pub fn coordinator_of(&self, group: &str) -> Option<i32> {
        const PARTITIONS: u32 = 50; // offsets.topic.num.partitions
        let ids = self.node_ids();
        let hash = group.encode_utf16().fold(0i32, |hash, unit| {
            hash.wrapping_mul(31).wrapping_add(i32::from(unit as i16) & 0xffff)
        });
        let partition = (hash as u32 & 0x7fff_ffff) % PARTITIONS;
        let at = (partition as usize).checked_rem(ids.len())?;
        ids.get(at).copied()
    }
}
