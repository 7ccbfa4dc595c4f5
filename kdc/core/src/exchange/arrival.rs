//! How and when a request arrived: read once by the shell, valid for the whole decision.

use std::net::SocketAddr;

use kerbside_krb5::time::Timestamp;

/// The one instant, the sender and the transport of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// When it arrived.
    pub now: Timestamp,
    /// Who sent it.
    pub from: SocketAddr,
    /// By which transport.
    pub transport: Transport,
}

/// The transport of a request (RFC 4120 §7.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Transport {
    /// A datagram (§7.2.1).
    Udp,
    /// A stream (§7.2.2).
    Tcp,
}
