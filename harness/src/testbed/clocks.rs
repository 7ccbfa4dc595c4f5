//! The clocks of a bed, one for each party.

use crate::clock::WallClock;
use crate::engine::Engine;
use crate::kdc::RealmKdc;
use crate::party::Part;

/// The clocks of a bed's parties. Each can be offset, advanced, frozen and set while it runs.
#[derive(Clone, Copy)]
pub struct Clocks<'a> {
    kdc: &'a dyn RealmKdc,
    engine: &'a dyn Engine,
    client: &'a WallClock,
}

impl<'a> Clocks<'a> {
    pub(super) fn new(
        kdc: &'a dyn RealmKdc,
        engine: &'a dyn Engine,
        client: &'a WallClock,
    ) -> Self {
        Self { kdc, engine, client }
    }

    /// The KDC's.
    ///
    /// # Errors
    /// When this KDC's clock cannot be moved.
    pub fn kdc(&self) -> Part<WallClock> {
        self.kdc.clock()
    }

    /// The one of broker `node`, from 1.
    ///
    /// # Errors
    /// When this engine's clocks cannot be moved, or there is no such node.
    pub fn broker(&self, node: i32) -> Part<WallClock> {
        self.engine.clock(node)
    }

    /// Every broker's.
    ///
    /// # Errors
    /// When this engine's clocks cannot be moved.
    pub fn brokers(&self) -> Part<Vec<WallClock>> {
        self.engine.nodes().iter().map(|node| self.engine.clock(node.node)).collect()
    }

    /// The one of the bed's own client. Foreign clients have the machine's.
    pub fn client(&self) -> WallClock {
        self.client.clone()
    }
}
