//! What stands behind a pair of sockets: a request in, a reply out.

use std::net::SocketAddr;

use kerbside_kdc_core::exchange::Transport;

/// Where a request came from, and where to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Route {
    /// The client's address.
    pub(crate) from: SocketAddr,
    /// The socket's own address, which a datagram socket may not know closer than as "any".
    pub(crate) to: SocketAddr,
    /// The transport.
    pub(crate) transport: Transport,
}

/// Answers the requests of a protocol.
pub(crate) trait Answerer: Send + Sync + 'static {
    /// What one loop or connection keeps for itself between requests.
    type Desk: Default + Send;

    /// A desk for a connection.
    fn desk(&self) -> Self::Desk {
        Self::Desk::default()
    }

    /// Takes a desk back.
    fn leave(&self, desk: Self::Desk) {
        drop(desk);
    }

    /// The answer to `request`; `None` when it deserves none.
    fn answer<'d>(
        &self,
        request: &[u8],
        route: Route,
        desk: &'d mut Self::Desk,
    ) -> Option<&'d [u8]>;

    /// The answer to a message whose announced length is absurd; `None` closes without one.
    fn too_long<'d>(
        &self,
        route: Route,
        announced: usize,
        desk: &'d mut Self::Desk,
    ) -> Option<&'d [u8]>;
}
