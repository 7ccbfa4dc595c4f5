//! Stopping a node of a running cluster and starting it again.

use crate::builder::StartError;
use crate::cluster::Cluster;
use crate::node::Node;

/// Why a node is not stopped or started.
#[derive(Debug, thiserror::Error)]
pub enum NodeError {
    /// There is no such node.
    #[error("there is no node {id}; the cluster has {existing:?}")]
    Unknown {
        /// The id asked for.
        id: i32,
        /// The ids that there are.
        existing: Vec<i32>,
    },
    /// It is stopped already.
    #[error("node {0} is stopped: start it first")]
    Stopped(i32),
    /// It runs already.
    #[error("node {0} runs: stop it first")]
    Running(i32),
    /// Its addresses cannot be had any more.
    #[error(transparent)]
    Start(#[from] StartError),
}

impl Cluster {
    /// Stops a node as Kafka's controlled shutdown does: others lead what it led and coordinate its
    /// groups, the cluster shows it no more, and then its connections end. Returns when its ports
    /// are free.
    ///
    /// # Errors
    /// [`NodeError`]
    pub async fn stop_node(&self, id: i32) -> Result<(), NodeError> {
        let node = self.known_node(id)?;
        self.state.fence_node(id);
        let shutting = node.doorway.shut().ok_or(NodeError::Stopped(id))?;
        shutting.done().await;
        Ok(())
    }

    /// [`Cluster::stop_node`] for callers outside a runtime.
    ///
    /// # Errors
    /// [`NodeError`]
    pub fn stop_node_blocking(&self, id: i32) -> Result<(), NodeError> {
        let node = self.known_node(id)?;
        self.state.fence_node(id);
        match node.doorway.shut_blocking() {
            true => Ok(()),
            false => Err(NodeError::Stopped(id)),
        }
    }

    /// Starts a node that was stopped, on the same ports: it is in sync at once and leads what it
    /// is preferred for.
    ///
    /// # Errors
    /// [`NodeError`]
    pub fn start_node(&self, id: i32) -> Result<(), NodeError> {
        let node = self.known_node(id)?;
        if !node.doorway.open(id)? {
            return Err(NodeError::Running(id));
        }
        self.state.revive_node(id);
        Ok(())
    }

    fn known_node(&self, id: i32) -> Result<&Node, NodeError> {
        let existing = || self.nodes.iter().map(|node| node.id).collect();
        self.node(id).ok_or_else(|| NodeError::Unknown { id, existing: existing() })
    }
}
