//! The broker nodes of a bed, while it runs: stopped, started, and who leads what.

use crate::engine::Engine;
use crate::party::BedError;

/// The nodes of a bed's brokers.
///
/// ```
/// # fn main() -> Result<(), kerbside::BedError> {
/// let bed = kerbside::Testbed::builder().brokers(2).topic("orders", 2).start_blocking()?;
/// bed.wait(bed.nodes().stop(2))?; // clients of node 2 lose it, and ask node 1
/// bed.wait(bed.nodes().start(2))?; // on the same port, and it leads again what it led
/// bed.wait(bed.nodes().move_leader("orders", 0, 2))?; // who asks node 1 is told NOT_LEADER
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy)]
pub struct Nodes<'a> {
    engine: &'a dyn Engine,
}

impl<'a> Nodes<'a> {
    pub(super) fn new(engine: &'a dyn Engine) -> Self {
        Self { engine }
    }

    /// Stops a node as in a controlled shutdown: others lead what it led and coordinate its groups,
    /// then its connections end. When this returns its ports are free.
    ///
    /// # Errors
    /// When there is no such node, or it is stopped.
    pub async fn stop(&self, node: i32) -> Result<(), BedError> {
        self.engine.stop_node(node).await
    }

    /// Starts a node that was stopped, on the same ports. It leads again what it is preferred for.
    ///
    /// # Errors
    /// When there is no such node, it runs, or somebody else has a port of it.
    pub async fn start(&self, node: i32) -> Result<(), BedError> {
        self.engine.start_node(node).await
    }

    /// Makes a node the leader of a partition.
    ///
    /// # Errors
    /// When there is no such partition, or the node does not run.
    pub async fn move_leader(
        &self,
        topic: &str,
        partition: i32,
        node: i32,
    ) -> Result<(), BedError> {
        self.engine.move_leader(topic, partition, node).await
    }
}
